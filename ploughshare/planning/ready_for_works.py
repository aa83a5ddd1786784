"""Ready for works: where builders can begin soon, and what is still open on their side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from ploughshare.assets.assets import Asset, Works
from ploughshare.assets.works_records import WORKS_PREPARATION
from ploughshare.land.hazards import TaskOrder
from ploughshare.planning.items import Item, PlannedPromise
from ploughshare.planning.orders import Orders
from ploughshare.planning.plan import Plan
from ploughshare.planning.reasons import PREPARED
from ploughshare.planning.rules.building import STAGES
from ploughshare.planning.services import people_of
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain, asset_key

BANDS = (30, 60, 90)
"""Days from the plan's first day by which ground is told as handed over."""

Basis = Literal["day on record", "stage on record", "order on record", "figures"]
"""What says how long the preparation of works still takes."""


@dataclass(frozen=True, slots=True)
class Open:
    """
    What is still open before works can begin, apart from their ground.

    Parameters
    ----------
    stages
        Labels of the stages still to come, in order; empty where only a day is on record.
    until
        Working day on which it is over.
    basis
        What says so.
    """

    stages: tuple[str, ...]
    until: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class ReadyWorks:
    """Planned works with what is open on the builder's side; ``None`` for nothing."""

    works: Works
    item: Item
    open: Open | None


@dataclass(frozen=True, slots=True)
class ReadyAsset:
    """
    An asset whose last ground is handed over within the longest of ``BANDS``.

    Parameters
    ----------
    ready_on
        Day on which the last ground it waits for is handed over.
    within
        The shortest of ``BANDS`` that holds that day.
    last
        Hand-overs on that day, the last blockers.
    works
        Its planned works by their first day; empty for what is used as soon as it is released.
    people
        People it serves in all.
    counted
        Whether their number is on record; else it is a default of its kind.
    promises
        Promises about its ground or its works.
    """

    asset: Asset
    place: str
    district: str
    ready_on: date
    within: int
    last: tuple[Item, ...]
    works: tuple[ReadyWorks, ...]
    people: int
    counted: bool
    promises: tuple[PlannedPromise, ...]

    @property
    def first_day(self) -> date | None:
        """First builder's day; ``None`` where nothing is to be built."""
        return self.works[0].item.start_on if self.works else None

    @property
    def confidence(self) -> str:
        """How far that day may be relied on; empty where nothing is to be built."""
        return (self.works[0].item.confidence or "") if self.works else ""


