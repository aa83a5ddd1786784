"""The timeline: who works on what when, as bars, or as strips where bars would be too many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.restoration_curve import everywhere
from ploughshare.reports.svg import document, element, number, title
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import TEAM_LETTER, Theme, patterns
from ploughshare.reports.time_axis import WIDTH, TimeAxis, bands, ruler
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import shortened, text_width
from ploughshare.skills import TEAM_KINDS

MOST_BARS_ROWS = 26
"""Teams up to this number have a row of bars each; more are strips by kind."""
BAR_ROW, STRIP_ROW = 15.0, 22.0
SLIM = 5.0
"""A bar narrower than this has no outline of its own, px."""
BIN = 3.0
"""Width of one step of a strip, px."""
RULER = 22.0

MEANING = {"nts": "sha", "ts": "sha", "clearance": "cha", "control": "cha",
           "marking": "sha", "education": "sha",
           "works": "service"}  # fmt: skip
"""Colour of each activity kind: survey, clearance, rebuilding."""
SHORT = {
    "nts": "Survey", "ts": "Technical", "manual": "Manual", "mechanical": "Machines",
    "dogs": "Dogs", "bac": "Battle area", "eod": "Disposal", "qc": "Inspection",
    "roads": "Roads", "bridges": "Bridges", "power": "Power", "water": "Water",
    "building": "Building", "debris": "Debris", "plant": "Plant",
}  # fmt: skip
"""Team kinds in the narrow column beside a timeline."""
MEANING_WORDS = {"sha": "survey", "cha": "clearance", "service": "rebuilding"}
LETTER_MEANING = {"S": "sha", "C": "cha", "B": "service"}


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One stretch of work, in days from the first morning of its axis, parts of days included.

    Parameters
    ----------
    label
        Stands in the bar whole, or not at all.
    more
        Follows it, shortened to the room there is.
    """

    begin: float
    end: float
    meaning: str
    label: str
    tip: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row: bars, or a strip whose height is ``busy`` of ``most`` by bin.

    Parameters
    ----------
    group
        Name that stands once for all rows of a group.
    kinds
        Team kinds whose stand-downs are drawn behind the row; ``None`` for none.
    """

    group: str
    name: str
    meaning: str
    bars: tuple[Bar, ...] = ()
    busy: NDArray[np.float64] | None = None
    most: float = 0.0
    kinds: tuple[str, ...] | None = None

    @property
    def height(self) -> float:
        return BAR_ROW if self.busy is None else STRIP_ROW


def meaning_of(item: Item) -> str:
    """Colour name of an item's work."""
    return MEANING.get(item.activity_kind, "service")


def kind_rows(plan: Plan, situation: Situation, axis: TimeAxis) -> list[Row]:
    """A row for each team while they are few, else a strip for each team kind."""
    at_work: dict[str, list[Item]] = {}
    serves_as: dict[str, str] = {}
    for item in plan.items:
        for role in item.teams:
            at_work.setdefault(role.team, []).append(item)
            serves_as.setdefault(role.team, role.kind)
    names = {role.team: role.name for item in plan.items for role in item.teams}
    order = {kind: i for i, kind in enumerate(TEAM_KINDS.codes)}
    teams = sorted(
        at_work, key=lambda t: (order.get(serves_as[t], len(order)), words.natural(names[t]))
    )
    if len(teams) <= MOST_BARS_ROWS:
        return [
            Row(
                SHORT.get(serves_as[team], serves_as[team]), names[team],
                _kind_meaning(serves_as[team]),
                tuple(bar(item, axis, plan.calendar) for item in at_work[team]),
                kinds=(serves_as[team],),
            )
            for team in teams
        ]  # fmt: skip
    rows = []
    for kind in sorted(set(serves_as.values()), key=lambda k: order.get(k, len(order))):
        members = [team for team in teams if serves_as[team] == kind]
        busy = _busy(
            axis,
            [(item, 1) for team in members for item in at_work[team]],
            plan.calendar.steps_per_day,
        )
        count = words.some(len(members), "team")
        rows.append(
            Row(SHORT.get(kind, kind), count, _kind_meaning(kind), busy=busy,
                most=float(len(members)), kinds=(kind,))
        )  # fmt: skip
    return rows


