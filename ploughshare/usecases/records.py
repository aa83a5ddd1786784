"""Show what a registry holds: an overview, or one record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ploughshare.dictionary import RECORD_TYPES, record_type
from ploughshare.errors import NoSuchRecord
from ploughshare.fields import Record
from ploughshare.registry.embedded import Box
from ploughshare.registry.kept import Changeset, KeptFinding, StoredRecord
from ploughshare.registry.registry import Registry

LAST = 10
"""Changes shown in an overview."""


@dataclass(frozen=True, slots=True)
class Overview:
    """
    What a registry holds, in figures.

    Parameters
    ----------
    bounds
        Of the region: west, south, east, north in degrees.
    counts
        Records by type; types without any are left out.
    findings
        Findings of imports in force, by severity.
    quarantined
        Rows of imports in force that were not accepted.
    changes
        The last ones, newest first.
    head
        Hash of the last change.
    """

    name: str
    invented: bool
    bounds: Box
    created: datetime
    counts: Mapping[str, int]
    findings: Mapping[str, int]
    quarantined: int
    plans: int
    changes: tuple[Changeset, ...]
    head: str


def overview(registry: Registry) -> Overview:
    """What the registry holds, all of it as of one moment."""
    with registry.snapshot():
        counts = {name: registry.count(name) for name in RECORD_TYPES}
        findings = Counter[str](kept.finding.severity for kept in registry.findings())
        west, south, east, north = registry.region.bounds
        changes = list(registry.changesets())
        return Overview(
            name=registry.name,
            invented=registry.invented,
            bounds=(west, south, east, north),
            created=registry.created,
            counts={name: count for name, count in counts.items() if count},
            findings=findings,
            quarantined=sum(1 for _ in registry.quarantined()),
            plans=len(registry.plans()),
            changes=tuple(reversed(changes[-LAST:])),
            head=registry.head_hash(),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One record, the change that wrote it, the file it came from, and findings about it."""

    stored: StoredRecord
    change: Changeset
    file: str
    findings: tuple[KeptFinding, ...]


def listed(registry: Registry, type_name: str) -> list[Record]:
    """All records of a type, by id. Raises ``CallError`` for an unknown type."""
    name = record_type(type_name).name
    return sorted(registry.records(name), key=lambda record: record.id)


def show(registry: Registry, record_id: str, type_name: str | None = None) -> list[Shown]:
    """
    The records with an id, of one type or of all.

    Raises ``NoSuchRecord`` when there is none, ``CallError`` for an unknown type.
    """
    wanted = None if type_name is None else record_type(type_name).name
    with registry.snapshot():
        found = [
            each for each in registry.find(record_id) if wanted in (None, each.record.record_type)
        ]
        if not found:
            what = "record" if wanted is None else RECORD_TYPES[wanted].title
            raise NoSuchRecord(
                f"There is no {what} {record_id} in {registry.path.name}.",
                remedy=f"'plough show --as {wanted or 'TYPE'}' lists what there is; upper and lower "
                "case matter.",
            )
        about = tuple(registry.findings(record_id=record_id))
        return [
            Shown(
                each,
                registry.changeset(each.changeset),
                registry.raw_name(each.origin.file) if each.origin else "",
                tuple(
                    kept
                    for kept in about
                    if kept.finding.record_type in ("", each.record.record_type)
                ),
            )
            for each in found
        ]
