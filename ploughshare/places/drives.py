"""Drives: how long it takes by road from the nearest of some places to many, and past what."""

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from ploughshare.places.access import JOIN_M, Obstacle, Reals, RoadGraph, Spot


@dataclass(frozen=True, slots=True)
class Drive:
    """
    The best way to a place.

    Parameters
    ----------
    minutes
        Infinite where there is no way.
    past
        Ids of all obstacles on it that must be gone first, in the order in which they are met.
    counts
        What it counts in the choice of a way, least for the best: minutes, or km with what
        obstacles count.
    """

    minutes: float = math.inf
    past: tuple[str, ...] = ()
    counts: float = math.inf


Start = tuple[Spot, float]
"""A place to start from, and the minutes that it takes to get there."""

_Entry = tuple[float, int, float, tuple[str, ...]]
"""What the way counts, junction reached, minutes, obstacles on the way."""


def drives(
    graph: RoadGraph,
    minutes_per_m: Reals,
    obstacles: Mapping[int, Sequence[Obstacle]],
    starts: Sequence[Start],
    places: Sequence[tuple[Spot, str]],
    *,
    opened: bool,
    as_teams_go: bool = False,
) -> tuple[Drive, ...]:
    """
    The best way from any of some places to each of others (Dijkstra 1959).

    Parameters
    ----------
    minutes_per_m
        Of each link. Shape ``(n_links,)``.
    obstacles
        By index of the link.
    places
        Each with the id of an obstacle that it is, which does not bar the way to itself; empty for
        none. Where that lies on roads, its edges on them are the place as well, whichever is
        nearest. Nor is the way barred by one that can be removed and reaches over the very
        place: there people work inwards from the side on which they came.
    opened
        Whether obstacles that can be removed count as gone, and are told; else all bar the way.
    as_teams_go
        Whether the best way is chosen like the routes of teams, by km with what obstacles
        count; else it is the quickest.
    """
    metres = shapely.length(graph.lines)
    km = graph.length_km / np.maximum(metres, JOIN_M) if as_teams_go else minutes_per_m
    search = _Search(
        graph, minutes_per_m.tolist(), km.tolist(), obstacles, metres.tolist(),
        graph.ends.tolist(), opened, as_teams_go,
    )  # fmt: skip
    search.spread(starts)
    return tuple(search.drive(spot, own) for spot, own in places)


@dataclass(slots=True)
class _Search:
    """Working state of one search from one place."""

    graph: RoadGraph
    minutes_per_m: list[float]
    counts_per_m: list[float]
    obstacles: Mapping[int, Sequence[Obstacle]]
    metres: list[float]
    ends: list[list[int]]
    opened: bool
    as_teams_go: bool
    reached: dict[int, Drive] = field(default_factory=dict)
    edges: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    starts_on: dict[int, list[tuple[float, Drive]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for link, on in self.obstacles.items():
            for obstacle in on:
                for edge_m in (obstacle.begin_m, obstacle.end_m):
                    if 0.0 <= edge_m <= self.metres[link]:
                        self.edges.setdefault(obstacle.id, []).append((link, edge_m))

    def spread(self, starts: Sequence[Start]) -> None:
        """Reach every junction that can be reached."""
        queue: list[_Entry] = []
        for start, minutes in starts:
            here = Drive(minutes, (), minutes)
            self.starts_on.setdefault(start.link, []).append((start.along_m, here))
            for junction, end_m in self._ends_of(start.link):
                self._push(queue, junction, self._on(here, start.link, start.along_m, end_m))
        while queue:
            counts, junction, minutes, past = heapq.heappop(queue)
            if junction in self.reached:
                continue
            here = self.reached[junction] = Drive(minutes, past, counts)
            for link in self.graph.links_at(junction):
                (a, begin_m), (b, end_m) = self._ends_of(link)
                other, from_m, to_m = (b, begin_m, end_m) if junction == a else (a, end_m, begin_m)
                if other not in self.reached:
                    self._push(queue, other, self._on(here, link, from_m, to_m))

    def _push(self, queue: list[_Entry], junction: int, drive: Drive) -> None:
        if math.isfinite(drive.minutes):
            heapq.heappush(queue, (drive.counts, junction, drive.minutes, drive.past))

    def drive(self, spot: Spot, own: str) -> Drive:
        """The best way to a place, or to an edge of the obstacle that it is."""
        targets = [(spot.link, spot.along_m), *self.edges.get(own, ())]
        ways = (self._to(link, along_m, own) for link, along_m in targets)
        return min(ways, key=lambda way: (way.counts, len(way.past)))

    def _to(self, link: int, along_m: float, own: str) -> Drive:
        """The best way to a place on a link, from either end of it or along it."""
        at = {own, *self._reaching_over(link, along_m)}
        ways = [
            self._on(self.reached.get(junction, Drive()), link, end_m, along_m, at)
            for junction, end_m in self._ends_of(link)
        ]
        for start_m, here in self.starts_on.get(link, ()):
            ways.append(self._on(here, link, start_m, along_m, at))
        return min(ways, key=lambda way: (way.counts, len(way.past)))

    def _ends_of(self, link: int) -> tuple[tuple[int, float], tuple[int, float]]:
        a, b = self.ends[link]
        return (a, 0.0), (b, self.metres[link])

    def _reaching_over(self, link: int, along_m: float) -> set[str]:
        over = (o for o in self.obstacles.get(link, ()) if o.begin_m <= along_m <= o.end_m)
        return {o.id for o in over if math.isfinite(o.cost_km)}

    def _on(
        self, way: Drive, link: int, from_m: float, to_m: float, at: Collection[str] = ()
    ) -> Drive:
        """A way and the stretch of a link after it; what lies ``at`` its end does not bar it."""
        low, high = min(from_m, to_m), max(from_m, to_m)
        past = way.past
        minutes = way.minutes + (high - low) * self.minutes_per_m[link]
        counts = way.counts + (high - low) * self.counts_per_m[link]
        for obstacle in self.obstacles.get(link, ()):
            if obstacle.id in at or obstacle.begin_m > high or obstacle.end_m < low:
                continue
            if not (self.opened and math.isfinite(obstacle.cost_km)):
                return Drive()
            if obstacle.id not in past:
                past = (*past, obstacle.id)
                counts += obstacle.cost_km if self.as_teams_go else 0.0
        return Drive(minutes, past, counts)
