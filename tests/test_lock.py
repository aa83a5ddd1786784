"""The lock files hold everything, with hashes, and name no package index."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def direct(group: str) -> set[str]:
    """Names the project asks for itself, its own needs and those of a group."""
    # Node builds the map room; it is no need of the program.
    names = set[str]() if group == "node" else set(PROJECT["project"]["dependencies"])
    waiting = [group]
    while waiting:
        for entry in PROJECT["dependency-groups"][waiting.pop()]:
            if isinstance(entry, dict):
                waiting.append(entry["include-group"])
            else:
                names.add(entry)
    return {re.split(r"[<>=!~;\[ ]", name)[0].lower() for name in names}


def pins(path: Path) -> dict[str, str]:
    """Name to the text of its entry, hashes included."""
    text = path.read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9._-]+)==(.*(?:\n .*)*)", text, re.MULTILINE)
    return dict(entries)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_no_host(path: Path) -> None:
    assert not re.findall(r"://|--(?:extra-)?index|--find-links|@ ", path.read_text("utf-8"))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_what_the_project_asks_for(path: Path) -> None:
    assert not direct(path.stem) - set(pins(path))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_every_pin_has_a_hash(path: Path) -> None:
    entries = pins(path)
    assert entries
    assert not [name for name, entry in entries.items() if "--hash=sha256:" not in entry]


def test_the_smaller_lock_agrees_with_the_larger() -> None:
    test, dev = (pins(ROOT / "requirements" / f"{name}.lock") for name in ("test", "dev"))
    assert test.items() <= dev.items()
