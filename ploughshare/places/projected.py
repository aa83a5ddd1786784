"""Outlines in another reference system, following the ground they follow in degrees."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from ploughshare.places.extents import lines_with_short_edges, with_short_edges

STEP_DEGREES = 0.001
"""
Longest part of an edge that is carried over by its ends alone, some 100 m: up to 70 degrees of
latitude the edge then leaves the line it follows in degrees by less than a millimetre.
"""


def projected(shapes: NDArray[np.object_], code: int) -> NDArray[np.object_]:
    """
    Shapes of WGS 84 in the reference system of an EPSG code, easting or longitude first.

    ``None`` stays ``None``, and so becomes what cannot be expressed so far from the system's own
    area.
    """
    transformer = pyproj.Transformer.from_crs(4326, code, always_xy=True)

    def onto(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    there = ~shapely.is_missing(shapes)
    moved = np.full(len(shapes), None, dtype=object)
    followed = lines_with_short_edges(with_short_edges(shapes[there], STEP_DEGREES), STEP_DEGREES)
    moved[there] = shapely.transform(followed, onto)
    lost = there & ~np.isfinite(shapely.bounds(moved)).all(axis=1)
    moved[lost] = None
    return moved
