"""Compiled code is kept where it can be, and its absence stops nobody."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

import ploughshare
from ploughshare.scheduling.exchange import problem_from_document, write_problem
from tests.conftest import only_compiled
from tests.scheduling.random_problems import random_problem

TWICE = """
import numpy as np
from ploughshare.scheduling.benefits import objective_of
from ploughshare.scheduling.compiled import mark_compiled, needs_compiling
from tests.scheduling.drawn import problem

drawn = problem(1)
print(needs_compiling())
assert objective_of(drawn, np.arange(drawn.n_activities)) > 0
print(mark_compiled())
print(needs_compiling())
"""
NEEDS = "from ploughshare.scheduling.compiled import needs_compiling; print(needs_compiling())"


def told(program: str, folder: Path | None = None, /, **environment: str) -> list[str]:
    """Run a program that compiles, whatever the tests themselves do, and return its lines."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**os.environ, "NUMBA_DISABLE_JIT": "0", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture
def no_folder(tmp_path: Path) -> Path:
    """A place below a file, where nobody can make a folder, not even an administrator."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    return tmp_path / "file" / "cache"


def beside_the_source() -> list[Path]:
    import ploughshare.scheduling

    (folder,) = ploughshare.scheduling.__path__
    return list(Path(folder).rglob("*.nb[ci]"))


@only_compiled
def test_where_nothing_can_be_kept_it_runs_and_says_so_and_leaves_nothing(no_folder: Path) -> None:
    before = beside_the_source()

    first, outlook, again = told(TWICE, NUMBA_CACHE_DIR=str(no_folder))

    assert (first, again) == ("True", "False")
    assert str(no_folder) in outlook
    assert "NUMBA_CACHE_DIR" in outlook
    assert beside_the_source() == before


@only_compiled
def test_what_is_kept_is_found_again_but_not_by_another_processor(tmp_path: Path) -> None:
    """The home folder is shared by two machines: each compiles once."""
    kept = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    assert told(TWICE, **kept) == ["True", "later runs begin at once.", "False"]

    assert list((tmp_path / "cache").rglob("*.nbi"))
    assert told(NEEDS, **kept) == ["False"]
    assert told(NEEDS, **kept, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="") == ["True"]


@only_compiled
def test_a_copy_in_another_folder_compiles_for_itself(tmp_path: Path) -> None:
    """Numba keeps code by the folder of its source; where both are tried, each says that it compiles."""
    (source,) = ploughshare.__path__
    names = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, tmp_path / "copy" / "ploughshare", ignore=names)
    kept = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    mark = "from ploughshare.scheduling.compiled import mark_compiled; mark_compiled()"

    assert told(mark, **kept) == []

    assert told(NEEDS, **kept) == ["False"]
    assert told(NEEDS, tmp_path / "copy", **kept) == ["True"]


@pytest.mark.soak
def test_a_problem_is_solved_where_nothing_can_be_kept(tmp_path: Path, no_folder: Path) -> None:
    posed, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    posed.write_bytes(write_problem(problem_from_document(random_problem(Random(1), 12, 6))))
    # Everywhere the platforms look for a user's folder, there is none.
    homes = dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(no_folder))
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "0", "PYTHONUTF8": "1", **homes}
    environment.pop("NUMBA_CACHE_DIR", None)

    done = subprocess.run(
        [sys.executable, "-m", "ploughshare", "solve", posed, "--out", out, "--iterations", "20"],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert out.exists()
    assert done.stderr.count("nothing can be kept in") == 1
    verified = subprocess.run(
        [sys.executable, "-m", "ploughshare", "verify", posed, out], check=False, env=environment
    )
    assert verified.returncode == 0
