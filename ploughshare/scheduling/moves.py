"""Moves: local changes of the chains, drawn by lot.

A move puts one activity elsewhere, with other teams or another mode; or a short run of one
chain; or exchanges two places; or the tails of two chains. It changes chains and modes only, and
leaves in ``touched`` the activities whose dates it changes directly.
"""

from ploughshare.scheduling.chains import (
    FINISH,
    KIND,
    MODE,
    NEXT,
    OWNER,
    PAUSES,
    PREV,
    SIZE,
    START,
    STEPS,
    TEAM,
    Chains,
    set_pauses,
)
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.edits import (
    SET_MODE,
    note,
    put,
    take,
    touch,
    touch_follower,
)
from ploughshare.scheduling.exchanges import exchange_places, exchange_rests
from ploughshare.scheduling.group_moves import LATEST, move_group
from ploughshare.scheduling.landmarks import row_before
from ploughshare.scheduling.problem import NEVER, Reals
from ploughshare.scheduling.ripple import EDITS, TOUCHED, Ripple
from ploughshare.scheduling.surroundings import Surroundings, row_near, span
from ploughshare.scheduling.tables import (
    COUNT,
    DEMANDS,
    FIXED,
    LAG,
    MODES,
    OPENNESS,
    PREDS,
    SLOTS,
    SUCCS,
    USABLE,
    WHICH,
    Crews,
    Network,
)
from ploughshare.scheduling.tables import KIND as DEMAND_KIND
from ploughshare.scheduling.tables import (
    SIZE as MODE_SIZE,
)
from ploughshare.scheduling.tables import (
    STEPS as MODE_STEPS,
)
from ploughshare.scheduling.travel import Travel
from ploughshare.scheduling.working import Working

DRAWS = 12
"""Random numbers a move uses."""
EARLIER, LATER, RUN, EXCHANGE, NEAR, TAILS, GROUP_EARLIER, GROUP_LATER = range(8)
"""Kinds of moves: one activity to an earlier or a later step, a run of a chain, an exchange within
a chain or with a neighbour, and of the tails of two chains; and an activity earlier together with
all that keeps it from being, or later with all that it would keep."""
MOVE_KINDS = 8
_SAME_MODE, _SAME_TEAM, _BESIDE = 0.4, 0.25, 0.4
"""Shares of moves that keep the mode; that keep each team; that put it right beside a neighbour."""
_LONGEST_RUN = 5
"""Activities of a run, at most."""


@inner
def _drawn_step(
    ready: int, start: int, low: int, high: int, steps: int, u: float, later: bool
) -> int:
    """Draw the step to which an activity is put: back to where it is ready, or to make way."""
    if later:
        step = start + int((min(high, start + LATEST * steps) - start) * u * u)
    else:
        step = ready + int(u * (start - ready + 1))
    return min(max(step, low), high)


@inner
def _other_mode(network: Network, j: int, u: float) -> int:
    """Return a usable mode of an activity, by lot."""
    first, end = network.activity[j, MODES], network.activity[j + 1, MODES]
    mode = first + int(u * (end - first))
    while network.mode[mode, USABLE] == 0:
        mode = mode + 1 if mode + 1 < end else first
    return int(mode)


@inner
def _move_one(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
    later: bool,
) -> bool:
    """Put an activity elsewhere in time, on other teams, or in another mode."""
    activity, node, link = network.activity, chains.node, chains.link
    old = node[j, MODE]
    mode = old if u[2] < _SAME_MODE else _other_mode(network, j, u[3])
    if network.mode[mode, MODE_SIZE] == 0 and mode == old:
        return False
    ready, low, high = span(activity, network.pred, network.succ, node, j)
    if low > high:
        return False
    start = node[j, START]
    low = max(low, min(ready, high))
    step = _drawn_step(ready, start, low, high, node[j, STEPS], u[5], later)
    # From one step on all teams must be free of what comes before.
    first = activity[j, SLOTS]
    stay = u[6] < _SAME_TEAM
    size = node[j, SIZE]
    for s in range(first, first + size):
        touch_follower(node, link, room, s)
        take(link, travel, room, s)
    note(room, SET_MODE, j, old, node[j, PAUSES])
    if mode != old:
        node[j, MODE], node[j, STEPS] = mode, network.mode[mode, MODE_STEPS]
        node[j, SIZE] = network.mode[mode, MODE_SIZE]
    slot = first
    a, b = u[7], u[8]
    beside = u[9] < _BESIDE
    for d in range(network.mode[mode, DEMANDS], network.mode[mode + 1, DEMANDS]):
        kind = network.demand[d, DEMAND_KIND]
        for _ in range(network.demand[d, COUNT]):
            row = -1
            if stay and slot < first + size and link[slot, KIND] == kind:
                row = link[slot, PREV]
            if row < 0:
                row = row_near(network, crews, around, node, link, j, kind, a, b)
                if row < 0:
                    return False
                near = node[link[row, OWNER], START]
                if beside and slot == first and near >= 0:
                    near += 1 if u[10] < 0.5 else 0
                    if low <= near <= high:
                        step = near
            for s in range(first, slot):
                if link[s, TEAM] == link[row, TEAM]:
                    return False
            row = row_before(node, link, room.landmarks, row, step)
            touch_follower(node, link, room, row)
            put(link, travel, room, slot, row, kind)
            slot += 1
            a, b = (a * 7919.0) % 1.0, (b * 6007.0) % 1.0
    set_pauses(activity, network.mode, working, node, link, j)
    touch(room, j, step)
    return True


