"""The whole problem as a constraint programme: every rule of the format, every team by name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from ploughshare.scheduling.exact_joint import add_joint_rules
from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.pauses import merged
from ploughshare.scheduling.problem import NEVER, NONE, Flags, Ints, Problem
from ploughshare.scheduling.trips import steps_between

BASE = -1
"""In a team's round: before its first and after its last activity."""


def may_work(problem: Problem, activity: int) -> Flags:
    """Return which teams may work on an activity as far as zone and group go. ``(n_teams,)``."""
    able = np.ones(problem.n_teams, np.bool_)
    if problem.zone[activity] != NONE:
        able &= problem.team_zones[:, problem.zone[activity]]
    if not problem.any_group[activity]:
        allowed = np.append(problem.group_allowed[activity], False)
        able &= allowed[problem.team_group]
    return able


def demands(problem: Problem, mode: int) -> Iterator[tuple[int, int]]:
    """Yield kind and count of each demand of a mode."""
    for d in range(problem.demand_start[mode], problem.demand_start[mode + 1]):
        yield int(problem.demand_kind[d]), int(problem.demand_count[d])


def trips_of(problem: Problem, team: int) -> tuple[Ints, Ints]:
    """Return a team's trips from base to each activity, and from each activity to each."""
    mobility = int(problem.team_mobility[team])
    zones = np.column_stack((problem.zone, problem.area))
    base = np.array([[problem.team_zone[team], problem.team_area[team]]])
    first = steps_between(
        problem,
        mobility,
        problem.team_at[team][None],
        base,
        problem.at,
        zones,
    )
    return first[0], steps_between(problem, mobility, problem.at, zones, problem.at, zones)


def horizon(problem: Problem) -> int:
    """
    Return a step by which some optimal schedule has ended, if there is a schedule at all.

    Take an optimal schedule, keep its modes, teams, the order on each team and what its
    joint rules come to as predecessors (see ``frozen``), and let
    every activity that is not fixed start as early as precedence, teams and calendars
    allow. By monotony nothing ends later, so all rules still hold and the objective is
    no larger. Now walk back from the end: an activity's start is its earliest step, the
    arrival of a team from base, its fixed step, or waits for a predecessor (its finish,
    a lag), a team (the finish of an earlier activity, a trip) or a joint rule (the finish
    of an earlier activity, for an alternative a lag), possibly pushed on by a pause. So the
    steps from some earliest step, arrival in the region or fixed start to the end are
    covered by working steps of different activities, by one lag or trip into each, and by
    steps of stand-downs and absences. Their sum is the horizon.
    """
    begins = np.concatenate((problem.earliest, problem.team_from, problem.fixed_begin))
    longest = int(np.maximum.reduceat(problem.mode_steps, problem.mode_start[:-1]).sum())
    waits = np.zeros(problem.n_activities, np.int64)
    np.maximum.at(
        waits, np.repeat(np.arange(len(waits)), np.diff(problem.pred_start)), problem.pred_lag
    )
    np.maximum.at(
        waits, np.repeat(problem.set_activity, np.diff(problem.set_start)), problem.set_lag
    )
    for team in range(problem.n_teams):
        first, between = trips_of(problem, team)
        waits = np.maximum(waits, np.maximum(first, between.max(axis=0)))
    pauses = np.concatenate((problem.standdown, problem.away))
    covered = merged(pauses)
    return int(begins.max() + longest + waits.sum() + (covered[:, 1] - covered[:, 0]).sum())


@dataclass(slots=True)
class ExactModel:
    """
    A constraint programme and the variables a schedule is read from.

    Parameters
    ----------
    model
        The OR-Tools model.
    start, finish
        A variable per activity.
    mode
        A literal per usable mode.
    serves
        A literal per ``(mode, kind, team)``.
    works
        A literal per ``(activity, team)`` that may come about.
    rounds
        Per team, literals by ``(from, to)``, activities or ``BASE``.
    benefit
        A variable per benefit.
    """

    model: Any
    start: list[Any] = field(default_factory=list)
    finish: list[Any] = field(default_factory=list)
    mode: dict[int, Any] = field(default_factory=dict)
    serves: dict[tuple[int, int, int], Any] = field(default_factory=dict)
    works: dict[tuple[int, int], Any] = field(default_factory=dict)
    rounds: list[dict[tuple[int, int], Any]] = field(default_factory=list)
    benefit: list[Any] = field(default_factory=list)


