"""Places told roughly: outlines rounded outwards to a grid, which lose no ground."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MOST_CELLS = 50_000
"""Cells looked at for one shape; a larger shape is rounded to cells of twice the side, and so on."""


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
