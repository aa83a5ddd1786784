"""Record types for assets, damage assessments, works and service dependencies."""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary
from ploughshare.skills import BUILDER_KINDS, TEAM_KINDS

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

ASSET_KINDS = vocabulary(
    "asset_kinds",
    ("road", "road", "street; highway"),
    ("bridge", "bridge", "overpass; crossing; міст"),
    ("culvert", "culvert"),
    ("power_line", "power line", "transmission line; line; distribution line; cable"),
    ("substation", "substation", "transformer; підстанція"),
    (
        "generator",
        "generator",
        "power plant; power station; substations + power plants; fossil gas; hydro; nuclear;"
        " hydro pure storage; hydro run of river & pondage; hydro mixed pump storage; solar;"
        " wind onshore; wind offshore; biomass; brown coal/lignite; hard coal; fossil oil;"
        " other fossil fuels; waste; geothermal",
    ),
    ("water_main", "water main", "pipeline; main; водогін"),
    ("pump", "pumping station", "pump station; water pump; насосна"),
    ("well", "well", "borehole"),
    ("house", "house", "home; residential; dwelling; detached; будинок; hut; cabin"),
    (
        "apartments",
        "apartment building",
        "apartment; multi-flat; block of flats; multi-functional; mixed use; dormitory",
    ),
    ("school", "school", "kindergarten; education; educational; college; university; школа"),
    ("clinic", "clinic", "hospital; health; medical; health post; doctors; амбулаторія"),
    (
        "public",
        "public building",
        "office; community; town hall; cultural; religious; institutional; civic; public; church;"
        " temple; mosque; government; military; recreational; sports ground; hotel",
    ),
    ("market", "market", "commercial; shop; retail; supermarket; marketplace"),
    (
        "industry",
        "industry",
        "industrial; factory; warehouse; utility; agriculture; farm; barn; greenhouse",
    ),
    ("field", "field", "farmland; agricultural; cropland; arable; поле"),
    (
        "other",
        "other",
        "unclassified; yes; building; cemetery; other or not listed; garage; shed; ruins",
    ),
)

SERVICE_STATES = vocabulary(
    "service_states",
    ("in_service", "in service", "working; operational; functional; fully functional; yes"),
    ("limited", "limited", "partly; reduced"),
    ("out_of_service", "out of service", "not working; damaged; destroyed; abandoned; no; off"),
    ("unknown", "unknown", "unk; not known"),
)

ASSETS = RecordType(
    "assets",
    "asset",
    "Something people use: a bridge, a substation, a school, a home, a field.",
    "AS",
    (
        Field(
            "name",
            "text",
            "Name people use for it.",
            sensitivity=PUBLIC,
            spellings="asset name; title; label; nam; назва; название",
            example="Dobrel school",
        ),
        Field(
            "kind",
            "choice",
            "What kind of asset it is.",
            terms=ASSET_KINDS,
            required=True,
            sensitivity=PUBLIC,
            spellings="type; asset kind; obj_type; info; building; symbol; technology; settl_type;"
            " building use; amenity; тип",
            example="school",
        ),
        Field(
            "place",
            "record",
            "Place it belongs to.",
            refers_to="places",
            sensitivity=PUBLIC,
            spellings="settlement; community; place id; pcode",
            example="PL-4",
        ),
        Field(
            "people_served",
            "integer",
            "People it serves when it works.",
            unit="people",
            low=0,
            high=50_000_000,
            sensitivity=PUBLIC,
            spellings="people; beneficiaries; users; population served; pupils; capacity people",
            example="420",
        ),
        Field(
            "people_as_of",
            "date",
            "Day for which that number was given.",
            sensitivity=PUBLIC,
            spellings="people date",
            example="2025-12-31",
        ),
        Field(
            "service_state",
            "choice",
            "Whether it serves today.",
            terms=SERVICE_STATES,
            default="unknown",
            sensitivity=PUBLIC,
            spellings="state; service; working; status; operational; functional",
            example="out_of_service",
        ),
        Field(
            "size_m2",
            "number",
            "Floor or field area where no outline is given.",
            unit="m2",
            low=0,
            high=10_000_000_000,
            sensitivity=PUBLIC,
            spellings="area; floor area; m2",
            example="1200",
        ),
        Field(
            "length_m",
            "number",
            "Length, of roads and lines.",
            unit="m",
            low=0,
            high=10_000_000,
            sensitivity=PUBLIC,
            spellings="length; span; len",
            example="60",
        ),
        Field(
            "load_class_t",
            "number",
            "Heaviest vehicle that a road or bridge carries as it stands, or carried before it was damaged.",
            unit="t",
            low=0,
            high=500,
            sensitivity=OPERATIONAL,
            spellings="load class; load limit; weight limit; tonnage; max load",
            example="40",
        ),
        Field("owner", "text", "Owner or operator.", sensitivity=OPERATIONAL),
        Field(
            "priority_score",
            "number",
            "Score the programme gave it; highest first.",
            sensitivity=OPERATIONAL,
            spellings="priority; score; rank",
            example="70",
        ),
    ),
    geometry=("point", "line", "polygon"),
    sensitivity=PUBLIC,
)

