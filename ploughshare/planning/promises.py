"""Promises: of each that somebody was given, the day the plan keeps or breaks it on."""

from collections.abc import Iterator, Sequence
from datetime import date

from ploughshare.land.hazards import TaskOrder
from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import PlannedPromise
from ploughshare.planning.programme import Programme


def promises(explanation: Explanation) -> tuple[PlannedPromise, ...]:
    """Every promise of a task order that is not over, by its day."""
    programme = explanation.draft.programme
    found = [
        _promise(explanation, order)
        for order in programme.situation.tasks.values()
        if order.promised_on is not None and not _is_over(programme, order)
    ]
    return tuple(sorted(found, key=lambda promise: (promise.promised_on, promise.task)))


def _is_over(programme: Programme, order: TaskOrder) -> bool:
    """Whether a promise is history: a completed area is kept waiting until it is handed over."""
    hazard = programme.situation.hazards.get(order.hazard)
    waits = hazard is not None and hazard.status == "completed" and order.activity == "clearance"
    return order.status == "closed" or (order.status == "completed" and not waits)


def _promise(explanation: Explanation, order: TaskOrder) -> PlannedPromise:
    draft = explanation.draft
    programme = draft.programme
    activity = programme.promised_with(order)
    planned_on, why, name = None, "", _record_name(explanation, order)
    if activity is None:
        why = "nothing on record is left to do under it"
    elif activity.id in explanation.number:
        name = activity.name
        finish = int(explanation.schedule.finish[explanation.number[activity.id]])
        planned_on = programme.situation.calendar.last_day_of(finish)
    else:
        name, why = activity.name, draft.roots[draft.fallen[activity.id]].because
    assert order.promised_on is not None
    return PlannedPromise(
        task=order.id,
        record_type="hazards" if order.hazard else "works",
        record_id=order.hazard or order.works,
        name=name,
        promised_to=order.promised_to,
        promised_on=order.promised_on,
        activity=activity.id if activity is not None and planned_on is not None else "",
        planned_on=planned_on,
        kept=planned_on is not None and planned_on <= order.promised_on,
        why=why,
    )


def _record_name(explanation: Explanation, order: TaskOrder) -> str:
    situation = explanation.draft.programme.situation
    hazard, works = situation.hazards.get(order.hazard), situation.works.get(order.works)
    record = hazard or works
    return record.name if record else order.hazard or order.works


def sentence(promise: PlannedPromise, start: date) -> str:
    """
    One promise, in words: to whom, by when, and what becomes of it.

    ``start`` is the plan's first day, from which a planned day is believed.
    """
    to = f" to {promise.promised_to}" if promise.promised_to else ""
    promised = f"promised{to} for {wording.day(promise.promised_on)}"
    if promise.planned_on is None:
        return f"{promised}: not planned, {promise.why}"
    planned = wording.believed(promise.planned_on, start)
    if promise.kept:
        return f"{promised}: kept, planned for {planned}"
    return f"{promised}: {late(promise)}, planned for {planned}"


def late(promise: PlannedPromise) -> str:
    """By how much a planned promise breaks."""
    assert promise.planned_on is not None
    return f"{wording.apart((promise.planned_on - promise.promised_on).days)} late"


def lines(promises: Sequence[PlannedPromise], most: int, start: date) -> Iterator[str]:
    """The promises line by line: those that break first, at most so many of them."""
    kept = sum(promise.kept for promise in promises)
    yield f"Promises: {kept:,} of {len(promises):,} kept"
    ordered = sorted(promises, key=lambda promise: promise.kept)
    for promise in ordered[:most]:
        yield f"  {promise.task}, {promise.name}"
        yield f"      {sentence(promise, start)}"
    if len(promises) > most:
        yield f"  and {len(promises) - most:,} more in the plan's file"
