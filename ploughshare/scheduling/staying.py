"""Staying: what people already work by is held, and everything else may be planned anew around it.

An activity stays that began before a step and can still be done by its crew in its mode, no more
than a day after its old start, once all that comes before it stays or takes no team. So does what a
fixed item waits for, however late. What stays is laid out like a fixed item, so that a dispatch plans
around it; a schedule made that way keeps every rule of the problem itself.
"""

from dataclasses import replace

import numpy as np

from ploughshare.scheduling.problem import NEVER, Flags, Ints, Problem
from ploughshare.scheduling.resume import Resume
from ploughshare.scheduling.tables import BEGIN, FINISH, FIXED, SIZE, SLOTS, Tables, tables
from ploughshare.scheduling.warm_start import Start


def around_what_stays(
    laid_out: Tables, start: Start, before_step: int | None, within: Problem | None = None
) -> Tables | None:
    """
    Lay out a problem with all that stays of a start fixed; ``None`` where nothing does.

    Parameters
    ----------
    before_step
        Only what began before this step stays, and what fixed items wait for; ``None``: all.
    within
        The problem in which that is fixed, where the one laid out has its joint rules frozen.
    """
    return _Staying(laid_out, start, before_step, within or laid_out.problem).run()


class _Staying:
    """What stays, found in the order of the start while its teams' time is taken up."""

    def __init__(
        self, laid_out: Tables, start: Start, before_step: int | None, within: Problem
    ) -> None:
        self.tables, self.problem, self.start = laid_out, laid_out.problem, start
        self.within = within
        self.teams = Resume(laid_out, start)
        waited_for = self._waited_for()
        self.latest = np.where(waited_for, NEVER, start.start + self.problem.steps_per_day)
        self.counts = start.known.copy()
        if before_step is not None:
            self.counts &= (start.start < before_step) | waited_for
        self.done = np.zeros(self.problem.n_activities, np.bool_)

    def _waited_for(self) -> Flags:
        """Whether each activity comes before a fixed item."""
        problem = self.problem
        found = np.zeros(problem.n_activities, np.bool_)
        found[problem.fixed_activity] = True
        for j in self.tables.topological[::-1]:
            if found[j]:
                found[problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]] = True
        return found

    def run(self) -> Tables | None:
        """Find what stays, and fix it."""
        stays = [j for j in self._in_order() if self._done_in_time(j)]
        if not stays:
            return None
        return tables(self._fixed_too(np.array(stays, np.int64)))

    def _in_order(self) -> list[int]:
        """Activities as they stood in the start, each after what comes before it there."""
        place = np.empty(self.problem.n_activities, np.int64)
        place[self.tables.topological] = np.arange(len(place))
        order = np.lexsort((place, np.array(self.teams.late), np.array(self.teams.key)))
        # What is new and takes no team may lie between two that stay.
        chosen = self.counts | ~self.start.known
        chosen[self.problem.fixed_activity] = True
        return [int(j) for j in order[chosen[order]]]

    def _done_in_time(self, j: int) -> bool:
        """Take an activity up if it can stay, and say whether it is to be fixed."""
        before = slice(self.problem.pred_start[j], self.problem.pred_start[j + 1])
        item = int(self.tables.network.activity[j, FIXED])
        if item >= 0:
            self._pass_by(j, self.tables.network.fixed[item])
            return False
        if not self.done[self.problem.pred[before]].all():
            return False
        alone = self.tables.network.mode[self.teams.draft.mode[j], SIZE] == 0
        if (self.teams.anew[j] or not self.counts[j]) and not alone:
            return False
        span = self.teams.span_of_crew(j)
        if span is None:
            return False
        stays = bool(self.counts[j] and not self.teams.anew[j] and span[0] <= self.latest[j])
        if stays or alone:
            self._take(j, span)
        return stays

    def _take(self, j: int, span: tuple[int, int]) -> None:
        self.teams.put(j, span)
        self.done[j] = True

    def _pass_by(self, j: int, fixed: Ints) -> None:
        """Take up a fixed item; a team may already have done what comes after it."""
        teams = self.teams
        ahead = teams.free > fixed[FINISH]
        free, place = teams.free.copy(), teams.place.copy()
        self._take(j, (int(fixed[BEGIN]), int(fixed[FINISH])))
        teams.free[ahead], teams.place[ahead] = free[ahead], place[ahead]

    def _fixed_too(self, stays: Ints) -> Problem:
        """The problem with what stays as further fixed items."""
        problem, draft, network = self.within, self.teams.draft, self.tables.network
        size = network.mode[draft.mode[stays], SIZE]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        slot = np.repeat(network.activity[stays, SLOTS], size) + within
        last = problem.fixed_start[-1]
        return replace(
            problem,
            fixed_activity=np.concatenate((problem.fixed_activity, stays)),
            fixed_mode=np.concatenate(
                (problem.fixed_mode, draft.mode[stays] - problem.mode_start[stays])
            ),
            fixed_begin=np.concatenate((problem.fixed_begin, draft.start[stays])),
            fixed_start=np.concatenate((problem.fixed_start, last + np.cumsum(size))),
            fixed_team=np.concatenate((problem.fixed_team, draft.crew[slot])),
            fixed_kind=np.concatenate((problem.fixed_kind, draft.crew_kind[slot])),
        )