def build(problem: Problem, heads: Heads, end: int) -> ExactModel:
    """Build the constraint programme of a problem whose heads lie at or before ``end``."""
    from ortools.sat.python import cp_model

    exact = ExactModel(cp_model.CpModel())
    _add_dates(problem, heads, end, exact)
    _add_modes_and_teams(problem, heads, exact)
    _add_precedence(problem, exact)
    _add_pauses(problem, exact)
    _add_fixed(problem, exact)
    _add_rounds(problem, end, exact)
    add_joint_rules(problem, end, exact)
    _add_benefits(problem, heads, end, exact)
    return exact


def _add_dates(problem: Problem, heads: Heads, end: int, exact: ExactModel) -> None:
    for j in range(problem.n_activities):
        exact.start.append(exact.model.new_int_var(int(heads.start[j]), end, f"start {j}"))
        exact.finish.append(exact.model.new_int_var(int(heads.finish[j]), end, f"finish {j}"))


def _add_modes_and_teams(problem: Problem, heads: Heads, exact: ExactModel) -> None:
    model = exact.model
    for j in range(problem.n_activities):
        able = may_work(problem, j)
        chosen = []
        for m in range(problem.mode_start[j], problem.mode_start[j + 1]):
            if not heads.mode_usable[m]:
                continue
            exact.mode[m] = model.new_bool_var(f"mode {m}")
            chosen.append(exact.mode[m])
            model.add(exact.start[j] >= int(heads.mode_start[m])).only_enforce_if(exact.mode[m])
            model.add(exact.finish[j] >= int(heads.mode_finish[m])).only_enforce_if(exact.mode[m])
            _add_teams(problem, j, m, able, exact)
        model.add_exactly_one(chosen)
        for team in np.flatnonzero(able):
            roles = [v for (m, _, t), v in exact.serves.items() if t == team and _of(problem, m, j)]
            if roles:
                works = model.new_bool_var(f"team {team} on {j}")
                model.add(sum(roles) == works)
                exact.works[j, int(team)] = works
                if problem.team_to[team] < NEVER:
                    model.add(exact.finish[j] <= int(problem.team_to[team])).only_enforce_if(works)


def _of(problem: Problem, mode: int, activity: int) -> bool:
    return bool(problem.mode_start[activity] <= mode < problem.mode_start[activity + 1])


def _add_teams(problem: Problem, j: int, m: int, able: Flags, exact: ExactModel) -> None:
    for kind, count in demands(problem, m):
        roles = []
        for team in np.flatnonzero(able & problem.team_kinds[:, kind]):
            role = exact.model.new_bool_var(f"team {team} as {kind} in mode {m}")
            exact.serves[m, kind, int(team)] = role
            roles.append(role)
        exact.model.add(sum(roles) == count * exact.mode[m])


def _add_precedence(problem: Problem, exact: ExactModel) -> None:
    for j in range(problem.n_activities):
        for e in range(problem.pred_start[j], problem.pred_start[j + 1]):
            lag = int(problem.pred_lag[e])
            exact.model.add(exact.start[j] >= exact.finish[problem.pred[e]] + lag)


