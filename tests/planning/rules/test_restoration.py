"""Restoration: order and length of works, and the people they serve."""

from ploughshare.planning.rules import restoration
from tests.planning.small_region import MONDAY, Region
from tests.planning.waits import pairs


def test_works_follow_each_other_as_recorded_with_their_lag() -> None:
    region = Region().asset("school", 0, 0).works("walls", "school", lag_days=5)
    region.works("roof", "school", after=("walls",))
    waits = {(w.first, w.then): w for w in restoration.chain_of_works(region.programme())}
    assert set(waits) == {("walls", "roof"), ("walls", "school.back"), ("roof", "school.back")}
    assert waits["walls", "roof"].lag_days == 5
    assert waits["walls", "roof"].because == "works roof comes after works walls"


def test_without_a_recorded_order_debris_comes_before_repair() -> None:
    region = Region().asset("school", 0, 0).works("mend", "school", works_type="repair")
    region.works("clear", "school", works_type="debris")
    assert ("clear", "mend") in pairs(restoration.chain_of_works(region.programme()))


def test_works_take_their_crews_their_days_and_share_them() -> None:
    region = Region().asset("school", 0, 0).works("roof", "school", 12, crews=2)
    ways = list(restoration.works_take_their_time(region.programme()))
    assert [(w.days, dict(w.teams)) for w in ways] == [(12, {"building": 1}), (6, {"building": 2})]


def test_builders_are_briefed_once_before_they_begin_where_the_ground_was_hazardous() -> None:
    """The school lies within 50 m of the orchard, the mill does not; the fence is under way."""
    region = Region().hazard("orchard", 0, 0, hazard_type="cha", evidence="direct")
    region.asset("school", 90, 0).works("roof", "school", 12, crews=2)
    region.works("fence", "school", 3, status="active")
    region.asset("mill", 900, 0, kind="industry").works("wheel", "mill", 4)
    ways = list(restoration.works_take_their_time(region.programme()))
    assert {(w.activity, w.days, w.uses) for w in ways} == {
        ("roof", 12.25, ("works.briefing_days",)),
        ("roof", 6.25, ("works.briefing_days",)),
        ("fence", 3, ()),
        ("wheel", 4, ()),
    }


def test_works_do_not_begin_before_their_day() -> None:
    region = Region().asset("school", 0, 0).works("roof", "school", earliest_on=MONDAY)
    (statement,) = restoration.not_before_its_day(region.programme())
    assert statement.day == MONDAY
    assert statement.because == "works roof cannot begin before 02 Mar 2026"


def test_people_are_counted_or_a_default_is_used_and_named() -> None:
    region = Region().asset("counted", 0, 0, people_served=420).works("W1", "counted")
    region.asset("guessed", 0, 0).works("W2", "guessed")
    served = {s.benefit: s for s in restoration.people_are_served(region.programme())}
    assert (served["counted"].weight, served["counted"].uses) == (420, ())
    assert (served["guessed"].weight, served["guessed"].uses) == (250, ("people:school",))


def ford() -> Region:
    """A broken bridge for 1,001 people with a pontoon and a span to come, a pump that needs it."""
    region = Region().asset("bridge", 0, 0, kind="bridge", service_state="out_of_service",
                            people_served=1001)  # fmt: skip
    region.works("pontoon", "bridge", 5, works_type="temporary")
    region.works("span", "bridge", 30, works_type="rebuild")
    region.asset("pump", 900, 0, kind="pump", people_served=90).works("pipes", "pump")
    return region.need("pump", "bridge")


def test_temporary_works_bring_a_share_of_the_service_and_permanent_ones_the_rest() -> None:
    """60 % of 1,001 people from the pontoon on; the pump waits for no more than that."""
    programme = ford().programme()
    served = {s.benefit: s for s in restoration.people_are_served(programme)}
    assert {name: (s.activity, s.weight, s.part) for name, s in served.items()} == {
        "bridge.first": ("pontoon", 601, "first"),
        "bridge": ("bridge.back", 400, "rest"),
        "pump": ("pipes", 90, ""),
    }
    assert served["bridge.first"].uses == ("works.temporary.service_share",)
    assert served["bridge.first"].because == (
        "the bridge bridge serves 1,001 people, 601 of them in part before all its works are done"
    )
    assert [(n.benefit, n.needs) for n in restoration.service_needs(programme)] == [
        ("pump", "bridge.first")
    ]


