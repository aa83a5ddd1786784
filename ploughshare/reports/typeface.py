"""The typeface on paper: bundled, so that a page looks the same everywhere.

Inter has Latin, Greek and Cyrillic letters, Noto Sans Arabic the Arabic ones. Both
stand under the SIL Open Font License, ``fonts/OFL.txt``, and are unmodified.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
"""Folder of the bundled fonts."""

FAMILIES = ("Inter", "Noto Sans Arabic")
"""Names of the bundled families, first choice first."""

SCREEN_STACK = "Inter, 'Noto Sans', 'Noto Sans Arabic', system-ui, 'Segoe UI', Roboto, sans-serif"
"""For a drawing that leaves the book: the viewer's own fonts where Inter is not installed."""

_FILES = {400: "Inter-Regular.otf", 600: "Inter-SemiBold.otf", 700: "Inter-Bold.otf"}
_ARABIC = "NotoSansArabic-Regular.ttf"

UNPRINTABLE = "□"
"""Stands for a character that no bundled font has."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Advance widths of one font, in ems, by character code."""

    widths: Mapping[int, float]
    missing: float

    def width(self, text: str) -> float:
        """Width of a line of text, in ems, without kerning."""
        return sum(self.widths.get(ord(character), self.missing) for character in text)


@cache
def known_characters() -> frozenset[int]:
    """Codes of the characters that can be printed in every weight, or in the Arabic font."""
    latin = [metrics(weight).widths.keys() for weight in _FILES]
    data = (FONTS / _ARABIC).read_bytes()
    arabic = _glyphs_by_character(data, _tables(data)["cmap"])
    return frozenset.intersection(*map(frozenset, latin)) | arabic.keys() | {10}


def printable(text: str) -> str:
    """
    The text as the bundled fonts can print it.

    A character they lack, such as a control character from a wrong encoding, is
    drawn as an empty square, never left out.
    """
    known = known_characters()
    if all(ord(character) in known for character in text):
        return text
    return "".join(c if ord(c) in known else UNPRINTABLE for c in text)


@cache
def metrics(weight: int = 400) -> Metrics:
    """Widths of the bundled Latin and Cyrillic font; weights 400, 600 and 700."""
    data = (FONTS / _FILES[weight]).read_bytes()
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    pairs = struct.unpack_from(f">{count * 2}H", data, tables["hmtx"])
    advances = pairs[::2]
    glyphs = _glyphs_by_character(data, tables["cmap"])
    widths = {code: advances[min(glyph, count - 1)] / units for code, glyph in glyphs.items()}
    return Metrics(widths, 0.6)


def text_width(text: str, size: float, weight: int = 400) -> float:
    """Width of a line of text in the unit of ``size``."""
    return metrics(weight).width(text) * size


def shortened(text: str, room: float, size: float, weight: int = 400) -> str:
    """The text, or its beginning with an ellipsis where it is wider than ``room``; may be empty."""
    if text_width(text, size, weight) <= room:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + "…", size, weight) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…" if len(kept.strip()) > 1 else ""


def wrapped(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Lines of at most ``room``, broken at spaces; a word wider than that stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _tables(data: bytes) -> dict[str, int]:
    """Offsets of an OpenType file's tables by tag."""
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("ascii"): offset for tag, _, offset, _ in records}


def _glyphs_by_character(data: bytes, cmap: int) -> dict[int, int]:
    """Glyph numbers by character code, from a font's table of segments (format 12, else 4)."""
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    offsets = (struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)[2] for i in range(count))
    tables = {struct.unpack_from(">H", data, cmap + o)[0]: cmap + o for o in offsets}
    return _long_segments(data, tables[12]) if 12 in tables else _segments(data, tables[4])


def _long_segments(data: bytes, table: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for i in range(struct.unpack_from(">I", data, table + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, table + 16 + 12 * i)
        found.update({code: glyph + code - first for code in range(first, last + 1)})
    return found


def _segments(data: bytes, table: int) -> dict[int, int]:
    many = struct.unpack_from(">H", data, table + 6)[0] // 2
    begin = table + 14
    lasts = struct.unpack_from(f">{many}H", data, begin)
    firsts = struct.unpack_from(f">{many}H", data, begin + 2 * many + 2)
    deltas = struct.unpack_from(f">{many}h", data, begin + 4 * many + 2)
    at = begin + 6 * many + 2
    offsets = struct.unpack_from(f">{many}H", data, at)
    found: dict[int, int] = {}
    for i in range(many):
        for code in range(firsts[i], min(lasts[i], 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                where = at + 2 * i + offsets[i] + 2 * (code - firsts[i])
                glyph = struct.unpack_from(">H", data, where)[0]
            if glyph and (number := (glyph + deltas[i]) % 0x10000):
                found[code] = number
    return found
