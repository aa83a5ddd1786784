"""Every planning rule, each on the smallest region that shows it."""

import re
from collections.abc import Iterable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ploughshare.planning.formulate import formulate
from ploughshare.planning.measures import Measure, under
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import (
    RULES,
    access,
    building,
    ground,
    inspection,
    measures,
    release,
    restoration,
    statements,
    tasking,
    workforce,
)
from ploughshare.planning.services import in_parts
from ploughshare.planning.statements import (
    Apart,
    Away,
    Continues,
    Halted,
    NotBefore,
    OnlyBy,
    Present,
    SetAside,
    Stopped,
    Wait,
    Way,
)
from ploughshare.planning.terrain import Terrain
from tests.planning.small_region import MONDAY, Region

EXAMPLES = {
    "stop_work",
    "survey_before_clearance",
    "works_wait_for_ground",
    "areas_are_released_lot_by_lot",
    "survey_takes_its_time",
    "machines_never_alone",
    "one_team_or_several",
    "inspected_before_hand_over",
    "control_takes_its_days",
    "another_organisation_inspects",
    "authority_accepts_survey",
    "access_first",
    "no_work_without_a_road",
    "chain_of_works",
    "works_take_their_time",
    "not_before_its_day",
    "works_are_prepared_first",
    "people_are_served",
    "people_leave_hazards_behind",
    "service_needs",
    "who_may_work",
    "donors_exclusions",
    "leave_is_leave",
    "stand_downs",
    "task_orders_take_their_time",
    "parts_under_order_come_first",
    "issued_orders_keep_their_operator",
    "active_tasks_continue",
}


def pairs(waits: Iterable[Wait]) -> set[tuple[str, str]]:
    return {(wait.first, wait.then) for wait in waits}


def test_what_somebody_stopped_stands_still_and_says_why() -> None:
    """The orchard until further notice, the ditch until Friday, team M until Friday, dogs for good."""
    friday = date(2026, 3, 6)
    region = Region().hazard("orchard", 0, 0).hazard("ditch", 500, 0, hazard_type="cha",
                                                     evidence="direct")  # fmt: skip
    region.team("M", "manual").team("D", "dogs", "manual")
    situation = under(
        region.situation(),
        [
            Measure("hazard", "orchard", "accident"),
            Measure("hazard", "ditch", until=friday),
            Measure("team", "M", until=friday),
            Measure("method", "dogs"),
        ],
    )
    said = list(measures.stop_work(Programme(Terrain(situation))))
    orchard, ditch, *after, team, method = said
    assert {s.activity for s in after if isinstance(s, NotBefore)} == {
        "ditch.control", "ditch.handover",
    }  # fmt: skip
    assert isinstance(orchard, SetAside)
    assert orchard.activities == tuple(
        f"orchard.{kind}" for kind in ("nts", "clearance", "control", "handover")
    )
    assert orchard.because == "stop-work on hazard orchard until further notice: accident"
    assert isinstance(ditch, NotBefore)
    assert (ditch.activity, ditch.day) == ("ditch.clearance", date(2026, 3, 7))
    assert isinstance(team, Away)
    assert (team.from_on, team.to_on) == (MONDAY, friday)
    assert isinstance(method, Halted)
    assert method.kinds == ("dogs",)


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
        "the pump pump waits for 315 m2 of area field within 20 m of it or on its way in"
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


def test_cleared_ground_is_reported_inspected_and_corrected_before_it_is_handed_over() -> None:
    """The school waits for the ditch: 5 days of report, control, then 3 and 8 days."""
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct")
    region.asset("school", 90, 0).works("roof", "school").whole()
    report, hand_over = release.inspected_before_hand_over(region.programme())
    assert (report.first, report.then, report.lag_days) == ("ditch.clearance", "ditch.control", 5)
    assert report.because == "area ditch is inspected when it is cleared"
    assert report.parts == ((5, "completion report of area ditch"),)
    assert (hand_over.first, hand_over.then) == ("ditch.control", "ditch.handover")
    assert hand_over.parts == (
        (3, "corrective action on area ditch, as expected"),
        (8, "hand-over of area ditch"),
    )
    assert hand_over.lag_days == 11
    assert hand_over.uses == ("release.correction_days", "release.hand_over_days")
    assert pairs(ground.works_wait_for_ground(region.programme())) == {("ditch.handover", "roof")}


