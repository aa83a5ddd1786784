"""What of a plan a role may see: the one place where plans and reports on them are held back.

A plan names hazardous areas and teams, which are operational. What is sensitive of an area stands in
it as well: the point where it lies, and among the assumptions how often a rate was used for what lies
in the ground.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

from ploughshare.dictionary import record_type
from ploughshare.errors import CallError, NotAllowed
from ploughshare.planning.items import SAID, Item
from ploughshare.planning.plan import Plan
from ploughshare.usecases.permissions import Act, DataClass, Role, may

NOT_SENSITIVE = frozenset({"ready-for-works", "cost", "progress", "founding-question"})
"""Reports that show neither where an area lies exactly nor what lies in it; all others may."""


def sees_all(role: Role) -> bool:
    """Whether a role sees a plan as it is kept."""
    return may(role, Act.SEE, DataClass.SENSITIVE)


def as_seen(plan: Plan, role: Role) -> Plan:
    """The plan as a role may see it: without exact places and contents of hazardous areas."""
    if sees_all(role):
        return plan
    said = tuple(row for row in plan.assumptions if row.source == SAID)
    return replace(plan, items=tuple(_items(plan)), assumptions=said)


def _items(plan: Plan) -> Iterator[Item]:
    cell = record_type("hazards").public_cell or 0.0
    for item in plan.items:
        if item.record_type != "hazards" or not cell:
            yield item
            continue
        yield replace(item, lon=_middle(item.lon, cell), lat=_middle(item.lat, cell))


def _middle(degrees: float, cell: float) -> float:
    """Middle of the cell that a place lies in."""
    return round((math.floor(degrees / cell) + 0.5) * cell, 6)


def require_report(role: Role, name: str, purpose: str) -> bool:
    """
    Refuse a report that a role may not take away; return whether it is to be logged.

    Raises
    ------
    NotAllowed
        When it shows sensitive data, and the role may not take such data away.
    CallError
        When it does, and nobody says for what it is needed.
    """
    if not may(role, Act.EXPORT, DataClass.PLANS):
        raise NotAllowed(f"As {role.value} you may not export plans.")
    if name in NOT_SENSITIVE:
        return False
    if not may(role, Act.EXPORT, DataClass.SENSITIVE):
        raise NotAllowed(
            f"The report {name} shows exact outlines of hazardous areas, or what lies in them; as "
            f"{role.value} you may not export such data.",
            remedy=f"These show none: {', '.join(sorted(NOT_SENSITIVE))}.",
        )
    if not purpose.strip():
        raise CallError(
            f"The report {name} shows sensitive data, and is given for a purpose.",
            remedy="Say for what it is needed: purpose=...",
        )
    return True
