"""What must be finished how long before what: the graph of the time-indexed bound, folded.

Nodes are activities, then benefits; the date of a node is the finish of an activity or
the step a benefit is in service. A node asked for by one other only is its *own part*:
its cost is worked into the asker's. A node that asks for one other node only is a
*branch*: its cost is worked into the asked one's. Neither needs a flow. What asks for
two or more, and all that is asked for by it, is the *core*.
"""

from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.closure import first_arcs
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.heads import FAR, Heads
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem

OWN, BRANCH, CORE, LEFT_OUT = 0, 1, 2, 3
"""What becomes of a node; ``LEFT_OUT``: no weight waits for it."""


@dataclass(frozen=True, slots=True)
class TimedGraph:
    """
    The folded graph.

    Parameters
    ----------
    role
        ``OWN``, ``BRANCH``, ``CORE`` or ``LEFT_OUT``. Shape ``(n_nodes,)``.
    into
        The node an own part or branch is worked into, or ``NONE``.
    gap
        Steps between: own part's date to asker's start (an activity) or date (a
        benefit); asked node's date to branch's date. Shape ``(n_nodes,)``.
    order
        All nodes that are not left out, each after those worked into it.
    core
        The core's nodes.
    arcs, offset
        Pairs ``(asks, asked)`` of places in ``core``, and the least steps between
        the dates of the two.
    length
        Steps of each activity's shortest usable mode, nought for benefits.
    """

    role: Ints
    into: Ints
    gap: Ints
    order: Ints
    core: Ints
    arcs: Ints
    offset: Ints
    length: Ints


def timed_graph(problem: Problem, heads: Heads) -> TimedGraph:
    """Fold the graph of predecessors and needs. Only waits between core and rest are relaxed."""
    arcs, gap, length = _all_arcs(problem, heads)
    size = problem.n_activities + problem.n_benefits
    wanted = _wanted(problem, heads, arcs)
    keep = wanted[arcs[:, 0]]
    arcs, gap = arcs[keep], gap[keep]
    keep = _not_implied(arcs, gap, length, first_arcs(arcs, size))
    arcs, gap = arcs[keep], gap[keep]
    weight = np.concatenate((np.zeros(problem.n_activities, np.int64), problem.weight))
    asked = np.bincount(arcs[:, 1], minlength=size)
    own = wanted & (asked == 1) & (weight == 0)
    into, own_gap = np.full(size, NONE, np.int64), np.zeros(size, np.int64)
    single = own[arcs[:, 1]]
    into[arcs[single, 1]], own_gap[arcs[single, 1]] = arcs[single, 0], gap[single]
    order = np.concatenate((problem.n_activities + heads.benefit_order[::-1], heads.order[::-1]))
    holder, away = _up_to_holder(order, into, own_gap, length)
    between, offset = _between_holders(arcs[~single], gap[~single], holder, away, length)
    keep = _not_implied(between, offset, np.zeros(size, np.int64), first_arcs(between, size))
    between, offset = between[keep], offset[keep]
    role, parent, to_parent = _roles(order, wanted, own, between, offset, first_arcs(between, size))
    into = np.where(own, into, parent)
    core = order[role[order] == CORE]
    place = np.full(size, NONE, np.int64)
    place[core] = np.arange(len(core))
    placed = place[between]
    inside = (placed >= 0).all(axis=1)
    return TimedGraph(
        role,
        into,
        np.where(own, own_gap, to_parent),
        _after_their_parts(order, role, into),
        core,
        placed[inside],
        offset[inside],
        length,
    )


def _all_arcs(problem: Problem, heads: Heads) -> tuple[Ints, Ints, Ints]:
    """Return pairs ``(asks, asked)`` sorted by asker, the lag, and each node's least length."""
    n = problem.n_activities
    after = np.repeat(np.arange(n), np.diff(problem.pred_start))
    benefits = np.arange(problem.n_benefits)
    needing = np.repeat(benefits, np.diff(problem.need_start))
    asks = np.concatenate((after, n + benefits, n + needing))
    asked = np.concatenate((problem.pred, problem.benefit_activity, n + problem.need))
    lag = np.zeros(len(asks), np.int64)
    lag[: len(after)] = problem.pred_lag
    arcs = np.stack((asks, asked), axis=1)
    sort = np.lexsort((asked, asks))
    shortest = np.minimum.reduceat(
        np.where(heads.mode_usable, problem.mode_steps, FAR), problem.mode_start[:-1]
    )
    shortest[~heads.possible] = 0
    length = np.concatenate((shortest, np.zeros(problem.n_benefits, np.int64)))
    return arcs[sort], lag[sort], length


