"""Tables: a problem laid out for the inner loops, once for all rounds of a search."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.flat_lists import offsets, owners
from ploughshare.scheduling.joint import Joint, joint_table, too_many_at_once
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem
from ploughshare.scheduling.travel import Travel, travel_table
from ploughshare.scheduling.working import Working, finish_of, working_table

EARLIEST, OPENNESS, FIXED, MODES, PREDS, SUCCS, SLOTS, ENTRIES = range(8)
"""Columns of ``Network.activity``."""
STEPS, SIZE, CALENDAR, USABLE, DEMANDS = range(5)
"""Columns of ``Network.mode``."""
WHICH, LAG = range(2)
"""Columns of ``Network.pred`` and ``Network.succ``."""
KIND, COUNT = range(2)
"""Columns of ``Network.demand``."""
ACTIVITY, MODE, BEGIN, FINISH, MEMBERS = range(5)
"""Columns of ``Network.fixed``."""
FROM, TO, ITEMS, QUEUES = range(4)
"""Columns of ``Crews.team``."""
TEAMS, WAITING, RANKS = range(3)
"""Columns of ``Crews.kind``."""


class Network(NamedTuple):
    """
    Activities, their order, modes and fixed items.

    Columns named in the plural hold offsets: the modes of activity ``j`` are the rows
    ``activity[j, MODES]:activity[j + 1, MODES]`` of ``mode``. Likewise ``PREDS``, ``SUCCS``,
    ``DEMANDS``, and ``MEMBERS`` of a fixed item (rows team, kind of ``fixed_member``). Every
    such table has one more row, for the end.

    ``OPENNESS`` numbers the distinct pairs of zone and allowed groups. ``FIXED`` is the
    index of the fixed item or -1. An activity keeps its crew in the slots
    ``SLOTS``, as many as its largest usable mode needs. It waits in the queues of the kinds
    ``entry[ENTRIES]``. ``USABLE`` says that enough teams that may do it exist, and that no limit
    always keeps so many from working at once.
    """

    activity: Ints
    mode: Ints
    demand: Ints
    pred: Ints
    succ: Ints
    fixed: Ints
    fixed_member: Ints
    entry: Ints


class Crews(NamedTuple):
    """
    Teams, who may do what, and the queues they draw from.

    ``may[o, m]``: team ``m`` may work on activities of openness ``o``. Teams that serve as the
    same kind and may do the same draw from one queue; ``queue_open[q, o]`` says whether activities
    of openness ``o`` stand in it. Offsets: ``ITEMS`` of a team into ``team_fixed`` (its
    fixed items by start), ``QUEUES`` into ``team_queue``; ``TEAMS`` of a kind into ``kind_team``,
    ``WAITING`` into ``kind_queue``, ``RANKS`` into the ranked entries; ``first_member`` into
    ``member``.
    """

    team: Ints
    may: Flags
    team_fixed: Ints
    team_queue: Ints
    kind: Ints
    kind_team: Ints
    kind_queue: Ints
    queue_kind: Ints
    queue_open: Flags
    first_member: Ints
    member: Ints


class Benefits(NamedTuple):
    """
    Benefits and their needs; ``order`` puts every benefit after those it needs.

    The benefits that hang on activity ``j`` are ``of[of_start[j]:of_start[j + 1]]``.
    """

    activity: Ints
    weight: Ints
    need_start: Ints
    need: Ints
    order: Ints
    of_start: Ints
    of: Ints


@dataclass(frozen=True, slots=True)
class Tables:
    """All that the inner loops read of a problem."""

    problem: Problem
    travel: Travel
    working: Working
    network: Network
    crews: Crews
    benefits: Benefits
    joint: Joint
    topological: Ints
    """Activities, each after its predecessors."""


def tables(problem: Problem) -> Tables:
    """Lay out a problem for the inner loops."""
    which, may = openness(problem)
    working = working_table(problem)
    network = _network(problem, which, may, working)
    return Tables(
        problem=problem,
        travel=travel_table(problem),
        working=working,
        network=network,
        crews=_crews(problem, may, network.entry),
        benefits=benefit_table(problem),
        joint=joint_table(problem),
        topological=topological(problem.pred_start, problem.pred),
    )


def grouped(keys: Ints, n: int) -> tuple[Ints, Ints]:
    """Return offsets and positions of the entries with key 0, 1, ..., n - 1, each in old order."""
    start = np.zeros(n + 1, np.int64)
    start[1:] = np.cumsum(np.bincount(keys, minlength=n))
    return start, np.argsort(keys, kind="stable").astype(np.int64)


def topological(pred_start: Ints, pred: Ints) -> Ints:
    """Return all nodes, each after those it lists, level by level and in file order within one."""
    n = len(pred_start) - 1
    succ_start, order = grouped(pred, n)
    succ = owners(pred_start)[order]
    missing = np.diff(pred_start)
    ready = np.flatnonzero(missing == 0)
    levels = []
    while len(ready):
        levels.append(ready)
        lengths = succ_start[ready + 1] - succ_start[ready]
        inner = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        touched = succ[np.repeat(succ_start[ready], lengths) + inner]
        np.subtract.at(missing, touched, 1)
        ready = np.unique(touched[missing[touched] == 0])
    return np.concatenate([np.zeros(0, np.int64), *levels]).astype(np.int64)


def benefit_table(problem: Problem) -> Benefits:
    """Lay out the benefits of a problem."""
    of_start, of = grouped(problem.benefit_activity, problem.n_activities)
    return Benefits(
        activity=np.array(problem.benefit_activity, np.int64),
        weight=np.array(problem.weight, np.int64),
        need_start=np.array(problem.need_start, np.int64),
        need=np.array(problem.need, np.int64),
        order=topological(problem.need_start, problem.need),
        of_start=of_start,
        of=of,
    )


def openness(problem: Problem) -> tuple[Ints, Flags]:
    """
    Sort activities by who may work on them, as far as zones, groups and leaving teams go.

    Returns
    -------
    Ints, Flags
        Openness of each activity. Shape ``(n_activities,)``. Whether each team may work on
        activities of each openness; a team that is never there may not. Shape
        ``(n_openness, n_teams)``.
    """
    # As bytes in the order of the numbers: rows of numbers take thirty times as long to sort.
    n = problem.n_activities
    closed = ~problem.any_group
    key = np.concatenate(
        (
            (problem.zone - NONE).astype(">u8").view(np.uint8).reshape(n, 8),
            problem.any_group[:, None].astype(np.uint8),
            np.packbits(problem.group_allowed & closed[:, None], axis=1),
        ),
        axis=1,
    )
    rows = np.ascontiguousarray(key).view(np.dtype((np.void, key.shape[1]))).reshape(-1)
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    may = np.zeros((len(first), problem.n_teams), np.bool_)
    alive = problem.team_to > problem.team_from
    for o, j in enumerate(first.tolist()):
        zone, allowed = int(problem.zone[j]), problem.group_allowed[j]
        there = np.ones(problem.n_teams, np.bool_)
        if zone != NONE:
            there = problem.team_zones[:, zone]
        if closed[j]:
            group = problem.team_group
            there = there & (group != NONE) & np.append(allowed, False)[group]
        may[o] = there & alive
    return which.reshape(-1).astype(np.int64), may


def _rows(n: int, **columns: Ints) -> Ints:
    """Return a table with one row more than entries; shorter columns end in 0."""
    table = np.zeros((n + 1, len(columns)), np.int64)
    for c, values in enumerate(columns.values()):
        table[: len(values), c] = values
    return table


def _crews(problem: Problem, may: Flags, entry_kind: Ints) -> Crews:
    n_teams, n_kinds = problem.n_teams, problem.n_kinds
    kind_of, team_of = np.nonzero(problem.team_kinds.T)
    queues: dict[tuple[int, bytes], list[int]] = {}
    for k, m in zip(kind_of.tolist(), team_of.tolist(), strict=True):
        queues.setdefault((k, may[:, m].tobytes()), []).append(m)
    queue_kind = np.array([k for k, _ in queues], np.int64)
    queue_open = np.zeros((len(queues), len(may)), np.bool_)
    for q, members in enumerate(queues.values()):
        queue_open[q] = may[:, members[0]]
    first_member = offsets(np.array([len(each) for each in queues.values()], np.int64))
    member = np.array([m for each in queues.values() for m in each], np.int64)
    queue_start, by_team = grouped(member, n_teams)
    kind_queue_start, kind_queue = grouped(queue_kind, n_kinds)
    fixed_of = owners(problem.fixed_start)
    by_begin = np.lexsort((problem.fixed_begin[fixed_of], problem.fixed_team))
    return Crews(
        team=_rows(
            n_teams,
            FROM=problem.team_from,
            TO=problem.team_to,
            ITEMS=grouped(problem.fixed_team, n_teams)[0],
            QUEUES=queue_start,
        ),
        may=may,
        team_fixed=fixed_of[by_begin],
        team_queue=owners(first_member)[by_team],
        kind=_rows(
            n_kinds,
            TEAMS=offsets(np.bincount(kind_of, minlength=n_kinds)),
            WAITING=kind_queue_start,
            RANKS=offsets(np.bincount(entry_kind, minlength=n_kinds)),
        ),
        kind_team=team_of.astype(np.int64),
        kind_queue=kind_queue,
        queue_kind=queue_kind,
        queue_open=queue_open,
        first_member=first_member,
        member=member,
    )


def _network(problem: Problem, openness: Ints, may: Flags, working: Working) -> Network:
    n, n_kinds = problem.n_activities, problem.n_kinds
    of_demand = owners(problem.demand_start)
    of_mode = owners(problem.mode_start)
    mode_size = np.zeros(problem.n_modes, np.int64)
    np.add.at(mode_size, of_demand, problem.demand_count)
    usable = _usable(problem, openness, may)
    slots = np.zeros(n, np.int64)
    np.maximum.at(slots, of_mode[usable], mode_size[usable])
    np.maximum.at(slots, problem.fixed_activity, np.diff(problem.fixed_start))

    wanted = usable[of_demand]
    entry = np.unique(of_mode[of_demand[wanted]] * n_kinds + problem.demand_kind[wanted])
    fixed_of = np.full(n, -1, np.int64)
    fixed_of[problem.fixed_activity] = np.arange(len(problem.fixed_activity))
    succ_start, by_pred = grouped(problem.pred, n)
    return Network(
        activity=_rows(
            n,
            EARLIEST=problem.earliest,
            OPENNESS=openness,
            FIXED=fixed_of,
            MODES=problem.mode_start,
            PREDS=problem.pred_start,
            SUCCS=succ_start,
            SLOTS=offsets(slots),
            ENTRIES=offsets(np.bincount(entry // max(n_kinds, 1), minlength=n)),
        ),
        mode=_rows(
            problem.n_modes,
            STEPS=problem.mode_steps,
            SIZE=mode_size,
            CALENDAR=working.calendar,
            USABLE=usable.astype(np.int64),
            DEMANDS=problem.demand_start,
        ),
        demand=np.column_stack((problem.demand_kind, problem.demand_count)),
        pred=np.column_stack((problem.pred, problem.pred_lag)),
        succ=np.column_stack((owners(problem.pred_start)[by_pred], problem.pred_lag[by_pred])),
        fixed=_fixed(problem, working),
        fixed_member=np.column_stack((problem.fixed_team, problem.fixed_kind)),
        entry=(entry % max(n_kinds, 1)).astype(np.int64),
    )


def with_predecessors(tables: Tables, problem: Problem) -> Tables:
    """Lay out a problem that differs from that of some tables in its predecessors only."""
    n, network = problem.n_activities, tables.network
    succ_start, by_pred = grouped(problem.pred, n)
    activity = network.activity.copy()
    activity[:, PREDS], activity[:, SUCCS] = problem.pred_start, succ_start
    after = owners(problem.pred_start)
    return replace(
        tables,
        problem=problem,
        network=network._replace(
            activity=activity,
            pred=np.column_stack((problem.pred, problem.pred_lag)),
            succ=np.column_stack((after[by_pred], problem.pred_lag[by_pred])),
        ),
        topological=topological(problem.pred_start, problem.pred),
    )


def _fixed(problem: Problem, working: Working) -> Ints:
    mode = problem.mode_start[problem.fixed_activity] + problem.fixed_mode
    finish = np.zeros(len(mode), np.int64)
    for i, (o, begin) in enumerate(zip(mode, problem.fixed_begin, strict=True)):
        crew = np.array(problem.fixed_team[problem.fixed_start[i] : problem.fixed_start[i + 1]])
        finish[i] = finish_of(
            *working[1:],
            int(working.calendar[o]),
            crew,
            len(crew),
            int(begin),
            int(problem.mode_steps[o]),
        )
    return _rows(
        len(mode),
        ACTIVITY=problem.fixed_activity,
        MODE=mode,
        BEGIN=problem.fixed_begin,
        FINISH=finish,
        MEMBERS=problem.fixed_start,
    )


def _usable(problem: Problem, openness: Ints, may: Flags) -> Flags:
    """Whether enough teams may do what a mode asks for, and as many may work at once."""
    teams = may.astype(np.int64) @ problem.team_kinds.astype(np.int64)
    of_demand = owners(problem.demand_start)
    where = openness[owners(problem.mode_start)[of_demand]]
    enough = problem.demand_count <= teams[where, problem.demand_kind]
    usable = np.ones(problem.n_modes, np.bool_)
    np.logical_and.at(usable, of_demand, enough)
    return usable & ~too_many_at_once(problem)
