"""Proving the hash chain: is every row as it was written?

The first row or change that is not as it was written is named. A row is found altered
by its own digest, missing by the gap in its numbers, and a row together with its digest
by the change that covers it.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, select, type_coerce
from sqlalchemy.types import NullType

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.findings import Finding
from ploughshare.registry.chain import NO_HASH, Part, change_hash, parts_of, row_digest
from ploughshare.registry.tables import CHANGESET, KEPT, RAW_FILE

CHUNK = 2_000
"""Rows read at a time."""

GAP = 20
"""Missing rows of one gap that are named."""

Row = dict[str, Any]


def _tampered(message: str, **where: Any) -> Finding:
    return Finding(
        "chain-broken",
        "block",
        message,
        remedy="Restore the last backup that passes this check, and find out who changed the "
        "file by other means than Ploughshare.",
        **where,
    )


def broken_changes(connection: Connection) -> Iterator[tuple[int, Finding]]:
    """Changes that are missing, altered, or do not follow the one before: number and finding."""
    expected, previous = 1, NO_HASH
    for row in _all(connection, CHANGESET, CHANGESET.c.number):
        number = row["number"]
        if number != expected:
            yield expected, _tampered(f"Change {expected} is missing.")
        elif row["previous"] != previous:
            yield number, _tampered(f"Change {number} does not follow the one before it.")
        elif change_hash(row) != row["hash"]:
            yield number, _tampered(f"Change {number} was altered after it was written.")
        expected, previous = number + 1, row["hash"]


def broken_rows(connection: Connection) -> Iterator[tuple[int, Finding]]:
    """Rows of content that are missing, altered or strange: number of the change and finding."""
    stated: dict[str, dict[int, tuple[int, int, str]]] = {name: {} for name in KEPT}
    for row in _all(connection, CHANGESET, CHANGESET.c.number):
        # Contents that cannot be read are reported with the change itself.
        with suppress(ValueError, TypeError, AttributeError):
            for name, part in parts_of(row["contents"]).items():
                stated[name][row["number"]] = part
    for name, table in KEPT.items():
        yield from _broken_in(connection, table, stated[name])


def _broken_in(
    connection: Connection, table: Table, stated: Mapping[int, tuple[int, int, str]]
) -> Iterator[tuple[int, Finding]]:
    starts = {first: (change, last) for change, (first, last, _) in stated.items()}
    expected, change, until = 1, 0, 0
    sums: dict[int, Part] = {}
    told: set[int] = set()
    for row in _all(connection, table, table.c.entry):
        entry = row["entry"]
        for missing in range(expected, min(entry, expected + GAP)):
            change, until = starts.get(missing, (change, until))
            told.add(change)
            yield change, _tampered(f"{_what(table, missing)} is missing.")
        change, until = starts.get(entry, (change, until))
        expected = entry + 1
        if entry > until:
            claimed = row["changeset"]
            yield (
                claimed if isinstance(claimed, int) else change,
                _tampered(f"{_what(table, entry, row)} was added by no change."),
            )
            continue
        if row["changeset"] == change and row_digest(table.name, row) == row["digest"]:
            sums.setdefault(change, Part(entry, entry)).add(row["digest"])
            continue
        told.add(change)
        what = f"{_what(table, entry, row)} was altered after change {change} wrote it."
        where = {}
        if "version" in row:
            where = {"record_type": table.name.removesuffix("_version"), "record_id": row["id"]}
        yield change, _tampered(what, **where)
    for change, (first, last, digest) in stated.items():
        if change in told:
            continue
        if last >= expected:
            yield change, _tampered(f"{_what(table, max(first, expected))} is missing.")
        elif change not in sums or sums[change].sha256.hexdigest() != digest:
            what = f"Rows that change {change} wrote in {table.name} were replaced."
            yield change, _tampered(what)


def _what(table: Table, entry: int, row: Row | None = None) -> str:
    if row is not None and "version" in row:
        title = RECORD_TYPES[table.name.removesuffix("_version")].title
        return f"Version {row['version']} of {title} {row['id']} ({table.name}, entry {entry})"
    return f"Entry {entry} of {table.name}"


def broken_raw_files(connection: Connection) -> Iterator[Finding]:
    """Received files whose bytes no longer give their SHA-256."""
    for row in _all(connection, RAW_FILE, RAW_FILE.c.entry, chunk=1):
        try:
            whole = hashlib.sha256(zlib.decompress(row["content"])).hexdigest() == row["sha256"]
        except (zlib.error, TypeError):
            whole = False
        if not whole:
            yield Finding(
                "raw-file-damaged",
                "block",
                f"The bytes kept of {row['name']} are not those that were received.",
                remedy="Restore the last backup.",
                file=row["name"],
            )


def as_found(
    connection: Connection,
    columns: Iterable[Column[Any]],
    query: Select[Any],
    *,
    chunk: int = CHUNK,
) -> Iterator[Row]:
    """
    Rows of a query over those columns, with what cannot be read left as it stands.

    Whoever altered a row may have left a date that is no date; that must be reported, not
    be stumbled over.
    """
    wanted = list(columns)
    bare = query.with_only_columns(*(type_coerce(column, NullType()) for column in wanted))
    names = [column.name for column in wanted]
    dialect = connection.dialect
    converters = [
        (column.name, convert)
        for column in wanted
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
    ]
    for found in connection.execute(bare, execution_options={"yield_per": chunk}):
        row = dict(zip(names, found, strict=True))
        for name, convert in converters:
            with suppress(ValueError, TypeError):
                row[name] = convert(row[name])
        yield row


def _all(
    connection: Connection, table: Table, order: ColumnElement[Any], *, chunk: int = CHUNK
) -> Iterator[Row]:
    if not is_empty(connection, table):
        yield from as_found(connection, table.c, select(table).order_by(order), chunk=chunk)


def is_empty(connection: Connection, table: Table) -> bool:
    """Whether a table has no row: asked in plain SQL, since most tables of a registry have none."""
    return connection.exec_driver_sql(f"SELECT 1 FROM {table.name} LIMIT 1").first() is None
