"""Circles: every one is found, and what is left has none."""

import sys
from graphlib import TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.planning.circles import Circles, Pair

NAMES = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(NAMES, NAMES).filter(lambda p: p[0] != p[1]), unique=True, max_size=30)


def in_order(pairs: list[Pair]) -> list[str]:
    """Members, each after what it comes after; an error for a circle."""
    graph: dict[str, set[str]] = {}
    for first, then in pairs:
        graph.setdefault(then, set()).add(first)
    return list(TopologicalSorter(graph).static_order())


@given(PAIRS)
def test_each_circle_stands_in_the_pairs_and_without_them_none_is_left(pairs: list[Pair]) -> None:
    left = list(pairs)
    circles = Circles(pairs)
    for circle in circles:
        links = list(zip(circle, [*circle[1:], circle[0]], strict=True))
        assert set(links) <= set(left)
        assert set(links) <= set(circles.inside(circle))
        circles.take_away(links[:1])
        left.remove(links[0])

    in_order(left)


@given(PAIRS)
def test_what_is_left_out_is_in_no_further_circle(pairs: list[Pair]) -> None:
    circles = Circles(pairs)
    out: set[str] = set()
    for circle in circles:
        assert not out & set(circle)
        circles.leave_out(circle[:1])
        out.add(circle[0])

    in_order([pair for pair in pairs if not out & set(pair)])


LONG = sys.getrecursionlimit() + 500
"""More members than calls may be nested."""


@pytest.mark.parametrize("long", [LONG, pytest.param(5_000, marks=pytest.mark.soak)])
def test_a_long_chain_is_no_deeper_than_the_stack(long: int) -> None:
    chain = [(f"a{n}", f"a{n + 1}") for n in range(long)]
    ends = [(f"a{n}", f"a{n - 2}") for n in range(long, 2, -1)]
    circles = Circles(chain + ends)
    found = 0
    for circle in circles:
        circles.take_away([(circle[-1], circle[0])])
        found += 1

    assert found >= len(ends) / 3
