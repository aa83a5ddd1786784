"""The next eight weeks, team by team: a bar for each task, with its id in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.svg import document, element, number
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import Theme, patterns
from ploughshare.reports.time_axis import WIDTH, TimeAxis, merged
from ploughshare.reports.timeline import Bar, day_span, draw_bar, label_size, meaning_of
from ploughshare.reports.tokens import LIGHT
from ploughshare.reports.typeface import shortened, text_width
from ploughshare.skills import TEAM_KINDS

WEEKS = 8
ROW = 21.0
HEAD = 20.0
LEFT = 88.0
SIZE = 9.4
GAP = 26.0
"""Short tasks closer than this are counted together, px; a weekend is 21."""


@dataclass(frozen=True, slots=True)
class TeamWeeks:
    """What one team does in the weeks shown."""

    team: str
    name: str
    kind: str
    items: tuple[Item, ...]


def weeks_of(plan: Plan) -> TimeAxis:
    """Eight weeks from the Monday of the plan's first week."""
    first = plan.calendar.start - timedelta(days=plan.calendar.start.weekday())
    return TimeAxis(first, first + timedelta(weeks=WEEKS), left=LEFT, right=WIDTH - 4)


def team_weeks(plan: Plan, axis: TimeAxis) -> list[TeamWeeks]:
    """Teams with a task in these weeks, by kind and name."""
    items: dict[str, list[Item]] = {}
    roles: dict[str, tuple[str, str]] = {}
    for item in plan.items:
        if item.start_on < axis.last and item.finish_on >= axis.first:
            for role in item.teams:
                items.setdefault(role.team, []).append(item)
                roles.setdefault(role.team, (role.name, role.kind))
    order = {kind: i for i, kind in enumerate(TEAM_KINDS.codes)}
    listed = [TeamWeeks(team, *roles[team], tuple(work)) for team, work in items.items()]
    return sorted(
        listed, key=lambda t: (order.get(t.kind, len(order)), words.natural(t.name), t.team)
    )


def task_words(item: Item) -> str:
    """What follows the record's id in a bar: where, and for works what."""
    return item.place if item.record_type == "hazards" else item.name


def work_of(item: Item, plan: Plan, axis: TimeAxis) -> Bar:
    """The bar of an item in the weeks shown."""
    begin, end = day_span(item, axis.first, plan.calendar.steps_per_day)
    start = plan.calendar.start
    days = (words.believed(item.start_on, start), words.believed(item.finish_on, start))
    tip = f"{item.name}, {' to '.join(days)}"
    return Bar(begin, end, meaning_of(item), item.record_id, tip, task_words(item))


def without_id(row: TeamWeeks, plan: Plan, axis: TimeAxis) -> list[Item]:
    """Tasks so short that their id has no room in their bar."""
    return [
        item
        for item in row.items
        if not label_size(item.record_id, width_of(work_of(item, plan, axis), axis), SIZE)
    ]


def width_of(work: Bar, axis: TimeAxis) -> float:
    """Width of a bar, px."""
    return axis.at(work.end) - axis.at(work.begin) - 0.8


def weeks_svg(
    teams: Sequence[TeamWeeks],
    plan: Plan,
    situation: Situation,
    axis: TimeAxis,
    *,
    theme: Theme = LIGHT,
) -> str:
    """A row for each team, days from left to right, Mondays named."""
    body = [*_head(axis, len(teams), theme)]
    y = HEAD
    before = ""
    for row in teams:
        if before and before != row.kind:
            path = f"M0 {number(y)}H{number(axis.right)}"
            body.append(element("path", d=path, stroke=theme["edge"], stroke_width="0.7"))
        before = row.kind
        body += _row(row, plan, situation, axis, y, theme)
        y += ROW
    return document(
        "\n".join(body), width_px=WIDTH, height_px=y + 2, defs=patterns(theme),
        name="The next eight weeks", tells=f"{len(teams)} teams with their tasks by day.",
    )  # fmt: skip


