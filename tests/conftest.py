"""What every test shares: Hypothesis draws the same examples on every run, fewer uncompiled."""

import os
import signal

import pytest
from hypothesis import settings

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether the kernel's inner loops are compiled. As ordinary Python they are a hundred times slower."""

settings.register_profile(
    "ploughshare", derandomize=True, deadline=None, max_examples=50 if COMPILED else 10
)
settings.load_profile("ploughshare")


def so_many(compiled: int, uncompiled: int) -> int:
    """Return how many examples a test of the search draws: fewer where it is not compiled."""
    return compiled if COMPILED else uncompiled


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C be tried also where the tests were started by a script that goes on beside them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
