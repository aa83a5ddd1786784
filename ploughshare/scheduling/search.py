"""Search: which method when, and when to stop."""

import math
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from ploughshare.errors import Infeasible, InvalidSchedule
from ploughshare.scheduling.annealing import HALVES, Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.beside import BoundBeside
from ploughshare.scheduling.bounds import Bound, lower_bound
from ploughshare.scheduling.change import (
    Change,
    ChangePrice,
    change_table,
    held,
    price_of,
)
from ploughshare.scheduling.compiled import mark_compiled, needs_compiling
from ploughshare.scheduling.draft import Draft, as_draft, as_schedule, copied, empty_draft
from ploughshare.scheduling.exact import can_solve_exactly, solve_exactly
from ploughshare.scheduling.index_rules import even_split
from ploughshare.scheduling.infeasible import listed, refuse_infeasible, refuse_unusable
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.iterated_weights import COURSES, LARGE_COURSES, rounds
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.left_undone import not_found
from ploughshare.scheduling.pooled import (
    breed_pooled,
    can_be_pooled,
    counts_by_its_last_date,
    solve_pooled,
)
from ploughshare.scheduling.problem import Ints, Problem, Reals
from ploughshare.scheduling.resume import resumed
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.staying import around_what_stays
from ploughshare.scheduling.tables import Tables, tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import Start, repaired
from ploughshare.scheduling.warm_up import warm_up

ROUNDS_BEFORE_BOUND = 5
"""Dispatches before the bound and the exact method have their turn; one where each takes long."""
PATIENCE = 40
"""Rounds without a better plan after which a course of iterated weights has nothing more to give."""
BRIEF_PATIENCE = 1
"""The same where each round takes long and there is the order of an old schedule to begin from."""
FAILURES = 60
"""Dispatches that leave work undone after which a search without a plan gives up."""
BOUND_SHARE, BOUND_BESIDE = 0.2, 0.6
"""Share of the time given to the bound, and where it runs beside the search."""
EXACT_SHARE, POOLED_SHARE = 0.4, 0.95
"""Share of the time given to constraint programming on a small problem, and on one of pools."""
POOLED_BOUND_SHARE, BREEDING_SHARE = 0.05, 0.75
"""Share of the time on a problem of pools that is given to the bound, and to breeding."""
BIRTHS_A_SECOND = 20_000
"""Births of a problem of a hundred activities on two cores, to choose the population's size."""
MOVES = 100
"""Moves of the annealing that count as one iteration."""
FINISHING = 6e-5
"""Seconds per activity kept to check, bind and write the schedule."""
LONGEST_PER_ACTIVITY = 100_000
"""Moves per activity after which an annealing ends and the next begins from the best."""
AFFORDED = (15.0, 600.0, 15_000.0, 100_000.0)
HOTTEST, COLDEST = (3e-3, 5e-3, 0.3, 2.0), (1e-3, 3e-4, 1.2e-3, 2e-3)
"""Heat at the beginning and at the end of an annealing, in units of objective / n, by the moves per
activity there is time for: the more, the hotter. Measured on the synthetic benchmark."""
TIDY_SHARE, TIDY_ROUNDS = 0.03, 30
"""Share of the search kept for activities no benefit waits for, and moves for each of them."""
STRETCH = 0.5
"""Seconds between two looks at the clock while annealing."""
SMALL, LARGE = 3_000, 30_000
"""Activities up to which iterated weights get little of the time, and from which they get most."""
WEIGHTS_SHARE = (0.03, 0.1, 0.5)
"""Share of the time for iterated weights: up to ``SMALL``, up to ``LARGE``, beyond."""
FEWEST_ROUNDS, LEAST_WEIGHTS_SHARE = 40, 0.2
"""Rounds of iterated weights there are at least, unless they take so much of the search: local moves
do not make up for a poor start, and reading the problem may have taken the usual share already."""


