"""The committed example: what the generator makes, invented throughout, dirty in known places."""

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.usecases.example_region import REGION_OF_OPERATION, InputFile, generate
from ploughshare.usecases.example_region.dirt import VERDICTS

VILLAGE = Path(__file__).resolve().parents[2] / "examples" / "border-region" / "village"
TEXT = {".csv", ".geojson", ".kml", ".json", ".toml"}
FAR_LANDS = {"Corvo": (-31.1, 39.7), "Ireland": (-10.5, 51.9), "Newfoundland": (-52.6, 47.5)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[InputFile]:
    return generate("village", 1, tmp_path_factory.mktemp("village"))


def expected() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((VILLAGE / "expected.json").read_text(encoding="utf-8"))
    return told


def content(path: Path) -> object:
    """What a file says, without the time stamps of its container."""
    if path.suffix in TEXT:
        return path.read_bytes()
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    if path.suffix == ".zip":
        return rows_of(path)
    return {str(name): rows_of(path, str(name)) for name, _ in pyogrio.list_layers(path)}


def rows_of(path: Path, layer: str | None = None) -> object:
    meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer)
    cells = [repr(column.tolist()) for column in columns]
    return str(meta["crs"]), list(meta["fields"]), wkb.tolist(), cells


def shapes_of(path: Path, layer: str | None = None) -> NDArray[Any]:
    return shapely.from_wkb(pyogrio.raw.read(path, layer=layer)[2])  # type: ignore[no-any-return]


def test_the_committed_files_are_what_the_generator_makes(made: list[InputFile]) -> None:
    folder = made[0].path.parent
    names = sorted(path.name for path in folder.iterdir())

    assert names == sorted(path.name for path in VILLAGE.iterdir())
    for name in names:
        assert content(folder / name) == content(VILLAGE / name), name


def test_every_file_says_that_it_is_invented() -> None:
    for path in VILLAGE.iterdir():
        data = path.read_bytes()
        if path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as packed:
                data = b"".join(packed.read(name) for name in packed.namelist())
        assert b"invented" in data, path.name


def test_the_region_lies_in_open_sea_inside_one_utm_zone() -> None:
    """More than 900 km from the nearest coasts; its bounds hold every district."""
    west, south, east, north = REGION_OF_OPERATION
    middle = ((west + east) / 2, (south + north) / 2)
    w, s, e, n = shapely.total_bounds(shapes_of(VILLAGE / "districts.geojson"))

    assert all(Geod(ellps="WGS84").inv(*middle, *land)[2] > 900_000 for land in FAR_LANDS.values())
    assert -30 < west < w < e < east < -24
    assert south < s < n < north


def test_the_files_come_in_six_formats_three_coordinate_systems_and_two_scripts() -> None:
    suffixes = {path.suffix for path in VILLAGE.iterdir()}
    systems = {
        str(pyogrio.read_info(VILLAGE / name)["crs"])
        for name in ("hazards_centre.gpkg", "homes.geojson", "districts.geojson")
    }
    settlements = (VILLAGE / "settlements.csv").read_text(encoding="cp1251")

    assert {".csv", ".geojson", ".gpkg", ".kml", ".xlsx", ".zip"} <= suffixes
    assert systems == {"EPSG:32626", "EPSG:3857", "EPSG:4326"}
    assert "Dobrel;Добрель" in settlements
    assert ">Підстанція Добрель<" in (VILLAGE / "utilities.kml").read_text(encoding="utf-8")


def test_every_file_is_imported_as_a_record_type_of_the_dictionary(made: list[InputFile]) -> None:
    assert {file.record_type for file in made} == RECORD_TYPES.keys() - {"claims"}


def test_every_kind_of_dirt_is_planted_and_the_rows_are_counted() -> None:
    planted: Counter[str] = Counter()
    for file in expected()["files"]:
        for kind, rows in file["dirt"].items():
            planted[kind] += len(rows)
            assert all(1 <= row <= file["rows"] for row in rows)

    assert planted.keys() == set(VERDICTS)
    assert all(planted[kind] <= 6 for kind in VERDICTS)


def test_the_dirt_is_where_it_is_said_to_be() -> None:
    dirt = {file["file"]: file["dirt"] for file in expected()["files"] if file["dirt"]}
    shapes = shapes_of(VILLAGE / "hazards_centre.gpkg")
    numbered = dict(enumerate(shapes, start=1))
    centre = dirt["hazards_centre.gpkg"]
    (twin,), (crossed,) = centre["duplicate-shape"], centre["bow-tie"]
    there = {number: shape for number, shape in numbered.items() if shape is not None}

    assert [n for n in numbered if n not in there] == centre["null-geometry"]
    assert [n for n, shape in there.items() if not shape.is_valid] == [crossed]
    assert [n for n, s in there.items() if s.geom_type == "LineString"] == centre[
        "line-among-polygons"
    ]
    assert sum(shape.equals(there[twin]) for shape in there.values()) == 2
    (overlapping,) = centre["overlap"]
    assert any(there[overlapping].overlaps(s) for n, s in there.items() if n != crossed)

    slivers = dirt["hazards_north_field.zip"]["sliver"]
    areas = shapely.area(shapes_of(VILLAGE / "hazards_north_field.zip"))
    assert [n for n, area in enumerate(areas, start=1) if area < 2] == slivers


def test_one_spot_item_has_its_axes_swapped_and_one_lies_far_outside() -> None:
    lines = (VILLAGE / "spot_items.csv").read_text(encoding="utf-8").splitlines()
    heading = lines[0].split(";")
    rows = [dict(zip(heading, line.split(";"), strict=True)) for line in lines[1:]]
    dirt = next(f["dirt"] for f in expected()["files"] if f["file"] == "spot_items.csv")
    west, south, east, north = REGION_OF_OPERATION

    def inside(lon: str, lat: str) -> bool:
        return west < float(lon) < east and south < float(lat) < north

    outside = [n for n, row in enumerate(rows, start=1) if not inside(row["lon"], row["lat"])]
    swapped = [n for n in outside if inside(rows[n - 1]["lat"], rows[n - 1]["lon"])]
    assert swapped == dirt["swapped-axes"]
    assert sorted(outside) == sorted(swapped + dirt["far-outside"])
    assert any(int(row["report date"][:2]) > 12 for row in rows if "/" in row["report date"])


def test_another_seed_makes_another_region(made: list[InputFile], tmp_path: Path) -> None:
    other = generate("village", 2, tmp_path)

    assert [file.path.name for file in other] == [file.path.name for file in made]
    assert (tmp_path / "works.csv").read_bytes() != (VILLAGE / "works.csv").read_bytes()
