"""The priority list: highest weight first, one after the other. What plans are compared with.

What a list of priorities and a levelling pass do today. Benefits by weight, greatest
first (ties in file order); before each its predecessors not yet placed, depth first; then
everything else in file order. Each activity in turn goes to the mode and crew with the earliest
finish, appended to what its teams already have. Needs are ignored in the order.

For one team per mode and no calendars this is the frozen baseline of the synthetic
restoration benchmark. Crews of several are made of the teams that arrive first; fixed
items are placed before everything else. Joint rules are kept afterwards, along the order in
which the list would have it: what they hold up, and all behind it, begins later.
"""

from collections.abc import Iterator

import numpy as np

from ploughshare.errors import NoScheduleFound
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.draft import Draft, as_schedule, empty_draft
from ploughshare.scheduling.frozen import with_alternatives
from ploughshare.scheduling.index_rules import shortest_steps
from ploughshare.scheduling.infeasible import refuse_infeasible
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import NEVER, Ints, Problem
from ploughshare.scheduling.repair import Repair
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import (
    CALENDAR,
    COUNT,
    DEMANDS,
    EARLIEST,
    FINISH,
    FIXED,
    KIND,
    LAG,
    MODES,
    OPENNESS,
    PREDS,
    SIZE,
    SLOTS,
    STEPS,
    TEAMS,
    TO,
    USABLE,
    WHICH,
    Crews,
    Network,
    Tables,
    tables,
)
from ploughshare.scheduling.travel import Travel, trip
from ploughshare.scheduling.warm_start import start_of_schedule
from ploughshare.scheduling.working import Working, finish_of, start_of


def priority_list(problem: Problem, *, keep: bool = True) -> Schedule:
    """
    Return the schedule of the list, without bound and bindings.

    Without ``keep`` it need not keep limits, nor apart what is kept apart: a list that is better
    than it could be, to compare with.

    Raises
    ------
    Infeasible
    NoScheduleFound
        As in :func:`one_by_one`.
    """
    laid_out = tables(problem)
    order = _order(_with_nearest(laid_out).problem)
    return one_by_one(problem, np.fromiter(order, np.int64, problem.n_activities), keep=keep)


def _with_nearest(laid_out: Tables) -> Tables:
    return with_alternatives(laid_out, laid_out.problem.earliest, shortest_steps(laid_out))


def one_by_one(problem: Problem, order: Ints, *, keep: bool = True) -> Schedule:
    """
    Place activities in an order that puts each after its predecessors, one after the other.

    Without ``keep`` nothing is kept apart, and limits do not hold.

    Raises
    ------
    Infeasible
        If there is a proof that no schedule exists.
    NoScheduleFound
        If the list leaves an activity to teams that have gone, or a fixed item's predecessor
        comes too late.
    """
    laid_out = tables(problem)
    refuse_infeasible(laid_out)
    laid_out = _with_nearest(laid_out)
    draft = empty_draft(laid_out)
    room = np.zeros((problem.n_teams, 4), np.int64)
    crew = np.zeros((4, problem.n_teams + 1), np.int64)
    _place_fixed(laid_out, draft, room)
    stuck = _append(
        laid_out.network,
        laid_out.crews,
        laid_out.travel,
        laid_out.working,
        order,
        room,
        crew,
        draft,
    )
    if stuck >= 0:
        raise _comes_too_late(problem.activity_ids[stuck])
    _put_fixed_in_sequence(laid_out, draft)
    listed = as_schedule(laid_out, draft, objective(laid_out.benefits, draft.finish))
    if laid_out.joint.ties == 0 or not keep:
        return listed
    repair = Repair(laid_out, start_of_schedule(listed))
    kept = repair.run()
    if kept is None:
        raise _comes_too_late(problem.activity_ids[repair.stuck])
    retime(laid_out, kept)
    return as_schedule(laid_out, kept, objective(laid_out.benefits, kept.finish))


def _comes_too_late(name: str) -> NoScheduleFound:
    return NoScheduleFound(
        f"The priority list comes to {name} when no crew that may do it is left, or too late "
        "for a fixed item.",
        remedy="Compare with another plan.",
        activities=[name],
    )


def _order(problem: Problem) -> Iterator[int]:
    """Yield all activities in the order of the list."""
    seen = np.zeros(problem.n_activities, np.bool_)
    by_weight = np.argsort(-problem.weight, kind="stable")
    roots = np.concatenate(
        (problem.benefit_activity[by_weight], np.arange(problem.n_activities))
    ).tolist()
    preds = [
        problem.pred[a:b].tolist()
        for a, b in zip(problem.pred_start[:-1], problem.pred_start[1:], strict=True)
    ]
    for root in roots:
        stack = [root]
        while stack:
            j = stack[-1]
            if seen[j]:
                stack.pop()
                continue
            open_preds = [i for i in preds[j] if not seen[i]]
            if open_preds:
                stack.append(open_preds[0])
                continue
            seen[j] = True
            yield stack.pop()


_FREE, _PLACE, _CHOSEN = range(3)


