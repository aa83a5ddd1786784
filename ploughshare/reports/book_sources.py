"""What the plan rests on: assumptions with their sources, promises, and the rules it follows."""

from collections.abc import Mapping, Sequence
from datetime import date

from ploughshare.fields import Record, Value, date_in, number_in, text_in
from ploughshare.planning.items import Assumption
from ploughshare.planning.rules import RULES
from ploughshare.planning.scenarios.terms import ScenarioTerms
from ploughshare.pledges.records import ROLES, RUNGS
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Box,
    Cell,
    Column,
    Heading,
    Page,
    Run,
    Table,
    Text,
)
from ploughshare.reports.book_figures import PROMISED_RUNGS, BookFigures

MOST_ASSUMPTIONS = 120


def promised_page(figures: BookFigures) -> Page | None:
    """What somebody is said to send; ``None`` when nothing is on record."""
    promised = figures.subject.promised
    if not promised:
        return None
    return Page(
        "promised",
        "What is promised",
        f"{words.count(figures.promised_people)} people are {rungs_of(figures.promised)}; "
        + ("this scenario counts some as if they came." if figures.plan.terms else
           "none of them is counted in this plan.")
        if figures.promised
        else "No promise is open: what is on record has arrived, has lapsed or was withdrawn.",
        "The plan of record counts capacity from the day it is accredited, with contract and "
        "funding. What is only reported or pledged would enter a scenario of its own, and every "
        "page of that would say so.",
        [
            Table(
                (
                    Column("Who is said to give", 38), Column("What", 26),
                    Column("How many", 22, right=True), Column("Rung", 24),
                    Column("Arrival"), Column("Counted in this plan", 34),
                ),
                [
                    (
                        Cell(Run(text_in(r.values, "giver") or r.id, bold=True), _id(r)),
                        words.capital(words.label(ROLES, text_in(r.values, "role"))),
                        _quantity(r.values),
                        words.label(RUNGS, text_in(r.values, "rung") or "reported"),
                        _day(date_in(r.values, "arrives_on")),
                        _counted(r, figures.plan.terms),
                    )
                    for r in promised
                ],
            ),
            Box(
                [
                    Run("Reported is not arrived. ", bold=True, tone="assumed"),
                    Run(
                        "A contribution climbs from reported over pledged, committed and "
                        "mobilised to accredited and operational; the evidence for each rung is "
                        "kept with the record."
                    ),
                ]
            ),
        ],
    )  # fmt: skip


def _id(contribution: Record) -> str:
    whole = text_in(contribution.values, "part_of")
    return f"{contribution.id}, part of {whole}" if whole else contribution.id


def rungs_of(promised: Sequence[Record]) -> str:
    """The rungs on which promises stand, lowest first: ``reported or pledged``."""
    found = {text_in(record.values, "rung") or "reported" for record in promised}
    return words.listed([words.label(RUNGS, c) for c in RUNGS.codes if c in found], "or")


def _counted(contribution: Record, terms: ScenarioTerms | None) -> str:
    """How a contribution enters the plan: not at all, by its teams on record, or by a scenario."""
    if terms is not None:
        for row in terms.counted:
            if row.id == contribution.id:
                return f"as {words.some(row.teams, 'team')} of a scenario"
    rung = text_in(contribution.values, "rung") or "reported"
    if rung in PROMISED_RUNGS:
        return "0"
    return "as its teams on record" if rung in {"accredited", "operational"} else "no longer open"


def _quantity(values: Mapping[str, Value]) -> str:
    number = number_in(values, "quantity")
    return "–" if number is None else words.count(number)


def _day(day: date | None) -> str:
    return words.day(day) if day is not None else "no date given"


def assumptions_page(figures: BookFigures) -> Page:
    """What no record said, with value, range, source, and how much moves with it."""
    listed = figures.plan.assumptions
    title = (
        f"{words.capital(words.some(len(listed), 'value'))} {words.verb(len(listed))} assumed or "
        f"known as a range; most depends on: {_lower(listed[0].what)}."
        if listed
        else "Nothing was assumed: every value the plan used is on record."
    )
    blocks: list[Block] = []
    if listed:
        blocks.append(
            Table(
                (
                    Column("What", 58), Column("Value", 22, right=True),
                    Column("Range", 26, right=True), Column("Source"),
                    Column("Used", 13, right=True), Column("Depends on it", 21, right=True),
                ),
                [_assumption(figures, row) for row in listed[:MOST_ASSUMPTIONS]],
                small=True,
            )
        )  # fmt: skip
        rest = len(listed) - MOST_ASSUMPTIONS
        if rest > 0:
            blocks.append(Text(f"And {words.count(rest)} more, which move less.", small=True))
    return Page(
        "sources",
        "Assumptions and sources",
        title,
        "Each is replaced by a record of your own as soon as there is one, and the plan is then "
        "made anew. What moves most stands first.",
        blocks,
    )


def _lower(text: str) -> str:
    """The text with its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _assumption(figures: BookFigures, row: Assumption) -> tuple[str | Cell, ...]:
    return (
        words.capital(row.what),
        words.printed(row.value),
        words.printed(_span(row)),
        words.sentence(figures.subject.sources.get(row.source) or row.source),
        words.count(row.used),
        words.count(row.moves),
    )


def _span(row: Assumption) -> str:
    """A range with its unit once: ``10 to 60 km``."""
    if row.low == row.high:
        return "–"
    low, unit = row.low.partition(" ")[::2]
    shared = unit and row.high.endswith(f" {unit}")
    return f"{low if shared else row.low} to {row.high}"


def rules_page(figures: BookFigures) -> Page:
    """The rules the plan follows, and those of the field it does not know yet."""
    missing = figures.plan.not_yet_planned
    many = words.some(len(missing), "rule")
    return Page(
        "rules",
        "Rules",
        f"The plan follows {words.count(len(RULES))} rules of the field"
        + (f"; {many} {'is' if len(missing) == 1 else 'are'} not in it yet." if missing else "."),
        "A date in this book is no earlier than the planned rules allow"
        + (", and knows nothing of those not yet planned." if missing else "."),
        [
            *(_not_yet(missing) if missing else ()),
            Heading("Planned"),
            Table(
                (Column("Rule", 52), Column("As one would say it at a table")),
                [
                    (Run(name.replace("_", " "), bold=True), _said(rule))
                    for name, rule in RULES.items()
                ],
                small=True,
            ),
        ],
    )


def _not_yet(missing: Sequence[str]) -> tuple[Heading, Table]:
    return (
        Heading("Not yet planned"),
        Table(
            (Column("", 5, right=True), Column("The plan does not reckon with")),
            [(str(i), words.sentence(rule)) for i, rule in enumerate(missing, 1)],
        ),
    )


def _said(rule: object) -> str:
    """First line of a rule's docstring."""
    return next((line.strip() for line in (rule.__doc__ or "").splitlines() if line.strip()), "")
