"""Ready for works: the figures of the finished files are those of the plan."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ploughshare.assets.records import ASSET_KINDS
from ploughshare.cli.main import run
from ploughshare.fields import Record
from ploughshare.planning import wording
from ploughshare.planning.plan import Plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.ready_for_works import BANDS, Ground
from ploughshare.planning.situation import Situation
from ploughshare.planning.too_early import too_early
from ploughshare.registry.kept import Put
from ploughshare.reports import ready_early, words
from ploughshare.reports.blocks import Run, Table
from ploughshare.reports.ready_for_works import ready_book, ready_sheets
from ploughshare.reports.report import Subject
from ploughshare.reports.sectors import SECTORS
from ploughshare.reports.typesetting import book_pdf
from tests.planning.small_region import MONDAY, Region
from tests.registry.regions import registry_at
from tests.reports.invented_region import invented_subject
from tests.reports.monday_region import PUMP, SCHOOL, kept_at, monday, require_told_on_each
from tests.reports.test_plan_book import plain


class Made:
    """The files of the Monday region."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = kept_at(folder, monday())
        for name in ("ready.pdf", "ready.xlsx"):
            called = ["report", "ready-for-works", "--registry", str(self.registry)]
            assert run([*called, "--out", str(folder / name)]) == 0

    @cached_property
    def plan(self) -> Plan:
        return plan_from_bytes((self.folder / "plan.json").read_bytes())

    @cached_property
    def sheets(self) -> list[str]:
        reader = PdfReader(io.BytesIO((self.folder / "ready.pdf").read_bytes()))
        return [plain(page.extract_text()) for page in reader.pages]

    @property
    def said(self) -> str:
        return " ".join(self.sheets)

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        book = openpyxl.load_workbook(self.folder / "ready.xlsx")
        head, *rows = book[sheet].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def ready_on(self, works: str) -> date:
        found = next(item for item in self.plan.items if item.activity == works)
        assert found.ready_on is not None
        return found.ready_on


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("ready"))


def test_every_sheet_names_its_plan_its_data_and_its_scenario(made: Made) -> None:
    require_told_on_each(made.sheets)


def test_the_first_sheet_counts_what_the_plan_hands_over(made: Made) -> None:
    """The school and the pump wait for their ground; the market never did."""
    days = [(made.ready_on(works) - MONDAY).days for works in ("WK-1", "WK-2")]
    assert all(0 < day <= BANDS[-1] for day in days)
    first = made.sheets[0]
    assert "Within 90 days 2 assets have all ground handed over." in first
    for band, before in zip(BANDS, (0, *BANDS), strict=False):
        count = sum(before < day <= band for day in days)
        until = words.day(MONDAY + timedelta(days=band))
        span = f"within {band} days" if not before else f"day {before + 1} to {band}"
        assert (
            f"{count} {span}: by {until}" in re.sub(r"(\d) (?=\d)", r"\1 ", first) or span in first
        )
    assert "Trade and industry – – – – – 1" in first


def test_a_ministry_reads_its_own_sheet(made: Made) -> None:
    education = next(sheet for sheet in made.sheets if "Education: ground is handed over" in sheet)
    assert "for 1 asset within 90 days; 1 of them waits for builders" in education
    assert "Dobrel school" in education
    assert plain(words.believed(made.ready_on("WK-1"), MONDAY)) in education.replace("Week", "week")
    assert "Ditch by the school" in education
    assert "tender and procurement, mobilisation" in education
    assert "stage on record since Mon 9 Feb 2026" in education
    assert f"{SCHOOL}" in education
    assert "Pump 3" not in education


def test_promises_stand_beside_what_waits_for_them(made: Made) -> None:
    (promise,) = made.plan.promises
    assert not promise.kept
    education = next(sheet for sheet in made.sheets if "Education: ground is handed over" in sheet)
    assert "TO-1 to Mayor of Dobrel: Fri 20 Mar 2026, breaks: planned" in education


