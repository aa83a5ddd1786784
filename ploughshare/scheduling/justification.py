"""Double justification: work of interchangeable teams pushed as late, then as early as it can be.

A serial schedule takes the activities in a given order and starts each as early as what comes
before it and the teams left over allow. Pushing all of it to the right against its end, and then
to the left again, is never longer and mostly shorter (Valls, Ballestin and Quintanilla, 2005,
"Justification and RCPSP: a technique that pays").
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.problem import Ints, Problem


class PoolOfTeams(NamedTuple):
    """
    A problem in which each activity has one mode and teams of a kind stand in for each other.

    ``steps`` by activity, ``need[activity, kind]`` teams of ``teams[kind]``; predecessors and
    successors in rows from ``pred_start`` and ``succ_start`` on, with their lags; ``earliest`` starts.
    No schedule that wastes no step reaches step ``horizon - 1``.
    """

    steps: Ints
    need: Ints
    teams: Ints
    pred_start: Ints
    pred: Ints
    pred_lag: Ints
    succ_start: Ints
    succ: Ints
    succ_lag: Ints
    earliest: Ints
    horizon: int


class Room(NamedTuple):
    """Scratch room: teams left by step and kind, starts, sorting keys, an order, and tallies."""

    left: Ints
    start: Ints
    key: Ints
    order: Ints
    tally: Ints


def pool_of_teams(problem: Problem, mode: Ints, earliest: Ints) -> PoolOfTeams:
    """
    Lay out a problem with one mode chosen for each activity.

    Parameters
    ----------
    mode, earliest
        By activity: its mode, counted through the whole problem, and its earliest start.
    """
    n = problem.n_activities
    steps = problem.mode_steps[mode]
    need = np.zeros((n, problem.n_kinds), np.int64)
    for j, m in enumerate(mode):
        those = slice(problem.demand_start[m], problem.demand_start[m + 1])
        need[j, problem.demand_kind[those]] = problem.demand_count[those]
    after = np.repeat(np.arange(n), np.diff(problem.pred_start))
    by_pred = np.argsort(problem.pred, kind="stable")
    succ_start = np.zeros(n + 1, np.int64)
    succ_start[1:] = np.cumsum(np.bincount(problem.pred, minlength=n))
    longest = int(earliest.max(initial=0)) + int(steps.sum()) + int(problem.pred_lag.sum())
    return PoolOfTeams(
        steps=steps,
        need=need,
        teams=problem.team_kinds.sum(axis=0).astype(np.int64),
        pred_start=problem.pred_start,
        pred=problem.pred,
        pred_lag=problem.pred_lag,
        succ_start=succ_start,
        succ=after[by_pred],
        succ_lag=problem.pred_lag[by_pred],
        earliest=earliest,
        horizon=longest + 2,
    )


@compiled
def room_for(pool: PoolOfTeams) -> Room:
    """Return scratch room for schedules of a pool."""
    n = len(pool.steps)
    return Room(
        np.empty((pool.horizon, len(pool.teams)), np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(pool.horizon + 2, np.int64),
    )


@inner
def _all_there(pool: PoolOfTeams, left: Ints) -> None:
    # Loops: array expressions take seconds to compile.
    for step in range(pool.horizon):
        for k in range(len(pool.teams)):
            left[step, k] = pool.teams[k]


@inner
def _to_the_left(pool: PoolOfTeams, order: Ints, room: Room) -> int:
    """Start each activity, in ``order``, as early as it can be; return the last finish."""
    left, start = room.left, room.start
    _all_there(pool, left)
    last = 0
    for j in order:
        steps = pool.steps[j]
        begin = pool.earliest[j]
        for e in range(pool.pred_start[j], pool.pred_start[j + 1]):
            i = pool.pred[e]
            begin = max(begin, start[i] + pool.steps[i] + pool.pred_lag[e])
        step = begin
        while step < begin + steps:
            for k in range(len(pool.teams)):
                if left[step, k] < pool.need[j, k]:
                    begin = step + 1
                    break
            step += 1
        for step in range(begin, begin + steps):
            for k in range(len(pool.teams)):
                left[step, k] -= pool.need[j, k]
        start[j] = begin
        last = max(last, begin + steps)
    return last


@inner
def _to_the_right(pool: PoolOfTeams, order: Ints, room: Room) -> int:
    """Start each activity, in ``order``, as late as it can be; return the first start."""
    left, start = room.left, room.start
    _all_there(pool, left)
    first = pool.horizon - 1
    for j in order:
        steps = pool.steps[j]
        end = pool.horizon - 1
        for e in range(pool.succ_start[j], pool.succ_start[j + 1]):
            end = min(end, start[pool.succ[e]] - pool.succ_lag[e])
        step = end - 1
        while step >= end - steps:
            for k in range(len(pool.teams)):
                if left[step, k] < pool.need[j, k]:
                    end = step
                    break
            step -= 1
        for step in range(end - steps, end):
            for k in range(len(pool.teams)):
                left[step, k] -= pool.need[j, k]
        start[j] = end - steps
        first = min(first, start[j])
    return first


@inner
def _sort(order: Ints, room: Room, most: int) -> None:
    """Sort activities by their keys, 0 to ``most``; equal ones keep their order."""
    tally = room.tally
    for value in range(most + 2):
        tally[value] = 0
    for j in order:
        tally[room.key[j] + 1] += 1
    for value in range(most + 1):
        tally[value + 1] += tally[value]
    for j in order:
        room.order[tally[room.key[j]]] = j
        tally[room.key[j]] += 1
    for i in range(len(order)):
        order[i] = room.order[i]


@inner
def _turn(order: Ints) -> None:
    n = len(order)
    for i in range(n // 2):
        order[i], order[n - 1 - i] = order[n - 1 - i], order[i]


@inner
def justified(pool: PoolOfTeams, order: Ints, room: Room) -> int:
    """
    Schedule in an order that respects predecessors, and justify twice.

    Leaves the starts in ``room.start`` and the activities by start in ``order``; returns the last
    finish.
    """
    last = _to_the_left(pool, order, room)
    for j in order:
        room.key[j] = last - room.start[j] - pool.steps[j]
    _turn(order)
    _sort(order, room, last)
    first = _to_the_right(pool, order, room)
    for j in order:
        room.key[j] = room.start[j] - first
    _turn(order)
    _sort(order, room, pool.horizon - 1 - first)
    last = _to_the_left(pool, order, room)
    for j in order:
        room.key[j] = room.start[j]
    _sort(order, room, last)
    return last


@compiled
def starts_of(pool: PoolOfTeams, order: Ints) -> Ints:
    """Return the starts of the serial schedule of an order."""
    room = room_for(pool)
    _to_the_left(pool, order, room)
    return room.start
