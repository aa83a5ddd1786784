"""Places and road links as planning reads them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ploughshare.fields import Record, count_in, number_in, text_in

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


LANDSCAPE = frozenset({"water", "wood"})
"""Levels of places that are only drawn."""


@dataclass(frozen=True, slots=True)
class Place:
    """
    A district, community or settlement, or a river or wood for the map.

    ``population`` is ``None`` when unknown, and so is ``evacuation_min``, the minutes by road to
    the ``hospital`` that the authority designates; ``contact`` speaks for its people.
    """

    id: str
    name: str
    name_local: str
    level: str
    parent: str
    population: int | None
    geometry: "BaseGeometry | None"
    hospital: str = ""
    evacuation_min: float | None = None
    contact: str = ""

    @property
    def is_landscape(self) -> bool:
        """Whether it is only drawn; a river may reach far beyond the region."""
        return self.level in LANDSCAPE


def place(record: Record) -> Place:
    """A place from its record."""
    values = record.values
    return Place(
        id=record.id,
        name=text_in(values, "name") or record.id,
        name_local=text_in(values, "name_local"),
        level=text_in(values, "level"),
        parent=text_in(values, "parent"),
        population=count_in(values, "population"),
        geometry=record.geometry,
        hospital=text_in(values, "hospital"),
        evacuation_min=number_in(values, "evacuation_min"),
        contact=text_in(values, "contact"),
    )


@dataclass(frozen=True, slots=True)
class RoadLink:
    """
    One link of the road graph; ``passability`` leaves hazards and damage apart.

    ``load_class_t`` is the heaviest vehicle that it carries, in tonnes; ``None`` when unknown.
    """

    id: str
    name: str
    road_class: str
    passability: str
    geometry: "BaseGeometry"
    load_class_t: float | None = None


def road_link(record: Record) -> RoadLink | None:
    """A road link from its record; ``None`` without a line."""
    if record.geometry is None or record.geometry.is_empty:
        return None
    return RoadLink(
        id=record.id,
        name=text_in(record.values, "name") or record.id,
        road_class=text_in(record.values, "road_class") or "local",
        passability=text_in(record.values, "passability") or "unknown",
        geometry=record.geometry,
        load_class_t=number_in(record.values, "load_class_t"),
    )
