"""The kernel's benchmark: what it reads from a run, and that it measures a whole process."""

import argparse
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import kernel, plots
from benchmarks.kernel import Run, arguments, instances, measure
from benchmarks.process import Finished
from benchmarks.tables import markdown_table, mean_and_worst, share

HISTORY = (
    {"seconds": 1.0, "objective": 1000},
    {"seconds": 2.0, "bound": 700},
    {"seconds": 3.0, "objective": 960},
    {"seconds": 4.0, "bound": 778},
    {"seconds": 5.0, "objective": 950},
    {"seconds": 6.0, "bound": 800},
)


def run(**other: object) -> Run:
    made = Run(
        version="v0",
        size=100,
        seed=1,
        time_limit=10.0,
        activities=99,
        teams=10,
        objective=950,
        bound=800,
        gap=0.1875,
        listed=1900,
        seconds=10.4,
        first_plan=1.0,
        bound_found=4.0,
        better=5.0,
        peak_mb=200.0,
        load=None,
        failure="",
        history=HISTORY,
    )
    return replace(made, **other)  # type: ignore[arg-type]


def test_moments_are_read_from_the_course_of_a_search() -> None:
    """The final bound is 800: 778 is within 3 % of it, 700 is not. 950 is 5 % below 1000."""
    assert kernel.first_plan(HISTORY) == 1.0
    assert kernel.bound_found(HISTORY, 800) == 4.0
    assert kernel.better(HISTORY) == 5.0
    assert kernel.better(HISTORY[:3]) is None
    assert kernel.first_plan(()) is None


def test_the_summary_tells_mean_and_worst_and_hides_no_failure() -> None:
    failed = run(seed=2, objective=None, bound=None, gap=None, failure="exit 1: none", history=())

    rows = list(kernel.summary([run(), run(seed=3, gap=0.0625), failed, run(size=1000)]))

    assert rows[0][:5] == ["v0", "100", "3", "10", "12.50 % / 18.75 % (1 none)"]
    assert rows[0][5] == "0.500 / 0.500 (1 none)"
    assert rows[0][-1] == "1"
    assert rows[1][1] == "1,000"
    assert "exit 1: none" in kernel.report([failed])


def test_both_versions_are_compared_where_both_were_run() -> None:
    """Two seeds of v0 take 5 s and 3 s, one of v1 takes 6 s and the other never gets there."""
    plain = [run(), run(seed=2, better=3.0), run(size=1000)]
    full = [run(version="v1", better=6.0), run(version="v1", seed=2, better=None)]

    assert list(kernel.slower(plain)) == []
    assert list(kernel.slower(plain + full)) == [["100", "10", "4.0", "6.0", "1.50"]]
    assert "| 1.50" in kernel.report(plain + full)
    words = ["--version", "v0", "v1", "--sizes", "100", "--seeds", "1"]
    assert [version for version, *_ in instances(arguments(words))] == ["v0", "v1"]


def test_tables_line_up() -> None:
    assert markdown_table(["a", "b"], [["12345", "x|y"]]) == (
        "| a     | b   |\n| ----- | --- |\n| 12345 | x/y |\n"
    )
    assert mean_and_worst([None], share) == "none"


def test_seeds_are_written_as_ranges() -> None:
    assert kernel.seeds("3") == [3]
    assert kernel.seeds("1-3,9") == [1, 2, 3, 9]
    with pytest.raises(argparse.ArgumentTypeError, match="'x' is not a seed"):
        kernel.seeds("x")


def test_the_published_table_has_twenty_five_and_three_seeds() -> None:
    counted: dict[int, int] = {}
    for _, size, _, limit in instances(arguments([])):
        counted[size] = counted.get(size, 0) + 1
        assert limit == 60
    assert counted == {100: 20, 1_000: 20, 10_000: 5, 100_000: 3}


def test_the_quick_look_takes_three_minutes() -> None:
    assert sum(limit for *_, limit in instances(arguments(["--quick"]))) <= 120


def test_a_whole_process_is_measured_and_its_results_are_kept(tmp_path: Path) -> None:
    done = measure("v1", 100, 1, 1.0, tmp_path)

    assert not done.failure
    assert done.objective is not None
    assert done.bound is not None
    assert 0 < done.bound <= done.objective
    assert done.first_plan is not None
    assert done.first_plan < done.seconds
    assert list(tmp_path.iterdir()) == [], "instances are not left behind"
    kernel.keep([done], tmp_path)
    kept = json.loads((tmp_path / "kernel.json").read_text(encoding="utf-8"))
    assert kept["runs"][0]["objective"] == done.objective
    assert f"{done.objective:,}" in (tmp_path / "kernel.md").read_text(encoding="utf-8")


def test_a_problem_that_cannot_be_read_is_a_failure_and_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "plough", lambda *words: Finished(1, "a\nno\n", 1.0, None))
    done = measure("v0", 100, 1, 1.0, tmp_path)
    assert done.failure == "exit 1: no"
    assert done.gap is None


def test_the_drawing_has_a_panel_per_size_and_two_lines_per_seed() -> None:
    drawn = ET.fromstring(plots.courses([run(), run(seed=2), run(size=1000)]))
    panels = drawn.findall("{*}g")
    assert [len(panel.findall("{*}path")) for panel in panels] == [4, 2]


def test_bars_name_a_peer_without_a_schedule() -> None:
    drawn = plots.bars({"rsp": {"ours": 1.0, "peer": 1.6, "other": None}}, "name", "tells")
    texts = [each.text for each in ET.fromstring(drawn).findall(".//{*}text")]
    assert texts == ["rsp", "ours", "1.00", "peer", "1.60", "other", "no schedule"]
