"""Task orders on the first day: under way, issued, suspended, lapsed, completed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import TypeVar

from ploughshare.usecases.example_region.assets import CUT_OFF
from ploughshare.usecases.example_region.model import AS_OF, Hazard, Organisation, Task, Team, Works

T = TypeVar("T")

DISPUTE = "The owner refuses entry; the municipality mediates"


def tasks(
    hazards: list[Hazard],
    works: list[Works],
    teams: list[Team],
    districts: dict[str, str],
    seed: int,
) -> list[Task]:
    """Task orders; ``districts`` tells the district of each settlement by id."""
    dice = Random(f"{seed}/tasks")
    numbers = count(1)
    there = [team for team in teams if team.base is not None and team.from_on <= AS_OF]
    share = 0.5 if len(there) < 20 else 0.35
    free_hazards = [hazard for hazard in hazards if not hazard.product and hazard.where != "item"]
    free_works = [work for work in works if not work.after and work.earliest_on is None]
    made: list[Task] = []

    def order(**what: object) -> None:
        made.append(Task(id=f"TO-{next(numbers):03}", **what))  # type: ignore[arg-type]

    for team in there[:: round(1 / share)]:
        if set(team.kinds) & {"manual", "nts"}:
            activity = "nts" if "nts" in team.kinds else "clearance"
            hazard = _take(free_hazards, partial(_suits, activity, team, districts))
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
                    done_share=round(dice.uniform(0.1, 0.7), 2),
                )
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
                )
    for organisation in _operators(teams):
        hazard = _take(free_hazards, partial(_for_operator, organisation, districts))
        if hazard is not None:
            issued = AS_OF - timedelta(days=dice.randint(3, 12))
            order(
                activity="clearance" if hazard.hazard_type == "cha" else "ts",
                status="issued",
                organisation=organisation.id,
                hazard=hazard.id,
                issued_on=issued,
                expires_on=issued + timedelta(days=240),
            )
    operator = next(_operators(teams)).id
    for status, end, reason in (
        ("suspended", date(2026, 10, 31), DISPUTE),
        ("issued", date(2026, 2, 15), ""),
    ):
        hazard = _take(free_hazards, lambda h: h.hazard_type == "cha" and h.where != "road")
        if hazard is not None:
            order(
                activity="clearance",
                status=status,
                organisation=operator,
                hazard=hazard.id,
                issued_on=date(2025, 9, 15),
                expires_on=end,
                done_share=0.2 if reason else None,
                reason=reason,
            )
    closed = next(hazard for hazard in hazards if hazard.product)
    order(
        activity="clearance" if closed.product == "cleared" else "nts",
        status="completed",
        organisation=operator,
        hazard=closed.id,
        issued_on=date(2025, 5, 12),
        expires_on=date(2025, 12, 31),
        done_share=1.0,
    )
    return made


def _operators(teams: list[Team]) -> Iterator[Organisation]:
    """Organisations whose teams clear, each once."""
    seen: dict[str, Organisation] = {}
    for team in teams:
        if "manual" in team.kinds:
            seen.setdefault(team.organisation.id, team.organisation)
    yield from seen.values()


def _suits(activity: str, team: Team, districts: dict[str, str], hazard: Hazard) -> bool:
    if activity == "nts":
        return hazard.hazard_type == "sha" and hazard.surveyed == "no" and hazard.where != "road"
    wanted = team.districts or team.organisation.districts
    return (
        hazard.hazard_type == "cha"
        and hazard.evidence == "direct"
        and (not wanted or districts[hazard.settlement.id] in wanted)
    )


def _for_operator(operator: Organisation, districts: dict[str, str], hazard: Hazard) -> bool:
    allowed = not operator.districts or districts[hazard.settlement.id] in operator.districts
    ready = hazard.hazard_type == "cha" or hazard.surveyed == "nts"
    return allowed and ready


def _within_reach(team: Team, work: Works) -> bool:
    asset = work.asset
    return work.trade in team.kinds and asset.settlement.name != CUT_OFF and asset.grade < 4


def _take(items: list[T], fits: Callable[[T], bool]) -> T | None:
    """The first that fits, taken off the list."""
    for position, item in enumerate(items):
        if fits(item):
            return items.pop(position)
    return None
