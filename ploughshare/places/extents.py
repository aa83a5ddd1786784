"""Extents: areas, lengths, containment and overlap of shapes, measured on the ellipsoid.

Shapes are shapely geometries in WGS 84 degrees, longitude first, in object arrays;
``None`` stands for a missing shape. Areas and lengths are geodesic: nothing here
measures in degrees or on a map projection.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer

from ploughshare.errors import InputRefused

Shapes = NDArray[np.object_]
"""Shapely geometries or ``None``. Shape ``(n,)``."""

WGS84 = "EPSG:4326"
ELLIPSOID = Geod(ellps="WGS84")

PAIRS_AT_ONCE = 2_000
"""Shapes looked up in the tree at once: bounds the memory that nested shapes can ask for."""


def as_shapes(shapes: Sequence[object] | Shapes) -> Shapes:
    """The shapes as a one-dimensional object array."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return array


def areas_m2(shapes: Shapes) -> NDArray[np.float64]:
    """
    Geodesic areas in m2. Shape ``(n,)``; 0 for points, lines and missing shapes.

    Each ring counts with its absolute area, so that the direction in which it was
    drawn does not matter; a ring that crosses itself has no meaningful area.
    """
    areas = np.zeros(len(shapes))
    polygons, owner = _polygons(shapes)
    if len(polygons) == 0:
        return areas
    rings, ring_owner = shapely.get_rings(polygons, return_index=True)
    ring_areas = np.fromiter(map(abs, _ring_areas(rings)), dtype=np.float64, count=len(rings))
    holes = np.ones(len(rings), dtype=bool)
    holes[np.unique(ring_owner, return_index=True)[1]] = False
    np.add.at(areas, owner[ring_owner], np.where(holes, -ring_areas, ring_areas))
    return np.maximum(areas, 0.0)


def lengths_m(shapes: Shapes) -> NDArray[np.float64]:
    """Geodesic lengths of lines in m. Shape ``(n,)``; 0 for points, polygons, missing shapes."""
    lengths = np.zeros(len(shapes))
    parts, owner = _parts(shapes)
    lines = np.isin(shapely.get_type_id(parts), (1, 2))
    coordinates, line = shapely.get_coordinates(parts[lines], return_index=True)
    if len(coordinates) < 2:
        return lengths
    same = line[1:] == line[:-1]
    start, end = coordinates[:-1][same], coordinates[1:][same]
    _, _, steps = ELLIPSOID.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    np.add.at(lengths, owner[lines][line[1:][same]], steps)
    return lengths


def distance_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Geodesic distance in m between two positions, longitude first, in degrees."""
    return float(ELLIPSOID.inv(*first, *second)[2])


def lost_m2(before: Shapes, after: Shapes) -> NDArray[np.float64]:
    """Area of each shape in ``before`` that its partner in ``after`` does not cover, in m2."""
    lost = np.zeros(len(before))
    apart = np.flatnonzero(~shapely.covers(after, before))
    if len(apart):
        lost[apart] = areas_m2(as_shapes(shapely.difference(before[apart], after[apart])))
    return lost


@dataclass(frozen=True, slots=True)
class Overlaps:
    """
    Pairs of shapes that share ground.

    Parameters
    ----------
    first, second
        Positions of the shapes, ``first < second``. Shape ``(n_pairs,)``.
    shared_m2
        Geodesic area they share, in m2. Shape ``(n_pairs,)``.
    complete
        False when there were more pairs than asked for; the first ones are kept.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    shared_m2: NDArray[np.float64]
    complete: bool


def overlaps(shapes: Shapes, *, at_least_m2: float = 0.0, most: int = 500_000) -> Overlaps:
    """
    All pairs of polygons that share more than ``at_least_m2``.

    Invalid and missing shapes take no part.
    """
    usable = np.flatnonzero(shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2))
    tree = shapely.STRtree(shapes[usable])
    firsts: list[NDArray[np.intp]] = []
    seconds: list[NDArray[np.intp]] = []
    count = 0
    for begin in range(0, len(usable), PAIRS_AT_ONCE):
        asked = usable[begin : begin + PAIRS_AT_ONCE]
        left, right = tree.query(shapes[asked], predicate="intersects")
        once = left + begin < right
        firsts.append(asked[left[once]])
        seconds.append(usable[right[once]])
        count += int(once.sum())
        if count > most:
            break
    first = np.concatenate(firsts)[:most] if firsts else np.zeros(0, np.intp)
    second = np.concatenate(seconds)[:most] if seconds else np.zeros(0, np.intp)
    shared = areas_m2(as_shapes(shapely.intersection(shapes[first], shapes[second])))
    kept = shared > at_least_m2
    return Overlaps(first[kept], second[kept], shared[kept], count <= most)


