"""Areas and roads that are closed for a time."""

from datetime import date

import pytest
from shapely import box

from ploughshare.fields import Value
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import closures, statements, workforce
from ploughshare.planning.statements import NotBefore, Stopped
from ploughshare.scheduling.solve import Stop
from ploughshare.skills import TEAM_KINDS
from tests.planning.small_region import MONDAY, Region

APRIL, MAY = date(2026, 4, 6), date(2026, 5, 31)
NO_OTHER = "road pass is closed until Sun 31 May 2026, and no other open road leads there"


def draft_of(region: Region) -> Draft:
    programme = region.programme()
    return formulate(programme, statements(programme))


def closed(region: Region, from_on: date, **values: Value) -> Region:
    """Closed to the end of May: a village around 0, 0 with a field in it and another beside it."""
    shape = box(-500, -500, 500, 500)
    region.add("places", "V", shape, name="Dobrel", level="settlement", parent="north")
    region.add("standdowns", "C", cause="closed", places=("V",), from_on=from_on,
               to_on=date(2026, 5, 31), **values)  # fmt: skip
    for name, x in (("inside", 0), ("beside", 900)):
        region.hazard(name, x, 0, hazard_type="cha", evidence="direct")
    return region


def test_a_closed_area_is_not_entered_before_it_is_open_again() -> None:
    """What is under way in it stands still too; the field beside it goes on."""
    region = closed(Region().district("north", -5000, -5000, 5000, 5000), MONDAY)
    region.team("M", "manual").team("N", "manual")
    said = list(closures.closed_areas_are_not_entered(region.programme()))
    because = "Dobrel is closed until Sun 31 May 2026"
    held = [
        NotBefore(f"inside.{what}", date(2026, 6, 1), because) for what in ("clearance", "control")
    ]
    assert sorted(said, key=str) == held
    assert list(workforce.stand_downs(region.programme())) == []
    region.order("T1", "inside", "active", teams=("M",), done_share=0.2)
    region.order("T2", "beside", "active", teams=("N",), done_share=0.2)
    draft = formulate(region.programme(), statements(region.programme()))
    assert set(draft.continues) == {"beside.clearance"}


def test_a_closure_that_begins_later_or_of_some_kinds_stops_these_inside_on_its_days() -> None:
    for begin, kinds in ((APRIL, ()), (MONDAY, ("manual",))):
        region = closed(Region().district("north", -5000, -5000, 5000, 5000), begin, kinds=kinds)
        assert not list(workforce.stand_downs(region.programme()))
        (stop,) = closures.closed_areas_are_not_entered(region.programme())
        assert isinstance(stop, Stopped)
        assert (stop.districts, stop.from_on) == (None, begin)
        assert stop.activities == frozenset({"inside.clearance", "inside.control"})
        assert stop.because == "Dobrel is closed until Sun 31 May 2026"
        assert set(stop.kinds) == set(kinds or TEAM_KINDS.codes)


def test_what_stops_by_itself_lies_in_a_part_of_its_district_that_its_teams_may_work_in() -> None:
    region = closed(Region().district("north", -5000, -5000, 5000, 5000), APRIL)
    region.add("organisations", "O", name="O", places=("north",))
    problem = draft_of(region.team("M", "manual", organisation="O")).problem
    at = dict(zip(problem.activity_ids, problem.zone.tolist(), strict=True))
    assert problem.zones[at["inside.clearance"]] == "north~1"
    assert problem.zones[at["beside.clearance"]] == "north"
    assert problem.team_zones.all()
    stopped = problem.standdown_zones[~problem.standdown_everywhere]
    assert [[problem.zones[z] for z in row.nonzero()[0]] for row in stopped] == [["north~1"]]


def beyond_the_pass(from_on: date, *roads: str, **works: Value) -> Region:
    """A base at 0, a field at 1 km, and a broken pump at 5 km behind the pass that is closed."""
    region = Region().road("lowland", (0, 0), (3000, 0)).road("pass", (3000, 0), (4500, 0))
    region.road("plateau", (4500, 0), (6000, 0))
    region.team("M", "manual").team("B", "building").hazard("field", 1000, 150, evidence="direct")
    region.asset("pump", 5000, 50, kind="pump", people_served=90)
    region.works("pipes", "pump", 30, **works)
    return region.add("standdowns", "S", roads=roads or ("pass",), from_on=from_on, to_on=MAY,
                      cause="frozen")  # fmt: skip


def with_the_valley(region: Region, **values: Value) -> Region:
    """Another road around the pass."""
    return region.road("valley", (3000, 0), (4500, 2000), (6000, 0), **values)


def said(region: Region) -> list[NotBefore | Stopped]:
    return list(closures.closed_roads_are_not_driven(region.programme()))


def test_work_behind_a_closed_road_makes_no_progress_on_its_days() -> None:
    region = beyond_the_pass(APRIL)
    (stop,) = said(region)
    assert stop == Stopped(
        tuple(TEAM_KINDS.codes), None, APRIL, MAY, NO_OTHER, activities=frozenset({"pipes"})
    )
    assert not list(workforce.stand_downs(region.programme()))


