"""What it changes to take teams off begun work: two plans side by side, searched alike."""

import time
from collections.abc import Iterator
from dataclasses import replace

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import PlannedPromise, TakenOff
from ploughshare.planning.place import Placed
from ploughshare.planning.promises import promises
from ploughshare.scheduling.solve import Stop

NAMED = 6
"""Benefits and promises named one by one; the rest are counted."""


def shared(stop: Stop) -> tuple[Stop, Stop]:
    """A stopping rule for each of two searches: all iterations, or half of the time that is left."""
    if stop.seconds is None:
        return stop, stop
    now = time.monotonic()
    origin = now if stop.origin is None else stop.origin
    half = (now - origin + stop.seconds) / 2
    return replace(stop, seconds=half, origin=origin), replace(stop, origin=origin)


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


def lines(row: TakenOff, objective: int, steps_per_day: int) -> Iterator[str]:
    """The price in words: service-days, services that come or stay away, promises that break."""
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
        yield f"{head}: {days} service-days {word} missing than where the teams stay"
        yield f"  ({here} against {there}; both searched with the same seed and stopping rule)"
    for names, what in (
        (row.lost, "no longer planned"), (row.won, "planned by it"), (row.breaks, "promises it breaks")
    ):  # fmt: skip
        if names:
            rest = [f"{len(names) - NAMED:,} more"] if len(names) > NAMED else []
            yield f"  {what}: {wording.listed([*names[:NAMED], *rest])}"
