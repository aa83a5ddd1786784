"""Make way: what leads to a goal is done first, and only what stands in its way goes elsewhere.

No search: of a schedule, activities that are too late for the goal are taken out and put where they
are in time, each with the teams whose other work there is worth least. What they push aside goes
where there is room for it, or where what is worth less gives way. All else stays where it is.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from time import monotonic

import numpy as np

from ploughshare.errors import InvalidSchedule
from ploughshare.planning.held_places import HeldPlaces, Place
from ploughshare.planning.pressed_problem import before
from ploughshare.scheduling.draft import as_draft
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.index_rules import binding_weights
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.problem import NEVER, Ints, Reals
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import Tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_schedule

MOST_TURNS, MOST_MOVES = 3, 500
"""Times that one activity is pushed aside at most, and all of them together."""
TRIES = 16
"""Steps at most at which others are asked to give way to an activity."""
MUCH_LESS = 2
"""How many times less what gives way is worth."""


def made_way(
    laid_out: Tables,
    schedule: Schedule,
    goals: Sequence[tuple[Sequence[int], int]],
    deadline: float = inf,
) -> Schedule | None:
    """
    Return a schedule in which some activities are finished by a step, if they can be.

    Parameters
    ----------
    schedule
        What makes way, a schedule of the same problem.
    goals
        Activities, and the step by which all of them shall be finished. They come as early as they
        can where that is too early; never later than they are.
    deadline
        Reading of the monotonic clock, in seconds, at which it is given up.

    Returns
    -------
    Schedule or None
        ``None`` where something is left for which there is no room.
    """
    way = MakingWay(
        HeldPlaces(laid_out, start_of_schedule(schedule)),
        schedule.start,
        schedule.finish,
        _worth(laid_out, schedule),
    )
    chain = before(way.problem, [j for ends, _ in goals for j in ends])
    if not way.run(chain, way.due(chain, goals), deadline):
        return None
    made = way.places.schedule()
    if any(made.finish[[*ends]].max() > max(due, schedule.finish[[*ends]].max())
           for ends, due in goals):  # fmt: skip
        return None
    try:
        require_valid(laid_out.problem, made)
    except InvalidSchedule:
        return None
    return made


class MakingWay:
    """
    What has to come early, what has been pushed aside, and where all stands.

    Parameters
    ----------
    places
        Where all stands, changed as way is made.
    start, finish
        When each activity was done before, or would be.
    worth
        What hangs on each activity.
    """

    most_moves = MOST_MOVES

    def __init__(self, places: HeldPlaces, start: Ints, finish: Ints, worth: Reals) -> None:
        self.places, self.problem = places, places.problem
        self.start, self.finish, self.worth = start, finish, worth
        n = self.problem.n_activities
        self.rank = np.empty(n, np.int64)
        self.rank[places.tables.topological] = np.arange(n)
        self.fixed = frozenset(self.problem.fixed_activity.tolist())
        self.before_fixed = frozenset(before(self.problem, self.fixed))

    def due(self, chain: Iterable[int], goals: Sequence[tuple[Sequence[int], int]]) -> Ints:
        """The step by which each activity must be finished, all lasting as long as they did."""
        problem = self.problem
        due = np.full(problem.n_activities, NEVER, np.int64)
        for ends, step in goals:
            due[list(ends)] = np.minimum(due[list(ends)], step)
        for j in sorted(chain, key=lambda j: -int(self.rank[j])):
            begin = due[j] - (self.finish[j] - self.start[j])
            for p in range(problem.pred_start[j], problem.pred_start[j + 1]):
                i = problem.pred[p]
                due[i] = min(due[i], begin - problem.pred_lag[p])
        return due

    def run(self, chain: Sequence[int], due: Ints, deadline: float = inf) -> bool:
        """
        Place what is late of a chain, then all it pushes aside; whether there is room for everything.

        What has no place is late, whatever its step.
        """
        self.due_by, self.kept = due, {*chain, *self.before_fixed}
        self.turns: dict[int, int] = {}
        self.first: list[tuple[int, int]] = []
        self.aside: list[tuple[int, int, int]] = []
        self.touched: set[int] = set()
        self.moves = 0
        for j in chain:
            place = self.places.place[j]
            if j in self.fixed or (place is not None and place.finish <= due[j]):
                continue
            self.touched.update(self.places.teams(j))
            self.places.take(j)
            heapq.heappush(self.first, (int(self.rank[j]), j))
        while self.first or self.aside:
            if self.first:
                j = heapq.heappop(self.first)[1]
                place = self._first(j, int(self.due_by[j]))
            else:
                j = heapq.heappop(self.aside)[2]
                place = self._elsewhere(j)
            if not self._settled(j, place) or monotonic() > deadline:
                return False
        return True

    def _settled(self, j: int, place: Place | None) -> bool:
        """
        Put an activity at its place; what is in the way there, or comes too early, goes aside.

        Return whether it has a place, and not too much has gone aside.
        """
        obey()
        if self.moves > self.most_moves:
            return False
        if place is None:
            return self.left_out(j)
        pushed = self._pushed(j, place) or set()
        for i in pushed:
            self._push(i)
        self.places.put(j, place)
        for i in list(self.places.too_early(j)):
            self._push(i)
        self.keep_ways()
        return True

    def left_out(self, j: int) -> bool:
        """Whether an activity for which there is no room may be left out: never, here."""
        return False

    def keep_ways(self) -> None:
        """Push aside what a team no longer reaches in time, since what lay between is gone."""
        while self.touched:
            for i, k in self.places.out_of_reach(self.touched.pop()):
                self._push(i if k in self.kept else k)

    def _push(self, j: int) -> None:
        """Take an activity from its place, if it has one still, until there is room for it elsewhere."""
        if self.places.place[j] is None:
            return
        self.touched.update(self.places.teams(j))
        self.places.take(j)
        self.moves += 1
        self.turns[j] = self.turns.get(j, 0) + 1
        if j in self.kept:
            heapq.heappush(self.first, (int(self.rank[j]), j))
        else:
            heapq.heappush(self.aside, (int(self.start[j]), int(self.rank[j]), j))

    def _pushed(self, j: int, place: Place) -> set[int] | None:
        """What would have to go for a place; ``None`` where that may not be."""
        found = set(self.places.tied(j, place))
        for m in place.teams:
            of_team = self.places.in_the_way(m, j, place.start, place.finish)
            if of_team is None:
                return None
            found.update(of_team)
        if not found.isdisjoint(self.kept):
            return None
        if any(self.turns.get(i, 0) >= MOST_TURNS for i in found):
            return None
        return found

    def _elsewhere(self, j: int) -> Place | None:
        """Where there is room for what was pushed aside; sooner where what is worth much less gives way."""
        beside = self.beside(j)
        if beside is None:
            return self._first(j, NEVER)
        due = int(2 * self.finish[j] - self.start[j])
        if beside.finish <= due:
            return beside
        instead = self._first(j, due)
        if instead is None or instead.finish >= beside.finish:
            return beside
        pushed = self._pushed(j, instead) or ()
        return instead if MUCH_LESS * self._price(pushed) < self.worth[j] else beside

    def beside(self, j: int) -> Place | None:
        """The place that is finished first of those at which nothing is in the way."""
        places, ready = self.places, self.places.ready(j)
        best: Place | None = None
        for mode in places.modes(j):
            asked = list(places.demands(j, mode))
            steps = places.steps(mode)
            times = {ready}
            for _, _, teams in asked:
                for m in teams:
                    times.update(places.free_from(m, j, ready, steps))
            times.update(self._when_untied(j, ready))
            for step in sorted(times):
                if best is not None and step + steps >= best.finish:
                    break
                place = self._free_crew(j, mode, asked, step)
                if place is not None and (best is None or place.finish < best.finish):
                    best = place
                if place is not None:
                    break
        return best

    def _when_untied(self, j: int, ready: int) -> Iterator[int]:
        """Steps at which what cannot be under way together with an activity is finished."""
        everything = Place(ready, NEVER, int(self.problem.mode_start[j]), (), ())
        for i in self.places.tied(j, everything):
            other = self.places.place[i]
            if other is not None and other.finish > ready:
                yield other.finish

    def _free_crew(
        self, j: int, mode: int, asked: Sequence[tuple[int, int, list[int]]], step: int
    ) -> Place | None:
        """Teams with nothing in the way from a step on, and the place they make."""
        crew: list[int] = []
        kinds: list[int] = []
        for kind, count, teams in asked:
            for m in teams:
                if count and m not in crew:
                    start, finish = self.places.span(mode, [m], step)
                    if self.places.in_the_way(m, j, start, finish) == []:
                        crew.append(m)
                        kinds.append(kind)
                        count -= 1
            if count:
                return None
        place = Place(*self.places.span(mode, crew, step), mode, tuple(crew), tuple(kinds))
        return place if self._pushed(j, place) == set() else None

    def _first(self, j: int, due: int) -> Place | None:
        """
        The place that pushes aside what is worth least, among those in time.

        Where none is in time, the one that is finished first.
        """
        places, ready = self.places, self.places.ready(j)
        best: tuple[tuple[float, float], Place] | None = None
        for mode in places.modes(j):
            asked = list(places.demands(j, mode))
            latest = max(ready, due - places.steps(mode)) if due < NEVER else NEVER
            for step in self._times(j, asked, ready, latest):
                place = self._cheap_crew(j, mode, asked, step)
                pushed = None if place is None else self._pushed(j, place)
                if place is None or pushed is None:
                    continue
                price = self._price(pushed)
                in_time = place.finish <= due
                key = (price, place.finish) if in_time else (place.finish + 1e12, price)
                if best is None or key < best[0]:
                    best = key, place
        return best[1] if best else None

    def _times(
        self, j: int, asked: Sequence[tuple[int, int, list[int]]], ready: int, latest: int
    ) -> list[int]:
        """Steps at which to try: at once, and when one of the teams has done what it does."""
        found = {ready}
        for _, _, teams in asked:
            for m in teams:
                found.update(self.places.over(m, j, ready, latest))
        listed = sorted(found)
        if len(listed) > TRIES:
            listed = [listed[k * (len(listed) - 1) // (TRIES - 1)] for k in range(TRIES)]
        if j in self.kept:
            listed.append(max(ready, int(self.start[j])))
        return listed

    def _cheap_crew(
        self, j: int, mode: int, asked: Sequence[tuple[int, int, list[int]]], step: int
    ) -> Place | None:
        """Teams whose other work from a step on is worth least, and the place they make."""
        crew: list[int] = []
        kinds: list[int] = []
        for kind, count, teams in asked:
            rows = []
            for m in teams:
                if m in crew:
                    continue
                start, finish = self.places.span(mode, [m], step)
                of_team = self.places.in_the_way(m, j, start, finish)
                if of_team is not None and self.kept.isdisjoint(of_team):
                    rows.append((self._price(of_team), start, m))
            if len(rows) < count:
                return None
            for _, _, m in sorted(rows)[:count]:
                crew.append(m)
                kinds.append(kind)
        return Place(*self.places.span(mode, crew, step), mode, tuple(crew), tuple(kinds))

    def _price(self, pushed: Iterable[int]) -> float:
        return float(sum(self.worth[i] for i in pushed))


def _worth(laid_out: Tables, schedule: Schedule) -> Reals:
    """What hangs on each activity in a schedule, and a little for its work."""
    draft = as_draft(laid_out, schedule)
    hangs = binding_weights(frozen(laid_out, draft), draft.finish, draft.sequence)
    return np.asarray(hangs + 1e-3 * (schedule.finish - schedule.start + 1), np.float64)
