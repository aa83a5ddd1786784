"""Reports from the command line: a registry, a plan, a file."""

import io
import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from shapely.geometry import Point

from ploughshare.calendars import WorkingCalendar
from ploughshare.cli import stopping
from ploughshare.cli.main import run
from ploughshare.fields import Record
from ploughshare.planning.document import plan_bytes, plan_parts
from ploughshare.registry.kept import Put
from ploughshare.registry.registry import Registry
from ploughshare.reports.kinds import OWN, report_kinds
from ploughshare.usecases.plan import kept_plan, load_situation
from ploughshare.usecases.remembered import remembering
from tests.planning.small_region import Region
from tests.registry.regions import registry_at
from tests.reports.invented_region import PROMISED, START, STEPS, invented_plan, invented_records

Capture = pytest.CaptureFixture[str]


LATE = Record("hazards", "SHA-999", {"hazard_type": "sha"}, Point(3.0, 0.5))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLOUGH_AUTHOR", "Ana")
    monkeypatch.delenv("PLOUGH_REGISTRY", raising=False)


def filled(path: Path, *records: Record) -> None:
    with registry_at(path) as registry, registry.change(author="Ana", reason="Import") as change:
        change.put_many(Put(record) for record in records)


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """The invented region as far as a registry takes it, with a plan kept, and two promises."""
    path = tmp_path / "region.plough"
    listed = [
        record
        for group in invented_records().values()
        for record in group
        if record.record_type != "hazards" or record.geometry is not None
    ]
    filled(path, *listed, *PROMISED)
    with Registry.open(path, write=True) as registry:
        situation = load_situation(registry, WorkingCalendar(START, STEPS))
        registry.save_plan(
            plan_bytes(invented_plan(situation)), author="Ana", situation=situation.sha256,
            of_record=True,
        )  # fmt: skip
    return path


def test_a_plan_book(region: Path, capsys: Capture) -> None:
    assert run(["report", "plan-book", "--out", "plan.pdf"]) == 0
    said = capsys.readouterr()
    assert "Wrote plan.pdf" in said.out
    assert "note:" not in said.err
    text = " ".join(
        p.extract_text() for p in PdfReader(io.BytesIO(Path("plan.pdf").read_bytes())).pages
    )
    assert "restoration plan P-1" in text
    assert "0 of 6,000" in text


def test_a_map_of_today_and_of_a_day_to_come(region: Path, capsys: Capture) -> None:
    assert run(["report", "map", "--out", "map.svg"]) == 0
    assert run(["report", "map", "--out", "later.svg", "--on", "2026-12-31"]) == 0
    now, later = (ET.fromstring(Path(name).read_bytes()) for name in ("map.svg", "later.svg"))
    assert "Situation on Mon 2 Mar 2026" in "".join(now.itertext())
    assert "The plan's picture of Thu 31 Dec 2026" in "".join(later.itertext())


def test_a_book_shows_the_records_its_plan_knew(region: Path, capsys: Capture) -> None:
    """A hazard recorded after the plan was made is not in the book of that plan."""
    with (
        Registry.open(region, write=True) as registry,
        registry.change(author="Ana", reason="Report") as change,
    ):
        change.put(LATE, expected_version=None)
    assert run(["report", "map", "--out", "map.svg"]) == 0
    assert "SHA-999" not in Path("map.svg").read_text(encoding="utf-8")
    behind = "note: 1 change of the records came after plan P-1, the last of them 'Report'"
    assert behind in capsys.readouterr().err
    assert run(["explain", "SHA-999"]) == 1
    assert behind in capsys.readouterr().err


def test_an_import_of_what_no_plan_reads_puts_no_plan_behind(region: Path, capsys: Capture) -> None:
    Path("costs.csv").write_text(
        "id,team kind,cost per day,currency\nDC-1,manual,1400,EUR\n", encoding="utf-8"
    )
    assert run(["import", "costs.csv", "--as", "costs", "--yes", "--author", "Ana"]) == 0
    capsys.readouterr()
    assert run(["report", "map", "--out", "map.svg"]) == 0
    assert "came after plan" not in capsys.readouterr().err


