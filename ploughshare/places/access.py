"""The road graph: by which road each place is reached, and what lies on the way.

Routes are shortest paths from the nearest base (Dijkstra 1959), obstacles counted
as extra kilometres, so a free detour is preferred while it is shorter than the
work it avoids.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

JOIN_M = 5.0
"""Ends of links within this distance are one junction, in metres."""

Lines = NDArray[np.object_]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """
    Something on a link that must be dealt with before the link is used.

    Parameters
    ----------
    id
        Of the record.
    begin_m
        Where it begins, in metres from the link's first point.
    end_m
        Where it ends.
    cost_km
        What it counts in the choice of a route; infinite when it cannot be removed.
    """

    id: str
    begin_m: float
    end_m: float
    cost_km: float


@dataclass(frozen=True, slots=True)
class Route:
    """
    How a place is reached.

    Parameters
    ----------
    reached
        Whether there is a route at all.
    after
        Obstacles that must be gone first. Those behind them are implied by the
        waits between obstacles.
    link
        Index of the link the place lies at; ``-1`` when not reached.
    from_m, to_m
        The stretch of that link that is travelled, in metres from its first point.
    cost_km
        Length of the route with what its obstacles count, in km.
    """

    reached: bool
    after: tuple[str, ...] = ()
    link: int = -1
    cost_km: float = math.inf
    from_m: float = 0.0
    to_m: float = 0.0


@dataclass(frozen=True, slots=True)
class RoadGraph:
    """
    Junctions and links.

    Parameters
    ----------
    lines
        One line per link, on a plane in metres. Shape ``(n_links,)``.
    ends
        Junction at the first and last point of each link. Shape ``(n_links, 2)``.
    length_km
        Length of each link times the factor of its class. Shape ``(n_links,)``.
    n_junctions
        Number of junctions.
    """

    lines: Lines
    ends: NDArray[np.int64]
    length_km: Reals
    n_junctions: int
    _links_at: Mapping[int, list[int]] = field(repr=False, default_factory=dict)

    def links_at(self, junction: int) -> Sequence[int]:
        return self._links_at.get(junction, ())


def road_graph(lines: Lines, factor: Reals) -> RoadGraph:
    """A graph from lines in metres; ``factor`` multiplies the length of each for the choice."""
    points = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    junction, count = _joined(points)
    ends = junction.reshape(2, len(lines)).T
    links_at: dict[int, list[int]] = {}
    for link, (a, b) in enumerate(ends.tolist()):
        links_at.setdefault(a, []).append(link)
        if b != a:
            links_at.setdefault(b, []).append(link)
    return RoadGraph(lines, ends, shapely.length(lines) / 1000 * factor, count, links_at)


def _joined(points: Lines) -> tuple[NDArray[np.int64], int]:
    """Number points so that those within ``JOIN_M`` of each other, in chains, share one."""
    tree = shapely.STRtree(points)
    left, right = tree.query(points, predicate="dwithin", distance=JOIN_M)
    parent = list(range(len(points)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        a, b = root(i), root(j)
        if a != b:
            parent[max(a, b)] = min(a, b)
    roots = np.array([root(i) for i in range(len(points))], dtype=np.int64)
    names, numbers = np.unique(roots, return_inverse=True)
    return numbers.astype(np.int64), len(names)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a link: its index, metres from its first point, and metres to the place."""

    link: int
    along_m: float
    off_m: float


def spots(graph: RoadGraph, geometries: Lines) -> list[Spot | None]:
    """Nearest place on the road graph to each geometry in metres; ``None`` for no geometry."""
    found: list[Spot | None] = [None] * len(geometries)
    present = [i for i, g in enumerate(geometries) if g is not None and not g.is_empty]
    if not present or not len(graph.lines):
        return found
    shapes = geometries[present]
    tree = shapely.STRtree(graph.lines)
    (_, links), off = tree.query_nearest(shapes, return_distance=True, all_matches=False)
    nearest = graph.lines[links]
    touching = shapely.get_point(shapely.shortest_line(nearest, shapes), 0)
    along = shapely.line_locate_point(nearest, touching)
    for n, i in enumerate(present):
        found[i] = Spot(int(links[n]), float(along[n]), float(off[n]))
    return found


