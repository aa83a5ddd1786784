"""Agreements, what is undertaken in them, and the milestones on the way."""

from dataclasses import dataclass
from datetime import date

from ploughshare.fields import (
    Field,
    Record,
    RecordType,
    Sensitivity,
    date_in,
    text_in,
    texts_in,
    vocabulary,
)

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

INSTRUMENTS = vocabulary(
    "instruments",
    ("treaty", "treaty"),
    ("agreement", "agreement", "intergovernmental agreement; framework agreement"),
    ("memorandum", "memorandum of understanding", "mou; memorandum"),
    ("contract", "contract"),
    ("letters", "exchange of letters", "letter; note; exchange of notes"),
    ("decree", "decree", "order; law"),
    ("statement", "joint statement", "communique; declaration"),
    ("other", "other"),
)

UNDERTAKING_TERMS = vocabulary(
    "undertaking_terms",
    ("immediate", "immediate", "now; short term; urgent"),
    ("long_term", "long-term", "long term; lasting"),
)

PUBLICATION = vocabulary(
    "publication",
    ("published", "published", "public; yes"),
    ("unpublished", "not published", "secret; no; not public"),
    ("unknown", "unknown"),
)

AGREEMENTS = RecordType(
    "agreements",
    "agreement",
    "An agreement between parties: by which instrument, from when to when, published or not.",
    "AG",
    (
        Field(
            "title", "text", "Title.", required=True, sensitivity=PUBLIC,
            spellings="name; agreement", example="Agreement on a building mission",
        ),
        Field(
            "parties", "text", "Parties, separated by semicolons.", required=True,
            sensitivity=PUBLIC, spellings="party; between", example="Partner B; Regional Authority",
        ),
        Field(
            "instrument", "choice", "What it is.", terms=INSTRUMENTS, default="agreement",
            sensitivity=PUBLIC, spellings="kind; type; form", example="memorandum",
        ),
        Field(
            "signed_on", "date", "Day of signature.", sensitivity=PUBLIC,
            spellings="signed; date", example="2025-12-18",
        ),
        Field(
            "from_on", "date", "First day in force.", sensitivity=PUBLIC,
            spellings="from; in force; valid from; start", example="2026-01-01",
        ),
        Field(
            "to_on", "date", "Last day in force; empty when open.", sensitivity=PUBLIC,
            spellings="to; until; ends; expires; valid to", example="2026-12-31",
        ),
        Field(
            "publication", "choice", "Whether its text is published.", terms=PUBLICATION,
            default="unknown", sensitivity=PUBLIC, spellings="published; public", example="published",
        ),
        Field(
            "source", "record", "Document it stands in.", refers_to="sources",
            sensitivity=PUBLIC, spellings="document; source id", example="SRC-9",
        ),
    ),
)  # fmt: skip

_SUBJECTS = (
    Field(
        "hazards", "records", "Hazardous areas it is about.", refers_to="hazards",
        sensitivity=OPERATIONAL, spellings="hazard; areas", example="HA-1",
    ),
    Field(
        "assets", "records", "Assets it is about.", refers_to="assets",
        sensitivity=OPERATIONAL, spellings="asset", example="AS-1",
    ),
    Field(
        "works", "records", "Works it is about.", refers_to="works",
        sensitivity=OPERATIONAL, spellings="work", example="WK-1",
    ),
)  # fmt: skip

UNDERTAKINGS = RecordType(
    "undertakings",
    "undertaking",
    "What a party undertakes in an agreement, by when, and what it is about. Contributions hang "
    "on it.",
    "UN",
    (
        Field(
            "agreement", "record", "Agreement it stands in.", refers_to="agreements",
            required=True, sensitivity=OPERATIONAL, spellings="agreement id", example="AG-1",
        ),
        Field(
            "what", "text", "What is undertaken.", required=True, sensitivity=OPERATIONAL,
            spellings="undertaking; text; commitment", example="Repair the bridges of Dobrel",
        ),
        Field(
            "party", "text", "Who undertakes it.", sensitivity=OPERATIONAL,
            spellings="by; who; giver", example="Partner B",
        ),
        Field(
            "term", "choice", "Immediate or long-term.", terms=UNDERTAKING_TERMS,
            default="immediate", sensitivity=OPERATIONAL, spellings="horizon", example="immediate",
        ),
        Field(
            "due_on", "date", "Day by which it is to be done.", sensitivity=OPERATIONAL,
            spellings="due; by; deadline", example="2026-10-31",
        ),
        Field(
            "to_on", "date", "Day with which it lapses; that of the agreement when empty.",
            sensitivity=OPERATIONAL, spellings="lapses; until; to; ends", example="2026-12-31",
        ),
        *_SUBJECTS,
    ),
)  # fmt: skip

