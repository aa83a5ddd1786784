"""Days people work and days they do not: steps of the plan to dates and back."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

WEEK = 7
DAYS_KEPT = 8_192
"""Dates kept of those that were asked for: a plan asks for each of its days many times."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """
    Which dates the steps of a plan stand for.

    Only working days have steps: step 0 is the first part of the first working
    day on or after ``start``, and each working day has ``steps_per_day`` steps.

    Parameters
    ----------
    start
        First day of the plan.
    steps_per_day
        Steps in one working day, 1 or more.
    rest_days
        Days of the week without work, 0 for Monday to 6 for Sunday. Not all seven.
    holidays
        Further days without work.
    """

    start: date
    steps_per_day: int
    rest_days: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    _days_off: tuple[date, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        if self.steps_per_day < 1:
            raise ValueError(f"A day needs 1 step or more, not {self.steps_per_day}.")
        if len(self.rest_days & set(range(WEEK))) == WEEK:
            raise ValueError("All seven days of the week are rest days: nobody ever works.")
        off = sorted(day for day in self.holidays if day.weekday() not in self.rest_days)
        object.__setattr__(self, "_days_off", tuple(day for day in off if day >= self.start))

    def works_on(self, day: date) -> bool:
        """Whether anybody works on that day."""
        return day.weekday() not in self.rest_days and day not in self.holidays

    def working_days_before(self, day: date) -> int:
        """Working days from ``start`` up to the day before ``day``; 0 for earlier days."""
        span = (day - self.start).days
        if span <= 0:
            return 0
        weeks, rest = divmod(span, WEEK)
        first = self.start.weekday()
        part = sum((first + i) % WEEK not in self.rest_days for i in range(rest))
        in_week = WEEK - len(self.rest_days)
        return weeks * in_week + part - bisect_left(self._days_off, day)

    def day_number(self, number: int) -> date:
        """The working day with that number, counted from 0. Negative numbers are refused."""
        return _day_number(self, number)

    def day_of(self, step: int) -> date:
        """The day on which a step lies: work that starts at ``step`` starts on it."""
        return self.day_number(step // self.steps_per_day)

    def last_day_of(self, step: int) -> date:
        """The day on which work that finishes at ``step`` is done: that of the step before."""
        return self.day_number(max(0, step - 1) // self.steps_per_day)

    def step_of(self, day: date) -> int:
        """The first step on or after a day; 0 for days before ``start``."""
        return self.working_days_before(day) * self.steps_per_day

    def step_after(self, day: date) -> int:
        """The first step after a day: where an absence or a contract that includes it ends."""
        return self.step_of(day + timedelta(days=1))

    def after_working_days(self, day: date, count: int) -> date:
        """The working day before which so many working days have passed since a day."""
        while day < self.start and (count > 0 or not self.works_on(day)):
            count -= self.works_on(day)
            day += timedelta(days=1)
        if day < self.start:
            return day
        return self.day_number(self.working_days_before(day) + count)

    def days(self, steps: int) -> float:
        """Steps as working days."""
        return steps / self.steps_per_day

    def holidays_between(self, first: date, last: date) -> int:
        """Holidays that fall on a day of work, both ends included."""
        return bisect_right(self._days_off, last) - bisect_left(self._days_off, first)


@lru_cache(maxsize=DAYS_KEPT)
def _day_number(calendar: WorkingCalendar, number: int) -> date:
    if number < 0:
        raise ValueError(f"Working days are counted from 0, not {number}.")
    off = len(calendar.holidays)
    weeks = (number + off) // (WEEK - len(calendar.rest_days)) + 2
    ahead = bisect_right(
        range(weeks * WEEK),
        number,
        key=lambda days: calendar.working_days_before(calendar.start + timedelta(days=days + 1)),
    )
    return calendar.start + timedelta(days=ahead)
