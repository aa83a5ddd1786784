"""Edits: the single changes of chains that moves are made of, and how to undo them."""

from ploughshare.scheduling.chains import (
    AFTER,
    KIND,
    MODE,
    PAUSES,
    PREV,
    SIZE,
    START,
    STEPS,
    TEAM,
    Chains,
    exchange_tails,
    give_rest,
    put_after,
    take_out,
)
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.ripple import EDITS, TOUCHED, Ripple
from ploughshare.scheduling.tables import SIZE as MODE_SIZE
from ploughshare.scheduling.tables import STEPS as MODE_STEPS
from ploughshare.scheduling.tables import Network
from ploughshare.scheduling.travel import Travel

TAKEN, PUT, SET_MODE, SWAPPED_TAILS = range(4)
"""What an edit was. Its other columns: slot, the row before it and kind; activity, mode and
pauses; or the two rows whose tails were exchanged, and whether their teams took them over."""


@inner
def note(room: Ripple, what: int, a: int, b: int, c: int) -> None:
    """Write down an edit, to be undone by ``take_back``."""
    at = room.counter[EDITS]
    edits = room.edits
    edits[at, 0], edits[at, 1], edits[at, 2], edits[at, 3] = what, a, b, c
    room.counter[EDITS] = at + 1


@inner
def touch(room: Ripple, j: int, step: int) -> None:
    """Note an activity whose dates the move changes directly, once; -1 is nobody."""
    at = room.counter[TOUCHED]
    if j < 0:
        return
    for i in range(at):
        if room.touched[i, 0] == j:
            return
    room.touched[at, 0], room.touched[at, 1] = j, step
    room.counter[TOUCHED] = at + 1


@inner
def touch_follower(node: Ints, link: Ints, room: Ripple, row: int) -> None:
    """Note the activity that comes after a row of a chain."""
    j = link[row, AFTER]
    if j >= 0:
        touch(room, j, node[j, START])


@inner
def take(link: Ints, travel: Travel, room: Ripple, s: int) -> None:
    """Take a slot out of its chain."""
    note(room, TAKEN, s, link[s, PREV], link[s, KIND])
    take_out(link, travel, s)


@inner
def put(link: Ints, travel: Travel, room: Ripple, s: int, before: int, kind: int) -> None:
    """Put a slot behind a row of a chain, to serve as a kind."""
    note(room, PUT, s, 0, 0)
    put_after(link, travel, s, before)
    link[s, KIND] = kind


@inner
def take_back(network: Network, travel: Travel, chains: Chains, room: Ripple) -> None:
    """Undo the edits of a move, last first."""
    node, link, edits = chains.node, chains.link, room.edits
    for e in range(room.counter[EDITS] - 1, -1, -1):
        what, a, b, c = edits[e, 0], edits[e, 1], edits[e, 2], edits[e, 3]
        if what == TAKEN:
            put_after(link, travel, a, b)
            link[a, KIND] = c
        elif what == PUT:
            take_out(link, travel, a)
        elif what == SET_MODE:
            node[a, MODE], node[a, PAUSES] = b, c
            node[a, STEPS] = network.mode[b, MODE_STEPS]
            node[a, SIZE] = network.mode[b, MODE_SIZE]
        else:
            exchange_tails(link, travel, a, b)
            if c:
                give_rest(link, a, link[a, TEAM])
                give_rest(link, b, link[b, TEAM])
    room.counter[EDITS] = 0
