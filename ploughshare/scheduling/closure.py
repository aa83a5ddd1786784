"""Closures: the most weight that can be in service when team time has a price.

A benefit pays its weight and asks for its activity and the benefits it needs; an
activity costs team time and asks for its predecessors. The best set that is closed
under asking is a minimum cut. Most of the graph is a forest and is folded away
once, exactly; what remains is found by a flow that proves its own bound.
"""

from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.closure_flow import ClosureFlow
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem


@dataclass(frozen=True, slots=True)
class ClosureGraph:
    """
    What asks for what, folded. Nodes are activities, then benefits.

    Parameters
    ----------
    holder
        The node each node is always chosen together with: the only one that asks
        for it, followed to the end. ``NONE`` where nothing with weight asks for it.
    branch, parent
        Holders that form a forest above the core, askers first, and the one node
        each asks for, or ``NONE``. Shape ``(n_branches,)``.
    core, arcs
        The other holders, and pairs ``(asks, asked)`` of places in ``core``.
    """

    holder: Ints
    branch: Ints
    parent: Ints
    core: Ints
    arcs: Ints


def fold(problem: Problem, heads: Heads) -> ClosureGraph:
    """Fold the graph of predecessors and needs. The best closure stays the same for any prices."""
    n = problem.n_activities
    asks_start, asks = _asks(problem)
    order = np.concatenate((n + heads.benefit_order[::-1], heads.order[::-1]))
    weight = np.concatenate((np.zeros(n, np.int64), problem.weight))
    holder = _holders(order, asks_start, asks, weight)
    arcs = _arcs_between_holders(holder, asks_start, asks)
    arcs = arcs[_needed(arcs, first_arcs(arcs, len(holder)))]
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    holders = order[holder[order] == order]
    parent = _forest(holders, arcs, first_arcs(arcs, len(holder)))
    in_forest = parent[holders] > -2
    branch, core = holders[in_forest], holders[~in_forest]
    place = np.full(len(holder), NONE, np.int64)
    place[core] = np.arange(len(core))
    core_arcs = place[arcs]
    return ClosureGraph(
        holder, branch, parent[branch], core, core_arcs[(core_arcs >= 0).all(axis=1)]
    )


def _asks(problem: Problem) -> tuple[Ints, Ints]:
    n = problem.n_activities
    lists = problem.need_start
    pairs = np.diff(lists) + 1
    start = np.concatenate((problem.pred_start, problem.pred_start[-1] + np.cumsum(pairs)))
    asks = np.empty(start[-1], np.int64)
    asks[: len(problem.pred)] = problem.pred
    own = start[n:-1]
    is_need = np.ones(len(asks) - len(problem.pred), np.bool_)
    is_need[own - len(problem.pred)] = False
    tail = asks[len(problem.pred) :]
    tail[~is_need], tail[is_need] = problem.benefit_activity, n + problem.need
    return start, asks


@compiled
def _holders(order: Ints, asks_start: Ints, asks: Ints, weight: Ints) -> Ints:
    """Follow each node without weight to its only asker; askers come first in ``order``."""
    holder = np.full(len(order), -1, np.int64)
    several = np.zeros(len(order), np.bool_)
    for node in order:
        if weight[node] > 0 or several[node]:
            holder[node] = node
        if holder[node] < 0:
            continue
        for e in range(asks_start[node], asks_start[node + 1]):
            other = asks[e]
            if holder[other] < 0:
                holder[other] = holder[node]
            elif holder[other] != holder[node]:
                several[other] = True
    return holder


def _arcs_between_holders(holder: Ints, asks_start: Ints, asks: Ints) -> Ints:
    node = np.repeat(np.arange(len(holder)), np.diff(asks_start))
    pairs = np.stack((holder[node], holder[asks]), axis=1)
    pairs = pairs[(pairs[:, 0] >= 0) & (pairs[:, 0] != pairs[:, 1])]
    return np.unique(pairs, axis=0).reshape(-1, 2)