def test_of_a_completed_area_the_rest_of_the_chain_is_planned() -> None:
    """The ditch was cleared and waits for control, the orchard was cancelled by survey."""
    region = Region().hazard("ditch", 0, 0, status="completed", product="cleared")
    region.hazard("orchard", 500, 0, status="completed", product="cancelled")
    programme = region.programme()
    left = {name: [a.kind for a in steps] for name, steps in programme.of_hazard.items()}
    assert left == {"ditch": ["control", "handover"], "orchard": ["handover"]}
    assert programme.standing_still == ()
    assert pairs(release.inspected_before_hand_over(programme)) == {
        ("ditch.control", "ditch.handover")
    }


def test_control_under_way_tells_that_an_area_is_cleared() -> None:
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct")
    region.team("Q", "qc", organisation="QA")
    region.add("tasks", "T", hazard="ditch", activity="control", status="active",
               organisation="QA", teams=("Q",), done_share=0.5)  # fmt: skip
    programme = region.programme()
    assert [a.kind for a in programme.of_hazard["ditch"]] == ["control", "handover"]
    draft = formulate(programme, statements(programme))
    assert (draft.continues["ditch.control"].days, draft.continues["ditch.control"].teams) == (
        0.5, {"qc": ("Q",)},
    )  # fmt: skip


def test_an_inspecting_team_takes_its_days_and_without_one_the_most_days_pass() -> None:
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct")
    region.team("M", "manual", organisation="O")
    with_team, without = release.control_takes_its_days(region.programme())
    assert (with_team.days, with_team.teams, with_team.otherwise) == (1, {"qc": 1}, False)
    assert (without.days, without.teams, without.otherwise) == (5, {}, True)
    draft = formulate(region.programme(), statements(region.programme()))
    assert [way.teams for way in draft.ways["ditch.control"]] == [{}]
    region.team("Q", "qc", organisation="QA")
    draft = formulate(region.programme(), statements(region.programme()))
    assert [way.teams for way in draft.ways["ditch.control"]] == [{"qc": 1}]


def test_nobody_inspects_what_his_own_organisation_clears() -> None:
    """QA only inspects; O clears too, and may inspect what is ordered from another, P."""
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct")
    region.hazard("field", 500, 0, hazard_type="cha", evidence="direct")
    region.team("M", "manual", organisation="O").team("N", "manual", organisation="P")
    region.team("IO", "qc", organisation="O").team("IQ", "qc", organisation="QA")
    region.order("T", "field", "issued", organisation="P")
    (only,) = inspection.another_organisation_inspects(region.programme())
    assert isinstance(only, OnlyBy)
    assert (only.activity, only.groups) == ("ditch.control", ("QA",))
    assert only.because == (
        "area ditch is inspected by another organisation than that which clears it"
    )


def test_who_cleared_an_area_by_its_orders_inspects_nothing_of_it() -> None:
    """QA has no team that clears any more, but the completed ditch was its order."""
    region = Region().hazard("ditch", 0, 0, status="completed")
    region.team("I", "qc", organisation="QA").order("T", "ditch", "completed", organisation="QA")
    (only,) = inspection.another_organisation_inspects(region.programme())
    assert isinstance(only, OnlyBy)
    assert only.groups == ()
    region.team("J", "qc", organisation="other")
    (only,) = inspection.another_organisation_inspects(region.programme())
    assert isinstance(only, OnlyBy)
    assert only.groups == ("other",)


def test_an_inspecting_team_of_unknown_organisation_inspects_nothing() -> None:
    region = Region().hazard("ditch", 0, 0, hazard_type="cha", evidence="direct")
    region.team("I", "qc").team("M", "manual", organisation="O")
    aside, halted = inspection.another_organisation_inspects(region.programme())
    assert isinstance(aside, SetAside)
    assert (aside.record_id, aside.reason) == ("I", "no-organisation")
    assert isinstance(halted, Halted)
    draft = formulate(region.programme(), statements(region.programme()))
    assert [way.teams for way in draft.ways["ditch.control"]] == [{}]


