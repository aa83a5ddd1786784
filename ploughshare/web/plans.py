"""Plans: what is kept, what each says, item by item, its curve, and two side by side."""

import gzip
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from ploughshare.planning.answer import Answer
from ploughshare.planning.compare import Comparison
from ploughshare.planning.items import CurvePoint
from ploughshare.planning.plan import Plan
from ploughshare.planning.summary import REASONS, left_out
from ploughshare.registry.kept import KeptPlan
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import Person
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.plan import load_surroundings, out_of_date
from ploughshare.web.gate import Asking, Serving, needs
from ploughshare.web.plan_columns import columns
from ploughshare.web.plan_models import (
    Compared,
    Curve,
    Curves,
    Explained,
    LeftOut,
    Link,
    NotPlannedRow,
    NotPlannedRows,
    PlanLine,
    PlanSummary,
)
from ploughshare.web.plans_read import PlanRead
from ploughshare.web.server import Server

router = APIRouter(prefix="/api/plans", tags=["plans"])

PlanName = Annotated[str, Path(description="Id of a kept plan, or `current` for that of record.")]

JSON = "application/json"


def line(registry: Registry, kept: KeptPlan, current: str, person: Person) -> PlanLine:
    """A plan as the list tells it."""
    change = registry.changeset(kept.changeset)
    named = person.may(Act.SEE, DataClass.HISTORY)
    return PlanLine(
        id=kept.id,
        made_at=kept.made_at,
        scenario=kept.scenario,
        of_record=kept.of_record,
        current=kept.id == current,
        contains_assumed_capacity=bool(kept.scenario),
        author=change.author if named else "",
        note="; ".join(filter(None, (change.reason, change.source))) if named else "",
    )


def current_id(registry: Registry) -> str:
    """Id of the last plan of record; empty for none."""
    return next((kept.id for kept in reversed(registry.plans()) if kept.of_record), "")


def plan_read(server: Server, registry: Registry, person: Person, name: str) -> PlanRead:
    """A plan by id, or the current one. Raises ``NoSuchRecord``."""
    return server.plans.plan(registry, None if name == "current" else name, person.role)


@router.get("", **needs(Act.SEE, DataClass.PLANS))
def plans(server: Serving, person: Asking) -> list[PlanLine]:
    """Every kept plan, newest first."""
    with server.reading() as registry:
        current = current_id(registry)
        return [line(registry, kept, current, person) for kept in reversed(registry.plans())]


