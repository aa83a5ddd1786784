"""Copying a registry by SQLite's own backup interface, into a file that is not there until it is whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ploughshare.errors import StorageError
from ploughshare.registry.recognise import require_registry, unreadable


def copy(source: Path, target: Path) -> None:
    """Copy a registry into a new file by the backup interface, with settings that are durable."""
    if not source.exists():
        raise StorageError(f"There is no registry at {source}.", remedy="Check the path.")
    uri = f"{source.resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as live, closing(_new(target)) as new:
            require_registry(live, source)
            live.backup(new)
            new.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise unreadable(error, source) from error


def _new(target: Path) -> sqlite3.Connection:
    target.open("xb").close()
    return sqlite3.connect(target, isolation_level=None)


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A path beside the target for what is not finished; nothing is left there on failure."""
    partial = target.with_name(f"{target.name}.unfinished")
    _delete(partial)
    try:
        yield partial
    finally:
        _delete(partial)


def _delete(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
