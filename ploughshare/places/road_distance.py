"""
Road distances: which places the roads hold together, and how far apart such areas are.

Places whose roads meet within a square are one area; a river without a bridge parts a square in
two. Between the middles of areas the shortest way is found (Dijkstra 1959) over what is open, and
over what can be opened only where nothing open leads there: until that is done nobody works there.
"""

import heapq
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.places.access import Obstacle, RoadGraph, Spot

MOST_AREAS = 200
"""Areas at most; squares grow until there are no more."""

LEAST_SQUARE_KM = 2.0

Kilometres = Mapping[int, float]
"""Length by index of the link, of those that may be used."""


@dataclass(frozen=True, slots=True)
class RoadAreas:
    """
    Places grouped by where the roads take them, and the ways between the groups.

    Parameters
    ----------
    of
        Area of each place that was asked for, ``-1`` where no road is near.
        Shape ``(n_places,)``.
    middles
        The junction of each area that most of its places are nearest to.
    straight_km
        From middle to middle in a straight line. Shape ``(n_areas, n_areas)``.
    """

    of: NDArray[np.int64]
    middles: tuple[int, ...]
    straight_km: NDArray[np.float64]


def road_areas(
    graph: RoadGraph,
    obstacles: Mapping[int, Sequence[Obstacle]],
    places: Sequence[Spot | None],
    most: int = MOST_AREAS,
) -> RoadAreas:
    """
    Group places into areas.

    Parameters
    ----------
    obstacles
        By index of the link. A link with one is not open.
    places
        Where they lie on the graph; ``None`` for those that no road is near.
    most
        Areas at most. The places of others, those with fewest, belong to none.
    """
    xy = _junctions(graph)
    now = _open(graph, obstacles)
    home = [None if spot is None else _home(graph, obstacles, spot) for spot in places]
    labels = _labels(graph, now, xy, home, most)
    counted = Counter(labels[j] for j in home if j is not None)
    kept = sorted(sorted(counted, key=lambda label: (-counted[label], label))[:most])
    number = {label: i for i, label in enumerate(kept)}
    of = [-1 if j is None else number.get(labels[j], -1) for j in home]
    middles = _middles(home, of, len(kept))
    at = xy[middles]
    straight = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)) / 1000
    return RoadAreas(np.array(of, np.int64), tuple(middles), straight)


def road_km(
    graph: RoadGraph, obstacles: Mapping[int, Sequence[Obstacle]], middles: Sequence[int]
) -> NDArray[np.float64]:
    """
    Shortest way by road between the middles of areas in km, each link times its factor.

    Over open roads, else over what can be opened: what has no obstacle of infinite cost.
    Infinite where none leads. Shape ``(n_areas, n_areas)``.
    """
    shape = (len(middles), len(middles))
    now = _open(graph, obstacles)
    road = np.array([_ways(graph, now, middles, j) for j in middles]).reshape(shape)
    if np.isinf(road).any():
        bars = {k: o for k, o in obstacles.items() if any(math.isinf(x.cost_km) for x in o)}
        later = _open(graph, bars)
        over = np.array([_ways(graph, later, middles, j) for j in middles]).reshape(shape)
        road = np.where(np.isinf(road), over, road)
    return road


def _open(graph: RoadGraph, obstacles: Mapping[int, Sequence[Obstacle]]) -> Kilometres:
    """Lengths of the links without an obstacle."""
    lengths = enumerate(graph.length_km.tolist())
    return {link: km for link, km in lengths if link not in obstacles}


def _junctions(graph: RoadGraph) -> NDArray[np.float64]:
    """A point of each junction, in metres. Shape ``(n_junctions, 2)``."""
    xy = np.zeros((graph.n_junctions, 2))
    for side, which in ((1, -1), (0, 0)):
        xy[graph.ends[:, side]] = shapely.get_coordinates(shapely.get_point(graph.lines, which))
    return xy


def _home(graph: RoadGraph, obstacles: Mapping[int, Sequence[Obstacle]], spot: Spot) -> int:
    """The nearer end of the link that a place lies on; one without an obstacle before it first."""
    along, long = spot.along_m, float(shapely.length(graph.lines[spot.link]))
    a, b = graph.ends[spot.link].tolist()
    listed = obstacles.get(spot.link, ())
    ways = (
        (any(o.begin_m <= along for o in listed), along, a),
        (any(o.end_m >= along for o in listed), long - along, b),
    )
    return int(min(ways)[2])


def _labels(
    graph: RoadGraph,
    now: Kilometres,
    xy: NDArray[np.float64],
    home: Sequence[int | None],
    most: int,
) -> list[int]:
    """
    For each junction a number that it shares with those it is joined to inside its square.

    Squares grow until the homes have no more than ``most`` numbers, or one square holds all.
    """
    extent = float(np.ptp(xy, axis=0).max()) / 1000 if len(xy) else 0.0
    side = LEAST_SQUARE_KM
    while True:
        labels = _joined_in_squares(graph, now, side * 1000)
        if len({labels[j] for j in home if j is not None}) <= most or side > 2 * extent:
            return labels
        side *= 2


def _joined_in_squares(graph: RoadGraph, now: Kilometres, side_m: float) -> list[int]:
    """Number junctions so that those share one that links inside a square join."""
    parent = list(range(graph.n_junctions))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    corners = np.floor(shapely.bounds(graph.lines) / side_m)
    inside = (corners[:, :2] == corners[:, 2:]).all(axis=1).tolist()
    for link, (a, b) in enumerate(graph.ends.tolist()):
        if inside[link] and link in now:
            first, second = sorted((root(a), root(b)))
            parent[second] = first
    return [root(i) for i in range(graph.n_junctions)]


def _middles(home: Sequence[int | None], of: Sequence[int], count: int) -> list[int]:
    """The junction of each area that most places are nearest to."""
    found: list[Counter[int]] = [Counter() for _ in range(count)]
    for junction, area in zip(home, of, strict=True):
        if junction is not None and area >= 0:
            found[area][junction] += 1
    return [min(counted, key=lambda j: (-counted[j], j)) for counted in found]


def _ways(graph: RoadGraph, usable: Kilometres, to: Sequence[int], source: int) -> list[float]:
    """Shortest way from a junction to others in km; infinite where none leads."""
    wanted, best, done = set(to), {source: 0.0}, set[int]()
    queue = [(0.0, source)]
    while queue and wanted:
        km, junction = heapq.heappop(queue)
        if junction in done:
            continue
        done.add(junction)
        wanted.discard(junction)
        for link in graph.links_at(junction):
            if link not in usable:
                continue
            a, b = graph.ends[link]
            other = int(b if junction == a else a)
            further = km + usable[link]
            if further < best.get(other, math.inf):
                best[other] = further
                heapq.heappush(queue, (further, other))
    return [best.get(junction, math.inf) if junction in done else math.inf for junction in to]
