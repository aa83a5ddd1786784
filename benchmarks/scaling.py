"""How the time per activity grows with the size of the problem, part by part.

    python -m benchmarks.scaling --version v0 --sizes 10000 100000 [--seed 1] [--repeats 3]

Each part runs on one core, the least of some repeats counts, and processor time is measured, so that
other work on the machine matters little. Reading, laying out and compiling do not count.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.process import busyness
from benchmarks.synthetic import VERSIONS, content
from benchmarks.tables import markdown_table
from ploughshare.scheduling.annealing import RENUMBERED
from ploughshare.scheduling.benefits import benefit_steps, objective
from ploughshare.scheduling.bounds import WINDOWS
from ploughshare.scheduling.chains import Chains, chains_of
from ploughshare.scheduling.date_search import price_dates
from ploughshare.scheduling.draft import Draft, copied
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.prices import Pricing, Record
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.renumbering import along_chains, renumbered_draft, renumbered_tables
from ploughshare.scheduling.sequence_search import Sequences
from ploughshare.scheduling.surroundings import surroundings
from ploughshare.scheduling.tables import FIXED, Tables, tables
from ploughshare.scheduling.timed_search import price_presence
from ploughshare.scheduling.warm_up import warm_up

PARTS = {
    "dispatch": "us per activity",
    "neighbourhood": "us per move",
    "bound by date": "us per activity and evaluation",
    "bound at every step": "us per activity and evaluation",
}
HEAT = 1e-3
"""Loss accepted once in e times, in units of objective / n."""
DATES, PRICE_STEPS, TIME_STEPS = 8, 5, 10


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the search on one problem, each ready to run any number of times."""

    tables: Tables
    draft: Draft
    value: int
    records: list[Record]

    def dispatch(self) -> float:
        """Seconds per activity of one round: ranking, dispatch, left-shift, new weights."""
        going = rounds(self.tables)
        next(going)
        return processor_seconds(lambda: next(going)) / self.tables.problem.n_activities

    def neighbourhood(self) -> float:
        """Seconds per move, kept or not, renewed prices included; as many as activities."""
        laid_out, draft = self.tables, self.draft
        n = laid_out.problem.n_activities
        if n >= RENUMBERED:
            numbering = along_chains(laid_out, draft)
            draft = renumbered_draft(laid_out, draft, numbering)
            laid_out = renumbered_tables(laid_out, numbering)
        chains: Chains = chains_of(laid_out, draft)
        chains.served[:] = benefit_steps(laid_out.problem, draft.finish)
        search = Sequences(laid_out, surroundings(laid_out), chains, self.value)
        free = np.flatnonzero(laid_out.network.activity[:-1, FIXED] < 0)
        heat = np.full(n, HEAT * self.value / n)
        random = np.random.default_rng(0)
        return processor_seconds(lambda: search.run(free, heat, random)) / n

    def bound_by_date(self) -> float:
        """Seconds per activity of pricing one date once."""
        pricing = self._pricing()

        def evaluate() -> None:
            for record in self.records:
                pricing.evaluate(record.prices, record.date)

        evaluate()
        seconds = processor_seconds(evaluate)
        return seconds / len(self.records) / self.tables.problem.n_activities

    def bound_at_every_step(self) -> float:
        """Seconds per activity of one evaluation of prices at every step, its share of proofs in."""
        pricing = self._pricing()

        def climb() -> None:
            for _ in price_presence(pricing, self.records, TIME_STEPS, lambda: True):
                pass

        return processor_seconds(climb) / TIME_STEPS / self.tables.problem.n_activities

    def _pricing(self) -> Pricing:
        problem = self.tables.problem
        return Pricing(problem, earliest(problem), WINDOWS)


def processor_seconds(run: Callable[[], object]) -> float:
    """Return the processor time that a call takes."""
    began = time.process_time()
    run()
    return time.process_time() - began


def parts_of(problem: Problem) -> Parts:
    """Prepare a problem: its tables, a first plan, first prices."""
    laid_out = tables(problem)
    draft = next(copied(draft) for value, draft in rounds(laid_out) if value is not None)
    pricing = Pricing(problem, earliest(problem), WINDOWS)
    *_, records = price_dates(pricing, DATES, PRICE_STEPS, lambda: True)
    return Parts(laid_out, draft, objective(laid_out.benefits, draft.finish), records)


def measured(problem: Problem, repeats: int) -> dict[str, float]:
    """Return the seconds of each part per unit, the least of some repeats."""
    parts = parts_of(problem)
    return {
        name: min(getattr(parts, name.replace(" ", "_"))() for _ in range(repeats))
        for name in PARTS
    }


def table_rows(found: Sequence[dict[str, float]]) -> Iterator[list[str]]:
    """Yield a row for each part: its time at each size, and the last over the first."""
    for name, unit in PARTS.items():
        times = [each[name] for each in found]
        yield [
            name,
            unit,
            *(f"{1e6 * seconds:.2f}" for seconds in times),
            f"{times[-1] / times[0]:.2f}" if times[0] else "",
        ]


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--version", choices=sorted(VERSIONS), default="v0")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3, help="of which the least counts [3]")
    given = parser.parse_args(words)
    warm_up()
    found, sizes = [], []
    for size in given.sizes:
        problem = read_problem(content(given.version, size, given.seed))
        sizes.append(f"{problem.n_activities:,}")
        found.append(measured(problem, given.repeats))
    headings = ["part", "unit", *sizes, "ratio"]
    print(markdown_table(headings, list(table_rows(found))), end="")
    print(f"\n{given.version}, seed {given.seed}, load {busyness()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
