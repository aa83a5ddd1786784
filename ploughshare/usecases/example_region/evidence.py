"""Sources, figures, contributions and word mappings that come with the invented region.

Published figures keep their published source; everything about the region itself is invented
and its sources say so.
"""

Row = tuple[str | float | None, ...]

SOURCES: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "SRC-1",
        "Manual demining: square metres per deminer and day",
        "statement",
        "The HALO Trust",
        "",
        "B",
    ),
    (
        "SRC-2",
        "SFOR Informer 113: mine detection dogs",
        "statement",
        "NATO SFOR",
        "2001-05-16",
        "C",
    ),
    (
        *("SRC-3", "Mine action in Bosnia and Herzegovina 2016 and 2017: land released by survey"),
        *("database", "Landmine and Cluster Munition Monitor", "2018-11-20", "B"),
    ),
    (
        "SRC-4",
        "Journal of Mine Action 13.2: suspected areas that hold no mines",
        "statement",
        "Downs",
        "",
        "C",
    ),
    ("SRC-5", "A news report (reported, not verified; invented)", "media", "A news site", "", "F"),
    (
        "SRC-6",
        "Productivity priors by expert judgement",
        "expert",
        "Ploughshare example",
        "2026-01-31",
        "C",
    ),
    (
        "SRC-7",
        "Crew tables by expert judgement",
        "expert",
        "Ploughshare example",
        "2026-01-31",
        "C",
    ),
    (
        *("SRC-8", "Non-technical survey of Sarvena, round 2 (invented)"),
        *("field_report", "Sarvena Mine Action Centre", "2026-02-14", "B"),
    ),
    (
        *("SRC-9", "Agreement with Partner B on a building mission (invented)"),
        *("official", "Regional Restoration Authority", "2025-12-18", "A"),
    ),
    (
        *("SRC-10", "Roll of the building mission of Partner B on arrival (invented)"),
        *("field_report", "Regional Restoration Authority", "2026-02-02", "A"),
    ),
)
"""Id, title, kind, publisher, published, reliability."""

FIGURES: tuple[Row, ...] = (
    (
        *("FIG-1", "survey.nts.cancelled_share", 0.6, 0.25, 0.85, "1", "2017-12-31", "SRC-3"),
        "share of a suspected area that non-technical survey cancels",
    ),
    (
        *("FIG-2", "survey.nts.reduced_share", 0.05, 0.0, 0.15, "1", "2017-12-31", "SRC-3"),
        "share that non-technical survey reduces",
    ),
    (
        *("FIG-3", "survey.ts.reduced_share", 0.5, 0.3, 0.8, "1", "2017-12-31", "SRC-3"),
        "share of what is left that technical survey reduces",
    ),
    (
        *("FIG-4", "survey.nts.cancelled_share", 0.72, 0.6, 0.8, "1", "2026-02-14", "SRC-8"),
        "41 areas surveyed in the region so far (invented)",
    ),
    (
        *(
            "FIG-5",
            "survey.suspected_without_mines_share",
            0.67,
            0.6,
            0.95,
            "1",
            "2008-12-31",
            "SRC-4",
        ),
        "share of one operator's clearance tasks in which no mine was found",
    ),
)
"""Id, metric, value, low, high, unit, as of, source, note. FIG-1 and FIG-4 disagree, on purpose."""

CONTRIBUTIONS: tuple[Row, ...] = (
    (
        *(
            "CB-1",
            "Partner A",
            "deminers",
            1000,
            1000,
            1000,
            "people",
            "reported",
            None,
            None,
            "SRC-5",
        ),
        "announced without a date; nobody has been seen arriving",
    ),
    (
        *(
            "CB-2",
            "Partner A",
            "builders",
            5000,
            5000,
            5000,
            "people",
            "reported",
            None,
            None,
            "SRC-5",
        ),
        "announced without a date; nobody has been seen arriving",
    ),
    (
        *(
            "CB-3",
            "Partner B",
            "deminers",
            40,
            40,
            40,
            "people",
            "committed",
            "2026-06-15",
            "2027-06-30",
            "SRC-9",
        ),
        "signed; accreditation is open",
    ),
    (
        *(
            "CB-4",
            "Partner B",
            "builders",
            14,
            14,
            14,
            "people",
            "operational",
            "2026-02-02",
            "2026-12-31",
            "SRC-9",
        ),
        "works as team PB-1",
    ),
    (
        *(
            "CB-5",
            "Partner A",
            "builders",
            3000,
            2000,
            4000,
            "people",
            "reported",
            None,
            None,
            "SRC-5",
        ),
        "two brigades of the same contingent",
    ),
)
"""Id, giver, role, quantity, low, high, unit, rung, arrives, leaves, source, note."""

