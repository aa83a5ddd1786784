"""Joint rules in a dispatch: when work that was chosen may begin, beside what is already decided."""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.events import push
from ploughshare.scheduling.joint import Joint, take_units
from ploughshare.scheduling.problem import NEVER, Ints
from ploughshare.scheduling.queues import DONE, DUE, IN_QUEUES, MISSING, OPEN, READY, STATE
from ploughshare.scheduling.tables import BEGIN, FINISH, FIXED, Network


class JointState(NamedTuple):
    """
    What changes while time passes.

    ``free`` and ``user`` of the units of ``joint`` as in ``JointRoom``, fixed items apart. Of each
    activity ``base``, from when on all but its alternatives let it start, and ``ready``, the same of
    its alternatives, ``NEVER`` while none is finished. Of each set what is ``missing`` and the
    ``step`` from which what is not lets it start.
    """

    joint: Joint
    free: Ints
    user: Ints
    base: Ints
    ready: Ints
    missing: Ints
    step: Ints


def new_joint_state(joint: Joint) -> JointState:
    """Return the state before anything has happened."""
    n = len(joint.within_start) - 1
    units = int(joint.first_unit[-1])
    return JointState(
        joint=joint,
        free=np.zeros(units, np.int64),
        user=np.full(units, -1, np.int64),
        base=np.zeros(n, np.int64),
        ready=np.full(n, NEVER, np.int64),
        missing=np.diff(joint.set_start),
        step=np.zeros(len(joint.set_owner), np.int64),
    )


@inner
def _fixed_at(fixed: Ints, joint: Joint, limit: int, step: int) -> int:
    """Return how many teams of fixed items count within a limit at a step."""
    teams = 0
    for f in range(joint.fixed_start[limit], joint.fixed_start[limit + 1]):
        item = joint.fixed_item[f]
        if fixed[item, BEGIN] <= step < fixed[item, FINISH]:
            teams += joint.fixed_load[f]
    return int(teams)


@inner
def _held_by_limit(
    fixed: Ints, tied: JointState, limit: int, load: int, start: int, finish: int
) -> int:
    """Return the step up to which a limit is too full for so many teams more, or ``start``."""
    joint = tied.joint
    first, end = joint.first_unit[limit], joint.first_unit[limit + 1]
    most = _fixed_at(fixed, joint, limit, start)
    for f in range(joint.fixed_start[limit], joint.fixed_start[limit + 1]):
        begin = fixed[joint.fixed_item[f], BEGIN]
        if start < begin < finish:
            most = max(most, _fixed_at(fixed, joint, limit, begin))
    busy = 0
    soonest = NEVER
    for u in range(first, end):
        if tied.free[u] > start:
            busy += 1
            soonest = min(soonest, tied.free[u])
    if busy + most + load <= end - first:
        return int(start)
    for f in range(joint.fixed_start[limit], joint.fixed_start[limit + 1]):
        item = joint.fixed_item[f]
        if fixed[item, BEGIN] < finish and fixed[item, FINISH] > start:
            soonest = min(soonest, fixed[item, FINISH])
    return int(soonest)


@inner
def held_until(
    network: Network, tied: JointState, draft: Draft, j: int, mode: int, start: int, finish: int
) -> int:
    """
    Return ``start`` if joint rules let an activity begin there, else a later step to try again at.

    What is decided and what is fixed stands; nothing is put before it that does not fit as it is.
    """
    activity, fixed, joint = network.activity, network.fixed, tied.joint
    until = start
    if start == finish:
        return int(until)
    for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
        other = joint.side_of[i] ^ 1
        for k in range(joint.first_member[other], joint.first_member[other + 1]):
            against = joint.member[k]
            item = activity[against, FIXED]
            if item >= 0:
                begin, end = fixed[item, BEGIN], fixed[item, FINISH]
            elif draft.mode[against] >= 0:
                begin, end = draft.start[against], draft.finish[against]
            else:
                continue
            if begin < end and begin < finish and start < end:
                until = max(until, end)
    first = joint.within_start[j]
    for i in range(first, joint.within_start[j + 1]):
        load = joint.load[joint.first_load[mode] + i - first]
        if load > 0:
            held = _held_by_limit(fixed, tied, joint.within[i], load, start, finish)
            until = max(until, held)
    return int(until)


@inner
def take_limits(tied: JointState, j: int, mode: int, start: int, finish: int) -> None:
    """Let an activity that is not fixed count within its limits until it is finished."""
    joint = tied.joint
    if start == finish:
        return
    first = joint.within_start[j]
    for i in range(first, joint.within_start[j + 1]):
        load = joint.load[joint.first_load[mode] + i - first]
        if load > 0:
            unit, end = joint.first_unit[joint.within[i]], joint.first_unit[joint.within[i] + 1]
            take_units(tied.free, tied.user, unit, end, load, j, finish)


@inner
def is_stale(tied: JointState, activity: Ints, work: Ints, code: int, now: int) -> bool:
    """Whether an event is of an activity that waits already, or that has still to become ready."""
    if code >= len(tied.base) or activity[code, FIXED] >= 0:
        return False
    return bool(work[code, STATE] == IN_QUEUES or work[code, READY] > now)


@inner
def complete_sets(
    tied: JointState,
    network: Network,
    work: Ints,
    times: Ints,
    codes: Ints,
    heap: Ints,
    j: int,
    finish: int,
    now: int,
) -> int:
    """
    Let what has an alternative with ``j`` in it be ready as soon as the first of them is whole.

    Returns
    -------
    int
        How many fixed items are ready too late for their start. An alternative that is finished
        after it does not count for them.
    """
    activity, fixed, joint = network.activity, network.fixed, tied.joint
    broken = 0
    for i in range(joint.in_set_start[j], joint.in_set_start[j + 1]):
        s = joint.in_set[i]
        k = joint.set_owner[s]
        tied.step[s] = max(tied.step[s], finish + joint.in_set_lag[i])
        tied.missing[s] -= 1
        if tied.missing[s] > 0 or work[k, STATE] == DONE or tied.step[s] >= tied.ready[k]:
            continue
        item = activity[k, FIXED]
        if item >= 0 and tied.step[s] > fixed[item, BEGIN]:
            continue
        first = tied.ready[k] >= NEVER
        tied.ready[k] = tied.step[s]
        if first:
            work[k, MISSING] -= 1
        before = work[k, READY]
        work[k, READY] = max(tied.base[k], tied.step[s])
        if work[k, MISSING] > 0:
            continue
        if item < 0:
            if first or work[k, READY] < before:
                push(times, codes, heap, work[k, READY], k)
            continue
        if first and work[k, READY] > fixed[item, BEGIN]:
            broken += 1
        if work[k, STATE] == DUE:
            work[k, STATE] = OPEN
            push(times, codes, heap, now, k)
    return broken
