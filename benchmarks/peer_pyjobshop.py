"""PyJobShop as a peer: a machine per team with trips as setup times, and pools as renewables.

PyJobShop (Lan and Berkhout, arXiv 2502.13483) is no dependency of the project. Where it is not
installed, its rows say so.
"""

from typing import Any

import numpy as np

from benchmarks.peer_answers import Answer, decoded, list_horizon, named_schedule
from benchmarks.peer_cp_sat import absences, legs_of, needs_travel
from ploughshare.scheduling.exact_model import demands, trips_of
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import Problem

MISSING = 'not installed: run "python -m pip install pyjobshop" in the environment of the project'
MOST_SETUPS = 5_000_000


def faithful(problem: Problem, seconds: float, workers: int) -> Answer:
    """
    Solve with a machine per team, a mode per team that could do it, and trips as setup times.

    Late arrival and the first trip are a task at the base with which each machine begins; leaving
    is a break without end. Only for problems with one team per mode and no calendars.
    """
    try:
        from pyjobshop import Model
    except ImportError:
        return Answer(note=MISSING)
    if (legs := legs_of(problem)) > MOST_SETUPS:
        return Answer(note=f"not built: {legs:,} setup times")
    end = list_horizon(problem)
    model = Model()
    tasks = _tasks(problem, model, end)
    machines: list[Any] = []
    meaning: list[tuple[int, list[tuple[int, int]]]] = []
    for team in range(problem.n_teams):
        leaves = int(problem.team_to[team])
        gone = [(leaves, 2 * end + leaves)] if leaves < end else []
        machines.append(model.add_machine(breaks=gone))
    activity = owners(problem.mode_start)
    able: list[set[int]] = [set() for _ in machines]
    for m, steps in enumerate(problem.mode_steps.tolist()):
        j = int(activity[m])
        asked = list(demands(problem, m))
        if not asked:
            meaning.append((m, []))
            model.add_mode(tasks[j], [], steps)
        for kind, _ in asked:
            for team in np.flatnonzero(problem.team_kinds[:, kind]).tolist():
                meaning.append((m, [(team, kind)]))
                model.add_mode(tasks[j], machines[team], steps)
                able[team].add(j)
    for team, machine in enumerate(machines):
        arrives = int(problem.team_from[team])
        base = model.add_task(earliest_start=arrives, latest_start=arrives)
        model.add_mode(base, machine, 0)
        first, between = trips_of(problem, team)
        for i in able[team]:
            model.add_setup_time(machine, base, tasks[i], int(first[i]))
            model.add_setup_time(machine, tasks[i], base, 2 * end)
            for j in able[team] - {i}:
                if between[i, j]:
                    model.add_setup_time(machine, tasks[i], tasks[j], int(between[i, j]))
    _weigh(problem, model, tasks, end)
    result = model.solve(time_limit=seconds, num_workers=workers, display=False)
    if not result.best.tasks:
        return Answer(note="no solution")
    chosen = [meaning[each.mode] for each in result.best.tasks[: problem.n_activities]]
    mode = np.array([m for m, _ in chosen], np.int64) - problem.mode_start[:-1]
    named = [who for _, who in chosen]
    start = _starts(result, problem.n_activities)
    return Answer(
        round(result.objective),
        int(result.lower_bound),
        named_schedule(problem, mode, start, named),
    )


def pool(problem: Problem, seconds: float, workers: int) -> Answer:
    """
    Solve with a renewable resource per kind, and give the starts to named teams afterwards.

    The same relaxation as that of CP-SAT, but without a step for travel, since a task holds its
    resources exactly as long as it lasts.
    """
    try:
        from pyjobshop import Model
    except ImportError:
        return Answer(note=MISSING)
    end = list_horizon(problem)
    model = Model()
    tasks = _tasks(problem, model, end)
    pools = [model.add_renewable(int(teams)) for teams in problem.team_kinds.sum(axis=0)]
    activity = owners(problem.mode_start)
    for m, steps in enumerate(problem.mode_steps.tolist()):
        asked = list(demands(problem, m))
        model.add_mode(
            tasks[activity[m]],
            [pools[kind] for kind, _ in asked],
            steps,
            [count for _, count in asked],
        )
    for kind, each in enumerate(pools):
        for first, length, count in absences(problem, kind, end):
            away = model.add_task(earliest_start=first, latest_start=first)
            model.add_mode(away, each, length, count)
    _weigh(problem, model, tasks, end)
    result = model.solve(time_limit=seconds, num_workers=workers, display=False)
    if not result.best.tasks:
        return Answer(note="no solution")
    modes = np.zeros(problem.n_modes, np.bool_)
    modes[[each.mode for each in result.best.tasks[: problem.n_activities]]] = True
    schedule = decoded(problem, _starts(result, problem.n_activities), modes)
    note = "without travel" if needs_travel(problem) else ""
    return Answer(round(result.objective), int(result.lower_bound), schedule, note)


def _tasks(problem: Problem, model: Any, end: int) -> list[Any]:
    """Return a task per activity, each after its predecessors."""
    tasks = [model.add_task(earliest_start=int(e), latest_end=end) for e in problem.earliest]
    for j in range(problem.n_activities):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            lag = int(problem.pred_lag[e])
            model.add_end_before_start(tasks[problem.pred[e]], tasks[j], lag)
    return tasks


def _weigh(problem: Problem, model: Any, tasks: list[Any], end: int) -> None:
    """Add a task of no length per benefit, after what it waits for, in a job of its weight."""
    served = []
    for weight in problem.weight.tolist():
        job = model.add_job(weight=weight, deadline=end) if weight else None
        task = model.add_task(job=job, latest_end=end)
        model.add_mode(task, [], 0)
        served.append(task)
    for b, task in enumerate(served):
        model.add_end_before_start(tasks[problem.benefit_activity[b]], task)
        for other in problem.need[problem.need_start[b] : problem.need_start[b + 1]]:
            model.add_end_before_start(served[other], task)
    model.set_objective(weight_total_flow_time=1)


def _starts(result: Any, n_activities: int) -> Any:
    return np.array([each.start for each in result.best.tasks[:n_activities]], np.int64)
