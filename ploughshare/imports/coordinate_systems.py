"""Which coordinate system shapes are in, whether that can be right, and the way to WGS 84."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from ploughshare.errors import InputRefused
from ploughshare.imports.docket import Docket
from ploughshare.imports.protocol import Cells
from ploughshare.places.extents import (
    WGS84,
    crs_from_text,
    project,
    utm_crs,
    with_short_edges,
)

FAMILIAR = ("EPSG:4326", "EPSG:3857", "EPSG:3395", "EPSG:28406", "EPSG:28407", "EPSG:28408")
"""Tried when a file does not say: degrees, two Mercators, and old Soviet zones (Pulkovo 1942)."""

MARGIN_LONGITUDE, MARGIN_LATITUDE = 6.0, 3.0
"""Degrees by which shapes may leave the area a coordinate system is made for."""

EDGE_M = 200.0
"""Edges of hazardous areas are split to this length before they are transformed, in m.

A straight edge in metres is slightly bent in degrees. Over 200 m the bend is below a
millimetre, so that the transformed outline still holds the ground of the original.
"""


def to_wgs84(
    shapes: Cells,
    crs: str,
    region: BaseGeometry | None,
    docket: Docket,
    *,
    file: str,
    never_smaller: bool,
) -> Cells:
    """
    Shapes in WGS 84; rows whose positions are impossible are blocked.

    Parameters
    ----------
    never_smaller
        Split long edges first, so that no ground is left out.

    Raises
    ------
    InputRefused
        The coordinate system is absent, or cannot be right for most of the shapes.
    """
    if not crs:
        raise _absent(shapes, region, file)
    system = crs_from_text(crs)
    bounds = shapely.bounds(shapes)
    there = np.asarray(~np.isnan(bounds).any(axis=1))
    if system.is_geographic:
        return _from_degrees(shapes, system, bounds, there, region, docket, file)
    if there.any() and _looks_like_degrees(bounds[there]):
        example = _example(bounds[there])
        raise InputRefused(
            f"{file} says that it is in {system.name}, which is in metres, but its coordinates "
            f"look like degrees ({example}).",
            remedy="Ask how it was exported. If they are degrees, state --crs EPSG:4326.",
            crs=crs,
        )
    moving = shapes
    if never_smaller:
        moving = with_short_edges(shapes, EDGE_M)
    moved = project(moving, crs, WGS84)
    _check_area_of_use(moved, there, system, region, shapes, docket, file)
    return moved


def likely_systems(shapes: Cells, region: BaseGeometry | None) -> list[str]:
    """Coordinate systems that would put nine of ten shapes into the region of operation."""
    if region is None:
        return []
    zone = utm_crs(region)
    number = int(zone.removeprefix("EPSG:"))
    tried = dict.fromkeys([zone, f"EPSG:{number - 1}", f"EPSG:{number + 1}", *FAMILIAR])
    box = shapely.box(*shapely.bounds(region)).buffer(0.1)
    sample = shapes[~shapely.is_missing(shapes)][:200]
    found: list[str] = []
    for each in tried:
        try:
            moved = project(sample, each, WGS84)
        except InputRefused:
            continue
        inside = shapely.intersects(box, moved)
        if len(inside) and inside.mean() >= 0.9:
            found.append(each)
    return found


def _absent(shapes: Cells, region: BaseGeometry | None, file: str) -> InputRefused:
    likely = likely_systems(shapes, region)
    hint = f" {' and '.join(likely)} would put it into the region." if likely else ""
    bounds = shapely.bounds(shapes)
    there = ~np.isnan(bounds).any(axis=1)
    example = f" Its coordinates are like {_example(bounds[there])}." if there.any() else ""
    return InputRefused(
        f"{file} does not say which coordinate system it is in (a shapefile says so in its "
        f".prj).{example}{hint}",
        remedy=f"Ask, and state it: --crs {likely[0] if likely else 'EPSG:32636'}.",
        likely=likely,
    )


def _looks_like_degrees(bounds: NDArray[np.float64]) -> bool:
    return bool(np.abs(bounds[:, [0, 2]]).max() <= 180 and np.abs(bounds[:, [1, 3]]).max() <= 90)


def _example(bounds: NDArray[np.float64]) -> str:
    return f"x {bounds[0, 0]:,.6g}, y {bounds[0, 1]:,.6g}"


def _from_degrees(
    shapes: Cells,
    system: CRS,
    bounds: NDArray[np.float64],
    there: NDArray[np.bool_],
    region: BaseGeometry | None,
    docket: Docket,
    file: str,
) -> Cells:
    longest = np.abs(bounds[:, [0, 2]]).max(axis=1)
    highest = np.abs(bounds[:, [1, 3]]).max(axis=1)
    impossible = there & ((longest > 180) | (highest > 90))
    if there.any() and impossible.sum() > 0.5 * there.sum():
        likely = likely_systems(shapes, region)
        swapped = bool(np.all(longest[impossible] <= 90) and np.all(highest[impossible] <= 180))
        hint = f" {' and '.join(likely)} would put them into the region." if likely else ""
        raise InputRefused(
            f"{file} says that it is in degrees ({system.name}), but {int(impossible.sum()):,} of "
            f"{int(there.sum()):,} shapes have coordinates that degrees cannot have "
            f"({_example(bounds[impossible])}).{hint}",
            remedy="Latitude and longitude look swapped: name the columns in a --mapping file."
            if swapped
            else f"Ask which system it is, and state it: --crs {(likely or ['EPSG:32636'])[0]}.",
            likely=likely,
        )
    for at in np.flatnonzero(impossible):
        docket.block(
            int(at),
            "coordinates-impossible",
            f"Its position does not exist: {_example(bounds[[at]])} in degrees.",
            "Look up the position in the source, and correct it there.",
        )
    return shapes if system == CRS(WGS84) else project(shapes, system.to_wkt(), WGS84)


def _check_area_of_use(
    moved: Cells,
    there: NDArray[np.bool_],
    system: CRS,
    region: BaseGeometry | None,
    shapes: Cells,
    docket: Docket,
    file: str,
) -> None:
    bounds = shapely.bounds(moved)
    finite = np.isfinite(bounds).all(axis=1)
    outside = there & ~finite
    area = system.area_of_use
    if area is not None and area.west < area.east:
        with np.errstate(invalid="ignore"):
            outside |= there & (
                (bounds[:, 0] < area.west - MARGIN_LONGITUDE)
                | (bounds[:, 2] > area.east + MARGIN_LONGITUDE)
                | (bounds[:, 1] < area.south - MARGIN_LATITUDE)
                | (bounds[:, 3] > area.north + MARGIN_LATITUDE)
            )
    if not outside.any():
        return
    source = shapely.bounds(shapes)
    if outside.sum() > 0.5 * there.sum():
        likely = likely_systems(shapes, region)
        hint = f" {' and '.join(likely)} would put it into the region." if likely else ""
        raise InputRefused(
            f"{file} says that it is in {system.name}, but {int(outside.sum()):,} of "
            f"{int(there.sum()):,} shapes lie outside the area that system is made for "
            f"({_example(source[outside])}).{hint}",
            remedy=f"Ask which system it is, and state it: --crs {(likely or ['EPSG:32636'])[0]}.",
            likely=likely,
        )
    for at in np.flatnonzero(outside):
        docket.block(
            int(at),
            "coordinates-impossible",
            f"Its position ({_example(source[[at]])}) lies far outside {system.name}.",
            "Look up the position in the source, and correct it there.",
        )
