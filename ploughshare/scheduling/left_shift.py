"""Left-shift: every activity as early as its predecessors and its teams' order allow."""

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.joint import (
    Joint,
    JointRoom,
    clear,
    joint_ready,
    joint_room,
    note_dated,
)
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Reals
from ploughshare.scheduling.tables import (
    BEGIN,
    CALENDAR,
    COUNT,
    DEMANDS,
    EARLIEST,
    FINISH,
    FIXED,
    FROM,
    KIND,
    LAG,
    OPENNESS,
    PREDS,
    SIZE,
    SLOTS,
    STEPS,
    TEAMS,
    TO,
    WHICH,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.travel import Travel, trip
from ploughshare.scheduling.working import Working, finish_of, start_of

MOST_PASSES = 20
"""Passes after which the order of a problem with joint rules is left as it is."""


def retime(tables: Tables, draft: Draft) -> int:
    """
    Start every activity of a full draft as early as its sequence, modes and crews allow.

    One longest-path pass over precedence and the teams' order, teams travelling ahead. A
    start that comes earlier never makes a finish later, so no date of a feasible draft
    of this sequence gets worse. Joint rules are kept along the sequence; it is then put in
    order of time and followed again, until nothing comes earlier any more.

    Returns
    -------
    int
        -1, or the first activity that breaks a leaving date or a fixed start, or comes before
        its alternatives; times from there on are then not filled.
    """
    broken = _retime_once(tables, draft)
    if tables.joint.ties == 0 or broken >= 0:
        return broken
    for _ in range(MOST_PASSES):
        before = draft.finish.copy()
        put_in_order_of_time(draft)
        broken = _retime_once(tables, draft)
        if broken >= 0 or np.array_equal(before, draft.finish):
            break
    return broken


def put_in_order_of_time(draft: Draft) -> None:
    """Sort the sequence of a full draft by start and finish; ties stay as they are."""
    sequence = draft.sequence
    order = np.lexsort((draft.finish[sequence], draft.start[sequence]))
    sequence[:] = sequence[order]


def _retime_once(tables: Tables, draft: Draft) -> int:
    free, place = room(tables)
    anew = np.zeros(tables.problem.n_activities, np.bool_)
    return int(
        retime_in(
            tables.network, tables.crews, tables.travel, tables.working, tables.joint,
            joint_room(tables.joint), draft, anew, free, place,
        )
    )  # fmt: skip


def room(tables: Tables) -> tuple[Ints, Ints]:
    """Return the two arrays, one entry per team, that ``retime_in`` works in."""
    n_teams = tables.problem.n_teams
    return np.zeros(n_teams, np.int64), np.zeros(n_teams, np.int64)


@compiled
def retime_in(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    joint: Joint,
    along: JointRoom,
    draft: Draft,
    anew: Flags,
    free: Ints,
    place: Ints,
) -> int:
    """
    Do once what ``retime`` says, with room for one step and one place per team.

    Activities marked in ``anew`` get for their modes the crews that arrive first, of teams that
    do not leave too early.
    """
    activity, mode_table, pred, fixed = network.activity, network.mode, network.pred, network.fixed
    team_table, mobility = crews.team, travel.mobility
    site, zone, pace = travel.site, travel.zone, travel.pace
    camp_steps, between = travel.camp_steps, travel.between
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    sequence, modes, crew = draft.sequence, draft.mode, draft.crew
    starts, finishes = draft.start, draft.finish
    n = len(activity) - 1
    tied = joint.ties > 0
    if tied:
        clear(along)
    for m in range(len(free)):
        free[m], place[m] = team_table[m, FROM], n + m
    for i in range(n):
        j = sequence[i]
        mode = modes[j]
        steps = mode_table[mode, STEPS]
        slot = activity[j, SLOTS]
        size = mode_table[mode, SIZE]
        ready = activity[j, EARLIEST]
        for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
            ready = max(ready, finishes[pred[p, WHICH]] + pred[p, LAG])
        if tied:
            ready = max(ready, joint_ready(joint, along, finishes, j, mode, steps))
            if ready >= NEVER:
                return int(j)
        calendar = mode_table[mode, CALENDAR]
        if anew[j] and not crew_by_arrival(
            activity, mode_table, network.demand, crews.may, crews.kind, crews.kind_team,
            team_table, site, zone, mobility, pace, camp_steps, between, draft.crew,
            draft.crew_kind, free, place, j, mode, ready,
        ):  # fmt: skip
            return int(j)
        paused = first_pause[calendar] < first_pause[calendar + 1]
        for s in range(slot, slot + size):
            m = crew[s]
            way = trip(site, zone, pace, camp_steps, between, mobility[m], place[m], j)
            ready = max(ready, free[m] + way)
            paused = paused or first_away[m] < first_away[m + 1]
        start = ready
        item = activity[j, FIXED]
        if item >= 0:
            start, finish = fixed[item, BEGIN], fixed[item, FINISH]
            if ready > start:
                return int(j)
        elif size == 0 or steps == 0 or not paused:
            finish = start + steps
        else:
            own = crew[slot:]
            start = start_of(first_pause, pause, first_away, away, calendar, own, size, ready)
            finish = finish_of(
                first_pause, pause, first_away, away, calendar, own, size, start, steps
            )
        for s in range(slot, slot + size):
            m = crew[s]
            if finish > team_table[m, TO]:
                return int(j)
            free[m], place[m] = finish, j
        starts[j], finishes[j] = start, finish
        if tied:
            note_dated(joint, along, j, mode, steps, finish)
    return -1


@inner
def crew_by_arrival(
    activity: Ints,
    mode_table: Ints,
    demand: Ints,
    may: Flags,
    kind_table: Ints,
    kind_team: Ints,
    team_table: Ints,
    site: Reals,
    zone: Ints,
    mobility: Ints,
    pace: Reals,
    camp_steps: Ints,
    between: Ints,
    crew: Ints,
    crew_kind: Ints,
    free: Ints,
    place: Ints,
    j: int,
    mode: int,
    ready: int,
) -> bool:
    """Give an activity the teams that arrive first; return whether there are enough."""
    first = activity[j, SLOTS]
    slot = first
    for d in range(mode_table[mode, DEMANDS], mode_table[mode + 1, DEMANDS]):
        kind = demand[d, KIND]
        for _ in range(demand[d, COUNT]):
            best = NEVER
            chosen = -1
            for i in range(kind_table[kind, TEAMS], kind_table[kind + 1, TEAMS]):
                m = kind_team[i]
                if not may[activity[j, OPENNESS], m] or free[m] >= best:
                    continue
                taken = False
                for s in range(first, slot):
                    taken = taken or crew[s] == m
                if taken:
                    continue
                arrival = free[m] + trip(
                    site, zone, pace, camp_steps, between, mobility[m], place[m], j
                )
                leaves = team_table[m, TO] < max(arrival, ready) + mode_table[mode, STEPS]
                if arrival < best and not leaves:
                    best, chosen = arrival, m
            if chosen < 0:
                return False
            crew[slot], crew_kind[slot] = chosen, kind
            slot += 1
    return True
