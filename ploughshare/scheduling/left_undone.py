"""What a search left undone: the answer when no schedule was found and none is ruled out."""

import numpy as np

from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.infeasible import listed
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import NEVER, Problem
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.tables import DEMANDS, KIND, MODES, OPENNESS, SIZE, SLOTS, Tables


class LeftUndone(NoScheduleFound):
    """
    A search left something undone; ``placed`` is what it did place.

    Without what was left, that is a schedule of the rest: nothing placed waits for anything left.
    """

    placed: ScheduleDocument


def not_found(tables: Tables, draft: Draft) -> LeftUndone:
    """
    Name what the last draft left undone, and the teams that had gone.

    The facts hold ``activities`` (the first of each chain that could not be placed, and fixed
    items that could not be kept), ``unplaced`` (all) and ``teams``.
    """
    problem = tables.problem
    left = np.flatnonzero(draft.mode < 0)
    waits = np.zeros(problem.n_activities, np.bool_)
    waits[left] = True
    first = [j for j in left.tolist() if not waits[_preds(problem, j)].any()]
    gone = _gone(tables, first)
    missed = [] if first else _missed(tables, draft)
    message = "No schedule found"
    if first:
        message += f": {_names(problem, first)} could not be placed"
        held = len(left) - len(first)
        message += f", nor {held} that wait for them" if held else ""
    if gone:
        message += f"; the teams that may do them left too early: {listed(gone)}"
    if missed:
        message += f": {_names(problem, missed)} could not be kept as fixed"
    found = LeftUndone(
        message + ". That is no proof that none exists.",
        remedy="Let teams stay longer, add teams, or search longer.",
        activities=[problem.activity_ids[j] for j in first or missed],
        unplaced=[problem.activity_ids[j] for j in left],
        teams=gone,
    )
    found.placed = _placed(tables, draft)
    return found


def _placed(tables: Tables, draft: Draft) -> ScheduleDocument:
    """Return what a draft has placed, under the problem's names."""
    problem, network = tables.problem, tables.network
    items = []
    for j in np.flatnonzero(draft.mode >= 0).tolist():
        mode, slot = int(draft.mode[j]), int(network.activity[j, SLOTS])
        teams: dict[str, tuple[str, ...]] = {}
        for s in range(slot, slot + int(network.mode[mode, SIZE])):
            kind, team = problem.kinds[draft.crew_kind[s]], problem.team_ids[draft.crew[s]]
            teams[kind] = (*teams.get(kind, ()), team)
        first = int(network.activity[j, MODES])
        start, finish = int(draft.start[j]), int(draft.finish[j])
        items.append(ScheduleItem(problem.activity_ids[j], mode - first, teams, start, finish))
    items.sort(key=lambda item: (item.start, item.finish))
    return ScheduleDocument(problem.sha256, 0, 0, tuple(items))


def _names(problem: Problem, activities: list[int]) -> str:
    return listed([problem.activity_ids[j] for j in activities])


def _preds(problem: Problem, j: int) -> list[int]:
    return [int(i) for i in problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]]


def _missed(tables: Tables, draft: Draft) -> list[int]:
    """Return the fixed activities that other work keeps from their place, or else all."""
    problem = tables.problem
    late = [
        j
        for j in problem.fixed_activity.tolist()
        for p in range(problem.pred_start[j], problem.pred_start[j + 1])
        if draft.finish[problem.pred[p]] + problem.pred_lag[p] > draft.start[j]
    ]
    if late:
        return sorted(set(late))
    broken = retime(tables, draft)
    return [broken] if broken >= 0 else [int(j) for j in problem.fixed_activity]


def _gone(tables: Tables, activities: list[int]) -> list[str]:
    """Name the teams with a last step that might have served."""
    problem, network = tables.problem, tables.network
    wanted = np.zeros(problem.n_teams, np.bool_)
    for j in activities:
        first, end = network.mode[network.activity[j : j + 2, MODES], DEMANDS].tolist()
        serve = problem.team_kinds[:, network.demand[first:end, KIND]].any(axis=1)
        wanted |= serve & tables.crews.may[network.activity[j, OPENNESS]]
    return [problem.team_ids[m] for m in np.flatnonzero(wanted & (problem.team_to < NEVER))]
