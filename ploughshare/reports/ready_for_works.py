"""Ready for works: by ministry sector, where builders can begin within ninety days."""

from collections.abc import Sequence

from ploughshare.planning.ready_for_works import (
    BANDS,
    ReadyAsset,
)
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Book,
    Cell,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Run,
    Table,
    Text,
)
from ploughshare.reports.of_plan import about
from ploughshare.reports.printed import PrintedReport, sheets_book
from ploughshare.reports.ready_early import early_cells, early_page
from ploughshare.reports.ready_sectors import ReadySectors
from ploughshare.reports.ready_words import (
    first_day,
    last_blocker,
    number,
    open_words,
    people,
)
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.sectors import SECTORS, sector_of
from ploughshare.reports.workbook import Sheet

LONGEST = BANDS[-1]

FIRST = 20
"""Assets that the first sheet names."""

LEAD = (
    "Ground is ready for works on the day it is handed over: cleared, inspected by another "
    "organisation, and signed for. Days are planned, and told by day for four weeks and by week "
    "after that."
)


def ready_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The report before it is set."""
    sectors = ReadySectors(subject)
    pages = [_overview(sectors)]
    if sectors.early:
        pages.append(early_page(sectors))
    for sector in sectors.named:
        if sectors.of(sector):
            pages.append(_sector(sectors, sector))
    return sheets_book(subject, "ready for works", f"from {words.day(sectors.start)}", pages)


def _overview(sectors: ReadySectors) -> Page:
    ready = sectors.ground.ready
    bands = _bands(ready)
    behind = sum(_is_behind(row) for row in ready)
    figures = [
        KeyFigure(words.count(bands[band]), f"{_span(i)}: by {sectors.until(band)}")
        for i, band in enumerate(BANDS)
    ]
    rows = [_overview_row(sectors, sector) for sector in sectors.named]
    blocks: list[Block] = [KeyFigures(figures)]
    if rows:
        blocks += [
            Heading("By sector"),
            Table(
                (
                    Column("Sector"),
                    *(Column(f"{band} days", 17, right=True) for band in BANDS),
                    Column("Builders come later than the ground", 34, right=True),
                    Column("Ground later", 20, right=True),
                    Column("No hazard on record in the way", 30, right=True),
                ),
                rows,
            ),
        ]  # fmt: skip
    blocks.append(Text(_what_it_means(sectors, behind)))
    if ready:
        blocks += [Heading("The first of them"), _first_table(sectors)]
    return Page(
        "overview", "Overview", _overview_title(len(ready)), LEAD, blocks,
        f"{words.NO_RECORD} What the plan leaves out stands in the plan book with its reason.",
    )  # fmt: skip


def _first_table(sectors: ReadySectors) -> Table:
    """The assets whose ground is handed over first."""
    columns = (
        Column("Asset"), Column("Sector", 30), Column("Ground handed over", 36),
        Column("First builder's day", 36), Column("Serves", 18, right=True),
    )  # fmt: skip
    rows = [
        (
            Run(row.asset.name, bold=True), sector_of(row.asset.kind),
            words.capital(sectors.believed(row.ready_on)),
            Cell(first_day(sectors.believed, row), row.confidence), people(row),
        )
        for row in sectors.ground.ready[:FIRST]
    ]  # fmt: skip
    return Table(columns, rows, small=True)


def _overview_title(ready: int) -> str:
    if not ready:
        return f"Within {LONGEST} days no ground is handed over that an asset waits for."
    return (
        f"Within {LONGEST} days {words.some(ready, 'asset')} {words.verb(ready, 'has', 'have')} "
        "all ground handed over."
    )


def _what_it_means(sectors: ReadySectors, behind: int) -> list[Run]:
    early = len(sectors.early)
    first = "No asset waits for the builder's side when its ground is ready. "
    if behind:
        first = (
            f"{words.capital(words.some(behind, 'asset'))} {words.verb(behind, 'waits', 'wait')} "
            "for the builder's side when the ground is ready: design, permits, tender or crews. "
            "That time can be won. "
        )
    said = [Run(first, bold=behind > 0)]
    if early:
        said.append(
            Run(f"{words.capital(words.some(early, 'arrival'))} on record "
                f"{words.verb(early, 'comes', 'come')} before the ground is ready: page ", bold=True)
        )  # fmt: skip
        said += [Run(page="too-early"), Run(".")]
    else:
        said.append(Run("No works or crew on record arrive before their ground is ready."))
    return said


def _overview_row(sectors: ReadySectors, sector: str) -> tuple[str | Run, ...]:
    ready = sectors.of(sector)
    bands = _bands(ready)
    return (
        Run(sector, bold=True),
        *(number(bands[band]) for band in BANDS),
        number(sum(map(_is_behind, ready))),
        number(sectors.count(sector, sectors.ground.later)),
        number(sectors.count(sector, sectors.ground.without_hazard)),
    )


def _bands(ready: Sequence[ReadyAsset]) -> dict[int, int]:
    return {band: sum(row.within == band for row in ready) for band in BANDS}


def _span(i: int) -> str:
    """The days of a band in words: within 30 days, day 31 to 60."""
    return f"within {BANDS[i]} days" if i == 0 else f"day {BANDS[i - 1] + 1} to {BANDS[i]}"


def _is_behind(row: ReadyAsset) -> bool:
    """Whether preparation holds the first works when their ground is ready."""
    opened = row.works[0].open if row.works else None
    return opened is not None and opened.until > row.ready_on


def _sector(sectors: ReadySectors, sector: str) -> Page:
    ready = sectors.of(sector)
    behind = sum(map(_is_behind, ready))
    also = (
        f"; {words.count(behind)} of them {words.verb(behind, 'waits', 'wait')} for builders"
        if behind
        else ""
    )
    blocks: list[Block] = []
    for i, band in enumerate(BANDS):
        rows = [row for row in ready if row.within == band]
        if rows:
            until = sectors.until(band)
            blocks += [
                Heading(f"{words.capital(_span(i))}, by {until}"),
                Table(
                    (
                        Column("Asset", 38), Column("Ground handed over", 33),
                        Column("Open on the builder's side"), Column("First builder's day", 22),
                        Column("Serves", 14, right=True), Column("Promised", 27),
                    ),
                    [_row(sectors, row) for row in rows],
                    small=True,
                ),
            ]  # fmt: skip
    return Page(
        f"sector-{sector.lower().replace(' ', '-')}",
        sector,
        f"{sector}: ground is handed over for {words.some(len(ready), 'asset')} within {LONGEST} "
        f"days{also}.",
        LEAD,
        blocks,
        "Serves: people the asset serves when all its works are done; ~ where nobody counted them "
        f"and the default of its kind is used. {words.NO_RECORD}",
    )


def _row(sectors: ReadySectors, row: ReadyAsset) -> tuple[str | Run | Cell, ...]:
    where = ", ".join(dict.fromkeys(filter(None, (row.place, row.district))))
    kind = words.asset_kind(row.asset.kind)
    return (
        Cell(Run(row.asset.name, bold=True), " · ".join(filter(None, (row.asset.id, kind, where)))),
        Cell(words.capital(sectors.believed(row.ready_on)), last_blocker(row)),
        Cell(*open_words(sectors.believed, row)),
        Cell(first_day(sectors.believed, row), row.confidence),
        people(row),
        sectors.promised(row),
    )


def ready_sheets(subject: Subject) -> list[Sheet]:
    """The report as the sheets of a workbook: dates as far as they are believed."""
    sectors = ReadySectors(subject)
    ready = sectors.ground.ready
    return [
        Sheet("About", ("", ""), about(subject, LEAD)),
        Sheet(
            "Ready for works",
            (
                "sector", "asset", "name", "kind", "place", "district", "within days",
                "ground handed over", "last ground", "open on the builder's side", "until",
                "first builder's day", "how firm that is", "works", "people served",
                "people counted", "promises",
            ),
            [_sheet_row(sectors, row) for sector in SECTORS for row in ready
             if sector_of(row.asset.kind) == sector],
        ),
        Sheet(
            "Arrivals too early",
            ("record", "id", "sector", "name", "on record for", "because it", "ground handed over",
             "too early by", "why the ground has no day"),
            [early_cells(sectors, row) for row in sectors.early],
        ),
        Sheet(
            "By sector",
            ("sector", *(f"{_span(i)}" for i in range(len(BANDS))),
             "builders come later than the ground", "ground later",
             "no hazard on record in the way"),
            [_sector_row(sectors, sector) for sector in sectors.named],
        ),
    ]  # fmt: skip


def _sector_row(sectors: ReadySectors, sector: str) -> tuple[str | int, ...]:
    ready, ground = sectors.of(sector), sectors.ground
    later, without = (sectors.count(sector, a) for a in (ground.later, ground.without_hazard))
    return sector, *_bands(ready).values(), sum(map(_is_behind, ready)), later, without


def _sheet_row(sectors: ReadySectors, row: ReadyAsset) -> tuple[str | int | None, ...]:
    opened, how = open_words(sectors.believed, row)
    return (
        sector_of(row.asset.kind), row.asset.id, row.asset.name, words.asset_kind(row.asset.kind),
        row.place, row.district, row.within, sectors.believed(row.ready_on), last_blocker(row),
        opened, how, first_day(sectors.believed, row), row.confidence, len(row.works), row.people,
        "on record" if row.counted else "default of its kind", sectors.promised(row),
    )  # fmt: skip


READY_FOR_WORKS = PrintedReport(
    "ready-for-works", "ready for works", ", by ministry sector", "ground that is handed over",
    ready_book, ready_sheets,
)  # fmt: skip
