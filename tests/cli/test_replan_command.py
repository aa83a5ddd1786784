"""``plough replan``: told first, kept only when accepted."""

import json
import shutil
from pathlib import Path

import pytest

from ploughshare.cli.main import run
from ploughshare.planning.plan_reading import plan_from_bytes
from tests.conftest import proving_briefly

pytestmark = pytest.mark.usefixtures("brief_proof")

FILES = {
    "teams.csv": "id,name,kinds,lon,lat\nA,A,building,-30,0.5\nB,B,building,-30,0.5\n",
    "assets.csv": "id,name,kind,lon,lat,people_served\n"
    + "".join(f"S{n},shed {n},other,{-30 + n / 200},0.5,{60 - n}\n" for n in range(6)),
    "works.csv": "id,asset,name,trade,quantity,preparation\n"
    + "".join(f"W{n},S{n},works {n},building,{3 + n},ready\n" for n in range(6)),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with six sheds, two builders and a plan of record from 2 March."""
    folder = tmp_path_factory.mktemp("street")
    at = ["--registry", str(folder / "r.plough")]
    box = "-31,0,-29,1"
    assert run(["init", at[1], "--name", "street", "--region", box, "--invented"]) == 0
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
        call = ["import", str(folder / name), "--as", name.removesuffix(".csv"), "--yes", *at]
        assert run(call) == 0
    with proving_briefly():
        assert run(["plan", "--start", "2026-03-02", "--iterations", "20", *at]) == 0
    return folder


@pytest.fixture
def registry(made: Path, tmp_path: Path) -> list[str]:
    """A copy of it for each test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return ["--registry", str(tmp_path / "r.plough")]


REPLAN = ["replan", "--start", "2026-03-02", "--iterations", "20"]


def test_nothing_is_kept_until_it_is_accepted(
    registry: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    out = tmp_path / "next.json"
    assert run([*REPLAN, "--out", str(out), *registry]) == 0
    said = capsys.readouterr().out
    assert "Nothing changes for 2 of 2 teams." in said
    assert "Not accepted: the last plan is still the plan of record." in said
    assert plan_from_bytes(out.read_bytes()).items
    assert run([*REPLAN, "--accept", "--author", "A. Planner", "--json", *registry]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["plan"], document["accepted"]) == ("P-2", True)
    assert document["change"]["kept_share"] == 1


def test_it_begins_from_a_file_and_keeps_its_days_of_rest(
    registry: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last, out = tmp_path / "last.json", tmp_path / "next.json"
    call = ["plan", "--start", "2026-03-02", "--rest-days", "sun", "--iterations", "20"]
    assert run([*call, "--out", str(last), *registry]) == 0
    call = ["replan", "--from", str(last), "--start", "2026-03-04", "--iterations", "20"]
    assert run([*call, "--out", str(out), *registry]) == 0
    assert plan_from_bytes(out.read_bytes()).calendar.rest_days == {6}


def test_a_plan_that_begins_later_is_refused(
    registry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replan", "--start", "2026-02-02", *registry]) == 2
    assert "begins on 2026-03-02" in capsys.readouterr().err


def test_without_a_last_plan_there_is_nothing_to_begin_from(
    registry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replan", "--from", "P-9", *registry]) == 1
    assert "P-9" in capsys.readouterr().err


def test_a_stop_is_told_with_the_record_that_would_say_so(
    registry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    call = [*REPLAN, "--stop", "team:B", "--reason", "accident", "--until", "2026-03-06"]
    assert run([*call, "--accept", "--author", "A. Planner", *registry]) == 0
    said = capsys.readouterr().out
    assert "Not on record yet (stop-work on team B to Fri 6 Mar 2026: accident)" in said
    assert "record an absence (availability) of team B" in said


def test_each_measure_may_have_its_own_reason_and_stands_first(
    registry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    stops = ["--stop", "team:B=influenza", "--stop", "method:nts", "--reason", "fog"]
    assert run([*REPLAN, *stops, "--until", "2026-03-06", *registry]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "In force for this plan only:",
        "  stop-work on team B to Fri 6 Mar 2026: influenza",
        "  stop-work on non-technical survey to Fri 6 Mar 2026: fog",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--stop", "sky:blue"], "hazard:ID"),
        (["--recall", "TO-1"], "--by NAME"),
        (["--until", "2026-03-06"], "Give --stop too"),
        (["--close-road", "RD-1"], "no road 'RD-1'"),
    ],
)
def test_a_measure_that_says_nothing_is_a_wrong_call(
    registry: list[str], capsys: pytest.CaptureFixture[str], wrong: list[str], told: str
) -> None:
    assert run([*REPLAN, *wrong, *registry]) == 2
    assert told in capsys.readouterr().err
