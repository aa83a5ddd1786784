"""Ctrl-C at a terminal: the best schedule so far is kept, whatever was running."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.scheduling.random_problems import random_problem

ROOT = Path(__file__).resolve().parents[2]
MANY = 400
"""Activities: enough that bounding and annealing are at work in compiled code for a while."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one child")
@pytest.mark.parametrize("phase", ["bounding", "searching"])
def test_ctrl_c_in_compiled_code_keeps_the_best_schedule(tmp_path: Path, phase: str) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    problem.write_text(json.dumps(random_problem(Random(7), MANY, 12)), encoding="utf-8")
    command = [sys.executable, "-m", "ploughshare.cli.main", "solve", str(problem)]
    child = subprocess.Popen(
        [*command, "--out", str(out), "--time-limit", "300"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert child.stderr is not None
    said = next(line for line in child.stderr if phase in line)
    child.send_signal(signal.SIGINT)
    _, rest = child.communicate()
    assert child.returncode == 0, said + rest
    schedule = json.loads(out.read_text(encoding="utf-8"))
    assert schedule["solver"]["stop"] == "interrupted"
