"""Long work: asked for, followed, stopped, cancelled, and what it left."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from time import monotonic
from typing import Any, Literal

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.registry.jobs import ENDED, Job, State, Wanted
from ploughshare.usecases.jobs import kept_by, source_of, told
from ploughshare.usecases.people import Person
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.plan import keep_plan, working_calendar
from ploughshare.usecases.replan import require_unchanged
from ploughshare.usecases.visible_plan import require_report
from ploughshare.web import drafts, received
from ploughshare.web.asked import (
    AcceptedImportAsked,
    Asked,
    ImportAsked,
    PlanAsked,
    ReplanAsked,
    ReportAsked,
    ScenarioAsked,
    kept,
)
from ploughshare.web.gate import Asking, Serving, needs, refused
from ploughshare.web.import_work import tried_import
from ploughshare.web.server import Server
from ploughshare.web.work import report_asked

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

LOOK_SECONDS = 0.3
"""How often the store is asked for a job that somebody follows."""

LONGEST_SECONDS = 600.0
"""After so long a stream ends, and whoever follows asks again, with the rights of then."""

EVENTS = "text/event-stream"

MOST_WAITING = 20
"""Jobs that wait at a time; who asks for more asks again later."""

LONG = frozenset({"document", "change"})
"""Arguments and results that a list leaves out; one job has them."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class JobShown(BaseModel):
    """
    One piece of long work.

    ``progress`` of a search has its phase, seconds, and best plan, bound and gap so far, in the units
    of ``objective``. ``result`` has ``message`` and ``remedy`` where the job is not done. ``wanted``
    says what people want of it: that it stops with the best so far, or is cancelled.
    """

    id: str
    kind: str
    arguments: dict[str, Any]
    account: str
    state: State
    made: datetime
    begun: datetime | None
    ended: datetime | None
    attempts: int
    progress: dict[str, Any]
    result: dict[str, Any]
    wanted: Wanted


class Accepted(BaseModel):
    """A draft that is the plan of record now."""

    plan: str
    result: dict[str, Any]


def shown(job: Job) -> JobShown:
    """A job as it is told."""
    return JobShown.model_validate(job, from_attributes=True)


@router.get("", **needs(Act.SEE, DataClass.JOBS))
def jobs(server: Serving, last: int = Query(50, ge=1, le=500)) -> list[JobShown]:
    """The last jobs, newest first, without what is long: ``document`` and ``change``."""
    with server.reading() as registry:
        return [_short(job) for job in registry.jobs.jobs(last=last)]


def _short(job: Job) -> JobShown:
    found = shown(job)
    for values in (found.arguments, found.result):
        for name in LONG & values.keys():
            del values[name]
    return found


@router.post("", status_code=202, **needs(Act.CHANGE, DataClass.JOBS))
def new_job(server: Serving, person: Asking, asked: Asked) -> JobShown:
    """
    Ask for a plan, the plan of a scenario, a replan, a report, or an import.

    It is done when the jobs before it are. Plans need the right to change plans, reports to export
    them, imports to change received files. Reports that show sensitive data need a purpose, which is logged.
    """
    logged = False
    if isinstance(asked, ReportAsked):
        report, _ = report_asked(asked)
        logged = require_report(person.role, report.name, asked.purpose)
    elif isinstance(asked, ImportAsked | AcceptedImportAsked):
        if not person.may(Act.CHANGE, DataClass.RECEIVED):
            raise refused(person, Act.CHANGE, DataClass.RECEIVED)
        with server.reading() as registry:
            tried = asked if isinstance(asked, ImportAsked) else tried_import(registry, asked)
        received.file_of(server.path, tried.file)
    else:
        _require_plans(person)
        _ = asked.stop
        if asked.rest_days is not None:
            working_calendar(date.today(), asked.rest_days)
        if isinstance(asked, ScenarioAsked) and (asked.name is None) == (not asked.document):
            raise CallError("A scenario is named, or its document is given.")
        if not isinstance(asked, ScenarioAsked):
            _require_name(asked)
    with server.writing() as registry:
        if registry.jobs.waiting() >= MOST_WAITING:
            raise CallError(
                f"{MOST_WAITING} jobs are waiting already.",
                remedy="Cancel some of them, or ask again later.",
            )
        job = registry.jobs.add(
            asked.kind, kept(asked), account=person.name, role=person.role.value
        )
        if logged and isinstance(asked, ReportAsked):
            registry.people.log(
                person.name, "exported a report", report=asked.report, plan=asked.plan or "",
                purpose=asked.purpose,
            )  # fmt: skip
    server.job_added()
    return shown(job)


