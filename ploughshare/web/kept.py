"""What was made for one state of the registry, kept for the next who ask for the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Kept:
    """
    The things used last, by key; the oldest are forgotten.

    Two who ask at once for what is not there may both make it: that costs time and nothing else.
    """

    most: int = 32
    _things: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """What is kept under a key, made if it is not there."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                found: Thing = self._things[key]
                return found
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return made
