"""Proofs that no schedule exists, each naming what makes it so."""

from collections.abc import Iterator

import numpy as np

from ploughshare.errors import Infeasible
from ploughshare.scheduling.fixed_items import broken_items
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.heads import Heads, earliest
from ploughshare.scheduling.index_rules import even_split
from ploughshare.scheduling.joint import limits_passed
from ploughshare.scheduling.pauses import absence_pauses
from ploughshare.scheduling.problem import NEVER, NONE, Flags, Ints, Problem
from ploughshare.scheduling.tables import OPENNESS, SIZE, STEPS, USABLE, Tables

_NAMED = 5
"""Names in a message; all are in the facts."""


def refuse_infeasible(tables: Tables) -> None:
    """
    Raise ``Infeasible`` if a proof is at hand.

    That is an activity without a usable mode, a fixed item that breaks a rule, an
    activity whose earliest finish lies beyond the last step of every team that may do it,
    or work for which the teams that may do it are not there long enough.

    The facts hold ``activities``: names without which the proof would not hold.
    """
    refuse_unusable(tables)
    heads = earliest(tables.problem)
    _refuse_fixed(tables, heads)
    _refuse_late(tables, heads)
    _refuse_overload(tables)


def refuse_unusable(tables: Tables) -> None:
    """Raise ``Infeasible`` if an activity has no mode whose teams exist and may do it."""
    problem = tables.problem
    usable = tables.network.mode[:-1, USABLE] > 0
    possible = np.zeros(problem.n_activities, np.bool_)
    np.logical_or.at(possible, owners(problem.mode_start), usable)
    possible[problem.fixed_activity] = True
    stuck = [problem.activity_ids[j] for j in np.flatnonzero(~possible)]
    if not stuck:
        return
    reasons = "; ".join(_why_unusable(tables, problem.activity_ids.index(stuck[0])))
    raise Infeasible(
        f"No schedule: activity {stuck[0]} has no usable mode: {reasons}."
        + (f" Nor have {listed(stuck[1:])}." if len(stuck) > 1 else ""),
        remedy="Add teams or modes, or open its zone, groups and limits to the teams there are.",
        reason="no-usable-mode",
        activities=stuck,
    )


def _why_unusable(tables: Tables, j: int) -> Iterator[str]:
    problem = tables.problem
    may = tables.crews.may[tables.network.activity[j, OPENNESS]]
    where = _where(problem, j)
    for o in range(problem.mode_start[j], problem.mode_start[j + 1]):
        for d in range(problem.demand_start[o], problem.demand_start[o + 1]):
            kind, count = int(problem.demand_kind[d]), int(problem.demand_count[d])
            serve = problem.team_kinds[:, kind]
            there = int((serve & may).sum())
            if there < count:
                yield (
                    f"mode {o - problem.mode_start[j]} asks for {count} of kind "
                    f"{problem.kinds[kind]}, {int(serve.sum())} serve as it and {there} "
                    f"of them may work {where}"
                )
        for name, at_once, load in limits_passed(problem, j, o):
            yield (
                f"mode {o - problem.mode_start[j]} brings {load} teams within limit {name}, "
                f"which lets {at_once} at once"
            )


def _where(problem: Problem, j: int) -> str:
    where = [] if problem.zone[j] == NONE else [f"in zone {problem.zones[problem.zone[j]]}"]
    if not problem.any_group[j]:
        allowed = [problem.groups[g] for g in np.flatnonzero(problem.group_allowed[j]).tolist()]
        where.append(f"in the allowed groups ({listed(allowed) or 'none'})")
    return " ".join(where) or "there"


def _refuse_fixed(tables: Tables, heads: Heads) -> None:
    found = list(broken_items(tables, heads))
    if found:
        j, why = found[0]
        name = tables.problem.activity_ids[j]
        start = int(tables.problem.fixed_begin[tables.problem.fixed_activity.tolist().index(j)])
        raise Infeasible(
            f"No schedule: fixed {name} cannot start at step {start} as given: {why}.",
            remedy="Give it another start or other teams, or do not fix it.",
            reason="fixed-item",
            activities=[tables.problem.activity_ids[i] for i in dict(found)],
        )


