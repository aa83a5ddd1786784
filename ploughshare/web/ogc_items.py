"""Features of a collection: which are asked for, page by page, as GeoJSON and as CSV."""

import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.errors import CallError
from ploughshare.fields import Value
from ploughshare.usecases.seen import Seen
from ploughshare.usecases.visible import View
from ploughshare.web.ogc_requests import Asked

TIMES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        (
            *("accreditations", "grants", "teams", "availability", "standdowns"),
            *("progress", "agreements", "decisions", "priorities"),
        ),
        ("from_on", "to_on"),
    ),
    "contributions": ("arrives_on", "leaves_on"),
    "damage": ("assessed_on", ""),
    "hazards": ("identified_on", ""),
    "rates": ("as_of", ""),
    "costs": ("as_of", ""),
    "figures": ("as_of", ""),
    "sources": ("published", ""),
    "steps": ("taken_on", ""),
    "tasks": ("issued_on", "expires_on"),
}
"""By record type, the field that says since when it is true in the field, and until when."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a text becomes a formula in a spreadsheet."""

BLOCK = 1_000
"""Rows of CSV written at a time."""


@dataclass(frozen=True, slots=True)
class Page:
    """
    The rows of one page.

    Parameters
    ----------
    matched
        Rows of all pages.
    next_after, previous_before
        The id after which the next page begins, and before which the one before ends; ``None``
        where there is none.
    """

    rows: NDArray[np.intp]
    matched: int
    next_after: str | None
    previous_before: str | None


def times(view: View) -> tuple[str, str]:
    """The fields of a type that say since when and until when; empty where they are not seen."""
    first, last = TIMES.get(view.record_type.name, ("", ""))
    return (first if first in view.fields else "", last if last in view.fields else "")


def spans(seen: Seen, *, history: bool) -> tuple[list[date | None], list[date | None]]:
    """
    Since when each row is true in the field, and until when; ``None`` for unknown, or always.

    Parameters
    ----------
    history
        Whether the person may see history, and with it the day a version is true from.
    """
    first, last = times(seen.view)
    nothing: list[date | None] = [None] * len(seen)
    begins = _days(seen.column(first)) if first else nothing
    if history:
        begins = [a or b for a, b in zip(begins, seen.valid_from, strict=True)]
    return begins, _days(seen.column(last)) if last else nothing


def _days(column: Sequence[Value]) -> list[date | None]:
    return [value if isinstance(value, date) else None for value in column]


def selected(seen: Seen, asked: Asked, *, history: bool) -> NDArray[np.intp]:
    """The rows that are asked for, on whatever page, in the order of their ids."""
    rows = np.arange(len(seen))
    if asked.box is not None:
        rows = seen.places(asked.box_code).touching(asked.box)
    for name, fits in asked.filters.items():
        column = seen.column(name)
        rows = rows[[fits(column[row]) for row in rows]] if len(rows) else rows
    if asked.days is not None and len(rows):
        first, last = asked.days.first or date.min, asked.days.last or date.max
        begins, ends = spans(seen, history=history)
        rows = rows[
            [(begins[row] or date.min) <= last and (ends[row] or date.max) >= first for row in rows]
        ]
    return rows


def page_around(
    seen: Seen,
    rows: NDArray[np.intp],
    limit: int,
    *,
    after: str | None = None,
    before: str | None = None,
) -> Page:
    """One page of the rows that were selected, after or before an id; without either the first."""
    if before is not None:
        end = int(np.searchsorted(rows, bisect_left(seen.ids, before)))
        start = max(0, end - limit)
    else:
        start = 0
        if after is not None:
            start = int(np.searchsorted(rows, bisect_right(seen.ids, after)))
        end = min(len(rows), start + limit)
    there = rows[start:end]
    return Page(
        there,
        matched=len(rows),
        next_after=seen.ids[there[-1]] if len(there) and end < len(rows) else None,
        previous_before=seen.ids[there[0]] if len(there) and start else None,
    )


def require_placed(seen: Seen, rows: NDArray[np.intp], code: int) -> None:
    """Refuse a system in which the place of some row cannot be told, so far away is it."""
    if code:
        lost = shapely.is_missing(seen.places(code).shapes[rows])
        if (lost & ~shapely.is_missing(seen.places().shapes[rows])).any():
            raise CallError(
                f"Some of these places are too far away to be told in EPSG:{code}.",
                remedy="Leave crs out.",
            )


def _placed(seen: Seen, rows: NDArray[np.intp], code: int) -> NDArray[np.object_]:
    """Where rows are, in the system of an EPSG code; outer rings turn left, as GeoJSON asks."""
    turned: NDArray[np.object_] = shapely.orient_polygons(seen.places(code).shapes[rows])
    return turned


def features(seen: Seen, rows: NDArray[np.intp], code: int) -> list[dict[str, object]]:
    """Rows as GeoJSON features; unknown values are null."""
    shapes = shapely.to_geojson(_placed(seen, rows, code))
    return [
        {
            "type": "Feature",
            "id": seen.ids[row],
            "geometry": None if shape is None else msgspec.Raw(shape.encode()),
            "properties": seen.values(row),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]


def csv_blocks(seen: Seen, rows: NDArray[np.intp], code: int, *, note: str) -> Iterator[bytes]:
    """
    Rows as CSV in UTF-8, with a mark at its beginning by which spreadsheets know that.

    Texts that a spreadsheet would take for a formula stand behind an apostrophe.

    Parameters
    ----------
    note
        Of the region, in a column of its own; empty for none.
    """
    names = [*seen.view.fields]
    head = ["id", *names, *(["geometry"] if seen.view.outline != "none" else [])]
    yield "\ufeff".encode() + _csv([head + (["region_note"] if note else [])])
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        places = shapely.to_wkt(_placed(seen, block, code), rounding_precision=-1)
        lines = []
        for row, place in zip(block, places, strict=True):
            values = seen.values(row)
            line = [_cell(seen.ids[row]), *(_cell(values[name]) for name in names)]
            line += [place or ""] if seen.view.outline != "none" else []
            lines.append(line + ([note] if note else []))
        yield _csv(lines)


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        value = "; ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
