"""The kinds of report there are: the product's own, and those of other packages."""

from typing import cast

from ploughshare.errors import CallError
from ploughshare.extensions import offered
from ploughshare.reports.backlog import BACKLOG
from ploughshare.reports.cost import COST
from ploughshare.reports.founding_question import FoundingQuestion
from ploughshare.reports.map import MapReport
from ploughshare.reports.plan_book import PlanBook
from ploughshare.reports.progress import PROGRESS
from ploughshare.reports.ready_for_works import READY_FOR_WORKS
from ploughshare.reports.report import Report
from ploughshare.reports.weekly_tasking import WEEKLY_TASKING

GROUP = "ploughshare.reports"
"""Entry point group under which other packages offer reports."""

OWN: tuple[Report, ...] = (
    PlanBook(),
    MapReport(),
    BACKLOG,
    COST,
    PROGRESS,
    READY_FOR_WORKS,
    WEEKLY_TASKING,
    FoundingQuestion(),
)


def report_kinds() -> dict[str, Report]:
    """Every kind of report by name; the product's own win over others of the same name."""
    others = (cast(Report, each) for each in offered(GROUP))
    return {report.name: report for report in (*others, *OWN)}


def report_of(name: str) -> Report:
    """
    A kind of report by name.

    Raises
    ------
    CallError
        For a name nobody offers; the remedy lists those that are.
    """
    kinds = report_kinds()
    if name not in kinds:
        listed = ", ".join(f"{kind.name} ({kind.title})" for kind in kinds.values())
        raise CallError(f"There is no report {name!r}.", remedy=f"Kinds: {listed}.", kind=name)
    return kinds[name]
