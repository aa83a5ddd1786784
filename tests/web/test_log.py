"""The log is read by people who may see neither names nor values: routes and roles, no more."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.gate import routes
from ploughshare.web.log import Lines
from ploughshare.web.server import Server
from tests.web.serving import PASSWORD, fill, headers, served

pytestmark = pytest.mark.api

CANARY = "Canarykovel"
LOGGERS = ("ploughshare.web", "ploughshare.requests", "ploughshare.jobs")
FIELDS = {
    "time",
    "level",
    "from",
    "method",
    "route",
    "status",
    "ms",
    "role",
    "message",
    "error",
    "at",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server logs, as it would stand on stderr."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
        each.propagate = False
    yield text
    for each, (level, propagate) in zip(loggers, before, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)
        each.propagate = propagate


def requests(path: Path) -> Iterator[tuple[str, str]]:
    """Every route, with the canary in each part of its address and as what it is asked for."""
    for route in routes(application(Server(path))):
        address = "/".join(
            CANARY if part.startswith("{") else part for part in route.path_format.split("/")
        )
        for method in sorted(route.methods or ()):
            yield method, f"{address}?q={CANARY}&name={CANARY}&purpose={CANARY}&f=json"


def bodies() -> list[Any]:
    """Documents that some route takes, and one that none does, full of the canary."""
    return [
        {"name": CANARY, "password": PASSWORD, "role": "planner", "code": CANARY},
        {"title": CANARY, "role": "planner", "days": 3},
        {"record_types": ["hazards"], "plan": True, "reason": CANARY},
        {"kind": "report", "report": "ready-for-works", "purpose": CANARY},
        {"kind": CANARY, CANARY: CANARY},
    ]


def test_no_name_address_or_value_is_logged(tmp_path: Path, log: io.StringIO) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    sent = headers(path, Role.ADMINISTRATOR, Role.APPROVER, Role.VISITOR)
    told = {"User-Agent": CANARY, "Referer": f"http://{CANARY}/", "X-Forwarded-For": CANARY}
    tried = 0
    with served(path) as client:
        for method, address in requests(path):
            for role, own in sent.items():
                for body in bodies() if method in ("POST", "PUT", "PATCH") else [None]:
                    answer = client.request(method, address, headers={**told, **own}, json=body)
                    client.cookies.clear()
                    assert answer.status_code != 500, (method, address, role)
                    tried += 1
        client.get(f"/{CANARY}")
        client.request(CANARY.upper(), "/health")
        client.get("/api/plans", headers={"Authorization": f"Bearer {CANARY}"})
        client.get("/api/plans", headers={"Cookie": f"plough_session={CANARY}"})
        client.post("/api/session", content=f'{{"name": "{CANARY}"')
        assert client.get("/api/accounts", headers=sent[Role.ADMINISTRATOR]).text.count(CANARY)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) >= tried
    for word in (CANARY, PASSWORD):
        assert word.casefold() not in log.getvalue().casefold()
    assert "testclient" not in log.getvalue()
    assert {name for line in lines for name in line} <= FIELDS
    assert {line["role"] for line in lines if "role" in line} == {role.value for role in sent}


def test_a_mistake_is_logged_where_and_not_with_what(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*given: object, **named: object) -> None:
        raise RuntimeError(f"{CANARY} is not in the list")

    path = tmp_path / "r.plough"
    fill(path)
    monkeypatch.setattr("ploughshare.web.records.view", wrong)
    with served(path) as client:
        answer = client.get(f"/api/records/hazards/{CANARY}")
    assert answer.status_code == 500
    assert CANARY not in answer.text + log.getvalue()
    assert answer.headers["x-content-type-options"] == "nosniff"
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [each["status"] for each in lines if "status" in each] == [500]
    errors = [each for each in lines if "error" in each]
    assert [each["error"] for each in errors] == ["RuntimeError"]
    assert errors[0]["at"][-1].endswith("wrong")
