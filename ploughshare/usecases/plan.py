"""Plan from a registry, keep the plan, and read plans back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ploughshare.calendars import WorkingCalendar
from ploughshare.errors import CallError
from ploughshare.planning import who_else
from ploughshare.planning.document import plan_parts
from ploughshare.planning.plan import Plan, Planned, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.situation import OF_TEAMS, READS, Situation, situation_from
from ploughshare.planning.wishes import wishes
from ploughshare.registry.kept import KeptPlan
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.interruption import held
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.scheduling.strict_json import without_collector
from ploughshare.usecases.files import read_bytes
from ploughshare.usecases.remembered import (
    records_hash,
    remember_plan,
    remembered_plan,
    remembered_situation,
)

STEPS_PER_DAY = 4
"""Steps in a working day: a quarter of a day is the finest a plan is dated."""

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan, its files, and the id under which the registry keeps it."""

    planned: Planned
    id: str


def working_calendar(start: date, rest_days: str = "sat,sun") -> WorkingCalendar:
    """
    A calendar from the first day and the days of rest as people write them.

    Raises
    ------
    CallError
        For a word that is no day of the week, or for a week without work.
    """
    words = [word.strip().lower()[:3] for word in rest_days.split(",") if word.strip()]
    unknown = [word for word in words if word not in WEEK]
    if unknown or len(set(words)) == len(WEEK):
        raise CallError(
            f"--rest-days {rest_days!r} names no week that people work in.",
            remedy="Write days like sat,sun; leave it empty for a week without rest.",
        )
    return WorkingCalendar(start, STEPS_PER_DAY, frozenset(WEEK.index(word) for word in words))


def load_situation(
    registry: Registry,
    calendar: WorkingCalendar,
    known_at: int | None = None,
    reads: Sequence[str] = (*READS, *OF_TEAMS),
) -> Situation:
    """
    Everything a plan reads from a registry, now or as it was known at a change.

    ``reads`` may name fewer types of record, where the others have no part in what is asked.
    """

    @without_collector()
    def read() -> Situation:
        records = {name: tuple(registry.records(name, as_known_at=known_at)) for name in reads}
        return situation_from(
            records, region=registry.name, invented=registry.invented, calendar=calendar
        )

    with registry.snapshot():
        settings = (registry.name, registry.invented, calendar, reads)
        return remembered_situation((records_hash(registry, known_at), *settings), read)


def load_who_may(registry: Registry, name: str | None, plan: Plan) -> Situation:
    """Who may do what and where, as it was known when a plan was kept; see ``load_plan``."""
    known_at = registry.plan(name, documents=()).changeset
    return load_situation(registry, plan.calendar, known_at, who_else.READS)


def load_surroundings(registry: Registry, name: str | None, plan: Plan) -> Situation:
    """Works and stand-downs as they were known when a plan was kept; see ``load_plan``."""
    known_at = registry.plan(name, documents=()).changeset
    return load_situation(registry, plan.calendar, known_at, ("works", "standdowns"))


def make_plan(
    registry: Registry,
    *,
    calendar: WorkingCalendar,
    author: str,
    stop: Stop,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    take_off: Sequence[str] = (),
    first: Sequence[str] = (),
    by: str = "",
    keep: Callable[[Planned], str] | None = None,
) -> Kept:
    """
    Plan what the registry holds and keep the plan as the plan of record.

    ``take_off`` names task orders whose teams are taken off their begun work, ``first`` what comes
    first, asked for ``by`` a named person. ``keep`` keeps the plan and returns its id, where that
    is not done as by ``keep_plan``.

    Raises
    ------
    CallError
        When there is nothing to plan: no hazards, works or assets, or no teams; when
        nobody stands on a task order that teams are to be taken off; or when what shall come
        first is not known, not planned, or done.
    """
    situation = load_situation(registry, calendar)
    require_work(situation)
    _require_under_way(situation, take_off)
    asked = wishes(situation, first, by)
    # Held also after the search, so that Ctrl-C does not lose the plan while it is explained.
    with held():
        planned = plan(
            situation,
            stop=stop,
            seed=seed,
            progress=progress,
            take_off=take_off,
            first=asked,
            by=by,
        )
        kept = keep(planned) if keep else keep_plan(registry, planned, author=author)
        return Kept(planned, kept)


