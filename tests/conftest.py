"""What every test shares: Hypothesis draws the same examples on every run, fewer uncompiled."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import settings

from tests.compiling import compile_ahead

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether the kernel's inner loops are compiled. As ordinary Python they are a hundred times slower."""

settings.register_profile(
    "ploughshare", derandomize=True, deadline=None, max_examples=50 if COMPILED else 10
)
settings.load_profile("ploughshare")


def so_many(compiled: int, uncompiled: int) -> int:
    """Return how many examples a test of the search draws: fewer where it is not compiled."""
    return compiled if COMPILED else uncompiled


only_compiled = pytest.mark.skipif(
    not COMPILED, reason="it compiles whatever the tests do, and runs with the compiled tests"
)
"""For tests that start compiled processes of their own."""


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C be tried also where the tests were started by a script that goes on beside them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile before several processes are started, each of which would compile for itself."""
    config = session.config
    spreads = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if COMPILED and spreads and not config.option.collectonly:
        compile_ahead(config.get_terminal_writer().line)


@contextmanager
def proving_briefly() -> Iterator[None]:
    """
    Prove no more than the critical path does, in tests of what is planned and not of its limit.

    Proving more takes most of the time in which something small is planned.
    """
    from ploughshare.scheduling import standing
    from ploughshare.scheduling.bounds import lower_bound

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standing, "lower_bound", partial(lower_bound, dates=0))
        yield


@pytest.fixture
def brief_proof() -> Iterator[None]:
    """Prove briefly; what is made for a whole module does so with ``proving_briefly``."""
    with proving_briefly():
        yield
