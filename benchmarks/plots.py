"""Drawings of benchmark results: how plan and proven limit meet, and who is how good."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from ploughshare.reports.svg import document, element, words
from ploughshare.reports.tokens import LIGHT

INK, FAINT = LIGHT["ink"], LIGHT["ink-3"]
PLAN, LIMIT, LIST = LIGHT["service"], LIGHT["assumed"], LIGHT["edge"]
PANEL, GAP, BELOW, MARGIN = (230.0, 210.0), 54.0, 76.0, 40.0
PER_ROW = 3
LISTED = "priority list"
FIRST_SECOND = 0.3


class Course(Protocol):
    """What is drawn of a run; see ``kernel.Run``."""

    @property
    def version(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def time_limit(self) -> float: ...
    @property
    def bound(self) -> int | None: ...
    @property
    def listed(self) -> int | None: ...
    @property
    def history(self) -> Sequence[Mapping[str, float]]: ...


def courses(runs: Sequence[Course]) -> str:
    """
    Draw the objective and the bound of each search over its seconds, one panel per size.

    Both are shown over the final bound, so that 1 is what no plan can beat.
    """
    groups: dict[tuple[str, int], list[Course]] = {}
    for run in runs:
        if run.bound and run.history:
            groups.setdefault((run.version, run.size), []).append(run)
    columns = min(max(len(groups), 1), PER_ROW)
    lines = math.ceil(max(len(groups), 1) / PER_ROW)
    body = ""
    for place, ((version, size), group) in enumerate(groups.items()):
        left = MARGIN + place % PER_ROW * (PANEL[0] + GAP)
        top = MARGIN + place // PER_ROW * (PANEL[1] + BELOW)
        title = f"{size:,} activities, {version}"
        body += element("g", _panel(title, group), transform=f"translate({left:.0f} {top:.0f})")
    return document(
        body,
        width_px=MARGIN + columns * (PANEL[0] + GAP),
        height_px=MARGIN + lines * (PANEL[1] + BELOW),
        name="Plan and proven limit over the seconds of the search",
        tells="Each line is a seed. Plans fall, proven limits rise; 1 is the final limit.",
    )


def _panel(title: str, runs: Sequence[Course]) -> str:
    width, height = PANEL
    last = max(run.time_limit for run in runs)
    top = max(1.1, *(_highest(run) for run in runs))
    bottom = 0.8

    def x(seconds: float) -> float:
        part = math.log(max(seconds, FIRST_SECOND) / FIRST_SECOND) / math.log(last / FIRST_SECOND)
        return min(part, 1.0) * width

    def y(level: float) -> float:
        return height * (top - max(min(level, top), bottom)) / (top - bottom)

    def path(points: Sequence[tuple[float, float]]) -> str:
        steps = [f"M{x(points[0][0]):.1f} {y(points[0][1]):.1f}"]
        steps += [f"H{x(seconds):.1f}V{y(level):.1f}" for seconds, level in points[1:]]
        return "".join(steps) + f"H{width:.1f}"

    drawn = element("rect", width=width, height=height, fill="none", stroke=FAINT)
    drawn += words(title, 0, -8, size=11, fill=INK, weight=600)
    for level in _levels(bottom, top):
        at = y(level)
        drawn += element("line", x1=0, x2=width, y1=at, y2=at, stroke=FAINT, stroke_width=0.3)
        drawn += words(f"{level:g}", -6, at + 3, size=9, fill=FAINT, anchor="end")
    for seconds in (1, 3, 10, 30, 100, 300, 1_000, 3_000):
        if seconds <= last:
            at = x(seconds)
            drawn += words(f"{seconds} s", at, height + 14, size=9, fill=FAINT, anchor="middle")
    for run in runs:
        assert run.bound is not None
        if run.listed and run.listed <= top * run.bound:
            at = y(run.listed / run.bound)
            drawn += element(
                "line", x1=0, x2=width, y1=at, y2=at, stroke=LIST, stroke_width=0.8,
                stroke_dasharray="3 3",
            )  # fmt: skip
        for key, colour in (("objective", PLAN), ("bound", LIMIT)):
            points = [(e["seconds"], e[key] / run.bound) for e in run.history if key in e]
            if points:
                drawn += element(
                    "path", d=path(points), fill="none", stroke=colour, stroke_width=1.2
                )
    for left, name, colour in ((0, "plan", PLAN), (34, "proven limit", LIMIT), (98, LISTED, LIST)):
        drawn += words(name, left, height + 30, size=9, fill=colour)
    return drawn


def _highest(run: Course) -> float:
    """The first plan over the final bound, or the list where that is not much higher."""
    assert run.bound
    first = next((e["objective"] for e in run.history if "objective" in e), run.bound)
    listed = run.listed or 0
    return max(first, listed if listed <= 1.5 * first else 0) / run.bound


def _levels(bottom: float, top: float) -> Iterator[float]:
    step = 0.1 if top - bottom <= 0.8 else 0.25 if top - bottom <= 2 else 1.0
    count = math.ceil(bottom / step - 1e-9)
    while count * step <= top:
        yield round(count * step, 2)
        count += 1


def bars(groups: Mapping[str, Mapping[str, float | None]], name: str, tells: str) -> str:
    """
    Draw one bar per peer and instance, longer is worse; a peer without a result is named so.

    Parameters
    ----------
    groups
        Ratios by peer, by instance; 1 is ours.
    """
    width, line, names = 300.0, 16.0, 190.0
    numbers = [ratio for group in groups.values() for ratio in group.values() if ratio]
    most = max([1.0, *numbers])
    body, at = "", MARGIN
    for instance, group in groups.items():
        body += words(instance, MARGIN, at, size=11, fill=INK, weight=600)
        at += 8
        for peer, ratio in group.items():
            body += words(peer, MARGIN, at + 11, size=10, fill=INK)
            left = MARGIN + names
            if ratio is None:
                body += words("no schedule", left + 4, at + 11, size=10, fill=FAINT)
            else:
                length = width * ratio / most
                colour = PLAN if ratio == 1 else LIST
                body += element(
                    "rect", x=left, y=at + 2, width=length, height=line - 5, fill=colour
                )
                body += words(f"{ratio:.2f}", left + length + 4, at + 11, size=10, fill=INK)
            at += line
        at += 18
    return document(
        body, width_px=2 * MARGIN + names + width + 40, height_px=at + 10, name=name, tells=tells
    )
