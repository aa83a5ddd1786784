"""Proven limits: how much any plan whatever can have in service, and so what it must cost."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ploughshare.scheduling.date_search import price_dates
from ploughshare.scheduling.heads import critical_path, earliest
from ploughshare.scheduling.limit_curve import limit_curve
from ploughshare.scheduling.local_kinds import local_kinds
from ploughshare.scheduling.pool_bound import pool_bounds, worth_pooling
from ploughshare.scheduling.prices import Pricing, Record
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.timed_bound import TimedPricing
from ploughshare.scheduling.timed_search import TimedRecord, price_presence, value_again

POOLED = "teams in pools"

STEPS_BEFORE_POOL = 300
"""Evaluations of prices at every step before constraint programming has its turn, if at all."""

WINDOWS = 8
"""Release windows: steps from which team time may have a higher price."""


@dataclass(frozen=True, slots=True)
class Bound:
    """
    A number no feasible schedule can beat, and the curve it comes from.

    Parameters
    ----------
    value
        No feasible schedule has a smaller objective.
    method
        What proved it: ``critical path``, ``prices by date``, ``prices at every step`` or
        ``teams in pools``.
    dates, limit
        ``limit[i]`` is the most weight any schedule can have in service at
        ``dates[i]``, and so at every step before it. Drawn as a line that from
        each date (exclusive) to the next (inclusive) lies at the next one's limit;
        after the last date the limit is the total weight. Shape ``(n_dates,)``.
    records
        Prices of local kinds the limits rest on, so that anyone can compute them again.
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


def improving_bounds(
    problem: Problem,
    *,
    dates: int = 24,
    price_steps: int = 10,
    time_steps: int | None = None,
    pool_work: float | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> Iterator[Bound]:
    """
    Bound the objective of every feasible schedule from below, better and better.

    What is yielded depends on the problem and the four counts alone; ``go_on`` only
    cuts the sequence off, where the last one then holds what was found by then. Long
    computations release the interpreter, so that a search may run in another thread.

    Parameters
    ----------
    dates
        Steps for which team time is priced, at most; 0: nothing but the critical path.
    price_steps
        Most evaluations of prices for each date.
    time_steps
        Most evaluations of prices at every step; ``None``: until ``go_on`` says no or
        nothing is gained any more.
    pool_work
        Most work of constraint programming on a small problem, about seconds; ``None``:
        until ``go_on`` says no or nothing is left to prove.
    go_on
        Asked between short computations (less than a second with 100,000 activities);
        when it says no, the sequence ends. It may raise, too.

    Yields
    ------
    Bound
        The critical path's at once, then each that is better than all before. For an
        infeasible problem every number is a bound.
    """
    problem = local_kinds(problem).split(problem)
    heads = earliest(problem)
    bound = _by_date(problem, heads.benefit, critical_path(problem, heads), None, [])
    yield bound
    if problem.weight.sum() == 0 or dates < 1 or not go_on():
        return
    pricing = Pricing(problem, heads, WINDOWS)
    records: list[Record] = []
    for records in price_dates(pricing, dates, price_steps, go_on):
        better = _by_date(problem, heads.benefit, bound.value, pricing, records)
        if better.value > bound.value:
            bound = better
            yield bound
    pooled = worth_pooling(problem)
    if pooled and time_steps is None:
        time_steps = STEPS_BEFORE_POOL
    for timed in price_presence(pricing, records, time_steps, go_on):
        if timed.value > bound.value:
            bound = replace(bound, value=timed.value, method="prices at every step", timed=timed)
            yield bound
    for value in pool_bounds(problem, heads, pool_work, go_on) if pooled and go_on() else ():
        if value > bound.value:
            bound = replace(bound, value=value, method=POOLED)
            yield bound


def lower_bound(
    problem: Problem,
    *,
    dates: int = 50,
    price_steps: int = 20,
    time_steps: int = 60,
    pool_work: float = 1.0,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[int], None] | None = None,
) -> Bound:
    """
    Return the last and best of ``improving_bounds``.

    Parameters
    ----------
    dates, price_steps, time_steps, pool_work
        As there.
    seconds
        Stop after so long. ``None``: what the clock says does not count and the
        result is the same on every run.
    clock
        Called between compiled calls; it may raise to stop.
    progress
        Told each better bound.
    """
    end = None if seconds is None else clock() + seconds

    def go_on() -> bool:
        now = clock()
        return end is None or now < end

    for bound in improving_bounds(
        problem,
        dates=dates,
        price_steps=price_steps,
        time_steps=time_steps,
        pool_work=pool_work if seconds is None else None,
        go_on=go_on,
    ):
        if progress is not None:
            progress(bound.value)
    return bound


def recheck(problem: Problem, bound: Bound) -> bool:
    """
    Say whether a bound's records prove what it claims, computed again from the problem.

    Of each record only dates and prices are used: any prices prove something. What
    pools of teams proved is proved once more by the same work.
    """
    problem = local_kinds(problem).split(problem)
    heads = earliest(problem)
    least = critical_path(problem, heads)
    pricing, records = None, []
    if bound.records:
        pricing = Pricing(problem, heads, bound.windows)
        records = [pricing.evaluate(r.prices, r.date).record for r in bound.records]
    again = _by_date(problem, heads.benefit, least, pricing, records)
    if pricing is None or bound.timed is None:
        value = again.value
    else:
        shape = bound.timed.horizon, bound.timed.per_cell, bound.timed.delays
        value = max(again.value, value_again(TimedPricing(pricing, *shape), bound.timed))
    if bound.method == POOLED:
        reached = (found for found in pool_bounds(problem, heads, None, lambda: True))
        value = max(value, next((found for found in reached if found >= bound.value), 0))
    same_dates = np.array_equal(again.dates, bound.dates)
    return bound.value <= value and same_dates and bool((bound.limit >= again.limit).all())


def _by_date(
    problem: Problem, served: Ints, least: int, pricing: Pricing | None, records: list[Record]
) -> Bound:
    value, dates, limit = limit_curve(problem, served, pricing, records)
    method = "prices by date" if value > least else "critical path"
    return Bound(max(value, least), method, dates, limit, tuple(records))
