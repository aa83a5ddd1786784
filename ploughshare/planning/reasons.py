"""Reasons: what held each start of a schedule, followed back and put into words.

Every start is held by one tight constraint. Following it back, from activity to
activity, gives a chain that fills all steps from 0 to the start: generated from the
schedule, never written beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from ploughshare.planning import wording
from ploughshare.planning.formulate import Draft
from ploughshare.planning.items import Reason
from ploughshare.planning.presence import Present
from ploughshare.planning.rebuilding import grouped
from ploughshare.planning.statements import (
    AtOnce,
    Away,
    FirstOf,
    NotBefore,
    Separated,
    Stopped,
    Wait,
)
from ploughshare.scheduling.bindings import Link, last_links
from ploughshare.scheduling.problem import NONE, Ints
from ploughshare.scheduling.schedule import Schedule

PREPARED = "works_are_prepared_first"

LINKS_SHOWN = 8
"""Links of a chain kept with an item; what lies before is folded into one."""


@dataclass(frozen=True)
class Reasons:
    """
    What held each start of a schedule.

    Parameters
    ----------
    draft
        The problem and its way back to the field.
    schedule
        Starts, with the binding of each.
    """

    draft: Draft
    schedule: Schedule

    @cached_property
    def number(self) -> dict[str, int]:
        """Index of each activity."""
        return {name: j for j, name in enumerate(self.draft.problem.activity_ids)}

    @cached_property
    def waits(self) -> Mapping[tuple[str, str], Sequence[Wait]]:
        """Why one activity waits for another; of several sets the one that is done first."""
        found = dict(self.draft.waits)
        for name, either in self.draft.alternatives.items():
            for wait in either.waits_for(self._first_done(name, either)):
                found[wait.first, wait.then] = (wait,)
        return found

    def _first_done(self, milestone: str, either: FirstOf) -> int:
        """The number of the set of a milestone that is done first, and before it."""
        finish, place = self.schedule.finish, self._place

        def done(number: int) -> tuple[bool, int]:
            members = [self.number[name] for name in either.sets[number]]
            later = any(place[j] > place[self.number[milestone]] for j in members)
            return later, max(int(finish[j]) for j in members)

        return min(range(len(either.sets)), key=done)

    @cached_property
    def _place(self) -> list[int]:
        """Place of each activity in the order of the schedule."""
        place = np.empty(len(self.schedule.order), np.int64)
        place[self.schedule.order] = np.arange(len(place))
        found: list[int] = place.tolist()
        return found

    def chain(self, j: int) -> tuple[Reason, ...]:
        """All reasons that hold the start of activity ``j``, from step 0 to its start."""
        whole = [link for links, _ in self._back(j) for link in links]
        return tuple(reversed(whole)) or (self._at_once(j),)

    def _back(self, j: int) -> Iterator[tuple[list[Reason], int | None]]:
        """
        The chain from its end, activity by activity: what held each start.

        Yields the reasons, last first, and the activity whose start is to be
        explained next; ``None`` at the end of the chain. Why something waits for a hand-over,
        which takes no step, is told with the time that leads up to it.
        """
        onward: int | None = j
        why = ""
        while onward is not None:
            links, before = self.links(onward)
            if links and why:
                told = replace(links[0], text=f"{links[0].text}: {why}")
                links, why = [told, *links[1:]], ""
            if not links and before is not None:
                waits = self.waits.get((self._name(before), self._name(onward)))
                why = waits[0].because if waits else why
            onward = before
            yield links, onward

    @cached_property
    def _links(self) -> dict[int, tuple[list[Reason], int | None]]:
        return {}

    def links(self, j: int) -> tuple[list[Reason], int | None]:
        """
        The reasons between what holds ``j`` and its start, last first, and what holds it.

        Stretches without a step are left out. Where another activity that took steps
        holds it, the last reason is that activity's own work. Chains that run through
        ``j`` share these reasons.
        """
        if j not in self._links:
            self._links[j] = self._links_of(j)
        return self._links[j]

    def _links_of(self, j: int) -> tuple[list[Reason], int | None]:
        held = self.schedule.bindings[j]
        stretches = last_links(self.draft.problem, self.schedule, held, j)
        onward = held.activity if held.activity != NONE else None
        rows = (row for x in stretches if x.begin < x.end for row in self._reasons(x, j))
        return list(rows), onward

    def _reasons(self, link: Link, j: int) -> list[Reason]:
        """A stretch of time before the start of ``j``, last first: preparation stage by stage."""
        whole = self._reason(link, j)
        if link.kind == "lag":
            return list(reversed(self._lag_in_parts(whole, self.lag(link.activity, j))))
        statement = self.draft.not_before.get(self._name(j))
        if link.kind != "earliest" or statement is None or statement.rule != whole.rule:
            return [whole]
        return list(reversed(self._in_parts(whole, statement)))

    def _in_parts(self, whole: Reason, statement: NotBefore) -> tuple[Reason, ...]:
        """The time before the day of a statement, part by part where it has parts."""
        calendar, begin = self.draft.programme.situation.calendar, whole.begin
        rows: list[Reason] = []
        for day, text in statement.parts:
            end = min(calendar.step_of(day), whole.end)
            if begin < end:
                rows.append(replace(whole, begin=begin, end=end, text=text))
                begin = end
        if begin < whole.end:
            rows.append(replace(whole, begin=begin))
        return tuple(rows)

    def lag(self, i: int, j: int) -> Wait:
        """The statement behind the lag between an activity and one that waits for it."""
        return max(self.waits[self._name(i), self._name(j)], key=lambda wait: wait.lag_days)

    def _lag_in_parts(self, whole: Reason, wait: Wait) -> tuple[Reason, ...]:
        """A lag part by part where its statement has parts."""
        steps, begin = self.draft.programme.situation.calendar.steps_per_day, whole.begin
        rows: list[Reason] = []
        for days, text in wait.parts:
            end = min(begin + days * steps, whole.end)
            if begin < end:
                rows.append(replace(whole, begin=begin, end=end, text=text))
                begin = end
        if begin < whole.end:
            rows.append(replace(whole, begin=begin))
        return tuple(rows)

    def _preparation(self, name: str, because: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """How works are prepared beside what holds them; empty where that is what holds them."""
        statement = self.draft.not_before.get(name)
        if statement is None or statement.rule != PREPARED or name in self.draft.continues:
            return ()
        if any(reason.rule == PREPARED and reason.ref == name for reason in because):
            return ()
        end = self.draft.programme.situation.calendar.step_of(statement.day)
        whole = Reason(0, end, statement.rule, name, statement.because)
        return self._in_parts(whole, statement)

    def _reason(self, link: Link, j: int) -> Reason:
        """A stretch of time before the start of ``j``, in words."""
        goes_on = self.draft.continues.get(self._name(j))
        ref = self._name(link.activity)
        match link.kind:
            case "work":
                rule, text = self._waits_text(link.activity, j)
            case "busy":
                rule = "team_busy"
                text = f"{self._team(link.team)} is at work on {self._activity(link.activity)}"
            case "apart":
                rule, text = self._separated_text(link.activity, j)
            case "limit":
                rule, text = self._full_text(link.activity, j)
            case "lag":
                rule = self.lag(link.activity, j).rule
                text = f"after {self._activity(link.activity)} it takes time to cure or dry"
            case "travel":
                rule, ref = "travel", self._present(link.team).team
                text = f"{self._team(link.team)} moves to {self._activity(j)}"
                text += self._round_by_road(link.team, j)
            case "arrival":
                rule, ref = "who_may_work", self._present(link.team).team
                begins = self._present(link.team).begins
                text = begins or f"{self._team(link.team)} arrives on {self._day(link.end)}"
            case "earliest":
                statement = self.draft.not_before.get(ref)
                rule = statement.rule if statement else "not_before_its_day"
                text = statement.because if statement else f"not before {self._day(link.end)}"
                if self.schedule.bindings[j].kind == "kept":
                    rule, text = "kept_from_last_plan", f"kept on {self._day(link.end)} as it was"
            case "fixed":
                rule = "active_tasks_continue"
                text = goes_on.because if goes_on else "its start is given"
                if ref in self.draft.kept:
                    kept = self.draft.kept[ref]
                    rule, ref, text = kept.rule, kept.task, kept.because
            case "pause":
                return self._pause(j, link.begin, link.end)
        return Reason(link.begin, link.end, rule, ref, text)

    def _round_by_road(self, m: int, j: int) -> str:
        """By how much the roads lengthen the trip of a team that holds a start; empty for none."""
        programme, before = self.draft.programme, self.schedule.bindings[j].activity
        team = self._present(m).team
        there = programme.terrain.team_base.get(team)
        if before != NONE:
            there = self.draft.activities[self._name(before)].where
        if there is None:
            return ""
        mobility = programme.situation.teams[team].mobility
        where = self.draft.activities[self._name(j)].where
        steps = self.draft.roads.between(mobility, there, where)
        more = wording.days(steps / programme.situation.calendar.steps_per_day)
        return f" ({more} longer by road than straight there)" if steps else ""

    @cached_property
    def _stops(self) -> list[tuple[int, int, Stopped]]:
        """Stand-downs with their first step and the step after them."""
        calendar = self.draft.programme.situation.calendar
        return [(*stop.steps(calendar), stop) for stop in self.draft.stops]

    @cached_property
    def _absences(self) -> dict[str, list[tuple[int, int, Away]]]:
        """Absences by team, with their first step and the step after them."""
        calendar = self.draft.programme.situation.calendar
        found: dict[str, list[tuple[int, int, Away]]] = {}
        for away in self.draft.absences:
            span = (calendar.step_of(away.from_on), calendar.step_after(away.to_on), away)
            found.setdefault(away.team, []).append(span)
        return found

    def _pause(self, j: int, begin: int, end: int) -> Reason:
        """Steps between what would have allowed a start and the start: nobody works then."""
        activity = self.draft.activities[self._name(j)]
        kinds = {self.draft.kind(k) for _, k in self.roles(j)}
        right = self.right_begins(j, begin)
        if right is not None:
            return Reason(begin, end, "who_may_work", right[0], right[1])
        for first, last, stop in self._stops:
            here = kinds & set(stop.kinds) and stop.concerns(activity)
            if first < end and last > begin and here:
                return Reason(begin, end, stop.rule, self._name(j), stop.because)
        for team, _ in self.roles(j):
            for first, last, away in self._absences.get(self._present(team).team, ()):
                if first < end and last > begin:
                    return Reason(begin, end, "leave_is_leave", away.team, away.because)
        text = "the teams it needs are stopped or away"
        return Reason(begin, end, "stand_downs", self._name(j), text)

    def right_begins(self, j: int, step: int) -> tuple[str, str] | None:
        """Which team has its right to an activity only from after a step on, and why; or ``None``."""
        name, calendar = self._name(j), self.draft.programme.situation.calendar
        if name not in self.draft.ways or name in self.draft.continues:
            return None
        begins, _ = self.draft.ways[name][int(self.schedule.mode[j])].within
        if begins is None or calendar.step_of(begins) <= step:
            return None
        for t, k in self.roles(j):
            team = self._present(t)
            for right in team.rights:
                if right.kind == self.draft.kind(k) and right.from_on == begins:
                    return team.team, right.begins
        return None

    def _waits_text(self, i: int, j: int) -> tuple[str, str]:
        """Rule and sentence for the time in which a predecessor is done."""
        wait = self.waits[self._name(i), self._name(j)][0]
        by = wording.listed(self._team(t) for t, _ in self.roles(i))
        besides = "".join(f", with {more}" for more in self._besides(self._name(i)))
        return wait.rule, f"{self._activity(i)}{f' by {by}' if by else ''}{besides}: {wait.because}"

    def _separated_text(self, i: int, j: int) -> tuple[str, str]:
        """Rule and sentence for the time in which what an activity is kept apart from is done."""
        both = {self._name(i), self._name(j)}
        statement = next(
            each
            for each in self._separations[self._name(i)]
            if both & set(each.these) and both & set(each.those)
        )
        return statement.rule, f"{self._activity(i)} is under way: {statement.because}"

    @cached_property
    def _separations(self) -> Mapping[str, tuple[Separated, ...]]:
        """What keeps an activity apart from others, by its id."""
        listed = self.draft.separated
        return grouped((name, each) for each in listed for name in (*each.these, *each.those))

    @cached_property
    def _limits(self) -> Mapping[str, tuple[AtOnce, ...]]:
        """Limits of teams at work at once that an activity lies within, by its id."""
        return grouped((name, each) for each in self.draft.at_once for name in each.activities)

    def _full_text(self, i: int, j: int) -> tuple[str, str]:
        """Rule and sentence for the time until there is room for a team more."""
        those = {each.name for each in self._limits[self._name(j)]}
        about = [each for each in self._limits[self._name(i)] if each.name in those]
        full = (each for each in about if len(about) > 1 and self._is_full(each, i, j))
        statement = next(full, about[0])
        return statement.rule, f"{self._activity(i)} is under way: {statement.because}"

    @cached_property
    def _within(self) -> dict[str, Ints]:
        """Numbers of the activities within each limit that was looked at, by its name."""
        return {}

    def _is_full(self, limit: AtOnce, i: int, j: int) -> bool:
        """Whether ``j`` finds no room within a limit at the last step of ``i``."""
        if limit.name not in self._within:
            numbers = [self.number[name] for name in limit.activities]
            self._within[limit.name] = np.array(numbers, np.int64)
        n, step = self._within[limit.name], int(self.schedule.finish[i]) - 1
        under_way = (self.schedule.start[n] <= step) & (step < self.schedule.finish[n])
        at_work = n[under_way | (n == j)].tolist()
        kinds = (self.draft.kind(k) for each in at_work for _, k in self.roles(each))
        return sum(kind in limit.kinds for kind in kinds) > limit.teams

    def _besides(self, name: str) -> tuple[str, ...]:
        """What the days of an activity are for besides its own work."""
        listed = self.draft.besides.get(name, ())
        teams = self._teams_of(name) if listed else {}
        return tuple(more.because for more in listed if more.concerns(teams))

    def _teams_of(self, name: str) -> Mapping[str, object]:
        """Teams by kind of the way that an activity is done."""
        if name in self.draft.continues:
            return self.draft.continues[name].teams
        return self.draft.ways[name][int(self.schedule.mode[self.number[name]])].teams

    def roles(self, j: int) -> list[tuple[int, int]]:
        """Teams of an activity, each with the kind it serves as."""
        return self._crews[j]

    @cached_property
    def _crews(self) -> list[list[tuple[int, int]]]:
        s = self.schedule
        roles = list(zip(s.team.tolist(), s.team_kind.tolist(), strict=True))
        return [roles[begin:end] for begin, end in pairwise(s.team_start.tolist())]

    def _name(self, j: int) -> str:
        return self.draft.problem.activity_ids[j]

    def _activity(self, j: int) -> str:
        return self.draft.activities[self._name(j)].name

    def _present(self, t: int) -> Present:
        """Who a team of the problem is."""
        return self.draft.present[self.draft.problem.team_ids[t]]

    def _team(self, t: int) -> str:
        return self.draft.programme.situation.teams[self._present(t).team].name

    def _day(self, step: int) -> str:
        return wording.day(self.draft.programme.situation.calendar.day_of(step))

    def short_chain(self, j: int) -> tuple[Reason, ...]:
        """
        The chain with all but its last links folded into one.

        The folded link points to the activity whose own chain fills it.
        """
        kept: list[Reason] = []
        for links, onward in self._back(j):
            kept += links
            start = 0 if onward is None else int(self.schedule.start[onward])
            shown = onward is not None and self.draft.activities[self._name(onward)].is_listed
            if onward is not None and shown and start > 0 and len(kept) >= LINKS_SHOWN - 1:
                kept.append(self._folded(onward, start))
                break
        return tuple(reversed(kept)) or (self._at_once(j),)

    @cached_property
    def _folds(self) -> dict[int, Reason]:
        return {}

    def _folded(self, j: int, start: int) -> Reason:
        """All that holds the start of ``j`` as one link; one for all chains that end in it."""
        if j not in self._folds:
            text = f"everything before {self._activity(j)} could begin"
            self._folds[j] = Reason(0, start, "earlier", self._name(j), text)
        return self._folds[j]

    def _at_once(self, j: int) -> Reason:
        goes_on = self.draft.continues.get(self._name(j))
        if goes_on is not None:
            return Reason(0, 0, goes_on.rule, goes_on.task, goes_on.because)
        if self._name(j) in self.draft.kept:
            kept = self.draft.kept[self._name(j)]
            return Reason(0, 0, kept.rule, kept.task, kept.because)
        text = f"nothing holds it: it starts on {self._day(0)}"
        return Reason(0, 0, "start", self._name(j), text)
