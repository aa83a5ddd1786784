"""The restoration curve: what is back by when, and the line no plan can cross."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.planning.items import CurvePoint
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.svg import document, element, number
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import DOTTED, Theme, patterns
from ploughshare.reports.time_axis import WIDTH, TimeAxis, bands, merged, ruler
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import text_width

TOP = 24.0
RULER = 22.0
BAND_NAMES = 25.0
"""Room for the names of stand-downs above the ruler, px."""
SIZE = 10.6


@dataclass(frozen=True, slots=True)
class Line:
    """A curve in pixels: steps from ``xs[i]`` on lie at ``ys[i]``."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    right: float

    def at(self, x: float) -> float:
        """Height at a pixel; that of the first step before it begins."""
        return self.ys[max(0, bisect_right(self.xs, x) - 1)]

    def path(self) -> str:
        """The steps as a path from the first to the right end of the axis."""
        drawn = [f"M{number(self.xs[0])} {number(self.ys[0])}"]
        for x, y in zip(self.xs[1:], self.ys[1:], strict=True):
            drawn.append(f"H{number(x)}V{number(y)}")
        return "".join(drawn) + f"H{number(self.right)}"


def share_at(points: Sequence[CurvePoint], day: date, otherwise: int) -> int:
    """Weight of a curve at the end of a day; ``otherwise`` before its first point."""
    weight = otherwise
    for point in points:
        if point.on > day:
            break
        weight = point.weight
    return weight


def day_of_weight(points: Sequence[CurvePoint], weight: float) -> date | None:
    """First day on which a curve has at least that weight; ``None`` where it never has."""
    return next((point.on for point in points if point.weight >= weight), None)


def curve_svg(
    plan: Plan,
    situation: Situation,
    axis: TimeAxis,
    *,
    height: float = 230,
    mark: date | None = None,
    theme: Theme = LIGHT,
) -> str:
    """
    The curve of a plan with its proven limit and the list by highest priority first.

    Parameters
    ----------
    axis
        Shared with the timeline below it.
    height
        Of the drawing, px.
    mark
        A day whose share is written on the curve.
    """
    top, bottom = TOP, height - RULER
    whole = max(1, plan.served_in_all)

    def line(points: Sequence[CurvePoint]) -> Line:
        return _line(points, axis, lambda w: bottom - (bottom - top) * w / whole)

    ours = line(plan.curve)
    limit = line(plan.limit) if plan.limit else None
    theirs = line(plan.priority_first) if plan.priority_first else None
    body = [
        *_bands(situation, axis, top, bottom, theme),
        *_levels(axis, top, bottom, theme),
        *(_beyond(limit, theme) if limit else ()),
        *ruler(axis, bottom, theme),
    ]
    if theirs:
        body.append(
            element("path", d=theirs.path(), fill="none", stroke=theme["edge"], stroke_width="1.5",
                    stroke_dasharray="5 3.5")
        )  # fmt: skip
    body.append(
        element("path", d=ours.path(), fill="none", stroke=theme["service"], stroke_width="2.4",
                stroke_linejoin="round")
    )  # fmt: skip
    body += _labels(plan, axis, ours, limit, theirs, mark, top, bottom, theme)
    return document(
        "\n".join(body),
        width_px=WIDTH,
        height_px=height,
        name=f"{plan.region}: share of service back",
        tells="The same figures stand in the table on this page.",
        defs=patterns(theme),
    )


def _line(points: Sequence[CurvePoint], axis: TimeAxis, y_of: Callable[[int], float]) -> Line:
    xs: list[float] = []
    ys: list[float] = []
    for point in points:
        x = axis.x(point.on)
        y = y_of(point.weight)
        if xs and round(x, 1) == round(xs[-1], 1):
            ys[-1] = y
        else:
            xs.append(x)
            ys.append(y)
    if xs[0] > axis.left:
        xs, ys = [axis.left, *xs], [ys[0], *ys]
    return Line(tuple(xs), tuple(ys), axis.right)


def _levels(axis: TimeAxis, top: float, bottom: float, theme: Theme) -> Iterator[str]:
    for percent in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * percent / 100
        if percent:
            path = f"M{number(axis.left)} {number(y)}H{number(axis.right)}"
            yield element("path", d=path, stroke=theme["line"], stroke_width="0.8")
        yield text(
            words.share(percent, 100), axis.left - 8, y + 3.6,
            size=10.4, fill=theme["ink-2"], anchor="end",
        )  # fmt: skip


def everywhere(situation: Situation, kinds: Sequence[str] | None = None) -> list[tuple[date, date]]:
    """Days on which work stands down in the whole region, of any of the kinds; both ends in."""
    return merged(
        [
            (down.from_on, down.to_on)
            for down in situation.stand_downs
            if not down.places and (kinds is None or set(kinds) & set(down.kinds))
        ]
    )


def _bands(
    situation: Situation, axis: TimeAxis, top: float, bottom: float, theme: Theme
) -> Iterator[str]:
    yield from bands(axis, everywhere(situation), top, bottom, theme)
    named: set[float] = set()
    for down in situation.stand_downs:
        if down.places:
            continue
        left, right = axis.x(down.from_on), axis.x(down.to_on + timedelta(days=1))
        name = words.cause(down.cause)
        middle = (left + right) / 2
        lines = [name] if text_width(name, 9.6) + 4 < right - left else name.split(" ")
        wide = max(text_width(line, 9.6) for line in lines)
        clear = all(abs(middle - other) > wide + 8 for other in named)
        if right - left > wide + 2 and clear and len(lines) < 3:
            named.add(middle)
            for i, line in enumerate(reversed(lines)):
                yield text(line, middle, bottom - 5 - 11 * i, size=9.6, fill=theme["ink-3"],
                           anchor="middle")  # fmt: skip


