"""One more team of each kind: what it changes is a real schedule's, and what the limit says of it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ploughshare.scheduling.bounds import lower_bound
from ploughshare.scheduling.capacity import team_time
from ploughshare.scheduling.draft import as_draft, as_schedule
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.limit_fall import limit_falls
from ploughshare.scheduling.local_kinds import local_kinds
from ploughshare.scheduling.marginal_teams import (
    marginal_teams,
    relieved,
    team_kinds,
    with_more,
)
from ploughshare.scheduling.prices import Pricing
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.timed_bound import TimedPricing
from ploughshare.scheduling.timed_search import value_again
from ploughshare.scheduling.trips import least_last_trips
from ploughshare.scheduling.verify import require_valid
from tests.conftest import so_many
from tests.scheduling import drawn, small_problems
from tests.scheduling.exhaustive import optimum
from tests.scheduling.small_problems import benefit, problem, team, works

SEEDS = range(5000, 5040)


def first_schedule(of: Problem) -> Schedule | None:
    """The first that a few dispatches find, whatever its worth."""
    laid_out = tables(of)
    for number, (value, draft) in enumerate(rounds(laid_out)):
        if value is not None:
            return as_schedule(laid_out, draft, value)
        if number == 20:
            return None
    return None


def scheduled(count: int) -> Iterator[tuple[int, Problem, Schedule]]:
    for seed in SEEDS[:count]:
        of = small_problems.drawn(seed)
        schedule = first_schedule(of)
        if schedule is not None:
            yield seed, of, schedule


def yard(*more: dict[str, object]) -> Problem:
    """A digger with two works of 10 steps side by side, and a lifter for one of 5."""
    return problem(
        teams=[team("D"), team("L", kinds=["lift"]), *more],
        activities=[
            works("a", 10),
            works("b", 10),
            {"id": "c", "at": [0, 0], "modes": [{"steps": 5, "teams": {"lift": 1}}]},
        ],
        benefits=[benefit("a", 3), benefit("b", 3), benefit("c", 2)],
    )


def test_every_team_belongs_to_one_kind_of_team() -> None:
    for seed in SEEDS:
        of = small_problems.drawn(seed)
        kinds = team_kinds(of)
        assert sorted(t for kind in kinds for t in kind.teams) == list(range(of.n_teams))
        alike = {(kind.kinds, kind.mobility) for kind in kinds}
        assert len(alike) == len(kinds)
        for kind in kinds:
            assert kind.typical in kind.teams
            for t in kind.teams:
                assert tuple(np.flatnonzero(of.team_kinds[t])) == kind.kinds
                assert of.team_mobility[t] == kind.mobility


def test_a_copied_team_is_like_its_original_and_there_from_the_start() -> None:
    of = problem(
        teams=[team("D", **{"from": 8, "to": 90, "away": [[20, 30]]}), team("D+1", at=[3, 4])]
    )

    more = with_more(of, (0,))

    assert more.team_ids == ("D", "D+1", "D+1+1")
    assert more.team_from.tolist() == [8, 0, 0]
    assert more.team_to[2] == 90
    assert more.away[more.away_start[2] : more.away_start[3]].tolist() == [[20, 30]]
    assert more.team_at.tolist() == [[0, 0], [3, 4], [0, 0]]


def test_relief_is_a_schedule_of_the_extended_problem_and_never_a_worse_one() -> None:
    helped = 0
    for seed, of, schedule in scheduled(40):
        for kind in team_kinds(of):
            more = with_more(of, (kind.typical,))
            laid_out = tables(more)
            draft = relieved(laid_out, as_draft(laid_out, schedule), more.n_teams - 1)
            value = sum(
                int(w) * int(b)
                for w, b in zip(more.weight, _served(more, draft.finish), strict=True)
            )
            require_valid(more, as_schedule(laid_out, draft, value))
            assert value <= schedule.objective, seed
            helped += more.n_teams - 1 in as_schedule(laid_out, draft, value).team
    assert helped >= 30


def _served(of: Problem, finish: np.ndarray) -> list[int]:
    reached: dict[int, int] = {}

    def at(b: int) -> int:
        if b not in reached:
            needs = of.need[of.need_start[b] : of.need_start[b + 1]].tolist()
            reached[b] = max([int(finish[of.benefit_activity[b]]), *(at(n) for n in needs)])
        return reached[b]

    return [at(b) for b in range(of.n_benefits)]


def test_the_estimates_never_promise_a_loss_and_stand_in_order() -> None:
    for seed, of, schedule in scheduled(12):
        found = marginal_teams(of, schedule, lower_bound(of, dates=4, time_steps=8, pool_work=0))
        assert len(found.values) == len(team_kinds(of))
        for value in found.values:
            assert 0 <= value.lowest <= value.highest <= schedule.objective, seed
            assert value.limit_fall >= 0
            assert (value.why_nothing == "") == (value.highest > 0)
        falls = [value.limit_fall for value in found.values]
        assert falls == sorted(falls, reverse=True)


def test_a_second_digger_saves_what_the_second_work_waited() -> None:
    of = yard()
    solution = solve(of, stop=Stop(iterations=5))
    assert solution.schedule.objective == 3 * 10 + 3 * 20 + 2 * 5

    digger, lifter = sorted(
        marginal_teams(of, solution.schedule, solution.bound).values, key=lambda v: v.kind.kinds
    )

    assert (digger.lowest, digger.highest, digger.why_nothing) == (30, 30, "")
    assert digger.held == 1
    assert (lifter.lowest, lifter.highest) == (0, 0)
    assert lifter.why_nothing == "never waited for"


def test_kinds_that_nothing_asks_for_and_kinds_not_tried_are_told() -> None:
    of = yard()
    only_lifting = replace(of, demand_kind=np.ones_like(of.demand_kind))
    solution = solve(only_lifting, stop=Stop(iterations=3))

    told = marginal_teams(only_lifting, solution.schedule, solution.bound).values
    assert {v.kind.kinds: v.why_nothing for v in told} == {(0,): "never asked for", (1,): ""}
    fewer = marginal_teams(only_lifting, solution.schedule, solution.bound, most=1)
    assert (len(fewer.values), fewer.left_out) == (1, 1)


def test_the_same_plan_gives_the_same_answer() -> None:
    of = small_problems.drawn(7, 20, 6)
    solution = solve(of, stop=Stop(iterations=10))

    first, again = (marginal_teams(of, solution.schedule, solution.bound) for _ in range(2))

    assert first == again


def same_heads(of: Problem, more: Problem) -> bool:
    """Whether heads and least trips stay when teams are added: else the relaxation changes."""
    kinds = local_kinds(of)
    of, more = kinds.split(of), kinds.split(more)
    a, b = earliest(of), earliest(more)
    pairs = ((getattr(a, name), getattr(b, name)) for name in a.__slots__)
    return all(np.array_equal(x, y) for x, y in pairs) and np.array_equal(
        least_last_trips(of), least_last_trips(more)
    )


def test_the_limit_at_its_own_prices_falls_by_what_is_told() -> None:
    """
    The same prices, evaluated from nothing with the team's time added, give the fall to a unit
    of rounding. Better prices prove more, so the limit itself falls by no more than this.
    """
    compared = fell = 0
    for seed in SEEDS[: so_many(30, 15)]:
        of = small_problems.drawn(seed, 30, 4)
        bound = lower_bound(of, dates=8, time_steps=20, pool_work=0)
        if bound.timed is None:
            continue
        kinds = local_kinds(of)
        heads = earliest(kinds.split(of))
        pricing = Pricing(kinds.split(of), heads, bound.windows)
        extended = [with_more(of, (kind.typical,)) for kind in team_kinds(of)]
        limit = limit_falls(of, bound, extended)
        assert limit.proved == bound.timed.value
        for more, fall in zip(extended, limit.falls, strict=True):
            roomier = pricing.with_time(team_time(kinds.split(more), heads))
            shape = bound.timed.horizon, bound.timed.per_cell, bound.timed.delays
            again = value_again(TimedPricing(roomier, *shape), bound.timed)
            assert 0 <= again - (limit.proved - fall) <= 1, seed
            compared += 1
            fell += fall > 0
    assert compared >= so_many(25, 12)
    assert fell >= so_many(12, 6)


def test_no_plan_with_the_team_passes_the_limit_less_its_fall() -> None:
    """Where heads and trips stay; by prices at every step and by date."""
    compared = {"prices at every step": 0, "prices by date": 0}
    for seed in SEEDS:
        of = drawn.problem(seed, 4)
        found = lower_bound(of, dates=8, time_steps=40, pool_work=0)
        for kind in team_kinds(of):
            more = with_more(of, (kind.typical,))
            if not same_heads(of, more):
                continue
            best = optimum(more)
            assert best is not None
            for bound in (found, replace(found, timed=None)):
                limit = limit_falls(of, bound, [more])
                assert limit.falls[0] >= 0
                assert limit.proved - limit.falls[0] <= best, seed
                if limit.method in compared:
                    compared[limit.method] += 1
    assert min(compared.values()) >= 5
