"""Backlog: what is open by operator, district and kind, how long, and what it waits for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from ploughshare.land.records import CONTAMINATION, HAZARD_STATUS
from ploughshare.planning.backlog import WAITS, Backlog, OpenArea, open_works
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.terrain import Terrain
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Book,
    Cell,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Run,
    Table,
    Text,
)
from ploughshare.reports.of_plan import about, plan_of
from ploughshare.reports.printed import PrintedReport, sheets_book
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.workbook import Sheet, Value

LEAD = (
    "Hazardous areas on record whose ground is not handed over, on the first day of the plan. Suspected "
    "and confirmed stand apart: survey may cancel or reduce much of what is only suspected."
)
AGE = "Age is the time since an area was first recorded; areas without that day have none."
NAMED = 30
"""Areas named on paper; the workbook has all of them."""

DAYS_PER_YEAR = 365.25
NONE = "–"
NOBODY = "nobody yet"


@dataclass(slots=True)
class Sum:
    """How many areas, and how much ground, of each type."""

    numbers: dict[str, int] = field(default_factory=dict)
    m2: dict[str, float] = field(default_factory=dict)
    ages: list[int] = field(default_factory=list)
    decide: int = 0
    planned: int = 0

    def add(self, area: OpenArea) -> None:
        """One more area."""
        kind = area.hazard.hazard_type
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        self.m2[kind] = self.m2.get(kind, 0.0) + (area.hazard.area_m2 or 0.0)
        self.decide += area.waits in {"suspended", "lapsed", "not planned"}
        self.planned += area.released is not None
        if area.age_days is not None:
            self.ages.append(area.age_days)

    @property
    def age(self) -> int | None:
        """Half of the areas are older, in days; ``None`` where no age is known."""
        return round(median(self.ages)) if self.ages else None


@dataclass(frozen=True)
class Ledger:
    """What the pages and the sheets are made of."""

    subject: Subject

    @property
    def plan(self) -> Plan:
        return plan_of(self.subject)

    @cached_property
    def backlog(self) -> Backlog:
        return Backlog(self.plan, Programme(Terrain(self.subject.situation)))

    @property
    def areas(self) -> tuple[OpenArea, ...]:
        return self.backlog.areas

    def operator(self, area: OpenArea) -> str:
        known = self.subject.situation.organisations
        return known[area.operator].name if area.operator in known else NOBODY

    def district(self, area: OpenArea) -> str:
        known = self.subject.situation.places
        return known[area.district].name if area.district in known else "district not known"

    def released(self, area: OpenArea) -> str:
        if area.released is None:
            return "not planned"
        return words.believed(area.released.finish_on, self.plan.calendar.start)

    def by(self, key: Callable[[OpenArea], str], order: Iterable[str] = ()) -> dict[str, Sum]:
        """Sums by a key: in the order given, and by name where none is."""
        found: dict[str, Sum] = {name: Sum() for name in order}
        for area in self.areas:
            found.setdefault(key(area), Sum()).add(area)
        if order:
            return {name: total for name, total in found.items() if total.numbers}
        return dict(sorted(found.items(), key=lambda pair: words.natural(pair[0])))

    @cached_property
    def whole(self) -> Sum:
        total = Sum()
        for area in self.areas:
            total.add(area)
        return total

    @cached_property
    def tables(self) -> dict[str, dict[str, Sum]]:
        """Every breakdown by the head of its first column."""
        return {
            "Status": self.by(_status, [words.capital(term.label) for term in HAZARD_STATUS.terms]),
            "Waits for": self.by(lambda area: words.capital(WAITS[area.waits]),
                                 [words.capital(text) for text in WAITS.values()]),
            "Operator": self.by(self.operator),
            "District": self.by(self.district),
            "Expected in the ground": self.by(_expected, [_label(c) for c in CONTAMINATION.codes]),
        }  # fmt: skip


def _status(area: OpenArea) -> str:
    return words.capital(words.hazard_status(area.hazard.status))


def _label(code: str) -> str:
    return words.capital(words.label(CONTAMINATION, code))


def _expected(area: OpenArea) -> str:
    return _label(area.hazard.contamination)


def backlog_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The report before it is set."""
    ledger = Ledger(subject)
    pages = [_overview(ledger), _breakdown(ledger)]
    if ledger.areas:
        pages.append(_named(ledger))
    return sheets_book(subject, "backlog", f"on {words.day(ledger.plan.calendar.start)}", pages)