def district_rows(plan: Plan, axis: TimeAxis) -> list[Row]:
    """Three strips for each district: teams at survey, clearance and rebuilding."""
    by_place: dict[tuple[str, str], list[Item]] = {}
    for item in plan.items:
        if item.teams:
            by_place.setdefault((item.district, meaning_of(item)), []).append(item)
    districts = sorted({district for district, _ in by_place}, key=lambda d: (not d, d))
    steps = plan.calendar.steps_per_day
    strips = {
        key: _busy(axis, [(i, len(i.teams)) for i in items], steps)
        for key, items in by_place.items()
    }
    most = max((float(strip.max()) for strip in strips.values()), default=1.0)
    return [
        Row(_short(district), word, meaning, busy=strips[district, meaning], most=most)
        for district in districts
        for meaning, word in MEANING_WORDS.items()
        if (district, meaning) in strips
    ]


def _short(district: str) -> str:
    """A district's name for the narrow column."""
    return district.removesuffix(" district").removesuffix(" District") or "No district"


def _kind_meaning(kind: str) -> str:
    return LETTER_MEANING[TEAM_LETTER.get(kind, "B")]


def bar(item: Item, axis: TimeAxis, calendar: WorkingCalendar) -> Bar:
    """The bar of an item."""
    begin, end = day_span(item, axis.first, calendar.steps_per_day)
    days = (words.believed(day, calendar.start) for day in (item.start_on, item.finish_on))
    tip = f"{item.name}: {' to '.join(days)}"
    return Bar(begin, end, meaning_of(item), item.record_id, tip)


