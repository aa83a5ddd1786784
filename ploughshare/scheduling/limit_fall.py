"""How far one more team takes the proven limit down, by the prices that prove it.

For prices ``p`` of team time the bound is ``L(p) = D(p) - p * g``: ``D`` is what the cheapest
relaxed plan pays, ``g`` the team time there is. Another team adds its own time ``e`` to ``g``
and changes nothing else as long as heads and least trips stay, so at the same prices the bound
falls by exactly ``p * e``. The best prices for the larger ``g`` prove no less than these do:
from the number proved here to the best that this relaxation can prove with the team is a
fall of **at most** ``p * e``, whatever the prices. The best bound is a maximum of functions
linear in ``g``, hence convex: a second team of the kind takes it down by no more than the first.

It is an upper estimate of the fall of the bound, not of what a plan gains: a plan far above
its bound may gain more. With heads and trips unchanged no plan with the team can be below
``proved - fall``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.capacity import team_time
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.limit_curve import limit_curve
from ploughshare.scheduling.local_kinds import local_kinds
from ploughshare.scheduling.prices import Pricing
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.timed_bound import cells_and_scale, exact_prices
from ploughshare.scheduling.timed_search import TimedRecord, prices_by_cell


@dataclass(frozen=True, slots=True)
class LimitFall:
    """
    What prices prove of a problem, and how far each extended problem takes it down.

    Parameters
    ----------
    proved
        The number that the prices prove; a bound by pools of teams or constraint
        programming may be higher, and has no prices.
    method
        ``"prices at every step"``, ``"prices by date"``, or ``"critical path"``, which no
        team changes and whose falls are 0.
    falls
        By extended problem, in the order given; rounded up.
    """

    proved: int
    method: str
    falls: tuple[int, ...]


def limit_falls(problem: Problem, bound: Bound, extended: Sequence[Problem]) -> LimitFall:
    """
    Compute the falls of a proven limit when its prices are kept.

    Parameters
    ----------
    bound
        Of ``problem``, as ``improving_bounds`` gave it.
    extended
        The problem with one more team, the last one, each.
    """
    kinds = local_kinds(problem)
    problem, extended = kinds.split(problem), [kinds.split(more) for more in extended]
    if bound.timed is not None:
        record = bound.timed
        paid = _paid_at_every_step(problem, record)
        falls = tuple(_fall_at_every_step(more, record.per_cell, *paid) for more in extended)
        return LimitFall(record.value, "prices at every step", falls)
    if bound.records:
        return _falls_by_date(problem, bound, extended)
    return LimitFall(bound.value, "critical path", (0,) * len(extended))


def _paid_at_every_step(problem: Problem, record: TimedRecord) -> tuple[Ints, int]:
    """Return the prices by kind and cell as the bound counts them, and their scale."""
    shape = cells_and_scale(problem, earliest(problem), record.horizon, record.per_cell)
    cells, scale = shape
    return exact_prices(prices_by_cell(record, cells), cells * record.per_cell), scale


def _fall_at_every_step(more: Problem, per_cell: int, prices: Ints, scale: int) -> int:
    """Price the presence of the last team, in each cell as the dearest of its kinds."""
    dearest = prices[more.team_kinds[-1]].max(axis=0, initial=0)
    begin = np.arange(len(dearest)) * per_cell
    there = np.minimum(begin + per_cell, more.team_to[-1]) - np.maximum(begin, more.team_from[-1])
    return -(-int(dearest @ np.maximum(there, 0)) // scale)


def _falls_by_date(problem: Problem, bound: Bound, extended: Sequence[Problem]) -> LimitFall:
    heads = earliest(problem)
    pricing, records = Pricing(problem, heads, bound.windows), list(bound.records)
    value, _, _ = limit_curve(problem, heads.benefit, pricing, records)
    falls = []
    for more in extended:
        roomier = pricing.with_time(team_time(more, heads))
        less, _, _ = limit_curve(problem, heads.benefit, roomier, records)
        falls.append(value - less)
    return LimitFall(value, "prices by date", tuple(falls))
