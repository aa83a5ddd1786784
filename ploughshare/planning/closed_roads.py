"""Closed roads: which sites are cut off while roads are closed for a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal

import shapely

from ploughshare.places.before import Before
from ploughshare.planning import wording
from ploughshare.planning.closed_areas import closed_area, holds_for_all, is_closed_area, outline
from ploughshare.planning.load_classes import LoadClasses
from ploughshare.planning.programme import Programme, Site
from ploughshare.planning.terrain import ROAD_ASSETS, asset_key, hazard_key
from ploughshare.planning.ways_out import LIMIT, WayOut, ways_out
from ploughshare.workforce.teams import StandDown

Why = Literal["no road", "no way out", "too weak"]
"""No other road leads there, none to a hospital in time, or none that carries heavy teams."""

Names = frozenset[str]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closure:
    """Roads by id that are closed from a first to a last day, and what is closed, in words."""

    roads: Names
    from_on: date
    to_on: date
    what: str


@dataclass(frozen=True, slots=True)
class CutOff:
    """Sites that are cut off from a first to a last day, why, and by what, in words."""

    from_on: date
    to_on: date
    what: str
    why: Why
    sites: tuple[Site, ...]


@dataclass(frozen=True)
class ClosedRoads:
    """
    Roads that are closed for a time, and sites that are cut off meanwhile.

    A site is cut off where no other road leads there that is open whenever the road to it is: one
    past a hazard that need not be released before work begins there does not count. Works on a
    closed road or its bridge, and on the ground of these, go on: for them a road is often closed.
    """

    programme: Programme

    @cached_property
    def closures(self) -> tuple[Closure, ...]:
        """Closures that are not over on the plan's first day."""
        situation = self.programme.situation
        start = situation.calendar.start
        last = (stop for stop in situation.stand_downs if stop.to_on >= start)
        found = ((stop, frozenset(self._roads(stop))) for stop in last)
        return tuple(
            Closure(roads, max(stop.from_on, start), stop.to_on, self._what(stop))
            for stop, roads in found
            if roads
        )

    def _roads(self, stop: StandDown) -> Iterator[str]:
        """Roads that a stand-down names, and those that lead through an area that it closes."""
        situation = self.programme.situation
        yield from (name for name in stop.roads if name in situation.roads)
        if is_closed_area(situation, stop) and holds_for_all(stop):
            ground = outline(situation, stop)
            if shapely.get_dimensions(ground) == 2:
                links = situation.roads.values()
                yield from (link.id for link in links if ground.intersects(link.geometry))

    def _what(self, stop: StandDown) -> str:
        situation = self.programme.situation
        names = dict.fromkeys(
            situation.roads[name].name for name in stop.roads if name in situation.roads
        )
        if not names:
            return closed_area(situation, stop)
        noun, verb = ("roads", "are") if len(names) > 1 else ("road", "is")
        until = wording.day(stop.to_on)
        return f"{noun} {wording.few_listed(names)} {verb} closed until {until}"

    def cut_off(self) -> Iterator[CutOff]:
        """What each closure cuts off by itself, and what only several at the same time do."""
        alone: set[tuple[date, int, Why]] = set()
        days = {day for c in self.closures for day in (c.from_on, c.to_on + DAY)}
        stretches = list(pairwise(sorted(days)))
        for closure in self.closures:
            found = self._cut(closure.roads)
            yield from self._told(closure.from_on, closure.to_on, closure.what, found)
            within = (a for a, _ in stretches if closure.from_on <= a <= closure.to_on)
            alone |= {(a, *each) for a in within for each in found}
        for begin, after in stretches:
            closed = [c for c in self.closures if c.from_on <= begin <= c.to_on]
            if len(closed) > 1:
                together = self._cut(frozenset[str]().union(*(c.roads for c in closed)))
                more = {each for each in together if (begin, *each) not in alone}
                what = wording.listed(dict.fromkeys(c.what for c in closed))
                yield from self._told(begin, after - DAY, what, frozenset(more))

    def _told(
        self, begin: date, end: date, what: str, found: frozenset[tuple[int, Why]]
    ) -> Iterator[CutOff]:
        by_why: dict[Why, list[int]] = {}
        for number, why in sorted(found):
            by_why.setdefault(why, []).append(number)
        for why, numbers in by_why.items():
            sites = tuple(self.programme.sites[number] for number in numbers)
            yield CutOff(begin, end, what, why, sites)

    def _cut(self, roads: Names) -> frozenset[tuple[int, Why]]:
        """Numbers of sites that are cut off without some roads, each with why."""
        if roads not in self._known:
            self._known[roads] = frozenset(self._cut_without(roads))
        return self._known[roads]

    @cached_property
    def _known(self) -> dict[Names, frozenset[tuple[int, Why]]]:
        return {}

    @cached_property
    def _before(self) -> Before:
        return Before(self.programme.routes)

    @cached_property
    def _on_roads(self) -> tuple[tuple[str, str], ...]:
        """Keys of roads and bridges among the assets, each with the road that it lies on."""
        terrain = self.programme.terrain
        assets = [
            asset
            for asset in terrain.situation.assets.values()
            if asset.kind in ROAD_ASSETS and asset.geometry is not None
        ]
        names = terrain.link_names
        return tuple((asset_key(n), names[link]) for n, link, _ in terrain.on_links(assets))

    @cached_property
    def _loads(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return LoadClasses(self.programme).sites

    def _cut_without(self, roads: Names) -> Iterator[tuple[int, Why]]:
        programme, terrain = self.programme, self.programme.terrain
        targets = [(site.where, site.key) for site in programme.sites]
        routes = terrain.routes(targets, programme.immovable, shut=roads)
        before = Before(routes)
        out = ways_out(terrain, programme.immovable, roads)
        loads = LoadClasses(programme, roads).sites
        on_them = {key for key, road in self._on_roads if road in roads}
        for number, site in enumerate(programme.sites):
            record, here = (site.record_type, site.record_id), programme.keys_here(site)
            if here & on_them or not programme.routes.to[number].reached:
                continue
            more = before.of(number) - self._before.of(number) - here
            if more or not routes.to[number].reached:
                yield number, "no road"
            elif self._is_too_far(site, out):
                yield number, "no way out"
            elif record in loads and loads[record] != self._loads.get(record):
                yield number, "too weak"

    def _is_too_far(self, site: Site, out: Mapping[str, WayOut]) -> bool:
        """Whether casualties do not get out in time, or only past what need not be opened for it."""
        if site.key != hazard_key(site.record_id):
            return False
        way, usual = out[site.record_id], self.programme.ways_out[site.record_id]
        limit = self.programme.situation.figure(LIMIT)
        return (way.minutes or 0.0) > limit or not {*way.after} <= {*usual.after}
