"""Peers side by side: the same instances in the same run, PyJobShop and CP-SAT beside ``plough``.

    python -m benchmarks.peers [--quick] [--sizes 100 1000] [--seeds 1-3] [--time-limit 60]
                               [--peer-time-limit 60] [--psplib FOLDER] [--out bench]

Each runs as a process of its own, one after the other. ``plough`` has its whole process for the time
limit; a peer has it for its solver alone, reading and building come on top. Each peer's solution
is made into a schedule that keeps every rule, and verified. Results: ``peers.md``, ``peers.json``,
``peers.svg``. With a folder of PSPLIB ``.sm`` files and their ``j120_bounds.csv``, makespans are
compared as well.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import plots, synthetic
from benchmarks.baseline import baseline
from benchmarks.kernel import seeds, solved, warm_up
from benchmarks.peer import PEERS, schedule_file
from benchmarks.process import ROOT, busyness, last_line, machine, measured
from benchmarks.tables import markdown_table, share, value
from ploughshare.usecases.kernel import read_problem_file, verify_files

OURS, LIST = "plough", "priority list"
SEEDS = {100: range(1, 4), 1_000: range(1, 4), 10_000: range(1, 2)}
QUICK_SIZES = (100, 1_000)
QUICK_SECONDS = 6.0
QUICK_SAMPLE = 2
POOLS = ("cp-sat-pool", "pyjobshop-pool")
"""Peers for makespans, where a pool of teams leaves nothing out, and for a quick look."""
HANDED_OVER = ROOT.parent / "shared" / "data" / "psplib-j120"


@dataclass(frozen=True, slots=True)
class Row:
    """
    One peer on one instance.

    Attributes
    ----------
    relaxed
        Objective of the peer's own model, which may leave rules out; ``None`` for ``plough``.
    objective
        Of the verified schedule.
    bound
        Its own bound. That of a peer is about its own model and proves nothing for the problem.
    best_known
        Least makespan known, for an instance of PSPLIB.
    """

    instance: str
    peer: str
    relaxed: int | None
    objective: int | None
    bound: int | None
    best_known: int | None
    seconds: float | None
    peak_mb: float | None
    load: float | None
    note: str

    @property
    def above_best(self) -> float | None:
        """Gap to the best known makespan."""
        if self.objective is None or not self.best_known:
            return None
        return self.objective / self.best_known - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for ``plough`` and for the solver of a peer, and threads of the latter."""

    ours: float
    peers: float
    workers: int

    @property
    def patience(self) -> float:
        """Seconds after which a peer is ended that does not end by itself."""
        return 2 * self.peers + 60


def compare(
    posed: Path, name: str, peers: Iterable[str], limits: Limits, best_known: int | None = None
) -> Iterator[Row]:
    """Yield the list, ``plough`` and each peer on one problem file."""
    out = posed.with_suffix(".out.json")
    if best_known is None:
        listed = baseline(read_problem_file(posed))
        yield Row(name, LIST, None, listed, None, None, None, None, None, "")
    load = busyness()
    done, schedule, failure = solved(posed, out, limits.ours)
    yield Row(
        name,
        OURS,
        None,
        None if schedule is None else schedule.objective,
        None if schedule is None else schedule.bound,
        best_known,
        round(done.seconds, 1),
        done.peak_mb,
        load,
        failure,
    )
    for peer in peers:
        yield _ask(peer, posed, name, limits, best_known)


def _ask(peer: str, posed: Path, name: str, limits: Limits, best_known: int | None) -> Row:
    """Run one peer on one problem file and verify its schedule."""
    out = posed.with_suffix(f".{peer}.json")
    load = busyness()
    words = ["--time-limit", str(limits.peers), "--workers", str(limits.workers)]
    command = [sys.executable, "-m", "benchmarks.peer", peer, str(posed), "--out", str(out)]
    done = measured([*command, *words], patience=limits.patience)
    answer: dict[str, int | None] = {}
    if done.stopped:
        note = f"ended after {done.seconds:.0f} s without an answer"
    elif done.code != 0:
        note = f"exit {done.code}: {last_line(done.said)}"
    else:
        answer = json.loads(out.read_text(encoding="utf-8"))
        note = str(answer["note"])
    objective = answer.get("objective")
    if objective is not None:
        broken = verify_files(posed, schedule_file(out))
        if broken:
            objective, note = None, f"its schedule breaks a rule: {broken[0].message}"
    return Row(
        name,
        peer,
        answer.get("relaxed"),
        objective,
        answer.get("bound"),
        best_known,
        round(done.seconds, 1),
        done.peak_mb,
        load,
        note,
    )


def ours_of(rows: Sequence[Row]) -> dict[str, int]:
    """Return the objective of ``plough`` by instance."""
    return {row.instance: row.objective for row in rows if row.peer == OURS and row.objective}


HEADINGS = [
    *("instance", "who", "own model", "schedule", "over ours", "ours over own model"),
    *("own bound", "process s", "peak MB", "load", "note"),
]


def table(rows: Sequence[Row]) -> Iterator[list[str]]:
    """Yield a line for each row."""
    ours = ours_of(rows)
    for row in rows:
        best = ours.get(row.instance)
        over = row.objective / best if row.objective is not None and best else None
        under = best / row.relaxed if row.relaxed and best else None
        yield [
            row.instance,
            row.peer,
            *("" if n is None else f"{n:,}" for n in (row.relaxed, row.objective)),
            *("" if ratio is None else f"{ratio:.3f}" for ratio in (over, under)),
            "" if row.bound is None else f"{row.bound:,}",
            value(row.seconds),
            "" if row.peak_mb is None else f"{row.peak_mb:.0f}",
            value(row.load),
            row.note,
        ]


