"""Inherited value: the benefits that cannot come before an activity is done.

A low-score hazard that bars a bridge inherits the bridge's value, through waits
and through the needs of services. Sets of benefits are bits of an integer.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import chain

import numpy as np

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Weights = Numbers
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Links:
    """
    Arrows between numbers, laid out to be followed many at a time.

    Parameters
    ----------
    listed
        Where the arrows from each number lead.
    """

    def __init__(self, listed: Iterable[Sequence[int]]) -> None:
        rows = list(listed)
        self._start = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        self._to = np.fromiter(chain.from_iterable(rows), np.int64, int(self._start[-1]))

    def one_step(self, numbers: Sequence[int] | Numbers) -> Numbers:
        """Where the arrows from some numbers lead; each once."""
        begin = self._start[np.asarray(numbers, dtype=np.int64)]
        lengths = self._start[np.asarray(numbers, dtype=np.int64) + 1] - begin
        before = np.cumsum(lengths) - lengths
        return np.unique(self._to[np.repeat(begin - before, lengths) + np.arange(lengths.sum())])

    def reached(self, first: Sequence[int] | Numbers) -> Flags:
        """Whether each number is one of the first or is reached from one, however many steps on."""
        found = np.zeros(len(self._start) - 1, dtype=np.bool_)
        new = np.asarray(first, dtype=np.int64)
        while len(new):
            found[new] = True
            onward = self.one_step(new)
            new = onward[~found[onward]]
        return found


class Inheritance:
    """
    What hangs on each activity.

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
    weights
        Weight of each benefit, by number.
    """

    def __init__(
        self,
        activities: Iterable[str],
        waits: Iterable[tuple[str, str]],
        served_by: Mapping[str, Sequence[int]],
        needed_by: Mapping[int, Sequence[int]],
        weights: Weights,
    ) -> None:
        self._after: dict[str, list[str]] = {name: [] for name in activities}
        for first, then in waits:
            self._after[first].append(then)
        self._served_by = served_by
        self._needed_by = needed_by
        self._weights = weights

    def behind(self, names: Iterable[str]) -> set[int]:
        """Numbers of the benefits that cannot come before all of these activities are done."""
        return set(np.flatnonzero(self._behind(names)).tolist())

    def weight_behind(self, names: Iterable[str]) -> int:
        """Sum of the weights of the benefits behind any of these activities, each once."""
        return int(self._weights[self._behind(names)].sum())

    def _behind(self, names: Iterable[str]) -> Flags:
        """Whether each benefit is behind any of these activities."""
        number = self._number
        done = self._onward.reached([number[name] for name in names])
        return self._users_of.reached(self._brought.one_step(np.flatnonzero(done)))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: j for j, name in enumerate(self._after)}

    @cached_property
    def _onward(self) -> Links:
        """From each activity to those that wait for it."""
        return Links([[self._number[then] for then in listed] for listed in self._after.values()])

    @cached_property
    def _brought(self) -> Links:
        """From each activity to the benefits that come with it."""
        return Links([self._served_by.get(name, ()) for name in self._after])

    @cached_property
    def _users_of(self) -> Links:
        """From each benefit to those that need it."""
        return Links([self._needed_by.get(b, ()) for b in range(len(self._weights))])

    def weights(self) -> dict[str, int]:
        """
        For each activity, the weight of the benefits behind it.

        A set of benefits is let go when all that lies before it has been counted, and shared with
        what adds nothing to it: those of a whole country together take half a gigabyte.
        """
        waiting = dict.fromkeys(self._after, 0)
        for listed in self._after.values():
            for then in listed:
                waiting[then] += 1
        users = self._users()
        found: dict[str, int] = {}
        held: dict[str, int] = {}
        for name in self._last_first(waiting):
            after = self._after[name]
            most = max(after, key=found.__getitem__, default=None)
            bits, weight = (0, 0) if most is None else (held[most], found[most])
            whole = bits
            for benefit in self._served_by.get(name, ()):
                whole |= users.get(benefit, 1 << benefit)
            for then in after:
                whole |= held[then]
            if whole != bits:
                weight += weight_of(whole ^ bits, self._weights)
                bits = whole
            held[name], found[name] = bits, weight
            if not waiting[name]:
                del held[name]
            for then in after:
                waiting[then] -= 1
                if not waiting[then]:
                    del held[then]
        return found

    def _last_first(self, waiting: Mapping[str, int]) -> Iterable[str]:
        """Activities, each after all that wait for it and as soon as they are done."""
        seen: set[str] = set()
        for start in [name for name, count in waiting.items() if count == 0]:
            seen.add(start)
            stack = [(start, iter(self._after[start]))]
            while stack:
                name, onward = stack[-1]
                then = next((each for each in onward if each not in seen), None)
                if then is None:
                    stack.pop()
                    yield name
                else:
                    seen.add(then)
                    stack.append((then, iter(self._after[then])))

    def _users(self) -> dict[int, int]:
        """Each needed benefit with all that need it, directly or through others."""
        numbers = {number for listed in self._served_by.values() for number in listed}
        graph = {
            number: served
            for number, users in self._needed_by.items()
            if number in numbers and (served := [user for user in users if user in numbers])
        }
        found: dict[int, int] = {}
        for number in TopologicalSorter(graph).static_order():
            if number in graph:
                bits = 1 << number
                for user in graph[number]:
                    bits |= found.get(user, 1 << user)
                found[number] = bits
        return found


def weight_of(bits: int, weights: Weights) -> int:
    """Sum of the weights of a set of benefits."""
    raw = np.frombuffer(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), dtype=np.uint8)
    held = np.flatnonzero(raw)
    place, bit = np.nonzero(np.unpackbits(raw[held][:, np.newaxis], axis=1, bitorder="little"))
    return int(weights[held[place] * 8 + bit].sum())
