"""What only small problems and problems of pools get: constraint programming, and breeding."""

from typing import cast

from ploughshare.errors import Infeasible
from ploughshare.scheduling.draft import Draft, as_schedule
from ploughshare.scheduling.exact import can_solve_exactly, solve_exactly
from ploughshare.scheduling.infeasible import listed
from ploughshare.scheduling.left_undone import not_found
from ploughshare.scheduling.pooled import (
    breed_pooled,
    can_be_pooled,
    counts_by_its_last_date,
    solve_pooled,
)
from ploughshare.scheduling.standing import Standing

EXACT_SHARE, POOLED_SHARE = 0.4, 0.95
"""Share of the time given to constraint programming on a small problem, and on one of pools."""
BREEDING_SHARE = 0.75
"""Share of the time on a problem of pools that is given to breeding."""
BIRTHS_A_SECOND = 20_000
"""Births of a problem of a hundred activities on two cores, to choose the population's size."""


def ask_for_optimum(search: Standing) -> None:
    """
    Ask constraint programming for the optimum of a small problem.

    Raises
    ------
    Infeasible
        If it proves that there is no schedule.
    """
    over = search.best is not None and search.spent() >= 1
    if search.proved or over or not can_solve_exactly(search.problem):
        return
    search.tell("solving exactly", "Asking constraint programming for the optimum.")
    start = None
    if search.best is not None:
        start = as_schedule(search.tables, search.best, search.value)
    seconds = None
    if search.limit is not None:
        seconds = max(EXACT_SHARE * (search.limit - search.seconds()), 0.5)
    found = solve_exactly(
        search.problem,
        start=start,
        seconds=seconds,
        deterministic_limit=_work(search),
        seed=search.seed,
    )
    if found.infeasible:
        raise _proved_infeasible(search)
    if found.schedule is not None:
        search.offer_schedule(found.schedule)
    search.raise_bound_to(found.bound)


def ask_for_pools(search: Standing) -> None:
    """Breed schedules, and ask constraint programming, where teams can stand in for each other."""
    if search.change is not None or not can_be_pooled(search.tables):
        return
    if counts_by_its_last_date(search.problem):
        _breed(search)
    if search.proved or search.spent() >= 1:
        return
    search.tell("solving pooled", "Asking constraint programming for the pools of teams.")
    seconds = None
    if search.limit is not None:
        seconds = max(POOLED_SHARE * (search.limit - search.seconds()), 0.1)
    found = solve_pooled(
        search.tables,
        search.best,
        seconds=seconds,
        work=_work(search),
        workers=search.workers,
        seed=search.seed,
    )
    if found.draft is not None:
        search.offer_left_shifted(found.draft)
    search.raise_bound_to(found.bound)


def _work(search: Standing) -> float | None:
    """Return the counted work that constraint programming may do where iterations are counted."""
    return None if search.stop.iterations is None else 0.1 + search.stop.iterations / 400


def _breed(search: Standing) -> None:
    """Breed schedules for a share of the search."""
    if search.proved or search.spent() >= 1:
        return
    search.tell("breeding", "Breeding orders of the work.")
    end = search.spent() + BREEDING_SHARE * (1 - search.spent())
    births = []
    if search.stop.iterations is not None:
        births.append(search.stop.iterations - search.iterations)
    if search.limit is not None:
        pace = 100 * BIRTHS_A_SECOND / search.problem.n_activities
        births.append(int((search.limit - search.seconds()) * pace))

    def goes_on(born: int, better: Draft | None) -> bool:
        search.iterations += born
        if better is not None:
            search.offer_left_shifted(better)
        return not search.proved and search.spent() < end

    breed_pooled(
        search.tables,
        search.best,
        births=int(BREEDING_SHARE * min(births)),
        workers=search.workers,
        seed=search.seed,
        goes_on=goes_on,
    )


def _proved_infeasible(search: Standing) -> Infeasible:
    undone = not_found(search.tables, search.last)
    names = [str(name) for name in cast(list[object], undone.facts["activities"])]
    return Infeasible(
        "No schedule: constraint programming proved that none exists. "
        f"The search could not place {listed(names)}.",
        remedy=undone.remedy,
        reason="constraint-programming",
        activities=names,
    )
