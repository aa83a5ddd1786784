"""Exact answers compared with trying everything, on small problems that use every feature."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from ploughshare.scheduling.bounds import lower_bound, recheck
from ploughshare.scheduling.exact import can_solve_exactly, solve_exactly
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.pool_bound import pool_bounds
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.verify import require_valid
from tests.scheduling import drawn, small_problems
from tests.scheduling.exhaustive import optimal_schedule, optimum
from tests.scheduling.random_problems import random_problem

LIMIT = 20.0
"""Counted work the solver may do on one problem; all of these need far less."""


def agrees(problem: Problem) -> bool:
    """Whether the exact answer is that of trying everything, and the fast bound is below it."""
    best = optimum(problem)
    exact = solve_exactly(problem, deterministic_limit=LIMIT)
    if best is None:
        assert exact.schedule is None
        return exact.infeasible
    fast = lower_bound(problem, dates=6, price_steps=6, time_steps=6)
    assert fast.value <= best
    assert exact.bound <= best
    assert not exact.infeasible
    if exact.schedule is not None:
        require_valid(problem, exact.schedule)
    return exact.proved and exact.schedule is not None and exact.schedule.objective == best


@pytest.mark.parametrize("first", range(1000, 1040, 10))
def test_exact_answers_are_those_of_trying_everything(first: int) -> None:
    assert all(agrees(drawn.problem(seed)) for seed in range(first, first + 10))


def test_problems_without_a_schedule_are_recognised() -> None:
    problems = [drawn.hurried(seed) for seed in range(40)]
    assert all(agrees(problem) for problem in problems)
    assert sum(optimum(problem) is None for problem in problems) > 10


def test_a_given_schedule_is_returned_when_there_is_no_time_to_beat_it() -> None:
    problem = drawn.problem(7)
    best = optimal_schedule(problem)
    assert best is not None
    exact = solve_exactly(problem, start=best, seconds=0.0)
    assert exact.schedule is best
    assert exact.bound <= best.objective


def test_the_same_call_gives_the_same_schedule() -> None:
    problem = drawn.problem(3)
    one, two = (solve_exactly(problem, deterministic_limit=LIMIT, seed=5) for _ in range(2))
    assert one.schedule is not None
    assert two.schedule is not None
    assert one.schedule.start.tolist() == two.schedule.start.tolist()
    assert one.schedule.team.tolist() == two.schedule.team.tolist()


def test_progress_tells_objectives_that_fall_and_bounds_below_them() -> None:
    told: list[tuple[int | None, int]] = []
    problem = drawn.problem(11)
    solve_exactly(problem, deterministic_limit=LIMIT, progress=lambda *each: told.append(each))
    objectives = [objective for objective, _ in told if objective is not None]
    assert objectives == sorted(objectives, reverse=True)
    assert all(bound <= objectives[-1] for _, bound in told)


def test_only_small_problems_are_worth_the_time() -> None:
    assert can_solve_exactly(drawn.problem(1))
    rng = Random(1)
    assert not can_solve_exactly(problem_from_document(random_problem(rng, 41, 4)))
    assert not can_solve_exactly(problem_from_document(random_problem(rng, 40, 40)))


def round_by_the_far_side(zone: str) -> Problem:
    """
    Two activities of no step at one place, of which the second waits for the first.

    From home to the far side is a long way; from home to the middle, and on from there, is none.
    """
    no_step = {"at": [0, 0], "modes": [{"steps": 0, "teams": {"dig": 1}}]}
    return small_problems.problem(
        between=[{"zones": ["home", "far"], "steps": 12}],
        teams=[small_problems.team("t", zone="home")],
        activities=[
            {"id": "a", "zone": "far", **no_step},
            {"id": "b", "zone": zone, "after": [{"id": "a"}], **no_step},
        ],
        benefits=[small_problems.benefit("a", 1), small_problems.benefit("b", 1)],
    )


def test_nothing_is_proved_where_going_back_within_a_step_may_gain() -> None:
    """In the middle first, then on to the far side: both at step 0, in the order of the items."""
    posed = round_by_the_far_side("middle")
    assert optimum(posed) == 0
    assert not can_solve_exactly(posed)
    assert solve(posed, stop=Stop(iterations=3)).schedule.bound == 0
    assert can_solve_exactly(round_by_the_far_side("far"))


@pytest.mark.parametrize(
    "seeds", [range(2000, 2100), pytest.param(range(2100, 2200), marks=pytest.mark.soak)]
)
def test_no_fast_bound_passes_an_optimum_and_each_can_be_proved_again(seeds: range) -> None:
    for seed in seeds:
        problem = drawn.problem(seed, most=4)
        best = optimum(problem)
        bound = lower_bound(problem, dates=4, price_steps=4, time_steps=4)
        assert best is not None
        assert bound.value <= best, seed
        assert recheck(problem, bound)


def pooled(problem: Problem) -> int:
    """The best bound of pools of teams, 0 if there is none."""
    return max(pool_bounds(problem, earliest(problem), LIMIT, lambda: True), default=0)


@pytest.mark.parametrize(
    "seeds", [range(4000, 4020), pytest.param(range(4020, 4160), marks=pytest.mark.soak)]
)
def test_pools_of_teams_never_pass_an_optimum_and_often_reach_it(seeds: range) -> None:
    reached = 0
    for seed in seeds:
        problem = drawn.problem(seed)
        best = optimum(problem)
        assert best is not None
        bound = pooled(problem)
        assert bound <= best, seed
        reached += bound == best
    assert reached > 0.3 * len(seeds)


def served_by(problem: Problem, schedule: Schedule, step: int) -> int:
    """Weight in service at a step."""
    date = schedule.finish[problem.benefit_activity].tolist()
    for _ in date:
        for b in range(problem.n_benefits):
            needs = problem.need[problem.need_start[b] : problem.need_start[b + 1]]
            date[b] = max([date[b], *(date[other] for other in needs)])
    return sum(int(w) for w, d in zip(problem.weight, date, strict=True) if d <= step)


def test_no_schedule_passes_the_limit_curve_not_even_one_that_favours_a_single_benefit() -> None:
    for seed in range(2500, 2560):
        problem = drawn.problem(seed, most=4)
        bound = lower_bound(problem, dates=6, price_steps=6, time_steps=0)
        for favoured in np.eye(problem.n_benefits, dtype=np.int64):
            schedule = optimal_schedule(replace(problem, weight=favoured))
            assert schedule is not None
            for date, limit in zip(bound.dates, bound.limit, strict=True):
                assert served_by(problem, schedule, int(date)) <= limit, seed


def test_what_takes_no_time_is_not_gone_through_in_a_circle() -> None:
    assert agrees(drawn.problem(10_755))


@pytest.mark.soak
def test_thousands_of_exact_answers_are_those_of_trying_everything() -> None:
    for seed in range(10_000, 13_000):
        assert agrees(drawn.problem(seed)), seed
        assert agrees(drawn.hurried(seed)), seed


@pytest.mark.soak
def test_no_fast_bound_passes_an_optimum_on_thousands() -> None:
    for seed in range(30_000, 34_000):
        problem = drawn.problem(seed)
        best = optimum(problem)
        assert best is not None
        assert lower_bound(problem, dates=5, price_steps=5, time_steps=30).value <= best, seed
        assert pooled(problem) <= best, seed
