"""Warming up compiles everything a search needs, so that the first real one does not wait."""

import subprocess
import sys

import pytest

from ploughshare.scheduling.compiled import cache_folder
from tests.compiling import AFTER_THE_SEARCH
from tests.conftest import only_compiled

WARM_UP = """
from ploughshare.scheduling.warm_up import compile_once

compile_once(lambda phase, sentence: None)
"""

SOLVE = """
import importlib, pkgutil
import ploughshare.scheduling as room
from ploughshare.scheduling.bounds import lower_bound
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.solve import Stop, solve
from tests.scheduling.drawn import problem

for seed in (1, 2):
    drawn = problem(seed, 40)
    solve(drawn, stop=Stop(iterations=20))
    priority_list(drawn)
# Large enough for cores that need a flow; constraint programming, which compiles nothing, is left out.
lower_bound(problem(2, 60), pool_work=0.0)
for module in pkgutil.iter_modules(room.__path__):
    names = vars(importlib.import_module(f"{room.__name__}.{module.name}"))
    for name, function in names.items():
        if hasattr(function, "stats") and sum(function.stats.cache_misses.values()):
            print(f"{module.name}.{name}")
"""


@only_compiled
def test_after_warming_up_nothing_is_left_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "0")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(cache_folder()))
    for program in (WARM_UP, SOLVE):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
    assert done.stdout == ""


def test_the_second_half_warms_up_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    done = subprocess.run(
        [sys.executable, "-c", AFTER_THE_SEARCH], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
