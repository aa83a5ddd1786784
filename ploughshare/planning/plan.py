"""From a situation to a plan: the whole product on one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning.items import Assumption, CurvePoint, Item, NotPlanned, PlannedBenefit


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What to do, when, by whom and why; and how much better it could be.

    Parameters
    ----------
    region, invented, scenario
        Whose plan it is; ``scenario`` is ``"in-country"`` for the plan of record.
    calendar
        Dates of the steps.
    items, benefits
        Ordered by start, and by step.
    not_planned
        What was set aside, each with its reason; greatest weight first.
    not_yet_planned
        Rules of the field that this version cannot plan with, by name.
    assumptions
        What no record said; what moves most first.
    objective, bound
        Weight times steps of missing service, and what no plan can beat.
    served_today, served_in_all
        Weight in service before step 0, and in all: the ends of the curve.
    curve, limit
        Weight in service by step: of this plan, and at most of any plan.
    priority_first, priority_objective
        The same of the list worked off by highest priority first; empty and
        ``None`` where that list cannot be carried out.
    limits
        Sentences that say what limits the programme, most telling first.
    situation, problem
        SHA-256 of what was read and of the problem solved.
    solver
        How it was made: name, version, seed, stop; never part of a comparison.
    """

    region: str
    invented: bool
    scenario: str
    calendar: WorkingCalendar
    items: tuple[Item, ...]
    benefits: tuple[PlannedBenefit, ...]
    not_planned: tuple[NotPlanned, ...]
    not_yet_planned: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    objective: int
    bound: int
    served_today: int
    served_in_all: int
    curve: tuple[CurvePoint, ...]
    limit: tuple[CurvePoint, ...]
    priority_first: tuple[CurvePoint, ...]
    priority_objective: int | None
    limits: tuple[str, ...]
    situation: str
    problem: str
    solver: Mapping[str, object]

    @property
    def gap(self) -> float | None:
        """``(objective - bound) / bound``; ``None`` when only the bound is 0."""
        if self.bound == 0:
            return 0.0 if self.objective == 0 else None
        return (self.objective - self.bound) / self.bound

    def service_days(self, amount: int) -> float:
        """An objective in service-days: weight times working days instead of steps."""
        return amount / self.calendar.steps_per_day
