"""The rule about depth: what was cleared less deep than works dig is not released for them."""

from collections.abc import Iterator

import shapely

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.depths import depth_works_need
from ploughshare.planning.effort import own_depth
from ploughshare.planning.ground_work import RELEASED_BY_SURVEY
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import SetAside

COVERED = 0.95
"""Share of an area that another must cover to stand for its clearance once more."""


def cleared_deep_enough(programme: Programme) -> Iterator[SetAside]:
    """
    Ground that was cleared less deep than works dig is not released for them.

    Works need the depth on their record, else that of their kind of asset: trenches, poles and
    foundations go deeper than the search of a field. Ground still to be cleared is planned to the
    depth that works and uses on it need, or its own where that is more, by methods that reach it, and
    more slowly the deeper it is. Works on ground that was cleared to less are set aside until
    somebody records the depth that was reached, or the area once more for the deeper clearance;
    where no depth is on record, that of the figure ``clearance.depth_cm`` counts as reached. What
    survey cancelled or reduced is released for any depth, and works that dig nothing may begin
    on any released ground.

    Source: informed by IMAS 09.10 (clearance requirements: area and depth); the depths are
    practice, see the figures.
    """
    situation, terrain = programme.situation, programme.terrain
    for name, listed in programme.open_works.items():
        found = (*terrain.once_hazardous_on.get(name, ()), *terrain.hazards_on.get(name, ()))
        cleared = [
            hazard
            for hazard in (situation.hazards[each] for each in found)
            if _is_cleared(programme, hazard)
        ]
        for works in (each for each in listed if each.id in programme.of_works and cleared):
            needed = depth_works_need(programme, works)
            shallow = min(cleared, key=lambda hazard: own_depth(situation, hazard))
            depth = own_depth(situation, shallow)
            if needed > depth and not _is_open_again(programme, shallow, name):
                known = "" if shallow.depth_cm is not None else ", as its record names no depth"
                yield SetAside(
                    "works", works.id, "not-deep-enough",
                    f"{works.name} needs ground cleared to {needed:g} cm, and {shallow.name} was "
                    f"cleared to {depth:g} cm{known}",
                    "Record the depth that was reached, or the area again for clearance to that "
                    "depth.",
                    (works.id,),
                )  # fmt: skip


def _is_cleared(programme: Programme, hazard: HazardousArea) -> bool:
    """Whether an area was cleared, and nothing is left to clear on it."""
    if hazard.is_open:
        cleared = hazard.product not in RELEASED_BY_SURVEY and not programme.steps_of(hazard)
    else:
        cleared = hazard.product == "cleared"
    return cleared


def _is_open_again(programme: Programme, cleared: HazardousArea, asset: str) -> bool:
    """Whether another area that is still to be cleared lies on all of one, for the deeper clearance."""
    assert cleared.geometry is not None
    for name in programme.terrain.hazards_on.get(asset, ()):
        other = programme.situation.hazards[name]
        if programme.steps_of(other) and other.geometry is not None:
            shared = shapely.area(shapely.intersection(other.geometry, cleared.geometry))
            if shared >= COVERED * shapely.area(cleared.geometry) > 0:
                return True
    return False
