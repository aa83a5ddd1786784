"""The plan book: every page says what it must, in letters that exist, with nothing promised."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from ploughshare.planning.items import PlannedPromise
from ploughshare.planning.priced import (
    PlannedMustDo,
    PlannedPriorities,
    PlannedShare,
    PlannedWish,
    PutFirst,
    Shift,
)
from ploughshare.planning.rules import RULES
from ploughshare.reports import book_work, words
from ploughshare.reports.blocks import Book, as_data
from ploughshare.reports.book_figures import figures_of
from ploughshare.reports.book_sources import rules_page
from ploughshare.reports.eight_weeks import team_weeks, weeks_of, without_id
from ploughshare.reports.plan_book import plan_book, plan_book_pdf
from ploughshare.reports.report import Subject
from ploughshare.reports.typeface import UNPRINTABLE, printable
from ploughshare.reports.typesetting import book_pdf, book_pictures
from tests.reports.invented_region import CYRILLIC, Size, invented_subject

FORBIDDEN = re.compile(r"\b(safe|safely|mine[- ]free|risk[- ]free|all[- ]clear)\b", re.IGNORECASE)


@cache
def subject() -> Subject:
    return invented_subject()


@cache
def book() -> Book:
    return plan_book(subject())


@cache
def made() -> bytes:
    return book_pdf(book(), date(2026, 3, 2))


@cache
def reader() -> PdfReader:
    return PdfReader(io.BytesIO(made()))


@cache
def sheets() -> tuple[str, ...]:
    """The words of each page; line ends and narrow spaces are plain spaces."""
    return tuple(plain(page.extract_text()) for page in reader().pages)


def plain(text: str) -> str:
    return " ".join(text.replace(words.THIN, " ").replace("\u00a0", " ").split())


def texts(value: Any) -> Iterator[str]:
    """Every text of a book, drawings without their markup."""
    if isinstance(value, str):
        yield re.sub(r"<[^>]*>", " ", value) if value.startswith("<svg") else value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def test_promises_that_break_stand_first_and_only_where_there_are_any() -> None:
    plan = subject().plan
    assert plan is not None
    item = plan.items[-1]
    rows = (
        PlannedPromise("TO-1", item.record_type, item.record_id, item.name, "Mayor of Dobrel",
                       date(2026, 5, 1), item.activity, date(2026, 4, 30), True),
        PlannedPromise("TO-2", item.record_type, item.record_id, item.name, "",
                       date(2026, 4, 1), item.activity, date(2026, 4, 3), False),
        PlannedPromise("TO-3", "hazards", "HA-1", "clearance of the pond", "",
                       date(2026, 4, 1), "", None, False, "it is suspended"),
    )  # fmt: skip
    told = plan_book(replace(subject(), plan=replace(plan, promises=rows)))
    page = next(page for page in told.pages if page.name == "promises")
    said = plain(" ".join(texts(as_data(page))))
    assert "The plan keeps 1 of 3 promises" in said
    assert said.index("2 days late") < said.index("it is suspended") < said.index("Mayor of Dobrel")
    assert said.index("Week of 27 Apr 2026") < said.rindex("kept")
    assert "promises" not in [page.name for page in book().pages]


def test_what_is_asked_for_is_told_with_its_price_and_for_whom_it_changes_what() -> None:
    """A clinic is put first, a school is late for its day; each on a page of its own after the cover."""
    plan = subject().plan
    assert plan is not None
    day, steps = date(2026, 5, 8), plan.calendar.steps_per_day
    slips = (Shift("Dobrel", "District 1", 2, 900, 12.5, 20.0),)
    wished = PutFirst(
        "The Minister", (PlannedWish("assets", "AS-1", "clinic", day, date(2026, 6, 5), 20.0),),
        plan.objective - 1000 * steps, slips,
    )  # fmt: skip
    school = PlannedMustDo("PR-1", "DE-1", "assets", "AS-2", "school", day, date(2026, 5, 15),
                           date(2026, 7, 3), False, 5.0, 200 * steps)  # fmt: skip
    share = PlannedShare("PR-2", "DE-1", "District 1", day, date(2027, 5, 7), 0.3, 0.31, 0.2, True)
    free = plan.objective - 200 * steps
    asked = PlannedPriorities((school,), (share,), free, plan.objective, slips)
    told = plan_book(replace(subject(), plan=replace(plan, put_first=wished, priorities=asked)))
    pages = {page.name: plain(" ".join(texts(as_data(page)))) for page in told.pages}

    assert [page.name for page in told.pages][:2] == ["priorities", "first"]
    assert "1 wish of The Minister is put first" in pages["first"]
    assert "1,000 service-days more are missing" in pages["first"]
    assert "20 working days sooner" in pages["first"]
    assert "Dobrel" in pages["first"]
    assert "12.5 later" in pages["first"]
    assert "The plan keeps 1 of 2 priorities" in pages["priorities"]
    assert "Missed by 5 working days" in pages["priorities"]
    assert "alone: 200 service-days more are missing" in pages["priorities"]
    assert not {"first", "priorities"} & {page.name for page in book().pages}


def test_every_sheet_has_its_head_its_foot_and_its_number() -> None:
    for number, said in enumerate(sheets(), 1):
        assert "Sarvena border region · restoration plan P-3" in said
        assert "Mon 2 Mar 2026" in said
        assert words.INVENTED in said
        assert f"{number} of {len(sheets())}" in said
        assert "checked" in said


def test_the_cover_has_the_sentence_and_the_three_figures() -> None:
    plan = subject().plan
    assert plan is not None
    cover = sheets()[0]
    june = date(2026, 6, 30)
    back = plan.served_today + sum(b.weight for b in plan.benefits if b.on <= june)
    part = plain(words.share(back, plan.served_in_all))
    said = f"By the end of June 2026, {part} of service in Sarvena border region is planned to be"
    assert said in cover
    assert words.amount(plan.service_days(plan.objective)) in cover
    assert "no plan with these teams and rules can be below this proven limit" in cover
    assert "0 of 6,000" in cover
    assert "reported deminers and builders counted" in cover
    assert words.NO_RECORD in cover
    assert words.BOUNDARIES in cover


def test_every_page_is_listed_on_the_cover_with_its_number() -> None:
    for page in book().pages:
        where = next(i for i, said in enumerate(sheets(), 1) if plain(page.title) in said)
        assert re.search(rf"{re.escape(page.short)}[ .]*{where}\b", sheets()[0]), page.short


def test_every_title_is_a_sentence() -> None:
    for page in book().pages:
        assert page.title.endswith("."), page.title
        assert page.title[0].isupper() or page.title[0].isdigit()


def test_what_is_not_planned_stands_there_with_its_reason() -> None:
    plan = subject().plan
    assert plan is not None and plan.not_planned
    said = " ".join(sheets())
    for row in plan.not_planned:
        assert plain(row.text) in said
        assert plain(row.remedy) in said
    for rule in plan.not_yet_planned:
        assert words.sentence(rule) in said
    for rule in RULES:
        assert rule.replace("_", " ") in said


def test_a_plan_that_knows_all_rules_of_the_field_lists_none_that_it_does_not() -> None:
    known = subject()
    assert known.plan is not None
    whole = replace(known, plan=replace(known.plan, not_yet_planned=()))
    page = rules_page(figures_of(whole))
    assert page.title == f"The plan follows {len(RULES)} rules of the field."
    assert "Not yet planned" not in {*texts(as_data(page))}
    assert "Not yet planned" in {*texts(as_data(rules_page(figures_of(known))))}


def test_findings_and_quarantine_stand_there() -> None:
    said = " ".join(sheets())
    for finding in subject().findings:
        assert plain(finding.message) in said
    for row in subject().quarantine:
        assert plain(row.reason) in said
    assert "62 56" not in said
    assert "All files 62 58 1 2 1" in said


def test_both_hashes_stand_in_full() -> None:
    plan = subject().plan
    assert plan is not None
    said = " ".join(sheets()).replace(" ", "")
    assert plan.situation in said
    assert plan.problem in said


def test_each_task_of_the_next_eight_weeks_is_named_once_at_least() -> None:
    """In its bar, or in the list of those too short for it."""
    plan = subject().plan
    assert plan is not None
    axis = weeks_of(plan)
    page = next(page for page in book().pages if page.name == "weeks")
    said = " ".join(texts(as_data(page)))
    short = [item for team in team_weeks(plan, axis) for item in without_id(team, plan, axis)]
    assert short
    for team in team_weeks(plan, axis):
        assert team.name in said
        for item in team.items:
            assert item.record_id in said


def test_of_many_teams_those_with_most_waiting_are_shown_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    figures = figures_of(subject())
    teams = team_weeks(figures.plan, weeks_of(figures.plan))
    monkeypatch.setattr(book_work, "MOST_TEAMS", 3)
    said = " ".join(texts(as_data(book_work.weeks_page(figures))))

    waiting = {t.name: max(max(i.value, i.inherited_value) for i in t.items) for t in teams}
    first = sorted(waiting, key=lambda name: -waiting[name])[:3]
    assert all(name in said for name in first)
    assert f"{len(teams) - 3} more teams have tasks in these weeks" in plain(said)


def test_service_days_are_explained_where_they_are_counted() -> None:
    for page in sheets():
        if "service-days missing" in page.split("Mon 2 Mar 2026", 1)[-1]:
            assert words.SERVICE_DAY in page or "Proven limit" in page


def test_cyrillic_names_are_printed() -> None:
    said = " ".join(sheets())
    assert CYRILLIC[0] in said
    assert "Школа" in said


def catalog() -> Any:
    return reader().trailer["/Root"]


def test_only_the_bundled_fonts_are_used() -> None:
    found = set()
    for page in reader().pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    assert found
    assert all(name.startswith(("Inter", "NotoSansArabic")) for name in found), found


def test_every_letter_of_the_book_is_in_the_bundled_fonts() -> None:
    """What the fonts lack would stand as an empty square."""
    assert not any(UNPRINTABLE in text for text in texts(as_data(book())))
    assert not any(UNPRINTABLE in page for page in sheets())


def test_a_character_without_a_letter_is_shown_as_such() -> None:
    """A dash read in the wrong encoding, a Georgian name; Arabic is bundled."""
    plan = subject().plan
    assert plan is not None
    odd = replace(plan, region="Dobrel \x96 ქუთაისი مرحبا")
    data = book_pdf(plan_book(replace(subject(), plan=odd)), date(2026, 3, 2))
    said = PdfReader(io.BytesIO(data)).pages[1].extract_text()
    assert f"Dobrel {UNPRINTABLE} {UNPRINTABLE * 7} " in said
    assert printable("Добрель, ґанок, مرحبا, 78 %") == "Добрель, ґанок, مرحبا, 78 %"


def test_nothing_in_the_book_promises_anything() -> None:
    for said in (*sheets(), *texts(as_data(book()))):
        assert not FORBIDDEN.search(said), FORBIDDEN.search(said)


def test_the_book_is_accessible_and_has_its_title() -> None:
    metadata = reader().metadata
    assert metadata is not None
    assert metadata.title == "Sarvena border region: restoration plan"
    assert catalog()["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in catalog()["/Metadata"].get_data()


def test_a_viewer_lists_the_pages() -> None:
    entries: list[Any] = [entry for entry in reader().outline if not isinstance(entry, list)]
    assert [entry.title for entry in entries[1:]] == [page.title for page in book().pages]


def test_the_same_plan_gives_the_same_file() -> None:
    again = book_pdf(plan_book(invented_subject()), date(2026, 3, 2))
    assert again == made()


def test_a_real_region_is_not_called_invented() -> None:
    plan = subject().plan
    assert plan is not None
    real = replace(
        subject(), situation=replace(subject().situation, invented=False),
        plan=replace(plan, invented=False), promised=(),
    )  # fmt: skip
    said = " ".join(texts(as_data(plan_book(real))))
    assert "nvented" not in said
    assert "people are on record as promised from elsewhere" in said
    assert "promised" not in [page.name for page in plan_book(real).pages]


def test_an_empty_plan_is_a_book_too() -> None:
    """Nothing planned, nothing assumed, no findings: each page says so."""
    plan = subject().plan
    assert plan is not None
    empty = replace(
        plan, items=(), benefits=(), not_planned=(), assumptions=(), curve=plan.curve[:1],
        limit=(), priority_first=(), priority_objective=None, limits=(), objective=0, bound=0,
    )  # fmt: skip
    made = plan_book_pdf(empty, subject().situation, made_on=date(2026, 3, 2))
    said = plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))
    for sentence in (
        "Nothing is left out: every record that needs work is in the plan.",
        "Nothing is planned to come back.",
        "No team has planned work.",
        "In the next eight weeks no team has a task.",
        "No item is planned.",
        "Nothing was assumed",
        "No import is on record",
    ):
        assert sentence in said


@pytest.mark.soak
def test_a_book_of_a_region_stays_a_book() -> None:
    """About ten thousand items on less than eighty sheets."""
    large = invented_subject(Size(km=60, places=60, hazards=4_000, assets=6_000, teams=300))
    assert large.plan is not None
    assert len(large.plan.items) > 8_000
    pages = PdfReader(io.BytesIO(book_pdf(plan_book(large), date(2026, 3, 2)))).pages
    assert len(pages) < 80


def test_pictures_of_the_pages() -> None:
    pictures = book_pictures(replace(book(), pages=book().pages[:1]), per_inch=20)
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_what_one_more_team_would_change_is_told_with_its_range_and_no_promise() -> None:
    plan = subject().plan
    assert plan is not None
    said = next(page for page in sheets() if "What one more team would change" in page)
    assert "no promise" in said
    assert "One more team of There now Service-days fewer, estimated" in said
    assert "Manual teams 4 2,560 to 5,900 4,860" in said
    assert "Power crews and water crews 1 0 to 620 1,450" in said
    assert "Machines, heavy transport 2 155 0" in said
    assert "Dog teams 1 0: nothing waits for one 0" in said
    without = replace(subject(), plan=replace(plan, one_more_team=()))
    texts_of = " ".join(texts(as_data(plan_book(without))))
    assert "one more team" not in texts_of
