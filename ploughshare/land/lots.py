"""Lots: a hazardous area cut into parts that are worked on and released one by one.

Plain geometry on a plane in metres. A lot is a unit of planning and tasking: it never
changes an outline or a ledger, only release does.
"""

import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

LEAST_M2 = 100.0
"""A smaller part is not worth a task order: it is widened, or goes to a neighbour. Source: practice."""

WIDER_M = 10.0
"""By so much a part that somebody needs is widened where it is smaller than ``LEAST_M2``."""

TOUCHES_M2 = 0.01
"""Whoever shares more ground than this with a lot waits for it; overlays are exact to less."""

MOST_LOTS = 24
"""Most lots of one area; the lots of its rest grow until there are no more."""

MOST_BLOCKING = 12
"""Most lots of one area that somebody needs; of more the smallest join their neighbours."""

NEARLY_ALL = 0.8
"""An area of which somebody needs this share stays whole."""

LOST = 1e-6
"""Lots whose areas differ by this share from that of the outline are not used."""

GROWTH = 1.25
"""By so much the lots of the rest grow at a time while there are too many."""

CLOSE = 0.01
"""A cut is good when its area is within this share of what was wanted."""

CUTS = 24
"""Most times that the place of a cut is looked for."""

Direction = NDArray[np.float64]
"""A unit vector on the plane. Shape ``(2,)``."""


@dataclass(frozen=True, slots=True)
class Need:
    """Ground that somebody needs released: an asset with all around it, or a road with its verge."""

    by: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Lot:
    """
    A part of a hazardous area that is released on its own.

    Parameters
    ----------
    id
        Unlike any other of its area: ``by`` of the need that it was cut out for (with ``~2`` and
        so on where that is in parts that lie apart), else ``rest/1`` and so on.
    by
        The need that it was cut out for; empty for a lot of the rest.
    m2
        Its area in whole m2; the lots of an area add up to the area.
    needed_by
        ``by`` of all that wait for it.
    shape
        On the plane, in metres.
    """

    id: str
    by: str
    m2: int
    needed_by: frozenset[str]
    shape: BaseGeometry


def cut(
    outline: BaseGeometry, needs: Sequence[Need], *, area_m2: int, most_m2: float
) -> tuple[Lot, ...]:
    """
    Cut an area into lots: first what somebody needs, each square metre once, then the rest.

    Where two need the same ground it belongs to the one that needs less, and both wait for it.
    Each part is named by the need that it was cut out for, and keeps its name when other needs
    come or go. A need that only touches the outline waits for the nearest lot.

    Parameters
    ----------
    outline
        Polygon or multipolygon, in metres.
    area_m2
        Area of the outline as people know it; the lots add up to it.
    most_m2
        Area of the outline's rest, on the plane, that a lot holds at most, unless there
        would be more lots than ``MOST_LOTS``.

    Returns
    -------
    tuple
        Two lots or more; empty where the area is better left whole: nearly all of it is
        needed, it is small, its outline crosses itself, or the lots would not add up to it.
    """
    whole = shapely.area(outline)
    if whole < 2 * LEAST_M2 or not shapely.is_valid(outline):
        return ()
    most_m2 = max(most_m2, 2 * LEAST_M2)
    along = _axis(outline)
    names, shapes, rest = _blocking(outline, needs, along)
    if shapely.area(rest) <= (1 - NEARLY_ALL) * whole:
        return ()
    others, slivers = _rest(rest, most_m2, MOST_LOTS - len(shapes), along)
    shapes += others
    names += [(f"rest/{number}", "") for number in range(1, len(others) + 1)]
    if len(shapes) < 2:
        return ()
    for sliver in slivers:
        _join(shapes, sliver)
    areas = shapely.area(np.array(shapes, dtype=object))
    if abs(float(areas.sum()) - whole) > LOST * whole:
        return ()
    waiting = _waiting(shapes, needs)
    counted = whole_shares(area_m2, areas)
    return tuple(
        Lot(name, by, m2, waits, shape)
        for (name, by), m2, waits, shape in zip(names, counted, waiting, shapes, strict=True)
    )


