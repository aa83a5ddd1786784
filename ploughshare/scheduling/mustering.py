"""Mustering: choosing a crew of several teams, and keeping what was chosen while it stands."""

from ploughshare.scheduling.compiled import inner, lean
from ploughshare.scheduling.problem import NEVER, Ints, Reals
from ploughshare.scheduling.queues import (
    BARRED,
    CHOSEN,
    FREE,
    IDLE,
    LATEST,
    NEXT_ITEM,
    PLACE,
    READY,
    SINCE,
    STAMP,
    WAY,
    State,
)
from ploughshare.scheduling.tables import (
    ACTIVITY,
    BEGIN,
    CALENDAR,
    COUNT,
    DEMANDS,
    ITEMS,
    KIND,
    OPENNESS,
    SIZE,
    STEPS,
    TO,
    WAITING,
    Crews,
    Network,
)
from ploughshare.scheduling.travel import Travel, trip
from ploughshare.scheduling.working import Working, finish_of, start_of

_WHEN, _READY = 4, 5
"""Columns of ``State.kept`` after those of ``State.span``: stamp of the choice, ``READY`` then."""


@inner
def reaches_item(
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
def _stands(
    kept: Ints, kept_crew: Ints, team: Ints, first_kept: int, size: int, ready: int, mode: int
) -> bool:
    """Whether the crew chosen last for a mode has been sent nowhere since."""
    if kept[mode, _READY] != ready:
        return False
    stands = True
    for s in range(first_kept, first_kept + size):
        stands = stands and team[kept_crew[s], SINCE] < kept[mode, _WHEN]
    return stands


@inner
def _idle_among(team: Ints, crew: Ints, size: int, again: Ints, mode: int) -> bool:
    """Whether one of a crew is idle; if none, mustering is in vain until the first is free."""
    soonest = NEVER
    for s in range(size):
        if team[crew[s], IDLE] > 0:
            return True
        soonest = min(soonest, team[crew[s], FREE])
    again[mode] = soonest
    return False


@lean
def muster(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    keep: Ints,
    state: State,
    j: int,
    mode: int,
) -> bool:
    """
    Choose several teams, busy ones too, each by earliest arrival, at least one idle.

    A team that could not keep its other dates is barred and the choice made anew. Fills
    ``crew`` and ``span``; where all are busy, ``again`` until the first of them is free.

    What is chosen stands while nobody of it is sent elsewhere: by then others come no sooner than
    before, since no way leads sooner to a place by doing work on it.
    """
    demand, kind_table, by_free = network.demand, crews.kind, state.by_free
    kind_queue, queue_open, first_member = crews.kind_queue, crews.queue_open, crews.first_member
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
    kept, first_kept = state.kept, state.first_kept[mode]
    if _stands(kept, state.kept_crew, team, first_kept, size, ready, mode):
        at = 0
        for d in range(first_demand, end_demand):
            for _ in range(demand[d, COUNT]):
                crew[at], crew_kind[at] = state.kept_crew[first_kept + at], demand[d, KIND]
                at += 1
        for column in range(_WHEN):
            span[column] = kept[mode, column]
        return _idle_among(team, crew, size, state.again, mode)
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
                for w in range(kind_table[kind, WAITING], kind_table[kind + 1, WAITING]):
                    q = kind_queue[w]
                    if not queue_open[q, where]:
                        continue
                    for i in range(first_member[q], first_member[q + 1]):
                        m = by_free[i]
                        if team[m, FREE] > best:
                            break
                        if team[m, CHOSEN] == stamp or team[m, BARRED] == bar:
                            continue
                        if team[m, FREE] + keep[m, kind] > best:
                            continue
                        if max(ready, team[m, FREE]) + steps > team_table[m, TO]:
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
        fits = True
        for s in range(size):
            m = crew[s]
            if finish > team_table[m, TO] or (
                team[m, NEXT_ITEM] < team_table[m + 1, ITEMS]
                and not reaches_item(
                    team_fixed, fixed, team[m, NEXT_ITEM], site, zone, mobility[m], pace,
                    camp_steps, between, j, finish,
                )
            ):  # fmt: skip
                team[m, BARRED] = bar
                fits = False
        if fits:
            span[0], span[1], span[LATEST], span[WAY] = start, finish, latest, longest
            for column in range(_WHEN):
                kept[mode, column] = span[column]
            kept[mode, _WHEN], kept[mode, _READY] = stamp, ready
            for s in range(size):
                state.kept_crew[first_kept + s] = crew[s]
            return _idle_among(team, crew, size, state.again, mode)
