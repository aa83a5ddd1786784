"""Whether constraint programming betters small windows of a plan, all else free to follow in time.

    python -m benchmarks.exact_windows [--size 1000] [--seed 1] [--first 30] [--windows 6]
                                       [--activities 30] [--seconds 30]

A plan is made first. Then windows are drawn, each an activity with those nearest to it in place and
time. In a window, teams, modes and places in the chains of the window's teams are free; all other
activities keep team, mode and order, and slide in time as precedence, chains and trips let them. Each
window starts from the same plan. For version 0, where activities take one team and nothing pauses.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.process import busyness
from benchmarks.synthetic import content
from ploughshare.scheduling.benefits import benefit_steps
from ploughshare.scheduling.exact_model import BASE, horizon, may_work, trips_of
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve

TIME_COUNTS = 3.0
"""The length of the plan counts as much as so many times the spread of places."""


@dataclass(slots=True)
class Window:
    """A constraint programme of a plan in which some activities may go elsewhere."""

    problem: Problem
    plan: Schedule
    free: set[int]
    model: Any
    end: int
    start: list[Any] = field(default_factory=list)
    finish: list[Any] = field(default_factory=list)
    works: dict[tuple[int, int], Any] = field(default_factory=dict)


def posed(problem: Problem, plan: Schedule, free: set[int]) -> Window:
    """Pose a window, the plan as a hint."""
    from ortools.sat.python import cp_model

    window = Window(problem, plan, free, cp_model.CpModel(), horizon(problem))
    teams = sorted({int(plan.team[plan.team_start[j]]) for j in free})
    _add_dates(window, teams)
    for j in range(problem.n_activities):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            lag = int(problem.pred_lag[e])
            window.model.add(window.start[j] >= window.finish[problem.pred[e]] + lag)
    for team in range(problem.n_teams):
        _add_chain(window, team, may_change=team in teams)
    _add_benefits(window)
    return window


def _steps(window: Window, j: int, kinds: np.ndarray[Any, Any]) -> list[int]:
    """The steps of the modes of an activity that ask for one of some kinds."""
    problem = window.problem
    modes = range(problem.mode_start[j], problem.mode_start[j + 1])
    return [
        int(problem.mode_steps[m])
        for m in modes
        if kinds[problem.demand_kind[problem.demand_start[m]]]
    ]


def _add_dates(window: Window, teams: Sequence[int]) -> None:
    """Dates of all activities, and which team does each of the window and how long that takes."""
    problem, plan, model = window.problem, window.plan, window.model
    for j in range(problem.n_activities):
        window.start.append(model.new_int_var(int(problem.earliest[j]), window.end, ""))
        window.finish.append(model.new_int_var(0, window.end, ""))
        model.add_hint(window.start[j], int(plan.start[j]))
        model.add_hint(window.finish[j], int(plan.finish[j]))
        if j not in window.free:
            model.add(window.finish[j] == window.start[j] + int(plan.finish[j] - plan.start[j]))
            continue
        able = may_work(problem, j)
        chosen = []
        for team in teams:
            steps = _steps(window, j, problem.team_kinds[team]) if able[team] else []
            if steps:
                works = window.works[j, team] = model.new_bool_var("")
                model.add(window.finish[j] == window.start[j] + min(steps)).only_enforce_if(works)
                model.add_hint(works, team == plan.team[plan.team_start[j]])
                chosen.append(works)
        model.add_exactly_one(chosen)


def _add_chain(window: Window, team: int, *, may_change: bool) -> None:
    """What a team keeps follows in its order; activities of the window go between two of them."""
    problem, plan, model = window.problem, window.plan, window.model
    mine = np.flatnonzero(plan.team[plan.team_start[:-1]] == team)
    chain = [int(j) for j in mine[np.argsort(plan.start[mine], kind="stable")]]
    first, between = trips_of(problem, team)
    last_step = int(problem.team_to[team])

    def after(i: int, j: int, literal: Any = None) -> None:
        left = int(problem.team_from[team]) if i == BASE else window.finish[i]
        limit = model.add(window.start[j] >= left + int(first[j] if i == BASE else between[i, j]))
        if literal is not None:
            limit.only_enforce_if(literal)

    for j in chain:
        if j not in window.free:
            model.add(window.finish[j] <= last_step)
    kept = [j for j in chain if j not in window.free]
    for i, j in pairwise([BASE, *kept]):
        after(i, j)
    if not may_change:
        return
    visiting = [j for (j, m) in window.works if m == team]
    for j in visiting:
        model.add(window.finish[j] <= last_step).only_enforce_if(window.works[j, team])
    used = set(pairwise([BASE, *chain, BASE]))
    node = {j: place for place, j in enumerate((BASE, *kept, *visiting))}
    arcs = [(node[j], node[j], ~window.works[j, team]) for j in visiting]
    legs = {*pairwise([BASE, *kept, BASE])}
    legs |= {(i, j) for i in (BASE, *kept) for j in visiting}
    legs |= {(i, j) for i in visiting for j in (*visiting, *kept, BASE) if i != j}
    for i, j in sorted(legs):
        if i == j:
            idle = model.new_bool_var("")
            model.add_hint(idle, (i, j) in used)
            arcs.append((0, 0, idle))
            continue
        literal = model.new_bool_var("")
        model.add_hint(literal, (i, j) in used)
        arcs.append((node[i], node[j], literal))
        if j != BASE and (i in visiting or j in visiting):
            after(i, j, literal)
    model.add_circuit(arcs)


def _add_benefits(window: Window) -> None:
    problem, model = window.problem, window.model
    served = [model.new_int_var(0, window.end, "") for _ in range(problem.n_benefits)]
    for variable, step in zip(served, benefit_steps(problem, window.plan.finish), strict=True):
        model.add_hint(variable, int(step))
    for b, variable in enumerate(served):
        model.add(variable >= window.finish[problem.benefit_activity[b]])
        for e in range(problem.need_start[b], problem.need_start[b + 1]):
            model.add(variable >= served[problem.need[e]])
    model.minimize(sum(int(w) * v for w, v in zip(problem.weight, served, strict=True)))


def nearest(problem: Problem, plan: Schedule, centre: int, count: int) -> set[int]:
    """An activity and those nearest to it in place and time."""
    at, start = problem.at, plan.start
    distance = ((at - at[centre]) ** 2).sum(axis=1) / at.var(axis=0).sum()
    distance += (TIME_COUNTS * (start - start[centre]) / start.max()) ** 2
    chosen: Ints = np.argsort(distance, kind="stable")[:count]
    return {int(j) for j in chosen}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=float, default=30.0, help="seconds of the plan [30]")
    parser.add_argument("--windows", type=int, default=6)
    parser.add_argument("--activities", type=int, default=30, help="of a window [30]")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each window [30]")
    given = parser.parse_args(words)
    from ortools.sat.python import cp_model

    problem = read_problem(content("v0", given.size, given.seed))
    plan = solve(problem, stop=Stop(seconds=given.first), seed=given.seed).schedule
    print(f"plan {plan.objective:,}", flush=True)
    random = np.random.default_rng(given.seed)
    better = found = proved = 0
    for _ in range(given.windows):
        free = nearest(problem, plan, int(random.integers(problem.n_activities)), given.activities)
        window = posed(problem, plan, free)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = given.seconds
        status = solver.solve(window.model)
        name = solver.status_name(status)
        value = round(solver.objective_value) if name in ("OPTIMAL", "FEASIBLE") else None
        found += value is not None
        proved += name == "OPTIMAL"
        better += value is not None and value < plan.objective
        limit = round(solver.best_objective_bound)
        said = "nothing" if value is None else f"{value:,}"
        print(f"{name.lower()}: {said}, nothing below {limit:,}", flush=True)
    print(
        f"{given.windows} windows of {given.activities} activities, {given.seconds:g} s each: "
        f"{found} with a plan, {proved} proved, {better} better; load {busyness()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
