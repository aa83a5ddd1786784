"""Files that cannot be read are refused with what is wrong, and what to do about it."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ploughshare.errors import CallError, InputRefused, PloughError, StorageError
from ploughshare.imports.open_file import open_file
from ploughshare.imports.protocol import Limits, ReadOptions
from tests.imports.files import (
    shapefile_parts,
    square,
    write_csv,
    write_geodata,
    write_geojson,
    write_kml,
    write_xlsx,
    zipped,
)

ROWS = [{"name": "Orchard", "size": 3}, {"name": "Ferry", "size": 4}]
SHAPES = [square(), square(35.1)]
CORNERS = "35,51 35.001,51 35.001,51.001 35,51"


def read_all(path: Path, **limits: Any) -> int:
    """Read every layer; returns the number of rows."""
    with open_file(path, ReadOptions(limits=Limits(**limits))) as opened:
        return sum(opened.read(layer).n_rows for layer in opened.layers)


def refused(path: Path, *words: str, **limits: Any) -> InputRefused:
    """The refusal, after checking that it names the file, says these words and has a remedy."""
    with pytest.raises(InputRefused) as caught:
        read_all(path, **limits)
    text = str(caught.value)
    assert path.stem in text
    assert caught.value.remedy
    for word in words:
        assert word in text
    return caught.value


def shapefile(folder: Path, *without: str) -> Path:
    shp = write_geodata(folder / "homes.shp", ROWS, SHAPES)
    for suffix in without:
        shp.with_suffix(suffix).unlink()
    return shp


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no file"):
        read_all(tmp_path / "none.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="folder"):
        read_all(tmp_path)


def test_a_truncated_zip(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "homes.zip", shapefile_parts(shapefile(tmp_path)))
    archive.write_bytes(archive.read_bytes()[:-200])
    refused(archive, "cut off", "Fetch or send it again")


def test_a_zip_that_is_damaged_inside(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "homes.zip", shapefile_parts(shapefile(tmp_path)))
    data = bytearray(archive.read_bytes())
    data[60:90] = bytes(30)
    archive.write_bytes(data)
    refused(archive)


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "homes.zip", shapefile_parts(shapefile(tmp_path)))
    data = bytearray(archive.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(mark)
        while position >= 0:
            data[position + offset] |= 1
            position = data.find(mark, position + 4)
    archive.write_bytes(data)
    refused(archive, "password")


def test_a_zip_that_grows_without_end(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("rows.csv", b"0" * 40_000_000)
    refused(archive, "grows to more than", "to 1")


def test_a_zip_of_too_many_files(tmp_path: Path) -> None:
    archive = tmp_path / "many.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(30):
            packed.writestr(f"{number}.txt", b"")
    refused(archive, "30 files", members=20)


def test_a_zip_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "slip.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../outside.csv", "a,b\n1,2\n")
    assert read_all(archive) == 1
    assert not (tmp_path.parent / "outside.csv").exists()


def test_a_zip_without_a_map_file(tmp_path: Path) -> None:
    (tmp_path / "readme.pdf").write_bytes(b"%PDF")
    refused(zipped(tmp_path / "papers.zip", [tmp_path / "readme.pdf"]), "readme.pdf")


@pytest.mark.parametrize("suffix", [".shp", ".shx"])
def test_a_shapefile_without_outlines_or_index(tmp_path: Path, suffix: str) -> None:
    shp = shapefile(tmp_path, suffix)
    given = shp if suffix == ".shx" else shp.with_suffix(".shx")
    refused(given, f"homes{suffix} is missing", ".dbf")


def test_a_shapefile_without_its_table_opens_and_says_so_loudly(tmp_path: Path) -> None:
    with open_file(shapefile(tmp_path, ".dbf")) as opened:
        table = opened.read(opened.layers[0])
    assert table.n_rows == 2
    assert table.columns == ()
    [finding] = table.findings
    assert (finding.rule, finding.severity) == ("table-missing", "doubt")


def test_a_shapefile_table_of_another_length(tmp_path: Path) -> None:
    shp = shapefile(tmp_path)
    other = write_geodata(tmp_path / "other.shp", ROWS[:1], SHAPES[:1])
    shp.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())
    refused(shp, "2 outlines", "1 rows")


@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
def test_a_shapefile_that_is_cut_off(tmp_path: Path, suffix: str) -> None:
    shp = shapefile(tmp_path)
    part = shp.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:-60])
    refused(shp, f"homes{suffix} is cut off")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "nothing.csv").write_bytes(b"")
    refused(tmp_path / "nothing.csv", "0 bytes")


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_an_empty_layer(tmp_path: Path, suffix: str) -> None:
    path = write_geodata(tmp_path / f"homes{suffix}", [], [])
    refused(path, "is empty")


def test_a_table_with_headings_only(tmp_path: Path) -> None:
    refused(write_csv(tmp_path / "rows.csv", "a,b,c\n"), "is empty")
    refused(write_xlsx(tmp_path / "sheet.xlsx", {"Sheet": [["a", "b"]]}), "is empty")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", b"<!DOCTYPE html><html>Not found</html>", "web page"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100), "SQLite database"),
        ("a.shp", b"PK\x03\x04not a zip at all", "zip archive"),
        ("a.xlsx", b"name,size\nOrchard,3\n", "text file"),
        ("a.csv", b"\x00\x01\x02\x03", "binary file"),
        ("a.kml", b"{}", "JSON"),
        ("a.csv", b"%PDF-1.4 \x00", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        ("a.sqlite", b"SQLite format 3\x00" + bytes(100), "no GeoPackage"),
        ("a.zip", b"just text", "text file"),
        ("a.kmz", b"PK\x03\x04", "kmz"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def test_a_geopackage_named_like_a_shapefile(tmp_path: Path) -> None:
    path = write_geodata(tmp_path / "homes.gpkg", ROWS, SHAPES)
    refused(path.replace(tmp_path / "homes.shp"), "content is a GeoPackage", ".gpkg")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection", "features": [{"type"', "cut off"),
        ('{"type": "FeatureCollection", ,}', "line 1"),
        ('{"type": "Topology", "objects": {}}', "Topology"),
        ('{"a": ' + "[" * 100_000, ""),
        ('{"type": "FeatureCollection", "features": [], "crs": {"type": "x"}}', "crs"),
    ],
)
def test_json_that_is_no_complete_geojson(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "hazards.geojson"
    path.write_text(text, encoding="utf-8")
    refused(path, words)


def test_kml_that_would_read_other_files(tmp_path: Path) -> None:
    """An external entity: the file named in it must never be opened."""
    path = tmp_path / "strikes.kml"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///secret">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&x;</name></Placemark></kml>',
        encoding="utf-8",
    )
    refused(path, "entities")


def test_a_workbook_that_would_read_other_files(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "teams.xlsx", {"Teams": [["id"], ["T-1"]]})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY y "z">]>' + sheet
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    refused(path, "entities")


def test_a_file_that_makes_gdal_follow_others_is_never_given_to_it(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", encoding="utf-8")
    refused(path, "XML")


def test_an_open_geopackage_is_refused(tmp_path: Path) -> None:
    path = write_geodata(tmp_path / "homes.gpkg", ROWS, SHAPES)
    path.with_name("homes.gpkg-wal").write_bytes(b"changes")
    refused(path, "open in another program")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"file_bytes": 100}, "MB are read"),
        ({"text_bytes": 100}, "of this format"),
        ({"rows": 1}, "more than 1 rows"),
        ({"columns": 1}, "2 columns"),
        ({"turning_points": 5}, "turning points"),
    ],
)
def test_limits_are_kept(tmp_path: Path, limits: dict[str, int], words: str) -> None:
    refused(write_geojson(tmp_path / "a.geojson", ROWS, SHAPES), words, **limits)


@pytest.mark.parametrize("suffix", [".gpkg", ".csv", ".xlsx"])
def test_limits_of_rows_and_columns_hold_for_every_format(tmp_path: Path, suffix: str) -> None:
    path = sample(tmp_path, suffix)
    refused(path, "more than 1 rows", rows=1)
    refused(path, "columns", columns=1)


def test_an_unknown_layer_lists_those_there_are(tmp_path: Path) -> None:
    path = write_geodata(tmp_path / "homes.gpkg", ROWS, SHAPES, layer="north_homes")
    write_geodata(path, ROWS, SHAPES, layer="south_homes")
    with open_file(path) as opened:
        with pytest.raises(CallError, match="north_homes; south_homes"):
            opened.layer("homes")
        with pytest.raises(CallError, match="no layer"):
            opened.layer("roads")


def test_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "a,b\nДобрель,2\n", "cp1251")
    for encoding in ("utf-8", "klingon"):
        with (
            pytest.raises(InputRefused, match=encoding),
            open_file(path, ReadOptions(encoding)),
        ):
            pass


def sample(folder: Path, suffix: str) -> Path:
    """A small good file of a format."""
    folder.mkdir(exist_ok=True)
    path = folder / f"sample{suffix}"
    match suffix:
        case ".geojson":
            return write_geojson(path, ROWS, SHAPES)
        case ".kml":
            return write_kml(path, [("Hill", CORNERS), ("Mill", CORNERS)])
        case ".csv":
            return write_csv(path, "name,size,wkt\nHill,3,POINT(35 51)\nMill,4,\n")
        case ".xlsx":
            return write_xlsx(path, {"Sheet": [["name", "size"], ["Hill", 3], ["Mill", 4]]})
        case ".zip":
            return zipped(path, shapefile_parts(write_geodata(folder / "h.shp", ROWS, SHAPES)))
        case _:
            return write_geodata(path, ROWS, SHAPES)


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".csv", ".xlsx", ".zip", ".gpkg", ".shp"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.integers(0, 3),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
    kept=st.just(1.0) | st.floats(0, 1),
)
def test_damaged_bytes_are_refused_or_read_and_never_crash(
    tmp_path: Path, suffix: str, part: int, flips: list[tuple[float, int]], kept: float
) -> None:
    good = tmp_path / "good" / f"sample{suffix}"
    if not good.exists():
        sample(tmp_path / "good", suffix)
    parts = shapefile_parts(good) if suffix == ".shp" else [good]
    victim = parts[part % len(parts)]
    content = bytearray(victim.read_bytes())
    for where, value in flips:
        content[int(where * (len(content) - 1))] = value
    content = content[: int(kept * len(content))]
    folder = tmp_path / "damaged"
    folder.mkdir(exist_ok=True)
    for each in parts:
        (folder / each.name).write_bytes(content if each == victim else each.read_bytes())
    try:
        rows = read_all(folder / good.name)
    except PloughError as error:
        assert error.message
    else:
        assert rows >= 1


def test_every_refusal_is_one_json_document_of_facts(tmp_path: Path) -> None:
    error = refused(write_csv(tmp_path / "rows.csv", "a,b\n"))
    assert json.loads(json.dumps({"error": error.code, "remedy": error.remedy}))["error"] == "input"
