"""Verify what ties activities together: limits, what is kept apart, alternative predecessors."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ploughshare.scheduling.joint_checks import reachable
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import ScheduleDocument
from ploughshare.scheduling.violation import Placed, Violation


def within_limits(
    problem: Problem, placed: dict[int, Placed], document: ScheduleDocument
) -> Iterator[Violation]:
    """For each limit the first step of every stretch in which too many teams work."""
    if not problem.n_limits:
        return
    serving: dict[str, dict[str, int]] = {}
    for item in document.items:
        counts = {kind: len(set(names)) for kind, names in item.teams.items()}
        serving.setdefault(item.activity, counts)
    first, members = problem.limit_start.tolist(), problem.limit_activity.tolist()
    for i, name in enumerate(problem.limit_ids):
        counted = {problem.kinds[k] for k in np.flatnonzero(problem.limit_kinds[i])}
        most = int(problem.limit_at_once[i])
        change: dict[int, int] = {}
        for j in members[first[i] : first[i + 1]]:
            item_placed = placed.get(j)
            if item_placed is None or item_placed.finish <= item_placed.start:
                continue
            teams = serving[item_placed.name]
            load = sum(count for kind, count in teams.items() if kind in counted)
            change[item_placed.start] = change.get(item_placed.start, 0) + load
            change[item_placed.finish] = change.get(item_placed.finish, 0) - load
        at_work = 0
        for step in sorted(change):
            before, at_work = at_work, at_work + change[step]
            if before <= most < at_work:
                yield Violation(
                    "over-limit",
                    f"At step {step} {at_work} teams work within limit {name}, "
                    f"which lets {most} at once.",
                    {"limit": name, "step": step, "teams": at_work, "at_once": most},
                )


def kept_apart(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    """Each pair under way at one step, found by going through time with what is under way."""
    sides = (
        (problem.these_start.tolist(), problem.these.tolist()),
        (problem.those_start.tolist(), problem.those.tolist()),
    )
    for i, name in enumerate(problem.apart_ids):
        coming = sorted(
            (placed[j].start, placed[j].finish, side, j)
            for side, (first, members) in enumerate(sides)
            for j in members[first[i] : first[i + 1]]
            if j in placed and placed[j].start < placed[j].finish
        )
        under_way: tuple[list[int], list[int]] = ([], [])
        for start, _, side, j in coming:
            other = under_way[1 - side]
            other[:] = [each for each in other if placed[each].finish > start]
            for each in other:
                yield _not_apart(name, placed[each], placed[j])
            under_way[side].append(j)


def _not_apart(name: str, one: Placed, other: Placed) -> Violation:
    return Violation(
        "not-apart",
        f"Activities {one.name} (steps {one.start} to {one.finish}) and {other.name} "
        f"(steps {other.start} to {other.finish}) are kept apart by {name}, but overlap.",
        {"apart": name, "activity": other.name, "other": one.name, "start": other.start},
    )


def after_any(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    """
    Activities that start before any of their alternatives is complete.

    An alternative that is only there because the activity itself was done first does not count:
    where nothing takes time, two activities could otherwise each be the reason of the other.
    """
    complete: dict[int, list[list[int]]] = {}
    first = problem.set_start.tolist()
    pred, lag = problem.set_pred.tolist(), problem.set_lag.tolist()
    for s, j in enumerate(problem.set_activity.tolist()):
        item = placed.get(j)
        if item is None:
            continue
        kept = complete.setdefault(j, [])
        members = range(first[s], first[s + 1])
        there = [(placed[pred[k]].finish + lag[k]) for k in members if pred[k] in placed]
        if all(item.start >= step for step in there):
            kept.append([pred[k] for k in members])
    if not complete:
        return
    starts = problem.pred_start.tolist()
    before = [problem.pred[a:b].tolist() for a, b in pairwise(starts)]
    # What has none complete is told for itself, and passes for done here.
    done = reachable(before, [complete.get(j, []) for j in range(problem.n_activities)])
    for j, kept in complete.items():
        if kept and done[j]:
            continue
        why = (
            "only after what itself waits for it" if kept else "before any alternative is finished"
        )
        yield Violation(
            "no-alternative",
            f"Activity {placed[j].name} starts at step {placed[j].start}, {why}.",
            {"activity": placed[j].name, "start": placed[j].start},
        )