@dataclass(frozen=True, slots=True)
class Routes:
    """
    Routes from the nearest base to every place, over a graph with obstacles.

    Parameters
    ----------
    to
        One route per place asked for.
    waits
        Pairs of obstacles ``(first, then)``: the second is reached past the first.
    """

    to: tuple[Route, ...]
    waits: tuple[tuple[str, str], ...]


Entry = tuple[float, int, int, float, float, tuple[str, ...]]
"""Cost in km, junction reached, by which link, from and to which metre, obstacles behind."""


Met = tuple[str, float]
"""Id of an obstacle, and what the way to it costs from where the stretch begins, in km."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """
    Stretches of the links of a graph, with what lies on them.

    Parameters
    ----------
    obstacles
        By index of the link.
    metres, km_per_m
        Length of each link, and km of its length in the choice of a route for each metre.
    ends
        Junction at the first and last point of each link.
    """

    obstacles: Mapping[int, Sequence[Obstacle]]
    metres: list[float]
    km_per_m: list[float]
    ends: list[tuple[int, int]]

    def between(
        self, link: int, from_m: float, to_m: float, skip: str = ""
    ) -> tuple[float, list[Met]]:
        """Cost in km from one place on a link to another, and the obstacles met, in order."""
        km_per_m = self.km_per_m[link]
        if link not in self.obstacles:
            return abs(to_m - from_m) * km_per_m, []
        low, high = min(from_m, to_m), max(from_m, to_m)
        between = [
            (abs((o.begin_m if to_m >= from_m else o.end_m) - from_m), o)
            for o in self.obstacles[link]
            if o.id != skip and o.begin_m <= high and o.end_m >= low
        ]
        met, cost = [], 0.0
        for ahead_m, obstacle in sorted(between, key=lambda pair: (pair[0], pair[1].id)):
            met.append((obstacle.id, ahead_m * km_per_m + cost))
            cost += obstacle.cost_km
        return abs(to_m - from_m) * km_per_m + cost, met


def stretches(graph: RoadGraph, obstacles: Mapping[int, Sequence[Obstacle]]) -> Stretches:
    """The stretches of all links of a graph."""
    metres = shapely.length(graph.lines).tolist()
    km_per_m = [
        km / long if long > 0 else 0.0
        for km, long in zip(graph.length_km.tolist(), metres, strict=True)
    ]
    return Stretches(obstacles, metres, km_per_m, [(a, b) for a, b in graph.ends.tolist()])


@dataclass(slots=True)
class _Search:
    """Working state of one search from all bases."""

    graph: RoadGraph
    on: Stretches
    cost: list[float]
    after: list[tuple[str, ...]]
    first_met: dict[str, float] = field(default_factory=dict)
    waits: set[tuple[str, str]] = field(default_factory=set)

    def passed(self, after: tuple[str, ...], begin: float, met: Sequence[Met]) -> tuple[str, ...]:
        """
        The obstacles that are not implied by others once ``met`` were passed.

        An obstacle that spreads over several links counts where it is first met.
        Only waits from earlier to later first meetings are kept, so they cannot
        run in a circle.
        """
        for name, ahead in met:
            key = (self.first_met.setdefault(name, begin + ahead), name)
            implied = {other for other in after if (self.first_met[other], other) < key}
            self.waits.update((other, name) for other in implied)
            kept = tuple(other for other in after if other not in implied and other != name)
            after = (*kept, name)
        return after


def routes(
    graph: RoadGraph,
    obstacles: Mapping[int, Sequence[Obstacle]],
    bases: Sequence[Spot | None],
    places: Sequence[tuple[Spot | None, str]],
) -> Routes:
    """
    Routes from the nearest base to each place.

    Parameters
    ----------
    obstacles
        By index of the link.
    bases
        Where teams start.
    places
        Where they go, each with the id of an obstacle that does not bar the way to
        itself (the place of a hazardous area is that area); empty for none.
    """
    n = graph.n_junctions
    search = _Search(graph, stretches(graph, obstacles), [math.inf] * n, [()] * n)
    starts = _starts(search, [base for base in bases if base is not None])
    _spread(search, starts)
    on_link: dict[int, list[tuple[float, Spot]]] = {}
    for base in bases:
        if base is not None:
            on_link.setdefault(base.link, []).append((0.0, base))
    to = tuple(_route(search, spot, own, on_link) for spot, own in places)
    return Routes(to, tuple(sorted(search.waits)))


def _starts(search: _Search, bases: Sequence[Spot]) -> list[Entry]:
    """First entries of the queue: both ends of every link a base lies on."""
    entries: list[Entry] = []
    for base in bases:
        a, b = search.on.ends[base.link]
        metres = search.on.metres[base.link]
        for junction, end_m in ((a, 0.0), (b, metres)):
            cost, _ = search.on.between(base.link, base.along_m, end_m)
            entries.append((cost, junction, base.link, base.along_m, end_m, ()))
    return entries


def _spread(search: _Search, starts: list[Entry]) -> None:
    """Dijkstra over the junctions; waits between obstacles are noted as links are passed."""
    queue = [entry for entry in starts if math.isfinite(entry[0])]
    heapq.heapify(queue)
    done = [False] * search.graph.n_junctions
    while queue:
        cost, junction, link, from_m, to_m, after = heapq.heappop(queue)
        if done[junction]:
            continue
        done[junction] = True
        step, met = search.on.between(link, from_m, to_m)
        search.cost[junction] = cost
        search.after[junction] = search.passed(after, cost - step, met)
        for onward in search.graph.links_at(junction):
            _push_onward(search, queue, done, junction, onward, cost)


def _push_onward(
    search: _Search,
    queue: list[Entry],
    done: list[bool],
    junction: int,
    link: int,
    cost: float,
) -> None:
    a, b = search.on.ends[link]
    metres = search.on.metres[link]
    from_m, to_m, other = (0.0, metres, b) if junction == a else (metres, 0.0, a)
    if done[other]:
        return
    step, _ = search.on.between(link, from_m, to_m)
    if math.isfinite(step):
        heapq.heappush(queue, (cost + step, other, link, from_m, to_m, search.after[junction]))


def _route(
    search: _Search,
    spot: Spot | None,
    own: str,
    bases_on: Mapping[int, Sequence[tuple[float, Spot]]],
) -> Route:
    if spot is None:
        return Route(False)
    a, b = search.on.ends[spot.link]
    metres = search.on.metres[spot.link]
    ways: list[tuple[float, float, tuple[str, ...]]] = [
        (search.cost[a], 0.0, search.after[a]),
        (search.cost[b], metres, search.after[b]),
        *((cost, base.along_m, ()) for cost, base in bases_on.get(spot.link, ())),
    ]
    best: tuple[float, float, tuple[str, ...], Sequence[Met]] = (math.inf, 0.0, (), ())
    begin_m = 0.0
    for cost, from_m, after in ways:
        step, met = search.on.between(spot.link, from_m, spot.along_m, skip=own)
        if cost + step < best[0]:
            best, begin_m = (cost + step, cost, after, met), from_m
    least, begin, behind, on_the_way = best
    if math.isinf(least):
        return Route(False)
    after = _arrival(search, behind, begin, on_the_way, own)
    return Route(True, after, spot.link, least, begin_m, spot.along_m)


def _arrival(
    search: _Search,
    after: tuple[str, ...],
    begin: float,
    met: Sequence[Met],
    own: str,
) -> tuple[str, ...]:
    """Obstacles before a place; one that is itself an obstacle waits only for earlier ones."""
    names = search.passed(after, begin, met)
    if not own or own not in search.first_met:
        return tuple(name for name in names if name != own)
    mine = (search.first_met[own], own)
    return tuple(n for n in names if n != own and (search.first_met[n], n) < mine)
