"""Plan again without turning everything over: the last plan, today's records, and what changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ploughshare.errors import CallError
from ploughshare.places.places import RoadLink
from ploughshare.planning.asked import as_asked, searches_after
from ploughshare.planning.goals import Course, begun
from ploughshare.planning.lapsing import lapsing
from ploughshare.planning.last_plan import ISSUED, LastPlan
from ploughshare.planning.order_days import OrderDays
from ploughshare.planning.place import place_what_can_be_placed
from ploughshare.planning.plan import Plan, Planned, explained
from ploughshare.planning.plan_change import PlanChange, plan_change
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import statements
from ploughshare.planning.sites_reached import sites_reached
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.wishes import Wish, require_planned
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.scheduling.strict_json import without_collector


@dataclass(frozen=True, slots=True)
class Replanned:
    """A new plan, and what it changes for whom: to be read before it is accepted."""

    planned: Planned
    change: PlanChange


def replan(
    situation: Situation,
    last: Plan,
    *,
    stop: Stop,
    seed: int = 0,
    roads: Mapping[str, RoadLink] | None = None,
    progress: Callable[[Progress], None] | None = None,
    first: Sequence[Wish] = (),
    by: str = "",
) -> Replanned:
    """
    Plan what is known today, and keep of the last plan what people already work by.

    Issued orders stay with their teams and their day, unless the situation's measures recall
    them; other work of the next four weeks changes its teams or its day only where that is
    worth a price.

    Parameters
    ----------
    roads
        Road links by id as they were recorded when the last plan was made; ``None`` when
        nobody knows.
    first, by
        What comes first, and who asked; the new plan that nobody forces is searched first.

    Raises
    ------
    CallError
        When the last plan begins later than the new one, or something that shall come first is
        not planned, or done.
    """
    now = situation.calendar
    if now.start < last.calendar.start:
        raise CallError(
            f"The last plan begins on {last.calendar.start:%Y-%m-%d}, after the first day of the "
            f"new one, {now.start:%Y-%m-%d}.",
            remedy="Give a later day with --start.",
        )
    records = {
        *(item.record_id for item in last.items),
        *(name for row in last.not_planned for name in (row.record_id, *row.holds_up)),
    }
    before = LastPlan(last.items, frozenset(records), last.calendar, now, roads or {})
    with without_collector():
        recalled = frozenset(m.subject for m in situation.measures if m.what == "recall")
        programme = Programme(Terrain(situation), take_off=recalled)
        said = before.prepared(statements(programme), programme)
        rules = sites_reached(before, programme, tuple(said))
        orders = OrderDays(before, programme, (*rules, *before.orders(programme)))
        orders.find()
    require_planned(programme, orders.said, first)
    course = Course(begun(stop), seed, progress, before)
    free = place_what_can_be_placed(
        programme, orders.said, stop=course.part(1 + searches_after(situation, first)).stop,
        seed=seed, progress=progress, last=before,
    )  # fmt: skip
    placed, prices = as_asked(free, course, first, by)
    planned = explained(situation, placed, prices)
    change = plan_change(
        last,
        planned.plan,
        orders={name: orders[0].id for name, orders in programme.orders_of.items()},
        issued={
            name: orders[0].teams
            for name, orders in programme.orders_of.items()
            if orders[0].status in ISSUED and orders[0].id not in recalled
        },
        known={*placed.draft.all_activities, *placed.draft.all_benefits},
        lapsing=lapsing(programme.orders_of, planned.plan.items, now.start, recalled),
    )
    return Replanned(planned, change)
