"""Which feature of a problem opens the gap between plan and proven limit.

    python -m benchmarks.blame [--version v1] [--size 1000] [--seed 1] [--problem FILE]
                               [--leave-out absences stand-downs ...] [--time-limit 15]

The problem is solved as it is, then with one feature after the other left out. Where the plan falls
and the limit does not, the limit does not see what that feature costs.
"""

import argparse
import copy
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import synthetic
from benchmarks.process import busyness
from benchmarks.tables import markdown_table, share, value
from ploughshare.errors import PloughError
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.warm_up import warm_up

Document = dict[str, Any]


def without(rows: Sequence[Document], *keys: str) -> None:
    """Take keys out of records."""
    for row in rows:
        for key in keys:
            row.pop(key, None)


def no_travel(problem: Document) -> None:
    problem["between"] = []
    for ways in problem["travel"].values():
        ways.update(km_per_step=1e6, camp_move_steps=0)


def no_lags(problem: Document) -> None:
    for activity in problem["activities"]:
        without(activity.get("after", []), "lag")


def one_kind_each(problem: Document) -> None:
    for team in problem["teams"]:
        team["kinds"] = team["kinds"][:1]


def no_districts(problem: Document) -> None:
    without(problem["teams"], "zones")
    without(problem["activities"], "groups")


FEATURES: dict[str, Callable[[Document], None]] = {
    "nothing": lambda problem: None,
    "absences": lambda problem: without(problem["teams"], "away"),
    "stand-downs": lambda problem: problem.update(standdowns=[]),
    "districts and operators": no_districts,
    "travel": no_travel,
    "heavy machines": lambda problem: without(problem["teams"], "mobility"),
    "arrivals and leavings": lambda problem: without(problem["teams"], "from", "to"),
    "second kinds": one_kind_each,
    "lags": no_lags,
    "work in progress": lambda problem: problem.update(fixed=[]),
}


def document_of(given: argparse.Namespace) -> Document:
    if given.problem is None:
        found: Document = synthetic.document(given.version, given.size, given.seed)
        return found
    data = given.problem.read_bytes()
    read: Document = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    return read


def row(document: Document, feature: str, seconds: float) -> list[str]:
    """Solve the problem without a feature, and return a row of the table."""
    changed = copy.deepcopy(document)
    FEATURES[feature](changed)
    load = busyness()
    try:
        schedule = solve(problem_from_document(changed), stop=Stop(seconds=seconds)).schedule
    except PloughError as failure:
        return [feature, str(failure), "", "", value(load)]
    return [
        feature,
        f"{schedule.objective:,}",
        f"{schedule.bound:,}",
        share(schedule.gap),
        value(load),
    ]


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--version", choices=sorted(synthetic.VERSIONS), default="v1")
    parser.add_argument("--size", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--problem", type=Path, help="a problem file instead")
    parser.add_argument("--leave-out", nargs="+", choices=FEATURES, default=list(FEATURES))
    parser.add_argument("--time-limit", type=float, default=15.0, help="seconds each [15]")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    given = arguments(words)
    warm_up()
    document = document_of(given)
    rows = []
    for feature in given.leave_out:
        rows.append(row(document, feature, given.time_limit))
        print("  ".join(rows[-1]), flush=True)
    print("\n" + markdown_table(["left out", "plan", "limit", "gap", "load"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
