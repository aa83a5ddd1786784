"""Run ``plough`` as people do, as a process of its own, and measure the whole of it."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Timer

ROOT = Path(__file__).resolve().parent.parent
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


def measured(command: Sequence[str], patience: float | None = None) -> Finished:
    """Run a command in the project's folder and measure it; end it after ``patience`` seconds."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "said.txt"
        with log.open("wb") as said:
            began = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            stopped = Event()
            watch = Timer(patience or 0, _stop, (process, stopped))
            if patience is not None:
                watch.start()
            peak_mb = _wait(process)
            watch.cancel()
            seconds = time.perf_counter() - began
        text = log.read_text(encoding="utf-8", errors="replace")
    return Finished(process.returncode, text, seconds, peak_mb, stopped.is_set())


def _stop(process: "subprocess.Popen[bytes]", stopped: Event) -> None:
    stopped.set()
    process.kill()


def _wait(process: "subprocess.Popen[bytes]") -> float | None:
    """Wait for the end of a process and return the most memory it held, in MB."""
    if sys.platform == "win32":
        process.wait()
        return None
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return used.ru_maxrss * unit / 1e6


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
