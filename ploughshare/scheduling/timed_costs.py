"""Costs by date: what it costs at given prices to have a node, and all worked into it, by a date.

Time is cut into cells of a few steps. Every node has cells of its own: its cell ``x`` ends
with step ``x * per_cell + phase``, the phases being chosen so that the cells of what waits
and what is waited for meet and nothing is lost between them. Costs err, if at all, on the low
side. They are whole numbers below ``2**53`` held as doubles, which adds, compares and
multiplies them exactly and several at a time; whatever would be more is cut off at ``most``.
"""

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.problem import NONE, Flags, Ints, Reals
from ploughshare.scheduling.timed_cells import CODES, Counts
from ploughshare.scheduling.timed_entries import by_date, ceil_div
from ploughshare.scheduling.timed_graph import BRANCH, CORE, OWN


@inner
def _add_up(total: Reals, more: Reals, most: float) -> None:
    """Add to as many sums as there are, each at most ``most``."""
    for i in range(len(total)):
        both = total[i] + more[i]
        total[i] = both if both < most else most


@compiled
def work_through(
    nodes: Ints,
    paid: Reals,
    by_step: Reals,
    most: float,
    keep: bool,
    rough: bool,
    role: Ints,
    into: Ints,
    gap: Ints,
    phase: Ints,
    length: Ints,
    parts_row: Ints,
    branches_row: Ints,
    memory: Reals,
    core_place: Ints,
    delay: Ints,
    head: Ints,
    weight: Ints,
    fixed: Flags,
    possible: Flags,
    mode_first: Ints,
    steps: Ints,
    usable: Flags,
    mode_start: Ints,
    mode_finish: Ints,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    trip: Ints,
    calendar_of: Ints,
    calendar_start: Ints,
    pause: Ints,
    working_before: Counts,
    step_of: Counts,
    branch_place: Ints,
    buckets: Ints,
    bucket_tick: Ints,
    pick: Counts,
    branch_pick: Counts,
) -> int:
    """
    Work nodes into their wholes, and return what the trees without core cost at least.

    Parameters
    ----------
    nodes
        What to work through: the next stretch of the graph's order.
    paid
        Price of all steps before step ``c * per_cell + r`` at ``[k, r, c]``, for each
        kind. Shape ``(n_kinds, per_cell, cells + 2)``.
    keep
        Whether to fill in what would be chosen, not only what it costs.
    rough
        Whether every start and date is taken to be the last of its cell: faster, and
        about right, but neither above nor below what is true.
    by_step
        The same prices step by step. Shape ``(n_kinds, (cells + 2) * per_cell)``.
    memory
        Costs worked into nodes that have not had their turn; nought at first.
    delay
        Cells of delay that separate the buckets of core nodes, from 0 up.
    buckets, bucket_tick
        Filled in: least cost of each core node in each bucket of its delay, the last
        one open, and the cell at which it is had. Shape ``(n_core, len(delay))``.
    pick
        Filled in if ``keep``: mode and start cell of each activity by cell of its finish.
    branch_pick
        Filled in if ``keep``: cells that branches choose, by cell of the asked node; of
        roots in the first column.
    """
    ticks, per = paid.shape[2] - 2, paid.shape[1]
    n = len(mode_first) - 1
    nothing, cost, code = np.zeros(1), np.zeros(ticks + 1), np.zeros(ticks + 1)
    spent, least = np.zeros(ticks + 1), np.zeros(ticks + 1)
    settled = 0
    for node in nodes:
        parts, has_parts = nothing, parts_row[node] >= 0
        if has_parts:
            parts = memory[parts_row[node]]
        if node < n:
            by_date(
                cost,
                code,
                parts,
                has_parts,
                spent,
                least,
                paid,
                by_step,
                mode_first[node],
                mode_first[node + 1],
                fixed[node],
                possible[node],
                head[node],
                phase[node],
                (phase[node] - length[node]) % per,
                steps,
                usable,
                mode_start,
                mode_finish,
                demand_start,
                demand_kind,
                demand_count,
                trip,
                calendar_of,
                calendar_start,
                pause,
                working_before,
                step_of,
                most,
                rough,
            )
            if keep:
                kept = pick[node]
                for x in range(ticks + 1):
                    kept[x] = int(code[x])
            if branches_row[node] >= 0:
                more = memory[branches_row[node]]
                _add_up(cost, more, most)
                more[:] = 0.0
        else:
            first = min(ticks, ceil_div(head[node] - phase[node], per))
            for x in range(first):
                cost[x] = most
            opens = phase[node] if rough else phase[node] - per + 1
            for x in range(first, ticks + 1):
                due = float(weight[node - n] * max(x * per + opens, head[node]))
                cost[x] = min(most, due + parts[x]) if has_parts else due
        if has_parts:
            parts[:] = 0.0
        target = into[node]
        if role[node] == OWN:
            whole = memory[parts_row[target]]
            if target >= n:
                _add_up(whole, cost, most)
            else:
                back = -((((phase[target] - length[target]) % per) - gap[node]) // per)
                whole[: min(back, ticks)] = most
                _add_up(whole[min(back, ticks) : ticks], cost, most)
        elif role[node] == BRANCH:
            place = branch_place[node] if keep else 0
            best, best_tick = most, ticks
            if target >= 0:
                same = target >= n
                whole = memory[parts_row[target] if same else branches_row[target]]
                behind = ticks
                further = (phase[target] + gap[node]) // per
                for x in range(ticks, -1, -1):
                    reach = min(ticks, x + further)
                    while behind >= reach:
                        if cost[behind] <= best:
                            best, best_tick = cost[behind], behind
                        behind -= 1
                    whole[x] = min(most, whole[x] + best)
                    if keep:
                        branch_pick[place, x] = best_tick
            else:
                for x in range(ticks, -1, -1):
                    if cost[x] <= best:
                        best, best_tick = cost[x], x
                settled += int(best)
                if keep:
                    branch_pick[place, 0] = best_tick
        elif role[node] == CORE:
            place = core_place[node]
            first = min(ticks, ceil_div(head[node] - phase[node], per))
            for q in range(len(delay)):
                low = min(ticks, first + delay[q])
                high = ticks + 1
                if q + 1 < len(delay) and first + delay[q + 1] <= ticks:
                    high = max(low + 1, first + delay[q + 1])
                best, best_tick = cost[low], low
                for x in range(low + 1, high):
                    if cost[x] < best:
                        best, best_tick = cost[x], x
                buckets[place, q], bucket_tick[place, q] = int(best), best_tick
            for q in range(len(delay) - 2, -1, -1):
                # A bucket without any feasible date gives no reason to be in it.
                if buckets[place, q] >= most:
                    buckets[place, q] = buckets[place, q + 1]
                    bucket_tick[place, q] = bucket_tick[place, q + 1]
    return settled


@compiled
def choose_back(
    per_cell: int,
    order: Ints,
    role: Ints,
    into: Ints,
    gap: Ints,
    phase: Ints,
    length: Ints,
    chosen: Ints,
    pick: Counts,
    branch_place: Ints,
    branch_pick: Counts,
) -> tuple[Ints, Ints]:
    """
    Read off when each activity starts, given the cells chosen for the core.

    Returns
    -------
    Ints, Ints
        Start cell, ``NONE`` beyond the last cell, and mode of each activity.
    """
    n, ticks = len(length), pick.shape[1] - 1
    start, mode = np.full(n, NONE, np.int64), np.zeros(n, np.int64)
    for node in order[::-1]:
        target = into[node]
        if role[node] == BRANCH:
            at = 0 if target < 0 else max(0, chosen[target])
            chosen[node] = branch_pick[branch_place[node], at]
        elif role[node] == OWN:
            if target >= n:
                chosen[node] = chosen[target]
            elif start[target] < 0:
                chosen[node] = ticks
            else:
                start_phase = (phase[target] - length[target]) % per_cell
                chosen[node] = start[target] + (start_phase - gap[node]) // per_cell
        if node < n and 0 <= chosen[node] < ticks:
            code = pick[node, chosen[node]]
            if code >= 0:
                mode[node], start[node] = code // CODES, code % CODES
    return start, mode
