"""One change to the registry: everything in it becomes visible together, or nothing does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import shapely
from sqlalchemy import bindparam, select, update

from ploughshare.dictionary import RECORD_TYPES, record_type
from ploughshare.errors import HazardWouldShrink, NoSuchRecord, StaleVersion
from ploughshare.fields import Record
from ploughshare.registry.kept import Origin, Put, Written
from ploughshare.registry.rows import CODECS, from_wkb, origin_columns
from ploughshare.registry.tables import CHANGESET, CURRENT, VERSIONS
from ploughshare.registry.writing import CHUNK, Row, Writing

NEVER_SMALLER = "hazards"
"""The record type whose outlines only a signed release makes smaller."""


class Change(Writing):
    """A change under way. Made by ``Registry.change``, in whose ``with`` block it lives."""

    def put(
        self,
        record: Record,
        *,
        expected_version: int | None,
        origin: Origin | None = None,
        valid_from: date | None = None,
    ) -> int:
        """
        Write a record and return its version.

        A record equal to what is kept is left alone, unless ``valid_from`` is another day.

        Raises
        ------
        StaleVersion
            Somebody changed it since ``expected_version`` was read, or with ``None``,
            it exists already.
        HazardWouldShrink
            A hazardous area whose new outline does not contain the old one.
        InputRefused
            A value that the data dictionary does not allow.
        """
        self.put_many([Put(record, expected_version, origin, valid_from)])
        return self.version(record.record_type, record.id)

    def put_many(self, puts: Iterable[Put]) -> Written:
        """Write many records, of any types, as ``put`` does; memory stays small for any number."""
        added = changed = unchanged = 0
        for chunk in _chunks(puts):
            name = chunk[0].record.record_type
            written = self._put_chunk(record_type(name).name, chunk)
            added += written.added
            changed += written.changed
            unchanged += written.unchanged
        return Written(added, changed, unchanged)

    def _put_chunk(self, name: str, chunk: Sequence[Put]) -> Written:
        rows = CODECS[name].encode([put.record for put in chunk])
        present = self._present(name, [row["id"] for row in rows])
        self._require_fresh(name, chunk, present)
        self._require_not_smaller(name, rows, present)
        new: list[Row] = []
        changed = 0
        for put, row in zip(chunk, rows, strict=True):
            before = present.get(row["id"])
            there = before is not None and not before["removed"]
            if before is not None and there and _says_the_same(name, before, row, put):
                continue
            changed += there
            row["version"] = before["version"] + 1 if before else 1
            row["removed"] = False
            row["valid_from"] = put.valid_from
            row.update(origin_columns(put.origin))
            new.append(row)
        self._append_versions(name, new, present)
        return Written(len(new) - changed, changed, len(chunk) - len(new))

    def _present(self, name: str, ids: Sequence[str]) -> dict[str, Row]:
        versions, current = VERSIONS[name], CURRENT[name]
        query = select(versions).join(current, current.c.entry == versions.c.entry)
        query = query.where(current.c.id.in_(ids))
        result = self.connection.execute(query)
        names = list(result.keys())
        return {row.id: dict(zip(names, row, strict=True)) for row in result}

    def _require_fresh(self, name: str, chunk: Sequence[Put], present: Mapping[str, Row]) -> None:
        for put in chunk:
            row = present.get(put.record.id)
            there = None if row is None or row["removed"] else row["version"]
            # A removed record can be written anew, by those who know of it and those who do not.
            if put.expected_version == there or (
                row is not None and row["removed"] and put.expected_version == row["version"]
            ):
                continue
            raise self._stale(name, put, row)

    def _stale(self, name: str, put: Put, row: Row | None) -> StaleVersion:
        title, record_id = RECORD_TYPES[name].title, put.record.id
        if row is None:
            return StaleVersion(
                f"There is no {title} {record_id}, though version {put.expected_version} of it "
                "was to be changed.",
                expected_version=put.expected_version,
                present_version=None,
            )
        theirs = next(CODECS[name].decode([row]))
        who = self.connection.execute(
            select(CHANGESET.c.author, CHANGESET.c.time).where(
                CHANGESET.c.number == row["changeset"]
            )
        ).first()
        by = f"{who.author} on {who.time:%d %B %Y}" if who else "this same change"
        read = f"version {put.expected_version}" if put.expected_version else "none"
        state = "removed" if row["removed"] else "written"
        return StaleVersion(
            f"{title.capitalize()} {record_id} is at version {row['version']}, {state} by {by}; "
            f"the change started from {read}. {_differences(put.record, theirs)}",
            remedy=f"Look at it with 'plough history {record_id}' and make the change again.",
            record_type=name,
            record_id=record_id,
            expected_version=put.expected_version,
            present_version=row["version"],
            yours=put.record,
            theirs=theirs,
        )

    def _require_not_smaller(
        self, name: str, rows: Sequence[Row], present: Mapping[str, Row]
    ) -> None:
        smaller = _made_smaller(name, rows, present)
        if smaller:
            raise HazardWouldShrink(
                f"The new outline of hazardous area {smaller[0]} leaves out ground that the old "
                "one covers.",
                remedy="Only a signed release makes a hazardous area smaller. Keep the old "
                "outline, or record the addition as an area of its own.",
                record_ids=tuple(smaller),
            )

    def hazards_made_smaller(self, records: Iterable[Record]) -> frozenset[str]:
        """Ids of the hazardous areas that ``put`` would refuse because ground would be left out."""
        found: set[str] = set()
        for chunk in _chunks(Put(record) for record in records):
            name = chunk[0].record.record_type
            if name == NEVER_SMALLER:
                rows = CODECS[name].encode([put.record for put in chunk])
                present = self._present(name, [row["id"] for row in rows])
                found.update(_made_smaller(name, rows, present))
        return frozenset(found)

    def remove(self, record_type_name: str, record_id: str, *, expected_version: int) -> int:
        """
        Take a record off the list and return the version that says so.

        Nothing is lost: its history stays. Hazardous areas cannot be removed; undoing
        the import that brought them is the only way back.
        """
        name = record_type(record_type_name).name
        if name == NEVER_SMALLER:
            raise HazardWouldShrink(
                f"Hazardous area {record_id} cannot be removed: only a signed release closes it.",
                remedy="If the import that brought it was a mistake, undo it: plough undo CHANGE.",
                record_ids=(record_id,),
            )
        row = self._present(name, [record_id]).get(record_id)
        if row is None or row["removed"]:
            raise NoSuchRecord(f"There is no {RECORD_TYPES[name].title} {record_id} to remove.")
        if row["version"] != expected_version:
            record = next(CODECS[name].decode([row]))
            raise self._stale(name, Put(record, expected_version), row)
        self.append_copies(name, [(row, row, True)])
        return int(row["version"]) + 1

    def version(self, record_type_name: str, record_id: str) -> int:
        """The newest version of a record as this change sees it. Raises ``NoSuchRecord``."""
        row = self._present(record_type(record_type_name).name, [record_id]).get(record_id)
        if row is None:
            raise NoSuchRecord(f"There is no {record_type_name} record {record_id}.")
        return int(row["version"])

    def versions(self, record_type_name: str) -> dict[str, int]:
        """The version of every record of a type that is not removed, as this change sees it."""
        name = record_type(record_type_name).name
        versions, current = VERSIONS[name], CURRENT[name]
        query = select(versions.c.id, versions.c.version).join(
            current, current.c.entry == versions.c.entry
        )
        rows = self.connection.execute(query.where(~versions.c.removed))
        return {row.id: row.version for row in rows}

    def append_copies(self, name: str, copies: Sequence[tuple[Row, Row, bool]]) -> None:
        """
        Append versions made of earlier ones: ``(present row, row to copy, removed)`` each.

        This is how a removal and an undo are written; outlines are not compared.
        """
        new = []
        for present, copied, removed in copies:
            row = dict(copied)
            row["version"] = present["version"] + 1
            row["removed"] = removed
            new.append(row)
        self._append_versions(name, new, {row["id"]: row for row, _, _ in copies})

    def _append_versions(self, name: str, rows: list[Row], present: Mapping[str, Row]) -> None:
        if not rows:
            return
        self._append(VERSIONS[name], rows)
        current = CURRENT[name]
        old = [row for row in rows if row["id"] in present]
        fresh = [row for row in rows if row["id"] not in present]
        if fresh:
            pairs = [{"id": row["id"], "entry": row["entry"]} for row in fresh]
            self._store.append(self.connection, current, pairs)
        if old:
            move = update(current).where(current.c.id == bindparam("which"))
            self.connection.execute(
                move.values(entry=bindparam("to")),
                [{"which": row["id"], "to": row["entry"]} for row in old],
            )
        if RECORD_TYPES[name].geometry:
            self._move_on_map(name, rows, [present[row["id"]]["entry"] for row in old])

    def _move_on_map(self, name: str, rows: Sequence[Row], old: Sequence[int]) -> None:
        self._store.unindex(self.connection, name, old)
        placed = [row for row in rows if row["geometry"] is not None and not row["removed"]]
        bounds = shapely.bounds(np.array(from_wkb([row["geometry"] for row in placed])))
        entries = [row["entry"] for row in placed]
        self._store.index(self.connection, name, entries, bounds.reshape(-1, 4))


def _chunks(puts: Iterable[Put]) -> Iterator[list[Put]]:
    """Runs of puts of one type without a repeated id, of at most ``CHUNK``."""
    chunk: list[Put] = []
    ids: set[str] = set()
    for put in puts:
        record = put.record
        if chunk and (
            len(chunk) == CHUNK
            or record.record_type != chunk[0].record.record_type
            or record.id in ids
        ):
            yield chunk
            chunk, ids = [], set()
        chunk.append(put)
        ids.add(record.id)
    if chunk:
        yield chunk


def _says_the_same(name: str, before: Row, row: Row, put: Put) -> bool:
    since = put.valid_from in (None, before["valid_from"])
    return since and CODECS[name].content(before) == row


def _made_smaller(name: str, rows: Sequence[Row], present: Mapping[str, Row]) -> list[str]:
    if name != NEVER_SMALLER:
        return []
    pairs = [
        (row["id"], present[row["id"]]["geometry"], row["geometry"])
        for row in rows
        if row["id"] in present and not present[row["id"]]["removed"]
    ]
    moved = [(record_id, old, new) for record_id, old, new in pairs if old != new and old]
    old = np.array(from_wkb([pair[1] for pair in moved]))
    new = np.array(from_wkb([pair[2] for pair in moved]))
    held = shapely.covers(new, old) if moved else ()
    return [pair[0] for pair, covered in zip(moved, held, strict=True) if not covered]


def _differences(yours: Record, theirs: Record) -> str:
    names = sorted({*yours.values, *theirs.values})
    lines = [
        f"{name}: yours {yours.values.get(name)!r}, registry {theirs.values.get(name)!r}"
        for name in names
        if yours.values.get(name) != theirs.values.get(name)
    ]
    if yours.geometry != theirs.geometry:
        lines.append("the outlines differ")
    return "; ".join(lines) + "." if lines else "The contents are the same."
