"""Breeding: a genetic algorithm for the last finish of work of interchangeable teams.

Individuals are orders of the activities; what is born takes one part of its order from one
parent and the rest from the other, changes a few places, and is justified twice (Hartmann 1998;
Valls, Ballestin and Quintanilla 2008). Two halves of the population breed beside each other and
are mixed after every round, so that how many threads there are changes nothing.
"""

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.justification import PoolOfTeams, justified, room_for
from ploughshare.scheduling.problem import Ints, Reals
from ploughshare.scheduling.tables import topological

HALVES = 2
CHANCE = 0.05
"""That an activity of what is born moves to another place of its order."""
SPREAD = 0.3
"""Standard deviation of the priorities of the first orders, relative to what hangs on them."""
BIRTHS_PER_PLACE = 250
"""Births per member of the population until all are alike, about: measured on PSPLIB j120."""
FEWEST, MOST = 40, 4_000
"""Members of a population."""
STALE = 60
"""Rounds without a better schedule after which a population of equals is given up for a new one."""


class _Half(NamedTuple):
    """Orders of one half of a population, their last finishes, and its own random numbers."""

    orders: Ints
    lasts: Ints
    random: np.random.Generator


class Population:
    """
    A population that is bred in rounds; the same seed and rounds give the same result.

    Parameters
    ----------
    births
        How many there will be time for: the more, the larger the population.
    first
        An order to begin with, predecessors first; or none.
    pool
        Where both halves breed at once; without, one after the other.

    Attributes
    ----------
    last
        The least last finish so far.
    order
        The order whose serial schedule has it.
    """

    def __init__(
        self,
        teams: PoolOfTeams,
        *,
        births: int,
        seed: int,
        first: Ints | None = None,
        pool: Executor | None = None,
    ) -> None:
        self._teams, self._pool = teams, pool
        self._random = np.random.default_rng(seed)
        self._size = HALVES * (min(max(births // BIRTHS_PER_PLACE, FEWEST), MOST) // HALVES)
        self._stale = 0
        self._hangs = hanging(teams)
        self._orders = np.empty((self._size, len(teams.steps)), np.int64)
        self._lasts = np.empty(self._size, np.int64)
        self._begin(first)
        at = int(self._lasts.argmin())
        self.last, self.order = int(self._lasts[at]), self._orders[at].copy()

    def _begin(self, first: Ints | None) -> None:
        draw_orders(self._random, self._teams, self._hangs, self._orders)
        if first is not None:
            self._orders[0] = first
        justify_all(self._teams, self._orders, self._lasts)

    def round(self) -> int:
        """Breed as many as there are members, and return how many were born."""
        mixed = self._random.permutation(self._size)
        parted = np.array_split(mixed, HALVES)
        halves = [
            _Half(self._orders[those], self._lasts[those], random)
            for those, random in zip(parted, self._random.spawn(HALVES), strict=True)
        ]
        if self._pool is None:
            for half in halves:
                self._breed(half)
        else:
            for running in [self._pool.submit(self._breed, half) for half in halves]:
                running.result()
        for those, half in zip(parted, halves, strict=True):
            self._orders[those], self._lasts[those] = half.orders, half.lasts
        at = int(self._lasts.argmin())
        self._stale += 1
        if self._lasts[at] < self.last:
            self.last, self.order, self._stale = int(self._lasts[at]), self._orders[at].copy(), 0
        if self._stale >= STALE and (self._lasts == self._lasts[at]).all():
            self._begin(None)
            self._stale = 0
        return self._size

    def _breed(self, half: _Half) -> None:
        breed(half.random, self._teams, half.orders, half.lasts, len(half.lasts))


def hanging(teams: PoolOfTeams) -> Ints:
    """Return for each activity the steps from its start to the end of all that waits for it."""
    hangs = teams.steps.copy()
    for j in topological(teams.pred_start, teams.pred)[::-1]:
        those = slice(teams.succ_start[j], teams.succ_start[j + 1])
        hangs[j] += (hangs[teams.succ[those]] + teams.succ_lag[those]).max(initial=0)
    return hangs


@compiled
def draw_orders(random: np.random.Generator, teams: PoolOfTeams, hangs: Ints, orders: Ints) -> None:
    """Fill ``orders`` with orders in which predecessors and what much hangs on come early."""
    n = len(teams.steps)
    worth = np.empty(n, np.float64)
    ready = np.empty(n, np.int64)
    for order in orders:
        for j in range(n):
            worth[j] = hangs[j] * (1.0 + SPREAD * random.standard_normal())
        left = np.diff(teams.pred_start)
        found = 0
        for j in range(n):
            if left[j] == 0:
                ready[found] = j
                found += 1
        for place in range(n):
            at = _largest(worth, ready, found)
            j = ready[at]
            found -= 1
            ready[at] = ready[found]
            order[place] = j
            for e in range(teams.succ_start[j], teams.succ_start[j + 1]):
                after = teams.succ[e]
                left[after] -= 1
                if left[after] == 0:
                    ready[found] = after
                    found += 1


@inner
def _largest(worth: Reals, among: Ints, count: int) -> int:
    best = 0
    for i in range(1, count):
        if worth[among[i]] > worth[among[best]]:
            best = i
    return best


@compiled
def justify_all(teams: PoolOfTeams, orders: Ints, lasts: Ints) -> None:
    """Justify every order and note its last finish."""
    room = room_for(teams)
    for i in range(len(orders)):
        lasts[i] = justified(teams, orders[i], room)


@compiled
def breed(
    random: np.random.Generator, teams: PoolOfTeams, orders: Ints, lasts: Ints, births: int
) -> None:
    """Breed so many; each takes the place of a member that is no better, unless it is one already."""
    members, n = orders.shape
    room = room_for(teams)
    born = np.empty(n, np.int64)
    place = np.empty(n, np.int64)
    seen = np.zeros(n, np.int64)
    for birth in range(births):
        one = _better(lasts, int(random.random() * members), int(random.random() * members))
        other = _better(lasts, int(random.random() * members), int(random.random() * members))
        first, end = int(random.random() * (n + 1)), int(random.random() * (n + 1))
        _cross(orders[one], orders[other], min(first, end), max(first, end), born, seen, birth + 1)
        _change(random, teams, born, place)
        last = justified(teams, born, room)
        at = int(random.random() * members)
        rival = int(random.random() * members)
        if lasts[rival] > lasts[at]:
            at = rival
        if last <= lasts[at] and not _is_member(orders, lasts, born, last):
            for i in range(n):
                orders[at, i] = born[i]
            lasts[at] = last


@inner
def _better(lasts: Ints, one: int, other: int) -> int:
    return other if lasts[other] < lasts[one] else one


@inner
def _cross(
    one: Ints, other: Ints, first: int, end: int, born: Ints, seen: Ints, stamp: int
) -> None:
    """Take places up to ``first`` from one, those up to ``end`` from the other, the rest from one."""
    count = 0
    for part in range(3):
        parent = other if part == 1 else one
        until = (first, end, len(one))[part]
        i = 0
        while count < until:
            j = parent[i]
            i += 1
            if seen[j] != stamp:
                seen[j] = stamp
                born[count] = j
                count += 1


@inner
def _change(random: np.random.Generator, teams: PoolOfTeams, born: Ints, place: Ints) -> None:
    """Move some activities anywhere between their predecessors and successors."""
    n = len(born)
    for i in range(n):
        place[born[i]] = i
    for i in range(n):
        if random.random() >= CHANCE:
            continue
        j = born[i]
        low, high = 0, n - 1
        for e in range(teams.pred_start[j], teams.pred_start[j + 1]):
            low = max(low, place[teams.pred[e]] + 1)
        for e in range(teams.succ_start[j], teams.succ_start[j + 1]):
            high = min(high, place[teams.succ[e]] - 1)
        to = low + int(random.random() * (high - low + 1))
        way = 1 if to > i else -1
        for at in range(i, to, way):
            born[at] = born[at + way]
            place[born[at]] = at
        born[to] = j
        place[j] = to


@inner
def _is_member(orders: Ints, lasts: Ints, born: Ints, last: int) -> bool:
    found = False
    for i in range(len(lasts)):
        if lasts[i] == last and not found:
            found = True
            for at in range(len(born)):
                found = found and orders[i, at] == born[at]
    return found
