"""Checking a registry: as it was written, sound on the disk, and fitting together."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely
from sqlalchemy import Connection, func, select

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import StorageError
from ploughshare.fields import Field
from ploughshare.findings import Finding
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.proof import (
    CHUNK,
    as_found,
    broken_changes,
    broken_raw_files,
    broken_rows,
    is_empty,
)
from ploughshare.registry.tables import CHANGESET, CURRENT, VERSIONS

LISTED = 1_000
"""Findings of one kind that are listed; a registry with more needs its backup, not a list."""


@dataclass(frozen=True, slots=True)
class Check:
    """
    What a check found.

    Parameters
    ----------
    head
        Hash of the last change. Printed with backups and reports, it lets anybody see later
        whether what they were shown is still in the chain.
    changes
        How many changes there are.
    intact
        Every row is as it was written, and the file is sound.
    findings
        The first broken change or row comes first, then what does not fit together.
    """

    head: str
    changes: int
    intact: bool
    findings: tuple[Finding, ...]


def check(store: Embedded, *, expected_head: str | None = None) -> Check:
    """
    Check the chain, every row, the file, the map index and references between records.

    With ``expected_head``, a hash printed earlier, also that it is still part of the chain:
    without it nobody can tell that the last changes were cut off.
    """
    with store.read(tolerant=True) as connection:
        damage = _listed(_damage(connection, store))
        hashes = list(
            connection.execute(select(CHANGESET.c.hash).order_by(CHANGESET.c.number)).scalars()
        )
        broken = [*_listed(broken_changes(connection)), *_listed(broken_rows(connection))]
        grave = [finding for _, finding in sorted(broken, key=lambda each: each[0])]
        if expected_head and expected_head not in hashes:
            grave.insert(0, _cut(expected_head))
        grave += [finding for _, finding in damage]
        for each in (broken_raw_files(connection), misplaced(connection, store)):
            grave += [finding for _, finding in _listed((0, finding) for finding in each)]
        loose = _listed((0, finding) for finding in dangling(connection))
        head = hashes[-1] if hashes else ""
        return Check(head, len(hashes), not grave, (*grave, *(finding for _, finding in loose)))


def _listed(found: Iterator[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """The first findings of a kind; a file that cannot be read to the end is one more."""
    listed: list[tuple[int, Finding]] = []
    try:
        listed.extend(islice(found, LISTED))
    except StorageError as error:
        listed.append((0, _damaged(error.message)))
    return listed


def _damage(connection: Connection, store: Embedded) -> Iterator[tuple[int, Finding]]:
    for text in store.damage(connection):
        yield 0, _damaged(f"{store.path.name}: {text}")


def _cut(expected_head: str) -> Finding:
    return Finding(
        "chain-cut",
        "block",
        f"The change with hash {expected_head} is no longer in the chain: later changes were cut "
        "off, or this is another registry.",
        remedy="Restore the backup that was made with this hash.",
    )


def _damaged(text: str) -> Finding:
    return Finding(
        "file-damaged",
        "block",
        text,
        remedy="Restore the last backup with 'plough restore', and keep the damaged file.",
    )


def misplaced(connection: Connection, store: Embedded) -> Iterator[Finding]:
    """Records whose newest version or place on the map is not what their versions say."""
    for name, table in VERSIONS.items():
        if not (is_empty(connection, table) and is_empty(connection, CURRENT[name])):
            yield from _not_the_newest(connection, name)
        if RECORD_TYPES[name].geometry:
            yield from _misplaced_on_map(connection, store, name)


def _not_the_newest(connection: Connection, name: str) -> Iterator[Finding]:
    table = VERSIONS[name]
    newest = select(table.c.id, func.max(table.c.entry).label("entry")).group_by(table.c.id)
    right = {row.id: row.entry for row in connection.execute(newest)}
    kept = {row.id: row.entry for row in connection.execute(select(CURRENT[name]))}
    for record_id in sorted(right.keys() ^ kept.keys()) + sorted(
        each for each in right.keys() & kept.keys() if right[each] != kept[each]
    ):
        yield _index_finding(name, record_id, "is not listed with its newest version")


def _misplaced_on_map(connection: Connection, store: Embedded, name: str) -> Iterator[Finding]:
    boxes = dict(store.boxes(connection, name))
    table = VERSIONS[name]
    query = select(table.c.entry, table.c.id, table.c.geometry).join(
        CURRENT[name], CURRENT[name].c.entry == table.c.entry
    )
    query = query.where(~table.c.removed, table.c.geometry.is_not(None))
    for block in connection.execute(query).partitions(CHUNK):
        encoded = np.array([row.geometry for row in block], dtype=object)
        # A geometry that cannot be read is reported by the chain; its bounds compare as false.
        bounds = shapely.bounds(shapely.from_wkb(encoded, on_invalid="ignore")).tolist()
        for row, (west, south, east, north) in zip(block, bounds, strict=True):
            box = boxes.pop(row.entry, None)
            if box is None:
                yield _index_finding(name, row.id, "is missing from the map")
            elif box[0] > west or box[1] > south or box[2] < east or box[3] < north:
                yield _index_finding(name, row.id, "reaches beyond its place on the map")
    if boxes:
        yield _index_finding(name, "", f"has {len(boxes)} places on the map too many")


def _index_finding(name: str, record_id: str, what: str) -> Finding:
    return Finding(
        "index-wrong",
        "block",
        f"{RECORD_TYPES[name].title.capitalize()} {record_id or 'table'} {what}.",
        remedy="Restore the registry from its last backup; the records themselves are kept.",
        record_type=name,
        record_id=record_id,
    )


def dangling(connection: Connection) -> Iterator[Finding]:
    """References to records that are not there."""
    ids = {name: _ids(connection, name) for name in VERSIONS}
    for name, record_type in RECORD_TYPES.items():
        table = VERSIONS[name]
        fields = [each for each in record_type if each.refers_to]
        if not fields or not ids[name]:
            continue
        query = (
            select(table)
            .join(CURRENT[name], CURRENT[name].c.entry == table.c.entry)
            .where(~table.c.removed)
            .order_by(table.c.id)
        )
        columns = [table.c.id, *(table.c[each.name] for each in fields)]
        for row in as_found(connection, columns, query):
            for each in fields:
                value = row[each.name]
                for target in (value,) if isinstance(value, str) else value or ():
                    if target not in ids[each.refers_to]:
                        yield _dangling_finding(name, row["id"], each, target)


def _ids(connection: Connection, name: str) -> set[str]:
    table = VERSIONS[name]
    if is_empty(connection, table):
        return set()
    query = select(table.c.id).join(CURRENT[name], CURRENT[name].c.entry == table.c.entry)
    return set(connection.execute(query.where(~table.c.removed)).scalars())


def _dangling_finding(name: str, record_id: str, field: Field, target: str) -> Finding:
    to = field.refers_to
    return Finding(
        "dangling-reference",
        "doubt",
        f"{RECORD_TYPES[name].title.capitalize()} {record_id} names {RECORD_TYPES[to].title} "
        f"{target}, which is not in the registry.",
        remedy=f"Import it with 'plough import FILE --as {to}', or correct the field.",
        field=field.name,
        record_type=name,
        record_id=record_id,
    )