@dataclass(frozen=True)
class Ground:
    """
    The assets of a plan by when their ground is ready.

    Parameters
    ----------
    plan, situation
        A plan, and the situation it was made from.
    """

    plan: Plan
    situation: Situation

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Items by activity."""
        return {item.activity: item for item in self.plan.items}

    @cached_property
    def orders(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Task orders in force by works."""
        listed = Orders(self.situation).on_works.items()
        return {name: tuple(order for order in orders if order.in_force) for name, orders in listed}

    @cached_property
    def of_asset(self) -> Mapping[str, tuple[Item, ...]]:
        """Items of each asset and its works, by start."""
        found: dict[str, list[Item]] = {}
        for item in self.plan.items:
            if item.record_type == "works" and item.record_id in self.situation.works:
                found.setdefault(self.situation.works[item.record_id].asset, []).append(item)
            elif item.record_type == "assets":
                found.setdefault(item.record_id, []).append(item)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def _hand_overs(self) -> Mapping[str, list[Item]]:
        """Hand-overs by hazardous area."""
        found: dict[str, list[Item]] = {}
        for item in self.plan.items:
            if item.activity_kind == "handover":
                found.setdefault(item.record_id, []).append(item)
        return found

    @cached_property
    def _needed_by(self) -> Mapping[tuple[str, str], list[str]]:
        """Activities that hand over the lots of a hazardous area that an asset needs."""
        found: dict[tuple[str, str], list[str]] = {}
        for lot in self.plan.lots:
            for key in lot.needed_by:
                found.setdefault((lot.hazard, key), []).append(lot.activity)
        return found

    @cached_property
    def hazards_on(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the open hazards on the ground of each asset or within its reach."""
        return Terrain(self.situation).hazards_on

    def on_ground(self, asset: str) -> tuple[tuple[Item, ...], str]:
        """
        Hand-overs of every hazard on the ground of an asset, whoever waits for them.

        Beside them, why one of the hazards has none; empty where each has.
        """
        found: list[Item] = []
        for hazard in self.hazards_on.get(asset, ()):
            needed = self._needed_by.get((hazard, asset_key(asset)), [])
            own = [self.items[name] for name in needed if name in self.items]
            planned = own or self._hand_overs.get(hazard, [])
            if not planned:
                name = self.situation.hazards[hazard].name
                return (), f"{name} is not planned to be handed over"
            found += planned
        return tuple(found), ""

    def handed_over(self, asset: str) -> tuple[date | None, str]:
        """Day on which all ground of an asset is handed over; or ``None`` and why it is never."""
        items, why = self.on_ground(asset)
        return max((item.finish_on for item in items), default=None), why

    def ready_on(self, asset: str) -> date | None:
        """
        Day on which the last ground of an asset is handed over, its own or on the way.

        ``None`` if no hazard is in the way; ``date.max`` if one is never handed over. Works
        under way wait for nothing in the plan; what lies on their ground counts all the same.
        """
        own, why = self.handed_over(asset)
        days = [item.ready_on for item in self.of_asset[asset] if item.ready_on is not None]
        return date.max if why else max([*days, *([own] if own else [])], default=None)

    @cached_property
    def ready(self) -> tuple[ReadyAsset, ...]:
        """Assets whose ground is handed over within the longest of ``BANDS``, by that day."""
        found = []
        for name in self.of_asset:
            asset, day = self.situation.assets.get(name), self.ready_on(name)
            within = self._within(day)
            if asset is not None and day is not None and within is not None:
                found.append(self._row(asset, day, within))
        return tuple(sorted(found, key=lambda row: (row.ready_on, -row.people, row.asset.id)))

    @cached_property
    def later(self) -> tuple[str, ...]:
        """Ids of planned assets whose ground is handed over after that, or never."""
        days = {name: self.ready_on(name) for name in self.of_asset}
        return tuple(n for n, day in days.items() if day is not None and self._within(day) is None)

    @cached_property
    def without_hazard(self) -> tuple[str, ...]:
        """Ids of assets with planned works whose way and ground no recorded hazard lies on."""
        return tuple(
            name
            for name, items in self.of_asset.items()
            if self.ready_on(name) is None and any(item.record_type == "works" for item in items)
        )

    def _within(self, day: date | None) -> int | None:
        if day is None:
            return None
        ahead = (day - self.plan.calendar.start).days
        return next((band for band in BANDS if ahead <= band), None)

    def _row(self, asset: Asset, day: date, within: int) -> ReadyAsset:
        items = self.of_asset[asset.id]
        waits = (self.items.get(name) for item in items for name in item.waits_for)
        handed_over = [item for item in (*waits, *self.on_ground(asset.id)[0])
                       if item is not None and item.activity_kind == "handover"]  # fmt: skip
        last = {item.activity: item for item in handed_over if item.finish_on == day}
        records = {item.record_id for item in (*items, *handed_over)}
        people, default = people_of(asset)
        works = (self._works(item) for item in items if item.record_type == "works")
        return ReadyAsset(
            asset=asset, place=items[0].place, district=items[0].district, ready_on=day,
            within=within, last=tuple(last.values()), works=tuple(works), people=people,
            counted=not default,
            promises=tuple(p for p in self.plan.promises if p.record_id in records),
        )  # fmt: skip

    def _works(self, item: Item) -> ReadyWorks:
        works = self.situation.works[item.record_id]
        return ReadyWorks(works, item, self._open(works, item))

    def _open(self, works: Works, item: Item) -> Open | None:
        """What the plan says of the preparation of works, in its chain or beside it."""
        own = [r for r in item.because if r.rule == PREPARED and r.ref == works.id]
        reasons = own or list(item.preparation)
        if not reasons:
            return None
        labels = [WORKS_PREPARATION.label(stage) for stage in STAGES]
        stages = [label for reason in reasons for label in labels
                  if reason.text.startswith(f"{label} of ")]  # fmt: skip
        until = self.plan.calendar.day_of(reasons[-1].end)
        return Open(tuple(dict.fromkeys(stages)), until, self._basis(works))

    def _basis(self, works: Works) -> Basis:
        if works.prepared_on is not None:
            return "day on record"
        if self.orders.get(works.id):
            return "order on record"
        begun = works.preparation not in {"", "not_begun"}
        return "stage on record" if begun or works.preparation_since else "figures"
