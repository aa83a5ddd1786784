"""How much of a plan is kept when the data change, and how long that takes.

    python -m benchmarks.replan [--version v0] [--sizes 1000 100000] [--seeds 1-3]
                                [--first 60] [--time-limit 15] [--out bench]

An instance is solved; then 2 % of its activities are changed: half of them take another time, half may
not start before a later day. It is solved again from the first schedule, with a price on change in the
next four weeks, as a whole process. Kept is an activity of those weeks that has the same teams and starts
within a day of when it did. For comparison the same without a price. Every schedule is verified.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks import synthetic
from benchmarks.kernel import seeds, warm_up
from benchmarks.process import busyness, last_line, machine, plough
from benchmarks.synthetic_v0 import Document
from benchmarks.tables import markdown_table, share, value
from ploughshare.scheduling.exchange import read_schedule
from ploughshare.scheduling.schedule import ScheduleDocument
from ploughshare.usecases.kernel import verify_files

CHANGED = 0.02
"""Share of the activities whose data change."""
SHORTEST, LONGEST = 0.75, 1.5
"""Times the steps of an activity that takes another time."""
PUT_OFF = 10
"""Days by which an activity may start later, at most."""
WEEKS, WORKDAYS = 4, 5
"""What is to be kept: the next weeks; only days on which people work are counted in steps."""
STEP_PRICE, TEAM_PRICE = 2.0, 100.0
"""Price of a step and of a crew member, times the weight there is per activity."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """
    One instance, changed and solved again.

    Attributes
    ----------
    within
        Activities of the next weeks.
    kept
        Share of them with the same teams and a start moved by a day at most.
    objective
        Of the new schedule, without the price.
    seconds
        Of the whole process.
    """

    version: str
    size: int
    seed: int
    priced: bool
    time_limit: float
    within: int
    kept: float | None
    objective: int | None
    bound: int | None
    seconds: float
    peak_mb: float | None
    load: float | None
    failure: str


def perturbed(document: Document, seed: int) -> Document:
    """Return an instance in which 2 % of the activities have other data; drawn by ``seed``."""
    rng = Random(seed)
    activities = [dict(each) for each in document["activities"]]
    for number, j in enumerate(rng.sample(range(len(activities)), int(CHANGED * len(activities)))):
        activity = activities[j]
        if number % 2:
            times = rng.uniform(SHORTEST, LONGEST)
            activity["modes"] = [
                {**mode, "steps": round(mode["steps"] * times)} for mode in activity["modes"]
            ]
        else:
            day = rng.randint(1, PUT_OFF) * document["steps_per_day"]
            activity["earliest"] = activity.get("earliest", 0) + day
    return {**document, "activities": activities}


def kept(old: ScheduleDocument, new: ScheduleDocument, before: int, day: int) -> tuple[int, float]:
    """Count what started before a step, and the share of it that stays as it is."""
    now = {item.activity: item for item in new.items}
    within = [item for item in old.items if item.start < before]
    stay = 0
    for item in within:
        then = now[item.activity]
        same = {k: set(v) for k, v in item.teams.items()} == {
            k: set(v) for k, v in then.teams.items()
        }
        stay += same and abs(then.start - item.start) <= day
    return len(within), stay / max(len(within), 1)


def measure(given: argparse.Namespace, size: int, seed: int, folder: Path) -> list[Replanned]:
    """Solve, change and solve again, with a price and without."""
    document = synthetic.document(given.version, size, seed)
    posed, changed = folder / "posed.json.gz", folder / "changed.json.gz"
    first, again = folder / "first.json", folder / "again.json"
    posed.write_bytes(gzip.compress(json.dumps(document).encode("utf-8"), mtime=0))
    other = perturbed(document, seed)
    changed.write_bytes(gzip.compress(json.dumps(other).encode("utf-8"), mtime=0))
    done = plough("solve", str(posed), "--out", str(first), "--time-limit", str(given.first))
    if done.code != 0:
        raise SystemExit(f"The instance has no first plan: {last_line(done.said)}")
    day = document["steps_per_day"]
    before = WEEKS * WORKDAYS * day
    weight = sum(each["weight"] for each in document["benefits"]) / len(document["activities"])
    prices = [
        *("--price-team-change", str(round(TEAM_PRICE * weight))),
        *("--price-step-moved", str(max(round(STEP_PRICE * weight), 1))),
        *("--before-step", str(before)),
    ]
    old = read_schedule(first.read_bytes())
    found = []
    for priced in (True, False):
        load = busyness()
        call = ["--start", str(first), "--time-limit", str(given.time_limit)]
        done = plough(
            "solve", str(changed), "--out", str(again), *call, *(prices if priced else [])
        )
        broken = [] if done.code else verify_files(changed, again)
        failure = f"exit {done.code}: {last_line(done.said)}" if done.code else ""
        if broken:
            failure = f"{len(broken)} violations, first: {broken[0].message}"
        new = None if failure else read_schedule(again.read_bytes())
        within, stay = (0, None) if new is None else kept(old, new, before, day)
        found.append(
            Replanned(
                version=given.version,
                size=size,
                seed=seed,
                priced=priced,
                time_limit=given.time_limit,
                within=within,
                kept=stay,
                objective=None if new is None else new.objective,
                bound=None if new is None else new.bound,
                seconds=round(done.seconds, 2),
                peak_mb=done.peak_mb,
                load=load,
                failure=failure,
            )
        )
        again.unlink(missing_ok=True)
    return found


HEADINGS = [
    *("version", "activities", "seed", "price", "of the next weeks", "kept", "objective", "bound"),
    *("process s", "peak MB", "load", "failure"),
]


def row(run: Replanned) -> list[str]:
    """Return the row of the table for one run."""
    return [
        run.version,
        f"{run.size:,}",
        str(run.seed),
        "yes" if run.priced else "no",
        f"{run.within:,}",
        share(run.kept),
        "" if run.objective is None else f"{run.objective:,}",
        "" if run.bound is None else f"{run.bound:,}",
        value(run.seconds),
        "" if run.peak_mb is None else f"{run.peak_mb:.0f}",
        value(run.load),
        run.failure,
    ]


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--version", choices=sorted(synthetic.VERSIONS), default="v0")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--seeds", type=seeds, default=[1, 2, 3], help="3, 1-5 or 1-5,9 [1-3]")
    parser.add_argument("--first", type=float, default=60.0, help="seconds of the first plan [60]")
    parser.add_argument("--time-limit", type=float, default=15.0, help="seconds to replan [15]")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="folder [bench]")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    given = arguments(words)
    runs: list[Replanned] = []
    given.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        warm_up(Path(folder))
        for size in given.sizes:
            for seed in given.seeds:
                for run in measure(given, size, seed, Path(folder)):
                    runs.append(run)
                    print("  ".join(part for part in row(run) if part), flush=True)
                document = {"machine": machine(), "runs": [asdict(run) for run in runs]}
                text = json.dumps(document, indent=1)
                (given.out / "replan.json").write_text(text, encoding="utf-8")
    print("\n" + markdown_table(HEADINGS, [row(run) for run in runs]))
    return int(any(run.failure for run in runs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
