"""Compile the kernel before the tests spread over several processes, which would each compile it."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

WHOLE = """
from ploughshare.scheduling.compiled import mark_compiled
from ploughshare.scheduling.warm_up import warm_up

warm_up()
mark_compiled()
"""

AFTER_THE_SEARCH = """
from ploughshare.scheduling import warm_up

warm_up.rounds = lambda laid_out: iter(())
warm_up.warm_up()
"""
"""
The second half of what is compiled: bound, priority list, breeding. Warming up begins with the
search, and finds this in the cache when it is done with that.
"""


def compile_ahead(tell: Callable[[str], None]) -> None:
    """
    Compile in two processes at a time, if anything has to be.

    What fails here is compiled by the first test instead.
    """
    from ploughshare.scheduling.compiled import needs_compiling

    if not needs_compiling():
        return
    began = time.monotonic()
    tell("Compiling the search for this machine, once: a minute or two.")
    halves = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
        for program in (WHOLE, AFTER_THE_SEARCH)
    ]
    codes = [half.wait() for half in halves]
    taken = time.monotonic() - began
    tell("This failed; the tests go on without." if any(codes) else f"Compiled in {taken:.0f} s.")