def test_the_first_builders_day_is_that_of_the_plan(made: Made) -> None:
    for works, sector in (("WK-1", "Education"), ("WK-2", "Water")):
        item = next(item for item in made.plan.items if item.activity == works)
        sheet = next(s for s in made.sheets if f"{sector}: ground is handed over" in s)
        assert words.capital(plain(words.believed(item.start_on, MONDAY))) in sheet


def test_who_comes_too_early_is_told(made: Made) -> None:
    """The pump is ready for builders on 9 March; the builders arrive on 16 March."""
    page = next(sheet for sheet in made.sheets if "come before the ground is ready." in sheet
                or "comes before the ground is ready." in sheet)  # fmt: skip
    calendar = made.plan.calendar
    days = calendar.working_days_before(made.ready_on("WK-2")) - 5
    early_by = f"{days} working days" if days <= 20 else f"about {days / 5:.0f} weeks"
    assert "New motor, Pump 3" in page
    assert "Mon 9 Mar 2026 is recorded as ready for builders" in page
    rows = {row["id"]: row for row in made.rows("Arrivals too early")}
    assert rows["WK-2"]["too early by"] == early_by
    assert early_by in page
    assert "WK-3" not in rows


def test_the_workbook_says_the_same(made: Made) -> None:
    rows = {row["asset"]: row for row in made.rows("Ready for works")}
    assert set(rows) == {"AS-1", "AS-2"}
    assert rows["AS-2"]["sector"] == "Water"
    assert rows["AS-2"]["people served"] == PUMP
    assert rows["AS-1"]["open on the builder's side"] == "tender and procurement, mobilisation"
    for works, asset in (("WK-1", "AS-1"), ("WK-2", "AS-2")):
        ready_on = made.ready_on(works)
        ahead = (ready_on - MONDAY).days
        assert rows[asset]["ground handed over"] == words.believed(ready_on, MONDAY)
        assert rows[asset]["within days"] == next(band for band in BANDS if ahead <= band)
    about = {row[0]: row[1] for row in openpyxl.load_workbook(made.folder / "ready.xlsx")["About"]
             .iter_rows(values_only=True)}  # fmt: skip
    assert about["Checked plan"] == "P-1"
    assert about["Scenario"] == "in-country: own teams"


def test_the_same_plan_gives_the_same_files(made: Made) -> None:
    for name in ("ready.pdf", "ready.xlsx"):
        called = ["report", "ready-for-works", "--registry", str(made.registry)]
        assert run([*called, "--out", str(made.folder / f"again-{name}")]) == 0
        again = (made.folder / f"again-{name}").read_bytes()
        assert again == (made.folder / name).read_bytes()


def test_no_date_is_finer_than_it_deserves(made: Made) -> None:
    """Beyond four weeks a planned day is told as its week, in both files."""
    late = {item.ready_on for item in made.plan.items if item.ready_on
            and (item.ready_on - MONDAY).days > wording.DAYS_BELIEVED}  # fmt: skip
    assert late
    bands = {MONDAY + timedelta(days=band) for band in BANDS}
    for day in late - bands:
        assert plain(words.day(day)) not in made.said
        assert f"{day:%Y-%m-%d}" not in str(made.rows("Ready for works"))


def ground_of(region: Region) -> Ground:
    from ploughshare.planning.plan import plan
    from ploughshare.scheduling.solve import Stop

    situation: Situation = region.situation()
    return Ground(plan(situation, stop=Stop(iterations=2)).plan, situation)


def test_builders_at_work_on_ground_that_nobody_hands_over() -> None:
    """The area is suspended: the plan gives its ground no day, and the crew is on record there."""
    region = Region().road("T", (0, 0), (3000, 0)).team("M", "manual").team("B", "building")
    region.hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct", status="suspended")
    region.asset("A", 1000, 80, service_state="out_of_service").works("W", "A", 5, status="active")
    ground = ground_of(region)
    (row,) = too_early(ground)
    assert (row.record_id, row.ready_on) == ("W", None)
    assert (ground.ready, ground.without_hazard) == ((), ())
    assert row.basis == "is recorded as under way"
    assert "suspended" in row.why


