"""GeoPackage, shapefile and KML, read by GDAL through pyogrio.

GDAL is given a file only after its first bytes have been looked at: by itself it goes by
content, and would follow a file that names other files or addresses.
"""

import math
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ploughshare.errors import InputRefused, PloughError
from ploughshare.findings import Finding
from ploughshare.imports.encodings import decode, eight_bit_encoding
from ploughshare.imports.geojson import heights_dropped
from ploughshare.imports.nested import spread
from ploughshare.imports.protocol import (
    Cells,
    Layer,
    ReadOptions,
    Table,
    column_of,
    require_rows,
    unique_headings,
)
from ploughshare.imports.shapefile_set import ShapefileSet, shapefile_set

SQLITE = b"SQLite format 3\x00"
GEOPACKAGE_MARKS = (b"GPKG", b"GP10", b"GP11")
"""Application ids of GeoPackages, at byte 68 of the file."""

KML_COLUMNS = {
    *("id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude"),
    *("visibility", "drawOrder", "icon", "snippet"),
}
"""Columns GDAL makes for every KML file, whether it holds anything or not."""


class GeoPackage:
    """GeoPackage files."""

    name = "geopackage/1"
    title = "a GeoPackage"
    suffixes = (".gpkg",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.startswith(SQLITE) and head[68:72] in GEOPACKAGE_MARKS

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        _check_not_open(path)
        return _layers(path, path.name)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        _check_not_open(path)
        return _read(path, path.name, layer, self.name, options)


class Kml:
    """KML files; folders are layers."""

    name = "kml/1"
    title = "KML"
    suffixes = (".kml",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return b"<kml" in head and b"\x00" not in head

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        _check_kml(path, options)
        return _layers(path, path.name)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        _check_kml(path, options)
        table = _read(path, path.name, layer, self.name, options)
        kept = [
            position
            for position, (name, cells) in enumerate(zip(table.columns, table.cells, strict=True))
            if name not in KML_COLUMNS or (name == "id" and any(each is not None for each in cells))
        ]
        return _with_columns(table, kept)


class Shapefile:
    """Shapefiles: several files of one name."""

    name = "shapefile/1"
    title = "a shapefile"
    suffixes = (".shp",)

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"\x00\x00\x27\x0a") and path.suffix.lower() in (".shp", ".shx")

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        found = shapefile_set(path)
        _check_crs(found)
        return _layers(found.shp, found.name)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        found = shapefile_set(path)
        if not found.has_table:
            table = _read(found.shp, found.name, layer, self.name, options)
            findings = (*table.findings, _no_table(found, layer))
            return replace(_with_columns(table, []), findings=findings)
        if options.encoding or found.encoding_stated:
            return _read(
                found.shp, found.name, layer, self.name, options, encoding=options.encoding
            )
        table = _read(found.shp, found.name, layer, self.name, options, encoding="ISO-8859-1")
        return _decoded(table, found)


def _check_not_open(path: Path) -> None:
    """Refuse a GeoPackage that another program is writing: part of it lies in another file."""
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size:
        raise InputRefused(
            f"{path.name} is open in another program ({journal.name} holds unsaved changes).",
            remedy="Close it there, and import it again.",
        )


def _check_crs(found: ShapefileSet) -> None:
    """Refuse a .prj that holds no text: GDAL stumbles over it without saying so."""
    if not found.crs_stated:
        return
    text = found.parts[".prj"].read_bytes()
    if not text.isascii() or not re.match(rb"\s*(GEOG|PROJ|COMPD|GEOD|BOUND|LOCAL_|ENG)", text):
        raise InputRefused(
            f"{found.parts['.prj'].name} is damaged: it names no coordinate system.",
            remedy="Fetch it again; or delete it and state the coordinate system with --crs.",
        )


def _check_kml(path: Path, options: ReadOptions) -> None:
    """Refuse declarations that make an XML reader fetch other files or expand without end."""
    options.limits.check_text(path.stat().st_size, path.name, "a GeoPackage")
    data = path.read_bytes()
    for forbidden in (b"<!DOCTYPE", b"<!ENTITY"):
        if forbidden in data.upper():
            raise InputRefused(
                f"{path.name} declares its own entities ({forbidden.decode()}), which no map "
                "file needs and which can be used to read other files.",
                remedy="Do not use it before its sender has explained it.",
            )


def _load_pyogrio() -> Any:
    """
    The library that holds GDAL, loaded when the first file needs it.

    It imports pandas wherever that happens to be installed, which takes a second and is
    never used here; so it is told that there is none.
    """
    hidden = "pyogrio" not in sys.modules and "pandas" not in sys.modules
    if hidden:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        import pyogrio.errors
        import pyogrio.raw
    finally:
        if hidden:
            del sys.modules["pandas"]
    return pyogrio


@contextmanager
def _gdal(file: str) -> Iterator[Any]:
    """GDAL, with whatever it raises turned into a refusal in words."""
    pyogrio = _load_pyogrio()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield pyogrio
    except (PloughError, MemoryError):
        raise
    except Exception as wrong:
        # Damaged files were seen to raise errors of a dozen classes, a few of them accidents.
        ours = isinstance(wrong, pyogrio.errors.DataSourceError | pyogrio.errors.DataLayerError)
        what = _without_paths(str(wrong), file) if ours else "it is damaged"
        raise InputRefused(
            f"{file} cannot be read: {what}.",
            remedy="Open it in QGIS. If it opens there, save it as a GeoPackage and import that; "
            "if not, fetch it again.",
        ) from wrong


def _without_paths(text: str, file: str) -> str:
    words = [file if "/" in word or "\\" in word else word for word in text.split()]
    return " ".join(words)[:200].rstrip(".")


def _layers(path: Path, file: str) -> tuple[Layer, ...]:
    with _gdal(file) as gdal:
        found: list[Layer] = []
        for name, geometry in gdal.list_layers(path):
            info = gdal.read_info(path, layer=name, force_feature_count=True)
            columns = tuple(str(field) for field in info["fields"])
            found.append(Layer(str(name), int(info["features"]), _kind(geometry), columns))
    if not found:
        raise InputRefused(f"{file} is empty: it has no layers.", remedy="Export it again.")
    return tuple(found)


def _kind(geometry: Any) -> str:
    """Point, line, polygon or mixed, from the name GDAL gives."""
    if geometry is None or geometry == "None":
        return ""
    name = str(geometry).lower()
    for word, kind in (("point", "point"), ("line", "line"), ("curve", "line")):
        if word in name:
            return kind
    return "polygon" if "polygon" in name or "surface" in name else "mixed"


def _read(
    path: Path,
    file: str,
    layer: str,
    importer: str,
    options: ReadOptions,
    *,
    encoding: str = "",
) -> Table:
    limits = options.limits
    with _gdal(file) as gdal:
        info = gdal.read_info(path, layer=layer, force_feature_count=True)
        limits.check_rows(int(info["features"]), file)
        limits.check_columns(len(info["fields"]), file)
        meta, _, wkb, data = gdal.raw.read(path, layer=layer, encoding=encoding or None)
        crs = str(meta["crs"]) if meta.get("crs") else ""
    n_rows = len(wkb) if wkb is not None else len(data[0]) if len(data) else 0
    require_rows(n_rows, layer, file)
    shapes, unreadable = (None, {}) if wkb is None else _shapes(wkb, options, file)
    findings: tuple[Finding, ...] = ()
    if shapes is not None and (heights := int(shapely.has_z(shapes).sum())):
        findings = (heights_dropped(heights, file, layer),)
        shapes = column_of(list(shapely.force_2d(shapes)))
    headings, _ = unique_headings([str(field) for field in meta["fields"]])
    columns = [(name, _cells(each)) for name, each in zip(headings, data, strict=True)]
    names, cells = spread(columns, limits.columns)
    return Table(
        file=file,
        layer=layer,
        columns=names,
        cells=cells,
        row_numbers=np.arange(1, n_rows + 1),
        shapes=shapes,
        crs=crs,
        unreadable=unreadable,
        findings=findings,
        importer=importer,
    )


def _shapes(wkb: Cells, options: ReadOptions, file: str) -> tuple[Cells, dict[int, str]]:
    there = np.array([each is not None for each in wkb])
    size = sum(len(each) for each in wkb if each is not None)
    options.limits.check_turning_points(size // 16, file)
    shapes = column_of(list(shapely.from_wkb(wkb, on_invalid="ignore")))
    lost = np.flatnonzero(there & shapely.is_missing(shapes))
    reason = "its outline cannot be read (a ring with fewer than three turning points, or damaged)"
    return shapes, {int(position): reason for position in lost}


def _cells(values: Any) -> Cells:
    """A column as GDAL gives it, with ``None`` for what is not there."""
    if values.dtype.kind == "M":
        moments = values.astype("datetime64[us]").astype(object)
        return column_of([_plain_moment(each) for each in moments])
    if values.dtype.kind == "f":
        return column_of(
            [
                None if math.isnan(each) else int(each) if each.is_integer() else each
                for each in values.tolist()
            ]
        )
    if values.dtype.kind == "O":
        return column_of([None if isinstance(each, bytes) else each for each in values])
    return column_of(values.tolist())


def _plain_moment(moment: datetime | date | None) -> datetime | date | None:
    """A moment; a date where it is midnight."""
    if isinstance(moment, datetime) and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date()
    return moment


def _with_columns(table: Table, kept: list[int]) -> Table:
    return replace(
        table,
        columns=tuple(table.columns[position] for position in kept),
        cells=tuple(table.cells[position] for position in kept),
    )


def _no_table(found: ShapefileSet, layer: str) -> Finding:
    return Finding(
        "table-missing",
        "doubt",
        f"{found.shp.stem}.dbf is missing: only outlines were read. Every name, type, status and "
        "date of this shapefile is gone.",
        "Ask for the .dbf and import again with all files in one folder.",
        file=found.name,
        layer=layer,
    )


def _decoded(table: Table, found: ShapefileSet) -> Table:
    """A table whose encoding nobody stated, with its texts decoded by what they look like."""
    foreign = {
        text
        for cells in (*table.cells, column_of(list(table.columns)))
        for text in cells
        if isinstance(text, str) and not text.isascii()
    }
    if not foreign:
        return table
    sample = "\n".join(sorted(foreign)).encode("latin-1", errors="replace")
    encoding = decode(sample, found.name).encoding
    if encoding not in ("utf-8", "utf-8-sig"):
        encoding = eight_bit_encoding(sample)

    def again(text: object) -> object:
        if not isinstance(text, str) or text.isascii():
            return text
        return text.encode("latin-1", errors="replace").decode(encoding, errors="replace")

    guess = Finding(
        "encoding-guessed",
        "doubt",
        f"No .cpg says in which encoding {found.shp.stem}.dbf is; it was read as {encoding}: "
        f"{str(again(min(foreign, key=len)))[:60]!r}.",
        "Look at the names. If they are wrong, state --encoding.",
        file=found.name,
        layer=table.layer,
    )
    return replace(
        table,
        columns=tuple(str(again(name)) for name in table.columns),
        cells=tuple(column_of([again(each) for each in cells]) for cells in table.cells),
        findings=(*table.findings, guess),
    )
