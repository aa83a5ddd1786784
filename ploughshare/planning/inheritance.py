"""Inherited value: the benefits that cannot come before an activity is done.

A low-score hazard that bars a bridge inherits the bridge's value, through waits
and through the needs of services. Sets of benefits are bits of an integer.
"""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter

import numpy as np


def benefits_behind(
    activities: Iterable[str],
    waits: Iterable[tuple[str, str]],
    served_by: Mapping[str, Sequence[int]],
    needed_by: Mapping[int, Sequence[int]],
) -> dict[str, int]:
    """
    For each activity, the set of benefits that hang on it, as bits of an integer.

    Parameters
    ----------
    activities
        Names.
    waits
        Pairs ``(first, then)`` without a circle.
    served_by
        Numbers of the benefits that come with each activity.
    needed_by
        Numbers of the benefits that need each benefit, without a circle.
    """
    with_users = _with_users(served_by, needed_by)
    after: dict[str, list[str]] = {name: [] for name in activities}
    for first, then in waits:
        after[first].append(then)
    behind: dict[str, int] = {}
    for name in TopologicalSorter(after).static_order():
        bits = 0
        for benefit in served_by.get(name, ()):
            bits |= with_users[benefit]
        for then in after[name]:
            bits |= behind[then]
        behind[name] = bits
    return behind


def _with_users(
    served_by: Mapping[str, Sequence[int]], needed_by: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    """Each benefit with all that need it, directly or through others."""
    numbers = {n for listed in served_by.values() for n in listed}
    graph = {n: [u for u in needed_by.get(n, ()) if u in numbers] for n in numbers}
    found: dict[int, int] = {}
    for number in TopologicalSorter(graph).static_order():
        bits = 1 << number
        for user in graph[number]:
            bits |= found[user]
        found[number] = bits
    return found


def weight_of(bits: int, weights: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> int:
    """Sum of the weights of a set of benefits."""
    if not bits:
        return 0
    raw = np.frombuffer(bits.to_bytes((len(weights) + 7) // 8, "little"), dtype=np.uint8)
    chosen = np.unpackbits(raw, bitorder="little", count=len(weights)).astype(bool)
    return int(weights[chosen].sum())
