"""Entries: what an activity costs at given prices by its finish, for every start and mode."""

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.timed_cells import CODES, Counts


@inner
def ceil_div(a: int, b: int) -> int:
    """Return a quotient rounded up."""
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
        for x in range(first, end):
            spent[x] = parts[x] if has_parts else 0.0
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
def by_date(
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
    for x in range(ticks + 1):
        cost[x], code[x] = most, -1.0
    if not possible:
        for x in range(min(ticks, ceil_div(finish_head - phase, per)), ticks + 1):
            cost[x] = 0.0
        return
    for m in range(mode_from, mode_to):
        if not usable[m]:
            continue
        begin = ceil_div(mode_start[m] - start_phase, per)
        soonest = ceil_div(mode_finish[m] - phase, per)
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
            first = max(begin, ceil_div(open_from + per - 1 - start_phase, per))
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
