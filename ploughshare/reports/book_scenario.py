"""What a scenario's plan counts, assumes and lacks: the page that stands before all others."""

from ploughshare.planning.scenarios.terms import Counted, Owned, ScenarioTerms, Shortfall
from ploughshare.reports import words
from ploughshare.reports.blocks import Box, Cell, Column, Heading, Page, Run, Table
from ploughshare.reports.book_figures import BookFigures


def scenario_page(figures: BookFigures) -> Page | None:
    """The scenario's terms; ``None`` for the plan of record."""
    terms = figures.plan.terms
    if terms is None:
        return None
    people, teams = counted_people(terms), sum(row.teams for row in terms.counted)
    return Page(
        "scenario",
        "What is assumed",
        f"This plan counts {words.count(people)} people who are only promised, as "
        f"{words.some(teams, 'team')}.",
        f"Scenario {terms.name}: each of these assumptions is {terms.by}. A range stands beside a "
        "value where one is known.",
        [
            Box([Run("Not the plan of record. ", bold=True, tone="assumed"),
                 Run("Nobody is sent to work by it, and nothing in it is a promise to anyone.")]),
            Table(
                (Column("", 16), Column("Who is said to give"), Column("How many", 24, right=True),
                 Column("Rung", 26), Column("Let come", 22, right=True),
                 Column("Teams", 16, right=True), Column("First at work", 32)),
                [_counted(row) for row in terms.counted],
                small=True,
            ),
            Heading("Assumptions"),
            Table(
                (Column("", 16), Column("What"), Column("Value", 44), Column("Range", 34),
                 Column("From", 44)),
                [_assumed(row) for row in terms.assumed],
                small=True,
            ),
            *_needs(terms),
        ],
    )  # fmt: skip


def counted_people(terms: ScenarioTerms) -> int:
    """People whom a scenario lets come."""
    return sum(row.people for row in terms.counted)


def _counted(row: Counted) -> tuple[str | Run | Cell, ...]:
    return (
        Run(row.id, bold=True),
        Cell(words.capital(row.giver), row.source),
        f"{words.count(row.said)} {row.role}",
        row.rung,
        words.count(row.people),
        words.count(row.teams),
        words.day(row.ready_on) if row.ready_on else "no team",
    )


def _assumed(row: Owned) -> tuple[str, ...]:
    low = row.low.split()[0] if row.low.count(" ") == 1 else row.low
    return (row.about, words.capital(row.what), row.value,
            f"{low} to {row.high}" if row.low else "–", row.source)  # fmt: skip


def _needs(terms: ScenarioTerms) -> list[Heading | Table]:
    if not terms.needs:
        return []
    columns = (
        Column("What"), Column("Needed", 20, right=True), Column("Range", 34, right=True),
        Column("Promised", 20, right=True), Column("Sum", 52),
    )  # fmt: skip
    return [
        Heading("What such teams need and nobody promised"),
        Table(columns, [_need(row) for row in terms.needs], small=True),
    ]


def _need(row: Shortfall) -> tuple[str, ...]:
    return (
        words.capital(row.what), words.count(row.needed),
        f"{words.count(row.low)} to {words.count(row.high)}", words.count(row.promised), row.because,
    )  # fmt: skip
