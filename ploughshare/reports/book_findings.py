"""What was read, what is in doubt, and what was set aside: no row is dropped."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ploughshare.findings import SEVERITIES, Finding
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Heading, Mark, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures

MOST_FINDINGS = 12
"""Findings listed under one rule; the rest are counted there."""
MOST_QUARANTINED = 150

SEVERITY_WORDS = {
    "block": "row set aside until it is settled",
    "doubt": "a person must look",
    "note": "for the record",
}


def findings_page(figures: BookFigures) -> Page:
    """The account of every import, what is in doubt, and what was set aside."""
    subject = figures.subject
    rows = sum(line.rows for line in subject.imports)
    counts = Counter(finding.severity for finding in subject.findings)
    quarantined = len(subject.quarantine)
    title = (
        f"Of {words.some(rows, 'row')} read, {words.count(quarantined)} "
        f"{'is' if quarantined == 1 else 'are'} set aside and "
        f"{words.count(counts['doubt'])} {'waits' if counts['doubt'] == 1 else 'wait'} for a "
        "person to look."
        if rows
        else "No import is on record for this plan."
    )
    return Page(
        "findings",
        "Findings and quarantine",
        title,
        "No row is dropped: what was read is accepted, repaired, set aside or already known, and "
        "the four add up. Until a finding is settled the ground is planned as hazardous.",
        [*_account(figures), *_findings(subject.findings), *_quarantine(figures)],
    )


def _account(figures: BookFigures) -> Iterator[Block]:
    lines = figures.subject.imports
    if not lines:
        return
    names = ("rows", "accepted", "repaired", "quarantined", "unchanged")
    rows: list[tuple[str | Run | Cell, ...]] = [
        (
            Run(line.file, bold=True),
            line.record_type,
            *(words.count(getattr(line, name)) for name in names),
        )
        for line in lines
    ]
    if len(lines) > 1:
        sums = [sum(getattr(line, name) for line in lines) for name in names]
        total = (Run(words.count(number), bold=True) for number in sums)
        rows.append((Run("All files", bold=True), "", *total))
    yield Heading("Rows read = accepted + repaired + set aside + already known")
    yield Table(
        (
            Column("File"), Column("Read as", 27), Column("Rows read", 19, right=True),
            Column("accepted", 19, right=True), Column("repaired", 19, right=True),
            Column("set aside", 19, right=True), Column("already known", 24, right=True),
        ),
        rows,
        small=len(rows) > 10,
    )  # fmt: skip


def _findings(findings: Sequence[Finding]) -> Iterator[Block]:
    by_rule: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.severity, finding.rule].append(finding)
    if by_rule:
        yield Heading("Findings, gravest first")
    for severity in reversed(SEVERITIES):
        groups = [(rule, listed) for (code, rule), listed in by_rule.items() if code == severity]
        if not groups:
            continue
        groups.sort(key=lambda group: (-len(group[1]), group[0]))
        many = words.some(sum(len(listed) for _, listed in groups), "finding")
        yield Mark(severity, f"{words.capital(SEVERITY_WORDS[severity])}: {many}")
        yield Table(
            (Column("Finding", 40), Column("Where", 46), Column("What it is, and how to mend it")),
            [row for rule, listed in groups for row in _of_rule(rule, listed)],
            small=True,
        )


def _of_rule(rule: str, listed: Sequence[Finding]) -> Iterator[tuple[str | Run | Cell, ...]]:
    """Rows of the findings of one rule: its name once, and how many more there are."""
    name = words.capital(rule.replace("-", " ").replace("_", " "))
    for i, finding in enumerate(listed[:MOST_FINDINGS]):
        first: str | Cell = "" if i else Cell(Run(name, bold=True), _many(listed))
        yield first, *_finding(finding)
    rest = len(listed) - MOST_FINDINGS
    if rest > 0:
        yield "", f"{words.count(rest)} more", "plough findings lists them."


def _many(listed: Sequence[Finding]) -> str:
    return words.some(len(listed), "finding") if len(listed) > 1 else ""


def _finding(finding: Finding) -> tuple[Cell, Cell]:
    row = f"row {finding.row}" if finding.row is not None else ""
    layer = finding.layer if not finding.file.startswith(f"{finding.layer}.") else ""
    where = ", ".join(part for part in (layer, row, finding.field) if part)
    name = finding.file or finding.record_id or finding.record_type or "all files"
    message = words.sentence(finding.message)
    remedy = words.sentence(finding.remedy) if finding.remedy else ""
    return Cell(name, where), Cell(message, remedy)


def _quarantine(figures: BookFigures) -> Iterator[Block]:
    rows = figures.subject.quarantine
    if not rows:
        return
    yield Heading(f"Set aside: {words.some(len(rows), 'row')}, kept as received")
    yield Table(
        (Column("File", 52), Column("Row", 14, right=True), Column("Why")),
        [
            (Cell(row.file, row.record_type), str(row.row), words.sentence(row.reason))
            for row in rows[:MOST_QUARANTINED]
        ],
        small=True,
    )
    rest = len(rows) - MOST_QUARANTINED
    if rest > 0:
        yield Text(f"And {words.count(rest)} more rows.", small=True, tone="ink-2")
