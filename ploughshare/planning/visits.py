"""Visits: suspected areas of one community are surveyed non-technically in one visit."""

from collections.abc import Iterator, Mapping, Sequence

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning import wording
from ploughshare.planning.activities import SURVEY_WORDS, Activity
from ploughshare.planning.orders import Orders
from ploughshare.planning.terrain import Terrain, Where

DAYS, SHARED = "survey.visit_days", "survey.visit_shared_share"

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
    by_place: dict[str, list[HazardousArea]] = {}
    for hazard in surveyed:
        if _may_be_visited(terrain, orders, hazard):
            by_place.setdefault(hazard.place, []).append(hazard)
    most = _areas_in_a_visit(terrain, days)
    found: dict[str, Activity] = {}
    for name, hazards in by_place.items():
        (where,) = terrain.where([terrain.situation.places[name].geometry])
        near = [h for h in hazards if where and terrain.hazard_at[h.id].district == where.district]
        near.sort(key=lambda hazard: (-(hazard.people_exposed or 0), hazard.id))
        for number, begin in enumerate(range(0, len(near), most), start=1):
            group = near[begin : begin + most]
            if where is not None and len(group) > 1:
                visit = _visit(terrain.situation.places[name].name, name, number, where, group)
                found |= dict.fromkeys(visit.areas, visit)
    return found


def _may_be_visited(terrain: Terrain, orders: Orders, hazard: HazardousArea) -> bool:
    """Whether an area is in a community on the map, and nobody ordered or stopped its survey."""
    place = terrain.situation.places.get(hazard.place)
    if place is None or place.level not in COMMUNITIES or place.geometry is None:
        return False
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
