"""Record types for assets and assessments of damage."""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary

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

RECORD_TYPES = (ASSETS, DAMAGE)
