"""Accounts, tokens, the log, and the decision what is published."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from ploughshare.dictionary import record_type
from ploughshare.errors import CallError, NoSuchRecord, NotAllowed
from ploughshare.registry.kept import Publication
from ploughshare.registry.people import Account, Token
from ploughshare.usecases.people import add_account, change_account, make_token
from ploughshare.usecases.permissions import Act, DataClass, Role
from ploughshare.web.gate import Asking, Serving, needs, open_to_all
from ploughshare.web.sign_in import Name, Password

router = APIRouter(prefix="/api", tags=["people"])


class AccountShown(BaseModel):
    """An account without its password."""

    name: str
    role: Role
    organisation: str
    created: datetime
    active: bool


class NewAccount(BaseModel):
    """A person who shall be able to sign in."""

    name: Name
    password: Password
    role: Role
    organisation: str = Field("", max_length=80)


class AccountChange(BaseModel):
    """What shall be different; what is left out stays."""

    role: Role | None = None
    password: Password | None = None
    active: bool | None = None


class TokenShown(BaseModel):
    """A token without its secret."""

    id: str
    account: str
    title: str
    role: Role
    created: datetime
    expires: datetime


class NewToken(BaseModel):
    """A key for a program: it may do what its role may, and nothing that its owner may not."""

    title: str = Field(min_length=1, max_length=80)
    role: Role
    days: int = Field(90, ge=1, le=366)


class TokenMade(TokenShown):
    """A new token; its secret is shown this once."""

    secret: str


class LogLine(BaseModel):
    """One line of the log."""

    time: datetime
    account: str
    what: str
    about: dict[str, str]


class Published(BaseModel):
    """What anybody may see."""

    record_types: list[str]
    plan: bool


class PublishedChange(Published):
    """A new decision, with its reason."""

    reason: str = Field(min_length=1, max_length=500)


def _account(account: Account) -> AccountShown:
    return AccountShown(
        name=account.name,
        role=Role(account.role),
        organisation=account.organisation,
        created=account.created,
        active=account.active,
    )


def _token(token: Token) -> TokenShown:
    return TokenShown(
        id=token.id,
        account=token.account,
        title=token.title,
        role=Role(token.role),
        created=token.created,
        expires=token.expires,
    )


@router.get("/accounts", **needs(Act.SEE, DataClass.PEOPLE))
def accounts(server: Serving) -> list[AccountShown]:
    """Every account."""
    with server.reading() as registry:
        return [_account(each) for each in registry.people.accounts()]


@router.post("/accounts", status_code=201, **needs(Act.CHANGE, DataClass.PEOPLE))
def new_account(server: Serving, person: Asking, given: NewAccount) -> AccountShown:
    """Add an account."""
    with server.writing() as registry:
        account = add_account(
            registry, given.name, given.password, given.role, organisation=given.organisation
        )
        registry.people.log(person.name, "added an account", name=account.name, role=account.role)
        return _account(account)


@router.patch("/accounts/{name}", **needs(Act.CHANGE, DataClass.PEOPLE))
def changed_account(
    server: Serving, person: Asking, name: str, given: AccountChange
) -> AccountShown:
    """Change an account's role or password, or close it; the person is signed out."""
    with server.writing() as registry:
        account = change_account(
            registry, name, role=given.role, password=given.password, active=given.active
        )
        what = ", ".join(sorted(given.model_fields_set))
        registry.people.log(person.name, "changed an account", name=account.name, changed=what)
        return _account(account)


@router.get("/tokens", **open_to_all())
def tokens(server: Serving, person: Asking) -> list[TokenShown]:
    """Tokens: those of all for who may see people, else one's own."""
    with server.reading() as registry:
        everybody = person.may(Act.SEE, DataClass.PEOPLE)
        if not everybody and not person.name:
            return []
        return [_token(each) for each in registry.people.tokens(None if everybody else person.name)]


@router.post("/tokens", status_code=201, **open_to_all())
def new_token(server: Serving, person: Asking, given: NewToken) -> TokenMade:
    """Make a token of one's own."""
    with server.writing() as registry:
        if registry.people.account(person.name) is None:
            raise NotAllowed("Only somebody with an account can make a token.")
        secret, token = make_token(registry, person, given.title, given.role, days=given.days)
        registry.people.log(person.name, "made a token", token=token.id, role=token.role)
        return TokenMade(secret=secret, **_token(token).model_dump())


@router.delete("/tokens/{token_id}", status_code=204, **open_to_all())
def drop_token(server: Serving, person: Asking, token_id: str) -> None:
    """Revoke a token: one's own, or anybody's for who manages people."""
    with server.writing() as registry:
        own = {token.id for token in registry.people.tokens(person.name)} if person.name else set()
        if token_id not in own and not person.may(Act.CHANGE, DataClass.PEOPLE):
            raise NoSuchRecord(f"There is no token {token_id}.")
        registry.people.drop_token(token_id)
        registry.people.log(person.name, "revoked a token", token=token_id)


@router.get("/log", **needs(Act.SEE, DataClass.LOG))
def logged(server: Serving, last: Annotated[int, Query(ge=1, le=10_000)] = 200) -> list[LogLine]:
    """Sign-ins, changes of accounts, and exports of sensitive data with their purpose."""
    with server.reading() as registry:
        return [
            LogLine(time=line.time, account=line.account, what=line.what, about=dict(line.about))
            for line in registry.people.logged(last=last)
        ]


@router.get("/publication", **needs(Act.SEE, DataClass.PUBLICATION))
def publication(server: Serving) -> Published:
    """What the authority has decided to publish."""
    with server.reading() as registry:
        decided = registry.publication()
        return Published(record_types=list(decided.record_types), plan=decided.plan)


@router.put("/publication", **needs(Act.CHANGE, DataClass.PUBLICATION))
def decide(server: Serving, person: Asking, given: PublishedChange) -> Published:
    """Decide what is published, from now on."""
    names = [record_type(name).name for name in given.record_types]
    if len(set(names)) != len(names):
        raise CallError("A record type is named twice.")
    with (
        server.writing() as registry,
        registry.change(author=person.name, reason=given.reason) as change,
    ):
        change.decide_publication(Publication(tuple(names), given.plan))
    return Published(record_types=names, plan=given.plan)
