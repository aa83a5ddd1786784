"""What the joint rules of a ``restoration-problem/2`` document must fulfil.

Limits, what is kept apart, and alternative sets of predecessors, in the order of the contract:
references, cycles, meaning. The first breach is refused with its place and the remedy.
"""

from collections.abc import Sequence

from ploughshare.errors import InputRefused
from ploughshare.scheduling.problem_checks import (
    Document,
    Names,
    cycle_refused,
    ids_of,
    once,
    positions,
    unknown,
)
from ploughshare.scheduling.strict_json import Path, refused, show

LARGEST_PAIRS = 4_000_000
"""Pairs of activities that all entries of ``apart`` keep from each other."""


def check_joint_references(document: Document, names: Names) -> None:
    """
    Check the names in limits and in what is kept apart.

    Raises
    ------
    InputRefused
        An id given twice, an unknown activity or kind, something named twice in one list or
        on both sides.
    """
    limits, apart = document.get("limits", []), document.get("apart", [])
    ids_of(limits, "limits")
    for i, limit in enumerate(limits):
        _known(limit["activities"], ("limits", i, "activities"), names, limit["id"])
        if "kinds" in limit:
            positions(limit["kinds"], ("limits", i, "kinds"), "kind", names.kinds, limit["id"])
    ids_of(apart, "apart")
    for i, each in enumerate(apart):
        _known(each["these"], ("apart", i, "these"), names, each["id"])
        _known(each["those"], ("apart", i, "those"), names, each["id"])
        both = set(each["these"]).intersection(each["those"])
        for k, name in enumerate(each["those"]):
            if name in both:
                raise refused(
                    ("apart", i, "those", k),
                    f"the activity {show(name)} stands on both sides.",
                    "Name it on one side: it cannot be kept apart from itself.",
                    each["id"],
                )


def _known(listed: Sequence[str], path: Path, names: Names, owner: str) -> None:
    for k, name in enumerate(listed):
        if name not in names.activities:
            raise unknown(name, "activity", (*path, k), owner)
    once(listed, path, "activity", owner)


def check_alternatives(document: Document, names: Names) -> None:
    """
    Check that one of its alternatives can come before every activity that has some.

    Alternatives may go round in a circle (either of two may come first), as long as something
    can be done first.

    Raises
    ------
    InputRefused
        A cycle whichever alternatives are chosen, with the names along it.
    """
    activities = document["activities"]
    if not any("after_any" in activity for activity in activities):
        return
    number = names.activities
    before = [[number[each["id"]] for each in a.get("after", ())] for a in activities]
    sets = [
        [[number[each["id"]] for each in listed] for listed in a.get("after_any", ())]
        for a in activities
    ]
    cycle = find_joint_cycle(before, sets)
    if not cycle:
        return
    first = cycle[0]
    field = "after" if cycle[1 % len(cycle)] in before[first] else "after_any"
    verb = "waits, whichever alternative is chosen, for"
    raise cycle_refused(cycle, list(number), ("activities", first, field), verb)


def find_joint_cycle(
    before: Sequence[Sequence[int]], sets: Sequence[Sequence[Sequence[int]]]
) -> list[int]:
    """
    Find nodes each of which waits for the next, whichever of its sets is chosen.

    What has all of ``before`` and one whole set behind it is peeled off. What is left holds a
    cycle; an empty list when nothing is (Moehring, Skutella and Stork 2004, "Scheduling with
    AND/OR precedence constraints").
    """
    done = reachable(before, sets)
    node = next((node for node, each in enumerate(done) if not each), -1)
    if node < 0:
        return []
    seen: dict[int, int] = {}
    while node not in seen:
        seen[node] = len(seen)
        waits = [other for other in before[node] if not done[other]]
        waits += [other for listed in sets[node] for other in listed if not done[other]]
        node = waits[0]
    return list(seen)[seen[node] :]


def reachable(
    before: Sequence[Sequence[int]], sets: Sequence[Sequence[Sequence[int]]]
) -> list[bool]:
    """Say of each node whether it can be done after others that can be done before it."""
    waiting = [len(each) + bool(sets[node]) for node, each in enumerate(before)]
    missing = [[len(listed) for listed in each] for each in sets]
    after: list[list[int]] = [[] for _ in before]
    in_sets: list[list[tuple[int, int]]] = [[] for _ in before]
    for node, each in enumerate(before):
        for other in each:
            after[other].append(node)
        for s, listed in enumerate(sets[node]):
            for other in listed:
                in_sets[other].append((node, s))
    served = [False] * len(before)
    ready = [node for node, count in enumerate(waiting) if count == 0]
    done = [False] * len(before)
    while ready:
        node = ready.pop()
        done[node] = True
        released = list(after[node])
        for owner, s in in_sets[node]:
            missing[owner][s] -= 1
            if missing[owner][s] == 0 and not served[owner]:
                served[owner] = True
                released.append(owner)
        for other in released:
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    return done


def check_joint_meaning(document: Document) -> None:
    """
    Check that lists hold what they must, and that not too much is kept apart.

    Raises
    ------
    InputRefused
        An empty list of kinds or of predecessors, a single alternative, too many pairs.
    """
    for i, limit in enumerate(document.get("limits", [])):
        if not limit.get("kinds", "all"):
            raise refused(
                ("limits", i, "kinds"),
                "the list is empty.",
                "Name at least one kind, or leave the key out: then all count.",
                limit["id"],
            )
    for i, activity in enumerate(document["activities"]):
        if "after_any" in activity:
            _check_sets(activity["after_any"], ("activities", i, "after_any"), activity["id"])
    pairs = sum(len(each["these"]) * len(each["those"]) for each in document.get("apart", []))
    if pairs > LARGEST_PAIRS:
        raise InputRefused(
            f"The file keeps {pairs} pairs of activities apart.",
            remedy=f"At most {LARGEST_PAIRS} are accepted: name fewer activities on each side.",
            pairs=pairs,
        )


def _check_sets(sets: Sequence[Sequence[Document]], path: Path, owner: str) -> None:
    for k, listed in enumerate(sets):
        if not listed:
            raise refused(
                (*path, k),
                "the list is empty.",
                "Name a predecessor, or leave the key out: then there is nothing to wait for.",
                owner,
            )
    if len(sets) < 2:
        raise refused(
            path,
            f"there are {len(sets)} alternatives.",
            'Write at least two, or what must come before under "after".',
            owner,
        )
