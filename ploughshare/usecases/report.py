"""Make a report from a registry and one of its plans."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.fields import Record, date_in, text_in
from ploughshare.land.progress import progress as progress_of
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios.terms import under
from ploughshare.planning.situation import Situation
from ploughshare.pledges.ladder import on_their_rungs
from ploughshare.registry.registry import Registry
from ploughshare.reports.of_plan import plan_of
from ploughshare.reports.report import (
    AsksWhatIf,
    ImportLine,
    InParts,
    Progress,
    Report,
    SetAsideRow,
    Subject,
    TellsChanges,
    file_of,
)
from ploughshare.scheduling.solve import Stop
from ploughshare.scheduling.strict_json import without_collector
from ploughshare.usecases.founding import SECONDS, founding_plans
from ploughshare.usecases.plan import (
    kept_plan,
    load_plan,
    load_situation,
    out_of_date,
    working_calendar,
)
from ploughshare.workforce.costs import day_cost

FOR_WORK = frozenset({"weekly-tasking", "founding-question"})
"""Reports that people are sent to work by, or that set a scenario against the plan of record."""


@dataclass(frozen=True, slots=True)
class Made:
    """
    A report.

    Parameters
    ----------
    files
        The bytes of each of its files by name, made when they are asked for; of a report that is one
        file, that one without a name.
    plan_id
        The plan it was made from, as the registry keeps it; empty for a file or for none.
    warnings
        What the person should know, a sentence each.
    """

    files: Iterator[tuple[str, bytes]]
    plan_id: str
    warnings: tuple[str, ...]

    @property
    def data(self) -> bytes:
        """The bytes of a report that is one file."""
        ((_, data),) = self.files
        return data


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A plan with its id, and the change and the day up to which it knew the records."""

    plan: Plan | None
    id: str = ""
    known_at: int | None = None
    known_until: date | None = None


@without_collector()
def make_report(
    report: Report,
    registry: Registry,
    *,
    plan_name: str | None = None,
    made_on: date,
    on: date | None = None,
    since: str | None = None,
    suffix: str = "",
    in_parts: bool = False,
    owner: str = "",
    stop: Stop | None = None,
    progress: Progress = lambda said: None,
) -> Made:
    """
    Make a report.

    The records are read as they stood when the plan was made, so that a later
    import never changes what a report says about an earlier plan.

    Parameters
    ----------
    plan_name
        Id of a kept plan or a plan's file; ``None`` for the last plan of record.
    made_on
        Day of making.
    on
        A date to come, for reports that can show one.
    since
        Id or file of an earlier plan, for reports that can tell what changed.
    suffix
        Ending of the file that is made, of those the report has; empty for its own.
    in_parts
        Whether it is made as several files, each when it is asked for; of reports that have parts.
    owner, stop
        Who answers for what a report on scenarios assumes, and when its searches end.

    Raises
    ------
    CallError
        When the report shows no dates to come or tells no changes, or the date lies before
        the plan; or when people would work by a scenario's plan.
    NoSuchRecord
        When it needs a plan and none is kept.
    """
    if on is not None and not report.shows_dates:
        raise CallError(
            f"The report {report.name} shows no date to come.", remedy="Leave out --on."
        )
    if since is not None and not (isinstance(report, TellsChanges) and report.tells_changes):
        raise CallError(f"The report {report.name} tells no changes.", remedy="Leave out --since.")
    with registry.snapshot():
        chosen = _choose(registry, plan_name, needed=report.needs_plan or on is not None)
        _require_for_work(report, chosen.plan)
        situation = _situation(registry, chosen, made_on)
        if on is not None and on < situation.calendar.start:
            raise CallError(
                f"{on} lies before the plan's first day, {situation.calendar.start}.",
                remedy="Name a later day, or leave out --on for the records as they are.",
            )
        subject = Subject(
            situation=situation,
            plan=chosen.plan,
            made_on=made_on,
            plan_id=chosen.id,
            imports=tuple(_imports(registry)),
            findings=tuple(kept.finding for kept in registry.findings()),
            quarantine=tuple(_set_aside(registry)),
            sources={
                record.id: text_in(record.values, "title")
                for record in registry.records("sources", as_known_at=chosen.known_at)
            },
            promised=_promised(registry, chosen.known_at),
            on=on,
            since=None if since is None else load_plan(registry, since),
            known_until=chosen.known_until,
            progress=tuple(
                told for record in registry.records("progress") if (told := progress_of(record))
            ),
            costs=tuple(cost for record in registry.records("costs") if (cost := day_cost(record))),
            promised_before=dict(_promised_before(registry, situation, chosen.known_at)),
        )
        if isinstance(report, AsksWhatIf) and report.asks_what_if:
            _require_same_records(plan_of(subject), situation)
            subject = replace(
                subject,
                variants=founding_plans(
                    registry, situation, plan_of(subject), owner=owner,
                    stop=stop or Stop(seconds=SECONDS), progress=progress,
                ),
            )  # fmt: skip
        warnings = tuple(_warnings(registry, chosen, situation))
    if in_parts:
        if not (isinstance(report, InParts) and report.in_parts):
            raise CallError(f"The report {report.name} is one file.", remedy="Name it with --out.")
        return Made(report.parts(subject, progress), chosen.id, warnings)
    return Made(iter([("", file_of(report, subject, suffix, progress))]), chosen.id, warnings)


