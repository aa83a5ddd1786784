"""Priorities of published decisions: kept as far as it goes, each at its price."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files

import jsonschema
import pytest

from ploughshare.fields import Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes, plan_document
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.priced import PlannedMustDo, PlannedPriorities, PlannedWish, Telling
from ploughshare.planning.priorities import must_do_sentence
from ploughshare.planning.put_first import wish_sentence
from ploughshare.planning.replan import replan
from ploughshare.planning.summary import lines
from ploughshare.planning.wishes import wishes
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

STOP = Stop(iterations=8)

pytestmark = pytest.mark.usefixtures("brief_proof")


def three_schools() -> Region:
    """One crew; schools of 900, 400 and 20 people, ten, ten and twenty days away from use."""
    region = Region().team("C", "building")
    for name, people, days in (("large", 900, 10), ("middle", 400, 10), ("small", 20, 20)):
        region.asset(name, 0, 0, people_served=people, service_state="out_of_service")
        region.works(f"roof of {name}", name, days)
    published: dict[str, Value] = {
        "title": "What comes first", "authority": "the authority",
        "published_on": date(2026, 2, 16), "reference": "Gazette 12",
    }  # fmt: skip
    return region.add("decisions", "DE-1", **published)


def must(region: Region, name: str, asset: str, due_on: date) -> Region:
    return region.add("priorities", name, decision="DE-1", asset=asset, due_on=due_on)


def told_of(made: Plan) -> PlannedPriorities:
    assert made.priorities is not None
    return made.priorities


def order(made: Plan) -> list[str]:
    return [item.record_id.removeprefix("roof of ") for item in made.items if item.teams]


def test_what_must_be_done_by_a_day_is_done_by_it_and_no_earlier_than_it_pays() -> None:
    """
    The small school by 10 April, thirty working days from the first day.

    It is done in time by taking the place of the middle one, not of the large one.
    """
    region = must(three_schools(), "PR-1", "small", date(2026, 4, 10))
    made = plan(region.situation(), stop=STOP).plan

    assert order(made) == ["large", "small", "middle"]
    told = told_of(made)
    (row,) = told.must_do
    assert (row.kept, row.days_missed, row.planned_on) == (True, 0.0, date(2026, 4, 10))
    assert row.without_on == date(2026, 4, 24)
    assert made.service_days(row.price) == 400 * 20 - 20 * 10
    assert (told.objective, told.objective - told.free_objective) == (made.objective, row.price)
    text = "\n".join(lines(made))
    assert "Priorities of published decisions: 1 of 1 kept" in text
    assert "PR-1 (DE-1), the school small by Fri 10 Apr 2026" in text
    assert (
        "kept: planned for week of 6 Apr 2026 instead of week of 20 Apr 2026; alone: 7,800 "
        "service-days more are missing"
    ) in text
    assert "must be done by Fri 10 Apr 2026, as decision DE-1 says" in "\n".join(
        Answer(made, "small").lines()
    )


def test_what_cannot_be_done_in_time_is_missed_by_days_and_comes_as_early_as_it_can() -> None:
    region = must(three_schools(), "PR-1", "small", date(2026, 3, 20))
    made = plan(region.situation(), stop=STOP).plan

    assert order(made)[0] == "small"
    (row,) = told_of(made).must_do
    assert (row.kept, row.days_missed, row.planned_on) == (False, 5.0, date(2026, 3, 27))
    assert "missed by 5 working days: planned for Fri 27 Mar 2026" in "\n".join(lines(made))


def test_what_is_kept_anyway_costs_nothing_and_is_held_when_others_press() -> None:
    """The large school by its free day, the small one by a day that would push it off."""
    region = must(three_schools(), "PR-1", "large", date(2026, 3, 13))
    region = must(region, "PR-2", "small", date(2026, 4, 10))
    made = plan(region.situation(), stop=STOP).plan

    assert order(made) == ["large", "small", "middle"]
    large, small = told_of(made).must_do
    assert (large.kept, large.price, small.kept) == (True, 0, True)


def test_what_is_not_planned_or_done_already_is_told_with_its_reason() -> None:
    region = three_schools()
    region.asset("mill", 0, 0, kind="industry", service_state="out_of_service", people_served=9)
    region.asset("shop", 0, 0, kind="market", service_state="in_service", people_served=9)
    region = must(
        must(region, "PR-1", "mill", date(2026, 4, 10)), "PR-2", "shop", date(2026, 4, 10)
    )
    mill, shop = told_of(plan(region.situation(), stop=STOP).plan).must_do
    assert (mill.kept, mill.planned_on) == (False, None)
    assert "no works are recorded" in mill.why
    assert (shop.kept, shop.why) == (True, "it serves already")


def test_a_day_nobody_may_rely_on_is_told_by_its_week() -> None:
    """The same row of one school, firm and not: two days of one week are then the same words."""
    row = PlannedMustDo("PR-1", "DE-1", "assets", "small", "small", date(2026, 3, 30),
                        date(2026, 3, 25), date(2026, 3, 27), kept=True)  # fmt: skip
    firm = Telling(date(2026, 3, 2), 4, "service-days")
    assert must_do_sentence(row, firm) == (
        "kept: planned for Wed 25 Mar 2026 instead of Fri 27 Mar 2026; alone: no more service-days "
        "are missing"
    )
    provisional = replace(firm, loose=frozenset({("assets", "small")}))
    assert must_do_sentence(row, provisional) == (
        "kept: planned for week of 23 Mar 2026; alone: no more service-days are missing"
    )
    wish = PlannedWish("assets", "small", "small", date(2026, 3, 10), date(2026, 3, 25), 11.0)
    assert wish_sentence(wish, provisional) == (
        "week of 9 Mar 2026 instead of week of 23 Mar 2026, 11 working days sooner"
    )
    near = replace(wish, on=date(2026, 3, 23), sooner_days=2.0)
    assert wish_sentence(near, provisional) == (
        "week of 23 Mar 2026, 2 working days sooner than in the plan that nobody forces"
    )


def test_priorities_of_a_decision_that_is_not_in_force_ask_for_nothing() -> None:
    region = three_schools()
    region.add("priorities", "PR-1", decision="DE-9", asset="small", due_on=date(2026, 3, 20))
    region.add("priorities", "PR-2", decision="DE-1", asset="small")
    made = plan(region.situation(), stop=STOP).plan
    assert made.priorities is None
    said = {row.what for row in made.assumptions}
    assert "priority PR-1 asks for nothing: its decision DE-9 is not on record" in said
    assert "priority PR-2 asks for nothing: it says not what must be done by when" in said


def two_districts() -> Region:
    """One crew, west and east: in the west 900 people and forty days of work, in the east 20 people."""
    region = three_schools()
    region.records["assets"].clear()
    region.records["works"].clear()
    region.district("W", -9000, -5000, 0, 5000).district("E", 0, -5000, 9000, 5000)
    for number in range(4):
        region.asset(f"w{number}", -1000, number, people_served=900, service_state="out_of_service")
        region.asset(f"e{number}", 1000, number, people_served=300, service_state="out_of_service")
        region.works(f"rw{number}", f"w{number}", 10).works(f"re{number}", f"e{number}", 10)
    return region


def test_a_share_of_the_work_goes_to_a_district_at_a_printed_price() -> None:
    """In the first forty days nobody works in the east of his own accord; a quarter is asked for."""
    region = two_districts()
    region.add("priorities", "PR-1", decision="DE-1", kind="share", district="E",
               share_percent=25.0, to_on=date(2026, 4, 24))  # fmt: skip
    made = plan(region.situation(), stop=STOP).plan

    (row,) = told_of(made).shares
    assert row.without < 0.25 <= row.planned
    assert row.kept
    assert row.price == made.objective - told_of(made).free_objective > 0
    assert row.district == "district E"
    text = "\n".join(lines(made))
    assert "of the team-days from Mon 2 Mar 2026 to Fri 24 Apr 2026 for district E" in text


def test_a_wish_comes_before_priorities_and_is_priced_against_the_plan_that_keeps_them() -> None:
    region = must(three_schools(), "PR-1", "small", date(2026, 4, 10))
    situation = region.situation()
    made = plan(situation, stop=STOP, first=wishes(situation, ["middle"], "Ana"), by="Ana").plan

    assert order(made)[0] == "middle"
    assert made.put_first is not None
    assert made.put_first.free_objective == told_of(made).objective


def test_priorities_are_written_and_read_and_hold_in_the_next_plan() -> None:
    region = must(three_schools(), "PR-1", "small", date(2026, 4, 10))
    region.add("priorities", "PR-2", decision="DE-1", kind="share", district="D", share_percent=5.0)
    situation = region.district("D", -9000, -5000, 9000, 5000).situation()
    made = plan(situation, stop=STOP).plan
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made

    again = replan(situation, made, stop=STOP).planned.plan
    assert order(again) == ["large", "small", "middle"]
    assert told_of(again).kept == 2
