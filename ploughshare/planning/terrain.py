"""Terrain: what lies on what, in which district, and which road leads there."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.assets.assets import Asset
from ploughshare.land.hazards import HazardousArea
from ploughshare.places.access import (
    Obstacle,
    RoadGraph,
    Route,
    Routes,
    Spot,
    road_graph,
    routes,
    spots,
)
from ploughshare.places.places import Place
from ploughshare.planning.defaults import ground_m
from ploughshare.planning.measures import CLOSED
from ploughshare.planning.situation import Situation

ROAD_ASSETS = frozenset({"road", "bridge", "culvert"})
"""Kinds of asset that bar a road while they do not serve."""

ON_ROAD_M = 40.0
"""A road asset drawn as a point belongs to a road link within this distance, in metres."""

CLASS_FACTOR = {"main": 1.0, "local": 1.2, "track": 1.8}
PASSABILITY_FACTOR = {"open": 1.0, "limited": 1.5, "unknown": 1.5, "blocked": 1.0}
"""Factors on the length of a link in the choice of a route; they never bar it."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place: km on the plane, degrees, and the id of its district (empty for none)."""

    x_km: float
    y_km: float
    lon: float
    lat: float
    district: str


def hazard_key(name: str) -> str:
    """Name of a hazardous area as an obstacle."""
    return f"hazards/{name}"


def asset_key(name: str) -> str:
    """Name of an asset as an obstacle."""
    return f"assets/{name}"


def road_key(name: str) -> str:
    """Name of a road link as an obstacle."""
    return f"roads/{name}"


def serves_today(asset: Asset) -> bool:
    """
    Whether an asset counts as serving on the first day.

    What nobody recorded does not count as serving; an undamaged asset of unknown
    state does.
    """
    if asset.service_state in {"in_service", "limited"}:
        return True
    return asset.service_state == "unknown" and asset.damage == "0"


