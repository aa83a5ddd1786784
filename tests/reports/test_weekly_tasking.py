"""Weekly tasking: firm work and nothing else, with the figures of the plan."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.fields import Record
from ploughshare.places.mgrs import mgrs
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.programme import Programme
from ploughshare.planning.terrain import Terrain
from ploughshare.reports import weekly_tasking, words
from ploughshare.reports.blocks import Page, Table, Together
from ploughshare.reports.report import Subject
from ploughshare.reports.site_map import Sites
from ploughshare.reports.tasking_workbook import tasking_sheets
from ploughshare.reports.typesetting import book_pdf
from ploughshare.reports.weekly_tasking import tasking_book
from tests.planning.small_region import MONDAY, Region
from tests.reports.monday_region import kept_at, monday, require_told_on_each
from tests.reports.test_plan_book import plain


def report(registry: Path, out: Path, *more: str) -> None:
    called = ["report", "weekly-tasking", "--registry", str(registry), "--out", str(out)]
    assert run([*called, *more]) == 0


def sheets_of(path: Path) -> list[str]:
    return [plain(page.extract_text()) for page in PdfReader(path).pages]


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


class Made:
    """The files of the Monday region."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = kept_at(folder, monday())
        for name in ("monday.pdf", "monday.xlsx"):
            report(self.registry, folder / name)

    @cached_property
    def plan(self) -> Plan:
        return plan_from_bytes((self.folder / "plan.json").read_bytes())

    @cached_property
    def sheets(self) -> list[str]:
        return sheets_of(self.folder / "monday.pdf")

    def item(self, activity: str) -> Item:
        return next(item for item in self.plan.items if item.activity == activity)

    def page(self, operator: str) -> str:
        """The sheet on which the page of an operator begins."""
        return next(s for s in self.sheets if re.search(rf"{operator}: (\d|no)", s))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("monday"))


def test_every_sheet_names_its_plan_its_data_and_its_scenario(made: Made) -> None:
    require_told_on_each(made.sheets)


def test_an_operator_reads_what_where_and_under_which_order(made: Made) -> None:
    """The ditch is under way: 3,600 m2 in scope, 2,400 of them done, to 13 cm."""
    page = made.page("North Field")
    item = made.item("HA-1.clearance")
    assert item.continues
    assert "TO-1, active, issued Mon 12 Jan 2026, expires Wed 30 Sep 2026" in page
    assert "3,600 m² in scope, 2,400 m² of them done" in page
    assert "13 cm" in page
    assert "personnel mines" in page
    assert "Manual 1 (manual clearance, 8 people)" in page
    assert f"Under way, to {plain(words.believed(item.finish_on, MONDAY))}" in page
    assert "Mayor of Dobrel, by Fri 20 Mar 2026: the plan breaks it" in page
    assert f"{abs(item.lat):.5f}° N, {abs(item.lon):.5f}° W" in page
    assert "Points are WGS 84." in page
    assert "by T-4 (open), then 50 m straight from" in page
    assert "Hospital not recorded" in page
    assert "Contact not recorded" in page


def test_what_has_no_order_says_by_when_it_needs_one(made: Made) -> None:
    """Ten working days lie between the order and the first lane."""
    item = made.item("HA-2.clearance")
    calendar = made.plan.calendar
    issue_by = calendar.day_number(calendar.working_days_before(item.start_on) - 10)
    assert f"none yet: to be put out by {words.day(issue_by)}" in made.page("North Field")


def test_what_waits_for_a_survey_is_counted_and_not_named(made: Made) -> None:
    clearance = made.item("HA-3.clearance")
    page = made.page("North Field")
    assert "Non-technical survey of Old orchard" in page
    assert "Clearance of Old orchard" not in " ".join(made.sheets)
    tasks = rows_of(made.folder / "monday.xlsx", "Tasks")
    assert not any("learance of Old orchard" in str(row["task"]) for row in tasks)
    near = (clearance.start_on - MONDAY).days < 28
    assert ("1 more piece of work is planned for these weeks and not tasked" in page) == near


