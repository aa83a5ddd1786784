"""Candidates: what a queue looks at, and how it chooses work and crew."""

import math
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import inner
from ploughshare.scheduling.mustering import muster, reaches_item
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Reals
from ploughshare.scheduling.queues import (
    BEST,
    BEST_MODE,
    BEST_TEAM,
    DIRTY,
    END,
    FINAL,
    FREE,
    IDLE_MEMBERS,
    LATEST,
    LEVEL,
    NEXT_ITEM,
    PLACE,
    READY,
    START,
    WAKE,
    WAY,
    State,
    send_home,
)
from ploughshare.scheduling.ranked_set import following
from ploughshare.scheduling.tables import (
    CALENDAR,
    DEMANDS,
    ITEMS,
    KIND,
    MODES,
    RANKS,
    SIZE,
    STEPS,
    TO,
    USABLE,
    Crews,
    Network,
)
from ploughshare.scheduling.travel import DETOUR, KM_PER_STEP, Travel, overland, trip
from ploughshare.scheduling.working import Working, finish_of, start_of

_POSTPONED = 60
"""Modes of candidates that cannot start yet which a queue passes over before it gives up."""


EAST, NORTH, LONGEST, LEAST, WORTH, WHOM, ONLY, RESTS = range(8)
"""Columns of ``Ranking.outline``: place; of the modes that ask for the kind the longest steps of a
single team, infinite where several may be asked for, and the least steps of all; index; activity;
the mode where one alone asks for the kind, for one team, and is open, else -1; its calendar."""


class Ranking(NamedTuple):
    """
    The order in which queues look at activities.

    ``rank`` is parallel to ``Network.entry``. Of kind ``k``, what a queue must know first of the
    activity of rank ``r`` is the row ``kind[k, RANKS] + r`` of ``outline``, one line of a cache,
    and its index stands in the same place of ``value``.
    ``open_mode`` says which modes are taken as long as there is a choice. ``keep[m, k]`` steps
    are counted against using team ``m`` as kind ``k`` because its other kinds are rarer.
    ``sets`` and ``words`` lay out one ranked set per queue. ``of_entry`` has the rows of
    ``outline`` by entry.
    """

    rank: Ints
    value: Reals
    open_mode: Flags
    keep: Ints
    of_entry: Reals
    outline: Reals
    sets: Ints
    words: Ints


class Rule(NamedTuple):
    """
    How a queue chooses among its candidates.

    So many ``candidates`` are looked at, each mode for one. An index counts
    ``p / (p + aversion * trip + waiting)`` of itself for work of ``p`` steps. A crew waits for a
    reserved team at most ``patience * p`` steps and half as long as the activity has waited.
    """

    candidates: int
    aversion: float
    patience: float