def makespans(rows: Sequence[Row]) -> Iterator[list[str]]:
    """Yield for each peer its mean and worst gap to the best known makespans."""
    for peer in dict.fromkeys(row.peer for row in rows if row.best_known):
        group = [row for row in rows if row.peer == peer and row.best_known]
        gaps = [row.above_best for row in group if row.above_best is not None]
        yield [
            peer,
            f"{len(gaps)} of {len(group)}",
            share(sum(gaps) / len(gaps)) if gaps else "",
            share(max(gaps)) if gaps else "",
            str(sum(gap <= 0 for gap in gaps)),
        ]


def report(rows: Sequence[Row], limits: Limits) -> str:
    """Return the page of results in Markdown."""
    page = (
        "# Peers side by side\n\n"
        f"`plough` has {limits.ours:g} s for its whole process, each peer {limits.peers:g} s and "
        f"{limits.workers} threads for its solver alone.\n\n"
        + markdown_table(HEADINGS, [*table(rows)])
    )
    if any(row.best_known for row in rows):
        headings = ["who", "solved", "mean gap to best known", "worst", "equal to best known"]
        page += "\n## Makespans of PSPLIB j120\n\n" + markdown_table(headings, [*makespans(rows)])
    return page + "\n## Machine\n\n" + "".join(f"- {n}: {w}\n" for n, w in machine().items())


def drawing(rows: Sequence[Row]) -> str:
    """Return the schedules of all peers over ours, as bars."""
    ours = ours_of(rows)
    groups: dict[str, dict[str, float | None]] = {}
    for row in rows:
        if row.instance in ours and not row.best_known:
            best = row.objective
            ratio = None if best is None else best / ours[row.instance]
            groups.setdefault(row.instance, {})[row.peer] = ratio
    tells = "Objective of each peer's schedule over that of plough; longer is worse."
    return plots.bars(groups, "Peers side by side", tells)


def keep(rows: Sequence[Row], limits: Limits, out: Path) -> None:
    """Write what is known so far: ``peers.json``, ``peers.md``, ``peers.svg``."""
    out.mkdir(parents=True, exist_ok=True)
    document = {
        "machine": machine(),
        "limits": asdict(limits),
        "rows": [asdict(row) for row in rows],
    }
    (out / "peers.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    (out / "peers.md").write_text(report(rows, limits), encoding="utf-8")
    (out / "peers.svg").write_text(drawing(rows), encoding="utf-8")


def psplib_sample(folder: Path) -> list[tuple[Path, int]]:
    """Return the ``.sm`` files of a folder, each with the least makespan known."""
    with (folder / "j120_bounds.csv").open(encoding="utf-8", newline="") as file:
        known = {row["instance"]: int(row["best_ub_seen"]) for row in csv.DictReader(file)}
    return [(path, known[path.stem]) for path in sorted(folder.glob("*.sm")) if path.stem in known]


def all_rows(given: argparse.Namespace, limits: Limits, folder: Path) -> Iterator[Row]:
    """Run everything that was asked for."""
    for size in given.sizes:
        for seed in given.seeds or (SEEDS.get(size, range(1, 2))):
            posed = folder / synthetic.file_name("v0", size, seed).removesuffix(".gz")
            synthetic.write(posed, "v0", size, seed)
            yield from compare(posed, f"v0, {size:,}, seed {seed}", given.peers, limits)
    if given.psplib is None:
        return
    sample = psplib_sample(given.psplib)[: QUICK_SAMPLE if given.quick else None]
    for path, best_known in sample:
        posed = folder / path.name
        posed.write_bytes(path.read_bytes())
        peers = [peer for peer in given.peers if peer in POOLS]
        yield from compare(posed, path.stem, peers, limits, best_known)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="a taste, in two minutes")
    parser.add_argument("--sizes", type=int, nargs="*", default=None)
    parser.add_argument("--seeds", type=seeds, help="3, 1-5 or 1-5,9 [1-3; 1 at 10,000]")
    parser.add_argument("--peers", nargs="*", choices=sorted(PEERS), default=None)
    parser.add_argument("--time-limit", type=float, help="seconds for plough [60]")
    parser.add_argument("--peer-time-limit", type=float, help="for a peer [as --time-limit]")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="of a peer")
    parser.add_argument("--psplib", type=Path, help="folder of .sm files and j120_bounds.csv")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="folder [bench]")
    given = parser.parse_args(words)
    if given.sizes is None:
        given.sizes = list(QUICK_SIZES if given.quick else SEEDS)
    if given.peers is None:
        given.peers = list(POOLS if given.quick else PEERS)
    if given.quick and given.seeds is None:
        given.seeds = [1]
    if given.time_limit is None:
        given.time_limit = QUICK_SECONDS if given.quick else 60.0
    if given.psplib is None and HANDED_OVER.exists():
        given.psplib = HANDED_OVER
    return given


def main(words: Sequence[str]) -> int:
    given = arguments(words)
    limits = Limits(given.time_limit, given.peer_time_limit or given.time_limit, given.workers)
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        warm_up(Path(folder))
        for row in all_rows(given, limits, Path(folder)):
            rows.append(row)
            keep(rows, limits, given.out)
            print("  ".join(part for part in [*table(rows)][-1] if part), flush=True)
    print("\n" + report(rows, limits).partition("## Machine")[0])
    if given.psplib is None:
        print("PSPLIB: no sample; give --psplib FOLDER with .sm files and j120_bounds.csv")
    return int(any(row.peer == OURS and row.objective is None for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
