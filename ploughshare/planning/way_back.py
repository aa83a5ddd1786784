"""The time that lies between two parts of a team's time."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ploughshare.planning.statements import Roads
from ploughshare.planning.terrain import Where
from ploughshare.planning.travel import Mobility

ROUNDING = 0.001
"""Steps that places rounded to a metre could be nearer in a problem than they are."""


class WayBack:
    """
    The longest way back from any planned work to a base.

    Between two parts of a team's time the problem knows no trip. With the time of the
    longest way back, and of a move of its camp, the trip from any work to any other fits.

    Parameters
    ----------
    travel
        By class of mobility.
    sites
        Places of all planned work in km on the plane.
    roads
        What trips take besides.
    """

    def __init__(
        self,
        travel: Mapping[str, Mobility],
        sites: Sequence[tuple[float, float]],
        roads: Roads,
    ) -> None:
        self._travel, self._areas, self._most = travel, roads.areas, roads.most()
        self._sites = np.array(sites, dtype=np.float64).reshape(-1, 2)

    def steps(self, base: Where, mobility: str) -> int:
        """Steps from the farthest site to a base; 0 where nothing is planned."""
        if not len(self._sites):
            return 0
        x, y = (self._sites - (base.x_km, base.y_km)).T
        travel = self._travel[mobility]
        way = float(travel.detour * np.hypot(x, y).max() / travel.km_per_step)
        round_by_road = self._most.get((mobility, self._areas.get(base, "")), 0)
        return math.ceil(way + ROUNDING) + travel.camp_move_steps + round_by_road
