"""Activities: what is done on each piece of ground, and what is done for each asset."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ploughshare.land.hazards import HazardousArea
from ploughshare.land.lots import Lot
from ploughshare.planning.terrain import Where

SURVEY_WORDS = {
    "nts": "non-technical survey",
    "ts": "technical survey",
    "clearance": "clearance",
}


@dataclass(frozen=True, slots=True)
class Activity:
    """
    One piece of work, or a milestone that a benefit hangs on.

    Parameters
    ----------
    kind
        ``nts``, ``ts``, ``clearance``, ``works`` or ``milestone``.
    name
        What is done to what, in a few words.
    where
        Its place and district; lots of one area are at one place.
    order
        Id of the task order that it is a part of its hazardous area under; else empty.
    lot
        Id of the lot that it is done on, see ``lot_id``; empty for all of its area.
    """

    id: str
    kind: str
    record_type: str
    record_id: str
    name: str
    where: Where
    order: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Ground that is released on its own: a hazardous area, or one of its lots.

    Parameters
    ----------
    lot
        ``None`` for all of an area.
    activities
        What is done on it in order, survey of the whole area included; with the last of
        them it is released.
    """

    lot: Lot | None
    activities: tuple[Activity, ...]

    @property
    def release(self) -> Activity:
        """The activity with which it is released."""
        return self.activities[-1]


def lot_id(hazard: str, lot: Lot) -> str:
    """Id of a lot among all lots of a plan."""
    return f"{hazard}.{lot.id}"


def pieces_in_lots(
    hazard: HazardousArea,
    where: Where,
    steps: Sequence[str],
    lots: Sequence[Lot],
    name_of: Callable[[str], str],
) -> Iterator[Piece]:
    """
    An area in lots: non-technical survey once for all, then each lot on its own.

    Parameters
    ----------
    steps
        What the area still needs, in order.
    name_of
        The name of an asset or a road by its key, as people say it.
    """

    def activity(kind: str, what: str, lot: Lot | None) -> Activity:
        number = f"{hazard.id}.{kind}"
        on = "" if lot is None else lot_id(hazard.id, lot)
        number = number if lot is None else f"{number}.{lot.id}"
        return Activity(number, kind, "hazards", hazard.id, what, where, lot=on)

    whole = [
        activity(kind, f"{SURVEY_WORDS[kind]} of {hazard.name}", None)
        for kind in steps
        if kind == "nts"
    ]
    for lot in lots:
        ground = f"{lot.m2:,} m2 of {hazard.name}{_for_whom(lot, name_of)}"
        own = (
            activity(kind, f"{SURVEY_WORDS[kind]} of {ground}", lot)
            for kind in steps
            if kind != "nts"
        )
        yield Piece(lot, (*whole, *own))


def _for_whom(lot: Lot, name_of: Callable[[str], str]) -> str:
    if not lot.by:
        return f", lot {lot.id.removeprefix('rest/')} of its rest"
    part = lot.id.removeprefix(lot.by).strip("~")
    return f" for {name_of(lot.by)}{f', part {part}' if part else ''}"


def released_in_lots(hazard: HazardousArea, where: Where) -> Activity:
    """The milestone with which an area in lots is released as a whole."""
    name = f"{hazard.name} released in all its lots"
    return Activity(f"{hazard.id}.clearance", "milestone", "hazards", hazard.id, name, where)


def in_order(pieces: Mapping[str, Sequence[Piece]]) -> dict[str, tuple[Activity, ...]]:
    """Activities of all pieces of each hazardous area, each once."""
    return {
        name: tuple(dict.fromkeys(chain.from_iterable(piece.activities for piece in each)))
        for name, each in pieces.items()
    }