def test_an_order_for_control_does_not_let_a_team_inspect_its_own_work() -> None:
    region = Region().hazard("ditch", 0, 0, status="completed")
    region.team("I", "qc", organisation="O").team("M", "manual", organisation="O")
    region.add("tasks", "T", hazard="ditch", activity="control", status="issued", organisation="O")
    draft = formulate(region.programme(), statements(region.programme()))
    assert [way.teams for way in draft.ways["ditch.control"]] == [{}]


def test_the_authority_accepts_what_survey_releases() -> None:
    """Ten days after the orchard's technical survey; the ditch was cancelled before the plan."""
    region = Region().hazard("orchard", 0, 0).team("S", "nts", "ts")
    region.hazard("ditch", 500, 0, status="completed", product="cancelled")
    wait, day = release.authority_accepts_survey(region.programme())
    assert isinstance(wait, Wait)
    assert (wait.first, wait.then, wait.lag_days) == ("orchard.ts", "orchard.handover", 10)
    assert wait.because == "the authority accepts what survey releases of area orchard"
    assert isinstance(day, NotBefore)
    assert (day.activity, day.day, day.anew) == ("ditch.handover", date(2026, 3, 16), True)


def road_through_the_belt() -> Region:
    """Base at 0, a hazardous verge at 2 km, the village with its broken pump at 5 km."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "manual", "building")
    region.hazard("verge", 2000, 0, 30, hazard_type="cha", evidence="direct")
    return region.asset("pump", 5000, 20, kind="pump", people_served=900).works("new pump", "pump")


def test_what_lies_on_the_way_is_dealt_with_first() -> None:
    waits = list(access.access_first(road_through_the_belt().programme()))
    assert pairs(waits) == {("verge.handover", "new pump")}
    assert waits[0].because == "the way there leads past area verge"


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


def unprepared() -> Region:
    """A school, and nothing on record of how far its works are prepared."""
    return Region().asset("school", 0, 0)


def test_builders_wait_for_design_permits_procurement_and_mobilisation() -> None:
    """Monday 2 March and 120 working days make Monday 17 August; temporary works take weeks."""
    region = unprepared().works("roof", "school", preparation=None)
    for works_type in ("temporary", "emergency", "debris"):
        region.works(works_type, "school", works_type=works_type, preparation="not_begun")
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "roof": date(2026, 8, 17),
        "temporary": date(2026, 3, 30),
        "emergency": date(2026, 3, 9),
        "debris": date(2026, 3, 5),
    }
    assert said["roof"].because == (
        "design, permits, procurement and mobilisation of works roof take 120 working days"
    )
    assert said["debris"].uses == ("works.debris.mobilisation_days",)
    assert all(s.anew for s in said.values())


def test_preparation_under_way_counts_from_its_day_stage_by_stage() -> None:
    """A tender since 9 February, permits that are long overdue, and all of it since last June."""
    region = unprepared()
    june = date(2025, 6, 2)
    region.works("tender", "school", preparation="procurement",
                 preparation_since=date(2026, 2, 9))  # fmt: skip
    region.works("permits", "school", preparation="permits", preparation_since=june)
    region.works("over", "school", preparation=None, preparation_since=june)
    region.works("later", "school", preparation="mobilisation", preparation_since=date(2026, 3, 9))
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "tender": date(2026, 5, 4),
        "permits": date(2026, 5, 25),
        "later": date(2026, 3, 23),
    }
    assert said["tender"].because == (
        "procurement and mobilisation of works tender take 60 working days, of which 15 have passed"
    )
    assert said["tender"].parts == (
        (date(2026, 4, 20), "tender and procurement of works tender, 50 working days in all"),
        (date(2026, 5, 4), "mobilisation of works tender, 10 working days in all"),
    )
    assert said["permits"].because.endswith("take 80 working days, of which 20 have passed")
    assert said["later"].because == (
        "mobilisation of works later takes 10 working days from Mon 9 Mar 2026 on"
    )
    assert said["later"].parts == (
        (date(2026, 3, 9), "mobilisation of works later begins on Mon 9 Mar 2026"),
        (date(2026, 3, 23), "mobilisation of works later, 10 working days in all"),
    )
    assert not any(s.anew for s in said.values())


def test_what_is_ready_or_in_the_builders_hands_is_prepared() -> None:
    """Ready by a day on record, ready, under way, mobilising; an issued order only mobilises."""
    region = unprepared().works("ready", "school", preparation="ready")
    region.works("dated", "school", preparation="design", prepared_on=date(2026, 4, 1))
    region.works("begun", "school", preparation=None, status="active")
    for status in ("mobilising", "issued"):
        region.works(status, "school", preparation="permits")
        region.add("tasks", f"T-{status}", works=status, activity="works", status=status,
                   issued_on=date(2026, 2, 23))  # fmt: skip
    said = {s.activity: s for s in building.works_are_prepared_first(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "dated": date(2026, 4, 1),
        "issued": date(2026, 3, 9),
    }
    assert said["dated"].because == (
        "works dated is on record as ready for builders on Wed 1 Apr 2026"
    )


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


@given(st.integers(0, 100_000), st.floats(0, 1), st.floats(0, 1))
def test_parts_of_a_service_are_whole_people_and_add_up(
    people: int, today: float, first: float
) -> None:
    parts = in_parts(people, today, first)
    assert sum(parts) == people
    assert min(parts) >= 0


def test_a_bridge_is_passed_from_its_first_service_on() -> None:
    """Temporary works at 3 km; the pump behind does not wait for the span."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "building")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("pontoon", "bridge", 5, works_type="temporary")
    region.works("span", "bridge", 30, works_type="rebuild")
    region.asset("pump", 5000, 20, kind="pump", people_served=90).works("pipes", "pump")
    assert pairs(access.access_first(region.programme())) == {("pontoon", "pipes")}


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


