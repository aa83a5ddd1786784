"""The frozen baseline: highest weight first, serial. What a list of priorities does today.

    python -m benchmarks.baseline rsp.json.gz --out schedule.json

Benefits by weight, greatest first (ties in file order); before each its predecessors not yet
placed, depth first, in the order of their lists; then everything else in file order. Each activity in
turn goes to the team and mode with the earliest finish (ties: least waiting between the team's
arrival and the start), appended to that team's last activity; a team that would have left by then
is passed over. What a benefit needs is ignored in the order.

The list is the product's own, which also shows it beside every plan; the values it is frozen
with are held by ``tests/benchmarks/test_baseline.py``.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.exchange import write_schedule
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.problem import Problem
from ploughshare.usecases.kernel import read_problem_file


def baseline(problem: Problem) -> int | None:
    """Return the objective of the list; ``None`` where it leaves an activity to teams that left."""
    try:
        return priority_list(problem).objective
    except NoScheduleFound:
        return None


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("problem", type=Path, help="restoration-problem/1")
    parser.add_argument("--out", type=Path, required=True, help="where to write the schedule")
    given = parser.parse_args(words)
    problem = read_problem_file(given.problem)
    schedule = priority_list(problem)
    given.out.write_bytes(write_schedule(schedule, problem))
    print(f"objective {schedule.objective:,}")


if __name__ == "__main__":
    main(sys.argv[1:])
