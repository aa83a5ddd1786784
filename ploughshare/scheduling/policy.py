"""Policy: every team keeps its order, and all start as early as that allows, however long it takes.

Such a policy is a network of arcs, laid out in the order in which its dates are reckoned, so that
one pass over it gives all dates for any durations.
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.benefits import fill_steps
from ploughshare.scheduling.chains import (
    BEFORE,
    FINISH,
    OWNER,
    SIZE,
    STEPS,
    TEAM,
    WAY,
    chains_of,
    settle,
)
from ploughshare.scheduling.chains import PAUSES as CALENDAR
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.draft import as_draft
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import NEVER, Ints, Reals
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import SLOTS, Benefits, Tables
from ploughshare.scheduling.working import Working, finish_of, start_of

EARLIEST, PLANNED, PAUSES, LEAVES, ARCS, CREW = range(6)
"""Columns of ``Policy.node``."""
WHICH, DELAY = range(2)
"""Columns of ``Policy.arc``."""


class Policy(NamedTuple):
    """
    A schedule's modes, teams and orders, ready for other durations.

    Activities stand in ``sequence``, each after all it waits for; a place is a position in it.
    ``node`` has a row per place and one for the end: ``EARLIEST``, the own earliest step, the
    arrival of teams whose first work it is, and the step at which a fixed item was to start;
    ``PLANNED`` working steps; ``PAUSES``, the calendar, or -1 if nothing interrupts it; ``LEAVES``,
    the step at which the first of its teams leaves; offsets ``ARCS`` into ``arc`` (``WHICH``, a
    place, and the ``DELAY`` after its finish: lag or trip) and ``CREW`` into ``crew``.
    ``benefits`` hang on places.
    """

    sequence: Ints
    node: Ints
    arc: Ints
    crew: Ints
    working: Working
    benefits: Benefits


def policy_of(tables: Tables, schedule: Schedule) -> Policy:
    """
    Return the policy that keeps the modes, teams and orders of a schedule.

    Raises
    ------
    ValueError
        If the schedule breaks a rule of the problem.
    """
    chains = chains_of(tables, as_draft(tables, schedule))
    sequence = settle(tables, chains)
    if sequence is None:
        raise ValueError("A policy is made of a schedule that keeps the rules of its problem.")
    problem, network = tables.problem, tables.network
    n = problem.n_activities
    place = np.empty(n, np.int64)
    place[sequence] = np.arange(n)
    size, first = chains.node[:n, SIZE], network.activity[:-1, SLOTS]
    slot = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(size.sum())
    owner, before, way = (chains.link[slot, column] for column in (OWNER, BEFORE, WAY))
    team = chains.link[slot, TEAM]
    from_base = before >= n
    earliest = np.array(problem.earliest, np.int64)
    arrival = chains.node[before[from_base], FINISH] + way[from_base]
    np.maximum.at(earliest, owner[from_base], arrival)
    np.maximum.at(earliest, problem.fixed_activity, problem.fixed_begin)
    leaves = np.full(n, NEVER, np.int64)
    np.minimum.at(leaves, owner, problem.team_to[team])

    to = np.concatenate((owners(problem.pred_start), owner[~from_base]))
    arc = np.column_stack(
        (
            place[np.concatenate((problem.pred, before[~from_base]))],
            np.concatenate((problem.pred_lag, way[~from_base])),
        )
    )
    node = np.zeros((n + 1, 6), np.int64)
    columns = {
        EARLIEST: earliest,
        PLANNED: chains.node[:n, STEPS],
        PAUSES: chains.node[:n, CALENDAR],
        LEAVES: leaves,
    }
    for column, values in columns.items():
        node[:n, column] = values[sequence]
    node[1:, ARCS] = np.cumsum(np.bincount(to, minlength=n)[sequence])
    node[1:, CREW] = np.cumsum(size[sequence])
    benefits = tables.benefits
    return Policy(
        sequence=sequence,
        node=node,
        arc=arc[np.argsort(place[to], kind="stable")],
        crew=team[np.argsort(place[owner], kind="stable")],
        working=tables.working,
        benefits=benefits._replace(activity=place[benefits.activity]),
    )


@compiled
def draw_steps(policy: Policy, factor: Reals, steps: Ints) -> None:
    """
    Fill in working steps by place: those planned times a factor by activity, rounded, at least 1.

    What takes no time takes none whatever the factor.
    """
    for i in range(len(steps)):
        planned = policy.node[i, PLANNED]
        if planned > 0:
            steps[i] = max(1, int(planned * factor[policy.sequence[i]] + 0.5))
        else:
            steps[i] = 0


@compiled
def follow(policy: Policy, steps: Ints, start: Ints, finish: Ints, served: Ints) -> int:
    """
    Fill in all dates by place, and the step from which each benefit is served.

    Returns
    -------
    int
        Activities that finish after one of their teams was to leave.
    """
    node, arc, crew, working = policy.node, policy.arc, policy.crew, policy.working
    overstayed = 0
    for i in range(len(steps)):
        ready = node[i, EARLIEST]
        for a in range(node[i, ARCS], node[i + 1, ARCS]):
            ready = max(ready, finish[arc[a, WHICH]] + arc[a, DELAY])
        if node[i, PAUSES] < 0 or steps[i] == 0:
            start[i], finish[i] = ready, ready + steps[i]
        else:
            own, size = crew[node[i, CREW] :], node[i + 1, CREW] - node[i, CREW]
            start[i] = start_of(
                working.first_pause, working.pause, working.first_away, working.away,
                node[i, PAUSES], own, size, ready,
            )  # fmt: skip
            finish[i] = finish_of(
                working.first_pause, working.pause, working.first_away, working.away,
                node[i, PAUSES], own, size, start[i], steps[i],
            )  # fmt: skip
        overstayed += finish[i] > node[i, LEAVES]
    fill_steps(policy.benefits, finish, served)
    return overstayed
