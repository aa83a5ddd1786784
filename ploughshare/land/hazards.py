"""Hazardous areas and task orders as planning reads them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ploughshare.fields import Record, count_in, date_in, number_in, text_in, texts_in

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CLOSED = frozenset({"handed_over", "closed"})
"""Statuses after which the ground is no longer planned as hazardous."""

IN_FORCE = ("issued", "plan_approved", "mobilising", "active")
"""Statuses of a task order that its operator goes by, in the order of the ladder."""


@dataclass(frozen=True, slots=True)
class HazardousArea:
    """
    Ground where explosive ordnance is suspected or confirmed.

    Parameters
    ----------
    hazard_type
        ``sha`` or ``cha``.
    status
        See ``land.records.HAZARD_STATUS``; unknown is ``open``.
    contamination, evidence, surveyed, vegetation, marking
        Codes of the data dictionary.
    area_m2
        Geodesic area of the outline, in m2; of a point the reported area, else ``None``.
    slope_deg, people_exposed, priority_score
        ``None`` when unknown.
    geometry
        WGS 84; polygon or point.
    depth_cm
        Depth to which it must be cleared; ``None`` when unknown.
    identified_on
        Day it was first recorded; ``None`` when unknown.
    """

    id: str
    name: str
    hazard_type: str
    status: str
    product: str
    contamination: str
    evidence: str
    surveyed: str
    vegetation: str
    area_m2: float | None
    slope_deg: float | None
    place: str
    people_exposed: int | None
    priority_score: float | None
    geometry: "BaseGeometry | None"
    depth_cm: float | None = None
    identified_on: date | None = None
    marking: str = "unknown"

    @property
    def is_open(self) -> bool:
        """Whether it is planned as hazardous: anything but handed over or closed."""
        return self.status not in CLOSED


def hazardous_area(record: Record, area_m2: float | None) -> HazardousArea:
    """A hazardous area from its record; ``area_m2`` of its outline, ``None`` for a point."""
    values = record.values
    return HazardousArea(
        id=record.id,
        name=text_in(values, "name") or record.id,
        hazard_type=text_in(values, "hazard_type") or "sha",
        status=text_in(values, "status") or "open",
        product=text_in(values, "product"),
        contamination=text_in(values, "contamination") or "unknown",
        evidence=text_in(values, "evidence") or "none",
        surveyed=text_in(values, "surveyed") or "no",
        vegetation=text_in(values, "vegetation") or "unknown",
        area_m2=area_m2 or number_in(values, "reported_m2"),
        slope_deg=number_in(values, "slope_deg"),
        place=text_in(values, "place"),
        people_exposed=count_in(values, "people_exposed"),
        priority_score=number_in(values, "priority_score"),
        geometry=record.geometry,
        depth_cm=number_in(values, "depth_cm"),
        identified_on=date_in(values, "identified_on"),
        marking=text_in(values, "marking") or "unknown",
    )


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """
    An order of the authority to an operator, for one hazardous area or one piece of works.

    Parameters
    ----------
    status
        See ``land.records.TASK_STATUS``.
    scope_m2, done_m2
        Area it covers, and how much of that is processed, in m2; ``None`` when unknown.
    done_share
        Share of its work that is done, 0 to 1; ``None`` when unknown.
    reason
        Why it is suspended.
    promised_on, promised_to
        Day by which its work was promised, and to whom.
    lot
        Id in a plan of the lot that it is for; empty for the area, or as much as is in scope.
    """

    id: str
    hazard: str
    works: str
    activity: str
    status: str
    organisation: str
    teams: tuple[str, ...]
    issued_on: date | None
    expires_on: date | None
    scope_m2: float | None
    done_m2: float | None
    done_share: float | None
    reason: str
    promised_on: date | None
    promised_to: str
    lot: str = ""

    @property
    def in_force(self) -> bool:
        """Whether its operator may go by it: issued, and neither stopped nor over."""
        return self.status in IN_FORCE


def task_order(record: Record) -> TaskOrder:
    """A task order from its record."""
    values = record.values
    return TaskOrder(
        id=record.id,
        hazard=text_in(values, "hazard"),
        works=text_in(values, "works"),
        activity=text_in(values, "activity"),
        status=text_in(values, "status"),
        organisation=text_in(values, "organisation"),
        teams=texts_in(values, "teams"),
        issued_on=date_in(values, "issued_on"),
        expires_on=date_in(values, "expires_on"),
        scope_m2=number_in(values, "scope_m2"),
        done_m2=number_in(values, "done_m2"),
        done_share=number_in(values, "done_share"),
        reason=text_in(values, "reason"),
        promised_on=date_in(values, "promised_on"),
        promised_to=text_in(values, "promised_to"),
        lot=text_in(values, "lot"),
    )
