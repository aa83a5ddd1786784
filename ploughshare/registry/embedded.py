"""The embedded store: one plain SQLite file that keeps what it acknowledged.

Everything that only SQLite needs is here: settings, triggers, the R-tree, locks. Only
this module opens the live file; GDAL, ``open`` or ``shutil`` on it from the same
process can drop locks and hide or corrupt data (``docs/reference/registry.md``).
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from numpy.typing import NDArray
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    MetaData,
    QueuePool,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.engine import Engine, ExceptionContext

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import StorageError, WeakStorage
from ploughshare.registry.recognise import (
    APPLICATION_ID,
    require_known_schema,
    require_local,
    require_registry,
    unreadable,
)
from ploughshare.registry.tables import KEPT, LOG, METADATA, SCHEMA, SCHEMA_TABLE, box_table

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees of WGS 84."""

SETTINGS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # On macOS an ordinary fsync leaves the data in the drive's cache.
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA trusted_schema=OFF",
)
"""Set on every connection. SQLite forgets them between connections."""

NO_SCHEMA = "0000"

DURABLE = frozenset({2, 3})
"""Values of ``PRAGMA synchronous`` under which a commit survives a power cut: FULL, EXTRA."""

OF_THE_DISK = (sqlite3.OperationalError, sqlite3.DatabaseError)
"""Exact kinds of SQLite error that a person can mend; the others are mistakes of ours."""

_BOXES = {
    name: Table(
        box_table(name),
        MetaData(),
        Column("id", Integer, primary_key=True),
        *(Column(side, Float) for side in ("west", "east", "south", "north")),
    )
    for name, each in RECORD_TYPES.items()
    if each.geometry
}


def require_durable(connection: sqlite3.Connection, path: Path) -> None:
    """
    Refuse a connection that could lose what it acknowledged.

    With ``synchronous=NORMAL`` three of four simulated power cuts lost a row that had been
    acknowledged; with FULL none did.
    """
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if journal != "wal" or synchronous not in DURABLE:
        raise WeakStorage(
            f"{path} would be written with journal mode {journal} and synchronous {synchronous}; "
            "a power cut could lose what was acknowledged.",
            remedy=f"Copy it into a new registry: plough restore {path.name} --registry NEW.plough",
            journal_mode=journal,
            synchronous=synchronous,
        )


def append_only(table: str) -> tuple[str, str]:
    """Triggers that keep anybody from changing or deleting rows of a table."""
    return (
        f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is overwritten'); END",
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is deleted'); END",
    )


def spatial_index(record_type: str) -> str:
    """The R-tree over the current geometries of a record type, by entry of its version table."""
    return (
        f"CREATE VIRTUAL TABLE {box_table(record_type)} USING rtree(id, west, east, south, north)"
    )


