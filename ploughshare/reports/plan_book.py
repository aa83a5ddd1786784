"""The plan book: what a ministry prints, page by page, from a plan and its situation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.blocks import Book, Page, Run
from ploughshare.reports.book_backlog import backlog_page
from ploughshare.reports.book_cover import cover
from ploughshare.reports.book_curve import curve_page
from ploughshare.reports.book_figures import BookFigures, figures_of
from ploughshare.reports.book_findings import findings_page
from ploughshare.reports.book_first import first_page
from ploughshare.reports.book_items import items_page
from ploughshare.reports.book_not_planned import not_planned_page
from ploughshare.reports.book_priorities import priorities_page
from ploughshare.reports.book_promises import promises_page
from ploughshare.reports.book_reading import reading_page
from ploughshare.reports.book_scenario import scenario_page
from ploughshare.reports.book_sources import assumptions_page, promised_page, rules_page
from ploughshare.reports.book_undertakings import undertakings_page
from ploughshare.reports.book_work import future_page, timeline_page, weeks_page
from ploughshare.reports.report import ImportLine, Progress, SetAsideRow, Subject
from ploughshare.reports.typesetting import book_pdf

PAGES: tuple[tuple[str, Callable[[BookFigures], Page | None]], ...] = (
    ("what the scenario assumes", scenario_page),
    ("priorities of published decisions", priorities_page),
    ("what comes first", first_page),
    ("what is not planned", not_planned_page),
    ("the restoration curve", curve_page),
    ("the timeline", timeline_page),
    ("the picture of a date to come", future_page),
    ("the next eight weeks", weeks_page),
    ("the most valuable items", items_page),
    ("promises of task orders", promises_page),
    ("undertakings of agreements", undertakings_page),
    ("the backlog", backlog_page),
    ("what is promised", promised_page),
    ("assumptions and sources", assumptions_page),
    ("rules", rules_page),
    ("findings and quarantine", findings_page),
    ("data and hashes", reading_page),
)
"""The subjects of the book in their order, and what each is called while it is made."""


def plan_book_pdf(
    plan: Plan,
    situation: Situation,
    *,
    made_on: date,
    plan_id: str = "",
    imports: tuple[ImportLine, ...] = (),
    findings: tuple[Finding, ...] = (),
    quarantine: tuple[SetAsideRow, ...] = (),
    promised: tuple[Record, ...] = (),
    progress: Progress = lambda said: None,
) -> bytes:
    """
    The plan book as one PDF.

    Parameters
    ----------
    plan, situation
        The plan, and the situation it was made from.
    made_on
        Day of making; the same book made on the same day gives the same bytes.
    plan_id
        As the registry keeps it; empty for a plan from a file.
    imports, findings, quarantine
        The account of what was read.
    promised
        Records of type ``contributions``; none of them is counted.
    progress
        Told which page is being made.
    """
    subject = Subject(
        situation=situation, plan=plan, made_on=made_on, plan_id=plan_id, imports=imports,
        findings=findings, quarantine=quarantine, promised=promised,
    )  # fmt: skip
    book = plan_book(subject, progress)
    progress("setting the pages")
    return book_pdf(book, made_on)


def plan_book(subject: Subject, progress: Progress = lambda said: None) -> Book:
    """The plan book before it is set: its cover and its pages."""
    figures = figures_of(subject)
    plan = figures.plan
    progress("the cover")
    return Book(
        title=f"{figures.region}: restoration plan",
        head=f"{figures.region} · restoration plan{f' {subject.plan_id}' if subject.plan_id else ''}",
        head_right=words.day(subject.made_on),
        foot=_foot(figures),
        tag="Invented region" if plan.invented else "",
        cover=cover(figures),
        pages=tuple(_pages(figures, progress)),
    )


def _pages(figures: BookFigures, progress: Progress) -> Iterator[Page]:
    for name, page_of in PAGES:
        progress(name)
        page = page_of(figures)
        if page is not None:
            yield page


def _foot(figures: BookFigures) -> tuple[Run, ...]:
    """What stands at the foot of every page: invented, which plan, where its sources are."""
    plan = figures.plan
    number = f"Plan {figures.subject.plan_id} · " if figures.subject.plan_id else ""
    invented = f"{words.INVENTED} " if plan.invented else ""
    scenario = "" if plan.of_record else f"Scenario {plan.scenario}, not the plan of record · "
    return (
        Run(
            f"{invented}{scenario}{number}Situation {words.short_hash(plan.situation)} · problem "
            f"{words.short_hash(plan.problem)} · checked · sources: page "
        ),
        Run(page="sources"),
    )


@dataclass(frozen=True, slots=True)
class PlanBook:
    """The plan book as a kind of report."""

    name: str = "plan-book"
    title: str = "plan book (PDF)"
    suffix: str = ".pdf"
    needs_plan: bool = True
    shows_dates: bool = False

    def make(self, subject: Subject, progress: Progress) -> bytes:
        """The book of the subject's plan."""
        book = plan_book(subject, progress)
        progress("setting the pages")
        return book_pdf(book, subject.made_on)
