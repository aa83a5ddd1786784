"""Accounts, sessions, tokens and the log of who looked at what: kept beside the records.

They change and expire, so they stand outside the hash chain; only the log is append-only. Passwords
come here as argon2 hashes, sessions and tokens as SHA-256 of what their holders know.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, delete, func, insert, select, update

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.tables import ACCOUNT, LOG, SESSION, TOKEN


@dataclass(frozen=True, slots=True)
class Account:
    """
    A person who may sign in.

    Parameters
    ----------
    name
        As typed at sign-in, unique whatever its case.
    role
        One of ``usecases.permissions.Role``.
    organisation
        Id of the organisation, empty for none.
    password
        Argon2 hash with its parameters; never the password.
    active
        False once the account was closed; its name stays in the history.
    """

    name: str
    role: str
    organisation: str
    password: str
    created: datetime
    active: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. ``role`` is set for a demonstration only; else the account's counts."""

    account: str
    role: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A key for a program: what it may do is the lesser of its role and its account's."""

    id: str
    account: str
    title: str
    role: str
    created: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log: when, who, what, and what about it."""

    time: datetime
    account: str
    what: str
    about: Mapping[str, str]


class People:
    """Who may enter a registry, and the log of what they did without changing it."""

    def __init__(self, store: Embedded) -> None:
        self._store = store

    def accounts(self) -> list[Account]:
        """Every account by name, closed ones too."""
        with self._store.read() as connection:
            found = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))
            return [_account(row) for row in found]

    def account(self, name: str) -> Account | None:
        """The account of a name, whatever the case of its letters."""
        query = select(ACCOUNT).where(ACCOUNT.c.key == name.casefold())
        with self._store.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _account(row)

    def add(self, account: Account, *, only_first: bool = False) -> None:
        """
        Add an account.

        Raises ``CallError`` when the name is taken, or with ``only_first`` when there is any
        account already, decided in the same transaction.
        """
        row = {
            "key": account.name.casefold(),
            "name": account.name,
            "role": account.role,
            "organisation": account.organisation,
            "password": account.password,
            "created": account.created,
            "active": account.active,
        }
        with self._store.write() as connection:
            taken = connection.execute(select(ACCOUNT.c.key)).scalars().all()
            if row["key"] in taken:
                raise CallError(
                    f"There is an account {account.name} already.", remedy="Choose another name."
                )
            if only_first and taken:
                raise CallError("This registry has its first administrator already.")
            connection.execute(insert(ACCOUNT), row)

    def change(self, name: str, **values: str | bool) -> None:
        """Change an account's ``role``, ``organisation``, ``password`` or ``active``; it is signed out."""
        key = name.casefold()
        with self._store.write() as connection:
            done = connection.execute(
                update(ACCOUNT).where(ACCOUNT.c.key == key).values(**values)
            ).rowcount
            if not done:
                raise NoSuchRecord(
                    f"There is no account {name}.", remedy="List the accounts: plough people."
                )
            connection.execute(delete(SESSION).where(SESSION.c.account == key))
            if values.get("active") is False:
                connection.execute(delete(TOKEN).where(TOKEN.c.account == key))

    def open_session(self, digest: str, session: Session) -> None:
        """Keep a session under the digest of its secret, and drop those that have expired."""
        with self._store.write() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires < datetime.now(UTC)))
            connection.execute(
                insert(SESSION),
                {
                    "digest": digest,
                    "account": session.account.casefold(),
                    "role": session.role,
                    "expires": session.expires,
                },
            )

    def session(self, digest: str) -> Session | None:
        """The session of a digest, unless it has expired."""
        query = select(SESSION).where(SESSION.c.digest == digest)
        with self._store.read() as connection:
            row = connection.execute(query).first()
        if row is None or row.expires < datetime.now(UTC):
            return None
        return Session(row.account, row.role, row.expires)

    def close_session(self, digest: str) -> None:
        """Forget a session."""
        with self._store.write() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.digest == digest))

    def add_token(self, digest: str, token: Token) -> None:
        """Keep a token under the digest of its secret."""
        row = {name: getattr(token, name) for name in Token.__dataclass_fields__}
        row["account"] = token.account.casefold()
        with self._store.write() as connection:
            connection.execute(insert(TOKEN), {**row, "digest": digest})

    def token(self, digest: str) -> Token | None:
        """The token of a digest, unless it has expired."""
        query = select(TOKEN).where(TOKEN.c.digest == digest)
        with self._store.read() as connection:
            row = connection.execute(query).first()
        if row is None or row.expires < datetime.now(UTC):
            return None
        return _token(row)

    def tokens(self, account: str | None = None) -> list[Token]:
        """Every token, or those of an account, by id."""
        query = select(TOKEN).order_by(TOKEN.c.id)
        if account is not None:
            query = query.where(TOKEN.c.account == account.casefold())
        with self._store.read() as connection:
            return [_token(row) for row in connection.execute(query)]

    def drop_token(self, token_id: str) -> None:
        """Revoke a token. Raises ``NoSuchRecord``."""
        with self._store.write() as connection:
            done = connection.execute(delete(TOKEN).where(TOKEN.c.id == token_id)).rowcount
        if not done:
            raise NoSuchRecord(f"There is no token {token_id}.")

    def log(self, account: str, what: str, **about: str) -> None:
        """Add a line to the log; it is durable when this returns."""
        with self._store.write() as connection:
            last = connection.execute(select(func.max(LOG.c.entry))).scalar() or 0
            line = {
                "entry": last + 1,
                "time": datetime.now(UTC),
                "account": account,
                "what": what,
                "about": json.dumps(about, ensure_ascii=False),
            }
            connection.execute(insert(LOG), line)

    def logged(self, *, last: int = 1_000) -> Iterator[Logged]:
        """The last lines of the log, newest first."""
        query = select(LOG).order_by(LOG.c.entry.desc()).limit(last)
        with self._store.read() as connection:
            for row in connection.execute(query).all():
                yield Logged(row.time, row.account, row.what, json.loads(row.about))


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(**{name: getattr(row, name) for name in Account.__dataclass_fields__})


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(**{name: getattr(row, name) for name in Token.__dataclass_fields__})
