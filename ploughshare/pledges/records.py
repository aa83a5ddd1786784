"""Record type for contributions and the ladder they climb."""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary

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
    "People, equipment or money that somebody is said to give. Stored; not yet used in plans.",
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
            "Highest rung of the ladder with evidence.",
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

RECORD_TYPES = (CONTRIBUTIONS,)
