"""Heads: the earliest any plan could start, finish or serve, were there teams enough."""

from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.pauses import (
    absence_pauses,
    finish_after,
    first_working_step,
    merged,
    standdown_pauses,
)
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem, Reals
from ploughshare.scheduling.trips import ROUNDING, least_steps_between_zones

FAR = 2**62
"""Stands for "no team at all" while the earliest of several teams is sought."""


@dataclass(frozen=True, slots=True)
class Heads:
    """
    Steps before which nothing can happen, in any feasible schedule.

    Parameters
    ----------
    start, finish
        Earliest start and finish of each activity. Shape ``(n_activities,)``.
    mode_start, mode_finish, mode_usable
        The same for each mode, and whether enough teams could ever do it. Of a
        fixed activity only its fixed mode is usable. Shape ``(n_modes,)``.
    possible
        Whether each activity has a usable mode; where it has none the problem is
        infeasible, and its heads are those of its shortest mode without teams.
    benefit
        Earliest step each benefit is in service. Shape ``(n_benefits,)``.
    order
        Activities, each after its predecessors. Shape ``(n_activities,)``.
    benefit_order
        Benefits, each after those it needs. Shape ``(n_benefits,)``.
    """

    start: Ints
    finish: Ints
    mode_start: Ints
    mode_finish: Ints
    mode_usable: Flags
    possible: Flags
    benefit: Ints
    order: Ints
    benefit_order: Ints


def earliest(problem: Problem) -> Heads:
    """
    Compute the heads of a problem. See ``docs/explanation/proven-limit.md`` for the proof.

    Teams are taken one by one with their arrival, leaving, absences and first trip;
    that two activities cannot have the same team at once is ignored.
    """
    order = topological_order(problem.pred_start, problem.pred)
    calendars, calendar_of = standdown_pauses(problem)
    away = absence_pauses(problem)
    crews, crew_size, crew_start = _teams_by_kind(problem)
    begin, end, mode = _fixed(problem, calendars.start, calendars.interval, calendar_of)
    start, finish, mode_start, mode_finish, usable, possible = _forward(
        order,
        problem.pred_start,
        problem.pred,
        problem.pred_lag,
        problem.earliest,
        problem.at,
        problem.zone,
        problem.any_group,
        problem.group_allowed,
        problem.mode_start,
        problem.mode_steps,
        problem.demand_start,
        problem.demand_kind,
        problem.demand_count,
        crew_start,
        crews,
        crew_size,
        problem.team_at,
        problem.team_zone,
        problem.team_group,
        problem.team_zones,
        problem.team_from,
        problem.team_to,
        problem.detour[problem.team_mobility],
        problem.km_per_step[problem.team_mobility],
        least_steps_between_zones(problem),
        calendar_of,
        calendars.start,
        calendars.interval,
        away.start,
        away.interval,
        begin,
        end,
        mode,
    )
    benefit_order = topological_order(problem.need_start, problem.need)
    benefit = _benefits(
        benefit_order, problem.need_start, problem.need, finish[problem.benefit_activity]
    )
    return Heads(
        start,
        finish,
        mode_start,
        mode_finish,
        usable,
        possible,
        benefit,
        order,
        benefit_order,
    )


def critical_path(problem: Problem, heads: Heads) -> int:
    """Return the bound in which every benefit is served at its earliest step."""
    return sum(int(w) * int(h) for w, h in zip(problem.weight, heads.benefit, strict=True))


