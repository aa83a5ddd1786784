"""Writes tables as files.

Text formats are written here and not by a library, so that every version of every library
gives the same bytes.
"""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import openpyxl
import pyogrio
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.geography import DEGREES, REGION_NAME
from ploughshare.usecases.example_region.model import AS_OF

Cell = str | int | float | date | None
Row = dict[str, Cell]

INVENTED: Row = {"origin": "invented"}
"""Every row of a table without a title of its own says so."""

STAMP = (AS_OF.year, AS_OF.month, AS_OF.day, 0, 0, 0)


@dataclass(slots=True)
class Sheet:
    """
    One layer, before it is written.

    Parameters
    ----------
    name
        Layer or sheet name.
    rows
        Cells by heading; all rows have the same headings.
    shapes
        One per row in the file's coordinate system; empty for a table without geometry.
    """

    name: str
    rows: list[Row]
    shapes: list[BaseGeometry | None]


def write_csv(path: Path, sheet: Sheet, *, delimiter: str = ",", encoding: str = "utf-8") -> None:
    """A CSV file; shapes as well-known text in a column ``wkt``."""
    text = io.StringIO(newline="")
    headings = [*sheet.rows[0], *(["wkt"] if sheet.shapes else [])]
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(headings)
    for number, row in enumerate(sheet.rows):
        cells = [_text(cell) for cell in row.values()]
        if sheet.shapes:
            shape = sheet.shapes[number]
            cells.append("" if shape is None else _wkt(shape))
        writer.writerow(cells)
    path.write_bytes(text.getvalue().encode(encoding))


def write_geojson(path: Path, sheet: Sheet, crs: int) -> None:
    """GeoJSON, one feature a line; with a ``crs`` member (as before RFC 7946) unless in degrees."""
    head: dict[str, object] = {"type": "FeatureCollection", "name": f"{REGION_NAME}: {sheet.name}"}
    if crs != DEGREES:
        name = f"urn:ogc:def:crs:EPSG::{crs}"
        head["crs"] = {"type": "name", "properties": {"name": name}}
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {name: _plain(cell) for name, cell in row.items()},
                "geometry": None if shape is None else shapely.geometry.mapping(shape),
            },
            ensure_ascii=False,
        )
        for row, shape in zip(sheet.rows, sheet.shapes, strict=True)
    ]
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    body = ",\n".join(features)
    path.write_bytes(f'{opening}, "features": [\n{body}\n]}}\n'.encode())


def write_kml(path: Path, sheet: Sheet) -> None:
    """KML: ``id`` and ``name`` where the format has them, other cells as extended data."""
    marks = []
    for row, shape in zip(sheet.rows, sheet.shapes, strict=True):
        data = "".join(
            f'<Data name="{escape(name)}"><value>{escape(_text(cell))}</value></Data>'
            for name, cell in row.items()
            if name not in ("id", "name") and cell is not None
        )
        marks.append(
            f'<Placemark id="{escape(_text(row["id"]))}"><name>{escape(_text(row["name"]))}</name>'
            f"<ExtendedData>{data}</ExtendedData>{'' if shape is None else _kml(shape)}</Placemark>"
        )
    body = "\n".join(marks)
    path.write_bytes(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
            f"<name>{escape(REGION_NAME)}: {escape(sheet.name)}</name>\n"
            f"<Folder><name>{escape(sheet.name)}</name>\n{body}\n</Folder></Document></kml>\n"
        ).encode()
    )


def write_geopackage(path: Path, sheets: Sequence[Sheet], crs: int) -> None:
    """A GeoPackage with one layer a sheet, of any geometry, that says it is invented."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{AS_OF.isoformat()}T00:00:00.000Z"})
    try:
        path.unlink(missing_ok=True)
        for sheet in sheets:
            _write(path, sheet, crs, "GPKG", DESCRIPTION=REGION_NAME)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_shapefile(path: Path, sheet: Sheet, crs: int, encoding: str = "UTF-8") -> None:
    """A zipped shapefile; headings are cut at ten characters, as the format does."""
    cut = [{name[:10]: cell for name, cell in row.items()} for row in sheet.rows]
    sheet = Sheet(sheet.name, cut, sheet.shapes)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{path.stem}.shp"
        _write(
            target,
            sheet,
            crs,
            "ESRI Shapefile",
            encoding=encoding,
            DBF_DATE_LAST_UPDATE=AS_OF.isoformat(),
        )
        parts = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
    parts["README.txt"] = f"{REGION_NAME}: {sheet.name}. No place in this file exists.\n".encode()
    _zip(path, parts)


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """An Excel workbook; its first sheet says that it is invented."""
    book = openpyxl.Workbook()
    about = book.active
    assert about is not None
    about.title = "About"
    about.append([f"{REGION_NAME}. No place, person or organisation in this workbook exists."])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.append(list(sheet.rows[0]))
        for row in sheet.rows:
            page.append(list(row.values()))
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    # The library stamps the current time; a fixed one makes the same bytes on every run.
    stamp = f"{AS_OF.isoformat()}T00:00:00Z".encode()
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, core)
    _zip(path, parts)


def _write(
    path: Path, sheet: Sheet, crs: int, driver: str, encoding: str | None = None, **options: str
) -> None:
    columns = [_column([row[name] for row in sheet.rows]) for name in sheet.rows[0]]
    kinds = {shape.geom_type for shape in sheet.shapes if shape is not None}
    wkb = shapely.to_wkb(np.array(sheet.shapes, dtype=object))
    pyogrio.raw.write(
        path,
        wkb,
        field_data=[values for values, _ in columns],
        field_mask=[mask for _, mask in columns],
        fields=list(sheet.rows[0]),
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
        crs=f"EPSG:{crs}",
        driver=driver,
        layer=sheet.name,
        encoding=encoding,
        layer_options=options,
    )


def _column(cells: list[Cell]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """A column as an array, with a mask of what is empty."""
    empty = np.array([cell is None for cell in cells])
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    if len(numbers) == len(cells) - int(empty.sum()) and numbers:
        whole = all(isinstance(number, int) for number in numbers)
        filled = [0 if cell is None else cell for cell in cells]
        values: NDArray[Any] = np.array(filled, dtype=np.int64 if whole else np.float64)
        return values, empty if empty.any() else None
    return np.array([None if cell is None else _text(cell) for cell in cells], dtype=object), None


def _zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            packed.writestr(info, data)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.7f}".rstrip("0").rstrip(".")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _wkt(shape: BaseGeometry) -> str:
    return str(shapely.to_wkt(shape, rounding_precision=7, trim=True))


def _kml(shape: BaseGeometry) -> str:
    def positions(coordinates: Any) -> str:
        listed = " ".join(f"{_text(x)},{_text(y)}" for x, y in coordinates)
        return f"<coordinates>{listed}</coordinates>"

    if isinstance(shape, Polygon):
        ring = positions(shape.exterior.coords)
        return (
            f"<Polygon><outerBoundaryIs><LinearRing>{ring}</LinearRing></outerBoundaryIs></Polygon>"
        )
    return f"<{shape.geom_type}>{positions(shape.coords)}</{shape.geom_type}>"
