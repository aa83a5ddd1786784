"""Resume: a schedule of an earlier state taken up again, everything from its old start on.

Of what is ready, the activity that can start first goes first, never before its old start. So what
is held up lets its teams do meanwhile what comes after it, and where nothing has changed the old
schedule comes out as it was. A crew that leaves too early, or does not fit any more, is replaced in
the mode that finishes first.
"""

import heapq
from bisect import bisect_right

import numpy as np

from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.left_shift import crew_by_arrival, retime
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.repair import Repair
from ploughshare.scheduling.tables import (
    BEGIN,
    CALENDAR,
    EARLIEST,
    FINISH,
    FIXED,
    LAG,
    PREDS,
    SIZE,
    SLOTS,
    STEPS,
    TO,
    USABLE,
    WHICH,
    Tables,
)
from ploughshare.scheduling.travel import trip
from ploughshare.scheduling.warm_start import Start
from ploughshare.scheduling.working import finish_of, start_of

LOOKS = 60
"""Times each activity may be looked at on average before the old schedule is given up."""


@compiled
def _way(
    site: Reals, zone: Ints, pace: Reals, camp_steps: Ints, between: Ints, mobility: int, a: int,
    b: int,
) -> int:  # fmt: skip
    return int(trip(site, zone, pace, camp_steps, between, mobility, a, b))


@compiled
def _when(
    first_pause: Ints, pause: Ints, first_away: Ints, away: Ints, calendar: int, crew: Ints,
    ready: int, steps: int,
) -> tuple[int, int]:  # fmt: skip
    size = len(crew)
    start = start_of(first_pause, pause, first_away, away, calendar, crew, size, ready)
    finish = finish_of(first_pause, pause, first_away, away, calendar, crew, size, start, steps)
    return start, finish


@compiled
def _first_there(
    activity: Ints, mode_table: Ints, demand: Ints, may: Flags, kind_table: Ints, kind_team: Ints,
    team_table: Ints, site: Reals, zone: Ints, mobility: Ints, pace: Reals, camp_steps: Ints,
    between: Ints, crew: Ints, crew_kind: Ints, free: Ints, place: Ints, j: int, mode: int,
    ready: int,
) -> bool:  # fmt: skip
    return crew_by_arrival(
        activity, mode_table, demand, may, kind_table, kind_team, team_table, site, zone, mobility,
        pace, camp_steps, between, crew, crew_kind, free, place, j, mode, ready,
    )  # fmt: skip


def resumed(tables: Tables, start: Start) -> tuple[Draft | None, int]:
    """
    Return a full draft of what a start amounts to, and the activity it could not place.

    Returns
    -------
    tuple
        The draft and -1; or ``None`` and the activity for which no teams are there in time, or
        whose fixed start comes too early.
    """
    return Resume(tables, start).run()


