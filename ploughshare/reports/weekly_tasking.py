"""Weekly tasking: one page for each operator, with a map of each site and only what is firm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ploughshare.places.mgrs import mgrs
from ploughshare.planning.confidence import WEEKS
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.weekly_tasking import OperatorWeek, Task, Tasking
from ploughshare.reports import task_words, words
from ploughshare.reports.blocks import (
    Block,
    Book,
    Card,
    Cell,
    Column,
    Heading,
    Page,
    Run,
    Table,
    Text,
    Words,
)
from ploughshare.reports.of_plan import about, plan_of
from ploughshare.reports.printed import PrintedReport, sheets_book
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.site_map import KEY, Site, Sites, position
from ploughshare.reports.task_words import NOT_RECORDED
from ploughshare.reports.workbook import Sheet, Value

FIRM = (
    f"Only what is firm: under way, or to begin within {WEEKS} weeks under an order that is out or can "
    "be put out now, with no survey or decision before it that is still to be made."
)


@dataclass(frozen=True)
class _Weeks:
    """What the pages and the sheets are made of."""

    subject: Subject

    @property
    def plan(self) -> Plan:
        return plan_of(self.subject)

    @property
    def situation(self) -> Situation:
        return self.subject.situation

    @property
    def start(self) -> date:
        return self.plan.calendar.start

    @cached_property
    def tasking(self) -> Tasking:
        return Tasking(self.plan, Programme(Terrain(self.situation)), self.subject.since)

    @property
    def operators(self) -> tuple[OperatorWeek, ...]:
        return self.tasking.operators

    @cached_property
    def sites(self) -> Sites:
        items = {t.item.activity: t.item for week in self.operators for t in week.tasks}
        return Sites(self.tasking.programme, tuple(items.values()))

    def site(self, task: Task) -> Site | None:
        return self.sites.of_item.get(task.item.activity)

    def change(self, task: Task) -> str:
        """What is other than in the earlier plan; ``–`` without one."""
        return "–" if self.subject.since is None else task_words.change(task.change)

    @property
    def compared_with(self) -> str:
        last = self.subject.since
        if last is None:
            return "No earlier plan was given to compare with."
        return f"Compared with the plan from {words.day(last.calendar.start)}."


def tasking_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The weekly tasking before it is set."""
    weeks = _Weeks(subject)
    week = weeks.start.isocalendar().week
    pages = []
    for operator in weeks.operators:
        if _has_page(operator):
            progress(operator.name)
            pages.append(_page(weeks, operator))
    others = [operator for operator in weeks.operators if not _has_page(operator)]
    if others or not pages:
        pages.append(_without_task(weeks, others))
    when = f"week {week}, from {words.day(weeks.start)}"
    return sheets_book(subject, "weekly tasking", when, pages)


def _has_page(operator: OperatorWeek) -> bool:
    """Whether there is anything that an operator has to read."""
    return bool(operator.tasks or operator.withdrawn or operator.inspections)


def _without_task(weeks: _Weeks, operators: Sequence[OperatorWeek]) -> Page:
    """Operators of which work is planned and none of it firm, on one sheet."""
    columns = (Column("Operator"), Column("Planned, not tasked", 40, right=True))
    rows = [(Run(o.name, bold=True), words.count(o.provisional)) for o in operators]
    many = words.capital(words.some(len(operators), "operator"))
    title = f"{many} {words.verb(len(operators), 'has', 'have')} no firm task in these weeks."
    return Page(
        "without-task",
        "Without a firm task",
        title if operators else "No operator has firm work in these weeks.",
        FIRM,
        [Table(columns, rows)] if rows else (),
        f"{weeks.compared_with} {words.NO_RECORD}",
    )


def _page(weeks: _Weeks, operator: OperatorWeek) -> Page:
    return Page(
        f"operator-{operator.operator or 'none'}",
        operator.name,
        _title(operator),
        FIRM,
        [*_blocks(weeks, operator)],
        f"{KEY} {words.NO_RECORD}" if operator.tasks else words.NO_RECORD,
    )


def _title(operator: OperatorWeek) -> str:
    if not operator.tasks:
        return f"{operator.name}: no firm task."
    many = words.some(len(operator.tasks), "firm task")
    return f"{operator.name}: {many} for {words.some(operator.teams, 'team')}."


