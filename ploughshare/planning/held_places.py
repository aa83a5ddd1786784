"""Places: who does what from when to when, one after the other, and what stands in whose way.

A schedule taken apart, so that some activities can be taken out of it and put elsewhere while all
others stay as they are.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.frozen import with_alternatives
from ploughshare.scheduling.pauses import merged
from ploughshare.scheduling.problem import NEVER
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument, ScheduleItem
from ploughshare.scheduling.tables import (
    CALENDAR,
    COUNT,
    DEMANDS,
    KIND,
    LAG,
    MODES,
    OPENNESS,
    STEPS,
    SUCCS,
    TEAMS,
    USABLE,
    WHICH,
    Tables,
)
from ploughshare.scheduling.travel import trips
from ploughshare.scheduling.warm_start import Start

Kept = tuple[list["Place | None"], list[list[tuple[int, int, int]]]]
"""Places of all activities, and those of each team in order of time."""


class Place(NamedTuple):
    """Where an activity stands: from start to finish in a mode, done by teams as kinds."""

    start: int
    finish: int
    mode: int
    teams: tuple[int, ...]
    kinds: tuple[int, ...]


class HeldPlaces:
    """
    A schedule from which activities can be taken, and put back elsewhere.

    What the start does not know has no place yet.

    Attributes
    ----------
    place
        Of each activity, ``None`` while it has none.
    """

    def __init__(self, laid_out: Tables, begin: Start) -> None:
        # The alternatives that were finished first are waited for again.
        finish = np.where(begin.known, begin.finish, NEVER)
        tables = with_alternatives(laid_out, finish, np.zeros_like(finish))
        self.tables, self.problem = tables, tables.problem
        n = self.problem.n_activities
        self.place: list[Place | None] = [None] * n
        self._lines: list[list[tuple[int, int, int]]] = [[] for _ in range(self.problem.n_teams)]
        self._changes = [0] * self.problem.n_teams
        self._ways: dict[tuple[int, int], tuple[int, dict[int, int]]] = {}
        self._spans: dict[tuple[int, tuple[int, ...], int, int], tuple[int, int]] = {}
        self._known_pauses: dict[tuple[int, tuple[int, ...]], list[tuple[int, int]]] = {}
        self._steps: list[int] = tables.network.mode[:, STEPS].tolist()
        self._calendar: list[int] = tables.network.mode[:, CALENDAR].tolist()
        self._from: list[int] = self.problem.team_from.tolist()
        self._to: list[int] = self.problem.team_to.tolist()
        self._ever_away = frozenset(np.flatnonzero(np.diff(tables.working.first_away)).tolist())
        for j in np.flatnonzero(begin.known).tolist():
            crew = slice(begin.crew_start[j], begin.crew_start[j + 1])
            self.put(j, Place(
                int(begin.start[j]), int(begin.finish[j]),
                int(self.problem.mode_start[j] + begin.mode[j]),
                tuple(begin.team[crew].tolist()), tuple(begin.kind[crew].tolist()),
            ))  # fmt: skip

    def kept(self) -> Kept:
        """Where all stands now, to go back to."""
        return list(self.place), [list(line) for line in self._lines]

    def go_back(self, kept: Kept) -> None:
        """Let all stand where it stood; what was kept can be gone back to once."""
        self.place, self._lines = kept
        self._changes = [changes + 1 for changes in self._changes]

    def has_ready(self, j: int) -> bool:
        """Whether all that an activity waits for has a place."""
        before = slice(self.problem.pred_start[j], self.problem.pred_start[j + 1])
        return all(self.place[i] is not None for i in self.problem.pred[before].tolist())

    def latest_start(self, j: int, finish: int) -> int:
        """The last step from which an activity can be finished by another one, were teams there."""
        return max(
            (self._latest(mode, finish) for mode in self.modes(j)),
            default=finish,
        )

    def _latest(self, mode: int, finish: int) -> int:
        left = self._steps[mode]
        for begin, end in reversed(self._pauses(self._calendar[mode], ())):
            if begin >= finish:
                continue
            if finish - min(end, finish) >= left:
                break
            left -= finish - min(end, finish)
            finish = begin
        return finish - left

    def put(self, j: int, place: Place) -> None:
        """Give an activity a place."""
        self.place[j] = place
        for m in place.teams:
            insort(self._lines[m], (place.start, place.finish, j))
            self._changes[m] += 1

    def take(self, j: int) -> None:
        """Take an activity from its place."""
        place = self.place[j]
        if place is not None:
            self.place[j] = None
            for m in place.teams:
                self._lines[m].remove((place.start, place.finish, j))
                self._changes[m] += 1

    def teams(self, j: int) -> tuple[int, ...]:
        """Teams at an activity; none while it has no place."""
        place = self.place[j]
        return () if place is None else place.teams

    def ready(self, j: int) -> int:
        """The step from which an activity may begin by what it waits for, all of which has a place."""
        ready = int(self.problem.earliest[j])
        for p in range(self.problem.pred_start[j], self.problem.pred_start[j + 1]):
            before = self.place[self.problem.pred[p]]
            assert before is not None, "what it waits for is placed before it"
            ready = max(ready, before.finish + int(self.problem.pred_lag[p]))
        return ready

    def too_early(self, j: int) -> Iterator[int]:
        """What waits for an activity and stands too early for the place it has now."""
        network, place = self.tables.network, self.place[j]
        assert place is not None, "only what has a place can be waited for"
        for s in range(network.activity[j, SUCCS], network.activity[j + 1, SUCCS]):
            after = self.place[network.succ[s, WHICH]]
            if after is not None and after.start < place.finish + network.succ[s, LAG]:
                yield int(network.succ[s, WHICH])

    def modes(self, j: int) -> Iterator[int]:
        """Modes that teams there are could do."""
        activity, mode = self.tables.network.activity, self.tables.network.mode
        for k in range(activity[j, MODES], activity[j + 1, MODES]):
            if mode[k, USABLE] > 0:
                yield k

    def demands(self, j: int, mode: int) -> Iterator[tuple[int, int, list[int]]]:
        """Of each kind that a mode asks for: the kind, how many, and the teams that may do it."""
        network, crews = self.tables.network, self.tables.crews
        may = crews.may[network.activity[j, OPENNESS]]
        for d in range(network.mode[mode, DEMANDS], network.mode[mode + 1, DEMANDS]):
            kind = int(network.demand[d, KIND])
            teams = crews.kind_team[crews.kind[kind, TEAMS] : crews.kind[kind + 1, TEAMS]]
            yield kind, int(network.demand[d, COUNT]), [m for m in teams.tolist() if may[m]]

    def steps(self, mode: int) -> int:
        """Working steps of a mode."""
        return self._steps[mode]

    def span(self, mode: int, teams: Sequence[int], step: int) -> tuple[int, int]:
        """Start and finish of a mode that teams begin at a step, or when they work again."""
        steps = self._steps[mode]
        if not steps or not teams:
            return step, step + steps
        away = tuple(sorted(m for m in teams if m in self._ever_away))
        key = self._calendar[mode], away, step, steps
        if key not in self._spans:
            self._spans[key] = _span(self._pauses(key[0], away), step, steps)
        return self._spans[key]

    def _pauses(self, calendar: int, teams: tuple[int, ...]) -> list[tuple[int, int]]:
        """Intervals in which a calendar or one of some teams pauses, in order."""
        if (calendar, teams) not in self._known_pauses:
            working = self.tables.working
            rows = [working.pause[slice(*working.first_pause[calendar : calendar + 2]), :2]]
            rows += [working.away[slice(*working.first_away[m : m + 2]), :2] for m in teams]
            joined = merged(np.concatenate(rows))
            self._known_pauses[calendar, teams] = [(int(a), int(b)) for a, b in joined]
        return self._known_pauses[calendar, teams]

    def _ways_to(self, m: int, j: int) -> dict[int, int]:
        """
        Steps between an activity and the base of a team and all it does, there or back.

        By the number of the other activity, also of what it did before; that of the base comes
        behind them all.
        """
        known = self._ways.get((m, j))
        if known is not None and known[0] == self._changes[m]:
            return known[1]
        found = {} if known is None else known[1]
        base = self.problem.n_activities + m
        new = [i for i in (*(i for _, _, i in self._lines[m]), base) if i not in found]
        if new:
            sites = np.array(new)
            here, team = np.full_like(sites, j), np.full_like(sites, m)
            to, back = (trips(self.tables.travel, team, *p) for p in ((sites, here), (here, sites)))
            found.update(zip(new, np.maximum(to, back).tolist(), strict=True))
        self._ways[m, j] = self._changes[m], found
        return found

    def out_of_reach(self, m: int) -> list[tuple[int, int]]:
        """Pairs between which a team has too little time for the way, since what lay between is gone."""
        line = np.array(self._lines[m], np.int64).reshape(-1, 3)
        first, then = line[:-1], line[1:]
        way = trips(self.tables.travel, np.full(len(then), m), first[:, 2], then[:, 2])
        late = first[:, 1] + way > then[:, 0]
        return [(int(i), int(j)) for i, j in zip(first[late, 2], then[late, 2], strict=True)]

    def free_from(self, m: int, j: int, ready: int, steps: int) -> Iterator[int]:
        """Steps from which a team has time for an activity of so many working steps, for all we know."""
        line, base = self._lines[m], self.problem.n_activities + m
        way = self._ways_to(m, j)
        at = max(bisect_left(line, (ready, -1, -1)) - 1, 0)
        before, begin = base, self._from[m]
        if at:
            begin, before = line[at - 1][1], line[at - 1][2]
        for start, finish, i in line[at:]:
            step = max(ready, begin + way[before])
            if step + steps + way[i] <= start:
                yield step
            begin, before = finish, i
        step = max(ready, begin + way[before])
        if step + steps <= self._to[m]:
            yield step

    def over(self, m: int, j: int, ready: int, latest: int) -> Iterator[int]:
        """Steps after one and not after another at which a team could come from what it does."""
        line, way = self._lines[m], self._ways_to(m, j)
        for _, finish, i in line[max(bisect_left(line, (ready, -1, -1)) - 1, 0) :]:
            step = finish + way[i]
            if step > latest:
                break
            if step > ready:
                yield step

    def in_the_way(self, m: int, j: int, start: int, finish: int) -> list[int] | None:
        """What a team does that leaves it no time for an activity; ``None`` where it is not there."""
        line, way = self._lines[m], self._ways_to(m, j)
        base = self.problem.n_activities + m
        if start < self._from[m] + way[base] or finish > self._to[m]:
            return None
        at = bisect_left(line, (start, -1, -1))
        found = []
        for k in range(at - 1, -1, -1):
            if line[k][1] + way[line[k][2]] <= start:
                break
            found.append(line[k][2])
        for k in range(at, len(line)):
            if line[k][0] >= finish + way[line[k][2]]:
                break
            found.append(line[k][2])
        return found

    def tied(self, j: int, place: Place) -> Iterator[int]:
        """What joint rules do not let be under way while an activity is."""
        if place.start == place.finish:
            return
        joint = self.tables.joint
        for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
            other = joint.side_of[i] ^ 1
            members = joint.member[joint.first_member[other] : joint.first_member[other + 1]]
            yield from (i for i, _ in self._under_way(members.tolist(), place))
        first = joint.within_start[j]
        for i in range(first, joint.within_start[j + 1]):
            limit = joint.within[i]
            most = int(joint.first_unit[limit + 1] - joint.first_unit[limit])
            most -= int(joint.load[joint.first_load[place.mode] + i - first])
            number = int(joint.limit[limit])
            members = self.problem.limit_activity[
                self.problem.limit_start[number] : self.problem.limit_start[number + 1]
            ]
            yield from self._over(most, limit, members.tolist(), j, place)

    def _over(
        self, most: int, limit: int, members: Iterable[int], j: int, place: Place
    ) -> Iterator[int]:
        """Members of a limit that must go so that others count no more than ``most`` at any step."""
        joint = self.tables.joint
        beside = []
        for i, other in self._under_way((i for i in members if i != j), place):
            first = joint.within_start[i]
            own = joint.within[first : joint.within_start[i + 1]].tolist().index(limit)
            counts = int(joint.load[joint.first_load[other.mode] + own])
            if counts:
                beside.append((other, i, counts))
        if _peak(beside, place.start) <= most:
            return
        beside.sort()
        for step in sorted({place.start, *(max(o.start, place.start) for o, _, _ in beside)}):
            load = 0
            for other, i, counts in beside:
                if other.start <= step < other.finish:
                    load += counts
                    if load > most:
                        yield i

    def _under_way(self, members: Iterable[int], place: Place) -> Iterator[tuple[int, Place]]:
        for i in members:
            other = self.place[i]
            if other is None or other.start == other.finish:
                continue
            if other.start < place.finish and other.finish > place.start:
                yield i, other

    def document(self) -> ScheduleDocument:
        """What has a place, under the problem's names and without objective and bound."""
        problem, items = self.problem, []
        for j, place in enumerate(self.place):
            if place is None:
                continue
            teams: dict[str, tuple[str, ...]] = {}
            for m, k in zip(place.teams, place.kinds, strict=True):
                kind = problem.kinds[k]
                teams[kind] = (*teams.get(kind, ()), problem.team_ids[m])
            mode = place.mode - int(problem.mode_start[j])
            items.append(
                ScheduleItem(problem.activity_ids[j], mode, teams, place.start, place.finish)
            )
        items.sort(key=lambda item: (item.start, item.finish))
        return ScheduleDocument(problem.sha256, 0, 0, tuple(items))

    def schedule(self) -> Schedule:
        """All as a schedule, each where it stands."""
        placed = [place for place in self.place if place is not None]
        assert len(placed) == len(self.place), "all that was taken has been put back"
        mode, start, finish = (
            np.array([place[column] for place in placed], np.int64) for column in (2, 0, 1)
        )
        rank = np.empty(len(placed), np.int64)
        rank[self.tables.topological] = np.arange(len(rank))
        return Schedule(
            mode=mode - self.problem.mode_start[:-1],
            start=start,
            finish=finish,
            team_start=np.cumsum([0, *(len(place.teams) for place in placed)], dtype=np.int64),
            team=np.array([m for place in placed for m in place.teams], np.int64),
            team_kind=np.array([k for place in placed for k in place.kinds], np.int64),
            order=np.lexsort((rank, finish, start)).astype(np.int64),
            objective=objective(self.tables.benefits, finish),
        )


def _span(pauses: Sequence[tuple[int, int]], step: int, left: int) -> tuple[int, int]:
    """Start and finish of so many working steps from a step on, between pauses."""
    at = bisect_right(pauses, (step, NEVER))
    if at and pauses[at - 1][1] > step:
        step = pauses[at - 1][1]
    start = step
    while at < len(pauses) and pauses[at][0] < step + left:
        left -= pauses[at][0] - step
        step = pauses[at][1]
        at += 1
    return start, step + left


def _peak(beside: Sequence[tuple[Place, int, int]], start: int) -> int:
    """The most that places count for at once, from a step on."""
    changes = [(max(place.start, start), counts) for place, _, counts in beside]
    # At equal steps what is finished goes first.
    changes += [(place.finish, -counts) for place, _, counts in beside]
    return max(accumulate((counts for _, counts in sorted(changes)), initial=0))
