"""The optimum of a tiny problem by trying everything.

Every feasible schedule gives an order of all activities (by start, then finish, then
place in ``items``) and, along it, a mode and a set of teams for each; each team works
its activities in that order. Given these choices the starts obey

    S_j >= earliest_j, begin_j of a fixed item, C_i + lag of each predecessor,
           from + travel of each team that comes first, C_prev + travel of each other
    S_j is a working step when the mode has steps; C_j follows from S_j.

All of it is monotone: a later bound never gives an earlier start, and a later start
never an earlier finish, for ``[S, C)`` loses working steps at its front and must gain
them at its end; with 0 steps ``C = S``, whatever stands down. So the system has a
least solution, each start of which is at or below that of every schedule with the same
choices (Knaster-Tarski). Leaving dates, fixed starts from above and the objective only
get better when finishes fall, so the least solution is feasible if any is and costs no
more. Along each team its starts do not fall and ties stay in the chosen order, so
the order is the one the rules see. Trying all orders and choices and solving each for
its least solution is therefore exact, also under stand-downs, absences, leaving dates
and for activities of 0 steps that teams attend.

An activity may precede its predecessor in the order only if all three agree in time: both
have 0 steps and the lag is 0. Neighbours in an order that share neither team nor
precedence may be swapped without changing the system, so only the lexicographically
first of such orders is tried. Nothing here is shared with the solver.

Joint rules (``restoration-problem/2``). The alternative that an activity waits for is one
more choice. In a schedule with the order and choices at hand any two that are kept apart do
not overlap, nor do all of a set that a limit is too small for; so of each such set some two
do not, and the earlier in the order is finished when the other starts. Where the least
solution has such a set, each pair of it is tried as one more wait, and the least solution
that comes out of the best is the answer: every schedule has at least one of these pairs.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from ploughshare.scheduling.problem import NONE, Problem
from ploughshare.scheduling.schedule import Schedule

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """
    A mode of an activity (counted within it), teams that can do it and as what, its pauses.

    And the alternative that it waits for: what is in it, and the lags.
    """

    mode: int
    steps: int
    teams: tuple[int, ...]
    kinds: tuple[int, ...]
    pauses: tuple[Interval, ...]
    waits: tuple[tuple[int, int], ...] = ()


def optimum(problem: Problem) -> int | None:
    """
    Compute the least objective of any feasible schedule.

    Meant for at most five activities and four teams.

    Returns
    -------
    int or None
        ``None`` when no feasible schedule exists.
    """
    best = optimal_schedule(problem)
    return None if best is None else best.objective


def optimal_schedule(problem: Problem) -> Schedule | None:
    """Find a schedule of the least objective; ``None`` when no feasible one exists."""
    return _Search(problem).schedule


Waits = tuple[tuple[int, int], ...]
"""Pairs of activities, the first of which is finished before the second starts."""


class _Search:
    def __init__(self, problem: Problem) -> None:
        n = problem.n_activities
        self.problem = problem
        self.choices = [
            [
                replace(each, waits=waits)
                for each in _choices(problem, j)
                for waits in _sets(problem, j)
            ]
            for j in range(n)
        ]
        self.joint = _Joint(problem)
        self.before = [_predecessors(problem, j) for j in range(n)]
        self.needs = _needs_first(problem)
        self.lower = problem.earliest.tolist()
        self.begin: dict[int, int] = {}
        for f, j in enumerate(problem.fixed_activity.tolist()):
            self.begin[j] = int(problem.fixed_begin[f])
            self.lower[j] = max(self.lower[j], self.begin[j])
        self.comes = problem.team_from.tolist()
        self.leaves = problem.team_to.tolist()
        self.trip = _trips(problem)
        self.shortest = [min((c.steps for c in each), default=0) for each in self.choices]
        self.latest = _latest(problem, self.trip)
        self.schedule: Schedule | None = None
        if all(self.choices):
            self._extend([], {}, self.lower)

    def _extend(self, order: list[int], chosen: dict[int, Choice], starts: list[int]) -> None:
        if len(order) == len(self.choices):
            return
        for j in range(len(self.choices)):
            if j in chosen:
                continue
            for choice in self.choices[j]:
                if not self._in_order(j, choice, order, chosen):
                    continue
                order.append(j)
                chosen[j] = choice
                solved = self._least_of_all(order, chosen, starts)
                if solved is not None and self._is_better(solved[1]):
                    if len(order) == len(self.choices):
                        self.schedule = self._schedule(order, chosen, *solved)
                    self._extend(order, chosen, solved[0])
                order.pop()
                del chosen[j]

    def _in_order(
        self, j: int, choice: Choice, order: list[int], chosen: dict[int, Choice]
    ) -> bool:
        for i, lag in (*self.before[j], *choice.waits):
            if i not in chosen and (lag or choice.steps or self.shortest[i]):
                return False
        if self.joint.n_rules:
            return True
        if not order or order[-1] < j:
            return True
        last = order[-1]
        related = {i for i, _ in self.before[j]} | {i for i, _ in self.before[last]}
        return bool(related & {j, last}) or bool(set(choice.teams) & set(chosen[last].teams))

    def _least_of_all(
        self, order: list[int], chosen: dict[int, Choice], starts: list[int], waits: Waits = ()
    ) -> tuple[list[int], list[int]] | None:
        """The cheapest of the least solutions that keep what is kept apart, and all limits."""
        solved = self._least(order, chosen, starts, waits)
        if solved is None or len(order) < len(self.choices):
            return solved
        if not waits and not self._grounded(chosen):
            return None
        clash = self.joint.clash(order, chosen, *solved)
        if not clash:
            return solved
        found = [
            self._least_of_all(order, chosen, starts, (*waits, pair))
            for pair in combinations(clash, 2)
        ]
        kept = [each for each in found if each is not None]
        return min(kept, key=lambda each: self._cost(each[1]), default=None)

    def _grounded(self, chosen: dict[int, Choice]) -> bool:
        """Whether nothing waits for itself by the alternatives chosen."""
        done: set[int] = set()
        for _ in chosen:
            done |= {
                j
                for j, choice in chosen.items()
                if all(i in done for i, _ in (*self.before[j], *choice.waits))
            }
        return len(done) == len(chosen)

    def _least(
        self, order: list[int], chosen: dict[int, Choice], starts: list[int], waits: Waits
    ) -> tuple[list[int], list[int]] | None:
        """Least starts and finishes, of activities not yet chosen a lower bound on them."""
        arrivals = self._arrivals(order, chosen)
        for j, made in chosen.items():
            arrivals[j].extend(made.waits)
        for i, j in waits:
            arrivals[j].append((i, 0))
        starts = list(starts)
        finishes = [0] * len(starts)
        changed = True
        while changed:
            changed = False
            for j in range(len(starts)):
                start = starts[j]
                for i, wait in self.before[j]:
                    start = max(start, finishes[i] + wait)
                for i, wait in arrivals.get(j, ()):
                    start = max(start, (finishes[i] if i != NONE else 0) + wait)
                choice = chosen.get(j)
                if choice is None:
                    finish = start + self.shortest[j]
                else:
                    start, finish = _worked(start, choice)
                if finish > self.latest:
                    return None
                if (start, finish) != (starts[j], finishes[j]):
                    starts[j], finishes[j] = start, finish
                    changed = True
        for j, choice in chosen.items():
            if any(finishes[j] > self.leaves[t] for t in choice.teams):
                return None
        if any(starts[j] > begin for j, begin in self.begin.items()):
            return None
        return starts, finishes

    def _arrivals(
        self, order: list[int], chosen: dict[int, Choice]
    ) -> dict[int, list[tuple[int, int]]]:
        """What each activity's teams did before, ``NONE`` for coming from base, and the wait."""
        last: dict[int, int] = {}
        arrivals: dict[int, list[tuple[int, int]]] = {}
        for j in order:
            waits = arrivals[j] = []
            for t in chosen[j].teams:
                i = last.get(t, NONE)
                there = self.comes[t] if i == NONE else 0
                waits.append((i, there + self.trip[t, i, j]))
                last[t] = j
        return arrivals

    def _is_better(self, finishes: list[int]) -> bool:
        return self.schedule is None or self._cost(finishes) < self.schedule.objective

    def _schedule(
        self,
        order: list[int],
        chosen: dict[int, Choice],
        starts: list[int],
        finishes: list[int],
    ) -> Schedule:
        choices = [chosen[j] for j in range(len(starts))]
        return Schedule(
            mode=np.array([each.mode for each in choices]),
            start=np.array(starts),
            finish=np.array(finishes),
            team_start=np.cumsum([0, *(len(each.teams) for each in choices)]),
            team=np.array([t for each in choices for t in each.teams], dtype=np.int64),
            team_kind=np.array([k for each in choices for k in each.kinds], dtype=np.int64),
            order=np.array(order),
            objective=self._cost(finishes),
        )

    def _cost(self, finishes: list[int]) -> int:
        problem = self.problem
        reached: dict[int, int] = {}
        for b, needs in self.needs:
            own = finishes[problem.benefit_activity[b]]
            reached[b] = max([own, *(reached[need] for need in needs)])
        return sum(int(problem.weight[b]) * step for b, step in reached.items())


