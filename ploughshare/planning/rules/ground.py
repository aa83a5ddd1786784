"""Rules about ground: what is surveyed, cleared, and built on, in which order."""

from collections.abc import Iterator
from itertools import pairwise

from ploughshare.assets.assets import Asset
from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.activities import Activity
from ploughshare.planning.defaults import ground_m
from ploughshare.planning.depths import depth_of
from ploughshare.planning.effort import (
    DEPTH,
    Effort,
    clearance,
    disposal,
    expected_m2,
    survey_days,
    technical_survey_days,
)
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Wait, Way
from ploughshare.planning.visits import CELL, FAR, SHARED, visit_days
from ploughshare.planning.visits import DAYS as VISIT_DAYS

SEVERAL = (2, 4)
"""Numbers of teams that may share a large area."""

LEAST_SHARED_DAYS = 10.0
"""An area is not split among teams so far that less than this is left, in working days."""

LOT_FIGURES = ("lots.team_weeks", "lots.least_weeks")


def survey_before_clearance(programme: Programme) -> Iterator[Wait]:
    """
    Suspected ground is surveyed before its clearance is tasked.

    Non-technical survey comes first, technical survey where a team does it, then
    clearance of what is expected to remain. Survey releases most land without
    clearance, so a team sent before it clears ground that nobody needed cleared.

    Source: informed by IMAS 07.11 (land release) and IMAS 08.10 (non-technical survey).
    """
    for hazard, pieces in programme.pieces.items():
        name = programme.situation.hazards[hazard].name
        for piece in pieces:
            surveys = piece.surveys
            for first, then in pairwise(surveys):
                yield Wait(
                    first.id,
                    then.id,
                    f"{name} is not yet surveyed as its technical survey requires",
                )
            for then in piece.activities[len(surveys) :]:
                if surveys and then.kind == "clearance":
                    because = f"{name} is not yet surveyed as its clearance requires"
                    yield Wait(surveys[-1].id, then.id, because)


def works_wait_for_ground(programme: Programme) -> Iterator[Wait]:
    """
    Nobody builds on ground that is still recorded as hazardous.

    Works, and the use of a field, wait for every hazardous area, suspected or
    confirmed, that reaches onto their ground, into the buffer of their kind of asset
    or the strip that its works take: until it is handed over. Of an area in lots they wait for the lots that
    this ground and the straight way from there to the nearest road touch.

    Source: informed by IMAS 07.11 (land release); buffers and strips are practice, see
    the figures.
    """
    situation = programme.situation
    for name, activities in _on_asset(programme).items():
        asset = situation.assets[name]
        for hazard in programme.terrain.hazards_on.get(name, ()):
            for release in programme.released_by(hazard, name):
                because = _in_the_way(programme, release, asset)
                for activity in activities:
                    yield Wait(release.id, activity.id, because)


def _in_the_way(programme: Programme, release: Activity, asset: Asset) -> str:
    """What ground an asset waits for, and why."""
    area, metres = programme.situation.hazards[release.record_id].name, ground_m(asset.kind)
    depth = depth_of(programme, release)
    deep = f", cleared to {depth}" if depth.whose else ""
    if release.lot:
        m2 = programme.lot[release.lot].m2
        whose = f"within {metres:g} m of it" if metres else "on its ground"
        return f"{asset.name} waits for {m2:,} m2 of {area} {whose} or on its way in{deep}"
    where = f"within {metres:g} m of" if metres else "on the ground of"
    return f"{area} lies {where} {asset.name}{deep}"


def areas_are_released_lot_by_lot(programme: Programme) -> Iterator[Wait]:
    """
    A large area is released lot by lot, and as a whole with the last of them.

    An area that one team needs longer to clear than the weeks of the figure
    ``lots.least_weeks`` is cut. First come the lots that roads through it and assets on it
    wait for, each square metre in the lot of the smallest that needs it; then its rest, in
    lots that one team clears in the weeks of the figure ``lots.team_weeks``, and larger
    ones where an area would have more than 24. Non-technical survey is done once
    for all of it; technical survey, clearance, quality control and hand-over are each lot's
    own. The lots add up to the area; they change neither its outline nor what is recorded as released.

    Points stay whole, and so do areas of which four fifths are needed, and those with a
    task order that is not closed, other than for non-technical survey or for a lot: the order
    says how much of the area it is for. An order for a lot that the area is not cut into any
    more is taken as one for that many square metres of it.

    Source: practice of operations rooms; informed by IMAS 07.11 (land release).
    """
    for hazard, pieces in programme.pieces.items():
        name = programme.situation.hazards[hazard].name
        for piece in pieces:
            if piece.lot is not None:
                because = f"the {piece.lot.m2:,} m2 are one of {len(pieces)} lots of {name}"
                yield Wait(piece.release.id, programme.of_hazard[hazard][-1].id, because)


