"""The key of a map and what must stand under every map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ploughshare.reports import words
from ploughshare.reports.map_assets import AssetMark
from ploughshare.reports.map_ground import RIVER_WIDTH
from ploughshare.reports.map_hazards import HazardMarks, hexagon_path
from ploughshare.reports.map_view import View
from ploughshare.reports.svg import Attribute, element, number, styled
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import (
    GLYPH_OF,
    GLYPH_WORDS,
    SQUARE,
    TEAM_WORDS,
    WORKED_ON,
    Theme,
    asset_square,
    diamond,
    hazard_style,
    pale_style,
    planned_style,
    released_style,
    small_square,
)
from ploughshare.reports.tokens import roll_up
from ploughshare.reports.typeface import text_width, wrapped

SIZE = 9.6
ROW = 18.5
NOTE_ROW = 13.0
SWATCH = 26.0
SIGN = 13.6
GAP = 16.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the key: markup drawn with its left middle at (0, 0), its width, its words."""

    swatch: str
    wide: float
    label: str

    @property
    def width(self) -> float:
        return self.wide + 5 + text_width(self.label, SIZE)


def key_rows(entries: Sequence[Entry], room: float) -> list[list[Entry]]:
    """Entries in reading order, in as many rows as the width asks for."""
    rows: list[list[Entry]] = []
    used = 0.0
    for entry in entries:
        if not rows or used + entry.width > room:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += entry.width + GAP
    return rows


def draw_key(rows: Sequence[Sequence[Entry]], top: float, theme: Theme) -> Iterator[str]:
    """The key's rows from ``top`` downwards."""
    for i, row in enumerate(rows):
        x, y = 1.0, top + ROW * (i + 0.5)
        for entry in row:
            yield element("g", entry.swatch, transform=f"translate({x:.1f} {y:.1f})")
            yield text(
                entry.label, x + entry.wide + 5, y + SIZE * 0.36, size=SIZE, fill=theme["ink-2"]
            )
            x += entry.width + GAP


def key_entries(
    view: View,
    marks: HazardMarks,
    assets: Sequence[AssetMark],
    *,
    small: bool,
    bases: bool,
    theme: Theme,
) -> list[Entry]:
    """Entries for what is on this sheet, and for nothing else."""
    return [
        *_hazard_entries(marks, theme),
        *_release_entries(marks, theme),
        *_asset_entries(assets, small, theme),
        *_road_entries(view, theme),
        *_landscape_entries(view, theme),
        *([_base_entry(view, theme)] if bases else []),
    ]


def _box(style: dict[str, Attribute], *patterns: str) -> str:
    area: dict[str, Attribute] = {
        "x": 0.5,
        "y": -5.5,
        "width": SWATCH - 1,
        "height": "11",
        "rx": "2",
    }
    return styled("rect", style, **area) + "".join(
        element("rect", fill=f"url(#{pattern})", **area) for pattern in patterns
    )


def _hazard_entries(marks: HazardMarks, theme: Theme) -> Iterator[Entry]:
    everything = [*marks.shapes, *marks.diamonds, *(m for c in marks.hexagons.values() for m in c)]
    types = {mark.hazard.hazard_type for mark in everything}
    for code, label in (("cha", "confirmed hazardous (CHA)"), ("sha", "suspected hazardous (SHA)")):
        if code in types:
            yield Entry(_box(hazard_style(code, "open", theme), code), SWATCH, label)
    statuses = {mark.hazard.status for mark in marks.shapes if not mark.planned}
    if statuses - {"open", "tasked"}:
        box = _box({"fill": "none", "stroke": theme["ink-2"], "stroke-dasharray": WORKED_ON})
        also = ", two bars: suspended" if "suspended" in statuses else ""
        yield Entry(box, SWATCH, f"dashed: being worked on{also}")
    if marks.diamonds:
        both = [
            diamond(6.0 + 12 * i, 0.0, code, theme, planned=False, tip="")
            for i, code in enumerate(("cha", "sha"))
        ]
        yield Entry("".join(both), 24, "too small to outline")
    if marks.hexagons:
        steps = "".join(
            element(
                "path", d=hexagon_path(5.5 + 10.5 * i, 0, 0.58), fill=fill,
                stroke=theme["cha" if i else "sha-text"], stroke_width="0.8",
            )
            for i, (fill, _) in enumerate(roll_up(theme))
        )  # fmt: skip
        yield Entry(steps, 44, "number of small areas; darker: more ground (0.05, 0.2, 0.8 km²)")