class Embedded:
    """
    One SQLite file, opened with settings that survive a power cut.

    Parameters
    ----------
    path
        The file. It must exist; ``Embedded.create`` makes one.
    write
        Whether it may be changed. Without it every write is refused by SQLite itself.
    wait_seconds
        How long to wait for another program that is writing.
    """

    def __init__(self, path: Path, *, write: bool, wait_seconds: float = 5.0) -> None:
        self.path = path
        self.writable = write
        self._wait_seconds = wait_seconds
        require_local(path)
        if not path.exists():
            raise StorageError(
                f"There is no registry at {path}.",
                remedy="Make one with 'plough init', or name another with --registry.",
                path=str(path),
            )
        with closing(self._raw()) as connection:
            require_registry(connection, path)
            self.schema = schema_of(connection)
            require_known_schema(self.schema, SCHEMA, path)
        self._engine = self._make_engine()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a registry file with empty tables, open for writing; refuse one that exists."""
        store = cls.bare(path)
        with store.write() as connection:
            METADATA.create_all(connection)
            connection.execute(insert(SCHEMA_TABLE).values(version_num=SCHEMA))
            for name in ("changeset", *KEPT, LOG.name):
                for trigger in append_only(name):
                    connection.exec_driver_sql(trigger)
            for name in _BOXES:
                connection.exec_driver_sql(spatial_index(name))
        return store

    @classmethod
    def bare(cls, path: Path) -> Self:
        """Make a registry file without tables, for ``create`` and for migrations."""
        require_local(path)
        try:
            path.open("xb").close()
        except FileExistsError:
            raise StorageError(
                f"{path} exists already.",
                remedy="Choose another name, or remove the file if you do not need it.",
            ) from None
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(
                f"CREATE TABLE {SCHEMA_TABLE.name} (version_num VARCHAR(32) NOT NULL)"
            )
        return cls(path, write=True)

    def _raw(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=rw",
                uri=True,
                timeout=self._wait_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise unreadable(error, self.path) from error
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = self._raw()
        try:
            for setting in SETTINGS:
                connection.execute(setting)
            require_durable(connection, self.path)
            if not self.writable:
                connection.execute("PRAGMA query_only=ON")
        except sqlite3.Error as error:
            connection.close()
            raise unreadable(error, self.path) from error
        except WeakStorage:
            connection.close()
            raise
        return connection

    def _make_engine(self) -> Engine:
        engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writing = connection.get_execution_options().get("writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        @event.listens_for(engine, "handle_error")
        def translate(context: ExceptionContext) -> None:
            original = context.original_exception
            if isinstance(original, sqlite3.Error) and type(original) in OF_THE_DISK:
                raise unreadable(original, self.path) from original

        return engine

    @contextmanager
    def read(self, *, tolerant: bool = False) -> Iterator[Connection]:
        """
        A connection that sees one state of the file for as long as it is open.

        A tolerant one also reads text that is not valid Unicode, so that it can be reported.
        """
        with self._engine.connect() as connection:
            # Ended by the rollback that closing brings: nothing was written.
            connection.begin()
            raw = connection.connection.driver_connection
            if raw is None or not tolerant:
                yield connection
                return
            raw.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
            try:
                yield connection
            finally:
                raw.text_factory = str

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing connection; all of it is kept at the end, or nothing."""
        connecting = self._engine.connect().execution_options(writing=True)
        with connecting as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the file and of what SQLite keeps beside it."""
        self._engine.dispose()

    def discard(self) -> None:
        """Delete a file whose making failed."""
        self.close()
        for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
            self.path.with_name(name).unlink(missing_ok=True)

    def append(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """
        Insert rows that hold every column of a table.

        As ``connection.execute(insert(table), rows)`` does, in half the time.
        """
        dialect = connection.dialect
        statement = str(insert(table).compile(dialect=dialect))
        take = itemgetter(*table.c.keys())
        converters = [
            (place, convert)
            for place, column in enumerate(table.c)
            if (convert := column.type.dialect_impl(dialect).bind_processor(dialect))
        ]
        values = [list(take(row)) for row in rows]
        for place, convert in converters:
            for value in values:
                if value[place] is not None:
                    value[place] = convert(value[place])
        connection.exec_driver_sql(statement, [tuple(value) for value in values])

    def index(
        self, connection: Connection, record_type: str, entries: Sequence[int], bounds: NDArray[Any]
    ) -> None:
        """Put geometries on the map: their entries, and bounds of shape ``(n, 4)``."""
        rows = [
            (entry, west, east, south, north)
            for entry, (west, south, east, north) in zip(entries, bounds.tolist(), strict=True)
        ]
        if rows:
            into = f"INSERT INTO {box_table(record_type)} VALUES (?, ?, ?, ?, ?)"
            connection.exec_driver_sql(into, rows)

    def unindex(self, connection: Connection, record_type: str, entries: Sequence[int]) -> None:
        """Take entries off the map; those that are not on it are passed over."""
        if entries:
            delete = f"DELETE FROM {box_table(record_type)} WHERE id = ?"
            connection.exec_driver_sql(delete, [(entry,) for entry in entries])

    def in_box(self, record_type: str, entry: ColumnElement[int], box: Box) -> ColumnElement[bool]:
        """
        Entries whose bounds may touch a box. Never one too few.

        The R-tree holds bounds in single precision, rounded outwards.
        """
        west, south, east, north = box
        at = _BOXES[record_type].c
        return entry.in_(
            select(at.id).where(
                at.west <= east, at.east >= west, at.south <= north, at.north >= south
            )
        )

    def boxes(self, connection: Connection, record_type: str) -> Iterator[tuple[int, Box]]:
        """Every entry on the map with its bounds as the index holds them."""
        at = _BOXES[record_type].c
        for row in connection.execute(select(at.id, at.west, at.south, at.east, at.north)):
            yield row[0], (row[1], row[2], row[3], row[4])

    def damage(self, connection: Connection) -> list[str]:
        """What SQLite's own checks of the file find; empty when it is sound."""
        found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
        found += [f"{row[0]}, row {row[1]}: no such row in {row[2]}" for row in broken]
        return [text for text in found if text != "ok"]


def schema_of(connection: sqlite3.Connection) -> str:
    """The schema a registry was written with; ``NO_SCHEMA`` before its first migration."""
    found = connection.execute(f"SELECT version_num FROM {SCHEMA_TABLE.name}").fetchone()
    return str(found[0]) if found else NO_SCHEMA
