"""``dev.py``: what a person sees who has nothing but Python."""

import importlib.util
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def call(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_command_it_tells_them_all(dev: ModuleType) -> None:
    done = call()
    assert done.returncode == 0
    assert all(f"dev.py {name} " in done.stdout for name in dev.COMMANDS)


def test_an_unknown_command_is_named() -> None:
    done = call("tset")
    assert done.returncode == 2
    assert "'tset'" in done.stderr


def test_every_benchmark_is_run(dev: ModuleType) -> None:
    """A benchmark is what takes ``--quick``; the other files are tools."""
    files = (ROOT / "benchmarks").glob("*.py")
    quick = {path.stem for path in files if '"--quick"' in path.read_text(encoding="utf-8")}
    assert set(dev.BENCHMARKS) == quick


def test_it_uses_only_the_standard_library(dev: ModuleType) -> None:
    """With ``-I -S`` Python sees nothing that was ever installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py")], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_an_old_python_is_refused_in_one_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert dev.main(["test"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "needs Python 3.11 to 3.14; this is 3.9" in line


def test_a_full_disk_is_noticed_before_anything_is_written(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 10**12, 4 * 10**8))
    with pytest.raises(dev.Missing, match=r"1\.5 GB of free disk .*; 0\.4 GB are free"):
        dev.require_disk()


def test_a_python_without_ensurepip_is_noticed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(dev.Missing, match="apt install python3"):
        dev.require_venv_module()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Retrying after NewConnectionError\nERROR: No matching distribution", "Connect to a net"),
        ("ERROR: No matching distribution found for numba==0.68.1", "no wheel of a locked"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one in the lock file"),
        ("something new", "could not be installed"),
    ],
)
def test_a_failure_of_pip_becomes_one_sentence(dev: ModuleType, output: str, sentence: str) -> None:
    assert sentence in dev.why_pip_failed(output)


def test_a_changed_lock_asks_for_a_new_installation(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dev.wanted("test")
    changed = tmp_path / "test.lock"
    changed.write_text("numpy==1.0\n", encoding="utf-8")
    assert dev.wanted("test") == before
    monkeypatch.setitem(dev.LOCKS, "test", changed)
    assert dev.wanted("test") != before


def test_a_page_that_fetches_from_the_web_is_found(dev: ModuleType, tmp_path: Path) -> None:
    page = '<link rel="stylesheet" href="https://fonts.example/a.css"><a href="https://x.example">'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert list(dev.web_assets(tmp_path)) == ["index.html: https://fonts.example/a.css"]
