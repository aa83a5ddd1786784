"""Decisions of an authority: which is in force on a day, and what a row of priorities asks for."""

from datetime import date

import pytest

from ploughshare.fields import Record, Value
from ploughshare.pledges.decisions import Decision, decision, in_force, priority

DAY = date(2026, 3, 2)


def decided(name: str = "DE-1", /, **values: Value) -> Decision:
    given: dict[str, Value] = {
        "title": "Priorities", "authority": "the authority", "published_on": date(2026, 2, 16),
        "reference": "Gazette 12", "safety": 3, "land": 2, "service": 1,
    }  # fmt: skip
    return decision(Record("decisions", name, given | values))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, ""),
        ({"published_on": None}, "it is not published"),
        ({"published_on": date(2026, 3, 3)}, "it is not published"),
        ({"reference": ""}, "nobody recorded where it is published"),
        ({"from_on": date(2026, 4, 1)}, "it holds from 2026-04-01 on"),
        ({"to_on": date(2026, 3, 1)}, "it held until 2026-03-01"),
    ],
)
def test_a_decision_is_in_force_once_it_is_published_and_in_its_days(
    values: dict[str, Value], why: str
) -> None:
    assert decided(**values).why_not(DAY) == why


def test_of_several_that_weigh_the_last_one_published_holds() -> None:
    first, second = decided("DE-1"), decided("DE-2", published_on=date(2026, 2, 20))
    silent = decided("DE-3", published_on=date(2026, 3, 1), land=None)
    assert in_force([first, second, silent], DAY) == second
    assert in_force([silent], DAY) is None


def test_a_priority_is_whole_when_it_says_what_by_when_or_how_much_for_whom() -> None:
    def row(**values: Value) -> bool:
        return priority(Record("priorities", "PR-1", {"decision": "DE-1", **values})).lacks == ""

    assert row(asset="AS-1", due_on=DAY)
    assert not row(asset="AS-1")
    assert not row(due_on=DAY)
    assert row(kind="share", district="D", share_percent=30.0)
    assert not row(kind="share", share_percent=30.0)


def test_a_share_without_days_is_for_the_first_year_of_the_plan() -> None:
    row = priority(Record("priorities", "PR-1", {"kind": "share", "share_percent": 30.0}))
    assert row.share == 0.3
    assert row.days(DAY) == (DAY, date(2027, 3, 1))
    named = priority(Record("priorities", "PR-1", {"from_on": date(2026, 1, 1), "to_on": DAY}))
    assert named.days(DAY) == (DAY, DAY)
