"""The benchmark of windows: what it reports is what its plans are worth."""

from pathlib import Path

import pytest

from benchmarks.synthetic import content
from benchmarks.windows import WAYS, Course, Way, begun, main
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.chains import FINISH
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.tables import tables


def test_a_row_for_each_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sizes", "100", "--seeds", "1", "--seconds", "0.1", "--out", str(tmp_path)]) == 0

    said = (tmp_path / "windows.md").read_text(encoding="utf-8")
    assert said.count("| 100 ") == len(WAYS)
    assert "+0.00 %" in said
    assert said in capsys.readouterr().out


def test_a_window_that_is_no_better_is_taken_back() -> None:
    laid_out = tables(read_problem(content("v0", 100, 1)))
    course = Course(laid_out, begun(laid_out), seed=1)

    course.windows(0.1, Way("small", 1.0, by_time=True, size=10))

    search = course._search
    n = laid_out.problem.n_activities
    finish = search.chains.node[:n, FINISH].copy()
    assert search.value == objective(laid_out.benefits, finish)
    assert search.value <= course.first
