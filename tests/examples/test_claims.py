"""The founding report as claims: twenty rows, and one headcount that may be added up."""

import csv
from pathlib import Path

from ploughshare.dictionary import record_type

REPORT = Path(__file__).resolve().parents[2] / "examples" / "claims" / "founding-report.csv"


def rows() -> list[dict[str, str]]:
    with REPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_report_has_twenty_atomic_claims_with_an_id_each() -> None:
    assert [row["id"] for row in rows()] == [f"C{number:02}" for number in range(1, 21)]


def test_the_headcount_that_adds_up_is_six_thousand() -> None:
    """Division, brigades and 5,000 people are one contingent; only two rows add to a total."""
    adding = [row for row in rows() if row["adds_to_total"] == "yes"]

    assert sum(int(row["number"]) for row in adding) == 6_000
    assert {row["pledge_status"] for row in adding} == {"reported"}


def test_claims_point_to_claims() -> None:
    known = {row["id"] for row in rows()}

    assert {row["same_event_as"] for row in rows()} - {""} <= known


def test_its_headings_are_fields_of_a_claim_or_spellings_of_one() -> None:
    claims = record_type("claims")
    words = {
        word.strip().replace("_", " ")
        for field in claims
        for word in (field.name, *field.spellings.split(";"))
    }
    not_ours = {
        *("id", "scope", "when inferred", "chain explicit", "pledge status", "sentence no"),
    }
    headings = {heading.replace("_", " ") for heading in rows()[0]}

    assert headings - words == not_ours
