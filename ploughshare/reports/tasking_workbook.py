"""The weekly tasking as the sheets of a workbook."""

from ploughshare.places.mgrs import mgrs
from ploughshare.planning.weekly_tasking import OperatorWeek, Task
from ploughshare.reports import task_words, words
from ploughshare.reports.of_plan import about
from ploughshare.reports.report import Subject
from ploughshare.reports.task_words import NOT_RECORDED
from ploughshare.reports.tasking_weeks import FIRM, Weeks
from ploughshare.reports.workbook import Sheet, Value


def tasking_sheets(subject: Subject) -> list[Sheet]:
    """The weekly tasking as the sheets of a workbook."""
    weeks = Weeks(subject)
    return [
        Sheet("About", ("", ""), about(subject, FIRM, weeks.compared_with, *weeks.plan.in_force)),
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
              weeks.inspectors(item))
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
              task_words.gone(row, weeks.start)) for o in weeks.operators for row in o.withdrawn],
        ),
    ]  # fmt: skip


def _sheet_row(weeks: Weeks, operator: OperatorWeek, task: Task) -> tuple[Value, ...]:
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
