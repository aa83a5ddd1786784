"""Who asks, and whether they may: every route names what it needs, or the server does not start."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute

from ploughshare.errors import NotAllowed
from ploughshare.usecases.people import VISITOR, Person, of_session, of_token
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.web.server import Server

COOKIE = "plough_session"

ENTRY = "x-needs"
"""Where a route's description in OpenAPI says what it needs: act, then class of data."""

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class SignInFirst(NotAllowed):
    """Nobody is signed in, and what was asked for is not for visitors."""

    code = "sign-in-first"


def serving(request: Request) -> Server:
    """The server that a request came to."""
    server: Server = request.app.state.server
    return server


def asking(request: Request) -> Person:
    """
    Who makes a request: by token, by session, or a visitor.

    Raises ``NotAllowed`` for a bad token, and for a change that another site's page asks for.
    """
    if "person" not in request.scope:
        request.scope["person"] = _found(request)
    person: Person = request.scope["person"]
    return person


def _found(request: Request) -> Person:
    server = serving(request)
    given = request.headers.get("authorization", "")
    kind, _, secret = given.partition(" ")
    if given:
        if kind.lower() != "bearer" or not secret.strip():
            raise NotAllowed("Only tokens are taken here.", remedy="Authorization: Bearer TOKEN")
        with server.reading() as registry:
            return of_token(registry, secret.strip())
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        return VISITOR
    if request.method in CHANGING:
        _require_same_site(request)
    with server.reading() as registry:
        return of_session(registry, cookie, demonstration=server.demonstration)


def _require_same_site(request: Request) -> None:
    """Refuse a change that a page of another site sends with this person's cookie."""
    origin = request.headers.get("origin", "")
    other = bool(origin) and urlsplit(origin).netloc != request.headers.get("host", "")
    if other or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotAllowed("The change was asked for by a page of another site.")


Asking = Annotated[Person, Depends(asking)]
Serving = Annotated[Server, Depends(serving)]


def needs(act: Act, data_class: DataClass) -> dict[str, Any]:
    """
    What a route needs, as arguments of its decorator.

    ``@router.get("/api/plans", **needs(Act.SEE, DataClass.PLANS))``
    """

    def allowed(person: Asking) -> None:
        if not person.may(act, data_class):
            raise refused(person, act, data_class)

    return {
        "dependencies": [Depends(allowed)],
        "openapi_extra": {ENTRY: [act.value, data_class.value]},
    }


def open_to_all() -> dict[str, Any]:
    """Of a route that gives nothing of the registry: health, the page itself, signing in."""
    return {"openapi_extra": {ENTRY: []}}


def refused(person: Person, act: Act, data_class: DataClass) -> NotAllowed:
    """The error for a person who may not; visitors are told to sign in."""
    what = f"{act.value} {data_class.value}"
    if not person.name:
        return SignInFirst(f"Visitors may not {what}.", remedy="Sign in, or send a token.")
    return NotAllowed(f"As {person.role.value} you may not {what}.")


def routes(app: FastAPI) -> Iterator[APIRoute]:
    """Every route of an application, those of included routers too."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from (each for each in inner.routes if isinstance(each, APIRoute))


def require_entries(app: FastAPI) -> None:
    """Refuse to start with a route that does not say what it needs."""
    for route in routes(app):
        if ENTRY not in (route.openapi_extra or {}):
            raise RuntimeError(f"{route.path} says nothing in web/ of who may use it.")
