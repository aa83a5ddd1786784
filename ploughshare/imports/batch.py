"""ImportBatch: one layer after every check, each row with its end."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.imports.mapping import ColumnMapping


@dataclass(frozen=True, slots=True)
class SetAside:
    """
    A row that was quarantined, as it came.

    Parameters
    ----------
    row
        Counted from 1 as the person sees it, headings apart.
    rule
        Stable name of the reason.
    reason
        Why, in a sentence.
    values
        By heading, as read.
    shape
        As read, in WGS 84 where it could be transformed.
    """

    row: int
    rule: str
    reason: str
    values: Mapping[str, object]
    shape: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """
    What an import would write, and the account of every row.

    Parameters
    ----------
    file, layer, record_type, importer
        What was read, as what, and by which importer.
    mapping
        Columns to fields and other choices, as used.
    rows
        Number of rows read.
    records
        New and changed records, in the order of their rows.
    record_rows
        Row of each record.
    repaired
        Rows among them whose shape or text was repaired.
    unchanged
        Rows that say what is on record already.
    quarantined
        Rows set aside.
    findings
        All findings, in the order of rows.
    gone
        Ids that earlier versions of this file brought and this one no longer has.
    sum_m2, union_m2
        Area of all shapes added up, and of the ground they cover together, in m2.
    """

    file: str
    layer: str
    record_type: str
    importer: str
    mapping: ColumnMapping
    rows: int
    records: tuple[Record, ...]
    record_rows: tuple[int, ...]
    repaired: frozenset[int]
    unchanged: tuple[int, ...]
    quarantined: tuple[SetAside, ...]
    findings: tuple[Finding, ...]
    gone: tuple[str, ...] = ()
    sum_m2: float = 0.0
    union_m2: float = 0.0

    def __post_init__(self) -> None:
        ends = [
            *self.record_rows,
            *self.unchanged,
            *(each.row for each in self.quarantined),
        ]
        if len(ends) != self.rows or len(set(ends)) != self.rows:
            raise ValueError(
                f"{self.file}: {self.rows} rows were read, but {len(set(ends))} have an end."
            )
        if not self.repaired <= set(self.record_rows):
            raise ValueError(f"{self.file}: a repaired row is not among the records.")

    @property
    def accepted(self) -> int:
        """Rows written as they are."""
        return len(self.records) - len(self.repaired)

    @property
    def counts(self) -> dict[str, int]:
        """Rows, and the four ends a row can have, which add up to them."""
        return {
            "rows": self.rows,
            "accepted": self.accepted,
            "repaired": len(self.repaired),
            "quarantined": len(self.quarantined),
            "unchanged": len(self.unchanged),
        }
