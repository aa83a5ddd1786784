"""What is back by when: the curve with its proven limit, and the table of quarters."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from ploughshare.planning.families import SOWINGS, counted_when, hectares, sentence
from ploughshare.planning.items import Part, PlannedBenefit, records_back
from ploughshare.reports import words
from ploughshare.reports.blocks import Block, Cell, Column, Figure, Heading, Page, Run, Table, Text
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.restoration_curve import curve_svg, share_at

NAMED = 3
"""What comes back in a quarter, named at most."""
MOST_QUARTERS, ROOMY = 16, 5
"""Rows of the table of quarters at most, and before its rows are set closer."""

IN_PARTS: Mapping[Part, str] = {"": "", "first": " in part", "rest": " in full"}
"""What is said of an asset that serves in part before all its works are done."""

FAMILIES = {
    "service": ("Service", "people served by bridges, power, water, schools, clinics, homes"),
    "land": ("Land and livelihood", "people who live off the fields"),
    "safety": ("Safety of people", "people exposed to hazardous areas, until release is signed"),
}


def curve_page(figures: BookFigures) -> Page:
    """The curve, the table of quarters, and the three families of benefit."""
    plan = figures.plan
    whole = words.amount(plan.served_in_all)
    return Page(
        "curve",
        "What is back by when",
        curve_title(figures),
        "Blue is this plan. No plan with the same teams, seasons and rules can come into the "
        "hatched region: the dotted line is proven without the schedule.",
        [
            Heading(f"Share of service back, of {whole} in all"),
            Figure(
                curve_svg(plan, figures.situation, figures.axis, mark=figures.headline_day),
                "Curve of the share of service back by date, with the proven limit above it and "
                "the list by highest priority first; the table below holds its figures.",
            ),
            Heading("What is back by when"),
            _quarters(figures),
            Heading("Three families of benefit, shown apart"),
            *_families(figures),
            *_limits(figures),
        ],
        "Counted are the people each asset serves, those who live off each field, and those "
        "exposed to each hazardous area; a person counted in two of them counts twice, so the "
        f"sum is no number of people. {sentence(plan.decision)} {words.SERVICE_DAY}",
    )


def curve_title(figures: BookFigures) -> str:
    """When half is back, against the list by highest priority first."""
    half, theirs = figures.half_day, figures.half_day_of_list
    if half is None or not figures.plan.benefits:
        return "Nothing is planned to come back."
    said = f"Half of the planned return of service comes {words.on_believed(half, figures.start)}"
    if theirs is None:
        return f"{said}."
    days = (theirs - half).days
    if days == 0:
        return f"{said}, as early as by highest priority first."
    if days > 0:
        return f"{said}, {words.apart(days)} earlier than by highest priority first."
    plan = figures.plan
    less = 1 - plan.objective / plan.priority_objective if plan.priority_objective else 0.0
    if less > 0:
        return (
            f"{said}; in all {words.share(less)} fewer {plan.days_word} are missing than by highest "
            "priority first."
        )
    return f"{said}, {words.apart(-days)} later than by highest priority first."


def quarter_ends(figures: BookFigures) -> list[date]:
    """Last days of the quarters from the plan's first day to its last benefit."""
    last = max((benefit.on for benefit in figures.plan.benefits), default=figures.start)
    ends = [words.quarter_end(figures.start)]
    while ends[-1] < last:
        ends.append(words.quarter_end(ends[-1] + timedelta(days=1)))
    return ends