def _busy(
    axis: TimeAxis, items: Sequence[tuple[Item, int]], steps_per_day: int
) -> NDArray[np.float64]:
    """
    Average number of teams at work in each bin of the axis, from items with their teams.

    Rest days inside an item count as days at work; parts of its first and last day
    count as such, so that a team with two tasks on a day is one team.
    """
    bins = max(1, int((axis.right - axis.left) // BIN))
    daily = np.zeros(axis.days + 1)
    for item, teams in items:
        first, after = day_span(item, axis.first, steps_per_day)
        begin, end = int(first), min(int(after), axis.days)
        daily[begin : end + 1] += teams
        daily[begin] -= teams * (first - begin)
        daily[end] -= teams * (end + 1 - after)
    total = np.concatenate([[0.0], np.cumsum(daily)])
    at = np.linspace(0, len(daily), bins + 1)
    shares: NDArray[np.float64] = np.diff(np.interp(at, np.arange(len(total)), total))
    return shares / np.diff(at)


def day_span(item: Item, day: date, steps_per_day: int) -> tuple[float, float]:
    """Begin and end of an item in days from the morning of a day, parts of days included."""
    first = (item.start_on - day).days + item.start % steps_per_day / steps_per_day
    last = ((item.finish - 1) % steps_per_day + 1) / steps_per_day
    return first, max(first, (item.finish_on - day).days + last)


def timeline_svg(
    rows: Sequence[Row],
    situation: Situation,
    axis: TimeAxis,
    *,
    with_ruler: bool = True,
    theme: Theme = LIGHT,
) -> str:
    """Rows under one axis; stand-downs are bands behind the rows of their kinds."""
    top = 6.0
    body: list[str] = []
    y = top
    groups: list[tuple[str, float]] = []
    for row in rows:
        if not groups or groups[-1][0] != row.group:
            groups.append((row.group, y))
        body += _row(row, situation, axis, y, theme)
        y += row.height
    body += _group_names(groups, y, axis, theme)
    if with_ruler:
        body += ruler(axis, y + 2, theme)
        y += RULER
    return document(
        "\n".join(body), width_px=WIDTH, height_px=y + 2, defs=patterns(theme),
        name="Timeline", tells=f"{len(rows)} rows of work by date.",
    )  # fmt: skip


def _group_names(
    groups: Sequence[tuple[str, float]], bottom: float, axis: TimeAxis, theme: Theme
) -> Iterator[str]:
    for i, (name, y) in enumerate(groups):
        if i:
            path = f"M0 {number(y)}H{number(axis.right)}"
            yield element("path", d=path, stroke=theme["line"], stroke_width="0.8")
        ends = groups[i + 1][1] if i + 1 < len(groups) else bottom
        room = axis.left - 50
        lines = max(1, int((ends - y) // 12))
        for j, part in enumerate(_broken(name, room, lines)):
            yield text(part, 0, y + 11 + 12 * j, size=10.2, fill=theme["ink-2"])


def _broken(name: str, room: float, lines: int) -> list[str]:
    """A name on at most so many lines; what does not fit is shortened."""
    out: list[str] = []
    for word in name.split(" "):
        if out and text_width(f"{out[-1]} {word}", 10.2) <= room:
            out[-1] = f"{out[-1]} {word}"
        else:
            out.append(word)
    kept = out[:lines]
    if len(out) > lines:
        kept[-1] = f"{kept[-1]} {' '.join(out[lines:])}"
    return [shortened(part, room, 10.2) for part in kept]


def _row(row: Row, situation: Situation, axis: TimeAxis, y: float, theme: Theme) -> Iterator[str]:
    if row.kinds:
        yield from bands(axis, everywhere(situation, row.kinds), y, y + row.height, theme)
    yield text(row.name, axis.left - 6, y + row.height / 2 + 3.6, size=10.2,
               fill=theme["ink"], anchor="end")  # fmt: skip
    if row.busy is not None:
        yield from _strip(row, axis, y, theme)
        return
    for work in row.bars:
        yield from draw_bar(axis, y + 1.5, row.height - 3, work, theme)


def draw_bar(
    axis: TimeAxis, top: float, height: float, work: Bar, theme: Theme, *, size: float = 8.6
) -> Iterator[str]:
    """A bar with its label where there is room for it; a very short one is a plain stroke."""
    outline = theme["sha-text" if work.meaning == "sha" else work.meaning]
    left, right = axis.at(work.begin), axis.at(work.end)
    wide = max(right - left - 0.8, 0.8)
    slim = wide < SLIM
    yield element(
        "rect", title(work.tip), x=left + 0.4, y=top, width=wide, height=height,
        rx=None if slim else "2.5", fill=outline if slim else theme[f"{work.meaning}-soft"],
        fill_opacity="0.7" if slim else None, stroke=None if slim else outline,
        stroke_width=None if slim else "0.8",
    )  # fmt: skip
    fits = label_size(work.label, wide, size)
    if fits:
        whole = f"{work.label} {work.more}" if work.more else work.label
        label = shortened(whole, wide - 8, fits)
        label = label if len(label) > len(work.label) + 3 else work.label
        begins = left + min(5.0, (wide - text_width(label, fits)) / 2 + 0.5)
        yield text(label, begins, top + height / 2 + fits * 0.36, size=fits, fill=theme["ink"])


def label_size(label: str, wide: float, size: float) -> float:
    """The size at which a label stands whole in a bar: its own, a smaller one, or 0 for none."""
    for fits in (size, size - 1, size - 2):
        if text_width(label, fits) + 4 <= wide:
            return fits
    return 0.0


def _strip(row: Row, axis: TimeAxis, y: float, theme: Theme) -> Iterator[str]:
    """A strip: its height is the share of the row that is at work."""
    if row.busy is None:
        return
    base, room = y + row.height - 2, row.height - 5
    step = (axis.right - axis.left) / len(row.busy)
    heights = np.clip(row.busy / max(row.most, 1e-9), 0, 1) * room
    path = [f"M{number(axis.left)} {number(base)}"]
    last = 0.0
    for i, height in enumerate(heights.tolist()):
        if abs(height - last) >= 0.05:
            path.append(f"H{number(axis.left + i * step)}V{number(base - height)}")
            last = height
    path.append(f"H{number(axis.right)}V{number(base)}Z")
    outline = theme["sha-text" if row.meaning == "sha" else row.meaning]
    yield element(
        "path", d="".join(path), fill=theme[row.meaning], fill_opacity="0.55",
        stroke=outline, stroke_width="0.7", stroke_linejoin="round",
    )  # fmt: skip


def legend_svg(meanings: Sequence[str], *, hatched: bool = False, theme: Theme = LIGHT) -> str:
    """One line that names the colours of bars and strips, and how days without work are drawn."""
    body, x = [], 0.0
    for meaning in meanings:
        outline = theme["sha-text" if meaning == "sha" else meaning]
        body.append(
            element("rect", x=x + 0.5, y="2", width="15", height="10", rx="2",
                    fill=theme[f"{meaning}-soft"], stroke=outline, stroke_width="0.9")
        )  # fmt: skip
        name = MEANING_WORDS[meaning]
        body.append(text(name, x + 21, 10.6, size=9.8, fill=theme["ink-2"]))
        x += 21 + text_width(name, 9.8) + 18
    body.append(
        element("rect", x=x, y="1.5", width="16", height="11", stroke_width="0.6",
                fill="url(#stopped)" if hatched else theme["sunken"],
                stroke=theme["edge" if hatched else "line"])
    )  # fmt: skip
    name = "leave or stand-down: no progress" if hatched else "stand-down"
    body.append(text(name, x + 21, 10.6, size=9.8, fill=theme["ink-2"]))
    return document(
        "\n".join(body), width_px=WIDTH, height_px=17, defs=patterns(theme),
        name="Key", tells="Colours of the drawing above.",
    )  # fmt: skip