def test_the_chain_of_methods_runs_to_the_hand_over(made: Made) -> None:
    page = made.page("North Field")
    assert "clearance by manual teams (this task), then quality control (" in page
    assert ", then hand-over (" in page


def test_builders_and_inspectors_have_a_page_of_their_own(made: Made) -> None:
    roof = made.item("WK-3")
    builders = made.page("Dobrel Builders")
    assert "Market roof, Market hall" in builders
    assert f"{plain(words.believed(roof.finish_on, MONDAY))}" in builders
    assert "New roof, Dobrel school" not in builders


def test_the_workbook_says_the_same(made: Made) -> None:
    tasks = {row["task"]: row for row in rows_of(made.folder / "monday.xlsx", "Tasks")}
    ditch = tasks["Clearance of Ditch by the school"]
    item = made.item("HA-1.clearance")
    assert ditch["operator"] == "North Field"
    assert ditch["order"] == "TO-1"
    assert ditch["latitude (WGS 84)"] == pytest.approx(item.lat, abs=2e-5)
    assert ditch["hospital"] == "not recorded"
    operators = {row["operator"]: row for row in rows_of(made.folder / "monday.xlsx", "Operators")}
    for name, row in operators.items():
        of = [task for task in tasks.values() if task["operator"] == name]
        assert row["firm tasks"] == len(of)
    for name in operators:
        assert any(name in sheet for sheet in made.sheets)


def test_what_changed_since_last_week(made: Made, tmp_path: Path) -> None:
    """
    A week later the ditch goes on, a new area by the mill has come, and the market is done.

    The page says what is new and what is as it was.
    """
    region = monday()
    region.hazard("HA-4", 2200, 80, 20, name="Garden by the mill", hazard_type="cha",
                  evidence="direct")  # fmt: skip
    registry = kept_at(tmp_path, region, start="2026-03-09")
    last = str(made.folder / "plan.json")
    report(registry, tmp_path / "monday.pdf", "--since", last)
    report(registry, tmp_path / "monday.xlsx", "--since", last)
    said = " ".join(sheets_of(tmp_path / "monday.pdf"))
    assert "Compared with the plan from Mon 2 Mar 2026." in said
    tasks = {row["task"]: row for row in rows_of(tmp_path / "monday.xlsx", "Tasks")}
    assert tasks["Clearance of Garden by the mill"]["since last week"] == "new"
    now = plan_from_bytes((tmp_path / "plan.json").read_bytes())
    for item in now.items:
        row = tasks.get(words.capital(item.name))
        before = [was for was in made.plan.items if was.activity == item.activity]
        if row is None or not before:
            continue
        same = before[0].start_on == item.start_on and before[0].teams == item.teams
        if same:
            assert row["since last week"] == "as it was"
        elif before[0].start_on > item.start_on:
            assert row["since last week"].endswith("earlier") or "taken" in row["since last week"]
    assert "Since last week" in said


def test_nothing_but_what_is_firm_is_tasked(made: Made) -> None:
    """Every firm item with a team is told to somebody, and no other."""
    names = {words.capital(i.name) for i in made.plan.items if i.confidence == "firm"}
    others = {words.capital(i.name) for i in made.plan.items if i.teams} - names
    told = {str(row["task"]) for row in rows_of(made.folder / "monday.xlsx", "Tasks")}
    assert told == {words.printed(name) for name in names}
    assert others
    assert not told & {words.printed(name) for name in others}


def test_a_task_that_is_stopped_is_told_to_whom_it_was_given(made: Made, tmp_path: Path) -> None:
    """An accident on the ditch: the stop is in force, and its clearance is not begun now."""
    at, out = ["--registry", str(made.registry)], tmp_path / "next.json"
    called = ["replan", "--start", "2026-03-09", "--iterations", "5", "--out", str(out)]
    assert run([*called, "--stop", "hazard:HA-1=accident", "--until", "2026-05-15", *at]) == 0
    folder, last = tmp_path / "week", str(made.folder / "plan.json")
    report(made.registry, folder, "--plan", str(out), "--since", last)
    files = sorted(path.name for path in folder.iterdir())
    assert files[0] == "ORG-1-North-Field.pdf"
    page = " ".join(sheets_of(folder / files[0]))
    assert "Stop-work on hazard HA-1 to Fri 15 May 2026: accident." in page
    assert "No longer as it was told" in page
    assert re.search(r"TO-1 Clearance of Ditch by the school Mon 2 Mar 2026 not now: planned", page)
    for name in files[1:]:
        assert "North Field: " not in " ".join(sheets_of(folder / name))


