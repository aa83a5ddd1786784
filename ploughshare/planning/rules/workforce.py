"""Rules about teams: who may do what, where and when."""

from collections.abc import Iterator

from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Away, Present, SetAside, Stopped
from ploughshare.workforce.teams import Team


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
