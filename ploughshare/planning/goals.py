"""Goals: something shall be done first, or by a day. They press on a search, never on its account.

The schedule that is found is one of the true problem too: its objective is counted with the true
weights, it is checked against the true problem, and what no plan can beat is what no plan of
the true problem can.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from math import inf

import numpy as np

from ploughshare.errors import Infeasible, NoScheduleFound
from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.make_way import made_way
from ploughshare.planning.place import Placed
from ploughshare.planning.pressed_problem import (
    alone,
    before,
    own_part,
    with_days,
    with_fixed,
    with_groups,
    with_limited,
    with_limits,
    with_weights,
)
from ploughshare.scheduling.benefits import benefit_steps, objective_of
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.repair import repaired
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Progress, Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_schedule

NEAR = 30
"""Iterations per activity of a search that stays near where it begins."""

PARTS = (0.5, 0.25, 0.0)
"""Parts of the time until a goal is reached by which it is asked for: the sooner, the longer it takes."""
SEARCHED = 3_000
"""Activities up to which a search looks for a goal, too."""


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
    only
        Groups of teams to which some activities are left, by id.
    """

    goals: tuple[Goal, ...] = ()
    factors: Mapping[str, int] = field(default_factory=dict)
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.goals or self.factors or self.only)

    def and_also(self, other: "Pressing") -> "Pressing":
        """
        Both together; where both multiply a weight the larger factor counts.

        What one leaves to some groups is not left to others.
        """
        names = dict.fromkeys((*self.factors, *other.factors))
        factors = {n: max(self.factors.get(n, 1), other.factors.get(n, 1)) for n in names}
        return Pressing((*self.goals, *other.goals), factors, {**other.only, **self.only})


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


Numbered = tuple[int, list[int], int]
"""Of a goal the number of its activity, those of the benefits it needs, and its step."""


def _numbered(problem: Problem, goals: Sequence[Goal]) -> list[Numbered]:
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


def goal_ends(problem: Problem, goals: Sequence[Goal]) -> list[list[int]]:
    """The activities with which each goal is reached: its own, and those of the benefits it needs."""
    return [_behind(problem, activity, needs) for activity, needs, _ in _numbered(problem, goals)]


def _lateness(problem: Problem, goals: Sequence[Goal], schedule: Schedule) -> tuple[int, int]:
    """Steps by which a schedule comes to goals, those before their step not counted; its objective."""
    steps = goal_steps(problem, goals, schedule.finish)
    late = sum(max(goal.due, step) for goal, step in zip(goals, steps, strict=True))
    return late, objective_of(problem, schedule.finish)


def lateness(placed: Placed, goals: Sequence[Goal]) -> tuple[int, int]:
    """How late a placing reaches goals, and its objective: the less, the better."""
    return _lateness(placed.draft.problem, goals, placed.schedule)


def near(stop: Stop, problem: Problem) -> Stop:
    """
    A stopping rule for a search that stays near where it begins.

    The more moves a search has time for, the hotter it begins, and the further it goes: two long
    searches of one problem end further apart than one wish moves a plan.
    """
    most = NEAR * max(problem.n_activities, 1)
    return replace(stop, iterations=most if stop.iterations is None else min(stop.iterations, most))


def pressed(free: Placed, pressing: Pressing, course: Course, left: int = 1) -> Placed:
    """
    What is placed when something presses on the search, judged by the true weights.

    The free plan makes way for goals, as early as they can be reached or by their step; of a problem
    that is not large a search looks for that, too. With each goal held to its step all is then
    searched by the true weights from there on, at a price where leaving the last plan has one.
    ``free`` is the same work placed without pressing; its limit stays. ``left`` searches share the
    course, this one the first of them; making way, which ends by itself, has half of all of it.
    """
    problem = free.draft.problem
    factors = [pressing.factors.get(name, 1) for name in problem.benefit_ids]
    weighed = replace(problem, weight=problem.weight * np.array(factors, np.int64), sha256="")
    weighed = with_groups(weighed, pressing.only)
    try:
        if not pressing.goals:
            schedule = _near(free, weighed, course.part(left))
        else:
            schedule = _for_goals(free, weighed, pressing.goals, course, left)
    except (Infeasible, NoScheduleFound):
        if not pressing.only:
            raise
        # Too much was left to too few teams.
        return free
    schedule = replace(
        schedule,
        objective=objective_of(problem, schedule.finish),
        bound=free.schedule.bound,
        history=(),
    )
    require_valid(problem, schedule)
    return replace(free, schedule=schedule)


def unforced(free: Placed, found: Sequence[Placed], course: Course) -> Placed:
    """
    The same work placed without pressing, after others were found: never worse than any of them.

    What was found under pressing is a plan without it as well. A price against a free plan that a
    longer search would better is none; so the search goes on from the best of all. Where the last
    plan has a price, the free plan stays as it is.
    """
    if course.last is not None:
        return free
    problem = free.draft.problem
    best = min((free, *found), key=lambda placed: placed.schedule.objective)
    solution = solve(
        problem,
        stop=near(course.stop, problem),
        seed=course.seed,
        start=best.schedule,
        progress=course.progress,
    )
    return replace(free, schedule=replace(solution.schedule, bound=free.schedule.bound))


