"""Ways in: by which roads each site may be reached, and what must be opened on one of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ploughshare.places.access import Obstacle, Route
from ploughshare.places.before import Before
from ploughshare.places.other_ways import OtherWay, other_ways
from ploughshare.planning.load_classes import LoadClasses
from ploughshare.planning.programme import Programme, Site
from ploughshare.planning.terrain import asset_key

FACTOR = "access.other_way_factor"

MOST_OPENED = 3
"""Most obstacles in which another way differs from the one chosen beforehand, on either side."""

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class WayIn:
    """
    A way to a site: its route, and keys of what must be opened on it.

    Parameters
    ----------
    past
        Without what is opened before something else of it, or on every way.
    """

    past: Keys
    route: Route


@dataclass(frozen=True)
class WaysIn:
    """
    The ways to all sites of a programme.

    Beside the way chosen beforehand others count that are no longer than it times the figure
    ``access.other_way_factor``, with what lies on both counted as km, and that differ from it in up
    to ``MOST_OPENED`` obstacles, unless all that lies on the chosen one lies on them too. They carry
    heavy teams, where there are any.
    """

    programme: Programme

    @cached_property
    def apply(self) -> bool:
        """Whether there is another way to any site that waits for its road."""
        if self.programme.situation.figure(FACTOR) <= 1:
            # Not even looked for: in a country that takes a while.
            return False
        return any(len(ways) > 1 for ways in self._ways)

    def is_given(self, number: int) -> bool:
        """Whether no other way counts to the site of a number, nor to what lies on the way there."""
        past = self._before.of(number)
        return len(self._ways[number]) == 1 and self._reached_otherwise.isdisjoint(past)

    @cached_property
    def _reached_otherwise(self) -> Keys:
        """Keys of obstacles to which another way counts."""
        sites = zip(self.programme.sites, self._ways, strict=True)
        return frozenset(site.key for site, ways in sites if len(ways) > 1)

    def of(self, number: int) -> tuple[Keys, tuple[WayIn, ...]]:
        """
        What must be opened whichever way is taken to the site of a number, and each way besides.

        The first is the one chosen beforehand. There is no way besides where that is all; nothing
        where it can be reached today, or never.
        """
        ways = self._ways[number]
        if not all(way.past for way in ways):
            return frozenset(), ()
        common = frozenset.intersection(*(self._with_implied(way.past) for way in ways))
        each = [replace(way, past=self._without_implied(way.past) - common) for way in ways]
        return self._without_implied(common), tuple(each) if all(way.past for way in each) else ()

    @cached_property
    def _before(self) -> Before:
        return Before(self.programme.routes)

    @cached_property
    def _ways(self) -> Sequence[tuple[WayIn, ...]]:
        """Of each site the way chosen beforehand and each other that counts, with all on them."""
        factor = self.programme.situation.figure(FACTOR)
        return [
            tuple(self._ways_of(number, site, factor))
            for number, site in enumerate(self.programme.sites)
        ]

    def _ways_of(self, number: int, site: Site, factor: float) -> Sequence[WayIn]:
        chosen = self.programme.routes.to[number]
        here = self.programme.keys_here(site)
        first = past = self._before.of(number) - here
        found = [WayIn(past, chosen)] if chosen.reached else []
        for other in self._others[number] if past else ():
            if other.cost_km > factor * chosen.cost_km:
                continue
            past = other.past - here
            if max(len(past - first), len(first - past)) > MOST_OPENED:
                continue
            if not any(way.past <= past for way in found):
                route = Route(True, (), other.link, other.cost_km, other.from_m, other.to_m)
                found = [found[0], *(way for way in found[1:] if not past <= way.past)]
                found.append(WayIn(past, route))
        return found

    @cached_property
    def _others(self) -> Sequence[tuple[OtherWay, ...]]:
        """Ways to each site over what carries everybody, the shortest first."""
        programme, terrain = self.programme, self.programme.terrain
        sites = programme.sites
        if terrain.graph is None:
            return [()] * len(sites)
        loads = LoadClasses(programme)
        bases = terrain.spots(list(terrain.team_base.values()))
        places = terrain.spots([site.where for site in sites])
        # Heavy teams wait for what lets them through on the way chosen beforehand.
        heavy = {site for site, after in loads.sites.items() if after}
        asked = [
            (None if (site.record_type, site.record_id) in heavy else place, site.key)
            for site, place in zip(sites, places, strict=True)
        ]
        return other_ways(terrain.graph, _obstacles(loads), bases, asked)

    @cached_property
    def _implied(self) -> Mapping[str, Keys]:
        """
        By obstacle, what is opened before it whichever way it is reached by.

        Only what is nearer to a base counts, so that no two are told to imply each other.
        """
        sites, routes = self.programme.sites, self.programme.routes.to
        found: dict[str, Keys] = {}
        for number in sorted(range(len(sites)), key=lambda number: routes[number].cost_km):
            key = sites[number].key
            if key and key not in found and self._ways[number]:
                by_way = [
                    frozenset(met for met in way.past if met in found).union(
                        *(found.get(met, ()) for met in way.past)
                    )
                    for way in self._ways[number]
                ]
                found[key] = frozenset.intersection(*by_way)
        return found

    def _with_implied(self, past: Keys) -> Keys:
        return past.union(*(self._implied.get(key, ()) for key in past))

    def _without_implied(self, past: Keys) -> Keys:
        implied = frozenset[str]().union(*(self._implied.get(key, ()) for key in past))
        return past - implied


def _obstacles(loads: LoadClasses) -> Mapping[int, Sequence[Obstacle]]:
    """What bars the roads, by index of the link; what does not carry heavy teams bars for good."""
    programme = loads.programme
    if not loads.heavy_teams:
        return programme.terrain.obstacles(programme.immovable)
    weak = frozenset(map(asset_key, loads.weak))
    return {
        link: [replace(o, cost_km=math.inf) if o.id in weak else o for o in on]
        for link, on in loads.obstacles().items()
    }
