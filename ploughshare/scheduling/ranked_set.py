"""Ranked sets: which of many ranks are in, and which comes next, in a few steps.

A tree of 32-bit words: a bit of the lowest level says that a rank is in the set, a bit of
the level above that one of 32 words below is not empty. (The upper layers of a van Emde
Boas tree with fixed fan-out; words are kept in int64 so that the same code runs
uncompiled.)
"""

import numpy as np

from ploughshare.scheduling.compiled import inner, lean
from ploughshare.scheduling.problem import Ints

_POSITION = np.zeros(32, np.int64)
for _bit in range(32):
    _POSITION[(((1 << _bit) * 0x077CB531) & 0xFFFFFFFF) >> 27] = _bit


def layout(sizes: Ints) -> tuple[Ints, int]:
    """
    Return where the three levels of each set lie in one flat array, and its length.

    Shape ``(n_sets, 4)``: the offsets of the levels, lowest first, and the end.
    """
    offsets = np.zeros((len(sizes), 4), np.int64)
    at = 0
    for i, size in enumerate(sizes):
        words = int(size)
        for level in range(3):
            offsets[i, level] = at
            words = words // 32 + 1
            at += words
        offsets[i, 3] = at
    return offsets, at


@inner
def lowest_bit(word: int) -> int:
    """Return the position of the lowest bit of a word that is not 0 (de Bruijn sequence)."""
    return int(_POSITION[(((word & -word) * 0x077CB531) & 0xFFFFFFFF) >> 27])


@lean
def insert(words: Ints, low: int, middle: int, top: int, rank: int) -> None:
    """Put ``rank`` into the set whose levels lie at these offsets."""
    words[low + (rank >> 5)] |= 1 << (rank & 31)
    words[middle + (rank >> 10)] |= 1 << ((rank >> 5) & 31)
    words[top + (rank >> 15)] |= 1 << ((rank >> 10) & 31)


@lean
def remove(words: Ints, low: int, middle: int, top: int, rank: int) -> None:
    """Take ``rank`` out of the set."""
    words[low + (rank >> 5)] &= ~(1 << (rank & 31))
    if words[low + (rank >> 5)] == 0:
        words[middle + (rank >> 10)] &= ~(1 << ((rank >> 5) & 31))
        if words[middle + (rank >> 10)] == 0:
            words[top + (rank >> 15)] &= ~(1 << ((rank >> 10) & 31))


@lean
def following(words: Ints, low: int, middle: int, top: int, end: int, rank: int) -> int:
    """Return the least member not below ``rank``, or -1."""
    word = words[low + (rank >> 5)] >> (rank & 31)
    if word:
        return rank + lowest_bit(word)
    i = (rank >> 5) + 1
    word = words[middle + (i >> 5)] >> (i & 31)
    if word:
        i += lowest_bit(word)
        return i * 32 + lowest_bit(words[low + i])
    i = (i >> 5) + 1
    word = words[top + (i >> 5)] >> (i & 31) << (i & 31)
    at = i >> 5
    while word == 0:
        at += 1
        if top + at >= end:
            return -1
        word = words[top + at]
    i = at * 32 + lowest_bit(word)
    i = i * 32 + lowest_bit(words[middle + i])
    return i * 32 + lowest_bit(words[low + i])
