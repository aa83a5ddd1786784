"""Small files of every format, written by the tests that need them."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio.raw
import shapely

Rows = Sequence[Mapping[str, Any]]

SQUARE = "POLYGON ((35 51, 35.001 51, 35.001 51.001, 35 51.001, 35 51))"
BOW_TIE = "POLYGON ((35 51, 35.001 51.001, 35.001 51, 35 51.001, 35 51))"


def square(west: float = 35.0, south: float = 51.0, side: float = 0.001) -> shapely.Polygon:
    """A square in degrees, by its south-western corner."""
    return shapely.box(west, south, west + side, south + side)


def write_geojson(path: Path, rows: Rows, shapes: Sequence[shapely.Geometry | None]) -> Path:
    """A FeatureCollection."""
    features = [
        {
            "type": "Feature",
            "properties": dict(row),
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def write_geodata(
    path: Path,
    rows: Rows,
    shapes: Sequence[shapely.Geometry | None],
    *,
    crs: str | None = "EPSG:4326",
    kind: str = "Polygon",
    layer: str | None = None,
    encoding: str | None = None,
) -> Path:
    """A GeoPackage or shapefile, by the ending of the path; texts and numbers only."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    data = [_column([row.get(column) for row in rows]) for column in columns]
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    options: dict[str, Any] = {"encoding": encoding} if encoding else {}
    pyogrio.raw.write(
        path, wkb, data, columns, geometry_type=kind, crs=crs, layer=layer, append=path.exists(),
        **options,
    )  # fmt: skip
    return path


def _column(values: list[Any]) -> Any:
    if all(isinstance(value, int | float) for value in values):
        return np.array(values)
    return np.array([None if value is None else str(value) for value in values], dtype=object)


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file, byte for byte."""
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """An Excel workbook: rows of cells by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def write_kml(path: Path, placemarks: Sequence[tuple[str, str]]) -> Path:
    """A KML file: ``(name, coordinates of a polygon)`` each."""
    body = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='IMAGE_DATE'>"
        f"<value>14/09/2014</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing>"
        f"<coordinates>{coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark>"
        for name, coordinates in placemarks
    )
    path.write_text(
        "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'>"
        f"<Document><Folder><name>strikes</name>{body}</Folder></Document></kml>",
        encoding="utf-8",
    )
    return path


def zipped(path: Path, files: Sequence[Path], *, before: bytes = b"") -> Path:
    """A zip archive of some files, with stray bytes before it if wanted."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    if before:
        path.write_bytes(before + path.read_bytes())
    return path


def shapefile_parts(shp: Path) -> list[Path]:
    """All files of a shapefile."""
    return sorted(shp.parent.glob(f"{shp.stem}.*"))
