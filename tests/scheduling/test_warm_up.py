"""Warming up compiles what a bound needs, so that the first real one does not wait."""

import subprocess
import sys

import pytest

from ploughshare.scheduling.compiled import cache_folder

PROGRAM = """
from ploughshare.scheduling import closure_flow, timed_costs, trips
from ploughshare.scheduling.warm_up import warm_up
warm_up()
functions = closure_flow._pass_on, timed_costs.choose_back, trips._nearest_other
print([len(each.signatures) for each in functions])
"""


def test_warming_up_compiles_the_flow_the_costs_and_the_trips(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a process of its own, where no other test has compiled anything."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "0")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(cache_folder()))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[1, 1, 1]"
