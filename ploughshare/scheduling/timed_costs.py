"""Costs by date: what it costs at given prices to have a node, and all worked into it, by a date.

Time is cut into cells of a few steps. Every node has cells of its own: its cell ``x`` ends
with step ``x * per_cell + phase``, the phases being chosen so that the cells of what waits
and what is waited for meet and nothing is lost between them. Costs err, if at all, on the low
side. They are whole numbers below ``2**53`` held as doubles, which adds, compares and
multiplies them exactly and several at a time; whatever would be more is cut off at ``most``.
"""

import numpy as np
from numpy.typing import NDArray

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.problem import NONE, Flags, Ints, Reals
from ploughshare.scheduling.timed_graph import BRANCH, CORE, OWN

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


@inner
def _ceil_div(a: int, b: int) -> int:
    return -(-a // b)


@inner
def _price_from(
    least: Reals,
    paid: Reals,
    begin: int,
    end: int,
    first_step: int,
    steps: int,
    trip: int,
    fresh: bool,
) -> None:
    """
    Lower to the price of presence for starts ``first_step`` steps from each cell's origin.

    ``paid[r, c]`` is the price of all steps before step ``c * per_cell + r``.
    """
    per_cell = paid.shape[0]
    ahead, until = (first_step + steps) // per_cell, paid[(first_step + steps) % per_cell]
    back, before = (first_step - trip) // per_cell, paid[(first_step - trip) % per_cell]
    # Presence that ends before step 0 costs nothing; an index below 0 would count from the end.
    free = min(end, max(begin, -ahead))
    for i in range(begin, free):
        least[i] = 0.0 if fresh else min(least[i], 0.0)
    known = min(end, max(free, -back))
    # Loops run over slices from 0 up: only then are several entries handled at a time.
    out, ends = least[free:known], until[free + ahead : known + ahead]
    if fresh:
        for i in range(len(out)):
            out[i] = ends[i]
    else:
        for i in range(len(out)):
            out[i] = min(out[i], ends[i])
    out, ends = least[known:end], until[known + ahead : end + ahead]
    starts = before[known + back : end + back]
    if fresh:
        for i in range(len(out)):
            out[i] = ends[i] - starts[i]
    else:
        for i in range(len(out)):
            price = ends[i] - starts[i]
            out[i] = price if price < out[i] else out[i]


@inner
def _add_price(
    spent: Reals,
    least: Reals,
    paid: Reals,
    begin: int,
    end: int,
    low: int,
    high: int,
    steps: int,
    trip: int,
    count: int,
) -> None:
    """
    Add the least price of presence from ``trip`` steps before a start on, by cell of the start.

    Starts lie from ``low`` to ``high`` steps from the cell's origin. The price is linear in
    the start between those at which either end of the presence meets an edge of prices, so
    the least is had at one of them, or at the earliest or latest start.
    """
    per_cell = paid.shape[0]
    _price_from(least, paid, begin, end, high, steps, trip, True)
    if low < high:
        _price_from(least, paid, begin, end, low, steps, trip, False)
        meets = low + (-steps - low) % per_cell
        leaves = low + (trip - low) % per_cell
        if low < meets < high:
            _price_from(least, paid, begin, end, meets, steps, trip, False)
        if low < leaves < high and leaves != meets:
            _price_from(least, paid, begin, end, leaves, steps, trip, False)
    total, one = spent[begin:end], least[begin:end]
    for i in range(len(total)):
        total[i] += count * one[i]


@inner
def _enter(
    cost: Reals,
    code: Reals,
    spent: Reals,
    begin: int,
    end: int,
    shift: int,
    soonest: int,
    mark: int,
) -> None:
    """Enter costs by start under the cell of the finish, which is not before the soonest."""
    for s in range(begin, min(end, soonest - shift)):
        if spent[s] < cost[soonest]:
            cost[soonest], code[soonest] = spent[s], mark + s
    begin = max(begin, soonest - shift)
    if begin >= end:
        return
    one, by, of = (
        spent[begin:end],
        cost[begin + shift : end + shift],
        code[begin + shift : end + shift],
    )
    first = float(mark + begin)
    for i in range(len(one)):
        less = one[i] < by[i]
        of[i] = first + i if less else of[i]
        by[i] = one[i] if less else by[i]


@inner
def _enter_free(
    cost: Reals,
    code: Reals,
    spent: Reals,
    least: Reals,
    parts: Reals,
    has_parts: bool,
    paid: Reals,
    m: int,
    begin: int,
    until: int,
    not_before: int,
    start_phase: int,
    phase: int,
    steps: int,
    soonest: int,
    mark: int,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    trip: Ints,
    rough: bool,
) -> None:
    """Enter costs by start, for start cells ``begin`` to ``until`` that meet no pause."""
    ticks, per = len(cost) - 1, paid.shape[1]
    # A finish `off` steps after the end of the cell that is `shift` after the start's.
    shift = (start_phase + steps - phase) // per
    off = (start_phase + steps - phase) % per
    split = off > 0 and not rough
    for half in range(2 if split else 1):
        # Starts of one cell may finish in two: first those in the later one.
        low, high, ahead = start_phase - per + 1, start_phase, shift
        if rough:
            low, ahead = start_phase, shift + (1 if 2 * off > per else 0)
        if split and half == 0:
            low, ahead = start_phase - off + 1, shift + 1
        elif split:
            high = start_phase - off
        end = min(until, ticks - ahead)
        first = begin if begin * per + high >= not_before else begin + 1
        if first >= end:
            continue
        if has_parts:
            spent[first:end] = parts[first:end]
        else:
            spent[first:end] = 0.0
        for d in range(demand_start[m], demand_start[m + 1]):
            run, count = paid[demand_kind[d]], demand_count[d]
            _add_price(spent, least, run, first, end, low, high, steps, trip[d], count)
        _enter(cost, code, spent, first, end, ahead, soonest, mark)


@inner
def _enter_paused(
    cost: Reals,
    code: Reals,
    parts: Reals,
    has_parts: bool,
    by_step: Reals,
    per_cell: int,
    m: int,
    begin: int,
    until: int,
    start_phase: int,
    phase: int,
    steps: int,
    soonest: int,
    mark: int,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    trip: Ints,
    working_before: Counts,
    step_of: Counts,
    rough: bool,
) -> None:
    """
    Enter costs by start under the finish that pauses leave, for some start cells.

    Whatever start is chosen in a cell, the team is there from the last start's trip on and
    until the first start's finish. Roughly, the last start is chosen.
    """
    ticks = len(cost) - 1
    last_step = len(step_of) - 1
    x, closes = soonest, soonest * per_cell + phase + (per_cell // 2 if rough else 0)
    for s in range(begin, until):
        latest = s * per_cell + start_phase
        if latest >= last_step:
            return
        if rough:
            nth = working_before[latest + 1] - 1
            if nth < 0 or step_of[nth] <= latest - per_cell:
                continue
            latest = step_of[nth]
        else:
            nth = working_before[max(0, latest - per_cell + 1)]
            if step_of[nth] > latest:
                continue
        last = nth + steps - 1
        if last > last_step or step_of[last] >= last_step:
            return
        end = step_of[last] + 1
        # Finishes ascend with the starts, so the cell needs no division.
        while closes < end:
            x, closes = x + 1, closes + per_cell
        if x >= ticks:
            return
        total = parts[s] if has_parts else 0.0
        for d in range(demand_start[m], demand_start[m + 1]):
            run = by_step[demand_kind[d]]
            whole = run[end] - run[max(0, latest - trip[d])]
            total += demand_count[d] * max(0.0, whole)
        if total < cost[x]:
            cost[x], code[x] = total, mark + s


@inner
def _by_date(
    cost: Reals,
    code: Reals,
    parts: Reals,
    has_parts: bool,
    spent: Reals,
    least: Reals,
    paid: Reals,
    by_step: Reals,
    mode_from: int,
    mode_to: int,
    fixed: bool,
    possible: bool,
    finish_head: int,
    phase: int,
    start_phase: int,
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
    most: float,
    rough: bool,
) -> None:
    """
    Fill in the least cost of an activity and its own parts by each cell of its finish.

    ``code`` tells the mode and start cell it is had with, ``-1`` for none.
    """
    ticks, per = len(cost) - 1, paid.shape[1]
    cost[:] = most
    code[:] = -1.0
    if not possible:
        for x in range(min(ticks, _ceil_div(finish_head - phase, per)), ticks + 1):
            cost[x] = 0.0
        return
    for m in range(mode_from, mode_to):
        if not usable[m]:
            continue
        begin = _ceil_div(mode_start[m] - start_phase, per)
        soonest = _ceil_div(mode_finish[m] - phase, per)
        if begin >= ticks or soonest >= ticks:
            continue
        mark = (m - mode_from) * CODES
        if fixed:
            whole = parts[begin] if has_parts else 0.0
            if whole < cost[soonest]:
                cost[soonest], code[soonest] = whole, mark + begin
            continue
        c = calendar_of[m]
        staffed = demand_start[m] < demand_start[m + 1] and steps[m] > 0
        pauses = calendar_start[c + 1] - calendar_start[c] if staffed else 0
        work = steps[m]
        open_from = -per
        for i in range(pauses + 1):
            # Start cells whose every start ends before the next pause, and those before them.
            closes = ticks * per + per
            if i < pauses:
                closes = pause[calendar_start[c] + i, 0]
            first = max(begin, _ceil_div(open_from + per - 1 - start_phase, per))
            until = min(ticks, (closes - work - start_phase) // per + 1)
            if first < until:
                _enter_paused(
                    cost,
                    code,
                    parts,
                    has_parts,
                    by_step,
                    per,
                    m,
                    begin,
                    first,
                    start_phase,
                    phase,
                    work,
                    soonest,
                    mark,
                    demand_start,
                    demand_kind,
                    demand_count,
                    trip,
                    working_before[c],
                    step_of[c],
                    rough,
                )
                _enter_free(
                    cost,
                    code,
                    spent,
                    least,
                    parts,
                    has_parts,
                    paid,
                    m,
                    first,
                    until,
                    mode_start[m],
                    start_phase,
                    phase,
                    work,
                    soonest,
                    mark,
                    demand_start,
                    demand_kind,
                    demand_count,
                    trip,
                    rough,
                )
                begin = until
            if i < pauses:
                open_from = pause[calendar_start[c] + i, 1]
        if pauses:
            _enter_paused(
                cost,
                code,
                parts,
                has_parts,
                by_step,
                per,
                m,
                begin,
                ticks,
                start_phase,
                phase,
                work,
                soonest,
                mark,
                demand_start,
                demand_kind,
                demand_count,
                trip,
                working_before[c],
                step_of[c],
                rough,
            )
    for x in range(1, ticks):
        if cost[x - 1] <= cost[x]:
            cost[x], code[x] = cost[x - 1], code[x - 1]
    # From here on time is free: nothing is known about what happens after the last cell.
    cost[ticks] = 0.0


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
            _by_date(
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
            first = min(ticks, _ceil_div(head[node] - phase[node], per))
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
            first = min(ticks, _ceil_div(head[node] - phase[node], per))
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
