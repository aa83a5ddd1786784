"""Records of a file that are wrong in themselves, whatever else is known."""

from collections.abc import Callable, Iterator, Mapping

from ploughshare.fields import Record, Value
from ploughshare.imports.docket import Docket
from ploughshare.land import methods, orders, progress
from ploughshare.land.orders import Fault
from ploughshare.workforce.costs import currency_fault, out_of_order

Faults = Callable[[Mapping[str, Value]], Iterator[Fault]]


def _of_costs(values: Mapping[str, Value]) -> Iterator[Fault]:
    """What is wrong with what a day costs."""
    if found := out_of_order(values):
        yield Fault(
            "cost-out-of-order", "likely", found,
            "Correct the range. Until then reports widen it to the likely value.",
        )  # fmt: skip
    if found := currency_fault(values):
        yield Fault(
            "currency-unknown", "currency", found,
            "Give the three letters of the currency. Until then reports leave the cost out.",
        )  # fmt: skip


def _of_grants(values: Mapping[str, Value]) -> Iterator[Fault]:
    """What is wrong with the budget of a grant."""
    if found := currency_fault(values):
        yield Fault(
            "currency-unknown", "currency", found,
            "Give the three letters of the currency. Until then reports leave the budget out.",
        )  # fmt: skip
    if values.get("budget") is not None and not values.get("currency"):
        yield Fault(
            "budget-without-currency", "currency",
            "has a budget in no currency",
            "Give the three letters of the currency. Until then reports leave the budget out.",
        )  # fmt: skip


FAULTS: Mapping[str, Faults] = {
    "tasks": orders.faults,
    "methods": methods.faults,
    "progress": progress.faults,
    "costs": _of_costs,
    "grants": _of_grants,
}
"""What can be wrong with the values of one record, by record type."""


def check_faults(records: Mapping[int, Record], faults: Faults, docket: Docket) -> None:
    """
    Tell each fault of each row that is not set aside; all rows stay.

    ``records`` are the rows with what is on record already in fields that the file does not have.
    """
    found: dict[Fault, list[int]] = {}
    for at in docket.open(sorted(records)):
        for fault in faults(records[at].values):
            found.setdefault(fault, []).append(at)
    for fault, where in found.items():
        docket.tell_rows(fault.rule, "doubt", where, fault.words, fault.remedy, fault.field)
