"""Every route says what it needs, and gives it to those whom the table allows, to nobody else."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from ploughshare.usecases.permissions import Act, DataClass, Role, may
from ploughshare.web.app import application
from ploughshare.web.gate import ENTRY, require_entries, routes
from ploughshare.web.server import Server
from tests.web.serving import fill, headers, served


def all_routes(path: Path) -> list[tuple[str, str, list[str]]]:
    """Method, address and needs of every route."""
    app = application(Server(path))
    return [
        (method, route.path, (route.openapi_extra or {})[ENTRY])
        for route in routes(app)
        for method in sorted(route.methods or ())
    ]


def address(path: str) -> str:
    """An address of a route, with something in the place of its parts."""
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + "1" + rest.partition("}")[2]
    return path


def test_the_table_holds_for_every_route_and_role(tmp_path: Path) -> None:
    registry = tmp_path / "r.plough"
    fill(registry)
    tokens = headers(registry)
    tried, deviations = 0, []
    with served(registry) as client:
        for method, path, entry in all_routes(registry):
            if not entry:
                continue
            act, data_class = Act(entry[0]), DataClass(entry[1])
            for role, sent in tokens.items():
                status = client.request(method, address(path), headers=sent).status_code
                expected = may(role, act, data_class)
                refused = status == (403 if role is not Role.VISITOR else 401)
                tried += 1
                if expected == refused or status >= 500:
                    deviations.append((method, path, role.value, status))
    assert tried >= 8 * 5
    assert deviations == []


def test_every_described_operation_is_among_the_routes(tmp_path: Path) -> None:
    app = application(Server(tmp_path / "none.plough"))
    described = set(app.openapi()["paths"])
    assert described <= {route.path_format for route in routes(app)}
    assert "/api/accounts" in described


def test_a_route_without_an_entry_keeps_the_server_from_starting() -> None:
    app = FastAPI()

    @app.get("/secret")
    def secret() -> str:
        return "secret"

    with pytest.raises(RuntimeError, match="/secret"):
        require_entries(app)


def test_a_stranger_on_a_fresh_registry_sees_nothing(tmp_path: Path) -> None:
    registry = tmp_path / "r.plough"
    fill(registry)
    with served(registry) as client:
        for method, path, _ in all_routes(registry):
            if method != "GET":
                continue
            text = client.get(address(path)).text
            assert "HA-1" not in text
            assert "Field 1" not in text


def test_another_sites_page_changes_nothing(tmp_path: Path) -> None:
    registry = tmp_path / "r.plough"
    fill(registry)
    with served(registry, demonstration=True) as client:
        client.post("/api/session/demonstration", json={"role": "approver"})
        decision = {"record_types": ["hazards"], "plan": False, "reason": "Decree"}
        for sent in ({"Origin": "http://elsewhere.test"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = client.put("/api/publication", json=decision, headers=sent)
            assert answer.status_code == 403
        own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        assert client.put("/api/publication", json=decision, headers=own).status_code == 200
        assert client.get("/api/publication").json()["record_types"] == ["hazards"]


def test_errors_are_problems_with_a_remedy(tmp_path: Path) -> None:
    registry = tmp_path / "r.plough"
    fill(registry)
    with served(registry) as client:
        answer = client.get("/api/accounts")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(answer.text)
    assert problem["remedy"]
    assert problem["code"] == "sign-in-first"