def pauses_of(problem: Problem, j: int, exact: ExactModel) -> dict[tuple[int, int], list[Any]]:
    """
    Return what may pause an activity, cut into spans between all their edges.

    Each span has the literals of the modes and teams that pause it.
    """
    causes: list[tuple[int, int, Any]] = []
    zone = problem.zone[j]
    for m in range(problem.mode_start[j], problem.mode_start[j + 1]):
        if m not in exact.mode or not problem.mode_steps[m]:
            continue
        kinds = [kind for kind, _ in demands(problem, m)]
        for s, (begin, end) in enumerate(problem.standdown.tolist()):
            here = problem.standdown_everywhere[s] or (
                zone != NONE and problem.standdown_zones[s, zone]
            )
            if here and problem.standdown_kinds[s, kinds].any():
                causes.append((begin, end, exact.mode[m]))
        for kind in kinds:
            for team in range(problem.n_teams):
                if (m, kind, team) in exact.serves:
                    role = exact.serves[m, kind, team]
                    rows = range(problem.away_start[team], problem.away_start[team + 1])
                    causes += [(*problem.away[a].tolist(), role) for a in rows]
    edges = sorted({edge for begin, end, _ in causes for edge in (begin, end)})
    spans: dict[tuple[int, int], list[Any]] = {}
    for span in pairwise(edges):
        literals = {lit.index: lit for a, b, lit in causes if a <= span[0] and span[1] <= b}
        if literals:
            spans[span] = list(literals.values())
    return spans


def _add_pauses(problem: Problem, exact: ExactModel) -> None:
    """
    Make the finish the least step by which the mode's working steps are done.

    That is: start and last step are working steps, and the time between start and
    finish is the mode's steps and all spans inside that are paused.
    """
    model = exact.model
    for j in range(problem.n_activities):
        start, finish = exact.start[j], exact.finish[j]
        lasting: list[Any] = []
        for (begin, end), literals in pauses_of(problem, j, exact).items():
            before, inside, after = (model.new_bool_var("") for _ in range(3))
            model.add(finish <= begin).only_enforce_if(before)
            model.add(start >= end).only_enforce_if(after)
            model.add(start < begin).only_enforce_if(inside)
            model.add(finish > end).only_enforce_if(inside)
            for literal in literals:
                model.add_bool_or(before, inside, after).only_enforce_if(literal)
            model.add_bool_or(literals).only_enforce_if(inside)
            lasting.append((end - begin) * inside)
        work = [
            int(problem.mode_steps[m]) * exact.mode[m]
            for m in range(problem.mode_start[j], problem.mode_start[j + 1])
            if m in exact.mode
        ]
        model.add(finish == start + sum(work) + sum(lasting))


def _add_fixed(problem: Problem, exact: ExactModel) -> None:
    model = exact.model
    for f, j in enumerate(problem.fixed_activity.tolist()):
        m = int(problem.mode_start[j] + problem.fixed_mode[f])
        model.add(exact.start[j] == int(problem.fixed_begin[f]))
        named = slice(problem.fixed_start[f], problem.fixed_start[f + 1])
        pairs = zip(
            problem.fixed_kind[named].tolist(), problem.fixed_team[named].tolist(), strict=True
        )
        roles = [exact.serves.get((m, kind, team)) for kind, team in pairs]
        if m not in exact.mode or any(role is None for role in roles):
            model.add_bool_or([])
            continue
        model.add_bool_and([exact.mode[m], *roles])


def _waits(problem: Problem) -> Flags:
    """Whether the second activity waits for the first, over any number of others. Shape ``(n, n)``."""
    n = problem.n_activities
    waits = np.zeros((n, n), np.bool_)
    waits[problem.pred, np.repeat(np.arange(n), np.diff(problem.pred_start))] = True
    for middle in range(n):
        waits |= waits[:, middle, None] & waits[None, middle]
    return waits


def may_gain_by_going_back(problem: Problem) -> bool:
    """
    Say whether a team may gain by doing, in one step, first what waits for the other.

    Both take no time, the way from the later to the earlier takes no step, and the two lie at
    different places, or in different zones or areas: then the way to them is not the same. At one
    place no schedule is worse for doing first what comes first. A model in which all orders rise
    along predecessors leaves such schedules out. Alternative predecessors count as if all of them
    were waited for.
    """
    n = problem.n_activities
    has_crew = np.diff(problem.demand_start) > 0
    of = np.repeat(np.arange(n), np.diff(problem.mode_start))
    quick = np.zeros(n, np.bool_)
    quick[of[has_crew & (problem.mode_steps == 0)]] = True
    if quick.sum() < 2:
        return False
    waits = _waits(problem) if problem.n_sets == 0 else np.ones((n, n), np.bool_)
    here = np.column_stack((problem.at, problem.zone, problem.area))
    apart = (here[:, None] != here[None, :]).any(axis=2)
    zones = np.column_stack((problem.zone, problem.area))
    for mobility in np.unique(problem.team_mobility).tolist():
        trips = steps_between(problem, mobility, problem.at, zones, problem.at, zones)
        at_once = (trips.T == 0) & apart & waits & quick[:, None] & quick[None]
        if at_once.any():
            return True
    return False


