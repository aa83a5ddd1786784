"""Record types for hazardous areas and task orders.

Type, status and product of a hazardous area are three fields, never one.
Informed by IMAS 07.11 (land release) and the draft minimum data requirements for IMAS 05.10.
"""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary
from ploughshare.skills import ACTIVITIES

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

HAZARD_TYPES = vocabulary(
    "hazard_types",
    ("sha", "suspected hazardous area", "suspected; sha; suspected area; підозра"),
    ("cha", "confirmed hazardous area", "confirmed; cha; minefield; mined area; підтверджено"),
)

HAZARD_STATUS = vocabulary(
    "hazard_status",
    ("open", "open", "active hazard; new; not started; відкрито"),
    ("tasked", "tasked", "assigned; ordered"),
    ("in_progress", "being worked on", "worked on; ongoing; in progress; active; в роботі"),
    ("suspended", "suspended", "on hold; stopped; paused"),
    ("completed", "completed", "complete; done; finished"),
    ("handed_over", "handed over", "handover; handed-over"),
    ("closed", "closed", "закрито"),
)
"""*Released*, *cancelled* or *cleared* are products: as a status they are findings."""

MARKING = vocabulary(
    "marking",
    ("none", "not marked", "no; unmarked"),
    ("temporary", "marked for the time being", "yes; marked; tape; signs"),
    ("permanent", "marked or fenced for long", "fenced; fence; permanently marked"),
    ("unknown", "unknown", "unk; not known"),
)

PRODUCTS = vocabulary(
    "products",
    ("cancelled", "cancelled", "canceled; discredited"),
    ("reduced", "reduced"),
    ("cleared", "cleared"),
)

CONTAMINATION = vocabulary(
    "contamination",
    ("ap_mine", "anti-personnel mines", "ap; ap mines; apm; anti-personnel"),
    ("av_mine", "anti-vehicle mines", "at; av; at mines; anti-tank; avm; atm"),
    ("cluster", "cluster munition remnants", "cmr; submunition; submunitions; cluster munition"),
    ("uxo", "other unexploded ordnance", "erw; other uxo; shelling; artillery; rockets"),
    ("ied", "improvised devices", "improvised mine; improvised"),
    ("mixed", "mixed", "mines and erw; several"),
    ("unknown", "unknown", "unk; not known; n/a; not specified"),
)

EVIDENCE = vocabulary(
    "evidence",
    ("direct", "direct evidence", "seen; accident; detonation"),
    ("indirect", "indirect evidence", "verbal; reported; old record"),
    ("none", "no evidence recorded", "no; not recorded"),
)

VEGETATION = vocabulary(
    "vegetation",
    ("none", "none", "bare; no"),
    ("light", "light", "grass; low"),
    ("medium", "medium", "bushes; moderate"),
    ("heavy", "heavy", "forest; dense; high"),
    ("unknown", "unknown", "unk"),
)

SURVEYED = vocabulary(
    "surveyed",
    ("no", "not surveyed", "none; not surveyed; pending"),
    ("nts", "non-technical survey done", "nts done; non-technical survey"),
    ("ts", "technical survey done", "ts done; technical survey"),
)

PUBLIC_CELL = 0.005
"""
Side of the cells in which the public is told where hazardous areas are, in degrees: about
560 m from south to north, and 350 m from west to east at 51 degrees.

Source: ``docs/explanation/sensitivity.md``.
"""

