"""Rules about teams: who may do what, where and when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ploughshare.planning.closed_areas import CLOSED_AREA, closed_area, is_closed_area
from ploughshare.planning.load_classes import HEAVY
from ploughshare.planning.presence import Present, Right
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Rights
from ploughshare.planning.statements import Apart, Away, SetAside, Stopped
from ploughshare.workforce.teams import Team


def who_may_work(programme: Programme) -> Iterator[Present | SetAside]:
    """
    A team works only what it is accredited, licensed and paid for, where and while it is.

    Accreditation and licence are its organisation's, by kind of team and date. Where
    accreditations are recorded they count, else the kinds in the organisation's record;
    where a licence is recorded both are needed. Building trades need neither unless a
    record names them. Its districts are its own within those of its organisation and of
    its grant; the grant also has its first and last day and its activities. Areas are
    applied where districts have an outline.

    A team that is part of a contribution counts from the day on which a step with actor and
    evidence shows the contribution to be accredited, and not before.

    Each kind has its own districts and days: a team goes on with what it may still do when a
    permit for something else ends, and serves as one kind here and as another there. Work
    lies within days on all of which each of its teams has the right to it: it does not wait, half
    done, for a permit that is renewed later. A team sets out when it may first do anything.

    Source: informed by IMAS 07.30 (accreditation); grants and areas as recorded.
    """
    situation = programme.situation
    rights = Rights(programme)
    for team in situation.teams.values():
        if team.id not in programme.terrain.team_base:
            yield SetAside("teams", team.id, "no-base", f"{team.name} has no base on the map",
                           "Record a point or the place of its base.")  # fmt: skip
            continue
        if team.to_on is not None and team.to_on < situation.calendar.start:
            yield SetAside("teams", team.id, "left", f"{team.name} left on {team.to_on:%d %b %Y}",
                           "Record a later last day.")  # fmt: skip
            continue
        if team.contribution:
            counts_from = _counts_from(programme, team)
            if isinstance(counts_from, SetAside):
                yield counts_from
                continue
            team = replace(team, from_on=counts_from)
        held = rights.of(team)
        if held:
            yield _present(team, held)
        else:
            no = rights.refusal(team)
            yield SetAside("teams", team.id, no.reason, no.because, no.remedy)


def _present(team: Team, held: tuple[Right, ...]) -> Present:
    """A team from the first to the last day on which it may do anything."""
    first = next((r for r in held if r.from_on is None), None)
    first = first or min(held, key=lambda r: r.from_on or date.min)
    last = next((r for r in held if r.to_on is None), None)
    last = last or max(held, key=lambda r: r.to_on or date.max)
    rights = tuple(
        replace(
            right,
            from_on=None if right.from_on == first.from_on else right.from_on,
            to_on=None if right.to_on == last.to_on else right.to_on,
        )
        for right in held
    )
    return Present(
        team.id, rights, first.from_on or team.from_on, last.to_on or team.to_on,
        group_of(team), _presence(team), first.begins,
    )  # fmt: skip


def _counts_from(programme: Programme, team: Team) -> date | SetAside:
    """From when on a team of a contribution counts; the reason where it does not."""
    standing = programme.situation.contributions.get(team.contribution)
    if standing is None:
        return SetAside(
            "teams", team.id, "no-contribution",
            f"{team.name} is part of contribution {team.contribution}, which is not on record",
            "Import the contribution with its steps, or correct the team.",
        )  # fmt: skip
    since = standing.counts_from
    if since is None:
        return SetAside(
            "teams", team.id, "not-accredited-yet",
            f"{team.name} is part of contribution {team.contribution}, which is {standing.rung}; "
            "it counts once a step shows that it is accredited",
            "Record its steps with day, actor and evidence: plough import FILE --as steps.",
        )  # fmt: skip
    return max(since, team.from_on or since)


def donors_exclusions(programme: Programme) -> Iterator[Apart]:
    """
    A team shares no task with those whom the grant that pays for it excludes.

    A grant may exclude teams of a named contribution or organisation. The clause is
    applied, never judged. A way of working that could bring such teams together is not
    planned, whichever teams would do it; the ways of one team remain.

    Source: the exclusions of the grants on record.
    """
    situation = programme.situation
    rights = Rights(programme)
    for team in situation.teams.values():
        grant = rights.grant_of(team)
        if grant is None or not (grant.excludes_contributions or grant.excludes_organisations):
            continue
        for other in situation.teams.values():
            by_gift = other.contribution and other.contribution in grant.excludes_contributions
            if other.id != team.id and (
                by_gift or (other.organisation in grant.excludes_organisations)
            ):
                whom = other.contribution if by_gift else other.organisation
                yield Apart(
                    team.id, other.id,
                    f"grant {grant.name}, which pays for {team.name}, excludes work with {whom}",
                )  # fmt: skip


def group_of(team: Team) -> str:
    """Whose a team is, what pays for it, and how it moves if that is heavy."""
    parts = (team.organisation or "no organisation", team.group)
    heavy = team.mobility if team.mobility == HEAVY else ""
    return " / ".join(part for part in (*parts, heavy) if part)


def _presence(team: Team) -> str:
    begins = f"from {team.from_on:%d %b %Y}" if team.from_on else "from the first day"
    ends = f" to {team.to_on:%d %b %Y}" if team.to_on else ""
    return f"{team.name} is there {begins}{ends}"


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
    Frost, floods, closed areas and the like stop kinds of team, everywhere or by district.

    No kinds on record are all kinds. A place inside a district stands for all of it, unless the
    cause is a closed area: that stops what is to be done inside, see the rule on them. A
    stand-down that names roads and no places closes the roads and stops nobody elsewhere.

    Source: the stand-downs on record.
    """
    for stop in programme.situation.stand_downs:
        if stop.stops_teams and not is_closed_area(programme.situation, stop):
            districts = programme.terrain.districts_of(stop.places)
            because = f"stand-down: {stop.cause}"
            if stop.cause == CLOSED_AREA:
                because = closed_area(programme.situation, stop)
            yield Stopped(stop.kinds, districts, stop.from_on, stop.to_on, because)
