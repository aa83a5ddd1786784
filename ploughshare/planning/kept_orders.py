"""Issued orders in the plan that is made: which can stay as they are, from which day, and why not."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.presence import ALWAYS
from ploughshare.planning.serving import common_days, mode_of
from ploughshare.planning.settle_under_way import LEAVES, span, span_from
from ploughshare.planning.settle_ways import why_not
from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import Continues, Kept, SetAside, Way
from ploughshare.planning.travel import mobilities

CHANGES_OF_START = 5
"""Times that a later arrival may lead to a later start."""

LONGEST_PUT_OFF = timedelta(weeks=4)
"""An order that would begin so much later than planned is not kept, but planned anew."""

REMEDY = "Recall it (plough replan --recall), or correct the record that bars it."


def way_of(ways: Sequence[Way], teams: Mapping[str, Sequence[str]]) -> tuple[int, Way] | None:
    """The first way that asks for exactly these teams, with its number; ``None`` for none."""
    counts = {kind: len(names) for kind, names in teams.items()}
    return next(((n, way) for n, way in enumerate(ways) if dict(way.teams) == counts), None)


def not_kept(task: str, because: str) -> SetAside:
    """An issued order that cannot stay as it is, with its reason."""
    return SetAside(
        "tasks", task, "not-kept",
        f"task order {task} cannot stay with its teams and day, and its work is planned anew: "
        f"{because}",
        REMEDY, rule="issued_orders_stay",
    )  # fmt: skip


def settle_kept(said: Settlement) -> None:
    """
    Keep as given only the orders whose teams can do them, on their day or the first one after.

    Later than in the last plan an order begins only where it must: its teams are away, get
    there later, or what it waits for is done later. An order whose teams cannot do it any
    more is set aside as an order, with its reason; its work is planned like any other.
    """
    kept, said.kept = said.kept, {}
    rounds = _Rounds(said)
    for order in sorted(kept.values(), key=lambda order: (order.start, order.task)):
        because = rounds.keep(order)
        if because:
            said.set_aside(not_kept(order.task, because))


def way_of_kept(said: Settlement, kept: Kept) -> tuple[int, Way]:
    """The way that a kept order goes, with its number, by days on which its teams may go it."""
    ways, where = said.ways[kept.activity], said.activities[kept.activity].where
    days = said.within[kept.activity]
    return mode_of(ways, kept.teams, said.present, where.district, days) or (0, ways[0])


class _Rounds:
    """Where each team stands and from when on, order by order."""

    def __init__(self, said: Settlement) -> None:
        self.said = said
        self.mobilities = mobilities(said.programme.situation)
        base, calendar = said.programme.terrain.team_base, said.programme.situation.calendar
        self.at = {team: base[team] for team in said.present if team in base}
        self.free = {
            team: 0 if present.from_on is None else calendar.step_of(present.from_on)
            for team, present in said.present.items()
        }
        self.done: dict[str, int] = {}
        for name, statement in said.continues.items():
            _, end = span(said, statement, said.activities[name])
            self._note(name, statement.teams, end)

    def keep(self, order: Kept) -> str:
        """Give an order its teams and its day; return why that is impossible, empty if it is not."""
        said, name = self.said, order.activity
        activity = said.activities.get(name)
        if name in said.continues:
            return ""
        if activity is None or name in said.fallen:
            return self._why_fallen(name)
        found = way_of(said.ways.get(name, ()), order.teams)
        if found is None:
            asked = " and ".join(f"{len(t)} {k}" for k, t in order.teams.items())
            return f"{activity.name} can no longer be done by {asked} together"
        works = Continues(name, found[1].days, order.teams, order.because)
        if apart := self._apart(order):
            return apart
        step, why = self._earliest(order)
        for _ in range(CHANGES_OF_START):
            start, end = span_from(said, works, activity, step)
            if because := self._no_right(order, activity, start, end):
                return because
            arrival = self._arrival(order, name)
            if arrival[0] <= start:
                return self._noted(order, (start, end), why)
            step, why = arrival
        return why

    def _noted(self, order: Kept, span: tuple[int, int], why: str) -> str:
        """Keep an order from step to step, unless that is much too late."""
        start, end = span
        why = f"it begins later because {why or 'other work leaves it no earlier day'}"
        calendar = self.said.programme.situation.calendar
        if start > calendar.step_of(calendar.day_of(order.wanted) + LONGEST_PUT_OFF):
            return f"{why}, not before {wording.day(calendar.day_of(start))}"
        because = f"{order.because}; {why}" if start > order.wanted else order.because
        self.said.kept[order.activity] = replace(order, start=start, because=because)
        self._note(order.activity, order.teams, end)
        activity, days = self.said.activities[order.activity], ALWAYS
        for kind, teams in order.teams.items():
            for team in teams:
                right = self.said.right_to(team, kind, activity, start, end)
                days = common_days(days, right.days if right else ALWAYS) or days
        self.said.within[order.activity] = days
        return ""

    def _apart(self, order: Kept) -> str:
        """Why teams of an order may no longer work with each other; empty if they may."""
        names = [team for teams in order.teams.values() for team in teams]
        pairs = ((team, other) for team in names for other in names)
        return next((self.said.apart[p].because for p in pairs if p in self.said.apart), "")

    def _no_right(self, order: Kept, activity: Activity, start: int, end: int) -> str:
        """Who of its teams may not do an order from step to step, and why; empty if all may."""
        for kind, teams in order.teams.items():
            for team in teams:
                if self.said.right_to(team, kind, activity, start, end) is None:
                    return self._why_not(team, kind, activity)
        return ""

    def _why_not(self, team: str, kind: str, activity: Activity) -> str:
        present = self.said.present.get(team)
        why = why_not(self.said, team, kind, activity)
        if present is None or kind not in present.kinds:
            return f"team {team} takes no part as {kind}{why}"
        if not self.said.may_work(present, kind, activity):
            return f"team {team} may not work there{why}"
        rights = [right for right in present.rights if right.kind == kind]
        ends = "; ".join(dict.fromkeys(each.text for right in rights for each in right.ends))
        return ends or LEAVES

    def _why_fallen(self, name: str) -> str:
        number = self.said.fallen.get(name)
        return "it is no longer in the plan" if number is None else self.said.roots[number].because

    def _note(self, name: str, teams: Mapping[str, Sequence[str]], end: int) -> None:
        self.done[name] = end
        where = self.said.activities[name].where
        for team in (team for names in teams.values() for team in names):
            self.free[team], self.at[team] = end, where

    def _earliest(self, order: Kept) -> tuple[int, str]:
        """The first step from its own on at which an order can begin, and what holds it longest."""
        return max(self._holds(order), key=lambda hold: hold[0])

    def _holds(self, order: Kept) -> Iterator[tuple[int, str]]:
        said, name = self.said, order.activity
        calendar = said.programme.situation.calendar
        yield order.start, ""
        if name in said.not_before:
            held = said.not_before[name]
            yield calendar.step_of(held.day), held.because
        for before in said.after(name):
            text = f"it waits for {said.activities[before['id']].name}"
            yield self._finish(before["id"]) + int(before.get("lag", 0)), text

    def _arrival(self, order: Kept, name: str) -> tuple[int, str]:
        """The step at which the last of its teams can be at an activity, and which that is."""
        step, team = max(
            (self.free[team] + self._trip(team, name), team)
            for teams in order.teams.values()
            for team in teams
        )
        return step, f"{self.said.programme.situation.teams[team].name} gets there later"

    def _trip(self, team: str, name: str) -> int:
        """Steps of a team's way from where it is free to an activity."""
        there, where = self.at[team], self.said.activities[name].where
        mobility = self.said.programme.situation.teams[team].mobility
        ways, more = self.mobilities[mobility], self.said.roads.between(mobility, there, where)
        dx = round(there.x_km, 4) - round(where.x_km, 4)
        dy = round(there.y_km, 4) - round(where.y_km, 4)
        if dx == dy == 0:
            return more
        return ways.steps(ways.detour * math.sqrt(dx * dx + dy * dy)) + more

    def _finish(self, name: str) -> int:
        """The first step at which an activity can be done, were every team free for it at once."""
        stack = [name]
        while stack:
            top = stack[-1]
            open_ones = [each for each in self._before(top) if each not in self.done]
            if top in self.done:
                stack.pop()
            elif open_ones:
                stack += open_ones
            else:
                self.done[stack.pop()] = self._own_finish(top)
        return self.done[name]

    def _before(self, name: str) -> list[str]:
        """What an activity waits for; of several ways the one that is sure to be open in its turn."""
        return [*(b["id"] for b in self.said.after(name)), *self.said.set_in_turn(name)]

    def _own_finish(self, name: str) -> int:
        said = self.said
        calendar = said.programme.situation.calendar
        begin = max(
            (self.done[b["id"]] + int(b.get("lag", 0)) for b in said.after(name)), default=0
        )
        begin = max([begin, *(self.done[each] for each in said.set_in_turn(name))])
        if name in said.not_before:
            begin = max(begin, calendar.step_of(said.not_before[name].day))
        shortest = min((way.days for way in said.ways.get(name, ())), default=0.0)
        return begin + (
            max(1, math.ceil(shortest * calendar.steps_per_day - 1e-9)) if shortest else 0
        )