def _beyond(limit: Line, theme: Theme) -> Iterator[str]:
    """The hatched region above the proven limit, and the limit itself."""
    shape = f"{limit.path()}V4H{number(limit.xs[0])}Z"
    yield element("path", d=shape, fill="url(#beyond)")
    yield element(
        "path", d=limit.path(), fill="none", stroke=theme["ink"], stroke_width="1.6",
        stroke_dasharray=DOTTED, stroke_linecap="round",
    )  # fmt: skip


def _labels(
    plan: Plan,
    axis: TimeAxis,
    ours: Line,
    limit: Line | None,
    theirs: Line | None,
    mark: date | None,
    top: float,
    bottom: float,
    theme: Theme,
) -> Iterator[str]:
    """Words on the lines, each where its line has most room."""
    lines = [line for line in (ours, limit, theirs) if line]
    spots = _Spots(axis, lines, top, bottom - BAND_NAMES)
    if limit:
        label = "proven limit: no plan can be above"
        yield text(label, axis.left + 8, top - 6, size=SIZE, fill=theme["ink"],
                   halo=theme["surface"], halo_width=4)  # fmt: skip
        spots.take(axis.left + 8, top - 6, text_width(label, SIZE))
    if mark is not None and axis.first < mark < axis.last:
        x, y = axis.x(mark), ours.at(axis.x(mark))
        part = words.share(share_at(plan.curve, mark, plan.served_today), plan.served_in_all)
        label = f"{part} on {words.short_day(mark)} {mark.year}"
        begins, base = spots.beside(label, x, y)
        yield element("circle", cx=x, cy=y, r="3.4", fill=theme["service"], stroke=theme["surface"],
                      stroke_width="1.2")  # fmt: skip
        yield text(label, begins, base, size=SIZE, weight=600, fill=theme["ink"],
                   halo=theme["surface"])  # fmt: skip
    named = [("this plan", ours, 700, "service")]
    named += [("highest priority first", theirs, 400, "ink-3")] if theirs else []
    for label, line, weight, colour in named:
        x, y, meets = spots.on(label, line, weight)
        if meets is not None:
            path = f"M{number(x + 10)} {number(y - 9)}V{number(meets)}"
            yield element("path", d=path, stroke=theme[colour], stroke_width="0.7")
        yield text(label, x, y, size=SIZE, weight=weight, fill=theme[colour],
                   halo=theme["surface"])  # fmt: skip


NEAR, FAR = 15.0, 30.0
"""Baselines of a label below its line, px; from the farther one a thread leads to the line."""


class _Spots:
    """Room for labels between the lines of a chart."""

    def __init__(self, axis: TimeAxis, lines: Sequence[Line], top: float, bottom: float) -> None:
        self.axis, self.lines, self.top, self.bottom = axis, lines, top, bottom
        self.taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, base: float, wide: float) -> None:
        """Keep a label's box from others."""
        self.taken.append((x - 5, base - 11, x + wide + 5, base + 5))

    def on(self, label: str, line: Line, weight: int) -> tuple[float, float, float | None]:
        """Start and baseline of a label below its line, and the line's height for a thread to it."""
        wide = text_width(label, SIZE, weight)
        found = [
            (min(self._clearance(x, line.at(x + 10) + down, wide), 6.0), -down, -i, x)
            for i, x in enumerate(_candidates(self.axis, wide))
            for down in (NEAR, FAR)
        ]
        _, down, _, x = max(found)
        base = line.at(x + 10) - down
        self.take(x, base, wide)
        return x, base, line.at(x + 10) + 2 if down == -FAR else None

    def beside(self, label: str, x: float, y: float) -> tuple[float, float]:
        """Start and baseline of a label next to a point."""
        wide = text_width(label, SIZE, 600)
        found = [
            (self._clearance(begins, y + down, wide), -i, begins, y + down)
            for i, (begins, down) in enumerate(
                (left, down)
                for down in (17.0, 28.0, 40.0, -9.0)
                for left in (x + 7, x - wide - 7, x - wide / 2)
                if self.axis.left < left and left + wide < self.axis.right + 8
            )
        ]
        _, _, begins, base = max(found, default=(0.0, 0, x + 7, y + 17))
        self.take(begins, base, wide)
        return begins, base

    def _clearance(self, x: float, base: float, wide: float) -> float:
        """Distance of a label from the nearest line, label or edge; negative on one."""
        box_top, box_bottom = base - 9, base + 3
        least = min(12.0, box_top - self.top + 14, self.bottom - box_bottom - 2)
        for left, high, right, low in self.taken:
            if left < x + wide and x < right and high < box_bottom and box_top < low:
                least = -20.0
        for line in self.lines:
            for share in range(11):
                height = line.at(x + wide * share / 10)
                above = height < (box_top + box_bottom) / 2
                least = min(least, box_top - height if above else height - box_bottom)
        return round(least)


def _candidates(axis: TimeAxis, wide: float) -> list[float]:
    """Places along the axis, the middle first."""
    room = axis.right - axis.left - wide - 12
    shares = sorted((i / 40 for i in range(41)), key=lambda s: abs(s - 0.5))
    return [axis.left + 6 + room * share for share in shares]
