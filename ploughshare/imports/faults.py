"""Records of a file that are wrong in themselves, whatever else is known."""

from collections.abc import Callable, Iterator, Mapping

from ploughshare.fields import Value
from ploughshare.imports.docket import Docket
from ploughshare.land import methods, orders
from ploughshare.land.orders import Fault

Faults = Callable[[Mapping[str, Value]], Iterator[Fault]]

FAULTS: Mapping[str, Faults] = {"tasks": orders.faults, "methods": methods.faults}
"""What can be wrong with the values of one record, by record type."""


def check_faults(values: Mapping[str, list[Value]], faults: Faults, docket: Docket) -> None:
    """Tell each fault of each row that is not set aside; all rows stay."""
    rows = len(next(iter(values.values()), ()))
    found: dict[Fault, list[int]] = {}
    for at in docket.open(range(rows)):
        for fault in faults({name: cells[at] for name, cells in values.items()}):
            found.setdefault(fault, []).append(at)
    for fault, where in found.items():
        docket.tell_rows(fault.rule, "doubt", where, fault.words, fault.remedy, fault.field)