def test_a_plan_file_of_other_records_is_drawn_with_a_note(region: Path, capsys: Capture) -> None:
    with Registry.open(region) as registry:
        Path("plan.json").write_bytes(registry.plan().plan or b"")
    with (
        Registry.open(region, write=True) as registry,
        registry.change(author="Ana", reason="Report") as change,
    ):
        change.put(LATE, expected_version=None)
    assert run(["report", "map", "--out", "map.svg", "--plan", "plan.json", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["plan"] == "plan.json"
    assert "other records" in said["warnings"][0]
    assert "SHA-999" in Path("map.svg").read_text(encoding="utf-8")


def test_what_is_remembered_is_used_until_the_records_change(region: Path) -> None:
    calendar = WorkingCalendar(START, STEPS)
    with Registry.open(region, write=True) as registry, remembering():
        situation, (kept, plan) = load_situation(registry, calendar), kept_plan(registry)
        assert load_situation(registry, calendar, kept.changeset) is situation
        assert kept_plan(registry, kept.id)[1] is plan
        assert plan == invented_plan(situation)

        with registry.change(author="Ana", reason="A late report") as change:
            change.put(LATE, expected_version=None)
        assert "SHA-999" in load_situation(registry, calendar).hazards
        assert "SHA-999" not in load_situation(registry, calendar, kept.changeset).hazards
        registry.save_plan(plan_parts(plan), author="Ana", situation="", of_record=True)
        again, anew = kept_plan(registry)
        assert (again.id, anew) == ("P-2", plan)
        assert anew is not plan
    with Registry.open(region) as registry:
        assert load_situation(registry, calendar) is not load_situation(registry, calendar)


def test_a_map_needs_no_plan(tmp_path: Path, capsys: Capture) -> None:
    filled(tmp_path / "region.plough", *Region().hazard("H", 0, 0).records["hazards"])
    assert run(["report", "map", "--out", "map.svg"]) == 0
    assert run(["report", "map", "--out", "later.svg", "--on", "2030-01-01"]) == 1
    assert "plough plan" in capsys.readouterr().err
    assert not Path("later.svg").exists()


def test_a_book_makes_the_first_plan(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "DEFAULT_SECONDS", 1.0)
    small = Region().road("T", (0, 0), (3000, 0)).team("C", "building").asset("S", 2000, 50)
    small.works("roof", "S", 5)
    filled(tmp_path / "region.plough", *(r for group in small.records.values() for r in group))
    assert run(["report", "plan-book", "--out", "plan.pdf"]) == 0
    assert "Kept as plan P-1" in capsys.readouterr().err
    assert Path("plan.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["annual", "--out", "a.pdf"], 2, "plan-book (plan book (PDF)), map (map of the region"),
        (["plan-book", "--out", "a.pdf", "--on", "2026-12-31"], 2, "shows no date to come"),
        (["map", "--out", "a.svg", "--on", "2020-01-01"], 2, "before the plan's first day"),
        (["map", "--out", "a.svg", "--plan", "P-9"], 1, "no plan P-9"),
        (["map", "--out", "no/such/a.svg"], 4, "There is no folder"),
        (["map", "--out", "."], 4, "is a folder"),
        (["map", "--out", "a.png"], 2, "a.png does not end in .svg"),
        (["plan-book", "--out", "no/such/a.pdf"], 4, "There is no folder"),
        (["map", "--out", "a.svg", "--registry", "other.plough"], 4, "other.plough"),
        (["map"], 2, "--out"),
    ],
)
def test_wrong_calls_are_told_what_to_do(
    region: Path, words: list[str], code: int, told: str, capsys: Capture
) -> None:
    assert run(["report", *words]) == code
    said = capsys.readouterr()
    assert told in " ".join(said.err.split())
    assert not Path("a.svg").exists() and not Path("a.pdf").exists()


def test_an_old_file_stays_when_the_new_one_cannot_be_made(region: Path) -> None:
    Path("a.svg").write_bytes(b"old")
    assert run(["report", "map", "--out", "a.svg", "--plan", "P-9"]) == 1
    assert Path("a.svg").read_bytes() == b"old"


def test_every_own_kind_is_found_by_its_name() -> None:
    kinds = report_kinds()
    assert [kinds[report.name] for report in OWN] == list(OWN)
    assert all(report.suffix.startswith(".") and report.title for report in OWN)
    assert date(2026, 3, 2) == START
