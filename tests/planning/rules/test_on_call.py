"""The rule about disposal teams on call, on the smallest regions that show it."""

from datetime import date

import pytest
from shapely import Point

from ploughshare.fields import Value
from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import on_call, statements
from ploughshare.planning.statements import Besides, NotBefore
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

RULE = "one_disposal_team_answers_for_so_many"


def test_builders_where_a_hazard_lay_have_a_disposal_team_on_call() -> None:
    """The school lies by a field released last year, the barn's rubble in a strike, the mill on a rumour."""
    region = Region().hazard("field", 0, 0, status="handed_over", product="cleared")
    region.hazard("strike", 900, 0, contamination="cluster").team("E", "eod").team("B", "building")
    region.asset("school", 60, 0).works("roof", "school", 60)
    region.asset("barn", 900, 0, kind="other").works("rubble", "barn", 30, trade="debris")
    region.asset("mill", 5000, 0).works("wheel", "mill", 60)
    region.hazard("rumour", 5000, 0, status="closed", product="cancelled")
    said = {s.activity: s for s in on_call.disposal_teams_are_on_call(region.programme())}
    assert {name: getattr(s, "days", None) for name, s in said.items()} == {
        "roof": 0.5,
        "rubble": 1,
    }
    assert said["roof"].because == (
        "a disposal team on call, half a working day for what may be found"
    )
    assert said["rubble"].uses == ("works.call_out_days", "works.rubble_crew_days_per_call_out")
    draft = formulate(region.programme(), statements(region.programme()))
    assert draft.ways["roof"][0].days == 60.5


def test_builders_wait_for_the_first_disposal_team_that_may_answer() -> None:
    """In the north one comes in April, in the south none may work: then the most days are counted."""
    april = date(2026, 4, 6)
    region = (
        Region().district("north", -9000, 0, 9000, 9000).district("south", -9000, -9000, 9000, 0)
    )
    region.team("E", "eod", from_on=april, places=("north",), y=60)
    for name, y in (("north", 500), ("south", -500)):
        region.hazard(f"field {name}", 0, y, status="closed").asset(f"school {name}", 0, y)
        region.works(f"roof {name}", f"school {name}", 60)
    said = list(on_call.disposal_teams_are_on_call(region.programme()))
    besides = {s.activity: s.days for s in said if isinstance(s, Besides)}
    assert besides == {"roof north": 0.5, "roof south": 2}
    (wait,) = (s for s in said if isinstance(s, NotBefore))
    assert (wait.activity, wait.day) == ("roof north", april)
    assert wait.because == (
        "the first disposal team that may answer works roof north is there from Mon 6 Apr 2026"
    )


def schools_on_a_field(crews: int) -> Region:
    """Five roofs on released ground, as many crews, and disposal teams that answer for two each."""
    two: dict[str, Value] = {"value": 2.0, "low": 1.0, "high": 9.0, "unit": "crews"}
    region = Region().hazard("field", 0, 0, status="closed")
    region.add("figures", "two", metric="works.crews_per_disposal_team", **two)
    for n in range(crews):
        region.team(f"B{n}", "building")
        region.asset(f"S{n}", 10 * n, 0, people_served=10).works(f"roof {n}", f"S{n}")
    return region


def test_a_disposal_team_on_call_answers_for_so_many_crews_at_once() -> None:
    """Five crews and one team that answers for two: two roofs are mended at a time, and it is said why."""
    region = schools_on_a_field(5).team("E", "eod")
    (said,) = on_call.one_disposal_team_answers_for_so_many(region.programme())
    assert (said.teams, len(said.activities)) == (2, 5)
    assert said.because == "the disposal team on call answers for 2 crews at once"
    assert said.uses == ("works.crews_per_disposal_team",)
    made = plan(region.situation(), stop=Stop(iterations=10)).plan
    for item in made.items:
        at_once = [i for i in made.items if i.start <= item.start < i.finish and i.teams]
        assert len(at_once) <= 2
    told = [link for item in made.items for link in item.because if link.rule == RULE]
    assert len(told) >= 3
    assert told[0].text.endswith("is under way: " + said.because)


def test_disposal_teams_that_come_later_or_leave_do_not_add_to_what_others_answer_for() -> None:
    """Two are there in May only, one from March on: four in May would be six too many in June."""
    region = schools_on_a_field(5).team("E", "eod")
    for name in ("F", "G"):
        region.team(name, "eod", from_on=date(2026, 5, 4), to_on=date(2026, 5, 29))
    (said,) = on_call.one_disposal_team_answers_for_so_many(region.programme())
    assert said.teams == 2
    region = schools_on_a_field(5).team("E", "eod").team("F", "eod")
    (said,) = on_call.one_disposal_team_answers_for_so_many(region.programme())
    assert said.because == "the 2 disposal teams on call answer for 4 crews at once"


def test_a_disposal_team_that_serves_two_districts_is_not_counted_twice() -> None:
    """One team in the north only, one for north and south: two crews in the south, four in both."""
    region = Region().district("N", -9000, 0, 9000, 9000).district("S", -9000, -9000, 9000, 0)
    region.team("E", "eod", places=("N",), y=60).team("F", "eod", y=60)
    region.add("figures", "two", metric="works.crews_per_disposal_team", value=2.0, low=1.0,
               high=9.0, unit="crews")  # fmt: skip
    for name, y in (("N", 500), ("S", -500)):
        region.hazard(f"field {name}", 0, y, status="closed").asset(f"school {name}", 0, y)
        region.works(f"roof {name}", f"school {name}", 60)
    said = list(on_call.one_disposal_team_answers_for_so_many(region.programme()))
    assert {each.activities: each.teams for each in said} == {
        ("roof S",): 2,
        ("roof N", "roof S"): 4,
    }
    assert said[0].because == "the disposal team on call in district S answers for 2 crews at once"


def test_a_share_of_the_time_of_disposal_teams_is_kept_for_spot_tasks() -> None:
    """A disposal team takes a quarter longer for an item, so that a fifth is free; others do not."""
    region = Region().add("hazards", "item", Point(0, 0), name="a bomb", contamination="uxo",
                          hazard_type="cha")  # fmt: skip
    region.team("E", "eod").team("M", "manual").team("Q", "qc", organisation="Q")
    programme = region.programme()
    (more,) = on_call.disposal_keeps_a_reserve(programme)
    assert (more.kind, more.of_own, more.uses) == ("eod", 0.25, ("eod.reserve_share",))
    ways = formulate(programme, statements(programme)).ways["item.clearance"]
    without = [s for s in statements(programme) if s.rule != "disposal_keeps_a_reserve"]
    before = formulate(programme, without).ways["item.clearance"]
    took = {tuple(way.teams): way.days / old.days for way, old in zip(ways, before, strict=True)}
    assert took == {("eod",): pytest.approx(1.25), ("manual",): 1.0}
