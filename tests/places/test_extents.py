"""Areas and lengths are geodesic, and what is shared or lost is counted once."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from ploughshare.errors import InputRefused
from ploughshare.places.extents import (
    areas_m2,
    as_shapes,
    crs_from_text,
    distance_m,
    lengths_m,
    lost_m2,
    overlaps,
    project,
    union_m2,
    utm_crs,
    utm_crs_at,
)

HECTARE_LON, HECTARE_LAT = 0.001430, 0.000899
"""Sides of about 100 m at 51.2 degrees north."""


def plot(east: float = 0, north: float = 0, width: float = 1, height: float = 1) -> shapely.Polygon:
    """A plot on a grid of about 100 m near 51.2 north, 35.3 east."""
    west, south = 35.3 + east * HECTARE_LON, 51.2 + north * HECTARE_LAT
    return shapely.box(west, south, west + width * HECTARE_LON, south + height * HECTARE_LAT)


def test_a_hectare_is_a_hectare_whichever_way_it_was_drawn() -> None:
    """In Web Mercator it would be 2.5 hectares, in degrees 1.3 millionths."""
    there, back = plot(), shapely.Polygon(plot().exterior.coords[::-1])
    assert areas_m2(as_shapes([there, back])) == pytest.approx([10_000, 10_000], rel=0.001)


def test_holes_parts_and_missing_shapes() -> None:
    holed = shapely.Polygon(plot(0, 0, 3, 3).exterior.coords, [plot(1, 1).exterior.coords])
    two = shapely.MultiPolygon([plot(), plot(5)])
    mixed = shapely.GeometryCollection([two, shapely.Point(35, 51)])
    shapes = as_shapes([holed, two, mixed, None, shapely.Point(35, 51), shapely.Polygon()])
    assert areas_m2(shapes) == pytest.approx([80_000, 20_000, 20_000, 0, 0, 0], rel=0.001)


def test_areas_agree_with_a_geodesic_reference() -> None:
    shapes = as_shapes([plot(i, i, 1 + i % 7, 2) for i in range(40)])
    reference = [abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) for shape in shapes]
    assert areas_m2(shapes) == pytest.approx(reference, rel=1e-9)


def test_lengths_do_not_jump_between_the_parts_of_a_line() -> None:
    line = shapely.LineString([(35, 51), (35, 51.01), (35.01, 51.01)])
    parts = shapely.MultiLineString([[(35, 51), (35, 51.01)], [(40, 51), (40, 51.01)]])
    [long, broken, none, point] = lengths_m(as_shapes([line, parts, None, shapely.Point(0, 0)]))
    step = distance_m((35, 51), (35, 51.01))
    assert long == pytest.approx(step + distance_m((35, 51.01), (35.01, 51.01)))
    assert broken == pytest.approx(2 * step)
    assert none == point == 0


def test_shared_ground_is_counted_once_in_the_union() -> None:
    """Two of four plots share half a hectare; one stands apart, one is missing."""
    shapes = as_shapes([plot(), plot(0.5), plot(9), None])
    pairs = overlaps(shapes, at_least_m2=1)
    assert (pairs.first.tolist(), pairs.second.tolist()) == ([0], [1])
    assert pairs.shared_m2 == pytest.approx([5_000], rel=0.001)
    assert union_m2(shapes, pairs) == pytest.approx(25_000, rel=0.001)
    assert areas_m2(shapes).sum() == pytest.approx(30_000, rel=0.001)


def test_neighbours_that_only_touch_do_not_overlap() -> None:
    assert len(overlaps(as_shapes([plot(), plot(1)]), at_least_m2=1).first) == 0


def test_too_many_overlaps_are_cut_off_and_said_so() -> None:
    found = overlaps(as_shapes([plot()] * 30), most=100)
    assert not found.complete
    assert len(found.first) == 100


@given(st.lists(st.tuples(st.floats(0, 6), st.floats(0, 6), st.floats(0.2, 3)), max_size=12))
def test_the_union_lies_between_the_largest_and_the_sum(
    plots: list[tuple[float, float, float]],
) -> None:
    shapes = as_shapes([plot(east, north, side, side) for east, north, side in plots])
    areas = areas_m2(shapes)
    union = union_m2(shapes, overlaps(shapes))
    assert areas.max(initial=0) - 0.01 <= union <= areas.sum() + 0.01


def test_ground_that_is_lost() -> None:
    before = as_shapes([plot(), plot(), plot()])
    after = as_shapes([plot(), plot(0, 0, 0.75), plot(0, 0, 2)])
    assert lost_m2(before, after) == pytest.approx([0, 2_500, 0], rel=0.001)


def test_utm_zones() -> None:
    assert utm_crs(plot()) == "EPSG:32636"
    assert utm_crs_at(-180, -1) == "EPSG:32701"
    assert utm_crs_at(180, 1) == "EPSG:32660"


def test_projecting_there_and_back_returns_the_shape() -> None:
    shapes = as_shapes([plot(), None])
    metres = project(shapes, "EPSG:4326", "EPSG:32636")
    assert shapely.area(metres[0]) == pytest.approx(10_000, rel=0.002)
    back = project(metres, "EPSG:32636", "EPSG:4326")
    assert shapely.equals_exact(back[0], shapes[0], tolerance=1e-9)
    assert back[1] is None


def test_positions_that_a_projection_cannot_express_become_infinite() -> None:
    far = project(as_shapes([shapely.Point(1e30, 1e30)]), "EPSG:32636", "EPSG:4326")
    assert not np.isfinite(shapely.get_coordinates(far)).any()


def test_an_unknown_coordinate_system_is_refused() -> None:
    with pytest.raises(InputRefused, match="EPSG number"):
        crs_from_text("EPSG:999999")
