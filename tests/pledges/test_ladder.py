"""How far a contribution has come: by steps with a day, an actor and evidence, one by one."""

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from ploughshare.fields import Record, Value
from ploughshare.pledges.ladder import (
    ENDS,
    ENTRIES,
    LADDER,
    Standing,
    on_their_rungs,
    standing,
    standings,
)

SOURCES = {"LETTER": "official", "NEWS": "media"}
MARCH = date(2026, 3, 2)


def contribution(rung: str = "reported", **values: Value) -> Record:
    given: dict[str, Value] = {"giver": "Partner B", "role": "deminers", "quantity": 40.0}
    return Record("contributions", "CB-3", {**given, "rung": rung, **values})


def step(rung: str, week: int, **values: Value) -> Record:
    """A step that was taken so many weeks after 2 March 2026, with all that it needs."""
    given: dict[str, Value] = {
        "contribution": "CB-3", "rung": rung, "taken_on": MARCH + timedelta(weeks=week),
        "actor": "the authority", "evidence": "LETTER",
    }  # fmt: skip
    return Record("steps", f"ST-{week}-{rung}", {**given, **values})


def climbed(*steps: Record, rung: str = "reported") -> tuple[Standing, list[str]]:
    where, found = standing(contribution(rung), steps, SOURCES)
    return where, [finding.rule for finding in found]


def test_a_contribution_climbs_rung_by_rung_and_counts_once_it_is_accredited() -> None:
    steps = [step(rung, week) for week, rung in enumerate(LADDER)]
    for height, rung in enumerate(LADDER):
        where, found = climbed(*steps[: height + 1])
        assert (where.rung, found) == (rung, [])
        accredited = MARCH + timedelta(weeks=4)
        assert where.counts_from == (accredited if height >= 4 else None)
    assert climbed(*reversed(steps)) == climbed(*steps)


def test_without_a_step_it_is_reported_whatever_is_written() -> None:
    where, found = climbed(rung="operational")
    assert (where.rung, where.counts_from, found) == ("reported", None, ["rung-without-step"])


@pytest.mark.parametrize("rung", LADDER)
def test_a_climb_begins_on_one_of_the_lowest_three_rungs(rung: str) -> None:
    where, found = climbed(step(rung, 0))
    assert where.rung == (rung if rung in ENTRIES else "reported")
    assert found == ([] if rung in ENTRIES else ["step-skips"])


@pytest.mark.parametrize(
    ("before", "then"),
    [pair for pair in product(LADDER, LADDER) if LADDER.index(pair[0]) >= LADDER.index(pair[1])],
)
def test_nothing_climbs_down(before: str, then: str) -> None:
    steps = [step(rung, week) for week, rung in enumerate(LADDER[: LADDER.index(before) + 1])]
    where, found = climbed(*steps, step(then, 20))
    assert (where.rung, found) == (before, ["step-down"])


@pytest.mark.parametrize("lacking", ["taken_on", "actor", "evidence"])
def test_a_step_without_day_actor_or_evidence_does_not_count(lacking: str) -> None:
    where, found = climbed(step("committed", 0, **{lacking: None}))
    assert (where.rung, found) == ("reported", ["step-incomplete"])


def test_news_shows_no_more_than_what_is_reported() -> None:
    assert climbed(step("reported", 0, evidence="NEWS")) == climbed(step("reported", 0))
    where, found = climbed(step("committed", 0, evidence="NEWS"))
    assert (where.rung, found) == ("reported", ["step-from-media"])


def test_the_giver_may_pledge_but_does_not_count_or_accredit_himself() -> None:
    where, found = climbed(
        step("pledged", 0, actor="Partner B"),
        step("committed", 1),
        step("mobilised", 2, actor="partner b"),
    )
    assert (where.rung, found) == ("committed", ["step-by-giver"])


@pytest.mark.parametrize("end", ENDS)
def test_what_ended_stays_ended(end: str) -> None:
    """Even a step without evidence ends it: doubt takes capacity out of a plan, never in."""
    where, found = climbed(
        step("committed", 0), step(end, 1, evidence=None), step("mobilised", 2), rung="committed"
    )
    assert where.rung == end
    assert found == ["step-incomplete", "step-after-end"]
    assert climbed(step("committed", 0), rung=end)[0].rung == end


def test_the_last_count_is_how_many_there_are() -> None:
    where, _ = climbed(step("committed", 0, people=40), step("mobilised", 1, people=31))
    assert where.people == 31


def test_no_order_of_claims_or_news_raises_a_contribution() -> None:
    """A thousand random sequences of steps that rest on news: none leads above reported."""
    dice = Random(1)
    for _ in range(1000):
        steps = [
            step(dice.choice((*LADDER, *ENDS[:1])), dice.randint(0, 9), evidence="NEWS")
            for _ in range(dice.randint(1, 6))
        ]
        assert climbed(*steps)[0].rung in {"reported", "expired"}


def test_records_are_shown_on_the_rung_that_their_steps_show() -> None:
    source = Record("sources", "LETTER", {"kind": "official"})
    listed = [contribution("operational"), Record("contributions", "CB-9", {"rung": "pledged"})]
    shown = on_their_rungs(listed, [step("committed", 0)], [source])
    assert [each.values["rung"] for each in shown] == ["committed", "reported"]
    assert standings(listed, [step("committed", 0)], [source])["CB-9"].rung == "reported"
