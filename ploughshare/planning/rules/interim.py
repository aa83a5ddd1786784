"""The rule about what is done for people near areas that wait long."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.interim import DAYS, NEAR, PEOPLE, SHARE, Interim, people_warned
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.restoration import benefit_of_hazard
from ploughshare.planning.statements import Serves, Wait, Way

MARKING, SESSION = "interim.marking_m_per_day", "interim.education_days"


def areas_that_wait_long_are_marked(programme: Programme) -> Iterator[Way | Wait | Serves]:
    """
    A hazardous area near people that will wait long is marked, and the people there are warned.

    Near is a settlement within the figure ``interim.near_m``, with at least as many people exposed as
    ``interim.from_people``; long is the figure ``interim.from_days``, by an estimate made before the
    plan: areas worked off by all clearing teams, those with most people for a team-day first. A manual or
    survey team marks the outline at ``interim.marking_m_per_day``; then a survey team tells
    the people near it what the signs mean and how to report what they find
    (``interim.education_days``). From then on the share ``interim.warned_share`` of the people
    exposed count as warned, and the rest when the land is released. A warning makes no
    ground fit for use. Areas that are marked on record, suspended or worked on get none of this.

    Source: the duty to mark and to warn, Amended Protocol II and article 5 of the Anti-Personnel
    Mine Ban Convention; the figures are practice.
    """
    for name, interim in programme.interim.items():
        hazard = programme.situation.hazards[name]
        yield from _ways(programme, interim, hazard.name)
        yield Wait(interim.marking.id, interim.education.id,
                   f"people are told what the signs around {hazard.name} mean")  # fmt: skip
        warned = people_warned(hazard, programme.situation)
        yield Serves(
            f"{benefit_of_hazard(programme, name)}.warned", interim.education.id,
            f"people near {hazard.name} warned", "safety", warned, "hazards", name,
            f"{warned:,} of {hazard.people_exposed:,} people within reach of {hazard.name} count as "
            f"warned; it is expected to wait about {wording.days(interim.days)}",
            (SHARE, DAYS, PEOPLE, NEAR), "first",
            counts=programme.weighing.of("safety", warned, None),
        )  # fmt: skip


def _ways(programme: Programme, interim: Interim, name: str) -> Iterator[Way]:
    figure = programme.situation.figure
    days = interim.perimeter_m / figure(MARKING)
    for kind in ("manual", "nts"):
        yield Way(interim.marking.id, days, {kind: 1}, f"marking of {name}", (MARKING,))
    yield Way(interim.education.id, figure(SESSION), {"nts": 1}, f"risk education near {name}",
              (SESSION,))  # fmt: skip
