"""Team kinds and activities: the words land, assets and workforce share."""

from ploughshare.fields import vocabulary

TEAM_KINDS = vocabulary(
    "team_kinds",
    ("nts", "non-technical survey", "survey; non technical survey; nts team"),
    ("ts", "technical survey", "technical survey team"),
    ("manual", "manual clearance", "manual demining; deminers; mc; mcl; manual team"),
    ("mechanical", "mechanical clearance", "machine; flail; mx; mechanical demining; mdm"),
    ("dogs", "mine detection dogs", "mdd; mine dogs; k9; animal detection"),
    ("bac", "battle area clearance", "bac team; battle area"),
    ("eod", "explosive ordnance disposal", "eod team; rapid response; sappers"),
    ("qc", "quality control", "qa; qa qc; quality assurance; inspection; inspectors; qc team"),
    ("roads", "road builders", "road crew; roadworks; road works"),
    ("bridges", "bridge builders", "bridge crew; engineers; pontoon"),
    ("power", "power crews", "electricity; power crew; electricians; grid"),
    ("water", "water crews", "plumbers; water crew; utilities; vodokanal"),
    ("building", "builders", "construction; builders; masons; building crew"),
    ("debris", "debris removal", "rubble; debris crew"),
    ("plant", "plant crews", "heavy plant; earthworks; excavators; plant crew"),
)
"""Kinds of team. The first eight work on hazardous ground, the others build.

Source: the kinds named in IMAS 07.11, 07.40, 08.20, 09.10, 09.11, 09.41 and 09.50, with trades added.
"""

RELEASE_KINDS = ("nts", "ts", "manual", "mechanical", "dogs", "bac", "eod")
"""Kinds that survey or clear: the operator's side of a release."""

HAZARD_KINDS = (*RELEASE_KINDS, "qc")
BUILDER_KINDS = ("roads", "bridges", "power", "water", "building", "debris", "plant")


def activity_of(kind: str) -> str:
    """The activity that teams of a kind do: their survey, clearance, control, or works."""
    if kind in {"nts", "ts"}:
        return kind
    if kind == "qc":
        return "control"
    return "clearance" if kind in HAZARD_KINDS else "works"


ACTIVITIES = vocabulary(
    "activities",
    ("nts", "non-technical survey", "survey; nts; non technical survey"),
    ("ts", "technical survey", "ts"),
    ("clearance", "clearance", "clear; demining; mine clearance; bac"),
    ("control", "quality control", "qc; qa; inspection; quality assurance; external control"),
    ("works", "works", "repair; rebuild; construction; building"),
)
"""What a team may be ordered to do."""
