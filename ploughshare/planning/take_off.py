"""What it changes to take teams off begun work: two plans side by side, searched alike."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import PlannedPromise, TakenOff
from ploughshare.planning.place import Placed
from ploughshare.planning.promises import promises


def taken_off(tasks: frozenset[str], kept: Placed, now: Placed) -> TakenOff:
    """What the plan without these tasks' teams changes against the one that keeps them."""
    stays, goes = set(kept.draft.benefits), set(now.draft.benefits)
    keeps = {row.task for row in _promises(kept) if row.kept}
    breaks = {row.task for row in _promises(now) if not row.kept}
    return TakenOff(
        tasks=tuple(sorted(tasks)),
        kept_objective=kept.schedule.objective,
        lost=tuple(sorted(stays - goes)),
        won=tuple(sorted(goes - stays)),
        breaks=tuple(sorted(keeps & breaks)),
    )


def _promises(placed: Placed) -> tuple[PlannedPromise, ...]:
    return promises(Explanation(placed.draft, placed.schedule))


def lines(row: TakenOff, objective: int, steps_per_day: int, unit: str) -> Iterator[str]:
    """The price in words: days of a unit, services that come or stay away, promises that break."""
    orders = "task order" if len(row.tasks) == 1 else "task orders"
    head = f"Taken off {orders} {wording.listed(row.tasks)}"
    if row.lost or row.won:
        yield f"{head}: the two plans bring back different services, so their sums do not compare"
    else:
        more = objective - row.kept_objective
        word = "more" if more >= 0 else "fewer"
        here, there = (
            wording.amount(each / steps_per_day) for each in (objective, row.kept_objective)
        )
        days = wording.amount(abs(more) / steps_per_day)
        yield f"{head}: {days} {unit} {word} missing than where the teams stay"
        yield f"  ({here} against {there}; both searched with the same seed and stopping rule)"
    for names, what in (
        (row.lost, "no longer planned"), (row.won, "planned by it"), (row.breaks, "promises it breaks")
    ):  # fmt: skip
        if names:
            yield f"  {what}: {wording.few_listed(names)}"
