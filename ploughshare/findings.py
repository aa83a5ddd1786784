"""Findings are for people: what an import found, where, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "doubt", "note"]
"""``block``: the row is quarantined. ``doubt``: a person must look. ``note``: for the record."""

SEVERITIES: tuple[Severity, ...] = ("note", "doubt", "block")
"""From mildest to gravest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing an import found.

    Parameters
    ----------
    rule
        Stable name of the check, for example ``"geometry-crosses-itself"``.
    severity
        See ``Severity``.
    message
        What is wrong, with the values that show it.
    remedy
        What to do about it.
    file, layer, row, field
        Where it is; ``row`` counts from 1 as the person sees it in the file,
        headings apart. Empty or ``None`` when the finding is about more.
    record_type, record_id
        The record it concerns, when there is one.
    area_before_m2, area_after_m2
        Geodesic areas around a repair, in m2.
    """

    rule: str
    severity: Severity
    message: str
    remedy: str = ""
    file: str = ""
    layer: str = ""
    row: int | None = None
    field: str = ""
    record_type: str = ""
    record_id: str = ""
    area_before_m2: float | None = None
    area_after_m2: float | None = None
