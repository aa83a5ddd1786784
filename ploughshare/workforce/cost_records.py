"""The record type of what a day of a team costs."""

from ploughshare.fields import Field, RecordType, Sensitivity
from ploughshare.skills import TEAM_KINDS

OPERATIONAL = Sensitivity.OPERATIONAL

COSTS = RecordType(
    "costs",
    "day cost",
    "What one team of a kind costs in one day, at work or waiting, as a range with its source. "
    "There are no defaults: what has no cost on record is counted in team-days.",
    "DC",
    (
        Field(
            "kind",
            "choice",
            "Team kind.",
            terms=TEAM_KINDS,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="team kind; method; team type",
            example="manual",
        ),
        Field(
            "organisation",
            "record",
            "Operator whose teams cost that; empty for all that have none of their own.",
            refers_to="organisations",
            sensitivity=OPERATIONAL,
            spellings="operator; org; organization",
            example="ORG-2",
        ),
        Field(
            "low",
            "number",
            "Low value, per team and day.",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="min; minimum",
            example="1100",
        ),
        Field(
            "likely",
            "number",
            "Likely value, per team and day.",
            low=0,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="cost; cost per day; value; per day; amount; day rate",
            example="1400",
        ),
        Field(
            "high",
            "number",
            "High value, per team and day.",
            low=0,
            sensitivity=OPERATIONAL,
            spellings="max; maximum",
            example="1900",
        ),
        Field(
            "currency",
            "text",
            "Currency, as its three letters.",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="ccy; unit; money",
            example="EUR",
        ),
        Field(
            "as_of",
            "date",
            "Day for which it was given.",
            sensitivity=OPERATIONAL,
            spellings="date; price date",
            example="2026-01-31",
        ),
        Field(
            "source",
            "record",
            "Who says so.",
            refers_to="sources",
            sensitivity=OPERATIONAL,
            spellings="source id",
            example="SRC-2",
        ),
        Field(
            "note",
            "text",
            "What it holds: people, fuel, share of overhead.",
            sensitivity=OPERATIONAL,
            spellings="remark; comment; includes",
        ),
    ),
)

RECORD_TYPES = (COSTS,)
