"""Rules about casualties: the way to a hospital within the limit, and a medic with each team."""

import math
from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.access import ends_of, in_the_way, obstacle_names
from ploughshare.planning.statements import Halted, SetAside, Wait
from ploughshare.planning.ways_out import LIMIT, WayOut
from ploughshare.skills import HAZARD_KINDS

MEDICS = "evacuation.medics_per_team"

NEED_A_MEDIC = tuple(kind for kind in HAZARD_KINDS if kind != "nts")
"""Kinds of team that work on hazardous ground; who only asks and looks stays beside it."""


def casualties_reach_a_hospital(programme: Programme) -> Iterator[Wait | SetAside]:
    """
    Nobody works on hazardous ground from which casualties do not reach the hospital in time.

    The hospital is that of the nearest place around an area that names one or gives the minutes
    to it. The minutes are those the authority gives, else those along the roads on record at
    the speeds of the figures ``evacuation.main_kmh``, ``evacuation.local_kmh`` and
    ``evacuation.track_kmh``. Where the hospital is an asset on record, a road to it must be
    open as well: on that day no hazardous area and no damaged or blocked link lies on it. What
    a plan opens is open from then on, and the area waits for it; so it does for a hospital that
    is out of service. Only what is under way goes on without an open road where the authority
    gives the minutes: teams that stand there have reached it, and from there the way is known.
    An area that lies farther than the figure ``evacuation.limit_min``, or from which no plan
    opens a way, is not planned, survey included; a visit to its community that surveys several
    areas goes ahead. Where nobody recorded a hospital, or neither minutes nor its place on the
    map, the area is planned, and the plan's assumptions name it.

    Source: informed by IMAS 10.40 (medical support); 60 to 120 minutes are practice, and the
    authority sets the limit.
    """
    limit = programme.situation.figure(LIMIT)
    names, ends = obstacle_names(programme), ends_of(programme)
    for name in programme.of_hazard:
        way = programme.ways_out[name]
        orders = programme.orders.on_hazard.get(name, ())
        # What is under way no longer waits, and so what comes after it must.
        begun = any(order.status == "active" for order in orders)
        released = programme.of_hazard[name] if begun else programme.first_of(name)
        starts = (*released, *programme.interim_at(name))
        # A visit to a community is made from there, and people are told in their settlement.
        first = [a.id for a in starts if not a.is_milestone and not a.areas]
        first += [visit.id for visit in programme.visit_to_square(name)]
        if not first:
            continue
        if way.minutes is not None and way.minutes > limit:
            yield _out_of_reach(name, way, limit, tuple(first))
            continue
        hospital = way.hospital or "the hospital"
        for key in way.after:
            for end in ends.get(key, ()):
                past = f"the way there leads past {in_the_way(programme, end, names[key])}"
                what = "that is out of service" if names[key] == hospital else past
                because = f"casualties are taken to {hospital}, and {what}"
                for then in first:
                    yield Wait(end.id, then, because)


def _out_of_reach(name: str, way: WayOut, limit: float, activities: tuple[str, ...]) -> SetAside:
    hospital = way.hospital or "the hospital for casualties"
    if not way.serves and math.isinf(way.minutes or 0.0):
        because = (
            f"casualties are taken to {hospital}, and nothing that is planned brings that back"
        )
        remedy = "Record works on it, or designate another hospital."
    elif math.isinf(way.minutes or 0.0):
        because = f"nothing that is planned opens a road from there to {hospital} for casualties"
        remedy = "Record the missing road links or works on them, or designate another hospital."
    else:
        because = (
            f"casualties reach {hospital} in {way.minutes:.0f} minutes by road, and "
            f"{limit:g} are the limit"
        )
        remedy = "Designate a nearer hospital, or record the limit that the authority sets."
    return SetAside("hazards", name, "no-way-out", because, remedy, activities)


def a_medic_with_each_team(programme: Programme) -> Iterator[Halted | SetAside]:
    """
    No team works on hazardous ground without a medic.

    A team of which fewer medics are on record than the figure ``evacuation.medics_per_team``
    does no technical survey, clearance, disposal or quality control. A team of which nobody
    recorded them counts as having them, and the plan's assumptions say how many do.
    Non-technical survey asks and looks from beside the ground.

    Source: informed by IMAS 10.40 (medical support); the figure is practice.
    """
    least = programme.situation.figure(MEDICS)
    for team in programme.situation.teams.values():
        kinds = tuple(kind for kind in team.kinds if kind in NEED_A_MEDIC)
        if not kinds or team.medics is None or team.medics >= least:
            continue
        has = "no medic" if team.medics == 0 else f"only {team.medics} of {least:g} medics"
        served = wording.listed(wording.kind(kind) for kind in kinds)
        because = f"{team.name} has {has}, and does no {served} without"
        remedy = "Give it a medic, and record it (medics)."
        yield SetAside("teams", team.id, "no-medic", because, remedy)
        yield Halted(team.id, kinds, because)
