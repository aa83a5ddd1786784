"""Who is there, and which ways to do each activity that leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ploughshare.planning.activities import Activity
from ploughshare.planning.presence import ALWAYS, Days
from ploughshare.planning.rights import Rights
from ploughshare.planning.serving import Able
from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import (
    Apart,
    Besides,
    SetAside,
    Way,
)

REASONS_GIVEN = 2
"""Most permits, areas or grants named for work that no team may do."""


def add_days(said: Settlement) -> None:
    """Add to each way, and to what is under way, the days that its activity takes besides."""
    for name, listed in said.besides.items():
        said.ways[name] = [
            replace(
                way,
                days=way.days + sum(each.days_of(way.days, way.teams) for each in listed),
                uses=(*way.uses, *_uses(listed, way.teams)),
            )
            for way in said.ways.get(name, ())
        ]
        if name in said.continues:
            begun = said.continues[name]
            teams = {kind: len(names) for kind, names in begun.teams.items()}
            days = begun.days + sum(each.days_of(begun.days, teams) for each in listed)
            uses = (*begun.uses, *_uses(listed, teams))
            said.continues[name] = replace(begun, days=days, uses=uses)


def _uses(listed: Sequence[Besides], teams: Mapping[str, int]) -> Iterator[str]:
    return chain.from_iterable(each.uses for each in listed if each.concerns(teams))


def drop_teams(said: Settlement) -> None:
    """Drop teams that are halted; absences of teams that take no part say nothing."""
    for halted in said.halted:
        for name, present in list(said.present.items()):
            if halted.team in {"", present.team}:
                rights = [r for r in present.rights if halted.kinds and r.kind not in halted.kinds]
                said.present[name] = replace(present, rights=tuple(rights))
                if not rights:
                    del said.present[name]
    taking_part = {present.team for present in said.present.values()}
    said.absences = [away for away in said.absences if away.team in taking_part]


def drop_ways(said: Settlement) -> None:
    """Drop ways that no teams can do together; set aside what has no way left."""
    counts: dict[tuple[str, tuple[str, ...] | None], tuple[Able, dict[str, set[str]]]] = {}
    known: dict[tuple[object, tuple[tuple[str, int], ...]], tuple[tuple[Days, ...], Apart | None]]
    known = {}
    for activity in list(said.planned()):
        if activity.is_milestone:
            continue
        only = said.only_by.get(activity.id)
        key = (activity.where.district, only.groups if only else None)
        if key not in counts:
            able = _able(said, activity)
            counts[key] = able, able.by_kind()
        able, has = counts[key]
        offered = said.ways.get(activity.id, [])
        usable = [
            way
            for way in offered
            if all(len(has.get(kind, ())) >= count for kind, count in way.teams.items())
        ]
        together: list[Way] = []
        kept_apart: Apart | None = None
        for way in usable:
            # The same teams in the same place are asked for by thousands of ways.
            asked = (key, tuple(way.teams.items()))
            if asked not in known:
                known[asked] = tuple(able.days(way)), _kept_apart(said, way, has)
            stretches, apart = known[asked]
            kept_apart = kept_apart or apart
            if apart is None:
                together += [way if d == ALWAYS else replace(way, within=d) for d in stretches]
        if activity.id in said.otherwise and (activity.id in said.unmanned or not together):
            together.append(said.otherwise[activity.id])
        said.ways[activity.id] = together
        if together or activity.id in said.continues:
            continue
        if kept_apart is not None:
            _only_apart(said, activity, kept_apart)
        else:
            no_team(said, activity, offered)


def _able(said: Settlement, activity: Activity) -> Able:
    """Teams that may work on an activity, if they may serve as a kind there."""
    admitted = [team for team in said.present.values() if said.is_admitted(team, activity)]
    return Able(admitted, activity.where.district)


def _kept_apart(said: Settlement, way: Way, has: dict[str, set[str]]) -> Apart | None:
    """Why teams that a way may bring together must be kept apart; ``None`` for nothing."""
    if not said.apart or sum(way.teams.values()) < 2:
        return None
    able = set().union(*(has.get(kind, ()) for kind in way.teams))
    for (team, other), apart in said.apart.items():
        for kind, count in way.teams.items() if team in able and other in able else ():
            rest = [k for k in way.teams if k != kind or count > 1]
            if team in has.get(kind, ()) and any(other in has.get(k, ()) for k in rest):
                return apart
    return None


def _only_apart(said: Settlement, activity: Activity, apart: Apart) -> None:
    said.set_aside(
        SetAside(
            activity.record_type, activity.record_id, "kept-apart",
            f"{activity.name} takes several teams, and of those that may do it some "
            f"may not work with each other: {apart.because}",
            "Record a team that may do it alone, or the exclusion as it is now.",
            (activity.id,), rule="donors_exclusions",
        )
    )  # fmt: skip


def no_team(said: Settlement, activity: Activity, offered: Sequence[Way]) -> None:
    place = said.programme.situation.places.get(activity.where.district)
    wanted = sorted({" and ".join(way.teams) for way in offered})
    only = said.only_by.get(activity.id)
    of_whom = f" ({only.because})" if only else ""
    why = _why_no_team(said, activity, offered)
    said.set_aside(
        SetAside(
            activity.record_type, activity.record_id, "no-team",
            f"{activity.name} needs {' or '.join(wanted) or 'a way to do it'}, and no team "
            f"that may work{f' in {place.name}' if place else ''} serves as that{of_whom}{why}",
            "Record a team with that kind and area, or an accreditation.", (activity.id,),
            rule="who_may_work",
        )
    )  # fmt: skip


def _why_no_team(said: Settlement, activity: Activity, offered: Sequence[Way]) -> str:
    """What keeps the first teams of the kinds it needs from it: a permit, an area, a grant."""
    rights = Rights(said.programme)
    kinds = {kind for way in offered for kind in way.teams}
    found: dict[str, None] = {}
    for team in said.programme.situation.teams.values():
        for kind in team.kinds:
            why = kind in kinds and rights.why_not(team, kind, activity.where.district)
            if why:
                found[why] = None
        if len(found) >= REASONS_GIVEN:
            break
    return f": {'; '.join(list(found)[:REASONS_GIVEN])}" if found else ""


def why_not(said: Settlement, team: str, kind: str, activity: Activity) -> str:
    known = said.programme.situation.teams.get(team)
    if known is None or kind not in known.kinds:
        return ""
    why = Rights(said.programme).why_not(known, kind, activity.where.district)
    return f": {why}" if why else ""
