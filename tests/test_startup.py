"""Start-up is a feature: help and version import nothing heavy."""

import json
import subprocess
import sys

import pytest

from ploughshare import __version__

HEAVY = {
    *("numpy", "numba", "ortools", "pyogrio", "shapely", "pyproj", "sqlalchemy", "alembic"),
    *("openpyxl", "typst", "pandas", "jsonschema", "pydantic"),
}
PROGRAM = """
import json, sys
from ploughshare.cli.main import run
code = run(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_imports_nothing_heavy(option: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, option],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    *said, last = done.stdout.splitlines()
    outcome = json.loads(last)

    assert outcome["code"] == 0
    assert said
    assert not HEAVY & set(outcome["modules"])


@pytest.mark.parametrize("module", ["ploughshare", "ploughshare.cli.main"])
def test_version_is_that_of_the_package(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--version"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == f"plough {__version__}"


def test_an_unknown_command_is_a_wrong_call_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ploughshare.cli.main", "deminify"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "deminify" in done.stderr
    assert "Traceback" not in done.stderr