def _never_after(problem: Problem) -> Flags:
    """
    Whether a team cannot do the second activity after the first, which waits for it.

    Two activities of 0 steps may share a step and then come in either order. Shape
    ``(n, n)``.
    """
    waits = _waits(problem)
    lasts = np.minimum.reduceat(problem.mode_steps, problem.mode_start[:-1]) > 0
    return waits.T & (lasts[:, None] | lasts[None])


def _ranks(problem: Problem, exact: ExactModel) -> list[Any]:
    """
    Return a rank per activity that rises along predecessors and rounds; none if all take time.

    What takes no time could otherwise be gone through in a circle by several teams, at one step
    and one place, where any order is as good.
    """
    n = problem.n_activities
    if (problem.mode_steps > 0).all():
        return []
    rank = [exact.model.new_int_var(0, n - 1, "") for _ in range(n)]
    for j in range(n):
        for i in problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]:
            exact.model.add(rank[j] > rank[i])
    return rank


def _add_rounds(problem: Problem, end: int, exact: ExactModel) -> None:
    """Each team goes from base through its activities, one trip between each two."""
    model = exact.model
    never = _never_after(problem)
    rank = _ranks(problem, exact)
    for team in range(problem.n_teams):
        able = [j for j in range(problem.n_activities) if (j, team) in exact.works]
        first, between = trips_of(problem, team)
        legs: dict[tuple[int, int], Any] = {}
        arcs: list[tuple[int, int, Any]] = []
        node = {j: place + 1 for place, j in enumerate(able)} | {BASE: 0}
        for i in (BASE, *able):
            for j in (BASE, *able):
                if i == j or (BASE not in (i, j) and never[i, j]):
                    continue
                legs[i, j] = model.new_bool_var("")
                arcs.append((node[i], node[j], legs[i, j]))
                if j != BASE:
                    left = int(problem.team_from[team]) if i == BASE else exact.finish[i]
                    trip = int(first[j] if i == BASE else between[i, j])
                    model.add(exact.start[j] >= left + trip).only_enforce_if(legs[i, j])
                    if rank and i != BASE:
                        model.add(rank[j] > rank[i]).only_enforce_if(legs[i, j])
        arcs += [(node[j], node[j], ~exact.works[j, team]) for j in able]
        exact.rounds.append(legs)
        if not able:
            continue
        idle = model.new_bool_var("")
        model.add_circuit([*arcs, (0, 0, idle)])
        for j in able:
            model.add_implication(idle, ~exact.works[j, team])
        _add_occupation(team, able, end, exact)


def _add_occupation(team: int, able: list[int], end: int, exact: ExactModel) -> None:
    """Follows from the rounds, and helps the solver: a team does one activity at a time."""
    model = exact.model
    spans = []
    for j in able:
        length = model.new_int_var(0, end, "")
        model.add(length == exact.finish[j] - exact.start[j])
        spans.append(
            model.new_optional_interval_var(
                exact.start[j], length, exact.finish[j], exact.works[j, team], ""
            )
        )
    model.add_no_overlap(spans)


def _add_benefits(problem: Problem, heads: Heads, end: int, exact: ExactModel) -> None:
    model = exact.model
    for b in range(problem.n_benefits):
        served = model.new_int_var(int(heads.benefit[b]), end, f"benefit {b}")
        model.add(served >= exact.finish[problem.benefit_activity[b]])
        exact.benefit.append(served)
    for b in range(problem.n_benefits):
        for e in range(problem.need_start[b], problem.need_start[b + 1]):
            model.add(exact.benefit[b] >= exact.benefit[problem.need[e]])
    weights = problem.weight.tolist()
    model.minimize(sum(w * v for w, v in zip(weights, exact.benefit, strict=True) if w))