def as_early(one: Placed, other: Placed, goals: Sequence[Goal]) -> bool:
    """Whether one placing reaches every goal as early as another does, or by its step."""
    problem = one.draft.problem
    first, then = (goal_steps(problem, goals, placed.schedule.finish) for placed in (one, other))
    rows = zip(goals, first, then, strict=True)
    return all(a <= max(goal.due, b) for goal, a, b in rows)


def _near(free: Placed, problem: Problem, course: Course) -> Schedule:
    """A schedule near the free plan, or the last one, with other weights or with more that is fixed."""
    last = course.last
    begin = last.start(free.draft) if last else None
    return solve(
        problem,
        stop=near(course.stop, problem),
        seed=course.seed,
        start=begin or start_of_schedule(free.schedule),
        price=last.price(free.draft) if last and begin else None,
        progress=_without_figures(course.progress),
    ).schedule


def _for_goals(
    free: Placed, problem: Problem, goals: Sequence[Goal], course: Course, left: int
) -> Schedule:
    """A schedule that reaches goals, and is good for the rest."""
    numbered = _numbered(problem, goals)
    ends = goal_ends(problem, goals)
    found = [free.schedule, *ways_made(free, problem, goals, course.part(2), PARTS)]
    course = course.part(left)
    if problem.n_activities <= SEARCHED:
        found.append(_after_alone(free, problem, numbered, ends, course))

    making_way = min(found, key=partial(_lateness, problem, goals))
    steps = goal_steps(problem, goals, making_way.finish)
    limits = [
        (each, max(goal.due, step)) for each, goal, step in zip(ends, goals, steps, strict=True)
    ]
    held = solve(
        with_limits(problem, limits),
        stop=near(course.stop, problem),
        seed=course.seed,
        start=with_limited(start_of_schedule(making_way), problem, limits),
        price=course.last.price(free.draft) if course.last else None,
        progress=_without_figures(course.progress),
    )
    return own_part(problem, held.schedule)


def ways_made(
    free: Placed, problem: Problem, goals: Sequence[Goal], course: Course, parts: Sequence[float]
) -> Iterator[Schedule]:
    """
    Schedules in which the free one makes way for goals.

    Parameters
    ----------
    parts
        Of the time between the earliest that a goal could come and when it does in the free
        schedule: by when it is asked for. What is asked for later pushes less aside.
    """
    ends, stop = goal_ends(problem, goals), course.stop
    laid_out, alone = tables(problem), earliest(problem).finish
    now = [int(free.schedule.finish[each].max()) for each in ends]
    first = [max(g.due, int(alone[each].max())) for g, each in zip(goals, ends, strict=True)]
    counts = stop.seconds is not None and stop.origin is not None
    deadline = (stop.origin or 0.0) + (stop.seconds or 0.0) if counts else inf
    for part in parts:
        by = [lo + int(part * max(0, hi - lo)) for lo, hi in zip(first, now, strict=True)]
        made = made_way(laid_out, free.schedule, [*zip(ends, by, strict=True)], deadline)
        if made is not None:
            yield made


def _after_alone(
    free: Placed,
    problem: Problem,
    goals: Sequence[Numbered],
    ends: Sequence[Sequence[int]],
    course: Course,
) -> Schedule:
    """A schedule that makes way for how goals are reached when there is nothing else to do."""
    kept = np.unique([*before(problem, chain(*ends)), *problem.fixed_activity.tolist()])
    found = _alone(problem, kept, goals, course.part(3))
    if found is not None:
        fixed = with_fixed(problem, kept, found)
        if _fits(free, fixed, course):
            return _near(free, fixed, course.part(2))
    return _reached(free, problem, goals, course.part(2))


def _alone(
    problem: Problem, kept: Ints, goals: Sequence[Numbered], course: Course
) -> Schedule | None:
    """What leads to goals, as if there were nothing else to do; ``None`` where none is found."""
    part, brought = alone(problem, kept)
    place = {j: n for n, j in enumerate(kept.tolist())}
    benefit = {b: n for n, b in enumerate(brought)}
    own = [(place[j], [benefit[b] for b in needs], due) for j, needs, due in goals]
    try:
        found = solve(
            with_weights(part, own, 1),
            stop=near(course.stop, problem),
            seed=course.seed,
            progress=_without_figures(course.progress),
        )
    except (Infeasible, NoScheduleFound):
        return None
    return own_part(part, found.schedule)


def _fits(free: Placed, fixed: Problem, course: Course) -> bool:
    """Whether the free plan, or the last one, can make way for what is fixed."""
    begin = course.last.start(free.draft) if course.last else None
    return repaired(tables(fixed), begin or start_of_schedule(free.schedule))[0] is not None


def _reached(free: Placed, problem: Problem, goals: Sequence[Numbered], course: Course) -> Schedule:
    """Goals reached as early as they can be in a search of all the work, whatever that costs."""
    last = course.last
    longest = int(free.schedule.finish.max(initial=1))
    begin = last.start(free.draft) if last else None
    found = solve(
        with_weights(problem, goals, max(1, int(problem.weight.sum())) * longest),
        stop=course.stop,
        seed=course.seed,
        start=with_days(begin or start_of_schedule(free.schedule), goals),
        price=last.price(free.draft) if last and begin else None,
        progress=_without_figures(course.progress),
    )
    return own_part(problem, found.schedule)


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
