"""What is opened as a registry is one, of a known schema, with settings that keep promises."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

import pyogrio
import pytest
import shapely

from ploughshare.errors import (
    CallError,
    InputRefused,
    RegistryTooNew,
    StorageError,
    WeakStorage,
)
from ploughshare.registry.embedded import SETTINGS, Embedded, require_durable
from ploughshare.registry.recognise import share_of
from ploughshare.registry.registry import Registry
from ploughshare.registry.tables import SCHEMA
from tests.registry.regions import REGION, hazards, place, registry_at


def test_a_new_registry_runs_with_the_log_and_full_synchronisation(tmp_path: Path) -> None:
    registry_at(tmp_path / "dobrel.plough").close()

    with (
        closing(Embedded(tmp_path / "dobrel.plough", write=True)) as store,
        store.write() as connection,
    ):
        for setting, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {setting}").scalar() == value


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_registry_refuses_to_start_with_weaker_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, synchronous: str
) -> None:
    """Were somebody to weaken the setting in the program, nothing could be opened or made."""
    registry_at(tmp_path / "dobrel.plough").close()
    weaker = (f"PRAGMA synchronous={synchronous}",)
    monkeypatch.setattr("ploughshare.registry.embedded.SETTINGS", weaker)

    with pytest.raises(WeakStorage, match="a power cut could lose what was acknowledged"):
        Registry.open(tmp_path / "dobrel.plough")
    with pytest.raises(WeakStorage):
        Registry.create(tmp_path / "new.plough", name="New", region=REGION, author="Ana")


def test_only_full_and_extra_are_durable(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "any.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for durable in ("FULL", "EXTRA"):
            connection.execute(f"PRAGMA synchronous={durable}")
            require_durable(connection, tmp_path)
        connection.execute("PRAGMA journal_mode=DELETE")
        with pytest.raises(WeakStorage):
            require_durable(connection, tmp_path)


def test_a_file_that_is_no_registry_is_named_for_what_it_is(tmp_path: Path) -> None:
    geopackage = tmp_path / "areas.gpkg"
    pyogrio.raw.write(
        geopackage,
        shapely.to_wkb([shapely.Point(35, 51)]),
        field_data=[],
        fields=[],
        geometry_type="Point",
        crs="EPSG:4326",
    )
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE birds (name)")
    (tmp_path / "empty.plough").touch()
    (tmp_path / "notes.txt").write_text("Not a database at all.\n" * 50, encoding="utf-8")

    for name, what in (
        ("areas.gpkg", "is a GeoPackage, not a registry. Read it with 'plough import areas.gpkg'"),
        ("other.db", "is an SQLite file of another program"),
        ("empty.plough", "is an empty file"),
        ("notes.txt", "is not an SQLite file"),
    ):
        with pytest.raises(InputRefused, match=what):
            Registry.open(tmp_path / name)
    with pytest.raises(StorageError, match="plough init"):
        Registry.open(tmp_path / "nowhere.plough")
    assert not (tmp_path / "nowhere.plough").exists()


def test_a_registry_of_a_later_program_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0042'")
        connection.commit()

    with pytest.raises(RegistryTooNew) as refused:
        Registry.open(path, write=True)

    assert "schema is 0042" in refused.value.message
    assert f"knows schemas up to {SCHEMA}" in refused.value.message
    assert refused.value.facts == {"found": "0042", "known": SCHEMA}


def test_making_a_registry_replaces_nothing_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    path = tmp_path / "dobrel.plough"
    path.write_text("precious", encoding="utf-8")

    with pytest.raises(StorageError, match="exists already"):
        Registry.create(path, name="Dobrel", region=REGION, author="Ana")
    with pytest.raises(CallError, match="author"):
        Registry.create(tmp_path / "new.plough", name="New", region=REGION, author="")
    with pytest.raises(CallError, match="name"):
        Registry.create(tmp_path / "new.plough", name=" ", region=REGION, author="Ana")
    for region in (shapely.Polygon(), shapely.box(34, 51, 190, 52), shapely.box(34, 51, 34, 52)):
        with pytest.raises(CallError, match="region"):
            Registry.create(tmp_path / "new.plough", name="New", region=region, author="Ana")

    assert [each.name for each in tmp_path.iterdir()] == ["dobrel.plough"]
    assert path.read_text(encoding="utf-8") == "precious"


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Without the rights of an administrator, to whom no file is read-only."""
    geteuid = getattr(os, "geteuid", None)
    if geteuid is None or geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_file_is_not_opened_for_writing() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "dobrel.plough"
        registry_at(path).close()
        Path(folder).chmod(0o555)
        path.chmod(0o444)
        try:
            with (
                ordinary_user(),
                pytest.raises(StorageError, match=r"read-only|must be able to write its folder"),
                Registry.open(path, write=True) as registry,
                registry.change(author="Ana", reason="Try") as change,
            ):
                change.put(place("PL-1"), expected_version=None)
        finally:
            Path(folder).chmod(0o755)
            path.chmod(0o644)


def test_a_full_disk_keeps_what_was_kept_and_nothing_of_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file may not grow beyond what it has: SQLite answers as it does on a full disk."""
    path = tmp_path / "dobrel.plough"
    with registry_at(path) as registry, registry.change(author="Ana", reason="First") as change:
        change.put_many(hazards(10))
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    full = (*SETTINGS, f"PRAGMA max_page_count={pages}")

    with monkeypatch.context() as patch:
        patch.setattr("ploughshare.registry.embedded.SETTINGS", full)
        with (
            Registry.open(path, write=True) as registry,
            pytest.raises(StorageError, match=r"is full; nothing of this change was kept"),
            registry.change(author="Ana", reason="Too much") as change,
        ):
            change.put_many(hazards(5_000, first=11))

    with Registry.open(path, write=True) as registry:
        assert registry.count("hazards") == 10
        assert registry.check().intact
        with registry.change(author="Ana", reason="Space again") as change:
            assert change.put_many(hazards(5_000, first=11)).added == 5_000


def test_a_network_share_is_recognised() -> None:
    """SQLite's log needs memory that machines share; on a share there is none."""
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/data /srv/data nfs4 rw 0 0\n"
        "//nas/team /mnt/team\\040files cifs rw 0 0\n"
        "/dev/sdb1 /srv/data/local ext4 rw 0 0\n"
    )

    assert share_of(PurePosixPath("/home/ana/region.plough"), mounts) == ""
    assert share_of(PurePosixPath("/srv/data/region.plough"), mounts) == "nfs4"
    assert share_of(PurePosixPath("/srv/data/local/region.plough"), mounts) == ""
    assert share_of(PurePosixPath("/mnt/team files/region.plough"), mounts) == "cifs"
    assert share_of(PureWindowsPath(r"\\nas\team\region.plough"), "") == "Windows share"
    assert share_of(PureWindowsPath(r"C:\data\region.plough"), "") == ""


def test_a_registry_on_a_network_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"nas:/data {tmp_path} nfs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr("ploughshare.registry.recognise.MOUNTS", mounts)

    with pytest.raises(StorageError, match="put backups on the share"):
        Registry.create(tmp_path / "new.plough", name="New", region=REGION, author="Ana")
