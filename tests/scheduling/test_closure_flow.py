"""Best closures compared with trying every set of nodes."""

from itertools import product

import numpy as np
import pytest

from ploughshare.scheduling import closure_flow
from ploughshare.scheduling.closure_flow import ClosureFlow
from ploughshare.scheduling.problem import Ints


def drawn_graph(seed: int) -> tuple[Ints, Ints]:
    """Values of up to eight nodes, and arcs among them, circles included."""
    draw = np.random.default_rng(seed)
    n = int(draw.integers(1, 9))
    arcs = draw.integers(0, n, (int(draw.integers(0, 3 * n)), 2))
    return draw.integers(-9, 10, n), arcs[arcs[:, 0] != arcs[:, 1]]


def by_trying(value: Ints, arcs: Ints) -> int:
    sets = np.array(list(product((False, True), repeat=len(value))))
    closed = (~sets[:, arcs[:, 0]] | sets[:, arcs[:, 1]]).all(axis=1)
    return int((sets[closed] @ value).max())


def test_the_best_closure_is_that_of_trying_every_set() -> None:
    for seed in range(400):
        value, arcs = drawn_graph(seed)
        best = ClosureFlow(len(value), arcs).best(value)
        assert best is not None
        worth, chosen = best
        assert worth == by_trying(value, arcs), seed
        assert worth == value[chosen].sum()
        assert (~chosen[arcs[:, 0]] | chosen[arcs[:, 1]]).all()


def test_in_many_short_calls_the_best_closure_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(1)
    value, arcs = draw.integers(-9, 8, 300), np.sort(draw.integers(0, 300, (900, 2)), axis=1)
    flow = ClosureFlow(300, arcs[arcs[:, 0] != arcs[:, 1]])
    at_once = flow.best(value)
    monkeypatch.setattr(closure_flow, "WORK_PER_CALL", 1)
    by_and_by = flow.best(value)
    assert at_once is not None
    assert by_and_by is not None
    assert at_once[0] == by_and_by[0]
    assert flow.best(value, lambda: False) is None