AGREEMENTS: tuple[Row, ...] = (
    ("AG-1", "Building mission of Partner B (invented)", "Partner B; Regional Restoration Authority",
     "memorandum", "2025-12-18", "2026-01-01", "2026-12-31", "published", "SRC-9"),
)  # fmt: skip
"""Id, title, parties, instrument, signed, from, to, publication, source."""

UNDERTAKINGS: tuple[Row, ...] = (
    ("UN-1", "AG-1", "A building crew for clinics and schools until the end of the year",
     "Partner B", "immediate", "2026-12-31"),
    ("UN-2", "AG-1", "Upkeep of what was built, by crews trained in the region",
     "Partner B", "long_term", None),
)  # fmt: skip
"""Id, agreement, what, party, term, due."""

MILESTONES: tuple[Row, ...] = (
    ("MS-1", "UN-1", "Crew in the region, counted", "2026-02-02", "2026-01-19", "SRC-10"),
    ("MS-2", "UN-1", "Works on clinics and schools done", "2026-11-30", None, None),
    ("MS-3", "UN-2", "First crew trained", "2026-10-31", None, None),
)  # fmt: skip
"""Id, undertaking, name, due, met, evidence."""

ABOUT_WORKS = "MS-2"
"""The milestone that names works."""

HANGS_ON = {"CB-4": "UN-1"}
"""The undertaking on which a contribution hangs."""

DECISIONS: tuple[Row, ...] = (
    ("DE-1", "Priorities of restoration for 2027 (invented)", "Regional Restoration Authority",
     "2026-02-16", "Gazette 12/2026 (invented)", "2027-01-01", "2027-12-31", 3, 2, 1),
)  # fmt: skip
"""Id, title, authority, published, reference, from, to, safety, land, service."""

PRIORITIES: tuple[Row, ...] = (
    ("PR-1", "DE-1", "must_do", "2027-09-01", None),
    ("PR-2", "DE-1", "share", None, 30),
    ("PR-3", "DE-1", "share", None, 25),
)
"""Id, decision, kind, due, share."""

OF_OPERATOR = "PR-3"
"""The share that is an operator's and not a district's."""

PART_OF = {"CB-5": "CB-2"}
"""The contribution of which another is a part, so that its people are counted once."""

ARRIVED = "CB-4"
"""The contribution whose team is there."""

STEPS: tuple[Row, ...] = (
    ("ST-1", "CB-1", "reported", "2026-02-20", "A news site", "SRC-5", None),
    ("ST-2", "CB-2", "reported", "2026-02-20", "A news site", "SRC-5", None),
    ("ST-3", "CB-3", "committed", "2025-12-18", "Regional Restoration Authority", "SRC-9", 40),
    ("ST-4", ARRIVED, "committed", "2025-12-18", "Regional Restoration Authority", "SRC-9", 14),
    ("ST-5", ARRIVED, "mobilised", "2026-01-19", "Regional Restoration Authority", "SRC-10", 14),
    ("ST-6", ARRIVED, "accredited", "2026-01-30", "Regional Restoration Authority", "SRC-10", 14),
    ("ST-7", ARRIVED, "operational", "2026-02-02", "Regional Restoration Authority", "SRC-10", 14),
)
"""Id, contribution, rung, taken on, actor, evidence, people."""

VOCABULARY: tuple[tuple[str, str, str, str, str], ...] = (
    ("VOC-1", "hazards", "contamination", "протипіхотні", "ap_mine"),
    ("VOC-2", "hazards", "contamination", "протитанкові", "av_mine"),
    ("VOC-3", "hazards", "contamination", "касетні", "cluster"),
    ("VOC-4", "hazards", "contamination", "снаряди", "uxo"),
    ("VOC-5", "hazards", "contamination", "змішане", "mixed"),
    ("VOC-6", "hazards", "contamination", "саморобні", "ied"),
    ("VOC-7", "assets", "kind", "ЛЕП", "power_line"),
    ("VOC-8", "assets", "kind", "свердловина", "well"),
    ("VOC-9", "assets", "kind", "ратуша", "public"),
    ("VOC-10", "assets", "kind", "ринок", "market"),
    ("VOC-11", "assets", "kind", "елеватор", "industry"),
    ("VOC-12", "roads", "passability", "under repair", "limited"),
)
"""Id, record type, field, word, code: words of these files that are in no list of spellings."""
