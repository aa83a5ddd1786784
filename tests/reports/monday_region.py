"""
A region on a Monday morning, small enough to check every line of a report by hand.

North Field stands on the ditch by the school under an order that is out. The ground of the
pump has no order yet. The orchard is only suspected: its survey comes first, and its clearance
is nobody's task before that. The Inspectorate inspects. The roof of the school is out to tender, the
pump is on record as ready for builders long before its ground is, and a crew of builders arrives in
the middle of March. A market by the road needs a roof, and no hazard is in its way.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ploughshare.cli.main import run
from ploughshare.registry.kept import Put
from tests.conftest import proving_briefly
from tests.planning.small_region import Region
from tests.registry.regions import registry_at
from tests.reports.test_plan_book import FORBIDDEN

SCHOOL, PUMP = 420, 9_000
"""People served."""


def monday() -> Region:
    """The records of the region."""
    region = Region().road("T-4", (0, 0), (6000, 0))
    region.add("organisations", "ORG-1", name="North Field", kinds=("nts", "manual"))
    region.add("organisations", "ORG-2", name="Inspectorate", kinds=("qc",))
    region.add("organisations", "ORG-3", name="Dobrel Builders", kinds=("building", "water"))
    region.hazard("HA-1", 1500, 80, 60, name="Ditch by the school", hazard_type="cha",
                  evidence="direct", depth_cm=13.0, contamination="ap_mine")  # fmt: skip
    region.hazard("HA-2", 3000, 80, 40, name="Ground of the pump", hazard_type="cha",
                  evidence="direct", people_exposed=900)  # fmt: skip
    region.hazard("HA-3", 4500, 200, 80, name="Old orchard", evidence="indirect")
    region.team("TM-1", "manual", name="Manual 1", organisation="ORG-1", people=8)
    region.team("TM-2", "nts", name="Survey 1", organisation="ORG-1")
    region.team("TM-3", "qc", name="Inspectors 1", organisation="ORG-2")
    region.team("TM-4", "building", name="Builders 1", organisation="ORG-3",
                from_on=date(2026, 3, 16))  # fmt: skip
    region.team("TM-5", "water", name="Water crew", organisation="ORG-3")
    region.team("TM-6", "manual", name="Manual 2", organisation="ORG-1")
    region.order("TO-1", "HA-1", "active", organisation="ORG-1", teams=("TM-1",),
                 issued_on=date(2026, 1, 12), expires_on=date(2026, 9, 30), scope_m2=3600.0,
                 done_m2=2400.0, promised_on=date(2026, 3, 20), promised_to="Mayor of Dobrel")  # fmt: skip
    region.asset("AS-1", 1500, 80, name="Dobrel school", people_served=SCHOOL,
                 service_state="out_of_service")  # fmt: skip
    region.works("WK-1", "AS-1", 20, name="New roof", preparation="procurement",
                 preparation_since=date(2026, 2, 9))  # fmt: skip
    region.asset("AS-2", 3000, 80, kind="pump", name="Pump 3", people_served=PUMP,
                 service_state="out_of_service")  # fmt: skip
    region.works("WK-2", "AS-2", 10, name="New motor", trade="water",
                 prepared_on=date(2026, 3, 9))  # fmt: skip
    region.asset("AS-3", 300, 60, kind="market", name="Market hall", people_served=150,
                 service_state="out_of_service")  # fmt: skip
    region.works("WK-3", "AS-3", 5, name="Market roof", trade="building")
    return region


def kept_at(folder: Path, region: Region, *, start: str = "2026-03-02") -> Path:
    """A registry with the region and its plan of record, made by the command itself."""
    path = folder / "region.plough"
    with registry_at(path) as registry, registry.change(author="Ana", reason="Import") as change:
        change.put_many(Put(record) for group in region.records.values() for record in group)
    called = ["plan", "--registry", str(path), "--start", start, "--iterations", "10",
              "--author", "Ana", "--out", str(folder / "plan.json")]  # fmt: skip
    with proving_briefly():
        assert run(called) == 0
    return path


def require_told_on_each(sheets: Sequence[str]) -> None:
    """Each sheet names its plan, its data, its scenario and its limit, and calls nothing safe."""
    for number, sheet in enumerate(sheets, 1):
        assert "Checked plan P-1" in sheet
        assert "scenario in-country" in sheet
        assert "data up to" in sheet
        assert "proven limit" in sheet
        assert f"{number} of {len(sheets)}" in sheet
        assert not FORBIDDEN.search(sheet)
