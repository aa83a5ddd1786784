"""Weekly tasking: what each operator is told on Monday, and nothing that may still change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil

from ploughshare.land.hazards import HazardousArea, TaskOrder
from ploughshare.places.places import Place
from ploughshare.planning.confidence import FIRM, Confidence, confidences
from ploughshare.planning.items import Item, PlannedLot, PlannedPromise
from ploughshare.planning.plan import Plan
from ploughshare.planning.plan_change import WorkChange, plan_change
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.tasking import LEAD

WEEK = timedelta(days=7)

ORDERED_FIRST = frozenset({"nts", "ts", "clearance"})
"""Kinds of item that begin only when order, clearance plan and pre-start visit are done."""

NO_OPERATOR = ""
"""Key of teams whose organisation is not on record."""


@dataclass(frozen=True, slots=True)
class Task:
    """
    One firm piece of work of an operator.

    Parameters
    ----------
    item
        As planned.
    order
        Task order it is done under; ``None`` where none is out.
    issue_by
        Last day to put the order out; ``None`` where none is needed before it begins.
    hazard, lot
        Its ground; ``None`` for works, and for an area in one piece.
    m2
        Area it is about, in m2: of its lot, in the scope of its order, or of its hazardous area;
        ``None`` for works and where unknown.
    done_m2
        What its order reports as done of that.
    steps
        All that is planned on the same ground, in order; it is one of them.
    promises
        Promises that it keeps or is on the way to.
    change
        What is other than in the earlier plan; ``None`` for nothing, or without one.
    hazards
        Of works: ids of the open hazards on their ground, which is not handed over.
    hospital, contact
        The nearest place around it that names a hospital for casualties, and one that names who
        speaks for its people; ``None`` where none does.
    """

    item: Item
    order: TaskOrder | None
    issue_by: date | None
    hazard: HazardousArea | None
    lot: PlannedLot | None
    m2: float | None
    done_m2: float | None
    steps: tuple[Item, ...]
    promises: tuple[PlannedPromise, ...]
    change: WorkChange | None
    hazards: tuple[str, ...] = ()
    hospital: Place | None = None
    contact: Place | None = None


@dataclass(frozen=True, slots=True)
class OperatorWeek:
    """
    What one operator is told.

    Parameters
    ----------
    operator, name
        Id and name of the organisation; ``NO_OPERATOR`` for teams of none on record.
    tasks
        Firm work, by start.
    inspections
        Inspections on its ground, or by its own teams, within the first week.
    provisional
        Pieces of work within four weeks that are not firm; they are counted and not named.
    withdrawn
        What the earlier plan told firmly and this one does not: it is done, given to others, left out,
        stopped, or not firm any more.
    unchanged
        Firm tasks that are as they were in the earlier plan; 0 without one.
    """

    operator: str
    name: str
    tasks: tuple[Task, ...]
    inspections: tuple[Item, ...]
    provisional: int
    withdrawn: tuple[WorkChange, ...]
    unchanged: int

    @property
    def teams(self) -> int:
        """Teams with a firm task."""
        own = {role.team for task in self.tasks for role in task.item.teams}
        return len(own)


@dataclass(frozen=True)
class Tasking:
    """
    The weekly tasking of a plan.

    Parameters
    ----------
    plan, programme
        A plan, and what is to be done in the situation it was made from.
    last
        An earlier plan to compare with; ``None`` for none.
    """

    plan: Plan
    programme: Programme
    last: Plan | None = None

    @property
    def week_ends(self) -> date:
        """Last day of the week that begins with the plan's first day."""
        return self.plan.calendar.start + WEEK - timedelta(days=1)

    @cached_property
    def confidence(self) -> Mapping[str, Confidence]:
        """How far each item with a team may be relied on."""
        return confidences(self.plan, self.programme.situation)

    @cached_property
    def operators(self) -> tuple[OperatorWeek, ...]:
        """Every operator with firm or provisional work in four weeks or less than it had, by name."""
        names = {self._operator(role.team) for item in self._near for role in item.teams}
        names |= {self._operator(team) for team in self._by_team}
        weeks = [self._week(name) for name in names]
        some = (week for week in weeks if week.tasks or week.provisional or week.withdrawn)
        return tuple(sorted(some, key=lambda week: (not week.operator, week.name, week.operator)))

    @cached_property
    def _near(self) -> list[Item]:
        """Items that are firm or provisional."""
        return [
            item
            for item in self.plan.items
            if item.activity in self.confidence
            and self.confidence[item.activity].level != "outlook"
        ]

    def _operator(self, team: str) -> str:
        known = self.programme.situation
        name = known.teams[team].organisation if team in known.teams else ""
        return name if name in known.organisations else NO_OPERATOR

    def _of(self, item: Item) -> set[str]:
        return {self._operator(role.team) for role in item.teams}

    def _is_firm(self, item: Item) -> bool:
        return self.confidence[item.activity] == FIRM

    def _week(self, operator: str) -> OperatorWeek:
        own = [item for item in self._near if operator in self._of(item)]
        firm = [item for item in own if self._is_firm(item)]
        known = self.programme.situation.organisations.get(operator)
        tasks = tuple(self._task(item) for item in firm)
        return OperatorWeek(
            operator=operator,
            name=known.name if known else "Teams without an operator on record",
            tasks=tasks,
            inspections=self._inspections(operator),
            provisional=len(own) - len(firm),
            withdrawn=tuple(self._withdrawn(operator)),
            unchanged=sum(task.change is None for task in tasks) if self.last else 0,
        )

    def _task(self, item: Item) -> Task:
        situation = self.programme.situation
        order = next(iter(self.programme.orders_of.get(item.activity, ())), None)
        hazard = situation.hazards.get(item.record_id) if item.record_type == "hazards" else None
        lot = self._lots.get(item.lot)
        area = hazard.area_m2 if hazard else None
        if item.areas:
            area = sum(situation.hazards[name].area_m2 or 0.0 for name in item.areas)
        scope = order.scope_m2 if order else None
        around = self._around(item)
        return Task(
            item=item, order=order, issue_by=self._issue_by(item, order), hazard=hazard, lot=lot,
            m2=lot.m2 if lot else scope or area, done_m2=order.done_m2 if order else None,
            steps=self._steps(item), promises=self._promises(item, order),
            change=self._changes.get(item.activity), hazards=self._hazards_on(item),
            hospital=next((place for place in around if place.hospital), None),
            contact=next((place for place in around if place.contact), None),
        )  # fmt: skip

    def _around(self, item: Item) -> tuple[Place, ...]:
        """The places an item lies in, the smallest first: on record, else its district."""
        situation, terrain = self.programme.situation, self.programme.terrain
        works = situation.works.get(item.record_id) if item.record_type == "works" else None
        if item.record_type == "hazards":
            hazard = situation.hazards.get(item.record_id)
            name, where = hazard.place if hazard else "", terrain.hazard_at.get(item.record_id)
        else:
            key = works.asset if works else item.record_id
            asset = situation.assets.get(key)
            name, where = asset.place if asset else "", terrain.asset_at.get(key)
        return (*terrain.line_of(name), *terrain.line_of(where.district if where else ""))

    def _hazards_on(self, item: Item) -> tuple[str, ...]:
        works = self.programme.situation.works.get(item.record_id)
        if item.record_type != "works" or works is None:
            return ()
        return self.programme.terrain.hazards_on.get(works.asset, ())

    @cached_property
    def _lots(self) -> Mapping[str, PlannedLot]:
        return {lot.id: lot for lot in self.plan.lots}

    def _issue_by(self, item: Item, order: TaskOrder | None) -> date | None:
        if order is not None or item.continues or item.activity_kind not in ORDERED_FIRST:
            return None
        calendar = self.plan.calendar
        lead = ceil(self.programme.situation.figure(LEAD))
        return calendar.day_number(max(0, calendar.working_days_before(item.start_on) - lead))

    def _steps(self, item: Item) -> tuple[Item, ...]:
        same = self._on_record.get((item.record_type, item.record_id), ())
        return tuple(step for step in same if not step.lot or not item.lot or step.lot == item.lot)

    @cached_property
    def _on_record(self) -> Mapping[tuple[str, str], list[Item]]:
        found: dict[tuple[str, str], list[Item]] = {}
        for item in self.plan.items:
            found.setdefault((item.record_type, item.record_id), []).append(item)
        return found

    def _promises(self, item: Item, order: TaskOrder | None) -> tuple[PlannedPromise, ...]:
        """The promise of its order; without an order, every promise about its record."""
        return tuple(
            promise
            for promise in self.plan.promises
            if (promise.task == order.id if order else promise.record_id == item.record_id)
        )

    def _inspections(self, operator: str) -> tuple[Item, ...]:
        """Quality control within the first week, on ground of an operator or by its teams."""
        first, last = self.plan.calendar.start, self.week_ends
        return tuple(
            item
            for item in self._controls
            if item.start_on <= last and item.finish_on >= first
            and self.confidence.get(item.activity, FIRM) == FIRM
            and (operator in self._of(item) or operator in self._on_ground(item.record_id))
        )  # fmt: skip

    @cached_property
    def _controls(self) -> list[Item]:
        return [item for item in self.plan.items if item.activity_kind == "control"]

    def _on_ground(self, hazard: str) -> set[str]:
        """Operators that survey or clear a hazardous area, by the plan or by its orders."""
        planned = (
            operator
            for item in self._on_record.get(("hazards", hazard), ())
            if item.activity_kind in ORDERED_FIRST
            for operator in self._of(item)
        )
        orders = self.programme.orders.on_hazard.get(hazard, ())
        return {*planned, *(o.organisation for o in orders if o.activity in ORDERED_FIRST)}

    @cached_property
    def _by_team(self) -> Mapping[str, tuple[WorkChange, ...]]:
        """What is other than in the earlier plan, by team."""
        if self.last is None:
            return {}
        programme = self.programme
        interim = map(programme.interim_on, programme.interim)
        ground = (*programme.of_hazard.values(), *interim)
        known: set[str] = {activity.id for group in ground for activity in group}
        change = plan_change(
            self.last,
            self.plan,
            orders={name: orders[0].id for name, orders in programme.orders_of.items()},
            issued={},
            known=known | set(programme.of_works),
        )
        return {team.team: team.changes for team in change.teams}

    @cached_property
    def _changes(self) -> Mapping[str, WorkChange]:
        """By activity what is new, moved or taken over."""
        gone = {"given away", "no longer planned", "done"}
        rows = (row for changes in self._by_team.values() for row in changes)
        return {row.activity: row for row in rows if row.what not in gone}

    @cached_property
    def _before(self) -> Mapping[str, Confidence]:
        """How far each item of the earlier plan could be relied on."""
        return confidences(self.last, self.programme.situation) if self.last else {}

    def _withdrawn(self, operator: str) -> Iterable[WorkChange]:
        """What the earlier plan told an operator firmly, and this one does not."""
        own = [t for t in self._by_team if self._operator(t) == operator]
        firm = (item for item in self._near if self._is_firm(item))
        told = {item.activity for item in firm if operator in self._of(item)}
        for row in (row for team in own for row in self._by_team[team]):
            was_firm = self._before.get(row.activity) == FIRM
            if row.what != "taken over" and was_firm and row.activity not in told:
                told.add(row.activity)
                yield row
        now = {item.activity: item for item in self.plan.items}
        for was in self.last.items if self.last else ():
            item, was_firm = now.get(was.activity), self._before.get(was.activity) == FIRM
            if item and was_firm and was.activity not in told and operator in self._of(was):
                orders = self.programme.orders_of.get(was.activity, ())
                yield WorkChange(
                    was.activity, was.name, "moved", was.start_on, item.start_on, 0, (),
                    orders[0].id if orders else "", item.not_firm,
                )  # fmt: skip
