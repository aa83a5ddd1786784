"""Beside: prove better and better bounds in a thread while the search goes on."""

import threading
import time
from collections.abc import Callable

from ploughshare.scheduling.bounds import Bound, improving_bounds
from ploughshare.scheduling.problem import Problem


class BoundBeside:
    """
    A bound that is being improved.

    Its long computations leave the interpreter free, so both cores are used.

    Parameters
    ----------
    seconds
        Time it may take.
    """

    def __init__(self, problem: Problem, seconds: float) -> None:
        self._problem, self._end = problem, time.monotonic() + seconds
        self._best: Bound | None = None
        self._failure: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._prove, name="bound", daemon=True)
        self._thread.start()

    def _go_on(self) -> bool:
        return not self._stopped.is_set() and time.monotonic() < self._end

    def _prove(self) -> None:
        try:
            for bound in improving_bounds(self._problem, go_on=self._go_on):
                self._best = bound
        except BaseException as failure:  # handed to the thread that asks for the result
            self._failure = failure

    def new(self) -> Bound | None:
        """Return what has been proved since it was last asked for."""
        if self._failure is not None:
            raise self._failure
        found, self._best = self._best, None
        return found

    def finish(self, obey: Callable[[], None]) -> Bound | None:
        """Let it end, at once if its seconds are over, and return what is new."""
        while self._thread.is_alive():
            self._thread.join(0.1)
            obey()
        return self.new()

    def stop(self) -> None:
        """End it, within about a second."""
        self._stopped.set()
        self._thread.join()
