"""Assets and team bases on the map: squares where there is room, small squares elsewhere."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

from ploughshare.assets.assets import Asset
from ploughshare.reports import words
from ploughshare.reports.map_labels import Box, Room
from ploughshare.reports.map_view import View, anchor
from ploughshare.reports.svg import element, shape_path, title
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import (
    SQUARE,
    TEAM_LETTER,
    Theme,
    asset_colours,
    asset_square,
    small_square,
)
from ploughshare.reports.typeface import text_width

MANY = 500
"""From so many assets on, small squares are smaller still."""
PILL_PLACES = (
    (0, 1), (0, -1), (-1, 0), (1, 0), (-1, 1), (1, 1), (-1, -1), (1, -1), (0, 2), (0, -2), (0, 3),
)  # fmt: skip
"""Where a base's pill is tried, in widths and heights of its own."""
MOST_SQUARES = 60
"""Squares with a glyph on one sheet; more would hide the ground."""

FIRST_KINDS = (
    "bridge", "substation", "generator", "clinic", "pump", "school", "water_main", "power_line",
    "well", "culvert",
)  # fmt: skip
"""Kinds whose squares are placed first: others depend on them."""


COMMON_KINDS = frozenset({"field", "house", "apartments", "other"})
"""Kinds that are too many to need a sign while they serve."""


@dataclass(frozen=True, slots=True)
class AssetMark:
    """An asset on the sheet, and its state on the date shown: ``planned`` besides its own."""

    asset: Asset
    shape: BaseGeometry
    x: float
    y: float
    state: str

    @property
    def is_line(self) -> bool:
        return "Line" in self.shape.geom_type

    @property
    def tip(self) -> str:
        asset = self.asset
        people = f", serves {words.count(asset.people_served)}" if asset.people_served else ""
        state = "planned back by the date shown" if self.state == "planned" else (
            words.service_state(asset.service_state)
        )  # fmt: skip
        damage = f", damage {asset.damage} of 4" if asset.damage.isdigit() else ""
        return f"{asset.name} ({words.asset_kind(asset.kind)}): {state}{damage}{people}"


def asset_marks(view: View, served: Mapping[str, date], on: date | None) -> list[AssetMark]:
    """Assets with a place on the map; those that others depend on first, then by people served."""
    assets = list(view.situation.assets.values())
    marks = []
    for asset, shape in zip(assets, view.shapes(a.geometry for a in assets), strict=True):
        x, y = anchor(shape)
        if math.isnan(x):
            continue
        back = on is not None and served.get(asset.id, date.max) <= on
        state = asset.service_state
        if back and state != "in_service":
            state = "planned"
        marks.append(AssetMark(asset, shape, x, y, state))
    rank = {kind: number for number, kind in enumerate(FIRST_KINDS)}
    return sorted(
        marks,
        key=lambda m: (
            m.state == "in_service",
            rank.get(m.asset.kind, len(rank)),
            -(m.asset.people_served or 0),
        ),
    )


def line_layer(marks: list[AssetMark], theme: Theme) -> Iterator[str]:
    """Lines that are assets: solid blue in service, dashed when planned back, ink when not."""
    for mark in marks:
        if not mark.is_line:
            continue
        _, outline, _, _ = asset_colours(mark.state, theme)
        dashes = (
            "4 2.5" if mark.state == "planned" else "1.5 2" if mark.state == "limited" else None
        )
        yield element(
            "path", title(mark.tip), d=shape_path(mark.shape), fill="none", stroke=outline,
            stroke_width="1.2", stroke_dasharray=dashes, stroke_linejoin="round",
        )  # fmt: skip


def squares(marks: list[AssetMark], room: Room) -> list[AssetMark]:
    """Those that get a square with a glyph; their room is taken."""
    half = SQUARE / 2 + 1
    chosen: list[AssetMark] = []
    for mark in marks:
        if len(chosen) == MOST_SQUARES:
            break
        box = Box(mark.x - half, mark.y - half, mark.x + half, mark.y + half + 3)
        common = mark.asset.kind in COMMON_KINDS and mark.state == "in_service"
        wanted = not common and (not mark.is_line or mark.asset.kind in FIRST_KINDS)
        if wanted and room.claim(box):
            chosen.append(mark)
    return chosen


def asset_layer(marks: list[AssetMark], chosen: list[AssetMark], theme: Theme) -> Iterator[str]:
    """Small squares first, squares with glyphs over them."""
    large = {mark.asset.id for mark in chosen}
    half = 1.8 if len(marks) < MANY else 1.3
    for mark in reversed(marks):
        if mark.asset.id not in large and not mark.is_line:
            yield small_square(mark.x, mark.y, mark.state, theme, title(mark.tip), half)
    for mark in reversed(chosen):
        yield asset_square(
            mark.x, mark.y, mark.asset.kind, mark.state, mark.asset.damage, theme, title(mark.tip)
        )


@dataclass(frozen=True, slots=True)
class Base:
    """Teams that start from one point; ``label`` counts them by letter, as in ``S2 C6``."""

    x: float
    y: float
    label: str
    names: tuple[str, ...]


def team_bases(view: View) -> list[Base]:
    """Bases on the sheet, the one with most teams first."""
    teams = list(view.situation.teams.values())
    places = view.situation.places
    where = [
        team.geometry or (places[team.base].geometry if team.base in places else None)
        for team in teams
    ]
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    anchors = [anchor(shape) for shape in view.shapes(where)]
    for i, (x, y) in enumerate(anchors):
        if not math.isnan(x):
            at[round(x / 6), round(y / 6)].append(i)
    bases = []
    for members in at.values():
        letters = Counter(
            TEAM_LETTER.get(teams[i].kinds[0], "B") for i in members if teams[i].kinds
        )
        label = " ".join(f"{letter}{letters[letter]}" for letter in "SCB" if letters[letter])
        x, y = anchors[members[0]]
        bases.append(Base(x, y, label, tuple(teams[i].name for i in members)))
    return sorted(bases, key=lambda base: -len(base.names))


def base_layer(bases: list[Base], room: Room, theme: Theme) -> Iterator[str]:
    """Ink pills with the count of teams by letter, beside the point they start from."""
    for base in bases:
        wide, high = text_width(base.label, 7.5, 600) + 9, 12.0
        for dx, dy in PILL_PLACES:
            x, y = base.x + dx * (wide / 2 + 4), base.y + dy * 11
            box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if room.claim(box):
                break
        else:
            x, y = base.x, base.y
        pill = element(
            "rect", x=x - wide / 2, y=y - high / 2, width=wide, height=high, rx="6",
            fill=theme["ink"], stroke=theme["map"], stroke_width="1",
        )  # fmt: skip
        label = text(
            base.label, x, y + 2.7, size=7.5, weight=600, fill=theme["surface"], anchor="middle"
        )
        many = words.some(len(base.names), "team")
        yield element("g", title(f"{many}: {', '.join(base.names)}"), pill, label)
