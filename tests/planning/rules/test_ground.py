"""Ground: survey, clearance by lots and methods, and what waits for them."""

from ploughshare.planning.rules import ground
from ploughshare.planning.statements import Wait
from tests.planning.small_region import Region
from tests.planning.waits import pairs


def test_suspected_ground_is_surveyed_before_it_is_cleared() -> None:
    """The orchard is suspected and unsurveyed, the ditch confirmed with direct evidence."""
    region = Region().hazard("orchard", 0, 0).team("S", "nts").team("M", "manual")
    region.hazard("ditch", 500, 0, hazard_type="cha", evidence="direct")
    waits = list(ground.survey_before_clearance(region.programme()))
    assert pairs(waits) == {("orchard.nts", "orchard.clearance")}
    assert waits[0].because == "area orchard is not yet surveyed as its clearance requires"


def test_technical_survey_comes_between_where_a_team_does_it() -> None:
    region = Region().hazard("orchard", 0, 0).team("S", "nts", "ts")
    assert pairs(ground.survey_before_clearance(region.programme())) == {
        ("orchard.nts", "orchard.ts"),
        ("orchard.ts", "orchard.clearance"),
    }


def test_rebuilding_waits_for_the_ground_it_stands_on() -> None:
    """The school stands 40 m from the orchard's edge, within its 50 m; the mill does not."""
    region = Region().hazard("orchard", 0, 0, 30, hazard_type="cha", evidence="direct")
    region.asset("school", 55, 0).works("roof", "school")
    region.asset("mill", 55, 30, kind="industry").works("wheel", "mill")
    waits = list(ground.works_wait_for_ground(region.programme()))
    because = "area orchard lies within 50 m of the school school"
    assert waits == [Wait("orchard.handover", "roof", because)]


def test_a_pump_waits_only_for_its_part_of_an_area() -> None:
    """The pump stands at a corner of a field of 9 ha; within 20 m of it lie 300 of them."""
    region = Region().hazard("field", 0, 0, 300, hazard_type="cha", evidence="direct")
    region.asset("pump", 150, 150, kind="pump").works("P", "pump")
    (wait,) = ground.works_wait_for_ground(region.programme())
    assert (wait.first, wait.then) == ("field.handover.assets/pump", "P")
    assert wait.because == (
        "the pump pump waits for 315 m2 of area field within 20 m of it or on its way in, cleared to 50 cm"
    )


def test_an_area_is_released_with_the_last_of_its_lots() -> None:
    region = Region().hazard("field", 0, 0, 300, hazard_type="cha", evidence="direct")
    region.asset("pump", 150, 150, kind="pump").works("P", "pump")
    programme = region.programme()
    waits = list(ground.areas_are_released_lot_by_lot(programme))
    lots = [lot.id for lot in programme.lots["field"]]
    assert lots[:2] == ["assets/pump", "rest/1"]
    assert pairs(waits) == {(f"field.handover.{lot}", "field.handover") for lot in lots}
    assert waits[0].because == f"the 315 m2 are one of {len(lots)} lots of area field"
    assert programme.of_hazard["field"][-1].kind == "handover"


def test_a_survey_takes_the_time_its_rate_says() -> None:
    """Two areas a day, as recorded; technical survey of what survey is expected to leave."""
    region = Region().whole().hazard("orchard", 0, 0, size=400).team("S", "nts", "ts")
    region.add("rates", "R1", kind="nts", low=1.0, likely=4.0, high=5.0, unit="hazards/day")
    ways = {w.activity: w for w in ground.survey_takes_its_time(region.programme())}
    assert ways["orchard.nts"].days == 0.25
    assert round(ways["orchard.ts"].days) == round(160_000 * 0.5 / 4000)
    assert "rate:R1" in ways["orchard.nts"].uses


def test_machines_and_dogs_appear_only_with_a_manual_team() -> None:
    region = Region().hazard("belt", 0, 0, contamination="ap_mine", hazard_type="cha")
    ways = list(ground.machines_never_alone(region.programme()))
    assert {tuple(sorted(way.teams)) for way in ways} == {
        ("manual",),
        ("manual", "mechanical"),
        ("dogs", "manual"),
    }


def test_methods_on_record_count_in_place_of_the_default_chains() -> None:
    """Strikes by dogs on prepared ground; a belt by machines alone releases nothing."""
    region = Region().hazard("strike", 0, 0, contamination="cluster", hazard_type="cha")
    region.hazard("belt", 900, 0, contamination="ap_mine", hazard_type="cha")
    region.hazard("slope", 1800, 0, contamination="cluster", hazard_type="cha", slope_deg=30.0)
    region.add("methods", "M1", name="three in a row", contamination=("cluster",),
               preparation="mechanical", search="dogs", follow_up="bac", follow_up_share=0.5)  # fmt: skip
    region.add("methods", "M2", contamination=("ap_mine",), search="mechanical")
    ways = list(ground.machines_never_alone(region.programme()))
    teams = {name: [sorted(way.teams) for way in ways if way.activity == f"{name}.clearance"]
             for name in ("strike", "belt", "slope")}  # fmt: skip
    assert teams == {
        "strike": [["bac", "dogs", "mechanical"]],
        "belt": [["manual"], ["manual", "mechanical"], ["dogs", "manual"]],
        "slope": [["bac"], ["manual"]],
    }
    (row,) = (way for way in ways if way.activity == "strike.clearance")
    assert row.because == "three in a row of area strike"


def test_no_machine_works_on_a_steep_slope() -> None:
    region = Region().hazard("belt", 0, 0, contamination="ap_mine", slope_deg=30.0)
    ways = list(ground.machines_never_alone(region.programme()))
    assert not any("mechanical" in way.teams for way in ways)


def test_a_large_area_may_be_shared_by_several_teams() -> None:
    """A square of 400 m is 1,000 days of one manual team and 250 of four."""
    region = Region().hazard("plain", 0, 0, 400, hazard_type="cha", evidence="direct")
    region.hazard("patch", 900, 0, 40, hazard_type="cha", evidence="direct")
    region.whole()
    ways = list(ground.one_team_or_several(region.programme()))
    assert {(way.activity, *way.teams.items()) for way in ways} == {
        ("plain.clearance", ("manual", 2)),
        ("plain.clearance", ("manual", 4)),
    }
    alone = next(w for w in ground.machines_never_alone(region.programme()))
    assert ways[1].days * 4 == alone.days
