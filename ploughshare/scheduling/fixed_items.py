"""Fixed items that cannot be kept: each proof that one breaks a rule, in words."""

from collections.abc import Iterator

import numpy as np

from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.problem import NONE, Ints, Problem
from ploughshare.scheduling.tables import BEGIN, CALENDAR, FINISH, FIXED, MODE, STEPS, Tables
from ploughshare.scheduling.travel import trips
from ploughshare.scheduling.working import start_of


def broken_items(tables: Tables, heads: Heads) -> Iterator[tuple[int, str]]:
    """
    Yield fixed activities that break a rule whatever else is planned, and the rule.

    Between two items of a team other work may shorten the way (no camp move, another zone),
    so a trip counts as too long only if the straight way at full speed is, or
    if everything else is fixed too.
    """
    problem = tables.problem
    for f, j in enumerate(problem.fixed_activity.tolist()):
        for why in (*_crew_breaks(tables, f), *_date_breaks(tables, heads, f)):
            yield j, why
    for m in range(problem.n_teams):
        yield from _round_breaks(tables, m)
    yield from _apart_breaks(tables)
    yield from _limit_breaks(tables)


def _crew(problem: Problem, f: int) -> list[tuple[int, int]]:
    members = slice(problem.fixed_start[f], problem.fixed_start[f + 1])
    kinds = problem.fixed_kind[members].tolist()
    return list(zip(problem.fixed_team[members].tolist(), kinds, strict=True))


def _crew_breaks(tables: Tables, f: int) -> Iterator[str]:
    problem = tables.problem
    j, mode = int(problem.fixed_activity[f]), int(tables.network.fixed[f, MODE])
    crew = _crew(problem, f)
    asked = np.zeros(problem.n_kinds, np.int64)
    demands = slice(problem.demand_start[mode], problem.demand_start[mode + 1])
    asked[problem.demand_kind[demands]] = problem.demand_count[demands]
    given = np.bincount([kind for _, kind in crew], minlength=problem.n_kinds)
    for k in np.flatnonzero(asked != given).tolist():
        yield f"its mode asks for {asked[k]} of kind {problem.kinds[k]}, {given[k]} are named"
    if len({m for m, _ in crew}) < len(crew):
        yield "a team is named twice"
    for m, kind in crew:
        name = problem.team_ids[m]
        if not problem.team_kinds[m, kind]:
            yield f"team {name} does not serve as {problem.kinds[kind]}"
        zone, group = int(problem.zone[j]), int(problem.team_group[m])
        if zone != NONE and not problem.team_zones[m, zone]:
            yield f"team {name} may not work in zone {problem.zones[zone]}"
        if not problem.any_group[j] and (group == NONE or not problem.group_allowed[j, group]):
            yield f"team {name} is of no group that may work on it"
        if int(tables.network.fixed[f, FINISH]) > problem.team_to[m]:
            yield f"team {name} has left before it is finished"


def _date_breaks(tables: Tables, heads: Heads, f: int) -> Iterator[str]:
    problem = tables.problem
    j, begin = int(problem.fixed_activity[f]), int(problem.fixed_begin[f])
    if begin < problem.earliest[j]:
        yield f"it may not start before step {problem.earliest[j]}"
    for p in range(problem.pred_start[j], problem.pred_start[j + 1]):
        i = int(problem.pred[p])
        if heads.finish[i] + problem.pred_lag[p] > begin:
            lag = f" and the lag of {problem.pred_lag[p]}" if problem.pred_lag[p] else ""
            yield (
                f"{problem.activity_ids[i]}, which comes before it, cannot be finished "
                f"before step {heads.finish[i]}{lag}"
            )
    mode = tables.network.fixed[f, MODE]
    crew = np.array([m for m, _ in _crew(problem, f)], np.int64)
    if tables.network.mode[mode, STEPS] > 0:
        calendar = int(tables.network.mode[mode, CALENDAR])
        if start_of(*tables.working[1:], calendar, crew, len(crew), begin) > begin:
            yield f"step {begin} is no working step for it"


