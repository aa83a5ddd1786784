"""Progress: planned against actual by week, operator, district and grant, and why they differ."""

from collections.abc import Iterator, Sequence

from ploughshare.land.progress_records import LOSSES
from ploughshare.planning.order_progress import OrderProgress
from ploughshare.planning.progress import (
    NOT_REPORTED,
    PACE,
    UNKNOWN_LOSS,
    WEEKS,
    Account,
)
from ploughshare.planning.reported import Reported
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
from ploughshare.reports.of_plan import about
from ploughshare.reports.printed import PrintedReport, sheets_book
from ploughshare.reports.progress_told import Told
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.workbook import Sheet, Value

LEAD = (
    "As teams report it, by the week in which each report begins. Cancelled, reduced and cleared are "
    "three different things and are never added up. A report releases no land: that takes quality "
    "control and a signature."
)
PLANNED = "Planned counts what the plan has in the same weeks, to be cleared."
NONE = "–"


def progress_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The report before it is set."""
    told = Told(subject)
    pages = [_overview(told)] if told.account.weeks else [_nothing()]
    if told.account.weeks:
        pages += [_breakdown(told), *_orders(told)]
    until = told.account.last_day
    when = f"reports up to {words.day(until)}" if until else "no reports"
    return sheets_book(subject, "progress", when, pages)


def _nothing() -> Page:
    return Page(
        "overview", "Overview", "No progress is on record.",
        "Import the daily or weekly reports of teams: plough import FILE --as progress.", (),
        words.NO_RECORD,
    )  # fmt: skip


def _overview(told: Told) -> Page:
    whole = told.account.whole
    figures = [
        KeyFigure(_m2(whole.cleared_m2), "m² cleared"),
        KeyFigure(_m2(whole.reduced_m2), "m² reduced"),
        KeyFigure(_m2(whole.cancelled_m2), "m² cancelled"),
        KeyFigure(_days(whole.worked), "team-days worked"),
        KeyFigure(_days(whole.lost_days), "team-days lost"),
    ]
    blocks: list[Block] = [
        KeyFigures(figures), Text(_against_plan(told)), Heading("By week"),
        _table(told, "Week", told.by_week),
        Heading("Team-days lost, by reason"), *_lost(told), *_slips(told),
    ]  # fmt: skip
    return Page("overview", "Overview", _title(told), LEAD, blocks, words.NO_RECORD)


def _title(told: Told) -> str:
    whole, weeks = told.account.whole, words.some(len(told.account.weeks), "week")
    share = whole.lost_days / (whole.worked + whole.lost_days) if whole.lost_days else 0.0
    lost = f"{words.share(share)} of team-days were lost" if share else "no team-day was lost"
    return f"In {weeks} {words.count(whole.cleared_m2)}{words.THIN}m² were cleared, and {lost}."


def _against_plan(told: Told) -> list[Run]:
    account = told.account
    assert account.last_day is not None
    start = told.plan.calendar.start
    last = f"The last report tells of {words.day(account.last_day)}. "
    if not told.has_plan:
        return [
            Run(last),
            Run(f"The plan begins on {words.day(start)}, after these weeks: name the plan of that time "
                "with --since to hold them against it.", bold=True),
        ]  # fmt: skip
    planned = account.planned_weeks
    many = (
        "all of these weeks"
        if len(planned) == len(account.weeks)
        else words.some(len(planned), "week")
    )
    behind = account.whole.planned_m2 - _cleared_in(told)
    how = (
        "as planned"
        if round(behind) == 0
        else f"{_m2(abs(behind))}{words.THIN}m² {'behind' if behind > 0 else 'ahead of'} plan"
    )
    return [
        Run(f"{last}Held against the plan from {words.day(start)} for {many}: clearance is "),
        Run(f"{how}.", bold=True),
    ]


def _cleared_in(told: Told) -> float:
    """Cleared in the weeks that the plan has, in m2."""
    weeks = set(told.account.planned_weeks)
    return sum(row.report.cleared_m2 for row in told.account.reported if row.week in weeks)


def _table(told: Told, head: str, accounts: dict[str, Account]) -> Table:
    """Planned stands beside actual where the weeks lie within the plan."""
    road = "Road, km of planned" if told.has_plan else "Road, km"
    roads = (Column(road, 18, right=True),) if told.has_roads else ()
    planned = (Column("To clear, planned", 17, right=True),) if told.has_plan else ()
    days = (Column("Team-days planned", 20, right=True),) if told.has_plan else ()
    columns = (
        Column(head), *planned, Column("Cleared, m²", 17, right=True),
        Column("Reduced, m²", 18, right=True), Column("Cancelled, m²", 19, right=True), *roads, *days,
        Column("Days worked" if told.has_plan else "Team-days worked", 18, right=True),
        Column("Days lost", 14, right=True),
        Column("Tasks done of planned" if told.has_plan else "Tasks done", 19, right=True),
    )  # fmt: skip
    rows = [_row(told, name, account) for name, account in accounts.items()]
    if len(rows) > 1:
        rows.append([Run(cell.text, bold=True) for cell in _row(told, "All", told.account.whole)])
    return Table(columns, rows, small=True)


def _row(told: Told, name: str, account: Account) -> list[Run]:
    plan = told.has_plan
    cells = (
        name, *([_m2(account.planned_m2)] if plan else []), _m2(account.cleared_m2),
        _m2(account.reduced_m2), _m2(account.cancelled_m2),
        *([_road(told, account)] if told.has_roads else []),
        *([_days(account.planned_days)] if plan else []), _days(account.worked), _days(account.lost_days),
        f"{account.tasks} of {account.planned_tasks}" if plan else str(account.tasks or NONE),
    )  # fmt: skip
    return [Run(cell) for cell in cells]


def _road(told: Told, account: Account) -> str:
    done, planned = (
        f"{m / 1000:.2f}" if m else NONE for m in (account.road_m, account.planned_road_m)
    )
    return f"{done} of {planned}" if told.has_plan else done


def _m2(value: float) -> str:
    return words.count(value) if round(value) else NONE


def _days(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0").replace("-", words.MINUS) if value else NONE


def reason(code: str) -> str:
    """A reason for lost days, or a cause of slippage, in words."""
    other = {
        NOT_REPORTED: "days that nobody reported", PACE: "another pace, or work elsewhere",
        UNKNOWN_LOSS: "reason not recorded",
    }  # fmt: skip
    return other.get(code) or words.label(LOSSES, code)


def _lost(told: Told) -> Iterator[Block]:
    whole = told.account.whole
    if not whole.lost:
        yield Text("No report tells of a lost day.", small=True)
        return
    rows = [
        (words.capital(reason(code)), _days(days), words.share(days / whole.lost_days), _who_lost(told, code))
        for code, days in sorted(whole.lost.items(), key=lambda pair: (-pair[1], pair[0]))
    ]  # fmt: skip
    columns = (
        Column("Reason", 48), Column("Team-days", 20, right=True), Column("Of those lost", 22, right=True),
        Column("Who"),
    )  # fmt: skip
    yield Table(columns, rows, small=True)


def _who_lost(told: Told, code: str) -> str:
    """The operators that lost days for a reason, most first."""
    days: dict[str, float] = {}
    for row in told.account.reported:
        if row.report.lost and (row.report.lost_by or UNKNOWN_LOSS) == code:
            name = told.operator(row.operator)
            days[name] = days.get(name, 0.0) + row.report.lost
    listed = sorted(days.items(), key=lambda pair: (-pair[1], pair[0]))
    return words.few([f"{name} {_days(lost)}" for name, lost in listed], 4)


def _slips(told: Told) -> Iterator[Block]:
    if not told.has_plan:
        return
    yield Heading("Clearance behind plan, by cause")
    if not told.account.slips:
        yield Text("No clearance was planned or reported in the weeks of the plan.", small=True)
        return
    rows: list[Sequence[str | Run]] = [
        (words.capital(reason(slip.cause)), _signed(slip.m2), _days(slip.days))
        for slip in told.account.slips
    ]
    total = sum(slip.m2 for slip in told.account.slips)
    rows.append((Run("Planned less cleared", bold=True), Run(_signed(total), bold=True), ""))
    yield Table(
        (Column("Cause"), Column("m² behind plan", 30, right=True), Column("Team-days", 24, right=True)),
        rows, small=True,
    )  # fmt: skip
    yield Text(
        "Days lost or not reported count at the pace planned for that team and week; the rest is pace. "
        f"A {words.MINUS} is ahead of plan. Ground that was reduced instead of cleared is told above and "
        "makes up for nothing here.", small=True, tone="ink-2",
    )  # fmt: skip


def _signed(m2: float) -> str:
    return NONE if not round(m2) else f"{words.MINUS if m2 < 0 else ''}{words.count(abs(m2))}"


def _breakdown(told: Told) -> Page:
    operators = len(told.by_operator)
    return Page(
        "breakdown",
        "By operator, district, grant",
        f"{words.capital(words.some(operators, 'operator'))} in "
        f"{words.some(len(told.by_district), 'district')}: who did what, where and for whose money.",
        f"{PLANNED} What a grant does not cover stands in the cost report.",
        [
            Heading("By operator"), _table(told, "Operator", told.by_operator),
            Heading("By district"), _table(told, "District", told.by_district),
            Heading("By grant"), _table(told, "Grant or contract", told.by_grant),
        ],
        words.NO_RECORD,
    )  # fmt: skip


def _orders(told: Told) -> Iterator[Page]:
    rows = told.orders
    if not rows:
        return
    review = sum(row.review for row in rows)
    some = words.some(review, "order")
    title = (
        f"{words.capital(some)} {words.verb(review, 'has', 'have')} had no find in ten days at work: "
        "review to reduce."
        if review
        else f"{words.capital(words.some(len(rows), 'task order'))} with reports in these weeks."
    )
    columns = (
        Column("Order", 18), Column("Ground"), Column("Team", 22), Column("Cleared", 17, right=True),
        Column("of scope", 17, right=True), Column("m² a team-day", 19, right=True),
        Column("Found", 14, right=True), Column("Last report", 28),
    )  # fmt: skip
    yield Page(
        "orders", "Task orders", title,
        "In the weeks told; scope as the order has it. Ten days at work without a find are a reason to "
        "look at the evidence again, never to stop searching without a decision. Beside the pace reported "
        "stands the one that the plan counts with.",
        [Table(columns, [_order_row(told, row) for row in rows], small=True)],
        words.NO_RECORD,
    )  # fmt: skip


def _pace(value: float | None) -> str:
    return NONE if value is None else _m2(value)


def _order_row(told: Told, row: OrderProgress) -> tuple[str | Run | Cell, ...]:
    found = NONE if row.found is None else words.count(row.found)
    return (
        Run(row.order, bold=True),
        Cell(words.printed(words.capital(row.name)), told.district(row.district)),
        words.few(row.teams, 2), _m2(row.cleared_m2), _m2(row.scope_m2 or 0),
        Cell(_pace(row.pace), f"plan: {_pace(row.planned_pace)}" if row.planned_pace else ""),
        Run(f"{found}: review", bold=True) if row.review else found, words.day(row.last),
    )  # fmt: skip


ORDERS_HEAD = (
    "order", "what", "district", "teams", "m2 cleared", "m2 reduced", "m2 cancelled", "m2 in scope",
    "team-days worked", "m2 a team-day", "m2 a team-day, planned", "items found", "last report",
    "no find in ten days",
)  # fmt: skip
REPORTS_HEAD = (
    "report", "from", "to", "team", "operator", "order", "activity", "served as", "district", "paid by",
    "m2 cancelled", "m2 reduced", "m2 cleared", "road, m", "days worked", "days lost", "reason lost",
    "items found",
)  # fmt: skip


def progress_sheets(subject: Subject) -> list[Sheet]:
    """The report as the sheets of a workbook."""
    told = Told(subject)
    account = told.account
    lost = [(reason(c), d, _who_lost(told, c)) for c, d in sorted(account.whole.lost.items())]
    slips = account.slips if told.has_plan else ()
    return [
        Sheet("About", ("", ""), about(subject, LEAD, _plan_note(told))),
        _sheet(told, "By week", "week", told.by_week),
        _sheet(told, "By operator", "operator", told.by_operator),
        _sheet(told, "By district", "district", told.by_district),
        _sheet(told, "By grant", "grant", told.by_grant),
        Sheet("Days lost", ("reason", "team-days", "who"), lost),
        Sheet(
            "Slippage",
            ("cause", "m2 behind plan", "team-days"),
            [(reason(slip.cause), round(slip.m2), round(slip.days, 2)) for slip in slips],
        ),
        Sheet("Task orders", ORDERS_HEAD, [_order_cells(told, row) for row in told.orders]),
        Sheet("Reports", REPORTS_HEAD, [_report_row(told, row) for row in account.reported]),
    ]


def _order_cells(told: Told, row: OrderProgress) -> tuple[Value, ...]:
    return (
        row.order, words.printed(row.name), told.district(row.district), ", ".join(row.teams),
        round(row.cleared_m2), round(row.reduced_m2), round(row.cancelled_m2), row.scope_m2, row.worked,
        *(None if pace is None else round(pace, 1) for pace in (row.pace, row.planned_pace)),
        row.found, words.day(row.last), "review to reduce" if row.review else "",
    )  # fmt: skip


def _plan_note(told: Told) -> str:
    start = words.day(told.plan.calendar.start)
    held = (
        f"Held against the plan from {start}."
        if told.has_plan
        else f"The plan begins on {start}, after these weeks."
    )
    return f"{held} At most the last {WEEKS} weeks are told."


def _sheet(told: Told, name: str, head: str, accounts: dict[str, Account]) -> Sheet:
    columns = (
        head, "m2 to clear, planned", "m2 to survey, planned", "m2 cleared", "m2 reduced", "m2 cancelled",
        "road, km planned", "road, km", "team-days planned", "team-days worked", "team-days lost",
        "tasks planned", "tasks done", "items found",
    )  # fmt: skip
    return Sheet(name, columns, [_sheet_row(told, key, a) for key, a in accounts.items()])


def _sheet_row(told: Told, key: str, account: Account) -> tuple[Value, ...]:
    planned: tuple[Value, ...] = (None, None, None, None, None)
    if told.has_plan:
        planned = (round(account.planned_m2), round(account.planned_survey_m2),
                   round(account.planned_days, 2), account.planned_tasks,
                   round(account.planned_road_m / 1000, 3))  # fmt: skip
    return (
        key, planned[0], planned[1], round(account.cleared_m2), round(account.reduced_m2),
        round(account.cancelled_m2), planned[4], round(account.road_m / 1000, 3), planned[2], account.worked,
        account.lost_days, planned[3], account.tasks, account.found,
    )  # fmt: skip


def _report_row(told: Told, row: Reported) -> tuple[Value, ...]:
    report = row.report
    return (
        report.id, report.first, report.last, row.team.name if row.team else report.team,
        told.operator(row.operator), report.task, row.activity, words.team_kind(row.kind),
        told.district(row.district), told.grant(row.paid_by), report.cancelled_m2, report.reduced_m2,
        report.cleared_m2, report.road_m, report.worked, report.lost,
        reason(report.lost_by) if report.lost_by else "", report.items_found,
    )  # fmt: skip


PROGRESS = PrintedReport(
    "progress", "progress", ", planned against actual", "what teams report", progress_book,
    progress_sheets, tells_changes=True,
)  # fmt: skip
