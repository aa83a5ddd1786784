"""Improve: anneal the sequence, the modes and the crews of a whole draft.

A draft is its sequence, modes and crews; ``left_shift`` gives its dates. A move puts one
activity elsewhere in the sequence, or gives it another mode or crew, or both, and is judged
by the objective of the whole (Metropolis' rule). That works for the whole format, and costs
a pass over all activities per move: it is for problems of up to a few thousand.
"""

import math

import numpy as np

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft, copied, overwrite
from ploughshare.scheduling.left_shift import retime, retime_in, room
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.tables import (
    COUNT,
    DEMANDS,
    FIXED,
    KIND,
    MODES,
    OPENNESS,
    PREDS,
    SIZE,
    SLOTS,
    SUCCS,
    TEAMS,
    USABLE,
    WHICH,
    Benefits,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.travel import Travel
from ploughshare.scheduling.working import Working

DRAWS = 8
"""Random numbers a move uses."""
HEAT, COOLING = 2e-3, 60.0
"""Start temperature per root of moves per activity, in units of objective / n, and how far it falls.

Measured on the synthetic benchmark: the more moves there are, the hotter the start may be.
"""
RECREW, RELOCATE = 0.35, 0.75
"""Share of moves that give a new crew, and of those that leave the crew as it is."""


class Annealing:
    """
    An annealing that is run in stretches.

    Parameters
    ----------
    draft
        Where to begin: a left-shifted schedule. Not changed.
    seed
        Of the random numbers; the same seed and stretches give the same result.

    Attributes
    ----------
    best, value
        The best draft so far and its objective.
    """

    def __init__(self, tables: Tables, draft: Draft, *, seed: int) -> None:
        self._tables = tables
        self._random = np.random.default_rng(seed)
        self._current = copied(draft)
        self._value = self.value = objective(tables.benefits, draft.finish)
        self.best = copied(draft)
        self._free, self._place = room(tables)
        self._position = np.zeros(len(draft.sequence), np.int64)
        self._steps = np.zeros(len(tables.benefits.weight), np.int64)
        widest = int(np.diff(tables.network.activity[:, SLOTS]).max(initial=0))
        self._saved = np.zeros((2, widest), np.int64)
        self._all = np.arange(len(draft.sequence))

    def run(self, moves: int, *, of: int, done: float) -> None:
        """
        Try so many moves.

        Parameters
        ----------
        of
            Moves planned in all; the more there are, the hotter the beginning.
        done
            Share of the annealing that lies behind, from 0 to 1: it sets the temperature.
        """
        n = max(len(self._all), 1)
        hottest = HEAT * math.sqrt(of / n) * self.value / n
        shares = np.minimum(done + np.arange(moves) / max(of, moves), 1.0)
        self._run(self._all, hottest * COOLING**-shares)

    def tidy(self, idle: Ints, moves: int) -> None:
        """
        Move activities on which nothing hangs, so that as much as possible is finished early.

        From the best draft on; its objective stays as it is or gets better. Without this, what
        no benefit waits for would lie wherever the last move put it.
        """
        overwrite(self._current, self.best)
        self._value = self.value
        self._run(idle, np.zeros(moves))

    def _run(self, movable: Ints, heat: Reals) -> None:
        tables, current = self._tables, self._current
        self._in_order_of_time()
        self._value, self.value = _anneal(
            tables.network, tables.crews, tables.travel, tables.working, tables.benefits,
            current, self.best, self._value, self.value, movable, heat,
            self._random.random((len(heat), DRAWS)),
            self._free, self._place, self._position, self._steps, self._saved,
        )  # fmt: skip

    def _in_order_of_time(self) -> None:
        """Sort the sequence by start, so that a shift in it is a shift in time."""
        current = self._current
        # The dates may be those of the last move, which was turned down.
        retime(self._tables, current)
        position = np.empty(len(current.sequence), np.int64)
        position[current.sequence] = np.arange(len(position))
        current.sequence[:] = np.lexsort((position, current.finish, current.start))


@inner
def _cost(
    owner: Ints,
    weight: Ints,
    need_start: Ints,
    need: Ints,
    order: Ints,
    finish: Ints,
    steps: Ints,
) -> int:
    total = 0
    for i in range(len(order)):
        b = order[i]
        step = finish[owner[b]]
        for s in range(need_start[b], need_start[b + 1]):
            step = max(step, steps[need[s]])
        steps[b] = step
        total += weight[b] * step
    return total


@inner
def _sum(finish: Ints) -> float:
    total = 0.0
    for j in range(len(finish)):
        total += finish[j]
    return total


@inner
def _window(
    activity: Ints, pred: Ints, succ: Ints, position: Ints, j: int, n: int
) -> tuple[int, int]:
    """Return the first and last position an activity may have between predecessors and successors."""
    low = 0
    high = n - 1
    for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
        low = max(low, position[pred[p, WHICH]] + 1)
    for s in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
        high = min(high, position[succ[s, WHICH]] - 1)
    return low, high


@inner
def _shift(sequence: Ints, position: Ints, p: int, q: int) -> None:
    """Move what is at position ``p`` to ``q``; what lies between makes room."""
    j = sequence[p]
    step = 1 if q > p else -1
    while p != q:
        sequence[p] = sequence[p + step]
        position[sequence[p]] = p
        p += step
    sequence[q] = j
    position[j] = q


@inner
def _any_crew(
    activity: Ints,
    mode_table: Ints,
    demand: Ints,
    may: Flags,
    kind_table: Ints,
    kind_team: Ints,
    crew: Ints,
    crew_kind: Ints,
    j: int,
    mode: int,
    u: float,
) -> bool:
    """Give an activity teams drawn by lot; return whether there are enough."""
    first = activity[j, SLOTS]
    slot = first
    for d in range(mode_table[mode, DEMANDS], mode_table[mode + 1, DEMANDS]):
        kind = demand[d, KIND]
        begin = kind_table[kind, TEAMS]
        teams = kind_table[kind + 1, TEAMS] - begin
        for _ in range(demand[d, COUNT]):
            u = (u * 7919.0) % 1.0
            at = int(u * teams)
            chosen = -1
            for i in range(teams):
                m = kind_team[begin + (at + i) % teams]
                free = may[activity[j, OPENNESS], m]
                for s in range(first, slot):
                    free = free and crew[s] != m
                if free:
                    chosen = m
                    break
            if chosen < 0:
                return False
            crew[slot], crew_kind[slot] = chosen, kind
            slot += 1
    return True


@inner
def _usable_mode(activity: Ints, mode_table: Ints, j: int, u: float) -> int:
    """Return one of the usable modes, by lot."""
    first, end = activity[j, MODES], activity[j + 1, MODES]
    mode = first + int(u * (end - first))
    while mode_table[mode, USABLE] == 0:
        mode = mode + 1 if mode + 1 < end else first
    return int(mode)


@compiled
def _anneal(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    benefits: Benefits,
    current: Draft,
    best: Draft,
    value: int,
    best_value: int,
    movable: Ints,
    heat: Reals,
    draws: Reals,
    free: Ints,
    place: Ints,
    position: Ints,
    steps: Ints,
    saved: Ints,
) -> tuple[int, int]:
    """
    Try one move per row of ``draws``; return the current objective and the best.

    Without heat, drafts of the same objective are told apart by the sum of finishes.
    """
    activity, mode_table, demand = network.activity, network.mode, network.demand
    pred, succ = network.pred, network.succ
    may, kind_table, kind_team = crews.may, crews.kind, crews.kind_team
    sequence, modes = current.sequence, current.mode
    crew, crew_kind, finish = current.crew, current.crew_kind, current.finish
    owner, weight, order = benefits.activity, benefits.weight, benefits.order
    need_start, need = benefits.need_start, benefits.need
    n = len(sequence)
    for i in range(n):
        position[sequence[i]] = i
    spread = _sum(finish)
    best_spread = _sum(best.finish)
    for k in range(len(draws)):
        j = movable[int(draws[k, 0] * len(movable))]
        if activity[j, FIXED] >= 0:
            continue
        what = draws[k, 1]
        p = position[j]
        q = p
        if what > RECREW:
            low, high = _window(activity, pred, succ, position, j, n)
            distance = int(n ** draws[k, 2])
            q = min(max(p + (distance if draws[k, 3] > 0.6 else -distance), low), high)
        slot = activity[j, SLOTS]
        old_mode = modes[j]
        for s in range(activity[j + 1, SLOTS] - slot):
            saved[0, s], saved[1, s] = crew[slot + s], crew_kind[slot + s]
        anew = -1
        possible = q != p
        if what < RELOCATE:
            modes[j] = _usable_mode(activity, mode_table, j, draws[k, 4])
            possible = modes[j] != old_mode or mode_table[modes[j], SIZE] > 0
            if possible and draws[k, 5] < 0.5:
                anew = j
            elif possible:
                possible = _any_crew(
                    activity, mode_table, demand, may, kind_table, kind_team, crew, crew_kind,
                    j, modes[j], draws[k, 6],
                )  # fmt: skip
        accepted = False
        if possible:
            _shift(sequence, position, p, q)
            if retime_in(network, crews, travel, working, current, anew, free, place) < 0:
                cost = _cost(owner, weight, need_start, need, order, finish, steps)
                total = _sum(finish)
                if heat[k] > 0:
                    accepted = cost <= value - heat[k] * math.log(draws[k, 7] + 1e-300)
                else:
                    accepted = cost < value or (cost == value and total < spread)
            if accepted:
                value, spread = cost, total
                if value < best_value or (value == best_value and spread < best_spread):
                    best_value, best_spread = value, spread
                    for i in range(n):
                        best.mode[i], best.sequence[i] = modes[i], sequence[i]
                        best.start[i], best.finish[i] = current.start[i], finish[i]
                    for s in range(len(crew)):
                        best.crew[s], best.crew_kind[s] = crew[s], crew_kind[s]
            else:
                _shift(sequence, position, q, p)
        if not accepted:
            modes[j] = old_mode
            for s in range(activity[j + 1, SLOTS] - slot):
                crew[slot + s], crew_kind[slot + s] = saved[0, s], saved[1, s]
    return value, best_value
