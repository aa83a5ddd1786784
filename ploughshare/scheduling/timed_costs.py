"""Costs by date: what it costs at given prices to have a node, and all worked into it, by a date.

Dates are counted in ticks of a few steps. Costs err, if at all, on the low side. They are
whole numbers below ``2**53`` held as doubles, which adds, compares and multiplies them
exactly and several at a time; whatever would be more is cut off at ``most``.
"""

import numpy as np
from numpy.typing import NDArray

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.problem import NONE, Flags, Ints, Reals
from ploughshare.scheduling.timed_graph import BRANCH, CORE, OWN

Counts = NDArray[np.int32]

CODES = 2**16
"""A choice is written as mode times this plus start tick, so there are fewer ticks than this."""


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


@compiled
def _add_price(
    spent: Reals,
    running: Reals,
    begin: int,
    end: int,
    steps: int,
    trip: int,
    count: int,
    per_tick: int,
    least: Reals,
) -> None:
    """
    Add the least price of presence from ``trip`` steps before a start on, by tick of the start.

    The price is linear in the start between those at which either end of the presence
    meets a tick's edge, so the least is had at one of them or at the tick's ends.
    """
    if per_tick == 1:
        for s in range(begin, min(end, trip)):
            spent[s] += count * running[s + steps]
        for s in range(max(begin, trip), end):
            spent[s] += count * (running[s + steps] - running[s - trip])
        return
    for s in range(begin, end):
        least[s] = np.inf
    meets, leaves = -steps % per_tick, trip % per_tick
    for n, within in enumerate((0, per_tick - 1, meets, leaves)):
        if (n >= 2 and within in (0, per_tick - 1)) or (n == 3 and within == meets):
            continue
        ahead, over = (within + steps) // per_tick, float((within + steps) % per_tick)
        back, left = (within - trip) // per_tick, float((within - trip) % per_tick)
        under, right = per_tick - over, per_tick - left
        for s in range(begin, min(end, -back)):
            price = running[s + ahead] * under + running[s + ahead + 1] * over
            least[s] = min(least[s], price)
        for s in range(max(begin, -back), end):
            price = running[s + ahead] * under + running[s + ahead + 1] * over
            price -= running[s + back] * right + running[s + back + 1] * left
            least[s] = min(least[s], price)
    for s in range(begin, end):
        spent[s] += count * least[s]


@compiled
def _add_paused_price(
    spent: Reals,
    running: Reals,
    begin: int,
    end: int,
    steps: int,
    trip: int,
    count: int,
    working_before: Counts,
    step_of: Counts,
) -> None:
    """Add the price of presence through all pauses; ticks are single steps."""
    last_tick = len(running) - 2
    for s in range(begin, end):
        last = min(working_before[s] + steps - 1, last_tick)
        price = running[min(step_of[last] + 1, last_tick)]
        if s > trip:
            price -= running[s - trip]
        spent[s] += count * price


