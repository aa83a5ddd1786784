"""Figures used where the registry holds none: priors with range and source.

Each is replaced by a record of type ``figures`` with the same metric, and each
rate by a record of type ``rates`` for the same kind and contamination. What a
plan used of them stands in its list of assumptions.
"""

from ploughshare.evidence.figures import Figure
from ploughshare.workforce.teams import ProductivityRate

PRACTICE = "expert prior of this project, to be replaced by the programme's own logs"
SUDAN = "national standard of Sudan: 130 mm, more or less by the authority; range: " + PRACTICE
FIELD = "NATO SFOR Informer 113 (2001): at most six hours a day in the field"
EVACUATION = "practice: 60 to 120 minutes to the designated hospital; the figure is the authority's"
CALLS = f"calls of 24 crews take the fifth of a team's time that is kept free: {PRACTICE}"
PROMISES = "expert prior of this project"
RELEASE = f"two to six weeks in all from the end of clearance: {PRACTICE}"


def _figure(metric: str, value: float, low: float, high: float, unit: str, source: str) -> Figure:
    return Figure(metric, value, low, high, unit, source, None)


FIGURES: dict[str, Figure] = {
    figure.metric: figure
    for figure in (
        _figure(
            "survey.nts.cancelled_share",
            0.5,
            0.3,
            0.8,
            "1",
            "Landmine Monitor, Bosnia and Herzegovina 2017 and 2018: 47 to 80 % of released "
            "area was cancelled",
        ),
        _figure(
            "survey.ts.reduced_share",
            0.6,
            0.3,
            0.9,
            "1",
            "Landmine Monitor, Bosnia and Herzegovina 2017 and 2018: reduced against cleared area",
        ),
        _figure("survey.nts.days_per_hazard", 0.5, 0.25, 1.0, "days", PRACTICE),
        _figure("survey.visit_shared_share", 0.4, 0.2, 0.6, "1", PRACTICE),
        _figure("survey.visit_days", 2, 1, 5, "days", PRACTICE),
        _figure("survey.community_km", 5, 2, 10, "km", PRACTICE),
        _figure("survey.cell_km", 10, 1, 20, "km", PRACTICE),
        _figure("clearance.prepared_factor", 1.75, 1.0, 3.0, "1", PRACTICE),
        _figure("clearance.dog_follow_up_share", 0.1, 0.05, 0.3, "1", PRACTICE),
        _figure("clearance.machine_follow_up_share", 0.3, 0.1, 1.0, "1", PRACTICE),
        _figure("clearance.depth_cm", 13, 10, 30, "cm", SUDAN),
        _figure("clearance.to_50_cm_factor", 0.7, 0.4, 0.9, "1", PRACTICE),
        _figure("clearance.to_100_cm_factor", 0.5, 0.25, 0.8, "1", PRACTICE),
        _figure("clearance.deeper_factor", 0.4, 0.15, 0.7, "1", PRACTICE),
        _figure("clearance.point_item_m2", 400, 100, 2500, "m2", PRACTICE),
        _figure("clearance.team_deminers", 8, 6, 10, "people", PRACTICE),
        _figure("clearance.several_teams_from_days", 60, 30, 120, "days", PRACTICE),
        _figure("lots.team_weeks", 26, 8, 52, "weeks", PRACTICE),
        _figure("lots.least_weeks", 2, 1, 4, "weeks", PRACTICE),
        _figure("field.hours_per_day", 6, 5, 6, "hours", FIELD),
        _figure("field.other_daylight_hours", 3, 2, 4, "hours", PRACTICE),
        _figure("tasking.lead_days", 10, 5, 15, "days", PRACTICE),
        _figure("site.large_from_days", 60, 30, 120, "days", PRACTICE),
        _figure("site.set_up_days", 7, 5, 10, "days", PRACTICE),
        _figure("site.close_out_days", 5, 3, 7, "days", PRACTICE),
        _figure("site.m2_per_team", 5_000, 2_000, 20_000, "m2", PRACTICE),
        _figure("release.report_days", 5, 3, 10, "days", RELEASE),
        _figure("release.control_days", 1, 0.5, 5, "days", RELEASE),
        _figure("release.correction_days", 3, 1, 5, "days", RELEASE),
        _figure("release.hand_over_days", 8, 5, 10, "days", RELEASE),
        _figure("release.acceptance_days", 10, 5, 20, "days", PRACTICE),
        _figure("interim.from_days", 120, 60, 250, "days", PRACTICE),
        _figure("interim.from_people", 20, 5, 100, "people", PRACTICE),
        _figure("interim.near_m", 2000, 500, 5000, "m", PRACTICE),
        _figure("interim.marking_m_per_day", 400, 150, 800, "m", PRACTICE),
        _figure("interim.education_days", 0.5, 0.25, 1, "days", PRACTICE),
        _figure("interim.warned_share", 0.3, 0.1, 0.5, "1", PRACTICE),
        _figure("interim.signs_share", 0.5, 0.2, 0.8, "1", PRACTICE),
        _figure("eod.reserve_share", 0.2, 0.1, 0.3, "1", PRACTICE),
        _figure("works.briefing_days", 0.25, 0.1, 0.5, "days", PRACTICE),
        _figure("works.call_out_days", 0.5, 0.25, 2, "days", PRACTICE),
        _figure("works.crew_days_per_call_out", 60, 20, 200, "days", PRACTICE),
        _figure("works.rubble_crew_days_per_call_out", 15, 5, 50, "days", PRACTICE),
        _figure("works.crews_per_disposal_team", 10, 4, 24, "crews", CALLS),
        _figure("works.separation_m", 100, 50, 300, "m", PRACTICE),
        _figure("works.permanent.design_days", 40, 20, 60, "days", PRACTICE),
        _figure("works.permanent.permits_days", 20, 10, 30, "days", PRACTICE),
        _figure("works.permanent.procurement_days", 50, 25, 80, "days", PRACTICE),
        _figure("works.permanent.mobilisation_days", 10, 5, 20, "days", PRACTICE),
        _figure("works.temporary.design_days", 5, 2, 10, "days", PRACTICE),
        _figure("works.temporary.procurement_days", 10, 5, 20, "days", PRACTICE),
        _figure("works.temporary.mobilisation_days", 5, 2, 10, "days", PRACTICE),
        _figure("works.emergency.service_share", 0.4, 0.2, 0.6, "1", PRACTICE),
        _figure("works.temporary.service_share", 0.6, 0.3, 0.9, "1", PRACTICE),
        _figure("works.emergency.mobilisation_days", 5, 1, 15, "days", PRACTICE),
        _figure("works.debris.mobilisation_days", 3, 1, 10, "days", PRACTICE),
        _figure("land.spring_sowing", 91, 60, 121, "day of the year", PRACTICE),
        _figure("land.autumn_sowing", 258, 244, 288, "day of the year", PRACTICE),
        _figure("access.verge_m", 15, 5, 30, "m", PRACTICE),
        _figure("access.off_road_km", 5, 2, 10, "km", PRACTICE),
        _figure("access.hazard_counts_km", 15, 5, 40, "km", PRACTICE),
        _figure("access.works_count_km", 30, 10, 60, "km", PRACTICE),
        _figure("access.other_way_factor", 1, 1, 3, "1", PRACTICE),
        _figure("evacuation.limit_min", 120, 60, 120, "min", EVACUATION),
        _figure("evacuation.main_kmh", 60, 40, 80, "km/h", PRACTICE),
        _figure("evacuation.local_kmh", 40, 25, 60, "km/h", PRACTICE),
        _figure("evacuation.track_kmh", 15, 8, 25, "km/h", PRACTICE),
        _figure("evacuation.medics_per_team", 1, 1, 2, "people", PRACTICE),
        _figure("travel.detour", 1.3, 1.1, 1.6, "1", PRACTICE),
        _figure("travel.km_per_day", 160, 80, 300, "km", PRACTICE),
        _figure("travel.camp_move_km", 30, 20, 50, "km", PRACTICE),
        _figure("travel.camp_move_days", 1, 0.5, 2, "days", PRACTICE),
        _figure("travel.heavy.km_per_day", 80, 40, 160, "km", PRACTICE),
        _figure("travel.heavy.camp_move_km", 5, 2, 10, "km", PRACTICE),
        _figure("travel.heavy.camp_move_days", 3, 2, 5, "days", PRACTICE),
        _figure("travel.heavy.weight_t", 40, 25, 60, "t", PRACTICE),
        _figure("contribution.share", 1, 0.2, 1, "1", PROMISES),
        _figure("contribution.arrival_days", 90, 30, 240, "days", PROMISES),
        _figure("contribution.phase_people", 100, 50, 500, "people", PROMISES),
        _figure("contribution.phase_days", 2, 1, 7, "days", PROMISES),
        _figure("contribution.stay_days", 365, 180, 730, "days", PROMISES),
        _figure("contribution.productivity", 0.8, 0.5, 1, "1", PROMISES),
        _figure("contribution.deminers.lanes_share", 0.65, 0.5, 0.8, "1", PROMISES),
        _figure("contribution.deminers.team_people", 8, 6, 10, "people", PROMISES),
        _figure("contribution.deminers.support_people", 3, 2, 5, "people", PROMISES),
        _figure("contribution.deminers.accreditation_days", 120, 60, 240, "days", PROMISES),
        _figure("contribution.builders.lanes_share", 0.6, 0.4, 0.8, "1", PROMISES),
        _figure("contribution.builders.team_people", 10, 6, 20, "people", PROMISES),
        _figure("contribution.builders.support_people", 2, 1, 4, "people", PROMISES),
        _figure("contribution.builders.accreditation_days", 30, 10, 90, "days", PROMISES),
        _figure("need.medics_per_team", 1, 1, 2, "people", PROMISES),
        _figure("need.ambulances_per_team", 1, 0.5, 1, "vehicles", PROMISES),
        _figure("need.interpreters_per_team", 1, 0.5, 2, "people", PROMISES),
        _figure("need.interpreters_per_crew", 0.2, 0.1, 0.5, "people", PROMISES),
        _figure("need.explosives_kg_per_team_month", 20, 5, 60, "kg", PROMISES),
        _figure("need.inspecting_teams_per_team", 0.11, 0.1, 0.125, "teams", PROMISES),
        _figure("need.supervisors_per_crew", 0.2, 0.1, 0.35, "people", PROMISES),
        _figure("need.camp_places_per_person", 1, 0.8, 1, "places", PROMISES),
    )
}
"""
By metric. Shares are of area; days are working days: of one team, or of preparation.
Those of ``contribution`` are shares of people and calendar days; only scenarios use them, and
those of ``need``.
"""


