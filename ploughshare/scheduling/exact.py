"""Exact answers for small problems: the best schedule, its proof, or the proof that none exists."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ploughshare.errors import InvalidSchedule
from ploughshare.scheduling.exact_model import (
    BASE,
    ExactModel,
    build,
    horizon,
    may_gain_by_going_back,
    trips_of,
)
from ploughshare.scheduling.heads import critical_path, earliest
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.joint import order_of_alternatives
from ploughshare.scheduling.pauses import (
    absence_pauses,
    finish_after,
    first_working_step,
    merged,
    standdown_pauses,
)
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.verify import require_valid

LOOK_SECONDS = 0.2
"""Time between two looks whether Ctrl-C was pressed."""

MOST_ACTIVITIES = 40
MOST_LEGS = 20_000
"""Of all teams together: pairs of activities one of which may follow the other."""


@dataclass(frozen=True, slots=True)
class Exact:
    """
    What constraint programming found out.

    Parameters
    ----------
    schedule
        The best schedule found, at its earliest dates, or ``None``.
    bound
        No feasible schedule has a smaller objective.
    proved
        Whether the schedule is optimal.
    infeasible
        Whether no feasible schedule exists.
    """

    schedule: Schedule | None
    bound: int
    proved: bool
    infeasible: bool


def can_solve_exactly(problem: Problem) -> bool:
    """
    Say whether ``solve_exactly`` is worth its time, and right, for a problem.

    It is small enough, and leaves out no schedule that could be the best.
    """
    if not 0 < problem.n_activities <= MOST_ACTIVITIES:
        return False
    asked = np.zeros((problem.n_activities, problem.n_kinds), np.bool_)
    mode = np.repeat(np.arange(problem.n_modes), np.diff(problem.demand_start))
    activity = np.repeat(np.arange(problem.n_activities), np.diff(problem.mode_start))
    asked[activity[mode], problem.demand_kind] = True
    able = (asked.astype(np.int64) @ problem.team_kinds.T.astype(np.int64) > 0).sum(axis=0)
    return int((able * able).sum()) <= MOST_LEGS and not may_gain_by_going_back(problem)


def solve_exactly(
    problem: Problem,
    *,
    start: Schedule | None = None,
    seconds: float | None = None,
    deterministic_limit: float | None = None,
    seed: int = 0,
    progress: Callable[[int | None, int], None] | None = None,
) -> Exact:
    """
    Solve a small problem by constraint programming, on one thread.

    Every rule of the format is in the model, so the answer is about the problem
    itself; bound and proof rest on the solver's word (they are compared with an
    exhaustive search in the tests).

    Parameters
    ----------
    start
        A feasible schedule to improve on. It is returned if nothing better is found.
    seconds, deterministic_limit
        Stop after so long, or after so much counted work; with ``seconds=None`` the
        result is the same on every run.
    progress
        Told the best objective so far and the bound, at each new schedule.
    """
    heads = earliest(problem)
    least = critical_path(problem, heads)
    if not heads.possible.all():
        return Exact(None, least, proved=False, infeasible=True)
    end = horizon(problem)
    if heads.finish.max(initial=0) > end:
        return Exact(None, least, proved=False, infeasible=True)
    exact = build(problem, heads, end)
    if start is not None:
        _hint(problem, start, exact)
    solver, status = _run(exact, seconds, deterministic_limit, seed, least, progress)
    return _answer(problem, exact, solver, status, start, least)


def _run(
    exact: ExactModel,
    seconds: float | None,
    deterministic_limit: float | None,
    seed: int,
    least: int,
    progress: Callable[[int | None, int], None] | None,
) -> tuple[Any, Any]:
    from ortools.sat.python import cp_model

    class Told(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if progress is not None:
                progress(
                    round(self.objective_value), max(least, rounded_down(self.best_objective_bound))
                )

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if deterministic_limit is not None:
        solver.parameters.max_deterministic_time = deterministic_limit
    # Its own handler would take Ctrl-C from the search that called.
    solver.parameters.catch_sigint_signal = False
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solver.solve, exact.model, Told())
        try:
            while True:
                try:
                    return solver, answer.result(LOOK_SECONDS)
                except TimeoutError:
                    obey()
        finally:
            solver.stop_search()


def rounded_down(bound: float) -> int:
    """Round a solver's bound down, and below what a double can tell apart."""
    return math.floor(bound if abs(bound) < 2**53 else math.nextafter(bound, -math.inf))


