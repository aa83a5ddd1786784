"""Two plans side by side: what comes sooner or later, for whom, where, and by how much."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning.items import PlannedBenefit
from ploughshare.planning.plan import Plan
from ploughshare.planning.summary import at

NOWHERE = "no community on record"


@dataclass(frozen=True, slots=True)
class Moved:
    """
    One benefit and its day in each of two plans.

    Parameters
    ----------
    record_type, record_id, part, name
        What comes back, and which part of it.
    service
        Kind of asset, or ``ground`` for a hazardous area.
    community, district
        Names of the nearest settlement and of the district.
    people
        Whom it serves, or who live with it.
    on_a, on_b
        Its day in each plan; ``None`` where a plan does not bring it.
    sooner_days
        Working days by which it is sooner in the second plan, negative for later; 0 where one
        plan does not bring it.
    """

    record_type: str
    record_id: str
    part: str
    name: str
    service: str
    community: str
    district: str
    people: int
    on_a: date | None
    on_b: date | None
    sooner_days: float

    @property
    def in_both(self) -> bool:
        return self.on_a is not None and self.on_b is not None

    @property
    def human_days(self) -> float:
        """People times working days with the service sooner; negative for later."""
        return self.people * self.sooner_days


@dataclass(frozen=True, slots=True)
class Group:
    """
    The benefits of one community or one service, summed.

    Parameters
    ----------
    sooner, later, unmoved
        Number of benefits in both plans, by whether the second brings them sooner.
    only_a, only_b
        Number that only one plan brings.
    human_days
        Gained by the second plan over benefits in both.
    """

    name: str
    sooner: int
    later: int
    unmoved: int
    only_a: int
    only_b: int
    human_days: float


@dataclass(frozen=True)
class Comparison:
    """
    What a second plan changes against a first.

    Parameters
    ----------
    a, b
        The plans; ``b`` is sooner where a number is positive.
    """

    a: Plan
    b: Plan

    @cached_property
    def rows(self) -> tuple[Moved, ...]:
        """Every benefit of either plan, most human-days gained first."""
        first, second = _by_record(self.a), _by_record(self.b)
        places = _communities(self.b) | _communities(self.a)
        rows = [self._moved(first.get(key), second.get(key), places) for key in first | second]
        return tuple(sorted(rows, key=lambda r: (-r.human_days, r.record_id, r.part)))

    def _moved(
        self, one: PlannedBenefit | None, other: PlannedBenefit | None, places: Mapping[str, str]
    ) -> Moved:
        known = one or other
        assert known is not None, "a key comes from one of the plans"
        sooner = 0.0 if one is None or other is None else self.working_days(other, one)
        return Moved(
            known.record_type, known.record_id, known.part, known.name,
            known.asset_kind or "ground", places.get(known.activity) or NOWHERE, known.district,
            known.weight, one.on if one else None, other.on if other else None, sooner,
        )  # fmt: skip

    def working_days(self, other: PlannedBenefit, one: PlannedBenefit) -> float:
        """Working days from a benefit of the second plan to the same of the first."""
        if self.a.calendar == self.b.calendar:
            return (one.step - other.step) / self.a.calendar.steps_per_day
        count = self._shared_calendar.working_days_before
        return count(one.on) - count(other.on)

    @cached_property
    def _shared_calendar(self) -> WorkingCalendar:
        """The first plan's days of rest, from the earlier of the two first days on."""
        mine = self.a.calendar
        start = min(mine.start, self.b.calendar.start)
        return WorkingCalendar(start, 1, mine.rest_days, mine.holidays)

    @cached_property
    def by_service(self) -> tuple[Group, ...]:
        return _grouped(self.rows, lambda row: row.service)

    @cached_property
    def by_community(self) -> tuple[Group, ...]:
        return _grouped(self.rows, lambda row: row.community)

    @cached_property
    def by_date(self) -> tuple[tuple[date, int, int], ...]:
        """People in service, counted once for each service, at quarters' ends in each plan."""
        last = max((b.on for plan in (self.a, self.b) for b in plan.benefits), default=None)
        if last is None:
            return ()
        rows: list[tuple[date, int, int]] = []
        day = min(self.a.calendar.start, self.b.calendar.start)
        year, quarter = day.year, (day.month - 1) // 3
        while not rows or rows[-1][0] <= last:
            year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)
            ends = date(year, quarter * 3 + 1, 1)
            rows.append((ends, at(self.a.curve, ends, self.a.served_today),
                         at(self.b.curve, ends, self.b.served_today)))  # fmt: skip
        return tuple(rows)

    @property
    def human_days(self) -> float:
        """Gained by the second plan over all benefits that both bring."""
        return sum(row.human_days for row in self.rows)

    @property
    def only_a(self) -> tuple[Moved, ...]:
        return tuple(row for row in self.rows if row.on_b is None)

    @property
    def only_b(self) -> tuple[Moved, ...]:
        return tuple(row for row in self.rows if row.on_a is None)

    @property
    def same_problem(self) -> bool:
        """Whether both plans were made for the same first day and days of rest."""
        return self.a.calendar == self.b.calendar

    def document(self) -> dict[str, Any]:
        """The comparison as JSON values."""
        return {
            "format": "plan-comparison/1",
            "a": _head(self.a),
            "b": _head(self.b),
            "human_days": self.human_days,
            "by_service": [asdict(group) for group in self.by_service],
            "by_community": [asdict(group) for group in self.by_community],
            "by_date": [
                {"before": day.isoformat(), "a": one, "b": other}
                for day, one, other in self.by_date
            ],
            "benefits": [_row(row) for row in self.rows],
        }


def _head(plan: Plan) -> dict[str, Any]:
    return {
        "region": plan.region,
        "invented": plan.invented,
        "scenario": plan.scenario,
        "of_record": plan.of_record,
        "start": plan.calendar.start.isoformat(),
        "items": len(plan.items),
        "service_days_missing": plan.service_days(plan.objective),
        "situation": plan.situation,
    }


def _row(row: Moved) -> dict[str, Any]:
    day = {key: value.isoformat() if value else None
           for key, value in (("on_a", row.on_a), ("on_b", row.on_b))}  # fmt: skip
    return {**asdict(row), **day, "human_days": row.human_days}


def _by_record(plan: Plan) -> dict[tuple[str, str, str], PlannedBenefit]:
    return {(b.record_type, b.record_id, b.part): b for b in plan.benefits}


def _communities(plan: Plan) -> dict[str, str]:
    """The nearest settlement by activity."""
    return {item.activity: item.place for item in plan.items if item.place}


def _grouped(rows: Iterable[Moved], key: Callable[[Moved], str]) -> tuple[Group, ...]:
    """Sums by a key, most human-days gained or lost first."""
    groups: dict[str, list[Moved]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    found = [
        Group(
            name,
            sooner=sum(row.sooner_days > 0 for row in members),
            later=sum(row.sooner_days < 0 for row in members),
            unmoved=sum(row.in_both and row.sooner_days == 0 for row in members),
            only_a=sum(row.on_b is None for row in members),
            only_b=sum(row.on_a is None for row in members),
            human_days=sum(row.human_days for row in members),
        )
        for name, members in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-abs(group.human_days), group.name)))
