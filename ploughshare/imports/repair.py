"""Repair outlines that cross themselves; a hazardous area never loses ground by it."""

import re

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

FEW_POINTS = 8
"""Up to so many turning points, they were more likely taken down in the wrong order."""

OPPOSITE_SHARE = 0.75
"""Below this share of the filled area, a ring has large lobes drawn in opposite directions."""

AT = re.compile(r"\[([-\d.e+]+) ([-\d.e+]+)\]")


def repaired_hazard(shape: BaseGeometry) -> tuple[BaseGeometry, str]:
    """
    A valid outline that holds all the ground an invalid one may have meant, and the rule used.

    A ring that crosses itself can be read as alternating in and out, as wound around, as
    filled between its lines, or as turning points in the wrong order. The result contains
    every one of these readings, so it may be larger than the truth and never smaller.

    Parameters
    ----------
    shape
        An invalid polygon or multipolygon.

    Returns
    -------
    The outline, and ``"around-all-points"``, ``"crossings-filled"`` or ``"parts-merged"``.
    The outline is empty when all its points lie on one line.
    """
    if isinstance(shape, Polygon) and not len(shape.interiors):
        # Both ways of mending a single ring hold all that its lines enclose.
        mended, rule = _mended(shape)
        return _polygons(mended), rule
    parts = shapely.get_parts(shape)
    broken = parts[~shapely.is_valid(parts)]
    whole = parts[shapely.is_valid(parts)]
    several = [_mended(part) for part in broken]
    rules = {rule for _, rule in several}
    readings = [
        _polygons(shapely.make_valid(shape, method=how)) for how in ("linework", "structure")
    ]
    result = _polygons(shapely.union_all([*whole, *(each for each, _ in several), *readings]))
    if not shapely.is_valid(result) or not all(_holds(result, each) for each in readings):
        return _polygons(shapely.convex_hull(shape)), "around-all-points"
    for rule in ("around-all-points", "crossings-filled"):
        if rule in rules:
            return result, rule
    return result, "parts-merged"


def repaired_other(shape: BaseGeometry) -> tuple[BaseGeometry, str]:
    """A valid outline for a shape that is no hazardous area, and the rule used."""
    return _polygons(shapely.make_valid(shape)), "made-valid"


def why_invalid(shape: BaseGeometry) -> str:
    """What is wrong with an outline, naming turning points, as the end of a sentence."""
    reason = shapely.is_valid_reason(shape)
    at = AT.search(reason)
    plain = AT.sub("", reason).strip().lower()
    if at is None or "intersection" not in plain:
        return f"has an outline that is not valid ({plain})"
    position = float(at.group(1)), float(at.group(2))
    edges = _edges_at(shape, position)
    where = f"at {position[0]:.6g}, {position[1]:.6g}"
    if len(edges) < 2:
        return f"crosses or touches itself {where}"
    first, second = edges[0], edges[1]
    return (
        f"crosses or touches itself {where}, where the edge from turning point {first} to "
        f"{first + 1} meets that from {second} to {second + 1}"
    )


def _mended(part: Polygon) -> tuple[BaseGeometry, str]:
    """One invalid polygon, filled or surrounded."""
    points = shapely.get_coordinates(shapely.get_exterior_ring(part))
    few = len(points) <= FEW_POINTS + 1 or len(set(map(tuple, points.tolist()))) <= FEW_POINTS
    filled = Polygon() if few else _filled(points)
    if few or abs(_signed_area(points)) < OPPOSITE_SHARE * shapely.area(filled):
        return shapely.convex_hull(part), "around-all-points"
    holes = [Polygon(ring) for ring in part.interiors]
    sound = [hole for hole in holes if shapely.is_valid(hole) and _holds(filled, hole)]
    # Ground in two holes at once is in none of them by the alternating reading.
    empty: BaseGeometry = Polygon()
    for hole in sound:
        empty = shapely.symmetric_difference(empty, hole)
    return shapely.difference(filled, empty), "crossings-filled"


def _filled(points: NDArray[np.float64]) -> BaseGeometry:
    """All ground that the lines of a ring enclose."""
    lines = shapely.unary_union(LineString(points))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    return shapely.union_all(faces)


def _signed_area(points: NDArray[np.float64]) -> float:
    """Planar area with its sign; lobes drawn in opposite directions cancel out."""
    x, y = (points - points.mean(axis=0)).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape, lines and points left out."""
    if isinstance(shape, Polygon):
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = [part for part in parts if shapely.get_type_id(part) == 3 and not part.is_empty]
    if len(polygons) == 1:
        single: BaseGeometry = polygons[0]
        return single
    return MultiPolygon(polygons) if polygons else Polygon()


def _holds(outer: BaseGeometry, inner: BaseGeometry) -> bool:
    """Whether one shape holds another, but for what is lost to rounding."""
    left = shapely.area(shapely.difference(inner, outer))
    return bool(left <= 1e-9 * max(shapely.area(inner), 1e-12))


def _edges_at(shape: BaseGeometry, position: tuple[float, float]) -> list[int]:
    """Numbers, from 1, of the edges that pass through a position, ring by ring."""
    for ring in shapely.get_rings(shape):
        points = shapely.get_coordinates(ring)
        lines = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
        near = shapely.distance(lines, shapely.Point(position))
        size = max(float(np.ptp(points, axis=0).max()), 1e-12)
        edges = [int(edge) + 1 for edge in np.flatnonzero(near <= 1e-9 * size)]
        apart = [edge for edge in edges if edge - edges[0] > 1]
        if apart:
            return [edges[0], apart[0]]
    return []
