"""What the plan rests on: assumptions, promises, findings, and how the book is read."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ploughshare.fields import Record, Value, date_in, number_in, text_in
from ploughshare.findings import SEVERITIES, Finding
from ploughshare.planning.items import Assumption
from ploughshare.planning.rules import RULES
from ploughshare.pledges.records import ROLES, RUNGS
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Box,
    Cell,
    Column,
    Heading,
    Mark,
    Page,
    Run,
    Table,
    Text,
)
from ploughshare.reports.book_figures import PROMISED_RUNGS, BookFigures

MOST_ASSUMPTIONS = 120
MOST_FINDINGS = 12
"""Findings listed under one rule; the rest are counted there."""
MOST_QUARANTINED = 150

SEVERITY_WORDS = {
    "block": "row set aside until it is settled",
    "doubt": "a person must look",
    "note": "for the record",
}


def promised_page(figures: BookFigures) -> Page | None:
    """What somebody is said to send; ``None`` when nothing is on record."""
    promised = figures.subject.promised
    if not promised:
        return None
    return Page(
        "promised",
        "What is promised",
        f"{words.count(figures.promised_people)} people are {rungs_of(figures.promised)}; none of "
        "them is counted in this plan."
        if figures.promised
        else "No promise is open: what is on record has arrived, has lapsed or was withdrawn.",
        "The plan of record counts capacity from the day it is accredited, with contract and "
        "funding. What is only reported or pledged would enter a scenario of its own, and every "
        "page of that would say so.",
        [
            Table(
                (
                    Column("Who is said to give", 44), Column("What", 30),
                    Column("How many", 22, right=True), Column("Rung", 24),
                    Column("Arrival"), Column("Counted in this plan", 34),
                ),
                [
                    (
                        Cell(Run(text_in(r.values, "giver") or r.id, bold=True), r.id),
                        words.capital(words.label(ROLES, text_in(r.values, "role"))),
                        _quantity(r.values),
                        words.label(RUNGS, text_in(r.values, "rung") or "reported"),
                        _day(date_in(r.values, "arrives_on")),
                        _counted(r),
                    )
                    for r in promised
                ],
            ),
            Box(
                [
                    Run("Reported is not arrived. ", bold=True, tone="assumed"),
                    Run(
                        "A contribution climbs from reported over pledged, committed and "
                        "mobilised to accredited and operational; the evidence for each rung is "
                        "kept with the record."
                    ),
                ]
            ),
        ],
    )  # fmt: skip


def rungs_of(promised: Sequence[Record]) -> str:
    """The rungs on which promises stand, lowest first: ``reported or pledged``."""
    found = {text_in(record.values, "rung") or "reported" for record in promised}
    return words.listed([words.label(RUNGS, c) for c in RUNGS.codes if c in found], "or")


def _counted(contribution: Record) -> str:
    """How a contribution enters the plan: not at all, or by the teams recorded for it."""
    rung = text_in(contribution.values, "rung") or "reported"
    if rung in PROMISED_RUNGS:
        return "0"
    return "as its teams on record" if rung in {"accredited", "operational"} else "no longer open"


def _quantity(values: Mapping[str, Value]) -> str:
    number = number_in(values, "quantity")
    return "–" if number is None else words.count(number)


def _day(day: date | None) -> str:
    return words.day(day) if day is not None else "no date given"


def assumptions_page(figures: BookFigures) -> Page:
    """What no record said, with value, range, source, and how much moves with it."""
    listed = figures.plan.assumptions
    title = (
        f"{words.capital(words.some(len(listed), 'value'))} {words.verb(len(listed))} assumed or "
        f"known as a range; most depends on: {_lower(listed[0].what)}."
        if listed
        else "Nothing was assumed: every value the plan used is on record."
    )
    blocks: list[Block] = []
    if listed:
        blocks.append(
            Table(
                (
                    Column("What", 58), Column("Value", 22, right=True),
                    Column("Range", 26, right=True), Column("Source"),
                    Column("Used", 13, right=True), Column("Depends on it", 21, right=True),
                ),
                [_assumption(figures, row) for row in listed[:MOST_ASSUMPTIONS]],
                small=True,
            )
        )  # fmt: skip
        rest = len(listed) - MOST_ASSUMPTIONS
        if rest > 0:
            blocks.append(Text(f"And {words.count(rest)} more, which move less.", small=True))
    return Page(
        "sources",
        "Assumptions and sources",
        title,
        "Each is replaced by a record of your own as soon as there is one, and the plan is then "
        "made anew. What moves most stands first.",
        blocks,
    )


def _lower(text: str) -> str:
    """The text with its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _assumption(figures: BookFigures, row: Assumption) -> tuple[str | Cell, ...]:
    return (
        words.capital(row.what),
        words.printed(row.value),
        words.printed(_span(row)),
        words.sentence(figures.subject.sources.get(row.source) or row.source),
        words.count(row.used),
        words.count(row.moves),
    )


