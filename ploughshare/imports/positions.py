"""Positions from columns: latitude and longitude, or shapes as text."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.imports.mapping import LATITUDE, LONGITUDE, SHAPE
from ploughshare.imports.protocol import Cells, column_of
from ploughshare.imports.words import is_null

LATITUDES = {"lat", "latitude", "latitud", "y", "point y", "y coord", "ycoord", "northing"} | {
    "широта",
    "lat wgs84",
    "y wgs84",
    "lat dd",
    "gps latitude",
}
LONGITUDES = {"lon", "lng", "long", "longitude", "longitud", "x", "point x", "x coord"} | {
    "довгота",
    "долгота",
    "xcoord",
    "easting",
    "lon wgs84",
    "long wgs84",
    "x wgs84",
    "lon dd",
    "long dd",
    "gps longitude",
}
SHAPES = {"wkt", "geom", "geometry", "the geom", "wkb geometry", "shape", "outline", "wkb"}

WKT = re.compile(
    r"^\s*(SRID=(\d+);)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*"
    r"(\(|EMPTY)",
    re.IGNORECASE,
)
WKB_HEX = re.compile(r"^0[01][0-9A-Fa-f]{16,}$")
DEGREES = re.compile(
    r"^([NSEWПСЗВ]?)\s*([+\-]?\d{1,3})\s*[°º]\s*(\d{1,2})\s*['′’]\s*([\d.,]+)?\s*(?:[\"″”]|'')?\s*"
    r"([NSEWnsew]?)$"
)


def best_position_columns(
    columns: Mapping[str, tuple[str, Cells]],
) -> list[tuple[str, str, float, str]]:
    """
    The columns that hold positions: ``(what, column, confidence, because)`` each.

    Parameters
    ----------
    columns
        By name, the plain heading and the cells.

    Returns
    -------
    One entry for WKT, two for latitude and longitude, or none.
    """
    for name, (heading, cells) in columns.items():
        filled = [cell for cell in cells if not is_null(cell)][:200]
        shapes = sum(isinstance(cell, str) and _is_shape(cell) for cell in filled)
        if filled and shapes >= 0.8 * len(filled):
            return [(SHAPE, name, 1.0 if heading in SHAPES else 0.95, "its cells are WKT")]
    latitude = _coordinate(columns, LATITUDES)
    longitude = _coordinate(columns, LONGITUDES)
    if latitude is None or longitude is None:
        return []
    return [(LATITUDE, *latitude), (LONGITUDE, *longitude)]


def _coordinate(
    columns: Mapping[str, tuple[str, Cells]], spellings: set[str]
) -> tuple[str, float, str] | None:
    best: tuple[str, float, str] | None = None
    for name, (heading, cells) in columns.items():
        exact = heading in spellings
        partly = bool(set(heading.split()) & (spellings - {"long"})) and len(heading.split()) <= 3
        if not exact and not partly:
            continue
        filled = [cell for cell in cells if not is_null(cell)][:200]
        read = sum(coordinate(cell) is not None for cell in filled) / max(1, len(filled))
        if read < 0.5:
            continue
        confidence, because = (0.95 if exact else 0.85), "a known spelling"
        if read < 0.8:
            confidence, because = 0.7, f"{because}, but only {read:.0%} of its cells fit"
        if best is None or confidence > best[1]:
            best = (name, confidence, because)
    return best


def _is_shape(text: str) -> bool:
    return bool(WKT.match(text) or WKB_HEX.match(text))


def coordinate(cell: object) -> float | None:
    """
    One coordinate, in degrees or metres; ``None`` for a cell that is none.

    Degrees with minutes and seconds are read too; south and west are negative.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if np.isfinite(cell) else None
    text = str(cell).strip()
    if match := DEGREES.match(text):
        return _degrees(match)
    text = re.sub(r"\s*°$", "", text)
    compact = re.sub(r"[\s\u00a0]", "", text)
    if re.fullmatch(r"[+\-]?\d+,\d+", compact):
        compact = compact.replace(",", ".")
    try:
        value = float(compact)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _degrees(match: re.Match[str]) -> float | None:
    before, degrees, minutes, seconds, after = match.groups()
    side = (before or after).upper()
    rest = float(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    if float(minutes) >= 60:
        return None
    value = abs(int(degrees)) + rest
    return -value if side in ("S", "W") or degrees.startswith("-") else value


def points(latitude: Cells, longitude: Cells) -> tuple[Cells, dict[int, str]]:
    """Points from two columns, and by position why a cell could not be read."""
    n = len(latitude)
    coordinates = np.full((n, 2), np.nan)
    unreadable: dict[int, str] = {}
    absent = np.zeros(n, dtype=bool)
    for row, (y, x) in enumerate(zip(latitude, longitude, strict=True)):
        if is_null(y) and is_null(x):
            absent[row] = True
            continue
        read = coordinate(x), coordinate(y)
        if read[0] is None or read[1] is None:
            unreadable[row] = f"its position cannot be read (latitude {y!r}, longitude {x!r})"
            absent[row] = True
            continue
        coordinates[row] = read[0], read[1]
    return _made(coordinates, absent), unreadable


def _made(coordinates: NDArray[np.float64], absent: NDArray[np.bool_]) -> Cells:
    shapes = np.asarray(shapely.points(coordinates), dtype=object)
    shapes[absent] = None
    return shapes


def shapes_from_text(cells: Cells) -> tuple[Cells, dict[int, str], set[int]]:
    """
    Shapes from WKT or hexadecimal WKB.

    Returns
    -------
    The shapes; by position why a cell could not be read; the EPSG numbers named in the cells.
    """
    texts = [None if is_null(cell) else str(cell).strip() for cell in cells]
    codes: set[int] = set()
    unreadable: dict[int, str] = {}
    plain: list[str | None] = []
    for text in texts:
        match = WKT.match(text) if text else None
        if match and match.group(2):
            codes.add(int(match.group(2)))
            text = text.partition(";")[2] if text else text
        plain.append(text)
    shapes = column_of([None] * len(cells))
    hexadecimal = [row for row, text in enumerate(plain) if text and WKB_HEX.match(text)]
    shapes[hexadecimal] = list(
        shapely.from_wkb([plain[row] for row in hexadecimal], on_invalid="ignore")
    )
    written = [row for row, text in enumerate(plain) if text and not WKB_HEX.match(text)]
    shapes[written] = list(shapely.from_wkt([plain[row] for row in written], on_invalid="ignore"))
    for row in _lost(plain, shapes):
        unreadable[row] = f"its shape cannot be read ({str(plain[row])[:60]!r})"
    codes |= {int(code) for code in np.unique(shapely.get_srid(shapes)) if code > 0}
    return column_of(list(shapely.force_2d(shapes))), unreadable, codes


def _lost(plain: list[str | None], shapes: Cells) -> Iterator[int]:
    for row, text in enumerate(plain):
        if text and shapes[row] is None:
            yield row
