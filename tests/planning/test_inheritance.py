"""Inherited value: each benefit counts once, however many ways lead to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.planning import inheritance as module
from ploughshare.planning.inheritance import Inheritance, Weights, weight_of


def inheritance(
    waits: list[tuple[int, int]], served: list[int], needs: list[tuple[int, int]]
) -> Inheritance:
    """Eight activities; benefit ``n`` comes with activity ``served[n]`` and weighs ``n + 1``."""
    served_by: dict[str, list[int]] = {}
    for number, activity in enumerate(served):
        served_by.setdefault(str(activity), []).append(number)
    needed_by: dict[int, list[int]] = {}
    for needed, user in needs:
        needed_by.setdefault(needed, []).append(user)
    return Inheritance(
        [str(n) for n in range(8)],
        [(str(first), str(then)) for first, then in waits],
        served_by,
        needed_by,
        np.arange(1, len(served) + 1, dtype=np.int64),
    )


def upwards(most: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Pairs of numbers below ``most``, the lower first: no circle."""
    number = st.integers(0, most - 1)
    return st.lists(st.tuples(number, number).filter(lambda p: p[0] < p[1]), unique=True)


@given(upwards(8), st.lists(st.integers(0, 7), min_size=10, max_size=10), upwards(10))
def test_the_weight_of_each_activity_is_that_of_the_benefits_behind_it(
    waits: list[tuple[int, int]], served: list[int], needs: list[tuple[int, int]]
) -> None:
    made = inheritance(waits, served, needs)

    weights = made.weights()

    for n in range(8):
        name = str(n)
        assert weights[name] == made.weight_behind([name])
        assert weights[name] == sum(number + 1 for number in made.behind([name]))
    for first, then in waits:
        assert made.behind([str(then)]) <= made.behind([str(first)])


def test_a_benefit_behind_two_ways_counts_once_and_what_needs_it_comes_along() -> None:
    made = inheritance([(0, 1), (0, 2), (1, 3), (2, 3)], [3, 4, 5], [(0, 1)])

    assert made.behind(["0"]) == {0, 1}
    assert made.weights()["0"] == 1 + 2
    assert made.weight_behind(["1", "2", "5"]) == 1 + 2 + 3
    assert made.weights()["6"] == made.weight_behind([]) == 0


def test_a_benefit_is_counted_where_it_comes_in_and_not_again_for_all_that_lies_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of 0 to 4 has two ways to what comes after it; two benefits come with 6, one with 3."""
    counted: list[int] = []

    def counting(bits: int, weights: Weights) -> int:
        counted.append(bits.bit_count())
        return weight_of(bits, weights)

    monkeypatch.setattr(module, "weight_of", counting)
    waits = [(n, n + step) for n in range(5) for step in (1, 2)] + [(5, 6)]

    assert inheritance(waits, [6, 6, 3], []).weights()["0"] == 1 + 2 + 3
    assert sum(counted) == 3


@pytest.mark.parametrize("bits", [0, 1, 1 << 70, (1 << 70) | 5, (1 << 71) - 1])
def test_the_weight_of_a_set_is_the_sum_over_its_bits(bits: int) -> None:
    weights = np.arange(71, dtype=np.int64) ** 2

    assert weight_of(bits, weights) == sum(n * n for n in range(71) if bits >> n & 1)
