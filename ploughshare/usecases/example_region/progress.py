"""What the teams of the invented region report: weeks at work and lost, ground and road done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ploughshare.usecases.example_region.model import AS_OF, Hazard, Task, Team, Works
from ploughshare.usecases.example_region.workforce import NO_BASE

WEEK = timedelta(days=7)
WORKING_DAYS = 5

LOSSES = ("weather", "weather", "weather", "equipment", "staff", "access", "security", "accident")
"""Reasons for which days were lost in winter, as often as each stands here."""

MOST_LOST = 2
"""Days of a week that are lost at most."""

REDUCED_SHARE = 0.2
"""Part of the ground under some orders that technical survey reduced before it was cleared."""

BEFORE_ITS_GRANT = date(2025, 9, 15)
"""A week in which a team worked before the grant that it is paid from began, on purpose."""

Amounts = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Week:
    """What one team did in the week that begins on ``first``; areas in m2, roads in m."""

    team: str
    task: str
    first: date
    worked: int
    lost: int = 0
    lost_by: str = ""
    cancelled_m2: int = 0
    reduced_m2: int = 0
    cleared_m2: int = 0
    road_m: int = 0
    items_found: int | None = None


def weeks(
    tasks: tuple[Task, ...],
    hazards: tuple[Hazard, ...],
    works: tuple[Works, ...],
    teams: tuple[Team, ...],
    seed: int,
) -> Iterator[Week]:
    """The reports of every order under way, and of one that was stopped."""
    dice = Random(f"{seed}/progress")
    ground = {hazard.id: hazard for hazard in hazards}
    building = {work.id: work for work in works}
    for task in tasks:
        if task.status == "active" and task.issued_on is not None:
            amounts = _amounts(task, ground, building, dice)
            for team in task.teams:
                yield from _weeks(task, team, amounts, dice)
    yield from _outside_grants(tasks, ground, teams)


def _amounts(
    task: Task, ground: Mapping[str, Hazard], building: Mapping[str, Works], dice: Random
) -> Amounts:
    """What was done under an order in all, by name of the amount; none where it is not measured."""
    if task.done_m2 is not None:
        reduced = round(task.done_m2 * REDUCED_SHARE) if dice.random() < 0.5 else 0
        return {"reduced_m2": reduced, "cleared_m2": task.done_m2 - reduced}
    if task.activity == "nts":
        return {"cancelled_m2": (task.done_share or 0.0) * ground[task.hazard].shape.area}
    work = building.get(task.works)
    if work is not None and work.trade == "roads" and work.unit == "m":
        return {"road_m": (task.done_share or 0.0) * work.quantity}
    return {}


def _weeks(task: Task, team: str, amounts: Amounts, dice: Random) -> Iterator[Week]:
    """Weeks from the order to the day of the data; their amounts add up to what was done."""
    assert task.issued_on is not None
    monday = task.issued_on - timedelta(days=task.issued_on.weekday()) + WEEK
    mondays = [monday + WEEK * n for n in range((AS_OF - monday).days // 7)]
    lost = [dice.choice((0, 0, 0, 1, MOST_LOST)) for _ in mondays]
    days = sum(WORKING_DAYS - each for each in lost)
    told = dict.fromkeys(amounts, 0)
    done = 0
    for first, away in zip(mondays, lost, strict=True):
        done += WORKING_DAYS - away
        share = {name: round(amount * done / days) - told[name] for name, amount in amounts.items()}
        told = {name: told[name] + share[name] for name in told}
        found = dice.choice((0, 0, 0, 1, 2, 4)) if "cleared_m2" in amounts else None
        yield Week(
            team=team, task=task.id, first=first, worked=WORKING_DAYS - away, lost=away,
            lost_by=dice.choice(LOSSES) if away else "", items_found=found, **share,
        )  # fmt: skip


def _outside_grants(
    tasks: tuple[Task, ...], ground: Mapping[str, Hazard], teams: tuple[Team, ...]
) -> Iterator[Week]:
    """
    Weeks that the grant of a team does not pay, on purpose.

    One lies before the grant began, one in another district, one is of another activity.
    """
    stopped = next((task for task in tasks if task.status == "suspended"), None)
    survey = next((task for task in tasks if task.activity == "nts"), None)
    if stopped is not None:
        named = [team.id for team in teams if team.id.endswith(NO_BASE)]
        for team in named[:1]:
            yield Week(team, stopped.id, BEFORE_ITS_GRANT, worked=5)
            yield Week(
                team, stopped.id, BEFORE_ITS_GRANT + 3 * WEEK, worked=4, lost=1, lost_by="access"
            )
        there = ground[stopped.hazard].district
        bound = [
            team.id
            for team in teams
            if team.districts and there not in team.districts and "manual" in team.kinds
        ]
        for team in bound[:1]:
            yield Week(team, stopped.id, AS_OF - 7 * WEEK, worked=1, lost=4, lost_by="access")
    if survey is not None:
        bound = [t.id for t in teams if t.group.endswith("CONTRACT-7") and t.base is not None]
        for team in bound[:1]:
            yield Week(team, survey.id, AS_OF - 8 * WEEK, worked=3)
