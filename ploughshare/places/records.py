"""Record types for places and roads."""

from ploughshare.fields import Field, RecordType, Sensitivity, vocabulary

PUBLIC, OPERATIONAL = Sensitivity.PUBLIC, Sensitivity.OPERATIONAL

PLACE_LEVELS = vocabulary(
    "place_levels",
    ("country", "country", "0; adm0"),
    ("region", "region", "oblast; province; 1; adm1"),
    ("district", "district", "rayon; raion; 2; adm2"),
    ("community", "community", "hromada; municipality; 3; adm3"),
    ("settlement", "settlement", "town; village; city; 4; adm4"),
    ("water", "water: a river or lake", "river; stream; canal; lake; reservoir; ріка; река; озеро"),
    ("wood", "wood", "forest; woodland; ліс; лес"),
)
"""Water and woods are for the eye: they stand on maps, and no work is planned by them."""

PLACES = RecordType(
    "places",
    "place",
    "A district, community or settlement, or a river or wood for the map. Districts are the "
    "zones of the plan.",
    "PL",
    (
        Field(
            "name",
            "text",
            "Name in Latin letters.",
            required=True,
            sensitivity=PUBLIC,
            spellings="name_en; place name; settlement; district; label; aoi; nam",
            example="Dobrel",
        ),
        Field(
            "name_local",
            "text",
            "Name in the local script.",
            sensitivity=PUBLIC,
            spellings="name local; local name; name_uk; name_ru; назва; название",
            example="Добрель",
        ),
        Field(
            "level",
            "choice",
            "What kind of place it is.",
            terms=PLACE_LEVELS,
            required=True,
            sensitivity=PUBLIC,
            spellings="type; admin level; place",
            example="settlement",
        ),
        Field(
            "parent",
            "record",
            "Place it belongs to.",
            refers_to="places",
            sensitivity=PUBLIC,
            spellings="district id; parent id; pcode parent; admin2",
            example="PL-2",
        ),
        Field(
            "population",
            "integer",
            "People living there.",
            unit="people",
            low=0,
            high=50_000_000,
            sensitivity=PUBLIC,
            spellings="pop; people; inhabitants; населення",
            example="8400",
        ),
        Field(
            "population_as_of",
            "date",
            "Day for which the population was given.",
            sensitivity=PUBLIC,
            spellings="population date; pop date",
            example="2025-12-31",
        ),
        Field(
            "hospital",
            "text",
            "Hospital that casualties of work here are taken to, as the authority designates it: the "
            "id or name of an asset, so that the way there can be planned, or any name; holds for "
            "all places in it that name none.",
            sensitivity=OPERATIONAL,
            spellings="evacuation hospital; designated hospital; medevac; medical facility",
            example="Sarvena Regional Hospital",
        ),
        Field(
            "evacuation_min",
            "number",
            "Minutes by road to that hospital, as the authority gives them; without them they are "
            "counted along the roads on record.",
            unit="min",
            low=0,
            high=1_440,
            sensitivity=OPERATIONAL,
            spellings="evacuation minutes; minutes to hospital; medevac minutes",
            example="75",
        ),
        Field(
            "contact",
            "text",
            "Who speaks for the community, and how to reach them; holds for all places in it that "
            "name none.",
            sensitivity=Sensitivity.PERSONAL,
            spellings="community contact; focal point; contact person; liaison",
            example="Head of the village council, by radio 4",
        ),
    ),
    geometry=("point", "line", "polygon"),
    sensitivity=PUBLIC,
)

ROAD_CLASSES = vocabulary(
    "road_classes",
    (
        "main",
        "main road",
        "primary; trunk; highway; motorway; secondary; primary route; secondary road; 1",
    ),
    (
        "local",
        "local road",
        "tertiary; unclassified; residential; service; living street; street; other; 2",
    ),
    ("track", "track", "path; field road; dirt; footway; steps; pedestrian; cart track; 3"),
)

PASSABILITY = vocabulary(
    "passability",
    ("open", "open", "passable; yes; not affected; no visible damage; fully functional"),
    (
        "limited",
        "limited",
        "restricted; one lane; partly; damaged; slightly damaged; moderately damaged;"
        " negligible to slight damage",
    ),
    (
        "blocked",
        "blocked",
        "closed; no; impassable; destroyed; cut; highly damaged; completely destroyed",
    ),
    ("unknown", "unknown", "not known; unk"),
)

ROADS = RecordType(
    "roads",
    "road link",
    "One link of the road graph between two junctions. Ends that coincide within 5 m are joined.",
    "RD",
    (
        Field(
            "name",
            "text",
            "Name or number of the road.",
            sensitivity=PUBLIC,
            spellings="road name; ref; road; nam; назва",
            example="T-04",
        ),
        Field(
            "road_class",
            "choice",
            "What kind of road it is.",
            terms=ROAD_CLASSES,
            default="local",
            sensitivity=PUBLIC,
            spellings="class; highway; type; category; road type",
            example="main",
        ),
        Field(
            "passability",
            "choice",
            "Whether it can be driven, hazards apart.",
            terms=PASSABILITY,
            default="unknown",
            sensitivity=OPERATIONAL,
            spellings="status; condition; passable; state; grading; functional",
            example="open",
        ),
        Field(
            "width_m",
            "number",
            "Width of the carriageway.",
            unit="m",
            low=1,
            high=60,
            sensitivity=PUBLIC,
            spellings="width",
            example="6",
        ),
        Field(
            "load_class_t",
            "number",
            "Heaviest vehicle that the road carries.",
            unit="t",
            low=0,
            high=500,
            sensitivity=OPERATIONAL,
            spellings="load class; load limit; weight limit; tonnage; max load; maxweight",
            example="20",
        ),
        Field(
            "surveyed_on",
            "date",
            "Day of the last look at it.",
            sensitivity=OPERATIONAL,
            spellings="date; survey date; checked on; src_date",
            example="2026-02-10",
        ),
    ),
    geometry=("line",),
    geometry_required=True,
    sensitivity=PUBLIC,
)

RECORD_TYPES = (PLACES, ROADS)
