"""Bringing a registry of an earlier program up to date, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from ploughshare.errors import StorageError
from ploughshare.registry.copying import copy, unfinished
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.tables import SCHEMA

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(
    path: Path, *, to: str = SCHEMA, versions: Sequence[Path] = (MIGRATIONS / "versions",)
) -> Path | None:
    """
    Upgrade the registry at ``path`` and return the backup that was made before.

    Nothing happens, and ``None`` is returned, when it is up to date. An upgrade that fails
    leaves the file as it was.

    Parameters
    ----------
    path
        The registry.
    to
        Schema to reach.
    versions
        Folders of migrations.
    """
    store = Embedded(path, write=True)
    try:
        if store.schema >= to:
            return None
        backup = path.with_name(f"{path.stem}.schema-{store.schema}{path.suffix}")
        if not backup.exists():
            with unfinished(backup) as partial:
                copy(path, partial)
                partial.replace(backup)
        try:
            run_migrations(store, to, versions)
        except Exception as error:
            raise StorageError(
                f"{path} could not be upgraded from schema {store.schema} to {to}: {error}",
                remedy=f"It was left as it was, with a copy in {backup.name}. Please report this.",
            ) from error
        return backup
    finally:
        store.close()


def run_migrations(store: Embedded, to: str, versions: Sequence[Path]) -> None:
    """Run the migrations from a store's schema up to another, in one transaction."""
    # Imported here because it takes a second, and most days nothing is to be migrated.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in versions))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
