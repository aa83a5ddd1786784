"""One task of the weekly tasking in words: the same for the page and for the workbook."""

from collections.abc import Iterator
from datetime import date

from ploughshare.assets.works_records import WORKS_UNITS
from ploughshare.land.records import CONTAMINATION, TASK_STATUS
from ploughshare.planning import wording
from ploughshare.planning.items import Item
from ploughshare.planning.plan_change import WorkChange
from ploughshare.planning.situation import Situation
from ploughshare.planning.weekly_tasking import Task
from ploughshare.reports import words
from ploughshare.skills import TEAM_KINDS

NOT_RECORDED = "not recorded"

STEP_WORDS = {
    "nts": "non-technical survey",
    "ts": "technical survey",
    "clearance": "clearance",
    "control": "quality control",
    "handover": "hand-over",
    "marking": "marking",
    "education": "risk education",
    "works": "works",
    "milestone": "back in use",
}

METHOD_ORDER = ("mechanical", "dogs", "bac", "manual", "eod")
"""Kinds of a tool chain in the order in which they come onto the ground."""


def what(task: Task) -> str:
    """What is done, in a few words."""
    return words.printed(words.capital(task.item.name))


def order_id(task: Task) -> str:
    return task.order.id if task.order else "no order yet" if task.issue_by else "no order"


def order(task: Task) -> str:
    """The task order with its status and days, or by when it has to be out."""
    if task.order is None:
        if task.issue_by is None:
            return "none on record"
        return f"none yet: to be put out by {words.day(task.issue_by)}"
    found = task.order
    said = [found.id, words.label(TASK_STATUS, found.status)]
    if found.issued_on:
        said.append(f"issued {words.day(found.issued_on)}")
    if found.expires_on:
        said.append(f"expires {words.day(found.expires_on)}")
    return ", ".join(said)


def teams(item: Item, situation: Situation) -> str:
    """Who, as what, and how many people where that is on record."""
    said = []
    for role in item.teams:
        known = situation.teams.get(role.team)
        people = (
            f", {words.some(known.people, 'person', 'people')}" if known and known.people else ""
        )
        said.append(f"{role.name} ({words.team_kind(role.kind)}{people})")
    return "; ".join(said)


def begins(item: Item, start: date) -> str:
    """First day, with the number of its week."""
    return "under way" if item.continues else _with_week(item.start_on, start)


def ends(item: Item, start: date) -> str:
    """Last day, as far as it is believed."""
    return _with_week(item.finish_on, start)


def _with_week(day: date, start: date) -> str:
    said = words.believed(day, start)
    return f"{said} (w{day.isocalendar().week})" if said == words.day(day) else said


def ground(task: Task, situation: Situation) -> str:
    """How much of what: of its lot, the scope of its order, or the whole area; of works the quantity."""
    if task.hazard is None:
        works = situation.works.get(task.item.record_id)
        if works is None or works.quantity is None:
            return NOT_RECORDED
        return f"{words.count(works.quantity)} {words.label(WORKS_UNITS, works.unit)}"
    size = "area not recorded" if task.m2 is None else square_metres(task.m2)
    if task.lot and task.hazard.area_m2:
        size = f"{size}, lot {task.lot.id} of {square_metres(task.hazard.area_m2)}"
    elif task.order and task.order.scope_m2:
        size = f"{size} in scope"
    done = f", {square_metres(task.done_m2)} of them done" if task.done_m2 else ""
    return f"{size}{done}"


def square_metres(m2: float) -> str:
    """Square metres of a task, as an order has them."""
    return f"{words.count(m2)}{words.THIN}m²"


def size(task: Task, situation: Situation) -> str:
    """The same in a few letters: what is left of the ground, or the quantity of works."""
    if task.hazard is None:
        return ground(task, situation)
    if task.m2 is None:
        return "not recorded"
    left = max(0.0, task.m2 - (task.done_m2 or 0.0))
    return f"{square_metres(left)} left" if task.done_m2 else square_metres(task.m2)


def depth_below(task: Task) -> str:
    """How deep, of a clearance; empty for other tasks."""
    if task.item.activity_kind != "clearance":
        return ""
    found = depth(task)
    return "depth not recorded" if found == NOT_RECORDED else f"to {found}"


