"""When a search ends, and what it tells on the way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """
    When a search ends.

    Parameters
    ----------
    seconds
        Wall time. ``None``: no clock is looked at. A first compilation is not counted.
    iterations
        Dispatches, or as much work as one takes. ``None``: no limit. With ``iterations`` and
        without ``seconds`` the same problem and seed give the same answer on every run.
    origin
        The moment on ``time.monotonic`` from which ``seconds`` count, for example the start of the
        process. ``None``: the moment of the call.
    workers
        Threads that search. ``None``: as many as there are cores, at most two. With
        ``iterations`` alone the answer is the same for any number.
    """

    seconds: float | None = None
    iterations: int | None = None
    origin: float | None = None
    workers: int | None = None

    def __post_init__(self) -> None:
        if self.seconds is None and self.iterations is None:
            raise ValueError("A search needs a limit: seconds, iterations, or both.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: its phase, the seconds spent, the best plan, bound and gap so far."""

    phase: str
    seconds: float
    best: int | None = None
    bound: int | None = None
    gap: float | None = None
    text: str = ""
