"""The founding question on one page: what reported people would change, for whom, and by when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

from ploughshare.planning.compare import Comparison
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios.terms import Counted, ScenarioTerms
from ploughshare.planning.scenarios.text import span
from ploughshare.planning.task_types import MOST, TaskType, task_types
from ploughshare.reports import words
from ploughshare.reports.blocks import (
    Block,
    Book,
    Box,
    Cell,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Run,
    Table,
    Words,
)
from ploughshare.reports.of_plan import data_cut_off, plan_of, region_of
from ploughshare.reports.report import Progress, Subject
from ploughshare.reports.restoration_curve import day_of_weight
from ploughshare.reports.typesetting import book_pdf, book_pictures

FULL = "as reported"
"""The variant in which all who are reported come, by its name among those of the subject."""

FEWER = {
    "half of it": "half would bring", "a fifth": "a fifth", "six months later": "all six months later",
}  # fmt: skip
"""The other variants as the lead calls them."""

COARSE = 8.0
"""Dots per inch of the pictures by which pages are counted."""

LONGEST = 60
"""Letters of a name that the page has room for."""

MOST_CONTRIBUTIONS = 3
"""Contributions whose assumptions the page has room for; the scenarios' plans print all."""

PROCUREMENT = frozenset({"works_are_prepared_first"})
ACCESS = frozenset({"access_first", "no_work_without_a_road"})
SEASON = frozenset({"stand_downs"})


@dataclass(frozen=True)
class Founding:
    """
    The plan of record and the variants, with what the page says of them.

    Parameters
    ----------
    subject
        Must have a plan and variants, ``as reported`` among them.
    """

    subject: Subject

    @property
    def record(self) -> Plan:
        return plan_of(self.subject)

    @property
    def variants(self) -> Mapping[str, Plan]:
        return self.subject.variants

    @property
    def full(self) -> Plan:
        return self.variants[FULL]

    @property
    def terms(self) -> ScenarioTerms:
        """What all variants assume but for share and delay."""
        terms = self.full.terms
        if terms is None:
            raise ValueError("A variant has no terms: it is no scenario's plan.")
        return terms

    def people(self, role: str) -> str:
        """``1,000 deminers``; empty where none are reported."""
        number = sum(row.said for row in self.terms.counted if row.role == role)
        return f"{words.count(number)} {role}" if number else ""

    @property
    def who(self) -> str:
        return words.listed([w for w in map(self.people, ("deminers", "builders")) if w])

    @property
    def planned(self) -> int:
        """Weight in service when the plan of record is done."""
        return self.record.curve[-1].weight if self.record.curve else self.record.served_today

    def told(self, day: date | None) -> str:
        """A planned day as far as it is believed."""
        return words.believed(day, self.record.calendar.start) if day else "not in full"

    def most_back(self, plan: Plan) -> date | None:
        """Day on which nine tenths of what the plan of record brings back is back."""
        gain = self.planned - self.record.served_today
        return day_of_weight(plan.curve, self.record.served_today + MOST * gain)

    def gained(self, plan: Plan) -> float:
        """Human-days of service that a plan gives more than that of record."""
        return Comparison(self.record, plan).human_days

    def at_most(self, plan: Plan) -> float | None:
        """
        Human-days that no plan of a variant could gain more than, by its proven limit.

        ``None`` where the variant brings other benefits than the plan of record: then the
        two limits are of different sums.
        """
        if {b.id for b in plan.benefits} != {b.id for b in self.record.benefits}:
            return None
        return max(0.0, self.record.service_days(self.record.objective - plan.bound))


def founding_page(found: Founding) -> Page:
    """The page itself."""
    return Page(
        "founding", "Founding question", title(found), lead(found),
        [
            KeyFigures(key_figures(found)),
            Heading("What would change, by task type: day by which nine in ten are done"),
            _changes(found),
            Heading("What would bind then"),
            _binds(found),
            *_assumed(found),
        ],
        note=f"{words.SERVICE_DAY} Differences smaller than the distance from the proven limits, at "
        f"the foot, may be those of the search. {words.NO_RECORD}",
    )  # fmt: skip


def title(found: Founding) -> str:
    """The answer in a sentence."""
    before, after = found.most_back(found.record), found.most_back(found.full)
    who = f"The reported {found.who}"
    said, instead = found.told(after), found.told(before)
    if before is None or after is None or after >= before or said == instead:
        return (
            f"{who} would bring nine tenths of the planned service back no sooner, as far as dates are "
            "believed, by the plans that were found."
        )
    return (
        f"{who} would bring nine tenths of the planned service back by {said} instead of {instead}."
    )


def lead(found: Founding) -> str:
    """Who says so, and what counts today."""
    named = dict.fromkeys(_short(r.source) for r in found.terms.counted if r.source)
    sources = words.few(list(named), 2)
    said = f" by {sources}" if sources else ""
    return (
        f"They are reported{said}, on no rung above that. The plan of record counts none of them "
        "and is the same without the report; this page asks what they would change if they came."
        f"{_shares(found)}"
    )


