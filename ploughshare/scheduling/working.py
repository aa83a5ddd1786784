"""Working steps: when an activity makes progress, and when it is therefore finished."""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner, lean
from ploughshare.scheduling.pauses import absence_pauses, standdown_pauses
from ploughshare.scheduling.problem import NEVER, Ints, Problem

FROM, TO, WORKED = range(3)
"""Columns of ``Working.pause`` and, but for the last, of ``Working.away``."""


class Working(NamedTuple):
    """
    Stand-downs and absences, merged into sorted, disjoint, non-touching intervals.

    Modes of the same kinds at the same zone share one calendar, ``calendar[mode]``. Calendar
    ``c`` pauses in the rows ``first_pause[c]:first_pause[c + 1]`` of ``pause``, whose last
    column counts the calendar's working steps before the pause. Absences of team ``m`` are
    the rows ``first_away[m]:first_away[m + 1]`` of ``away``.
    """

    calendar: Ints
    first_pause: Ints
    pause: Ints
    first_away: Ints
    away: Ints


def working_table(problem: Problem) -> Working:
    """Merge the stand-downs of every distinct set of kinds and zone, and the absences."""
    pauses, calendar = standdown_pauses(problem)
    absences = absence_pauses(problem)
    lengths = pauses.interval[:, TO] - pauses.interval[:, FROM]
    before = np.cumsum(lengths) - lengths
    # Counted through all calendars at once; what earlier calendars paused is taken off.
    first = np.repeat(pauses.start[:-1], np.diff(pauses.start))
    worked = pauses.interval[:, FROM] - (before - before[first])
    return Working(
        calendar=calendar,
        first_pause=pauses.start,
        pause=np.column_stack((pauses.interval, worked)),
        first_away=absences.start,
        away=np.array(absences.interval, np.int64),
    )


@inner
def _pause_after(pause: Ints, low: int, high: int, step: int) -> int:
    """Return the row in ``[low, high]`` of the first interval that ends after ``step``."""
    while low < high:
        middle = (low + high) // 2
        if pause[middle, TO] > step:
            high = middle
        else:
            low = middle + 1
    return low


@lean
def start_of(
    first_pause: Ints,
    pause: Ints,
    first_away: Ints,
    away: Ints,
    calendar: int,
    crew: Ints,
    size: int,
    ready: int,
) -> int:
    """Return the first step from ``ready`` on that neither calendar nor crew member pauses."""
    step = ready
    while True:
        before = step
        high = first_pause[calendar + 1]
        i = _pause_after(pause, first_pause[calendar], high, step)
        if i < high and pause[i, FROM] <= step:
            step = pause[i, TO]
        for s in range(size):
            high = first_away[crew[s] + 1]
            i = _pause_after(away, first_away[crew[s]], high, step)
            if i < high and away[i, FROM] <= step:
                step = away[i, TO]
        if step == before:
            return step


@inner
def _finish_on_calendar(
    first_pause: Ints, pause: Ints, calendar: int, start: int, steps: int
) -> int:
    """Return the finish if nobody is absent: one search in the prefix table."""
    high = first_pause[calendar + 1]
    first = _pause_after(pause, first_pause[calendar], high, start)
    if first == high or pause[first, FROM] >= start + steps:
        return start + steps
    goal = pause[first, WORKED] - (pause[first, FROM] - start) + steps
    low = first
    while low < high:
        middle = (low + high) // 2
        if pause[middle, WORKED] >= goal:
            high = middle
        else:
            low = middle + 1
    return int(pause[low - 1, TO] + goal - pause[low - 1, WORKED])


@lean
def finish_of(
    first_pause: Ints,
    pause: Ints,
    first_away: Ints,
    away: Ints,
    calendar: int,
    crew: Ints,
    size: int,
    start: int,
    steps: int,
) -> int:
    """Return the least finish that holds ``steps`` working steps from working step ``start``."""
    if steps == 0:
        return start
    finish = _finish_on_calendar(first_pause, pause, calendar, start, steps)
    absent = False
    for s in range(size):
        high = first_away[crew[s] + 1]
        i = _pause_after(away, first_away[crew[s]], high, start)
        absent = absent or (i < high and away[i, FROM] < finish)
    if not absent:
        return finish
    step = start
    left = steps
    while True:
        until = NEVER
        high = first_pause[calendar + 1]
        i = _pause_after(pause, first_pause[calendar], high, step)
        if i < high:
            until = pause[i, FROM]
        for s in range(size):
            high = first_away[crew[s] + 1]
            i = _pause_after(away, first_away[crew[s]], high, step)
            if i < high:
                until = min(until, away[i, FROM])
        if until - step >= left:
            return step + left
        left -= until - step
        step = start_of(first_pause, pause, first_away, away, calendar, crew, size, until)
