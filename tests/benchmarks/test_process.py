"""A process is measured by itself, whatever the one that started it holds."""

import sys

from benchmarks.process import last_line, measured

PYTHON = sys.executable


def test_what_a_process_said_and_its_code_are_kept() -> None:
    done = measured([PYTHON, "-c", "print('first'); print('last'); raise SystemExit(3)"])
    assert done.code == 3
    assert last_line(done.said) == "last"
    assert last_line("") == "nothing said"
    assert not done.stopped


def test_memory_is_that_of_the_process_and_not_of_its_parent() -> None:
    """The parent holds 300 MB while it starts two children; one takes 100 MB, the other nothing."""
    held = bytearray(b"x" * 300_000_000)
    small = measured([PYTHON, "-I", "-S", "-c", "pass"]).peak_mb
    large = measured([PYTHON, "-I", "-S", "-c", "bytearray(b'x' * 100_000_000)"]).peak_mb
    assert len(held) == 300_000_000
    if small is None or large is None:
        assert sys.platform == "win32"
        return
    assert small < 100 < large < 300


def test_a_process_that_does_not_end_is_ended() -> None:
    done = measured([PYTHON, "-c", "while True: pass"], patience=0.3)
    assert done.stopped
    assert done.code != 0
