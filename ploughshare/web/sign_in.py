"""Signing in and out, setting up a new server, and who am I."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from ploughshare.errors import CallError, NotAllowed
from ploughshare.usecases.people import (
    DEMONSTRATION,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    SESSION_HOURS,
    Person,
    add_account,
    digest,
    open_session,
    sign_in,
)
from ploughshare.usecases.permissions import ALLOWED, Role, may_hide_hazards
from ploughshare.web.gate import COOKIE, Asking, Serving, open_to_all
from ploughshare.web.problems import TooOften

router = APIRouter(prefix="/api/session", tags=["session"])

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Password = Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD)]


class Credentials(BaseModel):
    """What somebody signs in with."""

    name: Name
    password: Password


class SetUp(Credentials):
    """The first administrator, and the code that was printed where the server was started."""

    code: str = Field(max_length=64)


class DemonstrationRole(BaseModel):
    """As what the demonstration's user looks at the screen."""

    role: Role


class Me(BaseModel):
    """
    Who is asking, and what they may do.

    ``may`` holds pairs of act and class of data. ``demonstration`` says that the role can be
    chosen; ``needs_set_up`` that this registry has no administrator yet; ``may_hide_hazards`` that
    filters of the map may hide hazardous areas.
    """

    name: str
    role: Role
    organisation: str
    may: list[tuple[str, str]]
    demonstration: bool
    needs_set_up: bool
    invented: bool
    may_hide_hazards: bool


def _me(server: Serving, person: Person) -> Me:
    with server.reading() as registry:
        published = registry.publication()
        told = bool(person.name or published.record_types or published.plan)
        empty = not server.demonstration and not registry.people.accounts()
        return Me(
            name=person.name,
            role=person.role,
            organisation=person.organisation,
            may=[(act, what) for (what, act), roles in ALLOWED.items() if person.role in roles],
            demonstration=server.demonstration,
            needs_set_up=empty,
            invented=registry.invented and told,
            may_hide_hazards=may_hide_hazards(person.role),
        )


def give_cookie(request: Request, response: Response, secret: str) -> None:
    """Give a browser its session; scripts cannot read it, and other sites cannot use it."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


@router.get("", **open_to_all())
def who_am_i(server: Serving, person: Asking) -> Me:
    """Who is asking."""
    return _me(server, person)


@router.post("", **open_to_all())
def enter(request: Request, response: Response, server: Serving, given: Credentials) -> Me:
    """Sign in."""
    address = request.client.host if request.client else ""
    keys = (f"name {given.name.strip().casefold()}", f"address {address}")
    wait = server.attempts.seconds_to_wait(*keys)
    if wait > 0:
        raise TooOften(
            "Too many failed sign-ins.",
            remedy=f"Wait {wait / 60:.0f} min and try again.",
            seconds=wait,
        )
    try:
        with server.writing() as registry:
            secret, person = sign_in(registry, given.name, given.password)
            registry.people.log(person.name, "signed in")
    except NotAllowed:
        server.attempts.failed(*keys)
        raise
    server.attempts.succeeded(*keys)
    give_cookie(request, response, secret)
    return _me(server, person)


@router.delete("", **open_to_all())
def leave(request: Request, response: Response, server: Serving) -> Me:
    """Sign out."""
    secret = request.cookies.get(COOKIE, "")
    if secret:
        with server.writing() as registry:
            registry.people.close_session(digest(secret))
    response.delete_cookie(COOKIE, path="/")
    return _me(server, Person())


@router.post("/set-up", **open_to_all())
def set_up(request: Request, response: Response, server: Serving, given: SetUp) -> Me:
    """Make the first administrator of a registry that has none."""
    keys = ("set-up",)
    wait = server.attempts.seconds_to_wait(*keys)
    if wait > 0:
        raise TooOften("Too many wrong codes.", remedy="Start the server again.", seconds=wait)
    if server.demonstration:
        raise CallError("A demonstration has no accounts.")
    if not secrets.compare_digest(given.code.encode(), server.set_up_code.encode()):
        server.attempts.failed(*keys)
        raise NotAllowed(
            "The code is not the one this server printed when it was started.",
            remedy="Look where 'plough serve' runs.",
        )
    with server.writing() as registry:
        account = add_account(
            registry, given.name, given.password, Role.ADMINISTRATOR, only_first=True
        )
        registry.people.log(account.name, "set up the server")
        secret = open_session(registry, account.name)
    give_cookie(request, response, secret)
    return _me(server, Person(account.name, Role.ADMINISTRATOR))


@router.post("/demonstration", **open_to_all())
def demonstrate(
    request: Request, response: Response, server: Serving, given: DemonstrationRole
) -> Me:
    """Look at the demonstration in another role."""
    if not server.demonstration:
        raise NotAllowed("This server shows no demonstration.")
    if given.role is Role.VISITOR:
        response.delete_cookie(COOKIE, path="/")
        return _me(server, Person())
    give_cookie(request, response, server.open_demonstration(given.role))
    return _me(server, Person(DEMONSTRATION, given.role))
