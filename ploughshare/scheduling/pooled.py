"""Pooled: problems whose teams of a kind can stand in for each other.

Where nobody ever travels, leaves or is away and every team may do everything of its one kind, it does
not matter which team works on what: the pool model of constraint programming then leaves nothing
out, and any starts that keep it become a schedule by giving work, in order of starts, to teams
that are free. Classic resource-constrained project scheduling (PSPLIB) is of this sort. Only its last
date counts, so the prices of local moves say little there, and orders are bred.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.breeding import HALVES, Population
from ploughshare.scheduling.draft import Draft, empty_draft
from ploughshare.scheduling.exact import rounded_down
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.justification import pool_of_teams, starts_of
from ploughshare.scheduling.pool_model import pool_model
from ploughshare.scheduling.problem import NEVER, Ints, Problem
from ploughshare.scheduling.tables import SLOTS, Tables

MOST_ACTIVITIES = 1_000
MOST_CELLS = 1_000_000
"""Steps times kinds up to which orders are bred: each birth goes through all of them."""
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
        and tables.joint.ties == 0
        and (places == places[:1]).all()
        and not problem.between.any()
        and not problem.roads.any()
        and (problem.team_from == 0).all()
        and (problem.team_to == NEVER).all()
        and len(problem.away) == len(problem.standdown) == len(problem.fixed_activity) == 0
        and (problem.team_kinds.sum(axis=1) == 1).all()
        and tables.crews.may.all()
    )


def counts_by_its_last_date(problem: Problem) -> bool:
    """Say whether only one benefit has a weight, and all work comes before it."""
    weighed = np.flatnonzero(problem.weight)
    if len(weighed) != 1:
        return False
    waited_for = np.zeros(problem.n_activities, np.bool_)
    found = [int(problem.benefit_activity[weighed[0]])]
    while found:
        j = found.pop()
        if not waited_for[j]:
            waited_for[j] = True
            found.extend(problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]].tolist())
    return bool(waited_for.all())


def breed_pooled(
    tables: Tables,
    start: Draft | None,
    *,
    births: int,
    workers: int,
    seed: int,
    goes_on: Callable[[int, Draft | None], bool],
) -> None:
    """
    Breed schedules of a problem for which ``can_be_pooled`` and ``counts_by_its_last_date`` hold.

    Nothing is bred where an activity has several usable modes, or where steps times kinds are more
    than ``MOST_CELLS``.

    Parameters
    ----------
    start
        A schedule to begin from.
    births
        About as many as there will be.
    goes_on
        Called after every round with the births in it and a better draft, if there is one; its
        answer ends the breeding.
    """
    problem = tables.problem
    heads = earliest(problem)
    usable = np.flatnonzero(heads.mode_usable)
    if len(usable) != problem.n_activities or not heads.possible.all():
        # Which mode is best is not bred.
        return
    teams = pool_of_teams(problem, usable, heads.start)
    if teams.horizon * problem.n_kinds > MOST_CELLS:
        return
    first = None if start is None else start.sequence
    with ThreadPoolExecutor(HALVES) as threads:
        pool = threads if workers > 1 else None
        population = Population(teams, births=births, seed=seed, first=first, pool=pool)
        born, last = 0, population.last + 1
        while True:
            better = None
            if population.last < last:
                last = population.last
                better = _named(tables, usable, starts_of(teams, population.order))
            if not goes_on(born, better):
                return
            born = population.round()


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
    if not found:
        return PooledAnswer(None, max(bound, 0))
    chosen = [m for m, each in enumerate(pool.chosen) if each is not None and solver.value(each)]
    starts = np.array([solver.value(each) for each in pool.start], np.int64)
    return PooledAnswer(_named(tables, np.array(chosen, np.int64), starts), max(bound, 0))


def _named(tables: Tables, mode: Ints, start: Ints) -> Draft:
    """Give work, in order of starts, to the teams of its kinds that are free."""
    problem, network = tables.problem, tables.network
    draft = empty_draft(tables)
    draft.mode[:] = mode
    draft.start[:] = start
    draft.finish[:] = draft.start + problem.mode_steps[draft.mode]
    free = np.zeros(problem.n_teams, np.int64)
    place = np.empty(problem.n_activities, np.int64)
    place[tables.topological] = np.arange(problem.n_activities)
    draft.sequence[:] = np.lexsort((place, draft.finish, draft.start))
    draft.placed[0] = problem.n_activities
    for j in draft.sequence:
        slot = int(network.activity[j, SLOTS])
        for d in range(problem.demand_start[mode[j]], problem.demand_start[mode[j] + 1]):
            kind, count = int(problem.demand_kind[d]), int(problem.demand_count[d])
            teams = np.flatnonzero(problem.team_kinds[:, kind])
            teams = teams[np.argsort(free[teams], kind="stable")][:count]
            draft.crew[slot : slot + count] = teams
            draft.crew_kind[slot : slot + count] = kind
            free[teams] = draft.finish[j]
            slot += count
    return draft
