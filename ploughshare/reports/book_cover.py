"""The cover: one sentence with the number, the map, and three figures."""

from ploughshare.fields import count_in, text_in
from ploughshare.planning.families import sentence
from ploughshare.pledges.records import ROLES
from ploughshare.reports import words
from ploughshare.reports.blocks import Cover, KeyFigure
from ploughshare.reports.book_figures import BookFigures
from ploughshare.reports.book_scenario import counted_people
from ploughshare.reports.book_sources import rungs_of
from ploughshare.reports.map import map_svg

MAP_HEIGHT_MM = 152.0


def cover(figures: BookFigures) -> Cover:
    """The first page."""
    plan, situation = figures.plan, figures.situation
    scenario = (
        "teams in the country only"
        if plan.of_record
        else f"scenario {plan.scenario}, not the plan of record"
    )
    number = f" {figures.subject.plan_id}" if figures.subject.plan_id else ""
    title = headline(figures)
    return Cover(
        eyebrow=f"Restoration plan{number} from {words.day(plan.calendar.start)} · {scenario}",
        title=title,
        lead=lead(figures),
        map_svg=map_svg(situation, plan, most_height_mm=MAP_HEIGHT_MM),
        map_alt=f"Map of {plan.region}: hazardous areas, assets, roads and places as recorded. "
        f"{words.NO_RECORD}",
        figures=(_missing(figures), _limit(figures), _promised(figures)),
        note=f"{words.SERVICE_DAY} {sentence(plan.decision)}",
    )


def headline(figures: BookFigures) -> str:
    """The sentence of the cover, with its number."""
    plan, day = figures.plan, figures.headline_day
    if not plan.benefits:
        return f"Nothing in {figures.region} is planned to come back: see what is not planned."
    back, whole = figures.back_by(day), plan.served_in_all
    when = f"the end of {words.FULL_MONTHS[day.month - 1]} {day.year}"
    if day != words.quarter_end(day):
        when = words.on_believed(day, figures.start).partition(" ")[2]
    part = words.share(back, whole)
    return f"By {when}, {part} of service in {figures.region} is planned to be in place."


def lead(figures: BookFigures) -> str:
    """What sets the pace, and what is left out."""
    plan = figures.plan
    now = words.share(plan.served_today, plan.served_in_all)
    said = [f"Today it is {now}."]
    said += [words.sentence(plan.limits[0])] if plan.limits else []
    if plan.left_out:
        many = words.some(len(plan.left_out), "record")
        many = words.capital(many)
        said.append(
            f"{many} {words.verb(len(plan.left_out))} not planned, each with its reason overleaf."
        )
    return " ".join(said)


def _missing(figures: BookFigures) -> KeyFigure:
    plan = figures.plan
    said = f"{plan.days_word} missing until all of it is back"
    if plan.priority_objective:
        less = 1 - plan.objective / plan.priority_objective
        if less >= 0:
            said += f", {words.share(less)} fewer than by highest priority first"
        else:
            said += f", {words.share(-less)} more than by highest priority first"
    return KeyFigure(words.amount(plan.service_days(plan.objective)), said, "service")


def _limit(figures: BookFigures) -> KeyFigure:
    plan = figures.plan
    said = f"{plan.days_word}: no plan with these teams and rules can be below this proven limit"
    if plan.gap is not None:
        said += f"; {gap_words(plan.gap)}"
    return KeyFigure(words.amount(plan.service_days(plan.bound)), said)


def gap_words(gap: float) -> str:
    """How near a plan is to its limit: in percent, or as a multiple where it is far."""
    if gap > 0.5:
        return f"this plan is {1 + gap:.1f} times that"
    percent = gap * 100
    places = 0 if percent >= 9.95 or percent == 0 else 1
    told = f"{max(percent, 0.1) if percent else 0:.{places}f}{words.THIN}%"
    return f"this plan is within {told} of it"


def _promised(figures: BookFigures) -> KeyFigure:
    promised, terms = figures.promised, figures.plan.terms
    if terms is not None:
        return KeyFigure(
            words.count(counted_people(terms)),
            "people who are only promised are counted in this scenario; in the plan of record 0",
            "assumed",
        )
    if not promised:
        return KeyFigure("0", "people are on record as promised from elsewhere", "assumed")
    roles: dict[str, int] = {}
    for record in promised:
        role = words.label(ROLES, text_in(record.values, "role"))
        roles[role] = roles.get(role, 0) + (count_in(record.values, "quantity") or 0)
    said = rungs_of(promised)
    who = words.listed(list(roles))
    return KeyFigure(
        f"0 of {words.count(figures.promised_people)}",
        f"{said} {who} counted: capacity counts once it is accredited, with contract and funding",
        "assumed",
    )
