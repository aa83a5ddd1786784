"""Problems and schedules as bytes: ``restoration-problem`` and ``restoration-schedule``.

Nothing here opens a file: the caller hands over bytes and receives bytes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

import numpy as np

from ploughshare.errors import InputRefused
from ploughshare.scheduling.joint_checks import (
    check_alternatives,
    check_joint_meaning,
    check_joint_references,
)
from ploughshare.scheduling.json_shapes import require_shape
from ploughshare.scheduling.problem import NONE, Problem
from ploughshare.scheduling.problem_arrays import arrays_of, problem_document
from ploughshare.scheduling.problem_checks import (
    FIRST,
    PROBLEM,
    PROBLEM_2,
    VERSIONS,
    check_cycles,
    check_references,
)
from ploughshare.scheduling.problem_meaning import check_meaning
from ploughshare.scheduling.quick_reading import read_quickly
from ploughshare.scheduling.schedule import (
    Binding,
    BindingKind,
    Schedule,
    ScheduleDocument,
    ScheduleItem,
)
from ploughshare.scheduling.schedule_reading import read_schedule
from ploughshare.scheduling.strict_json import (
    Path,
    parse,
    refuse_repeated_keys,
    refused,
    require_format,
    show,
    uncompressed,
    without_collector,
)

__all__ = [
    "ScheduleDocument",
    "ScheduleItem",
    "problem_document",
    "problem_from_document",
    "problem_hash",
    "read_problem",
    "read_schedule",
    "schedule_document",
    "schedule_from_document",
    "write_problem",
    "write_schedule",
]


def read_problem(data: bytes) -> Problem:
    """
    Read a ``restoration-problem`` file of version 1 or 2, plain or gzip.

    Accepted are at most 256 MiB after decompression, integers up to 2^62 - 1, and
    tables by two names (teams and zones, zones and zones, activities and groups) of
    at most 25 million cells.

    Raises
    ------
    InputRefused
        In this order: syntax, format, keys, types, references, cycles, meaning. The
        message names the place in the file and the remedy.
    """
    content = uncompressed(data)
    sha256 = hashlib.sha256(content).hexdigest()
    with without_collector():
        quick = read_quickly(content)
        return read_strictly(content, sha256) if quick is None else replace(quick, sha256=sha256)


def read_strictly(content: bytes, sha256: str) -> Problem:
    """Do as ``read_problem`` for bytes that are not compressed, one record after the other."""
    document, repeated = parse(content)
    known = require_format(document, "restoration-problem", "a restoration problem", VERSIONS)
    if repeated:
        refuse_repeated_keys(document)
    return problem_from_document(known, sha256=sha256)


def problem_from_document(document: Mapping[str, Any], *, sha256: str | None = None) -> Problem:
    """
    Check a ``restoration-problem`` document and number everything in it.

    Parameters
    ----------
    document
        As ``json.loads`` gives it.
    sha256
        Hash of the bytes it came from; that of :func:`write_problem` when absent.

    Raises
    ------
    InputRefused
        As in :func:`read_problem`, from format onwards.
    """
    known = require_format(dict(document), "restoration-problem", "a restoration problem", VERSIONS)
    require_shape(PROBLEM if known["format"] == FIRST else PROBLEM_2, known)
    names = check_references(known)
    check_joint_references(known, names)
    check_cycles(known, names)
    check_alternatives(known, names)
    check_meaning(known)
    check_joint_meaning(known)
    problem = arrays_of(known, names)
    return replace(problem, sha256=problem_hash(problem) if sha256 is None else sha256)


def write_problem(problem: Problem) -> bytes:
    """
    Write a problem in UTF-8, compact and in the lowest version that can say it.

    Equal problems give the same bytes, and reading them gives an equal problem.
    """
    return _bytes(problem_document(problem))


def problem_hash(problem: Problem) -> str:
    """SHA-256 of the bytes the problem was read from, else of the bytes it is written as."""
    return problem.sha256 or hashlib.sha256(write_problem(problem)).hexdigest()


def _bytes(document: Mapping[str, object]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def schedule_document(schedule: Schedule, problem: Problem) -> ScheduleDocument:
    """Give a schedule the names of its problem; items stand in ``schedule.order``."""
    mode, start, finish = (
        column.tolist() for column in (schedule.mode, schedule.start, schedule.finish)
    )
    team_start, team = schedule.team_start.tolist(), schedule.team.tolist()
    kind = schedule.team_kind.tolist()
    items: list[ScheduleItem] = []
    for j in schedule.order.tolist():
        teams: dict[str, tuple[str, ...]] = {}
        for k in range(team_start[j], team_start[j + 1]):
            name = problem.kinds[kind[k]]
            teams[name] = (*teams.get(name, ()), problem.team_ids[team[k]])
        items.append(
            ScheduleItem(
                problem.activity_ids[j],
                mode[j],
                teams,
                start[j],
                finish[j],
                _named_binding(schedule.bindings[j], problem) if schedule.bindings else None,
            )
        )
    return ScheduleDocument(
        problem_sha256=problem_hash(problem),
        objective=schedule.objective,
        bound=schedule.bound,
        items=tuple(items),
        solver=schedule.solver,
        history=schedule.history,
    )


def _named_binding(binding: Binding, problem: Problem) -> dict[str, object]:
    named: dict[str, object] = {"kind": binding.kind}
    if binding.activity != NONE:
        named["activity"] = problem.activity_ids[binding.activity]
    if binding.team != NONE:
        named["team"] = problem.team_ids[binding.team]
    named["until"] = int(binding.until)
    return named


def write_schedule(schedule: Schedule, problem: Problem) -> bytes:
    """Write a schedule as compact ``restoration-schedule/1`` in UTF-8."""
    named = schedule_document(schedule, problem)
    document: dict[str, object] = {
        "format": "restoration-schedule/1",
        "problem_sha256": named.problem_sha256,
        "objective": named.objective,
        "bound": named.bound,
        "items": [_written_item(item) for item in named.items],
    }
    if named.solver:
        document["solver"] = dict(named.solver)
    if named.history:
        document["history"] = [dict(entry) for entry in named.history]
    return _bytes(document)


def _written_item(item: ScheduleItem) -> dict[str, object]:
    written: dict[str, object] = {
        "activity": item.activity,
        "mode": item.mode,
        "teams": item.teams,
        "start": item.start,
        "finish": item.finish,
    }
    if item.binding is not None:
        written["binding"] = item.binding
    return written


def schedule_from_document(document: ScheduleDocument, problem: Problem) -> Schedule:
    """
    Number a schedule that names every activity of its problem once.

    It is not verified here: a schedule from elsewhere goes through
    ``verify.require_valid`` before anything is built on it.

    Raises
    ------
    InputRefused
        A name that the problem does not have, an activity missing or given twice, a
        step or mode too large to count with.
    """
    activities = {name: j for j, name in enumerate(problem.activity_ids)}
    teams = {name: t for t, name in enumerate(problem.team_ids)}
    kinds = {name: k for k, name in enumerate(problem.kinds)}
    n = problem.n_activities
    order: list[int] = []
    times = np.zeros((3, n), dtype=np.int64)
    named: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i, item in enumerate(document.items):
        path: Path = ("items", i)
        j = _position(activities, item.activity, "activity", (*path, "activity"))
        order.append(j)
        numbers = (item.mode, item.start, item.finish)
        if not all(0 <= number < 2**62 for number in numbers):
            raise refused(path, "a number is out of range.", "Solve the problem again.")
        times[:, j] = numbers
        named[j] = [
            (
                _position(teams, team, "team", (*path, "teams", kind)),
                _position(kinds, kind, "kind", (*path, "teams", kind)),
            )
            for kind, each in item.teams.items()
            for team in each
        ]
    if sorted(order) != list(range(n)):
        raise InputRefused(
            f"The schedule names {len(set(order))} of {n} activities in {len(order)} items.",
            remedy="Each activity must stand there once: solve the problem again.",
        )
    return Schedule(
        mode=times[0].copy(),
        start=times[1].copy(),
        finish=times[2].copy(),
        team_start=np.cumsum([0, *map(len, named)], dtype=np.int64),
        team=np.array([team for each in named for team, _ in each], dtype=np.int64),
        team_kind=np.array([kind for each in named for _, kind in each], dtype=np.int64),
        order=np.array(order, dtype=np.int64),
        objective=document.objective,
        bound=document.bound,
        bindings=_bindings(document, activities, teams),
        solver=document.solver,
        history=document.history,
    )


def _position(positions: Mapping[str, int], name: str, what: str, path: Path) -> int:
    if name not in positions:
        raise refused(
            path,
            f"the problem has no {what} {show(name)}.",
            "Hand over the problem this schedule was made for.",
        )
    return positions[name]


def _bindings(
    document: ScheduleDocument, activities: Mapping[str, int], teams: Mapping[str, int]
) -> tuple[Binding, ...]:
    """Bindings of all activities, or none when one item has none that can be read."""
    found: dict[int, Binding] = {}
    for item in document.items:
        binding = item.binding or {}
        kind, until = binding.get("kind"), binding.get("until", 0)
        activity = activities.get(str(binding.get("activity", "")), NONE)
        team = teams.get(str(binding.get("team", "")), NONE)
        if kind not in get_args(BindingKind) or not isinstance(until, int):
            return ()
        found[activities[item.activity]] = Binding(cast(BindingKind, kind), activity, team, until)
    return tuple(found[j] for j in range(len(found)))
