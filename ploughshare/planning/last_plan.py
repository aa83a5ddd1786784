"""The last plan as a start: who does what in which order, and what it costs to leave it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain

from ploughshare.calendars import WorkingCalendar
from ploughshare.land.hazards import IN_FORCE, TaskOrder
from ploughshare.places.places import RoadLink
from ploughshare.planning import wording
from ploughshare.planning.formulate import Draft
from ploughshare.planning.items import Item
from ploughshare.planning.kept_orders import not_kept, way_of
from ploughshare.planning.programme import Programme
from ploughshare.planning.serving import mode_of
from ploughshare.planning.statements import Kept, NotBefore, SetAside, Statement
from ploughshare.scheduling.carry import carried
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.solve import ChangePrice, Start
from ploughshare.scheduling.warm_start import start_of_document
from ploughshare.workforce.teams import Team

WEEKS = 4
"""Weeks from the first day that people already work by: a change in them has a price."""

ISSUED = frozenset(IN_FORCE) - {"active"}
"""Where an order stands that has left the authority and whose work has not begun."""

TEAM_PRICE, STEP_PRICE = 100, 2
"""Price of another team, and of a start moved by a step, times the weight there is per activity."""


@dataclass(frozen=True, slots=True)
class Late:
    """
    When an order can begin that cannot keep its start.

    Parameters
    ----------
    begins
        Step at which its turn comes in the order of the last plan.
    ready
        Step from which all that it waits for is done.
    """

    begins: int
    ready: int


@dataclass(frozen=True, slots=True)
class LastPlan:
    """
    What people work by today, in the steps of the plan that is made now.

    Parameters
    ----------
    items
        Items of the last plan.
    records
        Ids of the records it speaks of, planned or not.
    before, now
        Its calendar, and that of the plan that is made.
    roads
        Road links by id as they were recorded then; empty when nobody knows.
    """

    items: tuple[Item, ...]
    records: frozenset[str]
    before: WorkingCalendar
    now: WorkingCalendar
    roads: Mapping[str, RoadLink] = field(default_factory=dict)

    def step(self, step: int) -> int:
        """A step of the last plan as one of the new: the same part of the same day, or the first."""
        day = self.before.day_of(step)
        if day < self.now.start or not self.now.works_on(day):
            return self.now.step_of(day)
        part = step % self.before.steps_per_day
        return self.now.step_of(day) + part * self.now.steps_per_day // self.before.steps_per_day

    @property
    def last_day(self) -> date:
        """The last day that people already work by."""
        return self.now.start + timedelta(weeks=WEEKS, days=-1)

    @property
    def priced(self) -> int:
        """The first step after the weeks that people already work by."""
        return self.now.step_after(self.last_day)

    def prepared(self, said: Iterable[Statement], programme: Programme) -> Iterator[Statement]:
        """
        Orders for what the last plan begins soon are in preparation since it was accepted.

        The time that order, clearance plan and pre-start visit take is not counted anew
        from the first day of every plan: work stays on its day of the last plan. So does the
        preparation of works that no record tells of. An area that is cut otherwise than in the
        last plan is in preparation since that: a lot that the last plan does not know begins no
        earlier than the first work of its sort on the area.
        """
        begins = self._first_days(programme)
        for s in said:
            if isinstance(s, NotBefore) and (s.anew or s.rule == "task_orders_take_their_time"):
                day = min(max(begins.get(s.activity, s.day), self.now.start), s.day)
                parts = s.parts if day == s.day else ()
                yield replace(s, day=day, parts=parts)
            else:
                yield s

    def _first_days(self, programme: Programme) -> Mapping[str, date]:
        """First day in the last plan of each activity, or of its sort on the same area."""
        work = [item for item in self.items if item.teams]
        on_area: dict[tuple[str, str], date] = {}
        for item in work:
            sort = item.record_id, item.activity_kind
            on_area[sort] = min(on_area.get(sort, item.start_on), item.start_on)
        found = {item.activity: item.start_on for item in work}
        for activity in chain.from_iterable(programme.of_hazard.values()):
            day = on_area.get((activity.record_id, activity.kind))
            if day is not None:
                found.setdefault(activity.id, day)
        return found

    def orders(self, programme: Programme) -> Iterator[Kept | SetAside]:
        """
        An issued order stays with its teams and its day, unless somebody recalls it.

        Its operator has been told, has written a clearance plan for it and may be on the
        way. Its teams are those it names, else those of the last plan. It begins later only
        where it must, and is planned anew only where its teams cannot do it any more; the plan
        then says why.

        Source: informed by IMAS 07.11; practice of task orders.
        """
        items = {item.activity: item for item in self.items}
        ordered: set[str] = set()
        for task in programme.situation.tasks.values():
            activity = programme.activity_of(task)
            name = activity.id if activity else ""
            item = items.get(name)
            kept = task.status in ISSUED and task.id not in programme.take_off
            if not kept or item is None or not item.teams or name in ordered:
                continue
            ordered.add(name)
            teams = named_crew(task, item, programme.situation.teams)
            if teams is None:
                planned = sorted(role.team for role in item.teams)
                yield not_kept(
                    task.id,
                    f"it names {wording.listed(task.teams)}, of which not all can do what the last "
                    f"plan had {wording.listed(planned)} do",
                )
                continue
            known = programme.situation.teams
            who = wording.listed(
                known[t].name if t in known else t for ts in teams.values() for t in ts
            )
            yield Kept(
                name,
                teams,
                self.step(item.start),
                self.step(item.start),
                f"task order {task.id} is issued: {who}, {wording.day(item.start_on)} "
                "in the last plan",
                task.id,
                rule="issued_orders_stay",
            )

    def carried(self, draft: Draft) -> Mapping[str, Late]:
        """The kept orders that cannot keep their start when the last plan is carried over, by activity."""
        start, problem = self.start(draft), draft.problem
        found = None if start is None else carried(problem, start, self.priced)
        if found is None:
            return {}
        schedule, loosened = found
        number = {name: j for j, name in enumerate(problem.activity_ids)}
        late: dict[str, Late] = {}
        for name in draft.kept.keys() & {*loosened}:
            j = number[name]
            before = slice(problem.pred_start[j], problem.pred_start[j + 1])
            ready = schedule.finish[problem.pred[before]] + problem.pred_lag[before]
            late[name] = Late(int(schedule.start[j]), int(ready.max(initial=0)))
        return late

    def start(self, draft: Draft) -> Start | None:
        """The schedule to begin from; ``None`` when nothing of it is left to do."""
        if not any(item.activity in draft.activities for item in self.items):
            return None
        rows = tuple(self._row(item, draft) for item in self.items)
        return start_of_document(ScheduleDocument("", 0, 0, rows), draft.problem)

    def _row(self, item: Item, draft: Draft) -> ScheduleItem:
        teams = crew(item)
        start, finish = self.step(item.start), self.step(item.finish)
        finish = max(start, finish)
        ways = draft.ways.get(item.activity, ())
        if not ways or item.activity in draft.continues:
            return ScheduleItem(item.activity, 0, teams, start, finish)
        district = draft.activities[item.activity].where.district
        days = self.now.day_of(start), self.now.last_day_of(finish)
        found = mode_of(ways, teams, draft.present, district, days)
        mode, way = found or way_of(ways, teams) or (0, ways[0])
        named = {draft.serving.name(k, way.within, district): names for k, names in teams.items()}
        return ScheduleItem(item.activity, mode, named, start, finish)

    def price(self, draft: Draft) -> ChangePrice:
        """What it costs to leave the last plan in the weeks that people already work by."""
        weight = int(draft.problem.weight.sum()) / max(1, draft.problem.n_activities)
        return ChangePrice(
            team_change=max(1, round(TEAM_PRICE * weight)),
            step_moved=max(1, round(STEP_PRICE * weight)),
            before_step=self.priced,
        )


def crew(item: Item) -> dict[str, tuple[str, ...]]:
    """Teams of an item by the kind they serve as."""
    teams: dict[str, tuple[str, ...]] = {}
    for role in item.teams:
        teams[role.kind] = (*teams.get(role.kind, ()), role.team)
    return teams


def named_crew(
    order: TaskOrder, item: Item, known: Mapping[str, Team]
) -> dict[str, tuple[str, ...]] | None:
    """
    Teams of an order by the kind they serve as: those it names, else those of the plan.

    ``None`` where a named team serves as none of the kinds that the plan has do it.
    """
    planned = crew(item)
    if not order.teams or set(order.teams) == {role.team for role in item.teams}:
        return planned
    teams: dict[str, tuple[str, ...]] = {}
    for name in order.teams:
        kinds = known[name].kinds if name in known else ()
        kind = next((kind for kind in planned if kind in kinds), None)
        if kind is None:
            return None
        teams[kind] = (*teams.get(kind, ()), name)
    return teams
