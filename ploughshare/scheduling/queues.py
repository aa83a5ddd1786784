"""Queues: what waits for teams, which teams are idle, and who is to be looked for anew."""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner, lean
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.ranked_set import insert, remove
from ploughshare.scheduling.tables import (
    ENTRIES,
    FROM,
    OPENNESS,
    QUEUES,
    RANKS,
    SIZE,
    SLOTS,
    TO,
    WAITING,
    Crews,
    Network,
)

READY, MISSING, STATE = range(3)
"""Columns of ``State.activity``; ``STATE`` is one of the next four."""
OPEN, IN_QUEUES, DUE, DONE = range(4)
"""``DUE`` is a fixed activity whose step has come before its predecessors were done."""
FREE, PLACE, IDLE, NEXT_ITEM, CHOSEN, BARRED, SINCE = range(7)
"""Columns of ``State.team``; ``SINCE`` is the ``STAMP`` at which a team was last sent to work."""
IDLE_MEMBERS, DIRTY, BEST, BEST_MODE, BEST_TEAM, START, END, WAKE = range(8)
"""Columns of ``State.queue``."""
ON_HEAP, STAMP, FINAL, LEVEL, TOGETHER = range(5)
"""Places in ``State.counter``; ``TOGETHER`` says whether any mode asks for several teams."""
LATEST, WAY = range(2, 4)
"""Places in ``State.span``, after ``0`` start and ``1`` finish."""


class State(NamedTuple):
    """
    What changes while time passes: activities, teams, queues, a crew, the events.

    The idle members of queue ``q`` are the first ``IDLE_MEMBERS`` of ``idle`` from
    ``Crews.first_member[q]`` on; ``idle_at`` is parallel to ``Crews.team_queue``. ``by_free`` holds
    the members of each queue, laid out as ``Crews.member``, in the order in which they are free.
    ``again`` is the step before which mustering for a mode of several teams would be in vain.
    ``kept`` holds what was mustered last for each mode, with its crew in ``kept_crew`` from
    ``first_kept`` on; where every mode asks for one team they are empty.
    """

    activity: Ints
    team: Ints
    queue: Ints
    score: Reals
    crew: Ints
    crew_kind: Ints
    span: Ints
    counter: Ints
    times: Ints
    codes: Ints
    idle: Ints
    idle_at: Ints
    spot: Reals
    by_free: Ints
    again: Ints
    kept: Ints
    first_kept: Ints
    kept_crew: Ints


def new_state(network: Network, crews: Crews, more_events: int = 0) -> State:
    """Return the state before anything has happened, with room for so many events more."""
    n, n_teams, n_queues = len(network.activity) - 1, len(crews.team) - 1, len(crews.queue_kind)
    queue = np.repeat(np.arange(n_queues), np.diff(crews.first_member))
    room = 2 * n + n_teams + int(network.activity[n, SLOTS]) + len(network.fixed) + 4
    room += more_events
    size = network.mode[:, SIZE] if (network.mode[:, SIZE] > 1).any() else np.zeros(0, np.int64)
    first_kept = np.cumsum(size) - size
    return State(
        activity=np.zeros((n, 3), np.int64),
        team=np.zeros((n_teams, 7), np.int64),
        queue=np.zeros((n_queues, 8), np.int64),
        score=np.zeros(n_queues, np.float64),
        crew=np.zeros(n_teams + 1, np.int64),
        crew_kind=np.zeros(n_teams + 1, np.int64),
        span=np.zeros(4, np.int64),
        counter=np.zeros(5, np.int64),
        times=np.zeros(room, np.int64),
        codes=np.zeros(room, np.int64),
        idle=np.zeros(len(crews.member), np.int64),
        idle_at=np.zeros(len(crews.team_queue), np.int64),
        spot=np.zeros((n_teams, 2)),
        by_free=crews.member[np.lexsort((crews.team[crews.member, FROM], queue))],
        again=np.zeros(len(network.mode), np.int64),
        kept=np.zeros((len(first_kept), 6), np.int64),
        first_kept=first_kept,
        kept_crew=np.zeros(int(size.sum()), np.int64),
    )


