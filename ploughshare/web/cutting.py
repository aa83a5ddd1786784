"""Cutting shapes for tiles: web Mercator, clipping, and rounding that loses no ground.

The world is a square from 0 to 1, x to the east and y to the south. A tile counts its ground in
whole units, ``EXTENT`` along a side. An area's shape in a tile contains the ground of the area
that lies in the tile and in the margin around it: it is grown before it is made simpler and
rounded by at least as much as both can take away, and where the result is not seen to
contain the ground, its convex hull or its box is taken instead.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.places.extents import Shapes, as_shapes, with_short_edges
from ploughshare.web.mvt import EXTENT

MARGIN = 64
"""Units around a tile in which shapes are drawn too, so that outlines do not end at its edge."""

LAST_ZOOM = 16
"""Nearer in, the map shows tiles of this zoom enlarged: a unit is 0.15 m at the equator."""

FARTHEST_NORTH = 85.0511287798066
"""Latitude at which web Mercator's square ends, in degrees; beyond, ground lies on its edge."""

EDGE = 1 - 2.0**-40
"""Where the world ends, 36 micrometres early: what lies there is in the last tile, not beyond."""

LONGEST_EDGE = 0.006
"""
Longest edge between turning points before projection, in degrees. What is straight in degrees
is bent in Mercator; see ``bend``.
"""

ROUNDING = 0.75
"""Units by which rounding to whole units can move an edge: half a diagonal, and a little more."""

SMALLEST = 3
"""Units along the shorter side of the smallest area drawn: under half a pixel."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the usual scheme: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        side = 2**self.z if 0 <= self.z <= LAST_ZOOM else 0
        return 0 <= self.x < side and 0 <= self.y < side

    def window(self, margin: float = MARGIN) -> shapely.Polygon:
        """The tile with a margin in units, on the world."""
        side = 2.0**-self.z
        more = margin / EXTENT * side
        west, north = self.x * side, self.y * side
        return shapely.box(west - more, north - more, west + side + more, north + side + more)

    def in_units(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points on the world in units of the tile, not rounded. Shape ``(n, 2)``."""
        return (points * 2.0**self.z - (self.x, self.y)) * EXTENT

    @property
    def bend(self) -> float:
        """Units by which ground at an edge can lie beyond the straight line between its ends."""
        rows = (np.array([self.y, self.y + 1.0])) / 2**self.z
        latitude = np.abs(np.arctan(np.sinh(np.pi * (1 - 2 * rows)))).max()
        step = np.radians(LONGEST_EDGE)
        # Half the second derivative of Mercator's y at this latitude, times a quarter of the
        # edge squared; a world is 2 pi wide.
        curve = np.tan(latitude) / np.cos(latitude)
        return float(curve * step**2 / 8 / (2 * np.pi) * 2**self.z * EXTENT)


def on_the_world(shapes: Shapes) -> Shapes:
    """Shapes in WGS 84 on the square of the world; areas with turning points added."""

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        latitude = np.radians(np.clip(points[:, 1], -FARTHEST_NORTH, FARTHEST_NORTH))
        x = points[:, 0] / 360 + 0.5
        y = 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)
        return np.clip(np.column_stack([x, y]), 0, EDGE)

    # Edges along meridians and parallels stay straight: outlines rounded to cells have no others.
    points, shape = shapely.get_coordinates(shapes, return_index=True)
    steps = np.diff(points, axis=0)
    bends = (np.hypot(*steps.T) > LONGEST_EDGE) & (steps != 0).all(axis=1)
    long = np.unique(shape[1:][bends & (np.diff(shape) == 0)])
    shapes = shapes.copy()
    shapes[long] = with_short_edges(shapes[long], LONGEST_EDGE)
    return as_shapes(shapely.transform(shapes, moved))


