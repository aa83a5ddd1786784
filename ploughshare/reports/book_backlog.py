"""The backlog: what is open today, what the plan would release or do, and what stays."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ploughshare.land.records import HAZARD_STATUS
from ploughshare.planning.effort import works_days
from ploughshare.planning.rebuilding import OPEN_WORKS
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Column, Heading, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.book_teams import one_more_team

TYPES = {"cha": "Confirmed (CHA)", "sha": "Suspected (SHA)"}


@dataclass(slots=True)
class Sum:
    """How many records, and how much of what they measure."""

    number: int = 0
    size: float = 0.0
    unknown: int = 0

    def add(self, size: float | None) -> None:
        """One more record; ``None`` for one whose size nobody knows."""
        self.number += 1
        self.size += size or 0.0
        self.unknown += size is None


def backlog_page(figures: BookFigures) -> Page:
    """Hazardous areas by type and status, works by trade, today and at the plan's end."""
    open_now, left = _hazards(figures)
    stays = Sum()
    for group in left.values():
        stays.number += group.number
        stays.size += group.size
    ends = words.on_believed(figures.end, figures.start)
    title = (
        f"When the plan ends, {ends}, "
        f"{words.some(stays.number, 'hazardous area')}, {words.km2(stays.size)}, "
        f"{words.verb(stays.number)} still open."
        if stays.number
        else f"When the plan ends, {ends}, the land of every hazardous area "
        "on record would be released."
    )
    return Page(
        "backlog",
        "Backlog",
        title,
        "The ledger of what is on record. Surveys will find more, cancel some and change the rest: "
        "these are the areas known today.",
        [
            Heading("Hazardous areas by type and status"),
            _hazard_table(open_now, left),
            *_sizes_unknown(open_now),
            Heading("Works by trade"),
            *_works(figures),
            *one_more_team(figures),
        ],
        words.NO_RECORD,
    )


def _hazards(
    figures: BookFigures,
) -> tuple[dict[tuple[str, str], Sum], dict[tuple[str, str], Sum]]:
    """Open hazardous areas by type and status: today, and those without planned release."""
    open_now: dict[tuple[str, str], Sum] = defaultdict(Sum)
    left: dict[tuple[str, str], Sum] = defaultdict(Sum)
    for hazard in figures.situation.hazards.values():
        if hazard.is_open:
            key = (hazard.hazard_type, hazard.status)
            open_now[key].add(hazard.area_m2)
            if hazard.id not in figures.released:
                left[key].add(hazard.area_m2)
    return open_now, left


def _hazard_table(open_now: dict[tuple[str, str], Sum], left: dict[tuple[str, str], Sum]) -> Table:
    rows: list[tuple[str | Run, ...]] = []
    whole, whole_left = Sum(), Sum()
    for code, name in TYPES.items():
        for status in HAZARD_STATUS.codes:
            now, stays = open_now.get((code, status)), left.get((code, status), Sum())
            if now is None:
                continue
            rows.append(
                (name, words.capital(words.hazard_status(status)),
                 *_cells(now, stays))
            )  # fmt: skip
            for total, part in ((whole, now), (whole_left, stays)):
                total.number += part.number
                total.size += part.size
    if len(rows) > 1:
        cells = _cells(whole, whole_left)
        rows.append((Run("All", bold=True), "", *(Run(cell, bold=True) for cell in cells)))
    return Table(
        (
            Column("Type"), Column("Status", 32),
            Column("Open today", 21, right=True), Column("km²", 17, right=True),
            Column("Release planned", 28, right=True), Column("km²", 17, right=True),
            Column("Stays open", 21, right=True), Column("km²", 17, right=True),
        ),
        rows,
    )  # fmt: skip


def _cells(now: Sum, stays: Sum) -> tuple[str, ...]:
    planned = Sum(now.number - stays.number, now.size - stays.size)
    return tuple(
        cell for part in (now, planned, stays) for cell in (words.count(part.number), _km2(part))
    )


def _km2(part: Sum) -> str:
    """Square kilometres without their unit, which stands above the column."""
    return words.km2(part.size).removesuffix(f"{words.THIN}km²") if part.number else "–"


def _days(now: Sum, stays: Sum) -> tuple[str, ...]:
    """Works and their crew-days: open today, planned, not planned."""
    planned = Sum(now.number - stays.number, now.size - stays.size)
    return tuple(
        cell
        for part in (now, planned, stays)
        for cell in (words.count(part.number), words.count(part.size) if part.number else "–")
    )


def _sizes_unknown(open_now: dict[tuple[str, str], Sum]) -> Iterator[Block]:
    unknown = sum(group.unknown for group in open_now.values())
    if unknown:
        many = words.capital(words.some(unknown, "hazardous area"))
        yield Text(
            f"{many} without a known size {'counts' if unknown == 1 else 'count'} with no ground.",
            small=True,
            tone="ink-2",
        )


def _works(figures: BookFigures) -> Iterator[Block]:
    situation = figures.situation
    planned = {item.record_id for item in figures.plan.items if item.record_type == "works"}
    by_trade: dict[str, tuple[Sum, Sum]] = defaultdict(lambda: (Sum(), Sum()))
    for works in situation.works.values():
        if works.status not in OPEN_WORKS:
            continue
        effort = works_days(situation, works)
        days = None if effort is None else effort.days
        now, stays = by_trade[works.trade]
        now.add(days)
        if works.id not in planned:
            stays.add(days)
    if not by_trade:
        yield Text("No works are on record.")
        return
    trades = sorted(by_trade.items(), key=lambda pair: -pair[1][0].size)
    rows: list[tuple[str | Run, ...]] = [
        (words.capital(words.team_kind(trade)), *_days(now, stays))
        for trade, (now, stays) in trades
    ]
    if len(rows) > 1:
        whole, whole_left = Sum(), Sum()
        for now, stays in by_trade.values():
            for total, part in ((whole, now), (whole_left, stays)):
                total.number += part.number
                total.size += part.size
        cells = _days(whole, whole_left)
        rows.append((Run("All", bold=True), *(Run(cell, bold=True) for cell in cells)))
    yield Table(
        (
            Column("Trade"),
            Column("Open today", 19, right=True), Column("crew-days", 22, right=True),
            Column("Planned", 24, right=True), Column("crew-days", 22, right=True),
            Column("Not planned", 22, right=True), Column("crew-days", 22, right=True),
        ),
        rows,
    )  # fmt: skip
    unknown = sum(now.unknown for now, _ in by_trade.values())
    if unknown:
        said = f"{words.capital(words.some(unknown, 'piece'))} of works without a known quantity "
        yield Text(
            f"{said}{'counts' if unknown == 1 else 'count'} with no crew-days.",
            small=True, tone="ink-2",
        )  # fmt: skip
