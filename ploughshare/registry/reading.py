"""Reading a registry: records now or as they were known, their history, and what else is kept."""

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import shapely
from shapely.geometry import Polygon
from sqlalchemy import ColumnElement, Connection, Select, func, select

from ploughshare.dictionary import RECORD_TYPES, record_type
from ploughshare.errors import NoSuchRecord
from ploughshare.fields import Record
from ploughshare.findings import SEVERITIES, Finding, Severity
from ploughshare.registry.chain import NO_HASH
from ploughshare.registry.embedded import Box, Embedded
from ploughshare.registry.kept import (
    Changeset,
    ImportRun,
    KeptFinding,
    KeptPlan,
    KeptRow,
    Publication,
    QuarantinedRow,
    StoredRecord,
)
from ploughshare.registry.rows import CODECS, from_wkb
from ploughshare.registry.tables import (
    CHANGESET,
    CURRENT,
    FINDING,
    IMPORT_RUN,
    PLAN,
    PUBLICATION,
    QUARANTINE,
    RAW_FILE,
    SETTING,
    VERSIONS,
)

KnownAt = datetime | date | int | None
"""A moment, a day (its end, UTC), or the number of a change; ``None`` for now."""

CHUNK = 2_000
"""Rows read at a time."""

DOCUMENTS = ("plan", "problem", "schedule")
"""What is kept with a plan."""

PART = 2**20
"""Bytes of a large document at a time."""

Row = dict[str, Any]