def _span(row: Assumption) -> str:
    """A range with its unit once: ``10 to 60 km``."""
    if row.low == row.high:
        return "–"
    low, unit = row.low.partition(" ")[::2]
    shared = unit and row.high.endswith(f" {unit}")
    return f"{low if shared else row.low} to {row.high}"


def rules_page(figures: BookFigures) -> Page:
    """The rules the plan follows, and those of the field it does not know yet."""
    missing = figures.plan.not_yet_planned
    many = words.some(len(missing), "rule")
    return Page(
        "rules",
        "Rules",
        f"The plan follows {words.count(len(RULES))} rules of the field; {many} "
        f"{'is' if len(missing) == 1 else 'are'} not in it yet.",
        "A date in this book is no earlier than the planned rules allow, and knows nothing of those "
        "not yet planned.",
        [
            Heading("Not yet planned"),
            Table(
                (Column("", 5, right=True), Column("The plan does not reckon with")),
                [(str(i), words.sentence(rule)) for i, rule in enumerate(missing, 1)],
            ),
            Heading("Planned"),
            Table(
                (Column("Rule", 52), Column("As one would say it at a table")),
                [
                    (Run(name.replace("_", " "), bold=True), _said(rule))
                    for name, rule in RULES.items()
                ],
                small=True,
            ),
        ],
    )


def _said(rule: object) -> str:
    """First line of a rule's docstring."""
    return next((line.strip() for line in (rule.__doc__ or "").splitlines() if line.strip()), "")


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


def reading_page(figures: BookFigures) -> Page:
    """Up to when things were known, from what the plan was made, and how the book is read."""
    plan, situation = figures.plan, figures.situation
    solver = "; ".join(f"{key} {_told(value)}" for key, value in plan.solver.items())
    days = "Monday to Friday" if plan.calendar.rest_days == {5, 6} else (
        words.listed([d for i, d in enumerate(words.WEEKDAYS) if i not in plan.calendar.rest_days])
    )  # fmt: skip
    holidays = plan.calendar.holidays_between(figures.start, figures.end)
    records = sum(
        len(group)
        for group in (
            situation.places, situation.roads, situation.hazards, situation.tasks,
            situation.assets, situation.works, situation.needs, situation.organisations,
            situation.teams,
        )
    )  # fmt: skip
    known: list[tuple[str | Run, ...]] = [
        (Run("First day of the plan", bold=True), words.day(figures.start)),
        (Run("Data cut-off", bold=True), "what was on record when the plan was made; nothing later"),
        (Run("Book made on", bold=True), words.day(figures.subject.made_on)),
        (Run("Working days", bold=True), f"{days}; {words.some(holidays, 'holiday')} taken out"),
        (Run("On record", bold=True), words.listed([
            words.some(len(situation.hazards), "hazardous area"),
            words.some(len(situation.assets), "asset"),
            words.some(len(situation.works), "piece of works", "pieces of works"),
            words.some(len(situation.teams), "team"),
            words.some(len(situation.roads), "road link"),
        ])),
        (Run("Situation", bold=True), plan.situation),
        (Run("Problem", bold=True), plan.problem),
        (Run("How it was solved", bold=True), solver or "not recorded"),
        (Run("Checked", bold=True), "by a program that shares nothing with the one that made it: "
         "every rule of the problem holds for every item"),
    ]  # fmt: skip
    return Page(
        "reading",
        "How to read this book",
        f"The plan begins on {words.day(figures.start)} and rests on {words.count(records)} records "
        "as they stood when it was made.",
        "Two plans with the same two hashes were made from the same records and solve the same "
        "problem.",
        [
            Table((Column("", 36), Column("")), known),
            Heading("How to read this book"),
            Table(
                (Column("Word", 36), Column("Meaning")),
                [(Run(word, bold=True), meaning) for word, meaning in GLOSSARY],
            ),
        ],
        words.NO_RECORD,
    )


def _told(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


GLOSSARY = (
    ("Service-day", words.SERVICE_DAY),
    (
        "Proven limit",
        "No plan with the same records, teams and rules can have more in service on that day, or "
        "fewer service-days missing in all. It is computed without the schedule.",
    ),
    (
        "Gap",
        "How far this plan's missing service-days lie above the proven limit: the most that "
        "further search could save.",
    ),
    (
        "Highest priority first",
        "The list that most programmes work off: the record with the highest score goes first. "
        "Same teams, same rules.",
    ),
    (
        "Hazardous area",
        "Suspected (SHA): reasonable suspicion. Confirmed (CHA): direct evidence. Both stay on the "
        "map until release is signed.",
    ),
    (
        "Released",
        "Land is cancelled, reduced or cleared to a recorded depth on a recorded day. What may "
        "remain is told in the residual risk statement of each hand-over.",
    ),
    (
        "Planned",
        "Will be done on that date if the teams come and nothing is found that changes it. Days "
        "are told for four weeks, weeks for three months, then quarters and years.",
    ),
    (
        "Why then",
        "The chain of reasons behind a date: what filled the time from the plan's first day. It "
        "adds up to the date exactly; this book prints its longest and its last link.",
    ),
    ("Not planned", "Set aside with a reason, never left out silently, and never counted as done."),
)
