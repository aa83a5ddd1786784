"""A server as people start it: ``plough serve`` in a process of its own, and clients in threads."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from threading import Lock, Thread
from typing import Any, NamedTuple

from ploughshare.usecases.permissions import Role

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
PEOPLE = 20


class Answer(NamedTuple):
    """What came back whole: the status and the document, empty where there is none."""

    status: int
    body: Any


class Process:
    """A server that was started, where it listens, and the file of its log."""

    def __init__(self, path: Path) -> None:
        kept = {name: said for name, said in os.environ.items() if not name.startswith("PLOUGH_")}
        self.log = path.with_name(f"{path.name}.log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "ploughshare",
                    "serve",
                    "--registry",
                    str(path),
                    "--port",
                    "0",
                ],
                cwd=ROOT,
                env={**kept, "PYTHONUTF8": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        assert "http://" in first, self.log.read_text(encoding="utf-8")
        self.port = int(first.split("http://")[1].split()[0].rpartition(":")[2])

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)

    def gone(self) -> int:
        """
        Wait until the server and its worker have ended, and return the server's exit code.

        The worker writes to the same standard output, which ends with the last who holds it.
        """
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode


@contextmanager
def started(path: Path) -> Iterator[Process]:
    """A server that is killed at the end of the block if it has not ended by then."""
    server = Process(path)
    try:
        yield server
    finally:
        server.process.kill()
        server.gone()


def ask(
    connection: HTTPConnection,
    method: str,
    address: str,
    sent: Mapping[str, str],
    body: Mapping[str, Any] | None = None,
) -> Answer:
    """
    One request on a connection that stays open.

    Raises ``OSError`` or ``HTTPException`` where no whole answer comes.
    """
    told = {**sent, "Content-Type": "application/json"}
    connection.request(method, address, json.dumps(body) if body else None, told)
    answer = connection.getresponse()
    data = answer.read()
    is_json = "json" in answer.headers.get("Content-Type", "")
    return Answer(answer.status, json.loads(data) if is_json and data else None)


class Crowd:
    """
    Twenty people who ask at once, each one request after the other.

    Parameters
    ----------
    server
        Whom they ask.
    each
        What the next request is: it is given the connection and a number, which counts all of them
        together, and returns the answer.
    """

    def __init__(self, server: Process, each: Callable[[HTTPConnection, int], Answer]) -> None:
        self._server, self._each = server, each
        self._numbers, self._lock = count(), Lock()
        self._done = 0
        self.answers: list[tuple[int, Answer]] = []
        self.lost: list[str] = []

    def go(self, most: int, *, after: int = 0, then: Callable[[], None] | None = None) -> None:
        """Ask so many times; when ``after`` answers have come, do something beside it once."""
        threads = [Thread(target=self._person, args=(most, after, then)) for _ in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _person(self, most: int, after: int, then: Callable[[], None] | None) -> None:
        connection = self._server.connection()
        try:
            while (number := next(self._numbers)) < most:
                answer = self._each(connection, number)
                with self._lock:
                    self.answers.append((number, answer))
                    self._done += 1
                    now = then is not None and self._done == after
                if now and then is not None:
                    then()
        except (OSError, HTTPException) as error:
            self.lost.append(type(error).__name__)
        finally:
            connection.close()


def reason(number: int) -> str:
    """The reason of the decision with a number; no two have the same."""
    return f"Decree {number}"


def write(
    connection: HTTPConnection, number: int, sent: Mapping[Role, Mapping[str, str]]
) -> Answer:
    """A change that stays: a decision what is published, or a token."""
    if number % 2:
        body = {"record_types": ["hazards"], "plan": True, "reason": reason(number)}
        return ask(connection, "PUT", "/api/publication", sent[Role.APPROVER], body)
    body = {"title": reason(number), "role": "planner", "days": 1}
    return ask(connection, "POST", "/api/tokens", sent[Role.PLANNER], body)


READS = (
    "/ogc/collections/hazards/items?limit=20",
    "/api/records/hazards/HA-3",
    "/tiles/hazards/9/305/171.mvt",
    "/api/search?q=Field",
    "/api/region",
    "/api/plans",
    "/ogc/collections/assets/items/AS-1",
    "/api/session",
)


def mixed(
    connection: HTTPConnection, number: int, sent: Mapping[Role, Mapping[str, str]]
) -> Answer:
    """Nine reads, then a write."""
    if number % 10 == 9:
        return write(connection, number // 10, sent)
    return ask(connection, "GET", READS[number % len(READS)], sent[Role.PLANNER])
