"""The rule about daylight, on the smallest region that shows it."""

from datetime import date

from shapely import Point

from ploughshare.fields import Record
from ploughshare.planning.rules import daylight
from tests.planning.small_region import Region


def test_short_days_hold_less_work() -> None:
    """At 55 degrees a day of December leaves 4.3 hours of 6: six and a half of 23 days are lost."""
    region = Region(start=date(2026, 11, 30))
    region.records["hazards"] = [Record("hazards", "ditch", {"name": "ditch"}, Point(-30, 55))]
    said = list(daylight.short_days_hold_less_work(region.programme()))
    december = [s for s in said if s.from_on.month == 12 and s.from_on.year == 2026]
    assert sum(s.last_steps for s in december) == 26
    assert all(s.from_on == s.to_on and s.last_steps in {1, 2} for s in december)
    assert all("qc" in s.kinds and "building" not in s.kinds for s in december)
    assert december[0].because == (
        "short days: 7.3 hours of daylight in December 2026 leave 72% of a field day"
    )
    assert not [s for s in said if s.from_on.month in range(3, 10)]
    calendar = region.situation().calendar
    begin, end = december[0].steps(calendar)
    assert end == calendar.step_after(december[0].to_on)
    assert end - begin == december[0].last_steps


def test_at_the_equator_no_day_is_short() -> None:
    region = Region().hazard("ditch", 0, 0)
    assert list(daylight.short_days_hold_less_work(region.programme())) == []
