"""Task orders that lapse while work is still planned under them: each asks for an extension."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ploughshare.land.hazards import TaskOrder
from ploughshare.planning import wording
from ploughshare.planning.items import Item
from ploughshare.planning.plan_change import WEEKS


def lapsing(
    orders_of: Mapping[str, Sequence[TaskOrder]],
    items: Sequence[Item],
    start: date,
    recalled: Container[str] = (),
) -> Iterator[str]:
    """
    A sentence for each order in force that lapses within four weeks and before its work is done.

    Orders that are past their day come first; plans go on with them as if they were extended.

    Parameters
    ----------
    orders_of
        Task orders in force by activity.
    items
        Those of a plan.
    start
        Its first day.
    recalled
        Ids of orders that are taken back: nobody extends them.
    """
    until = start + timedelta(weeks=WEEKS)
    planned = {item.activity: item for item in items}
    found: list[tuple[date, str, str]] = []
    for activity, orders in orders_of.items():
        item = planned.get(activity)
        for order in orders:
            ends = order.expires_on
            if item is None or ends is None or ends >= min(item.finish_on, until):
                continue
            if order.id in recalled:
                continue
            lapses = "lapsed" if ends < start else "lapses"
            done = wording.believed(item.finish_on, start)
            text = f"{order.id} {lapses} on {wording.day(ends)}: {item.name}, planned until {done}"
            found.append((ends, order.id, text))
    for _, _, text in sorted(found):
        yield text
