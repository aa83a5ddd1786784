"""Dispatch: walk through time and give every idle team the best work that waits for it.

The rule of choice is an index per activity (``Ranking``), made by ``index_rules`` and
``iterated_weights``. An activity that is assigned starts as early as its predecessors and
its crew allow, also before the moment of decision: a team that has been idle has travelled
ahead.

Teams of the same kind that may do the same draw from one queue. A queue looks at its best
ranked candidates only, and discounts them by the trip of the nearest idle team. A mode of
several teams may reserve a busy team for its next activity; how long an idle one waits for
it is bounded, but the longer the longer the activity has waited.

Work that joint rules keep from beginning, beside what is already decided, is put back until what
holds it is finished. An activity with alternatives is ready when one of them is.

The tables are taken apart once, in ``dispatch``; what it calls is handed plain arrays, because
compiled code pays for every table it is handed. Without joint rules it is handed none of them: it
is compiled once for each of the two cases, and pays nothing for what does not occur.
"""

from ploughshare.scheduling.candidates import Ranking, Rule, look
from ploughshare.scheduling.compiled import compiled, inner
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.events import pop, push
from ploughshare.scheduling.joint_dispatch import (
    JointState,
    complete_sets,
    held_until,
    is_stale,
    new_joint_state,
    take_limits,
)
from ploughshare.scheduling.left_shift import put_in_order_of_time
from ploughshare.scheduling.mustering import muster
from ploughshare.scheduling.problem import NEVER, Flags, Ints
from ploughshare.scheduling.queues import (
    BEST,
    BEST_MODE,
    BEST_TEAM,
    DIRTY,
    DONE,
    DUE,
    END,
    FINAL,
    FREE,
    IDLE,
    IDLE_MEMBERS,
    IN_QUEUES,
    LEVEL,
    MISSING,
    NEXT_ITEM,
    ON_HEAP,
    OPEN,
    PLACE,
    READY,
    SINCE,
    STAMP,
    START,
    STATE,
    TOGETHER,
    WAKE,
    State,
    come_to_rest,
    enter_or_leave,
    go_to_work,
    new_state,
    sort_in,
)
from ploughshare.scheduling.tables import (
    ACTIVITY,
    BEGIN,
    EARLIEST,
    FINISH,
    FIXED,
    FROM,
    ITEMS,
    LAG,
    MEMBERS,
    MODE,
    MODES,
    PREDS,
    SIZE,
    SLOTS,
    STEPS,
    SUCCS,
    TO,
    WHICH,
    Crews,
    Network,
    Tables,
)
from ploughshare.scheduling.travel import Travel
from ploughshare.scheduling.working import Working


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
        if activity_state[fixed[item, ACTIVITY], STATE] == DUE:
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
    joint = tables.joint
    state = new_state(tables.network, tables.crews, joint.ties)
    # Whether a farther trip is never a shorter one, for teams of one class.
    state.counter[LEVEL] = not tables.travel.between.any()
    state.counter[TOGETHER] = (tables.network.mode[:, SIZE] > 1).any()
    ranking.words[:] = 0
    draft.mode[:] = -1
    left = int(
        _dispatch(
            tables.network, tables.crews, tables.travel, tables.working, ranking, rule, state, draft,
            new_joint_state(joint) if joint.ties else None,
        )
    )  # fmt: skip
    if joint.ties and left == 0:
        put_in_order_of_time(draft)
    return left