def _wanted(problem: Problem, heads: Heads, arcs: Ints) -> Flags:
    n = problem.n_activities
    wanted = np.concatenate((np.zeros(n, np.bool_), problem.weight > 0))
    order = np.concatenate((n + heads.benefit_order[::-1], heads.order[::-1]))
    _spread(order, arcs, first_arcs(arcs, len(wanted)), wanted)
    return wanted


@compiled
def _spread(order: Ints, arcs: Ints, start: Ints, wanted: Flags) -> None:
    for node in order:
        if wanted[node]:
            for e in range(start[node], start[node + 1]):
                wanted[arcs[e, 1]] = True


@compiled
def _not_implied(arcs: Ints, gap: Ints, length: Ints, start: Ints) -> Flags:
    """Mark arcs (sorted by asker) not implied by two others in a row, lengths counted."""
    size = len(start) - 1
    keep = np.ones(len(arcs), np.bool_)
    by = np.full(size, -1, np.int64)
    for node in range(size):
        for e in range(start[node], start[node + 1]):
            by[arcs[e, 1]] = e
        for e in range(start[node], start[node + 1]):
            middle = arcs[e, 1]
            for f in range(start[middle], start[middle + 1]):
                direct = by[arcs[f, 1]]
                if direct >= start[node] and gap[e] + length[middle] + gap[f] >= gap[direct]:
                    keep[direct] = False
    return keep


@compiled
def _up_to_holder(order: Ints, into: Ints, gap: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Return the node each is in the end worked into as own part, and the steps up to it."""
    holder, away = np.arange(len(into)), np.zeros(len(into), np.int64)
    for node in order:
        if into[node] >= 0:
            holder[node] = holder[into[node]]
            away[node] = gap[node] + length[into[node]] + away[into[node]]
    return holder, away


def _between_holders(
    arcs: Ints, gap: Ints, holder: Ints, away: Ints, length: Ints
) -> tuple[Ints, Ints]:
    """Return pairs of holders sorted by asker, and the least steps between their dates."""
    asks = holder[arcs[:, 0]]
    offset = gap + length[arcs[:, 0]] + away[arcs[:, 0]]
    sort = np.lexsort((-offset, arcs[:, 1], asks))
    pairs = np.stack((asks, arcs[:, 1]), axis=1)[sort]
    first = np.ones(len(pairs), np.bool_)
    first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[first], offset[sort][first]


@compiled
def _roles(
    order: Ints, wanted: Flags, own: Flags, arcs: Ints, offset: Ints, start: Ints
) -> tuple[Ints, Ints, Ints]:
    size = len(wanted)
    role, parent = np.full(size, LEFT_OUT, np.int64), np.full(size, -1, np.int64)
    to_parent, under_core = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for node in order:
        if not wanted[node]:
            continue
        if own[node]:
            role[node] = OWN
        elif under_core[node] or start[node + 1] - start[node] > 1:
            role[node] = CORE
            for e in range(start[node], start[node + 1]):
                under_core[arcs[e, 1]] = True
        else:
            role[node] = BRANCH
            for e in range(start[node], start[node + 1]):
                parent[node], to_parent[node] = arcs[e, 1], offset[e]
    return role, parent, to_parent


@compiled
def _after_their_parts(order: Ints, role: Ints, into: Ints) -> Ints:
    """Walk each tree of nodes worked into others depth first: parts before wholes."""
    size = len(into)
    first, following = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    for node in order:
        if into[node] >= 0:
            following[node], first[into[node]] = first[into[node]], node
    walked, stack = np.empty(size, np.int64), np.empty(size, np.int64)
    count = 0
    for root in order:
        if role[root] == LEFT_OUT or into[root] >= 0:
            continue
        depth = 1
        stack[0] = root
        while depth:
            node = stack[depth - 1]
            part = first[node]
            if part >= 0:
                first[node] = following[part]
                stack[depth] = part
                depth += 1
            else:
                walked[count] = node
                count += 1
                depth -= 1
    return walked[:count]
