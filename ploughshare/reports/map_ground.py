"""What lies under the hazards: grid, districts, built-up ground and roads, all of it quiet."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from ploughshare.places.places import Place, RoadLink
from ploughshare.reports import words
from ploughshare.reports.map_view import View
from ploughshare.reports.svg import element, number, shape_path, title
from ploughshare.reports.symbols import Theme

ROAD_WIDTH = {"main": 2.4, "local": 1.5, "track": 0.9}
RIVER_WIDTH = 4.0
"""Of a river that has only its course, px."""
DISTRICT_LEVELS = ("district",)
CROSS_EVERY = 14.0
"""Distance between the crosses on a blocked road, px."""


def ground_layer(view: View, theme: Theme) -> Iterator[str]:
    """Paper and kilometre grid."""
    yield element("rect", width=view.width, height=view.height, fill=theme["map"])
    upright, level = view.grid_lines
    path = "".join(f"M{number(x)} 0V{number(view.height)}" for x in upright)
    path += "".join(f"M0 {number(y)}H{number(view.width)}" for y in level)
    yield element("path", d=path, fill="none", stroke=theme["line"], stroke_width="0.6")


def landscape_layer(view: View, theme: Theme) -> Iterator[str]:
    """Woods, and over them lakes and rivers."""
    for level in ("wood", "water"):
        found = [p for p in view.situation.landscape if p.level == level]
        for place, shape in zip(found, view.shapes(p.geometry for p in found), strict=True):
            tip = title(place.name)
            if _has_area(shape):
                yield element("path", tip, d=shape_path(shape), fill=theme[level])
            elif shape is not None and shapely.get_dimensions(shape) == 1:
                yield element(
                    "path", tip, d=shape_path(shape), fill="none", stroke=theme[level],
                    stroke_width=RIVER_WIDTH, stroke_linejoin="round", stroke_linecap="round",
                )  # fmt: skip


def district_layer(view: View, theme: Theme) -> Iterator[str]:
    """Outlines of districts, drawn once where two share a border."""
    districts = [p for p in view.situation.places.values() if p.level in DISTRICT_LEVELS]
    shapes = [s for s in view.shapes(p.geometry for p in districts) if _has_area(s)]
    if not shapes:
        return
    borders = shapely.unary_union(shapely.boundary(np.array(shapes, dtype=object)))
    yield element(
        "path", d=shape_path(shapely.line_merge(borders)), fill="none", stroke=theme["edge"],
        stroke_width="0.9", stroke_dasharray="7 2.5 1.5 2.5", stroke_opacity="0.8",
    )  # fmt: skip


def built_layer(view: View, theme: Theme) -> Iterator[str]:
    """Built-up ground of settlements that have an outline."""
    settlements = [p for p in view.situation.places.values() if p.level == "settlement"]
    for shape in view.shapes(p.geometry for p in settlements):
        if _has_area(shape):
            yield element("path", d=shape_path(shape), fill=theme["built"])


def _has_area(shape: BaseGeometry | None) -> bool:
    return shape is not None and int(shapely.get_dimensions(shape)) == 2


def road_layer(view: View, theme: Theme) -> Iterator[str]:
    """
    Roads by passability: solid, dashed when limited or not known, dotted with crosses when blocked.

    Blocked is not red: what blocks a road may be.
    """
    roads = sorted(
        view.situation.roads.values(),
        key=lambda r: -ROAD_WIDTH.get(r.road_class, 1.5),
        reverse=True,
    )
    shapes = view.shapes(road.geometry for road in roads)
    for road, shape in zip(roads, shapes, strict=True):
        yield _road(road, shape_path(shape), theme)
    for road, shape in zip(roads, shapes, strict=True):
        if road.passability == "blocked":
            yield crosses(shape, theme)


def _road(road: RoadLink, path: str, theme: Theme) -> str:
    width = ROAD_WIDTH.get(road.road_class, 1.5)
    tip = title(f"{road.name}: {words.passability(road.passability)}")
    if road.passability == "blocked":
        return element(
            "path", tip, d=path, fill="none", stroke=theme["ink"],
            stroke_width=max(1.2, width - 0.6), stroke_dasharray="0.1 3.2", stroke_linecap="round",
        )  # fmt: skip
    dashes = {"limited": "5 2.5", "unknown": "2 2.5"}.get(road.passability)
    return element(
        "path", tip, d=path, fill="none", stroke=theme["road"], stroke_width=width,
        stroke_dasharray=dashes, stroke_linejoin="round",
    )  # fmt: skip


def crosses(shape: LineString | MultiLineString, theme: Theme) -> str:
    """Crosses along a blocked road, at least one."""
    length = float(shapely.length(shape))
    many = max(1, int(length // CROSS_EVERY))
    at = (np.arange(many) + 0.5) / many
    points = shapely.get_coordinates(shapely.line_interpolate_point(shape, at, normalized=True))
    path = "".join(f"M{x - 2:.1f} {y - 2:.1f}l4 4m0 -4l-4 4" for x, y in points.tolist())
    return element("path", d=path, stroke=theme["ink"], stroke_width="1.1", fill="none")


def district_labels(view: View) -> Iterator[tuple[Place, float, float]]:
    """Districts with the middle of their outline on the sheet."""
    districts = [p for p in view.situation.places.values() if p.level in DISTRICT_LEVELS]
    for district, shape in zip(districts, view.shapes(p.geometry for p in districts), strict=True):
        if shape is not None and not shape.is_empty:
            middle = shapely.point_on_surface(shape)
            yield district, float(middle.x), float(middle.y)