def _answer(
    problem: Problem,
    exact: ExactModel,
    solver: Any,
    status: Any,
    start: Schedule | None,
    least: int,
) -> Exact:
    from ortools.sat.python import cp_model

    if status == cp_model.INFEASIBLE:
        return Exact(None, least, proved=False, infeasible=True)
    bound = max(least, rounded_down(solver.best_objective_bound))
    found = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = _valid(problem, _read(problem, exact, solver))
        if status == cp_model.OPTIMAL:
            bound = max(
                least,
                sum(
                    int(w) * solver.value(v)
                    for w, v in zip(problem.weight, exact.benefit, strict=True)
                ),
            )
    if start is not None and (found is None or start.objective <= found.objective):
        found = start
    if found is None:
        return Exact(None, bound, proved=False, infeasible=False)
    return Exact(found, min(bound, found.objective), bound >= found.objective, infeasible=False)


def _valid(problem: Problem, schedule: Schedule | None) -> Schedule | None:
    """
    Return a schedule if it keeps every rule.

    The model knows each team's round, but not the order of ``items`` that all teams
    share; two activities of 0 steps at one step could be met in either order.
    """
    if schedule is None:
        return None
    try:
        require_valid(problem, schedule)
    except InvalidSchedule:
        return None
    return schedule


def _hint(problem: Problem, schedule: Schedule, exact: ExactModel) -> None:
    """Show the solver a schedule to begin with."""
    hint = exact.model.add_hint
    for j in range(problem.n_activities):
        hint(exact.start[j], int(schedule.start[j]))
        hint(exact.finish[j], int(schedule.finish[j]))
    chosen = problem.mode_start[:-1] + schedule.mode
    for m, literal in exact.mode.items():
        hint(literal, bool(m in chosen))
    named = {
        (int(chosen[j]), int(schedule.team_kind[e]), int(schedule.team[e]))
        for j in range(problem.n_activities)
        for e in range(schedule.team_start[j], schedule.team_start[j + 1])
    }
    for key, literal in exact.serves.items():
        hint(literal, key in named)
    place = np.empty(problem.n_activities, np.int64)
    place[schedule.order] = np.arange(problem.n_activities)
    of_entry = np.repeat(np.arange(problem.n_activities), np.diff(schedule.team_start))
    for team, legs in enumerate(exact.rounds):
        done = sorted(
            (int(schedule.start[j]), int(schedule.finish[j]), int(place[j]), int(j))
            for j in of_entry[schedule.team == team]
        )
        used = set(pairwise([BASE, *(j for *_, j in done), BASE])) if done else set()
        for leg, literal in legs.items():
            hint(literal, leg in used)


