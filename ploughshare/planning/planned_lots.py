"""Planned lots: the parts that a plan cuts hazardous areas into, and who waits for each."""

from ploughshare.planning.activities import lot_id
from ploughshare.planning.items import PlannedLot
from ploughshare.planning.programme import Programme


def planned_lots(programme: Programme) -> tuple[PlannedLot, ...]:
    """All lots, by hazardous area; within one those that somebody needs come first."""
    return tuple(
        PlannedLot(
            id=lot_id(name, piece.lot),
            hazard=name,
            m2=piece.lot.m2,
            needed_by=tuple(sorted(piece.lot.needed_by)),
            activity=piece.release.id,
        )
        for name, pieces in programme.pieces.items()
        for piece in pieces
        if piece.lot is not None
    )
