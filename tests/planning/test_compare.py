"""Two plans side by side, on a region that can be held in the head."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ploughshare.planning.compare import Comparison
from ploughshare.planning.compare_text import lines, verdict
from ploughshare.planning.plan import Plan, plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region

STOP = Stop(iterations=8)


def street() -> Region:
    """Three sheds for one crew, eight days each, and a second crew that is there later."""
    region = Region().district("D", -5000, -5000, 5000, 5000).team("C", "building")
    region.add("places", "V", name="Oakham", level="settlement")
    for number, people in enumerate((30, 20, 10)):
        region.asset(f"shed{number}", 100 * number, 0, kind="other", people_served=people)
        region.works(f"W{number}", f"shed{number}", 8)
    return region


@pytest.fixture(scope="module")
def one() -> Plan:
    return plan(street().situation(), stop=STOP).plan


@pytest.fixture(scope="module")
def two() -> Plan:
    return plan(street().team("C2", "building").situation(), stop=STOP).plan


def test_human_days_are_what_the_objective_falls_by(one: Plan, two: Plan) -> None:
    found = Comparison(one, two)
    assert found.human_days == one.service_days(one.objective - two.objective) > 0
    assert Comparison(two, one).human_days == -found.human_days
    assert verdict(Comparison(one, one)).endswith("come out the same.")


def test_sums_by_service_and_community_are_those_of_the_benefits(one: Plan, two: Plan) -> None:
    found = Comparison(one, two)
    for groups in (found.by_service, found.by_community):
        assert sum(group.human_days for group in groups) == found.human_days
        assert sum(g.sooner + g.later + g.unmoved for g in groups) == 3
    assert [group.name for group in found.by_service] == ["other"]


def test_dates_run_to_the_quarter_in_which_the_last_benefit_comes(one: Plan, two: Plan) -> None:
    dates = Comparison(one, two).by_date
    assert [day.isoformat() for day, _, _ in dates] == ["2026-04-01", "2026-07-01"]
    assert dates[-1][1:] == (one.curve[-1].weight, two.curve[-1].weight) == (60, 60)


def test_what_only_one_plan_brings_is_told_apart(one: Plan) -> None:
    less = replace(one, benefits=one.benefits[:2])
    found = Comparison(one, less)
    (row,) = found.only_a
    assert (row.on_b, row.human_days, found.human_days) == (None, 0, 0)
    assert not found.only_b
    assert any(text.startswith("Only in A: 1 benefit for") for text in lines(found, ("a", "b")))


def test_plans_that_begin_on_other_days_are_compared_by_date(one: Plan) -> None:
    """The same work begun a week later: each benefit comes five working days later."""
    region = street()
    region.start = MONDAY + timedelta(days=7)
    later = plan(region.situation(), stop=STOP).plan
    found = Comparison(one, later)
    assert {row.sooner_days for row in found.rows} == {-5}
    assert found.human_days == -5 * 60


def test_a_scenario_is_named_as_such(one: Plan, two: Plan) -> None:
    named = replace(two, scenario="as-announced")
    text = "\n".join(lines(Comparison(one, named), ("plan.json", "announced.json")))
    assert "SCENARIO as-announced: not the plan of record" in text
    document = Comparison(one, named).document()
    assert (document["a"]["of_record"], document["b"]["of_record"]) == (True, False)
    assert len(document["benefits"]) == 3
