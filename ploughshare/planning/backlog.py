"""Backlog: what is open, for how long, whose it is, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from ploughshare.land.hazards import HazardousArea, TaskOrder
from ploughshare.planning import wording
from ploughshare.planning.items import Item, NotPlanned
from ploughshare.planning.plan import Plan
from ploughshare.planning.programme import Programme
from ploughshare.planning.rebuilding import OPEN_WORKS

Waits = Literal[
    "suspended", "lapsed", "not planned", "control", "under way", "ordered", "survey", "order",
]  # fmt: skip

WAITS: Mapping[Waits, str] = {
    "suspended": "its order is suspended",
    "lapsed": "its order has lapsed",
    "not planned": "it is not planned",
    "control": "inspection or hand-over",
    "under way": "work is under way",
    "ordered": "order out, work to begin",
    "survey": "survey, no order out",
    "order": "clearance, no order out",
}
"""What an open area waits for, those that need a decision first."""


@dataclass(frozen=True, slots=True)
class OpenArea:
    """
    A hazardous area whose ground is not handed over.

    Parameters
    ----------
    operator
        Id of the organisation of its order, else of the teams planned on it; empty for none.
    district
        Id; empty when unknown.
    order
        The order that tells most of it; ``None`` for none.
    waits, why
        What it waits for, and the sentence for people; empty where it waits for its turn.
    age_days
        Days since it was first recorded; ``None`` when that is unknown.
    next, released
        The next planned piece of work on it, and its planned hand-over; ``None`` for none.
    holds_up
        Assets on whose ground or within whose reach it lies.
    """

    hazard: HazardousArea
    operator: str
    district: str
    order: TaskOrder | None
    waits: Waits
    why: str
    age_days: int | None
    next: Item | None
    released: Item | None
    holds_up: int


@dataclass(frozen=True)
class Backlog:
    """
    What is open on the first day of a plan.

    Parameters
    ----------
    plan, programme
        A plan, and what is to be done in the situation it was made from.
    """

    plan: Plan
    programme: Programme

    @property
    def start(self) -> date:
        return self.plan.calendar.start

    @cached_property
    def areas(self) -> tuple[OpenArea, ...]:
        """Every open area: what waits for a decision first, then the largest."""
        rows = [self._area(h) for h in self.programme.situation.hazards.values() if h.is_open]
        order = list(WAITS)
        return tuple(
            sorted(
                rows, key=lambda a: (order.index(a.waits), -(a.hazard.area_m2 or 0.0), a.hazard.id)
            )
        )

    def _area(self, hazard: HazardousArea) -> OpenArea:
        items = self._items.get(hazard.id, [])
        order = self._order(hazard.id)
        waits, why = self._waits(hazard, order, items)
        where = self.programme.terrain.hazard_at.get(hazard.id)
        found = hazard.identified_on
        return OpenArea(
            hazard=hazard, operator=self._operator(order, items),
            district=where.district if where else "", order=order, waits=waits, why=why,
            age_days=None if found is None else max(0, (self.start - found).days),
            next=items[0] if items else None,
            released=next((i for i in reversed(items) if i.activity_kind == "handover"), None),
            holds_up=len(self.programme.terrain.assets_on.get(hazard.id, ())),
        )  # fmt: skip

    @cached_property
    def _items(self) -> Mapping[str, list[Item]]:
        """Items of each hazardous area, by start."""
        found: dict[str, list[Item]] = {}
        for item in self.plan.items:
            if item.record_type == "hazards":
                for name in item.areas or (item.record_id,):
                    found.setdefault(name, []).append(item)
        return found

    @cached_property
    def _left_out(self) -> Mapping[str, NotPlanned]:
        """Why each hazardous area or works is left out, for those that are."""
        return {row.record_id: row for row in self.plan.left_out}

    def _order(self, hazard: str) -> TaskOrder | None:
        """The order that tells most: under way, then in force, then suspended."""
        rank = ("active", "mobilising", "plan_approved", "issued", "suspended")
        orders = [o for o in self.programme.orders.on_hazard.get(hazard, ()) if o.status in rank]
        return min(orders, key=lambda o: (rank.index(o.status), o.id), default=None)

    def _operator(self, order: TaskOrder | None, items: list[Item]) -> str:
        if order is not None and order.organisation:
            return order.organisation
        teams = self.programme.situation.teams
        own = (teams[r.team].organisation for i in items for r in i.teams if r.team in teams)
        return next(own, "")

    def _waits(
        self, hazard: HazardousArea, order: TaskOrder | None, items: list[Item]
    ) -> tuple[Waits, str]:
        if order is not None and order.status == "suspended":
            return "suspended", order.reason or "no reason on record"
        if order is not None and order.expires_on is not None and order.expires_on < self.start:
            return "lapsed", f"order {order.id} expired on {wording.day(order.expires_on)}"
        if not items:
            row = self._left_out.get(hazard.id)
            return "not planned", row.text if row else "the plan does not name it"
        if self.programme.orders.is_cleared(hazard):
            return "control", items[0].name
        if items[0].continues or (order is not None and order.status == "active"):
            return "under way", order.id if order else items[0].name
        if order is not None:
            return "ordered", order.id
        if items[0].activity_kind in {"nts", "ts"}:
            return "survey", ""
        return "order", ""


@dataclass(frozen=True, slots=True)
class OpenWorks:
    """
    Open works of one trade, counted by what they wait for.

    Parameters
    ----------
    under_way, ground, others, not_planned
        Under way; waiting for ground to be handed over; planned without; and left out.
    """

    trade: str
    under_way: int
    ground: int
    others: int
    not_planned: int


def open_works(backlog: Backlog) -> tuple[OpenWorks, ...]:
    """Open works by trade, the most first."""
    items = {item.record_id: item for item in backlog.plan.items if item.record_type == "works"}
    counts: dict[str, list[int]] = {}
    for works in backlog.programme.situation.works.values():
        if works.status in OPEN_WORKS:
            item = items.get(works.id)
            if item is None:
                place = 3
            elif item.continues or works.status == "active":
                place = 0
            else:
                place = 2 if item.ready_on is None else 1
            counts.setdefault(works.trade, [0, 0, 0, 0])[place] += 1
    ranked = sorted(counts.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    return tuple(OpenWorks(trade, *numbers) for trade, numbers in ranked)
