"""Whether annealing small windows at the end does better than annealing the whole to the end.

    python -m benchmarks.windows --sizes 1000 10000 [--seeds 1-3] [--seconds 40] [--out FOLDER]

From the same plan of iterated weights, on one core: once the whole is annealed for all of the time,
and once for two thirds of it and windows for the rest. A window is an activity with those nearest to
it in place, or in place and time; it is heated and cooled on its own, and what it came to is kept if
the objective of the whole is better. Processor time counts, so that other work matters little.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.kernel import seeds
from benchmarks.process import busyness
from benchmarks.synthetic import content
from benchmarks.tables import markdown_table
from ploughshare.scheduling.benefits import benefit_steps, objective
from ploughshare.scheduling.chains import START, Chains, chains_of, overwrite_chains
from ploughshare.scheduling.cooling import heat
from ploughshare.scheduling.draft import Draft, copied
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.sequence_search import Sequences
from ploughshare.scheduling.surroundings import surroundings
from ploughshare.scheduling.tables import FIXED, Tables, tables
from ploughshare.scheduling.warm_up import warm_up

ROUNDS = 40
"""Of iterated weights, before any annealing."""
STRETCH = 5_000
"""Moves between two looks at the clock."""
MOVES_OF_A_WINDOW = 50
"""For each of its activities."""
WINDOW_HEAT = (1e-2, 5e-4)
"""At the beginning and at the end of a window, in units of objective / n."""
TIME_COUNTS = 3.0
"""The length of the plan counts as much as so many times the spread of places."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to spend the time: which share of it goes to windows, of which sort and size."""

    name: str
    share: float = 0.0
    by_time: bool = False
    size: int = 0


WAYS = (
    Way("the whole"),
    Way("then 300 in place and time", 1 / 3, by_time=True, size=300),
    Way("then 1,000 in place", 1 / 3, size=1_000),
)


class Course:
    """One annealing of one plan, by whole and by windows."""

    def __init__(self, laid_out: Tables, draft: Draft, seed: int) -> None:
        self._tables, self._n = laid_out, laid_out.problem.n_activities
        chains = chains_of(laid_out, draft)
        chains.served[:] = benefit_steps(laid_out.problem, draft.finish)
        self._search = Sequences(
            laid_out, surroundings(laid_out), chains, objective(laid_out.benefits, draft.finish)
        )
        self._free = np.flatnonzero(laid_out.network.activity[:-1, FIXED] < 0)
        self._random = np.random.default_rng(seed)
        self.first = self.best = self._search.value
        self.moves = 0

    def _run(self, those: Ints, hot: Reals) -> None:
        self._search.run(those, hot * self.first / self._n, self._random)
        self.moves += len(hot)
        self.best = min(self.best, self._search.value)

    def whole(self, seconds: float) -> None:
        """Anneal all activities for so long, as the search of the kernel does."""
        began, done = time.process_time(), 0
        pace: float | None = None
        while (spent := time.process_time() - began) < seconds:
            left = STRETCH if pace is None else max(int(pace * (seconds - spent)), STRETCH)
            planned = done + left
            self._run(self._free, heat(planned / self._n, planned, done, STRETCH))
            done += STRETCH
            pace = done / (time.process_time() - began)

    def windows(self, seconds: float, way: Way) -> None:
        """Anneal one window after the other for so long."""
        search = self._search
        before = Chains(*(each.copy() for each in search.chains))
        hot = np.geomspace(*WINDOW_HEAT, MOVES_OF_A_WINDOW * way.size)
        began = time.process_time()
        while time.process_time() - began < seconds:
            value = search.value
            overwrite_chains(before, search.chains)
            self._run(self._window(way), hot)
            if search.value > value:
                overwrite_chains(search.chains, before)
                search.value = value

    def _window(self, way: Way) -> Ints:
        """The activities of a window: one by chance, and those nearest to it."""
        at = self._tables.problem.at[self._free]
        centre = self._random.integers(len(at))
        distance = ((at - at[centre]) ** 2).sum(axis=1) / at.var(axis=0).sum()
        if way.by_time:
            start = self._search.chains.node[self._free, START]
            distance += (TIME_COUNTS * (start - start[centre]) / start.max()) ** 2
        nearest = np.argsort(distance, kind="stable")[: way.size]
        return np.asarray(self._free[nearest])


def begun(laid_out: Tables) -> Draft:
    """The best plan of some rounds of iterated weights."""
    found = itertools.islice(rounds(laid_out), ROUNDS)
    plans = [(value, copied(draft)) for value, draft in found if value is not None]
    return min(plans, key=lambda plan: plan[0])[1]


def rows(size: int, seed: int, seconds: float) -> Iterator[list[str]]:
    """Spend the time in each way on one instance; yield a row of the table for each."""
    laid_out = tables(read_problem(content("v0", size, seed)))
    draft = begun(laid_out)
    reference: int | None = None
    for way in WAYS:
        course = Course(laid_out, draft, seed)
        course.whole((1 - way.share) * seconds)
        before = course.best
        course.windows(way.share * seconds, way)
        reference = reference or course.best
        yield [
            f"{size:,}", str(seed), way.name, f"{course.first:,}",
            f"{before:,}" if way.share else "", f"{course.best:,}",
            f"{100 * (course.best / reference - 1):+.2f} %", f"{course.moves:,}",
        ]  # fmt: skip


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--seeds", type=seeds, default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--out", type=Path, default=Path("bench"))
    given = parser.parse_args(words)
    warm_up()
    found = []
    for size, seed in itertools.product(given.sizes, given.seeds):
        for row in rows(size, seed, given.seconds):
            found.append(row)
            print(" | ".join(row), flush=True)
    head = ["activities", "seed", "annealed", "begun at", "before windows", "best",
            "to the whole", "moves"]  # fmt: skip
    given.out.mkdir(parents=True, exist_ok=True)
    text = markdown_table(head, found) + f"\n{busyness()}\n"
    (given.out / "windows.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
