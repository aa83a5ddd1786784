"""Checks of single shapes: missing, empty, of the wrong kind, invalid, without area."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.fields import RecordType
from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Cells
from ploughshare.imports.repair import repaired_hazard, repaired_other, why_invalid
from ploughshare.places.extents import areas_m2, as_shapes, lengths_m
from ploughshare.units import area_text

DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}
KINDS = {0: "a point", 1: "a line", 2: "an outline"}
COLLECTION = 7

NO_AREA_M2 = 0.01
NO_LENGTH_M = 0.01
SLIVER_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes after the checks, with their areas in m2 (0 where there is none)."""

    shapes: Cells
    areas_m2: np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def check_outlines(
    shapes: Cells, source: Cells, record_type: RecordType, docket: Docket, *, never_smaller: bool
) -> Outlines:
    """
    Repair what may be repaired, block what may not, and tell both.

    Parameters
    ----------
    shapes
        In WGS 84; ``None`` where there is none.
    source
        As they came, by which turning points are numbered.
    never_smaller
        Whether they are hazardous areas, which lose no ground by a repair.
    """
    result = shapes.copy()
    _drop_empty(result, record_type, docket)
    _block_endless(result, docket)
    _split_collections(result, record_type, docket, never_smaller=never_smaller)
    _check_kinds(result, record_type, docket)
    _drop_repeated_points(result, docket)
    flat = _repair_invalid(result, source, docket, never_smaller=never_smaller)
    areas = areas_m2(result)
    areas[flat] = 0.0
    _check_size(result, areas, record_type, docket, never_smaller=never_smaller)
    parts = int(np.isin(shapely.get_type_id(result), (4, 5, 6)).sum())
    if parts:
        docket.tell("several-parts", "note", f"{parts:,} shapes have several parts; all are kept.")
    return Outlines(result, areas)


def _rows(mask: Any, docket: Docket) -> list[int]:
    return docket.open(int(at) for at in np.flatnonzero(mask))


def _drop_empty(shapes: Cells, record_type: RecordType, docket: Docket) -> None:
    missing = _rows(shapely.is_missing(shapes), docket)
    empty = _rows(shapely.is_empty(shapes), docket)
    shapes[shapely.is_empty(shapes)] = None
    if record_type.geometry_required:
        for rows, what in ((missing, "has no shape"), (empty, "has an empty shape")):
            rule = "shape-missing" if what == "has no shape" else "shape-empty"
            for at in rows:
                docket.block(
                    at,
                    rule,
                    f"It {what}, and a {record_type.title} must be somewhere.",
                    "Find out where it is. It is not lost: it stays on the list of rows set aside.",
                )
        return
    remedy = "Nothing, if its place is not known."
    if len(missing) < len(shapes):
        docket.tell_rows("shape-missing", "doubt", missing, "has no shape", remedy)
    docket.tell_rows("shape-empty", "doubt", empty, "has an empty shape", remedy)


def _block_endless(shapes: Cells, docket: Docket) -> None:
    bounds = shapely.bounds(shapes)
    endless = ~shapely.is_missing(shapes) & ~np.isfinite(bounds).all(axis=1)
    coordinates, row = shapely.get_coordinates(shapes, return_index=True)
    endless[np.unique(row[~np.isfinite(coordinates).all(axis=1)])] = True
    for at in _rows(endless, docket):
        docket.block(
            at,
            "coordinates-not-finite",
            "One of its coordinates is not a number.",
            "Look up the position in the source, and correct it there.",
        )


def _split_collections(
    shapes: Cells, record_type: RecordType, docket: Docket, *, never_smaller: bool
) -> None:
    """Collections become shapes of one kind, where that leaves nothing out."""
    for at in _rows(shapely.get_type_id(shapes) == COLLECTION, docket):
        parts = shapely.get_parts(shapely.get_parts(shapes[at]))
        allowed = [DIMENSIONS[kind] for kind in record_type.geometry]
        highest = max(shapely.get_dimensions(parts))
        kept = parts[shapely.get_dimensions(parts) == highest]
        if highest not in allowed or (len(kept) < len(parts) and never_smaller):
            docket.block(
                at,
                "shapes-mixed",
                "It is a collection of points, lines and outlines in one row.",
                "Split it into one row for each, in the source.",
            )
            continue
        several = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[highest]
        shapes[at] = kept[0] if len(kept) == 1 else several(kept)
        if len(kept) < len(parts):
            message = f"{len(parts) - len(kept)} points or lines beside its outline were left out."
            docket.repair(at, "collection-reduced", message)


