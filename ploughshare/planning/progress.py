"""Progress: what was planned for each week, what was reported, and why the two differ."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from ploughshare.land.hazards import TaskOrder
from ploughshare.land.methods import BY_HAND
from ploughshare.planning.items import Item, TeamRole
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.reported import Joined, Reported, monday

WEEK = timedelta(days=7)
DAY = timedelta(days=1)

WEEKS = 13
"""Weeks that are told at most: a quarter."""

NOT_REPORTED, PACE, UNKNOWN_LOSS = "not reported", "pace", "unknown"
"""Causes that no report names: days nobody reported, work at another pace, days lost for no reason."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Account:
    """
    What was planned and what was done, over some weeks, operators or districts.

    Areas are in m2 and stand apart, road in m, time in team-days.

    Parameters
    ----------
    planned_m2
        To be cleared by the plan.
    planned_survey_m2
        To be decided on by surveys of the plan: they may cancel, reduce or confirm it.
    planned_road_m
        Road that the plan repairs or builds, where its works are measured in m.
    planned_days, planned_tasks
        Team-days, and pieces of work that the plan finishes.
    tasks
        Task orders reported as finished.
    lost
        Team-days lost, by reason.
    found
        Items found; reports in which nobody counted have none.
    """

    planned_m2: float = 0.0
    planned_survey_m2: float = 0.0
    planned_road_m: float = 0.0
    planned_days: float = 0.0
    planned_tasks: int = 0
    cancelled_m2: float = 0.0
    reduced_m2: float = 0.0
    cleared_m2: float = 0.0
    road_m: float = 0.0
    worked: float = 0.0
    tasks: int = 0
    found: int = 0
    lost: dict[str, float] = field(default_factory=dict)

    @property
    def lost_days(self) -> float:
        return sum(self.lost.values())

    def add(self, row: Reported) -> None:
        """One more report."""
        report = row.report
        self.cancelled_m2 += report.cancelled_m2
        self.reduced_m2 += report.reduced_m2
        self.cleared_m2 += report.cleared_m2
        self.road_m += report.road_m
        self.worked += report.worked
        self.tasks += report.finished
        self.found += report.items_found or 0
        if report.lost:
            why = report.lost_by or UNKNOWN_LOSS
            self.lost[why] = self.lost.get(why, 0.0) + report.lost

    def plan(self, part: "PlannedWeek") -> None:
        """One more piece of planned work."""
        self.planned_m2 += part.cleared_m2
        self.planned_survey_m2 += part.survey_m2
        self.planned_road_m += part.road_m
        self.planned_days += part.days
        self.planned_tasks += part.finishes


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """
    What a team was to do on one item in one week.

    Areas are counted once, for the team that reports them; ``days`` for each team.
    """

    week: date
    item: Item
    role: TeamRole
    days: float
    cleared_m2: float
    survey_m2: float
    road_m: float
    finishes: bool


@dataclass(frozen=True, slots=True)
class Slip:
    """
    Clearance behind plan for one cause, in m2 and team-days; negative is ahead of it.

    Parameters
    ----------
    cause
        A reason for lost days, ``NOT_REPORTED``, ``PACE`` or ``UNKNOWN_LOSS``.
    m2
        Days lost or not reported at the pace that was planned; of the pace, what is left.
    days
        Team-days; 0 for the pace.
    """

    cause: str
    m2: float
    days: float


