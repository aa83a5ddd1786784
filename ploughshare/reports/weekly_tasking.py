"""Weekly tasking: one page for each operator, with a map of each site and only what is firm."""

from collections.abc import Iterator, Sequence

from ploughshare.places.mgrs import mgrs
from ploughshare.planning.weekly_tasking import OperatorWeek, Task
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
    Together,
    Words,
)
from ploughshare.reports.printed import PrintedReport, sheets_book
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.site_map import KEY, Site, position
from ploughshare.reports.task_words import NOT_RECORDED
from ploughshare.reports.tasking_weeks import FIRM, Weeks
from ploughshare.reports.tasking_workbook import tasking_sheets
from ploughshare.reports.tasks_by_district import by_district, districts_of

MANY_TASKS = 40
"""Tasks of one operator up to which its table and its sheets stand on one page."""


def tasking_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The weekly tasking of all operators before it is set."""
    weeks = Weeks(subject)
    pages = [page for _, listed in _by_operator(weeks, progress) for page in listed]
    return _book(weeks, pages)


def tasking_books(subject: Subject, progress: Progress) -> Iterator[tuple[str, Book]]:
    """The weekly tasking operator by operator, each as a book with a name for its file."""
    weeks = Weeks(subject)
    for name, pages in _by_operator(weeks, progress):
        yield name, _book(weeks, pages)


def _book(weeks: Weeks, pages: Sequence[Page]) -> Book:
    week = weeks.start.isocalendar().week
    when = f"week {week}, from {words.day(weeks.start)}"
    return sheets_book(weeks.subject, "weekly tasking", when, pages)


def _by_operator(weeks: Weeks, progress: Progress) -> Iterator[tuple[str, list[Page]]]:
    """
    The pages of each operator with something to read, then a page of all others.

    One with many tasks begins with a page that counts them by district and the table of all of
    them; the sheets with maps follow, those of each district apart. Each is made when it is asked
    for: the sheets of a country are too many to be held at once.
    """
    some = [operator for operator in weeks.operators if _has_page(operator)]
    for operator in some:
        progress(operator.name)
        name = f"{operator.operator} {operator.name}".strip()
        if len(operator.tasks) <= MANY_TASKS:
            yield name, [_page(weeks, operator)]
            continue
        yield name, [*_overview(weeks, operator)]
        for number, (district, tasks) in enumerate(districts_of(operator), 1):
            yield f"{name} {district}", [_district_page(weeks, operator, number, district, tasks)]
    others = [operator for operator in weeks.operators if not _has_page(operator)]
    if others or not some:
        yield "without a firm task", [_without_task(weeks, others)]


def _has_page(operator: OperatorWeek) -> bool:
    """Whether there is anything that an operator has to read."""
    return bool(operator.tasks or operator.withdrawn or operator.inspections)


def _without_task(weeks: Weeks, operators: Sequence[OperatorWeek]) -> Page:
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


def _page(weeks: Weeks, operator: OperatorWeek) -> Page:
    """All of an operator with few tasks on one page."""
    tasks: list[Block] = [_table(weeks, operator)] if operator.tasks else []
    cards = [*_cards(weeks, operator.tasks)]
    # Those of the first team follow on the sheet of the signatures, which may hold little else.
    blocks: list[Block] = [*cards[0].cards, *cards[1:]] if cards else []
    return Page(
        f"operator-{operator.operator or 'none'}", operator.name, _title(operator), FIRM,
        [*_in_force(weeks), *tasks, *_beside(weeks, operator), *_to_sign(operator),
         *([Heading("Task by task"), *blocks] if blocks else [])],
        f"{KEY} {words.NO_RECORD}" if operator.tasks else words.NO_RECORD, operator.name,
    )  # fmt: skip


def _overview(weeks: Weeks, operator: OperatorWeek) -> Iterator[Page]:
    """Of an operator with many tasks: what is read first, then the table of all of them, to be signed."""
    name, many = f"operator-{operator.operator or 'none'}", words.count(len(operator.tasks))
    yield Page(
        name, operator.name, _title(operator), FIRM,
        [*_in_force(weeks), by_district(operator, weeks.tasking), *_beside(weeks, operator)],
        words.NO_RECORD, operator.name,
    )  # fmt: skip
    title = f"{operator.name}: all {many} firm tasks."
    # There the signatures always fit; behind what is read first they would begin a sheet of their own.
    yield Page(f"{name}-table", f"{operator.name}: table", title, "",
               [*_to_sign(operator), _table(weeks, operator)], whose=operator.name)  # fmt: skip


def _district_page(
    weeks: Weeks, operator: OperatorWeek, number: int, district: str, tasks: Sequence[Task]
) -> Page:
    """The sheets of an operator's tasks in one district."""
    return Page(
        f"operator-{operator.operator or 'none'}-{number}", f"{operator.name}: {district}",
        f"{operator.name}, {district}: {words.some(len(tasks), 'firm task')}.", "",
        [*_cards(weeks, tasks)], f"{KEY} {words.NO_RECORD}", f"{operator.name}, {district}",
    )  # fmt: skip