def _overview(ledger: Ledger) -> Page:
    whole = ledger.whole
    blocks: list[Block] = [
        KeyFigures([
            KeyFigure(words.count(whole.numbers.get("cha", 0)), f"confirmed, {_of(whole, 'cha')}"),
            KeyFigure(words.count(whole.numbers.get("sha", 0)), f"suspected, {_of(whole, 'sha')}"),
            KeyFigure(_age(whole.age), "half of them are older"),
            KeyFigure(words.count(whole.decide), "wait for a decision: suspended, lapsed or not planned"),
        ]),
        Heading("What they wait for"), _table("Waits for", ledger.tables["Waits for"], ledger.whole),
        Heading("By status on record"), _table("Status", ledger.tables["Status"], ledger.whole),
        Heading("Works by trade"), _works(ledger),
    ]  # fmt: skip
    return Page("overview", "Overview", _title(ledger), LEAD, blocks, f"{AGE} {words.NO_RECORD}")


def _of(total: Sum, kind: str) -> str:
    return words.km2(total.m2.get(kind, 0.0))


def _title(ledger: Ledger) -> str:
    many = len(ledger.areas)
    if not many:
        return "No hazardous area on record is open."
    area = words.km2(sum(ledger.whole.m2.values()))
    return (
        f"{words.capital(words.some(many, 'hazardous area'))}, {area}, {words.verb(many)} open; "
        f"{words.count(ledger.whole.planned)} {words.verb(ledger.whole.planned)} planned to be handed over."
    )


def _age(days: int | None) -> str:
    if days is None:
        return NONE
    return f"{days / DAYS_PER_YEAR:.1f} years" if days >= DAYS_PER_YEAR else words.some(days, "day")


def _table(head: str, sums: dict[str, Sum], whole: Sum) -> Table:
    columns = (
        Column(head), Column("CHA", 14, right=True), Column("km²", 17, right=True),
        Column("SHA", 14, right=True), Column("km²", 17, right=True),
        Column("Half are older than", 24, right=True), Column("Wait for a decision", 20, right=True),
        Column("Planned to hand over", 24, right=True),
    )  # fmt: skip
    rows = [[Run(cell) for cell in _cells(name, total)] for name, total in sums.items()]
    if len(rows) > 1:
        rows.append([Run(cell, bold=True) for cell in _cells("All", whole)])
    return Table(columns, rows, small=True)


def _cells(name: str, total: Sum) -> tuple[str, ...]:
    def of(kind: str) -> tuple[str, str]:
        number = total.numbers.get(kind, 0)
        m2 = words.km2(total.m2.get(kind, 0.0)).removesuffix(f"{words.THIN}km²")
        return (words.count(number), m2) if number else (NONE, NONE)

    decide = words.count(total.decide) if total.decide else NONE
    planned = words.count(total.planned) if total.planned else NONE
    return name, *of("cha"), *of("sha"), _age(total.age), decide, planned


def _works(ledger: Ledger) -> Table | Text:
    rows = [
        (words.capital(words.team_kind(row.trade)), *(words.count(number) if number else NONE for number in
         (row.under_way, row.ground, row.others, row.not_planned)))
        for row in open_works(ledger.backlog)
    ]  # fmt: skip
    if not rows:
        return Text("No works are open.", small=True)
    columns = (
        Column("Trade"), Column("Under way", 24, right=True), Column("Wait for ground", 28, right=True),
        Column("No hazard in the way", 34, right=True), Column("Not planned", 26, right=True),
    )  # fmt: skip
    return Table(columns, rows, small=True)


def _breakdown(ledger: Ledger) -> Page:
    blocks: list[Block] = []
    for head, by in (
        ("Operator", "operator"),
        ("District", "district"),
        ("Expected in the ground", "kind"),
    ):
        blocks += [Heading(f"By {by}"), _table(head, ledger.tables[head], ledger.whole)]
    nobody = sum(ledger.operator(area) == NOBODY for area in ledger.areas)
    many = words.capital(words.some(nobody, "open area"))
    title = f"{many} {words.verb(nobody, 'has', 'have')} no operator, by order or by plan."
    return Page(
        "breakdown", "By operator, district, kind",
        title if nobody else "Every open area has an operator, by order or by plan.",
        "An area belongs to the operator of its order; without an order, to whom the plan sends there first.",
        blocks, f"{AGE} {words.NO_RECORD}",
    )  # fmt: skip


