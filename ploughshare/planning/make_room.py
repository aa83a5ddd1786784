"""Make room: what only leaving teams can do is done in time where more people wait for it.

A search that leaves work undone leaves least of it, counted in pieces. So a field that nobody waits
for may be cleared by a team's last day, and a road not, behind which a town has no power. Here the road
and all that leads to it take the places that are in time, most people first; what is pushed aside and
finds no other place while its teams are there is left out instead, as long as fewer wait for it.
"""

from heapq import heapify
from math import inf
from time import monotonic

import numpy as np

from ploughshare.planning.held_places import HeldPlaces
from ploughshare.planning.make_way import MakingWay
from ploughshare.planning.pressed_problem import before
from ploughshare.scheduling.index_rules import binding_weights, shortest_steps
from ploughshare.scheduling.problem import NEVER, Ints
from ploughshare.scheduling.schedule import ScheduleDocument
from ploughshare.scheduling.tables import (
    DEMANDS,
    KIND,
    MODES,
    OPENNESS,
    SUCCS,
    USABLE,
    WHICH,
    Tables,
)
from ploughshare.scheduling.warm_start import start_of_document

MOST_MOVES, MOST_IN_VAIN = 300, 1_200
"""Pieces of work pushed aside at most for one that was left, and for all for which there was no room."""
IN_PASSING = 1e-3
"""What a step of work counts for which nobody waits."""


def room_made(
    laid_out: Tables, placed: ScheduleDocument, deadline: float = inf
) -> ScheduleDocument | None:
    """
    Return a schedule of a part of the work for which more people wait than for what was placed.

    Parameters
    ----------
    placed
        What a search did place: nothing in it waits for anything that is left.
    deadline
        Reading of the monotonic clock, in seconds, at which it is given up.

    Returns
    -------
    ScheduleDocument or None
        ``None`` where there is no room for anything that is worth more than what it pushes out, or
        no time.
    """
    if monotonic() > deadline:
        return None
    places = HeldPlaces(laid_out, start_of_document(placed, laid_out.problem))
    room = _MakingRoom(places, laid_out)
    was = room.lost_in_all()
    room.make(deadline)
    room.fill()
    return places.document() if room.lost_in_all() < was else None


def last_steps(laid_out: Tables) -> Ints:
    """The step at which the last team leaves that could do each activity; ``NEVER`` where one stays."""
    problem, network = laid_out.problem, laid_out.network
    may, to = laid_out.crews.may, problem.team_to
    of_kind = np.array([
        [to[there & serves].max(initial=0) for serves in problem.team_kinds.T] for there in may
    ], np.int64).reshape(len(may), problem.n_kinds)  # fmt: skip
    last = np.zeros(problem.n_activities, np.int64)
    for j in range(problem.n_activities):
        here = of_kind[network.activity[j, OPENNESS]]
        for mode in range(network.activity[j, MODES], network.activity[j + 1, MODES]):
            if network.mode[mode, USABLE]:
                asked = network.demand[
                    network.mode[mode, DEMANDS] : network.mode[mode + 1, DEMANDS], KIND
                ]
                last[j] = max(last[j], here[asked].min(initial=NEVER))
    last[problem.fixed_activity] = NEVER
    return last


