"""Cooling: how hot an annealing is, by the moves there is time for."""

import math

import numpy as np

from ploughshare.scheduling.problem import Reals

AFFORDED = (15.0, 600.0, 15_000.0, 100_000.0)
HOTTEST, COLDEST = (3e-3, 5e-3, 0.3, 2.0), (1e-3, 3e-4, 1.2e-3, 2e-3)
"""Heat at the beginning and at the end of an annealing, in units of objective / n, by the moves per
activity there is time for: the more, the hotter. Measured on the synthetic benchmark."""


def heat(per_activity: float, planned: int, done: int, moves: int) -> Reals:
    """
    Return the heat of the next moves of an annealing, in units of objective / n. ``(moves,)``.

    Parameters
    ----------
    per_activity
        Moves per activity in the whole annealing, of all its searches.
    planned, done
        Moves of one search in the whole annealing, and how many of them are made.
    """
    known = np.log(AFFORDED)
    afforded = math.log(max(per_activity, 1e-9))
    first, last = (np.interp(afforded, known, np.log(each)) for each in (HOTTEST, COLDEST))
    share = np.minimum((done + np.arange(moves)) / max(planned, 1), 1.0)
    return np.asarray(np.exp(first + share * (last - first)))
