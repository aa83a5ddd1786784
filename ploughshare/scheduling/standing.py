"""Standing: what one search has found and proved so far, and how much of it is over."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ploughshare.errors import InvalidSchedule
from ploughshare.scheduling.annealing import HALVES
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.beside import BoundBeside
from ploughshare.scheduling.bounds import Bound, lower_bound
from ploughshare.scheduling.change import Change, price_of
from ploughshare.scheduling.draft import Draft, as_draft, copied
from ploughshare.scheduling.exact import can_solve_exactly
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.left_shift import put_in_order_of_time, retime
from ploughshare.scheduling.pooled import can_be_pooled
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.stop import Progress, Stop
from ploughshare.scheduling.tables import Tables
from ploughshare.scheduling.verify import require_valid

FAILURES = 60
"""Dispatches that leave work undone after which a search without a plan gives up."""
BOUND_SHARE, BOUND_BESIDE = 0.2, 0.6
"""Share of the time given to the bound, and where it runs beside the search."""
POOLED_BOUND_SHARE = 0.05
"""Share of the time given to the bound on a problem of pools."""


def _left(draft: Draft) -> int:
    """How much a draft leaves undone; all of it where it places everything and breaks a rule."""
    left = int((draft.mode < 0).sum())
    return left or len(draft.mode)


def _obedient_clock() -> float:
    """The clock, looked at between compiled calls, where Ctrl-C can be obeyed."""
    obey()
    return time.monotonic()


@dataclass(slots=True)
class Standing:
    """
    How far one search for a good schedule of one problem is.

    Attributes
    ----------
    best, value
        The best draft so far and its objective; ``None`` and 0 before there is one.
    last
        Of the drafts that left something undone, the last that left least.
    bound
        What is proved so far.
    change, price
        What leaving the start costs, and what the best draft pays of it; best is what is least
        with it.
    """

    problem: Problem
    stop: Stop
    seed: int
    progress: Callable[[Progress], None] | None
    failures: int = FAILURES
    iterations: int = 0
    best: Draft | None = None
    value: int = 0
    price: int = 0
    change: Change | None = None
    bound: Bound | None = None
    proved: bool = False
    history: list[dict[str, float | int]] = field(default_factory=list)
    tables: Tables = field(init=False)
    last: Draft = field(init=False)
    origin: float = field(default_factory=time.monotonic)
    limit: float | None = None
    beside: BoundBeside | None = None

    @property
    def workers(self) -> int:
        """Threads that search."""
        return self.stop.workers or min(HALVES, os.cpu_count() or 1)

    def seconds(self) -> float:
        """Return the seconds since the origin."""
        return time.monotonic() - self.origin

    def counted(self) -> float:
        """Return the share of the search that is over by count; 0 without a limit by count."""
        if self.stop.iterations is None:
            return 0.0
        return self.iterations / max(self.stop.iterations, 1)

    def spent(self) -> float:
        """Return the share of the search that is over, by clock or by count; obeys Ctrl-C."""
        obey()
        if self.beside is not None:
            self.take_bound(self.beside.new())
        if self.limit is None:
            return self.counted()
        return max(self.counted(), self.seconds() / max(self.limit, 1e-9))

    def offer(self, draft: Draft, value: int | None) -> bool:
        """Keep a schedule if it is the best so far, and say whether it is."""
        if value is None:
            if _left(draft) <= _left(self.last):
                self.last = copied(draft)
            return False
        price = 0 if self.change is None else price_of(self.tables, self.change, draft)
        if self.best is not None and value + price >= self.value + self.price:
            return False
        self.best, self.value, self.price = copied(draft), value, price
        self.history.append({"seconds": round(self.seconds(), 3), "objective": value})
        self.proved = self.bound is not None and value + price == self.bound.value
        self.tell("searching")
        return True

    def offer_held(self, draft: Draft) -> None:
        """Keep a draft if it is the best so far; with joint rules also as early as it can be."""
        if self.tables.joint.ties:
            put_in_order_of_time(draft)
            if self.change is None:
                self.offer_left_shifted(draft)
                return
        self.offer(draft, objective(self.tables.benefits, draft.finish))

    def offer_left_shifted(self, draft: Draft) -> None:
        """Keep a draft if it is the best so far once every activity starts as early as it can."""
        if retime(self.tables, draft) < 0:
            self.offer(draft, objective(self.tables.benefits, draft.finish))

    def offer_schedule(self, found: Schedule) -> None:
        """Offer a schedule, if it keeps the rules."""
        try:
            require_valid(self.problem, replace(found, bound=0))
        except InvalidSchedule:
            return
        self.offer_left_shifted(as_draft(self.tables, found))

    def prove(self) -> None:
        """Bound what any plan can do: beside the search, if the clock ends it."""
        self.tell("bounding", "Proving how good any plan can be.")
        if self.limit is None:
            self.raise_bound(lower_bound(self.problem, clock=_obedient_clock))
            return
        left = max(0.0, self.limit - self.seconds())
        pooled = can_be_pooled(self.tables)
        if self.workers > 1 and not (pooled or can_solve_exactly(self.problem)):
            self.beside = BoundBeside(self.problem, BOUND_BESIDE * left)
            return
        seconds = (POOLED_BOUND_SHARE if pooled else BOUND_SHARE) * left
        self.raise_bound(lower_bound(self.problem, seconds=seconds, clock=_obedient_clock))

    def take_bound(self, bound: Bound | None) -> None:
        """Keep a bound if it is the highest so far."""
        if bound is not None and (self.bound is None or bound.value > self.bound.value):
            self.raise_bound(bound)

    def raise_bound(self, bound: Bound) -> None:
        """Keep a bound that is known to be the highest so far."""
        self.bound = bound
        self.history.append({"seconds": round(self.seconds(), 3), "bound": bound.value})
        self.proved = self.best is not None and self.value + self.price == bound.value
        self.tell("bounding")

    def raise_bound_to(self, value: int) -> None:
        """Keep what constraint programming proved, if it is more than what was known."""
        if self.bound is not None and value > self.bound.value:
            self.raise_bound(replace(self.bound, value=value, method="constraint programming"))

    def tell(self, phase: str, text: str = "") -> None:
        """Report progress, if anybody listens."""
        if self.progress is None:
            return
        best = self.value if self.best is not None else None
        bound = self.bound.value if self.bound is not None else None
        gap = (best - bound) / bound if best is not None and bound else None
        self.progress(Progress(phase, self.seconds(), best, bound, gap, text))
