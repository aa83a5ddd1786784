"""Shapes far from the region of operation: proposed for repair, never repaired silently."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Cells
from ploughshare.places.extents import (
    ELLIPSOID,
    WGS84,
    areas_m2,
    as_shapes,
    crs_from_text,
    project,
)

FAR_M = 50_000.0
"""Beyond this distance from the region's box a shape is set aside, in m."""

NEAR_M = 5_000.0
"""A repair is proposed when it brings a shape within this distance of the region's box, in m."""

ZONE_DEGREES = 6.0
"""Width of a UTM zone."""

SWAP_AXES, OUTSIDE = "swap-axes", "outside-region"


Moves = Callable[[Cells, Cells], Cells]
"""From shapes in WGS 84, and as they came, to where they would lie after a repair."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One repair that may put shapes into the region: what it is, and how to have it."""

    name: str
    words: str
    remedy: str
    moved: Moves


def check_whereabouts(
    shapes: Cells,
    source: Cells,
    crs: str,
    region: BaseGeometry | None,
    accept: frozenset[str],
    docket: Docket,
) -> Cells:
    """
    Block rows far outside the region; returns the shapes, repaired where that was accepted.

    Parameters
    ----------
    shapes
        In WGS 84.
    source, crs
        As they came, and their coordinate system.
    region
        Region of operation; ``None`` for no check.
    accept
        Repairs the person accepts: ``swap-axes``, ``outside-region``.
    """
    if region is None:
        return shapes
    bounds = shapely.bounds(shapes)
    there = np.isfinite(bounds).all(axis=1)
    far = there & ~_within(bounds, _widened(region, FAR_M))
    near = there & ~far & ~np.asarray(shapely.intersects(region, shapes))
    docket.tell_rows(
        "outside-region",
        "doubt",
        docket.open(map(int, np.flatnonzero(near))),
        "lies outside the region of operation, though not far",
        "Nothing, if it belongs to the programme; otherwise delete it in the source.",
    )
    rows = docket.open(map(int, np.flatnonzero(far)))
    if not rows:
        return shapes
    return _judge_far(rows, shapes, source, _Home(region, crs, accept, docket))


@dataclass(frozen=True, slots=True)
class _Home:
    """What rows far away are judged by."""

    region: BaseGeometry
    crs: str
    accept: frozenset[str]
    docket: Docket


def _judge_far(rows: list[int], shapes: Cells, source: Cells, home: _Home) -> Cells:
    """Try each repair on all rows at once, then say for each row what would help."""
    result, docket = shapes.copy(), home.docket
    box = _widened(home.region, NEAR_M)
    proposals = _proposals(home.crs)
    moved = [each.moved(shapes[rows], source[rows]) for each in proposals]
    fits = [_within(shapely.bounds(each), box) for each in moved]
    kilometres = _distances_km(shapes[rows], home.region)
    for number, at in enumerate(rows):
        fitting = [each for each, fit in zip(proposals, fits, strict=True) if fit[number]]
        away = f"{kilometres[number]:,.0f} km outside the region of operation"
        if SWAP_AXES in home.accept and fits[0][number]:
            result[at] = moved[0][number]
            before, after = areas_m2(as_shapes([shapes[at], result[at]]))
            message = f"Latitude and longitude were swapped back; it lay {away}."
            docket.repair(at, SWAP_AXES, message, areas=(float(before), float(after)))
        elif OUTSIDE in home.accept:
            docket.tell(OUTSIDE, "doubt", f"It lies {away}.", at=at)
        elif fitting:
            words = "; or ".join(each.words for each in fitting)
            message = f"It lies {away}, and would lie in it {words}."
            docket.block(at, fitting[0].name, message, fitting[0].remedy)
        else:
            docket.block(
                at,
                OUTSIDE,
                f"It lies {away}, or one of its turning points does.",
                "Correct its position in the source, or accept it with --accept outside-region.",
            )
    return result


def _proposals(crs: str) -> list[Proposal]:
    """Single repairs to try, the commonest first."""
    turn = "Correct the sign in the source."
    return [
        Proposal(
            SWAP_AXES,
            "with latitude and longitude swapped",
            "If the source has them swapped: --accept swap-axes.",
            lambda shapes, _: _turned(shapes, lambda points: points[:, ::-1]),
        ),
        Proposal(
            "sign-of-longitude",
            "with the sign of its longitude turned",
            turn,
            lambda shapes, _: _turned(shapes, lambda points: points * [-1, 1]),
        ),
        Proposal(
            "sign-of-latitude",
            "with the sign of its latitude turned",
            turn,
            lambda shapes, _: _turned(shapes, lambda points: points * [1, -1]),
        ),
        *(_zone(code) for code in _neighbouring_zones(crs)),
        *(_zone_before(degrees) for degrees in (-ZONE_DEGREES, ZONE_DEGREES)),
    ]


def _zone(code: str) -> Proposal:
    return Proposal(
        f"zone-{code.removeprefix('EPSG:')}",
        f"in the neighbouring zone {code}",
        f"If the whole file is in that zone: --crs {code}. If not, split it by zone.",
        lambda _, source: project(source, code, WGS84),
    )


def _zone_before(degrees: float) -> Proposal:
    """A slip by one zone that happened before positions were turned into degrees."""
    side = "east" if degrees > 0 else "west"
    return Proposal(
        f"zone-{side}",
        f"one UTM zone (6 degrees) further {side}",
        "Find out in which zone the source was measured, and convert it anew.",
        lambda shapes, _: _turned(shapes, lambda points: points + np.array([degrees, 0.0])),
    )


def _neighbouring_zones(crs: str) -> list[str]:
    """UTM zones to the west and east of the one a file says it is in."""
    system: CRS = crs_from_text(crs) if crs else CRS(WGS84)
    zone = system.utm_zone
    if not zone:
        return []
    number, south = int(zone[:-1]), zone.endswith("S")
    base = 32700 if south else 32600
    return [f"EPSG:{base + (each - 1) % 60 + 1}" for each in (number - 1, number + 1)]


def _turned(shapes: Cells, turn: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Cells:
    return np.asarray(shapely.transform(shapes, turn), dtype=object)


def _within(bounds: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        inside: NDArray[np.bool_] = (
            (bounds[:, 0] >= box[0])
            & (bounds[:, 1] >= box[1])
            & (bounds[:, 2] <= box[2])
            & (bounds[:, 3] <= box[3])
        )
    return inside


def _widened(region: BaseGeometry, metres: float) -> NDArray[np.float64]:
    """The region's box, wider by so many metres on each side."""
    west, south, east, north = shapely.bounds(region)
    latitude = metres / 111_000
    widest = min(max(abs(south), abs(north)) + latitude, 89.0)
    longitude = latitude / np.cos(np.radians(widest))
    return np.array([west - longitude, south - latitude, east + longitude, north + latitude])


def _distances_km(shapes: Cells, region: BaseGeometry) -> NDArray[np.float64]:
    """Distance between the middles of each shape and of the region, in km."""
    bounds, home = shapely.bounds(shapes), shapely.bounds(region)
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    middle = (
        np.full(len(shapes), (home[0] + home[2]) / 2),
        np.full(len(shapes), (home[1] + home[3]) / 2),
    )
    metres: NDArray[np.float64] = ELLIPSOID.inv(x, y, *middle)[2]
    return metres / 1_000