def _blocks(weeks: _Weeks, operator: OperatorWeek) -> Iterator[Block]:
    if operator.tasks:
        since = (Column("Since last week", 25),) if weeks.subject.since else ()
        columns = (
            Column("Order", 20), Column("Task"), Column("Ground", 24), Column("Team", 20),
            Column("Dates", 34), Column("Promise", 30), *since,
        )  # fmt: skip
        rows = [_row(weeks, task)[: len(columns)] for task in operator.tasks]
        yield Table(columns, rows, small=True)
    yield Text(_counts(weeks, operator))
    if operator.withdrawn:
        yield Heading("No longer as it was told")
        yield Table(
            (Column("Order", 22), Column("What"), Column("It was for", 34), Column("Now", 50)),
            [(Run(row.order or "–", bold=True), words.printed(words.capital(row.name)),
              words.day(row.was_on) if row.was_on else "–", task_words.gone(row))
             for row in operator.withdrawn],
            small=True,
        )  # fmt: skip
    yield from _inspections(weeks, operator)
    if operator.tasks:
        yield Heading("Task by task")
    for task in operator.tasks:
        yield _card(weeks, task)


def _row(weeks: _Weeks, task: Task) -> tuple[str | Run | Cell, ...]:
    where = ", ".join(dict.fromkeys(filter(None, (task.item.place, task.item.district))))
    item = task.item
    return (
        _order(task),
        Cell(task_words.what(task), where),
        Cell(task_words.size(task, weeks.situation), task_words.depth_below(task)),
        words.listed(role.name for role in item.teams),
        Cell("Under way" if item.continues else words.capital(words.believed(item.start_on, weeks.start)),
             f"to {words.believed(item.finish_on, weeks.start)}"),
        Cell(*task_words.promise(task)),
        weeks.change(task),
    )  # fmt: skip


def _order(task: Task) -> Cell:
    """The number of its order, or by when one has to be out."""
    if task.order is not None:
        return Cell(Run(task.order.id, bold=True))
    return (
        Cell("none yet", f"out by {words.short_day(task.issue_by)}")
        if task.issue_by
        else Cell("none")
    )


def _counts(weeks: _Weeks, operator: OperatorWeek) -> list[Run]:
    """What is only counted: provisional work, and tasks that are as they were."""
    said = []
    if operator.provisional:
        many = operator.provisional
        said.append(
            f"{words.capital(words.some(many, 'more piece', 'more pieces'))} of work "
            f"{words.verb(many)} planned for these weeks and not tasked: a survey or a decision "
            "comes first."
        )
    said.append(weeks.compared_with)
    if weeks.subject.since is not None and operator.tasks:
        said.append(f"Tasks that are as they were: {operator.unchanged} of {len(operator.tasks)}.")
    return [Run(" ".join(said))]


def _inspections(weeks: _Weeks, operator: OperatorWeek) -> Iterator[Block]:
    yield Heading(f"Inspections due this week, until {words.day(weeks.tasking.week_ends)}")
    if not operator.inspections:
        yield Text("None is planned. Visits that quality assurance makes on its own are not on record.",
                   small=True)  # fmt: skip
        return
    yield Table(
        (Column("Day", 34), Column("What"), Column("By", 50)),
        [(words.capital(task_words.begins(item, weeks.start)),
          words.printed(words.capital(item.name)), _inspectors(weeks, item))
         for item in operator.inspections],
        small=True,
    )  # fmt: skip


def _inspectors(weeks: _Weeks, item: Item) -> str:
    return task_words.teams(item, weeks.situation) or "no inspecting team on record"


def _card(weeks: _Weeks, task: Task) -> Card:
    site = weeks.site(task)
    where = f", {task.item.place}" if task.item.place else ""
    return Card(
        title=f"{task_words.order_id(task)} · {task_words.what(task)}",
        right=words.listed(role.name for role in task.item.teams),
        svg=weeks.sites.map_svg(site) if site else "",
        alt=f"Map of {task.item.record_id}{where}: {weeks.sites.access(site)}." if site else "",
        left=[*_what(weeks, task)],
        right_facts=[*_where_and_who(weeks, task, site)],
    )


