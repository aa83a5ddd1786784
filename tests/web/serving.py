"""A small invented registry, served in this process, and somebody of every role."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import shapely
from fastapi.testclient import TestClient

from ploughshare.fields import Record
from ploughshare.registry.kept import Publication, Put
from ploughshare.registry.people import Account
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import Person, make_token
from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.server import Server
from tests.registry.regions import hazard, place, registry_at

PASSWORD = "four unrelated words here"


def records() -> Iterator[Put]:
    """A few records with values of every tag."""
    for number in range(1, 6):
        record = hazard(
            f"HA-{number}",
            west=35.0 + number * 0.02,
            size=0.003,
            name=f"Field {number}",
            contamination="ap_mine",
            accidents=number,
        )
        yield Put(record)
    yield Put(place("P-1", "Dobrel"))
    point = shapely.Point(35.05, 51.51)
    yield Put(Record("assets", "AS-1", {"name": "Pump", "kind": "bridge"}, point))


def fill(path: Path, *, publish: tuple[str, ...] = ()) -> None:
    """Make a registry with records, accounts of every role, and what is published."""
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason="Start") as change:
            change.put_many(records())
            if publish:
                change.decide_publication(Publication(publish, plan=True))
        for role in Role:
            if role is not Role.VISITOR:
                add(registry, role)


def add(registry: Registry, role: Role) -> None:
    """An account named after its role, whose password nobody knows: hashing takes long."""
    now = datetime.now(UTC)
    registry.people.add(Account(role.value, role.value, "", "no hash", now, active=True))


def token(registry: Registry, role: Role) -> str:
    """The secret of a token of a role's account."""
    secret, _ = make_token(registry, Person(role.value, role), "test", role, days=1)
    return secret


@contextmanager
def served(path: Path, *, demonstration: bool = False) -> Iterator[TestClient]:
    """A client of a registry's server, signed in as nobody."""
    server = Server(path, demonstration=demonstration)
    with TestClient(application(server), raise_server_exceptions=False) as client:
        yield client


def headers(path: Path, *roles: Role) -> dict[Role, dict[str, str]]:
    """What to send to be of a role; nothing for a visitor."""
    with Registry.open(path, write=True) as registry:
        return {
            role: {}
            if role is Role.VISITOR
            else {"Authorization": f"Bearer {token(registry, role)}"}
            for role in roles or Role
        }
