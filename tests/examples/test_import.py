"""The example through ``plough import``: every row of every file ends as it should."""

import json
from pathlib import Path
from typing import Any

import pytest

from ploughshare.cli.main import run
from ploughshare.usecases.example_region import (
    REGION_NAME,
    REGION_OF_OPERATION,
    InputFile,
    generate,
)

ROOT = Path(__file__).resolve().parents[2]
COUNTS = ("accepted", "repaired", "quarantined", "unchanged")


def plough(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What a command says on its one line of JSON."""
    capsys.readouterr()
    assert run([*words, "--json"]) == 0, capsys.readouterr().err
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def import_words(file: InputFile) -> list[str]:
    layer = ["--layer", file.layer] if file.layer else []
    return ["import", str(file.path), "--as", file.record_type, *layer, *file.options, "--yes"]


def test_every_row_of_the_village_ends_as_it_should(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One registry, all files in their order; a second import of the same bytes adds nothing."""
    at = ["--registry", str(tmp_path / "region.plough"), "--author", "test"]
    box = ",".join(f"{degree:g}" for degree in REGION_OF_OPERATION)
    files = generate("village", 1, tmp_path / "files")
    told = json.loads((tmp_path / "files" / "expected.json").read_text(encoding="utf-8"))
    expected = {(f["file"], f["record_type"]): f["verdicts"] for f in told["files"]}
    assert run(["init", at[1], "--name", REGION_NAME, "--region", box, "--invented", *at[2:]]) == 0

    for file in files:
        said = plough(capsys, *import_words(file), *at)
        ends = {count: said[count] for count in COUNTS}
        assert ends == expected[file.path.name, file.record_type], (file.path.name, said)

    again = plough(capsys, *import_words(files[-1]), *at)
    assert again["unchanged"] == again["rows"]

    said = plough(
        capsys,
        *("import", str(ROOT / "examples" / "claims" / "founding-report.csv"), "--as", "claims"),
        *("--yes", *at),
    )
    assert (said["rows"], said["quarantined"]) == (20, 0)
