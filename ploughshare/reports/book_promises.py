"""Promises given with task orders: which of them the plan keeps, and which it breaks."""

from datetime import date

from ploughshare.planning.items import PlannedPromise
from ploughshare.planning.promises import late
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures

MOST = 60
"""Promises told one by one; those that break stand first."""


def promises_page(figures: BookFigures) -> Page | None:
    """What becomes of each promise; ``None`` where no order has one."""
    promises = figures.plan.promises
    if not promises:
        return None
    kept = sum(promise.kept for promise in promises)
    listed = sorted(promises, key=lambda promise: promise.kept)
    blocks: list[Block] = [
        Table(
            (
                Column("Task order", 18), Column("What"), Column("Promised to", 32),
                Column("For", 31), Column("Planned", 31), Column("", 22),
            ),
            [_row(promise, figures.start) for promise in listed[:MOST]],
            small=True,
        )
    ]  # fmt: skip
    if len(listed) > MOST:
        rest = len(listed) - MOST
        blocks.append(
            Text(f"And {words.count(rest)} more: the plan's file lists them.", small=True)
        )
    return Page(
        "promises",
        "Promises of task orders",
        f"The plan keeps {words.count(kept)} of {words.some(len(promises), 'promise')}.",
        "Each is told with the day on which its work is planned to be done. Whoever was promised a "
        "day that breaks should hear it from the authority first.",
        blocks,
    )


def _row(promise: PlannedPromise, start: date) -> tuple[str | Run | Cell, ...]:
    day = promise.planned_on
    planned = "not planned" if day is None else words.capital(words.believed(day, start))
    return (
        Run(promise.task, bold=True),
        Cell(words.capital(promise.name), promise.why),
        promise.promised_to or "not recorded",
        words.day(promise.promised_on),
        planned,
        Run(_verdict(promise), tone=None if promise.kept else "assumed"),
    )


def _verdict(promise: PlannedPromise) -> str:
    if promise.kept:
        return "kept"
    if promise.planned_on is None:
        return "breaks"
    return late(promise)
