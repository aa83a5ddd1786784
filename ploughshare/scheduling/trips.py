"""Least trips: what any team must travel, whatever the order it works in."""

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.pauses import mode_kinds
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem, Reals

ROUNDING = 1e-12
"""Relative slack that covers the rounding of a handful of IEEE double operations."""

NEIGHBOURS_LOOKED_AT = 256
"""Places compared before a nearest place is replaced by a distance certainly below it."""


def steps_between(
    problem: Problem, mobility: int, at: Reals, zones: Ints, to: Reals, to_zones: Ints
) -> Ints:
    """
    Return the steps of a class of teams from each place to each other, as the rules say.

    Parameters
    ----------
    at, zones, to, to_zones
        Places in km, and zone and area of each (or ``NONE``), of departure and arrival.
        Shapes ``(n, 2)``, ``(n, 2)``, ``(m, 2)``, ``(m, 2)``.

    Returns
    -------
    Ints
        Shape ``(n, m)``.
    """
    dx, dy = (at[:, None, axis] - to[None, :, axis] for axis in (0, 1))
    d = problem.detour[mobility] * np.sqrt(dx * dx + dy * dy)
    steps = np.ceil(d / problem.km_per_step[mobility] - 1e-6).astype(np.int64)
    steps[d > problem.camp_move_km[mobility] + 1e-6] += problem.camp_move_steps[mobility]
    steps[(dx == 0) & (dy == 0)] = 0
    for column, table in enumerate((problem.between, problem.roads[mobility])):
        more = np.pad(table, (0, 1))
        steps += more[zones[:, None, column], to_zones[None, :, column]]
    return np.asarray(steps, np.int64)


def least_steps_between_zones(problem: Problem) -> Ints:
    """
    Return the least extra steps from zone to zone, over any number of stops.

    A stop at an activity without a zone costs nothing extra, so with one of those
    every pair is free. The last row and column stand for no zone. Shape
    ``(n_zones + 1, n_zones + 1)``.
    """
    n = len(problem.zones)
    extra = np.zeros((n + 1, n + 1), np.int64)
    if not problem.between.any():
        return extra
    extra[:n, :n] = problem.between
    np.fill_diagonal(extra, 0)
    if (problem.zone == NONE).any():
        return np.zeros_like(extra)
    for stop in np.unique(problem.zone):
        extra[:n, :n] = np.minimum(extra[:n, :n], extra[:n, stop, None] + extra[None, stop, :n])
    return extra


def least_last_trips(problem: Problem) -> Ints:
    """
    Return the least possible trip into each activity by a team serving as each kind.

    The team comes from the base of a team of that kind or from another activity
    that a team of that kind might do; 0 where such an activity lies at the same
    place. Between zones nothing is added. Shape ``(n_activities, n_kinds)``.
    """
    asked = _kinds_of_activities(problem)
    together = problem.team_kinds.astype(np.int64)
    linked = (together.T @ together) > 0
    least = np.zeros((problem.n_activities, problem.n_kinds), np.int64)
    known: dict[bytes, Reals] = {}
    for kind in range(problem.n_kinds):
        teams = problem.team_kinds[:, kind]
        here = np.flatnonzero(asked[:, kind])
        if not teams.any() or not len(here):
            continue
        others = np.asarray(asked[:, linked[kind]].any(axis=1), np.bool_)
        key = others.tobytes()
        if key not in known:
            known[key] = _distance_to_other(problem.at, others)
        bases = np.unique(problem.team_at[teams], axis=0)
        distance = np.minimum(known[key][here], _distance_to_base(problem.at[here], bases))
        classes = np.unique(problem.team_mobility[teams])
        least[here, kind] = np.min([_steps(problem, distance, int(m)) for m in classes], axis=0)
    return least


def _kinds_of_activities(problem: Problem) -> Flags:
    asked = np.logical_or.reduceat(mode_kinds(problem), problem.mode_start[:-1], axis=0)
    return np.asarray(asked, np.bool_)


def _steps(problem: Problem, distance: Reals, mobility: int) -> Ints:
    """Steps of a single trip of at least ``distance`` km in a straight line."""
    d = problem.detour[mobility] * distance * (1 - ROUNDING)
    moved = d > problem.camp_move_km[mobility] + 1e-6
    steps = np.ceil(d / problem.km_per_step[mobility] * (1 - ROUNDING) - 1e-6)
    least = np.maximum(steps, 0).astype(np.int64)
    return np.asarray(least + np.where(moved, problem.camp_move_steps[mobility], 0), np.int64)


def _distance_to_other(at: Reals, among: Flags) -> Reals:
    """Distance from each place to the nearest other activity of a set, infinite outside the set."""
    distance = np.full(len(at), np.inf)
    inside = np.flatnonzero(among)
    # Complex numbers compare like pairs, and much faster than rows.
    plane, which, count = np.unique(
        at[inside, 0] + 1j * at[inside, 1], return_inverse=True, return_counts=True
    )
    places = np.stack((plane.real, plane.imag), axis=1)
    if len(places) > 1:
        nearest = _nearest_other(places, *_grid(places))
    else:
        nearest = np.full(len(places), np.inf)
    distance[inside] = np.where(count[which] > 1, 0.0, nearest[which])
    return distance


def _grid(places: Reals) -> tuple[Ints, Ints, Reals, float, int, int]:
    """Sort places into square cells of about two places each."""
    low = places.min(axis=0)
    extent = places.max(axis=0) - low
    side = float(max(np.sqrt(2 * extent[0] * extent[1] / len(places)), extent.max() / len(places)))
    columns, rows = (int(e // side) + 1 for e in extent)
    cell = ((places - low) // side).astype(np.int64)
    number = cell[:, 0] * rows + cell[:, 1]
    order = np.argsort(number, kind="stable")
    start = np.searchsorted(number[order], np.arange(columns * rows + 1))
    return start.astype(np.int64), order.astype(np.int64), low, side, columns, rows


@compiled
def _nearest_other(
    places: Reals, start: Ints, order: Ints, low: Reals, side: float, columns: int, rows: int
) -> Reals:
    nearest = np.zeros(len(places))
    for i in range(len(places)):
        x, y = places[i, 0], places[i, 1]
        column, row = int((x - low[0]) // side), int((y - low[1]) // side)
        best, looked, ring = np.inf, 0, 0
        # After all rings up to r nothing unseen is nearer than r sides (less rounding).
        while ring < max(columns, rows) + 1:
            for a in range(max(0, column - ring), min(columns, column + ring + 1)):
                edge = abs(a - column) == ring
                for b in range(max(0, row - ring), min(rows, row + ring + 1)):
                    if not edge and abs(b - row) != ring:
                        continue
                    looked += 1
                    for other in order[start[a * rows + b] : start[a * rows + b + 1]]:
                        if other != i:
                            looked += 1
                            dx, dy = places[other, 0] - x, places[other, 1] - y
                            best = min(best, np.sqrt(dx * dx + dy * dy))
            reached = ring * side * (1 - 1e-9)
            ring += 1
            if best <= reached:
                break
            if looked > NEIGHBOURS_LOOKED_AT:
                best = min(best, reached)
                break
        nearest[i] = best
    return nearest


@compiled
def _distance_to_base(at: Reals, bases: Reals) -> Reals:
    nearest = np.full(len(at), np.inf)
    for i in range(len(at)):
        for b in range(len(bases)):
            dx, dy = bases[b, 0] - at[i, 0], bases[b, 1] - at[i, 1]
            nearest[i] = min(nearest[i], np.sqrt(dx * dx + dy * dy))
    return nearest
