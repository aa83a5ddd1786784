"""Warming up compiles everything a search needs, so that the first real one does not wait."""

import subprocess
import sys

import pytest

from ploughshare.scheduling.compiled import cache_folder

PROGRAM = """
import importlib, pkgutil
import ploughshare.scheduling as room
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.warm_up import warm_up
from tests.scheduling.drawn import problem


def signatures():
    found = {}
    for module in pkgutil.iter_modules(room.__path__):
        names = vars(importlib.import_module(f"{room.__name__}.{module.name}"))
        found |= {f"{module.name}.{n}": len(f.signatures) for n, f in names.items()
                  if hasattr(f, "signatures") and f.__module__ == f"{room.__name__}.{module.name}"}
    return found


warm_up()
before = signatures()
assert before["closure_flow._pass_on"] == before["sequence_search._anneal"] == 1
for seed in (1, 2, 3):
    drawn = problem(seed, 60)
    solve(drawn, stop=Stop(iterations=40))
    priority_list(drawn)
print([name for name, n in signatures().items() if n != before[name]])
"""


def test_after_warming_up_nothing_is_left_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, where no other test has compiled anything."""
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "0")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(cache_folder()))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