@compiled
def _dispatch(
    network: Network,
    crews: Crews,
    travel: Travel,
    working: Working,
    ranking: Ranking,
    rule: Rule,
    state: State,
    draft: Draft,
    tied: JointState | None,
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
    spot, by_free = state.spot, state.by_free
    placed = 0
    broken = 0
    for q in range(n_queues):
        queue[q, DIRTY], queue[q, BEST], queue[q, WAKE] = 1, -1, NEVER
    for j in range(n):
        work[j, READY] = activity[j, EARLIEST]
        work[j, MISSING] = activity[j + 1, PREDS] - activity[j, PREDS]
        if tied is not None:
            tied.base[j] = work[j, READY]
            work[j, MISSING] += tied.joint.first_set[j] < tied.joint.first_set[j + 1]
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
            stale = False
            if tied is not None:
                # Another alternative made it ready sooner, or something holds it for longer.
                stale = is_stale(tied, activity, work, code, now)
            if code >= n:
                m = code - n
                if team[m, FREE] <= now and team[m, IDLE] == 0 and team_table[m, TO] > now:
                    team[m, IDLE] = 1
                    come_to_rest(team_table, team_queue, first_member, queue, idle, idle_at, m)
            elif stale or work[code, STATE] == DONE:
                pass
            elif activity[code, FIXED] < 0:
                mode = _shortest_alone(code, activity, mode_table, open_mode, count[FINAL] > 0)
                if mode >= 0:
                    j = code
                    start = work[j, READY]
                    finish = start + mode_table[mode, STEPS]
                else:
                    enter_or_leave(
                        code, work, activity, entry, kind_table, kind_queue, queue_open, rank, sets,
                        words, queue, ranking.value, score,
                    )  # fmt: skip
            elif work[code, MISSING] > 0:
                work[code, STATE] = DUE
            else:
                j = code
            if j < 0:
                continue
        else:
            best = -1
            for q in range(n_queues):
                if queue[q, IDLE_MEMBERS] > 0:
                    if queue[q, DIRTY]:
                        look(network, crews, travel, working, ranking, rule, state, q, now)
                    if queue[q, BEST] >= 0 and (best < 0 or score[q] > score[best]):
                        best = q
            if best >= 0:
                j, mode = queue[best, BEST], queue[best, BEST_MODE]
                start, finish = queue[best, START], queue[best, END]
                queue[best, DIRTY] = 1
                if mode_table[mode, SIZE] == 1:
                    crew[0], crew_kind[0] = queue[best, BEST_TEAM], queue_kind[best]
                elif muster(network, crews, travel, working, ranking.keep, state, j, mode):
                    start, finish = state.span[0], state.span[1]
                else:
                    continue
                enter_or_leave(
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
                if work[i, STATE] == IN_QUEUES:
                    enter_or_leave(
                        i, work, activity, entry, kind_table, kind_queue, queue_open, rank, sets,
                        words, queue, ranking.value, score,
                    )  # fmt: skip
                    push(times, codes, heap, work[i, READY], i)
            continue

        slot = activity[j, SLOTS]
        item = activity[j, FIXED]
        if tied is not None and item < 0:
            until = held_until(network, tied, draft, j, mode, start, finish)
            if until > start:
                tied.base[j] = work[j, READY] = until
                push(times, codes, heap, until, j)
                continue
            take_limits(tied, j, mode, start, finish)
        if item >= 0:
            mode, start, finish = fixed[item, MODE], fixed[item, BEGIN], fixed[item, FINISH]
            size = fixed[item + 1, MEMBERS] - fixed[item, MEMBERS]
            for s in range(size):
                crew[s] = fixed_member[fixed[item, MEMBERS] + s, 0]
                crew_kind[s] = fixed_member[fixed[item, MEMBERS] + s, 1]
                team[crew[s], NEXT_ITEM] += 1
        work[j, STATE] = DONE
        draft.mode[j], draft.start[j], draft.finish[j] = mode, start, finish
        sequence[placed] = j
        placed += 1
        for s in range(mode_table[mode, SIZE]):
            m = crew[s]
            draft.crew[slot + s], draft.crew_kind[slot + s] = m, crew_kind[s]
            if team[m, IDLE]:
                team[m, IDLE] = 0
                go_to_work(team_table, team_queue, first_member, queue, idle, idle_at, m)
            team[m, FREE], team[m, PLACE], team[m, SINCE] = finish, j, count[STAMP]
            spot[m, 0], spot[m, 1] = travel.site[j, 0], travel.site[j, 1]
            if count[TOGETHER]:
                sort_in(team_table, team_queue, first_member, team, by_free, m)
            push(times, codes, heap, finish, n + m)
        for i in range(activity[j, SUCCS], activity[j + 1, SUCCS]):
            k = succ[i, WHICH]
            if tied is not None:
                tied.base[k] = max(tied.base[k], finish + succ[i, LAG])
            work[k, READY] = max(work[k, READY], finish + succ[i, LAG])
            work[k, MISSING] -= 1
            if work[k, MISSING] > 0 or work[k, STATE] == DONE:
                continue
            if activity[k, FIXED] < 0:
                push(times, codes, heap, work[k, READY], k)
                continue
            if work[k, READY] > fixed[activity[k, FIXED], BEGIN]:
                broken += 1
            if work[k, STATE] == DUE:
                work[k, STATE] = OPEN
                push(times, codes, heap, now, k)
        if tied is not None:
            broken += complete_sets(tied, network, work, times, codes, heap, j, finish, now)
