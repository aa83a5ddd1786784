"""Search for good prices of presence at every step: ascent with a step length for each price."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ploughshare.scheduling.prices import Pricing, Record
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.timed_bound import LARGEST_SUM, TimedPricing

MOST_PRICES = 20_000_000
"""Most prices by kind and step. Dates reach farther only where teams that leave cannot do all work
at any date; to price every step up to them would fill the memory and prove nothing."""

FINER_AFTER = 100
"""Evaluations after which their cells are halved, if visits allow; and again after as many more."""

ROUGH_DELAYS, PROOF_DELAYS = 30, 120
"""Ranges of delay told apart where the time-indexed bound needs a flow."""

ROUGH_CELLS, ROUGH_VISITS = 1_000, 60_000_000
"""Cells of time, and modes times cells, at most, in the evaluations that find prices."""

PROOF_CELLS, PROOF_VISITS = 16_384, 400_000_000
"""The same for the evaluations that prove something, but see ``LATER_VISITS``."""

LATER_VISITS, LATER = 1_600_000_000, 200
"""Modes times cells in a proof, at most, after so many evaluations."""

SHARE_PROVED = 0.2
"""Share of the work spent on proofs, about."""

FEWEST_BETWEEN = 5
"""Evaluations between two proofs, at least."""

FIRST_STEP, LAST_STEP = 0.1, 0.002
"""Share of a price it is changed by, at the first evaluation and at the last."""

STEP_HALVES = 60
"""Evaluations after which prices move half as far as at first."""

MEAN_KEPT, SQUARE_KEPT, PRICE_KEPT = 0.8, 0.95, 0.85
"""How much of the running means of the excess, its square and the price is kept each time."""


@dataclass(frozen=True, slots=True)
class TimedRecord:
    """
    Prices of presence that prove a bound.

    Parameters
    ----------
    horizon, per_cell, delays
        As in ``TimedPricing``.
    per_price
        Steps after which there is another price; the last one holds to the end.
    prices
        Scaled price of a step, by kind. Shape ``(n_kinds, n_prices)``.
    value
        No feasible schedule has a smaller objective.
    """

    horizon: int
    per_cell: int
    delays: int
    per_price: int
    prices: Ints
    value: int


def price_presence(
    pricing: Pricing,
    records: list[Record],
    steps: int | None,
    go_on: Callable[[], bool],
) -> Iterator[TimedRecord]:
    """
    Price presence at every step: find prices in coarse cells of time, prove them in finer ones.

    Parameters
    ----------
    records
        Prices by date to start from.
    steps
        Most evaluations to find prices; ``None``: until prices hardly move.
    go_on
        Asked between compiled calls; when it says no, the search ends.

    Yields
    ------
    TimedRecord
        Each that proves more than all before.
    """
    modes = pricing.problem.n_modes
    if not records or steps == 0:
        return
    horizon = records[-1].date + max(1, records[-1].date // 10)
    horizon = max(horizon, int(pricing.heads.finish.max()) + 1)
    if pricing.total * horizon > LARGEST_SUM:
        return
    if horizon * pricing.problem.n_kinds > MOST_PRICES:
        return
    per_cell = _cell(horizon, modes, ROUGH_CELLS, ROUGH_VISITS)
    rough = TimedPricing(pricing, horizon, per_cell, ROUGH_DELAYS)
    ascent = _Ascent(first_prices(pricing, records, rough), rough)
    proof: TimedPricing | None = None
    best, due = 0, 1
    while go_on():
        if not ascent.step(go_on):
            return
        if ascent.done % FINER_AFTER == 0:
            finer = max(rough.per_cell // 2, _cell(horizon, modes, PROOF_CELLS, ROUGH_VISITS))
            if finer < rough.per_cell:
                rough = TimedPricing(pricing, horizon, finer, 2 * rough.delays)
                ascent.refine(rough)
        over = ascent.done == steps or ascent.size() < LAST_STEP
        if ascent.done < due and not over:
            continue
        visits = PROOF_VISITS if ascent.done < LATER else LATER_VISITS
        finest = _cell(horizon, modes, PROOF_CELLS, visits)
        halvings = (ascent.done.bit_length() - 1) // 2
        per_cell = finest if over else max(finest, rough.per_cell >> halvings)
        if proof is None or proof.per_cell != per_cell:
            proof = TimedPricing(pricing, horizon, per_cell, PROOF_DELAYS)
        record = ascent.proved(proof, go_on)
        if record is not None and record.value > best:
            best = record.value
            yield record
        if record is None or over:
            return
        wait = round((1 / SHARE_PROVED - 1) * proof.cells / rough.cells)
        due = ascent.done + max(FEWEST_BETWEEN, wait)


def _cell(horizon: int, modes: int, cells: int, visits: int) -> int:
    """Return the least steps in a cell with which there are not too many cells and visits."""
    return max(1, -(-horizon // cells), -(-horizon * modes // visits))


def first_prices(pricing: Pricing, records: list[Record], timed: TimedPricing) -> Reals:
    """
    Return the prices by cell that records by date add up to, in weight per step.

    A step of presence is used at once by all dates that come after it. Where work as a
    kind has a price of its own, presence has it as far as teams could work.
    """
    kinds = pricing.problem.n_kinds
    step = np.arange(timed.cells) * timed.per_cell + timed.per_cell // 2
    window = np.maximum(np.searchsorted(pricing.windows, step, side="right") - 1, 0)
    prices = np.zeros((kinds, timed.cells))
    there, at_work = np.split(timed.time.serves.T.astype(np.float64) @ timed.given, 2)
    open_share = np.minimum(at_work / np.maximum(there, 1.0), 1.0)
    before = records[0].date - 1
    for record in records:
        lasting = np.clip(record.date - step, 0, record.date - before)
        price = record.prices[:kinds][:, window] + open_share * record.prices[kinds:][:, window]
        prices += price / pricing.scale * lasting
        before = record.date
    return prices


class _Ascent:
    """
    Prices that climb, one evaluation at a time.

    After D. P. Kingma and J. Ba, Adam: a method for stochastic optimization (2015):
    the bound is concave in the prices, and team time asked for beyond what there is
    tells where to raise them.

    Parameters
    ----------
    first
        Prices to start from, in weight per step. Shape ``(n_kinds, cells)``.
    rough
        What evaluates them, roughly.

    Attributes
    ----------
    done
        Evaluations so far.
    """

    def __init__(self, first: Reals, rough: TimedPricing) -> None:
        self._rough, self._price, self._mean_price = rough, first, first
        positive = first[first > 0]
        floor = 0.2 * positive.mean() if len(positive) else 0.0
        self._unit = np.maximum(first, floor)
        self._mean, self._square = np.zeros_like(first), np.zeros_like(first)
        self.done = 0

    def refine(self, rough: TimedPricing) -> None:
        """Go on with other cells."""
        of_cell = np.arange(rough.cells) * rough.per_cell // self._rough.per_cell
        of_cell = np.minimum(of_cell, self._rough.cells - 1)
        smaller = rough.per_cell / self._rough.per_cell
        self._price, self._mean_price = self._price[:, of_cell], self._mean_price[:, of_cell]
        self._unit = self._unit[:, of_cell]
        self._mean = self._mean[:, of_cell] * smaller
        self._square = self._square[:, of_cell] * smaller**2
        self._rough = rough

    def size(self) -> float:
        """Return the share of a price it is changed by."""
        return FIRST_STEP / (1 + self.done / STEP_HALVES)

    def step(self, go_on: Callable[[], bool]) -> bool:
        """Evaluate the prices roughly and move them on; say no if stopped meanwhile."""
        whole = np.rint(self._price * self._rough.scale).astype(np.int64)
        found = self._rough.evaluate(whole, excess=True, rough=True, go_on=go_on)
        if found is None:
            return False
        self.done += 1
        kept = PRICE_KEPT if self.done > 1 else 0.0
        self._mean_price = kept * self._mean_price + (1 - kept) * self._price
        slope = found.excess * self._unit
        slope[(self._price <= 0) & (slope < 0)] = 0
        self._mean = MEAN_KEPT * self._mean + (1 - MEAN_KEPT) * slope
        self._square = SQUARE_KEPT * self._square + (1 - SQUARE_KEPT) * slope * slope
        mean = self._mean / (1 - MEAN_KEPT**self.done)
        spread = np.sqrt(self._square / (1 - SQUARE_KEPT**self.done)) + 1e-9
        self._price = np.maximum(self._price + self._unit * self.size() * mean / spread, 0)
        return True

    def proved(self, proof: TimedPricing, go_on: Callable[[], bool]) -> TimedRecord | None:
        """Return what the running mean of the prices proves; ``None`` if stopped meanwhile."""
        whole = np.rint(self._mean_price * proof.scale).astype(np.int64)
        shape = proof.horizon, proof.per_cell, proof.delays
        record = TimedRecord(*shape, self._rough.per_cell, whole, 0)
        found = proof.evaluate(prices_by_cell(record, proof.cells), go_on=go_on)
        return None if found is None else replace(record, value=found.value)


def prices_by_cell(record: TimedRecord, cells: int) -> Ints:
    """Return a record's prices by cell; between its spans and the cells' edges anything is true."""
    span = np.arange(cells) * record.per_cell // record.per_price
    return record.prices[:, np.minimum(span, record.prices.shape[1] - 1)]


def value_again(timed: TimedPricing, record: TimedRecord) -> int:
    """Return what a record's prices prove, computed again."""
    again = timed.evaluate(prices_by_cell(record, timed.cells))
    assert again is not None
    return again.value
