"""Places told roughly: outlines rounded outwards to a grid, which lose no ground."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

MOST_CELLS = 50_000
"""Cells looked at for one shape; a larger shape is rounded to cells of twice the side, and so on."""

FEW_CELLS = 36
"""Cells looked at for one shape where all shapes are rounded at once."""


def rounded_outwards(shape: BaseGeometry, side: float) -> BaseGeometry:
    """
    The cells of a grid that a shape touches, as one outline.

    The result contains the shape, holes included where they are smaller than a cell. The grid
    begins at 0 degrees everywhere, so the same ground gives the same cells every time and
    nobody learns more from a second rounding.

    Parameters
    ----------
    shape
        In WGS 84, not empty.
    side
        Of a cell, in degrees.
    """
    west, south, east, north = shape.bounds
    while ((east - west) / side + 3) * ((north - south) / side + 3) > MOST_CELLS:
        side *= 2
    # One more on each side: a shape on the edge of a cell may lie a rounding error beyond it.
    columns = np.arange(np.floor(west / side) - 1, np.floor(east / side) + 3) * side
    rows = np.arange(np.floor(south / side) - 1, np.floor(north / side) + 3) * side
    lefts, bottoms = np.meshgrid(columns[:-1], rows[:-1])
    rights, tops = np.meshgrid(columns[1:], rows[1:])
    cells = shapely.box(lefts.ravel(), bottoms.ravel(), rights.ravel(), tops.ravel())
    shapely.prepare(shape)
    return shapely.coverage_union_all(cells[shapely.intersects(shape, cells)])


def all_rounded_outwards(shapes: NDArray[np.object_], side: float) -> NDArray[np.object_]:
    """
    ``rounded_outwards`` of each; ``None`` stays ``None``.

    Most shapes touch few cells, which mostly form a rectangle: these are found for all shapes at
    once, in a fraction of the time.
    """
    rounded = np.full(len(shapes), None, dtype=object)
    there = np.flatnonzero(~shapely.is_missing(shapes))
    west, south, east, north = shapely.bounds(shapes[there]).T
    left, bottom = _first(west, side), _first(south, side)
    wide, high = _last(east, side) - left + 1, _last(north, side) - bottom + 1
    few = wide * high <= FEW_CELLS
    for row in there[~few]:
        rounded[row] = rounded_outwards(shapes[row], side)
    there = there[few]
    left, bottom, wide, high = (each[few] for each in (left, bottom, wide, high))
    whole = shapely.box(left * side, bottom * side, (left + wide) * side, (bottom + high) * side)
    counts = (wide * high).astype(np.int64)
    ends = np.cumsum(counts)
    owner = np.repeat(np.arange(len(there)), counts)
    number = np.arange(len(owner)) - np.repeat(ends - counts, counts)
    column, row_up = left[owner] + number % wide[owner], bottom[owner] + number // wide[owner]
    cells = shapely.box(column * side, row_up * side, (column + 1) * side, (row_up + 1) * side)
    touched = shapely.intersects(shapes[there][owner], cells)
    rounded[there] = whole
    for each in np.unique(owner[~touched]):
        its = slice(ends[each] - counts[each], ends[each])
        rounded[there[each]] = shapely.coverage_union_all(cells[its][touched[its]])
    return rounded


def _first(low: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """
    The first column of cells that reaches a coordinate.

    Lines of the grid are compared as they are drawn: a division may miss them by a rounding error.
    """
    column = np.floor(low / side)
    column -= column * side >= low
    column += (column + 1) * side < low
    return column


def _last(high: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """The last column of cells that begins at or before a coordinate."""
    column = np.floor(high / side)
    column += (column + 1) * side <= high
    column -= column * side > high
    return column
