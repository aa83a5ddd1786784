"""What comes first because somebody asked: who, at which price, who slips and who gains."""

from ploughshare.planning.priced import PlannedWish, PutFirst, Shift, Telling
from ploughshare.planning.put_first import instead_sentence, price_sentence
from ploughshare.planning.shifts import NOWHERE
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Heading, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures

MOST = 30
"""Communities of a list told one by one."""


def first_page(figures: BookFigures) -> Page | None:
    """What comes first and what that costs; ``None`` where nobody asked for it."""
    plan = figures.plan
    row = plan.put_first
    if row is None:
        return None
    many = words.some(len(row.wishes), "wish", "wishes")
    price = price_sentence(row.free_objective, plan.objective, plan.telling)
    return Page(
        "first",
        "What comes first",
        f"{words.capital(many)} of {row.by} {words.verb(len(row.wishes))} put first.",
        f"The same work was planned twice with the same teams, once without being forced. "
        f"Its price: {price}.",
        [
            Table(
                (
                    Column("", 18), Column("What"), Column("Planned", 31),
                    Column("Else", 31), Column("", 40),
                ),
                [_wish(wish, plan.telling) for wish in row.wishes],
                small=True,
            ),
            *_holding(row, plan.telling),
            *communities("Communities that slip", row.later, "later"),
            *communities("Communities that gain", row.sooner, "sooner"),
            *_broken(row),
        ],
    )  # fmt: skip


def _wish(wish: PlannedWish, telling: Telling) -> tuple[str | Run | Cell, ...]:
    brought = f"brings along {words.few(wish.brought, 4)}" if wish.brought else ""
    days = words.some(round(abs(wish.sooner_days)), "working day")
    word = "sooner" if wish.sooner_days >= 0 else "later"
    return (
        Run(wish.record_id, bold=True),
        Cell(words.capital(wish.name), brought),
        telling.day(wish.on, wish.record_type, wish.record_id),
        telling.day(wish.without_on, wish.record_type, wish.record_id),
        f"{days} {word}" if wish.sooner_days else "no sooner day found",
    )


def _holding(row: PutFirst, telling: Telling) -> list[Block]:
    """What each wish waits for longest, and other days at lower prices."""
    held = [f"{words.capital(w.name)} waits for: {w.held_by}." for w in row.wishes if w.held_by]
    other = [f"Instead: {instead_sentence(row, telling)}."] if row.instead else []
    return [Text(line, small=True) for line in (*held, *other)]


def communities(title: str, rows: tuple[Shift, ...], word: str) -> list[Block]:
    """A list of communities that slip or gain, under its heading."""
    if not rows:
        return [Heading(title), Text("None.", small=True)]
    blocks: list[Block] = [
        Heading(title),
        Table(
            (
                Column("Community"), Column("People", 24, right=True),
                Column("Working days", 34, right=True), Column("At most", 24, right=True),
            ),
            [
                (
                    Cell(Run(row.community or NOWHERE, bold=True), row.district),
                    words.count(row.weight),
                    f"{row.days:,.1f} {word}",
                    f"{row.most_days:,.1f}",
                )
                for row in rows[:MOST]
            ],
            small=True,
        ),
    ]  # fmt: skip
    if len(rows) > MOST:
        rest = words.count(len(rows) - MOST)
        blocks.append(Text(f"And {rest} more: the plan's file lists them.", small=True))
    blocks.append(
        Text("People are counted once for each service; days are the mean by people.", small=True)
    )
    return blocks


def _broken(row: PutFirst) -> list[Block]:
    if not row.breaks:
        return []
    return [Text(f"Promises that break because of it: {words.listed(list(row.breaks))}.")]
