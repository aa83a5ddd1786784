"""A scenario's terms in plain lines, for the screen."""

from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.scenarios.terms import Counted, Owned, ScenarioTerms, Shortfall


def warning(name: str) -> str:
    """What stands first wherever a scenario's plan is shown."""
    return f"SCENARIO {name}: not the plan of record. It counts people who are only promised."


def lines(terms: ScenarioTerms) -> Iterator[str]:
    """What is counted, what is assumed and by whom, and what is missing."""
    yield warning(terms.name)
    yield f"Counted ({terms.by})"
    yield from (f"  {counted(row)}" for row in terms.counted)
    yield f"Assumed, each of it {terms.by}"
    about = None
    for row in terms.assumed:
        if row.about != about:
            about = row.about
            yield f"  {about}"
        yield f"    {assumed(row)}"
    if terms.needs:
        yield "What such teams need and nobody promised"
        yield from (f"  {needed(row)}" for row in terms.needs)


def counted(row: Counted) -> str:
    """``CB-1: Partner A, 1,000 people reported (A news report): 64 teams, from 30 Sep 2026``."""
    unit = f" {row.unit}" if row.unit else ""
    source = f" ({row.source})" if row.source else ""
    head = f"{row.id}: {row.giver}, {row.said:,.0f}{unit} {row.rung} as {row.role}{source}"
    if row.ready_on is None:
        return f"{head}: no team"
    kind = "on record" if row.on_record else f"of {row.people:,} people"
    return f"{head}: {wording.teams_counted(row.teams)} {kind}, from {wording.day(row.ready_on)}"


def assumed(row: Owned) -> str:
    """``share on the lanes or works: 0.65 (0.5 to 0.8); expert prior``."""
    return f"{row.what}: {row.value}{span(row)}; {row.source}"


def span(row: Owned) -> str:
    """The range of an assumption in brackets, its unit once: `` (50 to 500 people)``."""
    low = row.low.split()[0] if row.low.count(" ") == 1 else row.low
    return f" ({low} to {row.high})" if row.low else ""


def needed(row: Shortfall) -> str:
    """``medics: 81 (81 to 162), promised 0; 81 teams x 1 (1 to 2)``."""
    return (
        f"{row.what}: {row.needed:,} ({row.low:,} to {row.high:,}), promised {row.promised:,}; "
        f"{row.because}; {row.source}"
    )
