"""Shapes that are the same, nearly the same, or share ground with another of the layer."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Cells
from ploughshare.places.extents import Overlaps, overlaps, union_m2
from ploughshare.units import area_text

SNAP_DECIMALS = 6
"""Positions that agree to so many decimals of a degree (6 cm) are the same."""

NEARLY = 0.9
"""Share of the smaller shape from which two are nearly the same."""

SHARED_M2 = 1.0
"""Less shared ground than this is rounding, in m2."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Area of all shapes added up, and of the ground they cover together, in m2."""

    sum_m2: float
    union_m2: float


def fingerprints(shapes: Cells) -> list[bytes | None]:
    """A text of each shape that does not depend on where it begins or how it was rounded."""
    rounded = shapely.transform(shapes, lambda points: np.round(points, SNAP_DECIMALS) + 0.0)
    # Coordinates that are no numbers are told elsewhere.
    with np.errstate(invalid="ignore"):
        return list(shapely.to_wkb(shapely.normalize(rounded), output_dimension=2))


def check_overlaps(
    shapes: Cells,
    areas: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    marks: list[bytes | None],
    docket: Docket,
    *,
    never_smaller: bool,
) -> Ground:
    """
    Tell duplicates, near-duplicates and overlaps, and measure the ground.

    Parameters
    ----------
    shapes
        Of rows that are not blocked; ``None`` for all others.
    areas
        Geodesic areas in m2.
    marks
        Fingerprints of the shapes.
    """
    doubles = _duplicates(marks)
    for first, later in doubles.items():
        for at in later:
            outline = shapely.get_dimensions(shapes[at]) > 0
            docket.tell(
                "duplicate-shape",
                "doubt" if outline else "note",
                f"It has the same shape as row {docket.number(first)}.",
                "Delete one of them in the source, if they are the same thing.",
                at=at,
            )
    single = shapes.copy()
    for later in doubles.values():
        single[later] = None
    pairs = overlaps(single, at_least_m2=SHARED_M2)
    _tell_pairs(pairs, areas, docket, never_smaller=never_smaller)
    covered = union_m2(single, pairs, np.where(shapely.is_missing(single), 0.0, areas))
    total = float(areas[~shapely.is_missing(shapes)].sum())
    if len(pairs.first) or (doubles and total):
        docket.tell(
            "areas-overlap",
            "doubt" if never_smaller else "note",
            f"The areas add up to {area_text(total)}, but cover {area_text(covered)} of ground: "
            f"{len(pairs.first):,} pairs overlap"
            f"{'' if pairs.complete else ' at least; there were too many to count'}.",
            "Use the ground covered when you report an area.",
            areas=(total, covered),
        )
    return Ground(total, covered)


def _duplicates(marks: list[bytes | None]) -> dict[int, list[int]]:
    """First row of each shape that occurs more than once, and the later ones."""
    seen: dict[bytes, list[int]] = defaultdict(list)
    for at, mark in enumerate(marks):
        if mark is not None:
            seen[mark].append(at)
    return {rows[0]: rows[1:] for rows in seen.values() if len(rows) > 1}


def _tell_pairs(
    pairs: Overlaps,
    areas: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    docket: Docket,
    *,
    never_smaller: bool,
) -> None:
    smaller = np.minimum(areas[pairs.first], areas[pairs.second])
    share = pairs.shared_m2 / np.maximum(smaller, 1e-9)
    for number in np.flatnonzero(share > NEARLY):
        first, second = int(pairs.first[number]), int(pairs.second[number])
        inner, outer = (first, second) if areas[first] < areas[second] else (second, first)
        docket.tell(
            "nearly-duplicate",
            "doubt",
            f"{share[number]:.0%} of it lies in row {docket.number(outer)}.",
            "Look whether they are the same thing; if so, delete one in the source.",
            at=inner,
        )
    partners: dict[int, list[int]] = defaultdict(list)
    for number in np.flatnonzero(share <= NEARLY):
        partners[int(pairs.second[number])].append(int(number))
    for at, numbers in partners.items():
        largest = max(numbers, key=lambda number: pairs.shared_m2[number])
        others = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
        docket.tell(
            "overlap",
            "doubt" if never_smaller else "note",
            f"It shares {area_text(float(pairs.shared_m2[largest]))} with row "
            f"{docket.number(int(pairs.first[largest]))}{others}.",
            at=at,
        )
