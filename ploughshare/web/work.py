"""The work of a job, done by the use cases of the command line."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ploughshare.errors import CallError, NotAllowed, PloughError
from ploughshare.planning.measures import Measure
from ploughshare.planning.plan import Planned
from ploughshare.planning.scenarios.scenario import own_scenario
from ploughshare.planning.scenarios.scenario_file import scenario_from
from ploughshare.planning.scenarios.terms import plain
from ploughshare.registry.jobs import Job
from ploughshare.registry.registry import Registry
from ploughshare.reports.kinds import report_of
from ploughshare.reports.report import WORKBOOK, Report, suffixes_of
from ploughshare.scheduling.solve import Progress, Stop
from ploughshare.usecases.files import write_bytes
from ploughshare.usecases.jobs import source_of, told
from ploughshare.usecases.permissions import Act, DataClass, Role, may
from ploughshare.usecases.plan import keep_plan, make_plan, working_calendar
from ploughshare.usecases.replan import make_draft, require_unchanged
from ploughshare.usecases.report import make_report
from ploughshare.usecases.scenario import make_scenario_plan
from ploughshare.usecases.visible_plan import require_report
from ploughshare.web import drafts
from ploughshare.web.asked import (
    AcceptedImportAsked,
    ImportAsked,
    PlanAsked,
    ReplanAsked,
    ReportAsked,
    ScenarioAsked,
    read,
)
from ploughshare.web.import_work import try_file, write_file


class Unwanted(PloughError):
    """Nobody wants the job any more: it was cancelled, or belongs to another worker now."""

    code = "unwanted"


@dataclass(frozen=True, slots=True)
class Work:
    """
    A job under way.

    Parameters
    ----------
    path
        The registry.
    job
        As it was claimed.
    said
        Told how far a search is.
    require_wanted
        Called before something is kept; raises ``Unwanted``.
    """

    path: Path
    job: Job
    said: Callable[[Progress], None]
    require_wanted: Callable[[], None]

    def done(self) -> Mapping[str, Any]:
        """
        Do the work, keep what it makes, and return the job's result.

        Raises ``PloughError`` for whatever the command line refuses too.
        """
        asked = read(dict(self.job.arguments))
        imports = isinstance(asked, ImportAsked | AcceptedImportAsked)
        needed = (
            Act.EXPORT if isinstance(asked, ReportAsked) else Act.CHANGE,
            DataClass.RECEIVED if imports else DataClass.PLANS,
        )
        if not may(Role(self.job.role), *needed):
            raise NotAllowed(f"As {self.job.role} nobody may {needed[0]} {needed[1]}.")
        if isinstance(asked, ReplanAsked):
            return self._replan(asked)
        with Registry.open(self.path, write=True) as registry:
            if isinstance(asked, PlanAsked):
                return self._plan(registry, asked)
            if isinstance(asked, ScenarioAsked):
                return self._scenario(registry, asked)
            if isinstance(asked, ImportAsked):
                return try_file(registry, self.job, asked, self.said)
            if isinstance(asked, AcceptedImportAsked):
                return write_file(registry, self.job, asked, self.said, self.require_wanted)
            return self._report(registry, asked)

    def _plan(self, registry: Registry, asked: PlanAsked) -> Mapping[str, Any]:
        made = make_plan(
            registry,
            calendar=working_calendar(_start(asked.start), asked.rest_days),
            author=self.job.account,
            stop=asked.stop,
            seed=asked.seed,
            progress=self.said,
            take_off=asked.take_off,
            first=asked.first,
            by=asked.by,
            keep=lambda planned: self._keep(registry, planned),
        )
        return told(made.planned.plan, made.id)

    def _scenario(self, registry: Registry, asked: ScenarioAsked) -> Mapping[str, Any]:
        if asked.name is not None:
            scenario = own_scenario(asked.name, self.job.account)
        else:
            scenario = scenario_from(asked.document.encode(), "the scenario")
        made = make_scenario_plan(
            registry,
            scenario,
            calendar=working_calendar(_start(asked.start), asked.rest_days),
            author=self.job.account,
            stop=asked.stop,
            seed=asked.seed,
            progress=self.said,
            keep=lambda planned: self._keep(registry, planned),
        )
        return told(made.planned.plan, made.id)

    def _replan(self, asked: ReplanAsked) -> Mapping[str, Any]:
        draft = make_draft(
            self.path,
            last=None,
            start=_start(asked.start),
            rest_days=asked.rest_days,
            stop=asked.stop,
            seed=asked.seed,
            measures=[
                Measure(
                    each.what, each.subject, each.reason, each.from_on, each.until,
                    asked.by if each.what == "recall" else "",
                )
                for each in asked.measures
            ],
            first=asked.first,
            by=asked.by,
            progress=self.said,
        )  # fmt: skip
        planned = draft.replanned.planned
        plan_id = None
        with Registry.open(self.path, write=True) as registry:
            if asked.accept:
                plan_id = self._keep(registry, planned, records=draft.records)
            else:
                self.require_wanted()
                drafts.write(self.path, self.job.id, planned)
        put_first = planned.plan.put_first
        return {
            **told(planned.plan, plan_id),
            "records": draft.records,
            "put_first": plain(asdict(put_first)) if put_first else None,
            "change": draft.replanned.change.document(),
        }

    def _report(self, registry: Registry, asked: ReportAsked) -> Mapping[str, Any]:
        report, suffix = report_asked(asked)
        require_report(Role(self.job.role), report.name, asked.purpose)
        begun = datetime.now(UTC)

        def said(text: str) -> None:
            seconds = (datetime.now(UTC) - begun).total_seconds()
            self.said(Progress(report.name, seconds, text=text))

        limited = asked.seconds is not None or asked.iterations is not None
        made = make_report(
            report,
            registry,
            plan_name=asked.plan,
            made_on=date.today(),
            on=asked.on,
            since=asked.since,
            suffix=suffix,
            owner=self.job.account,
            stop=Stop(seconds=asked.seconds, iterations=asked.iterations) if limited else None,
            progress=said,
        )
        data = made.data
        self.require_wanted()
        file = drafts.folder(self.path) / f"{self.job.id}{suffix}"
        write_bytes(file, data)
        return {
            "report": report.name,
            "plan": made.plan_id,
            "file": f"{report.name}{suffix}",
            "bytes": len(data),
            "warnings": list(made.warnings),
        }

    def _keep(self, registry: Registry, planned: Planned, *, records: str = "") -> str:
        """Keep a plan while it is wanted; of ``records``, while they are the last change's hash."""

        def require() -> None:
            self.require_wanted()
            if records:
                require_unchanged(registry, records)

        return keep_plan(
            registry,
            planned,
            author=self.job.account,
            source=source_of(self.job),
            require=require,
        )


def report_asked(asked: ReportAsked) -> tuple[Report, str]:
    """
    The report that is asked for, and the ending of its file.

    Raises
    ------
    CallError
        For a report nobody offers, or one that is no workbook.
    """
    report = report_of(asked.report)
    suffix = WORKBOOK if asked.workbook else report.suffix
    if suffix not in suffixes_of(report):
        raise CallError(f"The report {report.name} is no workbook.", remedy="Leave it out.")
    return report, suffix


def _start(start: date | None) -> date:
    return start or date.today()
