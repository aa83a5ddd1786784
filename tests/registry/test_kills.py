"""Killed at any moment of an import, the registry holds what it acknowledged, whole."""

import random
from pathlib import Path

import pytest

from ploughshare.registry.registry import Registry
from tests.killed import kill_in_turn
from tests.registry.regions import registry_at

MODULE = "tests.registry.importing_child"
KILLS = (3, pytest.param(20, marks=pytest.mark.soak))
ROWS = 300


@pytest.mark.parametrize("kills", KILLS)
def test_nothing_acknowledged_is_lost_and_no_import_is_partial(tmp_path: Path, kills: int) -> None:
    """
    Kills after a drawn number of signs: some in the middle of a batch, some between
    two. Every acknowledged batch is there with all its rows, and no batch with fewer.
    """
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    acknowledged = kill_in_turn(
        MODULE, path, rows=ROWS, kills=kills, signs=15, draw=random.Random(2)
    )

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
        assert len(kept) - len(acknowledged) <= kills
        assert len(acknowledged) >= kills // 2
        assert registry.check().intact
