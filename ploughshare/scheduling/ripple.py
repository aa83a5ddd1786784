"""Ripple: what a local change of the chains does to every date that hangs on it.

Activities are looked at in the order of their old starts, which agrees with precedence and
chains, so that each is looked at about once. Everything overwritten is logged and can be undone.
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.chains import (
    AFTER,
    FINISH,
    LOGGED,
    NEXT,
    PAUSES,
    QUEUED,
    SIZE,
    START,
    WAY,
    Chains,
    ready_step,
    set_dates,
)
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.events import pop, push
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.landmarks import Landmarks, landmark_room
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.tables import (
    LAG,
    SLOTS,
    SUCCS,
    WHICH,
    Benefits,
    Crews,
    Network,
    Tables,
    grouped,
)
from ploughshare.scheduling.working import Working

ON_HEAP, LOG_LENGTH, SERVED_LENGTH, STAMP, TOUCHED, EDITS, LOOKED = range(7)
"""Places in ``Ripple.counter``."""
FARTHEST = 1_500
"""Activities a ripple may look at before the change that caused it is turned down."""


class Ripple(NamedTuple):
    """
    Room for ripples, and what their changes need to know of the benefits.

    ``keys`` and ``items`` are a heap. Rows of ``log``: activity, old start, old finish; of
    ``served_log``: benefit, old step; of ``touched``, what a move changed directly: activity, the
    step at which it now stands in its chains, room for a start and a finish. ``edits`` says how to
    undo the move (``moves``). ``landmarks`` are rows of the chains as they were when last noted.
    ``place`` of a benefit among all, needed ones first;
    ``needed_by[needed_start[b]:needed_start[b + 1]]`` need benefit ``b``; ``waiting`` marks
    benefits on the heap. ``gain`` is what the present move may gain at most, by prices.
    """

    keys: Ints
    items: Ints
    log: Ints
    served_log: Ints
    touched: Ints
    edits: Ints
    counter: Ints
    crew: Ints
    place: Ints
    needed_start: Ints
    needed_by: Ints
    waiting: Ints
    gain: Reals
    landmarks: Landmarks


def ripple_room(tables: Tables) -> Ripple:
    """Return room for the ripples of one search."""
    benefits = tables.benefits
    n_benefits = len(benefits.weight)
    place = np.zeros(n_benefits, np.int64)
    place[benefits.order] = np.arange(n_benefits)
    needed_start, by_need = grouped(benefits.need, n_benefits)
    longest = int(np.diff(tables.network.activity[:, SLOTS]).max(initial=1))
    # Nothing is on the heap twice.
    heap = max(tables.problem.n_activities, n_benefits) + 1
    return Ripple(
        keys=np.zeros(heap, np.int64),
        items=np.zeros(heap, np.int64),
        log=np.zeros((FARTHEST + 1, 3), np.int64),
        served_log=np.zeros((n_benefits + 1, 2), np.int64),
        touched=np.zeros((4 * longest + 48, 4), np.int64),
        edits=np.zeros((8 * longest + 48, 5), np.int64),
        counter=np.zeros(7, np.int64),
        crew=np.zeros(tables.problem.n_teams + 1, np.int64),
        place=place,
        needed_start=needed_start,
        needed_by=owners(benefits.need_start)[by_need],
        waiting=np.zeros(n_benefits, np.int64),
        gain=np.zeros(1),
        landmarks=landmark_room(int(tables.network.activity[-1, SLOTS]), tables.problem.n_teams),
    )


@inner
def _queue(node: Ints, keys: Ints, items: Ints, count: Ints, j: int, key: int) -> None:
    if node[j, QUEUED] == 0:
        node[j, QUEUED] = 1
        push(keys, items, count, key, j)


@inner
def spread(
    network: Network,
    crews: Crews,
    working: Working,
    benefits: Benefits,
    chains: Chains,
    room: Ripple,
    limit: float,
) -> bool:
    """
    Renew all dates that hang on what was touched; return whether they can be kept.

    They cannot if the loss of the benefits that hang directly on delayed activities exceeds
    ``limit``, which allows for what others may gain.
    """
    activity, pred, succ, fixed = network.activity, network.pred, network.succ, network.fixed
    node, link, count, log = chains.node, chains.link, room.counter, room.log
    keys, items = room.keys, room.items
    count[STAMP] += 1
    count[LOG_LENGTH] = count[ON_HEAP] = 0
    for i in range(count[TOUCHED]):
        _queue(node, keys, items, count, room.touched[i, 0], room.touched[i, 1])
    looked = 0
    lost = 0.0
    kept = True
    while kept and count[ON_HEAP] > 0:
        j = pop(keys, items, count)
        node[j, QUEUED] = 0
        looked += 1
        start, finish = node[j, START], node[j, FINISH]
        ready = ready_step(activity, pred, node, link, j)
        kept = looked < FARTHEST and set_dates(
            activity, fixed, crews.team, working, node, link, room.crew, j, ready
        )
        now = node[j, FINISH]
        if (node[j, START] != start or now != finish) and node[j, LOGGED] != count[STAMP]:
            node[j, LOGGED] = count[STAMP]
            at = count[LOG_LENGTH]
            log[at, 0], log[at, 1], log[at, 2] = j, start, finish
            count[LOG_LENGTH] = at + 1
        if now == finish or not kept:
            continue
        earlier = now < finish
        if not earlier:
            for s in range(benefits.of_start[j], benefits.of_start[j + 1]):
                b = benefits.of[s]
                lost += benefits.weight[b] * max(0, now - chains.served[b])
            if lost > limit:
                kept = False
                continue
        for s in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
            i, lag = succ[s, WHICH], succ[s, LAG]
            begins = node[i, START]
            held = finish + lag == begins or node[i, PAUSES] >= 0
            if now + lag > begins or (earlier and held):
                _queue(node, keys, items, count, i, begins)
        first = activity[j, SLOTS]
        for s in range(first, first + node[j, SIZE]):
            i = link[s, AFTER]
            if i >= 0:
                way = link[link[s, NEXT], WAY]
                begins = node[i, START]
                held = finish + way == begins or node[i, PAUSES] >= 0
                if now + way > begins or (earlier and held):
                    _queue(node, keys, items, count, i, begins)
    for i in range(count[ON_HEAP]):
        node[items[i], QUEUED] = 0
    count[LOOKED] = looked
    return kept


@inner
def serve(benefits: Benefits, chains: Chains, room: Ripple) -> int:
    """Renew the steps of all benefits whose activities moved; return what the objective gained."""
    node, served, count = chains.node, chains.served, room.counter
    owner, weight, need_start, need = (
        benefits.activity, benefits.weight, benefits.need_start, benefits.need
    )  # fmt: skip
    keys, items, place, waiting = room.keys, room.items, room.place, room.waiting
    count[ON_HEAP] = count[SERVED_LENGTH] = 0
    gained = 0
    for i in range(count[LOG_LENGTH]):
        j = room.log[i, 0]
        if node[j, FINISH] == room.log[i, 2]:
            continue
        for s in range(benefits.of_start[j], benefits.of_start[j + 1]):
            b = benefits.of[s]
            waiting[b] = 1
            push(keys, items, count, place[b], b)
    while count[ON_HEAP] > 0:
        b = pop(keys, items, count)
        waiting[b] = 0
        step = node[owner[b], FINISH]
        for s in range(need_start[b], need_start[b + 1]):
            step = max(step, served[need[s]])
        old = served[b]
        if step == old:
            continue
        at = count[SERVED_LENGTH]
        room.served_log[at, 0], room.served_log[at, 1] = b, old
        count[SERVED_LENGTH] = at + 1
        served[b] = step
        gained += weight[b] * (step - old)
        for s in range(room.needed_start[b], room.needed_start[b + 1]):
            i = room.needed_by[s]
            if waiting[i] == 0 and (step > served[i] or old == served[i]):
                waiting[i] = 1
                push(keys, items, count, place[i], i)
    return int(gained)


@inner
def recall(chains: Chains, room: Ripple) -> None:
    """Put back every date the last ripple changed."""
    node, log = chains.node, room.log
    for i in range(room.counter[LOG_LENGTH]):
        j = log[i, 0]
        node[j, START], node[j, FINISH] = log[i, 1], log[i, 2]
    for i in range(room.counter[SERVED_LENGTH]):
        chains.served[room.served_log[i, 0]] = room.served_log[i, 1]
    room.counter[LOG_LENGTH] = room.counter[SERVED_LENGTH] = 0
