"""Writing a change: numbered rows, the digest of each, what else is kept, and the seal."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, func, insert, select

from ploughshare.errors import CallError, InputRefused
from ploughshare.findings import Finding
from ploughshare.registry.chain import NO_HASH, Part, change_hash, contents, row_digest
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.kept import ChangeKind, Publication, QuarantinedRow
from ploughshare.registry.rows import to_wkb
from ploughshare.registry.tables import (
    CHANGESET,
    FINDING,
    IMPORT_RUN,
    KEPT,
    PLAN,
    PUBLICATION,
    QUARANTINE,
    RAW_FILE,
)

CHUNK = 2_000
"""Rows encoded, compared and written at a time."""

PART = 2**20
"""Bytes of a large document compressed at a time."""

FAST = 1
"""How hard received bytes are compressed: an import waits for it, the disk hardly notices."""

MOST_RAW_BYTES = 900_000_000
"""Largest received file once compressed; SQLite keeps values of less than a gigabyte."""

Row = dict[str, Any]


class Writing:
    """
    The part of a change that does not know records; see ``Change``.

    Attributes
    ----------
    number
        The number it will have.
    connection
        The one that writes; for the rooms of the registry only.
    """

    def __init__(
        self,
        store: Embedded,
        connection: Connection,
        *,
        author: str,
        reason: str,
        source: str,
        kind: ChangeKind,
        reverses: int | None = None,
    ) -> None:
        for what, text in (("author", author), ("reason", reason)):
            if not text.strip():
                raise CallError(f"A change needs its {what}.", remedy=f"Give it with --{what}.")
        self._store = store
        self.connection = connection
        last = connection.execute(
            select(CHANGESET).order_by(CHANGESET.c.number.desc()).limit(1)
        ).first()
        now = datetime.now(UTC)
        self.number = last.number + 1 if last else 1
        self._about: Row = {
            "number": self.number,
            "author": author,
            "reason": reason,
            "source": source,
            # A clock that was set back must not make a later change look earlier.
            "time": max(now, last.time) if last else now,
            "kind": kind,
            "reverses": reverses,
            "previous": last.hash if last else NO_HASH,
        }
        self._parts: dict[str, Part] = {}

    @property
    def wrote_anything(self) -> bool:
        return bool(self._parts)

    def keep_raw(self, name: str, content: bytes) -> str:
        """Keep received bytes and return their SHA-256; the same bytes are kept once."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self._has_raw(sha256):
            return sha256
        packed = zlib.compress(content, FAST)
        if len(packed) > MOST_RAW_BYTES:
            raise InputRefused(
                f"{name} has {len(packed) / 1e6:,.0f} MB even when compressed; at most "
                f"{MOST_RAW_BYTES / 1e6:,.0f} MB can be kept as received.",
                remedy="Split it into several files and import them one by one.",
            )
        row = {
            "sha256": sha256,
            "name": name,
            "size": len(content),
            "received": self._about["time"],
            "content": packed,
        }
        self._append(RAW_FILE, [row])
        return sha256

    def _has_raw(self, sha256: str) -> bool:
        query = select(RAW_FILE.c.entry).where(RAW_FILE.c.sha256 == sha256)
        return self.connection.execute(query).first() is not None

    def record_import(
        self,
        *,
        raw: str,
        file: str,
        record_type: str,
        importer: str,
        rows: int,
        accepted: int,
        repaired: int,
        unchanged: int,
        raw_files: Sequence[str] = (),
        layer: str = "",
        mapping: Mapping[str, object] | None = None,
        findings: Iterable[Finding] = (),
        quarantine: Iterable[QuarantinedRow] = (),
    ) -> int:
        """
        Keep the account of one import and return its number.

        Parameters
        ----------
        raw
            SHA-256 of what was received, by which a second import of the same is recognised:
            as ``keep_raw`` returned it, or over several files.
        raw_files
            SHA-256 of each file, as ``keep_raw`` returned it; ``raw`` alone when left out.
        rows, accepted, repaired, unchanged
            Counts of rows; what remains of ``rows`` must be in ``quarantine``.
        mapping
            Columns to fields and other choices, as used.

        Raises ``CallError`` when a row is unaccounted for: rows are never dropped.
        """
        quarantined = [_quarantine_row(each) for each in quarantine]
        if accepted + repaired + unchanged + len(quarantined) != rows:
            raise CallError(
                f"{file}: {rows} rows were read, but {accepted} accepted, {repaired} repaired, "
                f"{len(quarantined)} quarantined and {unchanged} unchanged do not add up to that."
            )
        kept = tuple(raw_files) or (raw,)
        for sha256 in kept:
            if not self._has_raw(sha256):
                raise CallError(f"{file}: the bytes with SHA-256 {sha256} were not kept.")
        self._about["kind"] = "import"
        run: Row = {
            "raw": raw,
            "raw_files": kept,
            "file": file,
            "layer": layer,
            "record_type": record_type,
            "importer": importer,
            "mapping": json.dumps(mapping or {}, ensure_ascii=False, sort_keys=True, default=str),
            "rows": rows,
            "accepted": accepted,
            "repaired": repaired,
            "quarantined": len(quarantined),
            "unchanged": unchanged,
        }
        self._append(IMPORT_RUN, [run])
        number = int(run["entry"])
        self._append(QUARANTINE, [{"import_run": number, **row} for row in quarantined])
        self.keep_findings(findings, import_run=number)
        return number

    def keep_findings(self, findings: Iterable[Finding], *, import_run: int | None = None) -> None:
        """Keep findings, of an import or of their own."""
        names = tuple(Finding.__dataclass_fields__)
        rows = [
            {"import_run": import_run, **{name: getattr(finding, name) for name in names}}
            for finding in findings
        ]
        self._append(FINDING, rows)

    def keep_plan(
        self,
        plan: bytes | Iterator[bytes],
        *,
        situation: str,
        scenario: str = "",
        of_record: bool = False,
        problem: bytes | None = None,
        schedule: bytes | None = None,
    ) -> str:
        """
        Keep a plan, with its problem and schedule if wanted, and return its id.

        A plan may come part by part, so that it is never in memory as a whole.
        """
        if scenario and of_record:
            raise CallError(f"The plan of scenario {scenario} cannot become the plan of record.")
        self._about["kind"] = "plan"
        count = self.connection.execute(select(func.count()).select_from(PLAN)).scalar_one()
        row = {
            "id": f"P-{count + 1}",
            "made_at": self._about["time"],
            "scenario": scenario,
            "of_record": of_record,
            "situation": situation,
            "plan": _compressed(plan),
            "problem": None if problem is None else zlib.compress(problem),
            "schedule": None if schedule is None else zlib.compress(schedule),
        }
        self._append(PLAN, [row])
        return str(row["id"])

    def decide_publication(self, publication: Publication) -> None:
        """Keep the authority's decision what anybody may see."""
        row = {"record_types": publication.record_types, "plan": publication.plan}
        self._append(PUBLICATION, [row])

    def append(self, table: str, row: Row) -> None:
        """Append one row of content to a table of bookkeeping."""
        self._append(KEPT[table], [row])

    def _append(self, table: Table, rows: list[Row]) -> None:
        """Append rows, numbering them and adding each to the change's digest of the table."""
        if not rows:
            return
        part = self._parts.get(table.name)
        if part is None:
            last = self.connection.execute(select(func.max(table.c.entry))).scalar() or 0
            part = self._parts[table.name] = Part(last + 1, last)
        for row in rows:
            part.last += 1
            row["entry"] = part.last
            row["changeset"] = self.number
            row["digest"] = row_digest(table.name, row)
            part.add(row["digest"])
        for start in range(0, len(rows), CHUNK):
            self._store.append(self.connection, table, rows[start : start + CHUNK])

    def seal(self) -> None:
        """Write the change itself, with its hash. Nothing can be added afterwards."""
        if self._parts:
            self._about["contents"] = contents(self._parts.items())
            self._about["hash"] = change_hash(self._about)
            self.connection.execute(insert(CHANGESET), self._about)


def _compressed(data: bytes | Iterator[bytes]) -> bytes:
    """Compressed bytes; parts are compressed in order, beside the making of the next one."""
    if isinstance(data, bytes):
        return zlib.compress(data)
    packing, waiting = zlib.compressobj(), bytearray()
    packed: list[Future[bytes]] = []
    with ThreadPoolExecutor(1) as beside:
        for part in data:
            waiting += part
            if len(waiting) >= PART:
                if packed:
                    # No more than one part waits: the whole may be larger than memory.
                    packed[-1].result()
                packed.append(beside.submit(packing.compress, bytes(waiting)))
                waiting.clear()
        packed.append(beside.submit(packing.compress, bytes(waiting)))
    return b"".join((*(part.result() for part in packed), packing.flush()))


def _quarantine_row(quarantined: QuarantinedRow) -> Row:
    geometry = np.array([quarantined.geometry], dtype=object)
    return {
        "row": quarantined.row,
        "reason": quarantined.reason,
        "values": json.dumps(dict(quarantined.values), ensure_ascii=False, default=str),
        "geometry": to_wkb(geometry)[0],
    }
