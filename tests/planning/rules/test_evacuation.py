"""Casualties: the way to a hospital within the limit, and a medic with each team."""

from dataclasses import replace

from ploughshare.fields import Value
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.rules import evacuation, statements
from ploughshare.planning.statements import Halted, SetAside, Wait
from tests.planning.small_region import Region
from tests.planning.waits import pairs

GIVEN: dict[str, Value] = {"hospital": "Sarvena Hospital", "evacuation_min": 130.0}


def field_and_hospital(hospital: str = "the clinic Hospital", **district: Value) -> Region:
    """A base at 0, a confirmed field at 1 km, and the hospital at 30 km on a local road."""
    region = Region().road("T1", (0, 0), (30_000, 0), road_class="local").team("M", "manual", "ts")
    region.district("D", -9000, -9000, 40_000, 9000, hospital=hospital, **district)
    region.hazard("field", 1000, 150, hazard_type="cha", evidence="direct")
    return region.asset("Hospital", 30_000, 0, kind="clinic", service_state="in_service")


def said(region: Region) -> list[Wait | SetAside]:
    return list(evacuation.casualties_reach_a_hospital(region.programme()))


def draft_of(region: Region) -> Draft:
    programme = region.programme()
    return formulate(programme, statements(programme))


def test_an_area_farther_from_its_hospital_than_the_limit_is_not_planned() -> None:
    """The authority gives 130 minutes, and 120 are the limit where it sets no other."""
    region = Region().district("D", -9000, -9000, 9000, 9000, **GIVEN).team("M", "manual")
    region.hazard("field", 1000, 50, hazard_type="cha", evidence="direct")
    (aside,) = said(region)
    assert isinstance(aside, SetAside)
    assert (aside.reason, aside.activities) == ("no-way-out", ("field.clearance",))
    assert aside.because == (
        "casualties reach Sarvena Hospital in 130 minutes by road, and 120 are the limit"
    )
    assert not draft_of(region).activities
    region.add("figures", "limit", metric="evacuation.limit_min", value=150.0, low=60.0, high=150.0,
               unit="min")  # fmt: skip
    assert not said(region)


def test_minutes_that_nobody_gave_are_driven_along_the_roads() -> None:
    """29 km of local road take 43.5 minutes, and the way to the road a little more than half of one."""
    region = field_and_hospital()
    way = region.programme().ways_out["field"]
    assert (way.hospital, way.given, way.after) == ("the clinic Hospital", False, ())
    assert way.minutes is not None and 44 < way.minutes < 44.2
    region.add("figures", "slow", metric="evacuation.local_kmh", value=10.0, low=5.0, high=40.0,
               unit="km/h")  # fmt: skip
    (aside,) = said(region)
    assert "in 175 minutes by road" in aside.because


def test_an_area_waits_for_the_bridge_on_the_way_to_its_hospital() -> None:
    """The bridge at 20 km is out; its works open the way, whatever minutes the authority gives."""
    for minutes in (None, 40.0):
        region = field_and_hospital(evacuation_min=minutes)
        region.asset("B7", 20_000, 0, kind="bridge", service_state="out_of_service")
        (aside,) = said(region)
        assert isinstance(aside, SetAside)
        assert aside.because == (
            "nothing that is planned opens a road from there to the clinic Hospital for casualties"
        )
        region.works("span", "B7", trade="building").team("B", "building")
        (wait,) = said(region)
        assert isinstance(wait, Wait)
        assert (wait.first, wait.then) == ("span", "field.clearance")
        assert wait.because == (
            "casualties are taken to the clinic Hospital, and the way there leads past "
            "the bridge B7"
        )


def test_a_way_that_is_open_today_is_taken_before_one_that_works_would_open() -> None:
    region = field_and_hospital().asset("B7", 20_000, 0, kind="bridge",
                                        service_state="out_of_service")  # fmt: skip
    region.works("span", "B7").team("B", "building")
    region.road("T2", (0, 0), (15_000, 9000), (30_000, 0), road_class="main")
    assert said(region) == []


def test_an_area_waits_for_another_on_the_way_and_never_for_itself() -> None:
    """All three lie on the road or beside it, and the hospital at its end."""
    region = field_and_hospital().whole()
    for name, x in (("near", 2000), ("far", 3000)):
        region.hazard(name, x, 0, 40, hazard_type="cha", evidence="direct")
    assert pairs(w for w in said(region) if isinstance(w, Wait)) == {
        ("near.handover", "field.clearance"),
        ("far.handover", "field.clearance"),
        ("far.handover", "near.clearance"),
    }