DAMAGE_GRADES = vocabulary(
    "damage_grades",
    ("0", "none", "no damage; none; d0; intact"),
    ("1", "light", "light; minor; negligible; slight; d1; negligible to slight damage; affected"),
    ("2", "moderate", "moderate; medium; d2; moderately damaged; moderate damage; damaged"),
    ("3", "heavy", "heavy; severe; structural; d3; d4; highly damaged; severely damaged; major"),
    ("4", "destroyed", "destroyed; d5; completely destroyed; completed destroyed; collapsed"),
    (
        "unknown",
        "unknown",
        "unk; u; possibly damaged; not assessed; no visible damage; not applicable; not affected",
    ),
)
"""Grades of damage. Imagery without visible damage is *unknown*, never *none*.

Source: crosswalk in ``docs/reference/damage-grades.md`` (EMS-98, UNOSAT and Copernicus classes).
"""

ASSESSORS = vocabulary(
    "assessors",
    ("engineer", "engineer on the ground"),
    ("ground", "other person on the ground"),
    ("drone", "drone"),
    ("satellite", "satellite imagery", "imagery; photo-interpretation; aerial"),
    ("report", "report"),
)

DAMAGE = RecordType(
    "damage",
    "damage assessment",
    "How badly one asset is damaged, by one assessor on one day. The latest one counts.",
    "DM",
    (
        Field(
            "asset",
            "record",
            "Asset assessed; empty when the outline tells it.",
            refers_to="assets",
            sensitivity=PUBLIC,
            spellings="asset id; asset_id; object id",
            example="AS-12",
        ),
        Field(
            "grade",
            "choice",
            "Grade of damage.",
            terms=DAMAGE_GRADES,
            required=True,
            sensitivity=PUBLIC,
            spellings="damage; damage grade; grading; damage class; ступінь",
            example="3",
        ),
        Field(
            "assessed_on",
            "date",
            "Day of the assessment.",
            sensitivity=PUBLIC,
            spellings="date; assessment date; dmg_src_date; src_date",
            example="2026-01-20",
        ),
        Field(
            "assessed_by",
            "choice",
            "How it was assessed.",
            terms=ASSESSORS,
            sensitivity=PUBLIC,
            spellings="method; det_method; assessor",
            example="engineer",
        ),
        Field(
            "note",
            "text",
            "What was seen.",
            sensitivity=OPERATIONAL,
            spellings="remark; comment; notation; src_info",
        ),
    ),
    geometry=("point", "line", "polygon"),
    sensitivity=PUBLIC,
)

WORKS_TYPES = vocabulary(
    "works_types",
    ("debris", "debris removal", "rubble removal; demolition"),
    ("emergency", "emergency repair", "emergency repair; first repair"),
    ("temporary", "temporary works", "temporary; bypass; pontoon"),
    ("repair", "repair", "repairs; ремонт"),
    ("rebuild", "rebuilding", "reconstruction; rebuild; replace; відбудова"),
)

WORKS_STATUS = vocabulary(
    "works_status",
    ("planned", "planned", "idea; proposed"),
    ("active", "active", "in progress; ongoing"),
    ("done", "done", "complete; completed; accepted"),
    ("withdrawn", "withdrawn", "dropped"),
)

WORKS_PREPARATION = vocabulary(
    "works_preparation",
    ("not_begun", "not begun", "no; none; not started"),
    ("design", "assessment and design", "design; assessment; drawings; survey of damage"),
    ("permits", "permits", "permit; approval; approvals; consent"),
    (
        "procurement",
        "tender and procurement",
        "procurement; tender; tendering; bidding; contracting",
    ),
    ("mobilisation", "mobilisation", "mobilising; contract signed; contracted; awarded"),
    ("ready", "ready for builders", "ready; prepared; complete"),
)
"""How far works are prepared: the stage under way. Figures say how long each takes, by type."""

WORKS_UNITS = vocabulary(
    "works_units",
    ("crew_days", "crew-days", "crew days; team days; days; man days"),
    ("m", "metres", "metre; meter; lm"),
    ("km", "kilometres", "kilometre; kilometer"),
    ("m2", "square metres", "sqm; sq m"),
    ("each", "pieces", "piece; unit; pcs"),
)

