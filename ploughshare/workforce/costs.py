"""What a day of a team costs, and what is wrong with such a record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Record, Value, date_in, number_in, text_in

CURRENCY = re.compile(r"[A-Z]{3}")
"""Three capital letters, as in ISO 4217."""


@dataclass(frozen=True, slots=True)
class DayCost:
    """
    What one team of a kind costs in one day, at work or waiting.

    Parameters
    ----------
    organisation
        Id of the operator whose teams cost that; empty for any.
    low, likely, high
        Per team and day, in ``currency``.
    as_of
        Day for which it was given; ``None`` when unknown.
    """

    id: str
    kind: str
    organisation: str
    low: float
    likely: float
    high: float
    currency: str
    as_of: date | None
    source: str


def day_cost(record: Record) -> DayCost | None:
    """A day's cost from its record; ``None`` where kind, value or currency cannot be used."""
    values = record.values
    likely, currency = number_in(values, "likely"), text_in(values, "currency").upper()
    low, high = number_in(values, "low"), number_in(values, "high")
    if likely is None or not text_in(values, "kind") or not CURRENCY.fullmatch(currency):
        return None
    return DayCost(
        id=record.id,
        kind=text_in(values, "kind"),
        organisation=text_in(values, "organisation"),
        low=min(likely, likely if low is None else low),
        likely=likely,
        high=max(likely, likely if high is None else high),
        currency=currency,
        as_of=date_in(values, "as_of"),
        source=text_in(values, "source"),
    )


def cost_of(costs: Sequence[DayCost], kind: str, organisation: str, day: date) -> DayCost | None:
    """
    What a team costs on a day: that of its own operator first, the newest one given by then.

    Where all were given later, the oldest of them. ``None`` where none is on record.
    """
    fitting = [c for c in costs if c.kind == kind and c.organisation in ("", organisation)]
    own = [c for c in fitting if c.organisation] or fitting
    given = [c for c in own if c.as_of is None or c.as_of <= day]
    if given:
        return max(given, key=lambda cost: (cost.as_of or date.min, cost.id))
    return min(own, key=lambda cost: (cost.as_of or date.min, cost.id), default=None)


def out_of_order(values: Mapping[str, Value]) -> str:
    """What is wrong with the range of a cost; empty where it is in order."""
    low, likely, high = (number_in(values, name) for name in ("low", "likely", "high"))
    if likely is None or (low or 0) <= likely <= (likely if high is None else high):
        return ""
    return (
        f"tells of {likely:g} in a range from {low or 0:g} to {likely if high is None else high:g}"
    )


def currency_fault(values: Mapping[str, Value]) -> str:
    """What is wrong with a currency; empty where it has three letters, or there is none."""
    currency = text_in(values, "currency")
    return "" if not currency or CURRENCY.fullmatch(currency.upper()) else f"is in {currency!r}"
