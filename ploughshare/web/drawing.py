"""Drawing one tile of a layer: records one by one, or rolled up where there are too many."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.places.extents import Shapes, as_shapes
from ploughshare.web.cells import roll_up
from ploughshare.web.cutting import Tile, cut_areas, cut_lines, cut_points
from ploughshare.web.layers import Sheet
from ploughshare.web.mvt import EXTENT, Scalar, encode_layer

MOST_BYTES = 500_000
"""Of a tile before it is packed."""

TOLERANCES = (2.0, 8.0, 32.0, 128.0, np.inf)
"""Units by which outlines are made simpler, outwards: the first that gives a tile small enough."""

NAMES_FROM = 12
"""First zoom at which hazardous areas have their names."""


def draw(sheet: Sheet, tile: Tile) -> bytes:
    """A tile of a layer; empty where nothing reaches into it."""
    near = sheet.near(tile)
    rolled_up = sheet.is_rolled_up(tile, len(near))
    if rolled_up and sheet.layer.name != "roads":
        return _counted(sheet, tile, near)
    shapes = sheet.shapes[near]
    for tolerance in TOLERANCES:
        cut = _cut(sheet, shapes, tile, tolerance)
        there = ~shapely.is_missing(cut)
        if rolled_up:
            body = _bundled(sheet, near[there], cut[there])
        else:
            told = dict(_told(sheet, tile, near[there]))
            drawn = cut[there]
            if sheet.layer.name == "places":
                drawn, told = _labelled(sheet, tile, near, drawn, told)
            body = encode_layer(sheet.layer.name, drawn, told)
        if len(body) <= MOST_BYTES:
            return body
    return _counted(sheet, tile, near)


def _told(sheet: Sheet, tile: Tile, at: NDArray[np.intp]) -> Iterator[tuple[str, list[Scalar]]]:
    """The properties of some records, those that this zoom has."""
    for name, values in sheet.properties.items():
        if name != "name" or sheet.layer.name != "hazards" or tile.z >= NAMES_FROM:
            yield name, [values[each] for each in at]


def _labelled(
    sheet: Sheet, tile: Tile, near: NDArray[np.intp], shapes: Shapes, told: dict[str, list[Scalar]]
) -> tuple[Shapes, dict[str, list[Scalar]]]:
    """Shapes, and a point for the name of each area, in the one tile that holds the point."""
    areas = near[shapely.get_dimensions(sheet.shapes[near]) == 2]
    points = tile.in_units(sheet.points[areas])
    own = ((points >= 0) & (points < EXTENT)).all(axis=1)
    names = dict(_told(sheet, tile, areas[own]))
    labels = as_shapes(np.array(shapely.points(np.rint(points[own])), dtype=object))
    result = {name: [*values, *names[name]] for name, values in told.items()}
    result["label"] = [*([None] * len(shapes)), *([1] * len(labels))]
    return np.concatenate([shapes, labels]), result


def _cut(sheet: Sheet, shapes: Shapes, tile: Tile, tolerance: float) -> Shapes:
    """Shapes of any kind in units of a tile; a hazardous point is ground, too."""
    if sheet.layer.name == "hazards":
        return cut_areas(shapes, tile, tolerance)
    cut = np.full(len(shapes), None, dtype=object)
    dimensions = shapely.get_dimensions(shapes)
    cut[dimensions == 2] = cut_areas(shapes[dimensions == 2], tile, tolerance)
    simple = min(tolerance, TOLERANCES[-2]) / 2
    cut[dimensions == 1] = cut_lines(shapes[dimensions == 1], tile, simple)
    cut[dimensions == 0] = cut_points(shapes[dimensions == 0], tile)
    return cut


def _bundled(sheet: Sheet, at: NDArray[np.intp], lines: Shapes) -> bytes:
    """Roads of one class and passability as one feature, each line once, without names."""
    alike: dict[tuple[Scalar, ...], set[bytes]] = {}
    told = [name for name in ("road_class", "passability") if name in sheet.properties]
    parts, owner = shapely.get_parts(lines, return_index=True)
    for part, line in zip(shapely.to_wkb(shapely.normalize(parts)), owner, strict=True):
        key = tuple(sheet.properties[name][at[line]] for name in told)
        alike.setdefault(key, set()).add(part)
    shapes = np.array(
        [shapely.multilinestrings(shapely.from_wkb(sorted(parts))) for parts in alike.values()],
        dtype=object,
    )
    values = {name: [key[place] for key in alike] for place, name in enumerate(told)}
    return encode_layer(sheet.layer.name, shapes, values)


def _counted(sheet: Sheet, tile: Tile, near: NDArray[np.intp]) -> bytes:
    """A tile of cells."""
    cells = roll_up(
        sheet.shapes[near], sheet.points[near], sheet.m2[near], sheet.released[near], tile
    )
    told: dict[str, Sequence[Scalar]] = {"count": cells.count.tolist()}
    if sheet.layer.name == "hazards":
        told |= {
            "released": cells.released.tolist(),
            "hazard_m2": [round(each) for each in cells.m2.tolist()],
            "step": cells.step.tolist(),
        }
    return encode_layer(sheet.layer.name, cells.shapes, told)
