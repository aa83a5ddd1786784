"""What must be gone before a place is reached, what lies behind other obstacles included."""

from collections.abc import Iterable

from ploughshare.places.access import Routes


class Before:
    """
    All that must be gone on the way to each of some places.

    Parameters
    ----------
    routes
        The ways there.
    """

    def __init__(self, routes: Routes) -> None:
        self._to = routes.to
        self._first: dict[str, list[str]] = {}
        for first, then in routes.waits:
            self._first.setdefault(then, []).append(first)
        self._all: dict[tuple[str, ...], frozenset[str]] = {}

    def of(self, number: int) -> frozenset[str]:
        """Ids of all obstacles on the way to the place of a number."""
        after = self._to[number].after
        if after not in self._all:
            self._all[after] = frozenset(self._behind(after))
        return self._all[after]

    def _behind(self, after: Iterable[str]) -> set[str]:
        found, queue = set(after), list(after)
        while queue:
            more = [first for first in self._first.get(queue.pop(), ()) if first not in found]
            found.update(more)
            queue += more
        return found
