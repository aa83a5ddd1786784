"""Search for good prices of presence at every step: ascent with a step length for each price."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.prices import Pricing, Record
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.timed_bound import TimedPricing

SPANS = 200
"""Spans of time with one price each."""

FIRST_STEP, LAST_STEP = 0.1, 0.02
"""Share of a price it is changed by, at the first evaluation and at the last."""

MEAN_KEPT, SQUARE_KEPT = 0.8, 0.95
"""How much of the running mean of the excess, and of its square, is kept each time."""


@dataclass(frozen=True, slots=True)
class TimedRecord:
    """
    Prices of presence that prove a bound.

    Parameters
    ----------
    horizon, per_tick, delays
        As in ``TimedPricing``.
    edges
        First tick of each span of one price, and the end. Shape ``(n_spans + 1,)``.
    prices
        Scaled price of a step, by kind and span. Shape ``(n_kinds, n_spans)``.
    value
        No feasible schedule has a smaller objective.
    """

    horizon: int
    per_tick: int
    delays: int
    edges: Ints
    prices: Ints
    value: int


def first_prices(pricing: Pricing, records: list[Record], timed: TimedPricing) -> Reals:
    """
    Return the prices by tick that records by date add up to, in weight per step.

    A step of presence is used at once by all dates that come after it.
    """
    kinds = pricing.problem.n_kinds
    step = np.arange(timed.ticks) * timed.per_tick + timed.per_tick // 2
    window = np.maximum(np.searchsorted(pricing.windows, step, side="right") - 1, 0)
    prices = np.zeros((kinds, timed.ticks))
    before = records[0].date - 1
    for record in records:
        lasting = np.clip(record.date - step, 0, record.date - before)
        prices += record.prices[:kinds][:, window] / pricing.scale * lasting
        before = record.date
    return prices


def improve(
    timed: TimedPricing,
    first: Reals,
    steps: int,
    go_on: Callable[[int], bool],
) -> TimedRecord:
    """
    Return the best prices found in at most ``steps`` evaluations, and at least one.

    After D. P. Kingma and J. Ba, Adam: a method for stochastic optimization (2015):
    the bound is concave in the prices, and team time asked for beyond what there is
    tells where to raise them.

    Parameters
    ----------
    first
        Prices to start from, in weight per step. Shape ``(n_kinds, ticks)``.
    go_on
        Asked before each evaluation but the first, told the best bound so far.
    """
    edges = np.unique(np.linspace(0, timed.ticks, SPANS + 1, dtype=np.int64))
    length = np.diff(edges)
    price = np.add.reduceat(first, edges[:-1], axis=1) / length
    unit = np.maximum(price, 0.2 * price[price > 0].mean()) if price.any() else price
    mean, square = np.zeros_like(price), np.zeros_like(price)
    best: TimedRecord | None = None
    for n in range(1, max(steps, 1) + 1):
        if best is not None and not go_on(best.value):
            break
        whole = np.rint(price * timed.scale).astype(np.int64)
        found = timed.evaluate(np.repeat(whole, length, axis=1), excess=steps > 1)
        if best is None or found.value > best.value:
            shape = timed.horizon, timed.per_tick, timed.delays
            best = TimedRecord(*shape, edges, whole, found.value)
        if steps > 1:
            slope = np.add.reduceat(found.excess, edges[:-1], axis=1) * unit
            slope[(price <= 0) & (slope < 0)] = 0
            mean = MEAN_KEPT * mean + (1 - MEAN_KEPT) * slope
            square = SQUARE_KEPT * square + (1 - SQUARE_KEPT) * slope * slope
            size = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (n / steps)
            spread = np.sqrt(square / (1 - SQUARE_KEPT**n)) + 1e-9
            price = np.maximum(price + unit * size * mean / (1 - MEAN_KEPT**n) / spread, 0)
    assert best is not None
    return best


def value_again(timed: TimedPricing, record: TimedRecord) -> int:
    """Return what a record's prices prove, computed again."""
    by_tick = np.repeat(record.prices, np.diff(record.edges), axis=1)
    return timed.evaluate(by_tick, excess=False).value
