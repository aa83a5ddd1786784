"""Ground work: what is done on each hazardous area until its land is released, and in which lots."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ploughshare.land.hazards import HazardousArea
from ploughshare.land.lots import Lot
from ploughshare.planning.activities import (
    SURVEY_WORDS,
    Activity,
    Piece,
    after_clearance,
    in_order,
    lot_id,
    on_ground,
    pieces_in_lots,
    released_in_lots,
)
from ploughshare.planning.effort import survey_days
from ploughshare.planning.lots import Cuts
from ploughshare.planning.orders import Orders
from ploughshare.planning.rebuilding import Rebuilding
from ploughshare.planning.terrain import asset_key, road_key
from ploughshare.planning.visits import visits

RELEASED_BY_SURVEY = frozenset({"cancelled", "reduced"})
"""Products of completed areas of which nothing was cleared that could be inspected."""


@dataclass(frozen=True)
class GroundWork(Rebuilding):
    """What is done on hazardous ground; lots are cut for the works that wait for it."""

    @cached_property
    def orders(self) -> Orders:
        """The task orders, and what each of them leaves to do."""
        return Orders(self.situation)

    @cached_property
    def lots(self) -> Mapping[str, tuple[Lot, ...]]:
        """The lots of each open hazard that is cut into some."""
        waiting = frozenset({*self.open_works, *self.restoration})
        surveys = {hazard.id: self.steps_of(hazard)[:-1] for hazard in self.terrain.open_hazards
                   if self.steps_of(hazard)}  # fmt: skip
        return Cuts(self.terrain, self.orders, waiting).of(surveys)

    @cached_property
    def lot(self) -> Mapping[str, Lot]:
        """Every lot by its id among all of them."""
        return {lot_id(name, lot): lot for name, lots in self.lots.items() for lot in lots}

    @cached_property
    def visits(self) -> Mapping[str, Activity]:
        """Visits to communities that survey several suspected areas at once, by area."""
        surveyed = [h for h in self.terrain.open_hazards if "nts" in self.steps_of(h)]
        return visits(self.terrain, self.orders, surveyed, survey_days(self.situation).days)

    @cached_property
    def pieces(self) -> Mapping[str, tuple[Piece, ...]]:
        """What is released on its own of each open hazard: its lots, else all of it."""
        return {hazard.id: tuple(self._pieces_of(hazard)) for hazard in self.terrain.open_hazards}

    def each_piece(self) -> Iterator[tuple[HazardousArea, Piece]]:
        """Every piece with its hazardous area."""
        for name, pieces in self.pieces.items():
            for piece in pieces:
                yield self.situation.hazards[name], piece

    @cached_property
    def released_with(self) -> Mapping[str, str]:
        """By activity on hazardous ground, the one with which all of that ground is released."""
        found = {a.id: activities[-1].id for activities in self.of_hazard.values()
                 for a in activities if not a.areas}  # fmt: skip
        for _, piece in self.each_piece():
            if piece.lot is not None:
                found |= {a.id: piece.release.id for a in piece.activities if a.lot}
        return found

    def _pieces_of(self, hazard: HazardousArea) -> Iterator[Piece]:
        lots, where = self.lots.get(hazard.id, ()), self.terrain.hazard_at[hazard.id]
        if lots:
            steps, begun = self.steps_of(hazard), self.orders.begun_on_lots(hazard.id)
            visit = self.visits.get(hazard.id)
            yield from pieces_in_lots(hazard, where, steps, lots, self._name_of, begun, visit)
        else:
            yield Piece(None, tuple(self._activities_of(hazard)))

    def _name_of(self, key: str) -> str:
        """The name of an asset or a road by its key."""
        kind, _, name = key.partition("/")
        return (self.situation.assets if kind == "assets" else self.situation.roads)[name].name

    @cached_property
    def of_hazard(self) -> Mapping[str, tuple[Activity, ...]]:
        """
        All that is done on each open hazard, in order; the last one releases its land.

        Parts that task orders cover, and lots, stand before it.
        """
        found = in_order(self.pieces)
        for hazard in self.terrain.open_hazards:
            if hazard.id in self.lots:
                released = released_in_lots(hazard, self.terrain.hazard_at[hazard.id])
                found[hazard.id] = (*found[hazard.id], released)
        return found

    def released_by(self, hazard: str, asset: str) -> tuple[Activity, ...]:
        """
        The activities with which the ground is released that an asset needs of a hazard.

        Those of the lots that its ground touches; of an area in one piece, the last.
        """
        return self._released(hazard, lambda key: key == asset_key(asset))

    def road_released_by(self, hazard: str) -> tuple[Activity, ...]:
        """The activities that release the roads through a hazardous area, with their verges."""
        return self._released(hazard, lambda key: key.startswith(road_key("")))

    def _released(self, hazard: str, needs: Callable[[str], bool]) -> tuple[Activity, ...]:
        found = tuple(
            piece.release
            for piece in self.pieces[hazard]
            if piece.lot is not None and any(map(needs, piece.lot.needed_by))
        )
        return found or self.of_hazard[hazard][-1:]

    def _activities_of(self, hazard: HazardousArea) -> Iterator[Activity]:
        name, where, steps = hazard.name, self.terrain.hazard_at[hazard.id], self.steps_of(hazard)
        for kind in steps[:-1]:
            own = on_ground(hazard, where, kind, f"{SURVEY_WORDS[kind]} of {name}")
            yield self.visits.get(hazard.id, own) if kind == "nts" else own
        parts = self.orders.parts.get(hazard.id, ()) if steps else ()
        for order in parts:
            what = f"clearance of {name} under {order.id}"
            part = on_ground(hazard, where, "clearance", what)
            yield replace(part, id=f"{part.id}.{order.id}", order=order.id)
        if steps and self.orders.beside_parts_m2(hazard.id):
            rest = f"the rest of {name}" if parts else name
            yield on_ground(hazard, where, "clearance", f"clearance of {rest}")
        control, hand_over = after_clearance(hazard, where, name)
        if steps or hazard.product not in RELEASED_BY_SURVEY:
            yield control
        yield hand_over

    def first_of(self, hazard: str) -> tuple[Activity, ...]:
        """
        What may begin first on an open hazard: first steps, or all parts under order.

        A visit to its community is made from there, and is a site of its own.
        """
        activities = self.of_hazard[hazard]
        parts = tuple(activity for activity in activities if activity.order)
        if parts and activities[0].order:
            return parts
        own = ([a for a in piece.activities if not a.areas] for piece in self.pieces[hazard])
        return tuple(dict.fromkeys(activities[0] for activities in own))

    def left_on(self, activity: Activity) -> float:
        """Share of a survey, clearance or control that is left, of its lot or its area."""
        if activity.lot:
            lot = self.lot[activity.lot]
            return self.orders.left_on_lot(activity.record_id, lot, activity.kind)
        return self.orders.left_on_hazard(activity.record_id, activity.kind)

    def steps_of(self, hazard: HazardousArea) -> tuple[str, ...]:
        """
        What an open hazardous area still needs until it is cleared: surveys, then clearance.

        A confirmed area with direct evidence goes straight to clearance. Technical
        survey is left out where no team does it. Work in progress on all of it tells
        that what comes before is done. Nothing where it is completed or being inspected.
        """
        if self.orders.is_cleared(hazard):
            return ()
        steps = ["nts", "ts", "clearance"]
        if hazard.surveyed in {"nts", "ts"} or hazard.hazard_type == "cha":
            steps.remove("nts")
        adequate = hazard.hazard_type == "cha" and hazard.evidence == "direct"
        point = hazard.geometry is not None and hazard.geometry.geom_type == "Point"
        if hazard.surveyed == "ts" or adequate or point or not self._surveys_technically:
            steps.remove("ts")
        parts = self.orders.parts.get(hazard.id, ())
        for task in self.orders.on_hazard.get(hazard.id, ()):
            on_all = task not in parts and not task.lot
            if task.status == "active" and task.activity in steps and on_all:
                steps = steps[steps.index(task.activity) :]
        return tuple(steps)

    @cached_property
    def _surveys_technically(self) -> bool:
        return any("ts" in team.kinds for team in self.situation.teams.values())
