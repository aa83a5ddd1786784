"""A problem with something pressed on it: its own activities and benefits first, then what presses.

Used one after the other: what leads to a goal alone, as if there were nothing else to do; that
fixed, so that the rest makes way; and with a limit, the step by which the goal must be reached, all as it is.
Where the rest cannot make way, a weight beside which all else is as nothing. See ``make_way`` for
what needs no search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ploughshare.scheduling.flat_lists import offsets
from ploughshare.scheduling.problem import NONE, Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.warm_start import Start

Needed = Sequence[int]
"""Numbers of the benefits that a goal needs."""


def with_groups(problem: Problem, only: Mapping[str, frozenset[str]]) -> Problem:
    """The problem in which some activities, by id, are left to groups of those that may do them."""
    if not only:
        return problem
    any_group, allowed = problem.any_group.copy(), problem.group_allowed.copy()
    number = {name: j for j, name in enumerate(problem.activity_ids)}
    for name, groups in only.items():
        j = number[name]
        among = np.array([group in groups for group in problem.groups], np.bool_)
        allowed[j] = among & (allowed[j] | any_group[j])
        any_group[j] = False
    return replace(problem, any_group=any_group, group_allowed=allowed, sha256="")


def with_weights(
    problem: Problem, goals: Sequence[tuple[int, Needed, int]], weight: int
) -> Problem:
    """
    The problem in which each goal is one more benefit.

    Parameters
    ----------
    goals
        Of each its activity, the benefits it needs, and the step by which it shall be reached, 0 for
        as early as it can. A goal with a step needs a benefit that comes on that step by itself:
        so it comes on the later of the two, and only what is late weighs.
    weight
        Of each goal.
    """
    days = [due for _, _, due in goals if due]
    lists = [list(needs) for _, needs, _ in goals]
    for n, k in enumerate(k for k, (_, _, due) in enumerate(goals) if due):
        lists[k].append(problem.n_benefits + n)
    reached = [problem.n_activities + n for n in range(len(days))]
    reached += [activity for activity, _, _ in goals]
    lengths = [0] * len(days) + [len(each) for each in lists]
    return replace(
        _with_activities(problem, days, [()] * len(days)),
        benefit_ids=(*problem.benefit_ids, *_names("goal", len(lengths), problem.benefit_ids)),
        benefit_activity=_more(problem.benefit_activity, reached),
        weight=_more(problem.weight, [0] * len(days) + [weight] * len(goals)),
        need_start=_more(problem.need_start, len(problem.need) + np.cumsum(lengths)),
        need=_more(problem.need, [b for each in lists for b in each]),
        sha256="",
    )


def with_limits(problem: Problem, limits: Sequence[tuple[Sequence[int], int]]) -> Problem:
    """
    The problem in which some activities are done by a step.

    After them comes one more activity, a step long, for a team that nobody else needs, and that
    leaves a step after the limit.

    Parameters
    ----------
    limits
        Activities, and the step by which all of them have finished.
    """
    count, n_teams, n_kinds = len(limits), problem.n_teams, problem.n_kinds
    kinds = np.zeros((n_teams + count, n_kinds + count), np.bool_)
    kinds[:n_teams, :n_kinds] = problem.team_kinds
    kinds[n_teams + np.arange(count), n_kinds + np.arange(count)] = True
    none = np.zeros(count, np.int64)
    return replace(
        _with_activities(problem, [0] * count, [before for before, _ in limits], served=True),
        kinds=(*problem.kinds, *_names("goal", count, problem.kinds)),
        team_ids=(*problem.team_ids, *_names("goal", count, problem.team_ids)),
        team_at=np.concatenate([problem.team_at, np.zeros((count, 2))]),
        team_zone=_more(problem.team_zone, none + NONE),
        team_area=_more(problem.team_area, none + NONE),
        team_mobility=_more(problem.team_mobility, none),
        team_group=_more(problem.team_group, none + NONE),
        team_from=_more(problem.team_from, none),
        team_to=_more(problem.team_to, [step + 1 for _, step in limits]),
        team_kinds=kinds,
        team_zones=np.concatenate(
            [problem.team_zones, np.ones((count, len(problem.zones)), np.bool_)]
        ),
        away_start=_more(problem.away_start, none + len(problem.away)),
        standdown_kinds=np.concatenate(
            [problem.standdown_kinds, np.zeros((len(problem.standdown), count), np.bool_)], axis=1
        ),
        limit_kinds=np.pad(problem.limit_kinds, ((0, 0), (0, count))),
        sha256="",
    )


def before(problem: Problem, goals: Iterable[int]) -> list[int]:
    """Activities and all that come before them."""
    found = dict.fromkeys(goals)
    queue = list(found)
    for j in queue:
        first = problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]].tolist()
        queue += [i for i in dict.fromkeys(first) if i not in found]
        found |= dict.fromkeys(first)
    return list(found)


def alone(problem: Problem, kept: Ints) -> tuple[Problem, list[int]]:
    """
    The problem of some activities alone, with all teams, and the numbers of the benefits they bring.

    Parameters
    ----------
    kept
        Their numbers in rising order, what is fixed among them. Benefits weigh nothing.
    """
    place = np.full(problem.n_activities, NONE)
    place[kept] = np.arange(len(kept))
    preds = [_listed(problem.pred_start, j) for j in kept.tolist()]
    preds = [[k for k in each if place[problem.pred[k]] != NONE] for each in preds]
    modes = [k for j in kept.tolist() for k in _listed(problem.mode_start, j)]
    demands = [k for mode in modes for k in _listed(problem.demand_start, mode)]
    brought = np.flatnonzero(place[problem.benefit_activity] != NONE).tolist()
    benefit = {b: n for n, b in enumerate(brought)}
    needs = [
        [benefit[n] for n in problem.need[_listed(problem.need_start, b)].tolist() if n in benefit]
        for b in brought
    ]
    flat = [k for each in preds for k in each]
    part = replace(
        problem,
        activity_ids=tuple(problem.activity_ids[j] for j in kept.tolist()),
        benefit_ids=tuple(problem.benefit_ids[b] for b in brought),
        at=problem.at[kept],
        zone=problem.zone[kept],
        area=problem.area[kept],
        earliest=problem.earliest[kept],
        any_group=problem.any_group[kept],
        group_allowed=problem.group_allowed[kept],
        pred_start=offsets(map(len, preds)),
        pred=place[problem.pred[flat]],
        pred_lag=problem.pred_lag[flat],
        mode_start=offsets(np.diff(problem.mode_start)[kept].tolist()),
        mode_steps=problem.mode_steps[modes],
        demand_start=offsets(np.diff(problem.demand_start)[modes].tolist()),
        demand_kind=problem.demand_kind[demands],
        demand_count=problem.demand_count[demands],
        fixed_activity=place[problem.fixed_activity],
        benefit_activity=place[problem.benefit_activity[brought]],
        weight=np.zeros(len(brought), np.int64),
        need_start=offsets(map(len, needs)),
        need=np.array([n for each in needs for n in each], dtype=np.int64),
        **_joint_rules_among(problem, place),
        sha256="",
    )
    return part, brought


def _joint_rules_among(problem: Problem, place: Ints) -> dict[str, Any]:
    """Limits, what is kept apart and whole alternatives among activities that have a place."""

    def of(start: Ints, listed: Ints, name: str) -> dict[str, Ints]:
        there = [[k for k in _listed(start, i) if place[listed[k]] != NONE]
                 for i in range(len(start) - 1)]  # fmt: skip
        flat = [k for each in there for k in each]
        return {f"{name}_start": offsets(map(len, there)), name: place[listed[flat]]}

    whole = [
        s
        for s, j in enumerate(problem.set_activity.tolist())
        if place[j] != NONE and (place[problem.set_pred[_listed(problem.set_start, s)]] >= 0).all()
    ]
    in_sets = [k for s in whole for k in _listed(problem.set_start, s)]
    limits = of(problem.limit_start, problem.limit_activity, "limit")
    return {
        "limit_start": limits["limit_start"],
        "limit_activity": limits["limit"],
        **of(problem.these_start, problem.these, "these"),
        **of(problem.those_start, problem.those, "those"),
        "set_activity": place[problem.set_activity[whole]],
        "set_start": offsets(len(_listed(problem.set_start, s)) for s in whole),
        "set_pred": place[problem.set_pred[in_sets]],
        "set_lag": problem.set_lag[in_sets],
    }


def _listed(start: Ints, i: int) -> list[int]:
    return list(range(int(start[i]), int(start[i + 1])))


def with_fixed(problem: Problem, kept: Ints, schedule: Schedule) -> Problem:
    """The problem in which some activities are fixed as in a schedule of them alone."""
    known = set(problem.fixed_activity.tolist())
    crew = [*zip(schedule.team_start[:-1].tolist(), schedule.team_start[1:].tolist(), strict=True)]
    rows = [n for n, j in enumerate(kept.tolist()) if j not in known and crew[n][0] < crew[n][1]]
    slots = [slot for n in rows for slot in range(*crew[n])]
    lengths = [crew[n][1] - crew[n][0] for n in rows]
    return replace(
        problem,
        fixed_activity=_more(problem.fixed_activity, kept[rows]),
        fixed_mode=_more(problem.fixed_mode, schedule.mode[rows]),
        fixed_begin=_more(problem.fixed_begin, schedule.start[rows]),
        fixed_start=_more(problem.fixed_start, len(problem.fixed_team) + np.cumsum(lengths)),
        fixed_team=_more(problem.fixed_team, schedule.team[slots]),
        fixed_kind=_more(problem.fixed_kind, schedule.team_kind[slots]),
        sha256="",
    )


def _with_activities(
    problem: Problem,
    earliest: Sequence[int],
    before: Sequence[Sequence[int]],
    *,
    served: bool = False,
) -> Problem:
    """The problem with activities more: milestones, or a step long and each by a kind of its own."""
    count = len(earliest)
    after = [j for each in before for j in each]
    demands = len(problem.demand_kind)
    kinds = problem.n_kinds + np.arange(count) if served else np.zeros(0, np.int64)
    ends = demands + (1 + np.arange(count) if served else np.zeros(count, np.int64))
    lengths = np.array([len(each) for each in before], dtype=np.int64)
    return replace(
        problem,
        activity_ids=(*problem.activity_ids, *_names("goal", count, problem.activity_ids)),
        at=np.concatenate([problem.at, np.zeros((count, 2))]),
        zone=_more(problem.zone, [NONE] * count),
        area=_more(problem.area, [NONE] * count),
        earliest=_more(problem.earliest, earliest),
        any_group=np.concatenate([problem.any_group, np.ones(count, np.bool_)]),
        group_allowed=np.concatenate(
            [problem.group_allowed, np.zeros((count, len(problem.groups)), np.bool_)]
        ),
        pred_start=_more(problem.pred_start, len(problem.pred) + np.cumsum(lengths)),
        pred=_more(problem.pred, after),
        pred_lag=_more(problem.pred_lag, [0] * len(after)),
        mode_start=_more(problem.mode_start, problem.n_modes + 1 + np.arange(count)),
        mode_steps=_more(problem.mode_steps, [int(served)] * count),
        demand_start=_more(problem.demand_start, ends),
        demand_kind=_more(problem.demand_kind, kinds),
        demand_count=_more(problem.demand_count, [1] * len(kinds)),
    )


def with_days(start: Start, goals: Iterable[tuple[int, Needed, int]]) -> Start:
    """A start of the problem as one of the problem with weights."""
    days = [due for _, _, due in goals if due]
    return _with_more(start, days, days, ())


def with_limited(start: Start, problem: Problem, limits: Iterable[tuple[Needed, int]]) -> Start:
    """A start of the problem as one of the problem with limits."""
    steps = [int(max(start.finish[list(before)], default=0)) for before, _ in limits]
    return _with_more(
        start, steps, [step + 1 for step in steps], (problem.n_teams, problem.n_kinds)
    )


def _with_more(
    start: Start, begin: Sequence[int], end: Sequence[int], first: tuple[int, ...]
) -> Start:
    """A start with activities more, each done by a team of its own from the first on, or by nobody."""
    count = len(begin)
    crews = range(count if first else 0)
    first_team, first_kind = first or (0, 0)
    held = len(start.team) + (1 + np.arange(count) if first else np.zeros(count, np.int64))
    return replace(
        start,
        known=np.concatenate([start.known, np.ones(count, np.bool_)]),
        mode=_more(start.mode, [0] * count),
        start=_more(start.start, begin),
        finish=_more(start.finish, end),
        crew_start=_more(start.crew_start, held),
        team=_more(start.team, [first_team + n for n in crews]),
        kind=_more(start.kind, [first_kind + n for n in crews]),
    )


def own_part(problem: Problem, schedule: Schedule) -> Schedule:
    """A schedule of a pressed problem as one of the problem itself; its objective is left as it was."""
    n = problem.n_activities
    held = int(schedule.team_start[n])
    return replace(
        schedule,
        mode=schedule.mode[:n],
        start=schedule.start[:n],
        finish=schedule.finish[:n],
        team_start=schedule.team_start[: n + 1],
        team=schedule.team[:held],
        team_kind=schedule.team_kind[:held],
        order=schedule.order[schedule.order < n],
        bindings=schedule.bindings[:n],
        history=(),
    )


def _more(numbers: Ints, rest: Iterable[int] | Ints) -> Ints:
    return np.concatenate([numbers, np.asarray(list(rest), dtype=np.int64)])


def _names(word: str, count: int, taken: Iterable[str]) -> tuple[str, ...]:
    """Names that nothing else has."""
    known = set(taken)
    free = (name for n in range(count + len(known)) if (name := f"{word}/{n}") not in known)
    return tuple(next(free) for _ in range(count))
