"""Cost: spent and to come by operator, district, method, funding and quarter, and what no grant pays."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.reported import Joined
from ploughshare.planning.spending import Line, Outside, Spending, Sum
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
from ploughshare.skills import ACTIVITIES

LEAD = (
    "Team-days reported, those lost among them, and team-days of the plan, each at what a day of such a "
    "team costs on record. It is a reckoning, not an account of payments."
)
COUNTED = (
    "Days of the plan count from the first to the last day of each piece of work. Money of different "
    "currencies is never added up; a range is the lowest to the highest cost on record."
)
NONE = "–"
WHY = {
    "outside-grant-district": "district",
    "outside-grant-activity": "activity",
    "outside-grant-dates": "dates",
}


@dataclass(frozen=True)
class Reckoning:
    """What the pages and the sheets are made of."""

    subject: Subject

    @property
    def plan(self) -> Plan:
        return plan_of(self.subject)

    @cached_property
    def spending(self) -> Spending:
        programme = Programme(Terrain(self.subject.situation))
        return Spending(self.plan, Joined(programme, self.subject.progress), self.subject.costs)

    def operator(self, line: Line) -> str:
        known = self.subject.situation.organisations
        return known[line.operator].name if line.operator in known else "operator not on record"

    def grant(self, line: Line) -> str:
        known = self.subject.situation.grants
        return known[line.grant].name if line.grant in known else line.grant or "no grant on record"

    def by(self, what: str) -> dict[str, tuple[Sum, Sum]]:
        """Spent and to come by one of the five keys, in the order of their names."""
        keys = {
            "operator": self.operator,
            "district": lambda line: line.district or "district not known",
            "method": lambda line: words.capital(words.team_kind(line.method)) or "Not known",
            "grant": self.grant,
            "quarter": lambda line: f"{line.quarter[0]} Q{line.quarter[1]}",
        }
        found = self.spending.by(keys[what])
        return dict(sorted(found.items(), key=lambda pair: words.natural(pair[0])))

    @cached_property
    def line_of(self) -> dict[str, Line]:
        """The line of each report by its id."""
        spending = self.spending
        return {
            r.report.id: line for r, line in zip(spending.joined.rows, spending.spent, strict=True)
        }

    @cached_property
    def whole(self) -> tuple[Sum, Sum]:
        return self.spending.by(lambda line: "").get("", (Sum(), Sum()))


KEYS = {
    "operator": "Operator", "district": "District", "method": "Method",
    "grant": "Grant or contract", "quarter": "Quarter",
}  # fmt: skip


def cost_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The report before it is set."""
    made = Reckoning(subject)
    pages = [_overview(made), _breakdown(made)]
    if made.spending.outside:
        pages.append(_outside(made))
    return sheets_book(subject, "cost", f"from {words.day(made.plan.calendar.start)}", pages)


def _overview(made: Reckoning) -> Page:
    spent, to_come = made.whole
    outside = len({each.row.report.id for each in made.spending.outside})
    blocks: list[Block] = [
        KeyFigures([
            KeyFigure(money(spent), f"spent in {_days(spent.days)} team-days reported"),
            KeyFigure(about_money(to_come), f"to come in {_days(to_come.days)} team-days of the plan"),
            KeyFigure(words.count(outside), "reports outside their grant"),
        ]),
        Heading("By grant or contract"), _grants(made),
        Heading("By method"), _methods(made), *_without(made),
    ]  # fmt: skip
    return Page("overview", "Overview", _title(made, outside), LEAD, blocks, COUNTED)


def _title(made: Reckoning, outside: int) -> str:
    spent, _ = made.whole
    if not made.subject.costs:
        return "No cost of a team's day is on record: time is told in team-days."
    said = f"{words.capital(money(spent))} spent by the reports"
    if not outside:
        return f"{said}, all of it within the grants on record."
    many = words.some(outside, "report")
    return f"{said}; {many} {words.verb(outside, 'lies', 'lie')} outside a grant."


def money(total: Sum) -> str:
    """What it likely cost, by currency."""
    said = [
        f"{name}{words.THIN}{words.count(round(likely))}" for name, (_, likely, _) in _money(total)
    ]
    return ", ".join(said) or NONE


def about_money(total: Sum) -> str:
    """The same of what is still to come, to the thousand."""
    said = [f"{name}{words.THIN}{_about(likely)}" for name, (_, likely, _) in _money(total)]
    return ", ".join(said) or NONE


def _about(value: float) -> str:
    return words.count(round(value, -3) if value >= 10_000 else round(value))


def _money(total: Sum) -> list[tuple[str, tuple[float, float, float]]]:
    return sorted(total.money.items())


def _range(total: Sum) -> str:
    return ", ".join(f"{_about(low)} to {_about(high)}" for _, (low, _, high) in _money(total))


def _days(value: float) -> str:
    return words.count(round(value)) if value else NONE


