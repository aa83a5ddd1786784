"""Record types for contributions and the steps with which they climb the ladder."""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary
from ploughshare.pledges.agreements import RECORD_TYPES as AGREEMENTS
from ploughshare.pledges.decisions import RECORD_TYPES as DECISIONS

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

RUNGS = vocabulary(
    "rungs",
    ("reported", "reported", "announced; media"),
    ("pledged", "pledged", "promised"),
    ("committed", "committed", "signed; agreed"),
    ("mobilised", "mobilised", "arrived; deployed; mobilized"),
    ("accredited", "accredited"),
    ("operational", "operational"),
    ("expired", "expired", "lapsed"),
    ("withdrawn", "withdrawn"),
)

ROLES = vocabulary(
    "roles",
    ("deminers", "deminers", "sappers; engineers"),
    ("builders", "builders", "construction workers; military builders"),
    ("medics", "medics"),
    ("equipment", "equipment"),
    ("money", "money"),
    ("other", "other"),
)

CONTRIBUTIONS = RecordType(
    "contributions",
    "contribution",
    "People, equipment or money that somebody is said to give. A plan counts what its recorded "
    "steps show to be accredited; no other contribution enters it, whatever rung is written here.",
    "CB",
    (
        Field(
            "giver",
            "text",
            "Who is said to give.",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="partner; donor; from; from party",
            example="Partner A",
        ),
        Field(
            "role",
            "choice",
            "What is given.",
            terms=ROLES,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="what; kind; type",
            example="deminers",
        ),
        Field(
            "quantity",
            "number",
            "How many, as stated.",
            low=0,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="number; amount; count",
            example="1000",
        ),
        Field(
            "low",
            "number",
            "Lowest number the words allow.",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="min",
        ),
        Field(
            "high",
            "number",
            "Highest number the words allow.",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="max",
        ),
        Field(
            "unit",
            "text",
            "Counting unit.",
            sensitivity=OPERATIONAL,
            default="people",
            example="people",
        ),
        Field(
            "rung",
            "choice",
            "Rung it is said to stand on; what counts is the highest one with a step on record.",
            terms=RUNGS,
            default="reported",
            sensitivity=OPERATIONAL,
            spellings="status; ladder; stage",
            example="reported",
        ),
        Field(
            "arrives_on",
            "date",
            "Day of arrival, as stated; empty when no date was given.",
            sensitivity=OPERATIONAL,
            spellings="arrival; from",
        ),
        Field(
            "leaves_on",
            "date",
            "Day of return, as stated.",
            sensitivity=OPERATIONAL,
            spellings="departure; to; return",
        ),
        Field(
            "undertaking",
            "record",
            "Undertaking of an agreement on which it hangs; empty for none.",
            refers_to="undertakings",
            sensitivity=OPERATIONAL,
            spellings="undertaking id; commitment",
            example="UN-1",
        ),
        Field(
            "part_of",
            "record",
            "Contribution of which it is a part, as one formation of a contingent: its people are "
            "counted with that one, and once.",
            refers_to="contributions",
            sensitivity=OPERATIONAL,
            spellings="part of; belongs to; whole; contained in",
            example="CB-2",
        ),
        Field(
            "claims",
            "records",
            "Claims it rests on.",
            refers_to="claims",
            sensitivity=OPERATIONAL,
            spellings="claim; claim ids",
            example="C01",
        ),
        Field(
            "source",
            "record",
            "Document it stands in.",
            refers_to="sources",
            sensitivity=OPERATIONAL,
        ),
        Field("note", "text", "Conditions and doubts.", sensitivity=OPERATIONAL),
    ),
)

STEPS = RecordType(
    "steps",
    "step",
    "A step of a contribution up the ladder, or off it: who took it, on which day, and on what "
    "evidence. A step without one of these does not count.",
    "ST",
    (
        Field(
            "contribution",
            "record",
            "Contribution that took it.",
            refers_to="contributions",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="contribution id; pledge",
            example="CB-3",
        ),
        Field(
            "rung",
            "choice",
            "Rung that was reached; expired and withdrawn end the climb.",
            terms=RUNGS,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="step; status; ladder; stage",
            example="committed",
        ),
        Field(
            "taken_on",
            "date",
            "Day on which it was taken.",
            sensitivity=OPERATIONAL,
            spellings="date; day; on; taken",
            example="2025-12-18",
        ),
        Field(
            "actor",
            "text",
            "Who took it: who wrote, signed, counted or accredited.",
            sensitivity=OPERATIONAL,
            spellings="by; who; signed by; confirmed by",
            example="Regional Restoration Authority",
        ),
        Field(
            "evidence",
            "record",
            "Document that shows it.",
            refers_to="sources",
            sensitivity=OPERATIONAL,
            spellings="source; document; source id",
            example="SRC-9",
        ),
        Field(
            "people",
            "integer",
            "How many it was for; empty for all of the contribution.",
            unit="people",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="quantity; number; count",
            example="40",
        ),
        Field("note", "text", "Conditions and doubts.", sensitivity=OPERATIONAL),
    ),
)

RECORD_TYPES = (*AGREEMENTS, CONTRIBUTIONS, STEPS, *DECISIONS)
