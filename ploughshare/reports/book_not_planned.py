"""What the plan leaves out: grouped by reason, each with what it holds up."""

from collections.abc import Iterator, Sequence

from ploughshare.planning.items import NotPlanned
from ploughshare.planning.summary import REASONS, left_out
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Heading, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures

MOST_ROWS = 40
"""Records listed under one reason; the rest are counted there and stand in the plan's file."""

COLUMNS = (
    Column("Record", 44),
    Column("Why, and what would bring it into the plan"),
    Column("Holds up", 36),
    Column("Waiting", 17, right=True),
)


def not_planned_page(figures: BookFigures) -> Page:
    """Everything set aside; nothing is left out silently."""
    rows = figures.plan.not_planned
    if not rows:
        return Page(
            "not-planned",
            "What is not planned",
            "Nothing is left out: every record that needs work is in the plan.",
            "",
            (Text("What cannot be planned would stand here, each record with its reason."),),
        )
    groups = left_out(figures.plan)
    weight = sum(row.weight for row in rows)
    count = len(figures.plan.left_out)
    many = words.capital(words.some(count, "record"))
    waiting = words.share(weight, figures.plan.served_in_all)
    it = "it" if count == 1 else "them"
    headline = f"{many} {words.verb(count)} not planned; {waiting} of all service waits for {it}."
    return Page(
        "not-planned",
        "What is not planned",
        headline if count else "Nothing is left out, but permits or grants end before the plan.",
        "Each is set aside for a reason that somebody can settle, and joins the plan when it is "
        "made anew after that. Waiting counts the people each asset serves; who lacks two services "
        "counts in both.",
        [*_summary(groups), *(block for group in groups for block in _group(*group))],
    )


def _summary(groups: Sequence[tuple[str, list[NotPlanned]]]) -> Iterator[Block]:
    if len(groups) < 2:
        return
    yield Table(
        (
            Column("Reason"),
            Column("Records", 20, right=True),
            Column("Waiting", 28, right=True),
        ),
        [
            (
                words.capital(REASONS.get(reason, reason)),
                words.count(len(rows)),
                words.count(sum(row.weight for row in rows)),
            )
            for reason, rows in groups
        ],
    )


def _group(reason: str, rows: list[NotPlanned]) -> Iterator[Block]:
    title = words.capital(REASONS.get(reason, reason))
    yield Heading(f"{title}: {words.some(len(rows), 'record')}")
    yield Table(COLUMNS, [_row(row) for row in rows[:MOST_ROWS]], small=True)
    rest = rows[MOST_ROWS:]
    if rest:
        waiting = words.count(sum(row.weight for row in rest))
        yield Text(
            f"And {words.count(len(rest))} more for the same reason, {waiting} waiting: the "
            "plan's file lists each.",
            small=True,
            tone="ink-2",
        )


def _row(row: NotPlanned) -> Sequence[str | Run | Cell]:
    holds = words.few(list(row.holds_up), 5) if row.holds_up else "–"
    name = row.name if row.name != row.record_id else ""
    return (
        Cell(Run(row.record_id, bold=True), name),
        Cell(words.sentence(row.text), words.sentence(row.remedy) if row.remedy else ""),
        holds,
        words.count(row.weight) if row.weight else "–",
    )
