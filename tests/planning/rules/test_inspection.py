"""Inspection: nobody inspects what his own organisation surveys or clears."""

from ploughshare.planning.formulate import formulate
from ploughshare.planning.rules import inspection, statements
from ploughshare.planning.statements import Halted, OnlyBy, SetAside
from tests.planning.small_region import Region


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
