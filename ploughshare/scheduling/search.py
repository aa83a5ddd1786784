"""Search: which method when, and when to stop."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from ploughshare.scheduling.annealing import HALVES, Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.change import ChangePrice, change_table, held
from ploughshare.scheduling.cooling import heat
from ploughshare.scheduling.draft import Draft, copied, empty_draft
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.index_rules import even_split
from ploughshare.scheduling.infeasible import refuse_infeasible, refuse_unusable
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.iterated_weights import COURSES, LARGE_COURSES, rounds
from ploughshare.scheduling.left_shift import put_in_order_of_time, retime
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.reorder import reordered
from ploughshare.scheduling.repair import Repair, repaired
from ploughshare.scheduling.resume import resumed
from ploughshare.scheduling.small_problems import ask_for_optimum, ask_for_pools
from ploughshare.scheduling.standing import Standing
from ploughshare.scheduling.staying import around_what_stays
from ploughshare.scheduling.tables import Tables, tables
from ploughshare.scheduling.warm_start import Start
from ploughshare.scheduling.warm_up import compile_once

ROUNDS_BEFORE_BOUND = 5
"""Dispatches before the bound and the exact method have their turn; one where each takes long."""
FAILURES_AROUND = 10
"""Dispatches around what stays of a start that may leave work undone, however late it is, before all is
planned from nothing: what stays is worth more than the time that they take."""
PATIENCE = 40
"""Rounds without a better plan after which a course of iterated weights has nothing more to give."""
BRIEF_PATIENCE = 1
"""The same where each round takes long and there is the order of an old schedule to begin from."""
MOVES = 100
"""Moves of the annealing that count as one iteration."""
FINISHING = 6e-5
"""Seconds per activity kept to check, bind and write the schedule."""
LONGEST_PER_ACTIVITY = 100_000
"""Moves per activity after which an annealing ends and the next begins from the best."""
TIDY_SHARE, TIDY_ROUNDS = 0.03, 30
"""Share of the search kept for activities no benefit waits for, and moves for each of them."""
TURNS = 8
"""Annealings of a problem with joint rules, each from the best plan and the order it has by then."""
REORDER_SHARE, REORDERINGS, TRIES_AS_ONE = 0.25, 100, 20
"""Of each of them, the share in which the order is changed before, at most so often this many times;
these count as one iteration."""
STRETCH = 0.5
"""Seconds between two looks at the clock while annealing."""
SMALL, LARGE = 3_000, 30_000
"""Activities up to which iterated weights get little of the time, and from which they get most."""
WEIGHTS_SHARE = (0.03, 0.1, 0.5)
"""Share of the time for iterated weights: up to ``SMALL``, up to ``LARGE``, beyond."""
FEWEST_ROUNDS, LEAST_WEIGHTS_SHARE = 40, 0.2
"""Rounds of iterated weights there are at least, unless they take so much of the search: local moves
do not make up for a poor start, and reading the problem may have taken the usual share already."""


@dataclass(slots=True)
class Search(Standing):
    """
    One search for a good schedule of one problem.

    Attributes
    ----------
    around
        The problem with what stays of the start held; ``None`` where nothing has a price.
    idle
        The activities that no benefit waits for.
    """

    around: Tables | None = None
    idle: Ints = field(init=False)
    _looked_for_proof: bool = False

    def begin(self, start: Start | None, price: ChangePrice | None = None) -> None:
        """Lay out the problem, answer what can be answered at once, and take the start."""
        if self.stop.origin is not None:
            self.origin = self.stop.origin
        self.tell("beginning", "Laying out the problem.")
        self.origin += compile_once(self.tell)
        self.tables = tables(self.problem)
        refuse_unusable(self.tables)
        if len(self.problem.fixed_activity):
            self._refuse_infeasible()
        self.last = empty_draft(self.tables)
        if self.stop.seconds is not None:
            finishing = min(FINISHING * self.problem.n_activities, self.stop.seconds / 2)
            self.limit = self.stop.seconds - finishing
        self.idle = np.flatnonzero(even_split(self.tables) == 0)
        if start is not None:
            self._start_from(start, price)

    def _refuse_infeasible(self) -> None:
        """Raise ``Infeasible`` where that can be proved; the second time nothing new could be found."""
        if not self._looked_for_proof:
            self._looked_for_proof = True
            refuse_infeasible(self.tables)

    def _start_from(self, start: Start, price: ChangePrice | None) -> None:
        """Begin from what still fits of a schedule; with a price, nothing earlier than it was."""
        as_before: Tables | None = self.tables
        tight = False
        if price is not None and self.tables.joint.ties:
            repair = Repair(self.tables, start)
            as_before, tight = self._as_before(repair.run_at_ease()), repair.teams_stay
        draft, kept = repaired(self.tables, start) if not tight else (None, start.known)
        if price is not None:
            self.change = change_table(start, price)
        n = self.problem.n_activities
        text = f"{kept.sum():,} of {n:,} activities keep their teams; {start.gone:,} are gone."
        drafts = [draft]
        if draft is not None:
            as_before = self._as_before(draft)
        if price is not None and as_before is not None:
            if n <= LARGE if draft is not None else self.tables.joint.ties == 0:
                drafts.append(resumed(as_before, start)[0])
            self.around = around_what_stays(
                as_before, start, price.before_step, within=self.problem
            )
        found = [each for each in drafts if each is not None]
        if not found and self.around is not None:
            text = "All is planned around what stays of the starting schedule."
        elif not found:
            text = "The starting schedule cannot be made to keep the rules any more."
        self.tell("starting", text)
        for each in found:
            if self.tables.joint.ties:
                put_in_order_of_time(each)
            if self.change is not None:
                late = copied(each)
                if retime(held(self.tables, self.change, self.change.start), late) < 0:
                    self.offer(late, objective(self.tables.benefits, late.finish))
            self.offer(each, objective(self.tables.benefits, each.finish))

    def _as_before(self, draft: Draft | None) -> Tables | None:
        """Tables in which joint rules are kept as a draft keeps them; ``None`` without one."""
        if draft is None:
            return None
        put_in_order_of_time(draft)
        return frozen(self.tables, draft)

    def run(self) -> str:
        """Search until the stopping rule says so, and say what ended it."""
        try:
            if self.around is not None:
                self._iterate_weights(self.around)
            if self.change is None or self.best is None:
                self._iterate_weights(self.tables)
            if self.bound is None and self.beside is None:
                self.prove()
                ask_for_optimum(self)
            ask_for_pools(self)
            if self.best is not None:
                self._anneal()
                self._tidy()
            if self.beside is not None:
                self.take_bound(self.beside.finish(obey))
        finally:
            if self.beside is not None:
                self.beside.stop()
        if self.proved:
            return "optimal"
        if self.best is None:
            return "nothing found"
        by_count = self.stop.iterations is not None and self.counted() >= self.spent()
        return "iterations" if by_count else "time limit"

    def _iterate_weights(self, laid_out: Tables) -> None:
        """Dispatch by iterated weights; bound what can be reached after the first few rounds."""
        failed = 0
        large = self.problem.n_activities > LARGE
        brief = large and laid_out is self.around
        patience = BRIEF_PATIENCE if brief else PATIENCE
        around = laid_out is self.around
        failures = min(self.failures, FAILURES_AROUND) if around else self.failures
        before_bound = 1 if large else ROUNDS_BEFORE_BOUND
        for course in LARGE_COURSES if large else COURSES:
            idle = 0
            for value, draft in rounds(laid_out, course):
                self.iterations += 1
                failed += value is None
                if failed == 1 and value is None and self.best is None:
                    # Not before: where there is a schedule nobody need wait for this.
                    self._refuse_infeasible()
                idle = 0 if self.offer(draft, value) else idle + 1
                if self.bound is None and self.beside is None and self.iterations >= before_bound:
                    self.prove()
                    ask_for_optimum(self)
                if self.proved or self._weights_are_done(or_late=not around):
                    return
                if self.best is None and failed >= failures:
                    break
                if self.best is not None and idle >= patience:
                    break
            if self.best is None or brief or self.problem.n_activities <= SMALL:
                return

    def _weights_are_done(self, or_late: bool) -> bool:
        """Whether iterated weights have had their share of the search, and a fair number of rounds."""
        spent = self.spent()
        if self.best is None:
            return or_late and spent >= 1
        size = self.problem.n_activities
        share = WEIGHTS_SHARE[(size > SMALL) + (size > LARGE)]
        if self.iterations < FEWEST_ROUNDS:
            share = max(share, LEAST_WEIGHTS_SHARE)
        return spent >= share

    def _anneal(self) -> None:
        """Spend what is left on local moves, annealed once or, on small problems, again and again."""
        assert self.best is not None
        end = 1.0 if len(self.idle) == 0 else 1 - TIDY_SHARE
        n = max(self.problem.n_activities, 1)
        longest = LONGEST_PER_ACTIVITY * n // HALVES
        pace: float | None = None
        turn = 0
        begun = self.spent()
        with ThreadPoolExecutor(HALVES) as pool:
            while self.spent() < end and not self.proved:
                over = end
                if self.tables.joint.ties:
                    share = (end - begun) / TURNS
                    over = min(begun + share * (turn + 1), end)
                    self._reorder(turn, over - (1 - REORDER_SHARE) * share)
                annealing = self._annealing(turn, pool if self.workers > 1 else None)
                turn += 1
                done = 0
                while self.spent() < over and done < longest and not self.proved:
                    left = self._moves_left(pace, over)
                    planned = min(done + left, longest)
                    stretch = self._stretch(pace, left)
                    began = time.monotonic()
                    hot = heat(HALVES * planned / n, planned, done, stretch)
                    annealing.run(hot * self.value / n)
                    pace = stretch / max(time.monotonic() - began, 1e-6)
                    done += stretch
                    self.iterations += max(HALVES * stretch // MOVES, 1)
                    if annealing.value < self.value + self.price:
                        self.offer_held(annealing.best)

    def _reorder(self, turn: int, until: float) -> None:
        """Change what joint rules come to in the best plan, before local moves keep it as it is."""
        assert self.best is not None
        if self.change is not None:
            return
        random = np.random.default_rng([self.seed, turn])
        for _ in range(REORDERINGS):
            best = reordered(self.tables, self.best, tries=TRIES_AS_ONE, random=random)
            if best is None or self.spent() >= until:
                return
            self.iterations += 1
            self.offer(best, objective(self.tables.benefits, best.finish))

    def _annealing(self, turn: int, pool: ThreadPoolExecutor | None) -> Annealing:
        """
        Return an annealing of the best plan, in which nothing that is held comes earlier.

        Joint rules are kept as the best plan keeps them.
        """
        assert self.best is not None
        laid_out = frozen(self.tables, self.best)
        if self.change is not None:
            laid_out = held(laid_out, self.change, self.best.start)
        seed = self.seed + turn
        return Annealing(laid_out, self.best, seed=seed, pool=pool, change=self.change)

    def _tidy(self) -> None:
        """Let what no benefit waits for be finished early too, where that costs nothing."""
        if len(self.idle) == 0 or self.problem.n_activities > SMALL:
            return
        assert self.best is not None
        annealing = self._annealing(0, None)
        for _ in range(TIDY_ROUNDS):
            obey()
            annealing.tidy(self.idle, len(self.idle))
            if self.limit is not None and self.seconds() >= self.limit:
                break
        self.best = annealing.best
        put_in_order_of_time(self.best)
        self.value = objective(self.tables.benefits, self.best.finish)
        self.price = annealing.value - self.value

    def _moves_left(self, pace: float | None, end: float) -> int:
        """Return how many moves of each search there is time for, at so many a second."""
        left = []
        if self.stop.iterations is not None:
            last = self.stop.iterations
            if self.tables.joint.ties:
                last = int(end * self.stop.iterations)
            left.append(MOVES * (last - self.iterations) // HALVES)
        if self.limit is not None:
            left.append(int((pace or MOVES) * (end * self.limit - self.seconds())))
        return max(min(left), MOVES)

    def _stretch(self, pace: float | None, left: int) -> int:
        """Return the moves to the next look at the clock, or by count where no clock is looked at."""
        moves = max(self.problem.n_activities // 2, 20 * MOVES)
        if self.limit is not None:
            moves = 10 * MOVES if pace is None else int(pace * STRETCH)
        return max(min(moves, left), 1)