def require_work(situation: Situation) -> None:
    """
    Refuse a situation in which there is nothing to plan.

    Raises
    ------
    CallError
        When there are no hazards and no assets, or no teams.
    """
    if not (situation.hazards or situation.assets):
        raise CallError(
            "There is nothing to plan: the registry holds no hazards and no assets.",
            remedy="Import them first: plough import FILE --as hazards.",
        )
    if not situation.teams:
        raise CallError(
            "Nobody can do the work: the registry holds no teams.",
            remedy="Import them first: plough import FILE --as teams.",
        )


def keep_plan(
    registry: Registry,
    planned: Planned,
    *,
    author: str,
    source: str = "",
    require: Callable[[], None] = lambda: None,
) -> str:
    """
    Keep a plan with its files, and return its id: as the plan of record, unless it is a scenario's.

    Parameters
    ----------
    source
        What it was made by, where that was no person at a keyboard.
    require
        Called when nobody else can change the registry any more; if it raises, nothing is kept.
    """

    def parts() -> Iterator[bytes]:
        require()
        yield from plan_parts(planned.plan)

    of_record = planned.plan.of_record
    kept = registry.save_plan(
        parts(),
        author=author,
        situation=planned.plan.situation,
        scenario="" if of_record else planned.plan.scenario,
        of_record=of_record,
        problem=planned.problem,
        schedule=planned.schedule,
        source=source,
    )
    remember_plan(_key(registry, registry.plan(kept, documents=())), planned.plan)
    return kept


def _require_under_way(situation: Situation, take_off: Sequence[str]) -> None:
    under_way = [
        task.id
        for task in situation.tasks.values()
        if task.status in {"active", "mobilising"} and task.teams
    ]
    for name in take_off:
        if name not in under_way:
            known = name in situation.tasks
            raise CallError(
                f"No team can be taken off {name}: "
                + ("no team has begun with it." if known else "there is no such task order."),
                remedy=f"Under way are: {', '.join(under_way) or 'none'}.",
            )


def _key(registry: Registry, kept: KeptPlan) -> tuple[object, ...]:
    """What no other plan has: the hash of the change with which it was kept."""
    return (kept.id, registry.changeset(kept.changeset).hash)


def out_of_date(registry: Registry, name: str | None = None) -> str:
    """
    How far a kept plan is behind the records, in a sentence; empty when it is not.

    ``name`` is the plan's id; ``None`` for the last plan of record. Imports of what no plan
    reads, such as progress, put none behind.
    """
    kept = registry.plan(name, documents=())
    read = {*READS, *OF_TEAMS}
    beside = {run.changeset for run in registry.import_runs() if run.record_type not in read}
    later = [
        change
        for change in registry.changesets()
        if change.number > kept.changeset and change.kind != "plan" and change.number not in beside
    ]
    if not later:
        return ""
    many = "1 change" if len(later) == 1 else f"{len(later):,} changes"
    return (
        f"{many} of the records came after plan {kept.id}, the last of them "
        f"{later[-1].reason!r}; the plan knows nothing of that. Make it anew with 'plough plan'."
    )


@contextmanager
def open_for_plan(path: Path, name: str | None) -> Iterator[Registry | None]:
    """The registry a plan is read from; ``None`` when the name is that of a file."""
    if name is not None and (Path(name).suffix == ".json" or Path(name).is_file()):
        yield None
        return
    with Registry.open(path) as registry:
        yield registry


def load_plan(registry: Registry | None, name: str | None = None) -> Plan:
    """
    A plan by file name or id; without a name the last plan of record.

    Raises
    ------
    NoSuchRecord
        When the registry keeps none of that id.
    InputRefused
        When a file holds no plan.
    """
    if name is not None and (Path(name).suffix == ".json" or Path(name).is_file()):
        return plan_from_bytes(read_bytes(Path(name)), name)
    if registry is None:
        raise CallError("Which plan?", remedy="Give --plan FILE.json or --registry PATH.")
    return kept_plan(registry, name)[1]


def kept_plan(registry: Registry, name: str | None = None) -> tuple[KeptPlan, Plan]:
    """
    A kept plan, with what the registry knows of it; without an id the last plan of record.

    Raises
    ------
    NoSuchRecord
        When the registry keeps none of that id.
    """
    kept = registry.plan(name, documents=())

    def read() -> Plan:
        data = registry.plan(kept.id, documents=("plan",)).plan or b""
        return plan_from_bytes(data, f"plan {kept.id}")

    return kept, remembered_plan(_key(registry, kept), read)
