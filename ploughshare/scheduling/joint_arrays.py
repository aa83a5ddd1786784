"""Joint rules of a checked document to arrays, and back: limits, what is kept apart, alternatives."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ploughshare.scheduling.problem import Flags, Ints, Problem
from ploughshare.scheduling.problem_checks import Document, Names


def joint_arrays(document: Document, names: Names) -> dict[str, Any]:
    """Number the limits of a document and what it keeps apart."""
    limits, apart = document.get("limits", []), document.get("apart", [])
    limit_start, limit_activity = _members(limits, "activities", names)
    these_start, these = _members(apart, "these", names)
    those_start, those = _members(apart, "those", names)
    return {
        "limit_ids": tuple(each["id"] for each in limits),
        "limit_at_once": np.array([each["at_once"] for each in limits], np.int64),
        "limit_kinds": _kinds(limits, names),
        "limit_start": limit_start,
        "limit_activity": limit_activity,
        "apart_ids": tuple(each["id"] for each in apart),
        "these_start": these_start,
        "these": these,
        "those_start": those_start,
        "those": those,
    }


def _members(records: Sequence[Document], key: str, names: Names) -> tuple[Ints, Ints]:
    lists = [each[key] for each in records]
    start = np.zeros(len(lists) + 1, np.int64)
    start[1:] = np.cumsum([len(each) for each in lists])
    flat = (names.activities[name] for each in lists for name in each)
    return start, np.fromiter(flat, np.int64, int(start[-1]))


def _kinds(limits: Sequence[Document], names: Names) -> Flags:
    table = np.zeros((len(limits), len(names.kinds)), np.bool_)
    for i, limit in enumerate(limits):
        for kind in limit.get("kinds", names.kinds):
            table[i, names.kinds[kind]] = True
    return table


def written_joint(problem: Problem) -> dict[str, list[Document]]:
    """Write limits and what is kept apart, under their keys."""
    return {"limits": _written_limits(problem), "apart": _written_apart(problem)}


def _written_limits(problem: Problem) -> list[Document]:
    limits: list[Document] = []
    for i, name in enumerate(problem.limit_ids):
        members = problem.limit_activity[problem.limit_start[i] : problem.limit_start[i + 1]]
        limit: Document = {
            "id": name,
            "activities": _named(problem, members),
            "at_once": int(problem.limit_at_once[i]),
        }
        counts = problem.limit_kinds[i]
        if not counts.all():
            limit["kinds"] = [problem.kinds[k] for k in np.flatnonzero(counts)]
        limits.append(limit)
    return limits


def _written_apart(problem: Problem) -> list[Document]:
    return [
        {
            "id": name,
            "these": _named(problem, problem.these[slice(*problem.these_start[i : i + 2])]),
            "those": _named(problem, problem.those[slice(*problem.those_start[i : i + 2])]),
        }
        for i, name in enumerate(problem.apart_ids)
    ]


def _named(problem: Problem, activities: Iterable[int]) -> list[str]:
    return [problem.activity_ids[j] for j in activities]


def written_sets(problem: Problem) -> dict[int, list[list[Document]]]:
    """Write the alternative sets of predecessors of each activity that has some."""
    ids, pred, lag = problem.activity_ids, problem.set_pred.tolist(), problem.set_lag.tolist()
    start = problem.set_start.tolist()
    sets: dict[int, list[list[Document]]] = {}
    for s, j in enumerate(problem.set_activity.tolist()):
        members = range(start[s], start[s + 1])
        sets.setdefault(j, []).append(
            [
                {"id": ids[pred[k]], "lag": lag[k]} if lag[k] else {"id": ids[pred[k]]}
                for k in members
            ]
        )
    return sets