def _teams_by_kind(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """
    Return one of each set of like teams, by kind and arrival; their number; where kinds begin.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for team in range(problem.n_teams):
        away = problem.away[problem.away_start[team] : problem.away_start[team + 1]]
        key = (
            problem.team_at[team].tobytes(),
            int(problem.team_zone[team]),
            int(problem.team_mobility[team]),
            int(problem.team_group[team]),
            problem.team_zones[team].tobytes(),
            problem.team_kinds[team].tobytes(),
            int(problem.team_from[team]),
            int(problem.team_to[team]),
            away.tobytes(),
        )
        alike.setdefault(key, []).append(team)
    first = np.array([teams[0] for teams in alike.values()], np.int64)
    number = np.array([len(teams) for teams in alike.values()], np.int64)
    by_arrival = np.argsort(problem.team_from[first], kind="stable")
    first, number = first[by_arrival], number[by_arrival]
    of_kind = [np.flatnonzero(problem.team_kinds[first, k]) for k in range(problem.n_kinds)]
    start = np.zeros(problem.n_kinds + 1, np.int64)
    start[1:] = np.cumsum([len(teams) for teams in of_kind])
    places = np.concatenate([np.zeros(0, np.int64), *of_kind]).astype(np.int64)
    return first[places], number[places], start


def _fixed(
    problem: Problem, calendar_start: Ints, calendar: Ints, calendar_of: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return begin, finish and mode of each fixed activity, ``-1`` for all others."""
    begin = np.full(problem.n_activities, NONE, np.int64)
    finish, mode = begin.copy(), begin.copy()
    nothing = np.zeros((0, 2), np.int64)
    for f, j in enumerate(problem.fixed_activity):
        m = problem.mode_start[j] + problem.fixed_mode[f]
        c = calendar_of[m]
        teams = problem.fixed_team[problem.fixed_start[f] : problem.fixed_start[f + 1]]
        parts = [problem.away[problem.away_start[t] : problem.away_start[t + 1]] for t in teams]
        both = [nothing, calendar[calendar_start[c] : calendar_start[c + 1]], *parts]
        pauses = merged(np.concatenate(both))
        begin[j], mode[j] = problem.fixed_begin[f], problem.fixed_mode[f]
        finish[j] = finish_after(
            pauses, 0, len(pauses), nothing, 0, 0, int(begin[j]), int(problem.mode_steps[m])
        )
    return begin, finish, mode


@compiled
def topological_order(before_start: Ints, before: Ints) -> Ints:
    """Return all indices, each after those in its ``before`` list (first come, first served)."""
    # Plain loops: numpy's sums and differences would take longer to compile than all of this.
    n = len(before_start) - 1
    after_start = np.zeros(n + 2, np.int64)
    for e in range(len(before)):
        after_start[before[e] + 2] += 1
    for i in range(n):
        after_start[i + 2] += after_start[i + 1]
    after = np.zeros(len(before), np.int64)
    waits = np.zeros(n, np.int64)
    order = np.zeros(n, np.int64)
    tail = 0
    for j in range(n):
        waits[j] = before_start[j + 1] - before_start[j]
        if waits[j] == 0:
            order[tail] = j
            tail += 1
        for e in range(before_start[j], before_start[j + 1]):
            # Filling shifts each start by one place: it ends as the start of the next.
            after[after_start[before[e] + 1]] = j
            after_start[before[e] + 1] += 1
    for head in range(n):
        i = order[head]
        for e in range(after_start[i], after_start[i + 1]):
            waits[after[e]] -= 1
            if waits[after[e]] == 0:
                order[tail] = after[e]
                tail += 1
    return order


@compiled
def _benefits(order: Ints, need_start: Ints, need: Ints, finish: Ints) -> Ints:
    earliest = finish.copy()
    for b in order:
        for other in need[need_start[b] : need_start[b + 1]]:
            earliest[b] = max(earliest[b], earliest[other])
    return earliest


@compiled
def _keep_least(least: Ints, value: int) -> None:
    """Put a value into an ascending list of the least ones seen."""
    place = len(least) - 1
    if value >= least[place]:
        return
    while place > 0 and least[place - 1] > value:
        least[place] = least[place - 1]
        place -= 1
    least[place] = value


@compiled
def _forward(
    order: Ints,
    pred_start: Ints,
    pred: Ints,
    pred_lag: Ints,
    not_before: Ints,
    at: Reals,
    zone: Ints,
    any_group: Flags,
    group_allowed: Flags,
    mode_first: Ints,
    steps: Ints,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    crew_start: Ints,
    crews: Ints,
    crew_size: Ints,
    team_at: Reals,
    team_zone: Ints,
    team_group: Ints,
    team_zones: Flags,
    team_from: Ints,
    team_to: Ints,
    team_detour: Reals,
    team_km_per_step: Reals,
    between: Ints,
    calendar_of: Ints,
    calendar_start: Ints,
    calendar: Ints,
    away_start: Ints,
    away: Ints,
    fixed_begin: Ints,
    fixed_finish: Ints,
    fixed_mode: Ints,
) -> tuple[Ints, Ints, Ints, Ints, Flags, Flags]:
    n = len(order)
    start, finish = np.zeros(n, np.int64), np.zeros(n, np.int64)
    mode_start, mode_finish = np.zeros(len(steps), np.int64), np.zeros(len(steps), np.int64)
    usable, possible = np.zeros(len(steps), np.bool_), np.zeros(n, np.bool_)
    n_teams = len(team_from)
    hop_slack = 1e-6 * (n + 1)
    for j in order:
        ready = not_before[j]
        for e in range(pred_start[j], pred_start[j + 1]):
            ready = max(ready, finish[pred[e]] + pred_lag[e])
        first, last = FAR, FAR
        shortest = FAR
        for m in range(mode_first[j], mode_first[j + 1]):
            shortest = min(shortest, steps[m])
            if fixed_mode[j] >= 0:
                mode_start[m], mode_finish[m] = fixed_begin[j], fixed_finish[j]
                usable[m] = m - mode_first[j] == fixed_mode[j]
                if usable[m]:
                    first, last = fixed_begin[j], fixed_finish[j]
                continue
            begin, end = ready, ready + steps[m]
            lo, hi = calendar_start[calendar_of[m]], calendar_start[calendar_of[m] + 1]
            for d in range(demand_start[m], demand_start[m + 1]):
                k = demand_kind[d]
                count = min(demand_count[d], n_teams + 1)
                starts, ends = np.full(count, FAR), np.full(count, FAR)
                for c in range(crew_start[k], crew_start[k + 1]):
                    team = crews[c]
                    if team_from[team] >= starts[-1] and team_from[team] >= ends[-1]:
                        break
                    if zone[j] >= 0 and not team_zones[team, zone[j]]:
                        continue
                    if not any_group[j] and (
                        team_group[team] < 0 or not group_allowed[j, team_group[team]]
                    ):
                        continue
                    dx, dy = team_at[team, 0] - at[j, 0], team_at[team, 1] - at[j, 1]
                    km = team_detour[team] * np.sqrt(dx * dx + dy * dy)
                    # Each stop on the way may save 1e-6 step, and there are at most n stops.
                    trip = np.ceil(km / team_km_per_step[team] * (1 - ROUNDING) - hop_slack)
                    arrival = team_from[team] + max(0, int(trip))
                    arrival += between[team_zone[team], zone[j]]
                    s = max(ready, arrival)
                    e = s
                    if steps[m] > 0:
                        a, b = away_start[team], away_start[team + 1]
                        s = first_working_step(calendar, lo, hi, away, a, b, s)
                        e = finish_after(calendar, lo, hi, away, a, b, s, steps[m])
                    if e <= team_to[team]:
                        for _ in range(min(count, crew_size[c])):
                            _keep_least(starts, s)
                            _keep_least(ends, e)
                begin, end = max(begin, starts[-1]), max(end, ends[-1])
            usable[m] = begin < FAR
            if usable[m] and demand_start[m] < demand_start[m + 1]:
                if steps[m] > 0:
                    begin = first_working_step(calendar, lo, hi, away, 0, 0, begin)
                    end = max(end, finish_after(calendar, lo, hi, away, 0, 0, begin, steps[m]))
                else:
                    begin = end = max(begin, end)
            mode_start[m], mode_finish[m] = begin, end
            first, last = min(first, begin), min(last, end)
        possible[j] = last < FAR
        if not possible[j]:
            first, last = ready, ready + shortest
        start[j], finish[j] = first, last
    return start, finish, mode_start, mode_finish, usable, possible


def least_steps_after(problem: Problem, heads: Heads) -> Ints:
    """
    Return the least steps from each activity's finish to a benefit that waits for it.

    0 for the activity of a benefit; for one that no benefit waits for, anything.
    Shape ``(n_activities,)``.
    """
    shortest = np.minimum.reduceat(
        np.where(heads.mode_usable, problem.mode_steps, FAR), problem.mode_start[:-1]
    )
    shortest[~heads.possible] = 0
    return _backward(
        heads.order,
        problem.pred_start,
        problem.pred,
        problem.pred_lag,
        shortest,
        problem.benefit_activity,
    )


@compiled
def _backward(
    order: Ints, pred_start: Ints, pred: Ints, pred_lag: Ints, shortest: Ints, ends: Ints
) -> Ints:
    n = len(order)
    after = np.zeros(n, np.int64)
    for j in range(n):
        after[j] = FAR
    for b in range(len(ends)):
        after[ends[b]] = 0
    for i in range(n - 1, -1, -1):
        j = order[i]
        if after[j] < FAR:
            for e in range(pred_start[j], pred_start[j + 1]):
                after[pred[e]] = min(after[pred[e]], pred_lag[e] + shortest[j] + after[j])
    for j in range(n):
        if after[j] == FAR:
            after[j] = 0
    return after
