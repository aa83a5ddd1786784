"""How long the sun is up, against published tables."""

from datetime import date

import pytest

from ploughshare.places.daylight import daylight_hours, mean_daylight_hours

JUNE, DECEMBER, NEW_YEAR = date(2019, 6, 21), date(2011, 12, 21), date(2002, 1, 1)
MINUTES = 6 / 60

PUBLISHED = (
    (0.0, JUNE, 12.1167), (30.0, JUNE, 14.0833), (45.0, JUNE, 15.6167), (48.0, JUNE, 16.05),
    (50.0, JUNE, 16.3667), (55.0, JUNE, 17.3833), (60.0, JUNE, 18.8667),
    (-0.25, DECEMBER, 12.1383), (24.8, DECEMBER, 10.6231),
    (48.0, NEW_YEAR, 8.45), (50.0, NEW_YEAR, 8.15),
)  # fmt: skip
"""
Latitude, day and hours. June: hours at the solstice of 2019 as computed by the Wolfram Language
and listed in its community (thread 1706977). December: Quito and Abu Dhabi in a list of day
lengths of February 2011 ("Midnight sun, not where I live"). New Year: times of sunrise on
1 January 2002 in the tables of Astronomy Answers, 7:50 and 7:59, twice to noon at 12:03 and a half.
"""


@pytest.mark.parametrize(("latitude", "day", "hours"), PUBLISHED)
def test_it_is_within_minutes_of_published_tables(latitude: float, day: date, hours: float) -> None:
    assert daylight_hours(latitude, day) == pytest.approx(hours, abs=MINUTES)


def test_the_sun_may_not_rise_and_may_not_set() -> None:
    """Tromso in December and in June."""
    assert daylight_hours(69.7, DECEMBER) == 0
    assert daylight_hours(69.7, JUNE) == 24


def test_south_of_the_equator_the_seasons_are_turned() -> None:
    north, south = (mean_daylight_hours(latitude, 2026, 12) for latitude in (48.0, -48.0))
    assert 8 < north < 9
    assert south > 15


def test_the_year_has_daylight_for_a_little_more_than_half_its_hours() -> None:
    """The sun is up some minutes more than twelve hours a day, for its radius and refraction."""
    for latitude in (0.0, 30.0, 48.0, 55.0):
        year = sum(mean_daylight_hours(latitude, 2027, month) for month in range(1, 13)) / 12
        assert 12.0 < year < 12.4
