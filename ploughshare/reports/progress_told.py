"""What the progress report is made of: one account, by week, operator, district and grant."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ploughshare.planning.order_progress import OrderProgress, order_progress
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.progress import Account, PlannedWeek, ProgressAccount
from ploughshare.planning.reported import Joined
from ploughshare.planning.terrain import Terrain
from ploughshare.reports import words
from ploughshare.reports.of_plan import plan_of
from ploughshare.reports.report import Subject


@dataclass(frozen=True)
class Told:
    """What the pages and the sheets are made of."""

    subject: Subject

    @property
    def plan(self) -> Plan:
        """The plan that the weeks are held against: the earlier one where one is named."""
        return self.subject.since or plan_of(self.subject)

    @cached_property
    def account(self) -> ProgressAccount:
        programme = Programme(Terrain(self.subject.situation))
        return ProgressAccount(self.plan, programme, Joined(programme, self.subject.progress))

    @property
    def has_plan(self) -> bool:
        """Whether any of the weeks lies within the plan."""
        return bool(self.account.planned_weeks)

    def operator(self, name: str) -> str:
        known = self.subject.situation.organisations
        return known[name].name if name in known else "operator not on record"

    def district(self, name: str) -> str:
        known = self.subject.situation.places
        return known[name].name if name in known else "district not known"

    def grant(self, name: str) -> str:
        known = self.subject.situation.grants
        return known[name].name if name in known else name or "no grant on record"

    @cached_property
    def by_week(self) -> dict[str, Account]:
        found = self.account.by(lambda row: row.week, lambda part: part.week)
        return {_week(week): found.get(week, Account()) for week in self.account.weeks}

    @cached_property
    def by_operator(self) -> dict[str, Account]:
        teams = self.subject.situation.teams

        def planned(part: PlannedWeek) -> str:
            team = teams.get(part.role.team)
            return self.operator(team.organisation if team else "")

        return _sorted(self.account.by(lambda row: self.operator(row.operator), planned))

    @cached_property
    def by_district(self) -> dict[str, Account]:
        return _sorted(
            self.account.by(
                lambda row: self.district(row.district),
                lambda part: part.item.district or self.district(""),
            )
        )

    @cached_property
    def by_grant(self) -> dict[str, Account]:
        teams, grants = self.subject.situation.teams, self.subject.situation.grants
        ids = {grant.name: grant.id for grant in grants.values()}

        def planned(part: PlannedWeek) -> str:
            team = teams.get(part.role.team)
            group = team.group if team else ""
            return self.grant(ids.get(group, group))

        return _sorted(self.account.by(lambda row: self.grant(row.paid_by), planned))

    @cached_property
    def orders(self) -> tuple[OrderProgress, ...]:
        return order_progress(self.account)

    @cached_property
    def has_roads(self) -> bool:
        """Whether any road was reported or planned in the weeks told."""
        return bool(self.account.whole.road_m or self.account.whole.planned_road_m)


def _week(monday: date) -> str:
    return f"Week {monday.isocalendar().week}, {words.short_day(monday)} {monday.year}"


def _sorted(found: dict[str, Account]) -> dict[str, Account]:
    return dict(sorted(found.items(), key=lambda pair: words.natural(pair[0])))
