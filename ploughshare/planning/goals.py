"""Goals: something shall be done first, or by a day. They press on a search, never on its account.

The schedule that is found is one of the true problem too: its objective is counted with the true
weights, it is checked against the true problem, and what no plan can beat is what no plan of
the true problem can.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.place import Placed
from ploughshare.planning.pressed_problem import (
    own_part,
    with_days,
    with_limited,
    with_limits,
    with_weights,
)
from ploughshare.scheduling.benefits import benefit_steps, objective_of
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Progress, Stop, solve
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_schedule


@dataclass(frozen=True, slots=True)
class Goal:
    """
    Something that shall be reached.

    Parameters
    ----------
    activity
        Id of the activity with which it is reached.
    needs
        Ids of the benefits without which it is of no use to anybody.
    due
        Step by which it shall be reached; before that nothing is gained by reaching it. 0 for
        as early as it can.
    """

    activity: str
    needs: tuple[str, ...] = ()
    due: int = 0


@dataclass(frozen=True)
class Pressing:
    """
    What presses on a search.

    Parameters
    ----------
    goals
        What shall be reached.
    factors
        By how much the weight of some benefits is multiplied, by id.
    """

    goals: tuple[Goal, ...] = ()
    factors: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.goals or self.factors)

    def and_also(self, other: "Pressing") -> "Pressing":
        """Both together; where both multiply a weight the larger factor counts."""
        names = dict.fromkeys((*self.factors, *other.factors))
        factors = {n: max(self.factors.get(n, 1), other.factors.get(n, 1)) for n in names}
        return Pressing((*self.goals, *other.goals), factors)


@dataclass(frozen=True, slots=True)
class Course:
    """
    How searches go that follow each other.

    Parameters
    ----------
    stop
        When the last of them ends.
    last
        The last plan, where leaving it has a price: each search then begins from that.
    """

    stop: Stop
    seed: int = 0
    progress: Callable[[Progress], None] | None = None
    last: LastPlan | None = None

    def part(self, left: int) -> "Course":
        """The course of the next search where so many are left: all iterations, or its share of time."""
        stop = self.stop
        if stop.seconds is None or left < 2:
            return self
        now = time.monotonic()
        origin = now if stop.origin is None else stop.origin
        gone = now - origin
        seconds = gone + max(0.0, stop.seconds - gone) / left
        return replace(self, stop=replace(stop, seconds=seconds, origin=origin))


def begun(stop: Stop) -> Stop:
    """A stopping rule whose time counts from now on, where it does not count already."""
    counts = stop.seconds is None or stop.origin is not None
    return stop if counts else replace(stop, origin=time.monotonic())


def _numbered(problem: Problem, goals: Sequence[Goal]) -> list[tuple[int, list[int], int]]:
    """Of each goal the number of its activity, those of the benefits it needs, and its step."""
    number = {name: j for j, name in enumerate(problem.activity_ids)}
    benefit = {name: b for b, name in enumerate(problem.benefit_ids)}
    return [
        (number[goal.activity], [benefit[name] for name in goal.needs], goal.due) for goal in goals
    ]


def goal_steps(problem: Problem, goals: Sequence[Goal], finish: Ints) -> tuple[int, ...]:
    """The step at which each goal is reached by a schedule of the problem."""
    steps = benefit_steps(problem, finish)
    return tuple(
        max(int(finish[activity]), *(int(steps[b]) for b in needs), 0)
        for activity, needs, _ in _numbered(problem, goals)
    )


def pressed(free: Placed, pressing: Pressing, course: Course) -> Placed:
    """
    What is placed when something presses on the search, judged by the true weights.

    First goals are reached as early as they can be, or by their step. Then, with each held to the
    step at which it is reached, the rest is searched by the true weights. Where a last plan has a
    price, the first search goes on from that, and leaves the rest as near to it as it can: there
    is no second. ``free`` is the same work placed without pressing; its limit stays.
    """
    problem = free.draft.problem
    factors = [pressing.factors.get(name, 1) for name in problem.benefit_ids]
    weighed = replace(problem, weight=problem.weight * np.array(factors, np.int64), sha256="")
    schedule = free.schedule
    if pressing.goals:
        first = course.part(2) if course.last is None else course
        schedule = _reached(free, weighed, pressing.goals, first)
    if course.last is None or not pressing.goals:
        schedule = _held(free, weighed, pressing.goals, schedule, course)
    schedule = replace(
        schedule,
        objective=objective_of(problem, schedule.finish),
        bound=free.schedule.bound,
    )
    require_valid(problem, schedule)
    return replace(free, schedule=schedule)


def _reached(free: Placed, problem: Problem, goals: Sequence[Goal], course: Course) -> Schedule:
    """Goals reached as early as they can be, whatever that costs."""
    draft, last = free.draft, course.last
    numbered = _numbered(problem, goals)
    longest = int(free.schedule.finish.max(initial=1))
    begin = last.start(draft) if last else None
    found = solve(
        with_weights(problem, numbered, max(1, int(problem.weight.sum())) * longest),
        stop=course.stop,
        seed=course.seed,
        start=with_days(begin or start_of_schedule(free.schedule), numbered),
        price=last.price(draft) if last and begin else None,
        progress=_without_figures(course.progress),
    )
    return own_part(draft.problem, found.schedule)


def _held(
    free: Placed, problem: Problem, goals: Sequence[Goal], schedule: Schedule, course: Course
) -> Schedule:
    """The rest by its weights, with goals held to the steps at which a schedule reaches them."""
    draft, last = free.draft, course.last
    steps = goal_steps(problem, goals, schedule.finish)
    limits = [
        (_behind(problem, activity, needs), max(due, step))
        for (activity, needs, due), step in zip(_numbered(problem, goals), steps, strict=True)
    ]
    begin = last.start(draft) if last else None
    found = solve(
        with_limits(problem, limits),
        stop=course.stop,
        seed=course.seed,
        start=with_limited(begin or start_of_schedule(schedule), problem, limits),
        price=last.price(draft) if last and begin else None,
        progress=_without_figures(course.progress),
    )
    return own_part(draft.problem, found.schedule)


def _behind(problem: Problem, activity: int, needs: Sequence[int]) -> list[int]:
    """An activity, and those of all benefits it needs, directly or through others."""
    found = dict.fromkeys(needs)
    queue = list(needs)
    for b in queue:
        further = problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
        queue += [n for n in further if n not in found]
        found |= dict.fromkeys(further)
    return list(dict.fromkeys([activity, *problem.benefit_activity[list(found)].tolist()]))


def _without_figures(
    progress: Callable[[Progress], None] | None,
) -> Callable[[Progress], None] | None:
    """Progress without its figures: those of a pressed search are no service-days."""
    if progress is None:
        return None
    return lambda step: progress(replace(step, best=None, bound=None, gap=None))
