"""The rule about depth, on the smallest regions that show it."""

from ploughshare.planning.depths import Depth, depth_of
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import depth, ground
from tests.planning.small_region import Region


def depths(programme: Programme) -> dict[str, Depth]:
    return {
        a.id: depth_of(programme, a)
        for activities in programme.of_hazard.values()
        for a in activities
        if a.kind == "clearance"
    }


def test_ground_cleared_for_a_field_does_not_free_a_trench() -> None:
    """The field was cleared to 13 cm; the main needs 120, the roof none, the pit what it says."""
    region = Region().hazard("field", 0, 0, status="handed_over", product="cleared", depth_cm=13)
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    region.asset("school", 0, 0).works("roof", "school").works("pit", "school", depth_cm=14)
    said = list(depth.cleared_deep_enough(region.programme()))
    assert [(s.record_id, s.reason) for s in said] == [
        ("pipe", "not-deep-enough"), ("pit", "not-deep-enough"),
    ]  # fmt: skip
    assert said[0].because == (
        "works pipe needs ground cleared to 120 cm, and area field was cleared to 13 cm"
    )
    assert said[0].activities == ("pipe",)


def test_a_depth_that_nobody_recorded_is_no_more_than_the_figure() -> None:
    region = Region().hazard("field", 0, 0, status="closed", product="cleared")
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    (said,) = depth.cleared_deep_enough(region.programme())
    assert said.because.endswith("was cleared to 13 cm, as its record names no depth")


def test_what_survey_cancelled_is_released_for_any_depth() -> None:
    region = Region().hazard("field", 0, 0, status="closed", product="cancelled")
    region.hazard("deep", 0, 0, status="closed", product="cleared", depth_cm=150)
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    assert list(depth.cleared_deep_enough(region.programme())) == []


def test_an_area_recorded_again_is_cleared_for_the_trench() -> None:
    """Then works wait for it instead of being set aside."""
    region = Region().hazard("field", 0, 0, status="closed", product="cleared", depth_cm=13)
    region.hazard("again", 0, 0, hazard_type="cha", evidence="direct")
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    programme = region.whole().programme()
    assert list(depth.cleared_deep_enough(programme)) == []
    assert depths(programme) == {"again.clearance": Depth(120, "the water_main main")}
    (wait,) = ground.works_wait_for_ground(programme)
    assert wait.because.endswith("the water_main main, cleared to 120 cm")


def test_an_area_cleared_and_not_yet_handed_over_is_asked_the_same() -> None:
    region = Region().hazard("field", 0, 0, status="completed", product="cleared", depth_cm=20)
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    assert [s.record_id for s in depth.cleared_deep_enough(region.programme())] == ["pipe"]


def test_each_lot_is_cleared_as_deep_as_somebody_needs_it() -> None:
    """A school rebuilt in the corner of a plain: its lot to 80 cm, the rest as deep as ever."""
    region = Region().hazard("plain", 0, 0, 400, hazard_type="cha", evidence="direct", depth_cm=15)
    region.asset("school", 150, 150).works("walls", "school", works_type="rebuild")
    region.team("M", "manual")
    found = depths(region.programme())
    assert found["plain.clearance.assets/school"] == Depth(80, "the school school")
    assert {d for name, d in found.items() if "rest" in name} == {Depth(15)}


def test_the_deeper_the_slower_and_dogs_are_left_out() -> None:
    """To 13 cm by hand, with a machine or with dogs; to 120 cm by hand at four tenths of the pace."""
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct",
                             contamination="ap_mine").whole()  # fmt: skip
    shallow = list(ground.machines_never_alone(region.programme()))
    region.asset("main", 0, 0, kind="water_main").works("pipe", "main", trade="water")
    deep = list(ground.machines_never_alone(region.programme()))
    assert [sorted(way.teams) for way in shallow] == [
        ["manual"], ["manual", "mechanical"], ["dogs", "manual"],
    ]  # fmt: skip
    assert [sorted(way.teams) for way in deep] == [["manual"], ["manual", "mechanical"]]
    assert deep[0].days * 0.4 == shallow[0].days
    assert "clearance.deeper_factor" in deep[0].uses
    assert "clearance.depth_cm" in shallow[0].uses
