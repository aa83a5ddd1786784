"""Travel: the steps a team takes from one place to the next."""

import math
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.problem import Ints, Problem, Reals

DETOUR, KM_PER_STEP, CAMP_MOVE_KM = range(3)
"""Columns of ``Travel.pace``."""

_SLACK = 1e-6


class Travel(NamedTuple):
    """
    Places and mobility classes as flat arrays.

    Place ``j`` is the site of activity ``j``; place ``n_activities + m`` is the base of
    team ``m``. ``site`` holds x and y in km, ``zone`` numbers or -1 (where areas
    are known, of the pairs of a zone and an area), ``mobility`` the class of each team, ``pace``
    one row of ``DETOUR``, ``KM_PER_STEP``, ``CAMP_MOVE_KM`` per class, ``between`` the extra
    steps of each class from zone to zone. Shape ``(n_mobilities, n_zones, n_zones)``.
    """

    site: Reals
    zone: Ints
    mobility: Ints
    pace: Reals
    camp_steps: Ints
    between: Ints


def travel_table(problem: Problem) -> Travel:
    """Lay out the places of a problem: sites first, then bases."""
    zone, between = _zones(problem)
    return Travel(
        site=np.concatenate((problem.at.reshape(-1, 2), problem.team_at.reshape(-1, 2))),
        zone=zone,
        mobility=np.array(problem.team_mobility, np.int64),
        pace=np.column_stack((problem.detour, problem.km_per_step, problem.camp_move_km)),
        camp_steps=np.array(problem.camp_move_steps, np.int64),
        between=between,
    )


def _zones(problem: Problem) -> tuple[Ints, Ints]:
    """Zone of each place, and extra steps between zones by class, areas and roads included."""
    zone = np.concatenate((problem.zone, problem.team_zone)).astype(np.int64)
    n_zones, n_areas = len(problem.zones), len(problem.areas)
    across = np.zeros((n_zones + 1, n_zones + 1), np.int64)
    across[:-1, :-1] = np.array(problem.between).reshape(n_zones, n_zones)
    np.fill_diagonal(across, 0)
    n_classes = len(problem.mobilities)
    if not problem.roads.any():
        return zone, np.ascontiguousarray(np.repeat(across[None, :-1, :-1], n_classes, axis=0))
    area = np.concatenate((problem.area, problem.team_area)).astype(np.int64)
    by_road = np.zeros((n_classes, n_areas + 1, n_areas + 1), np.int64)
    by_road[:, :-1, :-1] = problem.roads
    pairs, of = np.unique(np.column_stack((zone, area)), axis=0, return_inverse=True)
    z, a = pairs.T
    between = across[z[:, None], z[None, :]] + by_road[:, a[:, None], a[None, :]]
    return of.reshape(-1).astype(np.int64), np.ascontiguousarray(between)


@inner
def overland(dx: float, dy: float, pace: Reals, camp_steps: Ints, mobility: int) -> int:
    """Return the steps of a trip so many km to the east and north, but for what zones add."""
    if dx == 0.0 and dy == 0.0:
        return 0
    d = pace[mobility, DETOUR] * math.sqrt(dx * dx + dy * dy)
    steps = math.ceil(d / pace[mobility, KM_PER_STEP] - _SLACK)
    if d > pace[mobility, CAMP_MOVE_KM] + _SLACK:
        steps += camp_steps[mobility]
    return int(steps)


@inner
def trip(
    site: Reals,
    zone: Ints,
    pace: Reals,
    camp_steps: Ints,
    between: Ints,
    mobility: int,
    a: int,
    b: int,
) -> int:
    """Return the steps from place ``a`` to ``b`` in a mobility class (section 1 of the problem)."""
    steps = 0
    if zone[a] != zone[b] and zone[a] >= 0 and zone[b] >= 0:
        steps = between[mobility, zone[a], zone[b]]
    dx = site[a, 0] - site[b, 0]
    dy = site[a, 1] - site[b, 1]
    return int(steps + overland(dx, dy, pace, camp_steps, mobility))


def trips(travel: Travel, teams: Ints, a: Ints, b: Ints) -> Ints:
    """Return the steps of many trips at once: of ``teams[i]`` from place ``a[i]`` to ``b[i]``."""
    mobility = travel.mobility[teams]
    detour, km_per_step, camp_move_km = travel.pace[mobility].reshape(-1, 3).T
    dx = travel.site[a, 0] - travel.site[b, 0]
    dy = travel.site[a, 1] - travel.site[b, 1]
    d = detour * np.sqrt(dx * dx + dy * dy)
    steps: Ints = np.ceil(d / km_per_step - _SLACK).astype(np.int64)
    steps += np.where(d > camp_move_km + _SLACK, travel.camp_steps[mobility], 0)
    steps[(dx == 0.0) & (dy == 0.0)] = 0
    zone_a, zone_b = travel.zone[a], travel.zone[b]
    apart = (zone_a >= 0) & (zone_b >= 0) & (zone_a != zone_b)
    steps[apart] += travel.between[mobility[apart], zone_a[apart], zone_b[apart]]
    return steps