@router.get("/compare", **needs(Act.SEE, DataClass.PLANS))
def compare(
    server: Serving, person: Asking, a: str, b: str, most: int = Query(200, ge=2, le=10_000)
) -> Compared:
    """What plan b changes against plan a, by service, community and date."""
    with server.reading() as registry:
        found = [plan_read(server, registry, person, name) for name in (a, b)]
    document = Comparison(found[0].plan, found[1].plan).document()
    rows = document.pop("benefits")
    count = len(rows)
    if count > most:
        rows = [*rows[: most - most // 2], *rows[count - most // 2 :]]
    for side, read in zip(("a", "b"), found, strict=True):
        document[side] = {"id": read.kept.id, **document[side]}
    return Compared(**document, count=count, benefits=rows)


@router.get("/{plan_id}", **needs(Act.SEE, DataClass.PLANS))
def summary(server: Serving, person: Asking, plan_id: PlanName) -> PlanSummary:
    """What a plan comes to, and what it leaves out."""
    with server.reading() as registry:
        read = plan_read(server, registry, person, plan_id)
        behind = out_of_date(registry, read.kept.id)
        head = line(registry, read.kept, current_id(registry), person)
    plan = read.plan
    return PlanSummary(
        **head.model_dump(),
        region=plan.region,
        invented=plan.invented,
        start=plan.calendar.start,
        rest_days=sorted(plan.calendar.rest_days),
        steps_per_day=plan.calendar.steps_per_day,
        last_day=max((item.finish_on for item in plan.items), default=None),
        items=len(plan.items),
        benefits=plan.n_benefits,
        teams=len({role.team for item in plan.items for role in item.teams}),
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        service_days=plan.service_days(plan.objective),
        least_service_days=plan.service_days(plan.bound),
        counted_in=plan.days_word,
        served_today=plan.served_today,
        served_in_all=plan.served_in_all,
        promises=len(plan.promises),
        promises_kept=sum(promise.kept for promise in plan.promises),
        limits=list(plan.limits),
        not_planned=len(plan.left_out),
        not_planned_by_reason=[
            LeftOut(
                reason=reason,
                words=REASONS.get(reason, reason),
                records=len(rows),
                weight=sum(row.weight for row in rows),
            )
            for reason, rows in left_out(plan)
        ],
        not_yet_planned=list(plan.not_yet_planned),
        measures=list(plan.in_force),
        solver=dict(plan.solver),
        records_changed=bool(behind),
        behind=behind if person.may(Act.SEE, DataClass.HISTORY) else "",
    )


@router.get("/{plan_id}/not-planned", **needs(Act.SEE, DataClass.PLANS))
def not_planned(
    server: Serving,
    person: Asking,
    plan_id: PlanName,
    begin: int = Query(0, ge=0),
    most: int = Query(100, ge=1, le=1000),
) -> NotPlannedRows:
    """What a plan leaves out, most people first; permits that end before the plan does come last."""
    with server.reading() as registry:
        plan = plan_read(server, registry, person, plan_id).plan
    rows = plan.not_planned[begin : begin + most]
    return NotPlannedRows(
        count=len(plan.not_planned),
        rows=[NotPlannedRow.model_validate(row, from_attributes=True) for row in rows],
    )


@router.get(
    "/{plan_id}/items",
    response_class=Response,
    responses={200: {"content": {JSON: {}}, "description": "Columns; see docs/reference"}},
    **needs(Act.SEE, DataClass.PLANS),
)
def items(request: Request, server: Serving, person: Asking, plan_id: PlanName) -> Response:
    """
    Every item of a plan, for a timeline: one list for each property, all of the same length.

    Days are counted from ``start``; ``finish`` is the last day. ``teams`` holds places in
    the list ``team_ids``, ``kind``, ``district``, ``record_type`` and ``confidence`` in theirs.
    """
    with server.reading() as registry:
        read = plan_read(server, registry, person, plan_id)

    def made() -> bytes:
        with server.reading() as registry:
            known = load_surroundings(registry, read.kept.id, read.plan)
        return msgspec.json.encode(columns(read.kept.id, read.plan, known))

    return packed(request, server, f"{read.key}/items", made)


def packed(request: Request, server: Server, key: str, make: Callable[[], bytes]) -> Response:
    """An answer that is held packed, and sent as it is to whoever unpacks it."""
    tag = f'"{sha256(key.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Vary": "Accept-Encoding, Authorization, Cookie"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    data = server.plans.packed(key, make)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(data, media_type=JSON, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(data), media_type=JSON, headers=headers)


@router.get("/{plan_id}/items/{item:path}", **needs(Act.SEE, DataClass.PLANS))
def explained(server: Serving, person: Asking, plan_id: PlanName, item: str) -> Explained:
    """
    Why something is planned when it is, by id of an activity, record, benefit or team: its chain of
    reasons, who else could do it, and what waits for it.
    """
    with server.reading() as registry:
        read = plan_read(server, registry, person, plan_id)
        answer = Answer(read.plan, item, server.plans.who_may(registry, read))
    document: dict[str, Any] = answer.document()
    for row in document["items"]:
        for name in ("because", "preparation"):
            row[name] = [_link(read.plan, link) for link in row[name]]
    return Explained(
        plan=read.kept.id,
        scenario=read.plan.scenario,
        contains_assumed_capacity=read.plan.terms is not None,
        name=item,
        lines=list(answer.lines()),
        **document,
    )


def _link(plan: Plan, link: dict[str, Any]) -> Link:
    begin, end = link["from"], link["to"]
    return Link(
        begin=begin,
        end=end,
        begin_on=plan.calendar.day_of(begin),
        days=plan.calendar.days(end - begin),
        rule=link["rule"],
        ref=link["ref"],
        text=link["text"],
    )


@router.get("/{plan_id}/curve", **needs(Act.SEE, DataClass.PLANS))
def curves(server: Serving, person: Asking, plan_id: PlanName) -> Curves:
    """The restoration curve of a plan, with the line that no plan can cross."""
    with server.reading() as registry:
        read = plan_read(server, registry, person, plan_id)
    plan = read.plan
    return Curves(
        plan=read.kept.id,
        start=plan.calendar.start,
        served_today=plan.served_today,
        served_in_all=plan.served_in_all,
        planned=by_day(plan.curve, plan.calendar.start),
        highest_priority_first=by_day(plan.priority_first, plan.calendar.start),
        limit=by_day(plan.limit, plan.calendar.start),
    )


def by_day(points: tuple[CurvePoint, ...], start: date) -> Curve:
    """A curve with one point for each day on which it changes: what it has at that day's end."""
    weights = {(point.on - start).days: point.weight for point in points}
    return Curve(days=list(weights), weights=list(weights.values()))
