"""A child process that writes until it is killed, and what it said before."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Child:
    """
    A process of a test module; it starts up and waits until it is told to go.

    It prints ``ready``, then ``+`` for every sign of progress, and ``kept N`` once N is
    acknowledged.
    """

    def __init__(self, module: str, *words: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def kill_after(self, signs: int) -> list[int]:
        """Let it go, kill it when it gave so many signs, and return what it kept."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        said = [self.process.stdout.readline() for _ in range(signs)]
        # What it acknowledged before it died counts, also if it is read afterwards.
        lines = "".join([*said, self.end()]).splitlines()
        return [int(line.split()[1]) for line in lines if line.startswith("kept ")]

    def end(self) -> str:
        """Kill it, and return what it still said."""
        self.process.kill()
        rest, _ = self.process.communicate()
        return rest
