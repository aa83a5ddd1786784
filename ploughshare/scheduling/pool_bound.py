"""Bounds on small problems: all teams of a kind as one pool, by constraint programming."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any

from ploughshare.scheduling.exact import rounded_down
from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.pool_model import pool_model
from ploughshare.scheduling.problem import Problem

LOOK_SECONDS = 0.1
"""Time between two looks whether to go on."""

FEWEST_ACTIVITIES, MOST_ACTIVITIES = 41, 150
"""Below, the whole problem can be solved exactly; beyond, prices prove more in the same time."""


def worth_pooling(problem: Problem) -> bool:
    """Say whether a pool of teams proves more than prices do in the same time, as a rule."""
    return FEWEST_ACTIVITIES <= problem.n_activities <= MOST_ACTIVITIES


def pool_bounds(
    problem: Problem, heads: Heads, work: float | None, go_on: Callable[[], bool]
) -> Iterator[int]:
    """
    Bound the objective, better and better, with the teams of each kind as one pool.

    The bounds rest on the solver's word; they are compared with an exhaustive search
    in the tests.

    Parameters
    ----------
    work
        Most counted work, about seconds; ``None``: until the best answer is proved.
    go_on
        Asked some times a second; when it says no, the search ends.
    """
    from ortools.sat.python import cp_model

    if not heads.possible.all():
        return
    model, end, _, _ = pool_model(problem, heads)
    if int(problem.weight.sum()) * end >= 2**62:
        return
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    if work is not None:
        solver.parameters.max_deterministic_time = work
    told: SimpleQueue[float] = SimpleQueue()
    solver.best_bound_callback = told.put
    best = 0
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solver.solve, model)
        try:
            for bound in _until_over(told, answer, go_on):
                if rounded_down(bound) > best:
                    best = rounded_down(bound)
                    yield best
        finally:
            solver.stop_search()
    if answer.result() in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        last = rounded_down(solver.best_objective_bound)
        if last > best:
            yield last


def _until_over(
    told: "SimpleQueue[float]", answer: "Future[Any]", go_on: Callable[[], bool]
) -> Iterator[float]:
    """Hand on what is told until there is an answer, or it is not to go on."""
    while go_on():
        over = answer.done()
        try:
            yield told.get(timeout=0 if over else LOOK_SECONDS)
        except Empty:
            if over:
                return
