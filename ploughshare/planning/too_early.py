"""Too early: works and crews that come to ground before it is handed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ploughshare.assets.assets import Works
from ploughshare.planning.items import Item
from ploughshare.planning.ready_for_works import Ground


@dataclass(frozen=True, slots=True)
class TooEarly:
    """
    Works or a crew that arrive on ground that is not ready then.

    Parameters
    ----------
    record_type, record_id, name
        ``works`` or ``teams``, and which.
    arrives_on
        Day on which they come; the plan's first day for who is there already.
    basis
        What says so, as it follows the name: ``is recorded as ready for builders``.
    ready_on
        Day on which the ground is handed over; ``None`` where that is not planned.
    days
        Working days between the two; 0 where the ground has no day.
    why
        Why the ground has no day; empty where it has one.
    """

    record_type: str
    record_id: str
    name: str
    arrives_on: date
    basis: str
    ready_on: date | None
    days: int
    why: str = ""


def too_early(ground: Ground) -> tuple[TooEarly, ...]:
    """
    Works and crews whose recorded day lies before the hand-over of their ground, by that day.

    Works come with who is at work or mobilising on them, on the day on which they are on record
    as ready for builders or as not to begin before, or by a day promised with their order. A
    crew comes with the first day of its team, and stands on the ground that is first for it.
    """
    rows = [*_works_too_early(ground), *_teams_too_early(ground)]
    return tuple(sorted(rows, key=lambda row: (row.arrives_on, -row.days, row.record_id)))


def _works_too_early(ground: Ground) -> Iterator[TooEarly]:
    situation = ground.situation
    held = {
        name: row.text
        for row in ground.plan.not_planned
        if row.record_type == "hazards"
        for name in row.holds_up
    }
    for works in situation.works.values():
        item, arrival = ground.items.get(works.id), _arrival(ground, works)
        if arrival is None or works.status in {"done", "withdrawn"}:
            continue
        asset = situation.assets.get(works.asset)
        name = f"{works.name}, {asset.name}" if asset else works.name
        ready_on, why = (item.ready_on, "") if item else (None, held.get(works.id, ""))
        if ready_on is None and not why:
            # Work under way waits for nothing in the plan, whatever lies on its ground.
            ready_on, why = ground.handed_over(works.asset)
        if ready_on is None and why:
            yield TooEarly("works", works.id, name, *arrival, None, 0, why)
        elif ready_on is not None and arrival[0] < ready_on:
            days = _working_days(ground, arrival[0], ready_on)
            yield TooEarly("works", works.id, name, *arrival, ready_on, days)


def _arrival(ground: Ground, works: Works) -> tuple[date, str] | None:
    """When builders come to works by what is on record, and what says so; ``None`` for unknown."""
    start = ground.plan.calendar.start
    tasks = ground.orders.get(works.id, ())
    for status, said in (("active", "is under way"), ("mobilising", "has its crews mobilising")):
        orders = [task.id for task in tasks if task.status == status]
        if orders:
            return start, f"{said} under task order {orders[0]}"
    if works.status == "active":
        return start, "is recorded as under way"
    days = [
        (day, said)
        for day, said in (
            (works.prepared_on, "is recorded as ready for builders"),
            (works.earliest_on, "is recorded to begin from that day on"),
        )
        if day is not None
    ]
    days = days or [
        (task.promised_on, f"is promised to be done under task order {task.id}")
        for task in tasks
        if task.promised_on is not None
    ]
    return max(days, default=None)


def _teams_too_early(ground: Ground) -> Iterator[TooEarly]:
    first: dict[str, Item] = {}
    for item in ground.plan.items:
        for role in item.teams if item.activity_kind == "works" else ():
            first.setdefault(role.team, item)
    for team in ground.situation.teams.values():
        work, arrives = first.get(team.id), team.from_on
        if work is None or work.ready_on is None or arrives is None:
            continue
        if ground.plan.calendar.start <= arrives < work.ready_on:
            days = _working_days(ground, arrives, work.ready_on)
            yield TooEarly("teams", team.id, team.name, arrives,
                           f"arrives, and its first work is {work.name}", work.ready_on, days)  # fmt: skip


def _working_days(ground: Ground, first: date, then: date) -> int:
    calendar = ground.plan.calendar
    return calendar.working_days_before(then) - calendar.working_days_before(first)
