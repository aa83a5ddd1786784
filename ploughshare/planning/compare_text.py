"""A comparison of two plans in plain lines, for the screen."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ploughshare.planning import wording
from ploughshare.planning.compare import Comparison, Group, Moved
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios.text import warning

MOST_COMMUNITIES = 12
MOST_BENEFITS = 6


def lines(found: Comparison, names: tuple[str, str]) -> Iterator[str]:
    """What the second plan changes; ``names`` are those the person gave the plans."""
    for letter, plan, name in (("A", found.a, names[0]), ("B", found.b, names[1])):
        yield f"{letter}: {name}, {head(plan)}"
        if not plan.of_record:
            yield f"   {warning(plan.scenario)}"
    if found.a.region != found.b.region:
        yield "These are plans of two regions: only records of the same id are compared."
    yield ""
    yield verdict(found)
    yield "  People times working days, counted once for each service; positive is sooner in B."
    yield ""
    yield from _groups("By service", found.by_service, len(found.by_service))
    yield ""
    yield from _groups("By community", found.by_community, MOST_COMMUNITIES)
    yield ""
    yield "By date (people in service, counted once for each service)"
    yield f"  {'end of':<14}{'A':>12}{'B':>12}{'B more':>12}"
    for ends, one, other in found.by_date:
        day = ends - timedelta(days=1)
        yield f"  {day:%d %b %Y}   {one:>12,}{other:>12,}{wording.count(other - one):>12}"
    start = min(found.a.calendar.start, found.b.calendar.start)
    yield from _benefits("Most sooner in B", [r for r in found.rows if r.human_days > 0], start)
    yield from _benefits(
        "Most later in B", [r for r in found.rows[::-1] if r.human_days < 0], start
    )
    yield from _only("Only in A", found.only_a)
    yield from _only("Only in B", found.only_b)


def head(plan: Plan) -> str:
    """``in-country, from Mon 2 Mar 2026, 1.2 million service-days missing``."""
    missing = wording.amount(plan.service_days(plan.objective))
    invented = " (invented region)" if plan.invented else ""
    start = wording.day(plan.calendar.start)
    return f"{plan.scenario}, from {start}, {missing} {plan.days_word} missing{invented}"


def verdict(found: Comparison) -> str:
    """The comparison in a sentence."""
    days = found.human_days
    both = sum(row.in_both for row in found.rows)
    if days == 0:
        return f"Of {both:,} benefits in both plans, human-days of service come out the same."
    word = "more" if days > 0 else "fewer"
    return (
        f"B gives {wording.amount(abs(days))} {word} human-days of service over {both:,} benefits."
    )


def _groups(title: str, groups: Sequence[Group], most: int) -> Iterator[str]:
    yield title
    yield f"  {'':<26}{'sooner':>8}{'later':>8}{'same':>8}{'only A':>8}{'only B':>8}{'human-days':>14}"
    for group in groups[:most]:
        counts = (group.sooner, group.later, group.unmoved, group.only_a, group.only_b)
        name = group.name.replace("_", " ")[:25]
        yield (
            f"  {name:<26}" + "".join(f"{count:>8,}" for count in counts)
            + f"{wording.amount(group.human_days):>14}"
        )  # fmt: skip
    if len(groups) > most:
        rest = sum(group.human_days for group in groups[most:])
        yield f"  and {len(groups) - most:,} more, {wording.amount(rest)} human-days together"


def _benefits(title: str, rows: Sequence[Moved], start: date) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield title
    for row in rows[:MOST_BENEFITS]:
        assert row.on_a is not None and row.on_b is not None, "only what both plans bring moves"
        in_a, in_b = wording.believed(row.on_a, start), wording.believed(row.on_b, start)
        same = f"{in_a} in both" if in_a == in_b else f"{in_a} in A, {in_b} in B"
        by = wording.days(abs(row.sooner_days))
        yield f"  {row.name}, {row.community}: {same}, by {by}, {row.people:,} people"


def _only(title: str, rows: Sequence[Moved]) -> Iterator[str]:
    if not rows:
        return
    people = sum(row.people for row in rows)
    yield ""
    word = "benefit" if len(rows) == 1 else "benefits"
    yield f"{title}: {len(rows):,} {word} for {people:,} people"
    for row in sorted(rows, key=lambda row: -row.people)[:MOST_BENEFITS]:
        yield f"  {row.name}, {row.community}: {row.people:,} people"
