"""Outlines in another system lie on the ground they lie on in degrees, edges included."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.places.projected import projected

MILLIMETRE = 0.001


@given(
    lat=st.floats(-70, 70),
    width=st.floats(0.0001, 0.2),
    height=st.floats(0.0001, 0.2),
    code=st.sampled_from([32636, 32736, 3857]),
)
def test_an_edge_follows_its_line_in_degrees(
    lat: float, width: float, height: float, code: int
) -> None:
    if str(code).startswith("32"):
        code = 32636 if lat >= 0 else 32736
    edge = shapely.LineString([(35.0, lat), (35.0 + width, lat + height)])
    (moved,) = projected(np.array([edge]), code)
    between = shapely.get_coordinates(shapely.segmentize(edge, 0.00013))
    onto = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    points = shapely.points(np.column_stack(onto.transform(between[:, 0], between[:, 1])))
    stretched = 1 / np.cos(np.radians(lat)) if code == 3857 else 1.0
    assert shapely.distance(points, moved).max() < MILLIMETRE * stretched


def test_what_is_not_there_stays_so() -> None:
    found = projected(np.array([None, shapely.Point(35, 51)], dtype=object), 3857)
    assert found[0] is None
    assert found[1].x == pytest.approx(3_896_182.2, abs=0.1)


def test_polygons_with_holes_and_several_lines_keep_their_parts() -> None:
    frame = shapely.box(35.0, 51.0, 35.01, 51.01)
    field = frame.difference(shapely.box(35.004, 51.004, 35.006, 51.006))
    lines = shapely.MultiLineString([[(35, 51), (35.01, 51)], [(35, 51.01), (35.01, 51.01)]])
    area, moved = projected(np.array([field, lines], dtype=object), 32636)
    assert area.is_valid
    assert len(area.interiors) == 1
    assert len(shapely.get_coordinates(area)) > 40
    assert len(moved.geoms) == 2
