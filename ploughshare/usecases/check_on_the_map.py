"""Checks that need the records joined on the map: builders among hazards, lots, whose money is where."""

from collections.abc import Iterator
from datetime import date

from ploughshare.fields import date_in, text_in
from ploughshare.findings import Finding
from ploughshare.land.progress import progress
from ploughshare.planning import wording
from ploughshare.planning.orders import lot_of
from ploughshare.planning.programme import Programme
from ploughshare.planning.reported import Joined
from ploughshare.planning.spending import outside_grants
from ploughshare.planning.terrain import Terrain
from ploughshare.registry.registry import Registry
from ploughshare.usecases.plan import load_situation, working_calendar

AT_WORK = ("active", "mobilising")
"""Statuses of an order whose builders are on the ground, or on their way there."""

REMEDIES = {
    "outside-grant-district": "Correct the report or the grant's places, or charge the days to another.",
    "outside-grant-activity": "Correct the report or the grant's activities, or charge the days to another.",
    "outside-grant-dates": "Correct the report or the grant's days, or charge the days to another.",
}


def findings_on_the_map(registry: Registry, today: date) -> Iterator[Finding]:
    """Builders among open hazardous areas, orders for unknown lots, days that no grant pays for."""
    reports = [row for record in registry.records("progress") if (row := progress(record))]
    orders = any(text_in(r.values, "works") for r in registry.records("tasks"))
    at_work = orders or any(
        text_in(r.values, "status") == "active" for r in registry.records("works")
    )
    lots = any(text_in(r.values, "lot") for r in registry.records("tasks"))
    if reports or at_work or lots:
        programme = Programme(Terrain(load_situation(registry, working_calendar(today))))
        yield from _among_hazards(programme)
        yield from _unknown_lots(programme)
        yield from _outside_grants(Joined(programme, reports))
    yield from _in_days_to_come(registry, today)


def _among_hazards(programme: Programme) -> Iterator[Finding]:
    """Works under way where open hazardous areas lie on the ground or within reach of their asset."""
    situation = programme.situation
    for works in situation.works.values():
        orders = [o for o in programme.orders.on_works.get(works.id, ()) if o.status in AT_WORK]
        hazards = programme.terrain.hazards_on.get(works.asset, ())
        if not hazards or not (orders or works.status == "active"):
            continue
        asset = situation.assets.get(works.asset)
        name = f"{works.name}, {asset.name}" if asset else works.name
        under = f" under task order {orders[0].id}" if orders else ""
        lie = "lies" if len(hazards) == 1 else "lie"
        yield Finding(
            "works-among-open-hazards",
            "doubt",
            f"{name} ({works.id}) is at work{under}, and {wording.listed(hazards)} {lie} on its ground, not "
            "handed over.",
            "Stop the work there until the ground is handed over, or record the release that is missing.",
            record_type="tasks" if orders else "works",
            record_id=orders[0].id if orders else works.id,
        )


def _unknown_lots(programme: Programme) -> Iterator[Finding]:
    """Orders for a lot that its area is not cut into."""
    for order in programme.situation.tasks.values():
        open_ = order.status != "closed" and order.hazard in programme.of_hazard
        if not (order.lot and open_) or f"{order.hazard}.{lot_of(order)}" in programme.lot:
            continue
        yield Finding(
            "order-lot-unknown",
            "doubt",
            f"Task order {order.id} is for lot {order.lot}, and plans do not cut "
            f"{programme.situation.hazards[order.hazard].name} into such a lot.",
            "Name a lot as plans had it before, or clear the field and record the scope. Until then the "
            "order counts for its scope, or for all of the area.",
            record_type="tasks",
            record_id=order.id,
            field="lot",
        )


def _outside_grants(joined: Joined) -> Iterator[Finding]:
    for each in outside_grants(joined):
        report, team = each.row.report, each.row.team
        yield Finding(
            each.rule,
            "doubt",
            f"Team {team.name if team else report.team} is paid from {each.grant.name} and {each.why}, by "
            f"report {report.id}: {report.worked + report.lost:g} team-days.",
            REMEDIES[each.rule],
            record_type="progress",
            record_id=report.id,
        )


def _in_days_to_come(registry: Registry, today: date) -> Iterator[Finding]:
    """Progress of days that have not come yet."""
    for record in registry.records("progress"):
        first = date_in(record.values, "from_on")
        if first is not None and first > today:
            yield Finding(
                "progress-in-days-to-come",
                "doubt",
                f"Report {record.id} tells of {first}, which has not come yet.",
                "Correct the day.",
                field="from_on",
                record_type="progress",
                record_id=record.id,
            )
