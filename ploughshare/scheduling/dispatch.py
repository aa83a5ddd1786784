"""Dispatch: walk through time and give every idle team the best work that waits for it.

The rule of choice is an index per activity (``Ranking``), made by ``index_rules`` and
``iterated_weights``. An activity that is assigned starts as early as its predecessors and
its crew allow, also before the moment of decision: a team that has been idle has travelled
ahead.

Teams of the same kind that may do the same draw from one queue. A queue looks at its best
ranked candidates only, and discounts them by the trip of the nearest idle team. A mode of
several teams may reserve a busy team for its next activity; how long an idle one waits for
it is bounded, but the longer the longer the activity has waited.

The tables are taken apart once, in ``dispatch``; what it calls is handed plain arrays, because
compiled code pays for every table it is handed.
"""

import math
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.events import pop, push
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Reals
from ploughshare.scheduling.ranked_set import following, insert, remove
from ploughshare.scheduling.tables import (
    ACTIVITY,
    BEGIN,
    CALENDAR,
    COUNT,
    DEMANDS,
    EARLIEST,
    ENTRIES,
    FINISH,
    FIXED,
    FROM,
    ITEMS,
    KIND,
    LAG,
    MEMBERS,
    MODE,
    MODES,
    OPENNESS,
    PREDS,
    QUEUES,
    RANKS,
    SIZE,
    SLOTS,
    STEPS,
    SUCCS,
    TEAMS,
    TO,
    USABLE,
    WAITING,
    WHICH,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.travel import DETOUR, KM_PER_STEP, Travel, trip
from ploughshare.scheduling.working import Working, finish_of, start_of

READY, MISSING, STATE = range(3)
"""Columns of ``_State.activity``; ``STATE`` is one of the next four."""
_OPEN, _WAITING, _DUE, _DONE = range(4)
FREE, PLACE, IDLE, NEXT_ITEM, CHOSEN, BARRED = range(6)
"""Columns of ``_State.team``."""
IDLE_MEMBERS, DIRTY, BEST, BEST_MODE, BEST_TEAM, START, END, WAKE = range(8)
"""Columns of ``_State.queue``."""
ON_HEAP, STAMP, FINAL, LEVEL = range(4)
"""Places in ``_State.counter``."""
LATEST, WAY = range(2, 4)
"""Places in ``_State.span``, after ``0`` start and ``1`` finish."""
_POSTPONED = 60
"""Modes of candidates that cannot start yet which a queue passes over before it gives up."""


class Ranking(NamedTuple):
    """
    The order in which queues look at activities.

    ``rank`` is parallel to ``Network.entry``. Of kind ``k``, the activity of rank ``r`` is
    ``ranked[kind[k, RANKS] + r]``, and its index stands in the same place of ``value``.
    ``open_mode`` says which modes are taken as long as there is a choice. ``keep[m, k]`` steps
    are counted against using team ``m`` as kind ``k`` because its other kinds are rarer.
    ``outline`` holds, by entry, place, longest steps of a single team (infinite where
    several teams may be asked for) and least steps of all; ``ranked_outline`` the same by rank,
    read in one go.
    ``sets`` and ``words`` lay out one ranked set per queue.
    """

    rank: Ints
    ranked: Ints
    value: Reals
    open_mode: Flags
    keep: Ints
    outline: Reals
    ranked_outline: Reals
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


class _State(NamedTuple):
    """
    What changes while time passes: activities, teams, queues, a crew, the events.

    The idle members of queue ``q`` are the first ``IDLE_MEMBERS`` of ``idle`` from
    ``Crews.first_member[q]`` on; ``idle_at`` is parallel to ``Crews.team_queue``.
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


def _new_state(network: Network, crews: Crews) -> _State:
    n, n_teams, n_queues = len(network.activity) - 1, len(crews.team) - 1, len(crews.queue_kind)
    room = 2 * n + n_teams + int(network.activity[n, SLOTS]) + len(network.fixed) + 4
    return _State(
        activity=np.zeros((n, 3), np.int64),
        team=np.zeros((n_teams, 6), np.int64),
        queue=np.zeros((n_queues, 8), np.int64),
        score=np.zeros(n_queues, np.float64),
        crew=np.zeros(n_teams + 1, np.int64),
        crew_kind=np.zeros(n_teams + 1, np.int64),
        span=np.zeros(4, np.int64),
        counter=np.zeros(4, np.int64),
        times=np.zeros(room, np.int64),
        codes=np.zeros(room, np.int64),
        idle=np.zeros(len(crews.member), np.int64),
        idle_at=np.zeros(len(crews.team_queue), np.int64),
        spot=np.zeros((n_teams, 2)),
    )


@inner
def _come_to_rest(
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
def _go_to_work(
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


@inner
def _send_home(
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
            _go_to_work(team_table, team_queue, first_member, queue, idle, idle_at, m)
    return stay


@inner
def _reaches_item(
    team_fixed: Ints,
    fixed: Ints,
    next_item: int,
    site: Reals,
    zone: Ints,
    mobility: int,
    pace: Reals,
    camp_steps: Ints,
    between: Ints,
    j: int,
    finish: int,
) -> bool:
    """Whether a team that finishes ``j`` then reaches its next fixed item in time."""
    item = team_fixed[next_item]
    way = trip(site, zone, pace, camp_steps, between, mobility, j, fixed[item, ACTIVITY])
    return bool(finish + way <= fixed[item, BEGIN])


@inner
def _muster(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    keep: Ints,
    state: _State,
    j: int,
    mode: int,
) -> bool:
    """
    Choose several teams, busy ones too, each by earliest arrival, at least one idle.

    A team that could not keep its other dates is barred and the choice made anew. Fills
    ``crew`` and ``span``.
    """
    demand, may, kind_table, kind_team = network.demand, crews.may, crews.kind, crews.kind_team
    site, zone, mobility = travel.site, travel.zone, travel.mobility
    pace, camp_steps, between = travel.pace, travel.camp_steps, travel.between
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    team, crew, crew_kind, span, count = (
        state.team,
        state.crew,
        state.crew_kind,
        state.span,
        state.counter,
    )
    team_table, team_fixed, fixed = crews.team, crews.team_fixed, network.fixed
    where = network.activity[j, OPENNESS]
    first_demand, end_demand = network.mode[mode, DEMANDS], network.mode[mode + 1, DEMANDS]
    steps, calendar = network.mode[mode, STEPS], network.mode[mode, CALENDAR]
    size = network.mode[mode, SIZE]
    ready = state.activity[j, READY]
    count[STAMP] += 1
    bar = count[STAMP]
    while True:
        count[STAMP] += 1
        stamp = count[STAMP]
        found = 0
        latest = ready
        longest = 0
        for d in range(first_demand, end_demand):
            kind = demand[d, KIND]
            for _ in range(demand[d, COUNT]):
                best = NEVER
                best_way = 0
                chosen = -1
                for i in range(kind_table[kind, TEAMS], kind_table[kind + 1, TEAMS]):
                    m = kind_team[i]
                    if not may[where, m] or team[m, CHOSEN] == stamp or team[m, BARRED] == bar:
                        continue
                    if team[m, FREE] + keep[m, kind] > best:
                        continue
                    way = trip(
                        site, zone, pace, camp_steps, between, mobility[m], team[m, PLACE], j
                    )
                    cost = max(ready, team[m, FREE] + way) + keep[m, kind]
                    if cost < best or (cost == best and way < best_way):
                        best, best_way, chosen = cost, way, m
                if chosen < 0:
                    return False
                team[chosen, CHOSEN] = stamp
                crew[found] = chosen
                crew_kind[found] = kind
                found += 1
                longest = max(longest, best_way)
                latest = max(latest, team[chosen, FREE] + best_way)
        start = latest
        if steps > 0:
            start = start_of(first_pause, pause, first_away, away, calendar, crew, size, latest)
        finish = finish_of(first_pause, pause, first_away, away, calendar, crew, size, start, steps)
        kept = True
        idle = False
        for s in range(size):
            m = crew[s]
            idle = idle or team[m, IDLE] > 0
            if finish > team_table[m, TO] or (
                team[m, NEXT_ITEM] < team_table[m + 1, ITEMS]
                and not _reaches_item(
                    team_fixed, fixed, team[m, NEXT_ITEM], site, zone, mobility[m], pace,
                    camp_steps, between, j, finish,
                )
            ):  # fmt: skip
                team[m, BARRED] = bar
                kept = False
        if kept:
            span[0], span[1], span[LATEST], span[WAY] = start, finish, latest, longest
            return idle


@inner
def _look(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    ranking: Ranking,
    rule: Rule,
    state: _State,
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
    stay = _send_home(
        team_table, crews.team_queue, crews.first_member, state.queue, idle, state.idle_at,
        state.team, q, now,
    )  # fmt: skip
    end_idle = first_idle + state.queue[q, IDLE_MEMBERS]
    site, zone, mobility = travel.site, travel.zone, travel.mobility
    pace, camp_steps, between = travel.pace, travel.camp_steps, travel.between
    quickest = np.inf
    for c in range(len(pace)):
        quickest = min(quickest, pace[c, DETOUR] / pace[c, KM_PER_STEP])
    spot, level = state.spot, state.counter[LEVEL] > 0
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    outline = ranking.ranked_outline
    ranked, value, keep, words = ranking.ranked, ranking.value, ranking.keep, ranking.words
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
        j = ranked[first_rank + rank]
        worth = value[first_rank + rank]
        if worth <= best:
            break
        if now + outline[first_rank + rank, 3] > stay:
            passed += 1
            continue
        longest = outline[first_rank + rank, 2]
        if best > 0.0 and longest < np.inf:
            x, y = outline[first_rank + rank, 0], outline[first_rank + rank, 1]
            near = np.inf
            for i in range(first_idle, end_idle):
                dx, dy = spot[idle[i], 0] - x, spot[idle[i], 1] - y
                near = min(near, dx * dx + dy * dy)
            ahead = max(math.sqrt(near) * quickest - 1.0, 0.0)
            if worth * longest <= best * (longest + aversion * ahead):
                # Too far from everybody, whatever else holds.
                looked += 1
                continue
        ready = ready_at[j, READY]
        possible = False
        tried = 0
        for mode in range(activity[j, MODES], activity[j + 1, MODES]):
            if not (open_mode[mode] or (final and mode_table[mode, USABLE] > 0)):
                continue
            asked = False
            for d in range(mode_table[mode, DEMANDS], mode_table[mode + 1, DEMANDS]):
                asked = asked or demand[d, KIND] == kind
            if not asked:
                continue
            steps, size = mode_table[mode, STEPS], mode_table[mode, SIZE]
            tried += 1
            chosen = -1
            if size > 1:
                if _muster(network, crews, travel, working, keep, state, j, mode):
                    chosen = crew[0]
            else:
                calendar = mode_table[mode, CALENDAR]
                paused = first_pause[calendar] < first_pause[calendar + 1]
                least = NEVER
                arrived = False
                near, of = np.inf, -1
                least_way = NEVER
                for i in range(first_idle, end_idle):
                    m = idle[i]
                    dx, dy = spot[m, 0] - site[j, 0], spot[m, 1] - site[j, 1]
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
                        and not _reaches_item(
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
                continue
            lost = max(0, latest - max(now, ready) - way)
            if size > 1 and not final:
                waited = max(0, now - ready)
                if lost > patience * steps + waited // 2:
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


@inner
def _enter_or_leave(
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
    waits = work[j, STATE] == _WAITING
    work[j, STATE] = _OPEN if waits else _WAITING
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


@inner
def _shortest_alone(j: int, activity: Ints, mode_table: Ints, open_mode: Flags, final: bool) -> int:
    """Return the shortest open mode without teams, or -1."""
    best = -1
    for mode in range(activity[j, MODES], activity[j + 1, MODES]):
        if mode_table[mode, SIZE] > 0 or not (open_mode[mode] or final):
            continue
        if best < 0 or mode_table[mode, STEPS] < mode_table[best, STEPS]:
            best = mode
    return best


@inner
def _due_item(fixed: Ints, activity_state: Ints) -> int:
    """Return a fixed activity that is due and has still to wait for predecessors, or -1."""
    for item in range(len(fixed) - 1):
        if activity_state[fixed[item, ACTIVITY], STATE] == _DUE:
            return int(fixed[item, ACTIVITY])
    return -1


def dispatch(tables: Tables, ranking: Ranking, rule: Rule, draft: Draft) -> int:
    """
    Fill a draft by walking through time; return how many activities are not as they must be.

    Parameters
    ----------
    draft
        Overwritten. What could not be placed keeps mode -1.

    Returns
    -------
    int
        0 if the draft is a schedule; else the number of activities left unplaced (teams
        had gone) plus fixed items whose predecessors came too late.
    """
    state = _new_state(tables.network, tables.crews)
    # Whether a farther trip is never a shorter one, for teams of one class.
    state.counter[LEVEL] = not tables.travel.between.any()
    ranking.words[:] = 0
    draft.mode[:] = -1
    return int(
        _dispatch(
            tables.network, tables.crews, tables.travel, tables.working, ranking, rule, state, draft
        )
    )


@compiled
def _dispatch(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    ranking: Ranking,
    rule: Rule,
    state: _State,
    draft: Draft,
) -> int:
    activity, mode_table, succ, fixed = network.activity, network.mode, network.succ, network.fixed
    fixed_member, entry, open_mode = network.fixed_member, network.entry, ranking.open_mode
    team_table, team_queue, kind_table = crews.team, crews.team_queue, crews.kind
    kind_queue, queue_kind, queue_open = crews.kind_queue, crews.queue_kind, crews.queue_open
    rank, sets, words = ranking.rank, ranking.sets, ranking.words
    sequence = draft.sequence

    n = len(activity) - 1
    n_teams = len(team_table) - 1
    n_queues = len(queue_kind)
    work, team, queue, score = state.activity, state.team, state.queue, state.score
    crew, crew_kind, count = state.crew, state.crew_kind, state.counter
    times, codes, heap = state.times, state.codes, state.counter
    idle, idle_at, first_member = state.idle, state.idle_at, crews.first_member
    spot = state.spot
    placed = 0
    broken = 0
    for q in range(n_queues):
        queue[q, DIRTY], queue[q, BEST], queue[q, WAKE] = 1, -1, NEVER
    for j in range(n):
        work[j, READY] = activity[j, EARLIEST]
        work[j, MISSING] = activity[j + 1, PREDS] - activity[j, PREDS]
        if activity[j, FIXED] >= 0:
            push(times, codes, heap, fixed[activity[j, FIXED], BEGIN], j)
        elif work[j, MISSING] == 0:
            push(times, codes, heap, work[j, READY], j)
    for m in range(n_teams):
        team[m, FREE], team[m, PLACE], team[m, NEXT_ITEM] = (
            team_table[m, FROM],
            n + m,
            team_table[m, ITEMS],
        )
        spot[m, 0], spot[m, 1] = travel.site[n + m, 0], travel.site[n + m, 1]
        push(times, codes, heap, team_table[m, FROM], n + m)

    now = times[0]
    while True:
        # What to carry out next at this moment: what an event brings, or an assignment.
        j = -1
        if heap[ON_HEAP] > 0 and times[0] <= now:
            code = pop(times, codes, heap)
            if code >= n:
                m = code - n
                if team[m, FREE] <= now and team[m, IDLE] == 0 and team_table[m, TO] > now:
                    team[m, IDLE] = 1
                    _come_to_rest(team_table, team_queue, first_member, queue, idle, idle_at, m)
            elif work[code, STATE] == _DONE:
                pass
            elif activity[code, FIXED] < 0:
                mode = _shortest_alone(code, activity, mode_table, open_mode, count[FINAL] > 0)
                if mode >= 0:
                    j = code
                    start = work[j, READY]
                    finish = start + mode_table[mode, STEPS]
                else:
                    _enter_or_leave(
                        code, work, activity, entry, kind_table, kind_queue, queue_open, rank, sets,
                        words, queue, ranking.value, score,
                    )  # fmt: skip
            elif work[code, MISSING] > 0:
                work[code, STATE] = _DUE
            else:
                j = code
            if j < 0:
                continue
        else:
            best = -1
            for q in range(n_queues):
                if queue[q, IDLE_MEMBERS] > 0:
                    if queue[q, DIRTY]:
                        _look(network, crews, travel, working, ranking, rule, state, q, now)
                    if queue[q, BEST] >= 0 and (best < 0 or score[q] > score[best]):
                        best = q
            if best >= 0:
                j, mode = queue[best, BEST], queue[best, BEST_MODE]
                start, finish = queue[best, START], queue[best, END]
                queue[best, DIRTY] = 1
                if mode_table[mode, SIZE] == 1:
                    crew[0], crew_kind[0] = queue[best, BEST_TEAM], queue_kind[best]
                elif _muster(network, crews, travel, working, ranking.keep, state, j, mode):
                    start, finish = state.span[0], state.span[1]
                else:
                    continue
                _enter_or_leave(
                    j, work, activity, entry, kind_table, kind_queue, queue_open, rank, sets,
                    words, queue, ranking.value, score,
                )  # fmt: skip
            else:
                j = _due_item(fixed, work)
                if j >= 0:
                    broken += 1
        if j < 0:
            # Nothing is left to do now: go on to the next event.
            soonest = times[0] if heap[ON_HEAP] > 0 else NEVER
            for q in range(n_queues):
                if queue[q, IDLE_MEMBERS] > 0:
                    soonest = min(soonest, queue[q, WAKE])
            if soonest < NEVER:
                now = max(now, soonest)
                for q in range(n_queues):
                    if queue[q, WAKE] <= now:
                        queue[q, WAKE], queue[q, DIRTY] = NEVER, 1
                continue
            left = n - placed
            if left == 0 or count[FINAL] == left:
                draft.placed[0] = placed
                return left + broken
            # Nothing more happens by itself: open every mode to what is left, and look again.
            count[FINAL] = left
            for q in range(n_queues):
                queue[q, DIRTY] = 1
            for i in range(n):
                if work[i, STATE] == _WAITING:
                    _enter_or_leave(
                        i, work, activity, entry, kind_table, kind_queue, queue_open, rank, sets,
                        words, queue, ranking.value, score,
                    )  # fmt: skip
                    push(times, codes, heap, work[i, READY], i)
            continue

        slot = activity[j, SLOTS]
        item = activity[j, FIXED]
        if item >= 0:
            mode, start, finish = fixed[item, MODE], fixed[item, BEGIN], fixed[item, FINISH]
            size = fixed[item + 1, MEMBERS] - fixed[item, MEMBERS]
            for s in range(size):
                crew[s] = fixed_member[fixed[item, MEMBERS] + s, 0]
                crew_kind[s] = fixed_member[fixed[item, MEMBERS] + s, 1]
                team[crew[s], NEXT_ITEM] += 1
        work[j, STATE] = _DONE
        draft.mode[j], draft.start[j], draft.finish[j] = mode, start, finish
        sequence[placed] = j
        placed += 1
        for s in range(mode_table[mode, SIZE]):
            m = crew[s]
            draft.crew[slot + s], draft.crew_kind[slot + s] = m, crew_kind[s]
            if team[m, IDLE]:
                team[m, IDLE] = 0
                _go_to_work(team_table, team_queue, first_member, queue, idle, idle_at, m)
            team[m, FREE], team[m, PLACE] = finish, j
            spot[m, 0], spot[m, 1] = travel.site[j, 0], travel.site[j, 1]
            push(times, codes, heap, finish, n + m)
        for i in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
            k = succ[i, WHICH]
            work[k, READY] = max(work[k, READY], finish + succ[i, LAG])
            work[k, MISSING] -= 1
            if work[k, MISSING] > 0 or work[k, STATE] == _DONE:
                continue
            if activity[k, FIXED] < 0:
                push(times, codes, heap, work[k, READY], k)
                continue
            if work[k, READY] > fixed[activity[k, FIXED], BEGIN]:
                broken += 1
            if work[k, STATE] == _DUE:
                work[k, STATE] = _OPEN
                push(times, codes, heap, now, k)