def _read(problem: Problem, exact: ExactModel, solver: Any) -> Schedule | None:
    """Take modes, teams and orders from the solver, and give them their earliest dates."""
    n = problem.n_activities
    mode = np.zeros(n, np.int64)
    named: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    activity = np.repeat(np.arange(n), np.diff(problem.mode_start))
    for m, literal in exact.mode.items():
        if solver.value(literal):
            mode[activity[m]] = m - problem.mode_start[activity[m]]
    for (m, kind, team), literal in exact.serves.items():
        if solver.value(literal):
            named[activity[m]].append((team, kind))
    if problem.has_joint_rules:
        dates = (np.array([solver.value(v) for v in each]) for each in (exact.start, exact.finish))
        return _as_dated(problem, mode, named, *dates)
    after: list[dict[int, int]] = [{} for _ in range(n)]
    release = problem.earliest.copy()
    for j, begin in zip(problem.fixed_activity, problem.fixed_begin, strict=True):
        release[j] = max(release[j], begin)
    for team, legs in enumerate(exact.rounds):
        first, between = trips_of(problem, team)
        for (i, j), literal in legs.items():
            if j == BASE or not solver.value(literal):
                continue
            if i == BASE:
                release[j] = max(release[j], problem.team_from[team] + first[j])
            else:
                after[j][i] = max(after[j].get(i, 0), int(between[i, j]))
    for j in range(n):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            i = int(problem.pred[e])
            after[j][i] = max(after[j].get(i, 0), int(problem.pred_lag[e]))
    return _timed(problem, mode, named, release, after)


def _as_dated(
    problem: Problem, mode: Ints, named: list[list[tuple[int, int]]], start: Ints, finish: Ints
) -> Schedule:
    """Return a schedule with the solver's own dates; the search brings forward what can be."""
    place = np.empty(problem.n_activities, np.int64)
    place[order_of_alternatives(problem, start, finish)] = np.arange(len(place))
    order = np.lexsort((place, finish, start))
    return _schedule(problem, mode, named, start, finish, order.tolist())


def _timed(
    problem: Problem,
    mode: Ints,
    named: list[list[tuple[int, int]]],
    release: Ints,
    after: list[dict[int, int]],
) -> Schedule | None:
    """Start each activity as early as those before it allow; ``None`` if they go in a circle."""
    n = problem.n_activities
    calendars, calendar_of = standdown_pauses(problem)
    away = absence_pauses(problem)
    nothing = np.zeros((0, 2), np.int64)
    start, finish = np.zeros(n, np.int64), np.zeros(n, np.int64)
    order: list[int] = []
    while len(order) < n:
        ready = [j for j in range(n) if j not in order and all(i in order for i in after[j])]
        if not ready:
            return None
        for j in ready:
            m = int(problem.mode_start[j] + mode[j])
            s = max([int(release[j]), *(int(finish[i]) + wait for i, wait in after[j].items())])
            steps = int(problem.mode_steps[m])
            pauses = nothing
            if steps:
                own = [away.of(team) for team, _ in named[j]]
                pauses = merged(np.concatenate([nothing, calendars.of(int(calendar_of[m])), *own]))
                s = first_working_step(pauses, 0, len(pauses), nothing, 0, 0, s)
            start[j] = s
            finish[j] = finish_after(pauses, 0, len(pauses), nothing, 0, 0, s, steps)
            order.append(j)
    rank = {j: place for place, j in enumerate(order)}
    order.sort(key=lambda j: (start[j], finish[j], rank[j]))
    return _schedule(problem, mode, named, start, finish, order)


def _schedule(
    problem: Problem,
    mode: Ints,
    named: list[list[tuple[int, int]]],
    start: Ints,
    finish: Ints,
    order: list[int],
) -> Schedule:
    entries = [sorted(each, key=lambda entry: (entry[1], entry[0])) for each in named]
    team_start = np.zeros(len(mode) + 1, np.int64)
    team_start[1:] = np.cumsum([len(each) for each in entries])
    flat = np.array([entry for each in entries for entry in each], np.int64).reshape(-1, 2)
    objective = _objective(problem, finish)
    whole = np.array(order, np.int64)
    return Schedule(mode, start, finish, team_start, flat[:, 0], flat[:, 1], whole, objective)


def _objective(problem: Problem, finish: Ints) -> int:
    served = finish[problem.benefit_activity].copy()
    changed = True
    while changed:
        changed = False
        for b in range(problem.n_benefits):
            for other in problem.need[problem.need_start[b] : problem.need_start[b + 1]]:
                if served[other] > served[b]:
                    served[b], changed = served[other], True
    return sum(int(w) * int(s) for w, s in zip(problem.weight, served, strict=True))
