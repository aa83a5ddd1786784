"""Replan from the last plan: see what changes first, then accept it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ploughshare.calendars import WorkingCalendar
from ploughshare.errors import CallError, StaleVersion
from ploughshare.places.places import RoadLink, road_link
from ploughshare.planning.measures import Measure, under
from ploughshare.planning.plan import Plan
from ploughshare.planning.replan import Replanned, replan
from ploughshare.planning.situation import Situation
from ploughshare.planning.wishes import wishes
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.interruption import held
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.usecases.plan import (
    keep_plan,
    load_plan,
    load_situation,
    require_work,
    working_calendar,
)
from ploughshare.usecases.remembered import records_hash


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A new plan that nobody has accepted yet.

    Parameters
    ----------
    replanned
        The plan and what it changes.
    records
        Hash of the last change of the records that it was made from.
    """

    replanned: Replanned
    records: str


def make_draft(
    path: Path,
    *,
    last: str | None,
    start: date,
    rest_days: str | None,
    stop: Stop,
    seed: int = 0,
    measures: Sequence[Measure] = (),
    first: Sequence[str] = (),
    by: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> Draft:
    """
    Plan what a registry holds today, beginning from the last plan; nothing is kept.

    Parameters
    ----------
    last
        File or id of the last plan; ``None`` for the plan of record.
    start
        First day of the new plan.
    rest_days
        As people write them; ``None`` for those of the last plan.
    measures
        What is stopped, closed or recalled for this plan.
    first, by
        What comes first, by id or name, and who asked.

    Raises
    ------
    CallError
        When there is nothing to plan, the last plan begins later or is a scenario's, or what
        shall come first is not known, not planned, or done.
    NoSuchRecord
        When there is no last plan.
    """
    with Registry.open(path) as registry:
        before = load_plan(registry, last)
        if not before.of_record:
            raise CallError(
                f"The last plan is one of scenario {before.scenario}, and nobody works by it.",
                remedy="Replan from the plan of record: leave --from out.",
            )
        situation = load_situation(registry, _calendar(before, start, rest_days))
        require_work(situation)
        roads = _roads_then(registry, last, situation)
        situation = under(situation, measures)
        with held():
            made = replan(
                situation, before, stop=stop, seed=seed, roads=roads, progress=progress,
                first=wishes(situation, first, by), by=by,
            )  # fmt: skip
        return Draft(made, records_hash(registry))


def _roads_then(
    registry: Registry, last: str | None, situation: Situation
) -> Mapping[str, RoadLink]:
    """Road links as they were recorded when the last plan was kept; of a file, as they are."""
    if last is not None and Path(last).suffix == ".json":
        return situation.roads
    known_at = registry.plan(last, documents=()).changeset
    then = (road_link(r) for r in registry.records("roads", as_known_at=known_at))
    return {link.id: link for link in then if link is not None}


def _calendar(last: Plan, start: date, rest_days: str | None) -> WorkingCalendar:
    if rest_days is not None:
        return working_calendar(start, rest_days)
    before = last.calendar
    return WorkingCalendar(start, before.steps_per_day, before.rest_days, before.holidays)


def accept(path: Path, draft: Draft, *, author: str) -> str:
    """
    Keep a draft as the plan of record, and return its id.

    Raises
    ------
    StaleVersion
        When the records were changed since it was made.
    """
    with Registry.open(path, write=True) as registry:
        require_unchanged(registry, draft.records)
        return keep_plan(registry, draft.replanned.planned, author=author)


def require_unchanged(registry: Registry, records: str) -> None:
    """
    Refuse a draft of other records than are kept now.

    Raises
    ------
    StaleVersion
        When the records were changed since it was made.
    """
    if records_hash(registry) != records:
        raise StaleVersion(
            "The records were changed while the plan was made; it was not accepted.",
            remedy="Replan once more.",
        )
