"""Repair: the order and crews of an old schedule, changed until a problem's rules are kept.

What stands in the way gives way: what a team does before a fixed item goes behind it, what a team that
leaves has no time for goes to others, is done in another mode, or comes as early as it can.
"""

from dataclasses import replace
from functools import cached_property

import numpy as np

from ploughshare.scheduling.draft import Draft, empty_draft
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.frozen import with_alternatives
from ploughshare.scheduling.heads import Heads, earliest
from ploughshare.scheduling.interruption import obey
from ploughshare.scheduling.joint import joint_room
from ploughshare.scheduling.left_shift import retime, retime_in, room
from ploughshare.scheduling.problem import NEVER, NONE, Flags, Ints
from ploughshare.scheduling.tables import (
    BEGIN,
    FINISH,
    FIXED,
    MEMBERS,
    MODE,
    SIZE,
    SLOTS,
    STEPS,
    TO,
    USABLE,
    Tables,
)
from ploughshare.scheduling.travel import trips
from ploughshare.scheduling.warm_start import Start, fitting

TRIES = 300
"""Passes after which a schedule that cannot be made to fit is given up."""


def repaired(tables: Tables, start: Start) -> tuple[Draft | None, Flags]:
    """
    Make a full, left-shifted draft of a start: its crews and order where they still fit.

    Returns
    -------
    tuple
        The draft, ``None`` if it cannot be made to keep every rule; and which activities have
        the mode and crew they had.
    """
    repair = Repair(tables, start)
    draft = repair.run()
    if draft is not None and tables.joint.ties:
        # Crews stand now: what is kept apart or limited may come earlier in the order of time.
        retime(tables, draft)
    return draft, start.known & ~repair.anew