def _rate(
    kind: str,
    low: float,
    likely: float,
    high: float,
    unit: str,
    contamination: str = "",
    source: str = PRACTICE,
) -> ProductivityRate:
    name = f"default.{kind}" + (f".{contamination}" if contamination else "")
    return ProductivityRate(name, kind, low, likely, high, unit, contamination, source)


RATES: tuple[ProductivityRate, ...] = (
    _rate("nts", 1, 2, 4, "hazards/day"),
    _rate("ts", 1000, 4000, 15000, "m2/day"),
    _rate(
        "manual",
        40,
        160,
        400,
        "m2/day",
        source="8 deminers at 5 to 50 m2 a day: HALO Trust, manual demining; likely value: "
        + PRACTICE,
    ),
    _rate(
        "dogs",
        400,
        800,
        1500,
        "m2/day",
        source="NATO SFOR Informer 113 (2001): two dogs 800 to 900 m2 a day",
    ),
    _rate("mechanical", 1500, 3000, 6000, "m2/day"),
    _rate("bac", 4000, 12000, 32000, "m2/day"),
    _rate("eod", 1, 3, 8, "hazards/day"),
    _rate("eod", 100, 300, 800, "m2/day"),
    _rate("roads", 150, 300, 500, "m/day"),
    _rate("bridges", 2, 4, 8, "m/day"),
    _rate("power", 100, 150, 200, "m/day"),
    _rate("water", 100, 120, 150, "m/day"),
    _rate("building", 2, 5, 10, "m2/day"),
    _rate("debris", 50, 150, 400, "m2/day"),
    _rate("plant", 300, 800, 2000, "m2/day"),
)
"""What one team does in one working day, low, likely and high."""

