"""``plough import`` from the file to the registry, as people type it."""

import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely

from ploughshare.cli.main import run
from ploughshare.dictionary import RECORD_TYPES
from ploughshare.imports.mapping import read_mapping
from ploughshare.registry.registry import Registry
from ploughshare.usecases.templates import data_dictionary_page, headings, write_template
from tests.imports.files import (
    shapefile_parts,
    square,
    write_csv,
    write_geodata,
    write_geojson,
    zipped,
)
from tests.registry.regions import registry_at

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[2]
NORTH = 51.5
ROWS = [
    {"name": "Orchard", "type": "confirmed", "status": "open"},
    {"name": "Ferry", "type": "suspected", "status": "Unk"},
]
SHAPES = [square(35.0, NORTH), square(35.1, NORTH)]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLOUGH_AUTHOR", "Ana")
    monkeypatch.delenv("PLOUGH_REGISTRY", raising=False)
    registry_at(tmp_path / "region.plough").close()


def hazards_file(name: str = "hazards.gpkg", rows: Any = ROWS, shapes: Any = SHAPES) -> Path:
    path = Path(name)
    path.unlink(missing_ok=True)
    return write_geodata(path, rows, shapes, layer="hazards")


def plough(capsys: Capture, *words: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one command."""
    code = run([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def imported(capsys: Capture, *words: object) -> dict[str, Any]:
    """The JSON document of an import that must go well."""
    code, out, err = plough(capsys, "import", *words, "--json")
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    ends = sum(document[end] for end in ("accepted", "repaired", "quarantined", "unchanged"))
    assert document["rows"] == ends
    return document


def records(name: str = "hazards") -> list[Any]:
    with Registry.open(Path("region.plough")) as registry:
        return list(registry.stored_records(name))


def changes() -> int:
    with Registry.open(Path("region.plough")) as registry:
        return sum(1 for _ in registry.changesets())


def test_an_import_is_one_change_with_its_raw_file_origin_and_findings(capsys: Capture) -> None:
    path = hazards_file(shapes=[SHAPES[0], shapely.Polygon()], name="h.gpkg")
    document = imported(capsys, path, "--as", "hazards")
    assert (document["rows"], document["accepted"], document["quarantined"]) == (2, 1, 1)
    [stored] = records()
    assert stored.origin.row == 1
    assert stored.origin.layer == "hazards"
    assert stored.origin.importer == "geopackage/1"
    with Registry.open(Path("region.plough")) as registry:
        assert registry.raw(stored.origin.file) == path.read_bytes()
        assert registry.changeset(document["changeset"]).source == "h.gpkg"
        [row] = registry.quarantined()
        assert row.row.row == 2
        assert row.row.reason.startswith("shape-empty")
        assert row.row.values["name"] == "Ferry"
        [import_run] = registry.import_runs()
        assert import_run.rows == 2
        columns = import_run.mapping["columns"]
        assert isinstance(columns, dict)
        assert columns["hazard_type"] == "type"
        assert any(kept.finding.rule == "shape-empty" for kept in registry.findings())
        assert registry.check().intact


def test_the_summary_is_an_equation(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "import", hazards_file(), "--as", "hazards")
    assert code == 0
    assert "2 rows = 2 accepted + 0 repaired + 0 quarantined + 0 unchanged" in out
    assert "Written as change 2." in out
    assert "1.00  name  (its own name)" in out


def test_the_same_file_again_adds_nothing(capsys: Capture) -> None:
    path = hazards_file()
    imported(capsys, path, "--as", "hazards")
    before = changes()
    again = imported(capsys, path, "--as", "hazards")
    assert (again["unchanged"], again["changeset"]) == (2, None)
    assert changes() == before


def test_a_changed_file_writes_only_the_rows_that_differ(capsys: Capture) -> None:
    rows = [{"id": f"H{n}", **row} for n, row in enumerate(ROWS)]
    imported(capsys, hazards_file(rows=rows), "--as", "hazards")
    rows[1]["status"] = "tasked"
    again = imported(capsys, hazards_file(rows=rows), "--as", "hazards")
    assert (again["accepted"], again["unchanged"]) == (1, 1)
    assert [each.version for each in records()] == [1, 2]
    fewer = imported(capsys, hazards_file(rows=rows[:1], shapes=SHAPES[:1]), "--as", "hazards")
    assert fewer["gone"] == ["H1"]
    assert len(records()) == 2


def test_a_hazard_that_shrinks_is_set_aside_and_stays_as_it_was(capsys: Capture) -> None:
    rows = [{"id": "H1", "name": "Orchard"}]
    imported(capsys, hazards_file(rows=rows, shapes=[square(35, NORTH, 0.01)]), "--as", "hazards")
    smaller = hazards_file(rows=rows, shapes=[square(35, NORTH)])
    document = imported(capsys, smaller, "--as", "hazards")
    assert document["set_aside"][0]["rule"] == "hazard-would-shrink"
    assert records()[0].version == 1


def test_what_was_changed_by_hand_survives_the_same_file(capsys: Capture) -> None:
    rows = [{"id": "H1", "name": "Orchard"}]
    path = hazards_file(rows=rows, shapes=SHAPES[:1])
    imported(capsys, path, "--as", "hazards")
    with Registry.open(Path("region.plough"), write=True) as registry:
        stored = registry.stored("hazards", "H1")
        by_hand = type(stored.record)(
            "hazards", "H1", {**stored.record.values, "name": "Old orchard"}, stored.record.geometry
        )
        with registry.change(author="Ana", reason="Renamed") as change:
            change.put(by_hand, expected_version=1)
    assert imported(capsys, path, "--as", "hazards")["unchanged"] == 1
    other = hazards_file(rows=[{"id": "H1", "name": "New orchard"}], shapes=SHAPES[:1])
    assert imported(capsys, other, "--as", "hazards")["quarantined"] == 1
    taken = imported(capsys, other, "--as", "hazards", "--accept", "edited-since")
    assert taken["accepted"] == 1


def test_a_dry_run_tells_everything_and_writes_nothing(capsys: Capture) -> None:
    before = Path("region.plough").stat().st_mtime_ns
    document = imported(capsys, hazards_file(), "--as", "hazards", "--dry-run")
    assert (document["accepted"], document["dry_run"], document["changeset"]) == (2, True, None)
    assert records() == []
    assert Path("region.plough").stat().st_mtime_ns == before


def kept() -> tuple[object, ...]:
    """All that an import could add to: the last hash, versions, runs, findings, quarantine."""
    with Registry.open(Path("region.plough")) as registry:
        return (
            registry.head_hash(),
            [(each.record.id, each.version) for each in registry.stored_records("hazards")],
            registry.import_runs(),
            list(registry.findings()),
            [each.row for each in registry.quarantined()],
        )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("h.geojson", ()),
        ("another name.geojson", ()),
        ("h.geojson", ("--set", "vegetation=unknown")),
    ],
)
def test_the_same_bytes_again_quarantine_nothing_twice(
    name: str, said: tuple[str, ...], capsys: Capture
) -> None:
    """A row set aside is told each time, since it still is; the registry gains nothing by it."""
    shapes = [SHAPES[0], shapely.Polygon()]
    path = write_geojson(Path("h.geojson"), ROWS, shapes)
    first = imported(capsys, path, "--as", "hazards")
    before = kept()
    again = imported(capsys, path.rename(name), "--as", "hazards", *said)
    assert (first["accepted"], first["quarantined"]) == (1, 1)
    assert (again["unchanged"], again["quarantined"]) == (1, 1)
    assert again["changeset"] is None
    assert kept() == before


def test_an_import_can_be_undone_and_done_again(capsys: Capture) -> None:
    path = hazards_file()
    number = imported(capsys, path, "--as", "hazards")["changeset"]
    assert plough(capsys, "undo", number, "--reason", "Wrong district")[0] == 0
    assert records() == []
    assert imported(capsys, path, "--as", "hazards")["accepted"] == 2


def test_missing_columns_are_named_with_what_was_found(capsys: Capture) -> None:
    path = write_csv(Path("pupils.csv"), "name,head\nSchool,Anna\n")
    code, _, err = plough(capsys, "import", path, "--as", "assets")
    assert code == 3
    assert "no column for kind" in err
    assert "name, head" in err
    assert "--set kind=" in err
    assert imported(capsys, path, "--as", "assets", "--set", "kind=school")["accepted"] == 1


def test_a_hazard_without_a_position_is_asked_for_one(capsys: Capture) -> None:
    path = write_csv(Path("h.csv"), "name,type\nOrchard,SHA\n")
    code, _, err = plough(capsys, "import", path, "--as", "hazards")
    assert (code, "a position" in err) == (3, True)


def test_doubtful_mappings_must_be_confirmed(capsys: Capture) -> None:
    """``stav`` is a word we do not know; its cells are."""
    path = write_csv(
        Path("h.csv"), "stav,latitude,longitude\ntasked,51.5,35\non hold,51.6,35\ntasked,51.7,35\n"
    )
    code, _, err = plough(capsys, "import", path, "--as", "hazards")
    assert code == 2
    assert "status from 'stav'" in err
    assert "--yes" in err
    assert records() == []
    assert imported(capsys, path, "--as", "hazards", "--yes")["accepted"] == 3
    assert {each.record.values["status"] for each in records()} == {"tasked", "suspended"}


def test_a_mapping_can_be_written_corrected_and_read_again(capsys: Capture) -> None:
    path = write_csv(Path("h.csv"), "Typ,area_ha,lat,lon\nSHA,2,51.5,35\nodd,3,51.6,35\n")
    common = [path, "--as", "hazards"]
    imported(capsys, *common, "--yes", "--dry-run", "--write-mapping", "m.toml")
    mapping = read_mapping(Path("m.toml"))
    assert mapping.only
    assert mapping.units == {"reported_m2": "ha"}
    with Path("m.toml").open("a", encoding="utf-8") as file:
        file.write('\n[values.hazard_type]\nodd = "cha"\n')
    document = imported(capsys, path, "--mapping", "m.toml")
    assert document["accepted"] == 2
    assert [each.record.values["hazard_type"] for each in records()].count("cha") == 1


def test_words_are_mapped_by_a_table_that_people_edit(capsys: Capture) -> None:
    words = write_csv(
        Path("words.csv"), "record_type,field,word,code\nhazards,status,Waiting,suspended\n"
    )
    imported(capsys, words, "--as", "vocabulary")
    rows = [{"name": "Orchard", "status": "waiting"}]
    document = imported(capsys, hazards_file(rows=rows, shapes=SHAPES[:1]), "--as", "hazards")
    assert [each["rule"] for each in document["findings"] if each["severity"] == "doubt"] == []
    assert records()[0].record.values["status"] == "suspended"


def test_layers_are_listed_with_what_they_look_like(capsys: Capture) -> None:
    path = hazards_file("all.gpkg")
    write_geodata(path, [{"name": "T-1", "class": "main"}], [square()], layer="roads")
    code, _, err = plough(capsys, "import", path, "--as", "hazards")
    assert code == 2
    assert "hazards: 2 polygon rows, looks like hazards" in err
    assert "roads: 1 polygon rows" in err
    assert imported(capsys, path, "--as", "hazards", "--layer", "haz")["accepted"] == 2


def test_the_record_type_is_proposed_where_the_content_is_plain(capsys: Capture) -> None:
    path = write_csv(Path("damage.csv"), "asset,grade,date\nAS-1,2,2026-01-02\n")
    code, _, err = plough(capsys, "import", path)
    assert code == 2
    assert "looks like damage" in err
    assert "--as damage" in err
    assert imported(capsys, path, "--yes")["record_type"] == "damage"


def test_several_files_are_several_changes_and_one_document(capsys: Capture) -> None:
    first, second = hazards_file("a.gpkg"), hazards_file("b.gpkg", shapes=[square(35.5, NORTH)] * 2)
    document = imported(capsys, first, second, "--as", "hazards")
    assert document["rows"] == 4
    assert [each["file"] for each in document["files"]] == ["a.gpkg", "b.gpkg"]
    assert changes() == 3


def test_a_folder_is_proposed_in_the_order_of_the_dictionary(capsys: Capture) -> None:
    folder = Path("inbox")
    folder.mkdir()
    write_csv(folder / "damage.csv", "asset,grade,date\nLuka,2,2026-01-02\n")
    write_csv(folder / "assets.csv", "id,name,kind,lat,lon\nA1,Luka,school,51.5,35\n")
    write_csv(folder / "broken.csv", "only,headings\n")
    write_csv(folder / "minutes.md", "no table")
    code, _, err = plough(capsys, "import", folder)
    assert code == 2
    assert err.index("--as assets") < err.index("--as damage")
    assert "broken has no rows" in err
    assert imported(capsys, folder, "--yes")["rows"] == 2
    assert records("damage")[0].record.values["asset"] == "A1"


def test_in_a_folder_one_refused_file_does_not_hold_up_the_others(capsys: Capture) -> None:
    """The rest is imported; what was refused, and what is not plain, is told with the remedy."""
    folder = Path("inbox")
    folder.mkdir()
    write_csv(folder / "assets.csv", "id,name,kind,lat,lon\nA1,Luka,silo,51.5,35\n")
    write_csv(folder / "fields.csv", "a,b\n1,2\n")
    write_csv(folder / "hazards.csv", "id,name,status,x,y\nH1,Ferry,open,470084,5322710\n")
    write_csv(folder / "words.csv", "record_type,field,word,code\nassets,kind,silo,field\n")
    code, out, err = plough(capsys, "import", folder, "--yes", "--json")
    document = json.loads(out)
    assert code == 3
    assert (document["rows"], document["accepted"]) == (2, 2)
    assert [each["record_type"] for each in document["files"]] == ["vocabulary", "assets"]
    assert records("assets")[0].record.values["kind"] == "field"
    [refused] = document["refused"]
    assert refused["error"] == "input"
    assert "--crs" in refused["remedy"]
    assert "hazards.csv" in err
    assert [each["layer"] for each in document["left"]] == ["fields"]
    assert "--as TYPE" in err


def test_rivers_are_taken_for_places_and_never_for_roads(capsys: Capture) -> None:
    """A river in the road graph would be driven on; what it is must be said."""
    folder = Path("inbox")
    folder.mkdir()
    lines = [shapely.LineString([(35, y), (35.2, y)]) for y in (NORTH, 51.6)]
    path = folder / "roads.gpkg"
    write_geodata(
        path, [{"ref": "R1", "highway": "primary"}], lines[:1], layer="roads", kind="LineString"
    )
    write_geodata(path, [{"name": "Talva"}], lines[1:], layer="rivers", kind="LineString")
    code, _, err = plough(capsys, "import", folder)
    river, road = (
        next(line for line in err.splitlines() if f"--layer {layer}" in line)
        for layer in ("rivers", "roads")
    )
    assert code == 2
    assert "--as roads --layer roads " in road
    assert "--as places --layer rivers --set level=..." in river
    assert imported(capsys, folder, "--yes")["rows"] == 1
    assert imported(
        capsys, path, "--as", "places", "--layer", "rivers", "--set", "level=river"
    )["accepted"] == 1  # fmt: skip
    assert records("places")[0].record.values["level"] == "water"


def test_findings_end_with_one_only_when_asked(capsys: Capture) -> None:
    rows = [{"name": "Orchard", "status": "odd"}]
    path = hazards_file(rows=rows, shapes=SHAPES[:1])
    words = ("import", path, "--as", "hazards", "--yes")
    assert plough(capsys, *words, "--fail-on", "block")[0] == 0
    code, out, _ = plough(capsys, *words, "--fail-on", "doubt", "--json")
    assert (code, json.loads(out)["unchanged"]) == (1, 1)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--as", "hazard"], 2, "hazards"),
        (["--as", "hazards", "--set", "status"], 2, "FIELD=VALUE"),
        (["--as", "hazards", "--set", "status=opened"], 2, "in_progress"),
        (["--as", "hazards", "--set", "colour=red"], 2, "hazard_type"),
        (["--as", "hazards", "--accept", "all"], 2, "swap-axes"),
        (["--as", "hazards", "--dates", "ymd"], 2, "dmy mdy"),
        (["--as", "hazards", "--layer", "roads"], 2, "--layer: hazards"),
        (["--as", "hazards", "--mapping", "none.toml"], 4, "none.toml"),
        (["--as", "hazards", "--crs", "EPSG:1"], 3, "--crs EPSG:32636"),
        (["--as", "hazards", "--registry", "none.plough"], 4, "none.plough"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(
    capsys: Capture, words: list[str], code: int, said: str
) -> None:
    got, out, err = plough(capsys, "import", hazards_file(), *words, "--json")
    assert got == code
    assert said in err
    assert json.loads(out)["remedy"] or said in json.loads(out)["message"]
    assert records() == []


def test_the_registry_itself_is_no_file_to_import(capsys: Capture) -> None:
    code, _, err = plough(capsys, "import", "region.plough", "--as", "hazards")
    assert (code, "is the registry itself" in err) == (2, True)


def test_a_shapefile_without_its_table_is_imported_loudly_or_refused(capsys: Capture) -> None:
    shp = write_geodata(Path("homes.shp"), ROWS, SHAPES)
    shp.with_suffix(".dbf").unlink()
    code, _, err = plough(capsys, "import", shp, "--as", "assets")
    assert (code, "no columns at all" in err) == (3, True)
    document = imported(capsys, shp, "--as", "assets", "--set", "kind=house")
    assert [each["rule"] for each in document["findings"]] == ["table-missing"]
    with Registry.open(Path("region.plough")) as registry:
        files = {finding.finding.rule for finding in registry.findings(at_least="doubt")}
    assert files == {"table-missing"}


@pytest.mark.parametrize(
    ("suffix", "crs"),
    [(".geojson", "EPSG:4326"), (".shp", "EPSG:32636"), (".zip", "EPSG:3857"), (".gpkg", "")],
)
def test_formats_and_systems_lead_to_the_same_records(
    capsys: Capture, suffix: str, crs: str
) -> None:
    """The same outlines in degrees, UTM and Mercator end on the same ground."""
    from ploughshare.places.extents import areas_m2, as_shapes, project

    shapes = project(as_shapes(SHAPES), "EPSG:4326", crs or "EPSG:4326")
    path = Path(f"areas{suffix}")
    if suffix == ".geojson":
        write_geojson(path, ROWS, list(shapes))
    elif suffix == ".zip":
        zipped(path, shapefile_parts(write_geodata(Path("x.shp"), ROWS, list(shapes), crs=crs)))
    else:
        write_geodata(path, ROWS, list(shapes), crs=crs or "EPSG:4326")
    assert imported(capsys, path, "--as", "hazards")["accepted"] == 2
    ground = areas_m2(as_shapes([each.record.geometry for each in records()]))
    assert ground == pytest.approx(areas_m2(as_shapes(SHAPES)), rel=1e-4)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_templates_hold_every_column_and_import_without_a_doubt(
    capsys: Capture, suffix: str
) -> None:
    for record_type in RECORD_TYPES.values():
        path = Path(f"{record_type.name}{suffix}")
        write_template(record_type.name, path, example=True)
        code, out, err = plough(
            *(capsys, "import", path, "--as", record_type.name, "--dry-run", "--json")
        )
        assert code == 0, (record_type.name, err)
        document = json.loads(out)
        assert document["rows"] == 1
        mapped = set(document["mapping"]["columns"].values())
        filled = {
            name
            for name in headings(record_type)
            if name not in record_type or record_type[name].example
        }
        assert filled <= mapped, record_type.name
        assert min(document["mapping"]["confidence"].values()) >= 0.95, record_type.name
        rules = {each["rule"] for each in document["findings"]} - {
            *("reference-dangling", "degrees-assumed", "outside-region", "size-differs")
        }
        assert not rules, (record_type.name, rules)


def test_templates_explain_their_columns_on_a_second_sheet(capsys: Capture) -> None:
    assert plough(capsys, "template", "hazards", "--out", "hazards.xlsx")[0] == 0
    book = openpyxl.load_workbook("hazards.xlsx")
    assert book.sheetnames == ["hazards", "What the columns mean"]
    rows = list(book["What the columns mean"].iter_rows(values_only=True))
    assert len(rows) == 1 + len(headings(RECORD_TYPES["hazards"]))
    assert plough(capsys, "template", "hazards", "--out", "hazards.xlsx")[0] == 2
    assert plough(capsys, "template", "hazards", "--out", "hazards.pdf")[0] == 2


def test_the_dictionary_can_be_written(capsys: Capture) -> None:
    assert plough(capsys, "dictionary", "--out", "page.md")[0] == 0
    assert Path("page.md").read_bytes() == data_dictionary_page().encode()


SHARED = Path(os.environ.get("PLOUGH_SHARED", ROOT.parent / "shared")) / "data" / "real"
REAL = [
    ("copernicus-emsr177/settlementsPoly_aerial_merged.shp", "damage", [], (1867, 0)),
    ("copernicus-emsr177/settlementsPoly_merged.shp", "assets", ["--set", "kind=house"], (7948, 0)),
    (
        "copernicus-emsr190/EMSR190_10NORCIA_GRADING_OVERVIEW-MONIT01_v2_vector.zip",
        *("roads", ["--layer", "transportation_line"], (892, 0)),
    ),
    ("power-ua/buses.ba-ua.csv", "assets", [], (278, 0)),
    ("power-ua/lines.ba-ua.csv", "assets", [], (188, 0)),
    ("power-ua/generators.ba-ua.csv", "assets", [], (66, 0)),
    ("arcade-ukraine-2014/mapvestigation-source-0.kml", "hazards", [], (116, 0)),
    ("arcade-ukraine-2014/mapvestigation_ukraine_dataset.zip", "hazards", [], (76, 0)),
    ("osm-extracts/kathmandu_extract.geojson", "assets", [], (689, 22)),
]


@pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"no public files at {SHARED}; name their folder in PLOUGH_SHARED"
)
@pytest.mark.parametrize(("file", "name", "words", "expected"), REAL)
def test_public_files_import_without_code_written_for_them(
    capsys: Capture, file: str, name: str, words: list[str], expected: tuple[int, int]
) -> None:
    anywhere = ["--accept", "outside-region", "--dry-run"]
    document = imported(capsys, SHARED / file, "--as", name, *words, *anywhere)
    assert (document["rows"], document["quarantined"]) == expected