def union_m2(shapes: Shapes, pairs: Overlaps, areas: NDArray[np.float64] | None = None) -> float:
    """
    Area of the ground that the shapes cover together, in m2, given their overlaps.

    The sum of the areas counts shared ground twice; this does not.

    Parameters
    ----------
    areas
        Area of each shape in m2, where it is known already; 0 for a missing shape.
    """
    areas = areas_m2(shapes) if areas is None else areas
    sharing = np.union1d(pairs.first, pairs.second)
    alone = float(areas.sum() - areas[sharing].sum())
    if len(sharing) == 0:
        return alone
    together = as_shapes([shapely.disjoint_subset_union_all(shapes[sharing])])
    return alone + float(areas_m2(together)[0])


def utm_crs(shape: "shapely.Geometry") -> str:
    """The UTM coordinate system of the zone that holds the middle of the shape."""
    west, south, east, north = shapely.bounds(shape)
    return utm_crs_at((west + east) / 2, (south + north) / 2)


def utm_crs_at(longitude: float, latitude: float) -> str:
    """The UTM coordinate system at a position, in degrees, without the exceptions of Norway."""
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


def crs_from_text(text: str) -> CRS:
    """A coordinate system by its name. Raises ``InputRefused`` for a text that names none."""
    try:
        return CRS.from_user_input(text)
    except Exception as unknown:
        raise InputRefused(
            f"{text[:80]!r} names no coordinate system that is known here.",
            remedy="State it by its EPSG number, for example --crs EPSG:32636.",
            crs=text,
        ) from unknown


def with_short_edges(shapes: Shapes, longest: float) -> Shapes:
    """
    Polygons with turning points added on edges longer than ``longest``, in units of the shapes.

    Not by ``shapely.segmentize``: it passes invalid polygons through a buffer of zero, which
    leaves out ground without a word.
    """
    parts, owner = _parts(shapes)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    steps = np.hypot(*np.diff(coordinates, axis=0).T) if len(coordinates) > 1 else np.zeros(0)
    long = (part[1:] == part[:-1]) & (steps > longest) if len(steps) else np.zeros(0, dtype=bool)
    result = shapes.copy()
    for at in np.unique(owner[part[1:][long]]):
        if int(shapely.get_type_id(shapes[at])) in (3, 6):
            result[at] = _with_short_edges(shapes[at], longest)
    return result


def _with_short_edges(shape: "shapely.Geometry", longest: float) -> "shapely.Geometry":
    polygons = []
    for polygon in shapely.get_parts(shape):
        shell, *holes = (
            _shortened(shapely.get_coordinates(ring), longest)
            for ring in shapely.get_rings(polygon)
        )
        polygons.append(shapely.Polygon(shell, holes))
    return polygons[0] if shapely.get_type_id(shape) == 3 else shapely.MultiPolygon(polygons)


def lines_with_short_edges(shapes: Shapes, longest: float) -> Shapes:
    """Lines with turning points added on edges longer than ``longest``; what is no line stays."""
    result = shapes.copy()
    for at in np.flatnonzero(np.isin(shapely.get_type_id(shapes), (1, 5))):
        parts = [
            shapely.LineString(_shortened(shapely.get_coordinates(part), longest))
            for part in shapely.get_parts(shapes[at])
        ]
        one = shapely.get_type_id(shapes[at]) == 1
        result[at] = parts[0] if one else shapely.MultiLineString(parts)
    return result


def _shortened(points: NDArray[np.float64], longest: float) -> NDArray[np.float64]:
    """Points of a line with more between those that lie further apart than ``longest``."""
    start, end = points[:-1], points[1:]
    counts = np.maximum(np.ceil(np.hypot(*(end - start).T) / longest).astype(int), 1)
    edge = np.repeat(np.arange(len(start)), counts)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (number / counts[edge])[:, None]
    return np.vstack([start[edge] + share * (end - start)[edge], points[-1:]])


def project(shapes: Shapes, source: str, target: str) -> Shapes:
    """
    The shapes in another coordinate system, turning point by turning point.

    Positions that the target cannot express become infinite; they are found by
    ``numpy.isfinite`` on the bounds.
    """
    source_crs, target_crs = crs_from_text(source), crs_from_text(target)
    if source_crs == target_crs:
        return shapes
    transformer = Transformer.from_crs(source_crs, target_crs, always_xy=True)

    def moved(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    return as_shapes(shapely.transform(shapes, moved))


def _parts(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Single shapes and the position of the shape each belongs to."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while bool(np.any(shapely.get_type_id(parts) > 3)):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner


def _polygons(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    parts, owner = _parts(shapes)
    wanted = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[wanted], owner[wanted]


def _ring_areas(rings: Shapes) -> Iterator[float]:
    """Signed geodesic area of each ring, in m2."""
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.searchsorted(ring, np.arange(len(rings)), side="right")
    begins = np.concatenate([[0], ends[:-1]])
    lon, lat = coordinates[:, 0].copy(), coordinates[:, 1].copy()
    for begin, end in zip(begins, ends, strict=True):
        yield ELLIPSOID.polygon_area_perimeter(lon[begin:end], lat[begin:end])[0]