def not_handed_over(task: Task) -> str:
    """Hazards on the ground of works, where their ground is not handed over; empty for none."""
    if not task.hazards:
        return ""
    lie = words.verb(len(task.hazards), "lies", "lie")
    return f"{words.listed(task.hazards)} {lie} on this ground, not handed over"


def expected(task: Task) -> str:
    """What is expected in the ground."""
    if task.hazard is None or task.hazard.contamination == "unknown":
        return NOT_RECORDED
    return words.label(CONTAMINATION, task.hazard.contamination)


def depth(task: Task) -> str:
    """Depth to which it must be cleared, and for what where the ground itself needs less."""
    found = task.item.depth_cm
    if found is None:
        found = task.hazard.depth_cm if task.hazard else None
    whose = f", for {task.item.depth_for}" if task.item.depth_for else ""
    return NOT_RECORDED if found is None else f"{found:g}{words.THIN}cm{whose}"


def method(task: Task, start: date) -> str:
    """
    This task with its kinds of teams, and what follows on the same ground.

    What follows a survey is not told: it depends on what is found.
    """
    said = ", then ".join(dict.fromkeys(_steps(task, start)))
    if task.item.activity_kind in {"nts", "ts"}:
        return f"{said}; what follows depends on what it finds"
    return said


def _steps(task: Task, start: date) -> Iterator[str]:
    for step in task.steps:
        name = STEP_WORDS.get(step.activity_kind, step.activity_kind)
        if step == task.item:
            yield f"{name} by {kinds(step)} (this task)"
        elif step.start >= task.item.finish and task.item.activity_kind not in {"nts", "ts"}:
            yield f"{name} ({words.believed(step.finish_on, start)})"


def kinds(item: Item) -> str:
    """The kinds of its teams, machines before people."""
    found = dict.fromkeys(role.kind for role in item.teams)
    known = (*METHOD_ORDER, *TEAM_KINDS.codes)
    return words.listed(words.teams_of(kind) for kind in sorted(found, key=known.index))


def promise(task: Task) -> tuple[str, str]:
    """The first promise in a few words, and whether the plan keeps it."""
    if not task.promises:
        return "–", ""
    first, *more = task.promises
    also = f", and {words.count(len(more))} more" if more else ""
    kept = "kept" if first.kept else "the plan breaks it"
    return f"{first.promised_to or 'not recorded'}{also}", f"{words.day(first.promised_on)}: {kept}"


def hospital(task: Task) -> str:
    """Where casualties are taken to, with the minutes by road; empty where no record says it."""
    place = task.hospital
    if place is None:
        return ""
    minutes = place.evacuation_min
    way = "minutes not recorded" if minutes is None else f"{minutes:g} min by road"
    return f"{place.hospital}, {way}"


def contact(task: Task) -> str:
    """Who speaks for the people there; empty where no record says it."""
    return task.contact.contact if task.contact else ""


def promises(task: Task, start: date) -> str:
    """Whom it was promised to, by when, and whether the plan keeps it."""
    said = []
    for promise in task.promises:
        to = promise.promised_to or "somebody not recorded"
        kept = "the plan keeps it" if promise.kept else "the plan breaks it"
        day = promise.planned_on
        planned = "not planned" if day is None else f"planned for {words.believed(day, start)}"
        said.append(f"{to}, by {words.day(promise.promised_on)}: {kept}, {planned}")
    return "; ".join(said) or "none on record"


def change(found: WorkChange | None) -> str:
    """What is other than in the earlier plan."""
    if found is None:
        return "as it was"
    if found.what == "new":
        return "new"
    if found.what == "taken over":
        return f"taken over from {words.listed(found.teams)}" if found.teams else "taken over"
    was = words.day(found.was_on) if found.was_on else "another day"
    way = "later" if found.days > 0 else "earlier"
    days = wording.days(abs(found.days))
    return f"moved from {was}: {days} {way}"


def gone(found: WorkChange, start: date) -> str:
    """What became of what the earlier plan told; ``start`` is the first day of the later plan."""
    if found.what == "given away":
        return f"now by {words.listed(found.teams)}" if found.teams else "given away"
    if found.what == "moved" and found.now_on is not None:
        return (
            f"not now: planned {words.on_believed(found.now_on, start)}, and told when it is firm"
        )
    return found.what
