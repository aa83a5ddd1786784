"""The worker: one process beside the server that does the jobs of a registry, one after the other.

It is started as ``python -m ploughshare.web.worker REGISTRY`` and listens on its standard input: any line
says that there is something new to look at, and its end says that the server has gone, upon which
the worker goes at once, whatever it is doing. The store keeps what was acknowledged; a job that was under
way is put back by whoever starts the next worker.
"""

import _thread
import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ploughshare.errors import Interrupted, PloughError
from ploughshare.registry.jobs import Job, State
from ploughshare.registry.registry import Registry
from ploughshare.web.log import log_to_stderr

if TYPE_CHECKING:
    from ploughshare.scheduling.solve import Progress

log = logging.getLogger("ploughshare.jobs")

LOOK_SECONDS = 5.0
"""It looks for jobs when it is told to, and after so long of itself: another program may add some."""

TELL_SECONDS = 0.4
"""How often it keeps how far a job is, and looks what people want of it; at once when told to."""

WAIT_SECONDS = 60.0
"""How long it waits while somebody else writes."""

GONE = 3
"""Exit code when the server has gone."""


def main() -> None:
    """Do the jobs of the registry that is named on the command line until the server goes."""
    log_to_stderr()
    # A stop is told by the store and obeyed as Ctrl-C is; the worker's end comes with the server's.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    look = Event()
    Thread(target=_listen, args=(look,), daemon=True).start()
    with Registry.open(Path(sys.argv[1]), write=True, wait_seconds=WAIT_SECONDS) as registry:
        while True:
            look.clear()
            job = registry.jobs.claim()
            if job is None:
                look.wait(LOOK_SECONDS)
            else:
                do(registry, job, look)


def _listen(look: Event) -> None:
    """Set the event for every line on standard input, and end the process with it."""
    with open(0, "rb", buffering=0, closefd=False) as lines:
        while lines.readline():
            look.set()
    os._exit(GONE)


def do(registry: Registry, job: Job, look: Event) -> None:
    """Do a job and say how it ended; nothing is raised but what ends the process."""
    log.info("%s %s begins, attempt %d", job.id, job.kind, job.attempts)
    state, result = _outcome(registry, job, look)
    ours = registry.jobs.end(job, state, result)
    log.info("%s is %s", job.id, state if ours else "another worker's now")


def _outcome(registry: Registry, job: Job, look: Event) -> tuple[State, Mapping[str, Any]]:
    from ploughshare.usecases.jobs import left_by
    from ploughshare.web.work import Unwanted, Work

    def require_wanted() -> None:
        if not registry.jobs.holds(job) or registry.jobs.wanted(job.id) == "cancel":
            raise Unwanted("The job is not wanted any more.")

    watch = Watch(registry, job, look)
    try:
        with watch:
            result = Work(registry.path, job, watch.said, require_wanted).done()
        return "done", result
    except (KeyboardInterrupt, Interrupted):
        # It may have come when the plan or import was kept already: then the job is done.
        left = left_by(registry, job)
        if left is not None:
            return "done", left
        return "cancelled", {"message": "Stopped before there was anything to keep.", "remedy": ""}
    except Unwanted:
        return "cancelled", {"message": "Cancelled; nothing was kept.", "remedy": ""}
    except PloughError as error:
        told = {"message": error.message, "remedy": error.remedy, "code": error.code}
        return "failed", told
    except Exception:
        log.exception("%s failed", job.id)
        return "failed", {
            "message": "The server made a mistake; nothing was kept.",
            "remedy": "The server's log says more. Report it with what you asked for.",
            "code": "mistake",
        }


class Watch:
    """
    Beside a job under way: tells how far it is, and interrupts it when it is to stop.

    Parameters
    ----------
    registry, job
        Where it is told, and of what.
    look
        Set when there is something to look at before the time.
    """

    def __init__(self, registry: Registry, job: Job, look: Event) -> None:
        self._registry, self._job, self._look = registry, job, look
        self._last: Progress | None = None
        self._over = self._interrupted = False
        self._lock = Lock()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._end()
        except KeyboardInterrupt:
            # It interrupts once at most.
            self._end()
            raise

    def _end(self) -> None:
        # Whoever has the lock may interrupt; after this nobody does.
        with self._lock:
            self._over = True
        self._look.set()
        self._thread.join()

    def said(self, progress: "Progress") -> None:
        """Take note of how far the job is."""
        self._last = progress

    def _watch(self) -> None:
        told = None
        while True:
            self._look.wait(TELL_SECONDS)
            self._look.clear()
            with self._lock:
                last = self._last
                try:
                    if last is not told and last is not None:
                        wanted = self._registry.jobs.tell(self._job, asdict(last))
                    else:
                        wanted = self._registry.jobs.wanted(self._job.id)
                except PloughError as error:
                    log.warning("%s could not be told: %s", self._job.id, error.code)
                    wanted = ""
                told = last
                if self._over:
                    return
                if wanted and not self._interrupted:
                    self._interrupted = True
                    _thread.interrupt_main()


if __name__ == "__main__":
    main()
