"""Release: from cleared ground to ground handed over."""

from datetime import date

from ploughshare.planning.formulate import formulate
from ploughshare.planning.rules import ground, release, statements
from ploughshare.planning.statements import NotBefore, Wait
from tests.planning.small_region import Region
from tests.planning.waits import pairs


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
