"""What a running server holds: its registry, opened as often as requests need it at once."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Event, Lock

from ploughshare.registry.registry import Registry
from ploughshare.usecases.people import open_session
from ploughshare.usecases.seen import Tables
from ploughshare.web.kept import Kept
from ploughshare.web.layers import Atlas
from ploughshare.web.plans_read import PlansRead
from ploughshare.web.rate_limits import Attempts

WAIT_SECONDS = 30.0
"""How long a change waits while another program writes: keeping a large plan takes seconds."""


@dataclass(slots=True)
class Server:
    """
    One registry being served.

    Parameters
    ----------
    path
        The registry.
    demonstration
        Whether whoever comes is signed in as the demonstration's user; only an invented region
        is ever shown so.
    set_up_code
        What the first administrator must know: it is printed where the server was started.
    attempts
        Failed sign-ins, by name and by address.
    job_added
        Tells the worker that there is a new job, or a new wish about one.
    ending
        Set when the server is to end: whoever waits for something ends too.
    plans
        Plans as they were read last, and answers made of them.
    tables
        Records that were asked for.
    kept
        What was made for the present state of the registry.
    atlas
        What tiles are cut from.
    """

    path: Path
    demonstration: bool = False
    set_up_code: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    attempts: Attempts = field(default_factory=Attempts)
    job_added: Callable[[], None] = lambda: None
    ending: Event = field(default_factory=Event)
    plans: PlansRead = field(default_factory=PlansRead)
    tables: Tables = field(default_factory=Tables)
    kept: Kept = field(default_factory=Kept)
    atlas: Atlas = field(default_factory=Atlas)
    _free: "LifoQueue[Registry]" = field(default_factory=LifoQueue)
    _writing: Lock = field(default_factory=Lock)

    @contextmanager
    def reading(self) -> Iterator[Registry]:
        """A registry opened for reading, for as long as the block lasts and for its thread alone."""
        try:
            registry = self._free.get_nowait()
        except Empty:
            registry = Registry.open(self.path)
        try:
            yield registry
        finally:
            self._free.put(registry)

    @contextmanager
    def writing(self) -> Iterator[Registry]:
        """A registry opened for writing; one block at a time, as the store has one writer."""
        with (
            self._writing,
            Registry.open(self.path, write=True, wait_seconds=WAIT_SECONDS) as registry,
        ):
            yield registry

    def open_demonstration(self, role: str) -> str:
        """Open a session of the demonstration's user and return its secret."""
        with self.writing() as registry:
            return open_session(registry, "demonstration", role)

    def close(self) -> None:
        """Let go of the file."""
        while True:
            try:
                self._free.get_nowait().close()
            except Empty:
                return
