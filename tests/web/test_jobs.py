"""Long work on a server with a real worker: done once, told while it runs, stopped, and never lost."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ploughshare.cli.main import run
from ploughshare.fields import Record
from ploughshare.registry.backup import back_up
from ploughshare.registry.jobs import Job
from ploughshare.registry.registry import Registry
from ploughshare.usecases.jobs import begin_again, source_of
from ploughshare.usecases.permissions import Role
from ploughshare.web.app import application
from ploughshare.web.jobs import MOST_WAITING
from ploughshare.web.server import Server
from tests.conftest import only_compiled
from tests.web.planned import START, AtWork, at_work, document, ended, fill, until
from tests.web.serving import headers

pytestmark = [only_compiled, pytest.mark.api]

FEW = {"kind": "plan", "start": START, "iterations": 4}
LONG = {"kind": "plan", "start": START, "seconds": 3000}
"""A search that ends by being stopped only."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    path = tmp_path_factory.mktemp("jobs") / "r.plough"
    fill(path)
    with at_work(path, headers(path)) as room:
        yield room


def plans(room: AtWork) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = room.get("/api/plans").json()
    return found


def has_a_plan(job: Any) -> bool:
    return job.progress.get("best") is not None


def one_done(room: AtWork) -> Job:
    """A job that has made a plan of record: one that is done already, or a new one."""
    with Registry.open(room.path) as registry:
        for job in registry.jobs.jobs():
            if job.kind == "plan" and job.state == "done" and not job.result["stopped"]:
                return job
    return ended(room.server, room.ask(FEW)["id"])


def test_a_plan_from_asking_to_the_plan_of_record_as_on_the_command_line(
    room: AtWork, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.plough"
    back_up(room.path, copy)
    asked = room.ask(FEW)
    assert asked["state"] == "waiting"
    job = ended(room.server, asked["id"])
    assert (job.state, job.attempts) == ("done", 1)
    assert job.progress["best"] >= job.progress["bound"] > 0
    assert {"phase", "seconds", "gap"} <= set(job.progress)

    kept = room.get("/api/plans/current").json()
    assert kept["id"] == job.result["plan"]
    assert kept["objective"] == job.result["objective"]
    assert kept["of_record"] is True
    with Registry.open(room.path) as registry:
        change = registry.changeset(registry.plan(kept["id"], documents=()).changeset)
    assert (change.author, change.source) == ("planner", source_of(job))

    words = ["plan", "--start", START, "--iterations", "4", "--registry", str(copy)]
    assert run([*words, "--author", "Ana"]) == 0
    assert untimed(document(copy, "P-1")) == untimed(document(room.path, kept["id"]))


def untimed(data: bytes) -> bytes:
    """A plan's bytes without the seconds that its search took."""
    found = json.loads(data)
    found["solver"]["seconds"] = 0
    return json.dumps(found).encode()


def test_stop_keeps_the_best_plan_so_far(room: AtWork) -> None:
    job = until(room.server, room.ask(LONG)["id"], has_a_plan)
    assert job.state == "running"
    assert room.post(f"/api/jobs/{job.id}/stop").json()["wanted"] == "stop"
    job = ended(room.server, job.id)
    assert job.state == "done"
    assert job.result["stopped"] is True
    assert plans(room)[0]["id"] == job.result["plan"]
    assert room.get("/api/plans/current").json()["solver"]["stop"] == "interrupted"


def test_cancel_keeps_nothing(room: AtWork) -> None:
    before = plans(room)
    waiting = room.ask(LONG)
    job = until(room.server, waiting["id"], has_a_plan)
    behind = room.ask(FEW)
    assert room.post(f"/api/jobs/{behind['id']}/cancel").json()["state"] == "cancelled"
    room.post(f"/api/jobs/{job.id}/cancel")
    job = ended(room.server, job.id)
    assert (job.state, plans(room)) == ("cancelled", before)
    assert room.post(f"/api/jobs/{job.id}/stop").status_code == 400


def test_a_worker_that_is_killed_is_replaced_and_its_job_begun_again(room: AtWork) -> None:
    before = len(plans(room))
    job = until(room.server, room.ask(LONG)["id"], has_a_plan)
    assert room.worker is not None
    assert room.worker.process is not None
    room.worker.process.kill()
    again = until(room.server, job.id, lambda job: job.attempts == 2 and has_a_plan(job))
    assert again.state == "running"
    room.post(f"/api/jobs/{job.id}/stop")
    job = ended(room.server, job.id)
    assert (job.state, job.attempts) == ("done", 2)
    assert len(plans(room)) == before + 1


def test_a_job_outlives_its_server(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    sent = headers(path, Role.PLANNER)
    with at_work(path, sent) as room:
        job = until(room.server, room.ask(LONG)["id"], lambda job: job.state == "running")
    with Registry.open(path) as registry:
        put_back = registry.jobs.job(job.id)
        assert (put_back.state, put_back.attempts) == ("waiting", 0)
        assert registry.plans() == []
    with at_work(path, sent) as room:
        begun = until(room.server, job.id, lambda job: job.state == "running")
        room.post(f"/api/jobs/{begun.id}/cancel")
        assert ended(room.server, job.id).state == "cancelled"


def test_a_plan_that_was_kept_before_its_worker_died_is_not_made_again(room: AtWork) -> None:
    """The worker may die after the plan is kept and before that is told: the job is done then."""
    done = one_done(room)
    with Registry.open(room.path, write=True) as registry:
        store = registry._store
        with store.write() as connection:
            connection.exec_driver_sql(
                "UPDATE job SET state = 'running', result = '{}' WHERE id = ?", (done.id,)
            )
        assert begin_again(registry) == []
        again = registry.jobs.job(done.id)
    assert (again.state, again.result) == ("done", done.result)


def test_a_scenario_stays_one(room: AtWork) -> None:
    one_done(room)
    record = room.get("/api/plans/current").json()["id"]
    asked = {"kind": "scenario", "name": "committed", "start": START, "iterations": 4}
    job = ended(room.server, room.ask(asked)["id"])
    assert job.state == "done"
    assert job.result["of_record"] is False
    shown = room.get(f"/api/plans/{job.result['plan']}").json()
    assert shown["contains_assumed_capacity"] is True
    assert room.get("/api/plans/current").json()["id"] == record


def test_a_draft_is_kept_once_it_is_accepted_and_only_once(room: AtWork) -> None:
    one_done(room)
    before = plans(room)
    asked = {"kind": "replan", "start": START, "iterations": 4}
    job = ended(room.server, room.ask(asked)["id"])
    assert (job.state, job.result["plan"], plans(room)) == ("done", None, before)
    assert "change" in job.result
    assert room.post(f"/api/jobs/{job.id}/accept", Role.INFORMATION_OFFICER).status_code == 403
    accepted = room.post(f"/api/jobs/{job.id}/accept")
    assert accepted.status_code == 201
    assert room.get("/api/plans/current").json()["id"] == accepted.json()["plan"]
    assert room.post(f"/api/jobs/{job.id}/accept").status_code == 400
    assert len(plans(room)) == len(before) + 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({**FEW, "seconds": 5}, "exclude each other"),
        ({**FEW, "rest_days": "today"}, "rest-days"),
        ({"kind": "scenario"}, "is named"),
        ({"kind": "scenario", "name": "../../x.toml"}, "name"),
        ({"kind": "replan", "first": ["AS-1"]}, "named person"),
        ({**FEW, "first": ["AS-1"]}, "named person"),
        ({**FEW, "start": "9999-12-31"}, "start"),
        ({"kind": "report", "report": "poem"}, "poem"),
        ({"kind": "report", "report": "plan-book"}, "purpose"),
        ({"kind": "report", "report": "cost", "plan": "../x.json"}, "plan"),
        ({"kind": "poem"}, "kind"),
        ({"kind": "import"}, "file"),
    ],
)
def test_wrong_arguments_are_refused_when_they_are_sent(
    room: AtWork, asked: dict[str, Any], told: str
) -> None:
    answer = room.post("/api/jobs", body=asked)
    assert answer.status_code == 400
    assert told in answer.text


