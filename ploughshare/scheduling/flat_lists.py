"""Lists of lists as two flat arrays: where each begins, and all entries one after the other."""

from collections.abc import Iterable

import numpy as np

from ploughshare.scheduling.problem import Ints, Reals


def offsets(lengths: Iterable[int] | Ints) -> Ints:
    """Return where each list begins, and at last where the last one ends. Shape ``(n + 1,)``."""
    given = lengths if isinstance(lengths, np.ndarray) else np.fromiter(lengths, np.int64)
    return np.concatenate(([0], np.cumsum(given))).astype(np.int64)


def owners(start: Ints) -> Ints:
    """Return for each entry of a list of lists whose it is."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start)).astype(np.int64)


def rows_in_lines(n: int) -> Reals:
    """Return ``n`` rows of eight zeros, each in a cache line of 64 bytes by itself."""
    room = np.zeros((n + 1) * 8)
    begin = -room.ctypes.data % 64 // 8
    return room[begin : begin + n * 8].reshape(n, 8)
