"""A command beside others: what it printed and its exit code are there when they are asked for."""

import pytest

from ploughshare import __version__
from ploughshare.cli.beside import beside


def test_what_a_command_beside_printed_is_shown_when_it_is_waited_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with beside(["--version"]) as finish:
        assert finish() == 0
    assert capsys.readouterr().err == f"plough {__version__}\n"


def test_a_command_beside_that_fails_tells_its_exit_code_and_its_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with beside(["verify", "nowhere.json", "nowhere.json"]) as finish:
        assert finish() == 4
    assert "nowhere.json" in capsys.readouterr().err


def test_a_command_nobody_waits_for_is_ended_with_the_block() -> None:
    with beside(["--version"]) as finish:
        pass
    with pytest.raises(ValueError, match="closed"):
        finish()