WORKS = RecordType(
    "works",
    "works",
    "One piece of rebuilding on one asset, done by one trade.",
    "WK",
    (
        Field(
            "asset",
            "record",
            "Asset it is for.",
            refers_to="assets",
            required=True,
            sensitivity=PUBLIC,
            spellings="asset id; asset_id",
            example="AS-12",
        ),
        Field(
            "name",
            "text",
            "What is done.",
            sensitivity=PUBLIC,
            spellings="title; description; work; scope",
            example="New roof",
        ),
        Field(
            "works_type",
            "choice",
            "What kind of works it is.",
            terms=WORKS_TYPES,
            default="repair",
            sensitivity=PUBLIC,
            spellings="type; kind",
            example="repair",
        ),
        Field(
            "trade",
            "choice",
            "Team kind that does it: one of " + ", ".join(BUILDER_KINDS) + ".",
            terms=TEAM_KINDS,
            required=True,
            sensitivity=PUBLIC,
            spellings="crew; crew kind; skill",
            example="building",
        ),
        Field(
            "quantity",
            "number",
            "How much is to be done, in the unit given.",
            low=0,
            high=100_000_000,
            required=True,
            sensitivity=PUBLIC,
            spellings="amount; qty; scope quantity; crew days",
            example="45",
        ),
        Field(
            "unit",
            "choice",
            "Unit of the quantity.",
            terms=WORKS_UNITS,
            default="crew_days",
            sensitivity=PUBLIC,
            spellings="units",
            example="crew_days",
        ),
        Field(
            "crews",
            "integer",
            "Crews that may work on it together at most.",
            unit="teams",
            low=1,
            high=20,
            default="1",
            sensitivity=OPERATIONAL,
            spellings="max crews; teams",
            example="2",
        ),
        Field(
            "after",
            "records",
            "Works that come before it.",
            refers_to="works",
            sensitivity=PUBLIC,
            spellings="after works; predecessor; follows",
            example="WK-11",
        ),
        Field(
            "earliest_on",
            "date",
            "Day before which it cannot begin.",
            sensitivity=PUBLIC,
            spellings="earliest; not before; materials on",
            example="2026-04-01",
        ),
        Field(
            "lag_days",
            "integer",
            "Working days of curing or drying after it.",
            unit="days",
            low=0,
            high=365,
            default="0",
            sensitivity=PUBLIC,
            spellings="curing; drying; lag",
            example="7",
        ),
        Field(
            "status",
            "choice",
            "Where it stands.",
            terms=WORKS_STATUS,
            default="planned",
            sensitivity=PUBLIC,
            spellings="state",
            example="planned",
        ),
        Field(
            "preparation",
            "choice",
            "How far it is prepared: the stage under way. Empty counts as not begun.",
            terms=WORKS_PREPARATION,
            sensitivity=PUBLIC,
            spellings="preparation stage; preparedness; readiness; tender status; procurement status",
            example="procurement",
        ),
        Field(
            "preparation_since",
            "date",
            "Day since which that stage, or the preparation as a whole, is under way.",
            sensitivity=PUBLIC,
            spellings="stage since; in preparation since; tender since",
            example="2026-02-09",
        ),
        Field(
            "prepared_on",
            "date",
            "Day on which it is or will be ready for builders; stands before stage and figures.",
            sensitivity=PUBLIC,
            spellings="ready on; ready by",
            example="2026-05-18",
        ),
        Field(
            "service_share",
            "number",
            "Share of its asset's service that emergency or temporary works give when they are done.",
            unit="1",
            low=0,
            high=1,
            sensitivity=PUBLIC,
            spellings="share of service; service in part; interim service",
            example="0.5",
        ),
        Field(
            "depth_cm",
            "number",
            "Depth to which they need the ground cleared; empty for the depth of their kind.",
            unit="cm",
            low=0,
            high=1000,
            sensitivity=PUBLIC,
            spellings="depth; needs depth; clearance depth; trench depth; foundation depth",
            example="120",
        ),
        Field(
            "load_class_t",
            "number",
            "Heaviest vehicle that the road or bridge carries after them.",
            unit="t",
            low=0,
            high=500,
            sensitivity=OPERATIONAL,
            spellings="load class; load limit; weight limit; tonnage; max load",
            example="20",
        ),
    ),
)

SERVICES = vocabulary(
    "services",
    ("power", "power", "electricity"),
    ("water", "water"),
    ("heat", "heat", "heating; gas"),
    ("access", "access", "road"),
    ("other", "other"),
)

NEEDS = RecordType(
    "needs",
    "service dependency",
    "One asset serves people only while another does: a home its pump, a pump its substation.",
    "ND",
    (
        Field(
            "asset",
            "record",
            "Asset that needs.",
            refers_to="assets",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="asset id; asset_id; consumer; bus1; from",
            example="AS-30",
        ),
        Field(
            "needs",
            "record",
            "Asset it needs.",
            refers_to="assets",
            required=True,
            sensitivity=OPERATIONAL,
            spellings="needs id; supplier; depends on; depends_on; bus0; to",
            example="AS-7",
        ),
        Field(
            "service",
            "choice",
            "Service it gets from there.",
            terms=SERVICES,
            default="other",
            sensitivity=OPERATIONAL,
            spellings="kind; type",
            example="power",
        ),
    ),
)

RECORD_TYPES = (ASSETS, DAMAGE, WORKS, NEEDS)
