"""Hazardous areas on the map: as shapes, diamonds or counted hexagons; none is ever left out."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from ploughshare.land.hazards import HazardousArea
from ploughshare.reports import words
from ploughshare.reports.map_view import View, anchor
from ploughshare.reports.svg import element, shape_path, styled, title
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import (
    DIAMOND,
    Theme,
    diamond,
    hazard_colour,
    hazard_style,
    pale_style,
    planned_style,
    released_style,
)
from ploughshare.reports.tokens import roll_up

LEAST_PX = 9.0
"""A hazard both narrower and lower than this is too small for its pattern."""
HEXAGON = 19.0
"""Distance between the level sides of the hexagons that count crowded small hazards, px."""
ROOM = 7.5
"""Two diamonds closer than this cannot be told apart, px."""

STEPS_KM2 = (0.05, 0.2, 0.8)
"""Hazardous ground in one hexagon at which its colour changes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """
    One open hazardous area on the sheet.

    Parameters
    ----------
    shape
        In pixels; ``None`` when the record has no place.
    x, y
        Where a label or diamond goes.
    planned
        Its release is planned by the date shown.
    """

    hazard: HazardousArea
    shape: BaseGeometry | None
    x: float
    y: float
    planned: bool

    @property
    def extent(self) -> float:
        """The longer side of its box, px."""
        if self.shape is None:
            return 0.0
        west, low, east, high = self.shape.bounds
        return float(max(east - west, high - low))

    @property
    def tip(self) -> str:
        hazard = self.hazard
        size = f", {words.area(hazard.area_m2)}" if hazard.area_m2 else ", area not known"
        after = ", release planned by the date shown" if self.planned else ""
        return (
            f"{hazard.id}: {words.hazard_type(hazard.hazard_type)}, "
            f"{words.hazard_status(hazard.status)}{size}{after}"
        )


@dataclass(frozen=True, slots=True)
class HazardMarks:
    """
    Every hazardous area of a situation, sorted by how it is drawn.

    Parameters
    ----------
    shapes
        Large enough for their pattern; suspected ones first.
    diamonds, hexagons
        Small ones that stand alone, and small ones counted together by hexagon centre.
    nowhere
        Open ones whose record has no place on the map.
    closed
        Closed ones with their shapes in pixels.
    """

    shapes: tuple[Mark, ...]
    diamonds: tuple[Mark, ...]
    hexagons: Mapping[tuple[float, float], tuple[Mark, ...]]
    nowhere: tuple[Mark, ...]
    closed: tuple[tuple[HazardousArea, BaseGeometry], ...]


def hazard_marks(view: View, released: Mapping[str, date], on: date | None) -> HazardMarks:
    """Sort the hazards of a situation by how they are drawn; ``on`` is the date shown."""
    hazards = list(view.situation.hazards.values())
    marks: list[Mark] = []
    closed = []
    for hazard, shape in zip(hazards, view.shapes(h.geometry for h in hazards), strict=True):
        if hazard.is_open:
            planned = on is not None and released.get(hazard.id, date.max) <= on
            marks.append(Mark(hazard, shape, *anchor(shape), planned))
        elif shape is not None and not shape.is_empty:
            closed.append((hazard, shape))
    placed = [mark for mark in marks if not math.isnan(mark.x)]
    small = [mark for mark in placed if mark.extent < LEAST_PX]
    alone, crowded = _apart(small)
    large = [mark for mark in placed if mark.extent >= LEAST_PX]
    return HazardMarks(
        shapes=tuple(sorted(large, key=lambda m: (m.hazard.hazard_type == "cha", -m.extent))),
        diamonds=tuple(sorted(alone, key=lambda m: m.hazard.hazard_type == "cha")),
        hexagons=crowded,
        nowhere=tuple(mark for mark in marks if math.isnan(mark.x)),
        closed=tuple(closed),
    )


def _apart(
    small: Sequence[Mark],
) -> tuple[list[Mark], dict[tuple[float, float], tuple[Mark, ...]]]:
    """Small hazards that stand alone, and those that share a hexagon too closely."""
    cells: dict[tuple[float, float], list[Mark]] = defaultdict(list)
    for mark in small:
        cells[_hexagon_centre(mark.x, mark.y)].append(mark)
    alone: list[Mark] = []
    crowded = {}
    for centre, marks in cells.items():
        if (
            all(
                math.hypot(a.x - b.x, a.y - b.y) >= ROOM
                for i, a in enumerate(marks[:4])
                for b in marks[i + 1 : 4]
            )
            and len(marks) < 4
        ):
            alone += marks
        else:
            crowded[centre] = tuple(marks)
    return alone, crowded


def _hexagon_centre(x: float, y: float) -> tuple[float, float]:
    """Centre of the hexagon a point lies in; centres are ``HEXAGON`` apart."""
    column, row = HEXAGON * math.sqrt(3) / 2, HEXAGON
    near = []
    for i in (math.floor(x / column), math.floor(x / column) + 1):
        shift = row / 2 if i % 2 else 0.0
        near.append((i * column, round((y - shift) / row) * row + shift))
    return min(near, key=lambda c: (c[0] - x) ** 2 + (c[1] - y) ** 2)


