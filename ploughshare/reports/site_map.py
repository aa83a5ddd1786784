"""The map of one site: its ground, what lies around it, and the way in from the road."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from ploughshare.places.access import Route, Spot, routes, spots
from ploughshare.planning import wording
from ploughshare.planning.items import Item
from ploughshare.planning.programme import Programme
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import hazard_key
from ploughshare.reports import words
from ploughshare.reports.map_assets import asset_layer, asset_marks, line_layer, squares
from ploughshare.reports.map_ground import (
    built_layer,
    district_layer,
    ground_layer,
    landscape_layer,
    road_layer,
)
from ploughshare.reports.map_hazards import (
    closed_layer,
    count_layer,
    hazard_layer,
    hazard_marks,
    small_marks,
)
from ploughshare.reports.map_key import scale_bar
from ploughshare.reports.map_labels import Box, Room
from ploughshare.reports.map_names import hazard_names, settlement_names, water_names
from ploughshare.reports.map_view import View, along
from ploughshare.reports.svg import PX_PER_MM, document, element, number, shape_path
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import Theme, patterns
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import text_width

WIDTH_MM, HEIGHT_MM = 48.0, 38.0
LEAST_M = 400.0
"""Shortest side of the ground shown, in metres."""

AROUND = 0.3
"""Ground around the site and its way in, as a share of the longer side."""

SPARE, LEAST_COSINE = 1.5, 0.1
"""Ground looked at on each side, as a share of the longer side in degrees of latitude: no sheet
reaches farther. A degree of longitude is shorter by the cosine, which is 0.1 near the poles."""

MARGIN = 12.0
"""Ground beside the sheet whose marks may reach onto it, px."""

KEY = (
    "On the maps: black outline, the ground of the task; cross, its reference point; thick line, the "
    "road in; dashes, the straight way from the road, which is no marked lane. Hatched once is "
    "suspected, crossed is confirmed. North is up. Points are WGS 84."
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """
    Where a piece of work is done, in degrees WGS 84.

    Parameters
    ----------
    name
        Id of its record.
    shape
        Its ground: of its lot, else of its hazardous area or asset.
    lon, lat
        The reference point: a point on that ground.
    road
        Id of the nearest road; empty where none is near enough.
    off_m
        Distance from that road.
    turn_off
        Longitude and latitude of where the road is left; ``None`` without a road.
    way
        The last stretch of road and the straight way from it; ``None`` where not known.
    """

    name: str
    shape: BaseGeometry
    lon: float
    lat: float
    road: str
    off_m: float
    turn_off: tuple[float, float] | None
    way: tuple[BaseGeometry | None, BaseGeometry] | None


@dataclass(frozen=True)
class Sites:
    """
    The sites of items, each found once.

    Parameters
    ----------
    programme
        What is to be done, with its lots and its roads.
    items
        What is done on them.
    """

    programme: Programme
    items: Sequence[Item]

    @property
    def situation(self) -> Situation:
        return self.programme.situation

    @cached_property
    def of_item(self) -> Mapping[str, Site]:
        """The site of each item by activity; those without a place are left out."""
        shapes = [self._ground(item) for item in self.items]
        placed = [(i, s) for i, s in zip(self.items, shapes, strict=True) if s is not None]
        found = self._spots([shape for _, shape in placed])
        ways = self._routes([item for item, _ in placed], found)
        rows = zip(placed, found, ways, strict=True)
        return {item.activity: self._site(item, shape, spot, route)
                for (item, shape), spot, route in rows}  # fmt: skip

    @cached_property
    def _hazard_shapes(self) -> Mapping[str, BaseGeometry]:
        terrain = self.programme.terrain
        names = (hazard.id for hazard in terrain.open_hazards)
        return dict(zip(names, terrain.hazard_shapes, strict=True))

    def _ground(self, item: Item) -> BaseGeometry | None:
        """The ground of an item, on the plane in metres."""
        if item.lot in self.programme.lot:
            return self.programme.lot[item.lot].shape
        if item.record_type == "hazards":
            return self._hazard_shapes.get(item.record_id)
        works = self.situation.works.get(item.record_id)
        return self.programme.terrain.asset_shapes.get(works.asset if works else item.record_id)

    def _spots(self, shapes: Sequence[BaseGeometry]) -> list[Spot | None]:
        graph = self.programme.terrain.graph
        listed = np.empty(len(shapes), dtype=object)
        listed[:] = shapes
        if graph is None:
            return [None] * len(shapes)
        limit = self.situation.figure("access.off_road_km") * 1000
        found = spots(graph, listed)
        return [spot if spot is not None and spot.off_m <= limit else None for spot in found]

    def _routes(self, items: Sequence[Item], found: Sequence[Spot | None]) -> Sequence[Route]:
        """The way from the nearest base to where the road is left for each item."""
        terrain = self.programme.terrain
        if terrain.graph is None:
            return [Route(False)] * len(items)
        bases = terrain.spots(list(terrain.team_base.values()))
        own = (hazard_key(i.record_id) if i.record_type == "hazards" else "" for i in items)
        obstacles = terrain.obstacles(self.programme.immovable)
        return routes(terrain.graph, obstacles, bases, list(zip(found, own, strict=True))).to

    def _site(self, item: Item, shape: BaseGeometry, spot: Spot | None, route: Route) -> Site:
        terrain = self.programme.terrain
        lon, lat = self._position(shapely.point_on_surface(shape))
        site = Site(item.record_id, self._degrees(shape), lon, lat, "", 0.0, None, None)
        if spot is None or terrain.graph is None:
            return site
        line = terrain.graph.lines[spot.link]
        left = shapely.line_interpolate_point(line, spot.along_m)
        stretch = None
        if route.reached and route.link == spot.link:
            stretch = _until(substring(line, route.from_m, spot.along_m), shape)
            left = shapely.get_point(stretch, -1) if stretch.geom_type == "LineString" else left
        straight = self._degrees(shapely.shortest_line(left, shape))
        return replace(
            site, road=terrain.link_names[spot.link], off_m=spot.off_m,
            turn_off=self._position(left),
            way=(None if stretch is None else self._degrees(stretch), straight),
        )  # fmt: skip

    def _position(self, point: BaseGeometry) -> tuple[float, float]:
        """Longitude and latitude of a point on the plane."""
        ((lon, lat),) = self.situation.plane.back(shapely.get_coordinates(point)).tolist()
        return lon, lat

    def _degrees(self, shape: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(shape, self.situation.plane.back)
        return moved

    def access(self, site: Site) -> str:
        """The way in, in words: by which road, where it is left, and how far it is from there."""
        if not self.situation.roads:
            return "no roads on record"
        if not site.road or site.turn_off is None:
            return "no road on record near enough"
        road = self.situation.roads[site.road]
        said = f"by {road.name} ({words.passability(road.passability)})"
        if site.off_m < 1:
            return f"{said}, which reaches it"
        off = words.count(wording.rounded(site.off_m, 2))
        return f"{said}, then {off}{words.THIN}m straight from {position(*site.turn_off)}"

    def map_svg(self, site: Site, theme: Theme = LIGHT) -> str:
        """The map of a site as one SVG drawing."""
        return _Sheet(self._near, site, theme).svg()

    @cached_property
    def _near(self) -> "_Near":
        return _Near(self.situation)


def position(lon: float, lat: float) -> str:
    """Coordinates as they are read over a radio: five decimals, about a metre."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.5f}°{words.THIN}{north}, {abs(lon):.5f}°{words.THIN}{east}"


