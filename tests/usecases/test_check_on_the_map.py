"""Checks that need the records joined on the map."""

from datetime import date
from pathlib import Path

import pytest

from ploughshare.registry.kept import Put
from ploughshare.usecases.check import check
from tests.planning.small_region import MONDAY, Region
from tests.registry.regions import registry_at


def found(folder: Path, region: Region, today: date = MONDAY) -> list[tuple[str, str]]:
    """Rule and record of every finding of a check."""
    with registry_at(folder / "region.plough") as registry:
        with registry.change(author="Ana", reason="Import") as change:
            change.put_many(Put(record) for group in region.records.values() for record in group)
        return [(each.rule, each.record_id) for each in check(registry, today=today).found]


@pytest.mark.parametrize("status", ["active", "mobilising", "issued"])
def test_builders_at_work_among_open_areas_are_found(tmp_path: Path, status: str) -> None:
    """The school stands on a ditch; who is only ordered there is not there yet."""
    region = Region().hazard("HA-1", 0, 0).asset("AS-1", 0, 0).works("WK-1", "AS-1")
    region.add("tasks", "TO-1", works="WK-1", activity="works", status=status, teams=("TM-1",))
    region.team("TM-1", "building")
    there = [("works-among-open-hazards", "TO-1")] if status != "issued" else []
    assert found(tmp_path, region) == there


def test_works_recorded_as_under_way_without_an_order_are_found_too(tmp_path: Path) -> None:
    region = Region().hazard("HA-1", 0, 0).asset("AS-1", 0, 0)
    region.works("WK-1", "AS-1", status="active")
    assert found(tmp_path, region) == [("works-among-open-hazards", "WK-1")]


def test_a_closed_area_and_one_out_of_reach_are_no_finding(tmp_path: Path) -> None:
    region = Region().hazard("HA-1", 0, 0, status="closed").hazard("HA-2", 5000, 0)
    region.asset("AS-1", 0, 0).works("WK-1", "AS-1", status="active")
    assert found(tmp_path, region) == []


@pytest.mark.parametrize(
    ("lot", "known"), [("HA-1.rest/1", True), ("rest/1", True), ("old", False)]
)
def test_an_order_for_a_lot_that_is_not_cut_is_found(tmp_path: Path, lot: str, known: bool) -> None:
    """A plain in lots of its own; an order may name them with or without the plain's id."""
    region = Region().hazard("HA-1", 0, 0, 600, hazard_type="cha", evidence="direct")
    region.order("TO-1", "HA-1", "issued", lot=lot)
    assert found(tmp_path, region) == ([] if known else [("order-lot-unknown", "TO-1")])


def test_progress_of_days_to_come_is_found(tmp_path: Path) -> None:
    region = Region().team("TM-1", "manual")
    for name, day in (("PR-1", MONDAY), ("PR-2", date(2026, 3, 3))):
        region.add("progress", name, team="TM-1", from_on=day, days_worked=1.0)
    assert found(tmp_path, region) == [("progress-in-days-to-come", "PR-2")]


def test_an_order_with_less_done_than_its_reports_tell_is_found(tmp_path: Path) -> None:
    """Of 3,600 m2 the order has 900 done; two weeks of reports tell of 1,600."""
    region = Region().team("TM-1", "manual").hazard("HA-1", 0, 0, hazard_type="cha")
    region.order("TO-1", "HA-1", "active", teams=("TM-1",), scope_m2=3600.0, done_m2=900.0)
    for week, m2 in enumerate((700.0, 900.0)):
        region.add("progress", f"PR-{week}", team="TM-1", task="TO-1",
                   from_on=date(2026, 2, 2 + 7 * week), days_worked=5.0, cleared_m2=m2)  # fmt: skip
    assert found(tmp_path, region) == [("order-behind-its-reports", "TO-1")]


def test_contributions_that_are_part_of_each_other_are_found(tmp_path: Path) -> None:
    region = Region().contribution("CB-1", "reported", part_of="CB-2")
    region.contribution("CB-2", "reported", part_of="CB-1")
    assert found(tmp_path, region) == [("part-of-in-a-circle", "CB-1")]
