"""Priorities of published decisions: what is kept, what is missed, and what each of them costs."""

from ploughshare.planning.priced import PlannedMustDo, PlannedShare, Telling
from ploughshare.planning.priorities import cost, must_do_sentence, share_sentence, what_of, whose
from ploughshare.reports import words
from ploughshare.reports.blocks import Cell, Column, Page, Run, Table
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.book_first import communities

Row = tuple[str | Run | Cell, ...]


def priorities_page(figures: BookFigures) -> Page | None:
    """What becomes of each priority; ``None`` where no decision in force has one."""
    plan = figures.plan
    told = plan.priorities
    if told is None:
        return None
    many = len(told.must_do) + len(told.shares)
    telling = plan.telling
    price = cost(told.objective - told.free_objective, telling)
    rows = [_must_do(row, telling) for row in told.must_do]
    rows += [_share(row, telling) for row in told.shares]
    return Page(
        "priorities",
        "Priorities of published decisions",
        f"The plan keeps {words.count(told.kept)} of {words.some(many, 'priority', 'priorities')}.",
        "Each is kept as far as it goes. The same work was planned without them, and with each of those "
        f"alone that are then missed: that is its price. All of them together: {price}.",
        [
            Table(
                (Column("", 18), Column("What"), Column("By", 34), Column("", 80)),
                rows,
                small=True,
            ),
            *communities("Communities that slip", told.later, "later"),
            *communities("Communities that gain", told.sooner, "sooner"),
        ],
    )  # fmt: skip


def _must_do(row: PlannedMustDo, telling: Telling) -> Row:
    said = words.sentence(must_do_sentence(row, telling))
    return (
        Run(row.id, bold=True),
        Cell(words.capital(row.name), f"{row.record_id} · decision {row.decision}"),
        words.day(row.due_on),
        Run(said, tone=None if row.kept else "assumed"),
    )


def _share(row: PlannedShare, telling: Telling) -> Row:
    said = words.sentence(share_sentence(row, telling))
    return (
        Run(row.id, bold=True),
        Cell(
            f"{words.share(row.wanted)} of {what_of(row)} for {whose(row)}",
            f"decision {row.decision}",
        ),
        f"{words.day(row.from_on)} to {words.day(row.to_on)}",
        Run(said, tone=None if row.kept else "assumed"),
    )
