"""Short days in a finished plan, counted again day by day with another formula for the sun."""

import math
from datetime import date, timedelta

import pytest
from shapely import Point

from ploughshare.fields import Record, Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.plan import Plan, plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

FULL, OTHER = 6.0, 3.0


def field_day(latitude: float, day: date) -> float:
    """Share of a field day by the sunrise equation, with a circular orbit of the earth."""
    tilt = math.radians(-23.44) * math.cos(2 * math.pi * (day.timetuple().tm_yday + 10) / 365)
    north, low = math.radians(latitude), math.radians(-0.8333)
    cosine = (math.sin(low) - math.sin(north) * math.sin(tilt)) / (math.cos(north) * math.cos(tilt))
    hours = 24 / math.pi * math.acos(max(-1.0, min(1.0, cosine)))
    return min(1.0, max(0.0, hours - OTHER) / FULL)


def planned(latitude: float, start: date) -> Plan:
    """A ditch that takes a team 40 days, in the north; the crew there mends a roof for 40 days."""
    region = Region(start=start).whole()
    here = Point(-30, latitude)
    ditch: dict[str, Value] = {
        "name": "ditch", "hazard_type": "cha", "evidence": "direct", "reported_m2": 5440.0,
        "contamination": "ap_mine", "vegetation": "light", "people_exposed": 9,
    }  # fmt: skip
    region.records["hazards"] = [Record("hazards", "ditch", ditch, here)]
    region.records["teams"] = [
        Record("teams", "M", {"name": "M", "kinds": ("manual",)}, here),
        Record("teams", "B", {"name": "B", "kinds": ("building",)}, here),
    ]
    school: dict[str, Value] = {"name": "school", "kind": "school", "people_served": 250}
    region.records["assets"] = [Record("assets", "school", school, Point(-30, latitude + 0.1))]
    region.works("roof", "school", 40)
    return plan(region.situation(), stop=Stop(iterations=2)).plan


@pytest.mark.parametrize("latitude", [48.0, 52.0, 58.0])
@pytest.mark.parametrize("start", [date(2026, 6, 1), date(2026, 11, 2), date(2027, 1, 4)])
def test_work_takes_the_days_that_daylight_leaves(latitude: float, start: date) -> None:
    made = planned(latitude, start)
    at = {item.activity: item for item in made.items}
    ditch = at["ditch.clearance"]
    day, done = ditch.start_on, 0.0
    while day <= ditch.finish_on:
        done += field_day(latitude, day) if made.calendar.works_on(day) else 0.0
        day += timedelta(days=1)
    # Within a month all days count alike: at its edges that is off by a day or two.
    assert done == pytest.approx(40, abs=1.75)
    roof = at["roof"]
    assert made.calendar.days(roof.finish - roof.start) == 40


def test_the_plan_says_what_it_takes_for_short_days() -> None:
    made = planned(58.0, date(2026, 11, 2))
    rows = {row.what: row for row in made.assumptions}
    row = rows["hours of daylight for travel, briefing and rest"]
    assert (row.value, row.low, row.high, row.used, row.moves) == (
        "3 hours", "2 hours", "4 hours", 1, 9,
    )  # fmt: skip
    assert "hours of field work in a day that rates hold for" in rows
    summer = planned(48.0, date(2026, 6, 1))
    assert Answer(summer, "ditch.clearance").lines()
