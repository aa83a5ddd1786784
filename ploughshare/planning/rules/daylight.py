"""The rule about daylight: short days hold less field work."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from ploughshare.places.daylight import mean_daylight_hours
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Stopped
from ploughshare.skills import HAZARD_KINDS

FIELD_HOURS, OTHER_HOURS = "field.hours_per_day", "field.other_daylight_hours"

MONTHS = 60
"""Months from the plan's first day for which short days are counted; dates beyond are an order."""


def short_days_hold_less_work(programme: Programme) -> Iterator[Stopped]:
    """
    In months of short days teams on hazardous ground do less.

    Rates hold for a day with the field hours of the figure ``field.hours_per_day``. Nobody
    searches in the dark, and of the daylight the figure ``field.other_daylight_hours`` goes
    into travel, briefing and rest. Where the mean daylight of a month, by the latitude of the
    middle of the region, leaves less than the field hours, the hours that lack are added up over
    the month's working days and taken off as the last steps of some of them, spread evenly. So
    each month has the work that its daylight allows, to a step, while single days are only
    roughly right. Survey, clearance, quality control and disposal lose these hours; builders do
    not, nor is anything gained where days are long. Five years ahead are counted.

    Source: daylight by the model of Forsythe and others, Ecological Modelling 80 (1995); at most
    six field hours a day: NATO SFOR Informer 113 (2001); the other hours are practice.
    """
    calendar, latitude = programme.situation.calendar, programme.situation.plane.lat
    full, other = (programme.situation.figure(metric) for metric in (FIELD_HOURS, OTHER_HOURS))
    year, month = calendar.start.year, calendar.start.month
    for _ in range(MONTHS):
        hours = mean_daylight_hours(latitude, year, month)
        share = share_of_day(hours, full, other)
        days = [day for day in _days(year, month) if calendar.works_on(day)]
        lost = round((1 - share) * len(days) * calendar.steps_per_day)
        because = (
            f"short days: {hours:.1f} hours of daylight in {date(year, month, 1):%B %Y} leave "
            f"{share:.0%} of a field day"
        )
        for n, day in enumerate(days):
            steps = (n + 1) * lost // len(days) - n * lost // len(days)
            if steps and day >= calendar.start:
                yield Stopped(
                    HAZARD_KINDS, None, day, day, because, steps, (FIELD_HOURS, OTHER_HOURS)
                )
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def share_of_day(daylight: float, full: float, other: float) -> float:
    """Share of a full field day, 0 to 1, that so many hours of daylight leave beside the others."""
    return min(1.0, max(0.0, daylight - other) / full)


def _days(year: int, month: int) -> Iterator[date]:
    return (date(year, month, n + 1) for n in range(monthrange(year, month)[1]))
