"""The zones of a problem: districts, parted where some sites stand still while others do not.

The format of a problem knows teams that stop in zones. Work that stands still by itself, in a closed
area or behind a closed road, lies in a part of its district of its own: whoever may work in the
district may work in its parts.
"""

from collections.abc import Iterable, Sequence

from ploughshare.planning.activities import Activity
from ploughshare.planning.statements import Stopped

MARK = "~"
"""Between a district and the number of its part; no id of a district has it."""


class Zones:
    """
    Zones of activities, teams and stand-downs.

    Parameters
    ----------
    activities
        What is planned.
    stops
        When kinds of team make no progress, and where.
    """

    def __init__(self, activities: Iterable[Activity], stops: Sequence[Stopped]) -> None:
        by_activity: dict[str, list[int]] = {}
        for number, stop in enumerate(stops):
            for name in sorted(stop.activities or ()):
                by_activity.setdefault(name, []).append(number)
        numbers: dict[tuple[str, tuple[int, ...]], str] = {}
        self._parts: dict[str, list[str]] = {}
        self._zone: dict[str, str] = {}
        self._stopped: dict[Stopped, dict[str, None]] = {}
        for activity in activities:
            stopped_by = tuple(by_activity.get(activity.id, ()))
            if not stopped_by or activity.is_milestone:
                continue
            district = activity.where.district
            if (district, stopped_by) not in numbers:
                parts = self._parts.setdefault(district, [])
                parts.append(f"{district}{MARK}{len(parts) + 1}")
                numbers[district, stopped_by] = parts[-1]
            zone = self._zone[activity.id] = numbers[district, stopped_by]
            for number in stopped_by:
                self._stopped.setdefault(stops[number], {})[zone] = None

    def of(self, activity: Activity) -> str:
        """The zone of an activity; empty for none."""
        return self._zone.get(activity.id, activity.where.district)

    def open_to(self, districts: Iterable[str]) -> list[str]:
        """Zones in which a team of some districts may work: what lies in none is open to all."""
        return [*self.within(districts), *self._parts.get("", ())]

    def within(self, districts: Iterable[str]) -> list[str]:
        """The zones of some districts."""
        return [zone for name in districts for zone in (name, *self._parts.get(name, ()))]

    def of_stop(self, stop: Stopped) -> list[str] | None:
        """The zones in which teams stop; ``None`` for everywhere."""
        if stop.activities is not None:
            return list(self._stopped.get(stop, ()))
        return None if stop.districts is None else self.within(stop.districts)