def _shares(found: Founding) -> str:
    """How much of the gain the other variants bring; empty where there is no gain."""
    whole = found.gained(found.full)
    if whole <= 0:
        return ""
    parts = [
        f"{FEWER.get(name, name)} {words.share(min(whole, max(0.0, found.gained(plan))), whole)}"
        for name, plan in found.variants.items()
        if name != FULL
    ]
    return f" Of the gain of all of them, {words.listed(parts)}."


def key_figures(found: Founding) -> list[KeyFigure]:
    gained, missing = found.gained(found.full), found.record.service_days(found.record.objective)
    if gained > 0:
        part = words.share(gained, missing)
        meaning = f"more human-days of service if all came: {part} of what is missing by the plan"
        most = found.at_most(found.full)
        if most is not None:
            meaning += f"; no plan could gain more than {words.share(most, missing)}"
    else:
        meaning = "human-days of service gained if all came: the plan found is no better"
    first = min((row.ready_on for row in found.terms.counted if row.ready_on), default=None)
    reported = sum(row.said for row in found.terms.counted)
    return [
        KeyFigure(words.amount(max(gained, 0.0)), meaning, "service"),
        KeyFigure(
            f"0 of {words.count(reported)}",
            "reported people are counted in the plan of record", "assumed",
        ),
        KeyFigure(
            words.month(first) if first else "–",
            "first of their teams at work, if arrival and accreditation go as assumed",
        ),
    ]  # fmt: skip


def _changes(found: Founding) -> Table:
    """By task type, how much is planned, for whom, and by when in each variant."""
    record = task_types(found.record, found.subject.situation)
    others = {n: task_types(p, found.subject.situation) for n, p in found.variants.items()}
    rows: list[list[Words | Cell]] = []
    for at, mine in enumerate(record):
        wanted = frozenset(mine.done) or frozenset(others[FULL][at].done)
        most = mine if mine.done else others[FULL][at]
        columns = [mine, *(each[at] for each in others.values())]
        rows.append([
            Run(words.capital(mine.name), bold=True), words.count(len(wanted)),
            words.count(sum(most.people[name] for name in wanted)),
            *(_by(found, column, wanted) for column in columns),
        ])  # fmt: skip
    plans = (found.record, *found.variants.values())
    days = [found.most_back(plan) for plan in plans]
    rows.append([Run("All service", bold=True), "", words.count(found.planned),
                 *(found.told(day) for day in days)])  # fmt: skip
    gains = [found.gained(plan) for plan in found.variants.values()]
    rows.append(["Human-days gained", "", "", "–",
                 *(words.amount(max(gain, 0.0)) for gain in gains)])  # fmt: skip
    limits = [found.at_most(plan) for plan in found.variants.values()]
    if None not in limits:
        rows.append(["No plan gains more than", "", "", "–",
                     *(words.amount(limit or 0.0) for limit in limits)])  # fmt: skip
    heads = ["Plan of record", *(words.capital(name) for name in found.variants)]
    shape = (
        Column("Task type", 34), Column("Planned", 14, right=True), Column("People", 17, right=True),
        *(Column(head, right=True) for head in heads),
    )  # fmt: skip
    return Table(shape, rows, small=True)


def _by(found: Founding, column: TaskType, wanted: frozenset[str]) -> str:
    return found.told(column.day_of_most(wanted)) if wanted else "none open"


def _binds(found: Founding) -> Table:
    """What would hold them up, with its number."""
    rows = [(Run(what, bold=True), number, said) for what, number, said in _binding_rows(found)]
    return Table(
        (Column("", 26), Column("How much", 30, right=True), Column("Of what")), rows, small=True
    )


def _binding_rows(found: Founding) -> Iterator[tuple[str, str, str]]:
    terms, situation = found.terms, found.subject.situation
    needs = {row.what: row for row in terms.needs}

    def missing(*names: str) -> str:
        found_needs = [needs[name] for name in names if name in needs]
        return words.count(sum(max(0, row.needed - row.promised) for row in found_needs))

    def sums(*names: str) -> str:
        return "; ".join(needs[name].because for name in names if name in needs)

    first, last = _arrivals(terms)
    yield "Reception", f"{missing('camp places')} places", f"all come between {first} and {last}"
    yield ("Accreditation", _wait(terms), "from arrival to the first day of work, of every team "
           "that works on hazardous ground")  # fmt: skip
    crews = "supervisors of building crews"
    yield "Supervisors", missing(crews), sums(crews)
    yield "Medics", missing("medics"), f"{sums('medics')}; as many ambulances, and interpreters"
    own = sum("qc" in team.kinds for team in situation.teams.values())
    yield ("Inspectors", f"{missing('inspecting teams')} teams",
           f"{sums('inspecting teams')}; on record {words.some(own, 'team')}")  # fmt: skip
    for name, rules, said in (
        ("Procurement", PROCUREMENT, "wait for design, permits and procurement of works"),
        ("Access", ACCESS, "wait for a road or bridge on the way"),
        ("Season", SEASON, "wait through a stand-down"),
    ):
        held = sum(_held(item, rules) for item in found.full.items)
        yield name, f"{words.count(held)} of {words.some(len(found.full.items), 'item')}", said
    if found.full.limits:
        yield "Pace", "", words.sentence(found.full.limits[0])


