"""Issued orders in the plan that is made: which can stay as they are, from which day, and why not."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.settle_under_way import span, span_from
from ploughshare.planning.settle_ways import why_not
from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import Continues, Kept, SetAside, Way
from ploughshare.planning.travel import mobilities

CHANGES_OF_PART = 5
"""Times that a later arrival may lead to another part of a team's time."""

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


def settle_kept(said: Settlement, teams: Sequence[Mapping[str, Any]]) -> None:
    """
    Keep as given only the orders whose teams can do them, on their day or the first one after.

    Later than in the last plan an order begins only where it must: its teams are away, get
    there later, or what it waits for is done later. An order whose teams cannot do it any
    more is set aside as an order, with its reason; its work is planned like any other.

    Parameters
    ----------
    said
        Statements that are settled otherwise.
    teams
        As in the problem.
    """
    kept, said.kept = said.kept, {}
    rounds = _Rounds(said, {team["id"]: int(team.get("from", 0)) for team in teams})
    for order in sorted(kept.values(), key=lambda order: (order.start, order.task)):
        because = rounds.keep(order)
        if because:
            said.set_aside(not_kept(order.task, because))


class _Rounds:
    """Where each team, or each part of its time, stands and from when on, order by order."""

    def __init__(self, said: Settlement, free: dict[str, int]) -> None:
        self.said, self.free = said, free
        self.mobilities = mobilities(said.programme.situation)
        base = said.programme.terrain.team_base
        self.at = {p.name: base[p.team] for p in said.present.values() if p.team in base}
        self.done: dict[str, int] = {}
        for name, statement in said.continues.items():
            _, end = span(said, statement, said.activities[name])
            self._note(name, said.names_of(statement), end)

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
        for _ in range(CHANGES_OF_PART):
            start, end = span_from(said, works, activity, step)
            crew = self._crew(order, activity, start, end)
            if isinstance(crew, str):
                return crew
            arrival = self._arrival(crew, name)
            if arrival[0] <= start:
                return self._noted(order, crew, (start, end), why)
            step, why = arrival
        return why

    def _noted(
        self, order: Kept, crew: dict[str, list[str]], span: tuple[int, int], why: str
    ) -> str:
        """Keep an order from step to step, unless that is much too late."""
        start, end = span
        why = f"it begins later because {why or 'other work leaves it no earlier day'}"
        calendar = self.said.programme.situation.calendar
        if start > calendar.step_of(calendar.day_of(order.wanted) + LONGEST_PUT_OFF):
            return f"{why}, not before {wording.day(calendar.day_of(start))}"
        because = f"{order.because}; {why}" if start > order.wanted else order.because
        self.said.kept[order.activity] = replace(order, start=start, because=because)
        self.said.crew_of_kept[order.activity] = crew
        self._note(order.activity, crew, end)
        return ""

    def _apart(self, order: Kept) -> str:
        """Why teams of an order may no longer work with each other; empty if they may."""
        names = [team for teams in order.teams.values() for team in teams]
        pairs = ((team, other) for team in names for other in names)
        return next((self.said.apart[p].because for p in pairs if p in self.said.apart), "")

    def _crew(
        self, order: Kept, activity: Activity, start: int, end: int
    ) -> dict[str, list[str]] | str:
        """Names in the problem of the teams of an order, by kind; or who may not do it, and why."""
        crew: dict[str, list[str]] = {}
        for kind, teams in order.teams.items():
            for team in teams:
                part = self.said.part_covering(team, kind, activity, start, end)
                if part is None:
                    return self._why_not(team, kind, activity)
                crew.setdefault(kind, []).append(part.name)
        return crew

    def _why_not(self, team: str, kind: str, activity: Activity) -> str:
        parts = self.said.parts_of(team)
        why = why_not(self.said, team, kind, activity)
        if not any(kind in part.kinds for part in parts):
            return f"team {team} takes no part as {kind}{why}"
        if not any(kind in part.kinds and self.said.may_work(part, activity) for part in parts):
            return f"team {team} may not work there{why}"
        ends = "; ".join(each.text for part in parts for each in part.ends)
        return ends or "its teams leave before it is done"

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

    def _arrival(self, crew: Mapping[str, Sequence[str]], name: str) -> tuple[int, str]:
        """The step at which the last of its teams can be at an activity, and which that is."""
        found = [
            (self.free[part] + self._trip(part, name), self.said.present[part].team)
            for parts in crew.values()
            for part in parts
        ]
        step, team = max(found)
        return step, f"{self.said.programme.situation.teams[team].name} gets there later"

    def _trip(self, team: str, name: str) -> int:
        """Steps of a team's way from where it is free to an activity."""
        there, where = self.at[team], self.said.activities[name].where
        mobility = self.said.programme.situation.teams[self.said.present[team].team].mobility
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
            open_ones = [b["id"] for b in self.said.after(top) if b["id"] not in self.done]
            if top in self.done:
                stack.pop()
            elif open_ones:
                stack += open_ones
            else:
                self.done[stack.pop()] = self._own_finish(top)
        return self.done[name]

    def _own_finish(self, name: str) -> int:
        said = self.said
        calendar = said.programme.situation.calendar
        begin = max(
            (self.done[b["id"]] + int(b.get("lag", 0)) for b in said.after(name)), default=0
        )
        if name in said.not_before:
            begin = max(begin, calendar.step_of(said.not_before[name].day))
        shortest = min((way.days for way in said.ways.get(name, ())), default=0.0)
        return begin + (
            max(1, math.ceil(shortest * calendar.steps_per_day - 1e-9)) if shortest else 0
        )
