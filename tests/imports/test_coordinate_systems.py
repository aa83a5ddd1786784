"""On the way to WGS 84 a hazardous area loses no ground, whatever its outline looks like."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.imports.coordinate_systems import to_wgs84
from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Table, column_of
from ploughshare.places.extents import areas_m2

BOW_TIE = Polygon(
    [(500_000, 5_300_000), (500_900, 5_300_000), (500_000, 5_300_600), (500_900, 5_300_600)]
)


def moved(shape: BaseGeometry) -> BaseGeometry:
    shapes = column_of([shape])
    table = Table("areas.gpkg", "areas", (), (), np.array([1]), shapes)
    docket = Docket(table, "hazards")
    placed = to_wgs84(shapes, "EPSG:32626", None, docket, file="areas.gpkg", never_smaller=True)
    result: BaseGeometry = placed[0]
    return result


@pytest.mark.parametrize("shape", [BOW_TIE, MultiPolygon([BOW_TIE])])
def test_an_outline_that_crosses_itself_still_does_so_afterwards(shape: BaseGeometry) -> None:
    """Only the repair may change it, with a finding and the areas before and after."""
    placed = moved(shape)

    assert not placed.is_valid
    ground = areas_m2(column_of([shapely.make_valid(placed)]))[0]
    assert ground == pytest.approx(shapely.make_valid(shape).area, rel=0.002)


def test_long_edges_are_split_so_that_they_stay_where_they_were() -> None:
    square = shapely.box(500_000, 5_300_000, 501_000, 5_301_000)

    assert shapely.get_num_coordinates(moved(square)) == 21
