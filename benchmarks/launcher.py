"""Start a process from a small one and measure it.

    python launcher.py RESULT.json PATIENCE COMMAND...

On Linux the peak memory of a process counts what its parent held when it was started; started from
here, that is a few megabytes. Only the standard library is used, for the same reason.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Timer


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


def main(result: str, patience: str, *command: str) -> None:
    """Run a command, end it after ``patience`` seconds (0: never), and write how it went."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    stopped = Event()
    watch = Timer(float(patience), _stop, (process, stopped))
    if float(patience):
        watch.start()
    peak_mb = _wait(process)
    seconds = time.perf_counter() - began
    watch.cancel()
    went = {
        "code": process.returncode,
        "seconds": seconds,
        "peak_mb": peak_mb,
        "stopped": stopped.is_set(),
    }
    Path(result).write_text(json.dumps(went), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
