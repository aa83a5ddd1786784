"""Backlog: every open area once, with its age and what it waits for."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.planning.backlog import WAITS
from tests.planning.small_region import MONDAY, Region
from tests.reports.monday_region import kept_at, monday, require_told_on_each
from tests.reports.test_plan_book import plain
from tests.reports.test_weekly_tasking import rows_of


def region() -> Region:
    """The Monday region, with an order that is suspended, one that lapsed, and a closed area."""
    made = monday()
    made.hazard("HA-4", 5200, 80, 50, name="Bank of the stream", hazard_type="cha", evidence="direct",
                identified_on=MONDAY - timedelta(days=400), contamination="av_mine")  # fmt: skip
    made.order("TO-4", "HA-4", "suspended", organisation="ORG-1", reason="the owner refuses entry")
    made.hazard("HA-5", 5600, 80, 40, name="Yard of the mill", hazard_type="cha", evidence="direct",
                identified_on=MONDAY - timedelta(days=10))  # fmt: skip
    made.order("TO-5", "HA-5", "issued", organisation="ORG-1", expires_on=date(2026, 2, 15))
    made.hazard("HA-6", 5900, 80, 40, name="Old yard", status="closed", product="cleared")
    return made


class Made:
    """The files of the region."""

    def __init__(self, folder: Path) -> None:
        self.registry = kept_at(folder, region())
        for name in ("backlog.pdf", "backlog.xlsx"):
            called = ["report", "backlog", "--registry", str(self.registry)]
            assert run([*called, "--out", str(folder / name)]) == 0
        self.book = folder / "backlog.xlsx"
        self.sheets = [plain(p.extract_text()) for p in PdfReader(folder / "backlog.pdf").pages]
        self.areas = {str(row["area"]): row for row in rows_of(self.book, "Open areas")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("backlog"))


def test_every_sheet_names_its_plan_its_data_and_its_scenario(made: Made) -> None:
    require_told_on_each(made.sheets)


def test_every_open_area_is_told_once_with_what_it_waits_for(made: Made) -> None:
    waits = {name: row["waits for"] for name, row in made.areas.items()}
    assert waits == {
        "HA-1": WAITS["under way"],
        "HA-2": WAITS["order"],
        "HA-3": WAITS["survey"],
        "HA-4": WAITS["suspended"],
        "HA-5": WAITS["lapsed"],
    }
    assert made.areas["HA-4"]["why"] == "the owner refuses entry"
    assert "expired on Sun 15 Feb 2026" in str(made.areas["HA-5"]["why"])


def test_what_waits_for_a_decision_comes_first_and_tells_its_age(made: Made) -> None:
    assert [*made.areas][:2] == ["HA-4", "HA-5"]
    assert (made.areas["HA-4"]["age, days"], made.areas["HA-5"]["age, days"]) == (400, 10)
    assert made.areas["HA-1"]["age, days"] is None
    assert "2 open areas wait for a decision" in " ".join(made.sheets)


def test_an_area_belongs_to_whom_it_is_ordered_or_planned(made: Made) -> None:
    assert {row["operator"] for row in made.areas.values()} == {"North Field"}


@pytest.mark.parametrize(
    "sheet",
    ["By status", "By waits for", "By operator", "By district", "By expected in the ground"],
)
def test_each_breakdown_counts_every_area_once(made: Made, sheet: str) -> None:
    rows = rows_of(made.book, sheet)
    counted = Counter(str(row["type"]) for row in made.areas.values())
    for kind in ("CHA", "SHA"):
        assert sum(int(row[kind]) for row in rows) == counted[kind]
        m2 = sum(int(row["m2"]) for row in made.areas.values() if row["type"] == kind)
        assert sum(int(row[f"{kind}, m2"]) for row in rows) == pytest.approx(m2, abs=5)


def test_works_are_counted_by_what_they_wait_for(made: Made) -> None:
    rows = {row["trade"]: row for row in rows_of(made.book, "Works")}
    assert rows["builders"]["wait for ground"] == 1
    assert rows["builders"]["no hazard in the way"] == 1
    assert rows["water crews"]["wait for ground"] == 1
