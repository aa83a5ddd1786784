"""Surroundings: where an activity may go, in time and to whom."""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.chains import (
    FINISH,
    SIZE,
    START,
    TEAM,
)
from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.hilbert import along_hilbert_curve
from ploughshare.scheduling.problem import NEVER, Flags, Ints
from ploughshare.scheduling.tables import (
    EARLIEST,
    ENTRIES,
    LAG,
    OPENNESS,
    PREDS,
    SLOTS,
    SUCCS,
    WHICH,
    Crews,
    Network,
    Tables,
    grouped,
)

_ANY_TEAM, _ANYWHERE = 0.1, 0.25
"""Of the teams looked for: share of any of the kind, and, added to it, of any place."""
_REACH = 48.0
"""Neighbours along the curve among which a team is looked for, near ones most often."""
_TRIES = 4


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
def span(activity: Ints, pred: Ints, succ: Ints, node: Ints, j: int) -> tuple[int, int, int]:
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
def row_near(
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
