"""How far each item of a plan may be relied on: firm, provisional or outlook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ploughshare.land.hazards import TaskOrder
from ploughshare.planning.items import Item, Level, PlannedBenefit
from ploughshare.planning.situation import Situation

if TYPE_CHECKING:
    from ploughshare.planning.plan import Plan

WEEKS = 4
"""Weeks from the plan's first day within which work may be firm."""

OPEN_DECISIONS = {
    "nts": "the survey before it is not made yet",
    "ts": "the survey before it is not made yet",
    "handover": "the hand-over of its ground is not signed yet",
}
"""Kinds of item whose outcome nobody knows before they are done, and what that means."""

NOT_CONTRACTED = frozenset({"design", "permits", "procurement"})
"""Stages of preparation before builders are contracted."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far one item may be relied on; ``why`` is empty for a firm one."""

    level: Level
    why: str = ""


FIRM = Confidence("firm")


def confidences(plan: "Plan", situation: Situation) -> dict[str, Confidence]:
    """How far each item of a plan with a team may be relied on, by activity; see ``rated``."""
    return dict(_confidences(plan.items, plan.calendar.start, situation))


def rated(items: Iterable[Item], situation: Situation) -> tuple[Item, ...]:
    """
    The items of a plan, each with a team with how far it may be relied on.

    *Firm* is what an operator may be told on Monday: what is under way; and what begins
    within four weeks, under an order that is out or can be put out now, with nothing before
    it that is still to be found out or decided. *Outlook* is what begins later.

    What begins within four weeks is only *provisional*, whoever ordered it, where

    - a survey comes before it, on its own ground or on the way there: the survey may cancel
      or reduce what is to be done, and open another way;
    - a hand-over comes before it: quality control may fail, and the authority's signature is
      a decision of its own, so nobody is sent onto ground that is not handed over;
    - its works are on record in design, permits or procurement: who builds is not decided;
    - every order on record for it lapses before it begins: an extension is a decision.

    What only waits for a team, for clearance, or for the time that an order takes stays firm.
    """
    listed = tuple(items)
    found = dict(_confidences(listed, situation.calendar.start, situation))
    return tuple(
        replace(item, confidence=own.level, not_firm=own.why)
        if (own := found.get(item.activity))
        else item
        for item in listed
    )


def loose(items: Iterable[Item], benefits: Iterable[PlannedBenefit]) -> frozenset[tuple[str, str]]:
    """
    Types and ids of records that nobody may rely on to be done, released or in use on a day.

    That is what hangs on an item that is not firm, or on a hand-over: the signature is still to
    come. An asset hangs on what brings it back, and on all that it needs.
    """
    listed = {item.activity: item for item in items}
    found = {name for name, item in listed.items() if item.confidence not in (None, "firm")}
    found |= {name for name, item in listed.items() if item.activity_kind == "handover"}
    queue = list(found)
    while queue:
        # Work of a team says itself how firm it is.
        after = [name for name in listed[queue.pop()].holds_up if name in listed]
        new = [name for name in after if name not in found and not listed[name].teams]
        found.update(new)
        queue += new
    serves = {benefit.id: benefit for benefit in benefits}
    late = {name for name, benefit in serves.items() if benefit.activity in found}
    known = -1
    while known < len(late):
        known = len(late)
        late |= {name for name, benefit in serves.items() if late.intersection(benefit.needs)}
    done = {(item.record_type, item.record_id) for item in map(listed.__getitem__, found)}
    back = {(serves[name].record_type, serves[name].record_id) for name in late}
    return frozenset(done | back)


def _confidences(
    items: Sequence[Item], start: date, situation: Situation
) -> Iterator[tuple[str, Confidence]]:
    behind = _behind_decisions(items)
    orders = _orders(situation.tasks.values())
    until = start + timedelta(weeks=WEEKS)
    for item in items:
        if not item.teams:
            continue
        if item.continues:
            yield item.activity, FIRM
        elif item.start_on >= until:
            yield item.activity, Confidence("outlook", f"it begins after {WEEKS} weeks")
        else:
            why = behind.get(item.activity) or _undecided(item, situation, orders)
            yield item.activity, Confidence("provisional", why) if why else FIRM


def _behind_decisions(items: Iterable[Item]) -> dict[str, str]:
    """What comes after a survey or a hand-over, directly or through others, and why that matters."""
    listed = {item.activity: item for item in items}
    found: dict[str, str] = {}
    for kind, why in OPEN_DECISIONS.items():
        queue = [item for item in listed.values() if item.activity_kind == kind]
        while queue:
            for name in queue.pop().holds_up:
                if name in listed and name not in found:
                    found[name] = why
                    queue.append(listed[name])
    return found


def _orders(tasks: Iterable[TaskOrder]) -> dict[tuple[str, str], list[TaskOrder]]:
    """Orders in force by the record and the activity that they are for."""
    found: dict[tuple[str, str], list[TaskOrder]] = {}
    for task in tasks:
        if task.in_force:
            found.setdefault((task.hazard or task.works, task.activity), []).append(task)
    return found


def _undecided(
    item: Item, situation: Situation, orders: Mapping[tuple[str, str], list[TaskOrder]]
) -> str:
    """What is still to be decided about an item itself; empty for nothing."""
    works = situation.works.get(item.record_id) if item.record_type == "works" else None
    if works is not None and works.prepared_on is None and works.preparation in NOT_CONTRACTED:
        return "its builders are not contracted yet"
    ordered = orders.get((item.record_id, item.activity_kind), ())
    if ordered and all((order.expires_on or date.max) < item.start_on for order in ordered):
        return "its order lapses before it begins"
    return ""
