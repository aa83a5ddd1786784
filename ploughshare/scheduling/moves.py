"""Moves: local changes of the chains, drawn by lot.

A move puts one activity elsewhere, with other teams or another mode; or a short run of one
chain; or exchanges two places; or the tails of two chains. It changes chains and modes only, and
leaves in ``touched`` the activities whose dates it changes directly.
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.chains import (
    AFTER,
    BEFORE,
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
    exchange_tails,
    set_pauses,
)
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.edits import (
    SET_MODE,
    SWAPPED_TAILS,
    note,
    put,
    take,
    touch,
    touch_follower,
)
from ploughshare.scheduling.group_moves import LATEST, move_group
from ploughshare.scheduling.hilbert import along_hilbert_curve
from ploughshare.scheduling.landmarks import row_before
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Reals
from ploughshare.scheduling.ripple import EDITS, TOUCHED, Ripple
from ploughshare.scheduling.tables import (
    COUNT,
    DEMANDS,
    EARLIEST,
    ENTRIES,
    FIXED,
    LAG,
    MODES,
    OPENNESS,
    PREDS,
    SLOTS,
    SUCCS,
    TO,
    USABLE,
    WHICH,
    Crews,
    Network,
    Tables,
    grouped,
    owners,
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
_ANY_TEAM, _ANYWHERE = 0.1, 0.25
"""Of the teams looked for: share of any of the kind, and, added to it, of any place."""
_REACH = 48.0
"""Neighbours along the curve among which a team is looked for, near ones most often."""
_TRIES = 4
_LONGEST_RUN, _FARTHEST_STEP = 5, 6
"""Activities of a run, and chain places between two that change places, at most."""


class Surroundings(NamedTuple):
    """
    Where to look for other teams.

    The activities that kind ``k`` may do are ``nearby[near_start[k]:near_start[k + 1]]``, those
    near each other near each other; ``where`` gives the place of each entry of
    ``Network.entry`` in there. Teams of the same ``likeness`` may take over each other's chains.
    ``serves[m, k]``: team ``m`` serves as kind ``k``. ``mine[m]``: chains that may be changed.
    """

    near_start: Ints
    nearby: Ints
    where: Ints
    likeness: Ints
    serves: Flags
    mine: Flags


def surroundings(tables: Tables) -> Surroundings:
    """Lay out who is near whom and who can stand in for whom."""
    problem, network = tables.problem, tables.network
    n = problem.n_activities
    along = np.zeros(n, np.int64)
    along[along_hilbert_curve(problem.at)] = np.arange(n)
    activity = owners(network.activity[:, ENTRIES])
    order = np.lexsort((along[activity], network.entry))
    near_start, _ = grouped(network.entry, problem.n_kinds)
    where = np.zeros(len(order), np.int64)
    where[order] = np.arange(len(order))
    alike = np.column_stack(
        (problem.team_kinds, tables.crews.may.T, problem.team_mobility, np.diff(problem.away_start))
    ).astype(np.int64)
    # Teams that are ever away are like no other.
    alike[:, -1] *= np.arange(1, problem.n_teams + 1)
    _, likeness = np.unique(alike, axis=0, return_inverse=True)
    return Surroundings(
        near_start=near_start,
        nearby=activity[order],
        where=where,
        likeness=likeness.reshape(-1).astype(np.int64),
        serves=np.array(problem.team_kinds, np.bool_),
        mine=np.ones(problem.n_teams, np.bool_),
    )


@inner
def _span(activity: Ints, pred: Ints, succ: Ints, node: Ints, j: int) -> tuple[int, int, int]:
    """
    Return the step from which an activity is ready, and the first and last it may stand at.

    Between the starts of its predecessors and those of its successors no chain can run in a circle.
    """
    ready = activity[j, EARLIEST]
    low = 0
    high = NEVER
    for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
        i = pred[p, WHICH]
        ready = max(ready, node[i, FINISH] + pred[p, LAG])
        low = max(low, node[i, START] + 1)
    for s in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
        high = min(high, node[succ[s, WHICH], START])
    return int(ready), int(low), int(high)


@inner
def _may_stand_at(network: Network, node: Ints, link: Ints, j: int, slot: int, step: int) -> bool:
    """Whether one of an activity's teams may work on it at a step, the others where they do now."""
    activity = network.activity
    _, low, high = _span(activity, network.pred, network.succ, node, j)
    fits = low <= step <= high
    for s in range(activity[j, SLOTS], activity[j, SLOTS] + node[j, SIZE]):
        if s != slot:
            fits = fits and node[link[s, BEFORE], START] < step
            fits = fits and (link[s, AFTER] < 0 or node[link[s, AFTER], START] >= step)
    return fits


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
def _row_near(
    network: Network,
    crews: Crews,
    around: Surroundings,
    node: Ints,
    link: Ints,
    j: int,
    kind: int,
    u: float,
    v: float,
) -> int:
    """Return a row of the chain of another team that may do ``j`` as ``kind``, or -1."""
    activity, slots = network.activity, len(link) - len(crews.team) + 1
    openness = activity[j, OPENNESS]
    first, end = around.near_start[kind], around.near_start[kind + 1]
    if v < _ANY_TEAM:
        # Any team of the kind, also one that has nothing to do.
        begin = crews.kind[kind, 0]
        team = crews.kind_team[begin + int(u * (crews.kind[kind + 1, 0] - begin))]
        if around.mine[team] and crews.may[openness, team]:
            return slots + int(team)
        return -1
    at = -1
    for e in range(activity[j, ENTRIES], activity[j + 1, ENTRIES]):
        if network.entry[e] == kind:
            at = around.where[e]
    if at < 0 or v < _ANYWHERE:
        at = first + int(u * (end - first))
        step = 1
    else:
        step = 1 if u < 0.5 else -1
        at += step * int(_REACH ** ((v - _ANYWHERE) / (1 - _ANYWHERE)))
    for _ in range(_TRIES):
        if at < first or at >= end:
            return -1
        i = around.nearby[at]
        if i != j:
            begin = activity[i, SLOTS]
            for s in range(begin, begin + node[i, SIZE]):
                team = link[s, TEAM]
                if around.mine[team] and around.serves[team, kind] and crews.may[openness, team]:
                    return int(s)
        at += step
    return -1


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
    ready, low, high = _span(activity, network.pred, network.succ, node, j)
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
                row = _row_near(network, crews, around, node, link, j, kind, a, b)
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
    row = _row_near(network, crews, around, node, link, j, kind, u[7], u[8])
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
def _swap(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
    near: bool,
) -> bool:
    """Exchange the places of two activities, of one chain or of neighbours in place."""
    activity, node, link = network.activity, chains.node, chains.link
    if node[j, SIZE] == 0:
        return False
    a = activity[j, SLOTS] + int(u[2] * node[j, SIZE])
    b = -1
    if near:
        b = _row_near(network, crews, around, node, link, j, link[a, KIND], u[7], u[8])
    else:
        b = a
        for _ in range(1 + int(_FARTHEST_STEP * u[5] * u[5])):
            if b >= 0:
                b = link[b, NEXT]
    if b < 0:
        return False
    i = link[b, OWNER]
    if i == j or i >= len(activity) - 1 or activity[i, FIXED] >= 0:
        return False
    team_a, team_b = link[a, TEAM], link[b, TEAM]
    if team_a != team_b:
        if not (around.serves[team_b, link[a, KIND]] and around.serves[team_a, link[b, KIND]]):
            return False
        if not (
            crews.may[activity[j, OPENNESS], team_b] and crews.may[activity[i, OPENNESS], team_a]
        ):
            return False
        for s in range(activity[j, SLOTS], activity[j, SLOTS] + node[j, SIZE]):
            if link[s, TEAM] == team_b:
                return False
        for s in range(activity[i, SLOTS], activity[i, SLOTS] + node[i, SIZE]):
            if link[s, TEAM] == team_a:
                return False
    start_j, start_i = node[j, START], node[i, START]
    if not _may_stand_at(network, node, link, j, a, start_i):
        return False
    if not _may_stand_at(network, node, link, i, b, start_j):
        return False
    # What stands before must have begun before, or what takes no time could run in a circle.
    if node[link[a, BEFORE], START] >= start_j or node[link[b, BEFORE], START] >= start_i:
        return False
    kind_a, kind_b = link[a, KIND], link[b, KIND]
    if link[a, NEXT] == b or link[b, NEXT] == a:
        if link[b, NEXT] == a:
            a, b, kind_a, kind_b = b, a, kind_b, kind_a
        touch_follower(node, link, room, b)
        take(link, travel, room, a)
        put(link, travel, room, a, b, kind_a)
    else:
        row_a, row_b = link[a, PREV], link[b, PREV]
        touch_follower(node, link, room, a)
        touch_follower(node, link, room, b)
        take(link, travel, room, a)
        take(link, travel, room, b)
        put(link, travel, room, a, row_b, kind_a)
        put(link, travel, room, b, row_a, kind_b)
    touch(room, j, start_i)
    touch(room, i, start_j)
    for x in (i, j):
        note(room, SET_MODE, x, node[x, MODE], node[x, PAUSES])
        set_pauses(activity, network.mode, working, node, link, x)
    return True


