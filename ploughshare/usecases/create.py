"""Make a registry for a region of operation."""

import re
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from ploughshare.errors import CallError, InputRefused
from ploughshare.imports.open_file import open_file
from ploughshare.places.extents import WGS84, project
from ploughshare.registry.registry import Registry

ORDER = "WEST,SOUTH,EAST,NORTH"


def create(path: Path, *, name: str, region: str, invented: bool, author: str) -> Registry:
    """
    A new registry, open for writing.

    Parameters
    ----------
    path
        The file to make.
    region
        ``WEST,SOUTH,EAST,NORTH`` in degrees, or the name of a file with outlines.
    invented
        Whether the region is made up.

    Raises
    ------
    CallError
        The region is none; the message says what its numbers look like.
    InputRefused
        The file of the region cannot be read or holds no outline.
    StorageError
        The registry exists already or cannot be written.
    """
    outline = region_of(region)
    return Registry.create(path, name=name, region=outline, invented=invented, author=author)


def region_of(text: str) -> Polygon | MultiPolygon:
    """The region that a text means: four numbers, or the outlines in a file."""
    if re.fullmatch(r"[-+\d.,;\s]*\d[-+\d.,;\s]*", text):
        return _box(text)
    path = Path(text)
    if not path.exists():
        raise CallError(
            f"--region {text!r} is neither four numbers nor a file.",
            remedy=f"Give {ORDER} in degrees, for example 34.2,51.0,35.1,51.4, or the name of a "
            "file with the outline.",
        )
    return _outline(path)


def _box(text: str) -> Polygon:
    example = f"Give {ORDER} in degrees with decimal points, for example 34.2,51.0,35.1,51.4."
    try:
        west, south, east, north = (float(word) for word in text.split(","))
    except ValueError:
        raise CallError(f"--region {text!r} is not four numbers.", remedy=example) from None
    beyond = [number for number in (west, south, east, north) if abs(number) > 180]
    if beyond:
        raise CallError(
            f"--region {text!r}: {beyond[0]:g} is no degree of longitude or latitude"
            + ("; it looks like metres." if abs(beyond[0]) > 360 else "."),
            remedy=example,
        )
    if max(abs(south), abs(north)) > 90:
        raise CallError(
            f"--region {text!r}: latitude {max(south, north, key=abs):g} does not exist; latitude "
            "ends at 90.",
            remedy=f"Longitude comes first: {ORDER}.",
        )
    if south >= north:
        raise CallError(
            f"--region {text!r}: its south, {south:g}, is not south of its north, {north:g}.",
            remedy=f"The order is {ORDER}"
            + (f": {west:g},{north:g},{east:g},{south:g}?" if south > north else "."),
        )
    if west >= east:
        raise CallError(
            f"--region {text!r}: its west, {west:g}, is not west of its east, {east:g}.",
            remedy=f"The order is {ORDER}: {east:g},{south:g},{west:g},{north:g}? A region across "
            "the 180th meridian needs two registries.",
        )
    return shapely.box(west, south, east, north)


def _outline(path: Path) -> Polygon | MultiPolygon:
    with open_file(path) as file:
        layers = [each for each in file.layers if each.geometry in ("polygon", "mixed")]
        if len(layers) != 1:
            names = ", ".join(each.name for each in layers) or "none"
            raise InputRefused(
                f"{file.name} must hold one layer of outlines to be a region; it holds: {names}.",
                remedy="Save the outline of the region alone in a file.",
            )
        table = file.read(layers[0])
    if table.shapes is None or not table.crs:
        raise InputRefused(
            f"{path.name} does not say in which coordinate system its outline is.",
            remedy=f"Save it as GeoJSON, or give {ORDER} in degrees.",
        )
    shapes = table.shapes[~shapely.is_missing(table.shapes)]
    areas = shapes[np.isin(shapely.get_type_id(shapes), (3, 6))]
    if len(areas) == 0 or not shapely.is_valid(areas).all():
        what = "an outline that crosses itself" if len(areas) else "no outline"
        raise InputRefused(
            f"{path.name} holds {what}; a region needs ground inside.",
            remedy="Redraw it, or give --region as four numbers.",
        )
    region = shapely.union_all(project(shapely.force_2d(areas), table.crs, WGS84))
    if not isinstance(region, Polygon | MultiPolygon):
        raise InputRefused(
            f"{path.name} says its outline is in {table.crs}, where it cannot be.",
            remedy=f"Save it as GeoJSON, or give {ORDER} in degrees.",
        )
    return region
