"""Depth: how deep ground must be cleared for what is built on it, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from ploughshare.assets.assets import Works
from ploughshare.planning.activities import Activity
from ploughshare.planning.defaults import DEPTH_CM
from ploughshare.planning.effort import own_depth
from ploughshare.planning.programme import Programme
from ploughshare.planning.rebuilding import USED_AS_GROUND
from ploughshare.planning.terrain import asset_key

REBUILT = frozenset({"rebuild"})
NOT_DUG = frozenset({"debris", "emergency", "temporary"})
"""Types of works that need no more than the ground itself does."""


@dataclass(frozen=True, slots=True)
class Depth:
    """
    How deep a piece of ground must be cleared.

    Parameters
    ----------
    cm
        From the surface, in centimetres.
    whose
        Name of the asset that needs it so deep; empty where the ground itself does.
    """

    cm: float
    whose: str = ""

    def __str__(self) -> str:
        return f"{self.cm:g} cm"


def depth_works_need(programme: Programme, works: Works) -> float:
    """Depth that works need cleared, in cm: that on record, else that of their kind; 0 for any."""
    if works.depth_cm is not None:
        return works.depth_cm
    if works.works_type in NOT_DUG:
        return 0.0
    kind = programme.situation.assets[works.asset].kind
    repaired, rebuilt = DEPTH_CM.get(kind, DEPTH_CM["other"])
    return rebuilt if works.works_type in REBUILT else repaired


def depth_for_asset(programme: Programme, name: str) -> float:
    """Depth that an asset needs of its ground, in cm: the most of its open works, or of its use."""
    needed = [depth_works_need(programme, works) for works in programme.open_works.get(name, ())]
    kind = programme.situation.assets[name].kind
    if name in programme.restoration and kind in USED_AS_GROUND:
        needed.append(DEPTH_CM[kind][0])
    return max(needed, default=0.0)


def depth_of(programme: Programme, activity: Activity) -> Depth:
    """
    Depth to which the ground of an activity must be cleared.

    The most of what the area itself must be cleared to, and what the works and uses need
    that wait for the lot, or for the area where it is in one piece.
    """
    hazard = programme.situation.hazards[activity.record_id]
    own = own_depth(programme.situation, hazard)
    needs = ((depth_for_asset(programme, name), name) for name in _assets(programme, activity))
    deepest, name = max(needs, default=(0.0, ""))
    if deepest <= own:
        return Depth(own)
    return Depth(deepest, programme.situation.assets[name].name)


def _assets(programme: Programme, activity: Activity) -> Iterator[str]:
    """Assets whose works or use wait for the ground of an activity."""
    if activity.lot:
        prefix = asset_key("")
        keys = programme.lot[activity.lot].needed_by
        yield from (key.removeprefix(prefix) for key in keys if key.startswith(prefix))
    else:
        yield from programme.terrain.assets_on.get(activity.record_id, ())