@inner
def _exchange(
    network: Network,
    crews: Crews,
    travel: Travel,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
) -> bool:
    """Exchange the rest of two chains from an activity on."""
    activity, node, link = network.activity, chains.node, chains.link
    if node[j, SIZE] == 0:
        return False
    a = activity[j, SLOTS] + int(u[2] * node[j, SIZE])
    row = _row_near(network, crews, around, node, link, j, link[a, KIND], u[7], u[8])
    if row < 0:
        return False
    team_a, team_b = link[a, TEAM], link[row, TEAM]
    if team_a == team_b or around.likeness[team_a] != around.likeness[team_b]:
        return False
    start = node[j, START]
    row_a, row_b = link[a, PREV], row_before(node, link, room.landmarks, row, start)
    if node[link[a, BEFORE], START] >= start:
        return False
    for side in range(2):
        s = link[row_a, NEXT] if side == 0 else link[row_b, NEXT]
        team = team_b if side == 0 else team_a
        leaves = crews.team[team, TO]
        while s >= 0:
            i = link[s, OWNER]
            if activity[i, FIXED] >= 0 or node[i, FINISH] > leaves:
                return False
            if node[i, SIZE] > 1:
                # Nobody may come to work twice on the same.
                for t in range(activity[i, SLOTS], activity[i, SLOTS] + node[i, SIZE]):
                    if t != s and link[t, TEAM] == team:
                        return False
            s = link[s, NEXT]
    touch_follower(node, link, room, row_a)
    touch_follower(node, link, room, row_b)
    note(room, SWAPPED_TAILS, row_a, row_b, 0)
    exchange_tails(link, travel, row_a, row_b)
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
        return _exchange(network, crews, travel, around, chains, room, j, u)
    if kind in (GROUP_EARLIER, GROUP_LATER):
        later = kind == GROUP_LATER
        return move_group(network, travel, around.mine, chains, room, j, u, later)
    return _swap(network, crews, travel, working, around, chains, room, j, u, kind == NEAR)
