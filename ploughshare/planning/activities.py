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
        ``nts``, ``ts``, ``clearance``, ``control``, ``handover``, ``marking``, ``education``,
        ``works``, ``milestone``, or ``way`` for a road that several sites are reached by.
    name
        What is done to what, in a few words.
    where
        Its place and district; lots of one area are at one place.
    order
        Id of the task order that it is a part of its hazardous area under; else empty.
    lot
        Id of the lot that it is done on, see ``lot_id``; empty for all of its area.
    areas
        Ids of all hazardous areas that it is a survey of, where it is a visit to a community or to a
        square of the grid; else empty.
    """

    id: str
    kind: str
    record_type: str
    record_id: str
    name: str
    where: Where
    order: str = ""
    lot: str = ""
    areas: tuple[str, ...] = ()

    @property
    def is_milestone(self) -> bool:
        """Whether it takes no time and no team: it is done when what it waits for is."""
        return self.kind in {"milestone", "handover", "way"}

    @property
    def is_listed(self) -> bool:
        """Whether a plan lists it; a road to several sites is told with each of them."""
        return self.kind != "way"


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Ground that is released on its own: a hazardous area, or one of its lots.

    Parameters
    ----------
    lot
        ``None`` for all of an area.
    activities
        What is done on it in order, survey of the whole area included; the last of them is
        its hand-over, and the one before that its quality control if anything is cleared.
    """

    lot: Lot | None
    activities: tuple[Activity, ...]

    @property
    def release(self) -> Activity:
        """The activity with which it is released: its hand-over."""
        return self.activities[-1]

    @property
    def control(self) -> Activity | None:
        """Its quality control; ``None`` where only the authority's acceptance is to come."""
        return next((a for a in self.activities if a.kind == "control"), None)

    @property
    def surveys(self) -> tuple[Activity, ...]:
        """Surveys still to come, in order."""
        return tuple(a for a in self.activities if a.kind in {"nts", "ts"})

    @property
    def cleared_with(self) -> tuple[Activity, ...]:
        """The activities with which all of it is cleared: its last, or all parts under order."""
        clearances = tuple(a for a in self.activities if a.kind == "clearance")
        return tuple(a for a in clearances if not a.order) or clearances


def lot_id(hazard: str, lot: Lot) -> str:
    """Id of a lot among all lots of a plan."""
    return f"{hazard}.{lot.id}"


def pieces_in_lots(
    hazard: HazardousArea,
    where: Where,
    steps: Sequence[str],
    lots: Sequence[Lot],
    name_of: Callable[[str], str],
    begun: Mapping[str, str],
    visit: Activity | None = None,
) -> Iterator[Piece]:
    """
    An area in lots: non-technical survey once for all, then each lot on its own.

    Parameters
    ----------
    steps
        What the area still needs, in order.
    name_of
        The name of an asset or a road by its key, as people say it.
    begun
        What is under way on a lot, by its id: what comes before is done there.
    visit
        The visit to its community that its non-technical survey is a part of.
    """

    whole = [
        visit or on_ground(hazard, where, kind, f"{SURVEY_WORDS[kind]} of {hazard.name}")
        for kind in steps
        if kind == "nts"
    ]
    for lot in lots:
        ground = f"{lot.m2:,} m2 of {hazard.name}{_for_whom(lot, name_of)}"
        before = () if lot.id in begun else whole
        own = (
            on_ground(hazard, where, kind, f"{SURVEY_WORDS[kind]} of {ground}", lot)
            for kind in _left_of(steps, begun.get(lot.id, ""))
            if kind != "nts"
        )
        yield Piece(lot, (*before, *own, *after_clearance(hazard, where, ground, lot)))


def _left_of(steps: Sequence[str], begun: str) -> Sequence[str]:
    """Steps from the one that is under way on; none before quality control."""
    if begun == "control":
        return ()
    return steps[steps.index(begun) :] if begun in steps else steps


def on_ground(
    hazard: HazardousArea, where: Where, kind: str, what: str, lot: Lot | None = None
) -> Activity:
    """Something that is done on all of an area, or on one of its lots."""
    number, on = f"{hazard.id}.{kind}", ""
    if lot is not None:
        number, on = f"{number}.{lot.id}", lot_id(hazard.id, lot)
    return Activity(number, kind, "hazards", hazard.id, what, where, lot=on)


def after_clearance(
    hazard: HazardousArea, where: Where, ground: str, lot: Lot | None = None
) -> tuple[Activity, Activity]:
    """Quality control and hand-over of a piece of ground, as people call it."""
    return (
        on_ground(hazard, where, "control", f"quality control of {ground}", lot),
        on_ground(hazard, where, "handover", f"hand-over of {ground}", lot),
    )


def _for_whom(lot: Lot, name_of: Callable[[str], str]) -> str:
    if not lot.by:
        return f", lot {lot.id.removeprefix('rest/')} of its rest"
    part = lot.id.removeprefix(lot.by).strip("~")
    return f" for {name_of(lot.by)}{f', part {part}' if part else ''}"


def released_in_lots(hazard: HazardousArea, where: Where) -> Activity:
    """The milestone with which an area in lots is released as a whole."""
    return on_ground(hazard, where, "handover", f"hand-over of the last lot of {hazard.name}")


def in_order(pieces: Mapping[str, Sequence[Piece]]) -> dict[str, tuple[Activity, ...]]:
    """Activities of all pieces of each hazardous area, each once."""
    return {
        name: tuple(dict.fromkeys(chain.from_iterable(piece.activities for piece in each)))
        for name, each in pieces.items()
    }
