"""Killed at any moment of an import, the registry holds what it acknowledged, whole."""

import random
import subprocess
import sys
from pathlib import Path

from ploughshare.registry.registry import Registry
from tests.registry.regions import registry_at

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
ROWS = 300


class Child:
    """An importing process; it waits with its first batch until it is told to go."""

    def __init__(self, path: Path, first: int) -> None:
        words = ("-m", "tests.registry.importing_child", str(path), str(first), str(ROWS))
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def kill_after(self, signs: int) -> list[int]:
        """Let it go, kill it when it gave so many signs, and return the batches it kept."""
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
    Twenty kills after a drawn number of signs: some in the middle of a batch, some between
    two. Every acknowledged batch is there with all its rows, and no batch with fewer.
    """
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    draw = random.Random(2)
    acknowledged: set[int] = set()
    # Each process has batches of its own, and the next one starts up while this one works.
    following = Child(path, 0)
    for kill in range(KILLS):
        child, following = following, Child(path, 1000 * (kill + 1))
        acknowledged.update(child.kill_after(draw.randint(1, 15)))
    following.process.kill()
    following.process.communicate()

    with Registry.open(path, write=True) as registry:
        kept: dict[int, int] = {}
        for stored in registry.stored_records("hazards"):
            assert stored.origin is not None
            batch = stored.origin.row
            assert batch is not None
            kept[batch] = kept.get(batch, 0) + 1
        assert acknowledged <= set(kept)
        assert set(kept.values()) == {ROWS}
        assert len(registry.import_runs()) == len(kept)
        # A batch may have been kept just before its process could say so, one for each kill.
        assert len(kept) - len(acknowledged) <= KILLS
        assert len(acknowledged) >= KILLS // 2
        assert registry.check().intact
