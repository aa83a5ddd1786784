"""Which hazardous areas are cut into lots, for whom, and how large a lot is."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from ploughshare.land.hazards import HazardousArea
from ploughshare.land.lots import TOUCHES_M2, Lot, Need, cut
from ploughshare.places.access import Route, spots
from ploughshare.planning.defaults import ground_m
from ploughshare.planning.effort import Effort, clearance, expected_m2, own_depth
from ploughshare.planning.orders import Orders
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain, asset_key, road_key

MOST, LEAST = "lots.team_weeks", "lots.least_weeks"
"""Figures: what one team clears in so many weeks is a lot at most, or not worth cutting."""

CORNERS = 8
"""Corners of a quarter of a circle around a shape."""

OUTSIDE = 1 / math.cos(math.pi / (4 * CORNERS))
"""A circle drawn with corners contains the round one when it is wider by this."""


@dataclass(frozen=True)
class Cuts:
    """
    The lots of a situation.

    An area stays whole that is a point, that one team clears within the weeks of
    ``lots.least_weeks``, or that a task order not yet closed is on, other than for
    non-technical survey or for a lot: an order says itself how much of the area it is for.

    Parameters
    ----------
    terrain, orders
        The situation with its spatial joins and its task orders.
    waiting
        Ids of assets whose works or use wait for their ground.
    """

    terrain: Terrain
    orders: Orders
    waiting: Collection[str]

    @property
    def situation(self) -> Situation:
        return self.terrain.situation

    def of(self, surveys: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[Lot, ...]]:
        """
        Lots by hazardous area, of the areas that are cut.

        ``surveys`` are the kinds of survey still to come on each area that is to be cleared.
        """
        found: dict[str, tuple[Lot, ...]] = {}
        for hazard, shape in zip(
            self.terrain.open_hazards, self.terrain.hazard_shapes.tolist(), strict=True
        ):
            known = hazard.id in surveys
            most_m2 = self._most_m2(hazard, surveys[hazard.id]) if known else None
            if most_m2 is not None:
                lots = self._cut(hazard, shape, most_m2)
                if lots:
                    found[hazard.id] = lots
        return found

    def _cut(self, hazard: HazardousArea, shape: BaseGeometry, most_m2: float) -> tuple[Lot, ...]:
        assert hazard.area_m2 is not None
        needs = list(self._needs(hazard.id))
        try:
            lots = cut(shape, needs, area_m2=round(hazard.area_m2), most_m2=most_m2)
        except shapely.errors.GEOSException:
            # An outline that no overlay can be made of is planned whole, as it is drawn.
            return ()
        # An order for a lot that is not cut any more says nothing of where its ground lies.
        named = self.orders.lots_named(hazard.id).keys()
        return lots if named <= {lot.id for lot in lots} else ()

    def _most_m2(self, hazard: HazardousArea, surveys: tuple[str, ...]) -> float | None:
        """Most ground of an area that one lot holds, in m2; ``None`` where it stays whole."""
        outlined = hazard.geometry is not None and "Polygon" in hazard.geometry.geom_type
        if not (outlined and hazard.area_m2) or self.orders.keep_whole(hazard.id):
            return None
        expected = expected_m2(self.situation, hazard.area_m2, surveys)
        deep = own_depth(self.situation, hazard)
        effort = self._likely(list(clearance(self.situation, hazard, expected, deep)))
        if effort is None:
            return None
        week = 7 - len(self.situation.calendar.rest_days)
        weeks = effort.days / week
        if weeks <= self.situation.figure(LEAST):
            return None
        return hazard.area_m2 / weeks * self.situation.figure(MOST)

    def _likely(self, efforts: Sequence[Effort]) -> Effort | None:
        """The first way to clear an area that there are teams for, else the first."""
        usable = (effort for effort in efforts if effort.teams.keys() <= self._kinds)
        return next(usable, efforts[0] if efforts else None)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(kind for team in self.situation.teams.values() for kind in team.kinds)

    def _needs(self, hazard: str) -> Iterator[Need]:
        """What needs ground of an area: roads through it, and assets on it."""
        terrain, graph = self.terrain, self.terrain.graph
        verge = self.situation.figure("access.verge_m")
        if graph is not None:
            for link in terrain.links_past.get(hazard, ()):
                yield Need(road_key(terrain.link_names[link]), _around(graph.lines[link], verge))
        for asset in terrain.assets_on.get(hazard, ()):
            if asset in self.waiting:
                yield Need(asset_key(asset), self._ground[asset])

    @cached_property
    def _ground(self) -> Mapping[str, BaseGeometry]:
        """Ground that works on each asset wait for: its reach, and a way in from the road."""
        terrain = self.terrain
        names = [name for name in terrain.hazards_on if name in self.waiting]
        shapes = [terrain.asset_shapes[name] for name in names]
        reach = (ground_m(self.situation.assets[name].kind) for name in names)
        ground = [_around(shape, metres) for shape, metres in zip(shapes, reach, strict=True)]
        for at, way in self._ways_in(shapes):
            ground[at] = shapely.union(ground[at], way)
        return dict(zip(names, ground, strict=True))

    def _ways_in(self, shapes: Sequence[BaseGeometry]) -> Iterator[tuple[int, BaseGeometry]]:
        """The straight way from each shape to the nearest road, as wide as a road with its verge."""
        graph = self.terrain.graph
        if graph is None or not shapes:
            return
        limit = self.situation.figure("access.off_road_km") * 1000
        verge = self.situation.figure("access.verge_m")
        geometries = np.empty(len(shapes), dtype=object)
        geometries[:] = shapes
        for at, spot in enumerate(spots(graph, geometries)):
            if spot is not None and 0 < spot.off_m <= limit:
                way = shapely.shortest_line(shapes[at], graph.lines[spot.link])
                yield at, _around(way, verge)


def lots_on_way(terrain: Terrain, lots: Sequence[Lot], route: Route) -> list[Lot]:
    """
    The lots of an area that a route passes, as far as it goes on its last link.

    Roads through the area that are not its last link are taken as passed with all of it.
    """
    assert terrain.graph is not None
    last = road_key(terrain.link_names[route.link])
    line = substring(terrain.graph.lines[route.link], route.from_m, route.to_m)
    way = _around(line, terrain.situation.figure("access.verge_m"))

    def passed(lot: Lot) -> bool:
        roads = {key for key in lot.needed_by if key.startswith(road_key(""))}
        if roads != {last}:
            return bool(roads)
        return float(shapely.area(shapely.intersection(lot.shape, way))) > TOUCHES_M2

    return [lot for lot in lots if passed(lot)]


def _around(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """All within a distance of a shape, and a little more; the hull of one that crosses itself."""
    if not shapely.is_valid(shape):
        shape = shapely.convex_hull(shape)
    if metres <= 0:
        return shape
    around: BaseGeometry = shapely.buffer(shape, metres * OUTSIDE, quad_segs=CORNERS)
    return around