def test_an_area_waits_for_the_hospital_that_is_out_of_service() -> None:
    region = Region().whole().road("T1", (0, 0), (30_000, 0)).team("M", "manual", "building")
    region.district("D", -9000, -9000, 40_000, 9000, hospital="hospital")
    region.hazard("field", 1000, 50, hazard_type="cha", evidence="direct")
    region.asset("Hospital", 9000, 20, kind="clinic", service_state="out_of_service", name="Clinic")
    region.works("roof", "Hospital")
    (wait,) = said(region)
    assert isinstance(wait, Wait)
    assert (wait.first, wait.then) == ("roof", "field.clearance")
    assert wait.because == "casualties are taken to Clinic, and that is out of service"


def test_what_is_under_way_does_not_go_on_while_casualties_have_no_way() -> None:
    """Its order is told, and the rest of it waits for the bridge like any other work."""
    region = field_and_hospital().order("TO-1", "field", "active", teams=("M",), done_share=0.4)
    assert "field.clearance" in draft_of(region).continues
    region.asset("B7", 20_000, 0, kind="bridge", service_state="out_of_service")
    region.works("span", "B7").team("B", "building")
    draft = draft_of(region)
    assert not draft.continues
    assert ("span", "field.clearance") in draft.waits
    (row,) = draft.roots
    assert (row.record_id, row.reason) == ("TO-1", "not-continued")
    assert "casualties are taken to the clinic Hospital" in row.because


def test_what_is_under_way_goes_on_where_the_authority_gives_the_minutes() -> None:
    """Its teams have come by some road, whatever the map says; what is not begun waits."""
    region = field_and_hospital(evacuation_min=40.0)
    region.asset("B7", 20_000, 0, kind="bridge", service_state="out_of_service")
    region.works("span", "B7").team("B", "building")
    region.order("TO-1", "field", "active", teams=("M",), done_share=0.4)
    assert "field.clearance" in draft_of(region).continues
    way = region.programme().ways_out["field"]
    assert (way.minutes, way.after, way.shown) == (40.0, (), False)
    region.records["assets"][0] = replace(
        region.records["assets"][0], values={"kind": "clinic", "service_state": "out_of_service"}
    )  # fmt: skip
    region.records["places"][0] = replace(
        region.records["places"][0],
        values={**region.records["places"][0].values, "hospital": "Hospital"},
    )
    assert not draft_of(region).continues


def test_what_is_under_way_too_far_from_its_hospital_does_not_go_on_even_without_a_road() -> None:
    """No road on record leads to the field: its team stands there all the same, out of reach."""
    region = Region().district("D", -9000, -9000, 90_000, 9000, **GIVEN).team("M", "manual")
    region.road("T1", (40_000, 0), (60_000, 0)).hazard("field", 1000, 0, hazard_type="cha",
                                                      evidence="direct")  # fmt: skip
    region.order("TO-1", "field", "active", teams=("M",), done_share=0.4)
    draft = draft_of(region)
    assert "field.clearance" not in draft.activities
    assert any("it is too far" in root.because for root in draft.roots)


def test_a_hospital_out_of_service_that_no_road_is_near_is_waited_for_as_well() -> None:
    region = Region().team("M", "manual", "building")
    region.district("D", -9000, -9000, 90_000, 9000, hospital="H")
    region.hazard("field", 1000, 0, 60, hazard_type="cha", evidence="direct")
    region.asset("H", 30_000, 0, kind="clinic", service_state="out_of_service")
    (aside,) = said(region)
    assert isinstance(aside, SetAside)
    assert aside.because == (
        "casualties are taken to the clinic H, and nothing that is planned brings that back"
    )
    region.works("roof", "H")
    assert {wait.first for wait in said(region) if isinstance(wait, Wait)} == {"roof"}


def test_without_a_hospital_on_record_everything_is_planned() -> None:
    region = Region().team("M", "manual").hazard("field", 0, 0)
    region.district("D", -9000, -9000, 9000, 9000, hospital="Somewhere")
    assert said(region) == []
    assert region.programme().ways_out["field"].minutes is None


def test_no_team_works_on_hazardous_ground_without_a_medic() -> None:
    """Of unknown medics they are taken to be there; a survey team that asks needs none."""
    region = Region().hazard("field", 0, 0, hazard_type="cha", evidence="direct")
    region.team("A", "manual", "nts", "building", medics=0).team("B", "manual", medics=1)
    region.team("C", "manual").team("D", "nts", medics=0)
    aside, halted = evacuation.a_medic_with_each_team(region.programme())
    assert isinstance(aside, SetAside) and isinstance(halted, Halted)
    assert (aside.record_id, aside.reason) == ("A", "no-medic")
    assert aside.because == "A has no medic, and does no manual clearance without"
    assert (halted.team, halted.kinds) == ("A", ("manual",))
    assert draft_of(region).present["A"].kinds == ("nts", "building")
