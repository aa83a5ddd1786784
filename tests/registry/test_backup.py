"""A backup is whole, whoever writes meanwhile, and comes back only where it may."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ploughshare.errors import InputRefused, StorageError, WeakStorage
from ploughshare.registry.backup import back_up, restore
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazards, place, registry_at


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_taken_while_somebody_writes_holds_what_was_kept(tmp_path: Path) -> None:
    """Five areas were acknowledged and stand in the log only; a sixth is being written."""
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Areas") as change:
            change.put_many(hazards(5))
        with registry.change(author="Ana", reason="One more") as change:
            change.put_many(hazards(1, first=6))
            result = back_up(registry.path, tmp_path / "monday.plough")

    assert result.intact
    with Registry.open(tmp_path / "monday.plough") as backup:
        assert backup.count("hazards") == 5
        assert backup.head_hash() == result.head
    with Registry.open(tmp_path / "dobrel.plough") as registry:
        assert registry.count("hazards") == 6
        assert registry.check(expected_head=result.head).intact


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    registry_at(tmp_path / "dobrel.plough").close()
    (tmp_path / "monday.plough").write_bytes(b"precious")

    with pytest.raises(StorageError, match="a backup never replaces another"):
        back_up(tmp_path / "dobrel.plough", tmp_path / "monday.plough")

    assert (tmp_path / "monday.plough").read_bytes() == b"precious"
    assert names(tmp_path) == ["dobrel.plough", "monday.plough"]


def test_restoring_replaces_nothing_unless_asked_and_keeps_what_was_there(tmp_path: Path) -> None:
    path, backup = tmp_path / "dobrel.plough", tmp_path / "monday.plough"
    with registry_at(path) as registry:
        back_up(path, backup)
        with registry.change(author="Ana", reason="A mistake") as change:
            change.put_many(hazards(3))

    with pytest.raises(StorageError, match="--replace"):
        restore(backup, path)
    result, aside = restore(backup, path, replace=True)

    assert result.intact
    assert aside is not None
    with Registry.open(path, write=True) as registry, Registry.open(aside) as old:
        assert (registry.count("hazards"), old.count("hazards")) == (0, 3)
        with registry.change(author="Ana", reason="Goes on from here") as change:
            change.put(place("PL-1"), expected_version=None)


def test_a_registry_in_use_is_not_put_aside(tmp_path: Path) -> None:
    path, backup = tmp_path / "dobrel.plough", tmp_path / "monday.plough"
    with registry_at(path) as registry:
        back_up(path, backup)
        with registry.change(author="Ana", reason="Under way") as change:
            change.put_many(hazards(3))
            with pytest.raises(StorageError, match="being used by another program"):
                restore(backup, path, replace=True)

    with Registry.open(path) as registry:
        assert registry.count("hazards") == 3
    assert names(tmp_path) == ["dobrel.plough", "monday.plough"]


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    path, backup = tmp_path / "dobrel.plough", tmp_path / "monday.plough"
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason="Areas") as change:
            change.put_many(hazards(3))
        back_up(path, backup)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DROP TRIGGER hazards_version_keeps")
        connection.execute("UPDATE hazards_version SET accidents = 9 WHERE id = 'HA-2'")
        connection.commit()

    with pytest.raises(StorageError, match="not restored: Version 1 of hazardous area HA-2"):
        restore(backup, tmp_path / "again.plough")
    with pytest.raises(StorageError, match=r"backup of .* is not intact"):
        back_up(backup, tmp_path / "tuesday.plough")

    assert names(tmp_path) == ["dobrel.plough", "monday.plough"]


@pytest.mark.parametrize("content", [b"", b"id,name\n1,Orchard\n" * 100])
def test_only_a_registry_is_restored(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "areas.csv").write_bytes(content)

    with pytest.raises(InputRefused, match="not a registry"):
        restore(tmp_path / "areas.csv", tmp_path / "dobrel.plough")
    with pytest.raises(StorageError, match="no registry at"):
        restore(tmp_path / "nowhere.plough", tmp_path / "dobrel.plough")

    assert names(tmp_path) == ["areas.csv"]


def test_a_registry_with_weakened_settings_comes_back_through_restore(tmp_path: Path) -> None:
    """Somebody switched the log off with another program. The message names this way out."""
    path = tmp_path / "dobrel.plough"
    with registry_at(path) as registry, registry.change(author="Ana", reason="Areas") as change:
        change.put_many(hazards(3))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with pytest.raises(WeakStorage, match="--registry NEW"):
        Registry.open(path)

    restore(path, tmp_path / "new.plough")

    with Registry.open(tmp_path / "new.plough") as registry:
        assert registry.count("hazards") == 3
