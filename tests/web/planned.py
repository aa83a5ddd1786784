"""A small invented village that can be planned, and a server with its worker that plans it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from ploughshare.registry.jobs import Job
from ploughshare.registry.kept import Publication, Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.jobs import follow
from ploughshare.web.server import Server
from ploughshare.web.supervised import Supervised
from tests.planning.small_region import Region
from tests.registry.regions import registry_at
from tests.web.serving import add

START = "2026-03-02"
SCHOOLS = 7
"""So many that no search proves within seconds that its plan is the best."""


def village() -> Region:
    """Two squads, two crews, and a few schools, each on ground of its own that is to be cleared."""
    region = Region().district("D", -9000, -9000, 9000, 9000)
    region.team("M1", "manual", "building").team("M2", "manual").team("S", "nts", "ts")
    region.team("B1", "building", x=500).team("B2", "building", y=800)
    for number in range(SCHOOLS):
        x, y = 400.0 * (number % 4), 700.0 * (number // 4)
        region.hazard(
            f"HA-{number}", x, y, 40 + 9 * number,
            hazard_type="cha" if number % 2 else "sha", evidence="direct", surveyed="ts",
            contamination="ap_mine", accidents=7, people_exposed=3 + number,
        )  # fmt: skip
        region.asset(f"AS-{number}", x + 14, y + 9, people_served=20 + 13 * (number % 5))
        region.works(f"W-{number}", f"AS-{number}", 5 + 3 * (number % 7))
    return region.contribution("CB-1", "committed", role="builders", quantity=10.0)


def fill(path: Path) -> None:
    """Make a registry of the village, with accounts of every role; its plan is published."""
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason="Import") as change:
            for records in village().records.values():
                change.put_many(Put(record) for record in records)
            change.decide_publication(Publication(("assets",), plan=True))
        for role in Role:
            if role is not Role.VISITOR:
                add(registry, role)


@dataclass
class AtWork:
    """A registry's server, its worker where it has one, and what to send to be of a role."""

    path: Path
    client: TestClient
    server: Server
    sent: Mapping[Role, Mapping[str, str]]
    worker: Supervised | None = None

    def get(self, address: str, role: Role = Role.PLANNER) -> Response:
        return self.client.get(address, headers=self.sent[role])

    def post(
        self, address: str, role: Role = Role.PLANNER, body: Mapping[str, Any] | None = None
    ) -> Response:
        return self.client.post(address, headers=self.sent[role], json=body)

    def ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A planner's new job."""
        answer = self.post("/api/jobs", body=asked)
        assert answer.status_code == 202, answer.text
        job: dict[str, Any] = answer.json()
        return job


@contextmanager
def at_work(path: Path, sent: Mapping[Role, Mapping[str, str]]) -> Iterator[AtWork]:
    """A registry's server with its worker, as ``plough serve`` has them."""
    worker = Supervised(path)
    server = Server(path, job_added=worker.wake)
    worker.start()
    try:
        with TestClient(application(server), raise_server_exceptions=False) as client:
            yield AtWork(path, client, server, sent, worker)
    finally:
        worker.stop()


def until(server: Server, job_id: str, seen: Callable[[Job], Any]) -> Job:
    """Follow a job until something is seen of it, or it has ended."""

    async def following() -> Job:
        job = None
        async for job in follow(server, job_id):
            if seen(job):
                return job
        assert job is not None
        return job

    return asyncio.run(following())


def ended(server: Server, job_id: str) -> Job:
    """Follow a job to its end."""
    return until(server, job_id, lambda job: False)


def document(path: Path, plan_id: str) -> bytes:
    """The bytes of a kept plan."""
    with Registry.open(path) as registry:
        return registry.plan(plan_id, documents=("plan",)).plan or b""
