"""Chains: a plan as one chain of activities per team, which a local move can change.

A plan is its modes and, for each team, the order of what it does. Dates follow: every activity
starts as early as its predecessors and, in the chain of each of its teams, the one before allow.
"""

from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft, empty_draft
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.tables import (
    BEGIN,
    CALENDAR,
    EARLIEST,
    FIXED,
    FROM,
    LAG,
    PREDS,
    SLOTS,
    SUCCS,
    TO,
    WHICH,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.tables import (
    FINISH as ITEM_FINISH,
)
from ploughshare.scheduling.tables import (
    SIZE as MODE_SIZE,
)
from ploughshare.scheduling.tables import (
    STEPS as MODE_STEPS,
)
from ploughshare.scheduling.travel import Travel, trip
from ploughshare.scheduling.working import Working, finish_of, start_of

START, FINISH, STEPS, PAUSES, SIZE, MODE, QUEUED, LOGGED = range(8)
"""Columns of ``Chains.node``."""
TEAM, PREV, NEXT, WAY, OWNER, KIND, BEFORE, AFTER = range(8)
"""Columns of ``Chains.link``."""


class Chains(NamedTuple):
    """
    A plan that is being changed.

    ``node`` has a row per activity, then one per team that stands for its base: started at -1 and
    finished when the team is there. ``PAUSES`` is the calendar of the mode, or -1 if it never
    pauses and nobody of the crew is ever away. ``QUEUED`` and ``LOGGED`` belong to a ripple.

    ``link`` has a row per slot (the crew of activity ``j`` fills the first ``SIZE`` of its slots),
    then one per team, the head of its chain. ``TEAM``, or -1 for a slot not in use; ``PREV`` and
    ``NEXT`` rows of the same chain, -1 after the last; ``WAY``, the trip from the one before;
    ``OWNER``, whose slot it is; ``KIND``, what the team serves as; ``BEFORE`` and ``AFTER``, the
    owners of ``PREV`` and ``NEXT``.

    ``served`` holds the step from which each benefit is served.
    """

    node: Ints
    link: Ints
    served: Ints


def chains_of(tables: Tables, draft: Draft) -> Chains:
    """Return the chains of a full draft, its dates as they are there."""
    network, crews = tables.network, tables.crews
    n, n_teams = tables.problem.n_activities, tables.problem.n_teams
    slots = len(draft.crew)
    chains = Chains(
        node=np.zeros((n + n_teams, 8), np.int64),
        link=np.full((slots + n_teams, 8), -1, np.int64),
        served=np.zeros(tables.problem.n_benefits, np.int64),
    )
    node, link = chains.node, chains.link
    node[:n, START], node[:n, FINISH], node[:n, MODE] = draft.start, draft.finish, draft.mode
    node[:n, STEPS] = network.mode[draft.mode, MODE_STEPS]
    node[:n, SIZE] = network.mode[draft.mode, MODE_SIZE]
    node[n:, START], node[n:, FINISH] = -1, crews.team[:n_teams, FROM]
    link[:slots, OWNER] = np.repeat(np.arange(n), np.diff(network.activity[:, SLOTS]))
    link[:slots, KIND] = draft.crew_kind
    link[slots:, OWNER] = np.arange(n, n + n_teams)
    link[slots:, TEAM] = np.arange(n_teams)
    link[:, WAY] = 0
    _chain_up(network, tables.travel, tables.working, draft, node, link)
    return chains


def draft_of(tables: Tables, chains: Chains, sequence: Ints) -> Draft:
    """
    Return chains as a draft.

    Parameters
    ----------
    sequence
        All activities in an order that agrees with every chain, as ``settle`` leaves it.
    """
    draft = empty_draft(tables)
    n, slots = len(sequence), len(draft.crew)
    draft.mode[:] = chains.node[:n, MODE]
    draft.start[:], draft.finish[:] = chains.node[:n, START], chains.node[:n, FINISH]
    draft.crew[:] = np.maximum(chains.link[:slots, TEAM], 0)
    draft.crew_kind[:] = np.maximum(chains.link[:slots, KIND], 0)
    draft.sequence[:] = sequence
    draft.placed[0] = n
    return draft


def overwrite_chains(target: Chains, source: Chains) -> None:
    """Copy one plan over another of the same problem."""
    for into, values in zip(target, source, strict=True):
        into[:] = values


@compiled
def _chain_up(
    network: Network,
    travel: Travel,
    working: Working,
    draft: Draft,
    node: Ints,
    link: Ints,
) -> None:
    activity = network.activity
    n = len(activity) - 1
    n_teams = len(node) - n
    slots = len(link) - n_teams
    last = np.arange(slots, slots + n_teams)
    for i in range(n):
        j = draft.sequence[i]
        first = activity[j, SLOTS]
        for s in range(first, first + node[j, SIZE]):
            team = draft.crew[s]
            link[s, TEAM] = team
            put_after(link, travel, s, last[team])
            last[team] = s
    _renew_pauses(network, working, node, link)


def renew_pauses(tables: Tables, chains: Chains) -> None:
    """Note for every activity whether its dates may be interrupted."""
    _renew_pauses(tables.network, tables.working, chains.node, chains.link)


@compiled
def _renew_pauses(network: Network, working: Working, node: Ints, link: Ints) -> None:
    for j in range(len(network.activity) - 1):
        set_pauses(network.activity, network.mode, working, node, link, j)


@inner
def set_pauses(
    activity: Ints, mode_table: Ints, working: Working, node: Ints, link: Ints, j: int
) -> None:
    """Note whether stand-downs or absences may interrupt an activity with its present crew."""
    calendar = mode_table[node[j, MODE], CALENDAR]
    paused = working.first_pause[calendar] < working.first_pause[calendar + 1]
    first = activity[j, SLOTS]
    for s in range(first, first + node[j, SIZE]):
        m = link[s, TEAM]
        paused = paused or working.first_away[m] < working.first_away[m + 1]
    node[j, PAUSES] = calendar if paused else -1


@inner
def take_out(link: Ints, travel: Travel, s: int) -> None:
    """Take a slot out of its chain; it still remembers where it was."""
    before, after = link[s, PREV], link[s, NEXT]
    link[before, NEXT], link[before, AFTER] = after, link[s, AFTER]
    if after >= 0:
        link[after, PREV], link[after, BEFORE] = before, link[s, BEFORE]
        link[after, WAY] = trip(
            travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
            travel.mobility[link[s, TEAM]], link[s, BEFORE], link[after, OWNER],
        )  # fmt: skip


@inner
def put_after(link: Ints, travel: Travel, s: int, before: int) -> None:
    """Put a slot into a chain, after the row ``before``, and give it that chain's team."""
    team = link[before, TEAM]
    mobility = travel.mobility[team]
    owner, after = link[s, OWNER], link[before, NEXT]
    link[s, TEAM], link[s, PREV], link[s, NEXT] = team, before, after
    link[s, BEFORE], link[s, AFTER] = link[before, OWNER], link[before, AFTER]
    link[s, WAY] = trip(
        travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
        mobility, link[before, OWNER], owner,
    )  # fmt: skip
    link[before, NEXT], link[before, AFTER] = s, owner
    if after >= 0:
        link[after, PREV], link[after, BEFORE] = s, owner
        link[after, WAY] = trip(
            travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
            mobility, owner, link[after, OWNER],
        )  # fmt: skip


@inner
def give_rest(link: Ints, row: int, team: int) -> None:
    """Let everything that follows a row of a chain belong to a team."""
    s = link[row, NEXT]
    while s >= 0:
        link[s, TEAM] = team
        s = link[s, NEXT]


@inner
def exchange_tails(link: Ints, travel: Travel, first: int, second: int) -> None:
    """
    Exchange what follows two rows of the chains of two teams, each perhaps nothing.

    Only what follows at once is given to its new team; ``give_rest`` does it for the others.
    """
    a, b = link[first, NEXT], link[second, NEXT]
    owner_a, owner_b = link[first, AFTER], link[second, AFTER]
    link[first, NEXT], link[first, AFTER] = b, owner_b
    link[second, NEXT], link[second, AFTER] = a, owner_a
    for before, s in ((first, b), (second, a)):
        if s >= 0:
            link[s, PREV], link[s, BEFORE] = before, link[before, OWNER]
            link[s, TEAM] = link[before, TEAM]
            link[s, WAY] = trip(
                travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
                travel.mobility[link[before, TEAM]], link[before, OWNER], link[s, OWNER],
            )  # fmt: skip


@inner
def ready_step(activity: Ints, pred: Ints, node: Ints, link: Ints, j: int) -> int:
    """Return the step at which predecessors are finished and all the crew has arrived."""
    ready = activity[j, EARLIEST]
    for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
        ready = max(ready, node[pred[p, WHICH], FINISH] + pred[p, LAG])
    first = activity[j, SLOTS]
    for s in range(first, first + node[j, SIZE]):
        ready = max(ready, node[link[s, BEFORE], FINISH] + link[s, WAY])
    return int(ready)


@inner
def set_dates(
    activity: Ints,
    fixed: Ints,
    team_table: Ints,
    working: Working,
    node: Ints,
    link: Ints,
    crew: Ints,
    j: int,
    ready: int,
) -> bool:
    """
    Start an activity as soon after ``ready`` as it can; return whether its dates can be kept.

    ``crew`` has room for the largest crew.
    """
    item = activity[j, FIXED]
    size = node[j, SIZE]
    first = activity[j, SLOTS]
    if item >= 0:
        node[j, START], node[j, FINISH] = fixed[item, BEGIN], fixed[item, ITEM_FINISH]
        return bool(ready <= fixed[item, BEGIN])
    if node[j, PAUSES] < 0:
        node[j, START], node[j, FINISH] = ready, ready + node[j, STEPS]
    else:
        for s in range(size):
            crew[s] = link[first + s, TEAM]
        calendar, start = node[j, PAUSES], ready
        if node[j, STEPS] > 0:
            start = start_of(
                working.first_pause, working.pause, working.first_away, working.away,
                calendar, crew, size, ready,
            )  # fmt: skip
        node[j, START] = start
        node[j, FINISH] = finish_of(
            working.first_pause, working.pause, working.first_away, working.away,
            calendar, crew, size, start, node[j, STEPS],
        )  # fmt: skip
    kept = True
    for s in range(first, first + size):
        kept = kept and node[j, FINISH] <= team_table[link[s, TEAM], TO]
    return kept


def settle(tables: Tables, chains: Chains) -> Ints | None:
    """
    Set every date from scratch.

    Returns
    -------
    Ints or None
        All activities, each after its predecessors and after what its teams do before it;
        ``None`` if the chains run in a circle, a team would leave before it has finished, or a
        fixed item is not reached in time.
    """
    n = tables.problem.n_activities
    sequence = np.zeros(n, np.int64)
    missing = np.zeros(n, np.int64)
    crew = np.zeros(tables.problem.n_teams + 1, np.int64)
    done = _settle(tables.network, tables.crews, tables.working, chains, sequence, missing, crew)
    return sequence if done == n else None


@compiled
def _settle(
    network: Network,
    crews: Crews,
    working: Working,
    chains: Chains,
    sequence: Ints,
    missing: Ints,
    crew: Ints,
) -> int:
    activity, pred, succ, node, link = (
        network.activity, network.pred, network.succ, chains.node, chains.link
    )  # fmt: skip
    n = len(sequence)
    found = 0
    for j in range(n):
        missing[j] = activity[j + 1, PREDS] - activity[j, PREDS]
        first = activity[j, SLOTS]
        for s in range(first, first + node[j, SIZE]):
            missing[j] += link[s, BEFORE] < n
        if missing[j] == 0:
            sequence[found] = j
            found += 1
    done = 0
    while done < found:
        j = sequence[done]
        ready = ready_step(activity, pred, node, link, j)
        if not set_dates(activity, network.fixed, crews.team, working, node, link, crew, j, ready):
            return done
        done += 1
        first = activity[j, SLOTS]
        for s in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
            i = succ[s, WHICH]
            missing[i] -= 1
            if missing[i] == 0:
                sequence[found] = i
                found += 1
        for s in range(first, first + node[j, SIZE]):
            i = link[s, AFTER]
            if i >= 0:
                missing[i] -= 1
                if missing[i] == 0:
                    sequence[found] = i
                    found += 1
    return done
