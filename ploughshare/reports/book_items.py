"""The most valuable items, each with why it is done then."""

from datetime import date

from ploughshare.planning.items import Item, Reason
from ploughshare.reports import words
from ploughshare.reports.blocks import Cell, Column, Page, Run, Table
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.eight_weeks import weeks_of

MOST = 100
LONGEST_REASON = 190
"""Letters of one reason; a longer one is shortened."""


def items_page(figures: BookFigures) -> Page:
    """The hundred items that most waits for."""
    items = figures.by_value[:MOST]
    soon = weeks_of(figures.plan).last
    early = sum(item.start_on < soon for item in items)
    many = len(items)
    title = (
        f"Of the {words.count(many)} most valuable items {words.count(early)} begin within eight "
        "weeks."
        if many
        else "No item is planned."
    )
    return Page(
        "items",
        "Most valuable items",
        title,
        "Value counts people once for each service: whom the item's own area or asset serves, and who "
        "wait behind it for something else. Dates are told as far as they can be believed: "
        "days for four weeks, weeks for three months, then quarters and years. Firm may be issued now; "
        "provisional waits for a survey or a decision; outlook begins after four weeks.",
        [
            Table(
                (
                    Column("", 6, right=True), Column("What", 43), Column("When", 33),
                    Column("Who", 23), Column("Itself", 13, right=True), Column("Behind", 15, right=True),
                    Column("Why then"),
                ),
                [_row(i, item, figures.start) for i, item in enumerate(items, 1)],
                small=True,
            )
        ] if items else (),
        "Every other item stands in the plan's file, with its whole chain of reasons: "
        "plough explain ITEM prints it.",
    )  # fmt: skip


def _row(number: int, item: Item, start: date) -> tuple[str | Run | Cell, ...]:
    place = f"{item.record_id} · {item.place}" if item.place else item.record_id
    who = words.few([role.name for role in item.teams], 2) or "–"
    kinds = words.listed(sorted({words.teams_of(role.kind) for role in item.teams}))
    return (
        str(number),
        Cell(Run(words.capital(item.name), bold=True), place),
        when(item, start),
        Cell(who, kinds),
        words.count(item.serves_itself),
        words.count(item.waits_behind),
        why(item),
    )


def when(item: Item, start: date) -> Cell:
    """First and last day as far as they are believed; one where they are the same."""
    first, last = words.believed(item.start_on, start), words.believed(item.finish_on, start)
    if item.continues:
        first = "under way"
    until = "" if first == last else f"to {last}"
    return Cell(words.capital(first), ", ".join(filter(None, (until, item.confidence))))


def why(item: Item) -> str:
    """
    The chain of reasons in at most two sentences: its longest wait, and its last link.

    A last link that is only the way to the site tells nothing and is left out.
    """
    last = item.because[-1]
    longest = max(item.because, key=lambda reason: reason.end - reason.begin)
    parts = [longest] if last.rule == "travel" or longest == last else [longest, last]
    return " ".join(_told(reason) for reason in parts)


def _told(reason: Reason) -> str:
    text = words.sentence(reason.text)
    if len(text) <= LONGEST_REASON:
        return text
    return text[: LONGEST_REASON - 1].rsplit(" ", 1)[0] + "…"
