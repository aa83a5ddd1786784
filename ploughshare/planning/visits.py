"""Visits: suspected areas of one community, or one cell, are surveyed non-technically in one visit."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import shapely

from ploughshare.land.hazards import HazardousArea
from ploughshare.places.mgrs import mgrs_cell
from ploughshare.planning import wording
from ploughshare.planning.activities import SURVEY_WORDS, Activity
from ploughshare.planning.orders import Orders
from ploughshare.planning.terrain import Terrain, Where, hazard_key
from ploughshare.planning.ways_out import LIMIT, ways_out

DAYS, SHARED = "survey.visit_days", "survey.visit_shared_share"
FAR, CELL = "survey.community_km", "survey.cell_km"

COMMUNITIES = frozenset({"community", "settlement"})
"""Levels of places that are visited."""

NAMED = 2
"""Areas named in the name of a visit; the rest are counted."""


def visits(
    terrain: Terrain, orders: Orders, surveyed: Sequence[HazardousArea], days: float
) -> dict[str, Activity]:
    """
    The visit that each suspected area is surveyed with, by its id; those of no visit are absent.

    Parameters
    ----------
    surveyed
        Areas that non-technical survey is still to come for.
    days
        Working days that the survey of one area takes by itself.
    """
    asked = [hazard for hazard in surveyed if _may_be_visited(terrain, orders, hazard)]
    by_place, rest = _by_community(terrain, asked)
    most = _areas_in_a_visit(terrain, days)
    found: dict[str, Activity] = {}
    for name, near in by_place.items():
        (where,) = terrain.where([terrain.situation.places[name].geometry])
        if where is not None:
            for number, group in enumerate(_in_visits(near, most), start=1):
                place = terrain.situation.places[name].name
                visit = _visit(place, name, number, where, group)
                found |= dict.fromkeys(visit.areas, visit)
    for cell, groups in _by_cell(terrain, rest).items():
        numbered = enumerate(chain.from_iterable(_in_visits(each, most) for each in groups), 1)
        for number, group in numbered:
            at = terrain.hazard_at[group[0].id]
            visit = _visit(f"square {cell}", cell.replace(" ", ""), number, at, group)
            found |= dict.fromkeys(visit.areas, visit)
    return found


def _in_visits(hazards: Sequence[HazardousArea], most: int) -> Iterator[Sequence[HazardousArea]]:
    """So many areas at most for each visit, those with most people exposed first; never one alone."""
    first = sorted(hazards, key=lambda hazard: (-(hazard.people_exposed or 0), hazard.id))
    for begin in range(0, len(first), most):
        if len(first[begin : begin + most]) > 1:
            yield first[begin : begin + most]


def _by_community(
    terrain: Terrain, hazards: Sequence[HazardousArea]
) -> tuple[dict[str, list[HazardousArea]], list[HazardousArea]]:
    """Areas by the community on the map that they are near, and those that are near none."""
    situation, far = terrain.situation, terrain.situation.figure(FAR) * 1000
    named = {hazard.place: situation.places.get(hazard.place) for hazard in hazards}
    homes = {n: p.geometry for n, p in named.items()
             if p is not None and p.level in COMMUNITIES and p.geometry is not None}  # fmt: skip
    shapes = dict(zip(homes, situation.on_plane(homes.values()), strict=True))
    at = dict(zip(homes, terrain.where(list(homes.values())), strict=True))
    found: dict[str, list[HazardousArea]] = {}
    rest: list[HazardousArea] = []
    for hazard in hazards:
        where, here = at.get(hazard.place), terrain.hazard_at[hazard.id]
        near = where is not None and where.district == here.district
        if near and shapely.distance(shapes[hazard.place], terrain.hazard_shape[hazard.id]) <= far:
            found.setdefault(hazard.place, []).append(hazard)
        else:
            rest.append(hazard)
    return found, rest


def _by_cell(
    terrain: Terrain, hazards: Sequence[HazardousArea]
) -> dict[str, list[Sequence[HazardousArea]]]:
    """
    Areas by the square of the grid that they lie in: those of one district behind the same obstacles.

    So a team that gets to one of them gets to all, and casualties of all get out the same way; those
    from which they do not get out in time are in no visit.
    """
    if len(hazards) < 2:
        return {}
    targets = [(terrain.hazard_at[h.id], hazard_key(h.id)) for h in hazards]
    km = max(1, round(terrain.situation.figure(CELL)))
    limit, out = terrain.situation.figure(LIMIT), ways_out(terrain, frozenset())
    found: dict[str, dict[tuple[str, ...], list[HazardousArea]]] = {}
    for hazard, route in zip(hazards, terrain.routes(targets, frozenset()).to, strict=True):
        where = terrain.hazard_at[hazard.id]
        cell, way = mgrs_cell(where.lon, where.lat, km), out[hazard.id]
        if cell and route.reached and (way.minutes or 0.0) <= limit:
            key = (where.district, way.hospital, *sorted(route.after), *sorted(way.after))
            found.setdefault(cell, {}).setdefault(key, []).append(hazard)
    return {cell: list(groups.values()) for cell, groups in found.items()}


def _may_be_visited(terrain: Terrain, orders: Orders, hazard: HazardousArea) -> bool:
    """Whether nobody ordered or stopped the survey of an area."""
    on_it = orders.on_hazard.get(hazard.id, ())
    ordered = any(o.activity == "nts" and o.status != "closed" for o in on_it)
    stopped = hazard.status == "suspended" or any(o.status == "suspended" for o in on_it)
    measured = any(m.subject == hazard.id for m in terrain.situation.measures)
    return not (ordered or stopped or measured)


def _areas_in_a_visit(terrain: Terrain, days: float) -> int:
    """Most areas of one visit: as many as its days hold, at least two."""
    figure = terrain.situation.figure
    each = days * (1 - figure(SHARED))
    most = (figure(DAYS) - days * figure(SHARED)) / each if each > 0 else 100.0
    return max(2, int(most + 1e-9))


def visit_days(days: float, areas: int, shared: float) -> float:
    """Working days of a visit for so many areas, each of which takes ``days`` by itself."""
    return days * (shared + areas * (1 - shared))


def _visit(
    place: str, place_id: str, number: int, where: Where, hazards: Sequence[HazardousArea]
) -> Activity:
    names = wording.few_listed((hazard.name for hazard in hazards), NAMED)
    what = f"{SURVEY_WORDS['nts']} of {place}: {names}"
    suffix = f".{number}" if number > 1 else ""
    return Activity(
        f"{place_id}.nts{suffix}", "nts", "hazards", hazards[0].id, what, where,
        areas=tuple(hazard.id for hazard in hazards),
    )  # fmt: skip


def each_visit(found: Mapping[str, Activity]) -> Iterator[Activity]:
    """Every visit once."""
    yield from dict.fromkeys(found.values())
