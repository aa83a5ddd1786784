"""Pooled: problems whose teams of a kind can stand in for each other, by constraint programming.

Where nobody ever travels, leaves or is away and every team may do everything of its one kind, it does
not matter which team works on what: the pool model then leaves nothing out, and any of its answers
becomes a schedule by giving work, in order of starts, to teams that are free. Classic
resource-constrained project scheduling (PSPLIB) is of this sort. The prices of local moves say
little there, since only the last date counts.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.draft import Draft, empty_draft
from ploughshare.scheduling.exact import rounded_down
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.pool_model import PoolModel, pool_model
from ploughshare.scheduling.problem import NEVER
from ploughshare.scheduling.tables import SLOTS, Tables

MOST_ACTIVITIES = 1_000
LOOK_SECONDS = 0.1
"""Time between two looks whether Ctrl-C was pressed."""


class PooledAnswer(NamedTuple):
    """The best draft found, if any (dates as the solver gave them), and what is proved."""

    draft: Draft | None
    bound: int


def can_be_pooled(tables: Tables) -> bool:
    """Say whether teams of a kind can stand in for each other in every respect."""
    problem = tables.problem
    places = np.concatenate((problem.at, problem.team_at))
    return bool(
        40 < problem.n_activities <= MOST_ACTIVITIES
        and (places == places[:1]).all()
        and not problem.between.any()
        and (problem.team_from == 0).all()
        and (problem.team_to == NEVER).all()
        and len(problem.away) == len(problem.standdown) == len(problem.fixed_activity) == 0
        and (problem.team_kinds.sum(axis=1) == 1).all()
        and tables.crews.may.all()
    )


def solve_pooled(
    tables: Tables,
    start: Draft | None,
    *,
    seconds: float | None,
    work: float | None,
    workers: int,
    seed: int,
) -> PooledAnswer:
    """
    Solve a problem for which ``can_be_pooled`` holds.

    Parameters
    ----------
    start
        A schedule to begin from.
    seconds, work
        Stop after so long, or after so much counted work. Without ``seconds`` one thread
        works, and the answer is the same on every run.
    """
    from ortools.sat.python import cp_model

    problem = tables.problem
    heads = earliest(problem)
    if not heads.possible.all():
        return PooledAnswer(None, 0)
    pool = pool_model(problem, heads)
    if int(problem.weight.sum()) * pool.end >= 2**62:
        return PooledAnswer(None, 0)
    if start is not None:
        for j, variable in enumerate(pool.start):
            pool.model.add_hint(variable, int(start.start[j]))
        for m, literal in enumerate(pool.chosen):
            if literal is not None:
                pool.model.add_hint(literal, bool((start.mode == m).any()))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1 if seconds is None else workers
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if work is not None:
        solver.parameters.max_deterministic_time = work
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(solver.solve, pool.model)
        try:
            while not answer.done():
                obey()
                try:
                    answer.result(LOOK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            solver.stop_search()
    found = answer.result() in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = rounded_down(solver.best_objective_bound)
    return PooledAnswer(_named(tables, pool, solver) if found else None, max(bound, 0))


def _named(tables: Tables, pool: PoolModel, solver: object) -> Draft:
    """Give work, in order of starts, to the teams of its kinds that are free."""
    problem, network = tables.problem, tables.network
    value = solver.value  # type: ignore[attr-defined]
    draft = empty_draft(tables)
    for m, literal in enumerate(pool.chosen):
        if literal is not None and value(literal):
            draft.mode[int(np.searchsorted(problem.mode_start, m, side="right")) - 1] = m
    draft.start[:] = [value(each) for each in pool.start]
    draft.finish[:] = draft.start + problem.mode_steps[draft.mode]
    free = np.zeros(problem.n_teams, np.int64)
    place = np.empty(problem.n_activities, np.int64)
    place[tables.topological] = np.arange(problem.n_activities)
    draft.sequence[:] = np.lexsort((place, draft.finish, draft.start))
    draft.placed[0] = problem.n_activities
    for j in draft.sequence:
        slot, mode = int(network.activity[j, SLOTS]), int(draft.mode[j])
        for d in range(problem.demand_start[mode], problem.demand_start[mode + 1]):
            kind, count = int(problem.demand_kind[d]), int(problem.demand_count[d])
            teams = np.flatnonzero(problem.team_kinds[:, kind])
            teams = teams[np.argsort(free[teams], kind="stable")][:count]
            draft.crew[slot : slot + count] = teams
            draft.crew_kind[slot : slot + count] = kind
            free[teams] = draft.finish[j]
            slot += count
    return draft
