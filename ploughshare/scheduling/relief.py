"""Relief: one more team takes work off the others, who keep their order and their modes."""

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.left_shift import room
from ploughshare.scheduling.problem import Flags, Ints
from ploughshare.scheduling.tables import (
    BEGIN,
    CALENDAR,
    EARLIEST,
    FINISH,
    FIXED,
    FROM,
    LAG,
    OPENNESS,
    PREDS,
    SIZE,
    SLOTS,
    STEPS,
    TO,
    WHICH,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.travel import Travel, trip
from ploughshare.scheduling.working import Working, finish_of, start_of


def relieve(tables: Tables, draft: Draft, helper: int, least_share: float) -> int:
    """
    Retime a full draft in its sequence, letting one team stand in where it comes earlier.

    The helper replaces the member of a crew that comes last, of those it can serve and may
    work for, if the activity is finished earlier by at least one step and by at least
    ``least_share`` of its steps. Everybody else keeps the order of work; fixed items stay.

    Parameters
    ----------
    draft
        Without work for ``helper``; modes stay, crews and times are changed.
    helper
        Index of the team.

    Returns
    -------
    int
        Activities the helper takes part in; -1 if one breaks a leaving date or a fixed
        start, which happens only where a detour is shorter than the straight way.
    """
    free, place = room(tables)
    serves = tables.problem.team_kinds[helper].copy()
    return int(
        _relieve(
            tables.network, tables.crews, tables.travel, tables.working, draft, helper, serves,
            least_share, free, place,
        )
    )  # fmt: skip


@compiled
def _relieve(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    draft: Draft,
    helper: int,
    serves: Flags,
    least_share: float,
    free: Ints,
    place: Ints,
) -> int:
    activity, mode_table, pred, fixed = network.activity, network.mode, network.pred, network.fixed
    team_table, may, mobility = crews.team, crews.may, travel.mobility
    site, zone, pace = travel.site, travel.zone, travel.pace
    camp_steps, between = travel.camp_steps, travel.between
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    sequence, modes, crew, crew_kind = draft.sequence, draft.mode, draft.crew, draft.crew_kind
    starts, finishes = draft.start, draft.finish
    n = len(activity) - 1
    taken = 0
    for m in range(len(free)):
        free[m], place[m] = team_table[m, FROM], n + m
    for i in range(n):
        j = sequence[i]
        mode = modes[j]
        steps, size, slot = mode_table[mode, STEPS], mode_table[mode, SIZE], activity[j, SLOTS]
        others = activity[j, EARLIEST]
        for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
            others = max(others, finishes[pred[p, WHICH]] + pred[p, LAG])
        # ``others``: when all but the one who may be replaced could begin.
        last, replaced = -1, -1
        for s in range(slot, slot + size):
            m = crew[s]
            way = trip(site, zone, pace, camp_steps, between, mobility[m], place[m], j)
            if serves[crew_kind[s]] and free[m] + way > last:
                others = max(others, last)
                last, replaced = free[m] + way, s
            else:
                others = max(others, free[m] + way)
        ready = max(others, last)
        item = activity[j, FIXED]
        if item >= 0:
            start, finish = fixed[item, BEGIN], fixed[item, FINISH]
            if ready > start:
                return -1
        elif size == 0:
            start, finish = ready, ready + steps
        else:
            calendar, own = mode_table[mode, CALENDAR], crew[slot:]
            start, finish = ready, ready
            if steps > 0:
                start = start_of(first_pause, pause, first_away, away, calendar, own, size, ready)
                finish = finish_of(
                    first_pause, pause, first_away, away, calendar, own, size, start, steps
                )
            if replaced >= 0 and last > others and may[activity[j, OPENNESS], helper]:
                way = trip(
                    site, zone, pace, camp_steps, between, mobility[helper], place[helper], j
                )
                ready = max(others, free[helper] + way)
                if ready < last:
                    kept = crew[replaced]
                    crew[replaced] = helper
                    sooner, over = ready, ready
                    if steps > 0:
                        sooner = start_of(
                            first_pause, pause, first_away, away, calendar, own, size, ready
                        )
                        over = finish_of(
                            first_pause, pause, first_away, away, calendar, own, size, sooner, steps
                        )
                    if (
                        over + max(1.0, least_share * steps) <= finish
                        and over <= team_table[helper, TO]
                    ):
                        start, finish = sooner, over
                        taken += 1
                    else:
                        crew[replaced] = kept
        for s in range(slot, slot + size):
            m = crew[s]
            if finish > team_table[m, TO]:
                return -1
            free[m], place[m] = finish, j
        starts[j], finishes[j] = start, finish
    return taken
