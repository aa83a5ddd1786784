"""Task orders of a file whose figures or dates cannot all be right."""

from collections.abc import Mapping

from ploughshare.fields import Value
from ploughshare.imports.docket import Docket
from ploughshare.land.orders import Fault, faults


def check_task_orders(values: Mapping[str, list[Value]], docket: Docket) -> None:
    """Tell each fault of each row that is not set aside; all rows stay."""
    rows = len(next(iter(values.values()), ()))
    found: dict[Fault, list[int]] = {}
    for at in docket.open(range(rows)):
        for fault in faults({name: cells[at] for name, cells in values.items()}):
            found.setdefault(fault, []).append(at)
    for fault, where in found.items():
        docket.tell_rows(fault.rule, "doubt", where, fault.words, fault.remedy, fault.field)