def whole_shares(total: int, parts: NDArray[np.float64]) -> list[int]:
    """
    Whole numbers in proportion to the parts that add up to the total, by largest remainder.

    Each differs from its exact share by less than 1.
    """
    exact = parts * (total / float(parts.sum()))
    shares = np.floor(exact)
    missing = total - int(shares.sum())
    most = np.argsort(shares - exact, kind="stable")[:missing]
    shares[most] += 1
    return [int(share) for share in shares]


def _blocking(
    outline: BaseGeometry, needs: Sequence[Need], along: Direction
) -> tuple[list[tuple[str, str]], list[BaseGeometry], BaseGeometry]:
    """Parts that somebody needs, with the id and the need of each, and what nobody needs."""
    names: list[tuple[str, str]] = []
    taken_names = {need.by for need in needs}
    shapes: list[BaseGeometry] = []
    rest = outline
    for need in _smallest_first(outline, needs):
        taken = need.shape
        part = _ground(shapely.intersection(rest, taken))
        if shapely.area(part) <= TOUCHES_M2:
            continue
        if shapely.area(part) < LEAST_M2:
            taken = shapely.union(taken, shapely.buffer(part, WIDER_M))
            part = _ground(shapely.intersection(rest, taken))
        apart = [each for each in _along(_polygons(part), along) if shapely.area(each) >= LEAST_M2]
        if not apart and not shapes:
            continue
        rest = _ground(shapely.difference(rest, taken))
        names += [(name, need.by) for name in _names(need.by, len(apart), taken_names)]
        shapes += apart
        for sliver in _polygons(part):
            if shapely.area(sliver) < LEAST_M2:
                _join(shapes, sliver)
    while len(shapes) > MOST_BLOCKING:
        smallest = int(np.argmin(shapely.area(np.array(shapes, dtype=object))))
        del names[smallest]
        _join(shapes, shapes.pop(smallest))
    return names, shapes, rest


def _names(by: str, count: int, taken: Container[str]) -> Iterator[str]:
    """Ids of so many parts of one need, unlike any other need."""
    for number in range(1, count + 1):
        name = by if number == 1 else f"{by}~{number}"
        while number > 1 and name in taken:
            name += "~"
        yield name


def _smallest_first(outline: BaseGeometry, needs: Sequence[Need]) -> list[Need]:
    """Needs by the area that they need, so that nobody small waits for somebody large."""
    shapes = np.array([need.shape for need in needs], dtype=object)
    areas = shapely.area(shapely.intersection(outline, shapes))
    order = sorted(zip(areas.tolist(), needs, strict=True), key=lambda pair: (pair[0], pair[1].by))
    return [need for _, need in order]


def _rest(
    rest: BaseGeometry, most_m2: float, count: int, along: Direction
) -> tuple[list[BaseGeometry], list[shapely.Polygon]]:
    """Lots of what nobody needs, and slivers of it that are none."""
    parts = _polygons(rest)
    slivers = [part for part in parts if shapely.area(part) < LEAST_M2]
    parts = _along([part for part in parts if shapely.area(part) >= LEAST_M2], along)
    areas = [float(shapely.area(part)) for part in parts]
    limit = most_m2
    while len(groups := list(_groups(areas, limit))) > 1 and _count(areas, groups, limit) > count:
        limit *= GROWTH
    lots: list[BaseGeometry] = []
    for group in groups:
        if len(group) > 1:
            lots.append(_ground(shapely.union_all([parts[i] for i in group])))
        else:
            (i,) = group
            lots += _slices(parts[i], min(math.ceil(areas[i] / limit), count))
    return lots, slivers


def _along(parts: list[shapely.Polygon], along: Direction) -> list[shapely.Polygon]:
    """Parts in their order in a direction."""
    middles = (shapely.get_coordinates(shapely.centroid(part))[0] @ along for part in parts)
    ordered = sorted(zip(middles, range(len(parts)), strict=True))
    return [parts[i] for _, i in ordered]


