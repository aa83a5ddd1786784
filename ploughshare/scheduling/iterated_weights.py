"""Iterated weights: dispatch by what really hung on each activity in the last plan.

Multipliers on precedence, as in Lagrangian list scheduling: the weight of each benefit is
handed back along what fixed its date, smoothed over the rounds, and the next round
dispatches by it. The values are not monotone; the best plan is kept by the caller.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.candidates import Rule
from ploughshare.scheduling.dispatch import dispatch
from ploughshare.scheduling.draft import Draft, empty_draft
from ploughshare.scheduling.frozen import frozen, with_alternatives
from ploughshare.scheduling.index_rules import (
    binding_weights,
    closure_places,
    empty_ranking,
    even_split,
    kind_prices,
    priced_work,
    rank_by,
    shared_costs,
    shortest_steps,
)
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.tables import Tables

LEAST_SHARE = 0.01
"""Least share of the new weights in the smoothed ones."""
URGENCY, LEAST_PRESSED = 4.0, 1e-3
"""Factor for activities that were left to teams that had gone, per failed round, and the share
of the greatest index that they have at least."""


USUAL = Rule(candidates=80, aversion=50.0, patience=0.5)


@dataclass(frozen=True, slots=True)
class Course:
    """
    Settings of a series of rounds.

    Parameters
    ----------
    mode_limit
        Modes are taken that last at most so many times as long as the shortest.
    rule
        How queues choose among their candidates.
    decay
        How strongly the closure order counts: its last place is worth ``exp(-decay)`` of its first.
    share, falls
        Share of the new weights in the smoothed ones at first, and its factor per round: the
        fewer rounds there is time for, the faster it must fall.
    """

    mode_limit: float = 2.0
    rule: Rule = USUAL
    decay: float = 14.0
    share: float = 0.2
    falls: float = 0.92


COURSES = (
    Course(),
    Course(rule=Rule(30, 20.0, 0.5), decay=5.0),
    Course(rule=Rule(30, 60.0, 1.0), decay=8.0),
    Course(mode_limit=3.0, rule=Rule(60, 20.0, 0.25)),
)
LARGE_COURSES = (
    Course(mode_limit=3.0, rule=Rule(80, 100.0, 1.0), decay=10.0, share=0.12, falls=0.85),
    *COURSES,
)
"""Tried one after the other while there is time; the second where a round takes about a second.
Measured on the synthetic benchmark."""


def closure_order(tables: Tables) -> Ints:
    """Return each activity's place in the supply-aware closure order."""
    work = priced_work(tables, kind_prices(tables))
    cost = shared_costs(tables, work)
    order = np.argsort(cost, kind="stable").astype(np.int64)
    return closure_places(tables, order)


def rounds(tables: Tables, course: Course = COURSES[0]) -> Iterator[tuple[int | None, Draft]]:
    """
    Yield, round after round, the objective of a dispatched, left-shifted draft, and the draft.

    The objective is ``None`` when not everything could be done, because teams had left or a fixed
    item came too soon; such a round makes what it left more urgent. The draft is
    overwritten by the next round.
    """
    n = tables.problem.n_activities
    # Weight is handed on along predecessors: until there is a plan, along the nearest alternatives.
    asked = with_alternatives(tables, tables.problem.earliest, shortest_steps(tables))
    places = closure_order(asked)
    order_factor = np.exp(-course.decay * places / max(n, 1)) / shortest_steps(tables)
    ranking = empty_ranking(tables, course.mode_limit)
    draft = empty_draft(tables)
    worth = even_split(asked)
    urgency = np.ones(n)
    share = course.share
    while True:
        index = (worth + worth.max(initial=1.0) * 1e-9) * order_factor
        pressed = np.maximum(index, LEAST_PRESSED * index.max(initial=0.0)) * urgency
        rank_by(tables, ranking, np.where(urgency > 1, pressed, index))
        if dispatch(tables, ranking, course.rule, draft) == 0 and retime(tables, draft) < 0:
            yield objective(tables.benefits, draft.finish), draft
            asked = frozen(tables, draft)
            new = binding_weights(asked, draft.finish, draft.sequence)
            worth = (1 - share) * worth + share * new
            share = max(LEAST_SHARE, share * course.falls)
        else:
            _make_urgent(asked, draft, urgency)
            yield None, draft


def _make_urgent(tables: Tables, draft: Draft, urgency: Reals) -> None:
    """Raise what was left or came too late for a fixed item, and all it waits for."""
    problem = tables.problem
    behind = draft.mode < 0
    for f, j in enumerate(problem.fixed_activity):
        before = slice(problem.pred_start[j], problem.pred_start[j + 1])
        ready = draft.finish[problem.pred[before]] + problem.pred_lag[before]
        behind[problem.pred[before][ready > problem.fixed_begin[f]]] = True
    for j in tables.topological[::-1]:
        if behind[j]:
            behind[problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]] = True
    urgency[behind] *= URGENCY