@inner
def look(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    ranking: Ranking,
    rule: Rule,
    state: State,
    q: int,
    now: int,
) -> None:
    """
    Find the best candidate of a queue that has an idle team.

    The values fall from candidate to candidate and a score is never above its value, so
    the search ends as soon as no value can beat the best score.
    """
    kind = crews.queue_kind[q]
    final = state.counter[FINAL] > 0
    activity, mode_table, demand = network.activity, network.mode, network.demand
    team_table, team_fixed, fixed = crews.team, crews.team_fixed, network.fixed
    first_idle, idle = crews.first_member[q], state.idle
    stay = send_home(
        team_table, crews.team_queue, crews.first_member, state.queue, idle, state.idle_at,
        state.team, q, now,
    )  # fmt: skip
    end_idle = first_idle + state.queue[q, IDLE_MEMBERS]
    site, zone, mobility = travel.site, travel.zone, travel.mobility
    pace, camp_steps, between = travel.pace, travel.camp_steps, travel.between
    quickest = np.inf
    for c in range(len(pace)):
        quickest = min(quickest, pace[c, DETOUR] / pace[c, KM_PER_STEP])
    spot, again, level = state.spot, state.again, state.counter[LEVEL] > 0
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    outline, keep, words = ranking.outline, ranking.keep, ranking.words
    open_mode = ranking.open_mode
    low, middle, top, end = (
        ranking.sets[q, 0],
        ranking.sets[q, 1],
        ranking.sets[q, 2],
        ranking.sets[q, 3],
    )
    team, queue, crew, span, ready_at = (
        state.team,
        state.queue,
        state.crew,
        state.span,
        state.activity,
    )
    first_rank = crews.kind[kind, RANKS]
    candidates, aversion, patience = rule.candidates, rule.aversion, rule.patience
    best = -1.0
    wake = NEVER
    looked = 0
    passed = 0
    queue[q, BEST] = -1
    rank = -1
    while final or (looked < candidates and passed < _POSTPONED):
        rank = following(words, low, middle, top, end, rank + 1)
        if rank < 0:
            break
        at = first_rank + rank
        worth = outline[at, WORTH]
        if worth <= best:
            break
        if now + outline[at, LEAST] > stay:
            passed += 1
            continue
        longest = outline[at, LONGEST]
        x, y = outline[at, EAST], outline[at, NORTH]
        if best > 0.0 and longest < np.inf:
            near = np.inf
            for i in range(first_idle, end_idle):
                dx, dy = spot[idle[i], 0] - x, spot[idle[i], 1] - y
                near = min(near, dx * dx + dy * dy)
            ahead = max(math.sqrt(near) * quickest - 1.0, 0.0)
            if worth * longest <= best * (longest + aversion * ahead):
                # Too far from everybody, whatever else holds.
                looked += 1
                continue
        j, only = int(outline[at, WHOM]), int(outline[at, ONLY])
        ready = ready_at[j, READY]
        possible = False
        tried = 0
        first_mode, end_mode = only, only + 1
        if only < 0:
            first_mode, end_mode = activity[j, MODES], activity[j + 1, MODES]
        for mode in range(first_mode, end_mode):
            if only >= 0:
                steps, size, calendar = int(outline[at, LEAST]), 1, int(outline[at, RESTS])
            else:
                if not (open_mode[mode] or (final and mode_table[mode, USABLE] > 0)):
                    continue
                # An only mode asks for the kind in whose ranking it stands.
                asked = end_mode == first_mode + 1
                if not asked:
                    for d in range(mode_table[mode, DEMANDS], mode_table[mode + 1, DEMANDS]):
                        asked = asked or demand[d, KIND] == kind
                if not asked:
                    continue
                steps, size = mode_table[mode, STEPS], mode_table[mode, SIZE]
                calendar = mode_table[mode, CALENDAR]
            tried += 1
            chosen = -1
            if size > 1:
                if now < again[mode] and not final:
                    wake = min(wake, again[mode])
                    continue
                if muster(network, crews, travel, working, keep, state, j, mode):
                    chosen = crew[0]
            else:
                paused = first_pause[calendar] < first_pause[calendar + 1]
                least = NEVER
                arrived = False
                near, of = np.inf, -1
                least_way = NEVER
                for i in range(first_idle, end_idle):
                    m = idle[i]
                    dx, dy = spot[m, 0] - x, spot[m, 1] - y
                    apart = dx * dx + dy * dy
                    if (
                        apart >= near
                        and level
                        and mobility[m] == mobility[of]
                        and keep[m, kind] >= keep[of, kind]
                        and (team[m, FREE] >= team[of, FREE] or arrived)
                    ):
                        # Farther, and no earlier there: it cannot be the better choice.
                        continue
                    if level:
                        way = overland(dx, dy, pace, camp_steps, mobility[m])
                    else:
                        way = trip(
                            site, zone, pace, camp_steps, between, mobility[m], team[m, PLACE], j
                        )
                    arrival = max(ready, team[m, FREE] + way)
                    soonest = arrival + steps + keep[m, kind]
                    if soonest > least or (soonest == least and way >= least_way):
                        continue
                    start, finish = arrival, arrival + steps
                    if steps > 0 and (paused or first_away[m] < first_away[m + 1]):
                        crew[0] = m
                        start = start_of(
                            first_pause, pause, first_away, away, calendar, crew, size, arrival
                        )
                        finish = finish_of(
                            first_pause, pause, first_away, away, calendar, crew, size, start, steps
                        )
                    cost = finish + keep[m, kind]
                    if cost > least or (cost == least and way >= least_way):
                        continue
                    if finish > team_table[m, TO] or (
                        team[m, NEXT_ITEM] < team_table[m + 1, ITEMS]
                        and not reaches_item(
                            team_fixed, fixed, team[m, NEXT_ITEM], site, zone, mobility[m], pace,
                            camp_steps, between, j, finish,
                        )
                    ):  # fmt: skip
                        continue
                    least, least_way, chosen = cost, way, m
                    near, of, arrived = apart, m, finish == ready + steps
                    span[0], span[1], span[LATEST], span[WAY] = start, finish, arrival, way
            if chosen < 0:
                continue
            start, latest, way = span[0], span[LATEST], span[WAY]
            if start > latest and start > now:
                # Held by a stand-down or an absence: decide when it ends, with what is known then.
                wake = min(wake, start)
                again[mode] = start
                continue
            lost = max(0, latest - max(now, ready) - way)
            if size > 1 and not final:
                waited = max(0, now - ready)
                if lost > patience * steps + waited // 2:
                    # Arrivals only get later; half of the time until then counts as waited.
                    again[mode] = int((latest - way - patience * steps + 0.5 * ready) / 1.5)
                    continue
            possible = True
            duration = max(steps, 1)
            score = worth * duration / (duration + aversion * way + lost)
            if score > best:
                best = score
                queue[q, BEST], queue[q, BEST_MODE], queue[q, BEST_TEAM] = j, mode, chosen
                queue[q, START], queue[q, END] = start, span[1]
        if possible:
            looked += tried
        else:
            passed += max(tried, 1)
    state.score[q] = best
    queue[q, WAKE] = wake if queue[q, BEST] < 0 else NEVER
    queue[q, DIRTY] = 0
