"""The rule about large sites: what it takes to begin work on one, and to leave it."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.ground import machines_never_alone
from ploughshare.planning.statements import Besides

LARGE = "site.large_from_days"
SET_UP, CLOSE_OUT = "site.set_up_days", "site.close_out_days"


def large_sites_are_set_up_and_closed_out(programme: Programme) -> Iterator[Besides]:
    """
    A large site is set up once before it is cleared, and closed out once afterwards.

    An area is a large site where one team clears it in more days than those of the figure
    ``site.large_from_days``, by the quickest method and with what is done already. It takes one
    team the days of ``site.set_up_days`` and ``site.close_out_days`` more, once for the area:
    teams that share the work share these days, and of an area in lots or in parts under order
    each bears its share by the days that it takes, as nobody knows beforehand which comes first.
    Where clearance is under way the site is set up already. On smaller sites this is done
    within the day, in the hours that rates leave out.

    Source: practice; the figures, with their ranges.
    """
    figure = programme.situation.figure
    quickest: dict[str, float] = {}
    for way in machines_never_alone(programme):
        quickest[way.activity] = min(way.days, quickest.get(way.activity, way.days))
    for activities in programme.of_hazard.values():
        site = [a for a in activities if a.kind == "clearance" and a.id in quickest]
        left = sum(quickest[activity.id] for activity in site)
        if sum(quickest[a.id] / _left(programme, a) for a in site) <= figure(LARGE):
            continue
        begun = any(_is_begun(programme, activity.id) for activity in site)
        uses = (CLOSE_OUT,) if begun else (SET_UP, CLOSE_OUT)
        what = "close-out" if begun else "set-up and close-out"
        for activity in site:
            days = sum(map(figure, uses)) * quickest[activity.id] / left
            share = "" if len(site) == 1 else "its share of "
            because = f"{share}{what} of a large site, {wording.days(days)} of one team"
            yield Besides(activity.id, days, because, (LARGE, *uses), shared=True)


def _left(programme: Programme, activity: Activity) -> float:
    """Share of a clearance that is left, more than 0."""
    if not activity.order:
        return programme.left_on(activity)
    order = programme.situation.tasks[activity.order]
    return programme.orders.left_of_part_m2(order) / (order.scope_m2 or 1.0)


def _is_begun(programme: Programme, activity: str) -> bool:
    orders = programme.orders_of.get(activity, ())
    return any(o.status == "active" and o.id not in programme.take_off for o in orders)