def machines_never_alone(programme: Programme) -> Iterator[Way]:
    """
    A machine or a dog team releases nothing alone: a manual team follows up.

    Each way to clear an area is a tool chain that suits its contamination and
    slope: what prepares the ground, what searches it, and what follows up. Methods on record,
    the national rule set, count in place of the defaults for the contamination they name.
    Machines and dogs appear only together with a team that works by hand; a method on record
    that lets them search alone is left out.

    Source: informed by IMAS 09.50 (mechanical demining) and IMAS 09.41 (animal detection);
    the methods on record.
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
    area that is left for it. Suspected areas of one community, that is of one settlement or
    community on the map which their records name and that lies no farther than the figure
    ``survey.community_km``, are surveyed in one visit: a share of the time
    of each (figure ``survey.visit_shared_share``) is spent once for all. So are old records that
    are near no community, by squares of the military grid of the figure ``survey.cell_km``:
    those in one square and one district behind the same obstacles, from the one with most people
    exposed. A visit lasts no
    longer than the figure ``survey.visit_days``; where there are more areas there are
    several visits, those with most people exposed first. An area whose survey is ordered, or whose work is
    suspended or stopped, keeps its own.

    Source: productivity rates, with their ranges and sources.
    """
    situation = programme.situation
    told: set[str] = set()
    for hazard, piece in programme.each_piece():
        before = tuple(a.kind for a in piece.surveys if a.kind == "nts")
        for activity in piece.surveys:
            if activity.id in told:
                continue
            told.add(activity.id)
            if activity.areas:
                effort = survey_days(situation)
                days = visit_days(effort.days, len(activity.areas), situation.figure(SHARED))
                yield Way(activity.id, days, effort.teams, activity.name,
                          (*effort.uses, SHARED, VISIT_DAYS, FAR, CELL))  # fmt: skip
                continue
            if activity.kind == "nts":
                effort = survey_days(situation)
            else:
                whole = _ground_m2(programme, activity) or programme.orders.area_m2(hazard.id)
                effort = technical_survey_days(situation, expected_m2(situation, whole, before))
            days = effort.days * programme.left_on(activity)
            uses = (
                *effort.uses,
                *(["survey.nts.cancelled_share"] if activity.kind == "ts" and before else []),
                *(LOT_FIGURES if activity.lot else ()),
            )
            yield Way(activity.id, days, effort.teams, f"{effort.method} of {hazard.name}", uses)


def _ground_m2(programme: Programme, activity: Activity) -> float:
    """Ground that a survey or clearance is of: its lot, or what no order covers as a part."""
    if activity.lot:
        return programme.lot[activity.lot].m2
    return programme.orders.beside_parts_m2(activity.record_id)


def _clearances(programme: Programme) -> Iterator[tuple[str, Activity, Effort]]:
    """Each clearance with the name of its area and each way to do what is left with one chain."""
    situation = programme.situation
    for hazard, piece in programme.each_piece():
        surveys = tuple(a.kind for a in piece.surveys)
        for activity in piece.activities:
            if activity.kind != "clearance":
                continue
            item = disposal(situation, hazard) if _is_point(programme, hazard.id) else None
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
        whole = expected_m2(situation, _ground_m2(programme, activity), surveys)
        area = whole * programme.left_on(activity)
    shares = tuple(
        metric
        for kind, metric in (
            ("nts", "survey.nts.cancelled_share"),
            ("ts", "survey.ts.reduced_share"),
        )
        if kind in surveys
    )
    lots = LOT_FIGURES if activity.lot else ()
    depth = depth_of(programme, activity)
    own = (DEPTH,) if hazard.depth_cm is None else ()
    for effort in clearance(situation, hazard, area, depth.cm):
        uses = (*effort.uses, *shares, *lots, *own)
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
