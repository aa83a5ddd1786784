"""The demonstration: from an invented programme's files to a plan book, by ordinary commands."""

import json
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import jsonschema
import pyogrio
import pytest
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.registry.registry import Registry
from tests import demonstration
from tests.planning.rights_checker import breaches


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "village"
    demonstration.copy_to(out, tmp_path_factory)
    return out


def test_everything_it_promises_is_there(folder: Path) -> None:
    for name in ("region.plough", "problem.json.gz", "schedule.json", "plan.json", "plan-book.pdf",
                 "map.svg", "region.gpkg"):  # fmt: skip
        assert (folder / name).stat().st_size > 0, name


def test_the_schedule_verifies_and_the_plan_fits_its_schema(folder: Path) -> None:
    assert run(["verify", str(folder / "problem.json.gz"), str(folder / "schedule.json")]) == 0
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    schema = files("ploughshare.planning").joinpath("plan.schema.json").read_text("utf-8")
    jsonschema.validate(plan, json.loads(schema))
    assert 60 <= len(plan["items"]) <= 200
    assert plan["bound"] <= plan["objective"] <= plan["priority_objective"]


def test_no_team_works_outside_accreditation_area_or_funding(folder: Path) -> None:
    """One operator's accreditation for strikes ends in the course of the plan, which says so."""
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    read = (
        "places",
        "organisations",
        "accreditations",
        "grants",
        "teams",
        "tasks",
        "contributions",
    )
    with Registry.open(folder / "region.plough") as registry:
        records = {name: list(registry.records(name)) for name in read}
    places = [r for r in records["places"] if r.values["level"] == "district"]
    assert breaches(records | {"places": places}, plan) == []

    ends = [row for row in plan["not_planned"] if row["reason"] == "right-ends"]
    assert [(row["record"]["id"], row["holds_up"]) for row in ends] == [("AC-3", ["TD-1"])]
    later = [item for item in plan["items"]
             if "TD-1" in item["team_names"] and item["start_on"] > "2026-09-30"]  # fmt: skip
    assert later
    assert not any("bac" in item["teams"] for item in later)


def test_the_parts_of_a_service_add_up_to_the_people_of_its_asset(folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    with Registry.open(folder / "region.plough") as registry:
        people = {r.id: r.values["people_served"] for r in registry.records("assets")}
    parts: dict[str, int] = {}
    for benefit in plan["benefits"]:
        if "part" in benefit:
            name = benefit["record"]["id"]
            parts[name] = parts.get(name, 0) + benefit["weight"]
    assert parts
    assert parts == {name: people[name] for name in parts}


def test_every_chain_in_the_plan_is_whole(folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for item in plan["items"]:
        links = item["because"]
        assert links[0]["from"] == 0
        assert links[-1]["to"] == item["start"]
        assert all(a["to"] == b["from"] for a, b in pairwise(links))


def test_reported_people_are_stored_and_not_planned_with(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "--as", "contributions", "--registry", str(folder / "region.plough")]) == 0
    capsys.readouterr()
    plan = (folder / "plan.json").read_text(encoding="utf-8")
    assert "Partner A" not in plan


def test_the_plan_book_says_that_the_region_is_invented(folder: Path) -> None:
    pages = [page.extract_text() for page in PdfReader(folder / "plan-book.pdf").pages]
    assert len(pages) >= 8
    assert all("nvented" in page for page in pages)


def test_a_command_that_reads_the_plan_anew_draws_the_same_map(folder: Path) -> None:
    """The demonstration hands the plan it made from command to command."""
    again = folder / "again.svg"
    assert run(["report", "map", "--out", str(again), "--registry",
                str(folder / "region.plough")]) == 0  # fmt: skip
    assert again.read_bytes() == (folder / "map.svg").read_bytes()


def test_the_plan_file_is_the_document_that_the_registry_keeps(folder: Path) -> None:
    with Registry.open(folder / "region.plough") as registry:
        kept = registry.plan(documents=("plan",))
        assert kept.problem is None and kept.schedule is None
        assert kept.plan == (folder / "plan.json").read_bytes()
        assert b"".join(registry.plan_parts(kept.id)) == kept.plan


def test_the_export_opens(folder: Path) -> None:
    layers = {name for name, _ in pyogrio.list_layers(folder / "region.gpkg")}
    assert {"hazards", "assets", "roads"} <= layers


def test_a_folder_with_other_things_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["demo", "--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