HAZARDS = RecordType(
    "hazards",
    "hazardous area",
    "Ground where explosive ordnance is suspected or confirmed. No record does not mean no hazard.",
    "HA",
    (
        Field(
            "name",
            "text",
            "Name people use for it.",
            sensitivity=OPERATIONAL,
            spellings="title; hazard name; label; description; descriptio; назва",
            example="Orchard north of Dobrel",
        ),
        Field(
            "hazard_type",
            "choice",
            "Suspected or confirmed.",
            terms=HAZARD_TYPES,
            default="sha",
            sensitivity=PUBLIC,
            spellings="type; hazard type; class; classification; category; kind; тип",
            example="sha",
        ),
        Field(
            "status",
            "choice",
            "Where it stands in the work. Unknown is treated as open.",
            terms=HAZARD_STATUS,
            default="open",
            sensitivity=PUBLIC,
            spellings="state; hazard status; статус",
            example="open",
        ),
        Field(
            "product",
            "choice",
            "How its land was released, once it is closed.",
            terms=PRODUCTS,
            sensitivity=PUBLIC,
            spellings="release product; released by",
        ),
        Field(
            "contamination",
            "choice",
            "What is expected in the ground.",
            terms=CONTAMINATION,
            default="unknown",
            sensitivity=Sensitivity.SENSITIVE,
            spellings="contamination type; device; device category; threat; ordnance; загроза",
            example="ap_mine",
        ),
        Field(
            "evidence",
            "choice",
            "Strongest evidence on record.",
            terms=EVIDENCE,
            default="none",
            sensitivity=Sensitivity.SENSITIVE,
            spellings="evidence type; evidence kind",
            example="indirect",
        ),
        Field(
            "surveyed",
            "choice",
            "Last survey done on it.",
            terms=SURVEYED,
            default="no",
            sensitivity=OPERATIONAL,
            spellings="survey; survey status; survey state",
            example="no",
        ),
        Field(
            "reported_m2",
            "number",
            "Area as the source reports it.",
            unit="m2",
            low=0,
            high=10_000_000_000,
            sensitivity=OPERATIONAL,
            spellings="area; size; area_m2; area m2; reported area; size_m2; площа",
            example="14500",
        ),
        Field(
            "vegetation",
            "choice",
            "Vegetation that must be cut or worked around.",
            terms=VEGETATION,
            default="unknown",
            sensitivity=OPERATIONAL,
            example="light",
        ),
        Field(
            "slope_deg",
            "number",
            "Typical slope.",
            unit="deg",
            low=0,
            high=90,
            sensitivity=OPERATIONAL,
            spellings="slope",
            example="3",
        ),
        Field(
            "depth_cm",
            "number",
            "Depth to which it must be cleared.",
            unit="cm",
            low=0,
            high=1000,
            sensitivity=OPERATIONAL,
            spellings="depth; required depth; depth_required",
            example="13",
        ),
        Field(
            "place",
            "record",
            "Place it belongs to.",
            refers_to="places",
            sensitivity=PUBLIC,
            spellings="settlement; community; district; pcode; place id",
            example="PL-4",
        ),
        Field(
            "identified_on",
            "date",
            "Day it was first recorded.",
            sensitivity=OPERATIONAL,
            spellings="date; survey date; report date; image date; image_date; дата",
            example="2025-11-03",
        ),
        Field(
            "accidents",
            "integer",
            "Accidents on it in the last five years.",
            unit="accidents",
            low=0,
            high=10_000,
            sensitivity=Sensitivity.SENSITIVE,
            spellings="accident count; casualties",
            example="0",
        ),
        Field(
            "people_exposed",
            "integer",
            "People who live or work within reach of it.",
            unit="people",
            low=0,
            high=50_000_000,
            sensitivity=OPERATIONAL,
            spellings="exposed; beneficiaries; people at risk",
            example="120",
        ),
        Field(
            "marking",
            "choice",
            "Whether signs stand around it.",
            terms=MARKING,
            default="unknown",
            sensitivity=OPERATIONAL,
            spellings="marked; marking status; signs; fencing",
            example="temporary",
        ),
        Field(
            "priority_score",
            "number",
            "Score the programme gave it; highest first.",
            sensitivity=OPERATIONAL,
            spellings="priority; score; rank",
            example="40",
        ),
    ),
    geometry=("polygon", "point"),
    geometry_required=True,
    sensitivity=Sensitivity.SENSITIVE,
    public_cell=PUBLIC_CELL,
)