def _require_for_work(report: Report, plan: Plan | None) -> None:
    if report.name in FOR_WORK and plan is not None and not plan.of_record:
        raise CallError(
            f"No {report.name} is made of the plan of scenario {plan.scenario}: it counts people who "
            "are only promised.",
            remedy="Leave out --plan for the plan of record.",
        )


def _require_same_records(plan: Plan, situation: Situation) -> None:
    """Scenarios are set against a plan of the same records only: else the records differ too."""
    if plan.situation != situation.sha256:
        raise CallError(
            "The plan of record was made from other records than a scenario would be, so what "
            "differs would not be what more people change.",
            remedy="Make it anew with 'plough plan', and ask again.",
        )


def _choose(registry: Registry, name: str | None, *, needed: bool) -> _Chosen:
    if name is not None and Path(name).suffix == ".json":
        return _Chosen(load_plan(registry, name))
    try:
        kept, plan = kept_plan(registry, name)
    except NoSuchRecord:
        if needed or name is not None:
            raise
        return _Chosen(None)
    return _Chosen(plan, kept.id, kept.changeset, kept.made_at.date())


def _situation(registry: Registry, chosen: _Chosen, made_on: date) -> Situation:
    calendar = chosen.plan.calendar if chosen.plan is not None else working_calendar(made_on)
    situation = load_situation(registry, calendar, chosen.known_at)
    terms = chosen.plan.terms if chosen.plan is not None else None
    return situation if terms is None else under(situation, terms)


def _promised(registry: Registry, known_at: int | None) -> tuple[Record, ...]:
    """The contributions on the rung that their steps show."""
    contributions, steps, sources = (
        tuple(registry.records(name, as_known_at=known_at))
        for name in ("contributions", "steps", "sources")
    )
    return on_their_rungs(contributions, steps, sources)


def _promised_before(
    registry: Registry, situation: Situation, known_at: int | None
) -> Iterator[tuple[str, tuple[date, ...]]]:
    """The days for which each order's work was promised before, where that was another day."""
    for order in situation.tasks.values():
        if order.promised_on is None:
            continue
        versions = registry.history(order.id, "tasks")
        days = [
            date_in(version.record.values, "promised_on")
            for version in versions
            if known_at is None or version.changeset <= known_at
        ]
        changed = [day for day, after in pairwise(days) if day is not None and day != after]
        if changed:
            yield order.id, tuple(changed)


def _imports(registry: Registry) -> Iterator[ImportLine]:
    for run in registry.import_runs():
        if run.in_force:
            named = run.layer and run.layer != Path(run.file).stem
            name = f"{run.file}, {run.layer}" if named else run.file
            yield ImportLine(
                name, run.record_type, run.rows, run.accepted, run.repaired, run.quarantined,
                run.unchanged,
            )  # fmt: skip


def _set_aside(registry: Registry) -> Iterator[SetAsideRow]:
    for kept in registry.quarantined():
        run = kept.import_run
        yield SetAsideRow(run.file, run.record_type, kept.row.row, kept.row.reason)


def _warnings(registry: Registry, chosen: _Chosen, situation: Situation) -> Iterator[str]:
    if chosen.known_at is not None and (behind := out_of_date(registry, chosen.id)):
        yield behind
    # A kept plan is read with the records it was made from; measures of a replan are on none.
    plan = chosen.plan if chosen.known_at is None else None
    if plan is not None and plan.situation != situation.sha256:
        yield (
            "The plan was made from other records than the registry holds now: the map, the "
            "backlog and the names are those of the registry. Make the plan anew to agree."
        )
