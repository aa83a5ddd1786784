"""Proofs that no schedule exists, each naming what makes it so; and what a search left undone."""

from collections.abc import Iterator

import numpy as np

from ploughshare.errors import Infeasible, NoScheduleFound
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.problem import NEVER, NONE, Problem
from ploughshare.scheduling.tables import KIND, MODES, OPENNESS, USABLE, Tables

_NAMED = 5
"""Names in a message; all are in the facts."""


def refuse_unusable(tables: Tables) -> None:
    """
    Raise ``Infeasible`` if an activity has no mode whose teams exist and may do it.

    Kinds are counted one by one: that enough teams serve as each is necessary.
    """
    problem, network = tables.problem, tables.network
    usable = network.mode[:-1, USABLE] > 0
    possible = np.logical_or.reduceat(usable, problem.mode_start[:-1]) if len(usable) else usable
    stuck = np.flatnonzero(~possible)
    if len(stuck) == 0:
        return
    names = [problem.activity_ids[j] for j in stuck]
    reasons = "; ".join(_why_unusable(tables, int(stuck[0])))
    raise Infeasible(
        f"No schedule: activity {names[0]} has no usable mode: {reasons}."
        + (f" The same holds for {_listed(names[1:])}." if len(names) > 1 else ""),
        remedy="Add teams or modes, or open its zone and groups to the teams there are.",
        reason="no-usable-mode",
        activities=names,
    )


def _why_unusable(tables: Tables, j: int) -> Iterator[str]:
    problem = tables.problem
    may = tables.crews.may[tables.network.activity[j, OPENNESS]]
    where = [] if problem.zone[j] == NONE else [f"in zone {problem.zones[problem.zone[j]]}"]
    if not problem.any_group[j]:
        allowed = [problem.groups[int(g)] for g in np.flatnonzero(problem.group_allowed[j])]
        where.append(f"in the allowed groups ({_listed(allowed) or 'none'})")
    for o in range(problem.mode_start[j], problem.mode_start[j + 1]):
        for d in range(problem.demand_start[o], problem.demand_start[o + 1]):
            kind, count = int(problem.demand_kind[d]), int(problem.demand_count[d])
            serve = problem.team_kinds[:, kind]
            there = int((serve & may).sum())
            if there < count:
                yield (
                    f"mode {o - problem.mode_start[j]} asks for {count} of kind "
                    f"{problem.kinds[kind]}, {int(serve.sum())} serve as it and {there} "
                    f"may work {' '.join(where) or 'at all'}"
                )


def not_found(tables: Tables, draft: Draft) -> NoScheduleFound:
    """Return the answer that names what the last draft left undone, and the teams that had gone."""
    problem = tables.problem
    left = np.flatnonzero(draft.mode < 0)
    missed = [
        int(j)
        for j in problem.fixed_activity
        if draft.mode[j] >= 0 and _late_before(problem, draft, int(j))
    ]
    waited = np.zeros(problem.n_activities, np.bool_)
    waited[left] = True
    first = [j for j in left.tolist() if not waited[_preds(problem, j)].any()]
    names = [problem.activity_ids[j] for j in [*first, *missed]]
    gone = _gone(tables, first)
    message = "No schedule found"
    if first:
        message += f": {_listed([problem.activity_ids[j] for j in first])} could not be placed"
        held = len(left) - len(first)
        message += f", and {held} that wait for them" if held else ""
    if gone:
        message += f"; the teams that may do them left too early: {_listed(gone)}"
    if missed:
        late = _listed([problem.activity_ids[j] for j in missed])
        message += f"; predecessors came too late for fixed {late}"
    return NoScheduleFound(
        message + ". That is no proof that none exists.",
        remedy="Let teams stay longer, add teams, or search longer.",
        activities=names or [problem.activity_ids[j] for j in left],
        unplaced=[problem.activity_ids[j] for j in left],
        teams=gone,
    )


def _preds(problem: Problem, j: int) -> list[int]:
    return [int(i) for i in problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]]


def _late_before(problem: Problem, draft: Draft, j: int) -> bool:
    for p in range(problem.pred_start[j], problem.pred_start[j + 1]):
        i = problem.pred[p]
        if draft.mode[i] < 0 or draft.finish[i] + problem.pred_lag[p] > draft.start[j]:
            return True
    return False


def _gone(tables: Tables, activities: list[int]) -> list[str]:
    """Name the teams with a last step that could have served activities by kind and right."""
    problem, network = tables.problem, tables.network
    wanted = np.zeros(problem.n_teams, np.bool_)
    for j in activities:
        modes = range(network.activity[j, MODES], network.activity[j + 1, MODES])
        for o in modes:
            kinds = network.demand[problem.demand_start[o] : problem.demand_start[o + 1], KIND]
            serve = problem.team_kinds[:, kinds].any(axis=1)
            wanted |= serve & tables.crews.may[network.activity[j, OPENNESS]]
    return [problem.team_ids[m] for m in np.flatnonzero(wanted & (problem.team_to < NEVER))]


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
