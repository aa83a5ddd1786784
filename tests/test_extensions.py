"""Importers and reports of other installed packages come in through the front door."""

import json
import sys
from pathlib import Path

import pytest

from ploughshare.cli.main import run
from tests.registry.regions import registry_at

CODE = """
import numpy as np

from ploughshare.imports.protocol import Layer, Table, column_of


class Sightings:
    name = "sightings/1"
    title = "a list of sightings"
    suffixes = (".sightings",)

    def recognises(self, path, head):
        return head.startswith(b'{"sightings"')

    def layers(self, path, options):
        return (Layer(path.stem, None, "", ("id", "name", "lat", "lon")),)

    def read(self, path, layer, options):
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        cells = zip(*(line.split("/") for line in lines), strict=True)
        return Table(
            file=path.name,
            layer=layer,
            columns=("id", "name", "lat", "lon"),
            cells=tuple(column_of(list(each)) for each in cells),
            row_numbers=np.arange(1, len(lines) + 1),
            importer=self.name,
        )


class Tally:
    name = "tally"
    title = "a count of hazards"
    suffix = ".txt"
    needs_plan = False
    shows_dates = False

    def make(self, subject, progress):
        return str(len(subject.situation.hazards)).encode()
"""

POINTS = """
[ploughshare.importers]
sightings = our_formats:Sightings

[ploughshare.reports]
tally = our_formats:Tally
"""

SIGHTINGS = """{"sightings": 1}
S-1/By the mill/51.5/35.0
S-2/By the ferry/51.6/35.1
"""


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty registry, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLOUGH_AUTHOR", "Ana")
    path = tmp_path / "region.plough"
    registry_at(path).close()
    return path


def install(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution as an installer leaves it: a module and what is known of its package."""
    facts = folder / "our_formats-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "our_formats.py").write_text(code, encoding="utf-8")
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: our-formats\nVersion: 1.0\n", encoding="utf-8"
    )
    (facts / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "our_formats", raising=False)


def test_a_format_of_another_package_is_imported_like_any_other(
    region: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(region.parent / "installed", CODE, monkeypatch)
    Path("river.sightings").write_text(SIGHTINGS, encoding="utf-8")
    words = ["--as", "hazards", "--set", "status=open", "--set", "hazard_type=sha", "--yes"]
    assert run(["import", "river.sightings", *words, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["rows"], counts["accepted"]) == (2, 2)

    assert run(["show", "S-1"]) == 0
    assert "By the mill" in capsys.readouterr().out
    assert run(["report", "tally", "--out", "tally.txt"]) == 0
    assert Path("tally.txt").read_text(encoding="utf-8") == "2"


def test_without_the_package_its_format_is_not_read(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("river.sightings").write_text(SIGHTINGS, encoding="utf-8")
    assert run(["import", "river.sightings", "--as", "hazards"]) == 3
    assert ".gpkg, .shp" in capsys.readouterr().err


def test_a_package_that_cannot_be_loaded_is_named(
    region: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(region.parent / "installed", "import a_module_that_is_not_there\n", monkeypatch)
    Path("river.csv").write_text("id,name\n", encoding="utf-8")
    assert run(["import", "river.csv", "--as", "hazards"]) == 4
    said = capsys.readouterr().err
    assert "The package our-formats offers 'sightings'" in said
    assert "a_module_that_is_not_there" in said
