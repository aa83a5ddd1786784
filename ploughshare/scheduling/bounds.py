"""Proven limits: how much any plan whatever can have in service, and so what it must cost."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ploughshare.scheduling.heads import critical_path, earliest
from ploughshare.scheduling.price_search import PriceSearch
from ploughshare.scheduling.prices import Evaluation, Pricing, Record
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.timed_bound import LARGEST_SUM, TimedPricing
from ploughshare.scheduling.timed_search import TimedRecord, first_prices, improve, value_again

WINDOWS = 8
"""Release windows: steps from which team time may have a higher price."""

DATES_SHARE = 0.25
"""Share of the seconds given to prices by date; the rest goes to prices at every step."""

DELAYS = 120
"""Ranges of delay told apart where the time-indexed bound needs a flow."""

VISIT_SECONDS = 1.5e-8
"""About what it takes to cost one mode at one tick, measured on one core; flow included."""

FEWEST_TICKS, MOST_TICKS = 400, 8_192

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
        What proved it: ``critical path``, ``prices by date`` or ``prices at every step``.
    dates, limit
        ``limit[i]`` is the most weight any schedule can have in service at
        ``dates[i]``, and so at every step before it. Drawn as a line that from
        each date (exclusive) to the next (inclusive) lies at the next one's limit;
        after the last date the limit is the total weight. Shape ``(n_dates,)``.
    records
        Prices the limits rest on, so that anyone can compute them again.
    windows
        Number of release windows the records were made with.
    timed
        Prices at every step, where they prove more than the records.
    """

    value: int
    method: str
    dates: Ints
    limit: Ints
    records: tuple[Record, ...] = ()
    windows: int = WINDOWS
    timed: TimedRecord | None = None


