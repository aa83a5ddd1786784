"""How good plans are and how fast: ``plough solve`` as a whole process, on the synthetic benchmark.

    python -m benchmarks.kernel [--quick] [--version v0 [v1]] [--sizes 100 1000] [--seeds 1-20]
                                [--time-limit 60] [--out bench]

Every schedule is verified. The table gives, for each size, mean and worst over the seeds; all seeds
are in ``kernel.md`` and, with the course of each search, in ``kernel.json``; ``kernel.svg`` draws it.
Two processors, nothing else running, is what published figures are from; the load is recorded.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks import plots, synthetic
from benchmarks.baseline import baseline
from benchmarks.process import Finished, busyness, last_line, machine, plough
from benchmarks.tables import markdown_table, mean_and_worst, share, value
from ploughshare.scheduling.exchange import read_schedule
from ploughshare.scheduling.schedule import ScheduleDocument
from ploughshare.usecases.kernel import read_problem_file, verify_files

SEEDS = {100: range(1, 21), 1_000: range(1, 21), 10_000: range(1, 6), 100_000: range(1, 4)}
"""Seeds of the published table."""
TIME_LIMIT = 60.0
QUICK = (
    ("v0", 100, range(1, 3), 5.0),
    ("v0", 1_000, range(1, 3), 10.0),
    ("v1", 1_000, range(1, 2), 10.0),
    ("v0", 10_000, range(1, 2), 20.0),
    ("v0", 100_000, range(1, 2), 40.0),
)
"""Version, size, seeds and seconds; less than three minutes together."""
NEARLY = 0.97
"""A bound counts as found from when it is this share of the final one."""
BETTER = 0.95
"""Share of the first plan's objective whose moment is told, to compare how fast searches improve."""


@dataclass(frozen=True, slots=True)
class Run:
    """
    One instance, solved once.

    Attributes
    ----------
    objective, bound, gap
        Of the verified schedule; ``None`` if there was none, with the reason in ``failure``.
    listed
        Objective of the frozen baseline; ``None`` where the list finds no schedule.
    seconds
        Of the whole process.
    first_plan, bound_found, better
        Seconds from the start of the process to the first plan, to a bound of 97 % of the final
        one, and to a plan 5 % better than the first.
    peak_mb
        Most memory the process held, in MB.
    history
        Objectives and bounds as they were found, each with its second.
    load
        Processes that waited for a processor in the minute before.
    """

    version: str
    size: int
    seed: int
    time_limit: float
    activities: int
    teams: int
    objective: int | None
    bound: int | None
    gap: float | None
    listed: int | None
    seconds: float
    first_plan: float | None
    bound_found: float | None
    better: float | None
    peak_mb: float | None
    load: float | None
    failure: str
    history: tuple[Mapping[str, float], ...]

    @property
    def ratio(self) -> float | None:
        """Objective over that of the frozen baseline."""
        return self.objective / self.listed if self.objective and self.listed else None


def measure(version: str, size: int, seed: int, time_limit: float, folder: Path) -> Run:
    """Draw an instance, solve it in a process of its own, and verify the schedule."""
    posed = folder / synthetic.file_name(version, size, seed)
    out = folder / f"{posed.name}.schedule.json"
    synthetic.write(posed, version, size, seed)
    problem = read_problem_file(posed)
    listed = baseline(problem)
    load = busyness()
    done, schedule, failure = solved(posed, out, time_limit)
    history = () if schedule is None else _course(schedule.history)
    objective = None if schedule is None else schedule.objective
    bound = None if schedule is None else schedule.bound
    for file in (posed, out):
        file.unlink(missing_ok=True)
    return Run(
        version=version,
        size=size,
        seed=seed,
        time_limit=time_limit,
        activities=problem.n_activities,
        teams=problem.n_teams,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / bound if objective is not None and bound else None,
        listed=listed,
        seconds=round(done.seconds, 2),
        first_plan=first_plan(history),
        bound_found=bound_found(history, bound),
        better=better(history),
        peak_mb=done.peak_mb,
        load=load,
        failure=failure,
        history=history,
    )


