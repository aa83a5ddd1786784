"""Task orders on the first day: under way, on every step before, suspended, lapsed, completed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count, islice
from random import Random
from typing import TypeVar

from ploughshare.usecases.example_region.assets import CUT_OFF
from ploughshare.usecases.example_region.model import (
    AS_OF,
    Hazard,
    Organisation,
    Settlement,
    Task,
    Team,
    Works,
)
from ploughshare.usecases.example_region.permits import may_clear_by_hand

T = TypeVar("T")

STRIKES = ("cluster", "uxo")
"""Contamination that a team for battle areas clears without a manual team."""

DISPUTE = "The owner refuses entry; the municipality mediates"

LARGE_M2 = 12_000
"""An order under way on more ground than this covers a part of it."""

STEPS_BEFORE = ("mobilising", "issued", "plan_approved")
"""Where the orders of operators stand that are not under way yet, in turn."""


def tasks(hazards: list[Hazard], works: list[Works], teams: list[Team], seed: int) -> list[Task]:
    """Task orders for teams that are there, and for operators."""
    dice = Random(f"{seed}/tasks")
    numbers = count(1)
    there = [team for team in teams if team.base is not None and team.from_on <= AS_OF]
    share = 0.5 if len(there) < 20 else 0.35
    free_hazards = [hazard for hazard in hazards if not hazard.product and hazard.where != "item"]
    free_works = [work for work in works if not work.after and work.earliest_on is None]
    made: list[Task] = []
    busy: set[str] = set()

    def order(**what: object) -> None:
        made.append(Task(id=f"TO-{next(numbers):03}", **what))  # type: ignore[arg-type]

    for team in there[:: round(1 / share)]:
        if set(team.kinds) & {"manual", "nts"}:
            activity = "nts" if "nts" in team.kinds else "clearance"
            hazard = _take(free_hazards, partial(_suits, activity, team))
            if hazard is not None:
                begun = AS_OF - timedelta(days=dice.randint(14, 60))
                order(
                    activity=activity,
                    status="active",
                    organisation=team.organisation.id,
                    hazard=hazard.id,
                    teams=(team.id,),
                    issued_on=begun,
                    expires_on=begun + timedelta(days=270),
                    **_progress(activity, hazard, round(dice.uniform(0.1, 0.7), 2)),
                    **_promise(hazard.settlement, 60 if activity == "clearance" else 0),
                )
                busy.add(team.id)
        elif set(team.kinds) & {"building", "roads", "power", "water"}:
            work = _take(free_works, partial(_within_reach, team))
            if work is not None:
                order(
                    activity="works",
                    status="active",
                    organisation=team.organisation.id,
                    works=work.id,
                    teams=(team.id,),
                    issued_on=AS_OF - timedelta(days=dice.randint(10, 40)),
                    done_share=round(dice.uniform(0.1, 0.6), 2),
                    **_promise(work.asset.settlement, 45),
                )
    operator = next(_operators(teams))
    stopped = _take(free_hazards, _off_road)
    if stopped is not None:
        order(
            activity=_next_step(stopped),
            status="suspended",
            organisation=operator.id,
            hazard=stopped.id,
            issued_on=date(2025, 9, 15),
            expires_on=date(2026, 10, 31),
            done_share=0.2,
            reason=DISPUTE,
        )
    lapsed = _take(free_hazards, partial(_for_operator, teams, operator))
    if lapsed is not None:
        order(
            activity=_next_step(lapsed),
            status="issued",
            organisation=operator.id,
            hazard=lapsed.id,
            issued_on=date(2025, 6, 2),
            expires_on=date(2026, 2, 15),
        )
    for number, organisation in enumerate(_operators(teams)):
        hazard = _take(free_hazards, partial(_for_operator, teams, organisation))
        if hazard is not None:
            issued = AS_OF - timedelta(days=dice.randint(3, 12))
            status, activity = STEPS_BEFORE[number % len(STEPS_BEFORE)], _next_step(hazard)
            free = (
                team.id
                for team in there
                if team.organisation is organisation
                and team.id not in busy
                and {"clearance": "manual"}.get(activity, activity) in team.kinds
            )
            order(
                activity=activity,
                status=status,
                organisation=organisation.id,
                hazard=hazard.id,
                teams=tuple(islice(free, 1 if status == "mobilising" else 0)),
                issued_on=issued,
                expires_on=issued + timedelta(days=240),
                scope_m2=round(hazard.shape.area),
                **_promise(hazard.settlement, 100),
            )
    closed = next(hazard for hazard in hazards if hazard.product)
    order(
        activity="clearance" if closed.product == "cleared" else "nts",
        status="completed",
        organisation=operator.id,
        hazard=closed.id,
        issued_on=date(2025, 5, 12),
        expires_on=date(2025, 12, 31),
        done_share=1.0,
    )
    return made


def _progress(activity: str, hazard: Hazard, share: float) -> dict[str, float]:
    """How far an order is: of clearance in square metres, of large areas a part; of survey a share."""
    if activity != "clearance":
        return {"done_share": share}
    area = hazard.shape.area
    scope = round(area if area <= LARGE_M2 else area * 0.4)
    return {"scope_m2": scope, "done_m2": round(share * scope)}


def _promise(place: Settlement, days: int) -> dict[str, object]:
    """What the mayor of a place was promised; nothing for 0 days."""
    if not days:
        return {}
    return {
        "promised_on": AS_OF + timedelta(days=days),
        "promised_to": f"Mayor of {place.name}",
    }


def _operators(teams: list[Team]) -> Iterator[Organisation]:
    """Organisations whose teams clear, each once."""
    seen: dict[str, Organisation] = {}
    for team in teams:
        if "manual" in team.kinds:
            seen.setdefault(team.organisation.id, team.organisation)
    yield from seen.values()


def _suits(activity: str, team: Team, hazard: Hazard) -> bool:
    if activity == "nts":
        return hazard.hazard_type == "sha" and hazard.surveyed == "no" and hazard.where != "road"
    wanted = team.districts or team.organisation.districts
    return (
        hazard.hazard_type == "cha"
        and hazard.evidence == "direct"
        and (hazard.contamination in STRIKES or may_clear_by_hand(team.organisation))
        and (not wanted or hazard.district in wanted)
    )


def _next_step(hazard: Hazard) -> str:
    """What an area needs next: a survey, or clearance."""
    if hazard.hazard_type == "cha":
        return "clearance" if hazard.evidence == "direct" else "ts"
    return {"no": "nts", "nts": "ts", "ts": "clearance"}[hazard.surveyed]


def _for_operator(teams: list[Team], operator: Organisation, hazard: Hazard) -> bool:
    """Whether an operator may be ordered to do what an area needs next; clearance and ts only."""
    kinds = {kind for team in teams if team.organisation is operator for kind in team.kinds}
    step = _next_step(hazard)
    allowed = not operator.districts or hazard.district in operator.districts
    allowed = allowed and (hazard.contamination in STRIKES or may_clear_by_hand(operator))
    return allowed and step != "nts" and {"clearance": "manual"}.get(step, step) in kinds


def _off_road(hazard: Hazard) -> bool:
    return hazard.where in ("belt", "town", "field") and hazard.settlement.name != CUT_OFF


def _within_reach(team: Team, work: Works) -> bool:
    asset = work.asset
    return work.trade in team.kinds and asset.settlement.name != CUT_OFF and asset.grade < 4


def _take(items: list[T], fits: Callable[[T], bool]) -> T | None:
    """The first that fits, taken off the list."""
    for position, item in enumerate(items):
        if fits(item):
            return items.pop(position)
    return None
