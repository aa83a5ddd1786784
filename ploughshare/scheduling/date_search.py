"""Choose the dates at which the weight in service is limited, and price each of them."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from ploughshare.scheduling.limit_curve import served_at_best
from ploughshare.scheduling.price_search import PriceSearch
from ploughshare.scheduling.prices import Evaluation, Pricing, Record

FIRST_TOLD = 8
"""Dates priced before the first result is told; then at every doubling."""


def price_dates(
    pricing: Pricing, dates: int, price_steps: int, go_on: Callable[[], bool]
) -> Iterator[list[Record]]:
    """
    Price a few dates, then ever more where the limit is least certain.

    Parameters
    ----------
    dates, price_steps
        Most dates, and most evaluations of prices for each.
    go_on
        Asked before each evaluation; when it says no, the search ends.

    Yields
    ------
    list[Record]
        All records so far in order of date: at some doublings, and at the end.
    """
    search = PriceSearch(pricing)
    served = np.unique(pricing.heads.benefit[pricing.problem.weight > 0])
    first, last = int(served[0]), int(served[-1])
    found: dict[int, Evaluation] = {}
    told = 0
    while len(found) < dates and go_on():
        date = _next_date(pricing, found, first, last)
        if date is None:
            break
        near = min(found, key=lambda known: (abs(known - date), known), default=None)
        shape = (2 * pricing.problem.n_kinds, len(pricing.windows))
        guess = np.zeros(shape, np.int64) if near is None else found[near].record.prices
        found[date] = search.best_at(date, guess, price_steps, lambda: not go_on())
        if len(found) >= FIRST_TOLD and len(found) >= 2 * told:
            told = len(found)
            yield [found[date].record for date in sorted(found)]
    if len(found) > told:
        yield [found[date].record for date in sorted(found)]


def _next_date(pricing: Pricing, found: dict[int, Evaluation], first: int, last: int) -> int | None:
    """Return the critical path's ends and middle, dates beyond, then where most may be gained."""
    for date in (first, (first + last) // 2, last):
        if date not in found:
            return date
    if found[max(found)].limit < pricing.total:
        return max(found) + max(1, (max(found) - first) // 3)
    return _widest(pricing, found)


def _widest(pricing: Pricing, found: dict[int, Evaluation]) -> int | None:
    """Return the middle of the two dates between which the most may be gained."""
    known = sorted(found)
    served = served_at_best(pricing.problem, pricing.heads.benefit)
    best, most = None, 0.0
    for before, after in pairwise(known):
        middle = (before + after) // 2
        if middle == before:
            continue
        at = np.array([before, middle])
        free = served(at)
        low = min(found[before].limit, int(free[0]))
        high = min(int(pricing.limit_until(found[after].record, at[1:])[0]), int(free[1]))
        gain = float(after - before) * (high - low)
        if gain > most:
            best, most = middle, gain
    return best
