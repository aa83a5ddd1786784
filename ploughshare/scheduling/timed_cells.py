"""Cells of time: how each node's are shifted, and where in memory its costs stand."""

import numpy as np
from numpy.typing import NDArray

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.timed_graph import BRANCH, OWN

Counts = NDArray[np.int32]
CODES = 2**16
"""A choice is written as mode times this plus start cell, so there are fewer cells than this."""


@compiled
def slots_needed(order: Ints, role: Ints, into: Ints, n_activities: int) -> tuple[Ints, Ints, int]:
    """
    Plan which row of working memory holds what is worked into each node.

    Returns
    -------
    Ints, Ints, int
        Row of own parts' costs by a node's start (a benefit's date), row of branches'
        costs by its date, ``NONE`` where there are none; and the number of rows.
    """
    parts, branches = np.full(len(role), -1, np.int64), np.full(len(role), -1, np.int64)
    free, rows = np.empty(2 * len(order) + 1, np.int64), 0
    n_free = 0
    for node in order:
        target = into[node]
        if target >= 0:
            same = target >= n_activities
            wanted = parts if role[node] == OWN or same else branches
            if wanted[target] < 0:
                if n_free:
                    n_free -= 1
                    wanted[target] = free[n_free]
                else:
                    wanted[target] = rows
                    rows += 1
        if parts[node] >= 0:
            free[n_free] = parts[node]
            n_free += 1
        if branches[node] >= 0:
            free[n_free] = branches[node]
            n_free += 1
    return parts, branches, rows


@compiled
def phases(
    per_cell: int,
    order: Ints,
    role: Ints,
    into: Ints,
    gap: Ints,
    head: Ints,
    length: Ints,
    core: Ints,
    arcs: Ints,
    offset: Ints,
) -> Ints:
    """
    Choose how far each node's cells are shifted, from 0 to ``per_cell - 1``.

    Cells of an own part end where its asker's may begin, cells of a branch where what it
    asks for ends; in the core, cells follow the asked node that is waited for longest.

    Parameters
    ----------
    length
        Steps of the mode an activity's start cells are aligned by. Shape ``(n_activities,)``.
    """
    phase = head % per_cell
    latest = np.full(len(core), -1, np.int64)
    critical = np.full(len(core), -1, np.int64)
    for a in range(len(arcs)):
        asks, asked = arcs[a, 0], arcs[a, 1]
        ready = head[core[asked]] + offset[a]
        if ready > latest[asks]:
            latest[asks], critical[asks] = ready, a
    # Askers come first in the core: what they ask for has its phase when walked from the end.
    for i in range(len(core) - 1, -1, -1):
        if critical[i] >= 0:
            asked = core[arcs[critical[i], 1]]
            phase[core[i]] = (phase[asked] + offset[critical[i]]) % per_cell
    for node in order[::-1]:
        target = into[node]
        if target < 0:
            continue
        if role[node] == BRANCH:
            phase[node] = (phase[target] + gap[node]) % per_cell
        elif role[node] == OWN:
            before = length[target] if target < len(length) else 0
            phase[node] = (phase[target] - before - gap[node]) % per_cell
    return phase


@compiled
def working_steps(start: Ints, interval: Ints, steps: int) -> tuple[Counts, Counts]:
    """
    Count working steps for each calendar.

    Returns
    -------
    Ints, Ints
        Working steps before each step, and the step of each working step (``steps``
        where there is none). Shape ``(n_calendars, steps + 1)``.
    """
    n = len(start) - 1
    before = np.zeros((n, steps + 1), np.int32)
    step_of = np.full((n, steps + 1), steps, np.int32)
    for c in range(n):
        i, count = start[c], 0
        for step in range(steps):
            while i < start[c + 1] and interval[i, 1] <= step:
                i += 1
            before[c, step] = count
            if i == start[c + 1] or interval[i, 0] > step:
                step_of[c, count] = step
                count += 1
        before[c, steps] = count
    return before, step_of
