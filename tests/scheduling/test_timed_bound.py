"""Prices at every step prove something whatever they are: compared with trying everything."""

import numpy as np
import pytest

from ploughshare.scheduling import timed_bound, timed_entries
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.heads import critical_path, earliest
from ploughshare.scheduling.prices import Pricing
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.timed_bound import TimedEvaluation, TimedPricing
from tests.scheduling import drawn
from tests.scheduling.exhaustive import optimum


def any_prices(timed: TimedPricing, draw: np.random.Generator, level: float) -> Ints:
    """Prices drawn anew for every kind and cell, some of them nought."""
    kinds = timed.problem.n_kinds
    level_of = draw.random((kinds, timed.cells)) * draw.random((kinds, 1))
    level_of[draw.random(level_of.shape) < 0.3] = 0
    weight = float(timed.problem.weight.sum()) / timed.problem.n_teams
    return np.rint(level_of * level * weight * timed.scale).astype(np.int64)


def proved(timed: TimedPricing, prices: Ints, *, excess: bool = False) -> TimedEvaluation:
    found = timed.evaluate(prices, excess=excess)
    assert found is not None
    return found


def no_price_passes(problem: Problem, best: int, seed: int) -> bool:
    draw = np.random.default_rng(seed)
    pricing = Pricing(problem, earliest(problem), 3)
    for per_cell, level in ((1, 0.1), (1, 0.5), (2, 0.2), (3, 0.1), (2, 2.0), (5, 0.3)):
        timed = TimedPricing(
            pricing, int(draw.integers(5, 70)), per_cell, int(draw.integers(1, 20))
        )
        prices = any_prices(timed, draw, level)
        plain, told = (proved(timed, prices, excess=excess) for excess in (False, True))
        if plain.value > best or plain.value != told.value:
            return False
    return True


def test_no_prices_whatever_prove_too_much() -> None:
    for seed in range(3000, 3080):
        problem = drawn.problem(seed)
        best = optimum(problem)
        assert best is not None
        assert no_price_passes(problem, best, seed), seed


def test_without_prices_the_critical_path_is_proved() -> None:
    for seed in range(3000, 3030):
        problem = drawn.problem(seed)
        heads = earliest(problem)
        for per_cell in (1, 4, 7):
            timed = TimedPricing(Pricing(problem, heads, 3), 100, per_cell, 20)
            free = np.zeros((problem.n_kinds, timed.cells), np.int64)
            assert proved(timed, free).value == critical_path(problem, heads)


def test_stopped_between_two_calls_nothing_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_bound, "VISITS_PER_CALL", 1)
    problem = drawn.problem(3001)
    timed = TimedPricing(Pricing(problem, earliest(problem), 3), 100, 1, 20)
    free = np.zeros((problem.n_kinds, timed.cells), np.int64)
    assert timed.evaluate(free, go_on=lambda: False) is None
    assert timed.evaluate(free) is not None


def test_excess_is_what_is_asked_for_less_what_there_is() -> None:
    """Two works of 3 steps and one team: for nothing both start at once."""
    works = [
        {"id": name, "at": [0, 0], "modes": [{"steps": 3, "teams": {"dig": 1}}]} for name in "ab"
    ]
    problem = problem_from_document(
        {
            "format": "restoration-problem/1",
            "steps_per_day": 1,
            "kinds": ["dig"],
            "travel": {
                "default": {
                    "detour": 1,
                    "km_per_step": 1,
                    "camp_move_km": 1,
                    "camp_move_steps": 0,
                }
            },
            "teams": [{"id": "D", "kinds": ["dig"], "at": [0, 0]}],
            "activities": works,
            "benefits": [{"id": name, "activity": name, "weight": 1} for name in "ab"],
        }
    )
    timed = TimedPricing(Pricing(problem, earliest(problem), 1), 8, 1, 4)
    free = np.zeros((1, timed.cells), np.int64)
    assert proved(timed, free, excess=True).excess[0].tolist() == [1, 1, 1, *([-1] * 5)]


def test_presence_is_priced_by_what_of_it_lies_at_or_after_step_0() -> None:
    """Also where all of it, or all but its end, lies before."""
    price_from = getattr(timed_entries._price_from, "py_func", timed_entries._price_from)
    random = np.random.default_rng(5)
    for _ in range(300):
        per_cell, cells = int(random.integers(1, 4)), 16
        price = random.integers(0, 9, per_cell * cells).astype(float)
        # The price of all steps before each, the steps of a cell one below the other.
        before = np.concatenate(([0.0], np.cumsum(price)))
        paid = before[:-1].reshape(cells, per_cell).T.copy()
        first, steps, trip = random.integers((-9, 0, 0), (3, 4, 6)).tolist()
        begin, end = int(random.integers(0, 3)), 10
        least = random.integers(0, 30, cells).astype(float)
        expected = least.copy()
        for cell in range(begin, end):
            start = cell * per_cell + first
            spent = before[max(start + steps, 0)] - before[max(start - trip, 0)]
            expected[cell] = min(expected[cell], spent)
        price_from(least, paid, begin, end, first, steps, trip, False)
        assert (least == expected).all()


@pytest.mark.soak
def test_no_prices_whatever_prove_too_much_on_thousands() -> None:
    for seed in range(20_000, 23_000):
        problem = drawn.problem(seed)
        best = optimum(problem)
        assert best is not None
        assert no_price_passes(problem, best, seed), seed