def test_what_serves_in_part_waits_in_part_and_in_full_for_what_it_needs() -> None:
    region = ford().works("hose", "pump", works_type="emergency").need("bridge", "gate")
    region.asset("gate", 50, 0, kind="other", service_state="out_of_service").works("lock", "gate")
    needs = {(n.benefit, n.needs) for n in restoration.service_needs(region.programme())}
    assert needs == {
        ("pump.first", "bridge.first"), ("pump", "bridge.first"),
        ("bridge.first", "gate"), ("bridge", "gate"),
    }  # fmt: skip


def test_several_interim_works_give_the_largest_share_when_all_of_them_are_done() -> None:
    """Emergency 0.4 and temporary works of 0.25 by their record; the pontoon cures two days."""
    region = Region().asset("bridge", 0, 0, kind="bridge", people_served=1000)
    region.works("props", "bridge", works_type="emergency")
    region.works("pontoon", "bridge", works_type="temporary", service_share=0.25, lag_days=2)
    region.works("span", "bridge", works_type="rebuild")
    programme = region.programme()
    first, rest = restoration.people_are_served(programme)
    assert (first.activity, first.weight, rest.weight) == ("bridge.first", 400, 600)
    waits = {(w.first, w.then): w for w in restoration.chain_of_works(programme)}
    assert waits["pontoon", "bridge.first"].lag_days == 2
    assert waits["props", "bridge.first"].because == (
        "the bridge bridge serves in part when its emergency and temporary works are done"
    )


def test_without_permanent_works_to_come_and_with_no_share_an_asset_serves_at_once() -> None:
    region = Region().asset("road", 0, 0, kind="road", people_served=70)
    region.works("craters", "road", works_type="emergency")
    region.asset("shed", 90, 0, kind="other", people_served=5)
    region.works("props", "shed", works_type="temporary", service_share=0.0).works("wall", "shed")
    said = list(restoration.people_are_served(region.programme()))
    assert [(s.benefit, s.weight, s.part) for s in said] == [("road", 70, ""), ("shed", 5, "")]


def test_interim_works_that_are_done_serve_today_and_only_the_rest_is_to_come() -> None:
    """Craters of the road are filled; a pump that needs the road no longer waits for it."""
    region = Region().asset("road", 0, 0, kind="road", people_served=70, service_state="limited")
    region.works("craters", "road", works_type="emergency", status="done").works("base", "road")
    region.asset("pump", 90, 0, kind="pump").works("pipes", "pump").need("pump", "road")
    programme = region.programme()
    road = next(s for s in restoration.people_are_served(programme) if s.record_id == "road")
    assert (road.benefit, road.weight, road.part) == ("road", 42, "rest")
    assert programme.people_in_parts("road", 70) == (28, 0, 42)
    assert not list(restoration.service_needs(programme))


def test_people_exposed_are_the_weight_of_an_area_and_nobody_else() -> None:
    region = Region().hazard("orchard", 0, 0, people_exposed=80).hazard("heath", 900, 0)
    (serves,) = restoration.people_leave_hazards_behind(region.programme())
    assert (serves.benefit, serves.weight, serves.family) == ("orchard", 80, "safety")


def test_a_home_needs_its_pump_until_the_pump_serves() -> None:
    """The pump is broken, the substation works."""
    region = Region().asset("home", 0, 0, kind="house", service_state="in_service")
    region.asset("pump", 900, 0, kind="pump", service_state="out_of_service").works("W", "pump")
    region.asset("station", 1800, 0, kind="substation", service_state="in_service")
    region.need("home", "pump").need("pump", "station")
    needs = list(restoration.service_needs(region.programme()))
    assert [(n.benefit, n.needs) for n in needs] == [("home", "pump")]