VEGETATION_FACTOR = {"none": 1.0, "light": 0.85, "medium": 0.6, "heavy": 0.35, "unknown": 0.85}
"""What is left of a clearance rate under vegetation. Source: as ``PRACTICE``."""

SLOPE_FROM_DEG = 15.0
SLOPE_FACTOR = 0.7
"""What is left of a clearance rate on slopes above ``SLOPE_FROM_DEG``."""

DEEP_FACTORS = (
    (20.0, ""), (50.0, "clearance.to_50_cm_factor"), (100.0, "clearance.to_100_cm_factor"),
)  # fmt: skip
DEEPEST_FACTOR = "clearance.deeper_factor"
"""Figure, by depth in cm up to which it holds, of what is left of a clearance rate; rates hold to 20 cm."""

LEAST_FACTOR = 0.1
"""Factors multiply, but never below this."""

PEOPLE_SERVED: dict[str, tuple[int, int, int]] = {
    "house": (3, 1, 6),
    "apartments": (60, 12, 200),
    "school": (250, 60, 900),
    "clinic": (2000, 400, 8000),
    "public": (100, 20, 1000),
    "market": (100, 20, 1000),
    "industry": (50, 5, 500),
    "field": (6, 1, 40),
    "substation": (3000, 500, 20000),
    "power_line": (1000, 100, 20000),
    "generator": (3000, 500, 50000),
    "pump": (2000, 300, 15000),
    "well": (50, 10, 300),
    "water_main": (1000, 100, 10000),
    "bridge": (1000, 100, 10000),
    "road": (500, 50, 5000),
    "culvert": (200, 20, 2000),
    "other": (10, 1, 100),
}
"""People an asset serves where nobody counted: value, low, high. Source: as ``PRACTICE``."""

