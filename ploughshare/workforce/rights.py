"""Who may do what, where and for whose money: accreditations, licences and grants."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from ploughshare.fields import (
    Field,
    Record,
    RecordType,
    Sensitivity,
    date_in,
    number_in,
    text_in,
    texts_in,
    vocabulary,
)
from ploughshare.skills import ACTIVITIES, TEAM_KINDS

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

PERMITS = vocabulary(
    "permits",
    ("accreditation", "accreditation", "accredited; accreditation certificate"),
    ("licence", "licence", "license; permit; licensed"),
)

ACCREDITATIONS = RecordType(
    "accreditations",
    "accreditation",
    "An accreditation or a licence of an organisation: for what, where, and from when to when. "
    "Where an organisation has any, they count in place of its `kinds`.",
    "AC",
    (
        Field(
            "organisation",
            "record",
            "Organisation that holds it.",
            refers_to="organisations",
            required=True,
            sensitivity=PUBLIC,
            spellings="operator; org; organisation id; organization; holder",
            example="ORG-2",
        ),
        Field(
            "permit",
            "choice",
            "Accreditation or licence; where any licence of an organisation is recorded, "
            "it needs both.",
            terms=PERMITS,
            default="accreditation",
            sensitivity=PUBLIC,
            spellings="document; document type; type; accreditation or licence",
            example="accreditation",
        ),
        Field(
            "kinds",
            "choices",
            "Team kinds it is given for; empty for all.",
            terms=TEAM_KINDS,
            sensitivity=PUBLIC,
            spellings="activities; accredited for; licensed for; skills; kind; scope; activity",
            example="manual; bac",
        ),
        Field(
            "places",
            "records",
            "Places it is given for; empty for all.",
            refers_to="places",
            sensitivity=OPERATIONAL,
            spellings="areas; districts; area of operation",
            example="PL-1; PL-2",
        ),
        Field(
            "from_on",
            "date",
            "First day it is valid.",
            sensitivity=PUBLIC,
            spellings="from; valid from; issued; issued on; start",
            example="2026-01-01",
        ),
        Field(
            "to_on",
            "date",
            "Last day it is valid; empty when open.",
            sensitivity=PUBLIC,
            spellings="to; until; valid to; valid until; expires; expires on; expiry; end",
            example="2027-06-30",
        ),
        Field(
            "reference",
            "text",
            "Number of the document.",
            sensitivity=OPERATIONAL,
            spellings="ref; number; document number; certificate",
            example="NMAA 2026/014",
        ),
    ),
)

GRANTS = RecordType(
    "grants",
    "grant",
    "A grant or contract that pays for teams: where, for what, from when to when, and with whom "
    "its teams may not work. Teams name it as their `group`, by id or name.",
    "GR",
    (
        Field(
            "name",
            "text",
            "Name or code.",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="grant; grant code; contract; title",
            example="GRANT-3",
        ),
        Field(
            "donor",
            "record",
            "Organisation that pays.",
            refers_to="organisations",
            sensitivity=OPERATIONAL,
            spellings="donor organisation; payer; funded by",
            example="ORG-12",
        ),
        Field(
            "recipient",
            "record",
            "Organisation that is paid.",
            refers_to="organisations",
            sensitivity=OPERATIONAL,
            spellings="recipient organisation; operator; organisation; grantee",
            example="ORG-2",
        ),
        Field(
            "places",
            "records",
            "Places it pays in; empty for all.",
            refers_to="places",
            sensitivity=OPERATIONAL,
            spellings="areas; districts; where",
            example="PL-1; PL-2",
        ),
        Field(
            "activities",
            "choices",
            "What it pays for; empty for all.",
            terms=ACTIVITIES,
            sensitivity=OPERATIONAL,
            spellings="activity; pays for; purpose",
            example="nts; clearance",
        ),
        Field(
            "from_on",
            "date",
            "First day it pays for.",
            sensitivity=OPERATIONAL,
            spellings="from; start; begins",
            example="2026-01-01",
        ),
        Field(
            "to_on",
            "date",
            "Last day it pays for; empty when open.",
            sensitivity=OPERATIONAL,
            spellings="to; until; end; ends; end date",
            example="2027-06-30",
        ),
        Field(
            "excludes_contributions",
            "records",
            "Contributions with whose teams its teams may not work on one task.",
            refers_to="contributions",
            sensitivity=OPERATIONAL,
            spellings="excluded contributions",
            example="CB-2",
        ),
        Field(
            "excludes_organisations",
            "records",
            "Organisations with whose teams its teams may not work on one task.",
            refers_to="organisations",
            sensitivity=OPERATIONAL,
            spellings="excluded organisations; exclusions; not with",
            example="ORG-10",
        ),
        Field(
            "reference",
            "text",
            "Number of the agreement.",
            sensitivity=OPERATIONAL,
            spellings="ref; number; agreement; agreement number",
        ),
        Field(
            "budget",
            "number",
            "What it pays in all, in its currency.",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="amount; total; value; sum",
            example="1200000",
        ),
        Field(
            "currency",
            "text",
            "Currency of the budget, as its three letters.",
            sensitivity=OPERATIONAL,
            spellings="ccy; money",
            example="EUR",
        ),
    ),
)

Permit = Literal["accreditation", "licence"]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """
    An accreditation or licence of an organisation.

    Parameters
    ----------
    kinds, places
        What and where it is given for; empty for all.
    from_on, to_on
        First and last day; ``None`` for open.
    """

    id: str
    organisation: str
    permit: Permit
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    from_on: date | None
    to_on: date | None
    reference: str

    def covers(self, kind: str) -> bool:
        """Whether it is given for a kind of team."""
        return not self.kinds or kind in self.kinds

    def valid(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return _within(self.from_on, day, self.to_on)


def accreditation(record: Record) -> Accreditation:
    """An accreditation or licence from its record."""
    values = record.values
    return Accreditation(
        id=record.id,
        organisation=text_in(values, "organisation"),
        permit=cast(Permit, text_in(values, "permit") or "accreditation"),
        kinds=texts_in(values, "kinds"),
        places=texts_in(values, "places"),
        from_on=date_in(values, "from_on"),
        to_on=date_in(values, "to_on"),
        reference=text_in(values, "reference"),
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """
    A grant or contract that pays for teams.

    Parameters
    ----------
    places, activities
        Where and what it pays for; empty for all.
    from_on, to_on
        First and last day it pays for; ``None`` for open.
    excludes_contributions, excludes_organisations
        With whose teams its own may not work on one task.
    budget, currency
        What it pays in all, and in what money; ``None`` and empty when unknown.
    """

    id: str
    name: str
    donor: str
    recipient: str
    places: tuple[str, ...]
    activities: tuple[str, ...]
    from_on: date | None
    to_on: date | None
    excludes_contributions: tuple[str, ...]
    excludes_organisations: tuple[str, ...]
    budget: float | None = None
    currency: str = ""

    def pays_on(self, day: date) -> bool:
        """Whether it pays on a day."""
        return _within(self.from_on, day, self.to_on)


def grant(record: Record) -> Grant:
    """A grant from its record."""
    values = record.values
    return Grant(
        id=record.id,
        name=text_in(values, "name") or record.id,
        donor=text_in(values, "donor"),
        recipient=text_in(values, "recipient"),
        places=texts_in(values, "places"),
        activities=texts_in(values, "activities"),
        from_on=date_in(values, "from_on"),
        to_on=date_in(values, "to_on"),
        excludes_contributions=texts_in(values, "excludes_contributions"),
        excludes_organisations=texts_in(values, "excludes_organisations"),
        budget=number_in(values, "budget"),
        currency=text_in(values, "currency").upper(),
    )


def _within(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
