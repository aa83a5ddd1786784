"""What a peer answers, and the schedule its answer stands for under all rules of the format."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.benefits import objective, objective_of
from ploughshare.scheduling.candidates import Rule
from ploughshare.scheduling.dispatch import dispatch
from ploughshare.scheduling.draft import as_draft, as_schedule, empty_draft
from ploughshare.scheduling.index_rules import empty_ranking, rank_by
from ploughshare.scheduling.iterated_weights import USUAL
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.priority_list import one_by_one, priority_list
from ploughshare.scheduling.problem import Flags, Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import Tables, tables

DECAY = 5.0
"""In the index of a dispatch the last place counts ``exp(-DECAY)`` of the first."""
IN_ORDER = Rule(candidates=30, aversion=0.0, patience=0.5)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a peer found.

    Attributes
    ----------
    relaxed
        Objective of its own model, which may leave rules out; ``None``: it found nothing.
    bound
        Its own bound, on its own model.
    schedule
        A schedule that keeps every rule, made of its solution.
    note
        What to know about the figure, or why there is none.
    """

    relaxed: int | None = None
    bound: int | None = None
    schedule: Schedule | None = None
    note: str = ""


def list_horizon(problem: Problem) -> int:
    """
    Return a step by which all is done in the priority list.

    A model that ends there is smaller than one that ends when all could be done in a row; no
    good plan ends later, though nobody has proved it.
    """
    try:
        return int(priority_list(problem).finish.max(initial=0))
    except NoScheduleFound:
        longest = np.maximum.reduceat(problem.mode_steps, problem.mode_start[:-1])
        return int(longest.sum() + problem.team_from.max(initial=0))


def named_schedule(
    problem: Problem, mode: Ints, start: Ints, named: Sequence[Sequence[tuple[int, int]]]
) -> Schedule:
    """
    Return the schedule of a solution that names its teams, at its earliest dates.

    Parameters
    ----------
    mode
        Of each activity, counted within the activity.
    start
        Steps; only their order matters.
    named
        Team and kind, for each activity.
    """
    finish = start + problem.mode_steps[problem.mode_start[:-1] + mode]
    flat = np.array([entry for each in named for entry in each], np.int64).reshape(-1, 2)
    given = Schedule(
        mode=mode,
        start=start,
        finish=finish,
        team_start=np.cumsum([0, *map(len, named)], dtype=np.int64),
        team=flat[:, 0],
        team_kind=flat[:, 1],
        order=np.lexsort((finish, start)).astype(np.int64),
        objective=objective_of(problem, finish),
    )
    laid_out = tables(problem)
    draft = as_draft(laid_out, given)
    if retime(laid_out, draft) >= 0:
        return given
    return as_schedule(laid_out, draft, objective(laid_out.benefits, draft.finish))


def decoded(problem: Problem, start: Ints, modes: Flags) -> Schedule | None:
    """
    Return the best of three schedules made from starts without teams; ``None`` if none works.

    One after the other in the order of the starts; dispatched by that order, with the modes
    chosen; and dispatched by it with any good mode, near work first.

    Parameters
    ----------
    modes
        Whether a mode was chosen. Shape ``(n_modes,)``.
    """
    laid_out = tables(problem)
    place = np.empty(problem.n_activities, np.int64)
    place[laid_out.topological] = np.arange(problem.n_activities)
    order = np.lexsort((place, start)).astype(np.int64)
    found = []
    with suppress(NoScheduleFound):
        found.append(one_by_one(problem, order))
    found += [
        schedule
        for rule, only in ((IN_ORDER, modes), (USUAL, None))
        if (schedule := _dispatched(laid_out, order, rule, only)) is not None
    ]
    return min(found, key=lambda each: each.objective, default=None)


def _dispatched(laid_out: Tables, order: Ints, rule: Rule, modes: Flags | None) -> Schedule | None:
    n = len(order)
    index = np.empty(n)
    index[order] = np.exp(-DECAY * np.arange(n) / max(n, 1))
    ranking = empty_ranking(laid_out, 2.0)
    if modes is not None:
        ranking.open_mode[:] = modes
    rank_by(laid_out, ranking, index)
    draft = empty_draft(laid_out)
    if dispatch(laid_out, ranking, rule, draft) != 0 or retime(laid_out, draft) >= 0:
        return None
    return as_schedule(laid_out, draft, objective(laid_out.benefits, draft.finish))


def bounded(schedule: Schedule) -> Schedule:
    """Return the schedule with a bound that is true of every problem."""
    return replace(schedule, bound=0)
