"""A settlement: statements sorted by what they are about, and what can be asked of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ploughshare.planning.activities import Activity
from ploughshare.planning.presence import Days, Present, Right
from ploughshare.planning.programme import Programme
from ploughshare.planning.serving import Serving
from ploughshare.planning.statements import (
    Apart,
    AtOnce,
    Away,
    Besides,
    ByAnyRoad,
    Continues,
    FirstOf,
    Halted,
    Kept,
    Needs,
    NotBefore,
    OnlyBy,
    Otherwise,
    Roads,
    Separated,
    Serves,
    SetAside,
    Statement,
    Stopped,
    Wait,
    Way,
)
from ploughshare.planning.zones import Zones


@dataclass
class Settlement:
    """
    Statements sorted by what they are about, and settled against each other.

    After ``settle`` what is left holds together: every activity has a way that teams
    can do, nothing waits in a circle, and what was set aside took with it all that
    waits for it.

    Parameters
    ----------
    programme
        What is to be done.
    otherwise, unmanned
        Ways that are left where no teams can do an activity, and activities that a search
        found none for in time.
    alternatives
        What waits for whichever of several sets is done first, by the milestone.
    in_turn
        By milestone, the number of a set with which everything can be done in turn.
    by_any_road
        What takes the place of an activity's waits for the road chosen beforehand.
    reached_anyway
        Waits for roads that were dropped because they closed a circle.
    within
        Days on all of which the teams of what is under way have the right to it, by activity.
    """

    programme: Programme
    waits: dict[tuple[str, str], list[Wait]] = field(default_factory=dict)
    alternatives: dict[str, FirstOf] = field(default_factory=dict)
    in_turn: dict[str, int] = field(default_factory=dict)
    by_any_road: dict[str, ByAnyRoad] = field(default_factory=dict)
    ways: dict[str, list[Way]] = field(default_factory=dict)
    otherwise: dict[str, Way] = field(default_factory=dict)
    unmanned: set[str] = field(default_factory=set)
    besides: dict[str, list[Besides]] = field(default_factory=dict)
    continues: dict[str, Continues] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    only_by: dict[str, OnlyBy] = field(default_factory=dict)
    not_before: dict[str, NotBefore] = field(default_factory=dict)
    present: dict[str, Present] = field(default_factory=dict)
    apart: dict[tuple[str, str], Apart] = field(default_factory=dict)
    halted: list[Halted] = field(default_factory=list)
    absences: list[Away] = field(default_factory=list)
    stops: list[Stopped] = field(default_factory=list)
    roads: Roads = field(default_factory=lambda: Roads({}, {}))
    serves: dict[str, Serves] = field(default_factory=dict)
    needs: dict[tuple[str, str], Needs] = field(default_factory=dict)
    separated: list[Separated] = field(default_factory=list)
    at_once: list[AtOnce] = field(default_factory=list)
    roots: list[SetAside] = field(default_factory=list)
    fallen: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    reached_anyway: list[Wait] = field(default_factory=list)
    within: dict[str, Days] = field(default_factory=dict)
    _after: dict[str, list[dict[str, Any]]] | None = None
    _needs_of: dict[str, list[str]] | None = None

    def __post_init__(self) -> None:
        programme = self.programme
        hazards = (a for steps in programme.of_hazard.values() for a in steps)
        milestones = (*programme.first_service.values(), *programme.restoration.values())
        interim = (a for name in programme.interim for a in programme.interim_on(name))
        everything = (*hazards, *interim, *programme.of_works.values(), *milestones)
        self.activities = {activity.id: activity for activity in everything}

    def take(self, statement: Statement) -> None:
        """Put one statement where it belongs."""
        match statement:
            case Wait(reached=True):
                self.reached_anyway.append(statement)
            case Wait(first=first, then=then):
                if first != then:
                    self.waits.setdefault((first, then), []).append(statement)
            case ByAnyRoad(activities=activities):
                self.by_any_road |= dict.fromkeys(activities, statement)
            case Way(otherwise=True, activity=activity):
                self.otherwise[activity] = statement
            case Otherwise(activity=activity):
                self.unmanned.add(activity)
            case Besides(activity=activity):
                self.besides.setdefault(activity, []).append(statement)
            case Way(activity=activity):
                self.ways.setdefault(activity, []).append(statement)
            case Continues(activity=activity):
                self.continues[activity] = statement
            case Kept(activity=activity):
                self.kept[activity] = statement
            case OnlyBy(activity=activity):
                self.only_by[activity] = self._both(self.only_by.get(activity), statement)
            case NotBefore(activity=activity):
                known = self.not_before.get(activity)
                if known is None or statement.day > known.day:
                    self.not_before[activity] = statement
            case Present():
                self.present[statement.team] = statement
            case Apart(team=team, other=other):
                self.apart.setdefault((team, other), statement)
                self.apart.setdefault((other, team), statement)
            case Halted():
                self.halted.append(statement)
            case Away():
                self.absences.append(statement)
            case Stopped():
                self.stops.append(statement)
            case Roads():
                self.roads = statement
            case Serves(benefit=benefit):
                self.serves[benefit] = statement
            case Needs(benefit=benefit, needs=needed):
                self.needs[benefit, needed] = statement
            case Separated():
                self.separated.append(statement)
            case AtOnce():
                self.at_once.append(statement)
            case SetAside():
                self.set_aside(statement)

    def _both(self, known: OnlyBy | None, also: OnlyBy) -> OnlyBy:
        """Only who may by both: the order names its operator, and a rule may leave some out."""
        if known is None:
            return also
        groups = tuple(group for group in known.groups if group in also.groups)
        return replace(also, groups=groups, because=f"{known.because}; {also.because}")

    def set_aside(self, statement: SetAside) -> None:
        """Note a root, and what falls away with it."""
        number = len(self.roots)
        self.roots.append(statement)
        for activity in statement.activities:
            self.fallen.setdefault(activity, number)
        for benefit in statement.benefits:
            self.lost.setdefault(benefit, number)

    def planned(self) -> Iterator[Activity]:
        return (a for a in self.activities.values() if a.id not in self.fallen)

    def live_waits(self) -> Iterator[tuple[tuple[str, str], list[Wait]]]:
        """Waits between planned activities; what is under way no longer waits."""
        for (first, then), waits in self.waits.items():
            gone = first in self.fallen or then in self.fallen or then in self.continues
            if not gone and first in self.activities and then in self.activities:
                yield (first, then), waits

    def after(self, name: str) -> list[dict[str, Any]]:
        """Predecessors of an activity, with the longest lag any statement asks for."""
        if self._after is None:
            self._after = {}
            spd = self.programme.situation.calendar.steps_per_day
            for (first, then), waits in self.live_waits():
                lag = max(wait.lag_days for wait in waits) * spd
                row = {"id": first, "lag": lag} if lag else {"id": first}
                self._after.setdefault(then, []).append(row)
        return self._after.get(name, [])

    def set_in_turn(self, milestone: str) -> tuple[str, ...]:
        """A set of a milestone that can be done without it; empty where it waits for none."""
        either = self.alternatives.get(milestone)
        return either.sets[self.in_turn[milestone]] if either else ()

    def needs_of(self, name: str) -> list[str]:
        """Benefits that a benefit needs."""
        if self._needs_of is None:
            self._needs_of = {}
            for benefit, needed in self.needs:
                self._needs_of.setdefault(benefit, []).append(needed)
        return self._needs_of.get(name, [])

    def live_benefits(self) -> dict[str, Serves]:
        return {name: s for name, s in self.serves.items() if name not in self.lost}

    def may_work(self, present: Present, kind: str, activity: Activity) -> bool:
        """Whether a team may ever work on an activity as a kind: its place, and whose order it is."""
        return self.is_admitted(present, activity) and present.may(kind, activity.where.district)

    def is_admitted(self, present: Present, activity: Activity) -> bool:
        """Whether an activity is ordered from nobody but the group of a team, if from any."""
        only = self.only_by.get(activity.id)
        return only is None or present.group in only.groups

    def right_to(
        self, team: str, kind: str, activity: Activity, start: int, finish: int
    ) -> Right | None:
        """The right by which a team may do an activity as a kind from step to step."""
        calendar, present = self.programme.situation.calendar, self.present.get(team)
        if present is None or not self.is_admitted(present, activity):
            return None
        for right in present.rights:
            first, last = right.from_on or present.from_on, right.to_on or present.to_on
            begun = first is None or calendar.step_of(first) <= start
            lasts = last is None or finish <= calendar.step_after(last)
            if begun and lasts and right.holds(kind, activity.where.district, right.days):
                return right
        return None

    @cached_property
    def serving(self) -> Serving:
        """As what teams serve in the problem."""
        return Serving(self.present, self.programme.situation.calendar)

    @cached_property
    def zones(self) -> Zones:
        """The zones of the problem."""
        return Zones(self.planned(), self.stops)


def steps_of(days: float, steps_per_day: int) -> int:
    return max(1, math.ceil(days * steps_per_day - 1e-9))
