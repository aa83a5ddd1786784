"""The limit curve: the most weight any schedule can have in service at each step."""

from collections.abc import Callable

import numpy as np

from ploughshare.scheduling.prices import Pricing, Record
from ploughshare.scheduling.problem import Ints, Problem

STEPS_SUMMED = 200_000
"""Longest horizon summed step by step; beyond it, only this many steps are looked at."""

POINTS_SHOWN = 400
"""Points of the limit curve handed out for drawing."""


def served_at_best(problem: Problem, served: Ints) -> Callable[[Ints], Ints]:
    """Return a function of steps: the weight in service if every benefit were at its earliest."""
    order = np.argsort(served, kind="stable")
    passed = np.concatenate((np.zeros(1, np.int64), np.cumsum(problem.weight[order])))
    return lambda steps: passed[np.searchsorted(served[order], steps, side="right")]


def limit_curve(
    problem: Problem, served: Ints, pricing: Pricing | None, records: list[Record]
) -> tuple[int, Ints, Ints]:
    """
    Limit the weight in service, and sum what is out of service, in whole numbers.

    Parameters
    ----------
    served
        Earliest step each benefit can be in service. Shape ``(n_benefits,)``.
    pricing, records
        What prices by date prove, in order of date; ``None`` and none: only the heads count.

    Returns
    -------
    int, Ints, Ints
        The bound on the objective; dates and limits as ``Bound`` has them.
    """
    total = int(problem.weight.sum())
    last = max([0, *(int(h) for h in served), *(record.date for record in records)])
    steps = _steps_looked_at(last, served, [record.date for record in records])
    limit = served_at_best(problem, served)(steps)
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
    shown = np.unique(np.linspace(0, len(steps) - 1, min(POINTS_SHOWN, len(steps)), dtype=np.int64))
    return value, steps[shown], limit[shown]


def _steps_looked_at(last: int, served: Ints, dates: list[int]) -> Ints:
    if last < STEPS_SUMMED:
        return np.arange(last + 1)
    before = np.unique(served[served > 0] - 1)
    stride = max(1, len(before) // (STEPS_SUMMED // 2))
    even = np.linspace(0, last, STEPS_SUMMED // 2, dtype=np.int64)
    return np.unique(np.concatenate((even, before[::stride], np.array([*dates, last]))))
