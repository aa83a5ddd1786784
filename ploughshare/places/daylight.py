"""Daylight: how long the sun is up, by latitude and day."""

import math
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

HORIZON_DEG = 0.8333
"""The sun rises when its middle is so far below the horizon: its own radius and refraction."""


def daylight_hours(latitude: float, day: date) -> float:
    """
    Hours from sunrise to sunset; 0 where the sun does not rise, 24 where it does not set.

    The model of Forsythe and others, "A model comparison for daylength as a function of
    latitude and day of year", Ecological Modelling 80 (1995), equations 1 to 3. It is within
    a few minutes of almanacs between 60 degrees south and north.

    Parameters
    ----------
    latitude
        Degrees, negative in the south.
    """
    since = day.timetuple().tm_yday - 186
    turned = 0.2163108 + 2 * math.atan(0.9671396 * math.tan(0.00860 * since))
    declination = math.asin(0.39795 * math.cos(turned))
    north = math.radians(latitude)
    above = math.sin(math.radians(HORIZON_DEG)) + math.sin(north) * math.sin(declination)
    across = math.cos(north) * math.cos(declination)
    if abs(above) >= across:
        return 24.0 if above > 0 else 0.0
    return 24.0 - 24.0 / math.pi * math.acos(above / across)


@lru_cache(maxsize=4_096)
def mean_daylight_hours(latitude: float, year: int, month: int) -> float:
    """Hours from sunrise to sunset, the mean over the days of a month."""
    days = monthrange(year, month)[1]
    first = date(year, month, 1)
    hours = (daylight_hours(latitude, first + timedelta(days=n)) for n in range(days))
    return sum(hours) / days
