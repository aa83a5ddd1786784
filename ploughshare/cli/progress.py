"""Progress of long work, on stderr: one line that is rewritten on a terminal, a few elsewhere."""

import sys
from typing import Protocol

SECONDS_APART = 5.0
"""Where stderr is no terminal, a line at most this often, and one for each new phase."""


class Step(Protocol):
    """What a search says of itself; see ``scheduling.solve.Progress``."""

    @property
    def phase(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def best(self) -> int | None: ...
    @property
    def bound(self) -> int | None: ...
    @property
    def gap(self) -> float | None: ...
    @property
    def text(self) -> str: ...


class ProgressLine:
    """
    Prints what a search reports.

    Parameters
    ----------
    limit
        Seconds the search may take; ``None`` when it counts iterations.
    """

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._rewrites = sys.stderr.isatty()
        self._last = ("", -SECONDS_APART)
        self._width = 0

    def __call__(self, step: Step) -> None:
        phase, when = self._last
        if not self._rewrites and step.phase == phase and step.seconds - when < SECONDS_APART:
            return
        self._last = (step.phase, step.seconds)
        parts = [f"{step.seconds:6.1f} s", f"{step.phase:<12}"]
        if step.best is not None:
            parts.append(f"best {step.best:.4g}")
        if step.bound:
            parts.append(f"no plan below {step.bound:.4g}")
        if step.gap is not None:
            parts.append(f"gap {step.gap:.1%}")
        if self._limit is not None:
            parts.append(f"{max(0.0, self._limit - step.seconds):.0f} s left")
        if step.phase.startswith("compil"):
            parts = [step.text]
        if step.phase == "starting":
            parts.append(step.text)
        line = "  ".join(parts)
        ending = "\r" if self._rewrites else "\n"
        sys.stderr.write(line.ljust(self._width) + ending)
        sys.stderr.flush()
        self._width = len(line)

    def done(self) -> None:
        """End the rewritten line."""
        if self._rewrites and self._width:
            sys.stderr.write("\n")
            sys.stderr.flush()
