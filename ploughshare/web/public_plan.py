"""What anybody may see of the plan once the authority has decided so: when what is back, no more."""

from datetime import date

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from ploughshare.errors import NoSuchRecord
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import VISITOR
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.public_plan import PublicPlan, public_plan
from ploughshare.web.gate import Serving, needs
from ploughshare.web.plans import packed
from ploughshare.web.server import Server

router = APIRouter(prefix="/api/public", tags=["public"])


class AssetBack(BaseModel):
    """An asset, and the week, quarter or year in which it is planned to be back in service."""

    id: str
    name: str
    kind: str
    part: str
    when: str


class AtMonthEnd(BaseModel):
    """Weight in service before a day: as planned, and at most of any plan."""

    before: date
    planned: int
    limit: int


class PublicPlanShown(BaseModel):
    """
    The published part of the plan of record; all empty where nothing is published.

    Assets stand in the order in which they come back. One that is not among them has no date in
    the plan; that says nothing of what lies there.
    """

    start: date | None
    known_until: date | None
    served_in_all: int
    assets: list[AssetBack]
    months: list[AtMonthEnd]


@router.get("/plan", response_model=PublicPlanShown, **needs(Act.SEE, DataClass.PUBLISHED))
def published_plan(request: Request, server: Serving) -> Response:
    """When assets are planned to be back in service, and the curve of the whole region."""
    with server.reading() as registry, registry.snapshot():

        def made() -> bytes:
            return msgspec.json.encode(_published(server, registry))

        return packed(request, server, f"{registry.head_hash()}/public", made)


def _published(server: Server, registry: Registry) -> PublicPlan:
    if not registry.publication().plan:
        return PublicPlan()
    try:
        read = server.plans.plan(registry, None, VISITOR.role)
    except NoSuchRecord:
        return PublicPlan()
    return public_plan(registry, read.kept, read.plan)
