"""
Frozen: joint rules turned into predecessors, as a schedule happens to keep them.

Which of two activities that are kept apart comes first, whose unit of a limit each takes over, and
which alternative it waits for is read off the schedule and written down as further predecessors
without a lag (or, of an alternative, with its own). Every schedule that keeps these keeps the joint
rules, as long as no mode counts more teams within a limit than now. So whatever changes schedules
knows predecessors only; the joint rules are frozen anew from better ones.
"""

import heapq
from dataclasses import replace

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.joint import (
    Joint,
    JointRoom,
    best_set,
    clear,
    joint_room,
    joint_table,
    note_dated,
)
from ploughshare.scheduling.problem import Flags, Ints, Problem
from ploughshare.scheduling.tables import STEPS, USABLE, Tables, with_predecessors

BEFORE, AFTER, WAIT, WHY, WHICH_ONE = range(5)
"""Columns of the arcs: a predecessor, what waits for it, the lag, and which joint rule says so."""
LIMIT, APART, ALTERNATIVE = range(3)
"""What stands in ``WHY``; ``WHICH_ONE`` is the number of the limit, the side or the set."""


def frozen(tables: Tables, draft: Draft) -> Tables:
    """
    Return the tables of a problem without joint rules whose schedules keep those of ``tables``.

    Parameters
    ----------
    draft
        A feasible schedule, its sequence in the order of time. It is one of the problem returned.
    """
    if tables.joint.ties == 0:
        return tables
    arcs = arcs_of(tables, draft)
    laid_out = with_predecessors(tables, _with_arcs(_untied(tables.problem), arcs))
    mode = laid_out.network.mode.copy()
    mode[:-1, USABLE] *= _counts_no_more(tables, draft)
    return replace(
        laid_out,
        network=laid_out.network._replace(mode=mode),
        joint=joint_table(laid_out.problem),
    )


def _untied(problem: Problem) -> Problem:
    """Return a problem without its joint rules."""
    nothing, none = np.zeros(0, np.int64), np.zeros(1, np.int64)
    return replace(
        problem,
        limit_ids=(), limit_at_once=nothing, limit_kinds=problem.limit_kinds[:0],
        limit_start=none, limit_activity=nothing,
        apart_ids=(), these_start=none, these=nothing, those_start=none, those=nothing,
        set_activity=nothing, set_start=none, set_pred=nothing, set_lag=nothing,
    )  # fmt: skip


def _with_arcs(problem: Problem, arcs: Ints) -> Problem:
    """Return a problem with further predecessors; of two for the same the longer lag counts."""
    n = problem.n_activities
    after = np.concatenate((owners(problem.pred_start), arcs[:, AFTER]))
    before = np.concatenate((problem.pred, arcs[:, BEFORE]))
    lag = np.concatenate((problem.pred_lag, arcs[:, WAIT]))
    order = np.lexsort((-lag, before, after))
    after, before, lag = after[order], before[order], lag[order]
    first = np.ones(len(after), np.bool_)
    first[1:] = (after[1:] != after[:-1]) | (before[1:] != before[:-1])
    start = np.zeros(n + 1, np.int64)
    start[1:] = np.cumsum(np.bincount(after[first], minlength=n))
    return replace(problem, pred_start=start, pred=before[first], pred_lag=lag[first])


def _counts_no_more(tables: Tables, draft: Draft) -> Flags:
    """
    Say of each mode whether what is frozen for the chosen one is enough for it too.

    It counts no more teams within any limit; and where the chosen one takes no time, and may
    fall into what it is kept apart from, neither does it.
    """
    joint, problem = tables.joint, tables.problem
    chosen = draft.mode[owners(problem.mode_start)]
    takes_time = problem.mode_steps > 0
    mode = owners(joint.first_load)
    place = np.arange(len(mode)) - joint.first_load[mode]
    now = joint.load[joint.first_load[chosen[mode]] + place] * takes_time[chosen[mode]]
    enough = np.ones(problem.n_modes, np.bool_)
    np.logical_and.at(enough, mode, (joint.load <= now) | ~takes_time[mode])
    on_a_side = np.diff(joint.side_of_start)[owners(problem.mode_start)] > 0
    return enough & ~(on_a_side & ~takes_time[chosen] & takes_time)


