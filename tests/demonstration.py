"""The demonstration of a village, made once for all tests and processes of one run."""

import contextlib
import shutil
from pathlib import Path

import pytest

from ploughshare.cli.main import run

CALL = ("demo", "--out", ".")
"""The command that makes it, in an empty folder."""


def copy_to(folder: Path, factory: pytest.TempPathFactory) -> None:
    """Put what ``plough demo --out .`` makes into a folder; the first who asks for it makes it."""
    kept = _of_this_run(factory) / "demonstration"
    if not kept.exists():
        made = factory.mktemp("demonstration") / "village"
        made.mkdir()
        with contextlib.chdir(made):
            assert run(list(CALL)) == 0
        # Another process may have been as quick; then what it made stays.
        with contextlib.suppress(OSError):
            made.rename(kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def _of_this_run(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of one run of the tests share."""
    own = factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own
