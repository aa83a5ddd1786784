"""The rule about what is done for people near areas that wait long."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.interim import (
    DAYS,
    NEAR,
    PEOPLE,
    SHARE,
    SIGNS,
    Interim,
    people_told,
    people_warned,
)
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.restoration import benefit_of_hazard
from ploughshare.planning.statements import Serves, Wait, Way

MARKING, SESSION = "interim.marking_m_per_day", "interim.education_days"
USES = (SHARE, SIGNS, DAYS, PEOPLE, NEAR)


def areas_that_wait_long_are_marked(programme: Programme) -> Iterator[Way | Wait | Serves]:
    """
    A hazardous area near people that will wait long is marked, and the people there are warned.

    Near is a settlement within the figure ``interim.near_m``, with at least as many people exposed as
    ``interim.from_people``; long is the figure ``interim.from_days``, by an estimate made before the
    plan: areas worked off by all clearing teams, those with most people for a team-day first. A survey
    team tells the people in the settlement where the area lies and how to report what they
    find (``interim.education_days``). That waits for no signs and for no task order: a warning is
    due at once. A manual or survey team marks the outline at ``interim.marking_m_per_day``, and
    the area is cleared after it is marked; where clearance has its order already the teams
    mark their site themselves. In all the share ``interim.warned_share`` of the people exposed
    counts as warned, of that the part ``interim.signs_share`` from the day on which the signs
    stand and the rest from the day on which people were told; all others when the land is
    released. A warning makes no
    ground fit for use. Areas that are marked on record, suspended or worked on get none of this.

    Source: the duty to mark and to warn at once, Amended Protocol II and articles 5 and 7 of the
    Anti-Personnel Mine Ban Convention; the figures are practice.
    """
    for name, interim in programme.interim.items():
        hazard = programme.situation.hazards[name]
        yield from _ways(programme, interim, hazard.name)
        yield from _marked_before_clearance(programme, interim, name)
        warned = people_warned(hazard, programme.situation)
        told = people_told(hazard, programme.situation)
        long = f"it is expected to wait about {wording.days(interim.days)}"
        of_them = (
            f"of {hazard.people_exposed:,} people within reach of {hazard.name} count as warned"
        )
        benefit = benefit_of_hazard(programme, name)
        yield Serves(
            f"{benefit}.warned", interim.education.id, f"people near {hazard.name} warned",
            "safety", told, "hazards", name, f"{told:,} {of_them} when they are told; {long}",
            USES, "first", counts=programme.weighing.of("safety", told, None),
        )  # fmt: skip
        signs = warned - told
        yield Serves(
            f"{benefit}.marked", interim.marking.id, f"{hazard.name} marked",
            "safety", signs, "hazards", name, f"{signs:,} {of_them} by the signs; {long}",
            USES, "first", counts=programme.weighing.of("safety", signs, None),
        )  # fmt: skip


def _marked_before_clearance(programme: Programme, interim: Interim, name: str) -> Iterator[Wait]:
    area = programme.situation.hazards[name].name
    for activity in programme.of_hazard[name]:
        if activity.kind == "clearance" and activity.id not in programme.orders_of:
            because = f"{area} is marked before it is cleared"
            yield Wait(interim.marking.id, activity.id, because, if_planned=True)


def _ways(programme: Programme, interim: Interim, name: str) -> Iterator[Way]:
    figure = programme.situation.figure
    days = interim.perimeter_m / figure(MARKING)
    for kind in ("manual", "nts"):
        yield Way(interim.marking.id, days, {kind: 1}, f"marking of {name}", (MARKING,))
    yield Way(interim.education.id, figure(SESSION), {"nts": 1}, f"risk education near {name}",
              (SESSION,))  # fmt: skip