def _title(operator: OperatorWeek) -> str:
    if not operator.tasks:
        return f"{operator.name}: no firm task."
    many = words.some(len(operator.tasks), "firm task")
    return f"{operator.name}: {many} for {words.some(operator.teams, 'team')}."


def _in_force(weeks: Weeks) -> Iterator[Block]:
    """Stops, closed roads and recalled orders: what everybody reads first."""
    if weeks.plan.in_force:
        yield Heading("In force")
        yield from (Text([Run(words.sentence(said), bold=True)]) for said in weeks.plan.in_force)


def _table(weeks: Weeks, operator: OperatorWeek) -> Table:
    """All firm tasks of an operator, a row each."""
    since = (Column("Since last week", 25),) if weeks.subject.since else ()
    columns = (
        Column("Order", 18), Column("Task"), Column("Ground", 21), Column("Team", 18),
        Column("Dates", 31), Column("Promise", 29), *since,
    )  # fmt: skip
    rows = [_row(weeks, task)[: len(columns)] for task in operator.tasks]
    return Table(columns, rows, small=True)


def _beside(weeks: Weeks, operator: OperatorWeek) -> Iterator[Block]:
    """What is only counted, what is no longer as it was told, and inspections."""
    yield Text(_counts(weeks, operator))
    if operator.withdrawn:
        yield Heading("No longer as it was told")
        yield Table(
            (Column("Order", 22), Column("What"), Column("It was for", 34), Column("Now", 50)),
            [(Run(row.order or "–", bold=True), words.printed(words.capital(row.name)),
              words.day(row.was_on) if row.was_on else "–", task_words.gone(row, weeks.start))
             for row in operator.withdrawn],
            small=True,
        )  # fmt: skip
    yield from _inspections(weeks, operator)


def _to_sign(operator: OperatorWeek) -> Iterator[Block]:
    """Room for two signatures: who issues it, and who receives it."""
    if operator.tasks or operator.withdrawn:
        by = "name, signature, day"
        columns = (
            Column(f"Issued by the authority: {by}"),
            Column(f"Received by {operator.name}: {by}"),
        )
        yield Table(columns, [(Cell("\u00a0", "\u00a0"), "")], small=True)


def _row(weeks: Weeks, task: Task) -> tuple[str | Run | Cell, ...]:
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


def _counts(weeks: Weeks, operator: OperatorWeek) -> list[Run]:
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


def _inspections(weeks: Weeks, operator: OperatorWeek) -> Iterator[Block]:
    yield Heading(f"Inspections due this week, until {words.day(weeks.tasking.week_ends)}")
    if not operator.inspections:
        yield Text("None is planned. Visits that quality assurance makes on its own are not on record.",
                   small=True)  # fmt: skip
        return
    yield Table(
        (Column("Day", 34), Column("What"), Column("By", 50)),
        [(words.capital(task_words.begins(item, weeks.start)),
          words.printed(words.capital(item.name)), weeks.inspectors(item))
         for item in operator.inspections],
        small=True,
    )  # fmt: skip


def _cards(weeks: Weeks, tasks: Sequence[Task]) -> Iterator[Together]:
    """The tasks with their maps, team by team: what one team does first, then what it does next."""
    of_team: dict[str, list[Card]] = {}
    for task in tasks:
        team = task.item.teams[0].name if task.item.teams else ""
        of_team.setdefault(team, []).append(_card(weeks, task))
    for team in sorted(of_team, key=words.natural):
        yield Together(of_team[team])


def _card(weeks: Weeks, task: Task) -> Card:
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


def _what(weeks: Weeks, task: Task) -> Iterator[tuple[str, Words]]:
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


def _where_and_who(weeks: Weeks, task: Task, site: Site | None) -> Iterator[tuple[str, Words]]:
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


WEEKLY_TASKING = PrintedReport(
    "weekly-tasking", "weekly tasking", ", by operator", "firm work by operator", tasking_book,
    tasking_sheets, tells_changes=True, books=tasking_books,
)  # fmt: skip
