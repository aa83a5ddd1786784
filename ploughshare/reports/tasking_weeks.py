"""What the pages and the workbook of a weekly tasking are made of, each found once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ploughshare.planning.confidence import WEEKS
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.weekly_tasking import OperatorWeek, Task, Tasking
from ploughshare.reports import task_words, words
from ploughshare.reports.of_plan import plan_of
from ploughshare.reports.report import Subject
from ploughshare.reports.site_map import Site, Sites

FIRM = (
    f"Only what is firm: under way, or to begin within {WEEKS} weeks under an order that is out or can "
    "be put out now, with no survey or decision before it that is still to be made."
)


@dataclass(frozen=True)
class Weeks:
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

    def inspectors(self, item: Item) -> str:
        """Who inspects, or that nobody on record does."""
        return task_words.teams(item, self.situation) or "no inspecting team on record"