def test_a_team_is_what_its_organisation_is_accredited_for_where_it_may_be() -> None:
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="O", kinds=("manual", "nts"), places=("north",))
    region.team("M", "manual", "eod", organisation="O").team("D", "dogs", organisation="O")
    said = {type(s): s for s in workforce.who_may_work(region.programme())}
    present, aside = said[Present], said[SetAside]
    assert isinstance(present, Present)
    assert isinstance(aside, SetAside)
    assert (present.kinds, present.districts) == (("manual",), ("north",))
    assert (aside.record_id, aside.reason) == ("D", "not-accredited")


def test_permits_areas_and_grants_cut_the_time_of_a_team() -> None:
    """Accredited by hand until June, for strikes for good, licensed for both, paid until August."""
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="North Field", kinds=("dogs",))
    june, august = date(2026, 6, 30), date(2026, 8, 31)
    region.add("accreditations", "A-1", organisation="O", kinds=("manual",), to_on=june)
    region.add("accreditations", "A-2", organisation="O", kinds=("bac",))
    region.add("accreditations", "L-1", organisation="O", permit="licence")
    region.add("grants", "G", name="GRANT-3", places=("north",), to_on=august)
    region.team("M", "manual", "bac", organisation="O", group="GRANT-3")
    first, second = workforce.who_may_work(region.programme())
    assert isinstance(first, Present)
    assert isinstance(second, Present)
    assert (first.kinds, first.districts, first.to_on) == (("manual", "bac"), ("north",), june)
    assert (second.kinds, second.from_on, second.to_on) == (("bac",), date(2026, 7, 1), august)
    assert (first.name, second.name, second.team) == ("M", "M~2", "M")
    assert [each.record_id for each in first.ends] == ["A-1"]
    assert second.ends[0].text == "grant GRANT-3 ends on Mon 31 Aug 2026"
    assert second.begins == (
        "from Wed 1 Jul 2026 M may serve as battle area clearance: the accreditation A-1 of "
        "North Field for manual clearance ends on Tue 30 Jun 2026"
    )