def test_a_folder_with_files_of_before_is_refused(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "last week.pdf").write_bytes(b"")
    called = ["report", "weekly-tasking", "--registry", str(made.registry)]
    assert run([*called, "--out", str(tmp_path)]) == 4
    assert "is not empty" in capsys.readouterr().err


def test_many_tasks_begin_with_a_sheet_by_district(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an operator with more than two, say: districts first, then the table, then the sheets."""
    monkeypatch.setattr(weekly_tasking, "MANY_TASKS", 2)
    subject = Subject(monday().situation(), made.plan, MONDAY)
    book = tasking_book(subject)
    first, table, cards = (page for page in book.pages if page.short.startswith("North Field"))
    (counted,) = (block for block in first.blocks if isinstance(block, Table) and "District" in
                  [column.head for column in block.columns])  # fmt: skip
    assert [row[1] for row in counted.rows] == ["3", "3"]
    assert table.title == "North Field: all 3 firm tasks."
    assert cards.title == "North Field, no district on record: 3 firm tasks."
    of_teams = [block.cards for block in cards.blocks if isinstance(block, Together)]
    assert sum(map(len, of_teams)) == 3
    assert not any(isinstance(block, Together) for block in first.blocks)


def test_the_head_of_each_sheet_says_whose_it_is_and_which_of_how_many(made: Made) -> None:
    heads = [re.findall(r"(\w[\w ]*) sheet (\d+) of (\d+)", sheet[:120]) for sheet in made.sheets]
    counted: dict[str, list[tuple[int, int]]] = {}
    for ((whose, number, many),) in filter(None, heads):
        counted.setdefault(whose, []).append((int(number), int(many)))
    assert "North Field" in counted
    for sheets in counted.values():
        assert sheets == [(n, len(sheets)) for n in range(1, len(sheets) + 1)]


def test_the_tasks_of_a_team_stand_together_on_one_sheet_where_they_fit_on_one(made: Made) -> None:
    subject = Subject(monday().situation(), made.plan, MONDAY)
    for page in tasking_book(subject).pages:
        teams = [block.cards[0].right for block in page.blocks if isinstance(block, Together)]
        assert teams == sorted(dict.fromkeys(map(str, teams)), key=words.natural)
    card = next(b.cards[0] for p in tasking_book(subject).pages for b in p.blocks
                if isinstance(b, Together))  # fmt: skip
    for many, sheets in ((3, [3, 3]), (12, [5, 5, 2])):
        cards = [replace(card, title=f"task {many}-{n}") for n in range(many)]
        page = Page("some", "some", "Some.", "", [Together(cards)] * (2 if many == 3 else 1))
        book = replace(tasking_book(subject), pages=[page])
        read = PdfReader(io.BytesIO(book_pdf(book, MONDAY))).pages
        assert [plain(sheet.extract_text()).count("task ") for sheet in read] == sheets


def test_without_an_earlier_plan_the_page_says_so(made: Made) -> None:
    assert "No earlier plan was given to compare with." in made.page("North Field")


@pytest.mark.parametrize(
    ("called", "told"),
    [
        (["map", "--out", "a.svg", "--since", "P-1"], "tells no changes"),
        (["weekly-tasking", "--out", "a.svg"], "does not end in .pdf or .xlsx"),
        (["weekly-tasking", "--out", "a.pdf", "--on", "2026-12-31"], "shows no date to come"),
    ],
)
def test_wrong_calls_are_told_what_to_do(
    made: Made, called: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(["report", *called, "--registry", str(made.registry)]) == 2
    assert told in " ".join(capsys.readouterr().err.split())


def sites(region: Region, plan: Plan) -> Sites:
    programme = Programme(Terrain(region.situation()))
    return Sites(programme, tuple(item for item in plan.items if item.teams))


def test_the_map_of_a_site_holds_its_ground_and_its_way_in(made: Made) -> None:
    found = sites(monday(), made.plan)
    site = found.of_item["HA-1.clearance"]
    assert site.road == "T-4"
    assert site.off_m == pytest.approx(50, abs=0.1)
    drawing = ET.fromstring(found.map_svg(site))
    said = "".join(drawing.itertext())
    assert "HA-1" in said
    assert "T-4" in said
    assert "km" in said
    assert "HA-3" not in said


def test_a_lot_is_mapped_as_the_lot_and_not_as_all_of_its_area() -> None:
    from ploughshare.planning.plan import plan
    from ploughshare.scheduling.solve import Stop

    region = Region().road("T", (0, 0), (6000, 0)).team("M", "manual", organisation="ORG-1")
    region.hazard("H", 1500, 500, 900, hazard_type="cha", evidence="direct")
    region.asset("A", 1500, 60, service_state="out_of_service").works("W", "A", 5)
    region.team("B", "building")
    made = plan(region.situation(), stop=Stop(iterations=2)).plan
    assert made.lots
    found = sites(region, made)
    item = next(i for i in made.items if i.lot and i.activity_kind == "clearance")
    lot = next(lot for lot in made.lots if lot.id == item.lot)
    shape = found.programme.lot[lot.id].shape
    assert round(shape.area) == pytest.approx(lot.m2, abs=max(2, lot.m2 * 0.003))
    west, south, east, north = found.of_item[item.activity].shape.bounds
    site = found.of_item[item.activity]
    assert west <= site.lon <= east and south <= site.lat <= north


def test_no_firm_work_is_a_page_too(made: Made) -> None:
    from dataclasses import replace

    subject = Subject(situation=monday().situation(), plan=replace(made.plan, items=()),
                      made_on=date(2026, 3, 2))  # fmt: skip
    data = book_pdf(tasking_book(subject), subject.made_on)
    said = plain(PdfReader(io.BytesIO(data)).pages[0].extract_text())
    assert "No operator has firm work in these weeks." in said


def test_hospital_and_contact_are_those_of_the_nearest_place_that_has_one(made: Made) -> None:
    """The settlement names who speaks for it; the hospital stands with its district."""
    region = monday()
    region.add("places", "PL-9", name="Dobrel", level="settlement", parent="PL-1",
               contact="the mayor")  # fmt: skip
    region.district("PL-1", -9000, -9000, 9000, 9000)
    settlement, district = region.records["places"]
    values = {**district.values, "hospital": "Sarvena Hospital", "evacuation_min": 70.0}
    region.records["places"] = [settlement, Record("places", "PL-1", values, district.geometry)]
    hazards = region.records["hazards"]
    hazards[0] = Record(
        "hazards", "HA-1", {**hazards[0].values, "place": "PL-9"}, hazards[0].geometry
    )
    subject = Subject(situation=region.situation(), plan=made.plan, made_on=MONDAY)
    sheet = next(sheet for sheet in tasking_sheets(subject) if sheet.name == "Tasks")
    tasks = [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows]
    ditch = next(task for task in tasks if task["hazard"] == "HA-1")
    assert (ditch["hospital"], ditch["community contact"]) == (
        "Sarvena Hospital, 70 min by road", "the mayor",
    )  # fmt: skip
    pump = next(task for task in tasks if task["hazard"] == "HA-2")
    assert pump["hospital"] == "Sarvena Hospital, 70 min by road"
    assert pump["community contact"] == "not recorded"


def test_a_reference_point_is_told_as_a_grid_reference_too(made: Made) -> None:
    item = made.item("HA-1.clearance")
    tasks = {row["hazard"]: row for row in rows_of(made.folder / "monday.xlsx", "Tasks")}
    assert tasks["HA-1"]["MGRS"] == mgrs(item.lon, item.lat)
    assert mgrs(item.lon, item.lat) in made.page("North Field")
