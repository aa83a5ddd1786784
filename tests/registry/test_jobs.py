"""Long work in the store: nobody gets a job twice, and none is lost with its worker."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ploughshare.errors import CallError
from ploughshare.registry.jobs import MOST_ATTEMPTS, Job
from ploughshare.registry.registry import Registry
from tests.registry.regions import registry_at

CLAIMING = 4
JOBS = 24


def asked(registry: Registry) -> Job:
    return registry.jobs.add("plan", {"iterations": 5}, account="Ana", role="planner")


def test_no_two_workers_get_the_same_job(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    with registry_at(path) as registry:
        expected = [asked(registry).id for _ in range(JOBS)]

    def claim_all(number: int) -> list[str]:
        claimed = []
        with Registry.open(path, write=True, wait_seconds=60) as registry:
            while (job := registry.jobs.claim()) is not None:
                claimed.append(job.id)
        return claimed

    with ThreadPoolExecutor(CLAIMING) as pool:
        claimed = [name for names in pool.map(claim_all, range(CLAIMING)) for name in names]
    assert sorted(claimed) == sorted(expected)


def test_the_oldest_job_is_done_first_and_its_end_is_kept(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        first, second = asked(registry), asked(registry)
        job = registry.jobs.claim()
        assert job is not None
        assert (job.id, job.attempts, job.state) == (first.id, 1, "running")
        assert registry.jobs.tell(job, {"best": 7}) == ""
        registry.jobs.want(job.id, "stop")
        assert registry.jobs.tell(job, {"best": 6}) == "stop"
        assert registry.jobs.end(job, "done", {"plan": "P-1"})
        kept = registry.jobs.job(job.id)
        assert (kept.state, kept.progress, kept.result) == ("done", {"best": 6}, {"plan": "P-1"})
        with pytest.raises(CallError, match="is done already"):
            registry.jobs.want(job.id, "cancel")
        assert registry.jobs.want(second.id, "stop").state == "cancelled"
        assert registry.jobs.claim() is None


def test_a_job_that_ends_its_worker_again_and_again_has_failed(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        asked(registry)
        states = []
        for _ in range(MOST_ATTEMPTS):
            assert registry.jobs.claim() is not None
            states += [job.state for job in registry.jobs.begin_again()]
        assert states == ["waiting", "waiting", "failed"]
        assert registry.jobs.jobs()[0].result["remedy"]


def test_an_end_in_good_order_is_no_attempt(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        asked(registry)
        for _ in range(MOST_ATTEMPTS + 1):
            job = registry.jobs.claim()
            assert job is not None
            assert job.attempts == 1
            registry.jobs.begin_again(counted=False)


def test_a_worker_that_lost_its_job_says_nothing_of_it_any_more(tmp_path: Path) -> None:
    with registry_at(tmp_path / "r.plough") as registry:
        asked(registry)
        lost = registry.jobs.claim()
        assert lost is not None
        registry.jobs.begin_again()
        taken = registry.jobs.claim()
        assert taken is not None
        assert not registry.jobs.holds(lost)
        assert registry.jobs.holds(taken)
        registry.jobs.tell(lost, {"best": 1})
        assert not registry.jobs.end(lost, "done", {"plan": "P-9"})
        assert registry.jobs.job(lost.id) == taken
