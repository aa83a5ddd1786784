"""What one more team of each kind would change: a table of the plan book."""

from collections.abc import Iterator

from ploughshare.planning.items import OneMoreTeam
from ploughshare.planning.one_more_team import named
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Column, Heading, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures

MOST_ROWS = 12
"""Kinds of team shown."""


def one_more_team(figures: BookFigures) -> Iterator[Block]:
    """The table with its heading and what it is and is not; nothing where nobody estimated."""
    rows = figures.plan.one_more_team[:MOST_ROWS]
    if not rows:
        return
    yield Heading("What one more team would change")
    yield Table(
        (
            Column("One more team of"), Column("There now", 18, right=True),
            Column("Service-days fewer, estimated", 48, right=True),
            Column("Limit lower by at most", 36, right=True),
        ),
        [_row(figures, row) for row in rows],
        small=True,
    )  # fmt: skip
    ends = words.believed(figures.end, figures.start)
    yield Text(
        f"Over the whole plan, until {ends}, with one more team like one that is there, from the "
        "first day. The first figure is what a plan saves in which all others keep their order; the "
        "second is the most that a short search saved by changing it. The last column is how far "
        "the proven limit would fall, at most. It is an estimate for choosing what to ask for, no "
        "promise; what two teams save is not the sum of both.",
        small=True,
        tone="ink-2",
    )


def _row(figures: BookFigures, row: OneMoreTeam) -> tuple[str | Run, ...]:
    plan = figures.plan
    limit = words.amount(plan.service_days(row.limit_fall))
    return (
        Run(words.capital(named(row)), bold=True),
        words.count(row.teams),
        f"0: {row.why_nothing}" if row.why_nothing else _range(figures, row),
        limit,
    )


def _range(figures: BookFigures, row: OneMoreTeam) -> str:
    """``81,200 to 96,000``, or ``81,200`` where both are the same."""
    low, high = (
        words.amount(figures.plan.service_days(saved)) for saved in (row.lowest, row.highest)
    )
    return f"{low} to {high}" if low != high else low
