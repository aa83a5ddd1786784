"""A registry of an earlier schema comes up to date, or stays exactly as it was."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
import shapely

from ploughshare.errors import RegistryTooNew, StorageError
from ploughshare.registry.change import Change
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.registry import Registry
from ploughshare.registry.tables import SCHEMA
from ploughshare.registry.upgrade import MIGRATIONS, run_migrations, upgrade
from tests.registry.regions import REGION, hazards, registry_at

VERSIONS = MIGRATIONS / "versions"


def schema(path: Path) -> dict[str, str]:
    """Every table, index and trigger of a file, as the SQL that makes it."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        return {name: " ".join(sql.split()) for name, sql in connection.execute(query)}


def first_schema(path: Path) -> Path:
    """A registry as the first migration makes it, with two areas in it."""
    store = Embedded.bare(path)
    run_migrations(store, "0001", [VERSIONS])
    store.close()
    with registry_at(path.with_name("today.plough")) as today:
        about = {"name": today.name, "invented": True, "created": datetime.now(UTC)}
        region = shapely.to_wkb(REGION, output_dimension=2, byte_order=1)
    with closing(Embedded(path, write=True)) as made, made.write() as connection:
        change = Change(made, connection, author="Ana", reason="Start", source="", kind="create")
        change.append("setting", {**about, "region": region})
        change.seal()
    with (
        Registry.open(path, write=True) as registry,
        registry.change(author="Ana", reason="Areas") as change,
    ):
        change.put_many(hazards(2))
    return path


def next_schema(folder: Path, statement: str) -> list[Path]:
    """The folders of migrations with one more: the schema of tomorrow."""
    folder.mkdir()
    text = f"""
        from alembic import op
        import sqlalchemy as sa

        revision = "0002"
        down_revision = "0001"

        def upgrade():
            op.add_column("hazards_version", sa.Column("owner_note", sa.Text))
            {statement}
        """
    (folder / "s0002_owner_note.py").write_text(dedent(text), encoding="utf-8")
    return [VERSIONS, folder]


def test_the_migrations_make_what_the_data_dictionary_says(tmp_path: Path) -> None:
    """
    If this fails, the dictionary was changed: add the same column in a new migration, or,
    before the first release, in the list of ``s0001_first_schema.py``.
    """
    registry_at(tmp_path / "today.plough").close()
    with closing(Embedded.bare(tmp_path / "migrated.plough")) as store:
        run_migrations(store, SCHEMA, [VERSIONS])

    assert schema(tmp_path / "migrated.plough") == schema(tmp_path / "today.plough")


def test_an_upgrade_keeps_every_row_and_a_copy_from_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Tomorrow's schema has one column more. The digests of today's rows still hold, and
    today's program refuses the file by name instead of guessing.
    """
    path = first_schema(tmp_path / "dobrel.plough")
    with Registry.open(path) as registry:
        before, head = list(registry.records("hazards")), registry.head_hash()

    versions = next_schema(tmp_path / "more", "pass")
    backup = upgrade(path, to="0002", versions=versions)

    with pytest.raises(RegistryTooNew, match=r"schema is 0002, .* up to 0001"):
        Registry.open(path)
    assert backup == tmp_path / "dobrel.schema-0001.plough"
    with Registry.open(backup) as registry:
        assert registry.head_hash() == head
    monkeypatch.setattr("ploughshare.registry.embedded.SCHEMA", "0002")
    with Registry.open(path) as registry:
        assert list(registry.records("hazards")) == before
        assert registry.check().intact
        assert registry.head_hash() == head
    assert upgrade(path, to="0002", versions=versions) is None


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = first_schema(tmp_path / "dobrel.plough")
    before = schema(path)

    with pytest.raises(StorageError, match=r"could not be upgraded from schema 0001 to 0002"):
        upgrade(path, to="0002", versions=next_schema(tmp_path / "more", "op.execute('nonsense')"))

    assert schema(path) == before
    with Registry.open(path) as registry:
        assert registry.count("hazards") == 2
        assert registry.check().intact
        assert registry.backup_before_upgrade is None


def test_opening_brings_a_registry_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = first_schema(tmp_path / "dobrel.plough")
    tomorrow = partial(upgrade, to="0002", versions=next_schema(tmp_path / "more", "pass"))
    monkeypatch.setattr("ploughshare.registry.registry.upgrade", tomorrow)
    for room in ("registry", "embedded"):
        monkeypatch.setattr(f"ploughshare.registry.{room}.SCHEMA", "0002")

    with Registry.open(path) as registry:
        assert registry.count("hazards") == 2
        assert registry.backup_before_upgrade == path.with_name("dobrel.schema-0001.plough")


def test_a_registry_whose_making_was_interrupted_is_refused(tmp_path: Path) -> None:
    Embedded.bare(tmp_path / "dobrel.plough").close()

    with pytest.raises(StorageError, match="never finished"):
        Registry.open(tmp_path / "dobrel.plough")
