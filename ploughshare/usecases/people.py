"""Accounts and who is asking: passwords, sessions, tokens, and the demonstration's user."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from ploughshare.errors import CallError, NoSuchRecord, NotAllowed
from ploughshare.registry.people import Account, Session, Token
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Act, DataClass, Role, may

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SESSION_HOURS = 12
"""A working day; then a person signs in again."""

MOST_TOKEN_DAYS = 366

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_NAME = 80

DEMONSTRATION = "demonstration"
"""Account of the demonstration, which no registry can hold."""

WRONG = "The name or the password is not right."


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who is asking.

    Parameters
    ----------
    name
        Of the account; empty for a visitor.
    role
        What the table of permissions is read with.
    organisation
        Id of the organisation, empty for none.
    """

    name: str = ""
    role: Role = Role.VISITOR
    organisation: str = ""

    def may(self, act: Act, data_class: DataClass) -> bool:
        """Whether this person may do an act with a class of data."""
        return may(self.role, act, data_class)


VISITOR = Person()


def digest(secret: str) -> str:
    """What is kept of a session's or a token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_account(
    registry: Registry,
    name: str,
    password: str,
    role: Role,
    *,
    organisation: str = "",
    only_first: bool = False,
) -> Account:
    """
    Add a person.

    Raises ``CallError`` for a name that is taken or odd, a weak password, or a role nobody can
    have an account for.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise CallError(f"A name has 1 to {LONGEST_NAME} printed characters.")
    if name.casefold() == DEMONSTRATION:
        raise CallError(f"{DEMONSTRATION!r} is the name of no real person.")
    if role is Role.VISITOR:
        raise CallError("A visitor needs no account.", remedy="Choose another role.")
    account = Account(
        name=name,
        role=role.value,
        organisation=organisation.strip(),
        password=hashed(password, name),
        created=datetime.now(UTC),
        active=True,
    )
    registry.people.add(account, only_first=only_first)
    return account


def hashed(password: str, name: str) -> str:
    """
    The argon2id hash of a new password.

    Raises ``CallError`` for one that is short, long, or says the name.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise CallError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            remedy="Three or four unrelated words are easy to keep in mind.",
        )
    if name.casefold() in password.casefold():
        raise CallError("The password holds the name.", remedy="Choose another.")
    if len(set(password)) < 4:
        raise CallError("The password repeats few letters.", remedy="Choose another.")
    return _hasher().hash(password)


def sign_in(registry: Registry, name: str, password: str) -> tuple[str, Person]:
    """
    Return the secret of a new session and who has it.

    Raises ``NotAllowed`` with one message for every cause, after as much work for a name that
    nobody has as for one that somebody has.
    """
    from argon2.exceptions import VerificationError

    account = registry.people.account(name.strip())
    hasher = _hasher()
    known = account is not None and account.active
    kept = account.password if account is not None and known else _nobodys_password()
    try:
        hasher.verify(kept, password[: LONGEST_PASSWORD + 1])
    except VerificationError:
        known = False
    if account is None or not known:
        raise NotAllowed(WRONG)
    if hasher.check_needs_rehash(account.password):
        registry.people.change(account.name, password=hasher.hash(password))
    return open_session(registry, account.name), _person(account)


def open_session(registry: Registry, account: str, role: str = "") -> str:
    """Open a session and return its secret; ``role`` is for the demonstration only."""
    secret = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + timedelta(hours=SESSION_HOURS)
    registry.people.open_session(digest(secret), Session(account, role, expires))
    return secret


def of_session(registry: Registry, secret: str, *, demonstration: bool) -> Person:
    """Who holds a session; a visitor when it is over, or a demonstration's on a real server."""
    session = registry.people.session(digest(secret))
    if session is None:
        return VISITOR
    if session.account == DEMONSTRATION:
        if not (demonstration and registry.invented):
            return VISITOR
        return Person(DEMONSTRATION, Role(session.role))
    account = registry.people.account(session.account)
    return VISITOR if account is None or not account.active else _person(account)


def of_token(registry: Registry, secret: str) -> Person:
    """Who holds a token. Raises ``NotAllowed`` when it is over or nobody's."""
    token = registry.people.token(digest(secret))
    account = registry.people.account(token.account) if token is not None else None
    if token is None or account is None or not account.active:
        raise NotAllowed("The token is not known here, or has expired.")
    allowed = narrower(Role(token.role), Role(account.role))
    return Person(account.name, allowed, account.organisation)


def narrower(wanted: Role, own: Role) -> Role:
    """The wanted role where whatever it allows is allowed to the own one too; else a visitor's."""
    within = all(may(own, act, what) for act in Act for what in DataClass if may(wanted, act, what))
    return wanted if within else Role.VISITOR


def make_token(
    registry: Registry, person: Person, title: str, role: Role, *, days: int
) -> tuple[str, Token]:
    """
    Make a token and return its secret, which is not kept, with what is.

    Raises ``CallError`` for a role that allows what the person may not, or more than a year.
    """
    if narrower(role, person.role) is not role:
        raise CallError(f"A token of yours cannot be {role.value}'s: it would allow more.")
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise CallError(f"A token lasts 1 to {MOST_TOKEN_DAYS} days.")
    secret = f"plough_{secrets.token_urlsafe(32)}"
    now = datetime.now(UTC)
    token = Token(
        id=f"T-{secrets.token_hex(4)}",
        account=person.name,
        title=title.strip()[:LONGEST_NAME],
        role=role.value,
        created=now,
        expires=now + timedelta(days=days),
    )
    registry.people.add_token(digest(secret), token)
    return secret, token


def change_account(
    registry: Registry,
    name: str,
    *,
    role: Role | None = None,
    password: str | None = None,
    active: bool | None = None,
) -> Account:
    """
    Change an account, and sign it out.

    Raises ``CallError`` when nobody would be left who manages accounts.
    """
    account = registry.people.account(name)
    if account is None:
        raise NoSuchRecord(f"There is no account {name}.")
    values: dict[str, str | bool] = {}
    if role is not None:
        values["role"] = role.value
    if password is not None:
        values["password"] = hashed(password, account.name)
    if active is not None:
        values["active"] = active
    stays = (active is not False) and role in (None, Role.ADMINISTRATOR)
    if account.role == Role.ADMINISTRATOR and not stays:
        others = [
            each
            for each in registry.people.accounts()
            if each.role == Role.ADMINISTRATOR and each.active and each.name != account.name
        ]
        if not others:
            raise CallError(
                f"{account.name} is the only administrator.",
                remedy="Make somebody else one first.",
            )
    if values:
        registry.people.change(account.name, **values)
    changed = registry.people.account(name)
    assert changed is not None
    return changed


def _person(account: Account) -> Person:
    return Person(account.name, Role(account.role), account.organisation)


def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_password() -> str:
    """A hash that fits no password, so that unknown names take as long as known ones."""
    return _hasher().hash(secrets.token_urlsafe(32))
