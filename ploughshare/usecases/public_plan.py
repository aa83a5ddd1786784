"""What anybody may see of the plan of record: when assets are back in service, as far as believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.dictionary import record_type
from ploughshare.fields import text_in
from ploughshare.planning import wording
from ploughshare.planning.plan import Plan
from ploughshare.planning.summary import at
from ploughshare.registry.kept import KeptPlan
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.visible import view


@dataclass(frozen=True, slots=True)
class Back:
    """
    An asset that comes back into service.

    Parameters
    ----------
    id, name, kind
        The asset; name and kind are empty where they are not published.
    part
        ``first`` where it serves in part first, ``rest`` for the rest of it, else empty.
    when
        The week, quarter or year in which it is planned, in words; never a day.
    """

    id: str
    name: str
    kind: str
    part: str
    when: str


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Weight in service at the end of a month: as planned, and at most of any plan."""

    before: date
    planned: int
    limit: int


@dataclass(frozen=True, slots=True)
class PublicPlan:
    """
    The published part of the plan of record.

    Parameters
    ----------
    start
        Its first day; ``None`` where nothing is published, and all else is empty then.
    known_until
        Day up to which it knew the records.
    served_in_all
        Weight that can be in service: people, counted once for each service.
    assets
        By the order in which they come back; those without a date in the plan are not among them.
    months
        The curve.
    """

    start: date | None = None
    known_until: date | None = None
    served_in_all: int = 0
    assets: tuple[Back, ...] = ()
    months: tuple[MonthEnd, ...] = ()


def public_plan(registry: Registry, kept: KeptPlan, plan: Plan) -> PublicPlan:
    """What is published of a plan of record; nothing until the authority has decided so."""
    published = registry.publication()
    if not published.plan or not plan.of_record:
        return PublicPlan()
    return PublicPlan(
        start=plan.calendar.start,
        known_until=kept.made_at.date(),
        served_in_all=plan.served_in_all,
        assets=tuple(_assets(registry, plan)),
        months=tuple(_months(plan)),
    )


def _assets(registry: Registry, plan: Plan) -> Iterator[Back]:
    seen = view(Role.VISITOR, record_type("assets"), registry.publication())
    if seen is None:
        return
    shown = {record.id: seen.of(record).values for record in registry.records("assets")}
    start = plan.calendar.start
    for benefit in sorted(plan.benefits, key=lambda each: (each.step, each.id)):
        if benefit.record_type == "assets" and benefit.record_id in shown:
            values = shown[benefit.record_id]
            yield Back(
                id=benefit.record_id,
                name=text_in(values, "name"),
                kind=text_in(values, "kind"),
                part=benefit.part,
                when=wording.believed(benefit.on, start, firm=False),
            )


def _months(plan: Plan) -> Iterator[MonthEnd]:
    last = max((point.on for point in plan.curve), default=plan.calendar.start)
    month = plan.calendar.start.replace(day=1)
    while month <= last:
        month = (month + timedelta(days=32)).replace(day=1)
        yield MonthEnd(
            month,
            at(plan.curve, month, plan.served_today),
            at(plan.limit, month, plan.served_in_all),
        )
