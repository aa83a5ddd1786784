"""A command that runs in a process of its own, beside the ones that follow it."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from ploughshare.cli.output import tell


@contextmanager
def beside(arguments: Sequence[str]) -> Iterator[Callable[[], int]]:
    """
    Start a command of ``plough``; it is ended with the block.

    What is handed over waits for it, prints what it printed, and gives its exit code.
    """
    command = [sys.executable, "-m", "ploughshare", *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:

        def finish() -> int:
            printed, _ = process.communicate()
            tell(printed.rstrip("\n"))
            return process.returncode

        try:
            yield finish
        finally:
            process.kill()
