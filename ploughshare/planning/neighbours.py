"""What one record of a plan waits for, and what waits for it, record by record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan

Key = tuple[str, str]
"""Type and id of a record."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """
    A record that another one waits for, or that waits for it.

    Parameters
    ----------
    record_type, record_id
        Works count as their asset.
    on
        Day on which the plan is done with it: an area is handed over, an asset is back.
    people
        Those whom it serves, counted once for each service, or who live with it.
    by_service
        Whether it is the service that is waited for, not the ground or the way.
    """

    record_type: str
    record_id: str
    on: date
    people: int
    by_service: bool


class Neighbours:
    """
    Who waits for whom in a plan.

    Parameters
    ----------
    plan
        The plan, as whoever asks may see it.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._items = {item.activity: item for item in plan.items}
        self._benefits = {benefit.id: benefit for benefit in plan.benefits}

    def waits_for(self, record: Key) -> list[Neighbour]:
        """Records directly before a record, the last to be done first."""
        before = {key for item in self._own(record) for key in self._owners(item.waits_for)}
        held = {
            (need.record_type, need.record_id)
            for benefit in self._plan.benefits
            if (benefit.record_type, benefit.record_id) == record
            for need in (self._benefits[each] for each in benefit.needs if each in self._benefits)
        }
        rows = self._rows(before - {record}, held - before - {record})
        return sorted(rows, key=lambda row: (-row.on.toordinal(), row.record_id))

    def holds_up(self, record: Key) -> list[Neighbour]:
        """Records directly after a record, most people first."""
        after = {key for item in self._own(record) for key in self._owners(item.holds_up)}
        own = {b.id for b in self._plan.benefits if (b.record_type, b.record_id) == record}
        held = {
            (benefit.record_type, benefit.record_id)
            for benefit in self._plan.benefits
            if own.intersection(benefit.needs)
        }
        rows = self._rows(after - {record}, held - after - {record})
        return sorted(rows, key=lambda row: (-row.people, row.on, row.record_id))

    def waiting_people(self, record: Key) -> int:
        """People who wait behind a record, counted once for each service."""
        return max((item.waits_behind for item in self._own(record)), default=0)

    @cached_property
    def _owner(self) -> Mapping[str, tuple[Key, ...]]:
        """The records that an activity is done for; the asset in the place of its works."""
        of_works: dict[str, Key] = {}
        for item in self._plan.items:
            if item.activity_kind == "milestone":
                of_works |= dict.fromkeys(item.waits_for, (item.record_type, item.record_id))
        for benefit in self._plan.benefits:
            of_works.setdefault(benefit.activity, (benefit.record_type, benefit.record_id))
        owner: dict[str, tuple[Key, ...]] = {}
        for item in self._plan.items:
            if item.areas:
                owner[item.activity] = tuple((item.record_type, area) for area in item.areas)
            elif item.record_type == "works":
                own = (item.record_type, item.record_id)
                owner[item.activity] = (of_works.get(item.activity, own),)
            else:
                owner[item.activity] = ((item.record_type, item.record_id),)
        return owner

    @cached_property
    def _items_of(self) -> Mapping[Key, list[Item]]:
        found: dict[Key, list[Item]] = defaultdict(list)
        for item in self._plan.items:
            for key in self._owner[item.activity]:
                found[key].append(item)
        return found

    @cached_property
    def _back(self) -> Mapping[Key, tuple[date, int]]:
        """By record, the day from which all of it serves, and the people it serves."""
        found: dict[Key, tuple[date, int]] = {}
        for benefit in self._plan.benefits:
            key = (benefit.record_type, benefit.record_id)
            on, people = found.get(key, (date.min, 0))
            found[key] = (max(on, benefit.on), people + benefit.weight)
        return found

    def _own(self, record: Key) -> Iterable[Item]:
        return self._items_of.get(record, ())

    def _owners(self, activities: Iterable[str]) -> Iterable[Key]:
        for activity in activities:
            yield from self._owner.get(activity, ())

    def _rows(self, by_work: set[Key], by_service: set[Key]) -> Iterable[Neighbour]:
        for keys, serves in ((by_work, False), (by_service, True)):
            for key in keys:
                on, people = self._back.get(key, (date.min, 0))
                last = max((item.finish_on for item in self._own(key)), default=on)
                yield Neighbour(*key, max(on, last), people, serves)
