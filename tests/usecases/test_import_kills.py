"""Killed at any moment, ``plough import`` leaves whole imports behind and none in part."""

import random
from pathlib import Path

import pytest

from ploughshare.registry.registry import Registry
from tests.killed import kill_in_turn
from tests.registry.regions import registry_at

MODULE = "tests.usecases.importing_child"
KILLS = (3, pytest.param(20, marks=pytest.mark.soak))
ROWS = 15


@pytest.mark.parametrize("kills", KILLS)
def test_nothing_acknowledged_is_lost_and_no_import_is_partial(tmp_path: Path, kills: int) -> None:
    """
    Kills at drawn stages of reading, checking and writing. Every import that ended
    well is there with all its rows and its file; no import is there with fewer.
    """
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    acknowledged = kill_in_turn(
        MODULE, path, rows=ROWS, kills=kills, signs=16, draw=random.Random(3)
    )

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
        assert len(kept) - len(acknowledged) <= kills
        assert len(acknowledged) >= kills // 2
        assert registry.check().intact