@compiled
def _finish_paused(
    cost: Reals,
    code: Reals,
    spent: Reals,
    begin: int,
    end: int,
    steps: int,
    soonest: int,
    mark: int,
    working_before: Counts,
    step_of: Counts,
    per_tick: int,
) -> None:
    """Enter costs by start under the finish that pauses leave."""
    for s in range(begin, end):
        first = step_of[working_before[s * per_tick]]
        if first >= (s + 1) * per_tick:
            continue
        last = working_before[first] + steps - 1
        if last >= len(step_of) or step_of[last] + 1 >= (len(cost) - 1) * per_tick:
            break
        finish = max((step_of[last] + 1) // per_tick, soonest)
        if spent[s] < cost[finish]:
            cost[finish], code[finish] = spent[s], mark + s


@compiled
def _by_date(
    cost: Reals,
    code: Reals,
    parts: Reals,
    has_parts: bool,
    spent: Reals,
    least: Reals,
    running: Reals,
    mode_from: int,
    mode_to: int,
    fixed: bool,
    possible: bool,
    finish_head: int,
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
    working_before: Counts,
    step_of: Counts,
    per_tick: int,
    most: float,
) -> None:
    """
    Fill in the least cost of an activity and its own parts by each tick of its finish.

    ``code`` tells the mode and start tick it is had with, ``-1`` for none.
    """
    ticks = len(cost) - 1
    for x in range(ticks + 1):
        cost[x], code[x] = most, -1.0
    if not possible:
        for x in range(min(ticks, finish_head // per_tick), ticks + 1):
            cost[x] = 0.0
        return
    for m in range(mode_from, mode_to):
        if not usable[m]:
            continue
        begin, whole = mode_start[m] // per_tick, steps[m] // per_tick
        soonest = mode_finish[m] // per_tick
        end = ticks - whole
        if fixed:
            end = min(end, begin + 1)
        if begin >= end or soonest >= ticks:
            continue
        for s in range(begin, end):
            spent[s] = parts[s] if has_parts else 0.0
        c = calendar_of[m]
        staffed = demand_start[m] < demand_start[m + 1] and steps[m] > 0 and not fixed
        paused = staffed and calendar_start[c] < calendar_start[c + 1]
        for d in range(demand_start[m], demand_start[m + 1]):
            run, count = running[demand_kind[d]], demand_count[d]
            if paused and per_tick == 1:
                before, of = working_before[c], step_of[c]
                _add_paused_price(spent, run, begin, end, steps[m], trip[d], count, before, of)
            elif not fixed:
                _add_price(spent, run, begin, end, steps[m], trip[d], count, per_tick, least)
        mark = (m - mode_from) * CODES
        if paused:
            before, of = working_before[c], step_of[c]
            _finish_paused(
                cost, code, spent, begin, end, steps[m], soonest, mark, before, of, per_tick
            )
            continue
        for s in range(begin, min(end, soonest - whole)):
            if spent[s] < cost[soonest]:
                cost[soonest], code[soonest] = spent[s], mark + s
        for s in range(max(begin, soonest - whole), end):
            less = spent[s] < cost[s + whole]
            code[s + whole] = float(mark + s) if less else code[s + whole]
            cost[s + whole] = spent[s] if less else cost[s + whole]
    for tick in range(1, ticks):
        if cost[tick - 1] <= cost[tick]:
            cost[tick], code[tick] = cost[tick - 1], code[tick - 1]
    # From here on time is free: nothing is known about what happens after the last tick.
    cost[ticks] = 0.0


@compiled
def work_through(
    running: Reals,
    per_tick: int,
    most: float,
    keep: bool,
    order: Ints,
    role: Ints,
    into: Ints,
    gap: Ints,
    parts_row: Ints,
    branches_row: Ints,
    rows: int,
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
    working_before: Counts,
    step_of: Counts,
    n_core: int,
    branch_place: Ints,
    n_branches: int,
) -> tuple[int, Ints, Ints, Ints, Ints]:
    """
    Work every node into its whole, and return what is left for the core to decide.

    Parameters
    ----------
    running
        Running sums of the price of a step, by kind and tick, one entry longer than
        the last tick's end. Shape ``(n_kinds, ticks + 2)``.
    delay
        Ticks of delay that separate the buckets of core nodes, from 0 up.

    Returns
    -------
    int
        What the trees without core cost at least.
    Ints, Ints
        Least cost of each core node in each bucket of its delay, the last one open,
        and the tick at which it is had. Shape ``(n_core, len(delay))``.
    Ints
        If ``keep``: mode and start tick of each activity by tick of its finish.
    Ints
        If ``keep``: ticks that branches choose, by tick of the asked node; of roots in
        the first column.
    """
    ticks = running.shape[1] - 2
    n = len(mode_first) - 1
    memory = np.zeros((rows, ticks + 1))
    buckets = np.zeros((n_core, len(delay)), np.int64)
    bucket_tick = np.zeros((n_core, len(delay)), np.int64)
    pick = np.full((n if keep else 1, ticks + 1), -1, np.int32)
    branch_pick = np.full((n_branches if keep else 1, ticks + 1), -1, np.int32)
    nothing, cost, code = np.zeros(1), np.zeros(ticks + 1), np.zeros(ticks + 1)
    spent, least = np.zeros(ticks + 1), np.zeros(ticks + 1)
    settled = 0
    for node in order:
        parts, has_parts = nothing, parts_row[node] >= 0
        if has_parts:
            parts = memory[parts_row[node]]
        if node < n:
            _by_date(
                cost,
                code,
                parts,
                has_parts,
                spent,
                least,
                running,
                mode_first[node],
                mode_first[node + 1],
                fixed[node],
                possible[node],
                head[node],
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
                working_before,
                step_of,
                per_tick,
                most,
            )
            if keep:
                for x in range(ticks + 1):
                    pick[node, x] = int(code[x])
            if branches_row[node] >= 0:
                more = memory[branches_row[node]]
                for x in range(ticks + 1):
                    cost[x] = min(most, cost[x] + more[x])
                    more[x] = 0.0
        else:
            first = head[node] // per_tick
            for x in range(ticks + 1):
                if x < first:
                    cost[x] = most
                else:
                    due = float(weight[node - n] * max(x * per_tick, head[node]))
                    cost[x] = min(most, due + parts[x]) if has_parts else due
        if has_parts:
            for x in range(ticks + 1):
                parts[x] = 0.0
        target = into[node]
        if role[node] == OWN:
            whole = memory[parts_row[target]]
            wait = gap[node]
            if target >= n:
                for x in range(ticks + 1):
                    whole[x] = min(most, whole[x] + cost[x])
            else:
                for x in range(ticks):
                    at = (x * per_tick + per_tick - 1 - wait) // per_tick
                    whole[x] = min(most, whole[x] + (cost[at] if at >= 0 else most))
        elif role[node] == BRANCH:
            place = branch_place[node] if keep else 0
            best, best_tick = most, ticks
            if target >= 0:
                same = target >= n
                whole = memory[parts_row[target] if same else branches_row[target]]
                behind = ticks
                for x in range(ticks, -1, -1):
                    reach = min(ticks, (x * per_tick + gap[node]) // per_tick)
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
            first = min(ticks, head[node] // per_tick)
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
    return settled, buckets, bucket_tick, pick, branch_pick


@compiled
def choose_back(
    order: Ints,
    role: Ints,
    into: Ints,
    gap: Ints,
    chosen: Ints,
    pick: Ints,
    branch_place: Ints,
    branch_pick: Ints,
    per_tick: int,
    n: int,
) -> tuple[Ints, Ints]:
    """
    Read off when each activity starts, given the ticks chosen for the core.

    Returns
    -------
    Ints, Ints
        Start tick, ``NONE`` beyond the last tick, and mode of each activity.
    """
    ticks = pick.shape[1] - 1
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
                chosen[node] = (start[target] * per_tick + per_tick - 1 - gap[node]) // per_tick
        if node < n and 0 <= chosen[node] < ticks:
            code = pick[node, chosen[node]]
            if code >= 0:
                mode[node], start[node] = code // CODES, code % CODES
    return start, mode
