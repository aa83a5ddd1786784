"""Progress reports: what a team did in one day or week, and what is wrong with a report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Record, Value, count_in, date_in, number_in, text_in
from ploughshare.land.orders import Fault

PRODUCTS_M2 = ("cancelled_m2", "reduced_m2", "cleared_m2")
"""The three products of land release. They are never added up."""


@dataclass(frozen=True, slots=True)
class Progress:
    """
    What one team did in one day or week.

    Parameters
    ----------
    task
        Id of its task order; empty for none.
    first, last
        Days it tells of, both included.
    kind
        What the team served as; empty where the report does not say it.
    worked, lost
        Working days at work, and days lost.
    lost_by
        Why days were lost; empty when unknown.
    cancelled_m2, reduced_m2, cleared_m2
        In m2, each apart.
    road_m
        Metres of road verified, cleared or rebuilt.
    items_found
        ``None`` where nobody counted.
    finished
        Whether the work of the order was done with it.
    """

    id: str
    team: str
    task: str
    first: date
    last: date
    kind: str
    worked: float
    lost: float
    lost_by: str
    cancelled_m2: float
    reduced_m2: float
    cleared_m2: float
    road_m: float
    items_found: int | None
    finished: bool


def progress(record: Record) -> Progress | None:
    """A progress report from its record; ``None`` for one without team or days."""
    values = record.values
    first = date_in(values, "from_on")
    if first is None or not text_in(values, "team"):
        return None
    last = date_in(values, "to_on") or first
    return Progress(
        id=record.id,
        team=text_in(values, "team"),
        task=text_in(values, "task"),
        first=first,
        last=max(first, last),
        kind=text_in(values, "kind"),
        worked=number_in(values, "days_worked") or 0.0,
        lost=number_in(values, "days_lost") or 0.0,
        lost_by=text_in(values, "lost_by"),
        cancelled_m2=number_in(values, "cancelled_m2") or 0.0,
        reduced_m2=number_in(values, "reduced_m2") or 0.0,
        cleared_m2=number_in(values, "cleared_m2") or 0.0,
        road_m=number_in(values, "road_m") or 0.0,
        items_found=count_in(values, "items_found"),
        finished=values.get("finished") is True,
    )


def faults(values: Mapping[str, Value]) -> Iterator[Fault]:
    """Everything that is wrong with the values of a progress report, on whatever day."""
    first, last = date_in(values, "from_on"), date_in(values, "to_on")
    worked, lost = (number_in(values, name) for name in ("days_worked", "days_lost"))
    products = [name for name in PRODUCTS_M2 if number_in(values, name)]
    if first is not None and last is not None and last < first:
        yield Fault(
            "progress-ends-before-it-begins", "to_on",
            f"tells of days from {first} to {last}",
            "Correct one of the days. Until then it counts for its first day alone.",
        )  # fmt: skip
    elif first is not None:
        days = ((last or first) - first).days + 1
        if (worked or 0) + (lost or 0) > days:
            yield Fault(
                "progress-more-days-than-there-are", "days_worked",
                f"tells of {(worked or 0) + (lost or 0):g} days in a time of {days}",
                "Correct the days. Reports count them as they stand.",
            )  # fmt: skip
    if lost and not text_in(values, "lost_by"):
        yield Fault(
            "progress-lost-without-reason", "lost_by",
            f"tells of {lost:g} days lost and of no reason",
            "Ask the operator why. Reports count them as lost for a reason not recorded.",
        )  # fmt: skip
    if products and not text_in(values, "task"):
        yield Fault(
            "progress-without-order", "task",
            "tells of ground and names no task order",
            "Name the order. Until then the ground belongs to no district.",
        )  # fmt: skip
    if products and worked is not None and worked == 0:
        yield Fault(
            "progress-without-work", products[0],
            "tells of ground, and of no day at work",
            "Correct the days or the area. Reports count the area as it stands.",
        )  # fmt: skip
