"""Solve: one call that shares its time between the plan and the proof of how good it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ploughshare import __version__
from ploughshare.errors import Interrupted
from ploughshare.scheduling.bindings import bindings
from ploughshare.scheduling.bounds import Bound, lower_bound
from ploughshare.scheduling.change import ChangePrice, told, with_kept
from ploughshare.scheduling.draft import as_schedule
from ploughshare.scheduling.interruption import held
from ploughshare.scheduling.left_undone import not_found
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.search import Search
from ploughshare.scheduling.standing import FAILURES
from ploughshare.scheduling.stop import Progress, Stop
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import Start, start_of_schedule

__all__ = ["ChangePrice", "Progress", "Solution", "Start", "Stop", "solve"]


@dataclass(frozen=True, slots=True)
class Solution:
    """A checked schedule with its bindings, and the bound with the limit curve it comes from."""

    schedule: Schedule
    bound: Bound


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    start: Schedule | Start | None = None,
    price: ChangePrice | None = None,
    failures: int = FAILURES,
    progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """
    Find a good schedule and a number that none can beat.

    Parameters
    ----------
    start
        A schedule to begin from. Where the problem has changed since, what still fits of it is
        kept: who does what in which order.
    price
        What leaving the start costs. The plan returned is good for objective and price together;
        the objective reported is without it, and ``solver["change"]`` says what it came to.
    failures
        Dispatches that leave work undone after which a search without a schedule gives up.
    progress
        Told what is being done, the best so far, bound and gap.

    Raises
    ------
    ValueError
        For a price without a start.
    Infeasible
        With a proof that names what makes the problem so.
    LeftUndone
        Names the activities that could not be placed and the teams that had gone.
    Interrupted
        By Ctrl-C before there was a schedule. Later, the best so far is returned.
    """
    if price is not None and start is None:
        raise ValueError("A price on change needs the schedule that is changed.")
    begin = start_of_schedule(start) if isinstance(start, Schedule) else start
    with held():
        search = Search(problem, stop, seed, progress, failures)
        reason = "interrupted"
        try:
            search.begin(begin, price)
            reason = search.run()
        except KeyboardInterrupt:
            if search.best is None:
                raise Interrupted(
                    "Stopped before there was a schedule.", remedy="Let it run for longer."
                ) from None
        if search.best is None:
            raise not_found(search.tables, search.last)
        return _checked(search, reason, price)


def _checked(search: Search, reason: str, price: ChangePrice | None) -> Solution:
    """Return the best schedule of a search, with bound and bindings, once it keeps every rule."""
    assert search.best is not None
    problem = search.problem
    bound = search.bound or lower_bound(problem, dates=0)
    schedule = as_schedule(search.tables, search.best, search.value)
    holds = bindings(problem, schedule)
    change: dict[str, object] = {}
    if search.change is not None and price is not None:
        holds = with_kept(search.tables, search.change, schedule, holds)
        change["change"] = told(search.tables, search.change, price, search.best)
    schedule = replace(
        schedule,
        bound=bound.value,
        bindings=holds,
        solver={
            "name": "ploughshare",
            "version": __version__,
            "seed": search.seed,
            "iterations": search.iterations,
            "seconds": round(search.seconds(), 3),
            "stop": reason,
            **change,
        },
        history=tuple(search.history),
    )
    # Also refuses a bound above the objective, which would be a fault in one of the two.
    require_valid(problem, schedule)
    return Solution(schedule, bound)