def _check_kinds(shapes: Cells, record_type: RecordType, docket: Docket) -> None:
    dimensions = shapely.get_dimensions(shapes)
    allowed = {DIMENSIONS[kind] for kind in record_type.geometry}
    there = dimensions >= 0
    for at in _rows(there & ~np.isin(dimensions, list(allowed)), docket):
        wanted = " or ".join(KINDS[each] for each in sorted(allowed))
        docket.block(
            at,
            "shape-of-wrong-kind",
            f"It is {KINDS[int(dimensions[at])]}; a {record_type.title} is {wanted}.",
            "Import it as another record type, or redraw it.",
        )
    kinds = [KINDS[int(each)] for each in np.unique(dimensions[there])]
    if len(kinds) > 1:
        docket.tell("kinds-mixed", "note", f"The layer holds {' and '.join(kinds)}.")


def _drop_repeated_points(shapes: Cells, docket: Docket) -> None:
    thinned = np.asarray(shapely.remove_repeated_points(shapes), dtype=object)
    before, after = (shapely.get_num_coordinates(each) for each in (shapes, thinned))
    rows = _rows(after < before, docket)
    if not rows:
        return
    areas = areas_m2(shapes[rows])
    for number, at in enumerate(rows):
        shapes[at] = thinned[at]
        count, area = int(before[at] - after[at]), float(areas[number])
        message = f"{count} turning points stood twice in a row; one of each is kept."
        docket.repair(at, "repeated-points", message, "note", areas=(area, area))


def _repair_invalid(
    shapes: Cells, source: Cells, docket: Docket, *, never_smaller: bool
) -> list[int]:
    """Repair outlines that are not valid; returns the rows of those without any area."""
    outlines = shapely.get_dimensions(shapes) == 2
    rows = _rows(outlines & ~shapely.is_valid(shapes), docket)
    if not rows:
        return []
    flat: list[int] = []
    mend = repaired_hazard if never_smaller else repaired_other
    mended = [mend(shapes[at]) for at in rows]
    before = areas_m2(shapes[rows])
    after = areas_m2(as_shapes([shape for shape, _ in mended]))
    for number, (at, (shape, rule)) in enumerate(zip(rows, mended, strict=True)):
        why = why_invalid(source[at] if not shapely.is_valid(source[at]) else shapes[at])
        if shapely.is_empty(shape):
            flat.append(at)
            continue
        shapes[at] = shape
        docket.repair(
            at,
            rule,
            f"It {why}. It was {WORDS[rule]}: {area_text(float(before[number]))} before, "
            f"{area_text(float(after[number]))} after.",
            areas=(float(before[number]), float(after[number])),
            remedy="Re-survey or redraw these points.",
        )
    return flat


WORDS = {
    "around-all-points": "drawn around all its points, so that no ground is left out",
    "crossings-filled": "filled between its lines, so that no ground is left out",
    "parts-merged": "merged where its parts overlap",
    "made-valid": "made valid",
}
"""Rules of repair, as people read them."""


def _check_size(
    shapes: Cells,
    areas: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    record_type: RecordType,
    docket: Docket,
    *,
    never_smaller: bool,
) -> None:
    outlines = shapely.get_dimensions(shapes) == 2
    flat = outlines & (areas < NO_AREA_M2)
    points_allowed = "point" in record_type.geometry
    for at in _rows(flat, docket):
        _flatten(at, shapes, docket, allowed=points_allowed and not never_smaller)
        areas[at] = 0.0
    slivers = outlines & ~flat & (areas < SLIVER_M2)
    docket.tell_rows(
        "sliver",
        "doubt",
        _rows(slivers, docket),
        "covers less than a square metre",
        "Look whether it is a remnant of drawing; if so, delete it in the source.",
    )
    lines = np.flatnonzero(shapely.get_dimensions(shapes) == 1)
    short = (lengths_m(shapes[lines]) < NO_LENGTH_M) | ~shapely.is_valid(shapes[lines])
    for at in docket.open(map(int, lines[short])):
        _flatten(at, shapes, docket, allowed=points_allowed)


def _flatten(at: int, shapes: Cells, docket: Docket, *, allowed: bool) -> None:
    """A shape without size becomes a point, where a point is allowed."""
    if not allowed:
        docket.block(
            at,
            "shape-without-size",
            "All its turning points lie in one place or on one line.",
            "Draw its outline. If only its place is known, give a point.",
        )
        return
    first: BaseGeometry = shapely.points(shapely.get_coordinates(shapes[at])[0])
    shapes[at] = first
    docket.repair(
        at,
        "point-from-shape",
        "All its turning points lie in one place or on one line; it is kept as a point.",
        areas=(0.0, 0.0),
    )
