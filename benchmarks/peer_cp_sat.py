"""OR-Tools CP-SAT as a peer: the whole problem, and teams of a kind as one pool."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.peer_answers import Answer, decoded, list_horizon, named_schedule
from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.exact_model import BASE, ExactModel, build
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.problem import NEVER, Problem

MOST_LEGS = 1_000_000
"""Trips between two activities, of all teams together, beyond which a model takes gigabytes."""


def faithful(problem: Problem, seconds: float, workers: int) -> Answer:
    """
    Solve the whole problem: teams by name, each with its round of trips.

    The solver is shown the priority list: without it, it found nothing in 10 s at 60 activities.
    The horizon is that of the list, so the bound is no proof.
    """
    legs = legs_of(problem)
    if legs > MOST_LEGS:
        return Answer(note=f"not built: {legs:,} trips between activities")
    end = list_horizon(problem)
    exact = build(problem, earliest(problem), end)
    _show_list(problem, exact)
    solver, found = _solve(exact.model, seconds, workers)
    if not found:
        return Answer(bound=_bound(solver), note="no solution")
    n = problem.n_activities
    activity = owners(problem.mode_start)
    mode = np.zeros(n, np.int64)
    named: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for m, literal in exact.mode.items():
        if solver.value(literal):
            mode[activity[m]] = m - problem.mode_start[activity[m]]
    for (m, kind, team), literal in exact.serves.items():
        if solver.value(literal):
            named[activity[m]].append((team, kind))
    start = np.array([solver.value(each) for each in exact.start], np.int64)
    relaxed = round(solver.objective_value)
    return Answer(relaxed, _bound(solver), named_schedule(problem, mode, start, named))


def _show_list(problem: Problem, exact: ExactModel) -> None:
    """Hint at the dates, modes, teams and rounds of the priority list, if it finds a schedule."""
    try:
        listed = priority_list(problem)
    except NoScheduleFound:
        return
    hint = exact.model.add_hint
    modes = problem.mode_start[:-1] + listed.mode
    chosen, activity = set(modes.tolist()), owners(listed.team_start)
    serves = set(zip(modes[activity], listed.team_kind, listed.team, strict=True))
    for j in range(problem.n_activities):
        hint(exact.start[j], int(listed.start[j]))
        hint(exact.finish[j], int(listed.finish[j]))
    for m, literal in exact.mode.items():
        hint(literal, m in chosen)
    for (m, kind, team), literal in exact.serves.items():
        hint(literal, (m, kind, team) in serves)
    place = np.empty(problem.n_activities, np.int64)
    place[listed.order] = np.arange(problem.n_activities)
    for team, legs in enumerate(exact.rounds):
        work = activity[listed.team == team]
        stops = [BASE, *work[np.argsort(place[work])].tolist(), BASE]
        made = set(pairwise(stops))
        for leg, literal in legs.items():
            hint(literal, leg in made)


def legs_of(problem: Problem) -> int:
    """Return how many trips between two activities teams might make, all together."""
    asked = np.zeros((problem.n_activities, problem.n_kinds), np.bool_)
    asked[owners(problem.mode_start)[owners(problem.demand_start)], problem.demand_kind] = True
    able = (asked.astype(np.int64) @ problem.team_kinds.T.astype(np.int64) > 0).sum(axis=0)
    return int((able.astype(np.int64) ** 2).sum())


def pool(problem: Problem, seconds: float, workers: int) -> Answer:
    """
    Solve with a pool of teams per kind, and give the starts to named teams afterwards.

    A team is held one step longer than its work lasts, in place of travel, where there is any.
    Teams that arrive late or leave early block their place in the pool meanwhile. Zones,
    groups, leave and stand-downs are left out.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    end = list_horizon(problem)
    starts, finishes, chosen = _activities(problem, model, end)
    _pools(problem, model, end, starts, chosen)
    for j in range(problem.n_activities):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            model.add(starts[j] >= finishes[problem.pred[e]] + int(problem.pred_lag[e]))
    served = [model.new_int_var(0, end, "") for _ in range(problem.n_benefits)]
    for b, date in enumerate(served):
        model.add(date >= finishes[problem.benefit_activity[b]])
        for other in problem.need[problem.need_start[b] : problem.need_start[b + 1]]:
            model.add(date >= served[other])
    model.minimize(cp_model.LinearExpr.weighted_sum(served, problem.weight.tolist()))
    solver, found = _solve(model, seconds, workers)
    if not found:
        return Answer(bound=_bound(solver), note="no solution")
    start = np.array([solver.value(each) for each in starts], np.int64)
    modes = np.array([bool(solver.value(each)) for each in chosen], np.bool_)
    schedule = decoded(problem, start, modes)
    note = "" if schedule else "its starts could not be given to teams"
    return Answer(round(solver.objective_value), _bound(solver), schedule, note)


