"""Who works where and when: the timeline, the picture of a date to come, the next eight weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ploughshare.planning import wording
from ploughshare.planning.items import Item
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Run,
    Table,
    Text,
)
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.eight_weeks import (
    TeamWeeks,
    team_weeks,
    weeks_of,
    weeks_svg,
    without_id,
)
from ploughshare.reports.map import map_svg
from ploughshare.reports.restoration_curve import curve_svg
from ploughshare.reports.time_axis import TimeAxis
from ploughshare.reports.timeline import (
    MEANING_WORDS,
    Row,
    district_rows,
    kind_rows,
    legend_svg,
    meaning_of,
    timeline_svg,
)

CURVE_HEIGHT = 170.0
ROOM_PX = 640.0
"""Height for the rows of one figure of the timeline, px."""
FIRST_SHEET, NEXT_SHEETS = 36, 43
"""Teams on the first sheet of the eight weeks, and on each after it."""
MOST_TEAMS = FIRST_SHEET + 4 * NEXT_SHEETS
"""Teams shown in the eight weeks; the others are counted there."""
MOST_TELLING = 10
MAP_HEIGHT_MM = 205.0


def timeline_page(figures: BookFigures) -> Page:
    """The curve and the teams under one axis, then the districts."""
    plan, situation, axis = figures.plan, figures.situation, figures.axis
    rows = kind_rows(plan, situation, axis)
    bars = any(row.bars for row in rows)
    meanings = [m for m in MEANING_WORDS if any(row.meaning == m for row in rows)]
    blocks: list[Block] = [
        Heading("Share of service back"),
        Figure(
            curve_svg(plan, situation, axis, height=CURVE_HEIGHT),
            "The curve of the page before, over the same time axis as the rows below.",
        ),
        Heading("Team by team" if bars else "By kind of team: share of the teams that are at work"),
        *_sheets(figures, rows, "Who works when, by kind of team."),
        Figure(legend_svg(meanings), "Key of the timeline."),
    ]
    districts = district_rows(plan, axis)
    most = max((row.most for row in districts), default=0.0)
    blocks += [
        Heading(
            "By district: teams at work, the highest strip "
            f"{words.some(round(most), 'team')} at a time"
        ),
        *_sheets(figures, districts, "Teams at work by district and kind of work."),
    ]
    return Page("timeline", "Who works when", timeline_title(figures), "", blocks)


def timeline_title(figures: BookFigures) -> str:
    """The busiest week, with its number of teams."""
    at_work, recorded = figures.teams_at_work
    if not at_work:
        return "No team has planned work."
    week, most = busiest_week(figures)
    when = words.on_believed(week, figures.start)
    if (week - figures.start).days <= wording.WEEKS_BELIEVED:
        when = f"in the week of {words.short_day(week)} {week.year}"
    return (
        f"Work peaks {when}, when {words.count(most)} of "
        f"{words.some(recorded, 'team')} are at work."
    )


def busiest_week(figures: BookFigures) -> tuple[date, int]:
    """Monday of the week in which most teams are at work, and how many they are."""
    monday = figures.start - timedelta(days=figures.start.weekday())
    teams: dict[int, set[str]] = {}
    for item in figures.plan.items:
        first, last = ((day - monday).days // 7 for day in (item.start_on, item.finish_on))
        for week in range(first, last + 1):
            teams.setdefault(week, set()).update(role.team for role in item.teams)
    week, names = max(teams.items(), key=lambda pair: (len(pair[1]), -pair[0]))
    return monday + timedelta(weeks=week), len(names)


def _sheets(figures: BookFigures, rows: Sequence[Row], alt: str) -> Iterator[Block]:
    """Rows as figures that fit a page; a group is kept whole where it can be."""
    sheet: list[Row] = []
    used = 0.0
    for row in rows:
        begins_group = not sheet or sheet[-1].group != row.group
        if sheet and begins_group and used + row.height * 3 > ROOM_PX:
            yield Figure(timeline_svg(sheet, figures.situation, figures.axis), alt)
            sheet, used = [], 0.0
        sheet.append(row)
        used += row.height
    if sheet:
        yield Figure(timeline_svg(sheet, figures.situation, figures.axis), alt)


def future_page(figures: BookFigures) -> Page:
    """The map of the day the cover speaks of: planned release over hazards that are still there."""
    day = figures.headline_day
    planned = [name for name, on in figures.released.items() if on <= day]
    hazards = figures.situation.hazards
    ground = sum(hazards[name].area_m2 or 0.0 for name in planned if name in hazards)
    many = words.some(len(planned), "hazardous area")
    return Page(
        "future",
        "Map of a date to come",
        f"By {words.day(day)} the plan would release the land of {many}, {words.km2(ground)}.",
        "Nothing on this map is done yet. A hazard stays on the map until its release is signed: "
        "sage dashes over a pale hazard say that release is planned by this day.",
        [
            Figure(
                map_svg(figures.situation, figures.plan, on=day, most_height_mm=MAP_HEIGHT_MM),
                f"The plan's picture of {words.day(day)}: hazardous areas with release planned by "
                "then, and assets planned to be back.",
            )
        ],
    )


def weeks_page(figures: BookFigures) -> Page:
    """The next eight weeks, a row for each team with a task."""
    axis = weeks_of(figures.plan)
    teams = team_weeks(figures.plan, axis)
    shown = _shown(teams)
    blocks: list[Block] = []
    for chunk in _sheets_of_teams(shown):
        alt = f"Tasks by day of {words.few([team.name for team in chunk], 6)}."
        svg = weeks_svg(chunk, figures.plan, figures.situation, axis)
        blocks.append(Figure(svg, alt))
    meanings = {meaning_of(item) for team in shown for item in team.items}
    if teams:
        key = [meaning for meaning in MEANING_WORDS if meaning in meanings]
        blocks.append(Figure(legend_svg(key, hatched=True), "Key of the weeks."))
    blocks += _not_shown(len(teams) - len(shown))
    blocks += _idle(figures, teams)
    blocks += _telling(figures, axis)
    blocks += _expected(figures, axis)
    blocks += _short_tasks(figures, shown, axis)
    return Page(
        "weeks",
        "The next eight weeks",
        weeks_title(figures, axis, len(teams)),
        "Each bar is one team on one task, with the record's id in it; hatched days bring no "
        "progress. Weekly tasking follows from it and is signed by the authority.",
        blocks,
    )


def _shown(teams: Sequence[TeamWeeks]) -> Sequence[TeamWeeks]:
    """The teams whose tasks most waits for, in their order; all where a few sheets hold them."""
    most = {team.team: max(max(i.value, i.inherited_value) for i in team.items) for team in teams}
    first = sorted(teams, key=lambda team: -most[team.team])[:MOST_TEAMS]
    names = {team.team for team in first}
    return [team for team in teams if team.team in names]


def _not_shown(many: int) -> Iterator[Block]:
    if many > 0:
        yield Text(
            f"Shown are the {words.count(MOST_TEAMS)} teams whose tasks most waits for. "
            f"{words.capital(words.some(many, 'more team'))} {words.verb(many, 'has', 'have')} "
            "tasks in these weeks: the plan's file lists them.",
            small=True, tone="ink-2",
        )  # fmt: skip


def _sheets_of_teams(teams: Sequence[TeamWeeks]) -> list[Sequence[TeamWeeks]]:
    """Teams for each sheet: a full first one, then sheets of equal length."""
    first, rest = teams[:FIRST_SHEET], teams[FIRST_SHEET:]
    many = -(-len(rest) // NEXT_SHEETS)
    size = -(-len(rest) // many) if many else 1
    return [first, *(rest[i : i + size] for i in range(0, len(rest), size))] if teams else []


def items_between(figures: BookFigures, axis: TimeAxis) -> list[Item]:
    """Items with teams at work in the weeks shown."""
    return [
        item
        for item in figures.plan.items
        if item.teams and item.start_on < axis.last and item.finish_on >= axis.first
    ]


def weeks_title(figures: BookFigures, axis: TimeAxis, teams: int) -> str:
    """How many teams and tasks, and on how many hazards."""
    items = items_between(figures, axis)
    if not items:
        return "In the next eight weeks no team has a task."
    hazards = {item.record_id for item in items if item.record_type == "hazards"}
    works = sum(item.activity_kind == "works" for item in items)
    return (
        f"{words.capital(words.some(teams, 'team'))} {words.verb(teams, 'works', 'work')} on "
        f"{words.some(len(hazards), 'hazardous area')} and {words.count(works)} works in the "
        "next eight weeks."
    )


def _idle(figures: BookFigures, teams: Sequence[TeamWeeks]) -> Iterator[Block]:
    busy = {team.team for team in teams}
    idle = [team for team in figures.situation.teams.values() if team.id not in busy]
    if idle:
        names = words.few(sorted((team.name for team in idle), key=words.natural), 80)
        many = words.capital(words.some(len(idle), "team"))
        has = "has" if len(idle) == 1 else "have"
        yield Text(f"{many} {has} no task in these weeks: {names}.", small=True, tone="ink-2")


def _short_tasks(
    figures: BookFigures, teams: Sequence[TeamWeeks], axis: TimeAxis
) -> Iterator[Block]:
    """Ids that had no room in their bars, in the order of work."""
    runs: list[Run] = []
    for team in teams:
        short = without_id(team, figures.plan, axis)
        if short:
            told = ", ".join(f"{i.record_id} ({_begins(i, figures.start)})" for i in short)
            runs += [Run(f"{team.name} ", bold=True), Run(f"{told}.  ")]
    if runs:
        yield Heading(
            "Tasks too short for their id in the bar, with the day or week in which each begins"
        )
        yield Text(runs, small=True)


def _begins(item: Item, start: date) -> str:
    """The day an item begins within four weeks, and the week after them: ``13 Aug``, ``w36``."""
    if (item.start_on - start).days <= wording.DAYS_BELIEVED:
        return words.short_day(item.start_on)
    return f"w{item.start_on.isocalendar().week}"


def _telling(figures: BookFigures, axis: TimeAxis) -> Iterator[Block]:
    """What is finished in these weeks and has most waiting for it."""
    done = [item for item in figures.by_value if axis.first <= item.finish_on < axis.last]
    if not done:
        return
    yield Heading("What matters most in these weeks: finished, with most waiting for it")
    first = sorted(done[:MOST_TELLING], key=lambda item: item.finish_on)
    rows = [
        (
            words.capital(words.believed(item.finish_on, figures.start)),
            Cell(Run(item.record_id, bold=True), words.capital(item.name)),
            words.few([role.name for role in item.teams], 2) or "–",
            words.amount(max(item.value, item.inherited_value)),
        )
        for item in first
    ]
    yield Table(
        (
            Column("Finished", 34), Column("Task"), Column("By", 34),
            Column("Waiting for it", 26, right=True),
        ),
        rows,
        small=True,
    )  # fmt: skip


def _expected(figures: BookFigures, axis: TimeAxis) -> Iterator[Block]:
    """What is expected to be done by the end of these weeks."""
    done = [i for i in items_between(figures, axis) if i.finish_on < axis.last]
    on_ground = [i for i in done if i.activity_kind != "control"]
    hazards = figures.situation.hazards

    def ground(meaning: str) -> float:
        own = (i for i in on_ground if meaning_of(i) == meaning and i.record_id in hazards)
        names = {item.record_id for item in own}
        return sum(hazards[name].area_m2 or 0.0 for name in names)

    works = sum(item.activity_kind == "works" for item in done)
    last = axis.last - timedelta(days=1)
    back = figures.back_by(last) - figures.plan.served_today
    yield Heading(f"Expected by {words.day(last)}, if all goes as planned")
    yield KeyFigures(
        (
            KeyFigure(words.km2(ground("sha")), "surveyed to the end", "sha-text"),
            KeyFigure(words.km2(ground("cha")), "cleared to the end", "cha"),
            KeyFigure(words.count(works), "works done", "ink"),
            KeyFigure(
                words.share(back, figures.plan.served_in_all), "more of all service back", "service"
            ),
        )
    )
