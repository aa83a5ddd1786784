"""Colours by meaning: the only place where a colour is written down.

A colour has one meaning everywhere: red and amber are hazardous ground, sage is
land released, blue is people served, plum is what is only assumed; all else is
ink on paper. Contrasts and distances for colour-blind eyes are computed from
this table in ``tests/reports/test_tokens.py``.
"""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#F5F3EE",
    "surface": "#FFFFFF",
    "sunken": "#ECE9E1",
    "line": "#DBD7CC",
    "edge": "#858279",
    "ink": "#1A1E22",
    "ink-2": "#474C52",
    "ink-3": "#64686C",
    "focus": "#0B5CAD",
    "cha": "#BE1A10",
    "sha": "#D68B02",
    "sha-text": "#8A5000",
    "unsurveyed": "#8A7F6B",
    "released": "#5A8451",
    "released-text": "#3F6737",
    "service": "#1667A5",
    "assumed": "#943F7C",
    "cha-soft": "#F6DAD5",
    "sha-soft": "#FBE7C6",
    "released-soft": "#DCE8D4",
    "service-soft": "#D7E6F4",
    "assumed-soft": "#F3E1ED",
    "map": "#F3F1EA",
    "wood": "#E4E9DA",
    "water": "#BFD5E2",
    "built": "#DDD8CC",
    "road": "#8B867A",
}
"""Paper and daylight."""

DARK: Mapping[str, str] = {
    "paper": "#121518",
    "surface": "#1A1E22",
    "sunken": "#23282D",
    "line": "#343A40",
    "edge": "#7B8289",
    "ink": "#ECEAE4",
    "ink-2": "#BDC0C1",
    "ink-3": "#979DA2",
    "focus": "#7CC0FF",
    "cha": "#EA6A57",
    "sha": "#FEB344",
    "sha-text": "#FEB344",
    "unsurveyed": "#9C917C",
    "released": "#B6CA9F",
    "released-text": "#B6CA9F",
    "service": "#72B6EA",
    "assumed": "#C57FB0",
    "cha-soft": "#3E1C18",
    "sha-soft": "#42321A",
    "released-soft": "#26351F",
    "service-soft": "#1B3247",
    "assumed-soft": "#412639",
    "map": "#171B1E",
    "wood": "#1D2520",
    "water": "#20343F",
    "built": "#2A2D2D",
    "road": "#6F7270",
}
"""Screens at night."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#RRGGBB``, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """``share`` (0 to 1) of the first colour laid over the other."""
    pairs = zip(rgb(colour), rgb(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in pairs)


def roll_up(theme: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Four steps from little to much hazardous ground: fill, and the colour of words on it."""
    fills = (
        theme["sha-soft"],
        mix(theme["sha"], theme["sha-soft"], 0.7),
        mix(theme["sha"], theme["cha"], 0.7),
        theme["cha"],
    )
    return tuple((fill, _legible(fill, theme)) for fill in fills)


def _legible(fill: str, theme: Mapping[str, str]) -> str:
    """The end of a theme, ink or surface, that stands out more from the fill."""
    return max(theme["ink"], theme["surface"], key=lambda end: contrast(fill, end))


def contrast(colour: str, other: str) -> float:
    """Contrast ratio of WCAG 2, 1 to 21."""
    dark, light = sorted(_luminance(c) for c in (colour, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
