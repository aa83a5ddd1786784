"""Delay prices: what it costs if an activity of a plan is finished a step later.

Every activity has one binding parent, the predecessor or the activity before it in a chain
that holds its start; every benefit is held by its activity or by one it needs. So the weights
add up along a forest, from the last activity to the first.
"""

from ploughshare.scheduling.chains import BEFORE, FINISH, SIZE, WAY, Chains
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.tables import (
    EARLIEST,
    LAG,
    PREDS,
    SLOTS,
    WHICH,
    Benefits,
    Network,
)


@compiled
def set_delay_prices(
    network: Network,
    benefits: Benefits,
    chains: Chains,
    by_start: Ints,
    held: Reals,
    price: Reals,
    parent: Ints,
) -> None:
    """
    Fill the price and the binding parent (-1: none) of every activity.

    Parameters
    ----------
    by_start
        All activities by their present starts.
    held
        Room for a number per benefit.
    """
    activity, pred, node, link = network.activity, network.pred, chains.node, chains.link
    owner, need_start, need = benefits.activity, benefits.need_start, benefits.need
    n = len(price)
    for b in range(len(held)):
        held[b] = benefits.weight[b]
    price[:] = 0.0
    for i in range(len(benefits.order) - 1, -1, -1):
        b = benefits.order[i]
        step, source = node[owner[b], FINISH], -1
        for s in range(need_start[b], need_start[b + 1]):
            if chains.served[need[s]] > step:
                step, source = chains.served[need[s]], need[s]
        if source >= 0:
            held[source] += held[b]
        else:
            price[owner[b]] += held[b]
    for i in range(n - 1, -1, -1):
        j = by_start[i]
        latest, holder = activity[j, EARLIEST], -1
        for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
            ready = node[pred[p, WHICH], FINISH] + pred[p, LAG]
            if ready > latest:
                latest, holder = ready, pred[p, WHICH]
        first = activity[j, SLOTS]
        for s in range(first, first + node[j, SIZE]):
            ready = node[link[s, BEFORE], FINISH] + link[s, WAY]
            if ready > latest:
                latest, holder = ready, link[s, BEFORE]
        parent[j] = holder if holder < n else -1
        if 0 <= holder < n:
            price[holder] += price[j]
