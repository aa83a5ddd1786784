"""Access: what lies on the way, and places no road leads to."""

from ploughshare.planning.formulate import formulate
from ploughshare.planning.rules import access, statements
from ploughshare.planning.statements import Wait
from tests.planning.small_region import Region, road_through_the_belt
from tests.planning.waits import pairs


def test_what_lies_on_the_way_is_dealt_with_first() -> None:
    (wait,) = access.access_first(road_through_the_belt().programme())
    assert isinstance(wait, Wait)
    assert (wait.first, wait.then) == ("verge.handover", "new pump")
    assert wait.because == "the way there leads past area verge"


def test_a_hazard_on_the_ground_of_a_broken_bridge_is_reached_with_the_bridge() -> None:
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "manual", "bridges")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("span", "bridge", trade="bridges")
    region.hazard("bank", 3020, 0, 30, hazard_type="cha", evidence="direct")
    draft = formulate(region.programme(), statements(region.programme()))
    assert set(draft.waits) == {
        ("bank.clearance", "bank.control"), ("bank.control", "bank.handover"),
        ("bank.handover", "span"),
    }  # fmt: skip


def test_behind_a_bridge_without_works_nothing_is_planned_and_the_bridge_is_named() -> None:
    region = road_through_the_belt()
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    (aside,) = access.no_work_without_a_road(region.programme())
    assert (aside.record_id, aside.reason) == ("new pump", "no-route")
    assert aside.because == "the only road there is barred by the bridge bridge"


def test_a_bridge_is_passed_from_its_first_service_on() -> None:
    """Temporary works at 3 km; the pump behind does not wait for the span."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "building")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("pontoon", "bridge", 5, works_type="temporary")
    region.works("span", "bridge", 30, works_type="rebuild")
    region.asset("pump", 5000, 20, kind="pump", people_served=90).works("pipes", "pump")
    assert pairs(access.access_first(region.programme())) == {("pontoon", "pipes")}


def test_what_lies_behind_a_hazardous_bank_of_a_broken_bridge_waits_for_the_bridge_too() -> None:
    """A verge at 1 km, the bridge at 3 km with its hazardous bank, the pump at 5 km."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "manual", "building", "bridges")
    region.hazard("verge", 1000, 0, 30, hazard_type="cha", evidence="direct")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("span", "bridge", trade="bridges")
    region.hazard("bank", 3012, 0, 10, hazard_type="cha", evidence="direct")
    region.hazard("far bank", 3027, 0, 10, hazard_type="cha", evidence="direct")
    region.asset("pump", 5000, 20, kind="pump", people_served=90).works("pipes", "pump")
    programme = region.programme()
    assert programme.terrain.hazards_on["bridge"] == ("bank", "far bank")
    by_road = pairs(access.access_first(programme))
    assert {first for first, then in by_road if then == "pipes"} == {"far bank.handover", "span"}
    assert {first for first, then in by_road if then == "bank.clearance"} == {"verge.handover"}