def solved(
    posed: Path, out: Path, time_limit: float
) -> tuple[Finished, ScheduleDocument | None, str]:
    """Solve a file and verify the schedule; return it, or what went wrong."""
    done = plough("solve", str(posed), "--out", str(out), "--time-limit", str(time_limit))
    if done.code != 0:
        return done, None, f"exit {done.code}: {last_line(done.said)}"
    broken = verify_files(posed, out)
    if broken:
        return done, None, f"{len(broken)} violations, first: {broken[0].message}"
    return done, read_schedule(out.read_bytes()), ""


def _course(history: Iterable[Mapping[str, object]]) -> tuple[Mapping[str, float], ...]:
    """The numbers of a history, in the order of their seconds."""
    entries = [
        {key: number for key, number in entry.items() if isinstance(number, int | float)}
        for entry in history
    ]
    return tuple(sorted((e for e in entries if "seconds" in e), key=lambda e: e["seconds"]))


def first_plan(history: Sequence[Mapping[str, float]]) -> float | None:
    """Seconds to the first plan."""
    return next((each["seconds"] for each in history if "objective" in each), None)


def bound_found(history: Sequence[Mapping[str, float]], final: int | None) -> float | None:
    """Seconds to a bound within 3 % of the final one."""
    least = NEARLY * (final or 0)
    return next((each["seconds"] for each in history if each.get("bound", -1) >= least), None)


def better(history: Sequence[Mapping[str, float]]) -> float | None:
    """Seconds to a plan that is 5 % better than the first."""
    found = [each for each in history if "objective" in each]
    reached = (e for e in found if e["objective"] <= BETTER * found[0]["objective"])
    return next((each["seconds"] for each in reached), None)


def summary(runs: Sequence[Run]) -> Iterator[list[str]]:
    """Yield a row for each version, size and time limit: mean and worst over the seeds."""
    for key in dict.fromkeys((run.version, run.size, run.time_limit) for run in runs):
        group = [run for run in runs if (run.version, run.size, run.time_limit) == key]
        version, size, limit = key
        yield [
            version,
            f"{size:,}",
            str(len(group)),
            f"{limit:g}",
            mean_and_worst([run.gap for run in group], share),
            mean_and_worst([run.ratio for run in group], lambda ratio: f"{ratio:.3f}"),
            mean_and_worst([run.first_plan for run in group], value),
            mean_and_worst([run.bound_found for run in group], value),
            mean_and_worst([run.better for run in group], value),
            mean_and_worst([run.seconds for run in group], value),
            mean_and_worst([run.peak_mb for run in group], lambda mb: f"{mb:.0f}"),
            str(sum(bool(run.failure) for run in group)),
        ]


def slower(runs: Sequence[Run]) -> Iterator[list[str]]:
    """Yield, for each size and limit solved in both versions, how long each took to improve by 5 %."""
    times: dict[tuple[int, float], dict[str, list[float]]] = {}
    for run in runs:
        if run.better is not None:
            by_version = times.setdefault((run.size, run.time_limit), {})
            by_version.setdefault(run.version, []).append(run.better)
    for (size, limit), by_version in times.items():
        if {"v0", "v1"} <= by_version.keys():
            plain, full = (mean(by_version[version]) for version in ("v0", "v1"))
            yield [f"{size:,}", f"{limit:g}", value(plain), value(full), f"{full / plain:.2f}"]


SLOWER_HEADINGS = ["activities", "limit s", "v0 s", "v1 s", "ratio"]
SUMMARY_HEADINGS = [
    *("version", "activities", "seeds", "limit s", "gap", "of the list", "first plan s"),
    *("bound s", "5 % better s", "process s", "peak MB", "failed"),
]
RUN_HEADINGS = [
    *("version", "activities", "seed", "objective", "bound", "gap", "list", "of the list"),
    *("first plan s", "bound s", "5 % better s", "process s", "peak MB", "load", "failure"),
]


