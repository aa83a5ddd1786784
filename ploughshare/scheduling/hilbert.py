"""Hilbert curve: places in an order in which near ones mostly stand near each other."""

import numpy as np

from ploughshare.scheduling.problem import Ints, Reals

_LEVELS = 16


def along_hilbert_curve(at: Reals) -> Ints:
    """
    Return the places in the order of a Hilbert curve over the square that holds them.

    Parameters
    ----------
    at
        Places on a plane, shape ``(n, 2)``.

    References
    ----------
    D. Hilbert, "Ueber die stetige Abbildung einer Linie auf ein Flächenstück", 1891.
    """
    if len(at) == 0:
        return np.zeros(0, np.int64)
    low = at.min(axis=0)
    extent = max(float((at.max(axis=0) - low).max()), 1e-9)
    side = 1 << _LEVELS
    x, y = (np.minimum((at - low) / extent * side, side - 1)).astype(np.int64).T
    distance = np.zeros(len(at), np.int64)
    half = side >> 1
    while half:
        right, up = (x & half) > 0, (y & half) > 0
        distance += half * half * ((3 * right) ^ up)
        # The lower quarters are turned, so that each begins where the last has ended.
        turned = ~up & right
        x, y = np.where(turned, side - 1 - x, x), np.where(turned, side - 1 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        half >>= 1
    return np.argsort(distance, kind="stable").astype(np.int64)