def test_builders_at_work_among_hazards_are_found_though_they_wait_for_nothing() -> None:
    """Their order is active, so that the plan lets them go on; the area is handed over later."""
    region = Region().road("T", (0, 0), (3000, 0)).team("M", "manual").team("B", "building")
    region.hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct")
    region.asset("A", 1000, 80, service_state="out_of_service").works("W", "A", 5)
    region.add("tasks", "TO", works="W", activity="works", status="active", teams=("B",))
    ground = ground_of(region)
    handed_over = next(i for i in ground.plan.items if i.activity_kind == "handover")
    (row,) = too_early(ground)
    assert (row.record_id, row.ready_on) == ("W", handed_over.finish_on)
    assert row.basis == "is under way under task order TO"
    (asset,) = ground.ready
    assert (asset.asset.id, asset.last) == ("A", (handed_over,))
    assert ground.without_hazard == ()
    assert row.days == ground.plan.calendar.working_days_before(handed_over.finish_on)


def test_a_field_is_used_with_its_hand_over() -> None:
    region = Region().road("T", (0, 0), (3000, 0)).team("M", "manual")
    region.hazard("H", 1000, 80, 30, hazard_type="cha", evidence="direct")
    region.asset("F", 1000, 80, kind="field", people_served=12)
    (row,) = ground_of(region).ready
    assert (row.asset.id, row.works, row.first_day) == ("F", (), None)


def test_every_kind_of_asset_has_one_sector() -> None:
    listed = [kind for kinds in SECTORS.values() for kind in kinds]
    assert sorted(listed) == sorted(ASSET_KINDS.codes)


def test_a_plan_without_hand_overs_is_a_sheet_too() -> None:
    subject: Subject = invented_subject()
    data = book_pdf(ready_book(subject), subject.made_on)
    said = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
    assert "no ground is handed over that an asset waits for." in said
    assert "data as on record when it was made" in said


def test_of_many_who_come_too_early_the_first_are_named_and_the_others_counted(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roof of the school comes too early as well; where only one has room, sectors count both."""
    monkeypatch.setattr(ready_early, "SOONEST", 1)
    region = monday()
    roof = region.records["works"][0]
    region.records["works"][0] = Record("works", roof.id, {**roof.values, "prepared_on": MONDAY})
    subject = Subject(situation=region.situation(), plan=made.plan, made_on=MONDAY)
    page = next(page for page in ready_book(subject).pages if page.name == "too-early")
    sectors, named = (block for block in page.blocks if isinstance(block, Table))
    assert len(named.rows) == 1
    assert [(row[0], row[1]) for row in sectors.rows] == [
        (Run("Water", bold=True), "1"), (Run("Education", bold=True), "1"),
    ]  # fmt: skip
    sheet = next(s for s in ready_sheets(subject) if s.name == "Arrivals too early")
    assert [(row[1], row[2]) for row in sheet.rows] == [("WK-1", "Education"), ("WK-2", "Water")]


def test_a_promise_that_was_moved_tells_its_earlier_days(tmp_path: Path) -> None:
    """The ditch was promised for 20 March; the mayor is told 10 April, before the plan is made."""
    registry = tmp_path / "region.plough"
    region = monday()
    with registry_at(registry) as opened:
        with opened.change(author="Ana", reason="Import") as change:
            change.put_many(Put(record) for group in region.records.values() for record in group)
        (order,) = opened.records("tasks")
        moved = Record("tasks", order.id, {**order.values, "promised_on": date(2026, 4, 10)})
        with opened.change(author="Ana", reason="Told the mayor") as change:
            change.put(moved, expected_version=1)
    called = ["plan", "--registry", str(registry), "--start", "2026-03-02", "--iterations", "10"]
    assert run([*called, "--author", "Ana", "--out", str(tmp_path / "plan.json")]) == 0
    out = tmp_path / "ready.xlsx"
    assert run(["report", "ready-for-works", "--registry", str(registry), "--out", str(out)]) == 0
    head, *rows = openpyxl.load_workbook(out)["Ready for works"].iter_rows(values_only=True)
    promises = [str(row[head.index("promises")]) for row in rows]
    told = "TO-1 to Mayor of Dobrel: Fri 10 Apr 2026 (before: Fri 20 Mar 2026)"
    assert any(text.startswith(told) for text in promises), promises
