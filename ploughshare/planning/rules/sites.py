"""The rule about sites: what it takes to begin work on one, and to leave it."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.ground import machines_never_alone
from ploughshare.planning.statements import Besides

LARGE = "site.large_from_days"
SET_UP, CLOSE_OUT = "site.set_up_days", "site.close_out_days"
SMALL_SET_UP, SMALL_CLOSE_OUT = "site.small_set_up_days", "site.small_close_out_days"


def sites_are_set_up_and_closed_out(programme: Programme) -> Iterator[Besides]:
    """
    A site is set up before it is cleared, and closed out afterwards.

    Each clearance of an area or a lot takes these days more, with however many teams: those
    of the figures ``site.set_up_days`` and ``site.close_out_days`` on a large site, which
    takes longer than ``site.large_from_days`` by its quickest method, and those of
    ``site.small_set_up_days`` and ``site.small_close_out_days`` on any other. What is under
    way is set up already. A single item that is disposed of takes neither.

    Source: practice; the figures, with their ranges.
    """
    figure = programme.situation.figure
    quickest: dict[str, float] = {}
    for way in machines_never_alone(programme):
        quickest[way.activity] = min(way.days, quickest.get(way.activity, way.days))
    for hazard, piece in programme.each_piece():
        if hazard.geometry is not None and hazard.geometry.geom_type in {"Point", "MultiPoint"}:
            continue
        for activity in (a for a in piece.activities if a.kind == "clearance"):
            if activity.id not in quickest:
                continue
            large = quickest[activity.id] > figure(LARGE)
            set_up, close_out = (SET_UP, CLOSE_OUT) if large else (SMALL_SET_UP, SMALL_CLOSE_OUT)
            orders = programme.orders_of.get(activity.id, ())
            begun = any(o.status == "active" and o.id not in programme.take_off for o in orders)
            uses = (close_out,) if begun else (set_up, close_out)
            days = sum(map(figure, uses))
            what = "close-out" if begun else "set-up and close-out"
            size = "a large site" if large else "the site"
            yield Besides(activity.id, days, f"with {what} of {size}, {wording.days(days)}", uses)