class _Joint:
    """Limits and what is kept apart, as sets of activities that may not all be under way at once."""

    def __init__(self, problem: Problem) -> None:
        self.limits = [
            (
                set(problem.limit_activity[slice(*problem.limit_start[i : i + 2])].tolist()),
                set(np.flatnonzero(problem.limit_kinds[i]).tolist()),
                int(problem.limit_at_once[i]),
            )
            for i in range(problem.n_limits)
        ]
        self.pairs = {
            frozenset((i, j))
            for a in range(problem.n_apart)
            for i in problem.these[slice(*problem.these_start[a : a + 2])].tolist()
            for j in problem.those[slice(*problem.those_start[a : a + 2])].tolist()
        }
        self.n_rules = problem.n_limits + problem.n_apart + problem.n_sets

    def clash(
        self,
        order: list[int],
        chosen: dict[int, Choice],
        starts: list[int],
        finishes: list[int],
    ) -> list[int]:
        """Activities under way at one step that may not be, in order; empty where all is well."""
        for step in sorted({starts[j] for j in order}):
            at_work = [j for j in order if starts[j] <= step < finishes[j]]
            for pair in combinations(at_work, 2):
                if frozenset(pair) in self.pairs:
                    return list(pair)
            for members, kinds, at_once in self.limits:
                counted = {
                    j: sum(kind in kinds for kind in chosen[j].kinds)
                    for j in at_work
                    if j in members
                }
                if sum(counted.values()) > at_once:
                    return [j for j, teams in counted.items() if teams]
        return []


