"""Closed areas: places inside districts that nobody enters for a time, and what is to be done there."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.programme import Programme
from ploughshare.planning.situation import Situation
from ploughshare.skills import TEAM_KINDS
from ploughshare.workforce.teams import StandDown

CLOSED_AREA = "closed"
"""Cause of a stand-down that closes places."""

WHOLE = frozenset({"district", "region", "country"})
"""Levels of places that the zones of a problem are made of."""


def is_closed_area(situation: Situation, stop: StandDown) -> bool:
    """Whether a stand-down closes places inside districts."""
    levels = {situation.places[name].level for name in stop.places if name in situation.places}
    return stop.cause == CLOSED_AREA and bool(levels) and not levels & WHOLE


def holds_for_all(stop: StandDown) -> bool:
    """Whether a stand-down holds for every kind of team."""
    return set(stop.kinds) == set(TEAM_KINDS.codes)


def closed_area(situation: Situation, stop: StandDown) -> str:
    """A closed area in a few words."""
    known = situation.places
    names = wording.listed(known[name].name for name in stop.places if name in known)
    return f"{names or 'the region'} is closed until {wording.day(stop.to_on)}"


def outline(situation: Situation, stop: StandDown) -> BaseGeometry:
    """The ground of the places of a stand-down, in degrees."""
    places = (situation.places.get(name) for name in stop.places)
    shapes = [p.geometry for p in places if p is not None and p.geometry is not None]
    ground: BaseGeometry = shapely.union_all(shapes)
    return ground


def inside(programme: Programme, stop: StandDown) -> Iterator[Activity]:
    """What is to be done inside the places of a stand-down."""
    terrain, situation = programme.terrain, programme.situation
    ground = outline(situation, stop)
    for site in programme.sites:
        if site.record_type == "hazards":
            of_record = situation.hazards[site.record_id].place
        else:
            works = situation.works.get(site.record_id)
            of_record = situation.assets[works.asset if works else site.record_id].place
        named = {place.id for place in terrain.line_of(of_record)} & {*stop.places}
        if named or ground.covers(shapely.Point(site.where.lon, site.where.lat)):
            yield from programme.work_at(site)
