"""The founding question: one page, with the figures of the plans it was made from."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.scenarios.count import terms_of
from ploughshare.planning.scenarios.terms import under
from ploughshare.reports import words
from ploughshare.reports.founding_question import (
    FULL,
    Founding,
    FoundingQuestion,
    founding_page,
    title,
)
from ploughshare.reports.report import Subject
from ploughshare.scheduling.solve import Stop
from ploughshare.usecases.founding import variants
from tests.conftest import proving_briefly
from tests.planning.small_region import Region

STOP = Stop(iterations=6)
LONG = "Joint Programme Secretariat of the Ministries of Reconstruction and Civil Protection, "


def region(giver: str = "Partner A", source: str = "a news report") -> Region:
    """One task of each type, too much for two teams, and thousands who are reported."""
    made = Region().whole().district("D", -9000, -9000, 9000, 9000)
    made.team("M", "manual", "bac", "eod").team("B", "building", "debris", "roads", x=500)
    for number in range(6):
        made.hazard(f"belt{number}", 2000 + 600 * number, 0, 400, hazard_type="cha",
                    evidence="direct", contamination="ap_mine", people_exposed=40 + number)  # fmt: skip
        made.hazard(f"strike{number}", 2000 + 600 * number, 2000, 300, hazard_type="cha",
                    evidence="direct", contamination="cluster", people_exposed=9)  # fmt: skip
        made.asset(f"field{number}", 2000 + 600 * number, 0, kind="field", people_served=6)
        made.asset(f"house{number}", -900 * number, 900, kind="house", people_served=5)
        made.works(f"rubble{number}", f"house{number}", 30, trade="debris")
        made.asset(f"road{number}", -900 * number, -900, kind="road", people_served=300)
        made.works(f"surface{number}", f"road{number}", 25, trade="roads")
    made.contribution("CB-1", "reported", giver=giver, source="CB-1-S")
    made.contribution("CB-2", "reported", giver=giver, role="builders", quantity=5000.0,
                      source="CB-1-S")  # fmt: skip
    made.records["sources"][0] = replace(
        made.records["sources"][0], values={"title": source, "kind": "media"}
    )
    return made


def made_of(made: Region) -> Subject:
    situation = made.situation()
    records = [made.records[name] for name in ("contributions", "steps", "sources")]
    record = plan(situation, stop=STOP).plan
    plans: Mapping[str, Plan] = {
        name: plan(
            under(situation, terms_of(scenario, situation, *records)), stop=STOP, begin=record
        ).plan
        for name, scenario in variants("A. Planner", ("CB-1", "CB-2")).items()
    }
    return Subject(situation, record, date(2026, 3, 2), plan_id="P-1", variants=plans)


@pytest.fixture(scope="module")
def subject() -> Subject:
    with proving_briefly():
        return made_of(region())


def text_of(data: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages).split())


def pdf_of(subject: Subject) -> bytes:
    return FoundingQuestion().make(subject, lambda said: None)


def test_it_is_exactly_one_a4_page_with_plain_digits_and_the_word_reported(
    subject: Subject,
) -> None:
    pages = PdfReader(io.BytesIO(pdf_of(subject))).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = text_of(pdf_of(subject))
    assert "1,000 deminers" in text
    assert "5,000 builders" in text
    assert "reported" in text
    assert "not the plan of record" in text
    assert "nvented" in text


def test_it_says_what_changes_by_task_type_and_in_four_variants(subject: Subject) -> None:
    text = text_of(pdf_of(subject))
    for word in ("Mine belts", "Strike areas", "Farmland", "Rubble", "Routes", "All service",
                 "Plan of record", "As reported", "Half of it", "A fifth", "Six months later"):  # fmt: skip
        assert word in text, word


def test_it_says_what_binds_then(subject: Subject) -> None:
    text = text_of(pdf_of(subject))
    for word in ("Reception", "Accreditation", "Supervisors", "Medics", "Inspectors", "Procurement",
                 "Access", "Season", "6,000 places", "120 days", "81 teams x 1"):  # fmt: skip
        assert word in text, word


def test_its_figures_are_those_of_the_plans(subject: Subject) -> None:
    found = Founding(subject)
    day = found.most_back(found.full)
    before = found.most_back(found.record)
    assert day is not None
    assert before is not None
    told, instead = (words.believed(each, date(2026, 3, 2)) for each in (day, before))
    if day < before and told != instead:
        assert title(found).endswith(f"by {told} instead of {instead}.")
    else:
        assert title(found).endswith("by the plans that were found.")
    assert found.variants[FULL].terms is not None
    assert found.record.of_record
    assert not any(each.of_record for each in found.variants.values())


def test_the_fewer_and_the_later_they_come_the_less_they_change(subject: Subject) -> None:
    terms = {name: each.terms for name, each in subject.variants.items()}
    teams = {name: sum(row.teams for row in each.counted) for name, each in terms.items() if each}
    assert teams["a fifth"] < teams["half of it"] < teams[FULL] == teams["six months later"]
    first = {name: min(row.ready_on for row in each.counted if row.ready_on)
             for name, each in terms.items() if each}  # fmt: skip
    assert (first["six months later"] - first[FULL]).days == 182


def test_more_teams_never_make_it_worse(subject: Subject) -> None:
    """Each search begins from the plan of record, however short it is."""
    found = Founding(subject)
    assert all(found.gained(each) >= 0 for each in found.variants.values())
    for each in found.variants.values():
        most = found.at_most(each)
        assert most is None or most >= found.gained(each)
    none = plan(region().situation(), stop=Stop(iterations=0), begin=found.record).plan
    assert none.objective <= found.record.objective


def test_long_names_do_not_make_it_two_pages(subject: Subject) -> None:
    made = region(giver=LONG * 2, source=LONG * 4)
    records = [made.records[name] for name in ("contributions", "steps", "sources")]
    plans = {}
    for name, each in subject.variants.items():
        scenario = variants("A. Planner", ("CB-1", "CB-2"))[name]
        terms = terms_of(replace(scenario, owner=LONG), made.situation(), *records)
        plans[name] = replace(each, terms=terms)
    longer = replace(subject, variants=plans)
    assert len(PdfReader(io.BytesIO(pdf_of(longer))).pages) == 1


def test_the_page_is_read_in_a_minute(subject: Subject) -> None:
    """About 250 words a minute; numbers in tables are looked up, not read."""
    page = founding_page(Founding(subject))
    told = f"{page.title} {page.lead}"
    assert len(told.split()) <= 90


def test_the_same_plans_give_the_same_file(subject: Subject) -> None:
    assert pdf_of(subject) == pdf_of(subject)