def test_a_team_without_permit_area_or_money_is_set_aside_with_the_reason() -> None:
    region = (
        Region().district("north", -5000, 0, 5000, 5000).district("south", -5000, -5000, 5000, 0)
    )
    region.add("organisations", "O", name="North Field", places=("north",))
    region.add("accreditations", "L-1", organisation="O", permit="licence", kinds=("manual",),
               to_on=MONDAY.replace(day=1))  # fmt: skip
    region.add("grants", "G", name="GRANT-3", activities=("nts", "ts"))
    region.team("L", "manual", organisation="O")
    region.team("A", "nts", organisation="O", places=("south",))
    region.team("G", "building", group="G")
    said = {s.record_id: s for s in workforce.who_may_work(region.programme())
            if isinstance(s, SetAside)}  # fmt: skip
    assert {name: s.reason for name, s in said.items()} == {
        "L": "not-licensed", "A": "no-area", "G": "not-funded"
    }  # fmt: skip
    assert said["L"].because == (
        "L serves as manual clearance, for which North Field is not licensed: the licence L-1 "
        "of North Field for manual clearance ended on Sun 1 Mar 2026"
    )
    assert said["G"].because == (
        "G is paid from grant GRANT-3, which pays only for non-technical survey and "
        "technical survey"
    )


def test_work_nobody_may_do_names_what_keeps_the_teams_of_its_kind_from_it() -> None:
    region = Region().district("north", -5000, 0, 5000, 5000).district("far", 9000, 0, 9900, 900)
    region.add("grants", "G", name="GRANT-3", places=("far",)).team("C", "building", group="G")
    region.asset("school", 0, 100).works("roof", "school")
    draft = formulate(region.programme(), statements(region.programme()))
    (aside,) = [root for root in draft.roots if root.reason == "no-team"]
    assert aside.because.endswith("grant GRANT-3, which pays for C, pays only in district far")


def test_a_grant_keeps_its_teams_from_those_it_excludes() -> None:
    """One may do the plain, two that exclude each other may not share it; two of one side may."""
    region = Region().whole().hazard("plain", 0, 0, 400, hazard_type="cha", evidence="direct")
    region.add("grants", "G", name="GRANT-3", excludes_contributions=("CB-2",))
    region.team("M", "manual", group="G").team("N", "manual", contribution="CB-2")
    apart = list(workforce.donors_exclusions(region.programme()))
    because = "grant GRANT-3, which pays for M, excludes work with CB-2"
    assert apart == [Apart("M", "N", because)]
    draft = formulate(region.programme(), statements(region.programme()))
    assert {tuple(way.teams.items()) for way in draft.ways["plain.clearance"]} == {(("manual", 1),)}

    region.records["teams"].pop()
    region.team("N", "manual", group="G")
    draft = formulate(region.programme(), statements(region.programme()))
    assert (("manual", 2),) in {tuple(w.teams.items()) for w in draft.ways["plain.clearance"]}


def test_a_team_that_left_takes_no_part() -> None:
    region = Region().team("M", "manual", to_on=MONDAY.replace(day=1))
    (aside,) = workforce.who_may_work(region.programme())
    assert isinstance(aside, SetAside)
    assert aside.reason == "left"


def test_leave_is_leave() -> None:
    region = Region().team("M", "manual")
    region.add("availability", "A", team="M", from_on=MONDAY, to_on=MONDAY, reason="leave")
    assert list(workforce.leave_is_leave(region.programme())) == [
        Away("M", MONDAY, MONDAY, "M is away: leave")
    ]


def test_frost_stops_the_kinds_it_names_where_it_names() -> None:
    region = Region().district("north", -5000, 0, 5000, 5000).team("M", "manual", y=100)
    region.add("standdowns", "F", kinds=("manual",), places=("north",), from_on=MONDAY,
               to_on=MONDAY, cause="frozen")  # fmt: skip
    assert list(workforce.stand_downs(region.programme())) == [
        Stopped(("manual",), ("north",), MONDAY, MONDAY, "stand-down: frozen")
    ]


def test_an_issued_order_keeps_its_operator() -> None:
    region = Region().hazard("orchard", 0, 0).team("M", "manual", organisation="O")
    region.team("N", "manual", organisation="P", group="GRANT")
    region.team("Q", "manual", organisation="Q", group="GRANT")
    region.add(
        "tasks", "T", hazard="orchard", activity="clearance", status="issued", organisation="P"
    )
    (only,) = tasking.issued_orders_keep_their_operator(region.programme())
    assert only == OnlyBy("orchard.clearance", ("P / GRANT",), "task order T is issued to P")