def _round_breaks(tables: Tables, m: int) -> Iterator[tuple[int, str]]:
    """Yield the items of one team that it cannot reach in time."""
    problem, travel, fixed = tables.problem, tables.travel, tables.network.fixed
    of_team = slice(*tables.crews.team[m : m + 2, 2])
    alone = len(problem.fixed_activity) == problem.n_activities
    place, free, before = problem.n_activities + m, int(problem.team_from[m]), "its base"
    for f in tables.crews.team_fixed[of_team].tolist():
        j = int(problem.fixed_activity[f])
        way = _straight_way(tables, m, place, j)
        if alone:
            way = int(trips(travel, np.array([m]), np.array([place]), np.array([j]))[0])
        if free + way > fixed[f, BEGIN]:
            yield (
                j,
                f"team {problem.team_ids[m]} is free at {before} at step {free} and cannot be "
                f"there before step {free + way}",
            )
        place, free, before = j, int(fixed[f, FINISH]), problem.activity_ids[j]


def _straight_way(tables: Tables, m: int, a: int, b: int) -> int:
    """Return the least steps from ``a`` to ``b`` over any stops: no camp moves, no zones."""
    problem, travel = tables.problem, tables.travel
    c = int(problem.team_mobility[m])
    km = float(np.hypot(*(travel.site[a] - travel.site[b]))) * float(problem.detour[c])
    # Each stop on the way may save 1e-6 of a step (rounding of the format), and doubles a little.
    slack = 1e-6 * (problem.n_activities + 1)
    steps = km / float(problem.km_per_step[c]) * (1 - 1e-9) - slack
    return max(0, int(np.ceil(steps)))


def _spans(tables: Tables, activities: Ints) -> list[tuple[int, int, int]]:
    """Begin, finish and activity of those that are fixed and take time, in order of time."""
    found = []
    for j in activities.tolist():
        item = int(tables.network.activity[j, FIXED])
        if item >= 0:
            begin, finish = tables.network.fixed[item, [BEGIN, FINISH]].tolist()
            if begin < finish:
                found.append((begin, finish, j))
    return sorted(found)


def _apart_breaks(tables: Tables) -> Iterator[tuple[int, str]]:
    """Yield fixed items that are kept apart from others that overlap them."""
    problem = tables.problem
    if not len(problem.fixed_activity):
        return
    for a, name in enumerate(problem.apart_ids):
        these = _spans(tables, problem.these[problem.these_start[a] : problem.these_start[a + 1]])
        those = _spans(tables, problem.those[problem.those_start[a] : problem.those_start[a + 1]])
        for begin, finish, j in these:
            for other_begin, other_finish, i in those:
                if begin < other_finish and other_begin < finish:
                    yield (
                        j,
                        f"{name} keeps it apart from {problem.activity_ids[i]}, which is fixed "
                        f"from step {other_begin} to {other_finish}",
                    )


def _limit_breaks(tables: Tables) -> Iterator[tuple[int, str]]:
    """Yield fixed items with whose begin the fixed ones alone are too many within a limit."""
    problem = tables.problem
    if not len(problem.fixed_activity):
        return
    for limit, name in enumerate(problem.limit_ids):
        members = slice(problem.limit_start[limit], problem.limit_start[limit + 1])
        spans = _spans(tables, problem.limit_activity[members])
        loads = {j: _counted(tables, limit, j) for _, _, j in spans}
        for step, _, j in spans:
            teams = sum(loads[i] for begin, finish, i in spans if begin <= step < finish)
            at_once = int(problem.limit_at_once[limit])
            if teams > at_once and loads[j]:
                yield j, f"limit {name} lets {at_once} teams at once, and {teams} are fixed there"


def _counted(tables: Tables, limit: int, j: int) -> int:
    """Return how many teams of a fixed item count within a limit."""
    problem = tables.problem
    mode = int(tables.network.fixed[tables.network.activity[j, FIXED], MODE])
    demands = slice(problem.demand_start[mode], problem.demand_start[mode + 1])
    counted = problem.limit_kinds[limit, problem.demand_kind[demands]]
    return int(problem.demand_count[demands][counted].sum())
