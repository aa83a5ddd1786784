"""How often somebody may try: few guesses of a password, however many connections make them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MOST_FAILED = 5
"""Failed sign-ins of one name, or from one address, before it has to wait."""

WAIT_SECONDS = 300.0

MOST_KEPT = 10_000
"""Names and addresses remembered; the oldest are forgotten first."""


@dataclass(slots=True)
class Attempts:
    """Failed attempts of the last minutes, by a key."""

    clock: Callable[[], float] = time.monotonic
    _failed: dict[str, list[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def seconds_to_wait(self, *keys: str) -> float:
        """Seconds until the keys may try again; 0 when they may now."""
        now = self.clock()
        with self._lock:
            waits = [self._wait(key, now) for key in keys]
        return max(waits, default=0.0)

    def _wait(self, key: str, now: float) -> float:
        recent = [at for at in self._failed.get(key, ()) if at > now - WAIT_SECONDS]
        if len(recent) < MOST_FAILED:
            return 0.0
        return recent[-MOST_FAILED] + WAIT_SECONDS - now

    def failed(self, *keys: str) -> None:
        """Remember a failure of each key."""
        now = self.clock()
        with self._lock:
            for key in keys:
                recent = [at for at in self._failed.pop(key, ()) if at > now - WAIT_SECONDS]
                self._failed[key] = [*recent[-MOST_FAILED:], now]
            while len(self._failed) > MOST_KEPT:
                del self._failed[next(iter(self._failed))]

    def succeeded(self, *keys: str) -> None:
        """Forget the failures of each key."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)