def _place_fixed(laid_out: Tables, draft: Draft, team: Ints) -> None:
    """Fill in the fixed items; teams go on from the last of theirs."""
    problem, network = laid_out.problem, laid_out.network
    team[:, _FREE] = problem.team_from
    team[:, _PLACE] = problem.n_activities + np.arange(problem.n_teams)
    for f in np.argsort(problem.fixed_begin, kind="stable"):
        j = problem.fixed_activity[f]
        members = slice(problem.fixed_start[f], problem.fixed_start[f + 1])
        size = members.stop - members.start
        slot = network.activity[j, SLOTS]
        draft.mode[j] = problem.mode_start[j] + problem.fixed_mode[f]
        draft.start[j], draft.finish[j] = problem.fixed_begin[f], network.fixed[f, FINISH]
        draft.crew[slot : slot + size] = problem.fixed_team[members]
        draft.crew_kind[slot : slot + size] = problem.fixed_kind[members]
        team[problem.fixed_team[members], _FREE] = draft.finish[j]
        team[problem.fixed_team[members], _PLACE] = j


def _put_fixed_in_sequence(laid_out: Tables, draft: Draft) -> None:
    """Sort the sequence by time; at equal times it stays as it was filled."""
    n = laid_out.problem.n_activities
    position = np.zeros(n, np.int64)
    position[draft.sequence] = np.arange(n)
    draft.sequence[:] = np.lexsort((position, draft.finish, draft.start))


@compiled
def _append(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    order: Ints,
    team: Ints,
    crew: Ints,
    draft: Draft,
) -> int:
    """Place the activities one after the other; return the first that cannot be placed, or -1."""
    activity, mode_table, demand, pred = (
        network.activity,
        network.mode,
        network.demand,
        network.pred,
    )
    team_table, may, kind_table, kind_team = crews.team, crews.may, crews.kind, crews.kind_team
    mobility, site, zone = travel.mobility, travel.site, travel.zone
    pace, camp_steps, between = travel.pace, travel.camp_steps, travel.between
    first_pause, pause = working.first_pause, working.pause
    first_away, away = working.first_away, working.away
    modes, starts, finishes = draft.mode, draft.start, draft.finish
    crew_now, kind_now, crew_best, kind_best = crew[0], crew[1], crew[2], crew[3]
    stamp = 0
    for at in range(len(order)):
        j = order[at]
        draft.sequence[at] = j
        ready = activity[j, EARLIEST]
        for p in range(activity[j, PREDS], activity[j + 1, PREDS]):
            ready = max(ready, finishes[pred[p, WHICH]] + pred[p, LAG])
        if activity[j, FIXED] >= 0:
            if ready > starts[j]:
                return int(j)
            continue
        best_finish, best_wait, best_mode, best_start = NEVER, NEVER, -1, -1
        for mode in range(activity[j, MODES], activity[j + 1, MODES]):
            if mode_table[mode, USABLE] == 0:
                continue
            steps, size = mode_table[mode, STEPS], mode_table[mode, SIZE]
            calendar = mode_table[mode, CALENDAR]
            stamp += 1
            found, latest, soonest = 0, ready, NEVER
            start, finish = ready, ready + steps
            for d in range(mode_table[mode, DEMANDS], mode_table[mode + 1, DEMANDS]):
                kind = demand[d, KIND]
                for _ in range(demand[d, COUNT]):
                    # Of several, the one that arrives first; of one, the one that finishes first.
                    least, least_wait, chosen, own_arrival = NEVER, NEVER, -1, ready
                    for i in range(kind_table[kind, TEAMS], kind_table[kind + 1, TEAMS]):
                        m = kind_team[i]
                        if team[m, _CHOSEN] == stamp or not may[activity[j, OPENNESS], m]:
                            continue
                        arrival = team[m, _FREE] + trip(
                            site, zone, pace, camp_steps, between, mobility[m], team[m, _PLACE], j
                        )
                        begin = max(ready, arrival)
                        end = begin + steps
                        if begin + steps > team_table[m, TO] or begin + steps > least:
                            continue
                        if size == 1 and steps > 0:
                            crew_now[0] = m
                            begin = start_of(
                                first_pause,
                                pause,
                                first_away,
                                away,
                                calendar,
                                crew_now,
                                size,
                                begin,
                            )
                            end = finish_of(
                                first_pause,
                                pause,
                                first_away,
                                away,
                                calendar,
                                crew_now,
                                size,
                                begin,
                                steps,
                            )
                            if end > team_table[m, TO]:
                                continue
                        wait = begin - arrival
                        if end < least or (end == least and wait < least_wait):
                            least, least_wait, chosen = end, wait, m
                            own_arrival = arrival
                    if chosen < 0:
                        break
                    team[chosen, _CHOSEN] = stamp
                    crew_now[found], kind_now[found] = chosen, kind
                    found += 1
                    latest, soonest = max(latest, own_arrival), min(soonest, own_arrival)
            if found < size:
                continue
            if size > 0:
                start = latest
                if steps > 0:
                    start = start_of(
                        first_pause, pause, first_away, away, calendar, crew_now, size, latest
                    )
                finish = finish_of(
                    first_pause, pause, first_away, away, calendar, crew_now, size, start, steps
                )
            kept = True
            for s in range(size):
                kept = kept and finish <= team_table[crew_now[s], TO]
            wait = start - min(soonest, start)
            if kept and (finish < best_finish or (finish == best_finish and wait < best_wait)):
                best_finish, best_wait, best_mode, best_start = finish, wait, mode, start
                for s in range(size):
                    crew_best[s], kind_best[s] = crew_now[s], kind_now[s]
        if best_mode < 0:
            return int(j)
        modes[j], starts[j], finishes[j] = best_mode, best_start, best_finish
        slot = activity[j, SLOTS]
        for s in range(mode_table[best_mode, SIZE]):
            m = crew_best[s]
            draft.crew[slot + s], draft.crew_kind[slot + s] = m, kind_best[s]
            team[m, _FREE], team[m, _PLACE] = best_finish, j
    return -1
