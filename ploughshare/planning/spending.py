"""Spending: what reported days cost, what the plan will cost, and what no grant pays for."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.reported import Joined, Reported
from ploughshare.planning.situation import Situation
from ploughshare.workforce.costs import DayCost, cost_of
from ploughshare.workforce.rights import Grant

Key = TypeVar("Key", bound=Hashable)
Quarter = tuple[int, int]
"""Year, and number of the quarter from 1 to 4."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    Team-days of one team in one quarter, and what they cost.

    Parameters
    ----------
    planned
        Whether the plan has them; else a report tells of them.
    operator, grant, district
        Ids; empty when unknown or none. Days of the plan have the name of their district.
    method
        Kind that the team serves as; empty when unknown.
    days
        Team-days, those lost among them: a team that waits costs as much.
    cost
        What one of them costs; ``None`` where none is on record.
    cleared_m2
        What was cleared in them; 0 for the plan.
    """

    planned: bool
    operator: str
    grant: str
    district: str
    method: str
    quarter: Quarter
    days: float
    cost: DayCost | None
    cleared_m2: float = 0.0


@dataclass(slots=True)
class Sum:
    """
    Team-days and their cost; money of each currency stands apart.

    Parameters
    ----------
    without
        Team-days of which no cost is on record.
    money
        By currency: low, likely and high.
    """

    days: float = 0.0
    without: float = 0.0
    cleared_m2: float = 0.0
    money: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """One more line."""
        self.days += line.days
        self.cleared_m2 += line.cleared_m2
        if line.cost is None:
            self.without += line.days
            return
        cost = line.cost
        low, likely, high = self.money.get(cost.currency, (0.0, 0.0, 0.0))
        self.money[cost.currency] = (
            low + line.days * cost.low, likely + line.days * cost.likely, high + line.days * cost.high,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """
    A report of days that the grant of its team does not pay for.

    Parameters
    ----------
    rule
        ``outside-grant-district``, ``outside-grant-activity`` or ``outside-grant-dates``.
    why
        What is wrong, as it follows the name of the team.
    """

    row: Reported
    grant: Grant
    rule: str
    why: str


@dataclass(frozen=True)
class Spending:
    """
    What was spent by the reports, and what the plan will spend.

    Parameters
    ----------
    plan
        Of which days to come are counted.
    joined
        What was reported.
    costs
        What a day of a team costs.
    """

    plan: Plan
    joined: Joined
    costs: Sequence[DayCost]

    @property
    def situation(self) -> Situation:
        return self.joined.situation

    @cached_property
    def spent(self) -> tuple[Line, ...]:
        """A line for each report."""
        return tuple(self._reported(row) for row in self.joined.rows)

    def _reported(self, row: Reported) -> Line:
        report = row.report
        places = self.situation.places
        district = places[row.district].name if row.district in places else ""
        return Line(
            False, row.operator, row.paid_by, district, row.kind, quarter(report.first),
            report.worked + report.lost, cost_of(self.costs, row.kind, row.operator, report.first),
            report.cleared_m2,
        )  # fmt: skip

    @cached_property
    def to_come(self) -> tuple[Line, ...]:
        """Lines for the items of the plan, by quarter and team."""
        return tuple(self._planned())

    def _planned(self) -> Iterator[Line]:
        calendar = self.plan.calendar
        ids = {g.name: g.id for g in self.situation.grants.values()}
        for item in self.plan.items:
            day = item.start_on
            while item.teams and day <= item.finish_on:
                after = _next_quarter(day)
                steps = min(item.finish, calendar.step_of(after)) - max(
                    item.start, calendar.step_of(day)
                )
                for role in item.teams if steps > 0 else ():
                    team = self.situation.teams.get(role.team)
                    operator = team.organisation if team else ""
                    group = team.group if team else ""
                    yield Line(
                        True, operator, ids.get(group, group), item.district, role.kind, quarter(day),
                        calendar.days(steps), cost_of(self.costs, role.kind, operator, day),
                    )  # fmt: skip
                day = after

    def by(self, key: Callable[[Line], Key]) -> dict[Key, tuple[Sum, Sum]]:
        """Spent, and to come by the plan, by any key."""
        found: dict[Key, tuple[Sum, Sum]] = {}
        for line in (*self.spent, *self.to_come):
            found.setdefault(key(line), (Sum(), Sum()))[line.planned].add(line)
        return found

    @cached_property
    def outside(self) -> tuple[Outside, ...]:
        """Reported days that the grants of their teams do not pay for."""
        return tuple(outside_grants(self.joined))


def quarter(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return day.year, (day.month + 2) // 3


def _next_quarter(day: date) -> date:
    year, number = quarter(day)
    return date(year + number // 4, number % 4 * 3 + 1, 1)


def outside_grants(joined: Joined) -> Iterator[Outside]:
    """Reported days outside the districts, the activities or the dates of the grant of their team."""
    districts = _districts(joined.programme)
    for row in joined.rows:
        grant = row.grant
        if grant is None or not row.report.worked + row.report.lost:
            continue
        places = joined.situation.places
        if grant.places and row.district and row.district not in districts(grant):
            name = places[row.district].name if row.district in places else row.district
            yield Outside(row, grant, "outside-grant-district", f"worked in {name}")
        if grant.activities and row.activity and row.activity not in grant.activities:
            yield Outside(row, grant, "outside-grant-activity", f"did {row.activity}")
        if not (grant.pays_on(row.report.first) and grant.pays_on(row.report.last)):
            days = f"from {grant.from_on or 'the beginning'} to {grant.to_on or 'an open end'}"
            yield Outside(
                row, grant, "outside-grant-dates", f"worked on {row.report.first}; it pays {days}"
            )


def _districts(programme: Programme) -> Callable[[Grant], frozenset[str]]:
    """The districts that a grant pays in, each looked up once."""
    known: dict[tuple[str, ...], frozenset[str]] = {}

    def of(grant: Grant) -> frozenset[str]:
        if grant.places not in known:
            known[grant.places] = frozenset(programme.terrain.districts_of(grant.places) or ())
        return known[grant.places]

    return of