def _head(axis: TimeAxis, rows: int, theme: Theme) -> Iterator[str]:
    bottom = HEAD + ROW * rows
    for week in range(WEEKS):
        monday = axis.first + timedelta(weeks=week)
        x = axis.x(monday)
        path = f"M{number(x)} {number(HEAD - 4)}V{number(bottom)}"
        yield element("path", d=path, stroke=theme["line"], stroke_width="0.8")
        number_of_week = f"w{monday.isocalendar().week}"
        yield text(words.short_day(monday), x + 2, 10, size=10.2, fill=theme["ink-2"])
        yield text(number_of_week, axis.x(monday + timedelta(days=7)) - 4, 10,
                   size=8.8, fill=theme["ink-3"], anchor="end")  # fmt: skip


def _row(
    row: TeamWeeks, plan: Plan, situation: Situation, axis: TimeAxis, y: float, theme: Theme
) -> Iterator[str]:
    yield text(shortened(row.name, LEFT - 6, 10.4, 600), 0, y + ROW / 2 + 3.7, size=10.4,
               weight=600, fill=theme["ink"])  # fmt: skip
    for item in row.items:
        yield from draw_bar(axis, y + 2.5, ROW - 5, work_of(item, plan, axis), theme, size=SIZE)
    short = [work_of(item, plan, axis) for item in without_id(row, plan, axis)]
    for run in _runs(short, axis):
        left, right = axis.at(run[0].begin), axis.at(run[-1].end)
        label = words.some(len(run), "task")
        if len(run) > 2 and text_width(label, 8.4) + 4 <= right - left:
            yield text(label, (left + right) / 2, y + ROW / 2 + 3, size=8.4, fill=theme["ink"],
                       anchor="middle", halo=theme["surface"], halo_width=2.4)  # fmt: skip
    for first, last, why in _away(row, situation):
        over = any(item.start_on <= last and first <= item.finish_on for item in row.items)
        yield from _hollow(first, last, "" if over else why, axis, y, theme)


def _runs(works: Sequence[Bar], axis: TimeAxis) -> list[list[Bar]]:
    """Short tasks that follow each other without a gap anybody could see."""
    runs: list[list[Bar]] = []
    for work in works:
        if runs and axis.at(work.begin) - axis.at(runs[-1][-1].end) < GAP:
            runs[-1].append(work)
        else:
            runs.append([work])
    return runs


def _away(row: TeamWeeks, situation: Situation) -> list[tuple[date, date, str]]:
    """Leave of the team, and stand-downs of its kind everywhere; both days included."""
    leave = [
        (gone.from_on, gone.to_on, gone.reason)
        for gone in situation.absences
        if gone.team == row.team
    ]
    downs = [
        (down.from_on, down.to_on, f"stand-down: {words.cause(down.cause)}")
        for down in situation.stand_downs
        if row.kind in down.kinds and not down.places
    ]
    kept = {merged([span[:2]])[0]: span[2] for span in (*downs, *leave)}
    return [(first, last, why) for (first, last), why in kept.items()]


def _hollow(
    first: date, last: date, why: str, axis: TimeAxis, y: float, theme: Theme
) -> Iterator[str]:
    """A hatched stretch on which the team makes no progress, and why."""
    left, right = axis.x(first), axis.x(last + timedelta(days=1))
    if right - left < 1:
        return
    place = {"x": left + 0.5, "y": y + 2.5, "width": right - left - 1, "height": ROW - 5}
    yield element("rect", rx="2.5", fill="url(#stopped)", stroke=theme["edge"],
                  stroke_width="0.7", **place)  # fmt: skip
    label = shortened(why, right - left - 10, 9.2)
    if label and right - left > 40:
        yield text(label, left + 6, y + ROW / 2 + 3.3, size=9.2, fill=theme["ink"],
                   halo=theme["surface"])  # fmt: skip
