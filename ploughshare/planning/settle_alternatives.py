"""Alternatives: which of several sets something may wait for, and an order in which all can be done."""

from collections.abc import Iterator
from dataclasses import replace

from ploughshare.planning.settlement import Settlement


def open_sets(said: Settlement, milestone: str) -> list[int]:
    """Numbers of the sets of a milestone of which nothing fell away."""
    sets = said.alternatives[milestone].sets
    return [n for n, each in enumerate(sets) if not any(name in said.fallen for name in each)]


def settle_alternatives(said: Settlement) -> None:
    """
    Leave of each milestone the sets that can be done, and an order in which everything is.

    A set of which something fell away is left out; where one is left it is waited for like anything
    else. Where a milestone is the reason of itself whichever sets are chosen, the place is
    taken as reached.
    """
    if not said.alternatives:
        return
    for milestone, either in list(said.alternatives.items()):
        if milestone in said.fallen:
            del said.alternatives[milestone]
            continue
        kept = open_sets(said, milestone)
        said.alternatives[milestone] = replace(
            either,
            sets=tuple(either.sets[n] for n in kept),
            named=tuple(either.named[n] for n in kept),
        )
    for milestone in _never_reached(said):
        either = said.alternatives.pop(milestone)
        said.reached_anyway += either.waits_for(0)
    for milestone, either in list(said.alternatives.items()):
        if len(either.sets) == 1:
            del said.alternatives[milestone]
            for wait in either.waits_for(0):
                said.waits.setdefault((wait.first, wait.then), []).append(wait)


def _never_reached(said: Settlement) -> Iterator[str]:
    """
    Milestones that are taken as reached so that everything has its turn, one after the other.

    Everything is taken in turn whose predecessors were. When nothing is left to be taken, plain
    waits being without a circle, the first milestone that waits for its sets only is.
    """
    activities = [activity.id for activity in said.planned()]
    after: dict[str, list[str]] = {}
    waiting = dict.fromkeys(activities, 0)
    for (first, then), _ in said.live_waits():
        after.setdefault(first, []).append(then)
        waiting[then] += 1
    in_sets: dict[str, list[tuple[str, int]]] = {}
    open_of: dict[tuple[str, int], int] = {}
    for milestone, either in said.alternatives.items():
        for number, names in enumerate(either.sets):
            open_of[milestone, number] = len(names)
            for name in names:
                in_sets.setdefault(name, []).append((milestone, number))
    reached: set[str] = set()
    rest = list(said.alternatives)
    queue = [name for name in activities if not waiting[name] and name not in said.alternatives]
    while True:
        while queue:
            name = queue.pop()
            for then in after.get(name, ()):
                waiting[then] -= 1
                if not waiting[then] and (then in reached or then not in said.alternatives):
                    queue.append(then)
            for milestone, number in in_sets.get(name, ()):
                open_of[milestone, number] -= 1
                if not open_of[milestone, number] and milestone not in reached:
                    reached.add(milestone)
                    said.in_turn[milestone] = number
                    if not waiting[milestone]:
                        queue.append(milestone)
        stuck = next((m for m in rest if m not in reached and not waiting[m]), None)
        if stuck is None:
            return
        reached.add(stuck)
        queue.append(stuck)
        yield stuck
