"""Rules about teams: who may do what, where and when, and what goes on from today."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ploughshare.planning.programme import Activity, Programme
from ploughshare.planning.rules.ground import (
    machines_never_alone,
    one_team_or_several,
    survey_takes_its_time,
)
from ploughshare.planning.rules.restoration import works_take_their_time
from ploughshare.planning.statements import (
    Away,
    Continues,
    OnlyBy,
    Present,
    SetAside,
    Stopped,
    Way,
)
from ploughshare.workforce.teams import Team

WAYS: tuple[Callable[[Programme], Iterator[Way]], ...] = (
    machines_never_alone,
    one_team_or_several,
    survey_takes_its_time,
    works_take_their_time,
)


def who_may_work(programme: Programme) -> Iterator[Present | SetAside]:
    """
    A team works as what its organisation is accredited for, where it may, while it is there.

    Its kinds are those of the team that its organisation is accredited and
    licensed for; its districts its own, else those of its organisation; its days
    from its arrival to its last day, by which its work is finished.

    Source: informed by IMAS 07.30 (accreditation); the records of teams and organisations.
    """
    situation = programme.situation
    for team in situation.teams.values():
        organisation = situation.organisations.get(team.organisation)
        allowed = set(organisation.kinds) if organisation and organisation.kinds else None
        kinds = tuple(k for k in team.kinds if allowed is None or k in allowed)
        places = team.places or (organisation.places if organisation else ())
        if team.id not in programme.terrain.team_base:
            yield SetAside("teams", team.id, "no-base", f"{team.name} has no base on the map",
                           "Record a point or the place of its base.")  # fmt: skip
        elif not kinds:
            yield SetAside(
                "teams", team.id, "not-accredited",
                f"{team.name} serves as {_listed(team.kinds)}, for which "
                f"{organisation.name if organisation else 'its organisation'} is not accredited",
                "Record the accreditation, or another kind.",
            )  # fmt: skip
        elif team.to_on is not None and team.to_on < situation.calendar.start:
            yield SetAside("teams", team.id, "left", f"{team.name} left on {team.to_on:%d %b %Y}",
                           "Record a later last day.")  # fmt: skip
        else:
            yield Present(
                team.id, kinds, programme.terrain.districts_of(places), team.from_on, team.to_on,
                group_of(team), _presence(team),
            )  # fmt: skip


def group_of(team: Team) -> str:
    """What a team's work is paid from: its grant, else its organisation."""
    return team.group or team.organisation


def _presence(team: Team) -> str:
    begins = f"from {team.from_on:%d %b %Y}" if team.from_on else "from the first day"
    ends = f" to {team.to_on:%d %b %Y}" if team.to_on else ""
    return f"{team.name} is there {begins}{ends}"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "nothing"


def leave_is_leave(programme: Programme) -> Iterator[Away]:
    """
    Nothing a team works on progresses while it is away.

    Source: the absences on record.
    """
    known = programme.situation.teams
    for absence in programme.situation.absences:
        if absence.team in known:
            because = f"{known[absence.team].name} is away: {absence.reason}"
            yield Away(absence.team, absence.from_on, absence.to_on, because)


def stand_downs(programme: Programme) -> Iterator[Stopped]:
    """
    Frost, floods and the like stop some kinds of team, everywhere or by place.

    Source: the stand-downs on record.
    """
    for stop in programme.situation.stand_downs:
        districts = programme.terrain.districts_of(stop.places)
        yield Stopped(stop.kinds, districts, stop.from_on, stop.to_on, f"stand-down: {stop.cause}")


def issued_orders_keep_their_operator(programme: Programme) -> Iterator[OnlyBy]:
    """
    A task order that is issued or active is carried out by the operator it was issued to.

    Source: informed by IMAS 07.11; practice of task orders.
    """
    situation = programme.situation
    groups: dict[str, list[str]] = {}
    for team in situation.teams.values():
        groups.setdefault(team.organisation, []).append(group_of(team))
    for task in situation.tasks.values():
        known = bool(task.organisation) and task.organisation in groups
        if task.status not in {"issued", "active"} or not known:
            continue
        activity = _activity_of(programme, task.hazard, task.works, task.activity)
        if activity is not None:
            name = situation.organisations[task.organisation].name if (
                task.organisation in situation.organisations
            ) else task.organisation  # fmt: skip
            allowed = tuple(dict.fromkeys(groups[task.organisation]))
            yield OnlyBy(activity.id, allowed, f"task order {task.id} is issued to {name}")


def _activity_of(programme: Programme, hazard: str, works: str, activity: str) -> Activity | None:
    if hazard:
        steps = programme.of_hazard.get(hazard, ())
        return next((a for a in steps if a.kind == activity), None)
    return programme.of_works.get(works)


def active_tasks_continue(programme: Programme) -> Iterator[Continues]:
    """
    What is under way goes on with the teams on site and what is left to do.

    Taking a team off a begun task costs more than it brings, so the plan starts
    from where the teams stand today.

    Source: practice of operations rooms; the task orders on record.
    """
    situation = programme.situation
    ways: dict[str, list[Way]] = {}
    for rule in WAYS:
        for way in rule(programme):
            ways.setdefault(way.activity, []).append(way)
    taken: set[str] = set()
    for task in situation.tasks.values():
        activity = _activity_of(programme, task.hazard, task.works, task.activity)
        teams = [situation.teams[t] for t in task.teams if t in situation.teams]
        if task.status != "active" or activity is None or not teams:
            continue
        if taken & {team.id for team in teams}:
            continue
        fitting = _way_for(teams, ways.get(activity.id, []))
        if fitting is None:
            continue
        way, roles = fitting
        left = 1 - _done_share(programme, task.hazard, task.done_share, task.done_m2)
        taken |= {team.id for team in teams}
        names = " and ".join(team.name for team in teams)
        yield Continues(
            activity.id, way.days * left, roles,
            f"under way with {names} under task order {task.id}",
            task.id, way.uses,
        )  # fmt: skip


def _done_share(
    programme: Programme, hazard: str, share: float | None, done_m2: float | None
) -> float:
    """Share of the work that is done; at most 95 %, since a task that is active is not over."""
    if share is None and done_m2 is not None and hazard in programme.situation.hazards:
        area = programme.situation.hazards[hazard].area_m2
        share = done_m2 / area if area else None
    return min(share or 0.0, 0.95)


def _way_for(teams: list[Team], ways: list[Way]) -> tuple[Way, dict[str, tuple[str, ...]]] | None:
    """A way that exactly these teams can do together, with the kind each serves as."""
    for way in ways:
        roles = _roles(teams, way.teams)
        if roles is not None:
            return way, roles
    for way in ways:
        if len(way.teams) > 1:
            continue
        ((kind, count),) = way.teams.items()
        roles = _roles(teams, {kind: len(teams)})
        if roles is not None:
            shared = replace(way, days=way.days * count / len(teams), teams={kind: len(teams)})
            return shared, roles
    return None


def _roles(teams: list[Team], wanted: Mapping[str, int]) -> dict[str, tuple[str, ...]] | None:
    """Each team with one of its kinds so that the counts are met exactly; ``None`` if not."""
    left = dict(wanted)
    if sum(left.values()) != len(teams):
        return None
    roles: dict[str, list[str]] = {}
    for team in sorted(teams, key=lambda t: len(t.kinds)):
        kind = next((k for k in team.kinds if left.get(k, 0) > 0), None)
        if kind is None:
            return None
        left[kind] -= 1
        roles.setdefault(kind, []).append(team.id)
    return {kind: tuple(names) for kind, names in roles.items()}
