"""Joint rules laid out for the inner loops: limits, what is kept apart, alternative predecessors.

All three are kept along an order of the activities. A limit is so many units, and each activity
takes as many as its mode counts teams, those first that have been free longest. What is kept apart
comes one after the other in the order. An activity waits for the alternative that is finished first.
"""

import heapq
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.flat_lists import offsets, owners
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Problem


class Joint(NamedTuple):
    """
    The joint rules of a problem. ``ties`` is 0 where it has none.

    Activity ``j`` lies within the limits ``within[within_start[j]:within_start[j + 1]]``, numbered
    among those that can ever be full; in mode ``m`` its ``i``-th limit counts
    ``load[first_load[m] + i]`` teams. Limit ``l`` has the units ``first_unit[l]:first_unit[l + 1]``
    and is number ``limit[l]`` of the problem; its fixed items are ``fixed_item`` with
    ``fixed_load``, from ``fixed_start[l]`` on.

    Side ``2 a`` of what entry ``a`` keeps apart are its these, side ``2 a + 1`` its those, in
    ``member`` from ``first_member`` on; ``j`` stands on ``side_of`` from ``side_of_start[j]`` on.

    The alternatives of ``j`` are the sets ``first_set[j]:first_set[j + 1]``; set ``s`` is
    ``set_pred`` with ``set_lag`` from ``set_start[s]`` on, and ``set_owner[s]`` is ``j``. ``i`` is in the
    sets ``in_set`` with ``in_set_lag`` from ``in_set_start[i]`` on.
    """

    ties: int
    within_start: Ints
    within: Ints
    first_load: Ints
    load: Ints
    first_unit: Ints
    limit: Ints
    fixed_start: Ints
    fixed_item: Ints
    fixed_load: Ints
    side_of_start: Ints
    side_of: Ints
    first_member: Ints
    member: Ints
    first_set: Ints
    set_start: Ints
    set_pred: Ints
    set_lag: Ints
    set_owner: Ints
    in_set_start: Ints
    in_set: Ints
    in_set_lag: Ints


class JointRoom(NamedTuple):
    """
    What changes along an order of the activities.

    ``free`` and ``user`` of every unit: from when on, and who had it last, those of a limit sorted by
    step. ``last`` is the latest finish on each side, ``done`` what has been dated.
    """

    free: Ints
    user: Ints
    last: Ints
    done: Flags


def _by(keys: Ints, n: int) -> tuple[Ints, Ints]:
    return offsets(np.bincount(keys, minlength=n)), np.argsort(keys, kind="stable")


class _Within(NamedTuple):
    """
    Which limits each activity lies within, and what its modes count there.

    ``limit`` lists them by activity, from ``start`` on; ``mode`` is whose each ``load`` is, and
    ``place_of_load`` where the limit stands in that list.
    """

    start: Ints
    limit: Ints
    first_load: Ints
    load: Ints
    mode: Ints
    place_of_load: Ints

    @property
    def limit_of_load(self) -> Ints:
        return self.limit[self.place_of_load]


def _within(problem: Problem, counts: Flags) -> _Within:
    """Lay out those limits that count; ``limit`` holds their numbers in the problem."""
    of = owners(problem.limit_start)
    kept = counts[of]
    of, activity = of[kept], problem.limit_activity[kept]
    start, order = _by(activity, problem.n_activities)
    limit = of[order]
    owner = owners(problem.mode_start)
    each = np.diff(start)[owner]
    first_load = offsets(each)
    mode = np.repeat(np.arange(problem.n_modes), each)
    place = start[owner[mode]] + np.arange(len(mode)) - first_load[mode]
    asked = np.diff(problem.demand_start)[mode]
    entry = np.repeat(np.arange(len(mode)), asked)
    demand = problem.demand_start[mode][entry] + np.arange(len(entry)) - offsets(asked)[entry]
    load = np.zeros(len(mode), np.int64)
    counted = problem.limit_kinds[limit[place[entry]], problem.demand_kind[demand]]
    np.add.at(load, entry, problem.demand_count[demand] * counted)
    return _Within(start, limit, first_load, load, mode, place)


def too_many_at_once(problem: Problem) -> Flags:
    """Say of each mode whether some limit can never let it be done. Shape ``(n_modes,)``."""
    found = np.zeros(problem.n_modes, np.bool_)
    if problem.n_limits:
        within = _within(problem, np.ones(problem.n_limits, np.bool_))
        over = within.load > problem.limit_at_once[within.limit_of_load]
        np.logical_or.at(found, within.mode, over & (problem.mode_steps[within.mode] > 0))
    return found


