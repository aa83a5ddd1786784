"""Undoing a change: a new change that puts back what stood before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Select, func, select

from ploughshare.errors import CallError, NoSuchRecord, StaleVersion
from ploughshare.registry.chain import parts_of
from ploughshare.registry.change import Change
from ploughshare.registry.tables import CHANGESET, CURRENT, VERSIONS
from ploughshare.registry.writing import CHUNK, Row

SHOWN = 20
"""Conflicting records named in a message."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What undoing did: the change that was undone, the one that did it, and how many records."""

    undone: int
    number: int
    taken_off: int
    put_back: int


def reverse(change: Change, number: int) -> Reversal:
    """
    Write into ``change`` the versions that undo the change of that number.

    Records it added are taken off the list, hazardous areas too; records it changed get
    their earlier content as a new version. Undoing an undo brings everything back.

    Raises
    ------
    NoSuchRecord
        No change has that number.
    CallError
        It is not a change of records, or was undone already.
    StaleVersion
        Later changes touched the same records; the message lists them.
    """
    connection = change.connection
    contents = _require_reversible(connection, number)
    written = [
        (name, first, last)
        for name, table in VERSIONS.items()
        for first, last, _ in [contents.get(table.name, (0, 0, ""))]
        if first
    ]
    later = [
        f"{record_id} ({name}, change {changeset})"
        for name, first, last in written
        for record_id, changeset in _touched_since(connection, name, first, last)
    ]
    if later:
        more = f" and {len(later) - SHOWN} more" if len(later) > SHOWN else ""
        raise StaleVersion(
            f"Change {number} cannot be undone: later changes touched {len(later)} of its "
            f"records: {', '.join(later[:SHOWN])}{more}.",
            remedy="Undo those changes first, the newest first.",
            records=tuple(later),
        )
    taken_off = put_back = 0
    for name, first, last in written:
        for block in _copies(connection, name, first, last):
            change.append_copies(name, block)
            gone = sum(removed for _, _, removed in block)
            taken_off += gone
            put_back += len(block) - gone
    return Reversal(number, change.number, taken_off, put_back)


def _require_reversible(connection: Connection, number: int) -> Mapping[str, tuple[int, int, str]]:
    found = connection.execute(select(CHANGESET).where(CHANGESET.c.number == number)).first()
    if found is None:
        raise NoSuchRecord(f"There is no change {number}.", remedy="'plough show' lists them.")
    if found.kind in ("create", "plan"):
        what = "made the registry" if found.kind == "create" else "kept a plan"
        raise CallError(f"Change {number} {what}; there are no records in it to undo.")
    undone_by = connection.execute(
        select(func.max(CHANGESET.c.number)).where(CHANGESET.c.reverses == number)
    ).scalar()
    if undone_by is not None:
        raise CallError(
            f"Change {number} was undone already, by change {undone_by}.",
            remedy=f"To bring it back, undo change {undone_by}.",
        )
    return parts_of(found.contents)


def _touched_since(
    connection: Connection, name: str, first: int, last: int
) -> Iterator[tuple[str, int]]:
    """Records that say something later than those entries, with the change that wrote it."""
    versions, current = VERSIONS[name].c, CURRENT[name].c
    ids = select(versions.id).where(versions.entry.between(first, last))
    newer = select(current.id).where(current.entry > last, current.id.in_(ids))
    candidates = sorted(connection.execute(newer).scalars())
    reversals = select(CHANGESET.c.number, CHANGESET.c.reverses)
    reverses = {row.number: row.reverses for row in connection.execute(reversals)}
    columns = select(versions.id, versions.entry, versions.changeset)
    for start in range(0, len(candidates), CHUNK):
        block = columns.where(versions.id.in_(candidates[start : start + CHUNK]))
        rows = connection.execute(block.order_by(versions.id, versions.entry))
        for record_id, written in groupby(rows, key=lambda row: str(row.id)):
            history = [(row.entry, row.changeset) for row in written]
            said = _first_said(history, reverses)
            if said is None or not first <= said <= last:
                yield record_id, history[-1][1]


def _first_said(
    history: Sequence[tuple[int, int]], reverses: Mapping[int, int | None]
) -> int | None:
    """
    The entry at which what a record says now was first said; ``None``: before it was there.

    A version written by an undo says what the one before the undone change said.
    """
    place = len(history) - 1
    while place >= 0:
        entry, change = history[place]
        undone = reverses[change]
        if undone is None:
            return entry
        place = next(at for at, (_, each) in enumerate(history) if each == undone) - 1
    return None


def _copies(
    connection: Connection, name: str, first: int, last: int
) -> Iterator[list[tuple[Row, Row, bool]]]:
    """Blocks of (present version, version to copy, removed), for each record written."""
    versions, current = VERSIONS[name].c, CURRENT[name].c
    written = select(versions.id).where(versions.entry.between(first, last)).distinct()
    ids = list(connection.execute(written.order_by(versions.id)).scalars())
    for start in range(0, len(ids), CHUNK):
        block = ids[start : start + CHUNK]
        now = select(current.entry).where(current.id.in_(block))
        earlier = (
            select(func.max(versions.entry))
            .where(versions.id.in_(block), versions.entry < first)
            .group_by(versions.id)
        )
        present, before = _by_id(connection, name, now), _by_id(connection, name, earlier)
        yield [
            (present[each], before[each], before[each]["removed"])
            if each in before
            else (present[each], present[each], True)
            for each in block
        ]


def _by_id(connection: Connection, name: str, entries: Select[tuple[int]]) -> dict[str, Row]:
    table = VERSIONS[name]
    result = connection.execute(select(table).where(table.c.entry.in_(entries)))
    names = list(result.keys())
    return {row.id: dict(zip(names, row, strict=True)) for row in result}
