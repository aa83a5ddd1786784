"""The figures that headlines are made from, each computed once for the whole book."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ploughshare.fields import Record, count_in, text_in
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.pledges.parts import counted_once
from ploughshare.reports import words
from ploughshare.reports.map_view import released_on
from ploughshare.reports.report import Subject
from ploughshare.reports.restoration_curve import day_of_weight, share_at
from ploughshare.reports.time_axis import TimeAxis, axis_of

MOST_OF_IT = 0.75
"""Share of the planned return that the cover waits for."""

PROMISED_RUNGS = frozenset({"reported", "pledged", "committed", "mobilised"})
"""Rungs below *accredited*: capacity on them never enters the plan of record."""


@dataclass(frozen=True)
class BookFigures:
    """
    A subject with a plan, and what the pages say about it.

    Parameters
    ----------
    subject
        Must have a plan.
    plan, situation
        Of the subject.
    """

    subject: Subject
    plan: Plan
    situation: Situation

    @property
    def region(self) -> str:
        """Name of the region; that it is invented stands beside it, not in it."""
        return self.plan.region.removesuffix(" (invented)")

    @property
    def start(self) -> date:
        return self.plan.calendar.start

    @cached_property
    def end(self) -> date:
        """Last day on which anything is planned."""
        days = [item.finish_on for item in self.plan.items]
        return max([*days, *(b.on for b in self.plan.benefits)], default=self.start)

    @cached_property
    def axis(self) -> TimeAxis:
        return axis_of(self.plan)

    @cached_property
    def headline_day(self) -> date:
        """
        The day the cover speaks of: the first quarter's end with most of the return back.

        Where all comes back before that quarter ends, it is the day of the last benefit.
        """
        last = max((b.on for b in self.plan.benefits), default=self.start)
        wanted = self.plan.served_today + MOST_OF_IT * (self.best - self.plan.served_today)
        end = words.quarter_end(self.start)
        while self.back_by(end) < wanted and end < last:
            end = words.quarter_end(end + timedelta(days=1))
        return min(end, last)

    @property
    def best(self) -> int:
        """Weight in service when the plan is done."""
        return self.plan.curve[-1].weight if self.plan.curve else self.plan.served_today

    def back_by(self, day: date) -> int:
        """Weight in service at the end of a day."""
        return share_at(self.plan.curve, day, self.plan.served_today)

    @cached_property
    def half_day(self) -> date | None:
        """Day on which half of what the plan brings back is back."""
        return day_of_weight(self.plan.curve, (self.plan.served_today + self.best) / 2)

    @cached_property
    def half_day_of_list(self) -> date | None:
        """The same day of the list worked off by highest priority first."""
        half = (self.plan.served_today + self.best) / 2
        return day_of_weight(self.plan.priority_first, half)

    @cached_property
    def released(self) -> dict[str, date]:
        """Day on which each hazardous area would be released."""
        return released_on(self.plan)

    @cached_property
    def teams_at_work(self) -> tuple[int, int]:
        """Number of teams in the plan, and of all that are recorded."""
        at_work = {role.team for item in self.plan.items for role in item.teams}
        return len(at_work), len(self.situation.teams)

    @cached_property
    def promised(self) -> list[Record]:
        """Contributions on a rung below *accredited*, neither expired nor withdrawn."""
        return [
            record
            for record in self.subject.promised
            if (text_in(record.values, "rung") or "reported") in PROMISED_RUNGS
        ]

    @cached_property
    def promised_people(self) -> int:
        """People that somebody is said to send, each once, and that the plan does not count."""
        return sum(
            count_in(record.values, "quantity") or 0
            for record in counted_once(self.promised)
            if text_in(record.values, "unit") in {"", "people"}
        )

    @cached_property
    def by_value(self) -> list[Item]:
        """Items in order of what waits for them, greatest first."""
        return sorted(
            (i for i in self.plan.items if i.activity_kind not in {"milestone", "handover"}),
            key=lambda item: (-max(item.value, item.inherited_value), item.start, item.activity),
        )


def figures_of(subject: Subject) -> BookFigures:
    """The figures of a subject; ``ValueError`` for one without a plan."""
    if subject.plan is None:
        raise ValueError("A plan book needs a plan.")
    return BookFigures(subject, subject.plan, subject.situation)