def lower_bound(
    problem: Problem,
    *,
    dates: int = 50,
    price_steps: int = 20,
    time_steps: int | None = None,
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
    time_steps
        Most evaluations of prices at every step; ``None``: what suits the size.
    seconds
        Stop refining after so long. ``None``: what the clock says does not count and the
        result is the same on every run.
    clock
        Called between compiled calls; it may raise to stop.
    progress
        Told the bound reached, now and then.
    """
    clock_out = _Deadline(clock, seconds)
    heads = earliest(problem)
    least = critical_path(problem, heads)
    tell = progress or (lambda _: None)
    tell(least)
    if problem.weight.sum() == 0 or dates < 1 or clock_out.passed():
        return _assemble(problem, heads.benefit, least, None, [])
    pricing = Pricing(problem, heads, WINDOWS)
    records = _refine(pricing, dates, price_steps, clock_out.share(DATES_SHARE).passed)
    bound = _assemble(problem, heads.benefit, least, pricing, records)
    tell(bound.value)
    timed = _timed(pricing, records, time_steps, clock_out, tell)
    if timed is not None and timed.value > bound.value:
        bound = replace(bound, value=timed.value, method="prices at every step", timed=timed)
        tell(bound.value)
    return bound


@dataclass(frozen=True, slots=True)
class _Deadline:
    """The time there is, if a clock counts at all."""

    clock: Callable[[], float]
    seconds: float | None
    origin: float = 0.0

    def __post_init__(self) -> None:
        if self.seconds is not None and not self.origin:
            object.__setattr__(self, "origin", self.clock())

    def left(self) -> float:
        """Return the seconds left, infinite if no clock counts."""
        now = self.clock()
        return float("inf") if self.seconds is None else self.origin + self.seconds - now

    def passed(self) -> bool:
        """Whether there is no time left."""
        return self.left() <= 0

    def share(self, part: float) -> "_Deadline":
        """Return a deadline after a part of the whole time."""
        seconds = None if self.seconds is None else part * self.seconds
        return _Deadline(self.clock, seconds, self.origin)


def _timed(
    pricing: Pricing,
    records: list[Record],
    steps: int | None,
    deadline: _Deadline,
    tell: Callable[[int], None],
) -> TimedRecord | None:
    """Price presence at every step, as finely as time allows; ``None`` if it does not."""
    problem = pricing.problem
    if not records or steps == 0:
        return None
    horizon = records[-1].date + max(1, records[-1].date // 10)
    horizon = max(horizon, int(pricing.heads.finish.max()) + 1)
    if pricing.total * horizon > LARGEST_SUM:
        return None
    visits = deadline.left() / VISIT_SECONDS / 25 if deadline.seconds is not None else 2e7
    ticks = int(min(max(visits / problem.n_modes, FEWEST_TICKS), MOST_TICKS, horizon))
    per_tick = -(-horizon // ticks)
    once = problem.n_modes * (horizon // per_tick) * VISIT_SECONDS
    if once > deadline.left():
        return None
    if steps is None:
        steps = int(min(max(min(deadline.left(), 12.0) / once, 4), 60))
    timed = TimedPricing(pricing, horizon, per_tick, DELAYS)

    def go_on(best: int) -> bool:
        tell(best)
        return deadline.left() > once

    first = first_prices(pricing, records, timed)
    return improve(timed, first, steps, go_on)


def recheck(problem: Problem, bound: Bound) -> bool:
    """
    Say whether a bound's records prove what it claims, computed again from the problem.

    Of each record only dates and prices are used: any prices prove something.
    """
    heads = earliest(problem)
    least = critical_path(problem, heads)
    pricing, records = None, []
    if bound.records:
        pricing = Pricing(problem, heads, bound.windows)
        records = [pricing.evaluate(r.prices, r.date).record for r in bound.records]
    again = _assemble(problem, heads.benefit, least, pricing, records)
    if pricing is None or bound.timed is None:
        value = again.value
    else:
        shape = bound.timed.horizon, bound.timed.per_tick, bound.timed.delays
        value = max(again.value, value_again(TimedPricing(pricing, *shape), bound.timed))
    same_dates = np.array_equal(again.dates, bound.dates)
    return bound.value <= value and same_dates and bool((bound.limit >= again.limit).all())


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

    for date in sorted({first, (first + last) // 2, last}):
        if len(found) < dates and not out_of_time():
            price(date)
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
    served = _served_at_best(pricing.problem, pricing.heads.benefit)
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


def _served_at_best(problem: Problem, served: Ints) -> Callable[[Ints], Ints]:
    """Return a function of steps: the weight in service if every benefit were at its earliest."""
    order = np.argsort(served, kind="stable")
    passed = np.concatenate((np.zeros(1, np.int64), np.cumsum(problem.weight[order])))
    return lambda steps: passed[np.searchsorted(served[order], steps, side="right")]


def _assemble(
    problem: Problem, served: Ints, least: int, pricing: Pricing | None, records: list[Record]
) -> Bound:
    """Sum what is out of service, step by step, in whole numbers."""
    total = int(problem.weight.sum())
    last = max([0, *(int(h) for h in served), *(record.date for record in records)])
    steps = _steps_looked_at(last, served, [record.date for record in records])
    limit = _served_at_best(problem, served)(steps)
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
    method = "prices by date" if value > least else "critical path"
    shown = np.unique(np.linspace(0, len(steps) - 1, min(POINTS_SHOWN, len(steps)), dtype=np.int64))
    return Bound(max(value, least), method, steps[shown], limit[shown], tuple(records))


def _steps_looked_at(last: int, served: Ints, dates: list[int]) -> Ints:
    if last < STEPS_SUMMED:
        return np.arange(last + 1)
    before = np.unique(served[served > 0] - 1)
    stride = max(1, len(before) // (STEPS_SUMMED // 2))
    even = np.linspace(0, last, STEPS_SUMMED // 2, dtype=np.int64)
    return np.unique(np.concatenate((even, before[::stride], np.array([*dates, last]))))
