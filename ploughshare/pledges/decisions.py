"""Decisions that an authority publishes: what counts how much, what must be done by when, and shares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.fields import (
    Field,
    Record,
    RecordType,
    Sensitivity,
    count_in,
    date_in,
    number_in,
    text_in,
    vocabulary,
)

PUBLIC = Sensitivity.PUBLIC

MOST_WEIGHT = 1000
"""Largest weight: more would leave nothing to the other families."""

PRIORITY_KINDS = vocabulary(
    "priority_kinds",
    ("must_do", "must be done", "must do; must-do; deadline; by a day"),
    ("share", "share of the work", "quota; share; at least"),
)

DECISIONS = RecordType(
    "decisions",
    "decision",
    "A decision that an authority has published on what a plan is for: what safety, land and service "
    "count against each other. Rows of priorities name it. One that nobody published weighs nothing.",
    "DE",
    (
        Field(
            "title", "text", "Title.", required=True, sensitivity=PUBLIC,
            spellings="name; decision", example="Priorities of restoration",
        ),
        Field(
            "authority", "text", "Authority that published it.", required=True, sensitivity=PUBLIC,
            spellings="author; published by; ministry; by", example="Regional Restoration Authority",
        ),
        Field(
            "published_on", "date", "Day of publication; empty for a draft.", sensitivity=PUBLIC,
            spellings="published; date; publication", example="2026-02-16",
        ),
        Field(
            "reference", "text", "Where it is published: gazette and number, or address.",
            sensitivity=PUBLIC, spellings="ref; number; gazette; url", example="Gazette 12/2026",
        ),
        Field(
            "from_on", "date", "First day in force; that of publication when empty.",
            sensitivity=PUBLIC, spellings="from; valid from; in force", example="2026-03-01",
        ),
        Field(
            "to_on", "date", "Last day in force; empty when open.", sensitivity=PUBLIC,
            spellings="to; until; valid to; ends", example="2027-12-31",
        ),
        Field(
            "safety", "integer", "What a person exposed to a hazardous area counts.", low=0,
            high=MOST_WEIGHT, sensitivity=PUBLIC, spellings="safety weight; weight safety",
            example="3",
        ),
        Field(
            "land", "integer", "What a hectare of farmland back in use counts.", low=0,
            high=MOST_WEIGHT, sensitivity=PUBLIC, spellings="land weight; weight land; livelihood",
            example="2",
        ),
        Field(
            "service", "integer", "What a person who lacks one service counts.", low=0,
            high=MOST_WEIGHT, sensitivity=PUBLIC, spellings="service weight; weight service",
            example="1",
        ),
        Field(
            "source", "record", "Document it stands in.", refers_to="sources",
            sensitivity=PUBLIC, spellings="document; source id", example="SRC-9",
        ),
    ),
)  # fmt: skip

PRIORITIES = RecordType(
    "priorities",
    "priority",
    "What a decision asks for besides weights: something that must be done by a day, or a share of the "
    "work for a district or an operator. All are kept as far as it goes, at a printed price.",
    "PRI",
    (
        Field(
            "decision", "record", "Decision it stands in.", refers_to="decisions", required=True,
            sensitivity=PUBLIC, spellings="decision id", example="DE-1",
        ),
        Field(
            "kind", "choice", "What it asks for.", terms=PRIORITY_KINDS, default="must_do",
            sensitivity=PUBLIC, spellings="type; what", example="must_do",
        ),
        Field(
            "asset", "record", "Asset that must be back in use.", refers_to="assets",
            sensitivity=PUBLIC, spellings="asset id", example="AS-7",
        ),
        Field(
            "works", "record", "Works that must be done.", refers_to="works", sensitivity=PUBLIC,
            spellings="works id; work",
        ),
        Field(
            "hazard", "record", "Hazardous area that must be released.", refers_to="hazards",
            sensitivity=PUBLIC, spellings="hazard id; area",
        ),
        Field(
            "due_on", "date", "Day by which it must be done.", sensitivity=PUBLIC,
            spellings="due; by; deadline; date", example="2026-09-01",
        ),
        Field(
            "district", "record", "District that a share is for.", refers_to="places",
            sensitivity=PUBLIC, spellings="place; district id",
        ),
        Field(
            "organisation", "record",
            "Operator that a share is for: of survey and clearance, or of works where it only builds; "
            "with a district, of the work there.",
            refers_to="organisations", sensitivity=PUBLIC,
            spellings="operator; organization; organisation id; org",
        ),
        Field(
            "share_percent", "number", "Least share of the team-days worked in the time.",
            unit="%", low=0, high=100, sensitivity=PUBLIC, spellings="share; percent; quota",
        ),
        Field(
            "from_on", "date", "First day of a share; that of the plan when empty.",
            sensitivity=PUBLIC, spellings="from; start",
        ),
        Field(
            "to_on", "date", "Last day of a share; a year after the first when empty.",
            sensitivity=PUBLIC, spellings="to; until; end",
        ),
        Field("note", "text", "Why.", sensitivity=PUBLIC, spellings="reason; remark"),
    ),
)  # fmt: skip

RECORD_TYPES = (DECISIONS, PRIORITIES)


@dataclass(frozen=True, slots=True)
class Decision:
    """
    A decision on what a plan is for.

    Parameters
    ----------
    published_on, from_on, to_on
        Day of publication, first and last day in force; ``None`` for none, and for open.
    safety, land, service
        What a person exposed, a hectare of farmland and a person without a service count; ``None``
        where the decision does not say.
    """

    id: str
    title: str
    authority: str
    published_on: date | None
    reference: str
    from_on: date | None
    to_on: date | None
    safety: int | None
    land: int | None
    service: int | None

    @property
    def weighs(self) -> bool:
        """Whether it says what each of the three families counts."""
        return None not in (self.safety, self.land, self.service)

    def why_not(self, day: date) -> str:
        """Why it is not in force on a day; empty where it is."""
        if self.published_on is None or self.published_on > day:
            return "it is not published"
        if not self.reference:
            return "nobody recorded where it is published"
        if (self.from_on or self.published_on) > day:
            return f"it holds from {self.from_on:%Y-%m-%d} on"
        if self.to_on is not None and self.to_on < day:
            return f"it held until {self.to_on:%Y-%m-%d}"
        return ""


def decision(record: Record) -> Decision:
    """A decision from its record."""
    values = record.values
    return Decision(
        id=record.id,
        title=text_in(values, "title") or record.id,
        authority=text_in(values, "authority"),
        published_on=date_in(values, "published_on"),
        reference=text_in(values, "reference"),
        from_on=date_in(values, "from_on"),
        to_on=date_in(values, "to_on"),
        safety=count_in(values, "safety"),
        land=count_in(values, "land"),
        service=count_in(values, "service"),
    )


def in_force(decisions: Iterable[Decision], day: date) -> Decision | None:
    """The decision whose weights hold on a day: of those that weigh, the last one published."""
    held = [d for d in decisions if d.weighs and not d.why_not(day)]
    return max(
        held, key=lambda d: (d.published_on or date.min, d.from_on or date.min, d.id), default=None
    )


@dataclass(frozen=True, slots=True)
class Priority:
    """
    Something that a decision asks for.

    Parameters
    ----------
    kind
        ``must_do`` or ``share``.
    record_type, record_id
        What must be done; empty for a share.
    due_on
        Day by which it must be done; ``None`` when none is on record.
    district, organisation
        Ids of the place and the operator that a share is for; one of them may be empty.
    share
        Least share of the team-days, 0 to 1; ``None`` when none is on record.
    from_on, to_on
        Days of a share; ``None`` for the plan's first day, and for a year after the first.
    """

    id: str
    decision: str
    kind: str
    record_type: str
    record_id: str
    due_on: date | None
    district: str
    organisation: str
    share: float | None
    from_on: date | None
    to_on: date | None

    @property
    def lacks(self) -> str:
        """What it does not say and would have to; empty where it says all."""
        if self.kind == "share":
            whole = bool(self.district or self.organisation) and self.share is not None
            return "" if whole else "it says not which share is for which district or operator"
        whole = bool(self.record_id) and self.due_on is not None
        return "" if whole else "it says not what must be done by when"

    def days(self, start: date) -> tuple[date, date]:
        """First and last day of a share in a plan that begins on a day."""
        first = max(self.from_on or start, start)
        return first, self.to_on or first + timedelta(days=364)


def priority(record: Record) -> Priority:
    """A priority from its record; of several things it names the first counts."""
    values = record.values
    named = [
        (record_type, text_in(values, name))
        for name, record_type in (("asset", "assets"), ("works", "works"), ("hazard", "hazards"))
        if text_in(values, name)
    ]
    record_type, record_id = named[0] if named else ("", "")
    percent = number_in(values, "share_percent")
    return Priority(
        id=record.id,
        decision=text_in(values, "decision"),
        kind=text_in(values, "kind") or "must_do",
        record_type=record_type,
        record_id=record_id,
        due_on=date_in(values, "due_on"),
        district=text_in(values, "district"),
        organisation=text_in(values, "organisation"),
        share=None if percent is None else percent / 100,
        from_on=date_in(values, "from_on"),
        to_on=date_in(values, "to_on"),
    )
