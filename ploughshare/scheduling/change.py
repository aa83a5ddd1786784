"""Change: what it costs that a new schedule differs from the one people already work by.

The price is kept apart from the objective. An activity counts if its old start lies before a step;
of it count the crew members that are not the same, a team in its kind each, one put in for another
once, and the steps by which its start has moved either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.chains import KIND, NEXT, OWNER, SIZE, START, TEAM, Chains
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.edits import SET_MODE, SWAPPED_TAILS
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import NONE, Ints
from ploughshare.scheduling.schedule import Binding, Schedule
from ploughshare.scheduling.tables import CALENDAR, EARLIEST, FIXED, SLOTS, Network, Tables
from ploughshare.scheduling.tables import SIZE as MODE_SIZE
from ploughshare.scheduling.tables import STEPS as MODE_STEPS
from ploughshare.scheduling.warm_start import Start
from ploughshare.scheduling.working import start_of

PER_MEMBER, PER_STEP = range(2)
"""Places in ``Change.price``."""


@dataclass(frozen=True, slots=True)
class ChangePrice:
    """
    What a change of the starting schedule costs, in the unit of the objective.

    Parameters
    ----------
    team_change
        For each crew member that is not the same. 0 or more.
    step_moved
        For each step by which a start is moved, earlier or later. 0 or more.
    before_step
        Only activities that started before this step count; ``None``: all.
    """

    team_change: int = 0
    step_moved: int = 0
    before_step: int | None = None


class Change(NamedTuple):
    """
    The old plan, laid out for the inner loops.

    ``start`` of every activity that counts, else -1; its crew is
    ``team[crew_start[j]:crew_start[j + 1]]`` with ``kind``. ``members`` counts how many of the
    crew are not the same in the chains that are being changed. ``price`` per member, per step.
    """

    start: Ints
    crew_start: Ints
    team: Ints
    kind: Ints
    members: Ints
    price: Ints


def no_change(n: int) -> Change:
    """Return the table of a search that may change everything for nothing."""
    none = np.zeros(0, np.int64)
    return Change(
        start=np.full(n, -1, np.int64),
        crew_start=np.zeros(n + 1, np.int64),
        team=none,
        kind=none.copy(),
        members=np.zeros(n, np.int64),
        price=np.zeros(2, np.int64),
    )


def change_table(start: Start, price: ChangePrice) -> Change:
    """Lay out a start and the price on leaving it."""
    counts = start.known.copy()
    if price.before_step is not None:
        counts &= start.start < price.before_step
    crew = np.unique(np.column_stack((owners(start.crew_start), start.team, start.kind)), axis=0)
    n = len(counts)
    crew_start = np.zeros(n + 1, np.int64)
    crew_start[1:] = np.cumsum(np.bincount(crew[:, 0], minlength=n))
    return Change(
        start=np.where(counts, start.start, -1).astype(np.int64),
        crew_start=crew_start,
        team=crew[:, 1].copy(),
        kind=crew[:, 2].copy(),
        members=np.zeros(n, np.int64),
        price=np.array([price.team_change, price.step_moved], np.int64),
    )


def changed(tables: Tables, change: Change, draft: Draft) -> tuple[Ints, Ints]:
    """Return for each activity the crew members that are not the same and the steps moved."""
    problem, counts = tables.problem, change.start >= 0
    size = tables.network.mode[draft.mode, MODE_SIZE]
    owner = np.repeat(np.arange(len(size)), size)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    slot = tables.network.activity[owner, SLOTS] + within
    old_owner = owners(change.crew_start)

    def code(j: Ints, team: Ints, kind: Ints) -> Ints:
        return (j * (problem.n_teams + 1) + team + 1) * (problem.n_kinds + 1) + kind + 1

    new = code(owner, draft.crew[slot], draft.crew_kind[slot])
    old = code(old_owner, change.team, change.kind)
    same = np.bincount(owner[np.isin(new, old)], minlength=len(size))
    members = np.maximum(size, np.diff(change.crew_start)) - same
    steps = np.abs(draft.start - change.start)
    return np.where(counts, members, 0), np.where(counts, steps, 0)


def price_of(tables: Tables, change: Change, draft: Draft) -> int:
    """Return the price of all that a draft changes."""
    members, steps = changed(tables, change, draft)
    return int(members.sum()) * int(change.price[PER_MEMBER]) + int(steps.sum()) * int(
        change.price[PER_STEP]
    )


def held(tables: Tables, change: Change, latest: Ints) -> Tables:
    """
    Let nothing that counts start before its old start.

    Parameters
    ----------
    latest
        Steps that are early enough for each activity all the same.
    """
    activity = tables.network.activity.copy()
    steps = np.minimum(change.start, latest)
    activity[:-1, EARLIEST] = np.maximum(activity[:-1, EARLIEST], steps)
    fixed = tables.network.activity[:, FIXED] >= 0
    activity[fixed, EARLIEST] = tables.network.activity[fixed, EARLIEST]
    return replace(tables, network=tables.network._replace(activity=activity))


def told(tables: Tables, change: Change, price: ChangePrice, kept: Draft) -> dict[str, int | None]:
    """Say in numbers what a draft changes and what that costs; ``None`` for a limit not set."""
    members, steps = changed(tables, change, kept)
    return {
        "price": price_of(tables, change, kept),
        "crew_members": int(members.sum()),
        "steps": int(steps.sum()),
        "changed": int(((members > 0) | (steps > 0)).sum()),
        "counted": int((change.start >= 0).sum()),
        "price_team_change": price.team_change,
        "price_step_moved": price.step_moved,
        "before_step": price.before_step,
    }


def with_kept(
    tables: Tables, change: Change, schedule: Schedule, bound_by: Sequence[Binding]
) -> tuple[Binding, ...]:
    """Name as kept what starts at its old start though nothing else holds it there."""
    given = list(bound_by)
    until = np.array([each.until for each in given], np.int64)
    fixed = tables.network.activity[:-1, FIXED] >= 0
    late = (schedule.start > until) & (schedule.start == change.start) & ~fixed
    for j in np.flatnonzero(late).tolist():
        mode = tables.problem.mode_start[j] + schedule.mode[j]
        crew = schedule.team[schedule.team_start[j] : schedule.team_start[j + 1]]
        first = int(until[j])
        if tables.network.mode[mode, MODE_STEPS] > 0:
            calendar = int(tables.network.mode[mode, CALENDAR])
            first = start_of(*tables.working[1:], calendar, crew, len(crew), first)
        if first < schedule.start[j]:
            given[j] = Binding("kept", NONE, NONE, int(schedule.start[j]))
    return tuple(given)


@inner
def _members(activity: Ints, node: Ints, link: Ints, change: Change, j: int) -> int:
    """Count the crew members of an activity that are not the same any more."""
    if change.start[j] < 0:
        return 0
    size = node[j, SIZE]
    same = 0
    for s in range(activity[j, SLOTS], activity[j, SLOTS] + size):
        for c in range(change.crew_start[j], change.crew_start[j + 1]):
            same += change.team[c] == link[s, TEAM] and change.kind[c] == link[s, KIND]
    return int(max(size, change.crew_start[j + 1] - change.crew_start[j]) - same)


@inner
def steps_moved(change: Change, j: int, before: int, now: int) -> int:
    """Return by how many steps more an activity has moved since it started at ``before``."""
    old = change.start[j]
    return int(abs(now - old) - abs(before - old)) if old >= 0 else 0


@inner
def renew_members(
    network: Network, chains: Chains, change: Change, edits: Ints, n_edits: int
) -> int:
    """Count anew whose crew was edited; return by how much all crews together differ more."""
    activity, node, link, members = network.activity, chains.node, chains.link, change.members
    more = 0
    for e in range(n_edits):
        if edits[e, 0] == SET_MODE:
            continue
        tails = edits[e, 0] == SWAPPED_TAILS
        for side in range(2 if tails else 1):
            s = edits[e, 1 + side]
            if tails:
                s = link[s, NEXT]
            while s >= 0:
                j = link[s, OWNER]
                now = _members(activity, node, link, change, j)
                more += now - members[j]
                members[j] = now
                s = link[s, NEXT] if tails else -1
    return int(more)


@compiled
def price_in_chains(network: Network, chains: Chains, change: Change) -> int:
    """Count all crews anew, and return the price of all changes."""
    price = 0
    for j in range(len(change.members)):
        change.members[j] = _members(network.activity, chains.node, chains.link, change, j)
        if change.start[j] >= 0:
            price += change.price[PER_MEMBER] * change.members[j]
            price += change.price[PER_STEP] * abs(chains.node[j, START] - change.start[j])
    return int(price)
