"""Interim measures: areas near people that will wait long are marked, and the people there warned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.land.hazards import HazardousArea
from ploughshare.planning.activities import Activity, on_ground
from ploughshare.planning.effort import clearance, disposal, expected_m2
from ploughshare.planning.ground_work import GroundWork
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Where

DAYS, PEOPLE, NEAR = "interim.from_days", "interim.from_people", "interim.near_m"
SHARE, SIGNS = "interim.warned_share", "interim.signs_share"
MARKED = frozenset({"temporary", "permanent"})
CLEARING = frozenset({"manual", "mechanical", "dogs", "bac", "eod"})
PEOPLE_LIVE = frozenset({"community", "settlement"})
"""Levels of places on the map that an area may be near to."""

LEAST_DAYS = 0.25
AFTER = ("tasking.lead_days", "release.report_days", "release.control_days",
         "release.correction_days", "release.hand_over_days")  # fmt: skip
"""Figures of the days before and after clearance."""


@dataclass(frozen=True, slots=True)
class Interim:
    """
    What is done about an area until its land is released.

    Parameters
    ----------
    marking, education
        Signs around it, and the people near it told how to live beside it: in their settlement,
        where it is on the map.
    days
        Working days that it will wait, as estimated.
    perimeter_m
        Length that is marked, in metres.
    """

    marking: Activity
    education: Activity
    days: float
    perimeter_m: float


def interim_measures(ground: GroundWork) -> dict[str, Interim]:
    """Interim measures by hazardous area, for those that need some."""
    situation = ground.situation
    kinds = {kind for team in situation.teams.values() for kind in team.kinds}
    if "nts" not in kinds:
        return {}
    homes = _homes(ground)
    near = [hazard for hazard in _near_people(ground, homes) if _is_open_to_it(ground, hazard)]
    wait = expected_wait(ground) if near else {}
    long = [h for h in near if wait.get(h.id, 0.0) >= situation.figure(DAYS)]
    shapes = dict(zip((h.id for h in ground.terrain.open_hazards), ground.terrain.hazard_shapes,
                      strict=True))  # fmt: skip
    return {
        hazard.id: Interim(
            on_ground(
                hazard, ground.terrain.hazard_at[hazard.id], "marking", f"marking of {hazard.name}"
            ),
            on_ground(
                hazard,
                homes.nearest(shapes[hazard.id]) or ground.terrain.hazard_at[hazard.id],
                "education",
                f"risk education near {hazard.name}",
            ),
            wait[hazard.id],
            float(shapes[hazard.id].length),
        )
        for hazard in long
    }


def people_warned(hazard: HazardousArea, situation: Situation) -> int:
    """How many of the people exposed to an area count as warned once it is marked."""
    return round((hazard.people_exposed or 0) * min(1.0, max(0.0, situation.figure(SHARE))))


def people_told(hazard: HazardousArea, situation: Situation) -> int:
    """How many of them do when they were told; the rest when the signs stand."""
    signs = min(1.0, max(0.0, situation.figure(SIGNS)))
    return round(people_warned(hazard, situation) * (1 - signs))


@dataclass(frozen=True)
class _Homes:
    """Settlements on the map, and where each is."""

    tree: shapely.STRtree | None
    at: Sequence[Where | None]

    def within(self, shape: BaseGeometry, metres: float) -> bool:
        """Whether one is so near; where none is on the map everything is."""
        return self.tree is None or bool(
            len(self.tree.query(shape, predicate="dwithin", distance=metres))
        )

    def nearest(self, shape: BaseGeometry) -> Where | None:
        """Where the nearest is; ``None`` where none is on the map."""
        return None if self.tree is None else self.at[int(self.tree.nearest(shape))]


def _homes(ground: GroundWork) -> _Homes:
    shapes = [
        place.geometry
        for place in ground.situation.places.values()
        if place.level in PEOPLE_LIVE and place.geometry is not None
    ]
    if not shapes:
        return _Homes(None, ())
    tree = shapely.STRtree(ground.situation.on_plane(shapes))
    return _Homes(tree, ground.terrain.where(list(shapes)))


def _is_open_to_it(ground: GroundWork, hazard: HazardousArea) -> bool:
    """Whether anything is left to clear that is not marked, suspended or being worked on."""
    orders = ground.orders.on_hazard.get(hazard.id, ())
    held = hazard.status == "suspended" or any(o.status in {"suspended", "active"} for o in orders)
    return not held and hazard.marking not in MARKED and bool(ground.steps_of(hazard))


def _near_people(ground: GroundWork, homes: _Homes) -> Iterator[HazardousArea]:
    """Areas that enough people are exposed to, beside a settlement where any is on the map."""
    situation, terrain = ground.situation, ground.terrain
    least, reach = situation.figure(PEOPLE), situation.figure(NEAR)
    for hazard, shape in zip(terrain.open_hazards, terrain.hazard_shapes, strict=True):
        if (hazard.people_exposed or 0) < max(least, 1):
            continue
        if homes.within(shape, reach):
            yield hazard


def expected_wait(ground: GroundWork) -> Mapping[str, float]:
    """
    Working days until each area is released, before any plan is made.

    As if all clearing teams worked off a list: areas by people exposed for each team-day, the most
    first. What waits behind an area may bring it forward; no plan knows that beforehand.
    """
    figure = ground.situation.figure
    hazards = [hazard for hazard in ground.terrain.open_hazards if ground.steps_of(hazard)]
    kinds = frozenset(k for team in ground.situation.teams.values() for k in team.kinds)
    days = np.array([_team_days(ground, hazard, kinds) for hazard in hazards])
    people = np.array([hazard.people_exposed or 0 for hazard in hazards])
    order = np.argsort(-people / np.maximum(days, LEAST_DAYS), kind="stable")
    teams = sum(bool(CLEARING & {*team.kinds}) for team in ground.situation.teams.values())
    beside = sum(map(figure, AFTER))
    done = accumulate(days[order].tolist())
    return {
        hazards[n].id: beside + until / max(teams, 1)
        for n, until in zip(order.tolist(), done, strict=True)
    }


def _team_days(ground: GroundWork, hazard: HazardousArea, kinds: frozenset[str]) -> float:
    """Days by the quickest method that there are teams for; 0 where there are none."""
    situation = ground.situation
    area = expected_m2(situation, ground.orders.area_m2(hazard.id), ground.steps_of(hazard)[:-1])
    ways = [*clearance(situation, hazard, area)]
    item = disposal(situation, hazard)
    if item is not None and shapely.get_dimensions(hazard.geometry) == 0:
        ways.append(item)
    return min((way.days for way in ways if kinds.issuperset(way.teams)), default=0.0)