@dataclass(frozen=True)
class Terrain:
    """
    A situation with its spatial joins, each made once when first asked for.

    Parameters
    ----------
    situation
        What is known.
    """

    situation: Situation

    @cached_property
    def open_hazards(self) -> tuple[HazardousArea, ...]:
        """Hazardous areas planned as hazardous, those with a place on the map."""
        return tuple(
            h for h in self.situation.hazards.values() if h.is_open and h.geometry is not None
        )

    @cached_property
    def hazard_shapes(self) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
        """Open hazards on the plane; a point is a disc of the size of one item."""
        shapes = self.situation.on_plane(h.geometry for h in self.open_hazards)
        radius = math.sqrt(self.situation.figure("clearance.point_item_m2") / math.pi)
        points = shapely.get_dimensions(shapes) < 2
        shapes[points] = shapely.buffer(shapes[points], radius)
        return shapes

    @cached_property
    def hazard_shape(self) -> Mapping[str, BaseGeometry]:
        """The same by the id of the hazard."""
        pairs = zip(self.open_hazards, self.hazard_shapes, strict=True)
        return {hazard.id: shape for hazard, shape in pairs}

    @cached_property
    def _assets_on_map(self) -> tuple[Asset, ...]:
        return tuple(a for a in self.situation.assets.values() if a.geometry is not None)

    @cached_property
    def asset_shapes(self) -> Mapping[str, BaseGeometry]:
        """Shape of each asset on the map, on the plane in metres."""
        shapes = self.situation.on_plane(a.geometry for a in self._assets_on_map)
        return {a.id: shape for a, shape in zip(self._assets_on_map, shapes, strict=True)}

    @cached_property
    def hazards_on(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the open hazards on the ground of each asset or within its reach."""
        return self._within_reach(self.open_hazards, self.hazard_shapes)

    @cached_property
    def once_hazardous_on(self) -> Mapping[str, tuple[str, ...]]:
        """The same of areas that are handed over or closed: what may remain there is not known."""
        closed = [
            h for h in self.situation.hazards.values() if not h.is_open and h.geometry is not None
        ]
        return self._within_reach(closed, self.situation.on_plane(h.geometry for h in closed))

    def _within_reach(
        self,
        hazards: Sequence[HazardousArea],
        hazard_shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    ) -> dict[str, tuple[str, ...]]:
        """Ids of hazards on the ground of each asset or within its reach, by the asset's id."""
        found: dict[str, list[str]] = {}
        if not hazards or not self._assets_on_map:
            return {}
        shapes = np.array(list(self.asset_shapes.values()), dtype=object)
        reach = np.array([ground_m(a.kind) for a in self._assets_on_map])
        tree = shapely.STRtree(hazard_shapes)
        pairs = tree.query(shapes, predicate="dwithin", distance=reach)
        for asset, hazard in zip(*pairs.tolist(), strict=True):
            name = self._assets_on_map[asset].id
            found.setdefault(name, []).append(hazards[hazard].id)
        return {name: tuple(sorted(ids)) for name, ids in found.items()}

    @cached_property
    def assets_on(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the assets on whose ground or within whose reach each open hazard lies."""
        return _turned(self.hazards_on)

    @cached_property
    def links_past(self) -> Mapping[str, tuple[int, ...]]:
        """Indices of the road links whose verge each open hazard reaches, by its id."""
        found: dict[str, dict[int, None]] = {}
        if self.graph is not None:
            for key, link, *_ in self._hazards_on_links:
                found.setdefault(key.removeprefix("hazards/"), {})[link] = None
        return {name: tuple(links) for name, links in found.items()}

    @cached_property
    def _districts(self) -> "tuple[list[str], shapely.STRtree | None]":
        outlined = [
            (p.id, p.geometry)
            for p in self.situation.places.values()
            if p.level == "district" and p.geometry is not None
            and shapely.get_dimensions(p.geometry) == 2
        ]  # fmt: skip
        if not outlined:
            return [], None
        shapes = self.situation.on_plane(shape for _, shape in outlined)
        return [name for name, _ in outlined], shapely.STRtree(shapes)

    @property
    def districts(self) -> tuple[str, ...]:
        """Ids of the districts with an outline."""
        return tuple(self._districts[0])

    @property
    def has_districts(self) -> bool:
        """Whether any district has an outline, so that every place lies in one."""
        return self._districts[1] is not None

    def where(self, geometries: "list[object]") -> list[Where | None]:
        """Where each geometry is: a point on it; ``None`` for none."""
        found: list[Where | None] = [None] * len(geometries)
        present = [i for i, g in enumerate(geometries) if g is not None]
        if not present:
            return found
        points = shapely.point_on_surface(self.situation.on_plane(geometries[i] for i in present))
        xy = shapely.get_coordinates(points)
        lonlat = self.situation.plane.back(xy)
        names, tree = self._districts
        nearest = tree.query_nearest(points, all_matches=False)[1] if tree else [-1] * len(present)
        for i, (x, y), (lon, lat), district in zip(present, xy, lonlat, nearest, strict=True):
            name = names[int(district)] if tree else ""
            found[i] = Where(float(x) / 1000, float(y) / 1000, float(lon), float(lat), name)
        return found

    @cached_property
    def hazard_at(self) -> Mapping[str, Where]:
        """Where each open hazard is."""
        places = self.where([h.geometry for h in self.open_hazards])
        return {h.id: w for h, w in zip(self.open_hazards, places, strict=True) if w is not None}

    @cached_property
    def asset_at(self) -> Mapping[str, Where]:
        """Where each asset on the map is."""
        places = self.where([a.geometry for a in self._assets_on_map])
        return {a.id: w for a, w in zip(self._assets_on_map, places, strict=True) if w is not None}

    @cached_property
    def team_base(self) -> Mapping[str, Where]:
        """Where each team's base is: its point, or that of its base place."""
        teams = list(self.situation.teams.values())
        places = self.situation.places
        shapes = [
            t.geometry
            if t.geometry is not None
            else (places[t.base].geometry if t.base in places else None)
            for t in teams
        ]
        found = self.where(list(shapes))
        return {t.id: w for t, w in zip(teams, found, strict=True) if w is not None}

    def districts_of(self, places: tuple[str, ...]) -> tuple[str, ...] | None:
        """
        Ids of the districts that hold or are held by places; ``None`` for everywhere.

        A settlement stands for its district, a region for all districts below it.
        """
        if not places:
            return None
        known = self.situation.places
        districts, _ = self._districts
        wanted = set(places)
        found = {name for name in districts if self._ancestry(name) & wanted}
        for name in places:
            found |= self._ancestry(name) & set(districts)
            if name in known and not self._ancestry(name) & set(districts):
                shape = known[name].geometry
                (spot,) = self.where([shape])
                if known[name].level not in {"country", "region"} and spot is not None:
                    found.add(spot.district)
        return tuple(sorted(found - {""}))

    def _ancestry(self, name: str) -> set[str]:
        """A place and all places it belongs to."""
        return {name, *(place.parent for place in self.line_of(name))} - {""}

    def line_of(self, name: str) -> tuple[Place, ...]:
        """A place on record and those it belongs to, the smallest first; empty for none."""
        line: dict[str, Place] = {}
        while name in self.situation.places and name not in line:
            line[name] = self.situation.places[name]
            name = line[name].parent
        return tuple(line.values())

    def places_around(self, hazard: HazardousArea) -> tuple[Place, ...]:
        """The places that an open hazard lies in, the smallest first: on record, else its district."""
        where = self.hazard_at.get(hazard.id)
        return (*self.line_of(hazard.place), *self.line_of(where.district if where else ""))

    @cached_property
    def link_names(self) -> tuple[str, ...]:
        """Id of the road of each link of the graph."""
        return tuple(self.situation.roads)

    @cached_property
    def graph(self) -> RoadGraph | None:
        """The road graph; ``None`` when no roads are recorded."""
        links = list(self.situation.roads.values())
        if not links:
            return None
        lines = shapely.line_merge(self.situation.on_plane(r.geometry for r in links))
        whole = shapely.get_type_id(lines) == 1
        longest = [line if ok else _longest(line) for line, ok in zip(lines, whole, strict=True)]
        factor = [
            CLASS_FACTOR.get(r.road_class, 1.0) * PASSABILITY_FACTOR.get(r.passability, 1.0)
            for r in links
        ]
        return road_graph(np.array(longest, dtype=object), np.array(factor))

    def obstacles(
        self, immovable: frozenset[str], shut: frozenset[str] = frozenset()
    ) -> dict[int, list[Obstacle]]:
        """
        What lies on each road link, by index of the link.

        ``immovable`` are the keys of obstacles that no plan removes; they bar the link. So are the
        links ``shut``, by the id of their road.
        """
        graph = self.graph
        if graph is None:
            return {}
        found: dict[int, list[Obstacle]] = {}
        for key, link, begin, end, cost in (*self._hazards_on_links, *self._assets_on_links):
            count = math.inf if key in immovable else cost
            found.setdefault(link, []).append(Obstacle(key, begin, end, count))
        for link, road in enumerate(self.situation.roads.values()):
            closed = road.passability == CLOSED or road.id in shut
            if closed or (road.passability == "blocked" and link not in found):
                barred = Obstacle(road_key(road.id), 0.0, math.inf, math.inf)
                found.setdefault(link, []).append(barred)
        return found

    @cached_property
    def _hazards_on_links(self) -> list[tuple[str, int, float, float, float]]:
        assert self.graph is not None
        if not self.open_hazards:
            return []
        verge = self.situation.figure("access.verge_m")
        cost = self.situation.figure("access.hazard_counts_km")
        wide = shapely.buffer(self.hazard_shapes, verge)
        pairs = shapely.STRtree(self.graph.lines).query(wide, predicate="intersects")
        lines = self.graph.lines[pairs[1]]
        cuts = shapely.intersection(lines, wide[pairs[0]])
        found = []
        for hazard, link, line, cut in zip(*pairs.tolist(), lines, cuts, strict=True):
            along = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(cut)))
            if len(along):
                key = hazard_key(self.open_hazards[hazard].id)
                found.append((key, link, float(along.min()), float(along.max()), cost))
        return found

    @cached_property
    def _assets_on_links(self) -> list[tuple[str, int, float, float, float]]:
        assert self.graph is not None
        barring = [a for a in self._assets_on_map if a.kind in ROAD_ASSETS and not serves_today(a)]
        if not barring:
            return []
        cost = self.situation.figure("access.works_count_km")
        return [(asset_key(n), link, m, m, cost) for n, link, m in self.on_links(barring)]

    def on_links(self, assets: Sequence[Asset]) -> list[tuple[str, int, float]]:
        """Ids of assets on the map that lie on a road, with its link and metres along it."""
        if self.graph is None or not assets:
            return []
        shapes = self.situation.on_plane(a.geometry for a in assets)
        found = spots(self.graph, shapely.point_on_surface(shapes))
        return [
            (asset.id, spot.link, spot.along_m)
            for asset, spot in zip(assets, found, strict=True)
            if spot is not None and spot.off_m <= ON_ROAD_M
        ]

    def spots(self, places: "list[Where | None]") -> list[Spot | None]:
        """Nearest place on the road graph to each place; ``None`` beyond the off-road limit."""
        if self.graph is None:
            return [None] * len(places)
        points = np.empty(len(places), dtype=object)
        present = [i for i, where in enumerate(places) if where is not None]
        km = np.array([(w.x_km, w.y_km) for w in places if w is not None])
        points[present] = shapely.points(km.reshape(-1, 2) * 1000)
        limit = self.situation.figure("access.off_road_km") * 1000
        return [
            spot if spot is not None and spot.off_m <= limit else None
            for spot in spots(self.graph, points)
        ]

    def routes(
        self,
        targets: "Sequence[tuple[Where | None, str]]",
        immovable: frozenset[str],
        *,
        teams: Collection[str] | None = None,
        also: Mapping[int, Sequence[Obstacle]] | None = None,
        shut: frozenset[str] = frozenset(),
    ) -> Routes:
        """
        Routes from the nearest team base to each target.

        A target is a place and, where it is an obstacle itself, its key. ``teams`` are those that
        travel (``None`` for all), ``also`` what bars the way to them besides, by link, and ``shut``
        roads that nobody may use.
        """
        if self.graph is None:
            return Routes(tuple(Route(True) for _ in targets), ())
        at = self.team_base.items()
        bases = self.spots([where for team, where in at if teams is None or team in teams])
        places = self.spots([where for where, _ in targets])
        named = [(spot, own) for spot, (_, own) in zip(places, targets, strict=True)]
        obstacles = self.obstacles(immovable, shut)
        for link, more in (also or {}).items():
            obstacles.setdefault(link, []).extend(more)
        return routes(self.graph, obstacles, bases, named)


def _turned(groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Names by each of those that they name."""
    found: dict[str, list[str]] = {}
    for name, others in groups.items():
        for other in others:
            found.setdefault(other, []).append(name)
    return {name: tuple(others) for name, others in found.items()}


def _longest(line: "shapely.Geometry") -> "shapely.Geometry":
    parts: list[shapely.Geometry] = list(shapely.get_parts(line))
    return max(parts, key=shapely.length)