def _activities(problem: Problem, model: Any, end: int) -> tuple[list[Any], list[Any], list[Any]]:
    """Return start and finish of each activity, and a literal for each mode."""
    starts, finishes, chosen = [], [], []
    steps = problem.mode_steps.tolist()
    for j in range(problem.n_activities):
        modes = range(problem.mode_start[j], problem.mode_start[j + 1])
        start = model.new_int_var(int(problem.earliest[j]), end, "")
        if len(modes) == 1:
            literals = [model.new_constant(True)]
            finish = start + steps[modes[0]]
        else:
            literals = [model.new_bool_var("") for _ in modes]
            model.add_exactly_one(literals)
            finish = model.new_int_var(0, end, "")
            lasts = sum(steps[m] * each for m, each in zip(modes, literals, strict=True))
            model.add(finish == start + lasts)
        starts.append(start)
        finishes.append(finish)
        chosen += literals
    return starts, finishes, chosen


def _pools(problem: Problem, model: Any, end: int, starts: list[Any], chosen: list[Any]) -> None:
    """Never more teams of a kind at work than there are."""
    travel = int(needs_travel(problem))
    activity = owners(problem.mode_start)
    used: list[list[tuple[Any, int]]] = [[] for _ in problem.kinds]
    for m in range(problem.n_modes):
        steps = int(problem.mode_steps[m])
        demand = range(problem.demand_start[m], problem.demand_start[m + 1])
        if not demand or not steps:
            continue
        j = activity[m]
        busy = model.new_optional_fixed_size_interval_var(starts[j], steps + travel, chosen[m], "")
        for d in demand:
            used[problem.demand_kind[d]].append((busy, int(problem.demand_count[d])))
    for kind, entries in enumerate(used):
        for first, length, teams in absences(problem, kind, end):
            entries.append((model.new_fixed_size_interval_var(first, length, ""), teams))
        capacity = int(problem.team_kinds[:, kind].sum())
        model.add_cumulative([each for each, _ in entries], [c for _, c in entries], capacity)


def needs_travel(problem: Problem) -> bool:
    """Whether not everything is at one place."""
    places = np.concatenate((problem.at, problem.team_at))
    return len(np.unique(places, axis=0)) > 1


def absences(problem: Problem, kind: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield first step, length and number of the teams of a kind that come late or leave early."""
    teams = problem.team_kinds[:, kind]
    for first, count in zip(*np.unique(problem.team_from[teams], return_counts=True), strict=True):
        if first > 0:
            yield 0, int(first), int(count)
    for last, count in zip(*np.unique(problem.team_to[teams], return_counts=True), strict=True):
        if last < min(NEVER, end + 1):
            yield int(last), end + 1 - int(last), int(count)


def _solve(model: Any, seconds: float, workers: int) -> tuple[Any, bool]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    return solver, status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _bound(solver: Any) -> int | None:
    bound = float(solver.best_objective_bound)
    return int(np.ceil(bound - 1e-6)) if 0 <= bound < 2**62 else None