def limits_passed(problem: Problem, j: int, mode: int) -> Iterator[tuple[str, int, int]]:
    """Yield each limit that a mode can never be done within: name, what it lets, what the mode counts."""
    demands = slice(problem.demand_start[mode], problem.demand_start[mode + 1])
    for limit in owners(problem.limit_start)[problem.limit_activity == j].tolist():
        counted = problem.limit_kinds[limit, problem.demand_kind[demands]]
        load = int(problem.demand_count[demands][counted].sum())
        at_once = int(problem.limit_at_once[limit])
        if load > at_once and problem.mode_steps[mode] > 0:
            yield problem.limit_ids[limit], at_once, load


def _can_be_full(problem: Problem) -> Flags:
    """Say of each limit whether all its activities together ever ask for more than it lets."""
    within = _within(problem, np.ones(problem.n_limits, np.bool_))
    usable = within.load <= problem.limit_at_once[within.limit_of_load]
    most = np.zeros(len(within.limit), np.int64)
    np.maximum.at(most, within.place_of_load[usable], within.load[usable])
    asked = np.zeros(problem.n_limits, np.int64)
    np.add.at(asked, within.limit, most)
    return np.asarray(asked > problem.limit_at_once, np.bool_)


def joint_table(problem: Problem) -> Joint:
    """Lay out the joint rules of a problem."""
    n = problem.n_activities
    full = np.zeros(problem.n_limits, np.bool_)
    if problem.n_limits:
        full = _can_be_full(problem)
    within = _within(problem, full)
    number = np.cumsum(full) - 1
    limit = np.flatnonzero(full)
    fixed_start, fixed_item, fixed_load = _fixed(problem, within, number, len(limit))
    side_start, member = _sides(problem)
    side_of_start, by_member = _by(member, n)
    in_set_start, by_pred = _by(problem.set_pred, n)
    return Joint(
        ties=len(within.limit) + len(member) + problem.n_sets,
        within_start=within.start,
        within=number[within.limit].astype(np.int64),
        first_load=within.first_load,
        load=within.load,
        first_unit=offsets(problem.limit_at_once[limit]),
        limit=limit.astype(np.int64),
        fixed_start=fixed_start,
        fixed_item=fixed_item,
        fixed_load=fixed_load,
        side_of_start=side_of_start,
        side_of=owners(side_start)[by_member],
        first_member=side_start,
        member=member,
        first_set=offsets(np.bincount(problem.set_activity, minlength=n)),
        set_start=np.array(problem.set_start, np.int64),
        set_pred=np.array(problem.set_pred, np.int64),
        set_lag=np.array(problem.set_lag, np.int64),
        set_owner=np.array(problem.set_activity, np.int64),
        in_set_start=in_set_start,
        in_set=owners(problem.set_start)[by_pred],
        in_set_lag=problem.set_lag[by_pred],
    )


def _sides(problem: Problem) -> tuple[Ints, Ints]:
    """Return where the members of each side begin, and the members."""
    both = ((problem.these_start, problem.these), (problem.those_start, problem.those))
    lengths = np.column_stack([np.diff(first) for first, _ in both]).reshape(-1)
    start = offsets(lengths)
    member = np.zeros(start[-1], np.int64)
    for side, (first, members) in enumerate(both):
        of = owners(first)
        member[start[2 * of + side] + np.arange(len(members)) - first[of]] = members
    return start, member


def _fixed(
    problem: Problem, within: _Within, number: Ints, n_limits: int
) -> tuple[Ints, Ints, Ints]:
    """Return the fixed items of each limit and the teams of each that count there."""
    mode = problem.mode_start[problem.fixed_activity] + problem.fixed_mode
    each = np.diff(within.start)[problem.fixed_activity]
    item = np.repeat(np.arange(len(mode)), each)
    entry = within.first_load[mode][item] + np.arange(len(item)) - offsets(each)[item]
    start, order = _by(number[within.limit_of_load[entry]].astype(np.int64), n_limits)
    return start, item[order].astype(np.int64), within.load[entry][order]


