"""Exchanges: moves after which two places, or the rests of two chains, have changed."""

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
    TEAM,
    Chains,
    exchange_tails,
    give_rest,
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
from ploughshare.scheduling.landmarks import row_before
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.ripple import Ripple
from ploughshare.scheduling.surroundings import Surroundings, row_near, span
from ploughshare.scheduling.tables import (
    FIXED,
    OPENNESS,
    SLOTS,
    TO,
    Crews,
    Network,
)
from ploughshare.scheduling.travel import Travel
from ploughshare.scheduling.working import Working

_FARTHEST_STEP = 6
"""Chain places between two activities that change places, at most."""


@inner
def _may_stand_at(network: Network, node: Ints, link: Ints, j: int, slot: int, step: int) -> bool:
    """Whether one of an activity's teams may work on it at a step, the others where they do now."""
    activity = network.activity
    _, low, high = span(activity, network.pred, network.succ, node, j)
    fits = low <= step <= high
    for s in range(activity[j, SLOTS], activity[j, SLOTS] + node[j, SIZE]):
        if s != slot:
            fits = fits and node[link[s, BEFORE], START] < step
            fits = fits and (link[s, AFTER] < 0 or node[link[s, AFTER], START] >= step)
    return fits


@inner
def exchange_places(
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
        b = row_near(network, crews, around, node, link, j, link[a, KIND], u[7], u[8])
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
def exchange_rests(
    network: Network,
    crews: Crews,
    travel: Travel,
    around: Surroundings,
    chains: Chains,
    room: Ripple,
    j: int,
    u: Reals,
) -> bool:
    """Link the rests of two chains, from an activity on, the other way round."""
    activity, node, link = network.activity, chains.node, chains.link
    if node[j, SIZE] == 0:
        return False
    a = activity[j, SLOTS] + int(u[2] * node[j, SIZE])
    row = row_near(network, crews, around, node, link, j, link[a, KIND], u[7], u[8])
    if row < 0:
        return False
    team_a, team_b = link[a, TEAM], link[row, TEAM]
    if team_a == team_b or around.likeness[team_a] != around.likeness[team_b]:
        return False
    start = node[j, START]
    row_a, row_b = link[a, PREV], row_before(node, link, room.landmarks, row, start)
    if node[link[a, BEFORE], START] >= start or link[row_b, AFTER] == j:
        return False
    touch_follower(node, link, room, row_a)
    touch_follower(node, link, room, row_b)
    note(room, SWAPPED_TAILS, row_a, row_b, 0)
    exchange_tails(link, travel, row_a, row_b)
    return True


@inner
def hand_over_rests(network: Network, crews: Crews, chains: Chains, room: Ripple) -> bool:
    """
    Give the exchanged rests of two chains, so far only linked, to their new teams.

    Rests are long, and most exchanges are ruled out by what follows at once: so this is left
    until an exchange may be worth its while.

    Returns
    -------
    bool
        Whether the teams may take each other's rest over; if not, nothing has been changed.
    """
    activity, node, link = network.activity, chains.node, chains.link
    first, second = room.edits[0, 1], room.edits[0, 2]
    for _ in range(2):
        team = link[first, TEAM]
        leaves = crews.team[team, TO]
        s = link[first, NEXT]
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
        first, second = second, first
    for row in (first, second):
        give_rest(link, row, link[row, TEAM])
    room.edits[0, 3] = 1
    return True
