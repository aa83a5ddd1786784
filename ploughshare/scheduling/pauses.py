"""Pauses: the steps at which an activity makes no progress, merged once for all modes alike."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.problem import NEVER, NONE, Flags, Ints, Problem


@dataclass(frozen=True, slots=True)
class Pauses:
    """
    Sorted, disjoint, non-touching intervals ``[from, to)`` without progress.

    Parameters
    ----------
    start, interval
        The intervals of calendar ``c`` are ``interval[start[c]:start[c + 1]]``.
        Shapes ``(n_calendars + 1,)`` and ``(n_intervals, 2)``.
    """

    start: Ints
    interval: Ints

    def of(self, calendar: int) -> Ints:
        """Return the intervals of one calendar. Shape ``(n, 2)``."""
        return self.interval[self.start[calendar] : self.start[calendar + 1]]


def merged(intervals: Ints) -> Ints:
    """Return the union of intervals ``[from, to)``, sorted, those that touch joined."""
    if len(intervals) < 2:
        return intervals.reshape(-1, 2)
    ordered = intervals[np.argsort(intervals[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 1])
    first = np.concatenate(([True], ordered[1:, 0] > reach[:-1]))
    last = np.concatenate((first[1:], [True]))
    return np.stack((ordered[first, 0], reach[last]), axis=1)


def gathered(calendars: list[Ints]) -> Pauses:
    """Store calendars one behind the other."""
    start = np.zeros(len(calendars) + 1, np.int64)
    start[1:] = np.cumsum([len(calendar) for calendar in calendars])
    return Pauses(start, np.concatenate([np.zeros((0, 2), np.int64), *calendars]))


def mode_kinds(problem: Problem) -> Flags:
    """Return which kinds each mode asks for. Shape ``(n_modes, n_kinds)``."""
    asked = np.zeros((problem.n_modes, problem.n_kinds), np.bool_)
    of_demand = np.repeat(np.arange(problem.n_modes), np.diff(problem.demand_start))
    asked[of_demand, problem.demand_kind] = True
    return asked


def standdown_pauses(problem: Problem) -> tuple[Pauses, Ints]:
    """
    Return the stand-downs that touch each mode at its activity's zone.

    Returns
    -------
    Pauses, Ints
        The calendars, and the calendar of each mode. Shape ``(n_modes,)``.
    """
    if not len(problem.standdown):
        return gathered([problem.standdown]), np.zeros(problem.n_modes, np.int64)
    zone = np.repeat(problem.zone, np.diff(problem.mode_start))
    kinds = mode_kinds(problem)
    first, which = _alike(kinds, zone)
    calendars = [_touching(problem, kinds[m], int(zone[m])) for m in first]
    return gathered(calendars), which


def _alike(flags: Flags, number: Ints) -> tuple[Ints, Ints]:
    """Return the first of each set of rows that agree in number and flags, and each row's set."""
    _, which = np.unique(number, return_inverse=True)
    for begin in range(0, flags.shape[1], 30):
        part = flags[:, begin : begin + 30]
        bits = part @ (np.int64(1) << np.arange(part.shape[1]))
        _, which = np.unique((which << 30) + bits, return_inverse=True)
    _, first = np.unique(which, return_index=True)
    return first, which.astype(np.int64)


def _touching(problem: Problem, kinds: Flags, zone: int) -> Ints:
    hit = (problem.standdown_kinds & kinds).any(axis=1)
    here = problem.standdown_everywhere
    if zone != NONE:
        here = here | problem.standdown_zones[:, zone]
    return merged(problem.standdown[hit & here])


def absence_pauses(problem: Problem) -> Pauses:
    """Return the absences of each team as one calendar per team."""
    return gathered([merged(problem.away[a:b]) for a, b in pairwise(problem.away_start)])


@compiled
def covering(interval: Ints, low: int, high: int, step: int) -> int:
    """Return the index in ``[low, high]`` of the first interval that ends after ``step``."""
    while low < high:
        middle = (low + high) // 2
        if interval[middle, 1] > step:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def first_working_step(
    one: Ints, one_low: int, one_high: int, two: Ints, two_low: int, two_high: int, step: int
) -> int:
    """Return the first step not before ``step`` that neither of two calendars pauses."""
    i = covering(one, one_low, one_high, step)
    j = covering(two, two_low, two_high, step)
    while True:
        if i < one_high and one[i, 0] <= step:
            step = max(step, one[i, 1])
            i += 1
        elif j < two_high and two[j, 0] <= step:
            step = max(step, two[j, 1])
            j += 1
        else:
            return step


@compiled
def finish_after(
    one: Ints,
    one_low: int,
    one_high: int,
    two: Ints,
    two_low: int,
    two_high: int,
    step: int,
    work: int,
) -> int:
    """Return the least finish of ``work`` working steps begun at ``step``, itself one of them."""
    if work == 0:
        return step
    i = covering(one, one_low, one_high, step)
    j = covering(two, two_low, two_high, step)
    while True:
        pause = NEVER
        if i < one_high:
            pause = one[i, 0]
        if j < two_high:
            pause = min(pause, two[j, 0])
        if pause - step >= work:
            return step + work
        if pause > step:
            work -= pause - step
            step = pause
        if i < one_high and one[i, 0] <= step:
            step = max(step, one[i, 1])
            i += 1
        elif j < two_high and two[j, 0] <= step:
            step = max(step, two[j, 1])
            j += 1
