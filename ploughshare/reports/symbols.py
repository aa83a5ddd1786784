"""Marks of the map: patterns of hazardous ground and of land released, squares of assets, bases.

Type, status and product of a hazardous area are three marks that combine:
pattern and colour tell the type, the outline tells the status, and land
released has a pattern of its own for each product. Nothing rests on colour alone.
"""

from collections.abc import Mapping

from ploughshare.reports.svg import Attribute, element

Theme = Mapping[str, str]

WORKED_ON = "5 2.5"
PLANNED = "3 3"
DOTTED = "0.1 3.4"
"""Dash patterns: a hazard being worked on, release that is planned, the proven limit."""

SQUARE = 16.0
"""Side of an asset's square, px."""
DIAMOND = 9.0
"""Height of the mark of a hazard too small for its pattern, px."""


def patterns(theme: Theme) -> str:
    """Definitions of all patterns, for the head of a drawing."""
    cha, sha, sage = theme["cha"], theme["sha-text"], theme["released-text"]
    return "".join(
        (
            _pattern("cha", 6, "M0 3H6M3 0V6", cha, 0.9, 0.75, turned=True),
            _pattern("sha", 7, "M0 3.5H7", sha, 1.0, 0.75, turned=True),
            _pattern("cha-pale", 6, "M0 3H6M3 0V6", cha, 0.9, 0.4, turned=True),
            _pattern("sha-pale", 7, "M0 3.5H7", sha, 1.0, 0.4, turned=True),
            _pattern("cancelled", 8, "M4 2.4V5.6M2.4 4H5.6", sage, 0.8, 1.0),
            _pattern("reduced", 7, "M0 3.5H7", sage, 0.8, 1.0),
            _pattern("beyond", 6, "M0 3H6", theme["edge"], 0.7, 0.45, turned=True),
            _pattern("stopped", 5, "M0 2.5H5", theme["ink-2"], 0.8, 0.7, turned=True),
        )
    )


def _pattern(
    name: str,
    size: int,
    path: str,
    colour: str,
    width: float,
    opacity: float,
    *,
    turned: bool = False,
) -> str:
    line = element(
        "path", d=path, stroke=colour, stroke_width=str(width), stroke_opacity=str(opacity)
    )
    return element(
        "pattern",
        line,
        id=name,
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)" if turned else None,
    )


def hazard_style(hazard_type: str, status: str, theme: Theme) -> dict[str, Attribute]:
    """Fill and outline of an open hazardous area; its pattern is drawn over it."""
    confirmed = hazard_type == "cha"
    at_rest = status in {"open", "tasked"}
    return {
        "fill": theme["cha" if confirmed else "sha"],
        "fill-opacity": "0.3",
        "stroke": theme["cha" if confirmed else "sha-text"],
        "stroke-width": 1.6 if confirmed else 1.3,
        "stroke-dasharray": None if at_rest else WORKED_ON,
        "stroke-linejoin": "round",
    }


def pale_style(hazard_type: str, theme: Theme) -> dict[str, Attribute]:
    """A hazardous area whose release is planned by the date shown: pale, but there."""
    confirmed = hazard_type == "cha"
    return {
        "fill": theme["cha" if confirmed else "sha"],
        "fill-opacity": "0.1",
        "stroke": theme["cha" if confirmed else "sha-text"],
        "stroke-width": 0.9,
        "stroke-opacity": "0.6",
        "stroke-linejoin": "round",
    }


def planned_style(theme: Theme) -> dict[str, Attribute]:
    """The sage dashes over a hazardous area whose release is planned."""
    return {
        "fill": "none",
        "stroke": theme["released-text"],
        "stroke-width": 2.0,
        "stroke-dasharray": PLANNED,
    }


def released_style(theme: Theme, *, product: bool) -> dict[str, Attribute]:
    """Land released; without a recorded product only its outline."""
    return {
        "fill": theme["released"] if product else "none",
        "fill-opacity": "0.3" if product else None,
        "stroke": theme["released-text"],
        "stroke-width": 1.0,
        "stroke-linejoin": "round",
    }


def hazard_colour(hazard_type: str, theme: Theme) -> str:
    """Colour of a hazardous area's outline and words."""
    return theme["cha" if hazard_type == "cha" else "sha-text"]


def diamond(x: float, y: float, hazard_type: str, theme: Theme, *, planned: bool, tip: str) -> str:
    """A hazard too small for its pattern: a diamond of its colour with an ink point."""
    half = DIAMOND / 2
    path = f"M{x:.1f} {y - half:.1f}l{half} {half}l{-half} {half}l{-half} {-half}Z"
    fill = theme["cha" if hazard_type == "cha" else "sha"]
    mark = element(
        "path",
        d=path,
        fill=fill,
        fill_opacity="0.15" if planned else None,
        stroke=hazard_colour(hazard_type, theme),
        stroke_width=0.9,
        stroke_opacity="0.6" if planned else None,
    )
    point = element("circle", cx=x, cy=y, r="1.1", fill=theme["ink"])
    over = element("path", d=path, **(planned_style(theme) | {"stroke-width": 1.3}))
    return element("g", tip, mark, over if planned else "", point)