def _sets(problem: Problem, j: int) -> list[tuple[tuple[int, int], ...]]:
    """The alternatives of an activity; an empty one where it has none."""
    sets = [
        tuple(
            (int(problem.set_pred[k]), int(problem.set_lag[k]))
            for k in range(problem.set_start[s], problem.set_start[s + 1])
        )
        for s in np.flatnonzero(problem.set_activity == j)
    ]
    return sets or [()]


def _predecessors(problem: Problem, j: int) -> list[tuple[int, int]]:
    listed = range(problem.pred_start[j], problem.pred_start[j + 1])
    return [(int(problem.pred[k]), int(problem.pred_lag[k])) for k in listed]


def _needs_first(problem: Problem) -> list[tuple[int, list[int]]]:
    needs = {
        b: problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
        for b in range(problem.n_benefits)
    }
    ordered: list[tuple[int, list[int]]] = []
    placed: set[int] = set()
    while len(placed) < len(needs):
        for b, listed in needs.items():
            if b not in placed and placed.issuperset(listed):
                placed.add(b)
                ordered.append((b, listed))
    return ordered


def _choices(problem: Problem, j: int) -> list[Choice]:
    able = [t for t in range(problem.n_teams) if _may_work(problem, t, j)]
    choices: list[Choice] = []
    first = int(problem.mode_start[j])
    for m in range(first, int(problem.mode_start[j + 1])):
        demand = [
            int(problem.demand_kind[k])
            for k in range(problem.demand_start[m], problem.demand_start[m + 1])
            for _ in range(min(int(problem.demand_count[k]), problem.n_teams + 1))
        ]
        for teams in combinations(able, len(demand)):
            for kinds in _arrangements(demand):
                if _serve(problem, teams, kinds) and _as_fixed(problem, j, m - first, teams, kinds):
                    pauses = _pauses(problem, j, set(demand), teams)
                    steps = int(problem.mode_steps[m])
                    choices.append(Choice(m - first, steps, teams, kinds, pauses))
                    # As what each team serves changes nothing else.
                    break
    return choices


def _arrangements(demand: list[int]) -> Iterator[tuple[int, ...]]:
    for kinds in product(sorted(set(demand)), repeat=len(demand)):
        if sorted(kinds) == sorted(demand):
            yield kinds