def cut_areas(shapes: Shapes, tile: Tile, tolerance: float = 2.0) -> Shapes:
    """
    Areas on the world, or points that stand for one, as areas in whole units of a tile.

    ``None`` for those that do not reach into the tile and its margin.

    Parameters
    ----------
    tolerance
        Units by which outlines may be made simpler, outwards; what is no larger than twice
        that becomes a box.
    """
    result = np.full(len(shapes), None, dtype=object)
    local = shapely.transform(shapes, tile.in_units)
    bounds = shapely.bounds(local)
    low, high = -MARGIN, EXTENT + MARGIN
    near = (bounds[:, :2] <= high).all(axis=1) & (bounds[:, 2:] >= low).all(axis=1)
    crossing = ((bounds < low) | (bounds > high)).any(axis=1)
    small = (bounds[:, 2:] - bounds[:, :2] <= 2 * tolerance).all(axis=1)
    result[near & small] = _boxes(np.clip(bounds[near & small], low, high))
    (larger,) = np.nonzero(near & ~small)
    clipped = local[larger]
    (over,) = np.nonzero(np.atleast_1d(crossing)[larger])
    clipped[over] = shapely.intersection(clipped[over], shapely.box(low, low, high, high))
    there = np.flatnonzero(~shapely.is_empty(clipped))
    result[larger[there]] = _outwards(clipped[there], tolerance, tile.bend)
    return result


def _outwards(areas: Shapes, tolerance: float, bend: float) -> Shapes:
    """Areas with fewer turning points, all in whole units, that contain the given ones."""
    if not np.isfinite(tolerance):
        return _boxes(shapely.bounds(areas))
    grown = shapely.buffer(areas, tolerance + ROUNDING + bend, join_style="mitre", mitre_limit=2.0)
    rounded = _rounded(shapely.simplify(grown, tolerance))
    # One part lost, or an outline that the rounding could not make valid: take more, never less.
    lost = ~(shapely.covers(rounded, areas) & (shapely.get_dimensions(rounded) == 2))
    if lost.any():
        corners = shapely.transform(grown[lost], np.rint)
        rounded[lost] = shapely.convex_hull(corners)
        still = lost.copy()
        still[lost] = ~shapely.covers(rounded[lost], areas[lost])
        rounded[still] = _boxes(shapely.bounds(areas[still]))
    return rounded


def _rounded(areas: Shapes) -> Shapes:
    """Areas in whole units and valid; ``None`` where that cannot be found."""
    try:
        return as_shapes(shapely.set_precision(areas, 1.0))
    except shapely.errors.GEOSException:
        if len(areas) == 1:
            return as_shapes([None])
        return np.concatenate([_rounded(areas[at : at + 1]) for at in range(len(areas))])


def _boxes(bounds: NDArray[np.float64]) -> Shapes:
    """Boxes in whole units around bounds, none thinner than the smallest area drawn."""
    low, high = np.floor(bounds[:, :2]), np.ceil(bounds[:, 2:])
    short = np.maximum(SMALLEST - (high - low), 0)
    low -= short // 2
    high += short - short // 2
    return as_shapes(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))


def cut_lines(lines: Shapes, tile: Tile, tolerance: float = 1.0) -> Shapes:
    """Lines on the world in whole units of a tile; ``None`` where nothing is left to be seen."""
    local = shapely.transform(lines, tile.in_units)
    low, high = -MARGIN, EXTENT + MARGIN
    simple = shapely.simplify(shapely.clip_by_rect(local, low, low, high, high), tolerance)
    rounded = shapely.set_precision(simple, max(tolerance, 1.0))
    seen = shapely.length(rounded) > 0
    result = as_shapes(shapely.line_merge(rounded))
    result[~seen] = None
    return result


def cut_points(points: Shapes, tile: Tile) -> Shapes:
    """Points on the world in whole units of a tile; ``None`` beyond its margin."""
    local = shapely.transform(points, lambda each: np.rint(tile.in_units(each)))
    low, high = -MARGIN, EXTENT + MARGIN
    near = shapely.intersects(local, shapely.box(low, low, high, high))
    result = as_shapes(local)
    result[~near] = None
    return result