def _what(weeks: _Weeks, task: Task) -> Iterator[tuple[str, Words]]:
    item, start = task.item, weeks.start
    yield "Order", task_words.order(task)
    yield "Team", task_words.teams(item, weeks.situation)
    yield (
        "Dates",
        [
            Run(words.capital(task_words.begins(item, start)), bold=True),
            Run(f", to {task_words.ends(item, start)}"),
        ],
    )
    yield ("Ground" if task.hazard else "Quantity"), task_words.ground(task, weeks.situation)
    if task.hazard:
        kind = words.hazard_type(task.hazard.hazard_type)
        yield "Hazard", f"{task.hazard.id}, {kind}; expected: {task_words.expected(task)}"
        if item.activity_kind == "clearance":
            yield "Depth", [Run(task_words.depth(task), bold=True)]
    if task.hazards:
        yield "Hazards there", [Run(task_words.not_handed_over(task), bold=True)]
    if weeks.subject.since is not None:
        yield "Last week", weeks.change(task)


def _where_and_who(weeks: _Weeks, task: Task, site: Site | None) -> Iterator[tuple[str, Words]]:
    yield "Method", task_words.method(task, weeks.start)
    if site:
        grid = mgrs(site.lon, site.lat)
        where = position(site.lon, site.lat)
        yield "Point", [Run(grid, bold=True), Run(f", {where}")] if grid else where
        yield "Access", weeks.sites.access(site)
    yield "Promise", task_words.promises(task, weeks.start)
    yield "Hospital", task_words.hospital(task) or _to_fill_in()
    yield "Contact", task_words.contact(task) or _to_fill_in()


def _to_fill_in() -> str:
    """No record has it: it says so, with room to write it in."""
    return f"{NOT_RECORDED}: ________________"


def tasking_sheets(subject: Subject) -> list[Sheet]:
    """The weekly tasking as the sheets of a workbook."""
    weeks = _Weeks(subject)
    return [
        Sheet("About", ("", ""), about(subject, FIRM, weeks.compared_with)),
        Sheet(
            "Tasks",
            (
                "operator", "order", "order's state", "task", "place", "district", "team", "begins",
                "ends", "ground", "hazard", "hazards there", "expected", "depth", "method",
                "latitude (WGS 84)", "longitude (WGS 84)", "MGRS", "access", "promise", "hospital",
                "community contact", "since last week",
            ),
            [_sheet_row(weeks, operator, task) for operator in weeks.operators
             for task in operator.tasks],
        ),
        Sheet(
            "Inspections this week",
            ("operator", "day", "what", "by"),
            [(o.name, task_words.begins(item, weeks.start), words.printed(item.name),
              _inspectors(weeks, item))
             for o in weeks.operators for item in o.inspections],
        ),
        Sheet(
            "Operators",
            ("operator", "firm tasks", "teams", "as they were", "planned, not tasked"),
            [(o.name, len(o.tasks), o.teams, o.unchanged if subject.since else None, o.provisional)
             for o in weeks.operators],
        ),
        Sheet(
            "No longer as told",
            ("operator", "order", "what", "it was for", "now"),
            [(o.name, row.order, words.printed(row.name), words.day(row.was_on) if row.was_on else "",
              task_words.gone(row)) for o in weeks.operators for row in o.withdrawn],
        ),
    ]  # fmt: skip


def _sheet_row(weeks: _Weeks, operator: OperatorWeek, task: Task) -> tuple[Value, ...]:
    item, site = task.item, weeks.site(task)
    return (
        operator.name, task.order.id if task.order else "", task_words.order(task),
        task_words.what(task), item.place, item.district, task_words.teams(item, weeks.situation),
        task_words.begins(item, weeks.start), task_words.ends(item, weeks.start),
        task_words.ground(task, weeks.situation), task.hazard.id if task.hazard else "",
        task_words.not_handed_over(task),
        task_words.expected(task) if task.hazard else "",
        task_words.depth(task) if task.hazard else "", task_words.method(task, weeks.start),
        round(site.lat, 5) if site else None, round(site.lon, 5) if site else None,
        mgrs(site.lon, site.lat) if site else "", weeks.sites.access(site) if site else "",
        task_words.promises(task, weeks.start), task_words.hospital(task) or NOT_RECORDED,
        task_words.contact(task) or NOT_RECORDED, weeks.change(task),
    )  # fmt: skip


WEEKLY_TASKING = PrintedReport(
    "weekly-tasking", "weekly tasking", ", by operator", "firm work by operator", tasking_book,
    tasking_sheets, tells_changes=True,
)  # fmt: skip
