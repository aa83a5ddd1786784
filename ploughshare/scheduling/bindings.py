"""Bindings: for every activity the one constraint that holds its start.

In a left-shifted schedule every start is the first working step at or after the latest of
its constraints: its ``earliest`` step, a predecessor's finish plus lag, and for each team
its previous finish (or its first step) plus the trip; with joint rules also the finish of what it
is kept apart from, of what made room within a limit, and of its alternative. The binding names
the latest of them and says, as ``until``, the step it allows; from ``until`` to the start the
activity or its crew stands down. Of several equally late ones a predecessor is named before what
the activity is kept apart from, that before a limit, and that before a team; a team's previous
work before its first trip or arrival, and ``earliest`` last.

Following ``activity`` back from binding to binding accounts for every step before a start,
once: ``links`` does so. A chain ends at ``start``, ``earliest``, ``arrival``, ``travel``
or ``fixed``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ploughshare.scheduling.draft import as_draft
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.frozen import (
    AFTER,
    ALTERNATIVE,
    APART,
    BEFORE,
    LIMIT,
    WAIT,
    WHY,
    arcs_of,
)
from ploughshare.scheduling.problem import NONE, Ints, Problem
from ploughshare.scheduling.schedule import Binding, BindingKind, Schedule
from ploughshare.scheduling.tables import grouped, tables
from ploughshare.scheduling.travel import travel_table, trips

LinkKind = Literal[
    "earliest", "work", "lag", "apart", "limit", "busy", "travel", "arrival", "pause", "fixed"
]


@dataclass(frozen=True, slots=True)
class Link:
    """
    A stretch ``[begin, end)`` of the time before a start, and what passed in it.

    Parameters
    ----------
    kind
        ``work``: a predecessor was under way. ``lag``: the lag after it. ``apart``, ``limit``:
        what it is kept apart from, or what filled a limit, was. ``busy``: a team
        was at another activity. ``travel``: a team moved. ``arrival``: a team was not there
        yet. ``earliest``: before the activity's own first step, or the one it is kept at.
        ``pause``: a stand-down or an absence. ``fixed``: the start was given.
    activity
        The activity that was worked on (``work``, ``lag``, ``apart``, ``limit``, ``busy``), else
        the one that waited.
    team
        The team (``busy``, ``travel``, ``arrival``), else -1.
    """

    begin: int
    end: int
    kind: LinkKind
    activity: int
    team: int = NONE


def bindings(problem: Problem, schedule: Schedule) -> tuple[Binding, ...]:
    """
    Return the binding of every activity of a left-shifted schedule.

    ``solve`` returns left-shifted schedules. Of another schedule the time between ``until`` and
    the start may be slack as well as a stand-down.
    """
    n = problem.n_activities
    until = np.array(problem.earliest, np.int64)
    kind: list[BindingKind] = ["earliest"] * n
    other = np.full(n, NONE, np.int64)
    team = np.full(n, NONE, np.int64)

    of_slot, previous, arrival, way = _arrivals(problem, schedule)
    for s in np.lexsort((previous >= 0, arrival, of_slot)):
        j = of_slot[s]
        if arrival[s] >= until[j]:
            until[j], other[j], team[j] = arrival[s], previous[s], schedule.team[s]
            first: BindingKind = "travel" if way[s] > 0 else "arrival"
            kind[j] = "team" if previous[s] >= 0 else first
    name: BindingKind
    for name, of_pred, pred, lag in _predecessors(problem, schedule):
        allowed = schedule.finish[pred] + lag
        for p in np.lexsort((schedule.finish[pred], allowed, of_pred)):
            j = of_pred[p]
            if allowed[p] >= until[j]:
                until[j], other[j], team[j] = allowed[p], pred[p], NONE
                kind[j] = name

    for j in np.flatnonzero(until == 0):
        kind[j], other[j], team[j] = "start", NONE, NONE
    for j in problem.fixed_activity:
        kind[j], other[j], team[j], until[j] = "fixed", NONE, NONE, schedule.start[j]
    return tuple(map(Binding, kind, other.tolist(), team.tolist(), until.tolist()))


def _predecessors(
    problem: Problem, schedule: Schedule
) -> Iterator[tuple[BindingKind, Ints, Ints, Ints]]:
    """Yield what activities wait for, the least telling first: a kind, whose, what, and the lag."""
    own = (owners(problem.pred_start), problem.pred, problem.pred_lag)
    if problem.has_joint_rules:
        laid_out = tables(problem)
        arcs = arcs_of(laid_out, as_draft(laid_out, schedule))
        arcs = arcs[
            schedule.finish[arcs[:, BEFORE]] + arcs[:, WAIT] <= schedule.start[arcs[:, AFTER]]
        ]
        kinds: tuple[tuple[BindingKind, int], ...] = (("limit", LIMIT), ("apart", APART))
        for kind, why in kinds:
            those = arcs[arcs[:, WHY] == why]
            yield kind, those[:, AFTER], those[:, BEFORE], those[:, WAIT]
        those = arcs[arcs[:, WHY] == ALTERNATIVE]
        columns = zip(own, (those[:, AFTER], those[:, BEFORE], those[:, WAIT]), strict=True)
        of_pred, pred, lag = (np.concatenate(both) for both in columns)
        own = (of_pred, pred, lag)
    yield "precedence", *own


def _arrivals(problem: Problem, schedule: Schedule) -> tuple[Ints, Ints, Ints, Ints]:
    """Return for each team of each activity: activity, previous one or -1, arrival, and trip."""
    n = problem.n_activities
    rank = np.empty(n, np.int64)
    rank[schedule.order] = np.arange(n)
    of_slot = owners(schedule.team_start)
    order = np.lexsort(
        (rank[of_slot], schedule.finish[of_slot], schedule.start[of_slot], schedule.team)
    )
    previous = np.full(len(order), NONE, np.int64)
    follows = schedule.team[order][1:] == schedule.team[order][:-1]
    previous[order[1:][follows]] = of_slot[order[:-1][follows]]
    place = np.where(previous >= 0, previous, n + schedule.team)
    way = trips(travel_table(problem), schedule.team, place, of_slot)
    left = np.where(previous >= 0, schedule.finish[previous], problem.team_from[schedule.team])
    return of_slot, previous, left + way, way


def links(
    problem: Problem, schedule: Schedule, held: Sequence[Binding], activity: int
) -> tuple[Link, ...]:
    """
    Return what passed before an activity's start, from step 0 on, without a gap.

    Each link begins where the one before it ends; the first begins at 0 and the last ends
    at the start. Empty for an activity that starts at step 0. ``held`` are the schedule's
    ``bindings``.
    """
    back: list[Link] = []
    j = activity
    while j != NONE:
        back += [
            link for link in last_links(problem, schedule, held[j], j) if link.begin < link.end
        ]
        j = held[j].activity
    return tuple(reversed(back))


def last_links(problem: Problem, schedule: Schedule, held: Binding, j: int) -> Iterator[Link]:
    """Yield the links, latest first, between the start of ``j`` and that of what held it."""
    yield Link(held.until, int(schedule.start[j]), "pause", j)
    i, m = held.activity, held.team
    if held.kind == "fixed":
        yield Link(0, held.until, "fixed", j)
    elif held.kind in {"earliest", "kept"}:
        yield Link(0, held.until, "earliest", j)
    elif held.kind in {"arrival", "travel"}:
        yield Link(int(problem.team_from[m]), held.until, "travel", j, m)
        yield Link(0, int(problem.team_from[m]), "arrival", j, m)
    elif held.kind in {"precedence", "team"}:
        done = int(schedule.finish[i])
        work: LinkKind = "work" if held.kind == "precedence" else "busy"
        if held.kind == "precedence":
            yield Link(done, held.until, "lag", i)
        else:
            yield Link(done, held.until, "travel", j, m)
        yield Link(int(schedule.start[i]), done, work, i, m)
    elif held.kind in {"apart", "limit"}:
        why: LinkKind = "apart" if held.kind == "apart" else "limit"
        yield Link(int(schedule.start[i]), held.until, why, i)


def followers(problem: Problem, held: Sequence[Binding]) -> tuple[Ints, Ints]:
    """
    Return the activities that each activity holds: offsets and flat list, in file order.

    The bindings form a forest; this is the same forest from the roots.
    """
    holder = np.array([b.activity for b in held], np.int64).reshape(-1)
    bound = np.flatnonzero(holder != NONE)
    start, order = grouped(holder[bound], problem.n_activities)
    return start, bound[order].astype(np.int64)
