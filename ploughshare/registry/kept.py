"""What the registry keeps besides records: where they came from, who changed them, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from ploughshare.fields import Record
from ploughshare.findings import Finding

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

ChangeKind = Literal["create", "edit", "import", "undo", "plan"]


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a version of a record came from.

    Parameters
    ----------
    file
        SHA-256 of the received bytes, as ``Change.keep_raw`` returned it.
    layer
        Layer or sheet; empty where the format has none.
    row
        Row or feature, counted from 1 as the person sees it in the file.
    importer
        Name and version of the importer that read it.
    """

    file: str
    layer: str = ""
    row: int | None = None
    importer: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """
    One record to be written.

    Parameters
    ----------
    record
        The whole record as it shall be; a field left out becomes unknown.
    expected_version
        Version that was read before the edit; ``None`` when the record must not exist yet.
    origin
        Where it came from; ``None`` when a person typed it.
    valid_from
        Day from which it is true in the field, which is not the day it reached us.
    """

    record: Record
    expected_version: int | None = None
    origin: Origin | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a bulk write did: records added, changed, and left alone because nothing differed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """
    One version of a record.

    Parameters
    ----------
    record
        Its content. Unknown fields are absent from ``record.values``.
    version
        Counted from 1 for each id of a record type.
    changeset
        Number of the change that wrote it.
    removed
        The change took the record off the list; the content is what it was before.
    """

    record: Record
    version: int
    changeset: int
    removed: bool = False
    valid_from: date | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Changeset:
    """
    One change: everything that became visible together.

    Parameters
    ----------
    number
        Counted from 1 without gaps.
    time
        When it became known to us, UTC; never earlier than that of the change before.
    reverses
        Number of the change it undoes.
    previous, hash
        Hash of the change before, and its own, as hexadecimal SHA-256.
    """

    number: int
    author: str
    reason: str
    source: str
    time: datetime
    kind: str
    reverses: int | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """
    A row that was read but not accepted, kept as it came.

    Parameters
    ----------
    row
        Counted from 1 as the person sees it in the file, headings apart.
    reason
        Why it was not accepted.
    values
        By column heading, as read.
    geometry
        As read, valid or not; ``None`` for none.
    """

    row: int
    reason: str
    values: Mapping[str, object]
    geometry: "BaseGeometry | None" = None


@dataclass(frozen=True, slots=True)
class ImportRun:
    """
    One reading of one layer of one file; ``rows`` is the sum of the four counts after it.

    Parameters
    ----------
    number
        Number of the import, counted from 1.
    changeset
        The change it was part of.
    raw
        SHA-256 of what was received: of the file's bytes, or of the digests of several files.
    raw_files
        SHA-256 of each file kept, whose bytes ``Registry.raw`` gives back.
    mapping
        Columns to fields and other choices, as used.
    in_force
        False once it was undone.
    """

    number: int
    changeset: int
    raw: str
    raw_files: tuple[str, ...]
    file: str
    layer: str
    record_type: str
    importer: str
    mapping: Mapping[str, object]
    rows: int
    accepted: int
    repaired: int
    quarantined: int
    unchanged: int
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding with the change, and the import where there was one, that made it."""

    finding: Finding
    changeset: int
    import_run: int | None = None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A quarantined row with the import that set it aside."""

    row: QuarantinedRow
    import_run: ImportRun


@dataclass(frozen=True, slots=True)
class Publication:
    """
    What the authority has decided that anybody may see.

    Parameters
    ----------
    record_types
        Names of record types whose public fields are published; outlines that are not public are
        rounded outwards.
    plan
        Whether the dates at which assets are planned to be back in service are published.
    """

    record_types: tuple[str, ...] = ()
    plan: bool = False


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """
    A plan as it was kept.

    Parameters
    ----------
    id
        For example ``"P-3"``.
    made_at
        UTC.
    scenario
        Empty for none. A scenario's plan is never the plan of record.
    situation
        Hash of the situation it was made from.
    plan, problem, schedule
        Their documents, as bytes; ``None`` where not kept or not asked for.
    """

    id: str
    changeset: int
    made_at: datetime
    scenario: str
    of_record: bool
    situation: str
    plan: bytes | None = field(default=None, repr=False)
    problem: bytes | None = field(default=None, repr=False)
    schedule: bytes | None = field(default=None, repr=False)