@inner
def come_to_rest(
    team_table: Ints, team_queue: Ints, first_member: Ints, queue: Ints, idle: Ints, idle_at: Ints,
    m: int,
) -> None:  # fmt: skip
    """Count a team among the idle members of its queues."""
    for i in range(team_table[m, QUEUES], team_table[m + 1, QUEUES]):
        q = team_queue[i]
        idle_at[i] = first_member[q] + queue[q, IDLE_MEMBERS]
        idle[idle_at[i]] = m
        queue[q, IDLE_MEMBERS] += 1
        queue[q, DIRTY] = 1


@inner
def go_to_work(
    team_table: Ints, team_queue: Ints, first_member: Ints, queue: Ints, idle: Ints, idle_at: Ints,
    m: int,
) -> None:  # fmt: skip
    """Take a team from the idle members of its queues; the last of them takes its place."""
    for i in range(team_table[m, QUEUES], team_table[m + 1, QUEUES]):
        q = team_queue[i]
        queue[q, IDLE_MEMBERS] -= 1
        last = idle[first_member[q] + queue[q, IDLE_MEMBERS]]
        idle[idle_at[i]] = last
        for k in range(team_table[last, QUEUES], team_table[last + 1, QUEUES]):
            if team_queue[k] == q:
                idle_at[k] = idle_at[i]
        queue[q, DIRTY] = 1


@lean
def sort_in(
    team_table: Ints, team_queue: Ints, first_member: Ints, team: Ints, by_free: Ints, m: int
) -> None:
    """Move a team that is free later than before to its place among the teams of its queues."""
    for i in range(team_table[m, QUEUES], team_table[m + 1, QUEUES]):
        at = first_member[team_queue[i]]
        while by_free[at] != m:
            at += 1
        end = first_member[team_queue[i] + 1]
        while at + 1 < end and team[by_free[at + 1], FREE] <= team[m, FREE]:
            by_free[at] = by_free[at + 1]
            at += 1
        by_free[at] = m


@inner
def send_home(
    team_table: Ints, team_queue: Ints, first_member: Ints, queue: Ints, idle: Ints, idle_at: Ints,
    team: Ints, q: int, now: int,
) -> int:  # fmt: skip
    """Drop idle members of a queue whose time is over; return until when the last one stays."""
    stay = 0
    i = first_member[q]
    while i < first_member[q] + queue[q, IDLE_MEMBERS]:
        m = idle[i]
        if team_table[m, TO] > now:
            stay = max(stay, team_table[m, TO])
            i += 1
        else:
            team[m, IDLE] = 0
            go_to_work(team_table, team_queue, first_member, queue, idle, idle_at, m)
    return stay


@inner
def enter_or_leave(
    j: int,
    work: Ints,
    activity: Ints,
    entry: Ints,
    kind_table: Ints,
    kind_queue: Ints,
    queue_open: Flags,
    rank: Ints,
    sets: Ints,
    words: Ints,
    queue: Ints,
    value: Reals,
    score: Reals,
) -> None:
    """Let an activity wait in the queues of all who may do it; if it waits, no longer."""
    waits = work[j, STATE] == IN_QUEUES
    work[j, STATE] = OPEN if waits else IN_QUEUES
    for i in range(activity[j, ENTRIES], activity[j + 1, ENTRIES]):
        kind = entry[i]
        for s in range(kind_table[kind, WAITING], kind_table[kind + 1, WAITING]):
            q = kind_queue[s]
            if not queue_open[q, activity[j, OPENNESS]]:
                continue
            if not waits:
                insert(words, sets[q, 0], sets[q, 1], sets[q, 2], rank[i])
                # A score is never above its value: what is ranked lower cannot be the best.
                if queue[q, BEST] < 0 or value[kind_table[kind, RANKS] + rank[i]] > score[q]:
                    queue[q, DIRTY] = 1
            else:
                remove(words, sets[q, 0], sets[q, 1], sets[q, 2], rank[i])
                if queue[q, BEST] == j:
                    queue[q, DIRTY] = 1