def _named(ledger: Ledger) -> Page:
    rows = ledger.areas[:NAMED]
    rest = len(ledger.areas) - len(rows)
    columns = (
        Column("Area", 46), Column("Ground", 23, right=True), Column("Age", 17, right=True),
        Column("Operator", 32), Column("What it waits for"), Column("Handed over", 26),
    )  # fmt: skip
    more = (
        f" {words.count(rest)} more {words.verb(rest, 'stands', 'stand')} in the workbook."
        if rest
        else ""
    )
    decide = ledger.whole.decide
    many = words.capital(words.some(decide, "open area"))
    return Page(
        "areas", "Area by area", f"{many} {words.verb(decide, 'waits', 'wait')} for a decision.",
        f"What waits for a decision comes first: suspended, lapsed, not planned; then by ground.{more}",
        [Table(columns, [_named_row(ledger, area) for area in rows], small=True)],
        words.NO_RECORD,
    )  # fmt: skip


def _named_row(ledger: Ledger, area: OpenArea) -> tuple[str | Run | Cell, ...]:
    hazard = area.hazard
    kind = hazard.hazard_type.upper()
    size = NONE if hazard.area_m2 is None else words.area(hazard.area_m2)
    return (
        Cell(Run(words.printed(hazard.name), bold=True), f"{hazard.id} · {kind} · {ledger.district(area)}"),
        size, _age(area.age_days), ledger.operator(area),
        Cell(words.capital(WAITS[area.waits]), why(ledger, area)),
        words.capital(ledger.released(area)),
    )  # fmt: skip


def why(ledger: Ledger, area: OpenArea) -> str:
    """What an area waits for in more words: the reason on record, or when its turn comes."""
    if area.why or area.next is None:
        return words.printed(area.why)
    return f"begins {words.believed(area.next.start_on, ledger.plan.calendar.start)}"


AREAS_HEAD = (
    "area", "name", "type", "status", "expected", "m2", "district", "operator", "order", "waits for", "why",
    "first recorded", "age, days", "assets it holds up", "next", "planned to be handed over",
)  # fmt: skip


WORKS_HEAD = ("trade", "under way", "wait for ground", "no hazard in the way", "not planned")


def backlog_sheets(subject: Subject) -> list[Sheet]:
    """The report as the sheets of a workbook."""
    ledger = Ledger(subject)
    works = [
        (words.team_kind(r.trade), r.under_way, r.ground, r.others, r.not_planned)
        for r in open_works(ledger.backlog)
    ]
    return [
        Sheet("About", ("", ""), about(subject, LEAD, AGE)),
        Sheet("Open areas", AREAS_HEAD, [_area_cells(ledger, area) for area in ledger.areas]),
        *(_sheet(head, sums) for head, sums in ledger.tables.items()),
        Sheet("Works", WORKS_HEAD, works),
    ]  # fmt: skip


def _area_cells(ledger: Ledger, area: OpenArea) -> Sequence[Value]:
    hazard = area.hazard
    return (
        hazard.id, words.printed(hazard.name), hazard.hazard_type.upper(), words.hazard_status(hazard.status),
        words.label(CONTAMINATION, hazard.contamination),
        None if hazard.area_m2 is None else round(hazard.area_m2), ledger.district(area),
        ledger.operator(area), area.order.id if area.order else "", WAITS[area.waits],
        why(ledger, area), hazard.identified_on, area.age_days, area.holds_up,
        words.printed(area.next.name) if area.next else "", ledger.released(area),
    )  # fmt: skip


def _sheet(head: str, sums: dict[str, Sum]) -> Sheet:
    columns = (
        head.lower(), "CHA", "CHA, m2", "SHA", "SHA, m2", "median age, days", "wait for a decision",
        "planned to be handed over",
    )  # fmt: skip
    rows = [
        (name, s.numbers.get("cha", 0), round(s.m2.get("cha", 0.0)), s.numbers.get("sha", 0),
         round(s.m2.get("sha", 0.0)), s.age, s.decide, s.planned)
        for name, s in sums.items()
    ]  # fmt: skip
    return Sheet(f"By {head.lower()}", columns, rows)


BACKLOG = PrintedReport(
    "backlog",
    "backlog",
    ", by operator, district and kind",
    "what is open",
    backlog_book,
    backlog_sheets,
)