@router.get("/{job_id}", **needs(Act.SEE, DataClass.JOBS))
def one_job(server: Serving, job_id: str) -> JobShown:
    """One job."""
    with server.reading() as registry:
        return shown(registry.jobs.job(job_id))


@router.post("/{job_id}/stop", **needs(Act.CHANGE, DataClass.JOBS))
def stop_job(server: Serving, person: Asking, job_id: str) -> JobShown:
    """Let a job end soon, and keep the best plan so far; one that waits is cancelled."""
    return _want(server, person, job_id, "stop")


@router.post("/{job_id}/cancel", **needs(Act.CHANGE, DataClass.JOBS))
def cancel_job(server: Serving, person: Asking, job_id: str) -> JobShown:
    """Let a job end soon, and keep nothing."""
    return _want(server, person, job_id, "cancel")


@router.post("/{job_id}/accept", status_code=201, **needs(Act.CHANGE, DataClass.PLANS))
def accept_draft(server: Serving, person: Asking, job_id: str) -> Accepted:
    """
    Keep the draft of a replan as the plan of record; refused where the records were changed since.
    """
    with server.writing() as registry:
        job = registry.jobs.job(job_id)
        if job.kind != "replan" or job.state != "done" or job.result.get("plan"):
            raise CallError(f"Job {job_id} is no draft that could be accepted.")
        planned = drafts.read(registry.path, job.id)

        def require() -> None:
            if before := kept_by(registry, job):
                raise CallError(f"The draft of {job_id} was accepted already, as {before}.")
            require_unchanged(registry, job.result["records"])

        plan_id = keep_plan(
            registry, planned, author=person.name, source=source_of(job), require=require
        )
    return Accepted(plan=plan_id, result=told(planned.plan, plan_id))


@router.get(
    "/{job_id}/file",
    response_class=Response,
    responses={200: {"content": {media: {} for media in MEDIA_TYPES.values()}}},
    **needs(Act.EXPORT, DataClass.PLANS),
)
def file_of_job(server: Serving, person: Asking, job_id: str) -> Response:
    """The report that a job has made, for whoever could have asked for it."""
    with server.reading() as registry:
        job = registry.jobs.job(job_id)
    if job.kind != "report" or job.state != "done":
        raise NoSuchRecord(f"Job {job_id} has no report.")
    require_report(person.role, job.arguments["report"], job.arguments["purpose"])
    name = job.result["file"]
    suffix = name[name.rindex(".") :]
    data = drafts.report(server.path, job.id, suffix)
    return file_response(data, name)


def file_response(data: bytes, name: str) -> Response:
    """A file that is taken away."""
    media = MEDIA_TYPES.get(name[name.rindex(".") :], "application/octet-stream")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media, headers=headers)


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENTS: {}}}},
    **needs(Act.SEE, DataClass.JOBS),
)
def events(server: Serving, job_id: str) -> StreamingResponse:
    """A job as it goes on, as server-sent events named ``job``; the last one when it has ended."""
    with server.reading() as registry:
        registry.jobs.job(job_id)

    async def lines() -> AsyncIterator[str]:
        async for job in follow(server, job_id):
            yield f"event: job\ndata: {shown(job).model_dump_json()}\n\n"

    return StreamingResponse(lines(), media_type=EVENTS)


async def follow(server: Server, job_id: str) -> AsyncIterator[Job]:
    """A job whenever something of it has changed, until it has ended or the server ends."""

    def read() -> Job:
        with server.reading() as registry:
            return registry.jobs.job(job_id)

    last, began = None, monotonic()
    while monotonic() - began < LONGEST_SECONDS and not server.ending.is_set():
        job = await run_in_threadpool(read)
        if job != last:
            last = job
            yield job
        if job.state in ENDED:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _want(
    server: Server, person: Person, job_id: str, wanted: Literal["stop", "cancel"]
) -> JobShown:
    with server.writing() as registry:
        job = registry.jobs.job(job_id)
        if job.account != person.name:
            _require_plans(person)
        found = registry.jobs.want(job_id, wanted)
    server.job_added()
    return shown(found)


def _require_name(asked: PlanAsked | ReplanAsked) -> None:
    """Refuse a wish, or an order taken back, for which nobody's name is given."""
    measures = asked.measures if isinstance(asked, ReplanAsked) else []
    decided = bool(asked.first) or any(each.what == "recall" for each in measures)
    if decided and not asked.by.strip():
        raise CallError("That is a named person's decision.", remedy="Give the name: by.")


def _require_plans(person: Person) -> None:
    if not person.may(Act.CHANGE, DataClass.PLANS):
        raise refused(person, Act.CHANGE, DataClass.PLANS)