def closed_layer(marks: HazardMarks, theme: Theme) -> Iterator[str]:
    """Land released, below every hazard: pattern by product, a thin outline without one."""
    for hazard, shape in marks.closed:
        path = shape_path(shape)
        style = released_style(theme, product=bool(hazard.product))
        what = words.capital(hazard.product) if hazard.product else "Closed"
        tip = title(f"{hazard.id}: {what.lower()}, {words.hazard_status(hazard.status)}")
        if not path or shape.length < 2 * LEAST_PX:
            x, y = anchor(shape)
            yield element(
                "rect", tip, x=x - 2, y=y - 2, width="4", height="4",
                fill=theme["released-soft"], stroke=theme["released-text"], stroke_width="0.9",
            )  # fmt: skip
            continue
        yield styled("path", style, tip, d=path)
        if hazard.product in {"cancelled", "reduced"}:
            yield element("path", d=path, fill=f"url(#{hazard.product})")


def hazard_layer(marks: HazardMarks, theme: Theme) -> Iterator[str]:
    """Open hazards: suspected below confirmed, hexagons and diamonds on top."""
    for mark in marks.shapes:
        yield from _shape(mark, theme)
    for centre, crowd in marks.hexagons.items():
        yield _hexagon(*centre, crowd, theme)
    for mark in marks.diamonds:
        yield diamond(
            mark.x, mark.y, mark.hazard.hazard_type, theme,
            planned=mark.planned, tip=title(mark.tip),
        )  # fmt: skip


def _shape(mark: Mark, theme: Theme) -> Iterator[str]:
    hazard = mark.hazard
    path = shape_path(mark.shape) if mark.shape is not None else ""
    tip = title(mark.tip)
    pattern = "cha" if hazard.hazard_type == "cha" else "sha"
    if mark.planned:
        yield styled("path", pale_style(hazard.hazard_type, theme), tip, d=path)
        yield element("path", d=path, fill=f"url(#{pattern}-pale)")
        yield styled("path", planned_style(theme), d=path)
        return
    yield styled("path", hazard_style(hazard.hazard_type, hazard.status, theme), tip, d=path)
    yield element("path", d=path, fill=f"url(#{pattern})")
    if hazard.status == "suspended" and mark.extent > 2 * LEAST_PX:
        bars = f"M{mark.x - 1.8:.1f} {mark.y - 3.5:.1f}v7M{mark.x + 1.8:.1f} {mark.y - 3.5:.1f}v7"
        yield element("path", d=bars, stroke=theme["map"], stroke_width=3.6)
        yield element("path", d=bars, stroke=theme["ink"], stroke_width=1.6)


def _hexagon(x: float, y: float, crowd: Sequence[Mark], theme: Theme) -> str:
    """A counted group of small hazards; its colour tells how much ground it is."""
    fill, _ = roll_up(theme)[_step(crowd)]
    planned = sum(mark.planned for mark in crowd)
    confirmed = sum(mark.hazard.hazard_type == "cha" for mark in crowd)
    pale = planned == len(crowd)
    outline = hazard_colour("cha" if confirmed else "sha", theme)
    mark = element(
        "path", d=hexagon_path(x, y), fill=fill, fill_opacity="0.3" if pale else None,
        stroke=outline, stroke_width=0.8, stroke_opacity="0.6" if pale else None,
    )  # fmt: skip
    dashes = styled("path", planned_style(theme), d=hexagon_path(x, y, 0.84), stroke_width=1.4)
    names = ", ".join(sorted((m.hazard.id for m in crowd), key=words.natural))
    after = f"; release planned of {planned}" if planned else ""
    tip = title(
        f"{len(crowd)} hazardous areas, {confirmed} of them confirmed, "
        f"{words.km2(_ground_km2(crowd) * 1e6)}{after}: {names}"
    )
    return element("g", tip, mark, dashes if planned else "")


def _ground_km2(crowd: Sequence[Mark]) -> float:
    return sum(mark.hazard.area_m2 or 0.0 for mark in crowd) / 1e6


def _step(crowd: Sequence[Mark]) -> int:
    return sum(_ground_km2(crowd) >= step for step in STEPS_KM2)


def count_layer(marks: HazardMarks, theme: Theme) -> Iterator[str]:
    """The number of hazards in each hexagon, above the assets that lie on it."""
    for (x, y), crowd in marks.hexagons.items():
        fill, ink = roll_up(theme)[_step(crowd)]
        if all(mark.planned for mark in crowd):
            fill, ink = theme["map"], theme["ink"]
        size = 8.0 if len(crowd) < 100 else 6.8
        yield text(
            words.count(len(crowd)), x, y + size * 0.36,
            size=size, weight=600, fill=ink, anchor="middle", halo=fill, halo_width=2.6,
        )  # fmt: skip


def hexagon_path(x: float, y: float, size: float = 1.0) -> str:
    """A hexagon with level top and bottom around a point, ``HEXAGON`` high at size 1."""
    side = HEXAGON / math.sqrt(3) * size
    half = HEXAGON / 2 * size
    corners = [
        (side, 0.0), (side / 2, half), (-side / 2, half),
        (-side, 0.0), (-side / 2, -half), (side / 2, -half),
    ]  # fmt: skip
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z"


def small_marks(marks: HazardMarks) -> Iterator[tuple[float, float, float]]:
    """Middle and half width of every mark that words must not cover."""
    yield from ((mark.x, mark.y, DIAMOND / 2) for mark in marks.diamonds)
    yield from ((x, y, HEXAGON / 3) for x, y in marks.hexagons)


def mark_size(mark: Mark) -> float:
    """Half of the room a hazard's own mark takes around its anchor, px."""
    return DIAMOND / 2 if mark.extent < LEAST_PX else mark.extent / 2
