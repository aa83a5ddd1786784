"""PSPLIB files as problems: project scheduling benchmarks with renewable resources.

Format: Kolisch & Sprecher, PSPLIB - a project scheduling problem library, European
Journal of Operational Research 96 (1997) 205-216. Each unit of a renewable resource
becomes a team at ``[0, 0]``, each job an activity there, and the makespan one benefit
on the last job.
"""

import hashlib
import re
from dataclasses import dataclass

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.problem_checks import Document, find_cycle
from ploughshare.scheduling.strict_json import uncompressed

MOST_UNITS = 100_000
"""Units of all resources together, each of which becomes a team."""

_COUNTS = {
    "jobs": r"jobs \(incl\. supersource/sink \)\s*:\s*(\d{1,7})\s*$",
    "renewable": r"\s*- renewable\s*:\s*(\d{1,7})\s+R\s*$",
    "nonrenewable": r"\s*- nonrenewable\s*:\s*(\d{1,7})\s+N\s*$",
    "doubly constrained": r"\s*- doubly constrained\s*:\s*(\d{1,7})\s+D\s*$",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """Integers of one line of a table."""

    line: int
    values: list[int]


@dataclass(slots=True)
class _Job:
    modes: int
    successors: list[int]
    line: int


def read_psplib(data: bytes, name: str) -> Problem:
    """
    Read a PSPLIB file with renewable resources (``.sm``, ``.mm``), plain or gzip.

    Parameters
    ----------
    data
        The bytes of the file; ``sha256`` of the problem is of these, uncompressed.
    name
        Name of the file, for the problem and for messages.

    Raises
    ------
    InputRefused
        Not such a file, with the line; or one with non-renewable resources, several
        projects or a cycle, which the format of problems cannot say.
    """
    content = uncompressed(data)
    document = _Reader(content, name).document()
    return problem_from_document(document, sha256=hashlib.sha256(content).hexdigest())


class _Reader:
    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.lines = content.decode("latin-1").splitlines()

    def document(self) -> Document:
        counts = {what: self._count(what) for what in _COUNTS}
        for what in ("nonrenewable", "doubly constrained"):
            if counts[what]:
                raise InputRefused(
                    f"{self.name} has {counts[what]} {what} resources, "
                    "which a restoration problem cannot say.",
                    remedy="Choose a file with renewable resources only.",
                    file=self.name,
                )
        jobs = self._jobs(counts["jobs"])
        kinds = [f"R{k + 1}" for k in range(counts["renewable"])]
        units = self._units(len(kinds))
        return {
            "format": "restoration-problem/1",
            "name": self.name,
            "steps_per_day": 1,
            "kinds": kinds,
            "travel": {
                "default": {
                    "detour": 1.0,
                    "km_per_step": 1.0,
                    "camp_move_km": 0.0,
                    "camp_move_steps": 0,
                }
            },
            "teams": [
                {"id": f"{kind}.{unit + 1}", "kinds": [kind], "at": [0, 0]}
                for kind, count in zip(kinds, units, strict=True)
                for unit in range(count)
            ],
            "activities": self._activities(jobs, self._modes(jobs, kinds)),
            "benefits": [{"id": "makespan", "activity": str(len(jobs)), "weight": 1}],
        }

    def _refused(self, line: int, what: str, remedy: str) -> InputRefused:
        return InputRefused(
            f"{self.name}, line {line}: {what}", remedy=remedy, file=self.name, line=line
        )

    def _count(self, what: str) -> int:
        for line in self.lines:
            found = re.match(_COUNTS[what], line)
            if found:
                return int(found[1])
        raise InputRefused(
            f"{self.name} has no line that says how many {what} there are.",
            remedy="Is it a PSPLIB file (.sm or .mm)? Download it again.",
            file=self.name,
        )

    def _table(self, title: str, headers: int) -> list[_Row]:
        """Rows of integers between a section's column heads and the next line of stars."""
        start = next((i for i, line in enumerate(self.lines) if line.startswith(title)), None)
        if start is None:
            raise InputRefused(
                f"{self.name} has no section {title}.",
                remedy="Is it a PSPLIB file (.sm or .mm), and complete? Download it again.",
                file=self.name,
            )
        rows: list[_Row] = []
        for i in range(start + 1 + headers, len(self.lines)):
            words = self.lines[i].split()
            if self.lines[i].startswith("*"):
                return rows
            if not all(re.fullmatch(r"[0-9]{1,15}", word) for word in words):
                raise self._refused(i + 1, "not a row of integers.", f"Mend section {title}.")
            if words:
                rows.append(_Row(i + 1, [int(word) for word in words]))
        raise self._refused(
            len(self.lines),
            f"section {title} does not end.",
            "The file is cut short: copy it again.",
        )

    def _jobs(self, count: int) -> list[_Job]:
        rows = self._table("PRECEDENCE RELATIONS:", headers=1)
        jobs: list[_Job] = []
        for row in rows:
            number = len(jobs) + 1
            if len(row.values) < 3 or row.values[0] != number:
                raise self._refused(
                    row.line, f"job {number} is expected here.", "Number jobs from 1."
                )
            modes, listed, successors = row.values[1], row.values[2], row.values[3:]
            if len(successors) != listed:
                raise self._refused(
                    row.line,
                    f"job {number} announces {listed} successors and names {len(successors)}.",
                    "Correct the number or the list.",
                )
            if modes < 1:
                raise self._refused(row.line, f"job {number} has no mode.", "Give it one.")
            if len(set(successors)) < listed or any(not 1 <= s <= count for s in successors):
                raise self._refused(
                    row.line,
                    f"job {number} names a successor twice or one that is not there.",
                    f"Name jobs from 1 to {count}, each once.",
                )
            if (number == count) != (listed == 0):
                raise self._refused(
                    row.line,
                    f"job {number} has {listed or 'no'} successors.",
                    f"All jobs lead to the last one, job {count}, which has no successors.",
                )
            jobs.append(_Job(modes, successors, row.line))
        if not jobs or len(jobs) != count:
            raise InputRefused(
                f"{self.name} announces {count} jobs and lists {len(jobs)}.",
                remedy="The file is cut short or was changed: download it again.",
                file=self.name,
            )
        self._refuse_cycle(jobs)
        return jobs

    def _refuse_cycle(self, jobs: list[_Job]) -> None:
        cycle = find_cycle([[s - 1 for s in job.successors] for job in jobs])
        if cycle:
            chain = " before ".join(str(i + 1) for i in [*cycle, cycle[0]])
            raise self._refused(
                jobs[cycle[0]].line, f"a cycle of jobs: {chain}.", "Drop one of these successors."
            )

    def _modes(self, jobs: list[_Job], kinds: list[str]) -> list[list[Document]]:
        """Modes by job; the job's number stands only before its first mode."""
        modes: list[list[Document]] = []
        for row in self._table("REQUESTS/DURATIONS:", headers=2):
            values = row.values
            if not modes or len(modes[-1]) == jobs[len(modes) - 1].modes:
                modes.append([])
                if len(modes) > len(jobs) or values[0] != len(modes):
                    raise self._refused(
                        row.line, f"job {len(modes)} is expected here.", "Keep the order of jobs."
                    )
                values = values[1:]
            number = len(modes[-1]) + 1
            if len(values) != 2 + len(kinds) or values[0] != number:
                raise self._refused(
                    row.line,
                    f"mode {number} of job {len(modes)} is expected here, with its duration "
                    f"and {len(kinds)} requests.",
                    "Correct the row.",
                )
            requests = {kind: n for kind, n in zip(kinds, values[2:], strict=True) if n}
            modes[-1].append({"steps": values[1], "teams": requests})
        if len(modes) != len(jobs) or len(modes[-1]) != jobs[-1].modes:
            raise InputRefused(
                f"{self.name} gives requests and durations of {len(modes)} of {len(jobs)} jobs.",
                remedy="The file is cut short or was changed: download it again.",
                file=self.name,
            )
        return modes

    def _units(self, kinds: int) -> list[int]:
        rows = self._table("RESOURCEAVAILABILITIES:", headers=1)
        if len(rows) != 1 or len(rows[0].values) != kinds:
            line = rows[0].line if rows else len(self.lines)
            raise self._refused(
                line, f"one row of {kinds} availabilities is expected here.", "Correct the row."
            )
        if sum(rows[0].values) > MOST_UNITS:
            raise self._refused(
                rows[0].line,
                f"{sum(rows[0].values)} units are too many: each becomes a team.",
                f"At most {MOST_UNITS} are accepted.",
            )
        return rows[0].values

    def _activities(self, jobs: list[_Job], modes: list[list[Document]]) -> list[Document]:
        after: list[list[Document]] = [[] for _ in jobs]
        for i, job in enumerate(jobs):
            for successor in job.successors:
                after[successor - 1].append({"id": str(i + 1)})
        return [
            {"id": str(i + 1), "at": [0, 0], "after": before, "modes": each}
            for i, (before, each) in enumerate(zip(after, modes, strict=True))
        ]
