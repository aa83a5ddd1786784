"""Undertakings of agreements: what is kept by the plan, what comes late, and what lapses undone."""

from datetime import date

from ploughshare.planning.items import PlannedMilestone, PlannedUndertaking
from ploughshare.reports import words
from ploughshare.reports.blocks import Cell, Column, Page, Run, Table
from ploughshare.reports.book_figures import BookFigures

VERDICTS = {True: "kept", False: "not kept", None: "no day to compare"}


def undertakings_page(figures: BookFigures) -> Page | None:
    """Each undertaking beside the schedule; ``None`` where no agreement is on record."""
    rows = figures.plan.undertakings
    if not rows:
        return None
    lapse = sum(bool(row.lapses) for row in rows)
    return Page(
        "undertakings",
        "Undertakings",
        f"Of {words.some(len(rows), 'undertaking')} of agreements {words.count(lapse)} "
        f"{words.verb(lapse, 'lapses', 'lapse')} undone by this plan.",
        "Each is planned for the day on which the last of what it and its milestones are about is "
        "done. Nothing in the plan moves because of them.",
        [
            Table(
                (
                    Column("", 14), Column("What"), Column("By whom", 30), Column("Due", 29),
                    Column("Planned", 29), Column("", 24),
                ),
                [_row(row, figures.start) for row in rows],
                small=True,
            )
        ],
    )  # fmt: skip


def _row(row: PlannedUndertaking, start: date) -> tuple[str | Run | Cell, ...]:
    told = [row.why, *row.lapses, *(_mark(mark, start) for mark in row.milestones)]
    said = ". ".join(words.capital(text) for text in told if text)
    planned = "not planned" if row.why else "done"
    if row.planned_on is not None:
        planned = words.capital(words.believed(row.planned_on, start))
    return (
        Run(row.id, bold=True),
        Cell(words.capital(row.what), said),
        Cell(row.party or "not recorded", row.agreement),
        Cell(words.day(row.due_on) if row.due_on else "no day given", row.term.replace("_", "-")),
        planned,
        Run(VERDICTS[row.kept], tone="assumed" if row.lapses or row.kept is False else None),
    )


def _mark(mark: PlannedMilestone, start: date) -> str:
    """A milestone in a few words."""
    if mark.met_on is not None:
        return f"milestone {mark.name}: met {words.day(mark.met_on)}"
    due = f", due {words.day(mark.due_on)}" if mark.due_on else ""
    if mark.planned_on is None:
        return f"milestone {mark.name}{due}, open"
    return f"milestone {mark.name}{due}, planned for {words.believed(mark.planned_on, start)}"
