"""
Finds work on hazardous ground from which casualties do not reach their hospital in time.

It shares nothing with the rule: it reads the values of records and the JSON of a plan, draws its
own map of roads, and asks for every item whether on its first day a road to the hospital is open.
It knows roads that are straight lines and areas in one piece.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from ploughshare.fields import Record

Records = Mapping[str, list[Record]]

KMH = {"main": 60.0, "local": 40.0, "track": 15.0}
SLOWER = {"open": 1.0, "limited": 1.5, "unknown": 1.5, "blocked": 1.0}
VERGE_M, OFF_ROAD_M, ROUNDING = 15.0, 5000.0, 0.005
GROUND_WORK = {"nts", "ts", "clearance", "control"}
PLANE = pyproj.Proj("+proj=aeqd +lat_0=0.5 +lon_0=-30 +ellps=WGS84")
IN_TIME = -1
"""Step at which nothing is left to be opened."""

Known = tuple[Point, float]
"""A place, and the minutes from there that the authority gives."""

Barred = dict[str, list[tuple[str, float, float]]]
"""By road what lies on it: its record, from and to which metre."""


@dataclass(frozen=True)
class Map:
    """Roads, areas and assets on a plane in metres."""

    records: Records
    limit: float

    def shape(self, shape: BaseGeometry | None) -> Any:
        """A shape of a record on the plane."""
        assert shape is not None
        return _on_the_plane(shape)

    @cached_property
    def lines(self) -> dict[str, LineString]:
        return {r.id: self.shape(r.geometry) for r in self.records["roads"]}

    @cached_property
    def blocked_by_record(self) -> set[str]:
        """Roads on which something on record lies today: what bars them is that."""
        serving = {
            r.id
            for r in self.records["assets"]
            if r.values.get("service_state") != "out_of_service"
        }
        found: set[str] = set()
        for road in self.records["roads"]:
            line = self.shape(road.geometry)
            areas = (self.shape(r.geometry).buffer(VERGE_M) for r in self.records["hazards"])
            bridges = (self.shape(r.geometry) for r in self.records["assets"]
                       if r.values["kind"] == "bridge" and r.id not in serving)  # fmt: skip
            if any(line.intersects(a) for a in areas) or any(
                line.distance(b) < 40 for b in bridges
            ):
                found.add(road.id)
        return found

    def barred(self, gone: set[str]) -> Barred:
        """What lies on the roads when some of it is gone."""
        found: Barred = {}
        for road in self.records["roads"]:
            line = self.shape(road.geometry)
            on = found.setdefault(road.id, [])
            for hazard in self.records["hazards"]:
                verge = self.shape(hazard.geometry).buffer(VERGE_M)
                if hazard.id not in gone and verge.intersects(line):
                    along = [line.project(Point(p)) for p in verge.intersection(line).coords]
                    on.append((hazard.id, min(along), max(along)))
            for asset in self.records.get("assets", ()):
                if asset.values["kind"] == "bridge" and asset.id not in gone:
                    spot = self.shape(asset.geometry)
                    if spot.distance(line) < 40:
                        on.append((asset.id, line.project(spot) - 0.5, line.project(spot) + 0.5))
            if road.values["passability"] == "blocked" and road.id not in self.blocked_by_record:
                on.append((road.id, -1, math.inf))
        return found

    def minutes(
        self, site: Point, hospital: Point, own: str, gone: set[str], known: list[Known]
    ) -> float:
        """
        Minutes from an area to a hospital over what is open; infinite where nothing is.

        ``known`` are places from which it is known how long it takes.
        """
        lines, barred = self.lines, self.barred(gone)
        ends = {}
        for name, point in (("site", site), ("hospital", hospital)):
            road = min(lines, key=lambda r, p=point: lines[r].distance(p))  # type: ignore[misc]
            if lines[road].distance(point) > OFF_ROAD_M:
                return math.nan
            ends[name] = (road, lines[road].project(point))
        edges_of = ((r, m) for r, on in barred.items() for n, *ms in on if n == own for m in ms)
        off = sum(lines[ends[name][0]].distance(point) for name, point in
                  (("site", site), ("hospital", hospital))) * 0.004  # fmt: skip
        places = [ends["site"], *((r, m) for r, m in edges_of if 0 <= m <= lines[r].length)]
        goals = [(ends["hospital"], 0.0)]
        for point, given in known:
            road = min(lines, key=lambda r, p=point: lines[r].distance(p))  # type: ignore[misc]
            goals.append(((road, lines[road].project(point)), given))
        return off + min(
            self._between(at, goal, own, barred) + more for at in places for goal, more in goals
        )

    def _between(
        self, site: tuple[str, float], hospital: tuple[str, float], own: str, barred: Barred
    ) -> float:
        lines, (road, at) = self.lines, site
        here = {own, *(n for n, begin, end in barred[road] if begin <= at <= end and n != road)}
        edges: list[tuple[Any, Any, float]] = []
        for record in self.records["roads"]:
            line, on = lines[record.id], barred[record.id]
            cuts = {0.0, line.length, *(m for r, m in (site, hospital) if r == record.id)}
            cuts |= {m for _, begin, end in on for m in (begin, end) if 0 < m < line.length}
            pace = 0.06 / KMH[str(record.values["road_class"])]
            pace *= SLOWER[str(record.values["passability"])]
            for low, high in pairwise(sorted(cuts)):
                middle = (low + high) / 2
                shut = {n for n, begin, end in on if begin <= middle <= end}
                if shut <= (here if record.id == road else {own}):
                    edges.append((_spot(line, record.id, low), _spot(line, record.id, high),
                                  (high - low) * pace))  # fmt: skip
        start, target = (_spot(lines[r], r, m) for r, m in (site, hospital))
        return _shortest(edges, start, target)


@cache
def _on_the_plane(shape: BaseGeometry) -> Any:
    """Kept, since one map is asked for the same shapes again and again."""
    return shapely.transform(shape, lambda xy: np.column_stack(PLANE(xy[:, 0], xy[:, 1])))


def _spot(line: LineString, road: str, metre: float) -> Any:
    """Ends of roads that meet are one place."""
    if metre in {0.0, line.length}:
        x, y = line.coords[0 if metre == 0.0 else -1]
        return round(x), round(y)
    return road, metre


def _shortest(edges: list[tuple[Any, Any, float]], start: Any, target: Any) -> float:
    """Bellman and Ford: nothing is quicker to get wrong, and nothing here is large."""
    least = {start: 0.0}
    for _ in range(len(edges) + 1):
        for a, b, cost in (*edges, *((b, a, cost) for a, b, cost in edges)):
            if a in least and least[a] + cost < least.get(b, math.inf):
                least[b] = least[a] + cost
    return least.get(target, math.inf)


def breaches(records: Records, plan: Mapping[str, Any]) -> list[str]:
    """Every breach in a plan, in words; empty for none."""
    return list(_breaches(records, plan))


def _breaches(records: Records, plan: Mapping[str, Any]) -> Iterator[str]:
    ground = map_of(records)
    medics = {r.id: r.values.get("medics") for r in records["teams"]}
    for item in plan["items"]:
        if item["record"]["type"] != "hazards" or item["kind"] not in GROUND_WORK:
            continue
        for team in (team for teams in item["teams"].values() for team in teams):
            if item["kind"] != "nts" and medics[team] == 0:
                yield f"{item['activity']}: {team} has no medic"
        site = ground.shape(Point(item["place"]["lon"], item["place"]["lat"]))
        gone = gone_at(records, plan, item["start"])
        why = _out_of_reach(ground, item["record"]["id"], site, gone, begun=item["continues"])
        if why:
            yield f"{item['activity']} at step {item['start']}: {why}"


def left_out_within_reach(records: Records, plan: Mapping[str, Any]) -> list[str]:
    """
    Areas that a plan leaves out as out of reach, although they are not once all is opened.

    What no road from a base leads to is left out for that as well.
    """
    ground, found = map_of(records), []
    tighter = replace(ground, limit=ground.limit * (1 - 2 * ROUNDING))
    for row in plan["not_planned"]:
        if row["reason"] == "no-way-out" and row["record"]["id"] not in _cut_off(plan):
            (hazard,) = (r for r in records["hazards"] if r.id == row["record"]["id"])
            site = ground.shape(hazard.geometry).centroid
            if not _out_of_reach(tighter, hazard.id, site, gone_at(records, plan, IN_TIME)):
                found.append(hazard.id)
    return found


def map_of(records: Records) -> Map:
    metric = "evacuation.limit_min"
    (limit,) = (r.values["value"] for r in records["figures"] if r.values["metric"] == metric)
    return Map(records, float(str(limit)))


def gone_at(records: Records, plan: Mapping[str, Any], step: int) -> set[str]:
    """What no longer bars roads at a step, or once all that anybody could open is open."""
    serving = {r.id for r in records["assets"] if r.values.get("service_state") == "in_service"}
    if step == IN_TIME:
        # Works that no road from a base leads to bring nothing back.
        works = [r for r in records.get("works", ()) if r.id not in _cut_off(plan)]
        with_works = {str(r.values["asset"]) for r in works}
        return serving | with_works | {r.id for r in records["hazards"]}
    asset_of = {r.id: str(r.values["asset"]) for r in records.get("works", ())}
    for item in plan["items"]:
        if item["finish"] <= step and item["kind"] == "handover":
            serving.add(item["record"]["id"])
        if item["finish"] <= step and item["kind"] == "works":
            serving.add(asset_of[item["record"]["id"]])
    return serving


def _cut_off(plan: Mapping[str, Any]) -> set[str]:
    """Ids of what no road from a base leads to."""
    return {row["record"]["id"] for row in plan["not_planned"] if row["reason"] == "no-route"}


def _out_of_reach(
    ground: Map, hazard: str, site: Point, gone: set[str], *, begun: bool = False
) -> str:
    """Why casualties of a site do not reach their hospital; empty where they do."""
    place = _place(ground, hazard, site)
    if place is None:
        return ""
    given = place.get("evacuation_min")
    if given is not None and given > ground.limit:
        return f"{given} minutes are too many"
    called = str(place.get("hospital") or "").strip().lower()
    for asset in ground.records["assets"]:
        if called and called in {asset.id.lower(), str(asset.values["name"]).lower()}:
            if asset.id not in gone:
                return f"{asset.id} is out of service"
            if begun and given is not None:
                continue
            there = ground.shape(asset.geometry)
            known = _known(ground, called)
            if hazard in known:
                continue
            minutes = ground.minutes(site, there, hazard, gone - {hazard}, [*known.values()])
            if math.isinf(minutes):
                return f"no road to {asset.id} is open"
            if given is None and minutes > ground.limit * (1 + ROUNDING):
                return f"{minutes:.1f} minutes to {asset.id} are too many"
    return ""


def _known(ground: Map, called: str) -> dict[str, Known]:
    """Areas that teams stand on today under an order, in time for that hospital as it is given."""
    found: dict[str, Known] = {}
    under_way = {
        r.values["hazard"]
        for r in ground.records.get("tasks", ())
        if r.values["status"] == "active"
    }
    for hazard in ground.records["hazards"]:
        site = ground.shape(hazard.geometry).centroid
        place = _place(ground, hazard.id, site) if hazard.id in under_way else None
        given = place.get("evacuation_min") if place else None
        theirs = str(place.get("hospital") or "").strip().lower() if place else ""
        if given is not None and given <= ground.limit and theirs in _names(ground, called):
            found[hazard.id] = site, float(given)
    return found


def _names(ground: Map, called: str) -> set[str]:
    """All that the hospital of that name or id is called."""
    for asset in ground.records["assets"]:
        names = {asset.id.lower(), str(asset.values["name"]).lower()}
        if called in names:
            return names
    return {called}


def _place(ground: Map, hazard: str, site: Point) -> Mapping[str, Any] | None:
    """The nearest place around an area that says anything about a hospital."""
    places = {r.id: r for r in ground.records["places"]}
    (record,) = (r for r in ground.records["hazards"] if r.id == hazard)
    names = [str(record.values.get("place") or "")]
    if names[0]:
        names.append(str(places[names[0]].values["parent"]))
    outlined = [r for r in places.values() if r.geometry is not None]
    names.append(min(outlined, key=lambda r: ground.shape(r.geometry).distance(site)).id)
    for name in names:
        if name:
            values = places[name].values
            if values.get("hospital") or values.get("evacuation_min") is not None:
                return values
    return None
