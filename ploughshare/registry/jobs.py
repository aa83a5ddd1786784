"""Long work in the store: asked for by people, done by a worker, and still there after a restart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.tables import JOB

State = Literal["waiting", "running", "done", "failed", "cancelled"]

Wanted = Literal["", "stop", "cancel"]
"""What people want of a job: that it ends with the best so far, or with nothing."""

MOST_ATTEMPTS = 3
"""A job that three times was running when its worker ended is not begun again."""

ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Job:
    """
    One piece of long work.

    Parameters
    ----------
    id
        For example ``"J-12"``.
    kind
        What is to be done: ``plan``, ``import``, ``report``.
    arguments, progress, result
        As its kind defines them; ``result`` of a failed job has ``message`` and ``remedy``.
    account, role
        Who asked, and as what; the work is done with these rights.
    made, begun, ended
        UTC; ``None`` for not yet.
    """

    id: str
    kind: str
    arguments: Mapping[str, Any]
    account: str
    role: str
    state: State
    made: datetime
    begun: datetime | None
    ended: datetime | None
    attempts: int
    progress: Mapping[str, Any]
    result: Mapping[str, Any]
    wanted: Wanted


class Jobs:
    """The jobs of a registry."""

    def __init__(self, store: Embedded) -> None:
        self._store = store

    def add(self, kind: str, arguments: Mapping[str, Any], *, account: str, role: str) -> Job:
        """Ask for a job; the oldest waiting one is done first."""
        with self._store.write() as connection:
            number = (connection.execute(select(func.max(JOB.c.number))).scalar() or 0) + 1
            row = {
                "id": f"J-{number}",
                "number": number,
                "kind": kind,
                "arguments": _text(arguments),
                "account": account,
                "role": role,
                "state": "waiting",
                "made": datetime.now(UTC),
                "attempts": 0,
                "progress": "{}",
                "result": "{}",
                "wanted": "",
            }
            connection.execute(insert(JOB), row)
        return self.job(str(row["id"]))

    def claim(self) -> Job | None:
        """Take the oldest waiting job; two who ask at once never get the same one."""
        oldest = select(JOB).where(JOB.c.state == "waiting").order_by(JOB.c.number).limit(1)
        with self._store.read() as connection:
            if connection.execute(oldest).first() is None:
                return None
        with self._store.write() as connection:
            row = connection.execute(oldest).first()
            if row is None:
                return None
            connection.execute(
                update(JOB)
                .where(JOB.c.id == row.id)
                .values(state="running", begun=datetime.now(UTC), attempts=row.attempts + 1)
            )
        return self.job(row.id)

    def begin_again(self, *, counted: bool = True) -> list[Job]:
        """
        Put back the jobs that were running when their worker ended, and return them.

        Call it before a worker is started. A job that ended its worker ``MOST_ATTEMPTS`` times
        has failed. An attempt that was ended in good order is not ``counted``.
        """
        with self._store.write() as connection:
            rows = connection.execute(select(JOB).where(JOB.c.state == "running")).all()
            for row in rows:
                values: dict[str, object] = {"state": "waiting", "progress": "{}"}
                if row.wanted:
                    values = {"state": "cancelled", "ended": datetime.now(UTC)}
                elif not counted:
                    values["attempts"] = row.attempts - 1
                elif row.attempts >= MOST_ATTEMPTS:
                    told = {
                        "message": f"The worker ended {row.attempts} times while this was done.",
                        "remedy": "Run the same on the command line, where its error is shown.",
                    }
                    values = {
                        "state": "failed",
                        "ended": datetime.now(UTC),
                        "result": _text(told),
                    }
                connection.execute(update(JOB).where(JOB.c.id == row.id).values(**values))
        return [self.job(row.id) for row in rows]

    def tell(self, job: Job, progress: Mapping[str, Any]) -> Wanted:
        """
        Keep how far a job is, and return what people want of it.

        Of a job that was put back, and is no longer this worker's, nothing is kept.
        """
        with self._store.write() as connection:
            connection.execute(update(JOB).where(*_of(job)).values(progress=_text(progress)))
            wanted = connection.execute(select(JOB.c.wanted).where(JOB.c.id == job.id)).scalar()
        return wanted or ""

    def end(self, job: Job, state: State, result: Mapping[str, Any]) -> bool:
        """Say how a job ended; false where it was put back and is no longer this worker's."""
        values = {"state": state, "ended": datetime.now(UTC), "result": _text(result)}
        with self._store.write() as connection:
            done = connection.execute(update(JOB).where(*_of(job)).values(**values))
        return done.rowcount == 1

    def holds(self, job: Job) -> bool:
        """Whether a job is still the one that was claimed: running, at the same attempt."""
        with self._store.read() as connection:
            return connection.execute(select(JOB.c.id).where(*_of(job))).first() is not None

    def want(self, job_id: str, wanted: Wanted) -> Job:
        """Ask a job to stop or to be cancelled; a waiting one is cancelled at once."""
        with self._store.write() as connection:
            row = connection.execute(select(JOB).where(JOB.c.id == job_id)).first()
            if row is None:
                raise NoSuchRecord(f"There is no job {job_id}.")
            if row.state in ENDED:
                raise CallError(f"Job {job_id} is {row.state} already.")
            values: dict[str, object] = {"wanted": wanted}
            if row.state == "waiting":
                values |= {"state": "cancelled", "ended": datetime.now(UTC)}
            connection.execute(update(JOB).where(JOB.c.id == job_id).values(**values))
        return self.job(job_id)

    def wanted(self, job_id: str) -> Wanted:
        """What people want of a job."""
        with self._store.read() as connection:
            found = connection.execute(select(JOB.c.wanted).where(JOB.c.id == job_id)).scalar()
        return found or ""

    def job(self, job_id: str) -> Job:
        """One job. Raises ``NoSuchRecord``."""
        with self._store.read() as connection:
            row = connection.execute(select(JOB).where(JOB.c.id == job_id)).first()
        if row is None:
            raise NoSuchRecord(f"There is no job {job_id}.")
        return _job(row)

    def waiting(self) -> int:
        """How many wait for a worker."""
        query = select(func.count()).select_from(JOB).where(JOB.c.state == "waiting")
        with self._store.read() as connection:
            return connection.execute(query).scalar_one()

    def running(self) -> list[Job]:
        """Those that a worker has claimed and not ended, oldest first."""
        query = select(JOB).where(JOB.c.state == "running").order_by(JOB.c.number)
        with self._store.read() as connection:
            return [_job(row) for row in connection.execute(query)]

    def jobs(self, *, last: int = 100) -> list[Job]:
        """The last jobs, newest first."""
        query = select(JOB).order_by(JOB.c.number.desc()).limit(last)
        with self._store.read() as connection:
            return [_job(row) for row in connection.execute(query)]


def _of(job: Job) -> tuple[ColumnElement[bool], ...]:
    """What only the attempt has that was claimed."""
    return (JOB.c.id == job.id, JOB.c.state == "running", JOB.c.attempts == job.attempts)


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)


def _job(row: Row[tuple[object, ...]]) -> Job:
    values = {name: getattr(row, name) for name in Job.__dataclass_fields__}
    for name in ("arguments", "progress", "result"):
        values[name] = json.loads(values[name])
    return Job(**values)