def arcs_of(tables: Tables, draft: Draft) -> Ints:
    """
    Return what joint rules come to in a schedule whose sequence is in the order of time.

    A row per predecessor: see ``BEFORE`` and those after it. What is kept apart comes in runs of
    one side; each run follows the one before it, and thereby all earlier ones.
    """
    joint, sides = tables.joint, len(tables.joint.first_member) - 1
    arcs = np.zeros((0, 5), np.int64)
    while True:
        found = int(
            _arcs(
                joint, joint_room(joint), tables.network.mode, draft.mode, draft.sequence,
                draft.finish, np.zeros(len(joint.member), np.int64), np.zeros(sides, np.int64),
                np.zeros(sides, np.int64), np.full(sides // 2, -1, np.int64), arcs,
            )
        )  # fmt: skip
        if found <= len(arcs):
            return arcs[:found]
        arcs = np.zeros((found, 5), np.int64)


@compiled
def _arcs(
    joint: Joint,
    room: JointRoom,
    mode_table: Ints,
    modes: Ints,
    sequence: Ints,
    finish: Ints,
    listed: Ints,
    count: Ints,
    run: Ints,
    latest: Ints,
    arcs: Ints,
) -> int:
    """
    Fill in as many arcs as there is room for; return how many there are.

    Of each side ``listed`` holds what was dated, ``count`` how many, and ``run`` where its last run
    began; ``latest`` is the side of the last run of an entry.
    """
    clear(room)
    found = 0
    for j in sequence:
        mode = modes[j]
        steps = mode_table[mode, STEPS]
        best, _ = best_set(joint, room.done, finish, j)
        if best >= 0:
            for e in range(joint.set_start[best], joint.set_start[best + 1]):
                if found < len(arcs):
                    arcs[found, BEFORE], arcs[found, AFTER] = joint.set_pred[e], j
                    arcs[found, WAIT], arcs[found, WHY] = joint.set_lag[e], ALTERNATIVE
                    arcs[found, WHICH_ONE] = best
                found += 1
        first = joint.within_start[j]
        for i in range(first, joint.within_start[j + 1]):
            limit = joint.within[i]
            load = joint.load[joint.first_load[mode] + i - first] if steps > 0 else 0
            for u in range(joint.first_unit[limit], joint.first_unit[limit] + load):
                if room.user[u] < 0:
                    continue
                if found < len(arcs):
                    arcs[found, BEFORE], arcs[found, AFTER] = room.user[u], j
                    arcs[found, WHY], arcs[found, WHICH_ONE] = LIMIT, limit
                found += 1
        for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
            if steps == 0:
                continue
            side = joint.side_of[i]
            other = side ^ 1
            for k in range(
                joint.first_member[other] + run[other], joint.first_member[other] + count[other]
            ):
                if found < len(arcs):
                    arcs[found, BEFORE], arcs[found, AFTER] = listed[k], j
                    arcs[found, WHY], arcs[found, WHICH_ONE] = APART, side
                found += 1
            if latest[side // 2] != side:
                run[side] = count[side]
                latest[side // 2] = side
            listed[joint.first_member[side] + count[side]] = j
            count[side] += 1
        note_dated(joint, room, j, mode, steps, finish[j])
    return found


def with_alternatives(tables: Tables, not_before: Ints, steps: Ints) -> Tables:
    """
    Return tables in which every activity waits for one of its alternatives as a predecessor.

    Joint rules stay as they are. Of the alternatives that one is chosen which is finished first if
    there were teams enough and each activity took so many steps, not before its own step.
    """
    if tables.problem.n_sets == 0:
        return tables
    problem = tables.problem
    chosen = _first_finished(problem, not_before, steps)
    rows = [
        (problem.set_pred[e], problem.set_activity[s], problem.set_lag[e], ALTERNATIVE, s)
        for s in chosen
        for e in range(problem.set_start[s], problem.set_start[s + 1])
    ]
    arcs = np.array(rows, np.int64).reshape(-1, 5)
    return with_predecessors(tables, _with_arcs(problem, arcs))


def _first_finished(problem: Problem, not_before: Ints, steps: Ints) -> list[int]:
    """Return the set that is finished first of each activity that has some; Dijkstra's way."""
    n = problem.n_activities
    after: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    in_sets: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for j, i, lag in zip(owners(problem.pred_start), problem.pred, problem.pred_lag, strict=True):
        after[i].append((int(j), int(lag)))
    for s, i, lag in zip(owners(problem.set_start), problem.set_pred, problem.set_lag, strict=True):
        in_sets[i].append((int(s), int(lag)))
    waiting = np.diff(problem.pred_start) + (np.bincount(problem.set_activity, minlength=n) > 0)
    missing, set_ready = np.diff(problem.set_start), np.zeros(problem.n_sets, np.int64)
    ready = np.array(not_before, np.int64)
    chosen: dict[int, int] = {}
    queue = [(int(ready[j] + steps[j]), j) for j in range(n) if waiting[j] == 0]
    heapq.heapify(queue)

    def released(j: int, step: int) -> None:
        ready[j] = max(int(ready[j]), step)
        waiting[j] -= 1
        if waiting[j] == 0:
            heapq.heappush(queue, (int(ready[j] + steps[j]), j))

    while queue:
        finish, i = heapq.heappop(queue)
        for j, lag in after[i]:
            released(j, finish + lag)
        for s, lag in in_sets[i]:
            set_ready[s] = max(int(set_ready[s]), finish + lag)
            missing[s] -= 1
            j = int(problem.set_activity[s])
            if missing[s] == 0 and j not in chosen:
                chosen[j] = s
                released(j, int(set_ready[s]))
    return sorted(chosen.values())
