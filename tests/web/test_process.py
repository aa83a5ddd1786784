"""A server in a process of its own, with twenty people at once: nothing fails, nothing is lost."""

import json
import signal
import socket
import sys
from collections.abc import Iterable
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from random import Random

import pytest

from ploughshare.cli.main import run
from ploughshare.registry.kept import Publication
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from tests.web.process import PEOPLE, Answer, Crowd, Process, mixed, reason, started, write
from tests.web.serving import fill, headers

pytestmark = pytest.mark.api

Sent = dict[Role, dict[str, str]]


def filled(path: Path) -> Sent:
    fill(path)
    return headers(path, Role.PLANNER, Role.APPROVER)


def require_kept(
    path: Path, answers: Iterable[tuple[int, Answer]], lost: int, last: Answer = Answer(0, None)
) -> None:
    """
    Everything acknowledged is there, and of the rest at most one change of each who got no answer;
    each is whole. ``last`` is the answer to decree -1, the newest change.
    """
    acknowledged = list(answers) + ([(-1, last)] if last.status else [])
    decrees = {reason(n) for n, answer in acknowledged if n % 2 and answer.status == 200}
    made = {answer.body["id"] for n, answer in acknowledged if not n % 2 and answer.status == 201}
    assert len(decrees) + len(made) == len(acknowledged)
    with Registry.open(path, write=True) as registry:
        kept = [each.reason for each in registry.changesets() if each.reason.startswith("Decree")]
        tokens = {each.id for each in registry.people.tokens() if each.title.startswith("Decree")}
        assert registry.check().intact
        if kept:
            assert registry.publication() == Publication(("hazards",), plan=True)
    assert len(kept) == len(set(kept))
    assert decrees <= set(kept)
    assert made <= tokens
    assert len(set(kept) - decrees) + len(tokens - made) <= lost


def writes(answers: Iterable[tuple[int, Answer]]) -> list[tuple[int, Answer]]:
    """The writes among mixed requests, by the number of their decree."""
    return [(number // 10, answer) for number, answer in answers if number % 10 == 9]


@pytest.mark.parametrize(
    ("requests", "ended_by"),
    [
        (400, signal.SIGINT),
        pytest.param(400, signal.SIGTERM, marks=pytest.mark.soak),
        pytest.param(40_000, signal.SIGINT, marks=pytest.mark.soak),
    ],
)
def test_twenty_people_a_backup_and_a_graceful_end(
    tmp_path: Path, requests: int, ended_by: signal.Signals
) -> None:
    """
    Nine of ten requests read. Half way, somebody makes a backup by the command line. After the
    last, Ctrl-C or a signal to end: the request that is under way is answered, and what it decided is kept.
    """
    path, copy = tmp_path / "r.plough", tmp_path / "copy.plough"
    sent = filled(path)
    codes: list[int] = []

    def back_up() -> None:
        codes.append(run(["backup", str(copy), "--registry", str(path)]))

    with started(path) as server:
        crowd = Crowd(server, partial(mixed, sent=sent))
        crowd.go(requests, after=requests // 2, then=back_up)
        assert crowd.lost == []
        assert len(crowd.answers) == requests
        wrong = [(n, a.status) for n, a in crowd.answers if a.status not in (200, 201, 204)]
        assert wrong == []
        last = end(server, sent, ended_by)
        log = [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()[1:]]
    require_kept(path, writes(crowd.answers), 0, last)
    assert codes == [0]
    with Registry.open(copy) as backup, Registry.open(path) as registry:
        assert backup.check().intact
        whole = [each.hash for each in registry.changesets()]
        part = [each.hash for each in backup.changesets()]
        assert part == whole[: len(part)]
    assert [line for line in log if line["level"] in ("error", "critical")] == []


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path, kills: int) -> None:
    """Killed while twenty people write, after a drawn number of answers; then started again."""
    path = tmp_path / "r.plough"
    sent = filled(path)
    draw = Random(4)
    answers: list[tuple[int, Answer]] = []
    lost = 0
    for kill in range(kills):
        first = 1_000_000 * kill

        def change(on: HTTPConnection, number: int, first: int = first) -> Answer:
            return write(on, first + number, sent)

        with started(path) as server:
            crowd = Crowd(server, change)
            crowd.go(100_000, after=draw.randint(30, 60), then=server.process.kill)
            assert server.gone() != 0
        assert len(crowd.lost) == PEOPLE
        answers += [(first + number, answer) for number, answer in crowd.answers]
        lost += len(crowd.lost)
        require_kept(path, answers, lost)


def end(server: Process, sent: Sent, by: signal.Signals) -> Answer:
    """
    End a server that has half a request, and send the other half when it takes no other any more.

    Windows cannot send signals to one child: there the server is ended at once, without the request.
    """
    last = {"record_types": ["hazards"], "plan": True, "reason": reason(-1)}
    if sys.platform == "win32":
        server.process.kill()
        server.gone()
        return Answer(0, None)
    body = json.dumps(last).encode()
    head = [
        "PUT /api/publication HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: {sent[Role.APPROVER]['Authorization']}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Expect: 100-continue",
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as under_way:
        under_way.sendall("\r\n".join([*head, "", ""]).encode())
        # Only when it reads the body does it say that it wants the rest.
        assert under_way.recv(1000).startswith(b"HTTP/1.1 100")
        under_way.sendall(body[:20])
        server.process.send_signal(by)
        while takes_connections(server):
            pass
        under_way.sendall(body[20:])
        said = b""
        while part := under_way.recv(10_000):
            said += part
    assert server.gone() == 0
    return Answer(int(said.split()[1]), json.loads(said.partition(b"\r\n\r\n")[2]))


def takes_connections(server: Process) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60):
            return True
    except OSError:
        return False