def _serve(problem: Problem, teams: tuple[int, ...], kinds: tuple[int, ...]) -> bool:
    return all(problem.team_kinds[t, k] for t, k in zip(teams, kinds, strict=True))


def _may_work(problem: Problem, t: int, j: int) -> bool:
    zone, group = problem.zone[j], problem.team_group[t]
    if zone != NONE and not problem.team_zones[t, zone]:
        return False
    return bool(problem.any_group[j] or (group != NONE and problem.group_allowed[j, group]))


def _as_fixed(
    problem: Problem, j: int, mode: int, teams: tuple[int, ...], kinds: tuple[int, ...]
) -> bool:
    """Whether no fixed item wants the activity otherwise."""
    for f in np.flatnonzero(problem.fixed_activity == j).tolist():
        listed = slice(problem.fixed_start[f], problem.fixed_start[f + 1])
        named = zip(
            problem.fixed_team[listed].tolist(), problem.fixed_kind[listed].tolist(), strict=True
        )
        if problem.fixed_mode[f] != mode or sorted(named) != sorted(zip(teams, kinds, strict=True)):
            return False
    return True


def _pauses(
    problem: Problem, j: int, kinds: set[int], teams: tuple[int, ...]
) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for s, (start, end) in enumerate(problem.standdown.tolist()):
        zone = problem.zone[j]
        here = problem.standdown_everywhere[s] or (
            zone != NONE and problem.standdown_zones[s, zone]
        )
        if here and any(problem.standdown_kinds[s, k] for k in kinds):
            found.append((start, end))
    for t in teams:
        for k in range(problem.away_start[t], problem.away_start[t + 1]):
            found.append((int(problem.away[k, 0]), int(problem.away[k, 1])))
    return tuple(sorted(found))


def _worked(start: int, choice: Choice) -> Interval:
    """First working step from ``start`` on, and the finish that follows; by counting steps."""
    if choice.steps == 0:
        return start, start
    begin, step, left = NONE, start, choice.steps
    while left:
        pause = next((end for a, end in choice.pauses if a <= step < end), None)
        if pause is not None:
            step = pause
            continue
        if begin == NONE:
            begin = step
        free = min((a for a, _ in choice.pauses if a > step), default=step + left) - step
        done = min(free, left)
        step += done
        left -= done
    return begin, step


def _trips(problem: Problem) -> dict[tuple[int, int, int], int]:
    """Steps by team, from an activity (or ``NONE``: from base), to an activity."""
    trips: dict[tuple[int, int, int], int] = {}
    n = problem.n_activities
    for t, i, j in product(range(problem.n_teams), range(NONE, n), range(n)):
        a = problem.team_at[t] if i == NONE else problem.at[i]
        b = problem.at[j]
        zone_a = problem.team_zone[t] if i == NONE else problem.zone[i]
        m = problem.team_mobility[t]
        steps = 0
        dx, dy = float(a[0] - b[0]), float(a[1] - b[1])
        if dx or dy:
            km = float(problem.detour[m]) * math.sqrt(dx * dx + dy * dy)
            steps = math.ceil(km / float(problem.km_per_step[m]) - 1e-6)
            if km > problem.camp_move_km[m] + 1e-6:
                steps += int(problem.camp_move_steps[m])
        if NONE not in (zone_a, problem.zone[j]):
            steps += int(problem.between[zone_a, problem.zone[j]])
        area_a = problem.team_area[t] if i == NONE else problem.area[i]
        if NONE not in (area_a, problem.area[j]):
            steps += int(problem.roads[m, area_a, problem.area[j]])
        trips[t, i, j] = steps
    return trips


def _latest(problem: Problem, trips: dict[tuple[int, int, int], int]) -> int:
    """A step that no least solution passes: everything that can delay, one after another."""
    waits = [*problem.earliest.tolist(), *problem.team_from.tolist(), *problem.fixed_begin.tolist()]
    pauses = problem.standdown.tolist() + problem.away.tolist()
    work = int(problem.mode_steps.sum()) + int(problem.pred_lag.sum() + problem.set_lag.sum())
    travel: int = problem.n_activities * max(trips.values(), default=0)
    waiting: int = max(waits, default=0) + sum(b - a for a, b in pauses)
    return waiting + work + travel