MILESTONES = RecordType(
    "milestones",
    "milestone",
    "A milestone of an undertaking, and the document that shows it was met.",
    "MS",
    (
        Field(
            "undertaking", "record", "Undertaking it belongs to.", refers_to="undertakings",
            required=True, sensitivity=OPERATIONAL, spellings="undertaking id", example="UN-1",
        ),
        Field(
            "name", "text", "What is reached.", required=True, sensitivity=OPERATIONAL,
            spellings="milestone; what", example="Equipment at the border",
        ),
        Field(
            "due_on", "date", "Day by which it is to be met.", sensitivity=OPERATIONAL,
            spellings="due; by; deadline", example="2026-04-30",
        ),
        Field(
            "met_on", "date", "Day on which it was met; empty when it was not yet.",
            sensitivity=OPERATIONAL, spellings="met; done; reached", example="2026-04-20",
        ),
        Field(
            "evidence", "record", "Document that shows it.", refers_to="sources",
            sensitivity=OPERATIONAL, spellings="source; document", example="SRC-10",
        ),
        *_SUBJECTS,
    ),
)  # fmt: skip

RECORD_TYPES = (AGREEMENTS, UNDERTAKINGS, MILESTONES)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement; ``to_on`` is its last day in force, ``None`` for open."""

    id: str
    title: str
    to_on: date | None


def agreement(record: Record) -> Agreement:
    """An agreement from its record."""
    values = record.values
    return Agreement(record.id, text_in(values, "title") or record.id, date_in(values, "to_on"))


@dataclass(frozen=True, slots=True)
class Subjects:
    """Ids of the records that an undertaking or a milestone is about."""

    hazards: tuple[str, ...]
    assets: tuple[str, ...]
    works: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.hazards or self.assets or self.works)


def _subjects(record: Record) -> Subjects:
    return Subjects(*(texts_in(record.values, name) for name in ("hazards", "assets", "works")))


@dataclass(frozen=True, slots=True)
class Undertaking:
    """
    What a party undertakes.

    Parameters
    ----------
    term
        ``immediate`` or ``long_term``.
    due_on, to_on
        Day by which it is to be done, and with which it lapses; ``None`` when unknown.
    """

    id: str
    agreement: str
    what: str
    party: str
    term: str
    due_on: date | None
    to_on: date | None
    about: Subjects


def undertaking(record: Record) -> Undertaking:
    """An undertaking from its record."""
    values = record.values
    return Undertaking(
        id=record.id,
        agreement=text_in(values, "agreement"),
        what=text_in(values, "what") or record.id,
        party=text_in(values, "party"),
        term=text_in(values, "term") or "immediate",
        due_on=date_in(values, "due_on"),
        to_on=date_in(values, "to_on"),
        about=_subjects(record),
    )


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of an undertaking; ``met_on`` is ``None`` while nothing shows that it was met."""

    id: str
    undertaking: str
    name: str
    due_on: date | None
    met_on: date | None
    about: Subjects


def milestone(record: Record) -> Milestone:
    """A milestone from its record; without evidence it counts as not met."""
    values = record.values
    shown = bool(text_in(values, "evidence"))
    return Milestone(
        id=record.id,
        undertaking=text_in(values, "undertaking"),
        name=text_in(values, "name") or record.id,
        due_on=date_in(values, "due_on"),
        met_on=date_in(values, "met_on") if shown else None,
        about=_subjects(record),
    )
