"""What a record waits for in a plan, and what waits for it."""

from collections.abc import Iterable, Sequence

from fastapi import APIRouter, Query

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.planning.neighbours import Neighbour, Neighbours
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import Person
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.seen import Seen
from ploughshare.usecases.visible import view
from ploughshare.web.gate import Asking, Serving, needs
from ploughshare.web.plan_models import Around, NeighbourShown, NeighboursShown
from ploughshare.web.plans import PlanName, plan_read
from ploughshare.web.server import Server

router = APIRouter(prefix="/api/plans", tags=["plans"])


@router.get("/{plan_id}/around/{type_name}/{record_id:path}", **needs(Act.SEE, DataClass.PLANS))
def around(
    server: Serving,
    person: Asking,
    plan_id: PlanName,
    type_name: str,
    record_id: str,
    most: int = Query(20, ge=1, le=1000),
) -> Around:
    """What a record waits for, and what waits for it, with the days that the plan has for each."""
    with server.reading() as registry, registry.snapshot():
        read = plan_read(server, registry, person, plan_id)
        known = Neighbours(read.plan)
        key = (type_name, record_id)
        before, after = known.waits_for(key), known.holds_up(key)
        shown = (*before[:most], *after[:most])
        labels = _labels(server, registry, person, {each.record_type for each in shown})
        return Around(
            plan=read.kept.id,
            waits_for=_shown(before, most, labels),
            holds_up=_shown(after, most, labels),
            waiting_people=known.waiting_people(key),
        )


def _labels(
    server: Server, registry: Registry, person: Person, types: Iterable[str]
) -> dict[str, Seen]:
    """By record type, its records as the person sees them; types that one does not see have none."""
    published = registry.publication()
    views = ((name, view(person.role, RECORD_TYPES[name], published)) for name in sorted(types))
    return {name: server.tables.seen(registry, each) for name, each in views if each is not None}


def _shown(rows: Sequence[Neighbour], most: int, labels: dict[str, Seen]) -> NeighboursShown:
    return NeighboursShown(
        count=len(rows),
        rows=[
            NeighbourShown(
                type=row.record_type,
                title=RECORD_TYPES[row.record_type].title,
                id=row.record_id,
                label=_label(row, labels),
                on=row.on,
                people=row.people,
                by_service=row.by_service,
            )
            for row in rows[:most]
        ],
    )


def _label(row: Neighbour, labels: dict[str, Seen]) -> str:
    """Its name where one sees it; else its id."""
    seen = labels.get(row.record_type)
    at = None if seen is None else seen.row(row.record_id)
    return row.record_id if seen is None or at is None else seen.label(at)
