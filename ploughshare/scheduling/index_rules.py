"""Index rules: what an activity is worth per step of scarce team time.

An activity is worth the weight that hangs on it, over precedence and over what benefits
need, and costs the team time of its cheapest mode, priced by how scarce its kinds are.
"""

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.dispatch import Ranking
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.ranked_set import layout
from ploughshare.scheduling.tables import (
    ENTRIES,
    LAG,
    MODES,
    PREDS,
    RANKS,
    SIZE,
    STEPS,
    USABLE,
    WHICH,
    Benefits,
    Network,
    Tables,
    owners,
)


def shortest_steps(tables: Tables) -> Ints:
    """Return the steps of the shortest usable mode of each activity, at least 1."""
    mode = tables.network.mode[:-1]
    steps = np.where(mode[:, USABLE] > 0, mode[:, STEPS], np.iinfo(np.int64).max)
    return np.maximum(np.minimum.reduceat(steps, tables.network.activity[:-1, MODES]), 1)


def open_modes(tables: Tables, limit: float) -> Flags:
    """Return the usable modes that take at most ``limit`` times as long as the shortest."""
    mode = tables.network.mode[:-1]
    shortest = shortest_steps(tables)[owners(tables.problem.mode_start)]
    return (mode[:, USABLE] > 0) & (mode[:, STEPS] <= limit * shortest)


def kind_prices(tables: Tables) -> Reals:
    """
    Return how scarce each kind is: work that falls to it per team, 1 on average.

    The work of an activity is that of its mode with the fewest team steps; teams of several
    kinds count for each. Shape ``(n_kinds,)``.
    """
    problem, mode = tables.problem, tables.network.mode[:-1]
    of_mode = owners(problem.mode_start)
    of_demand = owners(problem.demand_start)
    steps = mode[:, STEPS] * mode[:, SIZE]
    cost = np.where(mode[:, USABLE] > 0, steps, np.iinfo(np.int64).max)
    cheapest = np.zeros(len(mode), np.bool_)
    cheapest[np.lexsort((cost, of_mode))[problem.mode_start[:-1]]] = True
    use = cheapest[of_demand] * problem.mode_steps[of_demand] * problem.demand_count
    load = np.bincount(problem.demand_kind, weights=use, minlength=problem.n_kinds)
    price = load / np.maximum(problem.team_kinds.sum(axis=0), 1)
    mean = price[price > 0].mean() if (price > 0).any() else 1.0
    return np.asarray(np.maximum(price / mean, 0.05), np.float64)


def priced_work(tables: Tables, prices: Reals) -> Reals:
    """Return the priced team steps of each activity by its cheapest usable mode."""
    problem, mode = tables.problem, tables.network.mode[:-1]
    per_step = np.bincount(
        owners(problem.demand_start),
        weights=problem.demand_count * prices[problem.demand_kind],
        minlength=len(mode),
    )
    cost = np.where(mode[:, USABLE] > 0, mode[:, STEPS] * per_step, np.inf)
    least = np.minimum.reduceat(cost, problem.mode_start[:-1])
    return np.asarray(np.where(np.isfinite(least), least, 0.0), np.float64)


@compiled
def _closure(
    activity: Ints,
    pred: Ints,
    benefit_activity: Ints,
    need_start: Ints,
    need: Ints,
    benefit: int,
    seen: Ints,
    stamp: int,
    members: Ints,
    stack: Ints,
) -> int:
    """
    Gather the activities a benefit waits for, predecessors before what waits for them.

    Benefit ``b`` is node ``n_activities + b`` of ``seen``.
    """
    size = 0
    n = len(activity) - 1
    stack[0] = n + benefit
    top = 1
    # A node lies on the stack as itself until it is explored, then as -1 - itself until it is left.
    while top > 0:
        top -= 1
        node = stack[top]
        if node < 0:
            members[size] = -1 - node
            size += 1
            continue
        if seen[node] == stamp:
            continue
        seen[node] = stamp
        if node < n:
            stack[top] = -1 - node
            top += 1
            for i in range(activity[node, PREDS], activity[node + 1, PREDS]):
                stack[top] = pred[i, WHICH]
                top += 1
        else:
            stack[top] = benefit_activity[node - n]
            top += 1
            for i in range(need_start[node - n], need_start[node - n + 1]):
                stack[top] = n + need[i]
                top += 1
    return size


@compiled
def shared_costs(network: Network, benefits: Benefits, work: Reals) -> Reals:
    """
    Return for each benefit the work it waits for, shared with all who wait for the same.

    An activity's work is divided by the weight of all benefits that wait for it, over
    precedence and needs; summed over all a benefit waits for, this is the work per
    unit of weight, the reciprocal of a closure ratio (compare Sidney's decomposition:
    what has the greatest weight per work goes first). Shape ``(n_benefits,)``.
    """
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need, weight = benefits.need_start, benefits.need, benefits.weight
    n = len(activity) - 1
    seen = np.zeros(n + len(weight), np.int64)
    members = np.zeros(n, np.int64)
    stack = np.zeros(2 * len(seen) + len(pred) + len(need), np.int64)
    hanging = np.zeros(n, np.float64)
    cost = np.zeros(len(weight), np.float64)
    for stage in range(2):
        for b in range(len(weight)):
            stamp = stage * len(weight) + b + 1
            size = _closure(activity, pred, owner, need_start, need, b, seen, stamp, members, stack)
            for i in range(size):
                if stage == 0:
                    hanging[members[i]] += weight[b]
                else:
                    cost[b] += work[members[i]] / max(hanging[members[i]], 0.5)
    return cost