class Reading:
    """The reading half of a registry. One object belongs to one thread."""

    def __init__(self, store: Embedded) -> None:
        self._store = store
        self._pinned: Connection | None = None
        with self._read() as connection:
            query = select(SETTING).order_by(SETTING.c.entry.desc()).limit(1)
            setting = connection.execute(query).one()
        self.name: str = setting.name
        self.region: Polygon = shapely.from_wkb(setting.region)
        self.invented: bool = setting.invented
        self.created: datetime = setting.created

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """
        Inside the block every reading sees one state, whatever others write meanwhile.

        A block inside another sees the state of the outer one.
        """
        if self._pinned is not None:
            yield
            return
        with self._store.read() as connection:
            self._pinned = connection
            try:
                yield
            finally:
                self._pinned = None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        if self._pinned is not None:
            yield self._pinned
        else:
            with self._store.read() as connection:
                yield connection

    def _rows(self, query: Select[Any]) -> Iterator[list[Row]]:
        """Rows in blocks, so that a hundred thousand are never in memory at once."""
        with self._read() as connection:
            result = connection.execute(query, execution_options={"yield_per": CHUNK})
            names = list(result.keys())
            for block in result.partitions():
                yield [dict(zip(names, row, strict=True)) for row in block]

    def records(
        self,
        record_type_name: str,
        *,
        box: Box | None = None,
        as_known_at: KnownAt = None,
        include_removed: bool = False,
    ) -> Iterator[Record]:
        """
        Records of one type in the order of their ids.

        Parameters
        ----------
        record_type_name
            As in ``plough import --as``.
        box
            Only those whose geometry touches it: west, south, east, north in degrees.
        as_known_at
            As the registry knew them then.
        include_removed
            Also those taken off the list, as they last were.
        """
        for stored in self.stored_records(
            record_type_name, box=box, as_known_at=as_known_at, include_removed=include_removed
        ):
            yield stored.record

    def stored_records(
        self,
        record_type_name: str,
        *,
        box: Box | None = None,
        as_known_at: KnownAt = None,
        include_removed: bool = False,
    ) -> Iterator[StoredRecord]:
        """As ``records``, with version, change and origin."""
        name = record_type(record_type_name).name
        query = self._known(name, as_known_at)
        versions = VERSIONS[name].c
        if not include_removed:
            query = query.where(~versions.removed)
        if box is not None and as_known_at is None and not include_removed:
            query = query.where(self._store.in_box(name, versions.entry, box))
        touched = shapely.box(*box) if box is not None else None
        for rows in self._rows(query.order_by(versions.id)):
            for stored in CODECS[name].stored(rows):
                geometry = stored.record.geometry
                if touched is None or (geometry is not None and touched.intersects(geometry)):
                    yield stored

    def records_in_short(self, record_type_name: str, fields: Collection[str]) -> Iterator[Record]:
        """As ``records``, with no more than some fields of each, and without its geometry."""
        name = record_type(record_type_name).name
        versions, current = VERSIONS[name].c, CURRENT[name].c
        there = [each.name for each in RECORD_TYPES[name].fields if each.name in fields]
        query = (
            select(versions.id, *(versions[field] for field in there))
            .join(CURRENT[name], current.entry == versions.entry)
            .where(~versions.removed)
            .order_by(versions.id)
        )
        for rows in self._rows(query):
            for row in rows:
                values = {field: row[field] for field in there if row[field] is not None}
                yield Record(name, row["id"], values)

    def _known(self, name: str, as_known_at: KnownAt) -> Select[Any]:
        versions, current = VERSIONS[name], CURRENT[name]
        if as_known_at is None:
            return select(versions).join(current, current.c.entry == versions.c.entry)
        newest = (
            select(func.max(versions.c.entry))
            .where(versions.c.changeset <= self._last_change(as_known_at))
            .group_by(versions.c.id)
        )
        return select(versions).where(versions.c.entry.in_(newest))

    def _last_change(self, as_known_at: datetime | date | int) -> int:
        if isinstance(as_known_at, int):
            return as_known_at
        if not isinstance(as_known_at, datetime):
            as_known_at = datetime.combine(as_known_at, time.max, UTC)
        query = select(func.max(CHANGESET.c.number)).where(CHANGESET.c.time <= as_known_at)
        with self._read() as connection:
            return connection.execute(query).scalar() or 0

    def versions(self, record_type_name: str) -> dict[str, int]:
        """The version of every record of a type that is not removed, by id."""
        name = record_type(record_type_name).name
        versions, current = VERSIONS[name].c, CURRENT[name].c
        query = select(versions.id, versions.version).join(
            CURRENT[name], current.entry == versions.entry
        )
        with self._read() as connection:
            rows = connection.execute(query.where(~versions.removed))
            return {row.id: row.version for row in rows}

    def count(self, record_type_name: str) -> int:
        """How many records of a type there are, removed ones apart."""
        name = record_type(record_type_name).name
        both = VERSIONS[name].join(CURRENT[name], CURRENT[name].c.entry == VERSIONS[name].c.entry)
        query = select(func.count()).select_from(both).where(~VERSIONS[name].c.removed)
        with self._read() as connection:
            return int(connection.execute(query).scalar_one())

    def stored(self, record_type_name: str, record_id: str) -> StoredRecord:
        """The newest version of a record, also if removed. Raises ``NoSuchRecord``."""
        name = record_type(record_type_name).name
        versions = VERSIONS[name].c
        query = self._known(name, None).where(versions.id == record_id)
        found = [each for rows in self._rows(query) for each in CODECS[name].stored(rows)]
        if not found:
            raise self._missing(record_id, f"no {RECORD_TYPES[name].title}")
        return found[0]

    def find(self, record_id: str) -> list[StoredRecord]:
        """The newest version of every record with this id, of whatever type."""
        return [versions[-1] for versions in self._all_versions(record_id, VERSIONS)]

    def history(self, record_id: str, record_type_name: str | None = None) -> list[StoredRecord]:
        """
        Every version of a record, oldest first. Raises ``NoSuchRecord``.

        Without a type, those of every record with this id, one type after the other.
        """
        names = VERSIONS if record_type_name is None else [record_type(record_type_name).name]
        found = [each for versions in self._all_versions(record_id, names) for each in versions]
        if not found:
            raise self._missing(record_id, "no record")
        return found

    def _all_versions(self, record_id: str, names: Iterable[str]) -> Iterator[list[StoredRecord]]:
        for name in names:
            table = VERSIONS[name]
            query = select(table).where(table.c.id == record_id).order_by(table.c.version)
            found = [each for rows in self._rows(query) for each in CODECS[name].stored(rows)]
            if found:
                yield found

    def _missing(self, record_id: str, what: str) -> NoSuchRecord:
        return NoSuchRecord(
            f"There is {what} {record_id} in {self._store.path.name}.",
            remedy="'plough show' lists what there is.",
            record_id=record_id,
        )

    def changesets(self) -> Iterator[Changeset]:
        """Every change, oldest first."""
        for rows in self._rows(select(CHANGESET).order_by(CHANGESET.c.number)):
            yield from map(_changeset, rows)

    def changeset(self, number: int) -> Changeset:
        """One change. Raises ``NoSuchRecord``."""
        for rows in self._rows(select(CHANGESET).where(CHANGESET.c.number == number)):
            return _changeset(rows[0])
        raise NoSuchRecord(f"There is no change {number} in {self._store.path.name}.")

    def last_change(self) -> Changeset:
        """The newest change: there is always the one that made the registry."""
        query = select(CHANGESET).order_by(CHANGESET.c.number.desc()).limit(1)
        return next(_changeset(row) for rows in self._rows(query) for row in rows)

    def head_hash(self) -> str:
        """Hash of the last change: it changes when anything kept does."""
        query = select(CHANGESET.c.hash).order_by(CHANGESET.c.number.desc()).limit(1)
        with self._read() as connection:
            return connection.execute(query).scalar() or NO_HASH

    def undone(self) -> frozenset[int]:
        """Numbers of the changes that are not in force, because a change in force undid them."""
        query = select(CHANGESET.c.number, CHANGESET.c.reverses).where(
            CHANGESET.c.reverses.is_not(None)
        )
        with self._read() as connection:
            reversals = connection.execute(query.order_by(CHANGESET.c.number.desc())).all()
        undone: set[int] = set()
        # From the newest down: whether an undo is itself undone is known before it is used.
        for number, reverses in reversals:
            if number not in undone:
                undone.add(reverses)
        return frozenset(undone)

    def import_runs(self, *, raw: str | None = None) -> list[ImportRun]:
        """Every import, oldest first; with ``raw``, those of the bytes with that SHA-256."""
        query = select(IMPORT_RUN).order_by(IMPORT_RUN.c.entry)
        if raw is not None:
            query = query.where(IMPORT_RUN.c.raw == raw)
        undone = self.undone()
        return [_import_run(row, undone) for rows in self._rows(query) for row in rows]

    def findings(
        self,
        *,
        at_least: Severity = "note",
        record_id: str | None = None,
        include_undone: bool = False,
    ) -> Iterator[KeptFinding]:
        """Findings from ``at_least`` up, oldest first; those of undone imports only if asked."""
        wanted = SEVERITIES[SEVERITIES.index(at_least) :]
        query = select(FINDING).where(FINDING.c.severity.in_(wanted)).order_by(FINDING.c.entry)
        if record_id is not None:
            query = query.where(FINDING.c.record_id == record_id)
        for rows in self._rows(self._in_force(query, FINDING.c.changeset, include_undone)):
            for row in rows:
                content = {name: row[name] for name in Finding.__dataclass_fields__}
                yield KeptFinding(Finding(**content), row["changeset"], row["import_run"])

    def quarantined(self, *, include_undone: bool = False) -> Iterator[KeptRow]:
        """Rows that were read and not accepted, oldest first."""
        runs = {run.number: run for run in self.import_runs()}
        query = select(QUARANTINE).order_by(QUARANTINE.c.entry)
        for rows in self._rows(self._in_force(query, QUARANTINE.c.changeset, include_undone)):
            geometries = from_wkb([row["geometry"] for row in rows])
            for row, geometry in zip(rows, geometries, strict=True):
                values = json.loads(row["values"])
                kept = QuarantinedRow(row["row"], row["reason"], values, geometry)
                yield KeptRow(kept, runs[row["import_run"]])

    def _in_force(
        self, query: Select[Any], changeset: ColumnElement[int], include_undone: bool
    ) -> Select[Any]:
        return query if include_undone else query.where(changeset.not_in(sorted(self.undone())))

    def raw(self, sha256: str) -> bytes:
        """The bytes of a received file. Raises ``NoSuchRecord``."""
        with self._read() as connection:
            query = select(RAW_FILE.c.content).where(RAW_FILE.c.sha256 == sha256)
            content = connection.execute(query).scalar()
        if content is None:
            raise NoSuchRecord(f"No file with SHA-256 {sha256} was received.")
        return zlib.decompress(content)

    def raw_name(self, sha256: str) -> str:
        """The name a received file came with. Raises ``NoSuchRecord``."""
        with self._read() as connection:
            query = select(RAW_FILE.c.name).where(RAW_FILE.c.sha256 == sha256)
            name = connection.execute(query).scalar()
        if name is None:
            raise NoSuchRecord(f"No file with SHA-256 {sha256} was received.")
        return str(name)

    def publication(self) -> Publication:
        """What the authority has decided to publish; nothing until it has decided."""
        query = select(PUBLICATION).order_by(PUBLICATION.c.entry.desc()).limit(1)
        with self._read() as connection:
            row = connection.execute(query).first()
        return Publication() if row is None else Publication(row.record_types, row.plan)

    def plans(self) -> list[KeptPlan]:
        """Every kept plan without its documents, oldest first."""
        columns = [column for column in PLAN.c if column.name not in ("digest", *DOCUMENTS)]
        query = select(*columns).order_by(PLAN.c.entry)
        return [_plan(row) for rows in self._rows(query) for row in rows]

    def plan(
        self, plan_id: str | None = None, *, documents: Collection[str] = DOCUMENTS
    ) -> KeptPlan:
        """
        A kept plan; without an id the last plan of record.

        Parameters
        ----------
        documents
            Which to unpack: those of a plan of a whole country take 250 MB.
        """
        left_out = {"digest", *DOCUMENTS} - {*documents}
        columns = [column for column in PLAN.c if column.name not in left_out]
        query = select(*columns).order_by(PLAN.c.entry.desc()).limit(1)
        query = query.where(PLAN.c.of_record if plan_id is None else PLAN.c.id == plan_id)
        for rows in self._rows(query):
            return _plan(rows[0])
        what = "no plan of record" if plan_id is None else f"no plan {plan_id}"
        raise NoSuchRecord(
            f"There is {what} in {self._store.path.name}.", remedy="Make one with 'plough plan'."
        )

    def plan_parts(self, plan_id: str) -> Iterator[bytes]:
        """The document of a kept plan, part by part. Raises ``NoSuchRecord``."""
        with self._read() as connection:
            packed = connection.execute(select(PLAN.c.plan).where(PLAN.c.id == plan_id)).scalar()
        if packed is None:
            raise NoSuchRecord(f"There is no plan {plan_id} in {self._store.path.name}.")
        unpacking = zlib.decompressobj()
        while part := unpacking.decompress(packed, PART):
            yield part
            packed = unpacking.unconsumed_tail


def _changeset(row: Row) -> Changeset:
    return Changeset(**{name: row[name] for name in Changeset.__dataclass_fields__})


def _import_run(row: Row, undone: frozenset[int]) -> ImportRun:
    names = set(ImportRun.__dataclass_fields__) - {"number", "mapping", "in_force"}
    return ImportRun(
        number=row["entry"],
        mapping=json.loads(row["mapping"]),
        in_force=row["changeset"] not in undone,
        **{name: row[name] for name in names},
    )


def _plan(row: Row) -> KeptPlan:
    names = ("id", "changeset", "made_at", "scenario", "of_record", "situation")
    known = {name: row[name] for name in names}
    for name in DOCUMENTS:
        packed = row.get(name)
        known[name] = None if packed is None else zlib.decompress(packed)
    return KeptPlan(**known)
