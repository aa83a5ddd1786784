"""Assets, damage, works and dependencies as planning reads them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ploughshare.fields import Record, count_in, date_in, number_in, text_in, texts_in

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

UNKNOWN_GRADE = "unknown"


@dataclass(frozen=True, slots=True)
class Asset:
    """
    Something people use.

    Parameters
    ----------
    kind
        Code of ``assets.records.ASSET_KINDS``.
    service_state
        ``in_service``, ``limited``, ``out_of_service`` or ``unknown``.
    damage
        Grade of the latest assessment, ``"0"`` to ``"4"`` or ``"unknown"``;
        empty when nobody assessed it.
    people_served, people_as_of
        ``None`` when unknown, and so is the day for which that number was given.
    geometry
        WGS 84, any kind; ``None`` when the asset has no place on the map.
    load_class_t
        Of a road or bridge: the heaviest vehicle that it carries as it stands, or did before
        it was damaged, in tonnes; ``None`` when unknown.
    """

    id: str
    name: str
    kind: str
    place: str
    people_served: int | None
    service_state: str
    damage: str
    size_m2: float | None
    length_m: float | None
    priority_score: float | None
    geometry: "BaseGeometry | None"
    people_as_of: date | None = None
    load_class_t: float | None = None


def asset(record: Record, damage: str) -> Asset:
    """An asset from its record and the grade of its latest damage assessment."""
    values = record.values
    return Asset(
        id=record.id,
        name=text_in(values, "name") or record.id,
        kind=text_in(values, "kind") or "other",
        place=text_in(values, "place"),
        people_served=count_in(values, "people_served"),
        service_state=text_in(values, "service_state") or "unknown",
        damage=damage,
        size_m2=number_in(values, "size_m2"),
        length_m=number_in(values, "length_m"),
        priority_score=number_in(values, "priority_score"),
        geometry=record.geometry,
        people_as_of=date_in(values, "people_as_of"),
        load_class_t=number_in(values, "load_class_t"),
    )


@dataclass(frozen=True, slots=True)
class DamageAssessment:
    """How badly one asset is damaged, by one assessor on one day."""

    id: str
    asset: str
    grade: str
    assessed_on: date | None
    geometry: "BaseGeometry | None"


def damage_assessment(record: Record) -> DamageAssessment:
    """A damage assessment from its record."""
    values = record.values
    return DamageAssessment(
        id=record.id,
        asset=text_in(values, "asset"),
        grade=text_in(values, "grade") or UNKNOWN_GRADE,
        assessed_on=date_in(values, "assessed_on"),
        geometry=record.geometry,
    )


@dataclass(frozen=True, slots=True)
class Works:
    """
    One piece of rebuilding on one asset, done by one trade.

    Parameters
    ----------
    preparation
        Code of ``assets.records.WORKS_PREPARATION``: the stage under way; empty when unknown.
    preparation_since
        Day since which that stage is under way, or all of it where no stage is named.
    prepared_on
        Day on which it is or will be ready for builders.
    service_share
        Share of its asset's service that emergency or temporary works give; ``None`` when unknown.
    depth_cm
        Depth to which they need the ground cleared; ``None`` for that of their kind of asset.
    load_class_t
        The heaviest vehicle that the road or bridge carries after them, in tonnes; ``None`` when
        unknown.
    """

    id: str
    asset: str
    name: str
    works_type: str
    trade: str
    quantity: float | None
    unit: str
    crews: int
    after: tuple[str, ...]
    earliest_on: date | None
    lag_days: int
    status: str
    preparation: str
    preparation_since: date | None
    prepared_on: date | None
    service_share: float | None
    depth_cm: float | None = None
    load_class_t: float | None = None


def works(record: Record) -> Works:
    """Works from their record."""
    values = record.values
    return Works(
        id=record.id,
        asset=text_in(values, "asset"),
        name=text_in(values, "name") or record.id,
        works_type=text_in(values, "works_type") or "repair",
        trade=text_in(values, "trade"),
        quantity=number_in(values, "quantity"),
        unit=text_in(values, "unit") or "crew_days",
        crews=count_in(values, "crews") or 1,
        after=texts_in(values, "after"),
        earliest_on=date_in(values, "earliest_on"),
        lag_days=count_in(values, "lag_days") or 0,
        status=text_in(values, "status") or "planned",
        preparation=text_in(values, "preparation"),
        preparation_since=date_in(values, "preparation_since"),
        prepared_on=date_in(values, "prepared_on"),
        service_share=number_in(values, "service_share"),
        depth_cm=number_in(values, "depth_cm"),
        load_class_t=number_in(values, "load_class_t"),
    )


@dataclass(frozen=True, slots=True)
class ServiceNeed:
    """One asset serves people only while another does."""

    id: str
    asset: str
    needs: str
    service: str


def service_need(record: Record) -> ServiceNeed:
    """A service dependency from its record."""
    values = record.values
    return ServiceNeed(
        id=record.id,
        asset=text_in(values, "asset"),
        needs=text_in(values, "needs"),
        service=text_in(values, "service") or "other",
    )
