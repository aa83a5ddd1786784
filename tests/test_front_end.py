"""The sources of the map room: colours from one table, and nothing fetched from elsewhere."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ploughshare.reports.tokens import DARK, LIGHT

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", FRONTEND / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_colours_are_those_of_the_reports() -> None:
    text = (FRONTEND / "src" / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("[data-theme")
    for told, table in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6});", told))
        assert {name: found.get(name) for name in table} == table


def test_no_source_names_an_address_elsewhere() -> None:
    named = [
        f"{path.name}: {found}"
        for path in (FRONTEND / "src").rglob("*.*")
        for found in re.findall(r"(?:https?:)?//[a-z][\w.-]+\.[a-z]{2,}", path.read_text("utf-8"))
    ]
    assert named == []


def test_the_lock_names_no_host_and_a_digest_for_every_package() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 20
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_a_changed_source_asks_for_a_new_building(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    for name in ("index.html", "package-lock.json", "vite.config.ts", "src/main.ts"):
        (tmp_path / name).write_text("one\n", encoding="utf-8")
    monkeypatch.setattr(builder, "HERE", tmp_path)
    monkeypatch.setattr(builder, "STAMP", tmp_path / "built-from")
    assert not builder.is_current()
    (tmp_path / "built-from").write_text(builder.digest(), encoding="utf-8")
    assert builder.is_current()
    (tmp_path / "src" / "main.ts").write_bytes(b"one\r\n")
    assert builder.is_current()
    (tmp_path / "src" / "main.ts").write_text("two\n", encoding="utf-8")
    assert not builder.is_current()


def test_a_machine_without_node_is_told_so(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    absent = subprocess.CompletedProcess[str]([], 1)
    monkeypatch.setattr("subprocess.run", lambda *words, **settings: absent)
    with pytest.raises(builder.NoNode):
        builder.node(sys.executable)
