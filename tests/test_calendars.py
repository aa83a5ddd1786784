"""Steps to dates and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.calendars import WorkingCalendar

MONDAY = date(2026, 3, 2)

calendars = st.builds(
    WorkingCalendar,
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    steps_per_day=st.integers(1, 10),
    rest_days=st.frozensets(st.integers(0, 6), max_size=6),
    holidays=st.frozensets(st.dates(date(2019, 12, 1), date(2031, 1, 1)), max_size=12),
)


def test_the_weekend_has_no_steps() -> None:
    calendar = WorkingCalendar(MONDAY, 4)
    assert calendar.day_of(19) == date(2026, 3, 6)
    assert calendar.day_of(20) == date(2026, 3, 9)
    assert calendar.last_day_of(20) == date(2026, 3, 6)


def test_a_holiday_has_no_steps() -> None:
    calendar = WorkingCalendar(MONDAY, 4, holidays=frozenset({date(2026, 3, 4)}))
    assert calendar.day_of(8) == date(2026, 3, 5)
    assert calendar.step_of(date(2026, 3, 4)) == calendar.step_of(date(2026, 3, 5)) == 8


@given(calendars, st.integers(-60, 400), st.integers(0, 120))
def test_so_many_working_days_after_a_day_lie_between(
    calendar: WorkingCalendar, shift: int, count: int
) -> None:
    day = calendar.start + timedelta(days=shift)
    end = calendar.after_working_days(day, count)
    assert calendar.works_on(end)
    between = (day + timedelta(days=n) for n in range((end - day).days))
    assert sum(map(calendar.works_on, between)) == count


@given(calendars, st.integers(0, 3000))
def test_steps_and_days_agree(calendar: WorkingCalendar, step: int) -> None:
    day = calendar.day_of(step)
    assert calendar.works_on(day)
    assert calendar.step_of(day) <= step < calendar.step_after(day)


@given(calendars, st.integers(-20, 900))
def test_counting_one_by_one_gives_the_same(calendar: WorkingCalendar, ahead: int) -> None:
    day = calendar.start + timedelta(days=ahead)
    one_by_one = sum(
        calendar.works_on(calendar.start + timedelta(days=i)) for i in range(max(0, ahead))
    )
    assert calendar.working_days_before(day) == one_by_one


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="All seven days"):
        WorkingCalendar(MONDAY, 4, rest_days=frozenset(range(7)))
