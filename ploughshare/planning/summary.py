"""A plan in a page of plain text: what a director reads first."""

from collections.abc import Iterator
from datetime import date

from ploughshare.planning import (
    families,
    one_more_team,
    priorities,
    promises,
    put_first,
    take_off,
    undertakings,
    wording,
)
from ploughshare.planning.items import CurvePoint, NotPlanned, records_back
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios import text as scenario_text

QUARTERS = 14
"""Most rows of the table of quarters."""

PROMISES = 6
"""Most promises told one by one."""

KINDS_OF_TEAM = 6
"""Most kinds of team of which is said what one more would change."""

SOON = (30, 60, 90)
"""Days within which it is told how much ground is handed over."""

NEARLY_ALL = 0.995
"""Share of a plan's benefits after which the table of quarters ends."""

REASONS = {
    "stopped": "stop-work",
    "not-kept": "task order cannot stay as it is",
    "no-route": "no road leads there",
    "no-way-out": "hospital for casualties out of reach",
    "no-medic": "team without a medic",
    "no-team": "no team may do it",
    "no-time": "no time before teams leave",
    "no-works": "no works recorded",
    "state-unknown": "nobody recorded its state",
    "no-position": "no position on the map",
    "suspended": "suspended",
    "unknown-quantity": "unknown quantity",
    "no-asset": "asset not recorded",
    "needs-in-a-circle": "needs in a circle",
    "waits-in-a-circle": "waits in a circle",
    "not-in-plan": "something it needs is not planned",
    "no-base": "team without a base",
    "no-organisation": "inspecting team without an organisation",
    "not-accredited": "team not accredited",
    "not-licensed": "team not licensed",
    "not-accredited-yet": "contribution not accredited yet",
    "no-contribution": "contribution not on record",
    "not-funded": "team not paid for",
    "no-area": "team without an area",
    "kept-apart": "its teams are kept apart",
    "right-ends": "permit or grant ends",
    "left": "team has left",
    "not-continued": "task order cannot go on",
}
"""Reason codes of what is not planned, as people say them."""


def by_quarter(plan: Plan) -> list[tuple[str, int, int]]:
    """
    Weight in service at the end of each quarter, and the most any plan can have.

    Rows are ``(quarter, planned, limit)`` from the first quarter to the one by whose
    end nearly all of the plan's benefits have come, at most ``QUARTERS``.
    """
    if not plan.benefits:
        return []
    rows: list[tuple[str, int, int]] = []
    nearly = plan.served_today + NEARLY_ALL * (plan.curve[-1].weight - plan.served_today)
    year, quarter = plan.calendar.start.year, (plan.calendar.start.month - 1) // 3
    while len(rows) < QUARTERS:
        ends = _next(year, quarter)
        rows.append((f"Q{quarter + 1} {year}", at(plan.curve, ends, plan.served_today),
                     at(plan.limit, ends, plan.served_in_all)))  # fmt: skip
        if rows[-1][1] >= nearly:
            break
        year, quarter = (year, quarter + 1) if quarter < 3 else (year + 1, 0)
    return rows


def _next(year: int, quarter: int) -> date:
    """First day of the quarter after one; quarters are counted from 0."""
    return date(year, quarter * 3 + 4, 1) if quarter < 3 else date(year + 1, 1, 1)


def at(points: tuple[CurvePoint, ...], before: date, otherwise: int) -> int:
    """Weight of a curve on the last day before a date."""
    weight = otherwise if not points else points[0].weight
    for point in points:
        if point.on < before:
            weight = point.weight
    return weight


def left_out(plan: Plan) -> list[tuple[str, list[NotPlanned]]]:
    """What is not planned by reason, most weight first."""
    groups: dict[str, list[NotPlanned]] = {}
    for row in plan.not_planned:
        groups.setdefault(row.reason, []).append(row)
    return sorted(groups.items(), key=lambda pair: -sum(row.weight for row in pair[1]))