def test_the_plan_waits_until_the_pass_is_open_and_says_why() -> None:
    """What is begun before rests meanwhile; what comes later begins afterwards."""
    made = plan(beyond_the_pass(APRIL).situation(), stop=Stop(iterations=20)).plan
    (pipes,) = (item for item in made.items if item.activity == "pipes")
    assert (pipes.start_on, pipes.finish - pipes.start > 30 * 4) == (MONDAY, True)
    assert pipes.finish_on > MAY
    region = beyond_the_pass(APRIL, earliest_on=date(2026, 4, 20))
    made = plan(region.situation(), stop=Stop(iterations=20)).plan
    (pipes,) = (item for item in made.items if item.activity == "pipes")
    assert pipes.start_on == date(2026, 6, 1)
    assert pipes.because[-1].rule == "closed_roads_are_not_driven"
    assert pipes.because[-1].text == NO_OTHER


def test_what_is_cut_off_today_begins_afterwards_under_way_or_not() -> None:
    region = beyond_the_pass(MONDAY)
    region.add("tasks", "T", works="pipes", activity="works", status="active", teams=("B",))
    assert said(region) == [NotBefore("pipes", date(2026, 6, 1), NO_OTHER)]
    assert not draft_of(region).continues


def test_another_road_will_do_that_need_not_be_opened_first() -> None:
    region = with_the_valley(beyond_the_pass(APRIL))
    assert not said(region)
    region.hazard("verge", 4500, 2000, evidence="direct")
    assert [stop.because for stop in said(region)] == [NO_OTHER]


def test_two_roads_that_are_closed_at_once_cut_off_what_neither_does_alone() -> None:
    region = with_the_valley(beyond_the_pass(APRIL))
    begin = date(2026, 5, 11)
    region.add("standdowns", "V", roads=("valley",), from_on=begin, to_on=date(2026, 7, 5))
    (stop,) = said(region)
    assert isinstance(stop, Stopped)
    assert (stop.from_on, stop.to_on) == (begin, MAY)
    assert stop.because == (
        "road pass is closed until Sun 31 May 2026 and road valley is closed until Sun 5 Jul 2026, "
        "and no other open road leads there"
    )


def test_works_on_a_closed_bridge_go_on() -> None:
    region = beyond_the_pass(APRIL).asset("span", 4000, 0, kind="bridge", service_state="limited")
    region.works("deck", "span", trade="bridges")
    (stop,) = said(region.team("W", "bridges"))
    assert isinstance(stop, Stopped)
    assert stop.activities == frozenset({"pipes"})


def test_a_closed_area_closes_the_roads_through_it() -> None:
    region = beyond_the_pass(APRIL, "no such road")
    region.add("places", "V", box(3500, -500, 4000, 500), name="Dobrel", level="settlement")
    assert not said(region)
    region.add("standdowns", "C", cause="closed", places=("V",), from_on=APRIL, to_on=MAY)
    (stop,) = said(region)
    assert isinstance(stop, Stopped)
    assert stop.activities == frozenset({"pipes"})
    assert stop.because.startswith("Dobrel is closed until Sun 31 May 2026, and no other")


@pytest.mark.parametrize(("limit", "stops"), [(60.0, True), (150.0, False)])
def test_nobody_works_where_casualties_do_not_get_out_in_time_over_other_roads(
    limit: float, stops: bool
) -> None:
    """By the pass the field is some 10 minutes from the clinic; the way round is 50 km."""
    region = Region().road("lane", (-1000, 0), (0, 0)).road("pass", (0, 0), (6000, 0))
    region.road("way round", (0, 0), (3000, 25_000), (6000, 0)).road("town", (6000, 0), (7000, 0))
    region.team("M", "manual", x=-1000).hazard("field", -500, 100, evidence="direct")
    region.asset("Hospital", 7000, 0, kind="clinic", service_state="in_service")
    region.district("D", -9000, -9000, 9000, 9000, hospital="the clinic Hospital")
    region.add("figures", "limit", metric="evacuation.limit_min", value=limit, low=1.0, high=150.0,
               unit="min")  # fmt: skip
    region.add("standdowns", "S", roads=("pass",), from_on=APRIL, to_on=MAY)
    because = (
        "road pass is closed until Sun 31 May 2026, and casualties reach no hospital in time over "
        "other roads"
    )
    assert [stop.because for stop in said(region)] == ([because] if stops else [])


def test_heavy_teams_stop_where_no_other_road_carries_them() -> None:
    region = beyond_the_pass(APRIL).team("P", "plant", mobility="heavy")
    (stop,) = said(with_the_valley(region, load_class_t=12.0))
    assert isinstance(stop, Stopped)
    assert (stop.kinds, stop.activities) == (("plant",), frozenset({"pipes"}))
    assert stop.because.endswith("and no other road there carries heavy teams")
