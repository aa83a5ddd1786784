"""A region that can be held in the head: places in metres from its middle."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from ploughshare.calendars import WorkingCalendar
from ploughshare.fields import Record, Value
from ploughshare.places.plane import Plane
from ploughshare.planning.programme import Programme
from ploughshare.planning.situation import Situation, situation_from
from ploughshare.planning.terrain import Terrain
from ploughshare.pledges.ladder import LADDER

MONDAY = date(2026, 3, 2)
MIDDLE = (-30.0, 0.5)
"""In the open ocean: invented hazards are never drawn on real ground."""
PLANE = Plane(*MIDDLE)
MIDDLE_M = shapely.get_coordinates(PLANE.metres(np.array([Point(*MIDDLE)], dtype=object)))


@dataclass
class Region:
    """Records under construction; every method returns the region, so that calls chain."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    start: date = MONDAY

    def add(
        self, record_type: str, name: str, shape: BaseGeometry | None = None, /, **values: Value
    ) -> "Region":
        where = None if shape is None else on_the_globe(shape)
        record = Record(record_type, name, values, where)
        self.records.setdefault(record_type, []).append(record)
        return self

    def hazard(
        self, name: str, /, x: float, y: float, size: float = 100.0, **values: Value
    ) -> "Region":
        """A square of ``size`` metres with its middle at ``x``, ``y``."""
        half = size / 2
        shape = box(x - half, y - half, x + half, y + half)
        given: dict[str, Value] = {"name": f"area {name}"}
        return self.add("hazards", name, shape, **(given | values))

    def asset(
        self, name: str, /, x: float, y: float, kind: str = "school", **values: Value
    ) -> "Region":
        given: dict[str, Value] = {"name": f"the {kind} {name}", "kind": kind}
        return self.add("assets", name, Point(x, y), **(given | values))

    def works(self, name: str, /, asset: str, days: float = 10, **values: Value) -> "Region":
        """Works of builders that are ready for them unless told otherwise."""
        given: dict[str, Value] = {
            "asset": asset, "name": f"works {name}", "trade": "building", "quantity": days,
            "preparation": "ready",
        }  # fmt: skip
        return self.add("works", name, **(given | values))

    def team(
        self, name: str, /, *kinds: str, x: float = 0, y: float = 0, **values: Value
    ) -> "Region":
        given: dict[str, Value] = {"name": name, "kinds": kinds}
        return self.add("teams", name, Point(x, y), **(given | values))

    def road(self, name: str, *points: tuple[float, float], **values: Value) -> "Region":
        given: dict[str, Value] = {"name": name, "passability": "open"}
        return self.add("roads", name, LineString(points), **(given | values))

    def district(
        self, name: str, west: float, south: float, east: float, north: float, **values: Value
    ) -> "Region":
        shape = box(west, south, east, north)
        given: dict[str, Value] = {"name": f"district {name}", "level": "district"}
        return self.add("places", name, shape, **(given | values))

    def order(self, name: str, hazard: str, status: str, **values: Value) -> "Region":
        """A task order to clear a hazard."""
        given: dict[str, Value] = {"hazard": hazard, "activity": "clearance", "status": status}
        return self.add("tasks", name, **(given | values))

    def contribution(self, name: str, rung: str, **values: Value) -> "Region":
        """Deminers of Partner A with all steps up to a rung, a day each from 2 February 2026 on."""
        given: dict[str, Value] = {
            "giver": "Partner A", "role": "deminers", "quantity": 1000.0, "rung": rung
        }  # fmt: skip
        self.add("contributions", name, **(given | values))
        self.add("sources", f"{name}-S", title="a roll call", kind="official")
        for day, step in enumerate(LADDER[: LADDER.index(rung) + 1], 2):
            self.add("steps", f"{name}-{step}", contribution=name, rung=step,
                     taken_on=date(2026, 2, day), actor="the authority", evidence=f"{name}-S")  # fmt: skip
        return self

    def whole(self) -> "Region":
        """No area is cut into lots, however large it is."""
        return self.add("figures", "whole", metric="lots.least_weeks", value=1e6, low=1.0, high=1e6,
                        unit="weeks")  # fmt: skip

    def need(self, asset: str, needs: str) -> "Region":
        return self.add("needs", f"{asset}-{needs}", asset=asset, needs=needs)

    def situation(self, steps_per_day: int = 4) -> Situation:
        calendar = WorkingCalendar(self.start, steps_per_day)
        return situation_from(
            self.records, region="the small region", invented=True, calendar=calendar
        )

    def programme(self) -> Programme:
        return Programme(Terrain(self.situation()))


def road_through_the_belt() -> Region:
    """Base at 0, a hazardous verge at 2 km, the village with its broken pump at 5 km."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "manual", "building")
    region.hazard("verge", 2000, 0, 30, hazard_type="cha", evidence="direct")
    return region.asset("pump", 5000, 20, kind="pump", people_served=900).works("new pump", "pump")


def on_the_globe(shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres from the middle, as WGS 84."""

    def back(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return PLANE.back(points + MIDDLE_M)

    moved: BaseGeometry = shapely.transform(shape, back)
    return moved


def other_ways_count(region: Region, factor: float = 2.0) -> Region:
    """Let ways to a site count that are so many times as long as the shortest."""
    region.records["figures"] = [
        record for record in region.records.get("figures", []) if record.id != "factor"
    ]
    return region.add("figures", "factor", metric="access.other_way_factor", value=factor,
                      low=1.0, high=3.0, unit="1")  # fmt: skip


def village_between_two_bridges() -> Region:
    """
    A base, and a village with its broken pump 5 km east of it, in one ring of two roads.

    On the direct road, in the south, stands a broken bridge; on the other, in the north and 2 km
    longer, lies a hazardous verge. Ways up to twice as long as the shortest count.
    """
    region = other_ways_count(Region().whole().team("M", "manual", "building", "bridges"))
    region.road("south", (0, 0), (5000, 0), (5200, 1000))
    region.road("north", (0, 0), (0, 1000), (5200, 1000))
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("span", "bridge", 30, trade="bridges")
    region.hazard("verge", 2500, 1000, 30, hazard_type="cha", evidence="direct")
    return region.asset("pump", 5200, 1020, kind="pump", people_served=900).works("pipes", "pump")