def _grants(made: Reckoning) -> Table:
    columns = (
        Column("Grant or contract"), Column("Pays until", 31), Column("Budget", 25, right=True),
        Column("Spent", 27, right=True), Column("To come by the plan", 32, right=True),
        Column("Left of budget", 27, right=True),
    )  # fmt: skip
    rows = [_grant_row(made, name, pair) for name, pair in made.by("grant").items()]
    return Table(columns, rows, small=True)


def _grant_row(made: Reckoning, name: str, pair: tuple[Sum, Sum]) -> tuple[str | Run, ...]:
    spent, to_come = pair
    grant = next((g for g in made.subject.situation.grants.values() if g.name == name), None)
    left = budget_left(made, name, pair)
    until = NONE if grant is None or grant.to_on is None else words.day(grant.to_on)
    budget = (
        f"{grant.currency}{words.THIN}{words.count(grant.budget)}"
        if grant and grant.budget
        else NONE
    )
    rest: str | Run = NONE
    if left is not None:
        minus = words.MINUS if left < 0 else ""
        rest = Run(f"{minus}{words.count(abs(round(left)))}", bold=left < 0)
    return Run(name, bold=True), until, budget, money(spent), about_money(to_come), rest


def budget_left(made: Reckoning, name: str, pair: tuple[Sum, Sum]) -> float | None:
    """Budget less spent and to come, in its currency; ``None`` where no budget is on record."""
    grant = next((g for g in made.subject.situation.grants.values() if g.name == name), None)
    if grant is None or grant.budget is None or not grant.currency:
        return None
    used = (total.money.get(grant.currency, (0.0, 0.0, 0.0))[1] for total in pair)
    return grant.budget - sum(used)


def _methods(made: Reckoning) -> Table:
    columns = (
        Column("Method"), Column("Team-days", 17, right=True), Column("Spent", 24, right=True),
        Column("Cleared, m²", 19, right=True), Column("for 1 m²", 19, right=True),
        Column("Team-days to come", 20, right=True), Column("To come", 27, right=True),
    )  # fmt: skip
    rows = [
        (Run(name, bold=True), _days(spent.days), money(spent), _days(spent.cleared_m2), _per_m2(spent),
         _days(to_come.days), about_money(to_come))
        for name, (spent, to_come) in made.by("method").items()
    ]  # fmt: skip
    return Table(columns, rows, small=True)


def _per_m2(spent: Sum) -> str:
    """What one cleared square metre cost, days lost among it; nothing where days have no cost."""
    if not spent.cleared_m2 or spent.without:
        return NONE
    each = ((name, likely / spent.cleared_m2) for name, (_, likely, _) in _money(spent))
    return ", ".join(f"{name}{words.THIN}{amount:,.2f}" for name, amount in each)


def _without(made: Reckoning) -> Iterator[Block]:
    spent, to_come = made.whole
    days = spent.without + to_come.without
    if days:
        methods = made.by("method").items()
        kinds = [name for name, pair in methods if any(each.without for each in pair)]
        yield Text(
            f"{words.count(round(days))} team-days have no cost on record and stand in no sum: "
            f"{words.listed(kinds)}. Import it with --as costs.",
            small=True, tone="ink-2",
        )  # fmt: skip


def _breakdown(made: Reckoning) -> Page:
    blocks: list[Block] = []
    for key in ("operator", "district", "quarter"):
        blocks += [Heading(f"By {key}"), _table(made, key)]
    spent, to_come = made.whole
    return Page(
        "breakdown", "By operator, district, quarter",
        f"{words.capital(money(spent))} spent, {about_money(to_come)} to come: where, by whom and when.",
        LEAD, blocks, COUNTED,
    )  # fmt: skip


def _table(made: Reckoning, key: str) -> Table:
    columns = (
        Column(KEYS[key]), Column("Team-days reported", 24, right=True), Column("Spent", 28, right=True),
        Column("Team-days to come", 24, right=True), Column("To come", 32, right=True),
        Column("Range of that", 42, right=True),
    )  # fmt: skip
    rows = [_row(name, pair) for name, pair in made.by(key).items()]
    if len(rows) > 1:
        rows.append([Run(cell.text, bold=True) for cell in _row("All", made.whole)])
    return Table(columns, rows, small=True)


def _row(name: str, pair: tuple[Sum, Sum]) -> list[Run]:
    spent, to_come = pair
    cells = (
        _days(spent.days),
        money(spent),
        _days(to_come.days),
        about_money(to_come),
        _range(to_come) or NONE,
    )
    return [Run(cell) for cell in (name, *cells)]


