"""The record type of a national rule set: by contamination, how ground is cleared."""

from ploughshare.fields import Field, RecordType, Sensitivity
from ploughshare.land.records import CONTAMINATION
from ploughshare.skills import TEAM_KINDS

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

METHODS = RecordType(
    "methods",
    "method",
    "A way to clear ground by the national rule set: what prepares it, what searches it and "
    "what follows up. Where any is recorded for a contamination, they count in place of the "
    "default tool chains.",
    "ME",
    (
        Field(
            "name",
            "text",
            "Name, as people say it.",
            sensitivity=PUBLIC,
            spellings="method; tool chain; chain; title",
            example="machine, dogs, followed up by hand",
        ),
        Field(
            "contamination",
            "choices",
            "What it is for; empty for all.",
            terms=CONTAMINATION,
            sensitivity=PUBLIC,
            spellings="contaminations; threat; device; for; hazard",
            example="ap_mine; av_mine",
        ),
        Field(
            "preparation",
            "choice",
            "Team kind that prepares the ground before the search; empty for none.",
            terms=TEAM_KINDS,
            sensitivity=PUBLIC,
            spellings="ground preparation; prepared by; prep",
            example="mechanical",
        ),
        Field(
            "search",
            "choice",
            "Team kind whose search the release rests on. Machines and dogs need a follow-up "
            "by hand.",
            terms=TEAM_KINDS,
            required=True,
            sensitivity=PUBLIC,
            spellings="primary search; searched by; primary; clearance by",
            example="dogs",
        ),
        Field(
            "follow_up",
            "choice",
            "Team kind that follows up by hand: manual or bac; empty for none.",
            terms=TEAM_KINDS,
            sensitivity=PUBLIC,
            spellings="followup; follow up; followed up by; secondary search",
            example="manual",
        ),
        Field(
            "follow_up_share",
            "number",
            "Share of the ground that is followed up; empty for the figure.",
            low=0.01,
            high=1,
            sensitivity=PUBLIC,
            spellings="share followed up; followed up share",
            example="0.1",
        ),
        Field(
            "slope_up_to_deg",
            "number",
            "Steepest slope it is for; empty for any, with machines 25 degrees.",
            unit="degrees",
            low=0,
            high=90,
            sensitivity=PUBLIC,
            spellings="max slope; slope up to; steepest slope",
            example="25",
        ),
        Field(
            "depth_up_to_cm",
            "number",
            "Depth that it reaches; empty for any, with dogs 20 cm and machines 25 cm.",
            unit="cm",
            low=0,
            high=1000,
            sensitivity=PUBLIC,
            spellings="max depth; depth up to; reaches; search depth",
            example="20",
        ),
        Field(
            "reference",
            "text",
            "Standard or procedure that says so.",
            sensitivity=OPERATIONAL,
            spellings="standard; procedure; sop; ref",
            example="National standard 9, chapter 4",
        ),
    ),
)

RECORD_TYPES = (METHODS,)
