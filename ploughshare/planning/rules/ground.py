"""Rules about ground: what is surveyed, cleared, and built on, in which order."""

from collections.abc import Iterator
from itertools import pairwise

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.defaults import BUFFER_M
from ploughshare.planning.effort import (
    Effort,
    clearance,
    disposal,
    expected_m2,
    survey_days,
    technical_survey_days,
)
from ploughshare.planning.programme import Activity, Programme
from ploughshare.planning.statements import Wait, Way

SEVERAL = (2, 4)
"""Numbers of teams that may share a large area."""

LEAST_SHARED_DAYS = 10.0
"""An area is not split among teams so far that less than this is left, in working days."""


def survey_before_clearance(programme: Programme) -> Iterator[Wait]:
    """
    Suspected ground is surveyed before its clearance is tasked.

    Non-technical survey comes first, technical survey where a team does it, then
    clearance of what is expected to remain. Survey releases most land without
    clearance, so a team sent before it clears ground that nobody needed cleared.

    Source: informed by IMAS 07.11 (land release) and IMAS 08.10 (non-technical survey).
    """
    for hazard, activities in programme.of_hazard.items():
        name = programme.situation.hazards[hazard].name
        surveys = [a for a in activities if a.kind in {"nts", "ts"}]
        for first, then in pairwise(surveys):
            yield Wait(
                first.id, then.id, f"{name} is not yet surveyed as its technical survey requires"
            )
        for then in activities[len(surveys) :]:
            if surveys and then.kind == "clearance":
                because = f"{name} is not yet surveyed as its clearance requires"
                yield Wait(surveys[-1].id, then.id, because)


def works_wait_for_ground(programme: Programme) -> Iterator[Wait]:
    """
    Nobody builds on ground that is still recorded as hazardous.

    Works, and the use of a field, wait for every hazardous area, suspected or
    confirmed, that touches their ground or the buffer of their kind of asset.

    Source: informed by IMAS 07.11 (land release); buffers are practice, see the figures.
    """
    situation = programme.situation
    for name, activities in _on_asset(programme).items():
        asset = situation.assets[name]
        buffer = BUFFER_M.get(asset.kind, BUFFER_M["other"])
        for hazard in programme.terrain.hazards_on.get(name, ()):
            last = programme.of_hazard[hazard][-1]
            reach = f"within {buffer:g} m of" if buffer else "on the ground of"
            because = f"{situation.hazards[hazard].name} lies {reach} {asset.name}"
            for activity in activities:
                yield Wait(last.id, activity.id, because)


def machines_never_alone(programme: Programme) -> Iterator[Way]:
    """
    A machine or a dog team releases nothing alone: a manual team follows up.

    Each way to clear an area is a tool chain that suits its contamination and
    slope. Machines and dogs appear only together with a manual team.

    Source: informed by IMAS 09.50 (mechanical demining) and IMAS 09.41 (animal detection).
    """
    for hazard, activity, effort in _clearances(programme):
        yield Way(activity.id, effort.days, effort.teams, f"{effort.method} of {hazard}",
                  effort.uses)  # fmt: skip


def one_team_or_several(programme: Programme) -> Iterator[Way]:
    """
    Large areas may be shared by several teams of one kind.

    Two or four teams work side by side where one would need longer than the
    figure ``clearance.several_teams_from_days``, and works by as many crews as
    their record allows. Sharing takes as many team-days as working alone.

    Source: practice; editable.
    """
    long = programme.situation.figure("clearance.several_teams_from_days")
    for hazard, activity, effort in _clearances(programme):
        if len(effort.teams) != 1 or effort.days <= long:
            continue
        (kind,) = effort.teams
        for count in SEVERAL:
            if effort.days / count >= LEAST_SHARED_DAYS:
                yield Way(
                    activity.id,
                    effort.days / count,
                    {kind: count},
                    f"{effort.method} of {hazard} by {count} teams",
                    effort.uses,
                )


def survey_takes_its_time(programme: Programme) -> Iterator[Way]:
    """
    A survey takes a team the time its rate says.

    Non-technical survey is counted by hazardous area, technical survey by the
    area that is left for it.

    Source: productivity rates, with their ranges and sources.
    """
    situation = programme.situation
    for name, activities in programme.of_hazard.items():
        hazard = situation.hazards[name]
        for activity in activities:
            if activity.kind == "nts":
                effort = survey_days(situation)
            elif activity.kind == "ts":
                before = tuple(a.kind for a in activities if a.kind == "nts")
                whole = programme.orders.beside_parts_m2(name) or programme.orders.area_m2(name)
                effort = technical_survey_days(situation, expected_m2(situation, whole, before))
            else:
                continue
            days = effort.days * programme.orders.left_on_hazard(name, activity.kind)
            uses = (
                *effort.uses,
                *(["survey.nts.cancelled_share"] if activity.kind == "ts" else []),
            )
            yield Way(activity.id, days, effort.teams, f"{effort.method} of {hazard.name}", uses)


def _clearances(programme: Programme) -> Iterator[tuple[str, Activity, Effort]]:
    """Each clearance with the name of its area and each way to do what is left with one chain."""
    situation = programme.situation
    for name, activities in programme.of_hazard.items():
        hazard = situation.hazards[name]
        surveys = tuple(a.kind for a in activities if a.kind in {"nts", "ts"})
        for activity in activities:
            if activity.kind != "clearance":
                continue
            item = disposal(situation, hazard) if _is_point(programme, name) else None
            if item is not None:
                yield hazard.name, activity, item
            yield from _by_chain(programme, hazard, activity, () if activity.order else surveys)


def _by_chain(
    programme: Programme, hazard: HazardousArea, activity: Activity, surveys: tuple[str, ...]
) -> Iterator[tuple[str, Activity, Effort]]:
    """What is left of a clearance by each tool chain; of a part, all of it is to be cleared."""
    situation, orders = programme.situation, programme.orders
    if activity.order:
        area = orders.left_of_part_m2(situation.tasks[activity.order])
    else:
        whole = expected_m2(situation, orders.beside_parts_m2(hazard.id), surveys)
        area = whole * orders.left_on_hazard(hazard.id, "clearance")
    shares = tuple(
        metric
        for kind, metric in (
            ("nts", "survey.nts.cancelled_share"),
            ("ts", "survey.ts.reduced_share"),
        )
        if kind in surveys
    )
    for effort in clearance(situation, hazard, area):
        uses = (*effort.uses, *shares)
        yield hazard.name, activity, Effort(effort.method, effort.days, effort.teams, uses)


def _is_point(programme: Programme, name: str) -> bool:
    shape = programme.situation.hazards[name].geometry
    return shape is not None and shape.geom_type in {"Point", "MultiPoint"}


def _on_asset(programme: Programme) -> dict[str, list[Activity]]:
    """What stands on the ground of each asset: its works, and its return to use."""
    found: dict[str, list[Activity]] = {}
    for name, listed in programme.open_works.items():
        found[name] = [programme.of_works[w.id] for w in listed if w.id in programme.of_works]
    for name, activity in programme.restoration.items():
        if activity.kind == "milestone":
            found.setdefault(name, []).append(activity)
    return found
