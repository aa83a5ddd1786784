"""Organisations, teams, absences, stand-downs and rates as planning reads them."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ploughshare.fields import Record, count_in, date_in, number_in, text_in, texts_in
from ploughshare.skills import TEAM_KINDS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Organisation:
    """An authority, operator or builder; empty ``kinds`` or ``places`` mean all."""

    id: str
    name: str
    kinds: tuple[str, ...]
    places: tuple[str, ...]


def organisation(record: Record) -> Organisation:
    """An organisation from its record."""
    values = record.values
    return Organisation(
        id=record.id,
        name=text_in(values, "name") or record.id,
        kinds=texts_in(values, "kinds"),
        places=texts_in(values, "places"),
    )


@dataclass(frozen=True, slots=True)
class Team:
    """
    People who work together on one task at a time.

    Parameters
    ----------
    kinds
        What it can serve as, one at a time.
    people
        On the lanes or works; ``None`` when unknown.
    from_on, to_on
        First and last day at work; ``None`` for the plan's first day, and for open.
    group
        Grant or contract, by id or name; empty means its organisation.
    places
        Where it may work, within where its organisation may; empty for all of that.
    base
        Id of the place of its base, where no point is given.
    contribution
        Contribution it is part of; empty for none.
    medics
        ``None`` when unknown.
    """

    id: str
    name: str
    organisation: str
    kinds: tuple[str, ...]
    people: int | None
    from_on: date | None
    to_on: date | None
    mobility: str
    group: str
    places: tuple[str, ...]
    base: str
    geometry: "BaseGeometry | None"
    contribution: str = ""
    medics: int | None = None


def team(record: Record) -> Team:
    """A team from its record."""
    values = record.values
    return Team(
        id=record.id,
        name=text_in(values, "name") or record.id,
        organisation=text_in(values, "organisation"),
        kinds=texts_in(values, "kinds"),
        people=count_in(values, "people"),
        from_on=date_in(values, "from_on"),
        to_on=date_in(values, "to_on"),
        mobility=text_in(values, "mobility") or "default",
        group=text_in(values, "group"),
        places=texts_in(values, "places"),
        base=text_in(values, "base"),
        geometry=record.geometry,
        contribution=text_in(values, "contribution"),
        medics=count_in(values, "medics"),
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which one team is away, both ends included."""

    team: str
    from_on: date
    to_on: date
    reason: str


def absence(record: Record) -> Absence | None:
    """An absence from its record; ``None`` when a day is unknown."""
    first, last = date_in(record.values, "from_on"), date_in(record.values, "to_on")
    if first is None or last is None or last < first:
        return None
    return Absence(
        text_in(record.values, "team"), first, last, text_in(record.values, "reason") or "absence"
    )


@dataclass(frozen=True, slots=True)
class StandDown:
    """
    Days on which kinds make no progress, both ends included; no places mean everywhere.

    Where only ``roads`` are named these links are closed, and nothing else stops.
    """

    id: str
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    from_on: date
    to_on: date
    cause: str
    roads: tuple[str, ...] = ()

    @property
    def stops_teams(self) -> bool:
        """Whether it stops teams wherever they are; else it only closes roads."""
        return bool(self.places) or not self.roads


def stand_down(record: Record) -> StandDown | None:
    """A stand-down from its record; ``None`` when a day is unknown."""
    first, last = date_in(record.values, "from_on"), date_in(record.values, "to_on")
    if first is None or last is None or last < first:
        return None
    return StandDown(
        id=record.id,
        kinds=texts_in(record.values, "kinds") or tuple(TEAM_KINDS.codes),
        places=texts_in(record.values, "places"),
        from_on=first,
        to_on=last,
        cause=text_in(record.values, "cause") or "other",
        roads=texts_in(record.values, "roads"),
    )


@dataclass(frozen=True, slots=True)
class ProductivityRate:
    """
    What one team of a kind does in one working day.

    Parameters
    ----------
    low, likely, high
        In ``unit``: m2, hazards, metres or pieces per team and day.
    contamination
        Code it holds for; empty for any.
    """

    id: str
    kind: str
    low: float
    likely: float
    high: float
    unit: str
    contamination: str
    source: str


def productivity_rate(record: Record) -> ProductivityRate | None:
    """A rate from its record; ``None`` when its values are missing or out of order."""
    low, likely, high = (number_in(record.values, name) for name in ("low", "likely", "high"))
    if low is None or likely is None or high is None or not 0 < low <= likely <= high:
        return None
    return ProductivityRate(
        id=record.id,
        kind=text_in(record.values, "kind"),
        low=low,
        likely=likely,
        high=high,
        unit=text_in(record.values, "unit"),
        contamination=text_in(record.values, "contamination"),
        source=text_in(record.values, "source"),
    )
