"""Every format is read whole: each row of the file is a row of the table."""

from pathlib import Path

import pytest
import shapely

from ploughshare.imports.delimited import find_dialect
from ploughshare.imports.encodings import unscrambled
from ploughshare.imports.open_file import open_file
from ploughshare.imports.protocol import ReadOptions, Table
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


def read(path: Path, layer: str = "", encoding: str = "") -> Table:
    with open_file(path, ReadOptions(encoding)) as opened:
        return opened.read(opened.layer(layer) if layer else opened.layers[0])


def rules(table: Table) -> set[str]:
    return {finding.rule for finding in table.findings}


def geodata(folder: Path, suffix: str) -> Path:
    path = folder / f"hazards{suffix}"
    if suffix == ".geojson":
        return write_geojson(path, ROWS, SHAPES)
    if suffix == ".zip":
        return zipped(path, shapefile_parts(geodata(folder, ".shp")), before=b"x" * 154)
    return write_geodata(path, ROWS, SHAPES)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".zip"])
def test_formats_with_shapes_give_the_same_table(tmp_path: Path, suffix: str) -> None:
    """The zip archive has 154 stray bytes before it, as one of the public files has."""
    table = read(geodata(tmp_path, suffix))
    assert table.n_rows == 2
    assert list(table["name"]) == ["Orchard", "Ferry"]
    assert list(table["size"]) == [3, 4]
    assert table.shapes is not None
    assert [shape.equals(each) for shape, each in zip(table.shapes, SHAPES, strict=True)]
    assert table.crs == "EPSG:4326"


def test_kml_keeps_names_and_data_but_not_columns_that_only_gdal_made(tmp_path: Path) -> None:
    corners = "35,51,120 35.001,51,120 35.001,51.001,120 35,51,120"
    table = read(write_kml(tmp_path / "strikes.kml", [("1 Hill", corners), ("2 Mill", corners)]))
    assert table.layer == "strikes"
    assert list(table["Name"]) == ["1 Hill", "2 Mill"]
    assert list(table["IMAGE_DATE"]) == ["14/09/2014"] * 2
    assert "drawOrder" not in table.columns
    assert rules(table) == {"height-dropped"}


def test_an_archive_may_hold_several_layers_and_files_that_are_not_read(tmp_path: Path) -> None:
    write_geodata(tmp_path / "homes.shp", ROWS, SHAPES)
    write_geodata(tmp_path / "roads.shp", ROWS, SHAPES)
    (tmp_path / "readme.pdf").write_bytes(b"%PDF")
    archive = zipped(tmp_path / "all.zip", sorted(tmp_path.iterdir()))
    with open_file(archive) as opened:
        assert [layer.name for layer in opened.layers] == ["homes", "roads"]
        assert opened.skipped == ("readme.pdf",)
        assert opened.layer("road").name == "roads"
        assert [raw.name for raw in opened.raw] == ["all.zip"]


def test_every_file_of_a_shapefile_is_kept(tmp_path: Path) -> None:
    with open_file(write_geodata(tmp_path / "homes.shp", ROWS, SHAPES)) as opened:
        assert {Path(raw.name).suffix for raw in opened.raw} >= {".shp", ".shx", ".dbf", ".prj"}


def test_geojson_features_that_cannot_be_read_stay_rows(tmp_path: Path) -> None:
    """GDAL would leave two of these seven out without a word."""
    path = tmp_path / "odd.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "properties": {"a": 1, "tags": {"name": "x"}}, "geometry": null},'
        '{"type": "Feature", "properties": null, "geometry": '
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}},'
        '{"type": "Featur", "geometry": {"type": "Point", "coordinates": [0, 1]}},'
        "null,"
        '{"type": "Feature", "geometry": {"type": "Pointy", "coordinates": [0, 1]}},'
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": ["a", 1]}},'
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [3, 4, 5]}}]}',
        encoding="utf-8",
    )
    table = read(path)
    assert table.n_rows == 7
    assert sorted(table.unreadable) == [1, 2, 3, 4, 5]
    assert "2 turning points" in table.unreadable[1]
    assert table.shapes is not None
    assert table.shapes[6] == shapely.Point(3, 4)
    assert table["tags.name"][0] == "x"
    assert "height-dropped" in rules(table)


