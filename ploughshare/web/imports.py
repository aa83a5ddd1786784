"""Files that are brought in: sent, tried, imported by a job, and taken back."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.registry.kept import ImportRun
from ploughshare.registry.registry import Registry
from ploughshare.usecases.files import read_bytes
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.undo import undo
from ploughshare.web import received
from ploughshare.web.gate import ENTRY, Asking, Serving, needs
from ploughshare.web.import_models import FileShown, Outcome, RowsEnded
from ploughshare.web.import_work import OUTCOME, SHAPES, left_of
from ploughshare.web.server import Server

router = APIRouter(prefix="/api/imports", tags=["imports"])

GEOJSON = "application/geo+json"

SENDS = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    ENTRY: [Act.CHANGE.value, DataClass.RECEIVED.value],
}


class ImportShown(RowsEnded):
    """
    An import on record.

    It is no more ``in_force`` when it was taken back.
    """

    changeset: int
    at: datetime
    author: str
    file: str
    in_force: bool


class Undo(BaseModel):
    """Why an import is taken back."""

    reason: str = Field(min_length=3, max_length=500)


class Undone(BaseModel):
    """The change that took an import back, and of how many records."""

    changeset: int
    records: int


@router.get("/files", **needs(Act.CHANGE, DataClass.RECEIVED))
def files(server: Serving) -> list[FileShown]:
    """Files that were sent and wait for a decision, newest first."""
    return [_shown(each) for each in received.files(server.path)]


@router.post(
    "/files",
    status_code=201,
    **(needs(Act.CHANGE, DataClass.RECEIVED) | {"openapi_extra": SENDS}),
)
async def send_file(
    request: Request, server: Serving, person: Asking, name: str = Query(max_length=300)
) -> FileShown:
    """
    Send a file: its bytes are the body, at most 200 MB; nothing is read of them yet.

    It lies beside the registry until it is imported or discarded; twenty may wait at a time.
    """
    size = request.headers.get("content-length", "")
    if size.isdecimal() and int(size) > received.MOST_BYTES:
        raise received.too_large(name)
    try:
        return _shown(await received.receive(server.path, name, person.name, request.stream()))
    except ClientDisconnect:
        raise CallError(f"{name} did not arrive whole.", remedy="Send it again.") from None


@router.delete("/files/{file_id}", status_code=204, **needs(Act.CHANGE, DataClass.RECEIVED))
def discard_file(server: Serving, file_id: str) -> None:
    """Forget a file that was sent, and import nothing of it."""
    received.discard(server.path, file_id)


@router.get("/tries/{job_id}", **needs(Act.CHANGE, DataClass.RECEIVED))
def tried(server: Serving, job_id: str) -> Outcome:
    """What came of a job of kind ``import``: mapping, findings, and the end of every row."""
    return Outcome.model_validate_json(_left(server, job_id, OUTCOME))


@router.get(
    "/tries/{job_id}/shapes",
    response_class=Response,
    responses={200: {"content": {GEOJSON: {}}}},
    **needs(Act.CHANGE, DataClass.RECEIVED),
)
def tried_shapes(server: Serving, job_id: str) -> Response:
    """Shapes of a try as GeoJSON: ``row``, ``id`` and ``end`` of each, those set aside first."""
    return Response(_left(server, job_id, SHAPES), media_type=GEOJSON)


@router.get("", **needs(Act.SEE, DataClass.RECEIVED))
def imports(server: Serving, last: int = Query(50, ge=1, le=500)) -> list[ImportShown]:
    """The last imports on record, newest first."""
    with server.reading() as registry, registry.snapshot():
        runs = registry.import_runs()[-last:]
        return [_import(registry, run) for run in reversed(runs)]


@router.post("/{changeset}/undo", status_code=201, **needs(Act.CHANGE, DataClass.RECEIVED))
def undo_import(server: Serving, person: Asking, changeset: int, why: Undo) -> Undone:
    """
    Take an import back by a new change; the history shows both.

    Refused where records of it were changed since: 409 names them.
    """
    with server.writing() as registry:
        if all(run.changeset != changeset for run in registry.import_runs()):
            raise CallError(f"Change {changeset} is no import.")
        undone = undo(registry, changeset, author=person.name, reason=why.reason)
    return Undone(changeset=undone.number, records=undone.taken_off + undone.put_back)


def _shown(file: received.Received) -> FileShown:
    return FileShown.model_validate(file, from_attributes=True)


def _import(registry: Registry, run: ImportRun) -> ImportShown:
    change = registry.changeset(run.changeset)
    values: dict[str, Any] = {
        name: getattr(run, name)
        for name in ImportShown.model_fields
        if name not in ("at", "author")
    }
    return ImportShown(at=change.time, author=change.author, **values)


def _left(server: Server, job_id: str, suffix: str) -> bytes:
    with server.reading() as registry:
        job = registry.jobs.job(job_id)
    file = left_of(server.path, job.id, suffix)
    if job.kind != "import" or not file.exists():
        raise NoSuchRecord(f"Job {job_id} has left nothing to look at.", remedy="Try it again.")
    return read_bytes(file)
