"""Group moves: a whole chain of works is moved in time at once, where one alone gains nothing."""

from ploughshare.scheduling.chains import FINISH, KIND, PREV, SIZE, START, STEPS, TEAM, Chains
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.edits import put, take, touch, touch_follower
from ploughshare.scheduling.landmarks import row_before
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.ripple import Ripple
from ploughshare.scheduling.tables import (
    EARLIEST,
    FIXED,
    LAG,
    PREDS,
    SLOTS,
    SUCCS,
    WHICH,
    Network,
)
from ploughshare.scheduling.travel import Travel

LARGEST_GROUP = 12
"""Activities, and crew members, of a group that is moved together, at most."""
LATEST = 60
"""Durations of an activity by which it is put off at most."""


@inner
def _gather(
    network: Network, mine: Flags, node: Ints, link: Ints, room: Ripple, j: int, shift: int
) -> int:
    """
    Gather what must move with ``j`` if it moves by ``shift`` steps; 0 if that cannot be.

    The edits are still empty: their first column holds the group, last start first.
    """
    activity, pred, succ = network.activity, network.pred, network.succ
    group = room.edits
    group[0, 0] = j
    length = 1
    seen = members = 0
    while seen < length:
        i = group[seen, 0]
        seen += 1
        step = node[i, START] + shift
        size = node[i, SIZE]
        members += size
        if activity[i, FIXED] >= 0 or step < activity[i, EARLIEST] or members > LARGEST_GROUP:
            return 0
        if size > 0 and node[i, STEPS] == 0:
            # It may begin together with what stands before it, whose order would be lost.
            return 0
        for s in range(activity[i, SLOTS], activity[i, SLOTS] + size):
            if not mine[link[s, TEAM]]:
                return 0
        column = PREDS if shift < 0 else SUCCS
        for e in range(activity[i, column], activity[i + 1, column]):
            if shift < 0:
                other = pred[e, WHICH]
                stays = node[other, START] < step and node[other, FINISH] + pred[e, LAG] <= step
            else:
                other = succ[e, WHICH]
                stays = node[other, START] >= step
            for t in range(length):
                stays = stays or group[t, 0] == other
            if stays:
                continue
            if length == LARGEST_GROUP:
                return 0
            group[length, 0] = other
            length += 1
    for t in range(1, length):
        i = group[t, 0]
        at = t
        while at > 0 and node[group[at - 1, 0], START] < node[i, START]:
            group[at, 0] = group[at - 1, 0]
            at -= 1
        group[at, 0] = i
    return length


@inner
def move_group(
    network: Network,
    travel: Travel,
    mine: Flags,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
    later: bool,
) -> bool:
    """
    Move an activity in time, by the same steps as all that holds it or that it would hold.

    Parameters
    ----------
    mine
        Chains that may be changed. Shape ``(n_teams,)``.
    u
        Numbers from 0 to 1; the sixth decides how far.
    later
        Whether to a later step.

    Returns
    -------
    bool
        Whether a change was made that may be judged.
    """
    activity, node, link = network.activity, chains.node, chains.link
    if later:
        shift = 1 + int(u[5] * u[5] * LATEST * node[j, STEPS])
    else:
        shift = -1 - int(u[5] * u[5] * (node[j, START] - activity[j, EARLIEST]))
    length = _gather(network, mine, node, link, room, j, shift)
    if length < 2:
        return False
    touched = room.touched
    for t in range(length):
        i = room.edits[t, 0]
        touch(room, i, node[i, START] + shift)
    for t in range(length - 1, -1, -1):
        i = touched[t, 0]
        for s in range(activity[i, SLOTS], activity[i, SLOTS] + node[i, SIZE]):
            touch_follower(node, link, room, s)
            take(link, travel, room, s)
    # Each at its new step, so that those put into one chain find their order.
    for t in range(length):
        node[touched[t, 0], START] += shift
    for t in range(length):
        i = touched[t, 0]
        for s in range(activity[i, SLOTS], activity[i, SLOTS] + node[i, SIZE]):
            row = row_before(node, link, room.landmarks, link[s, PREV], node[i, START])
            touch_follower(node, link, room, row)
            put(link, travel, room, s, row, link[s, KIND])
    for t in range(length):
        node[touched[t, 0], START] -= shift
    return True