def first_arcs(arcs: Ints, n: int) -> Ints:
    """Return where the arcs of each asker begin, of arcs sorted by asker. Shape ``(n + 1,)``."""
    return np.searchsorted(arcs[:, 0], np.arange(n + 1)).astype(np.int64)


@compiled
def _needed(arcs: Ints, start: Ints) -> Flags:
    """Mark the arcs (sorted by asker) that are not also two arcs in a row."""
    n = len(start) - 1
    needed = np.ones(len(arcs), np.bool_)
    asked_by = np.full(n, -1, np.int64)
    for node in range(n):
        for e in range(start[node], start[node + 1]):
            asked_by[arcs[e, 1]] = e
        for e in range(start[node], start[node + 1]):
            for f in range(start[arcs[e, 1]], start[arcs[e, 1] + 1]):
                shortcut = asked_by[arcs[f, 1]]
                if shortcut >= start[node]:
                    needed[shortcut] = False
    return needed


@compiled
def _forest(holders: Ints, arcs: Ints, start: Ints) -> Ints:
    """Return the node each forest node asks for (-1: none), -2 for all other nodes."""
    n = len(start) - 1
    parent = np.full(n, -2, np.int64)
    under_core = np.zeros(n, np.bool_)
    for node in holders:
        if start[node + 1] - start[node] > 1 or under_core[node]:
            for e in range(start[node], start[node + 1]):
                under_core[arcs[e, 1]] = True
        else:
            parent[node] = -1
            for e in range(start[node], start[node + 1]):
                parent[node] = arcs[e, 1]
    return parent


@compiled
def _sum_into(holder: Ints, amounts: Ints, first: int, most: int, total: Ints) -> None:
    """Add to each holder what its nodes from ``first`` on cost or pay, at most ``most``."""
    for i in range(len(amounts)):
        h = holder[first + i]
        if h >= 0:
            total[h] = min(most, total[h] + amounts[i])


@compiled
def _fold_forest(branch: Ints, parent: Ints, value: Ints) -> int:
    """Pass what each forest node is worth on to the node it asks for; return what roots pay."""
    paid = 0
    for i in range(len(branch)):
        worth = value[branch[i]]
        if worth > 0:
            if parent[i] >= 0:
                value[parent[i]] += worth
            else:
                paid += worth
    return paid


@compiled
def _unfold_forest(branch: Ints, parent: Ints, value: Ints, chosen: Flags) -> None:
    for i in range(len(branch) - 1, -1, -1):
        if value[branch[i]] > 0:
            chosen[branch[i]] = parent[i] < 0 or chosen[parent[i]]


class ClosureSolver:
    """Best closures of one problem for changing weights and costs."""

    def __init__(self, problem: Problem, graph: ClosureGraph) -> None:
        self._graph = graph
        self._n = problem.n_activities
        self._flow = ClosureFlow(len(graph.core), graph.arcs)

    def best(self, cost: Ints, weight: Ints, most: int) -> tuple[int, Flags]:
        """
        Return an upper bound on the value of any closure, and a best one.

        Parameters
        ----------
        cost
            Of each activity, at most ``most``. Shape ``(n_activities,)``.
        weight
            Of each benefit, 0 for one that is left out. Shape ``(n_benefits,)``.
        most
            More than the sum of all weights; at most ``2**60``.

        Returns
        -------
        int, Flags
            The bound, and whether each activity, then each benefit is chosen.
        """
        graph = self._graph
        spent = np.zeros(len(graph.holder), np.int64)
        value = np.zeros(len(graph.holder), np.int64)
        _sum_into(graph.holder, cost, 0, most, spent)
        _sum_into(graph.holder, weight, self._n, most, value)
        value -= spent
        paid = _fold_forest(graph.branch, graph.parent, value)
        chosen = np.zeros(len(graph.holder), np.bool_)
        if len(graph.core):
            best = self._flow.best(value[graph.core])
            assert best is not None
            paid += best[0]
            chosen[graph.core] = best[1]
        _unfold_forest(graph.branch, graph.parent, value, chosen)
        return paid, chosen[graph.holder] & (graph.holder >= 0)
