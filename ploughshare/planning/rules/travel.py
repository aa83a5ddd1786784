"""The rule about travel: teams go by road."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ploughshare.places.road_distance import RoadAreas, road_areas, road_km
from ploughshare.planning.load_classes import HEAVY, LoadClasses
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Roads
from ploughshare.planning.terrain import Where
from ploughshare.planning.travel import Mobility, mobilities


def travel_follows_the_roads(programme: Programme) -> Iterator[Roads]:
    """
    Teams travel by road, and a broken bridge sends them round.

    Places that open roads hold together are an area; a river without a bridge parts what lies
    on its two banks. A trip takes the time of the straight line with the detour of the figure
    ``travel.detour``, and from area to area the time besides by which the way along the roads,
    from middle to middle, is longer than that. Roads count as they are on the plan's first day:
    what is mined, broken or blocked is not driven through, and heavy teams go round what does
    not carry them. Where nothing open leads to an area,
    nobody works there before its road is open, and the way over that road counts. Poor roads
    count as longer by the factors of routes. No trip is made shorter, and a place that no road is
    near is reached in a straight line.

    Source: informed by IMAS 10.40 (the way out is planned on real roads); practice.
    """
    terrain = programme.terrain
    if terrain.graph is None:
        return
    places = list(dict.fromkeys(_places(programme)))
    for_heavy = LoadClasses(programme).obstacles()
    found = road_areas(terrain.graph, for_heavy, terrain.spots(list(places)))
    more: dict[tuple[str, str, str], int] = {}
    for name, mobility in mobilities(programme.situation).items():
        bars = for_heavy if name == HEAVY else terrain.obstacles(programme.immovable)
        by_road = road_km(terrain.graph, bars, found.middles)
        for a, b, steps in _more(mobility, found, by_road):
            more[name, f"area-{a + 1}", f"area-{b + 1}"] = steps
    parted = {area for _, *pair in more for area in pair}
    names = (f"area-{area + 1}" for area in found.of.tolist())
    areas = {place: name for place, name in zip(places, names, strict=True) if name in parted}
    if more:
        yield Roads(areas, more)


def _places(programme: Programme) -> Iterator[Where]:
    yield from programme.terrain.team_base.values()
    for activities in programme.of_hazard.values():
        yield from (activity.where for activity in activities)
    yield from (activity.where for activity in programme.of_works.values())


def _more(
    mobility: Mobility, found: RoadAreas, by_road: NDArray[np.float64]
) -> Iterator[tuple[int, int, int]]:
    """Steps that the roads take longer than a straight line with its detour, by pair of areas."""
    longer = np.isfinite(by_road) & (by_road > mobility.detour * found.straight_km)
    for a, b in np.argwhere(np.triu(longer, 1)).tolist():
        steps = mobility.steps(float(by_road[a, b])) - mobility.steps(
            mobility.detour * float(found.straight_km[a, b])
        )
        if steps > 0:
            yield a, b, steps