def test_orders_of_two_operators_on_one_area_keep_both() -> None:
    region = Region().hazard("orchard", 0, 0)
    for name, status in (("O", "plan_approved"), ("P", "mobilising"), ("Q", "proposed")):
        region.team(f"M-{name}", "manual", organisation=name)
        region.order(f"T-{name}", "orchard", status, organisation=name)
    (only,) = tasking.issued_orders_keep_their_operator(region.programme())
    assert only.groups == ("O", "P")
    assert only.because == "task order T-O is issued to O and task order T-P is issued to P"


def test_unissued_work_waits_ten_working_days_and_an_issued_order_for_what_is_left_of_them() -> (
    None
):
    """Monday 2 March; ten working days end on Monday 16 March, of an order of 23 February on the 9th."""
    region = Region().team("M", "manual").team("S", "nts")
    for name in ("none", "fresh", "old", "undated", "moving", "begun"):
        region.hazard(name, 0, 0, hazard_type="cha", evidence="direct")
    region.order("T1", "fresh", "issued", issued_on=date(2026, 2, 23))
    region.order("T2", "old", "plan_approved", issued_on=date(2026, 1, 12))
    region.order("T3", "undated", "plan_approved").order("T4", "moving", "mobilising")
    region.order("T5", "begun", "active", issued_on=MONDAY, teams=("M",))
    said = {s.activity: s for s in tasking.task_orders_take_their_time(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "none.clearance": date(2026, 3, 16),
        "fresh.clearance": date(2026, 3, 9),
        "undated.clearance": date(2026, 3, 16),
    }
    assert said["none.clearance"].because == (
        "clearance of area none has no task order yet: the order, the operator's clearance plan "
        "and the pre-start visit take 10 working days"
    )
    assert said["fresh.clearance"].because == (
        "task order T1 (issued on Mon 23 Feb 2026): clearance plan and pre-start visit take 10 "
        "working days from then"
    )


def test_a_recorded_figure_replaces_the_days_before_an_order() -> None:
    region = Region().hazard("orchard", 0, 0, hazard_type="cha", evidence="direct")
    region.add(
        "figures", "F", metric="tasking.lead_days", value=3.0, low=1.0, high=5.0, unit="days"
    )
    (statement,) = tasking.task_orders_take_their_time(region.programme())
    assert isinstance(statement, NotBefore)
    assert (statement.day, statement.uses) == (date(2026, 3, 5), ("tasking.lead_days",))


def test_the_rest_of_an_area_follows_the_part_that_is_ordered() -> None:
    """An order for 2,500 of 10,000 m2: 7,500 are left to the rest, and both make the whole."""
    region = Region().hazard("plain", 0, 0, hazard_type="cha", evidence="direct", vegetation="none")
    region.team("M", "manual").team("N", "manual")
    region.order("T", "plain", "active", teams=("M",), scope_m2=2500.0, done_m2=900.0)
    programme = region.programme()
    (wait,) = tasking.parts_under_order_come_first(programme)
    assert (wait.first, wait.then) == ("plain.clearance.T", "plain.clearance")
    assert wait.because == "area plain is ordered in part, and the rest follows task order T"
    by_hand = (w for w in ground.machines_never_alone(programme) if list(w.teams) == ["manual"])
    days = {way.activity: way.days for way in by_hand}
    assert abs(days["plain.clearance.T"] - 1600 / 160) < 0.01
    assert abs(days["plain.clearance"] - 7500 / 160) < 0.3


def test_parts_that_make_up_the_whole_leave_no_rest() -> None:
    region = Region().hazard("plain", 0, 0, hazard_type="cha", evidence="direct")
    region.order("T", "plain", "issued", scope_m2=4000.0).order(
        "U", "plain", "issued", scope_m2=5900.0
    )
    activities = region.programme().of_hazard["plain"]
    assert [(a.id, a.kind) for a in activities] == [
        ("plain.clearance.T", "clearance"),
        ("plain.clearance.U", "clearance"),
        ("plain.control", "control"),
        ("plain.handover", "handover"),
    ]
    assert list(tasking.parts_under_order_come_first(region.programme())) == []
    waits = release.inspected_before_hand_over(region.programme())
    assert {w.first for w in waits if w.then == "plain.control"} == {
        "plain.clearance.T", "plain.clearance.U",
    }  # fmt: skip


def test_what_is_under_way_goes_on_with_its_teams_and_what_is_left() -> None:
    """40 % of a square of 40 m are done by hand: 0.6 of 10 team-days remain, two teams share it."""
    region = Region().hazard("patch", 3000, 0, 40, hazard_type="cha", evidence="direct",
                             vegetation="none")  # fmt: skip
    region.team("M", "manual").team("N", "manual")
    region.add("tasks", "T", hazard="patch", activity="clearance", status="active",
               teams=("M", "N"), done_share=0.4)  # fmt: skip
    (goes_on,) = tasking.active_tasks_continue(region.programme())
    assert isinstance(goes_on, Continues)
    assert dict(goes_on.teams) == {"manual": ("M", "N")}
    assert abs(goes_on.days - 0.6 * 10 / 2) < 0.01

    draft = formulate(region.programme(), statements(region.programme()))
    assert draft.problem.fixed_begin.tolist() == [0]
    at_work = draft.problem.team_at[0]
    assert abs(at_work - draft.problem.at[0]).max() == 0


def test_several_orders_on_one_area_share_it_and_count_its_ground_once() -> None:
    """Two orders for the same 1,600 m2, 400 and 240 m2 done: 960 m2 remain for both teams."""
    region = Region().hazard("patch", 0, 0, 40, hazard_type="cha", evidence="direct",
                             vegetation="none")  # fmt: skip
    region.team("M", "manual").team("N", "manual")
    region.order("T", "patch", "active", teams=("M",), scope_m2=1600.0, done_m2=400.0)
    region.order("U", "patch", "active", teams=("N",), scope_m2=1600.0, done_share=0.15)
    (goes_on,) = tasking.active_tasks_continue(region.programme())
    assert isinstance(goes_on, Continues)
    assert abs(goes_on.days - 960 / 160 / 2) < 0.01
    assert goes_on.because == "under way with M and N under task orders T and U"


def test_a_task_that_cannot_go_on_is_named() -> None:
    region = Region().hazard("patch", 0, 0, hazard_type="cha", evidence="direct").team("S", "nts")
    region.hazard("ditch", 500, 0, hazard_type="cha", evidence="direct")
    region.order("T", "patch", "active", teams=("S",)).order("U", "ditch", "active")
    said = list(tasking.active_tasks_continue(region.programme()))
    assert [s.because for s in said] == [
        "task order T cannot go on and its work is planned anew: its teams serve as nothing that "
        "can do it together",
        "task order U cannot go on and its work is planned anew: it names no team on record",
    ]


def test_a_mobilising_order_keeps_its_teams_unless_something_it_waits_for_is_open() -> None:
    """The ditch is clear to begin; the orchard is not yet surveyed."""
    region = Region().team("M", "manual").team("N", "manual").team("S", "nts")
    region.hazard("ditch", 3000, 0, hazard_type="cha", evidence="direct").hazard("orchard", 0, 0)
    when = date(2026, 2, 23)
    region.order("T", "ditch", "mobilising", teams=("M",), issued_on=when)
    region.order("U", "orchard", "mobilising", teams=("N",), issued_on=when)
    draft = formulate(region.programme(), statements(region.programme()))
    (goes_on,) = draft.continues.values()
    assert goes_on.because == "task order T is mobilising with M"
    problem = draft.problem
    assert [problem.activity_ids[j] for j in problem.fixed_activity] == ["ditch.clearance"]
    assert problem.fixed_begin.tolist() == [5 * 4]


def test_every_rule_has_an_example() -> None:
    assert set(RULES) == EXAMPLES


def test_every_rule_is_said_in_a_sentence_and_names_its_source() -> None:
    for name, rule in RULES.items():
        text = rule.__doc__ or ""
        first = text.strip().splitlines()[0]
        assert re.fullmatch(r"[A-Z].+\.", first), name
        assert "Source:" in text, name


def test_ways_cover_every_kind_of_activity_that_takes_time() -> None:
    region = road_through_the_belt().hazard("orchard", 4000, 900)
    programme = region.programme()
    ways = {s.activity for s in statements(programme) if isinstance(s, Way)}
    timed = {a.id for steps in programme.of_hazard.values() for a in steps if not a.is_milestone}
    assert ways == timed | set(programme.of_works)
