"""A wrong call ends with 2; with ``--json`` it is told like every other error."""

import json
from pathlib import Path

import pytest

from ploughshare.cli.main import run

WRONG = {
    "plan --nonsense": ("--nonsense", "plough plan"),
    "plan --iterations many": ("--iterations", "plough plan"),
    "verify problem.json": ("SCHEDULE", "plough verify"),
    "explain": ("ITEM", "plough explain"),
    "import": ("FILE", "plough import"),
    "check unexpected": ("unexpected", "plough check"),
    "explan HA-1": ("explan", "plough"),
    "template hazards": ("--json", "plough template"),
}


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_one_json_document(call: str, capsys: pytest.CaptureFixture[str]) -> None:
    named, command = WRONG[call]
    assert run([*call.split(), "--json"]) == 2
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert document["error"] == "call"
    assert named.lower() in document["message"].lower()
    assert document["remedy"] == f"See '{command} --help'."
    assert said.err


def test_without_json_it_is_told_on_stderr_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--nonsense"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "--nonsense" in said.err


def test_a_file_that_is_no_plan_is_told_to_be_none_whatever_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "problem.json.gz").write_bytes(b"\x1f\x8b\x08")

    assert run(["compare", str(tmp_path / "problem.json.gz"), "plan.json"]) != 0

    assert "problem.json.gz is not JSON" in capsys.readouterr().err