def test_a_draft_of_other_records_is_refused(room: AtWork) -> None:
    one_done(room)
    asked = {"kind": "replan", "start": START, "iterations": 2}
    job = ended(room.server, room.ask(asked)["id"])
    before = plans(room)
    with Registry.open(room.path, write=True) as registry:
        note = Record("sources", "S-1", {"title": "a note", "kind": "official"})
        with registry.change(author="Ana", reason="A note") as change:
            change.put(note, expected_version=None)
    assert room.post(f"/api/jobs/{job.id}/accept").status_code == 409
    accepting = ended(room.server, room.ask({**asked, "accept": True})["id"])
    assert accepting.result["of_record"] is True
    assert len(plans(room)) == len(before) + 1


def test_each_asks_for_what_they_may_do_themselves(room: AtWork) -> None:
    one_done(room)
    assert room.post("/api/jobs", Role.INFORMATION_OFFICER, FEW).status_code == 403
    assert room.post("/api/jobs", Role.VIEWER, FEW).status_code == 403
    asked = {"kind": "report", "report": "ready-for-works"}
    job = room.post("/api/jobs", Role.INFORMATION_OFFICER, asked).json()
    done = ended(room.server, job["id"])
    assert (done.state, done.result["file"]) == ("done", "ready-for-works.pdf")
    file = room.get(f"/api/jobs/{job['id']}/file", Role.VIEWER)
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert room.get(f"/api/jobs/{job['id']}/file", Role.OPERATOR).status_code == 403


def test_whoever_follows_a_job_is_told_its_end_and_of_an_error_its_remedy(room: AtWork) -> None:
    job = room.ask({**FEW, "take_off": ["TO-404"]})
    told = room.get(f"/api/jobs/{job['id']}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    events = [line for line in told.text.split("\n\n") if line]
    last = json.loads(events[-1].removeprefix("event: job\ndata: "))
    assert (last["id"], last["state"]) == (job["id"], "failed")
    assert "TO-404" in last["result"]["message"]
    assert last["result"]["remedy"]
    assert room.get("/api/jobs").json()[0]["id"] == job["id"]


def test_the_list_leaves_out_what_is_long_and_the_queue_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    sent = headers(path, Role.PLANNER)
    with TestClient(application(Server(path))) as client:
        room = AtWork(path, client, Server(path), sent)
        asked = {"kind": "scenario", "document": "x" * 9000}
        job = room.ask(asked)
        assert room.get(f"/api/jobs/{job['id']}").json()["arguments"]["document"] == "x" * 9000
        assert "document" not in room.get("/api/jobs").json()[0]["arguments"]
        for _ in range(MOST_WAITING - 1):
            room.ask(FEW)
        assert room.post("/api/jobs", body=FEW).status_code == 400
        room.post(f"/api/jobs/{job['id']}/cancel")
        room.ask(FEW)
