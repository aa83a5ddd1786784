"""Three families of benefit, shown apart: safety, land and livelihood, service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.planning import wording
from ploughshare.planning.items import Family, PlannedBenefit
from ploughshare.planning.situation import Situation
from ploughshare.pledges.decisions import Decision

SEASONS: Mapping[str, str] = {"spring": "land.spring_sowing", "autumn": "land.autumn_sowing"}
"""Sowings of the year, and the figure that says on which day each begins."""

SOWINGS = 4
"""Most sowings told one by one."""

UNITS: Mapping[Family, str] = {
    "safety": "people exposed to hazardous areas",
    "land": "people who live off fields",
    "service": "people, counted once for each service",
}


@dataclass(frozen=True, slots=True)
class FamilySum:
    """
    One family of what a plan brings back, in its own unit.

    Parameters
    ----------
    people, hectares
        All that the plan brings back; hectares of land alone, 0 for the others.
    soon_people, soon_hectares
        What of it has come back within a year.
    unknown
        Fields whose size is not on record.
    """

    family: Family
    people: int
    hectares: float
    soon_people: int
    soon_hectares: float
    unknown: int


@dataclass(frozen=True, slots=True)
class PlannedSowing:
    """A sowing, the day it begins, and how many hectares are back in use by then."""

    season: str
    on: date
    hectares: float


def family_sums(benefits: Iterable[PlannedBenefit], start: date) -> tuple[FamilySum, ...]:
    """The three families of what a plan that begins on a day brings back."""
    listed = list(benefits)
    year = start + timedelta(days=365)
    rows = []
    for family in UNITS:
        own = [b for b in listed if b.family == family]
        soon = [b for b in own if b.on <= year]
        rows.append(
            FamilySum(
                family,
                sum(b.weight for b in own),
                sum(b.hectares or 0.0 for b in own),
                sum(b.weight for b in soon),
                sum(b.hectares or 0.0 for b in soon),
                sum(b.family == "land" and b.hectares is None and b.part != "first" for b in own),
            )
        )
    return tuple(rows)


def sowings(situation: Situation, benefits: Iterable[PlannedBenefit]) -> tuple[PlannedSowing, ...]:
    """
    How many hectares are back in use by each sowing, until all that come back are.

    Source: the figures ``land.spring_sowing`` and ``land.autumn_sowing``.
    """
    fields = sorted((b.on, b.hectares) for b in benefits if b.hectares)
    if not fields:
        return ()
    start, last = situation.calendar.start, fields[-1][0]
    days = [
        (date(year, 1, 1) + timedelta(days=round(situation.figure(metric)) - 1), season)
        for year in range(start.year, last.year + 2)
        for season, metric in SEASONS.items()
    ]
    found = []
    for day, season in sorted(days):
        if day >= start:
            found.append(PlannedSowing(season, day, sum(h for on, h in fields if on < day)))
            if day > last:
                break
    return tuple(found)


def lines(
    benefits: Sequence[PlannedBenefit],
    start: date,
    seasons: Iterable[PlannedSowing],
    decision: Decision | None,
) -> Iterator[str]:
    """The families in words, and what weighs them against each other."""
    yield "Three families of benefit, shown apart: back within a year, and by the whole plan"
    for row in family_sums(benefits, start):
        yield (f"  {row.family:<9}{row.soon_people:>12,} of {row.people:,} {UNITS[row.family]}")
        if row.family == "land" and (row.hectares or row.unknown):
            unknown = f"; {row.unknown:,} of unknown size" if row.unknown else ""
            soon, whole = hectares(row.soon_hectares), hectares(row.hectares)
            yield f"  {'':<9}{soon:>12} of {whole} ha of fields{unknown}"
    told = [row for row in seasons if row.hectares][:SOWINGS]
    if told:
        rows = (f"{row.season} {row.on.year} {hectares(row.hectares)} ha" for row in told)
        yield f"  back in use before sowing: {wording.listed(rows)}"
    yield f"  {counted_when(benefits)}"
    yield f"  {sentence(decision)}"


def counted_when(benefits: Iterable[PlannedBenefit]) -> str:
    """Between which days the people of benefits were counted, and for how many no day is known."""
    listed = [benefit for benefit in benefits if benefit.weight]
    days = sorted(benefit.as_of for benefit in listed if benefit.as_of)
    unknown = len(listed) - len(days)
    of = f"{unknown:,} of {len(listed):,} benefits"
    if not days:
        return (
            f"For which day people were counted is on record of none of {len(listed):,} benefits."
        )
    first, last = wording.day(days[0]), wording.day(days[-1])
    when = f"as of {first}" if first == last else f"between {first} and {last}"
    rest = f"; for {of} no day is on record" if unknown else ""
    return f"People were counted {when}{rest}."


def hectares(count: float) -> str:
    """Hectares as printed: one decimal up to 100."""
    return f"{count:,.1f}" if count < 100 else f"{count:,.0f}"


def sentence(decision: Decision | None) -> str:
    """What weighs the families against each other."""
    if decision is None:
        return (
            "No published decision weighs them against each other: in sums over all three each "
            "person counts 1, and hectares count nothing."
        )
    published = f" on {wording.day(decision.published_on)}" if decision.published_on else ""
    return (
        f"Weighed by decision {decision.id} as published by {decision.authority}{published} "
        f"({decision.reference}): a person exposed counts {decision.safety}, a hectare of field "
        f"{decision.land}, a person without a service {decision.service}."
    )
