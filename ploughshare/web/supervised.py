"""The server's worker, kept running: started, told of new jobs, started again, and ended."""

import logging
import subprocess
import sys
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from ploughshare.errors import StorageError
from ploughshare.registry.registry import Registry
from ploughshare.usecases.jobs import begin_again

log = logging.getLogger("ploughshare.jobs")

GRACE_SECONDS = 10.0
"""How long the worker has to go when the server ends; then it is killed."""

STEADY_SECONDS = 30.0
"""A worker that ran for less is started again after a pause, twice as long each time."""

LONGEST_PAUSE = 60.0
WAIT_SECONDS = 60.0
"""How long putting a job back waits for somebody else who writes."""


class Supervised:
    """
    One worker of a registry.

    When it dies, its job is put back and another one is started; a job that ended several in a row has
    failed (``registry.jobs.MOST_ATTEMPTS``).

    Parameters
    ----------
    path
        The registry.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ending = Event()
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._keep_running, daemon=True)

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        """The worker; ``None`` before the first one is started."""
        with self._lock:
            return self._process

    def start(self) -> None:
        """Put back what was running when the last server ended, and start the worker."""
        self._put_back()
        self._start_process()
        self._thread.start()

    def wake(self) -> None:
        """Tell the worker that there is something to look at."""
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return
            try:
                self._process.stdin.write(b"look\n")
                self._process.stdin.flush()
            except (OSError, ValueError):
                # It has died, and the next one looks by itself.
                return

    def stop(self) -> None:
        """End the worker; what it was doing is begun again by the next one."""
        self._ending.set()
        process = self.process
        if process is None:
            return
        try:
            if process.stdin is not None:
                process.stdin.close()
        except OSError:
            log.info("the worker had gone")
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        self._thread.join()
        self._put_back(counted=False)

    def _keep_running(self) -> None:
        short = 0
        while True:
            process = self.process
            assert process is not None
            began = monotonic()
            code = process.wait()
            if self._ending.is_set():
                return
            log.warning("the worker ended with %d", code)
            # The first one that ended early is replaced at once.
            pause = min(2.0 ** (short - 1), LONGEST_PAUSE) if short else 0.0
            short = 0 if monotonic() - began > STEADY_SECONDS else short + 1
            if self._ending.wait(pause):
                return
            try:
                self._put_back()
            except StorageError as error:
                log.warning("jobs could not be put back: %s", error.code)
                continue
            self._start_process()

    def _start_process(self) -> None:
        command = [sys.executable, "-m", "ploughshare.web.worker", str(self._path)]
        with self._lock:
            if self._ending.is_set():
                return
            # In a group of its own, so that Ctrl-C at the terminal reaches the server alone.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    def _put_back(self, *, counted: bool = True) -> None:
        with Registry.open(self._path, write=True, wait_seconds=WAIT_SECONDS) as registry:
            for job in begin_again(registry, counted=counted):
                log.info("%s is %s again", job.id, job.state)
