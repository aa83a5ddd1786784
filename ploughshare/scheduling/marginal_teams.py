"""The marginal value of teams: what one more team of each kind of team would change.

From the plan's side the plan is dispatched again with one more team, in its own order. In
the *lowest* estimate everybody else keeps order and mode, and the team stands in where it
comes earlier. In the *highest* local moves then put all teams' work in another order, and
what as many moves save without the team is taken off. Both begin and end with real
schedules. From the bound's side its prices say how far the proven limit falls.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from ploughshare.scheduling.annealing import HALVES, Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.bindings import bindings
from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.draft import Draft, as_draft, copied
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.limit_fall import limit_falls
from ploughshare.scheduling.problem import Flags, Ints, Problem, Reals
from ploughshare.scheduling.relief import relieve
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import OPENNESS, Tables, tables

Column = TypeVar("Column", Ints, Reals, Flags)

LEAST_SHARES, OF_A_LARGE_PLAN = (0.0, 0.3, 1.0, 2.0, 4.0), (0.3, 2.0)
"""How much earlier relief must finish work, in shares of its steps; the best of these counts."""
MOVES_EACH, MOST_MOVES, STRETCHES = 100, 60_000, 4
"""Local moves per activity, and in all, in so many stretches: about half a second."""
LARGE = 30_000
"""Activities beyond which so few moves find nothing and none are made."""


@dataclass(frozen=True, slots=True)
class TeamKind:
    """
    A kind of team: all teams that serve as the same kinds in the same mobility class.

    Parameters
    ----------
    kinds
        Indices of the kinds, ascending.
    mobility
        Index of the class.
    teams
        Every team of the problem belongs to one kind of team. Ascending.
    typical
        The one that is copied. Of those with the commonest group and zones, those that
        stay longest; of these the one based nearest to the middle of all bases.
    """

    kinds: tuple[int, ...]
    mobility: int
    teams: tuple[int, ...]
    typical: int


@dataclass(frozen=True, slots=True)
class MarginalTeam:
    """
    What one more team of a kind would change, in units of the objective; positive is better.

    None of it is a promise. The team is there from step 0, at the base and with the zones,
    group, absences and last step of one that exists.

    Parameters
    ----------
    kind
        The kind of team.
    lowest
        What a schedule with this team saves against the plan while all others keep their
        order and modes. Never below 0: the team may stay at home.
    highest
        The most that a schedule with this team was found to save, less what the same local
        moves save without it; at least ``lowest``, and no more beyond ``LARGE`` activities.
    limit_fall
        By how much the proven limit falls at its own prices; see ``limit_fall``.
    held
        Starts of the plan that such a team holds: busy, on its way, or not there yet.
    why_nothing
        ``"never asked for"``, ``"never waited for"``, ``"nothing gained"`` or, where the
        schedule cannot be followed, ``"not estimated"``; empty where ``highest`` is not 0.
    """

    kind: TeamKind
    lowest: int
    highest: int
    limit_fall: int
    held: int
    why_nothing: str


@dataclass(frozen=True, slots=True)
class MarginalTeams:
    """
    Kinds of teams, by how far they take the proven limit down, most first.

    Parameters
    ----------
    values
        At most as many as were asked for.
    left_out
        Kinds of team with a lower fall of the limit that were not tried.
    proved, method
        The limit that the falls are of; see ``LimitFall``.
    """

    values: tuple[MarginalTeam, ...]
    left_out: int
    proved: int
    method: str


def team_kinds(problem: Problem) -> tuple[TeamKind, ...]:
    """Part the teams of a problem into kinds, in order of each kind's first team."""
    alike: dict[tuple[bytes, int], list[int]] = {}
    for team in range(problem.n_teams):
        key = problem.team_kinds[team].tobytes(), int(problem.team_mobility[team])
        alike.setdefault(key, []).append(team)
    return tuple(
        TeamKind(
            tuple(np.flatnonzero(problem.team_kinds[teams[0]]).tolist()),
            mobility,
            tuple(teams),
            _typical(problem, teams),
        )
        for (_, mobility), teams in alike.items()
    )


def _typical(problem: Problem, teams: Sequence[int]) -> int:
    there = [team for team in teams if problem.team_to[team] > problem.team_from[team]] or teams
    patterns: dict[tuple[int, bytes], list[int]] = {}
    for team in there:
        pattern = int(problem.team_group[team]), problem.team_zones[team].tobytes()
        patterns.setdefault(pattern, []).append(team)
    common = np.array(max(patterns.values(), key=len))
    off = problem.team_at[common] - problem.team_at[list(there)].mean(axis=0)
    first = np.lexsort((common, (off * off).sum(axis=1), -problem.team_to[common]))[0]
    return int(common[first])


def with_more(problem: Problem, teams: Sequence[int]) -> Problem:
    """
    Return a problem with a copy of each of some teams, last in the list and there from step 0.

    Copies have base, zone, mobility, group, zones, kinds, absences and last step of theirs.
    """
    copies = np.array(teams, np.int64)
    away = [problem.away[problem.away_start[t] : problem.away_start[t + 1]] for t in teams]
    ends = problem.away_start[-1] + np.cumsum([len(each) for each in away], dtype=np.int64)

    def more(column: Column) -> Column:
        return np.concatenate((column, column[copies]))

    return replace(
        problem,
        team_ids=(*problem.team_ids, *_new_names(problem, teams)),
        team_at=more(problem.team_at),
        team_zone=more(problem.team_zone),
        team_area=more(problem.team_area),
        team_mobility=more(problem.team_mobility),
        team_group=more(problem.team_group),
        team_from=np.concatenate((problem.team_from, np.zeros(len(copies), np.int64))),
        team_to=more(problem.team_to),
        team_kinds=more(problem.team_kinds),
        team_zones=more(problem.team_zones),
        away_start=np.concatenate((problem.away_start, ends)),
        away=np.concatenate((problem.away, *away)),
        sha256="",
    )


