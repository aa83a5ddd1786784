"""Rules about builders: what is prepared before they come, beside survey and clearance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil

from ploughshare.assets.assets import Works
from ploughshare.assets.works_records import WORKS_PREPARATION
from ploughshare.planning import wording
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import NotBefore

STAGES = ("design", "permits", "procurement", "mobilisation")
"""Stages of preparation, in their order."""

OWN_FIGURES = frozenset({"debris", "emergency", "temporary"})
"""Types of works whose stages have figures of their own; all others count as permanent."""

ON_THEIR_WAY = frozenset({"mobilising", "active"})
CONTRACTED = frozenset({"issued", "plan_approved"})
"""Statuses of orders that builders have in hand: only their mobilisation is left."""


@dataclass(frozen=True, slots=True)
class Stage:
    """
    One stage of the preparation of works.

    Parameters
    ----------
    name
        One of ``STAGES``.
    days
        Working days it takes in all.
    ends
        Working day before which it is over.
    metric
        Figure that says how long it takes.
    """

    name: str
    days: int
    ends: date
    metric: str


def works_are_prepared_first(programme: Programme) -> Iterator[NotBefore]:
    """
    Builders begin when design, permits, procurement and mobilisation are over.

    All this runs beside survey and clearance. The figures say how many working days each
    stage takes: some six months together for repair and rebuilding, weeks for temporary
    works, days for emergency repair and debris. A stage on record counts from its day, and one
    that is over its time as over on the plan's first day; without a record preparation
    begins on the first day. A recorded day of readiness stands before the figures. Where an
    order is issued only mobilisation is left, from its day of issue; nothing is left where
    it is mobilising, or where works are ready or under way.

    Source: practice; the figures, with their ranges.
    """
    start = programme.situation.calendar.start
    for listed in programme.open_works.values():
        for works in listed:
            if works.id in programme.of_works and not _is_prepared(programme, works):
                statement = _day_on_record(works) or _counted(programme, works)
                if statement is not None and statement.day > start:
                    yield statement


def _is_prepared(programme: Programme, works: Works) -> bool:
    orders = programme.orders_of.get(works.id, ())
    on_the_way = works.status == "active" or any(o.status in ON_THEIR_WAY for o in orders)
    return on_the_way or (works.preparation == "ready" and works.prepared_on is None)


def _day_on_record(works: Works) -> NotBefore | None:
    if works.prepared_on is None:
        return None
    because = f"{works.name} is on record as ready for builders on {wording.day(works.prepared_on)}"
    return NotBefore(works.id, works.prepared_on, because)


def stages(programme: Programme, works: Works) -> Iterator[Stage]:
    """The stages of works from the one on record on, in working days from its day."""
    situation = programme.situation
    stage, since = _under_way(programme, works)
    type_ = works.works_type if works.works_type in OWN_FIGURES else "permanent"
    day = since or situation.calendar.start
    for name in STAGES[STAGES.index(stage or STAGES[0]) :]:
        metric = f"works.{type_}.{name}_days"
        if metric in situation.figures:
            days = ceil(situation.figure(metric))
            day = situation.calendar.after_working_days(day, days)
            if stage:
                day = max(day, situation.calendar.start)
            yield Stage(name, days, day, metric)


def _under_way(programme: Programme, works: Works) -> tuple[str, date | None]:
    """The stage on record, empty for none, and since when; ``None`` for the plan's first day."""
    orders = [o for o in programme.orders_of.get(works.id, ()) if o.status in CONTRACTED]
    if orders:
        issued = [order.issued_on for order in orders if order.issued_on is not None]
        return "mobilisation", min(issued, default=None)
    stage = works.preparation if works.preparation in STAGES else ""
    return stage, works.preparation_since


def _counted(programme: Programme, works: Works) -> NotBefore | None:
    """The day by the figures, with a part for each stage; ``None`` where no stage has one."""
    found = tuple(stages(programme, works))
    if not found:
        return None
    calendar, since = programme.situation.calendar, _under_way(programme, works)[1]
    passed = _passed(programme, found)
    names = wording.listed(stage.name for stage in found)
    takes = "takes" if len(found) == 1 else "take"
    total = wording.days(sum(stage.days for stage in found))
    gone = f", of which {passed} {'has' if passed == 1 else 'have'} passed" if passed > 0 else ""
    begins = (
        f" from {wording.day(since)} on" if since is not None and since > calendar.start else ""
    )
    return NotBefore(
        works.id,
        found[-1].ends,
        f"{names} of {works.name} {takes} {total}{begins}{gone}",
        tuple(stage.metric for stage in found),
        tuple(_parts(programme, works, found)),
        since is None,
    )


def _passed(programme: Programme, found: tuple[Stage, ...]) -> int:
    """Working days of preparation that lie before the plan's first day."""
    left = programme.situation.calendar.working_days_before(found[-1].ends)
    return sum(stage.days for stage in found) - left


def _parts(
    programme: Programme, works: Works, found: tuple[Stage, ...]
) -> Iterator[tuple[date, str]]:
    """What fills the time stage by stage, and before it the time until a later beginning."""
    since = _under_way(programme, works)[1]
    labels = [WORKS_PREPARATION.label(stage.name) for stage in found]
    if since is not None and since > programme.situation.calendar.start:
        yield since, f"{labels[0]} of {works.name} begins on {wording.day(since)}"
    for stage, label in zip(found, labels, strict=True):
        yield stage.ends, f"{label} of {works.name}, {wording.days(stage.days)} in all"
