"""Shapes in metres on the region's plane, rounded to a decimetre to be the same everywhere."""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from shapely import LineString, Polygon

XY = tuple[float, float]
Path = tuple[XY, ...]


def rounded(x: float, y: float) -> XY:
    """A position rounded to a decimetre."""
    return round(x, 1), round(y, 1)


def distance(a: XY, b: XY) -> float:
    """Distance between two positions in m."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def length(path: Sequence[XY]) -> float:
    """Length of a path in m."""
    return sum(distance(a, b) for a, b in pairwise(path))


def nearest_on(path: Sequence[XY], at: XY) -> tuple[float, float]:
    """Where on a path it comes closest to a position, as ``(m from its start, m away)``."""
    best, so_far = (0.0, math.inf), 0.0
    for a, b in pairwise(path):
        span = distance(a, b)
        along = ((at[0] - a[0]) * (b[0] - a[0]) + (at[1] - a[1]) * (b[1] - a[1])) / (span * span)
        along = min(1.0, max(0.0, along))
        away = distance(at, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))
        if away < best[1]:
            best = (so_far + along * span, away)
        so_far += span
    return best


def at_distance(path: Sequence[XY], along: float) -> tuple[XY, XY]:
    """Position ``along`` m from the start of a path, and the unit vector in its direction."""
    for a, b in pairwise(path):
        span = distance(a, b)
        if along <= span or b == path[-1]:
            part = along / span
            return (
                (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])),
                ((b[0] - a[0]) / span, (b[1] - a[1]) / span),
            )
        along -= span
    raise ValueError("A path needs two positions.")


def piece(path: Sequence[XY], begin: float, end: float) -> Path:
    """The part of a path between two distances from its start, in m."""
    inner: list[XY] = []
    so_far = 0.0
    for a, b in pairwise(path):
        so_far += distance(a, b)
        if begin < so_far < end:
            inner.append(b)
    first, last = at_distance(path, begin)[0], at_distance(path, end)[0]
    return tuple(dict.fromkeys(rounded(*xy) for xy in (first, *inner, last)))


def cut(path: Sequence[XY], longest: float) -> list[Path]:
    """A path in equal parts of at most ``longest`` m."""
    total = length(path)
    parts = max(1, math.ceil(total / longest))
    if parts == 1:
        return [tuple(path)]
    marks = [total * part / parts for part in range(parts + 1)]
    return [piece(path, a, b) for a, b in pairwise(marks)]


def smooth(path: Sequence[XY], rounds: int = 2) -> Path:
    """A path with its corners cut, ends kept (Chaikin 1974)."""
    points = list(path)
    for _ in range(rounds):
        finer = [points[0]]
        for a, b in pairwise(points):
            finer.append((0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]))
            finer.append((0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]))
        points = [*finer, points[-1]]
    return tuple(rounded(*xy) for xy in points)


def wavy(dice: Random, a: XY, b: XY, step: float = 1500.0, sway: float = 0.05) -> Path:
    """A path from ``a`` to ``b`` that swings to the sides as roads and lines do."""
    span = distance(a, b)
    count = max(2, round(span / step))
    across = (-(b[1] - a[1]) / span, (b[0] - a[0]) / span)
    swing, phase = span * sway * dice.uniform(-1, 1), dice.uniform(0.8, 2.2)
    middle = []
    for number in range(1, count):
        part = number / count
        off = swing * math.sin(math.pi * part) * math.cos(phase * math.pi * (part - 0.5))
        x = a[0] + part * (b[0] - a[0]) + off * across[0]
        y = a[1] + part * (b[1] - a[1]) + off * across[1]
        middle.append((x, y))
    return tuple(rounded(*xy) for xy in (a, *middle, b))


def strip(path: Sequence[XY], width: float, dice: Random | None = None) -> Polygon:
    """A band of about ``width`` m along a path; with ``dice`` its edges are uneven."""
    left, right = [], []
    for number, (x, y) in enumerate(path):
        before, behind = path[max(0, number - 1)], path[min(len(path) - 1, number + 1)]
        span = distance(before, behind)
        nx, ny = -(behind[1] - before[1]) / span, (behind[0] - before[0]) / span
        near, far = (dice.uniform(0.35, 0.65) * width if dice else width / 2 for _ in range(2))
        left.append(rounded(x + nx * near, y + ny * near))
        right.append(rounded(x - nx * far, y - ny * far))
    return Polygon([*left, *reversed(right)])


def blob(dice: Random, at: XY, radius: float, stretch: float = 1.0) -> Polygon:
    """An uneven area of about ``radius`` m, ``stretch`` times as long as wide."""
    count = dice.randint(7, 11)
    turn, tilt = dice.uniform(0, math.tau), dice.uniform(0, math.pi)
    ring = []
    for number in range(count):
        angle = turn + math.tau * number / count
        reach = radius * dice.uniform(0.75, 1.2)
        u, v = (
            reach * math.cos(angle) * math.sqrt(stretch),
            reach * math.sin(angle) / math.sqrt(stretch),
        )
        ring.append(
            rounded(
                at[0] + u * math.cos(tilt) - v * math.sin(tilt),
                at[1] + u * math.sin(tilt) + v * math.cos(tilt),
            )
        )
    return Polygon(ring)


def block(at: XY, width: float, height: float, turn: float = 0.0) -> Polygon:
    """A rectangle around a position, turned by ``turn`` radians."""
    c, s = math.cos(turn), math.sin(turn)
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return Polygon(
        [
            rounded(
                at[0] + 0.5 * (i * width * c - j * height * s),
                at[1] + 0.5 * (i * width * s + j * height * c),
            )
            for i, j in corners
        ]
    )


def crossing(path: Sequence[XY], other: Sequence[XY]) -> XY | None:
    """First position where two paths cross, or ``None``."""
    for a, b in pairwise(path):
        for c, d in pairwise(other):
            rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
            turn = rx * sy - ry * sx
            if turn == 0:
                continue
            t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / turn
            u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / turn
            if 0 <= t <= 1 and 0 <= u <= 1:
                return a[0] + t * rx, a[1] + t * ry
    return None


def line(path: Sequence[XY]) -> LineString:
    """A path as a line."""
    return LineString(path)
