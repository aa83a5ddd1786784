"""A server on which files are brought in, and its jobs done in this process, one when asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.web.worker import do
from tests.web.serving import fill, headers, served

OFFICER = Role.INFORMATION_OFFICER

HAZARDS = """id,name,type,status,contamination,evidence,identified on,latitude,longitude
HA-31,Lower field,CHA,open,AP mines,direct,2024-05-02,51.50,35.11
HA-32,Upper field,SHA,open,AP mines,indirect,2024-05-03,51.51,35.12
HA-33,Far field,SHA,open,AP mines,indirect,2024-05-04,11.51,75.12
HA-34,Mill,purple,open,AP mines,indirect,2024-05-05,51.52,35.13
"""
"""Two rows that can be read, one that lies elsewhere, and one of a type that there is not."""


@dataclass
class Office:
    """Who sends files, and what comes of them."""

    path: Path
    client: TestClient
    sent: Mapping[Role, dict[str, str]]

    def call(self, method: str, address: str, role: Role = OFFICER, **rest: Any) -> Response:
        return self.client.request(method, address, headers=self.sent[role], **rest)

    def send(self, data: bytes | str, name: str = "hazards.csv", role: Role = OFFICER) -> Response:
        content = data.encode() if isinstance(data, str) else data
        return self.call("POST", "/api/imports/files", role, params={"name": name}, content=content)

    def job(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A job from asking to its end."""
        answer = self.call("POST", "/api/jobs", json=asked)
        assert answer.status_code == 202, answer.text
        self.work()
        found: dict[str, Any] = self.call("GET", f"/api/jobs/{answer.json()['id']}").json()
        return found

    def work(self) -> None:
        """Do the jobs that wait."""
        with Registry.open(self.path, write=True) as registry:
            while (job := registry.jobs.claim()) is not None:
                do(registry, job, Event())

    def tried(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """What came of a try."""
        found: dict[str, Any] = self.call("GET", f"/api/imports/tries/{job['id']}").json()
        return found


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """A small region's office."""
    path = folder / "r.plough"
    fill(path)
    sent = headers(path)
    with served(path) as client:
        yield Office(path, client, sent)
