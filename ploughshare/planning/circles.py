"""Circles of waits, found one after the other in one pass while they are being broken."""

from collections.abc import Iterable, Iterator

Pair = tuple[str, str]


class Circles:
    """
    Pairs ``(first, then)``, from which circles are taken until none is left.

    What was searched without finding a circle is never searched again: taking
    pairs away makes no new ones.

    Parameters
    ----------
    pairs
        Each once. Their order decides which circle is found first.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        before: dict[str, list[str]] = {}
        for first, then in pairs:
            before.setdefault(then, []).append(first)
        self._after: dict[str, dict[str, None]] = {}
        for then, firsts in before.items():
            self._after.setdefault(then, {})
            for first in firsts:
                self._after.setdefault(first, {})[then] = None
        self._done: set[str] = set()

    def inside(self, circle: Iterable[str]) -> Iterator[Pair]:
        """The pairs among the members of a circle."""
        members = set(circle)
        return (
            (first, then) for first in members for then in self._after[first] if then in members
        )

    def take_away(self, pairs: Iterable[Pair]) -> None:
        """Drop pairs."""
        for first, then in pairs:
            del self._after[first][then]

    def leave_out(self, members: Iterable[str]) -> None:
        """Drop all pairs of some members."""
        self._done.update(members)

    def __iter__(self) -> Iterator[list[str]]:
        """
        Circles, each as its members in order.

        Before the next one is asked for, a pair of the last one must be taken away, or a
        member left out.
        """
        for start in list(self._after):
            while (circle := self._from(start)) is not None:
                yield circle

    def _from(self, start: str) -> list[str] | None:
        """A circle that can be reached from a member, or ``None``."""
        if start in self._done:
            return None
        path = {start: 0}
        ways = [iter(self._after[start])]
        while ways:
            then = next((each for each in ways[-1] if each not in self._done), None)
            if then is None:
                ways.pop()
                self._done.add(path.popitem()[0])
            elif then in path:
                return list(path)[path[then] :]
            else:
                path[then] = len(path)
                ways.append(iter(self._after[then]))
        return None