def _release_entries(marks: HazardMarks, theme: Theme) -> Iterator[Entry]:
    everything = [*marks.shapes, *marks.diamonds, *(m for c in marks.hexagons.values() for m in c)]
    if any(mark.planned for mark in everything):
        box = _box(pale_style("cha", theme), "cha-pale") + _box(
            {**planned_style(theme), "stroke-width": 1.6}
        )
        yield Entry(box, SWATCH, "release planned: hazardous until it is signed")
    products = {hazard.product for hazard, _ in marks.closed}
    for product in ("cancelled", "reduced", "cleared"):
        if product in products:
            patterns = () if product == "cleared" else (product,)
            yield Entry(_box(released_style(theme, product=True), *patterns), SWATCH, product)
    if "" in products:
        yield Entry(
            _box(released_style(theme, product=False)), SWATCH, "closed, product not recorded"
        )


STATE_WORDS = {
    "in_service": "in service",
    "planned": "planned back by this date",
    "limited": "limited",
    "": "not in service",
}


def _asset_entries(assets: Sequence[AssetMark], small: bool, theme: Theme) -> Iterator[Entry]:
    if not assets:
        return
    states = {m.state if m.state in STATE_WORDS else "" for m in assets}
    glyphs = [g for g in GLYPH_WORDS if g in {GLYPH_OF.get(m.asset.kind, "other") for m in assets}]
    kind_of = {glyph: kind for kind, glyph in reversed(list(GLYPH_OF.items()))}
    for state, label in STATE_WORDS.items():
        if state in states:
            yield Entry(_square(kind_of[glyphs[0]], state, theme), SIGN, label)
    if any(mark.asset.damage in {"1", "2", "3", "4"} for mark in assets):
        bar = element("rect", x=0.0, y=-1.0, width="14", height="2", fill=theme["ink"])
        yield Entry(bar, 14, "damage, full width: destroyed")
    for glyph in glyphs:
        yield Entry(_square(kind_of[glyph], "out_of_service", theme), SIGN, GLYPH_WORDS[glyph])
    if small:
        states_shown = ("in_service", "out_of_service")
        both = [small_square(3.0 + 7 * i, 0.0, s, theme) for i, s in enumerate(states_shown)]
        yield Entry("".join(both), 13, "asset without room for its sign")


def _square(kind: str, state: str, theme: Theme) -> str:
    square = asset_square(0.0, 0.0, kind, state, "", theme)
    return element("g", square, transform=f"translate({SIGN / 2} 0) scale({SIGN / SQUARE})")


def _road_entries(view: View, theme: Theme) -> Iterator[Entry]:
    found = {road.passability for road in view.situation.roads.values()}
    for code, dashes, label in (
        ("open", None, "road, passable"),
        ("limited", "5 2.5", "limited"),
        ("unknown", "2 2.5", "not known"),
    ):
        if code in found:
            path = element(
                "path", d="M0 0H26", stroke=theme["road"], stroke_width=2.0, stroke_dasharray=dashes
            )
            yield Entry(path, SWATCH, label)
    if "blocked" in found:
        dots = element(
            "path", d="M0 0H26", stroke=theme["ink"], stroke_width=1.4,
            stroke_dasharray="0.1 3.2", stroke_linecap="round",
        )  # fmt: skip
        cross = element("path", d="M11 -2l4 4m0 -4l-4 4", stroke=theme["ink"], stroke_width="1.1")
        yield Entry(dots + cross, SWATCH, "blocked")


