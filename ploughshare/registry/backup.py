"""Backups and their return, by SQLite's own backup interface.

The live file is never copied by other means: a copy taken while somebody writes can miss
what stands in the log beside it, and opening it can drop the locks of this process.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ploughshare.errors import StorageError
from ploughshare.registry.checking import Check, check
from ploughshare.registry.copying import copy, unfinished
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.recognise import require_local
from ploughshare.registry.tables import SCHEMA
from ploughshare.registry.upgrade import MIGRATIONS, run_migrations


def back_up(path: Path, target: Path) -> Check:
    """
    Write a backup of the registry at ``path`` and check it.

    It is a registry of its own, in one file, as the original was at one moment, whoever
    was writing meanwhile. Its head, in the result, is worth writing down.

    Raises ``StorageError`` when ``target`` exists, or when the backup is not intact.
    """
    _require_free(target)
    with unfinished(target) as partial:
        copy(path, partial)
        result = _checked(partial)
        if not result.intact:
            raise StorageError(
                f"The backup of {path} is not intact: {result.findings[0].message}",
                remedy="The registry itself is damaged. Keep it, and restore an earlier backup.",
            )
        partial.replace(target)
    return result


def restore(backup: Path, path: Path, *, replace: bool = False) -> tuple[Check, Path | None]:
    """
    Make the registry at ``path`` from a backup.

    Parameters
    ----------
    backup
        A backup, or a registry whose settings were changed.
    path
        Where the registry shall be.
    replace
        Whether a registry that is there already may be put aside. It is kept beside the
        new one; its path is the second result.

    Raises
    ------
    StorageError
        ``path`` exists and ``replace`` is not given, somebody has it open for writing, or
        the backup is not intact.
    InputRefused
        The backup is no registry.
    """
    require_local(path)
    if path.exists() and not replace:
        raise StorageError(
            f"{path} exists already; restoring would replace it.",
            remedy="Give another path, or --replace to put the present one aside.",
        )
    with unfinished(path) as partial:
        copy(backup, partial)
        result = _checked(partial)
        if not result.intact:
            raise StorageError(
                f"{backup} is not intact and was not restored: {result.findings[0].message}",
                remedy="Use another backup.",
            )
        aside = _put_aside(path) if path.exists() else None
        partial.replace(path)
    return result, aside


def _checked(path: Path) -> Check:
    """Check a registry; one of an earlier schema as it comes to be when it is opened."""
    store = Embedded(path, write=False)
    try:
        if store.schema >= SCHEMA:
            return check(store)
    finally:
        store.close()
    with unfinished(path.with_name(f"{path.name}.upgraded")) as newer:
        copy(path, newer)
        store = Embedded(newer, write=True)
        try:
            run_migrations(store, SCHEMA, (MIGRATIONS / "versions",))
        finally:
            store.close()
        return _checked(newer)


def _require_free(target: Path) -> None:
    if target.exists():
        raise StorageError(
            f"{target} exists already; a backup never replaces another.",
            remedy="Choose another name, for example one with today's date.",
        )


def _put_aside(path: Path) -> Path:
    """Rename a registry and what SQLite keeps beside it, when nobody is writing it."""
    aside = path.with_name(f"{path.stem}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}{path.suffix}")
    # Emptied of its log, the registry is one file and can be renamed as one.
    try:
        with closing(sqlite3.connect(path, timeout=1.0)) as connection:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.DatabaseError:
        busy = 0  # A file that SQLite cannot read is put aside as it is.
    if busy:
        raise StorageError(
            f"{path} is being used by another program.",
            remedy="Wait until it has finished, then try again. Nothing was changed.",
        )
    path.replace(aside)
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    return aside