def _refuse_late(tables: Tables, heads: Heads) -> None:
    """No team that may do it is there long enough, were it alone in the world."""
    problem = tables.problem
    late = np.flatnonzero(~heads.possible)
    if len(late) == 0:
        return
    # Only the first ones: what comes after them has no heads of its own.
    behind = np.zeros(problem.n_activities, np.bool_)
    for j in heads.order:
        before = problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]
        behind[j] = behind[before].any() or not heads.possible[before].all()
    names = [problem.activity_ids[j] for j in late if not behind[j]]
    first = problem.activity_ids.index(names[0])
    teams = np.flatnonzero(_could_serve(tables, first))
    last = int(problem.team_to[teams].max(initial=0))
    raise Infeasible(
        f"No schedule: {names[0]} cannot start before step {heads.start[first]} and cannot be "
        f"finished by step {last}, when the last of the teams that may do it leaves.",
        remedy="Let a team stay longer, or bring the work before it forward.",
        reason="teams-leave",
        activities=names,
    )


def _could_serve(tables: Tables, j: int) -> Flags:
    """Which teams may serve in some usable mode of an activity."""
    problem, network = tables.problem, tables.network
    kinds = np.zeros(problem.n_kinds, np.bool_)
    for o in range(problem.mode_start[j], problem.mode_start[j + 1]):
        if network.mode[o, USABLE]:
            kinds[problem.demand_kind[problem.demand_start[o] : problem.demand_start[o + 1]]] = True
    serve = problem.team_kinds[:, kinds].any(axis=1)
    return np.asarray(serve & tables.crews.may[network.activity[j, OPENNESS]], np.bool_)


def _refuse_overload(tables: Tables) -> None:
    """Work that only some teams may do takes more team steps than those are there for."""
    problem = tables.problem
    work, crews, crew_of = _work_and_crews(tables)
    time = _time_there(problem)
    for crew in range(len(crews)):
        if not crews[crew].any() or (problem.team_to[crews[crew]] >= NEVER).any():
            continue
        within = ~(crews & ~crews[crew]).any(axis=1)
        only = np.flatnonzero(within[crew_of] & (work > 0))
        total, there = int(work[only].sum()), int(time[crews[crew]].sum())
        if total <= there:
            continue
        teams = [problem.team_ids[m] for m in np.flatnonzero(crews[crew])]
        raise Infeasible(
            f"No schedule: {len(only)} activities that only {listed(teams)} may do take "
            f"{total} team steps; these teams are there for {there}.",
            remedy="Let the teams stay longer, add teams, or leave work out.",
            reason="team-time",
            activities=_least_worth(tables, only, work, total - there),
            teams=teams,
        )


def _work_and_crews(tables: Tables) -> tuple[Ints, Flags, Ints]:
    """
    Return the least team steps of each activity, the distinct sets of teams, and whose is whose.

    A fixed activity counts as none: its teams are given, whoever else might do it.
    """
    problem, mode = tables.problem, tables.network.mode[:-1]
    of_mode = owners(problem.mode_start)
    least = np.full(problem.n_activities, np.iinfo(np.int64).max)
    usable = mode[:, USABLE] > 0
    np.minimum.at(least, of_mode[usable], (mode[:, STEPS] * mode[:, SIZE])[usable])
    kinds = np.zeros((problem.n_activities, problem.n_kinds), np.bool_)
    of_demand = owners(problem.demand_start)
    wanted = usable[of_demand]
    kinds[of_mode[of_demand[wanted]], problem.demand_kind[wanted]] = True
    least[problem.fixed_activity] = 0
    key = np.concatenate((kinds, tables.network.activity[:-1, [OPENNESS]]), axis=1).astype(np.int64)
    alike, crew_of = np.unique(key, axis=0, return_inverse=True)
    crews = np.zeros((len(alike), problem.n_teams), np.bool_)
    for c, row in enumerate(alike):
        serve = problem.team_kinds[:, row[:-1] > 0].any(axis=1)
        crews[c] = serve & tables.crews.may[row[-1]]
    return least, crews, crew_of.reshape(-1).astype(np.int64)


def _time_there(problem: Problem) -> Ints:
    """Return the steps each team is there and not away; meaningless for those that never leave."""
    absences = absence_pauses(problem)
    of_team = owners(absences.start)
    begin = np.maximum(absences.interval[:, 0], problem.team_from[of_team])
    end = np.minimum(absences.interval[:, 1], problem.team_to[of_team])
    time = np.maximum(problem.team_to - problem.team_from, 0)
    np.subtract.at(time, of_team, np.maximum(end - begin, 0))
    return np.asarray(time, np.int64)


def _least_worth(tables: Tables, only: Ints, work: Ints, excess: int) -> list[str]:
    """Name activities to leave out, least weight per step first, until the excess is gone."""
    worth = even_split(tables)[only] / work[only]
    order = only[np.argsort(worth, kind="stable")]
    enough = int(np.searchsorted(np.cumsum(work[order]), excess)) + 1
    return [tables.problem.activity_ids[j] for j in order[:enough]]


def listed(names: list[str]) -> str:
    """Return a few of many names, and how many more there are."""
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
