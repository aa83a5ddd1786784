"""How long it takes to see what becomes of a plan when work takes shorter or longer than planned.

    python -m benchmarks.realisations --version v0 --sizes 10000 100000 [--seed 1] [--count 1000]

The first plan by dispatch is followed under lognormal durations (0.3 of each activity's own, 0.1
common to a kind of teams), in a process of its own for each instance. Seconds are those of the
realisations, not of reading, planning and compiling; memory is that of the whole process.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import synthetic
from benchmarks.process import busyness, last_line, measured
from benchmarks.tables import markdown_table, share, value
from ploughshare.scheduling.draft import as_schedule
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.realisations import Lognormal, Uncertainty, realisations
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import tables
from ploughshare.usecases.kernel import read_problem_file

UNCERTAINTY = Uncertainty(Lognormal(0.3), common=0.1)
HEADINGS = [
    *("version", "activities", "realisations", "threads", "s", "peak MB"),
    *("5 %", "50 %", "80 %", "95 %", "load"),
]


def first_schedule(problem: Problem) -> Schedule:
    """Return the first schedule that dispatch finds; every instance has one."""
    laid_out = tables(problem)
    return next(
        as_schedule(laid_out, draft, value)
        for value, draft in rounds(laid_out)
        if value is not None
    )


def follow(posed: Path, count: int, workers: int, seed: int) -> dict[str, object]:
    """Follow the first plan of a problem file under ``count`` draws and time it."""
    problem = read_problem_file(posed)
    schedule = first_schedule(problem)
    realisations(problem, schedule, UNCERTAINTY, count=1, workers=workers)
    began = time.perf_counter()
    found = realisations(problem, schedule, UNCERTAINTY, count=count, seed=seed, workers=workers)
    seconds = time.perf_counter() - began
    longer = found.objective_quantiles / found.planned_objective - 1
    return {"activities": problem.n_activities, "seconds": seconds, "longer": longer.tolist()}


def row(version: str, posed: Path, given: argparse.Namespace) -> list[str]:
    """Measure one instance in a process of its own and return its row of the table."""
    load = busyness()
    options = ["--count", str(given.count), "--workers", str(given.workers)]
    command = [sys.executable, "-m", "benchmarks.realisations", "--follow", str(posed), *options]
    done = measured(command)
    if done.code != 0:
        raise RuntimeError(last_line(done.said))
    went = json.loads(last_line(done.said))
    return [
        version,
        f"{went['activities']:,}",
        f"{given.count:,}",
        str(given.workers),
        value(went["seconds"]),
        "" if done.peak_mb is None else f"{done.peak_mb:.0f}",
        *(f"{'+' if each >= 0 else ''}{share(each)}" for each in went["longer"]),
        value(load),
    ]


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--version", choices=sorted(synthetic.VERSIONS), default="v0")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000, help="realisations [1000]")
    parser.add_argument("--workers", type=int, default=2, help="threads [2]")
    parser.add_argument("--follow", type=Path, help="measure this problem file, and only that")
    given = parser.parse_args(words)
    if given.follow is not None:
        print(json.dumps(follow(given.follow, given.count, given.workers, given.seed)))
        return 0
    rows = []
    with TemporaryDirectory() as folder:
        for size in given.sizes:
            posed = Path(folder) / synthetic.file_name(given.version, size, given.seed)
            synthetic.write(posed, given.version, size, given.seed)
            rows.append(row(given.version, posed, given))
            print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    print("Objective against that of the plan at the quantiles.\n")
    print(markdown_table(HEADINGS, rows), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
