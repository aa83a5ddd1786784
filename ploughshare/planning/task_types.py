"""Task types: mine belts, strike areas, farmland, rubble and routes, each by its own day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation

STRIKES = frozenset({"cluster", "uxo"})
"""Contamination that battle area clearance is for; all other ground is taken as a mine belt."""

ROUTES = frozenset({"road", "bridge", "culvert"})

MOST = 0.9
"""Share of what is planned after which a task type counts as done for the reader."""


@dataclass(frozen=True, slots=True)
class TaskType:
    """
    One task type in one plan.

    Parameters
    ----------
    done
        Day by which each record of it is done, by id.
    people
        Whom each serves, or who live with it, by id.
    """

    name: str
    done: Mapping[str, date]
    people: Mapping[str, int]

    def day_of_most(self, wanted: frozenset[str]) -> date | None:
        """Day by which nine in ten of the wanted records are done; ``None`` for never."""
        days = sorted(self.done[name] for name in wanted if name in self.done)
        needed = -int(-MOST * len(wanted) // 1)
        return days[needed - 1] if 0 < needed <= len(days) else None


def task_types(plan: Plan, situation: Situation) -> tuple[TaskType, ...]:
    """
    What a plan does by task type, in the order in which they are told.

    Records of the plan that the situation no longer holds are left out.
    """
    ground = {n: d for n, d in _ground_done(plan).items() if n in situation.hazards}
    served: dict[str, date] = {}
    for benefit in plan.benefits:
        if benefit.record_type == "assets" and benefit.record_id in situation.assets:
            known = served.get(benefit.record_id, benefit.on)
            served[benefit.record_id] = max(known, benefit.on)
    rubble = {
        item.record_id: item.finish_on
        for item in plan.items
        if item.activity_kind == "works"
        and (works := situation.works.get(item.record_id)) is not None
        and works.trade == "debris"
    }

    def people_on(name: str) -> int:
        return situation.hazards[name].people_exposed or 0

    def people_of(name: str) -> int:
        return situation.assets[name].people_served or 0

    def of_works(name: str) -> int:
        asset = situation.assets.get(situation.works[name].asset)
        return (asset.people_served or 0) if asset else 0

    def is_strike(name: str) -> bool:
        return situation.hazards[name].contamination in STRIKES

    def kind(name: str) -> str:
        return situation.assets[name].kind

    return (
        _type("mine belts", {n: d for n, d in ground.items() if not is_strike(n)}, people_on),
        _type("strike areas", {n: d for n, d in ground.items() if is_strike(n)}, people_on),
        _type("farmland", {n: d for n, d in served.items() if kind(n) == "field"}, people_of),
        _type("rubble", rubble, of_works),
        _type("routes", {n: d for n, d in served.items() if kind(n) in ROUTES}, people_of),
    )


def _type(name: str, done: dict[str, date], people: Callable[[str], int]) -> TaskType:
    return TaskType(name, done, {each: people(each) for each in done})


def _ground_done(plan: Plan) -> dict[str, date]:
    """Day of the last hand-over of each hazardous area that is handed over whole."""
    kept_back = {name for row in plan.not_planned for name in (row.record_id, *row.holds_up)}
    last: dict[str, date] = {}
    for item in plan.items:
        if item.activity_kind == "handover" and item.record_id not in kept_back:
            last[item.record_id] = max(last.get(item.record_id, date.min), item.finish_on)
    return last