def _new_names(problem: Problem, teams: Sequence[int]) -> list[str]:
    used, names = set(problem.team_ids), []
    for team in teams:
        name = f"{problem.team_ids[team]}+1"
        while name in used:
            name += "+1"
        used.add(name)
        names.append(name)
    return names


def marginal_teams(
    problem: Problem, schedule: Schedule, bound: Bound, *, most: int = 20
) -> MarginalTeams:
    """
    Say what one more team of each kind would change.

    The same problem, schedule and bound give the same answer. Takes some hundredths of a
    second for each kind at 100 activities and about a second from 1,000 on.

    Parameters
    ----------
    schedule
        A feasible schedule of the problem, best the best one known.
    bound
        As ``solve`` gives it.
    most
        Kinds of team that are tried; those with the greatest fall of the limit first.
    """
    kinds = team_kinds(problem)
    extended = [with_more(problem, (kind.typical,)) for kind in kinds]
    limit = limit_falls(problem, bound, extended)
    order = sorted(range(len(kinds)), key=lambda i: -limit.falls[i])[:most]
    comparison = _Comparison(problem, schedule)
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        values = pool.map(lambda i: comparison.of(kinds[i], extended[i], limit.falls[i]), order)
        found = tuple(values)
    return MarginalTeams(found, len(kinds) - len(order), limit.proved, limit.method)


class _Comparison:
    """A plan, and what it is compared with: itself, and itself after local moves."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self._problem, self._schedule = problem, schedule
        laid_out = tables(problem)
        plan = as_draft(laid_out, schedule)
        self._tables = frozen(laid_out, plan)
        self._held = _held_by(problem, schedule)
        # A schedule may order visits of no steps as no sequence of the search does.
        self._known = retime(self._tables, plan) < 0
        self._value = objective(self._tables.benefits, plan.finish)
        estimated = self._known and self._held.any()
        self._moved = _moved(self._tables, plan) if estimated else self._value

    def of(self, kind: TeamKind, extended: Problem, limit_fall: int) -> MarginalTeam:
        """Return what one more team of a kind would change."""
        held = int(self._held[list(kind.teams)].sum())
        if not self._asked_for(kind):
            return MarginalTeam(kind, 0, 0, limit_fall, held, "never asked for")
        if held == 0:
            return MarginalTeam(kind, 0, 0, limit_fall, held, "never waited for")
        if not self._known:
            return MarginalTeam(kind, 0, 0, limit_fall, held, "not estimated")
        laid_out = tables(extended)
        plan = as_draft(laid_out, self._schedule)
        laid_out = frozen(laid_out, plan)
        plan = relieved(laid_out, plan, extended.n_teams - 1)
        lowest = max(0, self._value - objective(laid_out.benefits, plan.finish))
        highest = max(lowest, self._moved - _moved(laid_out, plan))
        return MarginalTeam(
            kind, lowest, highest, limit_fall, held, "" if highest else "nothing gained"
        )

    def _asked_for(self, kind: TeamKind) -> bool:
        """Whether a mode asks for one of its kinds, at an activity it may work on."""
        problem = self._problem
        asking = owners(problem.mode_start)[owners(problem.demand_start)]
        openness = self._tables.network.activity[asking, OPENNESS]
        may = self._tables.crews.may[openness, kind.typical]
        return bool((may & np.isin(problem.demand_kind, kind.kinds)).any())


def relieved(laid_out: Tables, plan: Draft, helper: int) -> Draft:
    """Return the best plan that relief by one team makes of a plan, or the plan itself."""
    best, value = plan, objective(laid_out.benefits, plan.finish)
    large = laid_out.problem.n_activities > LARGE
    for share in OF_A_LARGE_PLAN if large else LEAST_SHARES:
        draft = copied(plan)
        if relieve(laid_out, draft, helper, share) < 0:
            continue
        new = objective(laid_out.benefits, draft.finish)
        if new < value:
            best, value = draft, new
    return best


def _moved(laid_out: Tables, plan: Draft) -> int:
    """Return the objective after local moves, none of which makes it worse."""
    n = laid_out.problem.n_activities
    if n > LARGE:
        return objective(laid_out.benefits, plan.finish)
    moves = min(MOVES_EACH * n, MOST_MOVES) // (HALVES * STRETCHES)
    annealing = Annealing(laid_out, copied(plan), seed=0)
    for _ in range(STRETCHES):
        annealing.run(np.zeros(max(moves, 1)))
    return annealing.value


def _held_by(problem: Problem, schedule: Schedule) -> Ints:
    """Return the number of starts each team holds. Shape ``(n_teams,)``."""
    tight = schedule.bindings or bindings(problem, schedule)
    teams = [each.team for each in tight if each.kind in {"team", "travel", "arrival"}]
    return np.bincount(np.array(teams, np.int64), minlength=problem.n_teams).astype(np.int64)
