"""The many tasks of a large operator counted by district: what its manager reads first."""

from collections.abc import Sequence

from ploughshare.planning.weekly_tasking import OperatorWeek, Task, Tasking
from ploughshare.reports import words
from ploughshare.reports.blocks import Cell, Column, Run, Table

NO_DISTRICT = "no district on record"


def districts_of(operator: OperatorWeek) -> list[tuple[str, list[Task]]]:
    """The firm tasks of an operator by name of their district, most tasks first."""
    found: dict[str, list[Task]] = {}
    for task in operator.tasks:
        found.setdefault(task.item.district or NO_DISTRICT, []).append(task)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def by_district(operator: OperatorWeek, tasking: Tasking) -> Table:
    """A row for each district with a firm task, most tasks first, and a last one for all of them."""
    rows = [_row(name, tasks, tasking) for name, tasks in districts_of(operator)]
    return Table(
        (
            Column("District"), Column("Tasks", 16, right=True), Column("Teams", 16, right=True),
            Column("Under way", 20, right=True), Column("Begin this week", 24, right=True),
            Column("Begin later", 20, right=True), Column("Orders to put out", 34, right=True),
            Column("Promises that break", 24, right=True),
        ),
        [*rows, _row("All districts", operator.tasks, tasking)],
        small=True,
    )  # fmt: skip


def _row(name: str, tasks: Sequence[Task], tasking: Tasking) -> tuple[str | Run | Cell, ...]:
    under_way = sum(task.item.continues for task in tasks)
    soon = sum(
        not task.item.continues and task.item.start_on <= tasking.week_ends for task in tasks
    )
    to_issue = [task.issue_by for task in tasks if task.issue_by is not None]
    first = f"first by {words.short_day(min(to_issue))}" if to_issue else ""
    broken = {p.task for task in tasks for p in task.promises if not p.kept}
    return (
        Run(name, bold=True),
        words.count(len(tasks)),
        words.count(len({role.team for task in tasks for role in task.item.teams})),
        _number(under_way),
        _number(soon),
        _number(len(tasks) - under_way - soon),
        Cell(_number(len(to_issue)), first),
        _number(len(broken)),
    )


def _number(count: int) -> str:
    return words.count(count) if count else "–"
