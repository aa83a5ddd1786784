"""What safety, land and service count against each other: what a published decision says, and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import shapely

from ploughshare.assets.assets import Asset
from ploughshare.planning.items import Family
from ploughshare.planning.rebuilding import USED_AS_GROUND
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain, serves_today
from ploughshare.pledges.decisions import Decision, Priority, in_force
from ploughshare.units import M2_PER


@dataclass(frozen=True, slots=True)
class Weighing:
    """
    What a benefit counts in the sum that a plan makes small.

    Parameters
    ----------
    decision
        The published decision in force; ``None`` for none. A person exposed to a hazardous area, a
        person without a service and a person who lives off a field then count 1 each, and
        hectares nothing.
    """

    decision: Decision | None = None

    def of(self, family: Family, people: int, hectares: float | None) -> int:
        """What so many people, or of land so many hectares, count; 0 for unknown hectares."""
        decision = self.decision
        if decision is None:
            return people
        if family == "land":
            return round((hectares or 0.0) * (decision.land or 0))
        return people * ((decision.safety if family == "safety" else decision.service) or 0)


def weighing(decisions: Iterable[Decision], day: date) -> Weighing:
    """The weighing that holds on a day."""
    return Weighing(in_force(decisions, day))


def why_not_asked(situation: Situation, row: Priority) -> str:
    """Why a priority asks for nothing on the plan's first day; empty where it does ask."""
    decided = situation.decisions.get(row.decision)
    if decided is None:
        return f"its decision {row.decision} is not on record"
    why = decided.why_not(situation.calendar.start)
    return f"decision {decided.id}: {why}" if why else row.lacks


def hectares_of(terrain: Terrain, name: str) -> float | None:
    """
    Hectares of a field that come back in use with it; ``None`` where its size is unknown.

    Of a field that is used today, that is what lies under open hazardous areas; of another all of
    it: its outline, or the size on record where it is drawn as a point.
    """
    shape = terrain.asset_shapes.get(name)
    outlined = shape is not None and shapely.get_dimensions(shape) == 2
    if not outlined or not serves_today(terrain.situation.assets[name]):
        return size_ha(terrain, name)
    on_it = [terrain.hazard_shape[hazard] for hazard in terrain.hazards_on.get(name, ())]
    hazards = shapely.union_all(on_it)
    return float(shapely.area(shapely.intersection(shape, hazards))) / M2_PER["ha"]


def size_ha(terrain: Terrain, name: str) -> float | None:
    """Hectares of an asset by its outline, else by the size on record; ``None`` when unknown."""
    shape = terrain.asset_shapes.get(name)
    if shape is not None and shapely.get_dimensions(shape) == 2:
        return float(shapely.area(shape)) / M2_PER["ha"]
    size = terrain.situation.assets[name].size_m2
    return None if size is None else size / M2_PER["ha"]


def family_of(asset: Asset) -> Family:
    """The family of what an asset gives: fields are land, all else is service."""
    return "land" if asset.kind in USED_AS_GROUND else "service"


def days_word(decision: Decision | None) -> str:
    """What the sum counts that a plan makes small: as it stands before "missing"."""
    return "service-days" if decision is None else "weighted days"
