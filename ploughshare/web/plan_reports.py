"""Reports of a plan as files: what is made quickly at once, the rest as a job."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from ploughshare.errors import CallError
from ploughshare.reports.kinds import report_of
from ploughshare.reports.report import suffixes_of
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.report import make_report
from ploughshare.usecases.visible_plan import require_report
from ploughshare.web.gate import Asking, Serving, needs
from ploughshare.web.jobs import MEDIA_TYPES, file_response
from ploughshare.web.plans import PlanName, plan_read

router = APIRouter(prefix="/api/plans", tags=["plans"])

SLOW = frozenset({"plan-book", "founding-question"})
"""Reports that take long for every plan: many pages, or searches of their own."""

MOST_ITEMS = 5000
"""Items of a plan whose other reports are made while somebody waits for the answer."""


@router.get(
    "/{plan_id}/reports/{kind}.{ending}",
    response_class=Response,
    responses={200: {"content": {media: {} for media in MEDIA_TYPES.values()}}},
    **needs(Act.EXPORT, DataClass.PLANS),
)
def report(
    server: Serving,
    person: Asking,
    plan_id: PlanName,
    kind: str,
    ending: str,
    purpose: str = "",
    since: str | None = None,
    on: date | None = None,
) -> Response:
    """
    A report of a plan, for whoever may export plans; see ``plough report``.

    Reports that show sensitive data need the right to export such data, and a purpose, which is
    logged. Those that take long are asked for as a job.
    """
    chosen = report_of(kind)
    if f".{ending}" not in suffixes_of(chosen):
        raise CallError(
            f"The report {kind} is no .{ending} file.",
            remedy=f"It ends in {' or '.join(suffixes_of(chosen))}.",
        )
    logged = require_report(person.role, chosen.name, purpose)
    with server.reading() as registry:
        read = plan_read(server, registry, person, plan_id)
        if chosen.name in SLOW or len(read.plan.items) > MOST_ITEMS:
            raise CallError(
                f"The report {kind} of plan {read.kept.id} takes long.",
                remedy="Ask for it as a job: POST /api/jobs with the kind report.",
            )
        made = make_report(
            chosen,
            registry,
            plan_name=read.kept.id,
            made_on=date.today(),
            on=on,
            since=None if since is None else registry.plan(since, documents=()).id,
            suffix=f".{ending}",
            owner=person.name,
        )
        data = made.data
    if logged:
        with server.writing() as registry:
            registry.people.log(
                person.name, "exported a report", report=chosen.name, plan=read.kept.id,
                purpose=purpose,
            )  # fmt: skip
    return file_response(data, f"{chosen.name}.{ending}")
