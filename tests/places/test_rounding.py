"""What the public is told about a place contains the place, and little can be read from it."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from ploughshare.places.rounding import MOST_CELLS, all_rounded_outwards, rounded_outwards

SIDE = 0.005
LONGITUDES = st.floats(-179, 178, allow_nan=False)
LATITUDES = st.floats(-89, 88, allow_nan=False)
SIZES = st.floats(1e-7, 0.05, allow_nan=False)


@given(LONGITUDES, LATITUDES, SIZES, SIZES, st.floats(0, 90))
def test_nothing_of_a_shape_is_lost(
    west: float, south: float, width: float, height: float, turned: float
) -> None:
    shape = affinity.rotate(shapely.box(west, south, west + width, south + height), turned)
    rough = rounded_outwards(shape, SIDE)
    assert rough.is_valid
    assert rough.covers(shape)


def test_two_shapes_in_the_same_cell_cannot_be_told_apart() -> None:
    first = shapely.box(35.0011, 51.0012, 35.0021, 51.0022)
    second = shapely.Point(35.0044, 51.0041)
    assert rounded_outwards(first, SIDE).equals(rounded_outwards(second, SIDE))
    assert rounded_outwards(second, SIDE).area < 1.01 * SIDE**2


def test_a_shape_on_the_edge_of_cells_takes_all_of_them() -> None:
    assert rounded_outwards(shapely.Point(35.0, 51.0), SIDE).area > 3.99 * SIDE**2


def test_a_large_shape_is_rounded_to_larger_cells() -> None:
    shape = shapely.box(30, 48, 36, 52)
    rough = rounded_outwards(shape, SIDE)
    assert rough.covers(shape)
    assert rough.area < 1.05 * shape.area
    assert shape.area / SIDE**2 > MOST_CELLS


@given(st.lists(st.tuples(LONGITUDES, LATITUDES, SIZES, st.integers(0, 4)), max_size=6))
def test_all_at_once_are_rounded_as_one_by_one(
    drawn: list[tuple[float, float, float, int]],
) -> None:
    """Points, triangles and squares, some with corners on lines of the grid; one is missing."""
    shapes: list[BaseGeometry | None] = [None]
    for west, south, size, kind in drawn:
        if kind > 2:
            west, south = round(west / SIDE) * SIDE, round(south / SIDE) * SIDE
        corners = [(west, south), (west + size, south), (west, south + size)]
        square = shapely.box(west, south, west + size, south + size)
        shapes.append([shapely.Point(west, south), shapely.Polygon(corners), square][kind % 3])
    given_shapes = np.empty(len(shapes), dtype=object)
    given_shapes[:] = shapes
    rounded = all_rounded_outwards(given_shapes, SIDE)
    assert rounded[0] is None
    for shape, rough in zip(shapes[1:], rounded[1:], strict=True):
        assert shape is not None
        assert rough.equals(rounded_outwards(shape, SIDE))
