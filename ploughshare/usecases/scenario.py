"""Plan a scenario: with teams that are only promised, and never as the plan of record."""

from collections.abc import Callable
from pathlib import Path

from ploughshare.calendars import WorkingCalendar
from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.planning.plan import Plan, Planned, plan
from ploughshare.planning.scenarios.count import terms_of
from ploughshare.planning.scenarios.scenario import OWN_SCENARIOS, Scenario, own_scenario
from ploughshare.planning.scenarios.scenario_file import scenario_from
from ploughshare.planning.scenarios.terms import OF_RECORD, under
from ploughshare.planning.situation import Situation
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.interruption import held
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.usecases.files import read_bytes
from ploughshare.usecases.plan import Kept, keep_plan, kept_plan, load_situation, require_work


def scenario_named(name: str, owner: str) -> Scenario | None:
    """
    A scenario by name or file; ``None`` for the one of plans of record.

    ``owner`` answers for the assumptions of the product's own ones; a file names its own.

    Raises
    ------
    CallError
        For a name that is neither.
    InputRefused
        When the file holds no scenario.
    """
    if name == OF_RECORD:
        return None
    if name in OWN_SCENARIOS:
        return own_scenario(name, owner)
    path = Path(name)
    if path.suffix != ".toml":
        raise CallError(
            f"There is no scenario {name!r}.",
            remedy=f"Use {', '.join((OF_RECORD, *OWN_SCENARIOS))}, or a file FILE.toml.",
        )
    return scenario_from(read_bytes(path), path.name)


def situation_under(registry: Registry, scenario: Scenario, situation: Situation) -> Situation:
    """The situation as it would be if what a scenario counts came."""
    with registry.snapshot():
        contributions, steps, sources = (
            tuple(registry.records(name)) for name in ("contributions", "steps", "sources")
        )
    return under(situation, terms_of(scenario, situation, contributions, steps, sources))


def make_scenario_plan(
    registry: Registry,
    scenario: Scenario,
    *,
    calendar: WorkingCalendar,
    author: str,
    stop: Stop,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
    keep: Callable[[Planned], str] | None = None,
) -> Kept:
    """
    Plan a scenario and keep its plan, which is never the plan of record.

    Where a plan of record of the same records and days is kept, the search begins from it: more
    teams can carry it out as well, and never come out as less because a search was short.
    ``keep`` is as in ``make_plan``.

    Raises
    ------
    CallError
        When there is nothing to plan or to count.
    """
    situation = load_situation(registry, calendar)
    require_work(situation)
    assumed = situation_under(registry, scenario, situation)
    with held():
        planned: Planned = plan(
            assumed, stop=stop, seed=seed, progress=progress, begin=_record(registry, situation)
        )
        kept = keep(planned) if keep else keep_plan(registry, planned, author=author)
        return Kept(planned, kept)


def _record(registry: Registry, situation: Situation) -> Plan | None:
    """The plan of record, where it was made of the same records for the same days."""
    try:
        _, record = kept_plan(registry)
    except NoSuchRecord:
        return None
    return record if record.situation == situation.sha256 else None
