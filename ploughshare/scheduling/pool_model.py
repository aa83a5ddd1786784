"""All teams of a kind as one pool, for constraint programming: what no plan can beat.

Teams lose their names: a kind has as many as serve as it and are there. Work still takes its
steps in one piece, waits for what it must, and holds its teams from the least trip before its
start until its finish. What is left out (who may work where, further trips, absences, steps a
stand-down adds) could only make a plan later, so the best answer is a bound.
"""

from typing import Any, NamedTuple

import numpy as np

from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.problem import NEVER, Ints, Problem
from ploughshare.scheduling.trips import least_last_trips


class PoolModel(NamedTuple):
    """
    A model and its variables.

    Parameters
    ----------
    end
        The horizon in steps: beyond the last date at which anything changes by itself no
        step of a best answer is idle, so its work, waits and trips, laid end to end, are
        the longest it can last.
    start
        By activity.
    chosen
        By mode, ``None`` where it is not usable.
    """

    model: Any
    end: int
    start: list[Any]
    chosen: list[Any]


def pool_model(problem: Problem, heads: Heads) -> PoolModel:
    """Build the model, for a problem whose every activity has a usable mode."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    trip = least_last_trips(problem)
    end = _horizon(problem, heads, trip)
    start, finish, chosen = [], [], []
    held: list[list[tuple[Any, int]]] = [[] for _ in range(problem.n_kinds)]
    for j in range(problem.n_activities):
        start.append(model.new_int_var(int(heads.start[j]), end, ""))
        finish.append(model.new_int_var(int(heads.finish[j]), end, ""))
        chosen += _add_modes(problem, heads, model, j, start[j], finish[j], trip, held)
    for j in range(problem.n_activities):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            model.add(start[j] >= finish[problem.pred[e]] + int(problem.pred_lag[e]))
    _add_pools(problem, model, end, held)
    served = [model.new_int_var(int(head), end, "") for head in heads.benefit]
    for b, date in enumerate(served):
        model.add(date >= finish[problem.benefit_activity[b]])
        for other in problem.need[problem.need_start[b] : problem.need_start[b + 1]]:
            model.add(date >= served[other])
    model.minimize(cp_model.LinearExpr.weighted_sum(served, problem.weight.tolist()))
    return PoolModel(model, end, start, chosen)


def _horizon(problem: Problem, heads: Heads, trip: Ints) -> int:
    leaving = problem.team_to[problem.team_to < NEVER]
    usable = heads.mode_usable
    modes = heads.mode_start[usable], heads.mode_finish[usable]
    changes = (problem.team_from, leaving, heads.finish, *modes)
    last = max(int(each.max(initial=0)) for each in changes)
    longest = np.maximum.reduceat(problem.mode_steps, problem.mode_start[:-1])
    waits = longest + trip.max(axis=1, initial=0)
    return last + int(waits.sum()) + int(problem.pred_lag.sum()) + 1


def _add_modes(
    problem: Problem,
    heads: Heads,
    model: Any,
    j: int,
    start: Any,
    finish: Any,
    trip: Ints,
    held: list[list[tuple[Any, int]]],
) -> list[Any]:
    chosen: list[Any] = []
    fixed = bool((problem.fixed_activity == j).any())
    for m in range(problem.mode_start[j], problem.mode_start[j + 1]):
        if not heads.mode_usable[m]:
            chosen.append(None)
            continue
        literal = model.new_bool_var("")
        chosen.append(literal)
        steps = int(problem.mode_steps[m])
        if fixed:
            model.add(start == int(heads.mode_start[m]))
            model.add(finish == int(heads.mode_finish[m]))
        else:
            model.add(start >= int(heads.mode_start[m])).only_enforce_if(literal)
            model.add(finish >= int(heads.mode_finish[m])).only_enforce_if(literal)
            model.add(finish >= start + steps).only_enforce_if(literal)
        for d in range(problem.demand_start[m], problem.demand_start[m + 1]):
            kind, count = int(problem.demand_kind[d]), int(problem.demand_count[d])
            before = 0 if fixed else int(trip[j, kind])
            if before + steps:
                span = model.new_optional_fixed_size_interval_var(
                    start - before, before + steps, literal, ""
                )
                held[kind].append((span, count))
    model.add_exactly_one([literal for literal in chosen if literal is not None])
    return chosen


def _add_pools(problem: Problem, model: Any, end: int, held: list[list[tuple[Any, int]]]) -> None:
    """Limit each kind to its teams, and all kinds together that teams of several kinds link."""
    for kinds in _pools(problem):
        spans = [each for kind in kinds for each in held[kind]]
        if not spans:
            continue
        teams = np.flatnonzero(problem.team_kinds[:, kinds].any(axis=1))
        for team in teams:
            for begin, until in _not_there(problem, int(team), end):
                if begin < until:
                    spans.append((model.new_fixed_size_interval_var(begin, until - begin, ""), 1))
        model.add_cumulative([span for span, _ in spans], [count for _, count in spans], len(teams))


def _not_there(problem: Problem, team: int, end: int) -> list[tuple[int, int]]:
    """Return before when and after when a team is not there, within what the model looks at."""
    begin = min(int(problem.team_from[team]), end)
    leaves = min(max(int(problem.team_to[team]), begin), end)
    return [(0, begin), (leaves, end)]


def _pools(problem: Problem) -> list[list[int]]:
    """Return each kind by itself, and each set of two or more that teams link."""
    sets: list[set[int]] = []
    for serves in np.unique(problem.team_kinds, axis=0):
        joined = set(np.flatnonzero(serves).tolist())
        apart = [each for each in sets if not each & joined]
        for each in sets:
            if each & joined:
                joined |= each
        sets = [*apart, joined] if joined else apart
    single = [[kind] for kind in range(problem.n_kinds)]
    return single + [sorted(each) for each in sets if len(each) > 1]