GLYPHS: Mapping[str, str] = {
    "bridge": "M-5 2.2H5M-5 -1Q0 -5 5 -1M-2.6 2.2V-2M2.6 2.2V-2",
    "power": "M1 -5L-3 1H0L-1 5L3 -1H0Z",
    "water": "M0 -5Q4 0 4 1.6A4 3.6 0 0 1 -4 1.6Q-4 0 0 -5Z",
    "school": "M-5 -1L0 -4L5 -1L0 2ZM-3 .3V3Q0 5 3 3V.3",
    "clinic": "M-1.4 -4.4H1.4V-1.4H4.4V1.4H1.4V4.4H-1.4V1.4H-4.4V-1.4H-1.4Z",
    "road": "M-3.6 4.4L-1.6 -4.4M3.6 4.4L1.6 -4.4M0 3.6V1.6M0 -.4V-2.2",
    "home": "M-4.4 -.2L0 -4.4L4.4 -.2M-3.2 -1V4H3.2V-1",
    "flats": "M-3.4 4.4V-4.4H3.4V4.4ZM-1.2 -2.2H1.2M-1.2 0H1.2M-1.2 2.2H1.2",
    "public": "M-4.4 -1.8L0 -4.4L4.4 -1.8ZM-3.2 -1.4V3.4M0 -1.4V3.4M3.2 -1.4V3.4M-4.4 4H4.4",
    "market": "M-4.4 -1L-3.2 -4H3.2L4.4 -1ZM-3.4 -1V4H3.4V-1",
    "industry": "M-4.4 4V-.6L-1.4 1.4V-.6L1.6 1.4V-4H4.4V4Z",
    "field": "M-4.4 3.4H4.4M-3.6 .2H3.6M-2.8 -3H2.8",
    "other": "M-2.4 -2.4H2.4V2.4H-2.4Z",
}
"""Lines of each glyph, drawn around (0, 0) within 10 px."""

GLYPH_OF: Mapping[str, str] = {
    "road": "road",
    "bridge": "bridge",
    "culvert": "bridge",
    "power_line": "power",
    "substation": "power",
    "generator": "power",
    "water_main": "water",
    "pump": "water",
    "well": "water",
    "house": "home",
    "apartments": "flats",
    "school": "school",
    "clinic": "clinic",
    "public": "public",
    "market": "market",
    "industry": "industry",
    "field": "field",
    "other": "other",
}
"""Glyph of each asset kind."""

GLYPH_WORDS: Mapping[str, str] = {
    "road": "road",
    "bridge": "bridge",
    "power": "power",
    "water": "water",
    "home": "homes",
    "flats": "flats",
    "school": "school",
    "clinic": "clinic",
    "public": "public",
    "market": "market",
    "industry": "industry",
    "field": "field",
    "other": "other",
}


def asset_colours(state: str, theme: Theme) -> tuple[str, str, str | None, str]:
    """Fill, outline, dashes and glyph colour; states besides the recorded ones: ``planned``."""
    if state == "in_service":
        return theme["service"], theme["service"], None, theme["surface"]
    if state == "planned":
        return theme["surface"], theme["service"], "2.6 1.8", theme["service"]
    if state == "limited":
        return theme["service-soft"], theme["service"], None, theme["service"]
    return theme["surface"], theme["ink-2"], None, theme["ink-2"]


def asset_square(
    x: float, y: float, kind: str, state: str, damage: str, theme: Theme, tip: str = ""
) -> str:
    """A square with the glyph of the kind; the bar under it is the damage, full width destroyed."""
    fill, outline, dashes, line = asset_colours(state, theme)
    half = SQUARE / 2
    square = element(
        "rect",
        x=-half,
        y=-half,
        width=SQUARE,
        height=SQUARE,
        rx="3.6",
        fill=fill,
        stroke=outline,
        stroke_width=1.3,
        stroke_dasharray=dashes,
    )
    glyph = element(
        "path",
        d=GLYPHS[GLYPH_OF.get(kind, "other")],
        fill="none",
        stroke=line,
        stroke_width=1.2,
        stroke_linejoin="round",
        stroke_linecap="round",
        transform="scale(.86)",
    )
    bar = ""
    if damage in {"1", "2", "3", "4"}:
        width = 14.0 * int(damage) / 4
        bar = element("rect", x=-7.0, y=half + 1.4, width=width, height="2", fill=theme["ink"])
    place = f"translate({x:.1f} {y:.1f})"
    return element("g", tip, square, glyph, bar, transform=place)


def small_square(
    x: float, y: float, state: str, theme: Theme, tip: str = "", half: float = 1.8
) -> str:
    """An asset where there is no room for its square."""
    fill, outline, _, _ = asset_colours(state, theme)
    return element(
        "rect",
        tip,
        x=x - half,
        y=y - half,
        width=2 * half,
        height=2 * half,
        fill=fill,
        stroke=outline,
        stroke_width="0.9",
    )


TEAM_LETTER: Mapping[str, str] = {
    "nts": "S",
    "ts": "S",
    "manual": "C",
    "mechanical": "C",
    "dogs": "C",
    "bac": "C",
    "eod": "C",
    "qc": "C",
    "roads": "B",
    "bridges": "B",
    "power": "B",
    "water": "B",
    "building": "B",
    "debris": "B",
    "plant": "B",
}
"""Survey, clearance or building: the letter of each team kind at a base."""

TEAM_WORDS = {"S": "survey", "C": "clearance", "B": "builders"}