@dataclass(frozen=True)
class ProgressAccount:
    """
    Planned against actual.

    Parameters
    ----------
    plan
        The plan that held in those weeks.
    programme
        What is to be done, in the situation known.
    joined
        What was reported.
    """

    plan: Plan
    programme: Programme
    joined: Joined

    @cached_property
    def last_day(self) -> date | None:
        """Last day that any report tells of; ``None`` without reports."""
        return max((row.report.last for row in self.joined.rows), default=None)

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """Mondays of the weeks told: up to the last report, from the first of the last ``WEEKS``."""
        if self.last_day is None:
            return ()
        last = monday(self.last_day)
        first = min(row.week for row in self.joined.rows if row.week > last - WEEK * WEEKS)
        many = (last - first).days // 7 + 1
        return tuple(last - WEEK * n for n in reversed(range(many)))

    @cached_property
    def reported(self) -> tuple[Reported, ...]:
        """Reports of the weeks told."""
        return tuple(row for row in self.joined.rows if self.weeks and row.week >= self.weeks[0])

    @property
    def planned_weeks(self) -> tuple[date, ...]:
        """Weeks told that lie within the plan."""
        first = monday(self.plan.calendar.start)
        return tuple(week for week in self.weeks if week >= first)

    @cached_property
    def planned(self) -> tuple[PlannedWeek, ...]:
        """What the plan has for each team in the weeks told."""
        told = set(self.planned_weeks)
        return tuple(
            part for item in self.plan.items if item.teams for part in self._parts(item)
            if part.week in told
        )  # fmt: skip

    def _parts(self, item: Item) -> Iterator[PlannedWeek]:
        calendar, steps = self.plan.calendar, max(1, item.finish - item.start)
        cleared, survey = self._areas(item)
        road_m = self._road_m(item)
        by = reporting_role(item)
        week, last = monday(item.start_on), min(item.finish_on, self.last_day or item.start_on)
        while week <= last:
            begin = max(item.start, calendar.step_of(week))
            end = min(item.finish, calendar.step_of(week + WEEK))
            if end > begin:
                share = (end - begin) / steps
                for role in item.teams:
                    own = role == by
                    yield PlannedWeek(
                        week, item, role, calendar.days(end - begin), own * share * cleared,
                        own * share * survey, own * share * road_m,
                        own and monday(item.finish_on) == week,
                    )  # fmt: skip
            week += WEEK

    def _road_m(self, item: Item) -> float:
        """Road that an item repairs or builds, in m; 0 where its works are measured otherwise."""
        works = self.programme.situation.works.get(item.record_id)
        if (
            item.record_type != "works"
            or works is None
            or works.trade != "roads"
            or works.unit != "m"
        ):
            return 0.0
        return (works.quantity or 0.0) * self.programme.orders.left_on_works(works.id)

    def _areas(self, item: Item) -> tuple[float, float]:
        """Area that an item clears, and area that it surveys, in m2."""
        if item.record_type != "hazards" or item.activity_kind not in {"nts", "ts", "clearance"}:
            return 0.0, 0.0
        order = next(iter(self.programme.orders_of.get(item.activity, ())), None)
        area = self._area_m2(item, order)
        if item.activity_kind != "clearance":
            return 0.0, area
        return max(0.0, area - self._done_before(order)) if order else area, 0.0

    def _area_m2(self, item: Item, order: TaskOrder | None) -> float:
        """Of its lot, else in the scope of its order, else of its hazardous area; 0 where unknown."""
        if item.lot in self._lots:
            return float(self._lots[item.lot])
        hazards = self.programme.situation.hazards
        if item.areas:
            return sum(hazards[name].area_m2 or 0.0 for name in item.areas if name in hazards)
        hazard = hazards.get(item.record_id)
        return (order.scope_m2 if order else None) or (hazard.area_m2 if hazard else None) or 0.0

    @cached_property
    def _lots(self) -> Mapping[str, int]:
        return {lot.id: lot.m2 for lot in self.plan.lots}

    def _done_before(self, order: TaskOrder) -> float:
        """
        What was done under an order when the plan began, in m2.

        As its record has it, less what was reported since where the record is of a later day;
        where the record says nothing, what was reported before.
        """
        start = self.plan.calendar.start
        reports = [row.report for row in self.joined.rows if row.report.task == order.id]
        if order.done_m2 is None:
            return sum(r.cleared_m2 + r.reduced_m2 for r in reports if r.first < start)
        known = self.programme.situation.calendar.start
        since = (r.cleared_m2 + r.reduced_m2 for r in reports if start <= r.first < known)
        return max(0.0, order.done_m2 - sum(since))

    @cached_property
    def planned_pace(self) -> Mapping[str, float]:
        """What the plan clears in a day under each order, in m2; orders that clear nothing have none."""
        found: dict[str, float] = {}
        for item in self.plan.items:
            m2 = self._areas(item)[0] if item.teams else 0.0
            days = self.plan.calendar.days(item.finish - item.start)
            for order in self.programme.orders_of.get(item.activity, ()) if m2 and days else ():
                found.setdefault(order.id, m2 / days)
        return found

    def by(
        self, of_report: Callable[[Reported], Key], of_plan: Callable[[PlannedWeek], Key]
    ) -> dict[Key, Account]:
        """Accounts by any key: weeks, operators, districts, grants."""
        found: dict[Key, Account] = {}
        for row in self.reported:
            found.setdefault(of_report(row), Account()).add(row)
        for part in self.planned:
            found.setdefault(of_plan(part), Account()).plan(part)
        return found

    @cached_property
    def whole(self) -> Account:
        """Everything in the weeks told."""
        return self.by(lambda row: "", lambda part: "").get("", Account())

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """
        Why clearance lies behind plan in the planned weeks, the largest first.

        Of each team and week, days lost and days not reported count at the pace that was
        planned for them; the rest is work at another pace. Together they are the difference
        between planned and cleared to the square metre.
        """
        told, planned = _by_team(self.reported), _by_team_week(self.planned)
        m2: dict[str, float] = {}
        days: dict[str, float] = {}

        def slip(cause: str, lost: float, pace: float) -> None:
            m2[cause] = m2.get(cause, 0.0) + lost * pace
            days[cause] = days.get(cause, 0.0) + lost

        in_plan = set(self.planned_weeks)
        for key in dict.fromkeys([*planned, *(key for key in told if key[1] in in_plan)]):
            account, (planned_m2, planned_days) = (
                told.get(key, Account()),
                planned.get(key, (0.0, 0.0)),
            )
            if not planned_m2 and not account.cleared_m2:
                continue
            pace = planned_m2 / planned_days if planned_days else 0.0
            for cause, lost in account.lost.items():
                slip(cause, lost, pace)
            slip(NOT_REPORTED, planned_days - account.worked - account.lost_days, pace)
            m2[PACE] = m2.get(PACE, 0.0) + account.worked * pace - account.cleared_m2
        found = (Slip(cause, m2[cause], days.get(cause, 0.0)) for cause in m2)
        return tuple(sorted(found, key=lambda slip: (-slip.m2, slip.cause)))


def reporting_role(item: Item) -> TeamRole:
    """The team that reports the ground of an item: who works by hand, else the first."""
    return next((role for role in item.teams if role.kind in BY_HAND), item.teams[0])


def _by_team(rows: Iterable[Reported]) -> dict[tuple[str, date], Account]:
    found: dict[tuple[str, date], Account] = {}
    for row in rows:
        found.setdefault((row.report.team, row.week), Account()).add(row)
    return found


def _by_team_week(parts: Sequence[PlannedWeek]) -> dict[tuple[str, date], tuple[float, float]]:
    """Planned m2 of clearance and team-days of each team that reports ground, by week."""
    found: dict[tuple[str, date], tuple[float, float]] = {}
    for part in parts:
        if part.cleared_m2:
            m2, days = found.get((part.role.team, part.week), (0.0, 0.0))
            found[part.role.team, part.week] = (m2 + part.cleared_m2, days + part.days)
    return found