@compiled
def closure_places(network: Network, benefits: Benefits, order: Ints, topological: Ints) -> Ints:
    """
    Return each activity's place when benefits are worked off in an order, closure by closure.

    Activities no benefit waits for come last. Shape ``(n_activities,)``.
    """
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need = benefits.need_start, benefits.need
    n = len(activity) - 1
    places = np.full(n, -1, np.int64)
    seen = np.zeros(n + len(owner), np.int64)
    members = np.zeros(n, np.int64)
    stack = np.zeros(2 * len(seen) + len(pred) + len(need), np.int64)
    at = 0
    for b in order:
        # One stamp for all: what has its place is not gathered again.
        size = _closure(activity, pred, owner, need_start, need, b, seen, 1, members, stack)
        for i in range(size):
            places[members[i]] = at
            at += 1
    for j in topological:
        if places[j] < 0:
            places[j] = at
            at += 1
    return places


@compiled
def even_split(network: Network, benefits: Benefits, topological: Ints) -> Reals:
    """
    Return the weight that hangs on each activity if all share it evenly with predecessors.

    Half of what a benefit holds goes to what it needs, in equal parts.
    """
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need = benefits.need_start, benefits.need
    held = benefits.weight.astype(np.float64)
    worth = np.zeros(len(activity) - 1, np.float64)
    for b in benefits.order[::-1]:
        needs = need_start[b + 1] - need_start[b]
        for s in range(need_start[b], need_start[b + 1]):
            held[need[s]] += held[b] / 2 / needs
        worth[owner[b]] += held[b] / 2 if needs > 0 else held[b]
    for j in topological[::-1]:
        before = activity[j + 1, PREDS] - activity[j, PREDS]
        for s in range(activity[j, PREDS], activity[j + 1, PREDS]):
            worth[pred[s, WHICH]] += worth[j] / before
    return worth


@compiled
def binding_weights(network: Network, benefits: Benefits, finish: Ints, order: Ints) -> Reals:
    """
    Return the weight whose date really hangs on each activity in a schedule.

    Each benefit gives its weight to what fixed its date: its own activity or the needed
    benefit, and so on; each activity, last of ``order`` first (a sequence that puts
    it after its predecessors), hands all it holds to its last predecessor.
    """
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need = benefits.need_start, benefits.need
    steps = np.zeros(len(owner), np.int64)
    source = np.full(len(owner), -1, np.int64)
    for b in benefits.order:
        steps[b] = finish[owner[b]]
        for i in range(need_start[b], need_start[b + 1]):
            if steps[need[i]] > steps[b]:
                steps[b] = steps[need[i]]
                source[b] = need[i]
    held = benefits.weight.astype(np.float64)
    worth = np.zeros(len(activity) - 1, np.float64)
    for b in benefits.order[::-1]:
        if source[b] >= 0:
            held[source[b]] += held[b]
        else:
            worth[owner[b]] += held[b]
    for j in order[::-1]:
        last = -1
        latest = -1
        for s in range(activity[j, PREDS], activity[j + 1, PREDS]):
            if finish[pred[s, WHICH]] + pred[s, LAG] > latest:
                latest = finish[pred[s, WHICH]] + pred[s, LAG]
                last = pred[s, WHICH]
        if last >= 0:
            worth[last] += worth[j]
    return worth


def empty_ranking(tables: Tables, limit: float) -> Ranking:
    """Return a ranking of a problem whose ranks ``rank_by`` has still to fill."""
    crews = tables.crews
    n_entries = len(tables.network.entry)
    sets, length = layout(np.diff(crews.kind[:, RANKS])[crews.queue_kind])
    return Ranking(
        rank=np.zeros(n_entries, np.int64),
        ranked=np.zeros(n_entries, np.int64),
        value=np.zeros(n_entries, np.float64),
        open_mode=open_modes(tables, limit),
        keep=np.zeros(tables.problem.team_kinds.shape, np.int64),
        sets=sets,
        words=np.zeros(length, np.int64),
    )


def rank_by(tables: Tables, ranking: Ranking, index: Reals) -> None:
    """Rank the entries of every kind by the index of their activities, greatest first."""
    kind = tables.network.entry
    activity = owners(tables.network.activity[:, ENTRIES])
    value = index[activity]
    order = np.lexsort((-value, kind))
    ranking.rank[order] = np.arange(len(order)) - tables.crews.kind[kind[order], RANKS]
    ranking.ranked[:] = activity[order]
    ranking.value[:] = value[order]
