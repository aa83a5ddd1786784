"""Where things lie on the sheet: from the plane in metres to pixels."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation

MARGIN = 0.04
"""Ground around everything that has a place, as a share of the longer side."""
LEAST_M = 1_000.0
"""Shortest side of the ground shown, in metres."""

FLAT, TALL = 0.45, 1.1
"""Limits of height to width of a map whose height nobody fixed."""

ROUND_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Ground:
    """A rectangle of the plane, in metres."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south


@dataclass(frozen=True, slots=True)
class View:
    """
    A map sheet: a rectangle of ground and the pixels it fills, from (0, 0) to (width, height).

    Parameters
    ----------
    situation
        What is drawn; its plane is the map's plane.
    west, north
        Ground at the sheet's top left corner, in metres on the plane.
    scale
        Pixels per metre.
    width, height
        Of the sheet, px.
    """

    situation: Situation
    west: float
    north: float
    scale: float
    width: float
    height: float

    def shapes(self, geometries: Iterable[object]) -> NDArray[np.object_]:
        """Geometries (or ``None``) from WGS 84 to pixels, y downwards."""

        def onto(points: NDArray[np.float64]) -> NDArray[np.float64]:
            x = (points[:, 0] - self.west) * self.scale
            y = (self.north - points[:, 1]) * self.scale
            return np.column_stack([x, y])

        moved: NDArray[np.object_] = shapely.transform(self.situation.on_plane(geometries), onto)
        return moved

    def holds(self, x: float, y: float, inset: float = 0.0) -> bool:
        """Whether a point lies on the sheet, at least ``inset`` px from its edge."""
        return (
            inset <= x <= self.width - inset and inset <= y <= self.height - inset
        )  # NaN compares false: a shape without a point is nowhere

    @property
    def bar_km(self) -> float:
        """Length of the scale bar: the longest round one below a sixth of the width."""
        room = self.width / 6 / self.scale / 1000
        return max((km for km in ROUND_KM if km <= room), default=ROUND_KM[0])

    @property
    def grid_lines(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Pixels of the upright and level lines of a kilometre grid as wide as the scale bar."""
        step = self.bar_km * 1000
        first, last = math.ceil(self.west / step), (self.west + self.width / self.scale) / step
        upright = tuple((i * step - self.west) * self.scale for i in range(first, int(last) + 1))
        south = self.north - self.height / self.scale
        low, high = math.ceil(south / step), self.north / step
        level = tuple((self.north - i * step) * self.scale for i in range(low, int(high) + 1))
        return upright, level


def ground_of(situation: Situation) -> Ground:
    """The ground that holds everything with a place on the map, with a margin."""
    geometries = [
        record.geometry
        for group in (situation.assets, situation.hazards, situation.settled)
        for record in group.values()
    ] or [road.geometry for road in situation.roads.values()]
    shapes = [s for s in situation.on_plane(geometries) if s is not None and not s.is_empty]
    if not shapes:
        return Ground(-LEAST_M, -LEAST_M, LEAST_M, LEAST_M)
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    margin = max(east - west, north - south, LEAST_M) * MARGIN
    wide = max(0.0, LEAST_M - (east - west)) / 2 + margin
    high = max(0.0, LEAST_M - (north - south)) / 2 + margin
    return Ground(west - wide, south - high, east + wide, north + high)


def view_of(situation: Situation, width: float, height: float | None) -> View:
    """
    A sheet of ``width`` px that shows everything, in the middle.

    Without a height the sheet is as high as its ground asks for, within ``FLAT`` and ``TALL``.
    """
    ground = ground_of(situation)
    if height is None:
        height = round(width * min(TALL, max(FLAT, ground.height / ground.width)))
    scale = min(width / ground.width, height / ground.height)
    west = (ground.west + ground.east) / 2 - width / scale / 2
    north = (ground.south + ground.north) / 2 + height / scale / 2
    return View(situation, west, north, scale, width, height)


def released_on(plan: Plan) -> dict[str, date]:
    """
    Day on which the plan would release the land of each hazardous area.

    It is the last day of the last work planned on it. An area that is set aside,
    as a whole or for the sake of another record, is not in the list.
    """
    kept_back = {name for left in plan.not_planned for name in (left.record_id, *left.holds_up)}
    last: dict[str, date] = {}
    for item in plan.items:
        if item.record_type == "hazards" and item.record_id not in kept_back:
            last[item.record_id] = max(last.get(item.record_id, date.min), item.finish_on)
    return last


def served_on(plan: Plan) -> dict[str, date]:
    """Day from which each asset is planned to serve again, in part or in full."""
    first: dict[str, date] = {}
    for benefit in plan.benefits:
        if benefit.record_type == "assets":
            first[benefit.record_id] = min(first.get(benefit.record_id, date.max), benefit.on)
    return first


def anchor(shape: BaseGeometry | None) -> tuple[float, float]:
    """A point on the shape to hang a mark on; not-a-number where there is no shape."""
    if shape is None or shape.is_empty:
        return math.nan, math.nan
    point = shape.interpolate(0.5, normalized=True) if "Line" in shape.geom_type else None
    where = point if point is not None else shapely.point_on_surface(shape)
    return float(where.x), float(where.y)


def along(shape: BaseGeometry | None, spots: int = 16) -> Iterator[tuple[float, float]]:
    """Points along a line from its middle outwards; of another shape, a point on it."""
    if shape is None or shape.is_empty or "Line" not in shape.geom_type:
        yield anchor(shape)
        return
    for share in sorted(((i + 0.5) / spots for i in range(spots)), key=lambda at: abs(at - 0.5)):
        point = shape.interpolate(share, normalized=True)
        yield float(point.x), float(point.y)
