"""``plough serve``, ``people`` and ``publish``: what they refuse and why, and what they keep."""

import io
import json
import socket
from pathlib import Path

import pytest

from ploughshare.cli.main import run
from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import sign_in
from ploughshare.web import run as serving
from tests.registry.regions import REGION, registry_at

PASSWORD = "four unrelated words here"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "r.plough"
    registry_at(path).close()
    return path


def plough(registry: Path, *words: str) -> int:
    return run([*words, "--registry", str(registry)])


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def add(registry: Path, monkeypatch: pytest.MonkeyPatch, name: str, role: str) -> int:
    typed(monkeypatch, PASSWORD)
    return plough(registry, "people", "--add", name, "--role", role)


def test_a_taken_port_is_told_with_its_remedy(
    registry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "log_to_stderr", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert plough(registry, "serve", "--port", port) == 4
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert "--port" in said
    with Registry.open(registry, write=True) as kept:
        assert kept.check().intact


def test_without_a_registry_nothing_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.plough"
    assert plough(missing, "serve", "--port", "0") == 4
    assert "none.plough" in capsys.readouterr().err
    assert not missing.exists()


def test_a_real_region_is_never_a_demonstration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "real.plough"
    Registry.create(path, name="Region", region=REGION, author="Ana").close()
    assert plough(path, "serve", "--port", "0", "--demo") == 2
    assert "not an invented region" in capsys.readouterr().err


def test_people_from_the_first_to_the_last(
    registry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plough(registry, "people") == 0
    assert "Nobody may sign in yet" in capsys.readouterr().out
    assert add(registry, monkeypatch, "Ana Kovel", "administrator") == 0
    assert add(registry, monkeypatch, "Bo", "information-officer") == 0
    assert plough(registry, "people", "--change", "bo", "--role", "planner") == 0
    assert plough(registry, "people", "--close", "Bo") == 0
    capsys.readouterr()
    assert plough(registry, "people", "--json") == 0
    told = capsys.readouterr().out
    assert json.loads(told)["accounts"] == [
        {"name": "Ana Kovel", "role": "administrator", "active": True},
        {"name": "Bo", "role": "planner", "active": False},
    ]
    typed(monkeypatch, "another few odd words")
    assert plough(registry, "people", "--change", "Ana Kovel", "--password") == 0
    with Registry.open(registry, write=True) as kept:
        assert sign_in(kept, "Ana Kovel", "another few odd words")[1].name == "Ana Kovel"
        logged = [(line.what, line.about["name"]) for line in kept.people.logged()]
    assert logged.count(("changed an account", "Bo")) == 3
    assert PASSWORD not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--add", "Bo", "--role", "king"], "no role 'king'"),
        (["--add", "Bo", "--role", "visitor"], "no role 'visitor'"),
        (["--add", "Bo"], "needs its role"),
        (["--add", "ana kovel", "--role", "planner"], "ana kovel"),
        (["--add", "Demonstration", "--role", "planner"], "no real person"),
        (["--change", "Ana Kovel"], "Nothing is to be changed"),
        (["--change", "Ana Kovel", "--role", "planner"], "only administrator"),
        (["--close", "Ana Kovel"], "only administrator"),
        (["--add", "Bo", "--close", "Ana Kovel"], "one of --add"),
    ],
)
def test_what_would_lock_out_or_confuse_is_refused(
    registry: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    told: str,
) -> None:
    add(registry, monkeypatch, "Ana Kovel", "administrator")
    typed(monkeypatch, PASSWORD)
    assert plough(registry, "people", *words) == 2
    assert told in capsys.readouterr().err
    with Registry.open(registry) as kept:
        assert [each.name for each in kept.people.accounts()] == ["Ana Kovel"]


def test_a_weak_password_and_somebody_unknown_are_refused(
    registry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "short")
    assert plough(registry, "people", "--add", "Bo", "--role", "planner") == 2
    said = capsys.readouterr()
    assert "12 to 256 characters" in said.err
    assert "short" not in said.err + said.out
    assert plough(registry, "people", "--close", "Bo") == 1
    assert "no account Bo" in capsys.readouterr().err


def published(registry: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert plough(registry, "publish", "--json") == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_what_is_published_is_decided_with_a_reason(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = {"record_types": [], "plan": False}
    assert published(registry, capsys) == nothing
    words = ["publish", "--as", "hazards", "--as", "assets", "--plan", "--author", "Ana"]
    assert plough(registry, *words) == 2
    assert "reason" in capsys.readouterr().err
    assert published(registry, capsys) == nothing
    assert plough(registry, *words, "--reason", "Decree 12") == 0
    assert published(registry, capsys) == {"record_types": ["hazards", "assets"], "plan": True}
    with Registry.open(registry) as kept:
        last = kept.last_change()
    assert (last.author, last.reason) == ("Ana", "Decree 12")
    assert plough(registry, "publish", "--nothing", "--plan", "--reason", "Withdrawn") == 2
    assert plough(registry, "publish", "--nothing", "--reason", "Withdrawn") == 0
    assert published(registry, capsys) == nothing


def test_only_record_types_are_published(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plough(registry, "publish", "--as", "secrets", "--reason", "Decree 12") in (1, 2)
    assert "secrets" in capsys.readouterr().err
    assert published(registry, capsys) == {"record_types": [], "plan": False}