@inner
def _move_run(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
) -> bool:
    """Put some activities that follow each other in a chain elsewhere, in the same order."""
    activity, node, link = network.activity, chains.node, chains.link
    if node[j, SIZE] != 1:
        return False
    first = activity[j, SLOTS]
    kind = link[first, KIND]
    row = row_near(network, crews, around, node, link, j, kind, u[7], u[8])
    if row < 0:
        return False
    team = link[row, TEAM]
    most = 2 + int(u[2] * (_LONGEST_RUN - 1))
    length = 0
    ready, low, high = 0, 0, NEVER
    s = first
    while length < most and s >= 0:
        i = link[s, OWNER]
        if node[i, SIZE] != 1 or activity[i, FIXED] >= 0:
            break
        if not (around.serves[team, link[s, KIND]] and crews.may[activity[i, OPENNESS], team]):
            break
        for p in range(activity[i, PREDS], activity[i + 1, PREDS]):
            before = network.pred[p, WHICH]
            inside = False
            for t in range(length):
                inside = inside or room.edits[t, 0] == before
            if not inside:
                ready = max(ready, node[before, FINISH] + network.pred[p, LAG])
                low = max(low, node[before, START] + 1)
        # The edits are still empty: their first column holds the run until it is known.
        room.edits[length, 0] = i
        length += 1
        s = link[s, NEXT]
    if length < 2:
        return False
    for t in range(length):
        i = room.edits[t, 0]
        for e in range(activity[i, SUCCS], activity[i + 1, SUCCS]):
            after = network.succ[e, WHICH]
            inside = False
            for other in range(length):
                inside = inside or room.edits[other, 0] == after
            if not inside:
                high = min(high, node[after, START])
    for t in range(length):
        if room.edits[t, 0] == link[row, OWNER]:
            return False
    start = node[j, START]
    if low > high:
        return False
    step = _drawn_step(ready, start, low, high, node[j, STEPS], u[5], u[4] < 0.35)
    s = first
    for _ in range(length):
        after = link[s, NEXT]
        take(link, travel, room, s)
        touch(room, link[s, OWNER], step)
        s = after
    touch_follower(node, link, room, link[first, PREV])
    row = row_before(node, link, room.landmarks, row, step)
    touch_follower(node, link, room, row)
    s = first
    for t in range(length):
        i = room.touched[t, 0]
        slot = activity[i, SLOTS]
        put(link, travel, room, slot, row, link[slot, KIND])
        note(room, SET_MODE, i, node[i, MODE], node[i, PAUSES])
        set_pauses(activity, network.mode, working, node, link, i)
        row = slot
    return True


@inner
def propose(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    kind: int,
    j: int,
    u: Reals,
) -> bool:
    """
    Change the chains around an activity, in one kind of move.

    Parameters
    ----------
    u
        ``DRAWS`` numbers from 0 to 1, by which everything is decided.

    Returns
    -------
    bool
        Whether a change was made that may be judged; if not, what was edited must be taken back.
    """
    room.counter[EDITS] = room.counter[TOUCHED] = 0
    if network.activity[j, FIXED] >= 0:
        return False
    if kind in (EARLIER, LATER):
        return _move_one(network, crews, travel, working, around, chains, room, j, u, kind == LATER)
    if kind == RUN:
        return _move_run(network, crews, travel, working, around, chains, room, j, u)
    if kind == TAILS:
        return exchange_rests(network, crews, travel, around, chains, room, j, u)
    if kind in (GROUP_EARLIER, GROUP_LATER):
        later = kind == GROUP_LATER
        return move_group(network, travel, around.mine, chains, room, j, u, later)
    return exchange_places(
        network, crews, travel, working, around, chains, room, j, u, kind == NEAR
    )
