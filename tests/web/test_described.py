"""The API keeps to its own description, whatever it is asked, rightly or wrongly, and by whom.

Requests are drawn from ``/openapi.json`` by schemathesis. ``python dev.py api`` runs it;
``PLOUGH_API_EXAMPLES=1000`` draws so many for each operation, other ones on every run.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ploughshare.registry.registry import Registry
from ploughshare.scheduling.solve import Stop
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.plan import make_plan, working_calendar
from ploughshare.web import jobs
from ploughshare.web.app import application
from ploughshare.web.server import Server
from tests.conftest import proving_briefly
from tests.web.planned import START, fill
from tests.web.serving import headers

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed; it comes with python dev.py check"
)
pytestmark = pytest.mark.api

FEW = 10
EXAMPLES = int(os.environ.get("PLOUGH_API_EXAMPLES", FEW))
"""Requests for each operation and role; drawn anew on every run if they are not few."""

ROLES = (Role.ADMINISTRATOR, Role.PLANNER, Role.VISITOR)

KNOWN = {
    "plan_id": ("P-1", "current"),
    "job_id": ("J-1", "J-2"),
    "collection_id": ("hazards", "works", "assets"),
    "feature_id": ("HA-1", "W-1", "AS-1"),
    "type_name": ("hazards", "works", "assets"),
    "record_id": ("HA-1", "W-1", "AS-1"),
    "kind": ("ready-for-works", "cost"),
    "ending": ("pdf", "xlsx"),
    "a": ("P-1",),
    "b": ("P-1", "P-2"),
}
"""Names of which there is something, besides those that are drawn, of which there is nothing."""


@dataclass
class Described:
    """An application, its operations, and what to send to be of a role."""

    client: TestClient
    operations: list[Any]
    sent: dict[Role, dict[str, str]]
    tried: int = field(default=0)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    """A village that is planned, with a job that was cancelled and one that waits, and no worker."""
    path = tmp_path_factory.mktemp("described") / "r.plough"
    fill(path)
    _plan(path)
    app = application(Server(path))
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client,
    ):
        # Nobody works on the job that waits: whoever follows it is told so once.
        patch.setattr(jobs, "LONGEST_SECONDS", 0.05)
        yield Described(client, operations(app), headers(path))


def _plan(path: Path) -> None:
    with Registry.open(path, write=True) as registry, proving_briefly():
        for iterations in (1, 4):
            make_plan(
                registry,
                calendar=working_calendar(date.fromisoformat(START)),
                author="Ana",
                stop=Stop(iterations=iterations),
            )
        for _ in range(2):
            registry.jobs.add("plan", {"kind": "plan"}, account="planner", role="planner")
        registry.jobs.want("J-1", "cancel")


def operations(app: FastAPI) -> list[Any]:
    """Everything that the application says it can be asked."""
    schema = schemathesis.openapi.from_dict(app.openapi())
    return [found.ok() for found in schema.get_all_operations()]


def ask(described: Described, case: Any, role: Role) -> None:
    """Send a request and hold the answer to its description."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    sent["headers"] = {**sent["headers"], **described.sent[role]}
    if "data" in sent:
        sent["content"] = sent.pop("data")
    response = described.client.request(**sent)
    described.tried += 1
    described.client.cookies.clear()
    case.validate_response(response, checks=CHECKS)


def checks() -> list[Any]:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    return [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    ]


CHECKS = checks()


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(described: Described, role: Role) -> None:
    breaches = []
    for operation in described.operations:
        error = breach(described, operation, role)
        if error:
            breaches.append(f"{operation.label}: {error}")
    assert breaches == []
    # An operation cannot always be drawn so many different requests for.
    assert described.tried >= 5 * len(described.operations)


def breach(described: Described, operation: Any, role: Role) -> str:
    """What is wrong with the answers of an operation; nothing where they are as described."""
    modes = schemathesis.GenerationMode
    cases = st.one_of(operation.as_strategy(modes.POSITIVE), operation.as_strategy(modes.NEGATIVE))

    @settings(
        max_examples=EXAMPLES,
        derandomize=EXAMPLES == FEW,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, data=st.data())
    def holds(case: Any, data: st.DataObject) -> None:
        for names in (case.path_parameters, case.query):
            for name in set(names or ()) & set(KNOWN):
                if data.draw(st.booleans()):
                    names[name] = data.draw(st.sampled_from(KNOWN[name]))
        ask(described, case, role)

    try:
        holds()
    except (Exception, BaseExceptionGroup) as error:
        return f"{type(error).__name__}: {error}"
    return ""