def _quarters(figures: BookFigures) -> Table:
    plan, ends = figures.plan, quarter_ends(figures)
    whole = plan.served_in_all
    rows: list[tuple[str | Run | Cell, ...]] = []
    before = figures.start - timedelta(days=1)
    shown = ends if len(ends) <= MOST_QUARTERS else [*ends[: MOST_QUARTERS - 1], ends[-1]]
    for end in shown:
        come = _once(b for b in plan.benefits if before < b.on <= end)
        back = share_at(plan.curve, end, plan.served_today)
        most = share_at(plan.limit, end, plan.served_in_all)
        rows.append(
            (
                words.month(end),
                words.count(back),
                Run(words.share(back, whole), bold=True),
                words.share(most, whole),
                _named(figures, come, NAMED if len(shown) <= ROOMY else NAMED - 1),
            )
        )
        before = end
    return Table(
        (
            Column("By the end of", 22), Column("Back", 22, right=True),
            Column("Share", 15, right=True), Column("Limit for any plan", 28, right=True),
            Column("What comes back in these months"),
        ),
        rows,
        small=len(shown) > ROOMY,
    )  # fmt: skip


def _once(come: Iterable[PlannedBenefit]) -> list[PlannedBenefit]:
    """What comes back in a stretch of time; in part and in full within it counts as one."""
    found: dict[tuple[str, str], PlannedBenefit] = {}
    for benefit in come:
        key = benefit.record_type, benefit.record_id
        first = found.get(key)
        weight = benefit.weight + (first.weight if first else 0)
        found[key] = replace(benefit, weight=weight, part="") if first else benefit
    return list(found.values())


def _named(figures: BookFigures, come: list[PlannedBenefit], most: int) -> str:
    if not come:
        return "–"
    largest = sorted(come, key=lambda b: (b.family == "safety", -b.weight))
    names = [benefit_name(figures, benefit) for benefit in largest]
    more = [f"{words.count(len(names) - most)} more"] if len(names) > most + 1 else []
    kept = names[:most] if more else names
    return words.capital("; ".join([*kept, *more]))


def benefit_name(figures: BookFigures, benefit: PlannedBenefit) -> str:
    """What comes back, in a few words."""
    if benefit.record_type == "hazards":
        return f"land of {benefit.record_id}"
    asset = figures.situation.assets.get(benefit.record_id)
    return f"{asset.name}{IN_PARTS[benefit.part]}" if asset is not None else benefit.name


def _families(figures: BookFigures) -> Iterator[Block]:
    year_end = figures.headline_day
    rows = []
    for code, (name, unit) in FAMILIES.items():
        benefits = [b for b in figures.plan.benefits if b.family == code]
        by_then = [b for b in benefits if b.on <= year_end]
        rows.append(
            (
                Cell(Run(name, bold=True), unit),
                words.count(records_back(benefits)),
                words.count(sum(b.weight for b in by_then)),
                words.count(sum(b.weight for b in benefits)),
                _hectares(benefits),
            )
        )
    yield Table(
        (
            Column("Family, and what is counted"), Column("Benefits", 20, right=True),
            Column(f"Back by {words.short_day(year_end)} {year_end.year}", 32, right=True),
            Column("By the plan's end", 28, right=True), Column("Fields, ha", 20, right=True),
        ),
        rows,
    )  # fmt: skip
    yield Text(counted_when(figures.plan.benefits), small=True)
    told = [row for row in figures.plan.sowings if row.hectares][:SOWINGS]
    if told:
        listed = words.listed(
            [f"{r.season} {r.on.year} {hectares(r.hectares)}{words.THIN}ha" for r in told]
        )
        yield Text(f"Fields back in use before sowing: {listed}.", small=True)


def _hectares(benefits: Iterable[PlannedBenefit]) -> str:
    """Hectares of fields, and how many fields have no size on record."""
    fields = [b for b in benefits if b.family == "land" and b.part != "first"]
    unknown = sum(b.hectares is None for b in fields)
    if not fields:
        return "–"
    said = hectares(sum(b.hectares or 0.0 for b in fields))
    return f"{said} + {words.count(unknown)} of unknown size" if unknown else said


def _limits(figures: BookFigures) -> Iterator[Block]:
    if figures.plan.limits:
        yield Heading("What sets the pace")
        yield Text(" ".join(words.sentence(said) for said in figures.plan.limits))