@dataclass(frozen=True, slots=True)
class Stop:
    """
    When a search ends.

    Parameters
    ----------
    seconds
        Wall time. ``None``: no clock is looked at. A first compilation is not counted.
    iterations
        Dispatches, or as much work as one takes. ``None``: no limit. With ``iterations`` and
        without ``seconds`` the same problem and seed give the same answer on every run.
    origin
        The moment on ``time.monotonic`` from which ``seconds`` count, for example the start of the
        process. ``None``: the moment of the call.
    workers
        Threads that search. ``None``: as many as there are cores, at most two. With
        ``iterations`` alone the answer is the same for any number.
    """

    seconds: float | None = None
    iterations: int | None = None
    origin: float | None = None
    workers: int | None = None

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


def _obedient_clock() -> float:
    """The clock, looked at between compiled calls, where Ctrl-C can be obeyed."""
    obey()
    return time.monotonic()


@dataclass(slots=True)
class Search:
    """
    One search for a good schedule of one problem.

    Attributes
    ----------
    best, value
        The best draft so far and its objective; ``None`` and 0 before there is one.
    last
        The last draft that left something undone.
    bound
        What is proved so far.
    change, price
        What leaving the start costs, and what the best draft pays of it; best is what is least
        with it.
    around
        The problem with what stays of the start held; ``None`` where nothing has a price.
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
    around: Tables | None = None
    last: Draft = field(init=False)
    _idle: Ints = field(init=False)
    _origin: float = field(default_factory=time.monotonic)
    _limit: float | None = None
    _beside: BoundBeside | None = None
    _looked_for_proof: bool = False

    def begin(self, start: Start | None, price: ChangePrice | None = None) -> None:
        """Lay out the problem, answer what can be answered at once, and take the start."""
        if self.stop.origin is not None:
            self._origin = self.stop.origin
        self.tell("beginning", "Laying out the problem.")
        self._compile()
        self.tables = tables(self.problem)
        refuse_unusable(self.tables)
        if len(self.problem.fixed_activity):
            self._refuse_infeasible()
        self.last = empty_draft(self.tables)
        if self.stop.seconds is not None:
            finishing = min(FINISHING * self.problem.n_activities, self.stop.seconds / 2)
            self._limit = self.stop.seconds - finishing
        self._idle = np.flatnonzero(even_split(self.tables) == 0)
        if start is not None:
            self._start_from(start, price)

    def _refuse_infeasible(self) -> None:
        """Raise ``Infeasible`` where that can be proved; the second time nothing new could be found."""
        if not self._looked_for_proof:
            self._looked_for_proof = True
            refuse_infeasible(self.tables)

    def _compile(self) -> None:
        """Compile what has never been compiled on this machine, off the clock."""
        if not needs_compiling():
            return
        began = time.monotonic()
        self.tell("compiling", "Compiling the search for this machine, once: a minute or two.")
        warm_up()
        outlook = mark_compiled()
        taken = time.monotonic() - began
        self._origin += taken
        self.tell("compiled", f"Compiled in {taken:.0f} s; {outlook}")

    def _start_from(self, start: Start, price: ChangePrice | None) -> None:
        """Begin from what still fits of a schedule; with a price, nothing earlier than it was."""
        draft, kept = repaired(self.tables, start)
        if price is not None:
            self.change = change_table(start, price)
        n = self.problem.n_activities
        text = f"{kept.sum():,} of {n:,} activities keep their teams; {start.gone:,} are gone."
        drafts = [draft]
        if price is not None:
            if draft is None or n <= LARGE:
                drafts.append(resumed(self.tables, start)[0])
            self.around = around_what_stays(self.tables, start, price.before_step)
        found = [each for each in drafts if each is not None]
        if not found:
            text = "The starting schedule cannot be made to keep the rules any more."
        self.tell("starting", text)
        for each in found:
            if self.change is not None:
                late = copied(each)
                if retime(held(self.tables, self.change, self.change.start), late) < 0:
                    self._offer(late, objective(self.tables.benefits, late.finish))
            self._offer(each, objective(self.tables.benefits, each.finish))

    def _take(self, found: Schedule) -> None:
        """Offer a schedule, if it keeps the rules."""
        try:
            require_valid(self.problem, replace(found, bound=0))
        except InvalidSchedule:
            return
        draft = as_draft(self.tables, found)
        if retime(self.tables, draft) < 0:
            self._offer(draft, objective(self.tables.benefits, draft.finish))

    def run(self) -> str:
        """Search until the stopping rule says so, and say what ended it."""
        try:
            if self.around is not None:
                self._iterate_weights(self.around)
            if self.change is None or self.best is None:
                self._iterate_weights(self.tables)
            if self.bound is None and self._beside is None:
                self._prove()
                self._solve_exactly()
            self._solve_pooled()
            if self.best is not None:
                self._anneal()
                self._tidy()
            if self._beside is not None:
                self._take_bound(self._beside.finish(obey))
        finally:
            if self._beside is not None:
                self._beside.stop()
        if self.proved:
            return "optimal"
        if self.best is None:
            return "nothing found"
        by_count = self.stop.iterations is not None and self._counted() >= self._spent()
        return "iterations" if by_count else "time limit"

    def _iterate_weights(self, laid_out: Tables) -> None:
        """Dispatch by iterated weights; bound what can be reached after the first few rounds."""
        failed = 0
        large = self.problem.n_activities > LARGE
        brief = large and laid_out is self.around
        patience = BRIEF_PATIENCE if brief else PATIENCE
        before_bound = 1 if large else ROUNDS_BEFORE_BOUND
        for course in LARGE_COURSES if large else COURSES:
            idle = 0
            for value, draft in rounds(laid_out, course):
                self.iterations += 1
                failed += value is None
                if failed == 1 and value is None and self.best is None:
                    # Not before: where there is a schedule nobody need wait for this.
                    self._refuse_infeasible()
                idle = 0 if self._offer(draft, value) else idle + 1
                if self.bound is None and self._beside is None and self.iterations >= before_bound:
                    self._prove()
                    self._solve_exactly()
                if self.proved or self._weights_are_done():
                    return
                if self.best is None and failed >= self.failures:
                    break
                if self.best is not None and idle >= patience:
                    break
            if self.best is None or brief or self.problem.n_activities <= SMALL:
                return

    def _weights_are_done(self) -> bool:
        """Whether iterated weights have had their share of the search, and a fair number of rounds."""
        spent = self._spent()
        if self.best is None:
            return spent >= 1
        size = self.problem.n_activities
        share = WEIGHTS_SHARE[(size > SMALL) + (size > LARGE)]
        if self.iterations < FEWEST_ROUNDS:
            share = max(share, LEAST_WEIGHTS_SHARE)
        return spent >= share

    def _spent(self) -> float:
        """Return the share of the search that is over, by clock or by count; obeys Ctrl-C."""
        obey()
        if self._beside is not None:
            self._take_bound(self._beside.new())
        if self._limit is None:
            return self._counted()
        return max(self._counted(), self.seconds() / max(self._limit, 1e-9))

    def _counted(self) -> float:
        if self.stop.iterations is None:
            return 0.0
        return self.iterations / max(self.stop.iterations, 1)

    def seconds(self) -> float:
        """Return the seconds since the origin."""
        return time.monotonic() - self._origin

    def _offer(self, draft: Draft, value: int | None) -> bool:
        """Keep a schedule if it is the best so far, and say whether it is."""
        if value is None:
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

    def _prove(self) -> None:
        """Bound what any plan can do: beside the search, if the clock ends it."""
        self.tell("bounding", "Proving how good any plan can be.")
        if self._limit is None:
            self._raise_bound(lower_bound(self.problem, clock=_obedient_clock))
            return
        left = max(0.0, self._limit - self.seconds())
        if self.workers > 1 and not (can_solve_exactly(self.problem) or can_be_pooled(self.tables)):
            self._beside = BoundBeside(self.problem, BOUND_BESIDE * left)
            return
        seconds = (POOLED_BOUND_SHARE if can_be_pooled(self.tables) else BOUND_SHARE) * left
        self._raise_bound(lower_bound(self.problem, seconds=seconds, clock=_obedient_clock))

    @property
    def workers(self) -> int:
        """Threads that search."""
        return self.stop.workers or min(HALVES, os.cpu_count() or 1)

    def _take_bound(self, bound: Bound | None) -> None:
        if bound is not None and (self.bound is None or bound.value > self.bound.value):
            self._raise_bound(bound)

    def _raise_bound(self, bound: Bound) -> None:
        self.bound = bound
        self.history.append({"seconds": round(self.seconds(), 3), "bound": bound.value})
        self.proved = self.best is not None and self.value + self.price == bound.value
        self.tell("bounding")

    def _solve_exactly(self) -> None:
        """Ask constraint programming for the optimum of a small problem."""
        over = self.best is not None and self._spent() >= 1
        if self.proved or over or not can_solve_exactly(self.problem):
            return
        self.tell("solving exactly", "Asking constraint programming for the optimum.")
        start = None if self.best is None else as_schedule(self.tables, self.best, self.value)
        seconds = limit = None
        if self._limit is not None:
            seconds = max(EXACT_SHARE * (self._limit - self.seconds()), 0.5)
        if self.stop.iterations is not None:
            limit = 0.1 + self.stop.iterations / 400
        found = solve_exactly(
            self.problem, start=start, seconds=seconds, deterministic_limit=limit, seed=self.seed
        )
        if found.infeasible:
            raise self._proved_infeasible()
        if found.schedule is not None:
            self._take(found.schedule)
        if self.bound is not None and found.bound > self.bound.value:
            self._raise_bound(
                replace(self.bound, value=found.bound, method="constraint programming")
            )

    def _solve_pooled(self) -> None:
        """Breed schedules, and ask constraint programming, where teams can stand in for each other."""
        if self.change is not None or not can_be_pooled(self.tables):
            return
        if counts_by_its_last_date(self.problem):
            self._breed_pooled()
        if self.proved or self._spent() >= 1:
            return
        self.tell("solving pooled", "Asking constraint programming for the pools of teams.")
        seconds = work = None
        if self._limit is not None:
            seconds = max(POOLED_SHARE * (self._limit - self.seconds()), 0.1)
        if self.stop.iterations is not None:
            work = 0.1 + self.stop.iterations / 400
        found = solve_pooled(
            self.tables, self.best, seconds=seconds, work=work, workers=self.workers, seed=self.seed
        )
        if found.draft is not None and retime(self.tables, found.draft) < 0:
            self._offer(found.draft, objective(self.tables.benefits, found.draft.finish))
        if self.bound is not None and found.bound > self.bound.value:
            method = "constraint programming"
            self._raise_bound(replace(self.bound, value=found.bound, method=method))

    def _breed_pooled(self) -> None:
        """Breed schedules for a share of the search."""
        if self.proved or self._spent() >= 1:
            return
        self.tell("breeding", "Breeding orders of the work.")
        end = self._spent() + BREEDING_SHARE * (1 - self._spent())
        births = []
        if self.stop.iterations is not None:
            births.append(self.stop.iterations - self.iterations)
        if self._limit is not None:
            pace = 100 * BIRTHS_A_SECOND / self.problem.n_activities
            births.append(int((self._limit - self.seconds()) * pace))

        def goes_on(born: int, better: Draft | None) -> bool:
            self.iterations += born
            if better is not None and retime(self.tables, better) < 0:
                self._offer(better, objective(self.tables.benefits, better.finish))
            return not self.proved and self._spent() < end

        breed_pooled(
            self.tables,
            self.best,
            births=int(BREEDING_SHARE * min(births)),
            workers=self.workers,
            seed=self.seed,
            goes_on=goes_on,
        )

    def _proved_infeasible(self) -> Infeasible:
        undone = not_found(self.tables, self.last)
        names = [str(name) for name in cast(list[object], undone.facts["activities"])]
        return Infeasible(
            "No schedule: constraint programming proved that none exists. "
            f"The search could not place {listed(names)}.",
            remedy=undone.remedy,
            reason="constraint-programming",
            activities=names,
        )

    def _anneal(self) -> None:
        """Spend what is left on local moves, annealed once or, on small problems, again and again."""
        assert self.best is not None
        end = 1.0 if len(self._idle) == 0 else 1 - TIDY_SHARE
        longest = LONGEST_PER_ACTIVITY * self.problem.n_activities // HALVES
        pace: float | None = None
        turn = 0
        with ThreadPoolExecutor(HALVES) as pool:
            while self._spent() < end and not self.proved:
                annealing = self._annealing(turn, pool if self.workers > 1 else None)
                turn += 1
                done = 0
                while self._spent() < end and done < longest and not self.proved:
                    left = self._moves_left(pace, end)
                    planned = min(done + left, longest)
                    stretch = self._stretch(pace, left)
                    began = time.monotonic()
                    annealing.run(self._heat(planned, done, stretch))
                    pace = stretch / max(time.monotonic() - began, 1e-6)
                    done += stretch
                    self.iterations += max(HALVES * stretch // MOVES, 1)
                    if annealing.value < self.value + self.price:
                        best = annealing.best
                        self._offer(best, objective(self.tables.benefits, best.finish))

    def _annealing(self, turn: int, pool: ThreadPoolExecutor | None) -> Annealing:
        """Return an annealing of the best plan, in which nothing that is held comes earlier."""
        assert self.best is not None
        laid_out = self.tables
        if self.change is not None:
            laid_out = held(laid_out, self.change, self.best.start)
        seed = self.seed + turn
        return Annealing(laid_out, self.best, seed=seed, pool=pool, change=self.change)

    def _heat(self, planned: int, done: int, moves: int) -> Reals:
        """Return the heat of the next moves of an annealing of so many in each search."""
        n = max(self.problem.n_activities, 1)
        afforded = math.log(max(HALVES * planned / n, 1e-9))
        known = np.log(AFFORDED)
        first, last = (np.interp(afforded, known, np.log(each)) for each in (HOTTEST, COLDEST))
        share = np.minimum((done + np.arange(moves)) / max(planned, 1), 1.0)
        return np.asarray(np.exp(first + share * (last - first)) * self.value / n)

    def _tidy(self) -> None:
        """Let what no benefit waits for be finished early too, where that costs nothing."""
        if len(self._idle) == 0 or self.problem.n_activities > SMALL:
            return
        assert self.best is not None
        annealing = self._annealing(0, None)
        for _ in range(TIDY_ROUNDS):
            obey()
            annealing.tidy(self._idle, len(self._idle))
            if self._limit is not None and self.seconds() >= self._limit:
                break
        self.best = annealing.best
        self.value = objective(self.tables.benefits, self.best.finish)
        self.price = annealing.value - self.value

    def _moves_left(self, pace: float | None, end: float) -> int:
        """Return how many moves of each search there is time for, at so many a second."""
        left = []
        if self.stop.iterations is not None:
            left.append(MOVES * (self.stop.iterations - self.iterations) // HALVES)
        if self._limit is not None:
            left.append(int((pace or MOVES) * (end * self._limit - self.seconds())))
        return max(min(left), MOVES)

    def _stretch(self, pace: float | None, left: int) -> int:
        """Return the moves to the next look at the clock, or by count where no clock is looked at."""
        moves = max(self.problem.n_activities // 2, 20 * MOVES)
        if self._limit is not None:
            moves = 10 * MOVES if pace is None else int(pace * STRETCH)
        return max(min(moves, left), 1)

    def tell(self, phase: str, text: str = "") -> None:
        """Report progress, if anybody listens."""
        if self.progress is None:
            return
        best = self.value if self.best is not None else None
        bound = self.bound.value if self.bound is not None else None
        gap = (best - bound) / bound if best is not None and bound else None
        self.progress(Progress(phase, self.seconds(), best, bound, gap, text))