def order_of_alternatives(problem: Problem, start: Ints, finish: Ints) -> list[int]:
    """
    Return the activities of a schedule in order of time, each after one whole alternative of its own.

    At one step what takes no time may come before something else only if it does not wait for it.
    """
    n = problem.n_activities
    after: list[list[int]] = [[] for _ in range(n)]
    in_sets: list[list[int]] = [[] for _ in range(n)]
    for j, i in zip(owners(problem.pred_start).tolist(), problem.pred.tolist(), strict=True):
        after[i].append(j)
    owner = problem.set_activity[owners(problem.set_start)]
    kept = finish[problem.set_pred] + problem.set_lag <= start[owner]
    of_set = owners(problem.set_start).tolist()
    for s, i in zip(of_set, problem.set_pred.tolist(), strict=True):
        in_sets[i].append(s)
    has_sets = np.bincount(problem.set_activity, minlength=n) > 0
    waiting = (np.diff(problem.pred_start) + has_sets).tolist()
    never = np.bincount(owners(problem.set_start)[~kept], minlength=problem.n_sets)
    missing = (np.diff(problem.set_start) + never).tolist()
    chosen = (~has_sets).tolist()
    times = list(zip(start.tolist(), finish.tolist(), range(n), strict=True))
    queue = [times[j] for j in range(n) if waiting[j] == 0]
    heapq.heapify(queue)
    order: list[int] = []
    while queue:
        i = heapq.heappop(queue)[2]
        order.append(i)
        released = list(after[i])
        for s in in_sets[i]:
            missing[s] -= 1
            j = int(problem.set_activity[s])
            if missing[s] == 0 and not chosen[j]:
                chosen[j] = True
                released.append(j)
        for j in released:
            waiting[j] -= 1
            if waiting[j] == 0:
                heapq.heappush(queue, times[j])
    placed = set(order)
    return order + [j for _, _, j in sorted(times) if j not in placed]


def joint_room(joint: Joint) -> JointRoom:
    """Return the room that an order of the activities is followed in; ``clear`` it first."""
    n_units = int(joint.first_unit[-1])
    return JointRoom(
        free=np.zeros(n_units, np.int64),
        user=np.zeros(n_units, np.int64),
        last=np.zeros(len(joint.first_member) - 1, np.int64),
        done=np.zeros(len(joint.within_start) - 1, np.bool_),
    )


@inner
def clear(room: JointRoom) -> None:
    """Forget all that was dated."""
    for u in range(len(room.free)):
        room.free[u], room.user[u] = 0, -1
    for side in range(len(room.last)):
        room.last[side] = 0
    for j in range(len(room.done)):
        room.done[j] = False


@inner
def take_units(
    free: Ints, user: Ints, first: int, end: int, count: int, j: int, finish: int
) -> None:
    """Give an activity the units of a limit that have been free longest, until it is finished."""
    i = first + count
    while i < end and free[i] <= finish:
        free[i - count], user[i - count] = free[i], user[i]
        i += 1
    for u in range(i - count, i):
        free[u], user[u] = finish, j


@inner
def best_set(joint: Joint, done: Flags, finish: Ints, j: int) -> tuple[int, int]:
    """Return the alternative that is finished first, of those dated as a whole, and its step."""
    best, ready = -1, NEVER
    for s in range(joint.first_set[j], joint.first_set[j + 1]):
        step = 0
        for e in range(joint.set_start[s], joint.set_start[s + 1]):
            i = joint.set_pred[e]
            step = max(step, finish[i] + joint.set_lag[e]) if done[i] else NEVER
            if step >= NEVER:
                break
        if step < ready:
            best, ready = s, step
    return best, ready


@inner
def joint_ready(joint: Joint, room: JointRoom, finish: Ints, j: int, mode: int, steps: int) -> int:
    """Return the step from which joint rules let an activity start; ``NEVER`` if not by now."""
    ready = 0
    if joint.first_set[j] < joint.first_set[j + 1]:
        _, ready = best_set(joint, room.done, finish, j)
    if steps > 0:
        for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
            ready = max(ready, room.last[joint.side_of[i] ^ 1])
        first = joint.within_start[j]
        for i in range(first, joint.within_start[j + 1]):
            load = joint.load[joint.first_load[mode] + i - first]
            unit = joint.first_unit[joint.within[i]] + load - 1
            if load > 0:
                there = unit < joint.first_unit[joint.within[i] + 1]
                ready = max(ready, room.free[unit]) if there else NEVER
    return int(ready)


@inner
def note_dated(joint: Joint, room: JointRoom, j: int, mode: int, steps: int, finish: int) -> None:
    """Note that an activity has been dated."""
    room.done[j] = True
    if steps == 0:
        return
    for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
        side = joint.side_of[i]
        room.last[side] = max(room.last[side], finish)
    first = joint.within_start[j]
    for i in range(first, joint.within_start[j + 1]):
        load = joint.load[joint.first_load[mode] + i - first]
        if load > 0:
            unit, end = joint.first_unit[joint.within[i]], joint.first_unit[joint.within[i] + 1]
            take_units(room.free, room.user, unit, end, min(load, end - unit), j, finish)