def rows(runs: Iterable[Run]) -> Iterator[list[str]]:
    """Yield a row for each run."""
    for run in runs:
        yield [
            run.version,
            f"{run.activities:,}",
            str(run.seed),
            "" if run.objective is None else f"{run.objective:,}",
            "" if run.bound is None else f"{run.bound:,}",
            share(run.gap),
            "" if run.listed is None else f"{run.listed:,}",
            "" if run.ratio is None else f"{run.ratio:.3f}",
            *(value(each) for each in (run.first_plan, run.bound_found, run.better, run.seconds)),
            "" if run.peak_mb is None else f"{run.peak_mb:.0f}",
            value(run.load),
            run.failure,
        ]


def report(runs: Sequence[Run]) -> str:
    """Return the page of results in Markdown."""
    return (
        "# The kernel on the synthetic restoration benchmark\n\n"
        "Mean and, after the stroke, worst over the seeds.\n\n"
        + markdown_table(SUMMARY_HEADINGS, list(summary(runs)))
        + _comparison(runs)
        + "\n## Every seed\n\n"
        + markdown_table(RUN_HEADINGS, list(rows(runs)))
        + "\n## Machine\n\n"
        + "".join(f"- {name}: {what}\n" for name, what in machine().items())
    )


def _comparison(runs: Sequence[Run]) -> str:
    """Return the table of how much longer v1 takes than v0, if both were run."""
    compared = list(slower(runs))
    if not compared:
        return ""
    title = (
        "\nSeconds to a schedule 5 % better than the first, mean over the seeds that found one:\n\n"
    )
    return title + markdown_table(SLOWER_HEADINGS, compared)


def keep(runs: Sequence[Run], out: Path) -> None:
    """Write what is known so far: ``kernel.json``, ``kernel.md``, ``kernel.svg``."""
    out.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine(), "runs": [asdict(run) for run in runs]}
    (out / "kernel.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    (out / "kernel.md").write_text(report(runs), encoding="utf-8")
    (out / "kernel.svg").write_text(plots.courses(runs), encoding="utf-8")


def warm_up(folder: Path) -> None:
    """Fill the compile cache, which is no part of any figure."""
    posed = folder / "first.json"
    synthetic.write(posed, "v1", 100, 1)
    done = plough(
        "solve", str(posed), "--out", str(folder / "first-out.json"), "--iterations", "60"
    )
    print(f"compiled and warm after {done.seconds:.0f} s", flush=True)


def seeds(text: str) -> list[int]:
    """Read ``3``, ``1-5`` or ``1-5,9``."""
    chosen: list[int] = []
    for part in text.split(","):
        found = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if found is None:
            raise argparse.ArgumentTypeError(f"{part!r} is not a seed; write 3, 1-5 or 1-5,9")
        first, last = int(found[1]), int(found[2] or found[1])
        chosen += range(first, last + 1)
    return chosen


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="a taste, in three minutes")
    parser.add_argument(
        "--version", choices=sorted(synthetic.VERSIONS), nargs="+", default=["v0"], help="[v0]"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--seeds", type=seeds, help="3, 1-5 or 1-5,9 [as published]")
    parser.add_argument("--time-limit", type=float, default=TIME_LIMIT, help="seconds [60]")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="folder [bench]")
    return parser.parse_args(words)


def instances(given: argparse.Namespace) -> Iterator[tuple[str, int, int, float]]:
    """Yield version, size, seed and seconds of all runs that were asked for."""
    if given.quick:
        for version, size, chosen, limit in QUICK:
            yield from ((version, size, seed, limit) for seed in chosen)
        return
    for size in given.sizes:
        for seed in given.seeds or SEEDS.get(size, range(1, 4)):
            yield from ((version, size, seed, given.time_limit) for version in given.version)


def main(words: Sequence[str]) -> int:
    given = arguments(words)
    runs: list[Run] = []
    with TemporaryDirectory() as folder:
        warm_up(Path(folder))
        for version, size, seed, limit in instances(given):
            run = measure(version, size, seed, limit, Path(folder))
            runs.append(run)
            keep(runs, given.out)
            print("  ".join(part for part in next(rows([run])) if part), flush=True)
    print("\n" + markdown_table(SUMMARY_HEADINGS, list(summary(runs))) + _comparison(runs))
    print(f"All seeds: {given.out / 'kernel.md'}")
    return int(any(run.failure for run in runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
