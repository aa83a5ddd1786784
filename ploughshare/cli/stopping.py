"""When a search stops: the clock from the start of the process, or a count."""

import time

from ploughshare.errors import CallError
from ploughshare.scheduling.solve import Stop

DEFAULT_SECONDS = 60.0


def stop_from(time_limit: float | None, iterations: int | None, workers: int | None = None) -> Stop:
    """
    The stopping rule of the two options, of which one may be given.

    Raises
    ------
    CallError
        When both are given.
    """
    if time_limit is not None and iterations is not None:
        raise CallError(
            "--time-limit and --iterations exclude each other.",
            remedy="Give --iterations for a plan that is the same on every run.",
        )
    if iterations is not None:
        return Stop(iterations=iterations, workers=workers)
    return Stop(seconds=time_limit or DEFAULT_SECONDS, origin=process_start(), workers=workers)


class _Clock:
    """When the command began; the first one with the process, before it had several threads."""

    began = time.monotonic() - time.process_time()


def process_start() -> float:
    """When this process began, on the clock of ``time.monotonic``, as near as is known."""
    return _Clock.began


def restart_clock() -> None:
    """Count from now on, where one process runs several commands one after the other."""
    _Clock.began = time.monotonic()