def _until(stretch: BaseGeometry, ground: BaseGeometry) -> BaseGeometry:
    """A stretch of road from its beginning to where it first meets the ground of a task."""
    first = shapely.get_point(stretch, 0)
    parts = shapely.get_parts([shapely.difference(stretch, ground)]).tolist()
    outside = [part for part in parts if part.geom_type == "LineString" and not part.is_empty]
    begins = (part for part in outside if shapely.dwithin(part, first, 0.01))
    found: BaseGeometry = next(begins, stretch)
    return found


class _Near:
    """What of a situation lies on a rectangle of ground."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._hazards = _Placed(situation.hazards, [h.geometry for h in situation.hazards.values()])
        self._assets = _Placed(situation.assets, [a.geometry for a in situation.assets.values()])
        self._roads = _Placed(situation.roads, [r.geometry for r in situation.roads.values()])
        self._places = _Placed(situation.places, [p.geometry for p in situation.places.values()])

    def within(self, west: float, south: float, east: float, north: float) -> Situation:
        """The situation with only what touches the rectangle, in degrees."""
        box = west, south, east, north
        return replace(
            self.situation, hazards=self._hazards.within(box), assets=self._assets.within(box),
            roads=self._roads.within(box), places=self._places.within(box),
        )  # fmt: skip


class _Placed(Generic[T]):
    """Records with their shapes, to be found by rectangle."""

    def __init__(self, records: Mapping[str, T], shapes: Sequence[object]) -> None:
        self._records = list(records.items())
        listed = np.empty(len(shapes), dtype=object)
        listed[:] = shapes
        # Not-a-number, and so on no rectangle, for records without a shape.
        self._bounds: NDArray[np.float64] = shapely.bounds(listed).reshape(-1, 4)

    def within(self, box: tuple[float, float, float, float]) -> dict[str, T]:
        """Those whose bounds touch a rectangle: west, south, east, north."""
        west, south, east, north = box
        b = self._bounds
        there = (b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)
        return dict(self._records[at] for at in np.flatnonzero(there).tolist())


class _Sheet:
    """The map of one site, layer by layer."""

    def __init__(self, near: _Near, site: Site, theme: Theme) -> None:
        self.site, self.theme = site, theme
        # Of the road only its end is shown: the site is what the sheet is for.
        shown = [site.shape, *((site.way[1],) if site.way else ())]
        west, south, east, north = shapely.total_bounds(np.array(shown, dtype=object)).tolist()
        spare = SPARE * max(east - west, north - south, LEAST_M / 100_000)
        wide = spare / max(LEAST_COSINE, math.cos(math.radians(max(abs(south), abs(north)))))
        around = near.within(west - wide, south - spare, east + wide, north + spare)
        # Only what touches the sheet is drawn: what lies beside it makes files much larger.
        self.situation = near.within(*_corners(_view(around, shown)))
        self.view = _view(self.situation, shown)

    def svg(self) -> str:
        view, theme = self.view, self.theme
        clip = element(
            "clipPath", element("rect", width=view.width, height=view.height), id="sheet"
        )
        edge = element("rect", x=0.5, y=0.5, width=view.width - 1, height=view.height - 1,
                       fill="none", stroke=theme["edge"], stroke_width="1")  # fmt: skip
        body = element("g", "\n".join(self._layers()), clip_path="url(#sheet)")
        return document(
            f"{body}\n{edge}", width_px=view.width, height_px=view.height,
            name=f"Map of {self.site.name}", tells=words.NO_RECORD, defs=patterns(theme) + clip,
        )  # fmt: skip

    def _layers(self) -> Iterator[str]:
        view, theme = self.view, self.theme
        marks = hazard_marks(view, {}, None)
        assets = asset_marks(view, {}, None)
        room = Room(view.width, view.height)
        room.take(Box(view.width - 110, view.height - 32, view.width, view.height))
        x, y = self._reference
        room.take(Box(x - 8, y - 8, x + 8, y + 8))
        for mx, my, half in small_marks(marks):
            room.take(Box(mx - half, my - half, mx + half, my + half))
        placed = squares(assets, room)
        yield from ground_layer(view, theme)
        yield from landscape_layer(view, theme)
        yield from built_layer(view, theme)
        yield from district_layer(view, theme)
        yield from closed_layer(marks, theme)
        yield from road_layer(view, theme)
        yield from line_layer(assets, theme)
        yield from self._road_in()
        yield from hazard_layer(marks, theme)
        yield from asset_layer(assets, placed, theme)
        yield from count_layer(marks, theme)
        yield from self._ground_and_way()
        yield from hazard_names(marks, room, frozenset({self.site.name}), theme)
        yield from settlement_names(view, room, theme)
        yield from self._road_names(room)
        yield from water_names(view, room, theme)
        yield from scale_bar(view, theme)

    @cached_property
    def _reference(self) -> tuple[float, float]:
        (point,) = self.view.shapes([shapely.Point(self.site.lon, self.site.lat)])
        return float(point.x), float(point.y)

    def _road_in(self) -> Iterator[str]:
        """The last stretch of road, under the hazards that lie on it."""
        stretch = self.site.way[0] if self.site.way else None
        if stretch is not None:
            (shape,) = self.view.shapes([stretch])
            for colour, wide in ((self.theme["surface"], 6.4), (self.theme["ink"], 3.2)):
                yield element("path", d=shape_path(shape), fill="none", stroke=colour,
                              stroke_width=wide, stroke_linecap="round")  # fmt: skip

    def _ground_and_way(self) -> Iterator[str]:
        """The outline of the ground, the straight way in, and the reference point."""
        theme = self.theme
        (shape,) = self.view.shapes([self.site.shape])
        yield element("path", d=shape_path(shape), fill="none", stroke=theme["ink"],
                      stroke_width="2.4", stroke_linejoin="round")  # fmt: skip
        if self.site.way is not None and self.site.off_m >= 1:
            (way,) = self.view.shapes([self.site.way[1]])
            for colour, wide in ((theme["surface"], 3.6), (theme["ink"], 1.6)):
                yield element("path", d=shape_path(way), fill="none", stroke=colour,
                              stroke_width=wide, stroke_dasharray="5 3")  # fmt: skip
        x, y = self._reference
        cross = f"M{number(x - 6)} {number(y)}h12M{number(x)} {number(y - 6)}v12"
        yield element("path", d=cross, stroke=theme["surface"], stroke_width="4")
        yield element("path", d=cross, stroke=theme["ink"], stroke_width="1.8")

    def _road_names(self, room: Room) -> Iterator[str]:
        roads = list({road.name: road for road in self.situation.roads.values()}.values())
        frame = shapely.box(0, 0, self.view.width, self.view.height)
        shapes = shapely.intersection(self.view.shapes(road.geometry for road in roads), frame)
        for road, shape in zip(roads, shapes, strict=True):
            wide = text_width(road.name, 8.8)
            for x, y in along(_longest(shape)):
                box = Box(x - wide / 2, y - 6, x + wide / 2, y + 6)
                if self.view.holds(x, y, wide / 2) and room.claim(box):
                    yield text(road.name, x, y + 3, size=8.8, fill=self.theme["ink-2"],
                               anchor="middle", halo=self.theme["map"])  # fmt: skip
                    break


def _longest(shape: BaseGeometry) -> BaseGeometry | None:
    parts = shapely.get_parts([shape]).tolist()
    return max(parts, key=shapely.length, default=None)


def _corners(view: View) -> tuple[float, float, float, float]:
    """West, south, east and north of a sheet with a narrow margin around it, in degrees."""
    wide, high, spare = view.width / view.scale, view.height / view.scale, MARGIN / view.scale
    xs = (view.west - spare, view.west + wide + spare)
    ys = (view.north - high - spare, view.north + spare)
    corners = np.array([(x, y) for x in xs for y in ys])
    degrees = view.situation.plane.back(corners)
    west, south = degrees.min(axis=0).tolist()
    east, north = degrees.max(axis=0).tolist()
    return west, south, east, north


def _view(situation: Situation, shown: Sequence[BaseGeometry]) -> View:
    """A sheet around what is shown, at least ``LEAST_M`` on its shorter side."""
    bounds = shapely.total_bounds(situation.on_plane(shown)).tolist()
    west, south, east, north = bounds
    width, height = WIDTH_MM * PX_PER_MM, HEIGHT_MM * PX_PER_MM
    spare = 2 * AROUND * max(east - west, north - south)
    least = LEAST_M / min(width, height)
    metres = max((east - west + spare) / width, (north - south + spare) / height, least)
    return View(
        situation, (west + east) / 2 - width * metres / 2,
        (south + north) / 2 + height * metres / 2, 1 / metres, width, height,
    )  # fmt: skip
