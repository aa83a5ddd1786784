"""Writing SVG: numbers, elements, paths and words with a halo."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ploughshare.reports.typeface import SCREEN_STACK

PX_PER_MM = 96 / 25.4
"""Drawings are made in CSS pixels, 96 to the inch, and sized in millimetres."""

Attribute = str | float | int | None


def number(value: float) -> str:
    """A coordinate to a tenth of a pixel, without needless digits."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def element(name: str, /, *content: str, **attributes: Attribute) -> str:
    """
    One element. ``None`` leaves an attribute out; ``_`` in a name becomes ``-``.

    Content is markup and is not escaped; see ``words`` for text.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def _written(value: Attribute) -> str:
    return number(value) if isinstance(value, float) else str(value)


def title(text: str) -> str:
    """What a viewer shows when the pointer rests on a mark."""
    return f"<title>{escape(_clean(text))}</title>"


def words(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 10.5,
    fill: str,
    weight: int = 400,
    anchor: str | None = None,
    halo: str | None = None,
    halo_width: float = 3,
) -> str:
    """A line of text with its baseline at ``y``; ``halo`` is the colour of the ground around it."""
    return element(
        "text",
        escape(_clean(text)),
        x=float(x),
        y=float(y),
        font_size=float(size),
        font_weight=weight if weight != 400 else None,
        text_anchor=anchor if anchor != "start" else None,
        fill=fill,
        stroke=halo,
        stroke_width=halo_width if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n")


def points_path(points: NDArray[np.float64], *, closed: bool) -> str:
    """
    A path through points, shape ``(n, 2)``; points that round to the same tenth are drawn once.

    Rounding moves an outline by less than 0.05 px, which half of the thinnest
    outline covers: no ground is lost to it.
    """
    rounded = np.round(points, 1)
    if len(rounded) > 1:
        keep = np.ones(len(rounded), dtype=bool)
        keep[1:] = np.any(rounded[1:] != rounded[:-1], axis=1)
        rounded = rounded[keep]
    if closed and len(rounded) > 1 and bool(np.all(rounded[0] == rounded[-1])):
        rounded = rounded[:-1]
    drawn = "L".join(f"{number(x)} {number(y)}" for x, y in rounded.tolist())
    return f"M{drawn}{'Z' if closed else ''}"


def shape_path(shape: BaseGeometry) -> str:
    """The outline of polygons with their holes, and of lines; points draw nothing."""
    return "".join(
        points_path(shapely.get_coordinates(part), closed=closed)
        for part, closed in _rings(shape)
        if not part.is_empty
    )


def _rings(shape: BaseGeometry) -> Iterable[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts([shape]).tolist():
        if part.geom_type == "Polygon":
            yield part.exterior, True
            yield from ((ring, True) for ring in part.interiors)
        elif part.geom_type in {"LineString", "LinearRing"}:
            yield part, False
        elif part.geom_type != "Point" and not part.is_empty:
            yield from _rings(part)


def document(
    body: str, *, width_px: float, height_px: float, name: str, tells: str, defs: str = ""
) -> str:
    """A whole drawing, sized in millimetres; ``name`` and ``tells`` say it in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'width="{width_px / PX_PER_MM:.2f}mm" height="{height_px / PX_PER_MM:.2f}mm" '
        f'viewBox="0 0 {number(width_px)} {number(height_px)}" '
        f"font-family={quoteattr(SCREEN_STACK)} "
        'style="font-variant-numeric:tabular-nums">\n'
        f"<title>{escape(_clean(name))}</title>\n<desc>{escape(_clean(tells))}</desc>\n"
        f"<defs>{defs}</defs>\n{body}\n</svg>\n"
    )


def styled(tag: str, styles: Mapping[str, Attribute], /, *content: str, **more: Attribute) -> str:
    """An element with a set of shared attributes and some of its own, which win."""
    own = {key.replace("_", "-"): value for key, value in more.items()}
    return element(tag, *content, **{**styles, **own})
