"""Shares of the work by district and by operator: how much of it there is in a stretch of time."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from ploughshare.planning.activities import Activity
from ploughshare.planning.formulate import Draft
from ploughshare.planning.place import Placed
from ploughshare.planning.presence import Present
from ploughshare.planning.priced import KINDS_OF, RELEASE, WORKS
from ploughshare.planning.statements import Way
from ploughshare.pledges.decisions import Priority
from ploughshare.scheduling.problem import Flags
from ploughshare.skills import RELEASE_KINDS

TIMES = (1.0, 1.5, 2.5, math.inf)
"""By how much more work than a share lacks is given to an operator, until the share is reached."""


@dataclass(frozen=True)
class Counted:
    """
    The work of a plan that a share is about, and whose part of it counts.

    That of a district is all work; that of an operator survey and clearance, or works where it has
    only crews that build, and of its own district alone where the share names one.

    Parameters
    ----------
    placed
        The plan.
    row
        The share.
    """

    placed: Placed
    row: Priority

    @property
    def draft(self) -> Draft:
        """The problem and its way back to the field."""
        return self.placed.draft

    def share(self) -> float:
        """
        Share of the team-days in its time, 0 to 1; 0 where nobody works in that time.

        Each team of an activity counts from its start to its finish, pauses included.
        """
        own = sum(own for _, _, own in self.each())
        whole = sum(spent for _, spent, _ in self.each())
        return own / whole if whole else 0.0

    def each(self) -> Iterator[tuple[int, int, int]]:
        """Each activity that it is about, with its team-steps in the time and those that count."""
        schedule, calendar = self.placed.schedule, self.draft.programme.situation.calendar
        first, last = self.row.days(calendar.start)
        begin, end = calendar.step_of(first), calendar.step_after(last)
        crews = np.diff(schedule.team_start).tolist()
        counting = self._crews().tolist()
        times = zip(schedule.start.tolist(), schedule.finish.tolist(), strict=True)
        for j, (start, finish) in enumerate(times):
            steps = max(0, min(finish, end) - max(start, begin))
            if steps and self._is_about(self.activity(j)):
                yield j, steps * crews[j], steps * counting[j]

    def activity(self, j: int) -> Activity:
        """An activity by its number."""
        return self.draft.activities[self.draft.problem.activity_ids[j]]

    @cached_property
    def _inside(self) -> frozenset[str]:
        return districts_of(self.draft, self.row.district) if self.row.district else frozenset()

    @cached_property
    def work(self) -> str:
        """The work that it is about; empty for all."""
        if not self.row.organisation:
            return ""
        teams = self.draft.programme.situation.teams.values()
        own = {
            k for team in teams if team.organisation == self.row.organisation for k in team.kinds
        }
        return RELEASE if own & set(RELEASE_KINDS) else WORKS

    def _is_about(self, activity: Activity) -> bool:
        if not self.row.organisation:
            return True
        inside = not self.row.district or activity.where.district in self._inside
        return inside and activity.kind in KINDS_OF[self.work]

    def _crews(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """How many teams of each activity count."""
        schedule = self.placed.schedule
        if not self.row.organisation:
            inside = [self.activity(j).where.district in self._inside for j in range(self._many)]
            return np.diff(schedule.team_start) * np.array(inside, np.int64)
        mine = self._mine[schedule.team].astype(np.int64)
        passed = np.concatenate((np.zeros(1, np.int64), np.cumsum(mine)))
        return np.asarray(passed[schedule.team_start[1:]] - passed[schedule.team_start[:-1]])

    @property
    def _many(self) -> int:
        return self.draft.problem.n_activities

    @cached_property
    def _mine(self) -> Flags:
        """Which teams are the operator's."""
        known, ids = self.draft.programme.situation.teams, self.draft.problem.team_ids
        return np.array(
            [known[name].organisation == self.row.organisation for name in ids], np.bool_
        )

    def given(self) -> list[dict[str, frozenset[str]]]:
        """
        Work that is left to the operator's groups alone, more and more of it, by activity.

        What its teams do in the time by themselves, and of what others do as much as the share
        lacks, spread over the time: of work that the operator's teams may do when it is planned.
        Empty where there is none.
        """
        draft = self.draft
        present = [p for n, p in self._present.items() if self._mine[n]]
        groups = frozenset(p.group for p in present)
        fixed = set(draft.problem.fixed_activity.tolist())
        rows = sorted(self.each(), key=lambda row: int(self.placed.schedule.start[row[0]]))
        own = {self._name(j): groups for j, spent, mine in rows if mine == spent and j not in fixed}
        others = [
            (self._name(j), spent)
            for j, spent, mine in rows
            if not mine and j not in fixed and self._may(j, present)
        ]
        whole = sum(spent for _, spent, _ in rows)
        lacks = (self.row.share or 0.0) * whole - sum(mine for _, _, mine in rows)
        there = sum(spent for _, spent in others)
        found: list[dict[str, frozenset[str]]] = []
        for times in TIMES if lacks > 0 and there else (0.0,):
            part = min(1.0, times * max(0.0, lacks) / there) if there else 0.0
            more = own | dict.fromkeys(_spread(others, part), groups)
            if more and more not in found:
                found.append(more)
        return found

    @cached_property
    def _present(self) -> Mapping[int, Present]:
        ids = self.draft.problem.team_ids
        return {n: self.draft.present[name] for n, name in enumerate(ids)}

    def _name(self, j: int) -> str:
        return self.draft.problem.activity_ids[j]

    def _may(self, j: int, present: list[Present]) -> bool:
        """Whether enough of some teams may do an activity when it is planned."""
        problem, schedule = self.draft.problem, self.placed.schedule
        calendar = self.draft.programme.situation.calendar
        first = calendar.day_of(int(schedule.start[j]))
        last = calendar.last_day_of(int(schedule.finish[j]))
        allowed = {problem.groups[g] for g in np.flatnonzero(problem.group_allowed[j]).tolist()}
        able = [p for p in present if problem.any_group[j] or p.group in allowed]
        district = self.activity(j).where.district
        return any(
            all(
                sum(_has_right(p, kind, district, first, last) for p in able) >= count
                for kind, count in way.teams.items()
            )
            for way in self._ways(j)
        )

    def _ways(self, j: int) -> list[Way]:
        return [way for way in self.draft.ways.get(self._name(j), ()) if way.teams]


