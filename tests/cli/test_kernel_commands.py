"""``plough solve`` and ``plough verify``: results, exit codes, and messages for a tired person."""

import json
from pathlib import Path
from random import Random

import pytest

from ploughshare.cli.main import run
from tests.scheduling.random_problems import random_problem


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(random_problem(Random(4))), encoding="utf-8")
    return path


def test_a_solved_problem_verifies(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = problem.with_name("schedule.json")
    assert run(["solve", str(problem), "--out", str(out), "--iterations", "3", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["bound"] <= result["objective"]
    assert run(["verify", str(problem), str(out)]) == 0
    assert capsys.readouterr().out == "ok\n"


def test_a_file_in_the_wrong_place_is_named(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("schedule.json")
    run(["solve", str(problem), "--out", str(out), "--iterations", "3"])
    capsys.readouterr()
    assert run(["verify", str(out), str(out)]) == 3
    assert "error: schedule.json: " in capsys.readouterr().err
    assert run(["verify", str(problem), str(problem)]) == 3
    assert "error: problem.json: " in capsys.readouterr().err


def test_a_changed_schedule_is_a_no_with_the_rule(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("schedule.json")
    run(["solve", str(problem), "--out", str(out), "--iterations", "3"])
    document = json.loads(out.read_text(encoding="utf-8"))
    document["objective"] += 1
    out.write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()
    assert run(["verify", str(problem), str(out)]) == 1
    assert "wrong-objective" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kinds": ["x"]}, "kind"),
        ({"benefits": [{"id": "b", "activity": "nobody", "weight": 1}]}, "nobody"),
        ({"format": "restoration-problem/9"}, "restoration-problem/9"),
    ],
)
def test_a_problem_that_breaks_the_format_is_refused_with_its_place(
    problem: Path, change: dict[str, object], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(problem.read_text(encoding="utf-8")) | change
    problem.write_text(json.dumps(document), encoding="utf-8")
    out = str(problem.with_name("s.json"))
    assert run(["solve", str(problem), "--out", out, "--iterations", "1"]) == 3
    assert says in capsys.readouterr().err
    assert not Path(out).exists()


def test_needs_in_a_circle_are_refused_by_name(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(problem.read_text(encoding="utf-8"))
    name = document["activities"][0]["id"]
    document["benefits"] = [
        {"id": "home", "activity": name, "weight": 1, "needs": ["pump"]},
        {"id": "pump", "activity": name, "weight": 1, "needs": ["home"]},
    ]
    problem.write_text(json.dumps(document), encoding="utf-8")
    assert (
        run(["solve", str(problem), "--out", str(problem.with_name("s")), "--iterations", "1"]) == 3
    )
    said = capsys.readouterr().err
    assert "home" in said
    assert "pump" in said


def test_two_limits_at_once_are_a_wrong_call(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--time-limit", "5", "--iterations", "5"]
    assert run(["solve", str(problem), "--out", "s.json", *arguments]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_a_missing_file_and_a_missing_folder_are_told(
    tmp_path: Path, problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["solve", str(tmp_path / "no.json"), "--out", "s.json", "--iterations", "1"]) == 4
    assert "There is no file" in capsys.readouterr().err
    out = tmp_path / "nowhere" / "s.json"
    assert run(["solve", str(problem), "--out", str(out), "--iterations", "1"]) == 4
    assert "There is no folder" in capsys.readouterr().err


def test_the_value_of_teams_is_told_and_stays_out_of_the_schedule(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = problem.with_name("schedule.json")
    call = ["solve", str(problem), "--out", str(out), "--iterations", "3", "--value-of-teams"]
    assert run([*call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["one_more_team"]
    teams = json.loads(problem.read_text(encoding="utf-8"))["teams"]
    assert sum(row["teams"] for row in told["teams"]) == len(teams)
    assert all(0 <= row["lowest"] <= row["highest"] for row in told["teams"])
    assert run(["verify", str(problem), str(out)]) == 0
    capsys.readouterr()
    assert run(call) == 0
    said = capsys.readouterr().out
    assert "one more team would lower the objective by about (an estimate, no promise):" in said
    for row in told["teams"]:
        assert f"{row['lowest']:>16,}{row['highest']:>16,}{row['limit_fall']:>18,}" in said