class Resume:
    """Teams, what is ready, and what is done, while the schedule is taken up again."""

    def __init__(self, tables: Tables, start: Start) -> None:
        before = Repair(tables, start)
        self.tables, self.problem = tables, tables.problem
        self.draft, self.anew = before.draft, before.anew
        self.key: list[int] = before.key.tolist()
        self.late: list[int] = before.late.tolist()
        n = self.problem.n_activities
        self.free = self.problem.team_from.copy()
        self.place = n + np.arange(self.problem.n_teams)
        self.open = np.diff(self.problem.pred_start).tolist()
        self.after: list[list[int]] = [[] for _ in range(n)]
        for j in range(n):
            for p in range(self.problem.pred_start[j], self.problem.pred_start[j + 1]):
                self.after[int(self.problem.pred[p])].append(j)
        self.fixed = self._fixed_of_teams()
        self.order: list[int] = []

    def _fixed_of_teams(self) -> list[list[tuple[int, int, int]]]:
        """Start, finish and activity of the fixed items of each team, by start."""
        network = self.tables.network
        found: list[list[tuple[int, int, int]]] = [[] for _ in range(self.problem.n_teams)]
        for f, j in enumerate(self.problem.fixed_activity.tolist()):
            begin, finish = int(network.fixed[f, BEGIN]), int(network.fixed[f, FINISH])
            for m in self._crew(j).tolist():
                found[m].append((begin, finish, j))
        return [sorted(each) for each in found]

    def _crew(self, j: int) -> Ints:
        first = self.tables.network.activity[j, SLOTS]
        return self.draft.crew[first : first + self.tables.network.mode[self.draft.mode[j], SIZE]]

    def run(self) -> tuple[Draft | None, int]:
        """Take up activity after activity; see ``resumed``."""
        queue = [(self._first(j), self.late[j], j) for j, left in enumerate(self.open) if not left]
        heapq.heapify(queue)
        looks = LOOKS * self.problem.n_activities
        while queue and looks > 0:
            looks -= 1
            if looks % 4096 == 0:
                obey()
            step, _, j = heapq.heappop(queue)
            span = self._span(j)
            if span is None:
                return None, j
            if span[0] > step:
                heapq.heappush(queue, (span[0], self.late[j], j))
                continue
            self.put(j, span)
            for then in self.after[j]:
                self.open[then] -= 1
                if not self.open[then]:
                    heapq.heappush(queue, (self._first(then), self.late[then], then))
        if queue:
            return None, queue[0][2]
        self.draft.sequence[:] = self.order
        self.draft.placed[0] = len(self.order)
        broken = retime(self.tables, self.draft)
        return (self.draft, -1) if broken < 0 else (None, broken)

    def _first(self, j: int) -> int:
        """The first step at which an activity may be thought of; preds are done by then."""
        network = self.tables.network
        item = int(network.activity[j, FIXED])
        if item >= 0:
            return int(network.fixed[item, BEGIN])
        return max(self.key[j], self._ready(j))

    def _ready(self, j: int) -> int:
        network = self.tables.network
        ready = int(network.activity[j, EARLIEST])
        for p in range(network.activity[j, PREDS], network.activity[j + 1, PREDS]):
            done = self.draft.finish[network.pred[p, WHICH]] + network.pred[p, LAG]
            ready = max(ready, int(done))
        return ready

    def _span(self, j: int) -> tuple[int, int] | None:
        """Start and finish of an activity as things stand, with its crew or a new one."""
        network = self.tables.network
        item = int(network.activity[j, FIXED])
        if item >= 0:
            span = int(network.fixed[item, BEGIN]), int(network.fixed[item, FINISH])
            return span if max(self._ready(j), self._arrival(j)) <= span[0] else None
        if not self.anew[j]:
            span_kept = self.span_of_crew(j)
            if span_kept is not None:
                return span_kept
            self.anew[j] = True
        return self._span_anew(j)

    def _arrival(self, j: int) -> int:
        return max((int(self.free[m]) + self._trip(m, j) for m in self._crew(j)), default=0)

    def _trip(self, m: int, j: int) -> int:
        travel = self.tables.travel
        return int(
            _way(travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
                 travel.mobility[m], self.place[m], j)
        )  # fmt: skip

    def span_of_crew(self, j: int) -> tuple[int, int] | None:
        """Start and finish with the crew in the draft; ``None`` where one leaves before."""
        network, crews = self.tables.network, self.tables.crews
        mode, crew = int(self.draft.mode[j]), self._crew(j)
        steps, calendar = int(network.mode[mode, STEPS]), int(network.mode[mode, CALENDAR])
        step = max(self.key[j], self._ready(j), self._arrival(j))
        while True:
            start, finish = step, step + steps
            if steps and len(crew):
                start, finish = _when(*self.tables.working[1:], calendar, crew, step, steps)
            if any(finish > crews.team[m, TO] for m in crew):
                return None
            later = max((self._after_fixed(int(m), j, start, finish) for m in crew), default=start)
            if later <= start:
                return start, finish
            step = later

    def _after_fixed(self, m: int, j: int, start: int, finish: int) -> int:
        """``start``, or the step after the fixed items of a team that leave no room for it."""
        travel = self.tables.travel
        items = self.fixed[m]
        for begin, end, item in items[bisect_right(items, (int(self.free[m]), -1, -1)) :]:
            if item == self.place[m] or end <= self.free[m]:
                continue
            there, back = (
                int(_way(travel.site, travel.zone, travel.pace, travel.camp_steps, travel.between,
                         travel.mobility[m], a, b))
                for a, b in ((j, item), (item, j))
            )  # fmt: skip
            if finish + there > begin and start < end + back:
                return end + back
        return start

    def _span_anew(self, j: int) -> tuple[int, int] | None:
        """Start and finish in the mode and with the crew that finish first; ``None`` for none."""
        tables, network, draft = self.tables, self.tables.network, self.draft
        crews, travel = tables.crews, tables.travel
        best: tuple[tuple[int, int], int] | None = None
        ready = max(self.key[j], self._ready(j))
        for mode in range(self.problem.mode_start[j], self.problem.mode_start[j + 1]):
            draft.mode[j] = mode
            if network.mode[mode, USABLE] <= 0 or not _first_there(
                network.activity, network.mode, network.demand, crews.may, crews.kind,
                crews.kind_team, crews.team, travel.site, travel.zone, travel.mobility,
                travel.pace, travel.camp_steps, travel.between, draft.crew, draft.crew_kind,
                self.free, self.place, j, mode, ready,
            ):  # fmt: skip
                continue
            span = self.span_of_crew(j)
            if span is not None and (best is None or span[1] < best[0][1]):
                best = span, mode
                kept = self._members(j)
        if best is None:
            return None
        draft.mode[j] = best[1]
        first = network.activity[j, SLOTS]
        draft.crew[first : first + len(kept[0])], draft.crew_kind[first : first + len(kept[0])] = (
            kept
        )
        return best[0]

    def _members(self, j: int) -> tuple[Ints, Ints]:
        first = self.tables.network.activity[j, SLOTS]
        last = first + self.tables.network.mode[self.draft.mode[j], SIZE]
        return self.draft.crew[first:last].copy(), self.draft.crew_kind[first:last].copy()

    def put(self, j: int, span: tuple[int, int]) -> None:
        """Do an activity from start to finish with the crew in the draft."""
        self.draft.start[j], self.draft.finish[j] = span
        for m in self._crew(j):
            self.free[m], self.place[m] = span[1], j
        self.order.append(j)