def test_single_quotes_and_hstore_are_recognised(tmp_path: Path) -> None:
    """The power grid of the public files: commas and double quotes inside single quotes."""
    path = write_csv(
        tmp_path / "lines.csv",
        "id,tags,geometry\n"
        """1,'"symbol"=>"line, 220 kV", "name"=>NULL','LINESTRING(33 44,34 45)'\n"""
        """2,'"symbol"=>"cable"','LINESTRING(33 44,34 46)'\n""",
    )
    table = read(path)
    assert table.columns == ("id", "tags.symbol", "tags.name", "geometry")
    assert list(table["tags.symbol"]) == ["line, 220 kV", "cable"]
    assert list(table["tags.name"]) == [None, None]
    assert rules(table) == {"single-quotes"}


@pytest.mark.parametrize(
    ("text", "delimiter", "quote"),
    [
        ("a,b\n1,2\n", ",", '"'),
        ("a;b\n1,5;2\n3,5;4\n", ";", '"'),
        ("a\tb\n1\t2\n", "\t", '"'),
        ("name,b\nVoikovs'kyi,2\n'x,y',3\n", ",", "'"),
        ("one\n1\n", ",", '"'),
    ],
)
def test_delimiter_and_quotes_are_found(text: str, delimiter: str, quote: str) -> None:
    dialect = find_dialect(text)
    assert (dialect.delimiter, dialect.quote) == (delimiter, quote)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp1252"])
def test_encodings_are_found_and_guesses_are_told(tmp_path: Path, encoding: str) -> None:
    name = "Località" if encoding == "cp1252" else "Добрель"
    text = f"name,n\n{name},1\nEast,2\n"
    table = read(write_csv(tmp_path / "places.csv", text, encoding))
    assert list(table["name"]) == [name, "East"]
    assert ("encoding-guessed" in rules(table)) == encoding.startswith("cp")


def test_a_stated_encoding_is_used(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "places.csv", "name,n\nДобрель,1\n", "cp866")
    assert list(read(path, encoding="cp866")["name"]) == ["Добрель"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_shapefile_without_code_page_is_read_by_what_it_looks_like(
    tmp_path: Path, encoding: str
) -> None:
    rows = [{"name": "Добрель"}, {"name": "Верхній Луг"}]
    shp = write_geodata(tmp_path / "places.shp", rows, SHAPES, encoding=encoding)
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    table = shp.with_suffix(".dbf").read_bytes()
    shp.with_suffix(".dbf").write_bytes(table[:29] + b"\x00" + table[30:])
    read_back = read(shp)
    assert list(read_back["name"]) == ["Добрель", "Верхній Луг"]
    assert "encoding-guessed" in rules(read_back)


def test_text_that_was_scrambled_twice_is_recognised() -> None:
    once = "Località".encode().decode("latin-1")
    twice = once.encode().decode("cp1252")
    assert unscrambled(once) == unscrambled(twice) == "Località"
    assert unscrambled("Добрель à la carte") == "Добрель à la carte"


def test_sheets_are_layers_and_blank_rows_are_no_rows(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "teams.xlsx",
        {
            "Teams": [["id", "kinds", None], [], ["T-1", "manual"], [7.0, "dogs"]],
            "Notes": [["text"]],
        },
    )
    with open_file(path) as opened:
        assert [layer.name for layer in opened.layers] == ["Teams"]
        table = opened.read(opened.layers[0])
    assert table.columns == ("id", "kinds")
    assert list(table["id"]) == ["T-1", 7]
    assert list(table.row_numbers) == [1, 2]


def test_a_heading_that_stands_twice_is_told(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "a.csv", "name,name,\nx,y,z\n"))
    assert table.columns == ("name", "name (2)", "column 3")
    assert rules(table) == {"heading-repeated"}


def test_rows_that_do_not_fit_the_headings_are_kept_as_unreadable(tmp_path: Path) -> None:
    table = read(write_csv(tmp_path / "a.csv", "a,b,c\n1,2,3\n1,2,3,4\n1\n1,2\n"))
    assert table.n_rows == 4
    assert sorted(table.unreadable) == [1, 2]
    assert list(table["c"]) == ["3", "3", None, None]
