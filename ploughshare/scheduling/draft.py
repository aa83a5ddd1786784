"""Draft: a schedule while it is being made, in arrays the inner loops fill."""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.joint import order_of_alternatives
from ploughshare.scheduling.problem import Ints, Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import MODES, SIZE, SLOTS, Tables


class Draft(NamedTuple):
    """
    Modes (counted through the whole problem), times and crews.

    The crew of activity ``j`` fills the first slots from ``slot_start[j]`` on, as many as
    its mode's size; ``crew_kind`` says what each serves as. ``sequence`` puts every activity
    after its predecessors and after what its teams do before it; ``placed[0]`` activities
    of it are filled in.
    """

    mode: Ints
    start: Ints
    finish: Ints
    crew: Ints
    crew_kind: Ints
    sequence: Ints
    placed: Ints


def empty_draft(tables: Tables) -> Draft:
    """Return room for a schedule of a problem."""
    n = tables.problem.n_activities
    slots = int(tables.network.activity[-1, SLOTS])
    return Draft(
        mode=np.full(n, -1, np.int64),
        start=np.zeros(n, np.int64),
        finish=np.zeros(n, np.int64),
        crew=np.zeros(slots, np.int64),
        crew_kind=np.zeros(slots, np.int64),
        sequence=np.zeros(n, np.int64),
        placed=np.zeros(1, np.int64),
    )


def copied(draft: Draft) -> Draft:
    """Return a draft that shares nothing with the first."""
    return Draft(*(each.copy() for each in draft))


def overwrite(target: Draft, source: Draft) -> None:
    """Copy one draft over another of the same problem."""
    for into, values in zip(target, source, strict=True):
        into[:] = values


def as_schedule(tables: Tables, draft: Draft, objective: int) -> Schedule:
    """Return a full draft as a schedule, items in the order of their starts."""
    network = tables.network
    position = np.empty(len(draft.sequence), np.int64)
    position[draft.sequence] = np.arange(len(draft.sequence))
    size = network.mode[draft.mode, SIZE]
    team_start = np.zeros(len(size) + 1, np.int64)
    team_start[1:] = np.cumsum(size)
    slot = np.repeat(network.activity[:-1, SLOTS] - team_start[:-1], size) + np.arange(
        team_start[-1]
    )
    return Schedule(
        mode=draft.mode - network.activity[:-1, MODES],
        start=draft.start.copy(),
        finish=draft.finish.copy(),
        team_start=team_start,
        team=draft.crew[slot],
        team_kind=draft.crew_kind[slot],
        order=np.lexsort((position, draft.finish, draft.start)).astype(np.int64),
        objective=objective,
    )


def as_draft(tables: Tables, schedule: Schedule) -> Draft:
    """Return a schedule of the same problem as a draft; its teams must fit the modes."""
    problem: Problem = tables.problem
    draft = empty_draft(tables)
    draft.mode[:] = problem.mode_start[:-1] + schedule.mode
    draft.start[:] = schedule.start
    draft.finish[:] = schedule.finish
    size = np.diff(schedule.team_start)
    slot = np.repeat(
        tables.network.activity[:-1, SLOTS] - schedule.team_start[:-1], size
    ) + np.arange(len(schedule.team))
    draft.crew[slot] = schedule.team
    draft.crew_kind[slot] = schedule.team_kind
    # At equal times predecessors come first, whatever the order of the items says.
    place = np.empty(problem.n_activities, np.int64)
    place[tables.topological] = np.arange(problem.n_activities)
    if problem.n_sets:
        place[order_of_alternatives(problem, schedule.start, schedule.finish)] = np.arange(
            len(place)
        )
    draft.sequence[:] = np.lexsort((place, schedule.finish, schedule.start))
    draft.placed[0] = problem.n_activities
    return draft