def _groups(areas: Sequence[float], limit: float) -> Iterator[list[int]]:
    """Parts in their order, so many together as a lot may hold."""
    group: list[int] = []
    held = 0.0
    for i, area in enumerate(areas):
        if group and held + area > limit:
            yield group
            group, held = [], 0.0
        group.append(i)
        held += area
    if group:
        yield group


def _count(areas: Sequence[float], groups: Sequence[Sequence[int]], limit: float) -> int:
    """Lots that groups of parts make; only a part by itself may be larger than a lot."""
    return sum(max(1, math.ceil(areas[g[0]] / limit)) if len(g) == 1 else 1 for g in groups)


def _slices(shape: BaseGeometry, count: int) -> list[BaseGeometry]:
    """A shape cut across its longer side into parts of about the same area."""
    along = _axis(shape)
    slices: list[BaseGeometry] = []
    for left in range(count, 1, -1):
        begin = _beginning(shape, along, float(shapely.area(shape)) / left)
        slices.append(_ground(shapely.intersection(shape, begin)))
        shape = _ground(shapely.difference(shape, begin))
    return [*slices, shape]


def _beginning(shape: BaseGeometry, along: Direction, wanted: float) -> BaseGeometry:
    """The half of the plane, as far as the shape reaches, in which ``wanted`` m2 of it lie."""
    points = shapely.get_coordinates(shape)
    ahead = points @ along
    aside = points @ np.array([-along[1], along[0]])
    low, high = float(ahead.min()), float(ahead.max())
    below, above = 0.0, float(shapely.area(shape))

    def up_to(where: float) -> BaseGeometry:
        corners = [
            (float(ahead.min()) - 1, float(aside.min()) - 1),
            (where, float(aside.min()) - 1),
            (where, float(aside.max()) + 1),
            (float(ahead.min()) - 1, float(aside.max()) + 1),
        ]
        return shapely.Polygon(
            [(t * along[0] - s * along[1], t * along[1] + s * along[0]) for t, s in corners]
        )

    half = up_to((low + high) / 2)
    for _ in range(CUTS):
        share = (wanted - below) / (above - below) if above > below else 0.5
        where = low + min(max(share, 0.1), 0.9) * (high - low)
        half = up_to(where)
        area = float(shapely.area(shapely.intersection(shape, half)))
        if abs(area - wanted) <= CLOSE * wanted:
            break
        if area < wanted:
            low, below = where, area
        else:
            high, above = where, area
    return half


def _axis(shape: BaseGeometry) -> Direction:
    """The direction, to the east, of the longer side of the smallest rectangle around a shape."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(shape))
    if len(corners) < 3:
        return np.array([1.0, 0.0])
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(*sides.T)
    longer = int(np.argmax(lengths))
    along = sides[longer] / lengths[longer]
    return np.asarray(-along if tuple(along) < (0.0, 0.0) else along, dtype=np.float64)


def _join(shapes: list[BaseGeometry], part: BaseGeometry) -> None:
    """Unite a part with the nearest of the shapes, the first among equals."""
    nearest = int(np.argmin(shapely.distance(np.array(shapes, dtype=object), part)))
    shapes[nearest] = _ground(shapely.union(shapes[nearest], part))


def _waiting(shapes: Sequence[BaseGeometry], needs: Sequence[Need]) -> list[frozenset[str]]:
    """For each lot what waits for it: all that shares ground with it, or is nearest to it."""
    lots = np.array(shapes, dtype=object)
    waiting: list[set[str]] = [set() for _ in shapes]
    for need in needs:
        near = np.flatnonzero(shapely.intersects(lots, need.shape))
        shared = shapely.area(shapely.intersection(lots[near], need.shape))
        touched = near[shared > TOUCHES_M2]
        if not len(touched):
            away = shapely.distance(lots, need.shape)
            touched = np.flatnonzero(away <= away.min())
        for lot in touched.tolist():
            waiting[lot].add(need.by)
    return [frozenset(names) for names in waiting]


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """What of an overlay has an area; the lines and points at its edges have none."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    return shapely.MultiPolygon(_polygons(shape))


def _polygons(shape: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [p for p in parts.tolist() if isinstance(p, shapely.Polygon) and not p.is_empty]
