"""How far the proven limit gets in how many seconds of one core, alone.

    python -m benchmarks.bounds --version v0 --sizes 1000,10000 --seeds 1 --at 10,30,60

Reading and compiling do not count. One line for each instance, and one number for each time.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.synthetic import SIZES, VERSIONS, content
from ploughshare.scheduling.bounds import improving_bounds
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.warm_up import warm_up


def values(
    problem: Problem, times: Sequence[float], clock: Callable[[], float] = time.monotonic
) -> list[int]:
    """Return the best bound after each of some seconds, which ascend; 0 where there is none."""
    begin = clock()
    best = [0] * len(times)
    for bound in improving_bounds(problem, go_on=lambda: clock() - begin < times[-1]):
        passed = clock() - begin
        best = [bound.value if passed <= at else old for at, old in zip(times, best, strict=True)]
    return best


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--version", choices=sorted(VERSIONS), default="v0")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--at", default="10,30,60", help="seconds, ascending")
    chosen = parser.parse_args(arguments)
    times = [float(at) for at in chosen.at.split(",")]
    warm_up()
    print("| size | seed |" + "".join(f" {at:g} s |" for at in times))
    print("| --- | --- |" + " --- |" * len(times))
    for size in map(int, chosen.sizes.split(",")):
        for seed in map(int, chosen.seeds.split(",")):
            found = values(read_problem(content(chosen.version, size, seed)), times)
            cells = "".join(f" {value:.4e} |" for value in found)
            print(f"| {size:,} | {seed} |{cells}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
