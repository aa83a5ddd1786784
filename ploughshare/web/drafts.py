"""Files that jobs leave: reports to be fetched, and drafts of plans to be accepted.

They lie in a folder beside the registry, are no part of it and can be made again; the oldest go
first.
"""

from pathlib import Path

from ploughshare.errors import NoSuchRecord
from ploughshare.planning.document import plan_bytes
from ploughshare.planning.plan import Planned
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.usecases.files import read_bytes, write_bytes

MOST_FILES = 60
"""Files kept; a draft has three."""

PARTS = (".plan.json", ".problem.json", ".schedule.json")
"""Endings of a draft's files; that of the plan is written last, and says that it is whole."""


def folder(registry: Path) -> Path:
    """Where the files of a registry's jobs lie; made where it is missing, emptied where full."""
    found = registry.with_name(f"{registry.name}.jobs")
    found.mkdir(mode=0o700, exist_ok=True)
    files = sorted(found.iterdir(), key=lambda file: file.stat().st_mtime)
    for old in files[:-MOST_FILES]:
        old.unlink(missing_ok=True)
    return found


def write(registry: Path, job_id: str, planned: Planned) -> None:
    """Keep a draft of a job."""
    into = folder(registry)
    parts = (plan_bytes(planned.plan), planned.problem, planned.schedule)
    for suffix, data in reversed(list(zip(PARTS, parts, strict=True))):
        write_bytes(into / f"{job_id}{suffix}", data)


def read(registry: Path, job_id: str) -> Planned:
    """The draft of a job. Raises ``NoSuchRecord`` where it is kept no more."""
    files = [folder(registry) / f"{job_id}{suffix}" for suffix in PARTS]
    if not all(file.exists() for file in files):
        raise NoSuchRecord(f"Job {job_id} has no draft to be accepted.", remedy="Replan once more.")
    plan, problem, schedule = map(read_bytes, files)
    return Planned(plan_from_bytes(plan, f"the draft of {job_id}"), problem, schedule)


def report(registry: Path, job_id: str, suffix: str) -> bytes:
    """The bytes of a job's report. Raises ``NoSuchRecord`` where it is kept no more."""
    file = folder(registry) / f"{job_id}{suffix}"
    if not file.exists():
        raise NoSuchRecord(f"The report of job {job_id} is kept no more.", remedy="Make it again.")
    return read_bytes(file)
