"""Child processes that write until they are killed, and what they said before."""

import os
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Child:
    """
    A process of a test module; it starts up and waits until it is told to go.

    It prints ``ready``, then ``+`` for every sign of progress, and ``kept N`` once N is
    acknowledged. Compiled modules are kept in a folder, also where Python is told to write
    none: compiling them anew takes most of the time a child lives.
    """

    def __init__(self, module: str, *words: object, compiled: Path) -> None:
        surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=ROOT,
            env=surroundings,
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


def kill_in_turn(
    module: str, registry: Path, *, rows: int, kills: int, signs: int, draw: random.Random
) -> set[int]:
    """
    Start so many children on one registry, kill each after 1 to ``signs`` signs, and return
    what they acknowledged. Each has numbers of its own: 0, 1 ..., then 100, 101 ...
    """
    compiled = registry.with_name("compiled")
    acknowledged: set[int] = set()
    # The next process starts up while this one works.
    following = Child(module, registry, 0, rows, compiled=compiled)
    for kill in range(kills):
        child = following
        following = Child(module, registry, 100 * (kill + 1), rows, compiled=compiled)
        acknowledged.update(child.kill_after(draw.randint(1, signs)))
    following.end()
    return acknowledged
