"""Signing in: one message for every failure, few guesses, and a demonstration that stays one."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ploughshare.errors import CallError
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import (
    DEMONSTRATION,
    Person,
    add_account,
    change_account,
    make_token,
    narrower,
    of_session,
    open_session,
)
from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.rate_limits import MOST_FAILED, WAIT_SECONDS, Attempts
from ploughshare.web.server import Server
from tests.registry.regions import REGION, registry_at
from tests.web.serving import PASSWORD, served


def registry_with_ana(path: Path) -> Path:
    with registry_at(path) as registry:
        add_account(registry, "Ana Kovel", PASSWORD, Role.ADMINISTRATOR)
    return path


def test_a_session_from_sign_in_to_sign_out(tmp_path: Path) -> None:
    with served(registry_with_ana(tmp_path / "r.plough")) as client:
        assert client.get("/api/session").json()["role"] == "visitor"
        given = {"name": "ana kovel", "password": PASSWORD}
        entered = client.post("/api/session", json=given)
        assert entered.json()["role"] == "administrator"
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert client.get("/api/accounts").status_code == 200
        assert client.delete("/api/session").json()["role"] == "visitor"
        client.cookies.clear()
        assert client.get("/api/accounts").status_code == 401


def test_failures_sound_alike_and_soon_have_to_wait(tmp_path: Path) -> None:
    with served(registry_with_ana(tmp_path / "r.plough")) as client:
        unknown = client.post("/api/session", json={"name": "Bo", "password": "x" * 12})
        wrong = client.post("/api/session", json={"name": "Ana Kovel", "password": "x" * 12})
        assert unknown.status_code == wrong.status_code == 403
        assert unknown.json() == wrong.json()
        for _ in range(MOST_FAILED):
            last = client.post("/api/session", json={"name": "Ana Kovel", "password": "x" * 12})
        assert last.status_code == 429
        assert int(last.headers["retry-after"]) > 0
        right = client.post("/api/session", json={"name": "Ana Kovel", "password": PASSWORD})
        assert right.status_code == 429


def test_attempts_are_forgotten_with_time_and_success() -> None:
    now = [0.0]
    attempts = Attempts(clock=lambda: now[0])
    for _ in range(MOST_FAILED):
        assert attempts.seconds_to_wait("a") == 0
        attempts.failed("a")
    assert attempts.seconds_to_wait("a", "b") == WAIT_SECONDS
    now[0] = WAIT_SECONDS + 1
    assert attempts.seconds_to_wait("a") == 0
    attempts.failed("b")
    attempts.succeeded("b")
    assert attempts.seconds_to_wait("b") == 0


def test_the_first_administrator_needs_the_printed_code(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    registry_at(path).close()
    server = Server(path)
    with TestClient(application(server)) as client:
        assert client.get("/api/session").json()["needs_set_up"] is True
        given = {"name": "Ana", "password": PASSWORD, "code": "guess"}
        assert client.post("/api/session/set-up", json=given).status_code == 403
        given["code"] = server.set_up_code
        made = client.post("/api/session/set-up", json=given)
        assert made.json()["role"] == "administrator"
        again = client.post("/api/session/set-up", json={**given, "name": "Bo"})
        assert again.status_code == 400
        assert client.get("/api/session").json()["needs_set_up"] is False


def test_the_demonstration_user_exists_on_no_real_registry(tmp_path: Path) -> None:
    real = tmp_path / "real.plough"
    with Registry.create(real, name="Region", region=REGION, author="Ana") as registry:
        with pytest.raises(CallError, match="no real person"):
            add_account(registry, DEMONSTRATION.title(), PASSWORD, Role.PLANNER)
        secret = open_session(registry, DEMONSTRATION, "planner")
        assert of_session(registry, secret, demonstration=True) == Person()
    with registry_at(tmp_path / "invented.plough") as registry:
        secret = open_session(registry, DEMONSTRATION, "planner")
        assert of_session(registry, secret, demonstration=False) == Person()
        shown = of_session(registry, secret, demonstration=True)
        assert shown == Person(DEMONSTRATION, Role.PLANNER)


def test_a_token_allows_no_more_than_its_owner(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        add_account(registry, "Ana", PASSWORD, Role.ADMINISTRATOR)
        add_account(registry, "Bo", PASSWORD, Role.PLANNER)
        with pytest.raises(CallError, match="would allow more"):
            make_token(registry, Person("Bo", Role.PLANNER), "t", Role.AUDITOR, days=1)
        assert narrower(Role.VIEWER, Role.AUDITOR) is Role.VIEWER
        assert narrower(Role.PLANNER, Role.VIEWER) is Role.VISITOR


@pytest.mark.parametrize(
    "password", ["short", "abababababab", "this is ana her own words", "x" * 300]
)
def test_weak_passwords_are_refused(tmp_path: Path, password: str) -> None:
    with registry_at(tmp_path / "r.plough") as registry, pytest.raises(CallError):
        add_account(registry, "Ana", password, Role.PLANNER)


def test_somebody_always_manages_accounts(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        add_account(registry, "Ana", PASSWORD, Role.ADMINISTRATOR)
        for change in ({"active": False}, {"role": Role.PLANNER}):
            with pytest.raises(CallError, match="only administrator"):
                change_account(registry, "Ana", **change)
        add_account(registry, "Bo", PASSWORD, Role.ADMINISTRATOR)
        assert not change_account(registry, "Ana", active=False).active
