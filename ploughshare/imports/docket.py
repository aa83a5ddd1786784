"""The docket of an import under way: what is found, row by row, and which rows are set aside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ploughshare.findings import Finding, Severity
from ploughshare.imports.protocol import Table

ONE_BY_ONE = 20
"""Up to so many rows with one finding are named one by one, more of them together."""


class Docket:
    """
    Collects findings while a table is judged.

    Rows are given by their position in the table, from 0. A row that is blocked stays
    blocked, with its first reason; later checks leave it alone.
    """

    def __init__(self, table: Table, record_type: str) -> None:
        self._table = table
        self._record_type = record_type
        self._findings: list[tuple[int, Finding]] = [(-1, each) for each in table.findings]
        self.blocked: dict[int, Finding] = {}
        self.repaired: dict[int, list[str]] = defaultdict(list)

    def tell(
        self,
        rule: str,
        severity: Severity,
        message: str,
        remedy: str = "",
        *,
        at: int | None = None,
        field: str = "",
        areas: tuple[float, float] | None = None,
    ) -> None:
        """Add a finding about a row, or about the whole layer."""
        self._findings.append(
            (
                -1 if at is None else at,
                Finding(
                    rule=rule,
                    severity=severity,
                    message=message,
                    remedy=remedy,
                    file=self._table.file,
                    layer=self._table.layer,
                    row=None if at is None else int(self._table.row_numbers[at]),
                    field=field,
                    record_type=self._record_type,
                    area_before_m2=areas[0] if areas else None,
                    area_after_m2=areas[1] if areas else None,
                ),
            )
        )

    def block(self, at: int, rule: str, message: str, remedy: str = "", field: str = "") -> None:
        """Set a row aside; the first reason counts, later ones are only told."""
        self.tell(rule, "block", message, remedy, at=at, field=field)
        self.blocked.setdefault(at, self._findings[-1][1])

    def repair(
        self,
        at: int,
        rule: str,
        message: str,
        severity: Severity = "doubt",
        *,
        areas: tuple[float, float] | None = None,
        remedy: str = "",
    ) -> None:
        """Record that a row's shape or text was repaired."""
        self.repaired[at].append(rule)
        self.tell(rule, severity, message, remedy, at=at, areas=areas)

    def tell_rows(
        self,
        rule: str,
        severity: Severity,
        rows: Sequence[int],
        message: str,
        remedy: str = "",
        field: str = "",
    ) -> None:
        """The same finding for several rows: one by one when they are few, else together."""
        if not rows:
            return
        if len(rows) <= ONE_BY_ONE:
            for at in rows:
                self.tell(rule, severity, f"It {message}.", remedy, at=at, field=field)
            return
        first = ", ".join(str(self.number(at)) for at in rows[:5])
        self.tell(
            rule,
            severity,
            f"{len(rows):,} rows: each {message} (rows {first} ...).",
            remedy,
            field=field,
        )

    def open(self, rows: Iterable[int]) -> list[int]:
        """Those of the rows that are not blocked."""
        return [at for at in rows if at not in self.blocked]

    def number(self, at: int) -> int:
        """The number of a row as the person counts it."""
        return int(self._table.row_numbers[at])

    def findings(self, ids: Mapping[int, str]) -> tuple[Finding, ...]:
        """All findings in the order of rows, with the ids that rows were given in the end."""
        ordered = sorted(self._findings, key=lambda each: each[0])
        return tuple(
            _with_id(finding, ids[at]) if at in ids else finding for at, finding in ordered
        )


def _with_id(finding: Finding, record_id: str) -> Finding:
    return Finding(
        finding.rule,
        finding.severity,
        finding.message,
        finding.remedy,
        finding.file,
        finding.layer,
        finding.row,
        finding.field,
        finding.record_type,
        record_id,
        finding.area_before_m2,
        finding.area_after_m2,
    )
