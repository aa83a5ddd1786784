"""The time axis: curve, ruler and timeline share one, with one gutter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.planning.plan import Plan
from ploughshare.reports import words
from ploughshare.reports.svg import element, number
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import Theme

WIDTH = 680.0
"""Width of a chart, px: 180 mm."""
GUTTER = 112.0
"""Room for row names left of every axis, px."""
RIGHT = 14.0

BY_WEEK, BY_MONTH = 120, 1000
"""Longest spans, in days, that are ruled by week and by month; longer ones by quarter."""
BETWEEN = 52.0
"""Least distance between two dates on the ruler, px."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the ruler; without a label it is a small one."""

    on: date
    label: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """
    Days from ``first`` to ``last`` on the pixels from ``left`` to ``right``.

    A day's pixel is its morning.
    """

    first: date
    last: date
    left: float = GUTTER
    right: float = WIDTH - RIGHT

    @property
    def days(self) -> int:
        return max(1, (self.last - self.first).days)

    def x(self, day: date) -> float:
        """Pixel of a day's morning, within the axis."""
        return self.at((day - self.first).days)

    def at(self, days: float) -> float:
        """Pixel of so many days after the first morning, within the axis."""
        share = min(1.0, max(0.0, days / self.days))
        return self.left + (self.right - self.left) * share

    def ticks(self) -> list[Tick]:
        """Marks in order: weeks, months or quarters, labelled where there is room."""
        if self.days <= BY_WEEK:
            return self._weeks()
        months = [*self._months(1 if self.days <= BY_MONTH else 3)]
        per_label = next(
            step
            for step in (1, 2, 3, 6, 12, 24, 60, 1200)
            if (self.right - self.left) * step * 30.4 / self.days >= BETWEEN
        )
        ticks = [Tick(self.first, words.month(self.first))]
        clear = self.x(self.first) + BETWEEN * 1.25
        for day in months:
            labelled = (day.month - 1) % min(per_label, 12) == 0 and self.x(day) >= clear
            labelled = labelled and (per_label <= 12 or day.year % (per_label // 12) == 0)
            labelled = labelled and self._has_room(day)
            january = day.month == 1
            name = words.month(day) if january else words.MONTHS[day.month - 1]
            ticks.append(Tick(day, name if labelled else "", strong=january))
        return ticks

    def _weeks(self) -> list[Tick]:
        start = self.first - timedelta(days=self.first.weekday())
        every = next(
            n for n in (1, 2, 4, 8, 100) if (self.right - self.left) * 7 * n / self.days >= BETWEEN
        )
        days = [start + timedelta(weeks=i) for i in range(self.days // 7 + 2)]
        return [
            Tick(day, words.short_day(day) if i % every == 0 and self._has_room(day) else "")
            for i, day in enumerate(days)
            if self.first <= day <= self.last
        ]

    def _has_room(self, day: date) -> bool:
        return self.x(day) + BETWEEN / 2 < self.right

    def _months(self, every: int) -> Iterator[date]:
        year, month = self.first.year, self.first.month
        while True:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            day = date(year, month, 1)
            if day > self.last:
                return
            if (month - 1) % every == 0:
                yield day


def axis_of(plan: Plan) -> TimeAxis:
    """The axis of a plan: from its first day to a little after the last thing that happens."""
    days = [plan.calendar.start + timedelta(days=28)]
    days += [point.on for curve in (plan.curve, plan.priority_first) for point in curve]
    days += [item.finish_on for item in plan.items]
    last = max(days)
    return TimeAxis(plan.calendar.start, last + (last - plan.calendar.start) / 40)


def ruler(axis: TimeAxis, y: float, theme: Theme) -> Iterator[str]:
    """The axis line at ``y`` with its marks below."""
    path = f"M{number(axis.left)} {number(y)}H{number(axis.right)}"
    ticks = axis.ticks()
    path += "".join(f"M{number(axis.x(t.on))} {number(y)}v{5 if t.label else 3}" for t in ticks)
    yield element("path", d=path, stroke=theme["edge"], stroke_width="1", fill="none")
    for tick in ticks:
        if tick.label:
            yield text(
                tick.label, axis.x(tick.on) + 2, y + 15, size=10.4,
                weight=700 if tick.strong else 400,
                fill=theme["ink" if tick.strong else "ink-2"],
            )  # fmt: skip


def bands(
    axis: TimeAxis, spans: list[tuple[date, date]], top: float, bottom: float, theme: Theme
) -> Iterator[str]:
    """Grey bands for days on which work stands down, both ends included."""
    for first, last in spans:
        left, right = axis.x(first), axis.x(last + timedelta(days=1))
        if right > left:
            yield element(
                "rect", x=left, y=top, width=right - left, height=bottom - top,
                fill=theme["sunken"],
            )  # fmt: skip


def merged(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans of days in order, those that touch or overlap made one."""
    out: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if out and first <= out[-1][1] + timedelta(days=1):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out
