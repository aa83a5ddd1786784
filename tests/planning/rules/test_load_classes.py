"""Heavy teams go only where roads and bridges carry them."""

from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import load_classes, statements
from ploughshare.planning.statements import OnlyBy, Wait
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region


def beyond_a_bridge(load_class_t: float | None, *, state: str = "limited") -> Region:
    """A base at 0, a bridge at 3 km, a mined field and a broken pump beyond it at 5 km."""
    region = Region().whole().road("T1", (0, 0), (9000, 0)).team("M", "manual", organisation="A")
    region.team("X", "mechanical", mobility="heavy", organisation="A")
    region.team("P", "plant", mobility="heavy", organisation="B")
    region.asset("bridge", 3000, 0, kind="bridge", service_state=state, load_class_t=load_class_t)
    region.hazard("field", 5000, 200, 150, hazard_type="cha", evidence="direct")
    region.asset("pump", 5000, -90, kind="pump", people_served=90)
    return region.works("pit", "pump", trade="plant")


def said(region: Region) -> list[OnlyBy | Wait]:
    return list(load_classes.heavy_teams_need_roads_that_carry_them(region.programme()))


def draft_of(region: Region) -> Draft:
    programme = region.programme()
    return formulate(programme, statements(programme))


def test_a_bridge_that_carries_them_or_of_unknown_class_is_passed() -> None:
    assert said(beyond_a_bridge(40)) == []
    assert said(beyond_a_bridge(None)) == []
    draft = draft_of(beyond_a_bridge(None))
    assert {"manual", "mechanical"} == {k for w in draft.ways["field.clearance"] for k in w.teams}


def test_beyond_a_weak_bridge_work_is_done_without_heavy_teams_or_not_at_all() -> None:
    """The field is cleared by hand without the machine; the pit needs plant, and waits in vain."""
    region = beyond_a_bridge(12)
    pit, field = sorted(
        (s for s in said(region) if isinstance(s, OnlyBy) and s.activity != "field.control"),
        key=lambda s: s.activity, reverse=True,
    )  # fmt: skip
    assert (field.activity, pit.activity) == ("field.clearance", "pit")
    assert field.groups == ("A",)
    assert field.because == "no road there carries heavy teams (40 t)"
    draft = draft_of(region)
    assert {"manual"} == {kind for way in draft.ways["field.clearance"] for kind in way.teams}
    (aside,) = (root for root in draft.roots if root.record_id == "pit")
    assert aside.reason == "no-team"
    assert "no road there carries heavy teams (40 t)" in aside.because


def test_what_only_heavy_teams_do_waits_for_the_works_that_let_them_through() -> None:
    """A pontoon of 20 t is passed in a car; plant waits for the span, and manual teams do not."""
    region = beyond_a_bridge(60, state="out_of_service").team("B", "bridges", organisation="B")
    region.works("pontoon", "bridge", 5, trade="bridges", works_type="temporary", load_class_t=20.0)
    region.works("span", "bridge", 30, trade="bridges", works_type="rebuild")
    waits = [s for s in said(region) if isinstance(s, Wait)]
    assert [(wait.first, wait.then) for wait in waits] == [("bridge.back", "pit")]
    assert waits[0].because == "heavy teams (40 t) get there past the bridge bridge only"
    only = [s.activity for s in said(region) if isinstance(s, OnlyBy)]
    assert only == ["field.clearance"]
    draft = draft_of(region)
    assert ("pontoon", "field.clearance") in draft.waits
    assert ("bridge.back", "pit") in draft.waits


def test_a_detour_that_carries_them_is_taken() -> None:
    region = beyond_a_bridge(12).road("T2", (0, 0), (0, 4000), (9000, 4000), (9000, 0))
    assert said(region) == []
    region = beyond_a_bridge(12)
    region.road("T2", (0, 0), (0, 4000), (9000, 4000), (9000, 0), load_class_t=16.0)
    assert {s.activity for s in said(region) if isinstance(s, OnlyBy)} == {"field.clearance", "pit"}


def test_what_heavy_teams_stand_on_already_goes_on() -> None:
    region = beyond_a_bridge(12).order("TO-1", "field", "active", teams=("X", "M"), done_share=0.5)
    assert "field.clearance" in draft_of(region).continues


def test_bridges_of_unknown_load_class_and_work_without_heavy_teams_are_told() -> None:
    region = beyond_a_bridge(12).asset("other", 8000, 0, kind="bridge", service_state="limited")
    rows = {
        row.what: row for row in plan(region.situation(), stop=Stop(iterations=1)).plan.assumptions
    }
    unknown = rows["bridges of which nobody recorded the load class, taken to carry heavy teams"]
    assert (unknown.value, unknown.used) == ("40 t", 1)
    (without,) = (row for what, row in rows.items() if what.startswith("work that no road carries"))
    assert without.used == 1
