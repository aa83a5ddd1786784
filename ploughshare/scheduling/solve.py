"""Solve: one call that shares its time between the plan and the proof of how good it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ploughshare import __version__
from ploughshare.errors import Interrupted, InvalidSchedule
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.bindings import bindings
from ploughshare.scheduling.bounds import Bound, lower_bound
from ploughshare.scheduling.compiled import mark_compiled, needs_compiling
from ploughshare.scheduling.draft import Draft, as_draft, as_schedule, copied, empty_draft
from ploughshare.scheduling.infeasible import not_found, refuse_unusable
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import Tables, tables
from ploughshare.scheduling.verify import require_valid


@dataclass(frozen=True, slots=True)
class Stop:
    """
    When a search ends.

    Parameters
    ----------
    seconds
        Wall time. ``None``: no clock is looked at.
    iterations
        Dispatches, or as much work as one takes. ``None``: no limit. With ``iterations`` and
        without ``seconds`` the same problem and seed give the same answer on every run.
    origin
        The moment on ``time.monotonic`` from which ``seconds`` count, for example the start of the
        process. ``None``: the moment of the call.
    """

    seconds: float | None = None
    iterations: int | None = None
    origin: float | None = None

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("A search needs a limit: seconds, iterations, or both.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: its phase, the seconds spent, the best plan, bound and gap so far."""

    phase: str
    seconds: float
    best: int | None = None
    bound: int | None = None
    gap: float | None = None
    text: str = ""


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
    search = _Search(problem, stop, seed, progress)
    reason = "interrupted"
    try:
        search.begin(start)
        reason = search.run()
    except KeyboardInterrupt:
        if search.best is None:
            raise Interrupted(
                "Stopped before there was a schedule.", remedy="Let it run for longer."
            ) from None
    return search.solution(reason)


WEIGHT_ROUNDS = 100
"""Dispatches with iterated weights after which nothing is to be expected of them any more."""
BOUND_SHARE = 0.2
"""Share of the time given to the bound."""


@dataclass(slots=True)
class _Search:
    problem: Problem
    stop: Stop
    seed: int
    progress: Callable[[Progress], None] | None
    iterations: int = 0
    best: Draft | None = None
    objective: int = 0
    bound: Bound | None = None
    history: list[dict[str, float | int]] = field(default_factory=list)
    origin: float = field(default_factory=time.monotonic)
    tables: Tables = field(init=False)
    last: Draft = field(init=False)

    def begin(self, start: Schedule | None) -> None:
        """Lay out the problem, answer what can be answered at once, and take the start."""
        if self.stop.origin is not None:
            self.origin = self.stop.origin
        if needs_compiling():
            self.tell("compiling", "Compiling the search for this machine, once.")
        self.tell("beginning", "Laying out the problem.")
        self.tables = tables(self.problem)
        refuse_unusable(self.tables)
        self.last = empty_draft(self.tables)
        if start is not None:
            self._take(start)

    def _take(self, start: Schedule) -> None:
        try:
            require_valid(self.problem, start)
        except InvalidSchedule:
            return
        draft = as_draft(self.tables, start)
        if retime(self.tables, draft) < 0:
            self.offer(draft, objective(self.tables.benefits, draft.finish))

    def run(self) -> str:
        """Search until the stopping rule says so, and say which."""
        for value, draft in rounds(self.tables):
            self.iterations += 1
            if value is None:
                self.last = copied(draft)
            else:
                self.offer(draft, value)
            if self.bound is None:
                self._prove()
            if self.over() or self.iterations >= WEIGHT_ROUNDS:
                break
        mark_compiled()
        if self.stop.iterations is not None and self.iterations >= self.stop.iterations:
            return "iterations"
        return "time limit" if self.over() else "nothing left to try"

    def over(self) -> bool:
        """Whether the stopping rule says to end."""
        stop = self.stop
        if stop.iterations is not None and self.iterations >= stop.iterations:
            return True
        return stop.seconds is not None and self.seconds() >= stop.seconds

    def seconds(self) -> float:
        """Return the seconds since the origin."""
        return time.monotonic() - self.origin

    def offer(self, draft: Draft, value: int) -> None:
        """Keep a schedule if it is the best so far."""
        if self.best is not None and value >= self.objective:
            return
        self.best, self.objective = copied(draft), value
        self.history.append({"seconds": round(self.seconds(), 3), "objective": value})
        self.tell("searching")

    def _prove(self) -> None:
        seconds = None
        if self.stop.seconds is not None:
            seconds = max(0.0, BOUND_SHARE * (self.stop.seconds - self.seconds()))
        self.tell("bounding", "Proving how good any plan can be.")
        self.bound = lower_bound(self.problem, seconds=seconds)
        self.history.append({"seconds": round(self.seconds(), 3), "bound": self.bound.value})
        self.tell("bounding")

    def tell(self, phase: str, text: str = "") -> None:
        """Report progress, if anybody listens."""
        if self.progress is None:
            return
        best = self.objective if self.best is not None else None
        bound = self.bound.value if self.bound is not None else None
        gap = (best - bound) / bound if best is not None and bound else None
        self.progress(Progress(phase, self.seconds(), best, bound, gap, text))

    def solution(self, reason: str) -> Solution:
        """Return the best, checked, with bound and bindings."""
        if self.best is None:
            raise not_found(self.tables, self.last)
        bound = self.bound or lower_bound(self.problem, dates=0)
        if bound.value > self.objective:
            raise AssertionError(
                f"The bound {bound.value} lies above the objective {self.objective}."
            )
        schedule = as_schedule(self.tables, self.best, self.objective)
        schedule = replace(
            schedule,
            bound=bound.value,
            bindings=bindings(self.problem, schedule),
            solver={
                "name": "ploughshare",
                "version": __version__,
                "seed": self.seed,
                "iterations": self.iterations,
                "seconds": round(self.seconds(), 3),
                "stop": reason,
            },
            history=tuple(self.history),
        )
        require_valid(self.problem, schedule)
        return Solution(schedule, bound)