def _landscape_entries(view: View, theme: Theme) -> Iterator[Entry]:
    found = {place.level for place in view.situation.landscape}
    if "water" in found:
        river = element("path", d="M2 0H24", stroke=theme["water"], stroke_width=RIVER_WIDTH,
                        stroke_linecap="round")  # fmt: skip
        yield Entry(river, SWATCH, "river or lake")
    if "wood" in found:
        yield Entry(_box({"fill": theme["wood"], "stroke": "none"}), SWATCH, "wood")


def _base_entry(view: View, theme: Theme) -> Entry:
    pill = element("rect", x=0.0, y=-6.0, width="24", height="12", rx="6", fill=theme["ink"])
    label = text("S2", 12, 2.7, size=7.5, weight=600, fill=theme["surface"], anchor="middle")
    letters = words.listed([f"{letter} {word}" for letter, word in TEAM_WORDS.items()], "or")
    return Entry(pill + label, 24, f"teams based here: {letters}")


def notes(marks: HazardMarks, room: float) -> list[str]:
    """Lines under the key: what a map never says, and what could not be drawn."""
    said = f"{words.NO_RECORD} {words.BOUNDARIES}"
    if marks.nowhere:
        many = words.some(len(marks.nowhere), "hazardous area")
        has = "has" if len(marks.nowhere) == 1 else "have"
        ids = words.few([mark.hazard.id for mark in marks.nowhere], 8)
        said += f" {words.capital(many)} {has} no place on the map: {ids}."
    return wrapped(said, room, SIZE)


def draw_notes(lines: Sequence[str], top: float, theme: Theme) -> Iterator[str]:
    """The lines under the key, from ``top`` downwards."""
    for i, line in enumerate(lines):
        yield text(line, 1, top + NOTE_ROW * i + SIZE, size=SIZE, fill=theme["ink-3"])


def scale_bar(view: View, theme: Theme) -> Iterator[str]:
    """The scale bar at the lower right, as long as one square of the grid."""
    length = view.bar_km * 1000 * view.scale
    right, y = view.width - 12, view.height - 10
    name = f"{view.bar_km:g}{words.THIN}km, as the grid"
    wide = max(length, text_width(name, SIZE, 600)) + 12
    yield element(
        "rect", x=view.width - wide - 6, y=view.height - 29, width=wide, height="24", rx="3",
        fill=theme["map"], fill_opacity="0.85",
    )  # fmt: skip
    path = f"M{number(right - length)} {number(y - 4)}V{number(y)}H{number(right)}V{number(y - 4)}"
    yield element("path", d=path, fill="none", stroke=theme["ink"], stroke_width="1.4")
    yield text(name, right - length / 2 if wide < length + 20 else view.width - wide / 2 - 6,
               y - 7, size=SIZE, weight=600, fill=theme["ink"], anchor="middle")  # fmt: skip


def headline(view: View, marks: HazardMarks, on: date | None) -> tuple[str, str]:
    """The map's words: which date, recorded or planned; and what is shown."""
    open_now = [h for h in view.situation.hazards.values() if h.is_open]
    ground = sum(h.area_m2 or 0.0 for h in open_now)
    shown = f"{words.some(len(open_now), 'hazardous area')} recorded, {words.km2(ground)}"
    if not open_now:
        shown = "no hazardous area recorded"
    if view.situation.terms is not None:
        shown += f"; scenario {view.situation.terms.name}, not the plan of record"
    if on is None:
        return f"Situation on {words.day(view.situation.calendar.start)}", shown
    everything = [*marks.shapes, *marks.diamonds, *(m for c in marks.hexagons.values() for m in c)]
    planned = sum(mark.planned for mark in everything)
    return (
        f"The plan's picture of {words.day(on)}",
        f"{shown}; release planned of {words.count(planned)}",
    )
