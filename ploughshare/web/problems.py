"""Errors as answers: a status, a sentence and its remedy, and nothing of the registry."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ploughshare.errors import (
    CallError,
    HazardWouldShrink,
    InputRefused,
    Negative,
    NoSuchRecord,
    NotAllowed,
    PloughError,
    StaleVersion,
    StorageError,
)
from ploughshare.web.gate import SignInFirst
from ploughshare.web.received import TooLarge

log = logging.getLogger("ploughshare.web")

MEDIA_TYPE = "application/problem+json"

STATUSES: tuple[tuple[type[PloughError], int], ...] = (
    (SignInFirst, 401),
    (NotAllowed, 403),
    (NoSuchRecord, 404),
    (StaleVersion, 409),
    (HazardWouldShrink, 409),
    (Negative, 409),
    (CallError, 400),
    (InputRefused, 422),
    (StorageError, 503),
)
"""Status of each branch of the error tree; assigned here and nowhere else."""


class TooOften(PloughError):
    """Somebody tries too often; ``seconds`` says how long to wait."""

    code = "too-often"


class Problem(BaseModel):
    """
    An error (RFC 9457), with ``code`` and ``description`` as OGC API asks for.

    ``remedy`` says what to do next.
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    description: str
    remedy: str = ""


DESCRIBED: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "An error, with its remedy",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    }
}
"""What every route may answer besides its own, as OpenAPI describes it."""

TITLES = {
    400: "The call was wrong",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not offered",
    406: "Not offered",
    409: "The answer is no",
    413: "Too large",
    422: "The input was refused",
    429: "Too often",
    500: "A mistake of ours",
    503: "Not at the moment",
}


def answer(
    status: int, message: str, *, code: str, remedy: str = "", headers: dict[str, str] | None = None
) -> JSONResponse:
    """A problem as a response."""
    body = Problem(
        title=TITLES.get(status, "Error"),
        status=status,
        detail=message,
        description=message,
        code=code,
        remedy=remedy,
    )
    return JSONResponse(body.model_dump(), status, headers, media_type=MEDIA_TYPE)


def tell(request: Request, error: Exception) -> JSONResponse:
    """An error of ours as a response."""
    assert isinstance(error, PloughError)
    headers = {}
    status = next((code for branch, code in STATUSES if isinstance(error, branch)), 400)
    if isinstance(error, TooOften):
        status = 429
        headers["Retry-After"] = f"{error.facts['seconds']:.0f}"
    if isinstance(error, TooLarge):
        status = 413
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return answer(status, error.message, code=error.code, remedy=error.remedy, headers=headers)


def tell_wrong_call(request: Request, error: Exception) -> JSONResponse:
    """A parameter or body that does not fit its description; values are not repeated."""
    assert isinstance(error, RequestValidationError)
    told = []
    for each in error.errors()[:5]:
        place = [str(part) for part in each["loc"]]
        told.append(f"{' '.join(place[:1])} {'.'.join(place[1:])}: {each['msg']}".strip())
    return answer(400, "; ".join(told) + ".", code="call", remedy="See /openapi.json.")


def tell_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses: no such route, no such method."""
    assert isinstance(error, HTTPException)
    code = {404: "no-such-page", 405: "no-such-method"}.get(error.status_code, "http")
    return answer(
        error.status_code, str(error.detail), code=code, headers=dict(error.headers or {})
    )


def tell_mistake(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours: told in the server's log, never in the answer."""
    route = request.scope.get("route")
    log.error("%s failed", getattr(route, "path", "a route"), exc_info=error)
    return answer(
        500,
        "The server made a mistake; nothing was changed by this request.",
        code="mistake",
        remedy="The server's log says more. Report it with what you asked for.",
    )


def add_handlers(app: FastAPI) -> None:
    """Let every error of an application come out as a problem."""
    app.add_exception_handler(PloughError, tell)
    app.add_exception_handler(RequestValidationError, tell_wrong_call)
    app.add_exception_handler(HTTPException, tell_http)
    app.add_exception_handler(Exception, tell_mistake)
