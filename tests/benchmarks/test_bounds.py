"""What the proven limit is after some seconds, with a clock of our own."""

from itertools import count

from benchmarks.bounds import values
from benchmarks.synthetic import content
from ploughshare.scheduling.bounds import improving_bounds
from ploughshare.scheduling.exchange import read_problem


def test_each_time_has_the_best_bound_until_then() -> None:
    problem = read_problem(content("v0", 300, 1))
    ticks = count()
    found = values(problem, [0, 100, 250], clock=lambda: float(next(ticks)))
    assert found[0] == 0
    assert next(improving_bounds(problem)).value < found[1] < found[2]