TASK_STATUS = vocabulary(
    "task_status",
    ("proposed", "proposed", "draft; planned"),
    ("issued", "issued", "ordered; approved; tasked"),
    ("plan_approved", "plan approved", "clearance plan approved; implementation plan approved"),
    ("mobilising", "mobilising", "mobilizing; mobilisation; mobilization; deploying"),
    ("active", "active", "in progress; ongoing; under way; в роботі"),
    ("suspended", "suspended", "on hold; stopped"),
    ("completed", "completed", "complete; done"),
    ("closed", "closed", "handed over"),
)
"""The ladder of a task order, in its order; suspended stands beside it."""

TASKS = RecordType(
    "tasks",
    "task order",
    "An order of the authority to an operator, for one hazardous area or one piece of works.",
    "TO",
    (
        Field(
            "hazard",
            "record",
            "Hazardous area it is for.",
            refers_to="hazards",
            sensitivity=OPERATIONAL,
            spellings="hazard id; hazard_id; area id",
            example="HA-12",
        ),
        Field(
            "works",
            "record",
            "Works it is for.",
            refers_to="works",
            sensitivity=OPERATIONAL,
            spellings="works id; work id; work_id",
        ),
        Field(
            "activity",
            "choice",
            "What is ordered.",
            terms=ACTIVITIES,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="activity type; method; type",
            example="clearance",
        ),
        Field(
            "status",
            "choice",
            "Where the order stands.",
            terms=TASK_STATUS,
            required=True,
            sensitivity=OPERATIONAL,
            spellings="state; task status",
            example="active",
        ),
        Field(
            "organisation",
            "record",
            "Operator it is issued to.",
            refers_to="organisations",
            sensitivity=OPERATIONAL,
            spellings="operator; org",
            example="ORG-2",
        ),
        Field(
            "teams",
            "records",
            "Teams at work on it.",
            refers_to="teams",
            sensitivity=OPERATIONAL,
            spellings="team; team ids; assigned teams",
            example="MT-1; MT-2",
        ),
        Field(
            "issued_on",
            "date",
            "Day of issue.",
            sensitivity=OPERATIONAL,
            spellings="issue date; issued",
            example="2026-01-12",
        ),
        Field(
            "expires_on",
            "date",
            "Day the order lapses.",
            sensitivity=OPERATIONAL,
            spellings="expiry; expires; valid to",
            example="2026-09-30",
        ),
        Field(
            "scope_m2",
            "number",
            "Area the order covers. Without it, the whole hazardous area.",
            unit="m2",
            low=0,
            high=10_000_000_000,
            sensitivity=OPERATIONAL,
            spellings="scope; area in scope; ordered m2; task area; task size; m2 in scope",
            example="14500",
        ),
        Field(
            "lot",
            "text",
            "Lot of the hazardous area that it is for, by its id in a plan. Without it, the scope.",
            sensitivity=OPERATIONAL,
            spellings="lot id; lot number; for lot",
            example="HA-12.assets/AS-3",
        ),
        Field(
            "done_m2",
            "number",
            "Area processed so far, within the scope.",
            unit="m2",
            low=0,
            high=10_000_000_000,
            sensitivity=OPERATIONAL,
            spellings="processed m2; m2 done; cleared m2",
            example="3200",
        ),
        Field(
            "done_share",
            "number",
            "Share of the work done so far.",
            unit="1",
            low=0,
            high=1,
            sensitivity=OPERATIONAL,
            spellings="progress; share done",
            example="0.3",
        ),
        Field(
            "reason",
            "text",
            "Why it is suspended.",
            sensitivity=OPERATIONAL,
            spellings="suspension reason; stop reason; comment",
        ),
        Field(
            "promised_on",
            "date",
            "Day by which its work was promised to be done.",
            sensitivity=OPERATIONAL,
            spellings="promised; promised date; promised by; promise; due date; deadline",
            example="2026-05-29",
        ),
        Field(
            "promised_to",
            "text",
            "Whom it was promised to.",
            sensitivity=OPERATIONAL,
            spellings="promise to; promised to whom",
            example="Mayor of Dobrel",
        ),
    ),
)

RECORD_TYPES = (HAZARDS, TASKS)