BUFFER_M: dict[str, float] = {
    "road": 10,
    "bridge": 25,
    "culvert": 15,
    "power_line": 20,
    "substation": 25,
    "generator": 25,
    "water_main": 10,
    "pump": 20,
    "well": 20,
    "house": 15,
    "apartments": 25,
    "school": 50,
    "clinic": 50,
    "public": 25,
    "market": 25,
    "industry": 25,
    "field": 0,
    "other": 15,
}
"""Ground around an asset that must be released before works on it, in metres.

Source: as ``PRACTICE``; where children and the sick walk, the buffer is the widest.
"""

WORKING_STRIP_M: dict[str, float] = {"road": 15, "bridge": 30, "power_line": 15, "water_main": 15}
"""Ground at each side of an asset that crews and plant work on, in metres.

Kinds that are not named are worked on from their own ground. Source: as ``PRACTICE``.
"""


DEPTH_CM: dict[str, tuple[float, float]] = {
    "road": (30, 50),
    "bridge": (50, 100),
    "culvert": (100, 100),
    "power_line": (20, 20),
    "substation": (50, 100),
    "generator": (30, 50),
    "water_main": (120, 120),
    "pump": (50, 100),
    "well": (50, 100),
    "house": (0, 80),
    "apartments": (0, 100),
    "school": (0, 80),
    "clinic": (0, 80),
    "public": (0, 80),
    "market": (0, 50),
    "industry": (0, 80),
    "field": (0, 0),
    "other": (0, 50),
}
"""Depth to which repair and rebuilding need the ground cleared, by kind of asset, in cm.

Trenches and foundations go deeper than search for use of the surface. The strip of a power line is
driven on, and each pole's spot is looked at when it is dug. 0 is the depth of the area itself: that
is meant for fields, a roof is mended without digging, and removal of debris, emergency and temporary
works dig nothing either. Source: as ``PRACTICE``; the authority decides for each task.
"""


def ground_m(kind: str) -> float:
    """Ground around a kind of asset that works wait for, in metres: buffer or strip, the wider."""
    return max(BUFFER_M.get(kind, BUFFER_M["other"]), WORKING_STRIP_M.get(kind, 0.0))