def _has_right(team: Present, kind: str, district: str, first: date, last: date) -> bool:
    """Whether a team may serve as a kind in a district on all days from one to another."""
    return any(
        right.holds(kind, district, right.days)
        and (right.from_on or team.from_on or first) <= first
        and last <= (right.to_on or team.to_on or last)
        for right in team.rights
    )


def _spread(rows: list[tuple[str, int]], part: float) -> Iterator[str]:
    """Names of a part of some rows by what they take, even over their order."""
    passed = taken = 0.0
    for name, spent in rows:
        passed += part * spent
        if passed - taken >= spent / 2:
            taken += spent
            yield name


def share_of_work(placed: Placed, row: Priority) -> float:
    """Share of the team-days in the time of a priority, 0 to 1; see ``Counted``."""
    return Counted(placed, row).share()


def towards(draft: Draft, place: str, factor: int) -> dict[str, int]:
    """The factor for each benefit of the districts that a place stands for, by its id."""
    inside = districts_of(draft, place)
    return {
        name: factor
        for name, serves in draft.benefits.items()
        if draft.activities[serves.activity].where.district in inside
    }


def districts_of(draft: Draft, place: str) -> frozenset[str]:
    """Ids of the districts that a place stands for."""
    return frozenset(draft.programme.terrain.districts_of((place,)) or ())
