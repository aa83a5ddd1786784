"""Killed at any moment, ``plough import`` leaves whole imports behind and none in part."""

import random
import subprocess
import sys
from pathlib import Path

from ploughshare.registry.registry import Registry
from tests.registry.regions import registry_at

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
ROWS = 15


class Child:
    """An importing process; it starts up and waits until it is told to go."""

    def __init__(self, registry: Path, first: int) -> None:
        words = ("-m", "tests.usecases.importing_child", str(registry), str(first), str(ROWS))
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def kill_after(self, signs: int) -> list[int]:
        """Let it go, kill it when it gave so many signs, and return the files it kept."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        said = [self.process.stdout.readline() for _ in range(signs)]
        self.process.kill()
        rest, _ = self.process.communicate()
        # What it acknowledged before it died counts, also if it was read afterwards.
        lines = "".join([*said, rest]).splitlines()
        return [int(line.split()[1]) for line in lines if line.startswith("kept ")]


def test_nothing_acknowledged_is_lost_and_no_import_is_partial(tmp_path: Path) -> None:
    """
    Twenty kills at drawn stages of reading, checking and writing. Every import that ended
    well is there with all its rows and its file; no import is there with fewer.
    """
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    draw = random.Random(3)
    acknowledged: set[int] = set()
    # The next process starts up while this one works.
    following = Child(path, 0)
    for kill in range(KILLS):
        child, following = following, Child(path, 100 * (kill + 1))
        acknowledged.update(child.kill_after(draw.randint(1, 16)))
    following.process.kill()
    following.process.communicate()

    with Registry.open(path, write=True) as registry:
        kept: dict[int, int] = {}
        for stored in registry.stored_records("hazards"):
            number = int(str(stored.record.values["name"]).split()[1])
            kept[number] = kept.get(number, 0) + 1
            assert stored.origin is not None
            assert registry.raw(stored.origin.file)
        assert acknowledged <= set(kept)
        assert set(kept.values()) == {ROWS}
        assert [run.accepted for run in registry.import_runs()] == [ROWS] * len(kept)
        # One import per kill may have been kept just before its process could say so.
        assert len(kept) - len(acknowledged) <= KILLS
        assert len(acknowledged) >= KILLS // 2
        assert registry.check().intact
