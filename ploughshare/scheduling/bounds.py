"""Proven limits: how much any plan whatever can have in service, and so what it must cost."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ploughshare.scheduling.heads import critical_path, earliest
from ploughshare.scheduling.price_search import PriceSearch
from ploughshare.scheduling.prices import Evaluation, Pricing, Record
from ploughshare.scheduling.problem import Ints, Problem

WINDOWS = 12
"""Release windows: steps from which team time may have a higher price."""

STEPS_SUMMED = 200_000
"""Longest horizon summed step by step; beyond it, only this many steps are looked at."""

POINTS_SHOWN = 400
"""Points of the limit curve handed out for drawing."""


@dataclass(frozen=True, slots=True)
class Bound:
    """
    A number no feasible schedule can beat, and the curve it comes from.

    Parameters
    ----------
    value
        No feasible schedule has a smaller objective.
    method
        What proved it: ``critical path`` or ``priced closures``.
    dates, limit
        ``limit[i]`` is the most weight any schedule can have in service at
        ``dates[i]``, and so at every step before it. Drawn as a line that from
        each date (exclusive) to the next (inclusive) lies at the next one's limit;
        after the last date the limit is the total weight. Shape ``(n_dates,)``.
    records
        Prices the limits rest on, so that anyone can compute them again.
    windows
        Number of release windows the records were made with.
    """

    value: int
    method: str
    dates: Ints
    limit: Ints
    records: tuple[Record, ...] = ()
    windows: int = WINDOWS


def lower_bound(
    problem: Problem,
    *,
    dates: int = 50,
    price_steps: int = 20,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[int], None] | None = None,
) -> Bound:
    """
    Bound the objective of every feasible schedule from below.

    For an infeasible problem every number is a bound; one is returned.

    Parameters
    ----------
    dates
        Steps for which team time is priced; more dates, better bound.
    price_steps
        Most evaluations of prices for each date.
    seconds
        Stop refining after so long. ``None``: no clock is looked at and the result
        is the same on every run.
    progress
        Told the bound reached, now and then.
    """
    deadline = None if seconds is None else clock() + seconds

    def out_of_time() -> bool:
        return deadline is not None and clock() >= deadline

    heads = earliest(problem)
    least = critical_path(problem, heads)
    if progress is not None:
        progress(least)
    if problem.weight.sum() == 0 or dates < 1 or out_of_time():
        return _assemble(problem, heads.benefit, least, None, [])
    pricing = Pricing(problem, heads, WINDOWS)
    records = _refine(pricing, dates, price_steps, out_of_time)
    bound = _assemble(problem, heads.benefit, least, pricing, records)
    if progress is not None:
        progress(bound.value)
    return bound


def recheck(problem: Problem, bound: Bound) -> bool:
    """
    Say whether a bound's records prove what it claims, computed again from the problem.

    Of each record only the date and the prices are used: any prices prove something.
    """
    heads = earliest(problem)
    least = critical_path(problem, heads)
    if not bound.records:
        return bound.value <= least
    pricing = Pricing(problem, heads, bound.windows)
    records = [pricing.evaluate(r.prices, r.date).record for r in bound.records]
    again = _assemble(problem, heads.benefit, least, pricing, records)
    same_dates = np.array_equal(again.dates, bound.dates)
    return bound.value <= again.value and same_dates and bool((bound.limit >= again.limit).all())


def _refine(
    pricing: Pricing, dates: int, price_steps: int, out_of_time: Callable[[], bool]
) -> list[Record]:
    """Price a few dates, then ever more where the limit is least certain."""
    search = PriceSearch(pricing)
    served = np.unique(pricing.heads.benefit[pricing.problem.weight > 0])
    first, last = int(served[0]), int(served[-1])
    found: dict[int, Evaluation] = {}

    def price(date: int) -> None:
        near = min(found, key=lambda known: (abs(known - date), known), default=None)
        shape = (2 * pricing.problem.n_kinds, len(pricing.windows))
        guess = np.zeros(shape, np.int64) if near is None else found[near].record.prices
        found[date] = search.best_at(date, guess, price_steps, out_of_time)

    horizon = max(last, 1)
    for date in np.unique(np.linspace(first, horizon, max(2, min(6, dates // 3)), dtype=np.int64)):
        if len(found) < dates and not out_of_time():
            price(int(date))
    while len(found) < dates and not out_of_time() and found[max(found)].limit < pricing.total:
        price(max(found) + max(1, (max(found) - first) // 3))
    while len(found) < dates and not out_of_time():
        best = _widest(pricing, found)
        if best is None:
            break
        price(best)
    return [found[date].record for date in sorted(found)]


def _widest(pricing: Pricing, found: dict[int, Evaluation]) -> int | None:
    """Return the middle of the two dates between which the most may be gained."""
    known = sorted(found)
    best, most = None, 0.0
    for before, after in pairwise(known):
        if after - before < 2:
            continue
        jump = int(pricing.limit_until(found[after].record, np.array([before]))[0])
        rise = found[after].limit - found[before].limit
        gain = (after - before) * (jump - found[before].limit + 0.05 * rise)
        if gain > most:
            best, most = (before + after) // 2, gain
    return best


def _assemble(
    problem: Problem, served: Ints, least: int, pricing: Pricing | None, records: list[Record]
) -> Bound:
    """Sum what is out of service, step by step, in whole numbers."""
    total = int(problem.weight.sum())
    last = max([0, *(int(h) for h in served), *(record.date for record in records)])
    steps = _steps_looked_at(last, served, [record.date for record in records])
    order = np.argsort(served, kind="stable")
    passed = np.concatenate((np.zeros(1, np.int64), np.cumsum(problem.weight[order])))
    limit = passed[np.searchsorted(served[order], steps, side="right")]
    if pricing is not None:
        before = -1
        for i, record in enumerate(records):
            # The next two records reach back over this stretch too; more seldom help.
            for other in records[i : i + 3]:
                span = (steps > before) & (steps <= record.date)
                limit[span] = np.minimum(limit[span], pricing.limit_until(other, steps[span]))
            before = record.date
    limit = np.minimum.accumulate(limit[::-1])[::-1]
    lasting = np.diff(steps, prepend=-1)
    value = sum(int(n) * (total - int(u)) for n, u in zip(lasting, limit, strict=True))
    method = "priced closures" if value > least else "critical path"
    shown = np.unique(np.linspace(0, len(steps) - 1, min(POINTS_SHOWN, len(steps)), dtype=np.int64))
    return Bound(max(value, least), method, steps[shown], limit[shown], tuple(records))


def _steps_looked_at(last: int, served: Ints, dates: list[int]) -> Ints:
    if last < STEPS_SUMMED:
        return np.arange(last + 1)
    before = np.unique(served[served > 0] - 1)
    stride = max(1, len(before) // (STEPS_SUMMED // 2))
    even = np.linspace(0, last, STEPS_SUMMED // 2, dtype=np.int64)
    return np.unique(np.concatenate((even, before[::stride], np.array([*dates, last]))))