def lines(plan: Plan) -> Iterator[str]:
    """The summary, line by line."""
    invented = " (invented region)" if plan.invented and "invented" not in plan.region else ""
    yield f"{plan.region}{invented}: restoration plan from {wording.day(plan.calendar.start)}"
    in_part = records_back(benefit for benefit in plan.benefits if benefit.part == "first")
    first = f" ({in_part:,} in part first)" if in_part else ""
    whose = "with teams that are only promised" if plan.terms else "teams in the country only"
    yield f"{len(plan.items):,} items, {plan.n_benefits:,} benefits{first}, {whose}"
    yield ""
    if plan.terms:
        yield from scenario_text.lines(plan.terms)
        yield ""
    yield from _service(plan)
    yield ""
    yield from _ready(plan)
    yield from _missing(plan)
    if plan.benefits:
        yield ""
        yield from families.lines(plan.benefits, plan.calendar.start, plan.sowings, plan.decision)
    if plan.limits:
        yield ""
        yield "What limits the programme"
        yield from (f"  {sentence}" for sentence in plan.limits)
    if plan.taken_off:
        yield ""
        yield from take_off.lines(
            plan.taken_off, plan.objective, plan.calendar.steps_per_day, plan.days_word
        )
    if plan.priorities:
        yield ""
        yield from priorities.lines(plan.priorities, plan.telling)
    if plan.put_first:
        yield ""
        yield from put_first.lines(plan.put_first, plan.objective, plan.telling)
    if plan.promises:
        yield ""
        yield from promises.lines(plan.promises, PROMISES, plan.calendar.start)
    if plan.undertakings:
        yield ""
        yield from undertakings.lines(plan.undertakings, plan.calendar.start)
    if plan.one_more_team:
        yield ""
        yield from one_more_team.lines(
            plan.one_more_team, plan.calendar.steps_per_day, KINDS_OF_TEAM, plan.days_word
        )
    yield ""
    yield from _not_planned(plan)


def _service(plan: Plan) -> Iterator[str]:
    whole = plan.served_in_all
    unit = "weighted by decision" if plan.decision else "people counted once for each service"
    yield f"Back in service ({unit}; {whole:,} in all)"
    yield f"  {'end of':<10}{'served':>12}{'share':>8}{'no plan above':>16}"
    yield f"  {'today':<10}{plan.served_today:>12,}{wording.share(plan.served_today, whole):>8}"
    for name, planned, limit in by_quarter(plan):
        yield (
            f"  {name:<10}{planned:>12,}{wording.share(planned, whole):>8}"
            f"{wording.share(limit, whole):>16}"
        )
    rest = plan.curve[-1].weight - (by_quarter(plan) or [("", plan.served_today, 0)])[-1][1]
    if rest > 0:
        last = max(benefit.on for benefit in plan.benefits)
        yield f"  the last {rest:,} follow {wording.on_believed(last, plan.calendar.start)}"


def _ready(plan: Plan) -> Iterator[str]:
    """How much ground is handed over, and so ready for works, by when."""
    whole = {lot.hazard for lot in plan.lots}
    days = [
        item.finish_on
        for item in plan.items
        if item.activity_kind == "handover" and (item.lot or item.record_id not in whole)
    ]
    if not days:
        return
    start = plan.calendar.start
    within = (f"{sum((day - start).days < n for day in days):,} within {n} days" for n in SOON)
    yield f"Ready for works: of {len(days):,} hazardous areas and lots handed over"
    yield f"  {', '.join(within)}; the last {wording.on_believed(max(days), start)}"
    yield ""


def _missing(plan: Plan) -> Iterator[str]:
    if not plan.benefits:
        yield f"Nothing comes back by this plan, so there are no missing {plan.days_word} to compare."
        return
    ours = plan.service_days(plan.objective)
    yield f"{plan.days_word.capitalize()} missing: {wording.amount(ours)}"
    if plan.priority_objective is not None and plan.priority_objective > 0:
        theirs = plan.service_days(plan.priority_objective)
        less = 1 - plan.objective / plan.priority_objective
        word = "fewer than" if less >= 0 else "more than"
        how = "as many as" if abs(less) < 0.005 else f"{abs(less):.0%} {word}"
        yield f"  {how} working off the list by highest priority first ({wording.amount(theirs)})"
    else:
        yield "  the list by highest priority first cannot be worked off with these teams"
    gap = "" if plan.gap is None else f": this plan is within {plan.gap:.1%} of that"
    yield f"  no plan with these teams can be below {wording.amount(plan.service_days(plan.bound))}{gap}"


def _not_planned(plan: Plan) -> Iterator[str]:
    if not plan.not_planned:
        yield "Not planned: nothing; every record that needs work is in the plan"
        return
    weight = sum(row.weight for row in plan.not_planned)
    count = len(plan.left_out)
    records = "1 record" if count == 1 else f"{count:,} records"
    yield f"Not planned: {records}, for which {weight:,} people wait"
    for reason, rows in left_out(plan):
        first = rows[0]
        more = f", and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        yield f"  {REASONS.get(reason, reason)}: {first.record_id}{more}"
        yield f"      {first.text}"
