"""Solve: one call that shares its time between the plan and the proof of how good it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ploughshare import __version__
from ploughshare.errors import Interrupted
from ploughshare.scheduling.bindings import bindings
from ploughshare.scheduling.bounds import Bound, lower_bound
from ploughshare.scheduling.draft import as_schedule
from ploughshare.scheduling.interruption import held
from ploughshare.scheduling.left_undone import not_found
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.search import Progress, Search, Stop
from ploughshare.scheduling.verify import require_valid

__all__ = ["Progress", "Solution", "Stop", "solve"]


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
    start: Schedule | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Solution:
    """
    Find a good schedule and a number that none can beat.

    Parameters
    ----------
    start
        A schedule to begin from; left aside if the problem has changed so that it is not
        feasible any more.
    progress
        Told what is being done, the best so far, bound and gap.

    Raises
    ------
    Infeasible
        With a proof that names what makes the problem so.
    NoScheduleFound
        Names the activities that could not be placed and the teams that had gone.
    Interrupted
        By Ctrl-C before there was a schedule. Later, the best so far is returned.
    """
    with held():
        search = Search(problem, stop, seed, progress)
        reason = "interrupted"
        try:
            search.begin(start)
            reason = search.run()
        except KeyboardInterrupt:
            if search.best is None:
                raise Interrupted(
                    "Stopped before there was a schedule.", remedy="Let it run for longer."
                ) from None
        if search.best is None:
            raise not_found(search.tables, search.last)
        return _checked(search, reason)


def _checked(search: Search, reason: str) -> Solution:
    """Return the best schedule of a search, with bound and bindings, once it keeps every rule."""
    assert search.best is not None
    problem = search.problem
    bound = search.bound or lower_bound(problem, dates=0)
    schedule = as_schedule(search.tables, search.best, search.value)
    schedule = replace(
        schedule,
        bound=bound.value,
        bindings=bindings(problem, schedule),
        solver={
            "name": "ploughshare",
            "version": __version__,
            "seed": search.seed,
            "iterations": search.iterations,
            "seconds": round(search.seconds(), 3),
            "stop": reason,
        },
        history=tuple(search.history),
    )
    # Also refuses a bound above the objective, which would be a fault in one of the two.
    require_valid(problem, schedule)
    return Solution(schedule, bound)
