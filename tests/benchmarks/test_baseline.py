"""The frozen baseline keeps its values: what a plan is compared with never moves."""

from pathlib import Path

import pytest

from benchmarks.baseline import baseline, main
from benchmarks.synthetic import content, write
from ploughshare.scheduling.exchange import read_problem, read_schedule
from ploughshare.scheduling.verify import violations
from tests.scheduling.small_problems import problem, team, works


@pytest.mark.parametrize(
    ("size", "seed", "objective"),
    [
        (100, 1, 5_868_791),
        (100, 2, 13_406_274),
        (100, 3, 3_024_482),
        (1_000, 1, 47_763_552),
        (1_000, 2, 55_081_232),
        (10_000, 1, 730_475_900),
        pytest.param(100_000, 1, 12_039_780_533, marks=pytest.mark.soak),
    ],
)
def test_the_list_has_the_values_it_was_frozen_with(size: int, seed: int, objective: int) -> None:
    assert baseline(read_problem(content("v0", size, seed))) == objective


def test_a_list_that_leaves_work_to_teams_that_left_has_no_value() -> None:
    """D leaves after one of two works; E could do only the first, and comes later."""
    posed = problem(
        teams=[team("D", to=2, zones=["a", "b"]), team("E", **{"from": 9}, zones=["a"])],
        activities=[works("first", 2, zone="a"), works("then", 2, zone="b")],
    )
    assert baseline(posed) is None


def test_the_command_writes_a_schedule_that_keeps_every_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posed, out = tmp_path / "rsp.json.gz", tmp_path / "schedule.json"
    write(posed, "v0", 100, 1)
    main([str(posed), "--out", str(out)])
    assert capsys.readouterr().out == "objective 5,868,791\n"
    schedule = read_schedule(out.read_bytes())
    assert schedule.objective == 5_868_791
    assert violations(read_problem(posed.read_bytes()), schedule) == []
