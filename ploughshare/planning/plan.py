"""From a situation to a plan: the whole product on one page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning.asked import Prices, as_asked, searches_after
from ploughshare.planning.assumptions import assumptions
from ploughshare.planning.confidence import loose, rated
from ploughshare.planning.curves import Curves
from ploughshare.planning.explain import Explanation
from ploughshare.planning.families import PlannedSowing, sowings
from ploughshare.planning.goals import Course, begun
from ploughshare.planning.items import (
    SAID,
    Assumption,
    CurvePoint,
    Item,
    NotPlanned,
    OneMoreTeam,
    PlannedBenefit,
    PlannedLot,
    PlannedPromise,
    PlannedUndertaking,
    TakenOff,
    records_back,
)
from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.left_out import not_planned
from ploughshare.planning.limits import limits
from ploughshare.planning.one_more_team import one_more_team
from ploughshare.planning.place import Placed, place_what_can_be_placed
from ploughshare.planning.planned_lots import planned_lots
from ploughshare.planning.priced import PlannedPriorities, PutFirst, Telling
from ploughshare.planning.programme import Programme
from ploughshare.planning.promises import promises
from ploughshare.planning.rights_that_end import REASON as RIGHT_ENDS
from ploughshare.planning.rights_that_end import rights_that_end
from ploughshare.planning.rules import NOT_YET_PLANNED, statements
from ploughshare.planning.scenarios.terms import OF_RECORD, ScenarioTerms
from ploughshare.planning.situation import Situation
from ploughshare.planning.take_off import taken_off
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.undertakings import undertakings
from ploughshare.planning.weighing import days_word
from ploughshare.planning.wishes import Wish, require_planned
from ploughshare.pledges.decisions import Decision
from ploughshare.scheduling.exchange import write_schedule
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.scheduling.strict_json import without_collector


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
        What was set aside, each with its reason; greatest weight first. Last, permits and
        grants that end before the plan does.
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
    one_more_team
        What one more team of each kind would change, most first.
    promises
        What becomes of each promise, by its day.
    taken_off
        What taking teams off begun work changes; ``None`` where nobody asked for it.
    situation, problem
        SHA-256 of what was read and of the problem solved.
    solver
        How it was made: name, version, seed, stop; never part of a comparison.
    lots
        Parts of hazardous areas that are planned and released on their own.
    terms
        What the scenario assumes; ``None`` for the plan of record.
    undertakings
        What becomes of each undertaking of an agreement, by its day.
    priorities
        What becomes of priorities of published decisions; ``None`` where none is in force.
    decision
        The published decision that weighs safety, land and service; ``None`` for none.
    sowings
        Hectares of fields back in use by each sowing.
    put_first
        What it costs that something comes first; ``None`` where nobody asked for it.
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
    one_more_team: tuple[OneMoreTeam, ...]
    promises: tuple[PlannedPromise, ...]
    taken_off: TakenOff | None
    situation: str
    problem: str
    solver: Mapping[str, object]
    lots: tuple[PlannedLot, ...] = ()
    terms: ScenarioTerms | None = None
    undertakings: tuple[PlannedUndertaking, ...] = ()
    put_first: PutFirst | None = None
    priorities: PlannedPriorities | None = None
    decision: Decision | None = None
    sowings: tuple[PlannedSowing, ...] = ()

    @property
    def gap(self) -> float | None:
        """``(objective - bound) / bound``; ``None`` when only the bound is 0."""
        if self.bound == 0:
            return 0.0 if self.objective == 0 else None
        return (self.objective - self.bound) / self.bound

    @property
    def days_word(self) -> str:
        """What the objective counts: service-days, or days weighted by a decision."""
        return days_word(self.decision)

    @property
    def telling(self) -> Telling:
        """How its days and amounts are told."""
        calendar = self.calendar
        return Telling(
            calendar.start, calendar.steps_per_day, self.days_word, loose(self.items, self.benefits)
        )

    @property
    def left_out(self) -> tuple[NotPlanned, ...]:
        """What is not planned at all: all rows but those of permits that end before the plan."""
        return tuple(row for row in self.not_planned if row.reason != RIGHT_ENDS)

    @property
    def of_record(self) -> bool:
        """Whether it may be the plan of record: no scenario's plan ever is."""
        return self.terms is None and self.scenario == OF_RECORD

    @property
    def in_force(self) -> tuple[str, ...]:
        """Measures of the day that hold for this plan, in words."""
        return tuple(row.what for row in self.assumptions if row.source == SAID)

    @property
    def n_benefits(self) -> int:
        """Assets and hazardous areas that come back; what serves in part first counts once."""
        return records_back(self.benefits)

    def service_days(self, amount: int) -> float:
        """An objective in service-days: weight times working days instead of steps."""
        return amount / self.calendar.steps_per_day


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the files of the problem and the schedule it was made from."""

    plan: Plan
    problem: bytes
    schedule: bytes


def plan(
    situation: Situation,
    *,
    stop: Stop,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    take_off: Iterable[str] = (),
    begin: Plan | None = None,
    first: Sequence[Wish] = (),
    by: str = "",
) -> Planned:
    """
    Plan the restoration of a region.

    The same situation, stopping rule and seed give the same plan, unless the
    stopping rule looks at the clock. What cannot be planned is set aside with its
    reason; the rest is planned. ``take_off`` names task orders whose teams are taken off
    their begun work; the plan that keeps them is searched first, for the price. The search goes
    on from ``begin``, a plan of the same records with fewer teams: none is found that is worse.
    ``first`` names what comes first, asked for ``by`` somebody. For it, and for priorities of
    published decisions, the plan that nobody forces is searched first, for the price.

    Raises
    ------
    CallError
        When something that shall come first is not planned, or done.
    """
    with without_collector():
        terrain = Terrain(situation)

    def placed_without(tasks: frozenset[str], course: Course) -> Placed:
        with without_collector():
            programme = Programme(terrain, tasks)
            said = tuple(statements(programme))
        require_planned(programme, said, first)
        return place_what_can_be_placed(
            programme, said, stop=course.stop, seed=seed, progress=progress, begin=start
        )

    start = None
    if begin is not None:
        start = LastPlan(begin.items, frozenset(), begin.calendar, situation.calendar)
    course, tasks, price = Course(begun(stop), seed, progress), frozenset(take_off), None
    left = 1 + searches_after(situation, first)
    kept = placed_without(frozenset(), course.part(left + 1)) if tasks else None
    placed = placed_without(tasks, course.part(left))
    if kept is not None:
        price = taken_off(tasks, kept, placed)
    return explained(situation, *as_asked(placed, course, first, by, price))


@without_collector()
def explained(
    situation: Situation,
    placed: Placed,
    prices: Prices,
) -> Planned:
    """
    The plan that a schedule amounts to, with its reasons and files.

    ``prices`` say what was asked for changes. What one more team would change takes as long as all
    the rest, and is found beside it.
    """
    draft, schedule = placed.draft, placed.schedule
    explanation = Explanation(draft, schedule)
    curves = Curves(explanation, placed.bound, placed.listed)
    with ThreadPoolExecutor(1) as beside:
        one_more = beside.submit(one_more_team, explanation, placed.bound)
        items, why = rated(explanation.items(), situation), assumptions(explanation)
        what_limits = limits(explanation)
    benefits, left_out = explanation.benefits(), not_planned(draft)
    made = Plan(
        region=situation.region,
        invented=situation.invented,
        scenario=situation.terms.name if situation.terms else OF_RECORD,
        calendar=situation.calendar,
        items=items,
        benefits=benefits,
        not_planned=(*left_out, *rights_that_end(explanation)),
        not_yet_planned=NOT_YET_PLANNED,
        assumptions=why,
        objective=schedule.objective,
        bound=schedule.bound,
        served_today=curves.served_today,
        served_in_all=curves.served_in_all,
        curve=curves.planned(),
        limit=curves.limit(),
        priority_first=curves.priority_first(),
        priority_objective=curves.priority_objective,
        limits=what_limits,
        one_more_team=one_more.result(),
        promises=promises(explanation),
        taken_off=prices.taken_off,
        situation=situation.sha256,
        problem=draft.problem.sha256,
        solver=schedule.solver,
        lots=planned_lots(draft.programme),
        terms=situation.terms,
        undertakings=undertakings(situation, items, benefits, left_out),
        put_first=prices.put_first,
        priorities=prices.priorities,
        decision=draft.programme.weighing.decision,
        sowings=sowings(situation, benefits),
    )
    return Planned(made, draft.data, write_schedule(schedule, draft.problem))