class Repair:
    """
    The order of a start, changed until every date can be kept.

    Attributes
    ----------
    stuck
        After ``run`` the activity that could not be placed; -1 for none.
    loosened, teams_stay, by_nobody
        After ``run_at_ease`` the fixed activities that begin when they can, whether teams stay for
        longer, and the activities that take neither time nor teams.
    """

    def __init__(self, tables: Tables, start: Start) -> None:
        # The alternatives that were finished first are waited for again.
        old = np.where(start.known, start.finish, tables.problem.earliest)
        tables = with_alternatives(tables, old, np.zeros_like(old))
        problem = tables.problem
        self.tables, self.problem = tables, problem
        fits = fitting(tables, start)
        self.anew = np.zeros(len(fits), np.bool_)
        self.new = ~start.known
        self.loosened, self.by_nobody = np.zeros((2, len(fits)), np.bool_)
        self.stuck, self.at_ease, self.teams_stay = NONE, False, False
        self.tried: dict[int, set[int]] = {}
        self.first: set[int] = set()
        self.hastened: set[int] = set()
        self.draft = empty_draft(tables)
        self._fill(start, fits)
        self.place = np.empty(problem.n_activities, np.int64)
        self.place[tables.topological] = np.arange(problem.n_activities)
        self.key = np.where(start.known, start.start, problem.earliest)
        self.late = np.where(start.known, start.finish, problem.earliest)
        fixed = tables.network.fixed[: len(problem.fixed_activity)]
        self.key[problem.fixed_activity] = fixed[:, BEGIN]
        self.late[problem.fixed_activity] = fixed[:, FINISH]
        self.owner = owners(problem.pred_start)
        new = ~start.known[self.owner]
        for each in (self.key, self.late):
            np.maximum.at(each, self.owner[new], self.late[problem.pred[new]])
        self._choose_anew(np.flatnonzero(~fits))

    def _choose_anew(self, activities: Ints) -> None:
        """Let others do some activities, after what begins together with them and is kept."""
        self.anew[activities] = True
        self.key[activities] += 1
        self.late[activities] += 1

    def _fill(self, start: Start, fits: Flags) -> None:
        """Write modes and crews: fixed ones, those kept, and for the rest the least work."""
        problem, network = self.problem, self.tables.network
        own = problem.mode_start[:-1]
        self.draft.mode[:] = np.where(fits & start.known, own + start.mode, self._least_work())
        self._write(start.crew_start, start.team, start.kind, np.flatnonzero(fits))
        fixed = network.fixed[: len(problem.fixed_activity)]
        self.draft.mode[problem.fixed_activity] = fixed[:, MODE]
        for f, j in enumerate(problem.fixed_activity.tolist()):
            member = slice(network.fixed[f, MEMBERS], network.fixed[f + 1, MEMBERS])
            size = member.stop - member.start
            slot = slice(network.activity[j, SLOTS], network.activity[j, SLOTS] + size)
            self.draft.crew[slot] = network.fixed_member[member, 0]
            self.draft.crew_kind[slot] = network.fixed_member[member, 1]

    def _write(self, crew_start: Ints, team: Ints, kind: Ints, chosen: Ints) -> None:
        """Write the crews of some activities that are not fixed into their slots."""
        chosen = chosen[self.tables.network.activity[chosen, FIXED] < 0]
        size = np.diff(crew_start)[chosen]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        slot = np.repeat(self.tables.network.activity[chosen, SLOTS], size) + within
        source = np.repeat(crew_start[chosen], size) + within
        self.draft.crew[slot], self.draft.crew_kind[slot] = team[source], kind[source]

    def _least_work(self) -> Ints:
        """Return the usable mode of least team time of each activity."""
        mode = self.tables.network.mode[: self.problem.n_modes]
        work = mode[:, STEPS] * np.maximum(mode[:, SIZE], 1)
        work = np.where(mode[:, USABLE] > 0, work, NEVER)
        order = np.lexsort((work, owners(self.problem.mode_start)))
        return np.asarray(order[self.problem.mode_start[:-1]], np.int64)

    def run(self) -> Draft | None:
        """Date the order; where a rule is broken, change it and try again; ``None`` in vain."""
        free, place = room(self.tables)
        self.draft.placed[0] = self.problem.n_activities
        for _ in range(TRIES):
            obey()
            self._put_in_order()
            self.stuck = self._dated(free, place)
            if self.stuck < 0:
                return self.draft
            if not self._give_way(self.stuck):
                return None
        return None

    def run_at_ease(self) -> Draft | None:
        """
        Do as ``run``, and where that is in vain break as few rules as it takes.

        From the first activity on for which no team has time any more, teams stay for longer. A fixed
        activity that cannot keep its start begins when it can. What the start does not name takes
        neither time nor teams, and nothing but what a fixed activity waits for is brought forward.
        """
        self.at_ease = True
        self.by_nobody = self.new & (self.tables.network.activity[:-1, FIXED] < 0)
        self.tables = self.eased(self.tables)
        while self.run() is None:
            if not self._ease(self.stuck):
                return None
            self.tables = self.eased(self.tables)
        return self.draft

    def _ease(self, j: int) -> bool:
        """Note which rule to break for an activity that is stuck; return whether there is one left."""
        if self.tables.network.activity[j, FIXED] >= 0:
            self.loosened[j] = True
        elif not self.teams_stay:
            self.teams_stay = True
        elif not self.by_nobody[j]:
            self.by_nobody[j] = True
        else:
            return False
        return True

    def eased(self, tables: Tables) -> Tables:
        """Return tables in which the rules do not hold that were broken."""
        network, crews = tables.network, tables.crews
        team, activity, mode = crews.team.copy(), network.activity.copy(), network.mode.copy()
        if self.teams_stay:
            team[:, TO] = NEVER
        activity[np.flatnonzero(self.loosened), FIXED] = NONE
        nobody = np.flatnonzero(self.by_nobody[owners(self.problem.mode_start)])
        mode[nobody, SIZE] = mode[nobody, STEPS] = 0
        network = network._replace(activity=activity, mode=mode)
        return replace(tables, network=network, crews=crews._replace(team=team))

    def _dated(self, free: Ints, place: Ints) -> int:
        """Date the order; return what breaks a rule, -1 for nothing."""
        tables = self.tables
        broken = retime_in(
            tables.network, tables.crews, tables.travel, tables.working, tables.joint,
            joint_room(tables.joint), self.draft, self.anew, free, place,
        )  # fmt: skip
        return int(broken)

    def _put_in_order(self) -> None:
        """Put every activity after its predecessors, else by its old dates."""
        pred = self.problem.pred
        for each in (self.key, self.late):
            while (each[pred] > each[self.owner]).any():
                np.maximum.at(each, self.owner, each[pred])
        self.draft.sequence[:] = np.lexsort((self.place, self.late, self.key))

    def _give_way(self, j: int) -> bool:
        """Change what keeps ``j`` from its dates; return whether there is anything to change."""
        if self.tables.network.activity[j, FIXED] >= 0:
            return self._make_way_for(j)
        if self.anew[j]:
            return self._do_otherwise(j) or (not self.at_ease and self._bring_forward(j))
        # Of the teams that leave, what comes from here on is given to others.
        crew = self._crew(j)
        leaving = crew[self.problem.team_to[crew] < NEVER]
        sequence = self.draft.sequence
        first = int(np.flatnonzero(sequence == j)[0])
        later = np.zeros(len(sequence), np.bool_)
        later[sequence[first:]] = True
        owner, slot = self._used()
        theirs = owner[np.isin(self.draft.crew[slot], leaving)]
        theirs = theirs[later[theirs] & (self.tables.network.activity[theirs, FIXED] < 0)]
        self._choose_anew(np.unique(theirs))
        return bool(self.anew[j])

    def _do_otherwise(self, j: int) -> bool:
        """Give an activity that no teams can do in time the mode of least work not yet tried."""
        tried = self.tried.setdefault(j, set())
        tried.add(int(self.draft.mode[j]))
        modes = range(self.problem.mode_start[j], self.problem.mode_start[j + 1])
        left = [o for o in modes if o not in tried and self.tables.network.mode[o, USABLE] > 0]
        if left:
            steps = self.tables.network.mode[:, STEPS] * np.maximum(
                self.tables.network.mode[:, SIZE], 1
            )
            self.draft.mode[j] = min(left, key=lambda o: int(steps[o]))
        return bool(left)

    def _bring_forward(self, j: int) -> bool:
        """
        Let an activity and all that comes before it come as early as each could alone, once.

        Not in front of all else: a team would wait for what cannot begin yet, and keep others waiting.
        """
        if j in self.first:
            return False
        self.first.add(j)
        self.tried.pop(j, None)
        alone = self.heads
        queue = [j]
        for i in queue:
            self.key[i] = min(self.key[i], alone.start[i])
            self.late[i] = min(self.late[i], alone.finish[i])
            before = self.problem.pred[self.problem.pred_start[i] : self.problem.pred_start[i + 1]]
            queue += [k for k in dict.fromkeys(before.tolist()) if k not in queue]
        return True

    @cached_property
    def heads(self) -> Heads:
        """When each activity could begin and be done at the earliest."""
        return earliest(self.problem)

    def _make_way_for(self, j: int) -> bool:
        """Put what a team does before a fixed item behind it, where it would come too late."""
        position = np.empty(len(self.draft.sequence), np.int64)
        position[self.draft.sequence] = np.arange(len(position))
        begin = int(self.tables.network.fixed[self.tables.network.activity[j, FIXED], BEGIN])
        owner, slot = self._used()
        moved = False
        for m in self._crew(j).tolist():
            of_team = owner[self.draft.crew[slot] == m]
            of_team = of_team[position[of_team] < position[j]]
            if len(of_team) == 0:
                continue
            i = int(of_team[position[of_team].argmax()])
            way = int(trips(self.tables.travel, np.array([m]), np.array([i]), np.array([j]))[0])
            movable = self.tables.network.activity[i, FIXED] < 0
            if self.draft.finish[i] + way > begin and movable:
                self._put_behind(i, j, begin)
                moved = True
        for i in self._tied_to(j):
            movable = self.tables.network.activity[i, FIXED] < 0
            if movable and position[i] < position[j] and self.draft.finish[i] > begin:
                self._put_behind(i, j, begin)
                moved = True
        return moved or self._hasten(j, begin)

    def _hasten(self, j: int, begin: int) -> bool:
        """Let what a fixed item waits for come when it must, once; if that is late, before all else."""
        problem, network, draft = self.problem, self.tables.network, self.draft
        arcs = range(problem.pred_start[j], problem.pred_start[j + 1])
        late = [k for k in arcs if draft.finish[problem.pred[k]] + problem.pred_lag[k] > begin]
        late = [k for k in late if network.activity[problem.pred[k], FIXED] < 0]
        if j in self.hastened or not late:
            brought = [self._bring_forward(int(problem.pred[k])) for k in late]
            return any(brought)
        self.hastened.add(j)
        due = [(int(problem.pred[k]), begin - int(problem.pred_lag[k])) for k in late]
        while due:
            i, finish = due.pop()
            if network.activity[i, FIXED] >= 0 or finish >= self.late[i]:
                continue
            start = finish - int(network.mode[draft.mode[i], STEPS])
            self.late[i], self.key[i] = finish, min(int(self.key[i]), start)
            for k in range(problem.pred_start[i], problem.pred_start[i + 1]):
                due.append((int(problem.pred[k]), start - int(problem.pred_lag[k])))
        return True

    def _put_behind(self, i: int, j: int, begin: int) -> None:
        """Let an activity come after a fixed one that begins at a step."""
        self.key[i] = self.late[i] = max(int(self.late[j]), begin + 1)

    def _tied_to(self, j: int) -> list[int]:
        """What is kept apart from an activity, or lies within a limit together with it."""
        joint, problem = self.tables.joint, self.problem
        found: list[int] = []
        for i in range(joint.side_of_start[j], joint.side_of_start[j + 1]):
            other = joint.side_of[i] ^ 1
            members = joint.member[joint.first_member[other] : joint.first_member[other + 1]]
            found += members.tolist()
        for i in range(joint.within_start[j], joint.within_start[j + 1]):
            limit = int(joint.limit[joint.within[i]])
            members = problem.limit_activity[slice(*problem.limit_start[limit : limit + 2])]
            found += members.tolist()
        return found

    def _crew(self, j: int) -> Ints:
        first = self.tables.network.activity[j, SLOTS]
        return self.draft.crew[first : first + self.tables.network.mode[self.draft.mode[j], SIZE]]

    def _used(self) -> tuple[Ints, Ints]:
        """Return whose each used slot is, and the slot."""
        size = self.tables.network.mode[self.draft.mode, SIZE]
        owner = np.repeat(np.arange(len(size)), size)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
        return owner, self.tables.network.activity[owner, SLOTS] + within
