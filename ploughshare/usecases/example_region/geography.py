"""The lie of the land: frame, river, former front, districts and towns of the invented region.

The region lies in the open North Atlantic, around 48 N 27.4 W, more than 900 km
from the nearest land. Nobody lives there and nothing is buried there, so an
invented hazard can never be read as a statement about real ground. The latitude
is that of a temperate country, so that areas, projections and their mistakes
behave as they would on land; the whole frame lies in one UTM zone (26 N), and
also with its axes swapped it falls into open sea.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.shapes import XY, Path, nearest_on, smooth

REGION_NAME = "Sarvena border region (invented)"
UTM, MERCATOR, DEGREES = 32626, 3857, 4326
EAST_M, NORTH_M = 440_000.0, 5_300_000.0
"""UTM coordinates of the south-western corner of the frame."""
WIDTH_M, HEIGHT_M = 60_000.0, 40_000.0

REGION_OF_OPERATION = (-27.83, 47.83, -26.98, 48.23)
"""West, south, east, north in degrees: what ``plough init --region`` is given."""


NATION_OF_OPERATION = (-27.92, 47.80, -26.98, 50.78)
"""The same for the country of ``nation.SECTORS`` such frames, one north of the other."""


def _km(*points: XY) -> Path:
    return tuple((1000.0 * x, 1000.0 * y) for x, y in points)


RIVER_WIDTH_M = 130.0
TALVA = smooth(
    _km(
        *((23.5, 40), (24.4, 36.6), (27.6, 32.4), (27.9, 28.6), (30.4, 24.8)),
        *((30.0, 21), (32.6, 17.6), (33.4, 13.2), (36.3, 9.4), (36.0, 4.6), (37, 0)),
    )
)
"""The river, from north to south."""

ORVYNA = smooth(_km((55.2, 40), (53.6, 33.5), (55.0, 27.0), (53.9, 20.5), (56.3, 14.0), (60, 9.5)))
"""A smaller river in the east."""

FRONT = smooth(
    _km(
        (44.5, 40),
        (41, 34.5),
        (37.4, 31.0),
        (35.3, 25.4),
        (36.0, 19.8),
        (39.6, 14.0),
        (43, 7),
        (47.5, 0),
    )
)
"""The former front. Its bend towards the river is the salient around Dobrel."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town that every size of the example has."""

    name: str
    at: XY
    population: int


TOWNS = tuple(
    Town(name, (1000 * x, 1000 * y), population)
    for name, x, y, population in (
        ("Sarvena", 20.8, 23.7, 62_300),
        ("Belokrut", 8.0, 31.6, 21_400),
        ("Ostreva", 9.0, 10.3, 18_200),
        ("Marnitsa", 42.0, 19.4, 9_200),
        ("Dobrel", 33.2, 22.4, 8_400),
        ("Peretal", 17.6, 16.4, 7_300),
        ("Halna", 39.6, 27.2, 6_900),
        ("Yarvets", 20.6, 35.4, 6_200),
        ("Gorbysh", 51.4, 36.0, 5_400),
        ("Tesna", 27.0, 15.6, 5_100),
        ("Kamvyn", 50.2, 28.4, 4_800),
        ("Lunvara", 28.8, 6.6, 4_300),
        ("Zelich", 49.6, 10.8, 3_900),
        ("Vorlyn", 33.0, 30.4, 2_800),
        ("Zabrodel", 57.6, 24.6, 640),
    )
)


def front_distance_m(at: XY) -> float:
    """Distance from the former front in m."""
    return nearest_on(FRONT, at)[1]


def _is_east_of(course: Path, at: XY) -> bool:
    xs, ys = np.array([x for x, _ in course]), np.array([y for _, y in course])
    return at[0] > float(np.interp(at[1], ys[::-1], xs[::-1]))


def is_east(at: XY) -> bool:
    """Whether a position lies east of the Talva."""
    return _is_east_of(TALVA, at)


def is_beyond_orvyna(at: XY) -> bool:
    """Whether a position lies east of the Orvyna, where only two bridges lead."""
    return _is_east_of(ORVYNA, at)


# Boundaries share their positions, so neighbouring districts neither overlap nor leave gaps.
_WEST = _km(
    (17.2, 0), (16.4, 5), (17.6, 10), (16.0, 13.6), (15.2, 20), (15.9, 26), (15.0, 33), (16.4, 40)
)
_MID, _WEST_SPLIT = 3, 4


def _river_index(y_km: float) -> int:
    return min(range(len(TALVA)), key=lambda number: abs(TALVA[number][1] - 1000 * y_km))


@cache
def district_shapes() -> dict[str, Polygon]:
    """The six districts by name, on the region's plane in m."""
    river = tuple(reversed(TALVA))
    low, high = len(river) - 1 - _river_index(11.5), len(river) - 1 - _river_index(18.2)
    west_split = (*_km((0, 20.6), (5, 19.4), (10.4, 20.8)), _WEST[_WEST_SPLIT])
    mid_split = (_WEST[_MID], *_km((20.2, 12.4), (25.6, 12.9)), river[low])
    east_split = (river[high], *_km((37.0, 21.6), (43.8, 22.9), (51, 22.2), (60, 23.2)))
    corner = _km((0, 0), (60, 0), (60, 40), (0, 40))
    rings: dict[str, tuple[XY, ...]] = {
        "Ostreva": (corner[0], *_WEST[: _WEST_SPLIT + 1], *reversed(west_split[:-1])),
        "Belokrut": (*west_split, *_WEST[_WEST_SPLIT + 1 :], corner[3]),
        "Lunvara": (*_WEST[: _MID + 1], *mid_split[1:], *reversed(river[:low])),
        "Sarvena": (*mid_split, *river[low + 1 :], *reversed(_WEST[_MID + 1 :])),
        "Marnitsa": (*river[: high + 1], *east_split[1:], corner[1]),
        "Dobrel": (*east_split, corner[2], *reversed(river[high + 1 :])),
    }
    return {name: Polygon(ring) for name, ring in rings.items()}


def district_of(at: XY) -> str:
    """Name of the district a position lies in."""
    point = Point(at)
    return next(name for name, shape in district_shapes().items() if shape.covers(point))


@cache
def _transformer(crs: int) -> Transformer:
    return Transformer.from_crs(UTM, crs, always_xy=True)


def place_on_earth(geometry: BaseGeometry, crs: int) -> BaseGeometry:
    """A shape of the region's plane in a coordinate system of the earth; see ``all_on_earth``."""
    (placed,) = all_on_earth([geometry], crs)
    assert placed is not None
    return placed


def all_on_earth(geometries: Sequence[BaseGeometry | None], crs: int) -> list[BaseGeometry | None]:
    """
    Shapes of the region's plane in a coordinate system of the earth; ``None`` stays so.

    Coordinates are rounded to 1e-7 degrees or to a centimetre.
    """
    to = _transformer(crs)

    def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = to.transform(xy[:, 0] + EAST_M, xy[:, 1] + NORTH_M)
        return np.round(np.column_stack((x, y)), 7 if crs == DEGREES else 2)

    listed = np.empty(len(geometries), dtype=object)
    listed[:] = geometries
    placed: list[BaseGeometry | None] = shapely.transform(listed, convert).tolist()
    return placed
