"""Exact answers compared with trying everything, on small problems that use every feature."""

from random import Random
from typing import Any

import pytest

from ploughshare.scheduling.bounds import lower_bound, recheck
from ploughshare.scheduling.exact import can_solve_exactly, solve_exactly
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.verify import require_valid
from tests.scheduling.exhaustive import optimal_schedule, optimum
from tests.scheduling.random_problems import random_problem

LIMIT = 20.0
"""Counted work the solver may do on one problem; all of these need far less."""


def drawn(seed: int, most: int = 5) -> dict[str, Any]:
    rng = Random(seed)
    return random_problem(rng, rng.randint(2, most), rng.randint(2, 4))


def hurried(seed: int) -> dict[str, Any]:
    """A drawn problem whose teams all leave early, often too early."""
    document = drawn(seed)
    for team in document["teams"]:
        team["to"] = Random(seed).randint(9, 25)
    return document


def agrees(problem: Problem) -> bool:
    """Whether the exact answer is that of trying everything, and the fast bound is below it."""
    best = optimum(problem)
    exact = solve_exactly(problem, deterministic_limit=LIMIT)
    if best is None:
        assert exact.schedule is None
        return exact.infeasible
    fast = lower_bound(problem, dates=6, price_steps=6)
    assert fast.value <= best
    assert exact.bound <= best
    assert not exact.infeasible
    if exact.schedule is not None:
        require_valid(problem, exact.schedule)
    return exact.proved and exact.schedule is not None and exact.schedule.objective == best


@pytest.mark.parametrize("first", range(1000, 1040, 10))
def test_exact_answers_are_those_of_trying_everything(first: int) -> None:
    assert all(agrees(problem_from_document(drawn(seed))) for seed in range(first, first + 10))


def test_problems_without_a_schedule_are_recognised() -> None:
    problems = [problem_from_document(hurried(seed)) for seed in range(40)]
    assert all(agrees(problem) for problem in problems)
    assert sum(optimum(problem) is None for problem in problems) > 10


def test_a_given_schedule_is_returned_when_there_is_no_time_to_beat_it() -> None:
    problem = problem_from_document(drawn(7))
    best = optimal_schedule(problem)
    assert best is not None
    exact = solve_exactly(problem, start=best, seconds=0.0)
    assert exact.schedule is best
    assert exact.bound <= best.objective


def test_the_same_call_gives_the_same_schedule() -> None:
    problem = problem_from_document(drawn(3))
    one, two = (solve_exactly(problem, deterministic_limit=LIMIT, seed=5) for _ in range(2))
    assert one.schedule is not None
    assert two.schedule is not None
    assert one.schedule.start.tolist() == two.schedule.start.tolist()
    assert one.schedule.team.tolist() == two.schedule.team.tolist()


def test_progress_tells_objectives_that_fall_and_bounds_below_them() -> None:
    told: list[tuple[int | None, int]] = []
    problem = problem_from_document(drawn(11))
    solve_exactly(problem, deterministic_limit=LIMIT, progress=lambda *each: told.append(each))
    objectives = [objective for objective, _ in told if objective is not None]
    assert objectives == sorted(objectives, reverse=True)
    assert all(bound <= objectives[-1] for _, bound in told)


def test_only_small_problems_are_worth_the_time() -> None:
    assert can_solve_exactly(problem_from_document(drawn(1)))
    rng = Random(1)
    assert not can_solve_exactly(problem_from_document(random_problem(rng, 41, 4)))
    assert not can_solve_exactly(problem_from_document(random_problem(rng, 40, 40)))


def test_no_fast_bound_passes_an_optimum_and_each_can_be_proved_again() -> None:
    for seed in range(2000, 2200):
        problem = problem_from_document(drawn(seed, most=4))
        best = optimum(problem)
        bound = lower_bound(problem, dates=4, price_steps=4)
        assert best is not None
        assert bound.value <= best, seed
        assert recheck(problem, bound)


@pytest.mark.soak
def test_thousands_of_exact_answers_are_those_of_trying_everything() -> None:
    for seed in range(10_000, 13_000):
        assert agrees(problem_from_document(drawn(seed))), seed
        assert agrees(problem_from_document(hurried(seed))), seed
