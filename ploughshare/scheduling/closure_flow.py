"""The best closure of a graph, by a flow that proves its own bound.

Nodes have a value, and an arc asks for its second node wherever its first is chosen. A flow
along the arcs, of any amounts of 0 or more, passes value on from what asks to what is asked
for. Whatever the flow, no closure is worth more than all that then is above 0: value that
leaves a chosen node stays within the closure, and what comes in from outside only adds.

After A. V. Goldberg and R. E. Tarjan, A new approach to the maximum-flow problem, Journal of
the ACM 35 (1988), with distances counted anew now and then.
"""

from collections.abc import Callable

import numpy as np

from ploughshare.errors import PloughError
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.problem import Flags, Ints

WORK_PER_CALL = 20_000_000
"""Arcs looked at in one compiled call, about."""


class ClosureFlow:
    """
    Best closures of one graph for changing values.

    Parameters
    ----------
    n
        Number of nodes.
    arcs
        Pairs ``(asks, asked)``. Shape ``(n_arcs, 2)``.
    """

    def __init__(self, n: int, arcs: Ints) -> None:
        self._tail, self._head = arcs[:, 0].copy(), arcs[:, 1].copy()
        self._start, self._entry = _incident(n, self._tail, self._head)

    def best(
        self, value: Ints, go_on: Callable[[], bool] = lambda: True
    ) -> tuple[int, Flags] | None:
        """
        Return the most any closure is worth, and one that is worth it.

        Parameters
        ----------
        value
            Of each node; the sum of all that are above 0 is below ``2**62``.
        go_on
            Asked between compiled calls; when it says no, nothing is returned.
        """
        over, flow = value.copy(), np.zeros(len(self._tail), np.int64)
        distance = np.zeros(len(value), np.int64)
        while not _pass_on(
            over,
            flow,
            distance,
            self._tail,
            self._head,
            self._start,
            self._entry,
            WORK_PER_CALL,
        ):
            if not go_on():
                return None
        if (flow < 0).any():
            raise PloughError("The flow of the proven limit runs against an arc.")
        # Counted again from the flow alone: nothing else has to be right for the bound to hold.
        over = _left_over(value, flow, self._tail, self._head)
        return int(over[over > 0].sum()), distance >= len(value)


@compiled
def _incident(n: int, tail: Ints, head: Ints) -> tuple[Ints, Ints]:
    """List the arcs of each node: ``a`` where it asks, ``-1 - a`` where it is asked for."""
    start = np.zeros(n + 2, np.int64)
    for a in range(len(tail)):
        start[tail[a] + 2] += 1
        start[head[a] + 2] += 1
    for i in range(n):
        start[i + 2] += start[i + 1]
    entry = np.zeros(2 * len(tail), np.int64)
    for a in range(len(tail)):
        entry[start[tail[a] + 1]] = a
        start[tail[a] + 1] += 1
        entry[start[head[a] + 1]] = -1 - a
        start[head[a] + 1] += 1
    return start[: n + 1], entry


@compiled
def _left_over(value: Ints, flow: Ints, tail: Ints, head: Ints) -> Ints:
    """Return what each node keeps of its value and of what it is passed."""
    over = value.copy()
    for a in range(len(flow)):
        over[tail[a]] -= flow[a]
        over[head[a]] += flow[a]
    return over


@inner
def _measure(
    over: Ints,
    flow: Ints,
    distance: Ints,
    tail: Ints,
    head: Ints,
    start: Ints,
    entry: Ints,
    queue: Ints,
) -> None:
    """Count how many arcs value must pass from each node to one that lacks some."""
    n = len(over)
    count = 0
    for v in range(n):
        distance[v] = n
        if over[v] < 0:
            distance[v] = 0
            queue[count] = v
            count += 1
    at = 0
    while at < count:
        v = queue[at]
        at += 1
        for i in range(start[v], start[v + 1]):
            a = entry[i]
            if a >= 0:
                if flow[a] == 0:
                    continue
                u = head[a]
            else:
                u = tail[-1 - a]
            if distance[u] == n:
                distance[u] = distance[v] + 1
                queue[count] = u
                count += 1


@compiled
def _pass_on(
    over: Ints,
    flow: Ints,
    distance: Ints,
    tail: Ints,
    head: Ints,
    start: Ints,
    entry: Ints,
    most_work: int,
) -> bool:
    """
    Pass value on from nodes that have some over to those that lack some, as far as it goes.

    Returns whether nothing is left to pass on; else it may be called again.
    """
    n = len(over)
    queue = np.empty(n, np.int64)
    waiting = np.zeros(n, np.bool_)
    current = np.empty(n, np.int64)
    work = 0
    while True:
        _measure(over, flow, distance, tail, head, start, entry, queue)
        work += len(entry) + n
        begin, size = 0, 0
        for v in range(n):
            current[v] = start[v]
            waiting[v] = over[v] > 0 and distance[v] < n
            if waiting[v]:
                queue[size] = v
                size += 1
        if size == 0:
            return True
        since = 0
        while size > 0 and since < len(entry) + 4 * n:
            v = queue[begin]
            begin = begin + 1 if begin + 1 < n else 0
            size -= 1
            waiting[v] = False
            while over[v] > 0 and distance[v] < n:
                i = current[v]
                if i == start[v + 1]:
                    least = n
                    for j in range(start[v], start[v + 1]):
                        a = entry[j]
                        if a >= 0:
                            least = min(least, distance[head[a]] + 1)
                        elif flow[-1 - a] > 0:
                            least = min(least, distance[tail[-1 - a]] + 1)
                    since += 2 * (start[v + 1] - start[v])
                    distance[v] = least
                    current[v] = start[v]
                    continue
                a = entry[i]
                if a >= 0:
                    u = head[a]
                    amount = over[v]
                else:
                    u = tail[-1 - a]
                    amount = min(over[v], flow[-1 - a])
                if amount == 0 or distance[u] != distance[v] - 1:
                    current[v] = i + 1
                    continue
                if a >= 0:
                    flow[a] += amount
                else:
                    flow[-1 - a] -= amount
                over[v] -= amount
                over[u] += amount
                since += 1
                if over[u] > 0 and not waiting[u] and distance[u] < n:
                    waiting[u] = True
                    end = begin + size
                    queue[end if end < n else end - n] = u
                    size += 1
        work += since
        if work > most_work:
            return False
