"""Index rules: what an activity is worth per step of scarce team time.

An activity is worth the weight that hangs on it, over precedence and over what benefits
need, and costs the team time of its cheapest mode, priced by how scarce its kinds are.
"""

import numpy as np

from ploughshare.scheduling.candidates import (
    EAST,
    LEAST,
    LONGEST,
    NORTH,
    ONLY,
    RESTS,
    WHOM,
    WORTH,
    Ranking,
)
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.flat_lists import owners, rows_in_lines
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.ranked_set import layout
from ploughshare.scheduling.tables import (
    CALENDAR,
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


@inner
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


def shared_costs(tables: Tables, work: Reals) -> Reals:
    """
    Return for each benefit the work it waits for, shared with all who wait for the same.

    An activity's work is divided by the weight of all benefits that wait for it, over
    precedence and needs; summed over all a benefit waits for, this is the work per
    unit of weight, the reciprocal of a closure ratio (compare Sidney's decomposition:
    what has the greatest weight per work goes first). Shape ``(n_benefits,)``.
    """
    problem = tables.problem
    hanging = np.zeros(problem.n_activities)
    cost = np.zeros(problem.n_benefits)
    _share_costs(tables.network, tables.benefits, work, *_exploration(tables), hanging, cost)
    return cost


def _exploration(tables: Tables) -> tuple[Ints, Ints, Ints]:
    """Return room for exploring closures: stamps, members, and a stack for every arc and node."""
    problem = tables.problem
    n, nodes = problem.n_activities, problem.n_activities + problem.n_benefits
    depth = 2 * nodes + len(problem.pred) + len(problem.need)
    return np.zeros(nodes, np.int64), np.zeros(n, np.int64), np.zeros(depth, np.int64)


@compiled
def _share_costs(
    network: Network,
    benefits: Benefits,
    work: Reals,
    seen: Ints,
    members: Ints,
    stack: Ints,
    hanging: Reals,
    cost: Reals,
) -> None:
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need, weight = benefits.need_start, benefits.need, benefits.weight
    for b in range(2 * len(weight)):
        first = b < len(weight)
        of = b if first else b - len(weight)
        size = _closure(activity, pred, owner, need_start, need, of, seen, b + 1, members, stack)
        for i in range(size):
            if first:
                hanging[members[i]] += weight[of]
            else:
                cost[of] += work[members[i]] / max(hanging[members[i]], 0.5)


def closure_places(tables: Tables, order: Ints) -> Ints:
    """
    Return each activity's place when benefits are worked off in an order, closure by closure.

    Activities no benefit waits for come last. Shape ``(n_activities,)``.
    """
    places = np.full(tables.problem.n_activities, -1, np.int64)
    placed = _place_closures(
        tables.network, tables.benefits, order, 1, *_exploration(tables), places
    )
    rest = tables.topological[places[tables.topological] < 0]
    places[rest] = placed + np.arange(len(rest))
    return places


@compiled
def _place_closures(
    network: Network,
    benefits: Benefits,
    order: Ints,
    stamp: int,
    seen: Ints,
    members: Ints,
    stack: Ints,
    places: Ints,
) -> int:
    """Fill the places of all that benefits wait for. One stamp: what is placed is passed over."""
    activity, pred, owner = network.activity, network.pred, benefits.activity
    need_start, need = benefits.need_start, benefits.need
    at = 0
    for o in range(len(order)):
        b = order[o]
        size = _closure(activity, pred, owner, need_start, need, b, seen, stamp, members, stack)
        for i in range(size):
            places[members[i]] = at
            at += 1
    return at


def even_split(tables: Tables) -> Reals:
    """
    Return the weight that hangs on each activity if all share it evenly with predecessors.

    Half of what a benefit holds goes to what it needs, in equal parts.
    """
    held = tables.benefits.weight.astype(np.float64)
    worth = np.zeros(tables.problem.n_activities)
    _split(tables.network, tables.benefits, tables.topological, held, worth)
    return worth


@compiled
def _split(
    network: Network, benefits: Benefits, topological: Ints, held: Reals, worth: Reals
) -> None:
    activity, pred, owner, order = network.activity, network.pred, benefits.activity, benefits.order
    need_start, need = benefits.need_start, benefits.need
    for i in range(len(order) - 1, -1, -1):
        b = order[i]
        needs = need_start[b + 1] - need_start[b]
        for s in range(need_start[b], need_start[b + 1]):
            held[need[s]] += held[b] / 2 / needs
        worth[owner[b]] += held[b] / 2 if needs > 0 else held[b]
    for i in range(len(topological) - 1, -1, -1):
        j = topological[i]
        before = activity[j + 1, PREDS] - activity[j, PREDS]
        for s in range(activity[j, PREDS], activity[j + 1, PREDS]):
            worth[pred[s, WHICH]] += worth[j] / before


def binding_weights(tables: Tables, finish: Ints, sequence: Ints) -> Reals:
    """
    Return the weight whose date really hangs on each activity in a schedule.

    Each benefit gives its weight to what fixed its date: its own activity or the needed
    benefit, and so on; each activity, last of ``sequence`` first (it puts them
    after their predecessors), hands all it holds to its last predecessor.
    """
    held = tables.benefits.weight.astype(np.float64)
    steps = np.zeros(len(held), np.int64)
    source = np.full(len(held), -1, np.int64)
    worth = np.zeros(len(finish))
    _hand_back(tables.network, tables.benefits, finish, sequence, held, steps, source, worth)
    return worth


@compiled
def _hand_back(
    network: Network,
    benefits: Benefits,
    finish: Ints,
    sequence: Ints,
    held: Reals,
    steps: Ints,
    source: Ints,
    worth: Reals,
) -> None:
    activity, pred, owner, order = network.activity, network.pred, benefits.activity, benefits.order
    need_start, need = benefits.need_start, benefits.need
    for i in range(len(order)):
        b = order[i]
        steps[b] = finish[owner[b]]
        for s in range(need_start[b], need_start[b + 1]):
            if steps[need[s]] > steps[b]:
                steps[b] = steps[need[s]]
                source[b] = need[s]
    for i in range(len(order) - 1, -1, -1):
        b = order[i]
        if source[b] >= 0:
            held[source[b]] += held[b]
        else:
            worth[owner[b]] += held[b]
    for i in range(len(sequence) - 1, -1, -1):
        j = sequence[i]
        last = -1
        latest = -1
        for s in range(activity[j, PREDS], activity[j + 1, PREDS]):
            if finish[pred[s, WHICH]] + pred[s, LAG] > latest:
                latest = finish[pred[s, WHICH]] + pred[s, LAG]
                last = pred[s, WHICH]
        if last >= 0:
            worth[last] += worth[j]


def empty_ranking(tables: Tables, limit: float) -> Ranking:
    """Return a ranking of a problem whose ranks ``rank_by`` has still to fill."""
    crews = tables.crews
    n_entries = len(tables.network.entry)
    sets, length = layout(np.diff(crews.kind[:, RANKS])[crews.queue_kind])
    opened = open_modes(tables, limit)
    return Ranking(
        rank=np.zeros(n_entries, np.int64),
        value=np.zeros(n_entries, np.float64),
        open_mode=opened,
        keep=_keep(tables),
        of_entry=_outline(tables, opened),
        outline=rows_in_lines(n_entries),
        sets=sets,
        words=np.zeros(length, np.int64),
    )


def _outline(tables: Tables, opened: Flags) -> Reals:
    """Return the rows of ``Ranking.outline`` by entry, all but the index filled in."""
    problem, network = tables.problem, tables.network
    of_entry = owners(network.activity[:, ENTRIES])
    of_demand, of_mode = owners(problem.demand_start), owners(problem.mode_start)
    asking = np.flatnonzero(network.mode[of_demand, USABLE])
    mode = of_demand[asking]
    entry = np.searchsorted(
        of_entry * problem.n_kinds + network.entry,
        of_mode[mode] * problem.n_kinds + problem.demand_kind[asking],
    )
    steps, alone = network.mode[mode, STEPS], network.mode[mode, SIZE] == 1
    outline = np.zeros((len(of_entry), 8))
    outline[:, [EAST, NORTH]] = problem.at[of_entry]
    np.maximum.at(outline[:, LONGEST], entry, np.where(alone, np.maximum(steps, 1), np.inf))
    outline[:, LEAST] = np.inf
    np.minimum.at(outline[:, LEAST], entry, steps)
    outline[:, WHOM] = of_entry
    outline[entry, ONLY] = np.where(alone & opened[mode], mode, -1)
    outline[np.bincount(entry, minlength=len(of_entry)) != 1, ONLY] = -1
    outline[entry, RESTS] = network.mode[mode, CALENDAR]
    return outline


def _keep(tables: Tables) -> Ints:
    """
    Return the steps counted against using each team as each kind. Shape ``(n_teams, n_kinds)``.

    A fifth of the mean work if the team's scarcest kind is worth much more than this one,
    so that a team of several kinds is kept for the rarer where another is as near.
    """
    serves = tables.problem.team_kinds
    price = kind_prices(tables)
    scarcest = np.where(serves, price, 0.0).max(axis=1, initial=0.0)[:, None]
    mean = shortest_steps(tables).mean() if tables.problem.n_activities else 0.0
    spare = np.where(serves & (scarcest > 0), (scarcest - price) / np.maximum(scarcest, 1e-9), 0)
    return np.asarray(np.floor(0.2 * mean * spare), np.int64)


def rank_by(tables: Tables, ranking: Ranking, index: Reals) -> None:
    """Rank the entries of every kind by the index of their activities, greatest first."""
    kind = tables.network.entry
    activity = owners(tables.network.activity[:, ENTRIES])
    value = index[activity]
    order = np.lexsort((-value, kind))
    ranking.rank[order] = np.arange(len(order)) - tables.crews.kind[kind[order], RANKS]
    ranking.value[:] = value[order]
    np.take(ranking.of_entry, order, axis=0, out=ranking.outline)
    ranking.outline[:, WORTH] = ranking.value
