"""Reported work: each progress report with whose, where, for whose money and of what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ploughshare.land.hazards import TaskOrder
from ploughshare.land.progress import Progress
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Rights
from ploughshare.planning.situation import Situation
from ploughshare.skills import activity_of
from ploughshare.workforce.rights import Grant
from ploughshare.workforce.teams import Team

CLEARING_FIRST = ("manual", "bac", "mechanical", "dogs", "eod")
"""What a team served as under an order to clear, where its report does not say: its first of these."""


@dataclass(frozen=True, slots=True)
class Reported:
    """
    One progress report, joined with what is on record.

    Parameters
    ----------
    report
        As it came.
    team
        ``None`` for a team that is not on record any more.
    order
        Its task order; ``None`` for none on record.
    activity
        What was done: ``nts``, ``ts``, ``clearance``, ``control`` or ``works``; empty when unknown.
    kind
        What the team served as; empty when unknown.
    district
        Id of the district of its order's ground; empty when unknown.
    grant
        The grant on record that pays for the team; ``None`` for none.
    """

    report: Progress
    team: Team | None
    order: TaskOrder | None
    activity: str
    kind: str
    district: str
    grant: Grant | None

    @property
    def operator(self) -> str:
        """Id of the organisation of its team, or of its order; empty when unknown."""
        own = self.team.organisation if self.team else ""
        return own or (self.order.organisation if self.order else "")

    @property
    def paid_by(self) -> str:
        """Id of the grant, else the words of its team's record; empty when nobody pays by name."""
        return self.grant.id if self.grant else (self.team.group if self.team else "")

    @property
    def week(self) -> date:
        """Monday of the week in which it begins."""
        return monday(self.report.first)


def monday(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Joined:
    """
    Progress reports joined with the records of a situation.

    Parameters
    ----------
    programme
        What is to be done, with teams, grants and places.
    reports
        In any order.
    """

    programme: Programme
    reports: Iterable[Progress]

    @property
    def situation(self) -> Situation:
        return self.programme.situation

    @cached_property
    def rows(self) -> tuple[Reported, ...]:
        """Every report, by first day and id."""
        listed = sorted(self.reports, key=lambda report: (report.first, report.id))
        return tuple(self._joined(report) for report in listed)

    def _joined(self, report: Progress) -> Reported:
        team = self.situation.teams.get(report.team)
        order = self.situation.tasks.get(report.task)
        kind = report.kind or _kind(team, order)
        activity = order.activity if order else activity_of(kind) if kind else ""
        return Reported(
            report, team, order, activity, kind, self._district(order),
            self._rights.grant_of(team) if team else None,
        )  # fmt: skip

    @cached_property
    def _rights(self) -> Rights:
        return Rights(self.programme)

    def _district(self, order: TaskOrder | None) -> str:
        if order is None:
            return ""
        if order.hazard:
            return self._hazard_districts.get(order.hazard, "")
        works = self.situation.works.get(order.works)
        where = self.programme.terrain.asset_at.get(works.asset) if works else None
        return where.district if where else ""

    @cached_property
    def _hazard_districts(self) -> Mapping[str, str]:
        """District of each hazardous area that an order is for, closed ones too."""
        names = [o.hazard for o in self.situation.tasks.values() if o.hazard]
        known = [n for n in dict.fromkeys(names) if n in self.situation.hazards]
        places = self.programme.terrain.where([self.situation.hazards[n].geometry for n in known])
        return {n: where.district for n, where in zip(known, places, strict=True) if where}


def _kind(team: Team | None, order: TaskOrder | None) -> str:
    """What a team served as by its order and its kinds: the first that fits, else its first."""
    if team is None or not team.kinds:
        return ""
    if order is None:
        return team.kinds[0] if len(team.kinds) == 1 else ""
    if order.activity == "clearance":
        fitting = [kind for kind in CLEARING_FIRST if kind in team.kinds]
    else:
        fitting = [kind for kind in team.kinds if activity_of(kind) == order.activity]
    return (fitting or list(team.kinds))[0]