def _held(item: Item, rules: frozenset[str]) -> bool:
    return any(link.rule in rules and link.end > link.begin for link in item.because)


def _arrivals(terms: ScenarioTerms) -> tuple[str, str]:
    """First and last arrival as the assumptions say."""
    first = [row.value for row in terms.assumed if row.what.startswith("first arrival")]
    last = [row.value for row in terms.assumed if row.what == "last arrival"]
    return words.listed(dict.fromkeys(first), "or"), words.listed(dict.fromkeys(last), "or")


def _wait(terms: ScenarioTerms) -> str:
    """How long deminers wait between arrival and work; builders where there are none."""
    roles = {row.id: row.role for row in terms.counted}
    waits = sorted(
        (roles.get(row.about) != "deminers", row.value)
        for row in terms.assumed
        if row.what == "from arrival to the first day of work"
    )
    return waits[0][1] if waits else "–"


def _short(name: str) -> str:
    return shorten(name, LONGEST, placeholder=" …")


def _assumed(found: Founding) -> list[Block]:
    """Whose assumptions these are, in a box that cannot be overlooked."""
    counted = found.terms.counted
    told = [_people(found.terms, row) for row in counted[:MOST_CONTRIBUTIONS]]
    if len(counted) > MOST_CONTRIBUTIONS:
        told.append(f"and {len(counted) - MOST_CONTRIBUTIONS} more contributions")
    return [
        Box([
            Run("Scenario, not the plan of record. ", bold=True, tone="assumed"),
            Run(words.capital(_short(found.terms.by)) + ": "),
            Run("; ".join(told) + "."),
        ])
    ]  # fmt: skip


def _people(terms: ScenarioTerms, counted: Counted) -> str:
    """What is assumed of one contribution, in a line."""
    said = {row.what: row for row in terms.assumed if row.about == counted.id}

    def value(what: str) -> str:
        row = next((row for key, row in said.items() if key.startswith(what)), None)
        if row is None:
            return "–"
        return f"{row.value}{span(row)}"

    return (
        f"{_short(counted.giver)}, {words.count(counted.said)} {counted.role}: share {value('share of')}, "
        f"first arrival {value('first arrival')}, on the lanes or works "
        f"{value('share on the lanes')}, {value('people of a team on')} each, "
        f"productivity {value('what a team does')}, work until {value('last day')}"
    )


def founding_book(found: Founding) -> Book:
    """The page with its running head and foot, before it is set."""
    plan = found.record
    number = f" {found.subject.plan_id}" if found.subject.plan_id else ""
    invented = f"{words.INVENTED} " if plan.invented else ""
    searched = "; ".join(
        f"{name}: within {words.share(p.gap)} of its limit" for name, p in found.variants.items()
        if p.gap is not None
    )  # fmt: skip
    return Book(
        title=f"{region_of(plan)}: what the reported {found.who} would change",
        head=f"{region_of(plan)} · founding question",
        head_right=words.day(found.subject.made_on),
        foot=(
            Run(f"{invented}Scenario, not the plan of record · plan of record{number} from "
                f"{words.day(plan.calendar.start)}, data {data_cut_off(found.subject)} · {searched}"),
        ),
        tag="",
        cover=None,
        pages=[founding_page(found)],
    )  # fmt: skip


def on_one_page(book: Book) -> Book:
    """
    The book on exactly one sheet: where it would need two, without its note, then its lead.

    Raises
    ------
    ValueError
        When even that is too long.
    """
    (page,) = book.pages
    for shorter in (page, replace(page, note=""), replace(page, note="", lead="")):
        tried = replace(book, pages=[shorter])
        if len(book_pictures(tried, COARSE)) == 1:
            return tried
    raise ValueError("The founding question does not fit on one page.")


@dataclass(frozen=True, slots=True)
class FoundingQuestion:
    """The founding question as a kind of report."""

    name: str = "founding-question"
    title: str = "founding question, one page (PDF)"
    suffix: str = ".pdf"
    needs_plan: bool = True
    shows_dates: bool = False
    asks_what_if: bool = True

    def make(self, subject: Subject, progress: Progress) -> bytes:
        """The page of the subject's plan and variants."""
        progress("setting the page")
        return book_pdf(on_one_page(founding_book(Founding(subject))), subject.made_on)
