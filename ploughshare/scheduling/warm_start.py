"""Warm start: a schedule of perhaps another state of the problem, and what of it still fits.

What is kept is who does what in which order. Crews that do not fit any more are chosen anew, by
who arrives first; dates follow from the order.
"""

from dataclasses import dataclass

import numpy as np

from ploughshare.errors import InputRefused
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import NONE, Flags, Ints, Problem
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument
from ploughshare.scheduling.strict_json import refused, show
from ploughshare.scheduling.tables import (
    OPENNESS,
    USABLE,
    Tables,
)


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """
    A schedule to begin from, in the numbers of a problem it need not have been made for.

    Parameters
    ----------
    known
        Which activities it names. The other entries of ``mode``, ``start`` and ``finish`` are 0.
    mode, start, finish
        As in ``Schedule``; a mode may be one that the activity does not have any more.
    crew_start, team, kind
        Crew of each activity; -1 for a team or a kind that the problem does not have.
    gone
        How many activities it names that the problem does not have.
    """

    known: Flags
    mode: Ints
    start: Ints
    finish: Ints
    crew_start: Ints
    team: Ints
    kind: Ints
    gone: int = 0


def start_of_schedule(schedule: Schedule) -> Start:
    """Return a schedule of the same problem as a start."""
    return Start(
        known=np.ones(len(schedule.mode), np.bool_),
        mode=schedule.mode,
        start=schedule.start,
        finish=schedule.finish,
        crew_start=schedule.team_start,
        team=schedule.team,
        kind=schedule.team_kind,
    )


def start_of_document(document: ScheduleDocument, problem: Problem) -> Start:
    """
    Number what a schedule file and a problem have in common.

    Raises
    ------
    InputRefused
        An activity given twice, a number too large to count with, or nothing in common.
    """
    activities = {name: j for j, name in enumerate(problem.activity_ids)}
    teams = {name: m for m, name in enumerate(problem.team_ids)}
    kinds = {name: k for k, name in enumerate(problem.kinds)}
    n = problem.n_activities
    times = np.zeros((3, n), np.int64)
    known = np.zeros(n, np.bool_)
    crews: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i, item in enumerate(document.items):
        j = activities.get(item.activity, NONE)
        if j == NONE:
            continue
        numbers = (item.mode, item.start, item.finish)
        if not all(0 <= number < 2**62 for number in numbers):
            raise refused(("items", i), "a number is out of range.", "Solve the problem again.")
        if known[j]:
            raise refused(
                ("items", i, "activity"),
                f"{show(item.activity)} stands there twice.",
                "Each activity must stand there once: solve the problem again.",
            )
        known[j] = True
        times[:, j] = numbers
        crews[j] = [
            (teams.get(team, NONE), kinds.get(kind, NONE))
            for kind, each in item.teams.items()
            for team in each
        ]
    if n and not known.any():
        raise InputRefused(
            f"The schedule names none of the {n} activities of the problem.",
            remedy="Hand over a schedule of an earlier state of this problem.",
        )
    return Start(
        known=known,
        mode=times[0].copy(),
        start=times[1].copy(),
        finish=times[2].copy(),
        crew_start=np.cumsum([0, *map(len, crews)], dtype=np.int64),
        team=np.array([team for each in crews for team, _ in each], np.int64),
        kind=np.array([kind for each in crews for _, kind in each], np.int64),
        gone=len(document.items) - int(known.sum()),
    )


def fitting(tables: Tables, start: Start) -> Flags:
    """Whether the mode and crew of each activity can still be had, apart from any dates."""
    problem, network, crews = tables.problem, tables.network, tables.crews
    n, n_teams, n_kinds = problem.n_activities, problem.n_teams, problem.n_kinds
    fits = start.known & (start.mode < np.diff(problem.mode_start))
    mode = problem.mode_start[:-1] + np.where(fits, start.mode, 0)
    fits &= network.mode[mode, USABLE] > 0
    owner = owners(start.crew_start)
    there = (start.team >= 0) & (start.kind >= 0)
    if n_teams:
        may = crews.may[network.activity[owner, OPENNESS], start.team]
        there &= may & problem.team_kinds[start.team, start.kind]
    fits[owner[~there]] = False
    by_team = np.sort(owner * (n_teams + 1) + start.team + 1)
    fits[by_team[1:][by_team[1:] == by_team[:-1]] // (n_teams + 1)] = False
    # Of every kind as many as the mode asks for: the two sorted lists are the same.
    asked_by = owners(problem.demand_start)
    chosen = np.zeros(problem.n_modes, np.bool_)
    chosen[mode] = True
    wanted = np.flatnonzero(chosen[asked_by])
    of_activity = owners(problem.mode_start)[asked_by[wanted]]
    balance = np.concatenate(
        (
            of_activity * (n_kinds + 1) + problem.demand_kind[wanted] + 1,
            owner * (n_kinds + 1) + start.kind + 1,
        )
    )
    count = np.concatenate((problem.demand_count[wanted], np.full(len(owner), -1)))
    key, place = np.unique(balance, return_inverse=True)
    total = np.zeros(len(key), np.int64)
    np.add.at(total, place.reshape(-1), count)
    fits[key[total != 0] // (n_kinds + 1)] = False
    fits[problem.fixed_activity] = True
    return np.asarray(fits[:n], np.bool_)