class _MakingRoom(MakingWay):
    """Way made for what was left, at the cost of what less hangs on."""

    most_moves = MOST_MOVES

    def __init__(self, places: HeldPlaces, laid_out: Tables) -> None:
        problem, tables = places.problem, places.tables
        start, finish = _as_if_done(places, shortest_steps(tables))
        first = tables.topological[np.argsort(finish[tables.topological], kind="stable")]
        worth = binding_weights(tables, finish, first) + IN_PASSING * (finish - start + 1)
        super().__init__(places, start, finish, worth)
        self.weight, self.by_need = tables.benefits.weight, tables.benefits.order.tolist()
        self.needs = [
            problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
            for b in range(problem.n_benefits)
        ]
        self.in_time = self._in_time(last_steps(laid_out))
        self.gain = self.paid = 0.0

    def _in_time(self, last: Ints) -> Ints:
        """By when each activity must be finished, so that all behind it is while its teams are there."""
        problem, due = self.problem, last.copy()
        for j in self.places.tables.topological[::-1].tolist():
            if due[j] >= NEVER:
                continue
            begin = self.places.latest_start(j, int(due[j]))
            for p in range(problem.pred_start[j], problem.pred_start[j + 1]):
                i = problem.pred[p]
                due[i] = min(due[i], begin - problem.pred_lag[p])
        return due

    def lost(self) -> set[int]:
        """Benefits that are not served, since something that they wait for has no place."""
        place, of = self.places.place, self.problem.benefit_activity.tolist()
        gone: set[int] = set()
        for b in self.by_need:
            if place[of[b]] is None or not gone.isdisjoint(self.needs[b]):
                gone.add(b)
        return gone

    def lost_in_all(self) -> float:
        """What the benefits weigh that are not served, and a little for work without a place."""
        work = sum(place is None for place in self.places.place)
        return float(self.weight[list(self.lost())].sum()) + IN_PASSING * work

    def make(self, deadline: float) -> None:
        """Make room for one piece of work after the other, most of what hangs on it first."""
        left = [j for j, place in enumerate(self.places.place) if place is None]
        left = [j for j in left if self.in_time[j] < NEVER]
        in_vain, failed = 0, set[int]()
        for j in sorted(left, key=lambda j: (-self.worth[j], self.rank[j])):
            chain = before(self.problem, [j])
            if self.places.place[j] is not None or not failed.isdisjoint(chain):
                continue
            if in_vain > MOST_IN_VAIN or monotonic() > deadline:
                return
            self.gain, self.paid, kept = float(self.worth[j]), 0.0, self.places.kept()
            if not self.run(chain, self.in_time, deadline):
                self.places.go_back(kept)
                failed.add(j)
                in_vain += self.moves

    def left_out(self, j: int) -> bool:
        """Whether an activity is left out with all behind it: less hangs on that than is gained."""
        behind = self._behind(j)
        if not behind.isdisjoint(self.kept):
            return False
        already = self.lost()
        places = {i: self.places.place[i] for i in behind}
        for i in behind:
            self.places.place[i] = None
        price = float(self.weight[list(self.lost() - already)].sum()) + IN_PASSING * len(behind)
        for i, place in places.items():
            self.places.place[i] = place
        if self.paid + price >= self.gain:
            return False
        self.paid += price
        for i in behind:
            self.touched.update(self.places.teams(i))
            self.places.take(i)
        self.aside = [row for row in self.aside if row[2] not in behind]
        heapify(self.aside)
        self.keep_ways()
        return True

    def _behind(self, j: int) -> set[int]:
        """An activity and all that waits for it."""
        network = self.places.tables.network
        found, queue = {j}, [j]
        while queue:
            i = queue.pop()
            row = slice(network.activity[i, SUCCS], network.activity[i + 1, SUCCS])
            new = set(network.succ[row, WHICH].tolist()) - found
            found |= new
            queue += new
        return found

    def fill(self) -> None:
        """Put what has no place where nothing is in its way, if its teams are there."""
        self.turns, self.kept = {}, set(self.before_fixed)
        for j in self.places.tables.topological.tolist():
            if self.places.place[j] is None and self.places.has_ready(j):
                beside = self.beside(j)
                if beside is not None:
                    self.places.put(j, beside)


def _as_if_done(places: HeldPlaces, steps: Ints) -> tuple[Ints, Ints]:
    """Start and finish of all, what has no place as if it followed everything else."""
    problem = places.problem
    start = np.array([place.start if place else 0 for place in places.place], np.int64)
    finish = np.array([place.finish if place else 0 for place in places.place], np.int64)
    after = int(finish.max(initial=0))
    for j in places.tables.topological.tolist():
        if places.place[j] is None:
            row = slice(problem.pred_start[j], problem.pred_start[j + 1])
            ready = finish[problem.pred[row]] + problem.pred_lag[row]
            start[j] = ready.max(initial=after)
            finish[j] = start[j] + steps[j]
    return start, finish
