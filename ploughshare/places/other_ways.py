"""Other ways: routes to a place that differ in what must be opened on them.

Beside the shortest route there may be another, past other obstacles. Labels of several routes are
carried from junction to junction (Martins 1984), and a route past all the obstacles of a shorter
one is dropped: whoever has opened it has opened the shorter one too.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ploughshare.places.access import Obstacle, RoadGraph, Spot, Stretches, stretches

MOST = 3
"""Most routes that are kept to a junction and to a place."""


@dataclass(frozen=True, slots=True)
class OtherWay:
    """
    One route from a base to a place.

    Parameters
    ----------
    cost_km
        Its length with what its obstacles count, in km.
    past
        Ids of all obstacles on it.
    link
        Index of the link the place lies at.
    from_m, to_m
        The stretch of that link that is travelled, in metres from its first point.
    """

    cost_km: float
    past: frozenset[str]
    link: int
    from_m: float
    to_m: float


_Label = tuple[float, frozenset[str]]
"""Cost of a route in km, and the obstacles on it."""


def other_ways(
    graph: RoadGraph,
    obstacles: Mapping[int, Sequence[Obstacle]],
    bases: Sequence[Spot | None],
    places: Sequence[tuple[Spot | None, str]],
) -> tuple[tuple[OtherWay, ...], ...]:
    """
    Up to ``MOST`` routes to each place, the shortest first; empty where none leads there.

    The arguments are those of ``routes``. No route passes all the obstacles of a shorter one.
    """
    on = stretches(graph, obstacles)
    from_bases = [base for base in bases if base is not None]
    labels = _spread(graph, on, from_bases)
    bases_on: dict[int, list[Spot]] = {}
    for base in from_bases:
        bases_on.setdefault(base.link, []).append(base)
    return tuple(_to(on, labels, bases_on, spot, own) if spot else () for spot, own in places)


def _spread(graph: RoadGraph, on: Stretches, bases: Sequence[Spot]) -> list[list[_Label]]:
    """The routes to each junction, the shortest first."""
    labels: list[list[_Label]] = [[] for _ in range(graph.n_junctions)]
    queue: list[tuple[float, int, int, frozenset[str]]] = []
    pushed = 0

    def push(junction: int, label: _Label) -> None:
        nonlocal pushed
        if math.isfinite(label[0]) and _is_new(labels[junction], label[1]):
            pushed += 1
            heapq.heappush(queue, (label[0], pushed, junction, label[1]))

    for base in bases:
        a, b = on.ends[base.link]
        for junction, end_m in ((a, 0.0), (b, on.metres[base.link])):
            push(junction, _onward(on, (0.0, frozenset()), base.link, base.along_m, end_m))
    while queue:
        cost, _, junction, past = heapq.heappop(queue)
        if not _is_new(labels[junction], past):
            continue
        labels[junction].append((cost, past))
        for link in graph.links_at(junction):
            a, b = on.ends[link]
            end_m = on.metres[link]
            other, from_m, to_m = (b, 0.0, end_m) if junction == a else (a, end_m, 0.0)
            push(other, _onward(on, (cost, past), link, from_m, to_m))
    return labels


def _is_new(known: Sequence[_Label], past: frozenset[str]) -> bool:
    """Whether a route is none too many, and does not pass all that a shorter one passes."""
    return len(known) < MOST and not any(other <= past for _, other in known)


def _onward(
    on: Stretches, label: _Label, link: int, from_m: float, to_m: float, own: str = ""
) -> _Label:
    """A route and the stretch of a link after it."""
    cost, past = label
    step, met = on.between(link, from_m, to_m, own)
    return cost + step, past.union(name for name, _ in met) if met else past


def _to(
    on: Stretches,
    labels: Sequence[Sequence[_Label]],
    bases_on: Mapping[int, Sequence[Spot]],
    spot: Spot,
    own: str,
) -> tuple[OtherWay, ...]:
    """The routes to a place, from either end of its link or along it."""
    a, b = on.ends[spot.link]
    begins: list[tuple[float, _Label]] = [
        *((0.0, label) for label in labels[a]),
        *((on.metres[spot.link], label) for label in labels[b]),
        *((base.along_m, (0.0, frozenset[str]())) for base in bases_on.get(spot.link, ())),
    ]
    found = []
    for from_m, label in begins:
        cost, past = _onward(on, label, spot.link, from_m, spot.along_m, own)
        if math.isfinite(cost):
            found.append(OtherWay(cost, past - {own}, spot.link, from_m, spot.along_m))
    return tuple(_shortest_first(found))


def _shortest_first(found: Iterable[OtherWay]) -> Iterable[OtherWay]:
    kept: list[OtherWay] = []
    for way in sorted(found, key=lambda way: (way.cost_km, sorted(way.past))):
        if _is_new([(other.cost_km, other.past) for other in kept], way.past):
            kept.append(way)
            yield way
