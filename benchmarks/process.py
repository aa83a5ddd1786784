"""Run ``plough`` as people do, as a process of its own, and measure the whole of it."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
LAUNCHER = Path(__file__).with_name("launcher.py")
PLOUGH = (sys.executable, "-m", "ploughshare")


@dataclass(frozen=True, slots=True)
class Finished:
    """
    A process that has ended.

    Attributes
    ----------
    code
        Its exit code.
    said
        What it wrote to standard output and standard error.
    seconds
        Wall time from before its start to after its end.
    peak_mb
        The most memory it held, in MB; ``None`` where the platform does not tell.
    stopped
        Whether it was ended because it took too long.
    """

    code: int
    said: str
    seconds: float
    peak_mb: float | None
    stopped: bool = False


def measured(command: Sequence[str], patience: float = 0.0) -> Finished:
    """
    Run a command in the project's folder and measure it.

    Parameters
    ----------
    patience
        Seconds after which it is ended; 0: never.
    """
    with TemporaryDirectory() as folder:
        log, result = Path(folder) / "said.txt", Path(folder) / "went.json"
        environment = {**os.environ, "PYTHONUTF8": "1"}
        # Without kept bytecode every process would first compile the source of numba anew.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with log.open("wb") as said:
            subprocess.run(
                [sys.executable, "-I", "-S", str(LAUNCHER), str(result), str(patience), *command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
            )
        text = log.read_text(encoding="utf-8", errors="replace")
        if not result.exists():
            raise RuntimeError(f"{command[0]} could not be started: {last_line(text)}")
        went = json.loads(result.read_text(encoding="utf-8"))
    return Finished(said=text, **went)


def plough(*words: str) -> Finished:
    """Run ``plough`` with these words and measure it."""
    return measured([*PLOUGH, *words])


def busyness() -> float | None:
    """Processes that waited for a processor over the last minute; ``None`` on Windows."""
    return None if sys.platform == "win32" else round(os.getloadavg()[0], 2)


def machine() -> dict[str, object]:
    """What figures depend on: processors, platform, versions."""
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        **{name: _version(name) for name in ("numpy", "numba", "ortools", "pyjobshop")},
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def last_line(said: str) -> str:
    """Return the last thing a process said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "nothing said"
