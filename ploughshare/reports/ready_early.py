"""Who comes too early: works and crews that arrive before their ground is ready."""

from collections.abc import Sequence
from datetime import timedelta

from ploughshare.planning.ready_for_works import BANDS
from ploughshare.planning.too_early import TooEarly
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Heading, Page, Run, Table
from ploughshare.reports.ready_sectors import CREWS, ReadySectors
from ploughshare.reports.ready_words import early_by, number
from ploughshare.reports.sectors import SECTORS

SOONEST = 25
"""Arrivals too early that are named on paper where there are more."""


def early_page(sectors: ReadySectors) -> Page:
    """The page of who comes too early: those that come first by name, all of them by sector."""
    many = len(sectors.early)
    rest = sectors.early[SOONEST:]
    columns = (
        Column("Who comes", 50), Column("On record for", 29), Column("Because it"),
        Column("Ground handed over", 32), Column("Too early by", 27, right=True),
    )  # fmt: skip
    rows = [_early_row(sectors, row) for row in sectors.early[:SOONEST]]
    blocks: list[Block] = [Table(columns, rows, small=True)]
    if rest:
        first = f"The first {SOONEST} to arrive; the workbook names all {words.count(many)}"
        blocks = [Heading("By sector"), _early_by_sector(sectors), Heading(first), *blocks]
    return Page(
        "too-early",
        "Arrivals before the ground is ready",
        f"{words.capital(words.some(many, 'arrival'))} on record {words.verb(many, 'comes', 'come')} "
        "before the ground is ready.",
        "Works and crews on record with a day that lies before the hand-over of the ground they come "
        "to. Until it is signed nobody works there: move the arrival, give the crew other work, or "
        "ask the planner what handing over earlier would cost.",
        blocks,
    )


def _early_by_sector(sectors: ReadySectors) -> Table:
    """How many arrivals come too early in each sector, how soon, and how many for ground with no day."""
    listed: dict[str, list[TooEarly]] = {}
    for row in sectors.early:
        listed.setdefault(sectors.sector_of_arrival(row), []).append(row)
    columns = (
        Column("Sector"), Column("Arrivals", 20, right=True), Column("Within 30 days", 26, right=True),
        Column("Half are too early by", 36, right=True), Column("Ground not planned", 34, right=True),
    )  # fmt: skip
    soon = sectors.start + timedelta(days=BANDS[0])
    rows = [
        (
            Run(sector, bold=True), words.count(len(rows)),
            number(sum(row.arrives_on <= soon for row in rows)), _half(sectors, rows),
            number(sum(row.ready_on is None for row in rows)),
        )
        for sector in (*SECTORS, CREWS) if (rows := listed.get(sector))
    ]  # fmt: skip
    return Table(columns, rows, small=True)


def _half(sectors: ReadySectors, rows: Sequence[TooEarly]) -> str:
    """What half of the arrivals with a day for their ground are too early by, at least."""
    known = sorted((row for row in rows if row.ready_on is not None), key=lambda row: row.days)
    return early_by(known[len(known) // 2], sectors.days_a_week) if known else "–"


def _early_row(sectors: ReadySectors, row: TooEarly) -> tuple[str | Run | Cell, ...]:
    ground = "not planned" if row.ready_on is None else sectors.believed(row.ready_on)
    return (
        Cell(Run(row.name, bold=True), row.record_id),
        words.day(row.arrives_on),
        row.basis,
        Cell(words.capital(ground), words.printed(row.why)),
        early_by(row, sectors.days_a_week),
    )


def early_cells(sectors: ReadySectors, row: TooEarly) -> tuple[str, ...]:
    """One arrival as a row of the workbook."""
    return (
        row.record_type, row.record_id, sectors.sector_of_arrival(row), row.name,
        words.day(row.arrives_on), row.basis,
        sectors.believed(row.ready_on) if row.ready_on else "not planned",
        early_by(row, sectors.days_a_week), row.why,
    )  # fmt: skip
