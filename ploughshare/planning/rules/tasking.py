"""Rules about task orders: what is under way, who was ordered, and what has no order yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from math import ceil

from ploughshare.calendars import WorkingCalendar
from ploughshare.land.hazards import TaskOrder
from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.ground import (
    machines_never_alone,
    one_team_or_several,
    survey_takes_its_time,
)
from ploughshare.planning.rules.release import control_takes_its_days
from ploughshare.planning.rules.restoration import works_take_their_time
from ploughshare.planning.rules.workforce import group_of
from ploughshare.planning.statements import Continues, NotBefore, OnlyBy, SetAside, Wait, Way
from ploughshare.planning.ways_out import LIMIT
from ploughshare.workforce.teams import Team

WAYS: tuple[Callable[[Programme], Iterator[Way]], ...] = (
    machines_never_alone,
    one_team_or_several,
    survey_takes_its_time,
    control_takes_its_days,
    works_take_their_time,
)

LEAD = "tasking.lead_days"

Fitting = tuple[Way, Mapping[str, tuple[str, ...]]]


def task_orders_take_their_time(programme: Programme) -> Iterator[NotBefore]:
    """
    Survey and clearance begin when task order, clearance plan and pre-start visit are done.

    What has no order yet begins no earlier than the working days of the figure
    ``tasking.lead_days`` after the plan's first day. An issued order, its plan
    approved or not, counts them from its day of issue, and from the first day where
    that is unknown; a mobilising one without a day of issue has none left. Orders for
    what comes later are prepared meanwhile. Works, what is under way, and who tells people of a
    danger have no such time here.

    Source: informed by IMAS 07.11 and 07.40 (tasking, monitoring); the days are practice.
    """
    lead = ceil(programme.situation.figure(LEAD))
    interim = map(programme.interim_on, programme.interim)
    for activity in chain.from_iterable((*programme.of_hazard.values(), *interim)):
        if activity.kind in {"control", "handover", "education"}:
            continue
        day, because = _begins(programme, activity, lead)
        if day > programme.situation.calendar.start:
            yield NotBefore(activity.id, day, because, (LEAD,))


def _begins(programme: Programme, activity: Activity, lead: int) -> tuple[date, str]:
    """First day of survey or clearance by the order that is furthest, and why then."""
    calendar = programme.situation.calendar
    orders = programme.orders_of.get(activity.id, ())
    days = wording.days(lead)
    if not orders:
        because = (
            f"{activity.name} has no task order yet: the order, the operator's clearance plan "
            f"and the pre-start visit take {days}"
        )
        return calendar.after_working_days(calendar.start, lead), because
    day, order = min(((_ready(calendar, o, lead), o) for o in orders), key=lambda pair: pair[0])
    since = f"issued on {wording.day(order.issued_on)}" if order.issued_on else "its issue undated"
    return day, (
        f"task order {order.id} ({since}): clearance plan and pre-start visit take {days} from then"
    )


def _ready(calendar: WorkingCalendar, order: TaskOrder, lead: int) -> date:
    if order.status == "active" or (order.status == "mobilising" and order.issued_on is None):
        return calendar.start
    return calendar.after_working_days(order.issued_on or calendar.start, lead)


def parts_under_order_come_first(programme: Programme) -> Iterator[Wait]:
    """
    Of an area that is ordered in part, that part is cleared first and the rest after it.

    An order in force whose scope is less than its hazardous area covers that many
    square metres of it. The rest has an order of its own to come; only both together
    release the ground. Differences of up to 5 % count as the same area.

    Source: practice of task orders; informed by IMAS 07.11 (nothing is released in passing).
    """
    for hazard, piece in programme.each_piece():
        rest = [a for a in piece.cleared_with if not a.order]
        for part in (activity for activity in piece.activities if activity.order and rest):
            because = (
                f"{hazard.name} is ordered in part, and the rest follows task order {part.order}"
            )
            yield Wait(part.id, rest[0].id, because)


def issued_orders_keep_their_operator(programme: Programme) -> Iterator[OnlyBy]:
    """
    What a task order is issued for is done by the operator it was issued to.

    From its issue until it is closed, by any team of that operator: which of them,
    the plan finds, also where an order that is not yet mobilising names teams. Where
    several orders are on one area, the teams of each of their operators may do it.
    An order past its day of expiry is planned with as if it were extended, and the
    plan's assumptions name it.

    Source: informed by IMAS 07.11; practice of task orders.
    """
    situation = programme.situation
    groups: dict[str, list[str]] = {}
    for team in situation.teams.values():
        groups.setdefault(team.organisation, []).append(group_of(team))
    for activity, orders in programme.orders_of.items():
        known = [o for o in orders if o.organisation and o.organisation in groups]
        if known:
            allowed = dict.fromkeys(g for order in known for g in groups[order.organisation])
            said = [f"task order {o.id} is issued to {_operator(programme, o)}" for o in known]
            yield OnlyBy(activity, tuple(allowed), wording.listed(said))


def _operator(programme: Programme, order: TaskOrder) -> str:
    known = programme.situation.organisations.get(order.organisation)
    return known.name if known else order.organisation


def active_tasks_continue(programme: Programme) -> Iterator[Continues | SetAside]:
    """
    What is under way goes on with the teams on site and what is left to do.

    What is left is the order's scope less what it reports as done, each square metre
    of an area once, however many orders are on it; their teams work on it together.
    Named teams of a mobilising order begin with it as soon as it may, where nothing
    it waits for is open. Work from which no road to the hospital is open today, and none is
    known to the authority, does not go on and waits for the way. Taking a team off a begun task
    costs more than it brings, so it is done only if asked, at a printed price.

    Source: practice of operations rooms; the task orders on record.
    """
    ways: dict[str, list[Way]] = {}
    for rule in WAYS:
        for way in rule(programme):
            ways.setdefault(way.activity, []).append(way)
    lead = ceil(programme.situation.figure(LEAD))
    taken: set[str] = set()
    going_on: set[str] = set()
    for status in ("active", "mobilising"):
        for name, orders in programme.orders_of.items():
            begun = [o for o in orders if o.status == status and o.id not in programme.take_off]
            begun = [o for o in begun if o.teams or status == "active"]
            if not begun or name in going_on:
                continue
            found = _no_way_out(programme, begun[0]) or _go_on(
                programme, begun, ways.get(name, ()), taken
            )
            if isinstance(found, str):
                yield _stopped(begun[0], found)
                continue
            (way, roles), by = found
            names = {team for teams in roles.values() for team in teams}
            taken |= names
            going_on.add(name)
            yield _continues(programme, name, way, roles, by, lead)


def _no_way_out(programme: Programme, order: TaskOrder) -> str:
    """Why casualties of work under way do not reach their hospital today; empty where they do."""
    way = programme.ways_out.get(order.hazard)
    if way is None or order.status != "active":
        return ""
    far = way.minutes is not None and way.minutes > programme.situation.figure(LIMIT)
    if not far and not way.stops_work:
        return ""
    why = "it is too far" if far else "the way there is not open today"
    why = why if way.serves else "that is out of service"
    return f"casualties are taken to {way.hospital or 'their hospital'}, and {why}"


def _go_on(
    programme: Programme, orders: Sequence[TaskOrder], ways: Sequence[Way], taken: set[str]
) -> tuple[Fitting, Sequence[TaskOrder]] | str:
    """A way for the teams of all orders together, else for those of one; or what keeps them."""
    known = programme.situation.teams
    some = False
    for together in (orders, *([order] for order in orders)):
        named = dict.fromkeys(team for order in together for team in order.teams)
        free = [known[team] for team in named if team in known and team not in taken]
        some = some or bool(free)
        fitting = _way_for(free, ways) if free else None
        if fitting is not None:
            return fitting, together
    if some:
        return "its teams serve as nothing that can do it together"
    if any(team in taken for order in orders for team in order.teams):
        return "its teams stand on another one"
    return "it names no team on record"


def _continues(
    programme: Programme, name: str, way: Way, roles: Mapping[str, tuple[str, ...]],
    orders: Sequence[TaskOrder], lead: int,
) -> Continues:  # fmt: skip
    known = programme.situation.teams
    who = wording.listed(known[team].name for teams in roles.values() for team in teams)
    numbers = wording.listed(order.id for order in orders)
    word = "task order" if len(orders) == 1 else "task orders"
    if orders[0].status == "active":
        because, from_on = f"under way with {who} under {word} {numbers}", None
    else:
        calendar = programme.situation.calendar
        from_on = max(min(_ready(calendar, order, lead) for order in orders), calendar.start)
        verb = "is" if len(orders) == 1 else "are"
        because = f"{word} {numbers} {verb} mobilising with {who}"
    return Continues(name, way.days, roles, because, orders[0].id, way.uses, from_on)


def _stopped(order: TaskOrder, because: str) -> SetAside:
    return SetAside(
        "tasks", order.id, "not-continued",
        f"task order {order.id} cannot go on and its work is planned anew: {because}",
        "Correct the task order, or the record of the team.",
    )  # fmt: skip


def _way_for(teams: Sequence[Team], ways: Sequence[Way]) -> Fitting | None:
    """A way that exactly these teams can do together, with the kind each serves as."""
    for way in ways:
        roles = _roles(teams, way.teams)
        if roles is not None:
            return way, roles
    for way in ways:
        if len(way.teams) != 1:
            continue
        ((kind, count),) = way.teams.items()
        roles = _roles(teams, {kind: len(teams)})
        if roles is not None:
            shared = replace(way, days=way.days * count / len(teams), teams={kind: len(teams)})
            return shared, roles
    return None


def _roles(
    teams: Sequence[Team], wanted: Mapping[str, int]
) -> Mapping[str, tuple[str, ...]] | None:
    """Each team with one of its kinds so that the counts are met exactly; ``None`` if not."""
    left = dict(wanted)
    if sum(left.values()) != len(teams):
        return None
    roles: dict[str, list[str]] = {}
    for team in sorted(teams, key=lambda t: len(t.kinds)):
        kind = next((k for k in team.kinds if left.get(k, 0) > 0), None)
        if kind is None:
            return None
        left[kind] -= 1
        roles.setdefault(kind, []).append(team.id)
    return {kind: tuple(names) for kind, names in roles.items()}