def _outside(made: Reckoning) -> Page:
    found = made.spending.outside
    columns = (
        Column("Report", 20), Column("Team and grant", 46), Column("Days", 36), Column("Why"),
        Column("Cost", 26, right=True),
    )  # fmt: skip
    many = len({each.row.report.id for each in found})
    return Page(
        "outside",
        "Outside a grant",
        f"{words.capital(words.some(many, 'report'))} {words.verb(many, 'tells', 'tell')} of days that no "
        "grant pays for.",
        "The team is paid from a grant that does not pay in that district, for that activity or on that day. "
        "Correct the report, the order or the team's grant, or ask the donor before the auditor does.",
        [Table(columns, [_outside_row(made, each) for each in found], small=True)],
    )


def _outside_row(made: Reckoning, each: Outside) -> tuple[str | Run | Cell, ...]:
    row = each.row
    report = row.report
    team = row.team.name if row.team else report.team
    return (
        Cell(Run(report.id, bold=True), report.task),
        Cell(team, f"paid from {each.grant.name}"),
        Cell(words.day(report.first), f"{report.worked + report.lost:g} team-days"),
        outside_words(each), money(_cost_of(made, each)),
    )  # fmt: skip


def outside_words(each: Outside) -> str:
    """Why a report lies outside its grant, as a sentence."""
    grant, row = each.grant, each.row
    if each.rule == "outside-grant-activity":
        pays = words.listed(words.label(ACTIVITIES, code) for code in grant.activities)
        return f"Activity: {words.label(ACTIVITIES, row.activity)}; it pays for {pays}."
    if each.rule == "outside-grant-dates":
        pays = f"{words.day(grant.from_on) if grant.from_on else 'any day'} to "
        return (
            f"Dates: it pays from {pays}{words.day(grant.to_on) if grant.to_on else 'an open end'}."
        )
    return f"District: {each.why}, where it does not pay."


def _cost_of(made: Reckoning, each: Outside) -> Sum:
    total = Sum()
    total.add(made.line_of[each.row.report.id])
    return total


OUTSIDE_HEAD = (
    "report", "day", "order", "team", "grant", "outside its", "why", "team-days", "cost", "currency",
)  # fmt: skip
COSTS_HEAD = ("id", "kind", "operator", "low", "likely", "high", "currency", "as of", "source")


def cost_sheets(subject: Subject) -> list[Sheet]:
    """The report as the sheets of a workbook."""
    made = Reckoning(subject)
    costs = [
        (c.id, words.team_kind(c.kind), c.organisation, c.low, c.likely, c.high, c.currency, c.as_of,
         c.source)
        for c in subject.costs
    ]  # fmt: skip
    return [
        Sheet("About", ("", ""), about(subject, LEAD, COUNTED)),
        *(_sheet(made, key) for key in KEYS),
        Sheet(
            "Outside a grant",
            OUTSIDE_HEAD,
            [_outside_cells(made, o) for o in made.spending.outside],
        ),
        Sheet("Day costs", COSTS_HEAD, costs),
    ]


def _outside_cells(made: Reckoning, each: Outside) -> tuple[Value, ...]:
    report, team = each.row.report, each.row.team
    return (
        report.id, report.first, report.task, team.name if team else report.team, each.grant.name,
        WHY[each.rule], outside_words(each), round(report.worked + report.lost, 2),
        *_likely(_cost_of(made, each)),
    )  # fmt: skip


def _likely(total: Sum) -> tuple[Value, Value]:
    return next(((round(likely), name) for name, (_, likely, _) in _money(total)), (None, None))


def _sheet(made: Reckoning, key: str) -> Sheet:
    """One row for each name and currency; days stand in the first of them."""
    head = (
        key, "currency", "team-days reported", "spent", "team-days to come", "to come", "low", "high",
        "team-days without cost", "m2 cleared", *(("budget", "left of budget") if key == "grant" else ()),
    )  # fmt: skip
    return Sheet(f"By {key}", head, [*_sheet_rows(made, key)])


def _sheet_rows(made: Reckoning, key: str) -> Iterator[tuple[Value, ...]]:
    budgets = {g.name: g.budget for g in made.subject.situation.grants.values()}
    for name, (spent, to_come) in made.by(key).items():
        left = budget_left(made, name, (spent, to_come)) if key == "grant" else None
        ends = (budgets.get(name), None if left is None else round(left)) if key == "grant" else ()
        for number, currency in enumerate(sorted({*spent.money, *to_come.money}) or [""]):
            was, will = (s.money.get(currency, (0.0, 0.0, 0.0)) for s in (spent, to_come))
            days: tuple[Value, ...] = (
                (round(spent.days, 2), round(to_come.days, 2), round(spent.without + to_come.without, 2),
                 round(spent.cleared_m2)) if not number else (None, None, None, None)
            )  # fmt: skip
            yield (name, currency, days[0], round(was[1]), days[1], round(will[1]), round(will[0]),
                   round(will[2]), days[2], days[3], *ends)  # fmt: skip


COST = PrintedReport(
    "cost", "cost", ", by operator, district, method, grant and quarter", "what days cost", cost_book,
    cost_sheets,
)  # fmt: skip
