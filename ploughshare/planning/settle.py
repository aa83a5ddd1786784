"""Settle statements against each other: what can be planned, and what falls away with what."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from typing import Any

from ploughshare.planning.activities import Activity
from ploughshare.planning.circles import Circles
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Rights, common
from ploughshare.planning.statements import (
    Apart,
    Away,
    Besides,
    Continues,
    Halted,
    Kept,
    Needs,
    NotBefore,
    OnlyBy,
    Otherwise,
    Present,
    Serves,
    SetAside,
    Statement,
    Stopped,
    Wait,
    Way,
)

REASONS_GIVEN = 2
"""Most permits, areas or grants named for work that no team may do."""


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
    crew_of_kept
        Names in the problem of the teams of kept orders, by activity and kind.
    reached_anyway
        Waits for roads that were dropped because they closed a circle.
    """

    programme: Programme
    waits: dict[tuple[str, str], list[Wait]] = field(default_factory=dict)
    ways: dict[str, list[Way]] = field(default_factory=dict)
    otherwise: dict[str, Way] = field(default_factory=dict)
    unmanned: set[str] = field(default_factory=set)
    besides: dict[str, list[Besides]] = field(default_factory=dict)
    continues: dict[str, Continues] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    crew_of_kept: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    only_by: dict[str, OnlyBy] = field(default_factory=dict)
    not_before: dict[str, NotBefore] = field(default_factory=dict)
    present: dict[str, Present] = field(default_factory=dict)
    apart: dict[tuple[str, str], Apart] = field(default_factory=dict)
    halted: list[Halted] = field(default_factory=list)
    absences: list[Away] = field(default_factory=list)
    stops: list[Stopped] = field(default_factory=list)
    serves: dict[str, Serves] = field(default_factory=dict)
    needs: dict[tuple[str, str], Needs] = field(default_factory=dict)
    roots: list[SetAside] = field(default_factory=list)
    fallen: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    reached_anyway: list[Wait] = field(default_factory=list)
    _part_on: dict[tuple[str, str], str] = field(default_factory=dict)
    _after: dict[str, list[dict[str, Any]]] | None = None
    _needs_of: dict[str, list[str]] | None = None

    def __post_init__(self) -> None:
        programme = self.programme
        hazards = (a for steps in programme.of_hazard.values() for a in steps)
        milestones = (*programme.first_service.values(), *programme.restoration.values())
        everything = (*hazards, *programme.of_works.values(), *milestones)
        self.activities = {activity.id: activity for activity in everything}

    def settle(self, statements: Iterable[Statement]) -> None:
        """Take all statements and settle them, in the only order that works."""
        for statement in statements:
            self.take(statement)
        self.add_days()
        self.drop_teams()
        self.drop_ways()
        self.settle_continuing()
        self.break_circles()
        self.cascade()
        self.drop_benefits()

    def take(self, statement: Statement) -> None:
        """Put one statement where it belongs."""
        match statement:
            case Wait(reached=True):
                self.reached_anyway.append(statement)
            case Wait(first=first, then=then):
                if first != then:
                    self.waits.setdefault((first, then), []).append(statement)
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
                self.present[statement.name] = statement
            case Apart(team=team, other=other):
                self.apart.setdefault((team, other), statement)
                self.apart.setdefault((other, team), statement)
            case Halted():
                self.halted.append(statement)
            case Away():
                self.absences.append(statement)
            case Stopped():
                self.stops.append(statement)
            case Serves(benefit=benefit):
                self.serves[benefit] = statement
            case Needs(benefit=benefit, needs=needed):
                self.needs[benefit, needed] = statement
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

    def needs_of(self, name: str) -> list[str]:
        """Benefits that a benefit needs."""
        if self._needs_of is None:
            self._needs_of = {}
            for benefit, needed in self.needs:
                self._needs_of.setdefault(benefit, []).append(needed)
        return self._needs_of.get(name, [])

    def live_benefits(self) -> dict[str, Serves]:
        return {name: s for name, s in self.serves.items() if name not in self.lost}

    def add_days(self) -> None:
        """Add to each way, and to what is under way, the days that its activity takes besides."""
        for name, more in self.besides.items():
            uses = tuple(chain.from_iterable(each.uses for each in more))
            self.ways[name] = [
                replace(
                    way,
                    days=way.days + sum(each.days_of(way.teams) for each in more),
                    uses=(*way.uses, *uses),
                )
                for way in self.ways.get(name, ())
            ]
            if name in self.continues:
                begun = self.continues[name]
                teams = {kind: len(names) for kind, names in begun.teams.items()}
                days = begun.days + sum(each.days_of(teams) for each in more)
                self.continues[name] = replace(begun, days=days, uses=(*begun.uses, *uses))

    def drop_teams(self) -> None:
        """Drop teams that are halted; absences of teams that take no part say nothing."""
        for halted in self.halted:
            for name, present in list(self.present.items()):
                if halted.team in {"", present.team}:
                    kinds = [k for k in present.kinds if halted.kinds and k not in halted.kinds]
                    self.present[name] = replace(present, kinds=tuple(kinds))
                    if not kinds:
                        del self.present[name]
        taking_part = {present.team for present in self.present.values()}
        self.absences = [away for away in self.absences if away.team in taking_part]

    def may_work(self, present: Present, activity: Activity) -> bool:
        """Whether a team may work on an activity: its place, and who is ordered to do it."""
        only = self.only_by.get(activity.id)
        if only is not None and present.group not in only.groups:
            return False
        district = activity.where.district
        return not district or present.districts is None or district in present.districts

    def drop_ways(self) -> None:
        """Drop ways that no teams can do together; set aside what has no way left."""
        counts: dict[tuple[str, tuple[str, ...] | None], dict[str, set[str]]] = {}
        apart: dict[tuple[object, tuple[tuple[str, int], ...]], Apart | None] = {}
        for activity in list(self.planned()):
            if activity.is_milestone:
                continue
            only = self.only_by.get(activity.id)
            key = (activity.where.district, only.groups if only else None)
            if key not in counts:
                counts[key] = self._teams_by_kind(activity)
            has = counts[key]
            offered = self.ways.get(activity.id, [])
            usable = [
                way
                for way in offered
                if all(len(has.get(kind, ())) >= count for kind, count in way.teams.items())
            ]
            for way in usable:
                # The same teams in the same place are asked for by thousands of ways.
                asked = (key, tuple(way.teams.items()))
                if asked not in apart:
                    apart[asked] = self._kept_apart(way, has)
            together = [way for way in usable if apart[key, tuple(way.teams.items())] is None]
            if activity.id in self.otherwise and (activity.id in self.unmanned or not together):
                together.append(self.otherwise[activity.id])
            self.ways[activity.id] = together
            if together or activity.id in self.continues:
                continue
            if usable:
                self._only_apart(activity, self._kept_apart(usable[0], has))
            else:
                self._no_team(activity, offered)

    def _teams_by_kind(self, activity: Activity) -> dict[str, set[str]]:
        """Teams that may work on an activity, by the kinds they serve as."""
        has: dict[str, set[str]] = {}
        for present in self.present.values():
            if self.may_work(present, activity):
                for kind in present.kinds:
                    has.setdefault(kind, set()).add(present.team)
        return has

    def _kept_apart(self, way: Way, has: dict[str, set[str]]) -> Apart | None:
        """Why teams that a way may bring together must be kept apart; ``None`` for nothing."""
        if not self.apart or sum(way.teams.values()) < 2:
            return None
        able = set().union(*(has.get(kind, ()) for kind in way.teams))
        for (team, other), apart in self.apart.items():
            for kind, count in way.teams.items() if team in able and other in able else ():
                rest = [k for k in way.teams if k != kind or count > 1]
                if team in has.get(kind, ()) and any(other in has.get(k, ()) for k in rest):
                    return apart
        return None

    def _only_apart(self, activity: Activity, apart: Apart | None) -> None:
        because = apart.because if apart else "its teams are kept apart"
        self.set_aside(
            SetAside(
                activity.record_type, activity.record_id, "kept-apart",
                f"{activity.name} takes several teams, and of those that may do it some "
                f"may not work with each other: {because}",
                "Record a team that may do it alone, or the exclusion as it is now.",
                (activity.id,), rule="donors_exclusions",
            )
        )  # fmt: skip

    def _no_team(self, activity: Activity, offered: Sequence[Way]) -> None:
        place = self.programme.situation.places.get(activity.where.district)
        wanted = sorted({" and ".join(way.teams) for way in offered})
        only = self.only_by.get(activity.id)
        of_whom = f" ({only.because})" if only else ""
        why = self._why_no_team(activity, offered)
        self.set_aside(
            SetAside(
                activity.record_type, activity.record_id, "no-team",
                f"{activity.name} needs {' or '.join(wanted) or 'a way to do it'}, and no team "
                f"that may work{f' in {place.name}' if place else ''} serves as that{of_whom}{why}",
                "Record a team with that kind and area, or an accreditation.", (activity.id,),
                rule="who_may_work",
            )
        )  # fmt: skip

    def _why_no_team(self, activity: Activity, offered: Sequence[Way]) -> str:
        """What keeps the first teams of the kinds it needs from it: a permit, an area, a grant."""
        rights = Rights(self.programme)
        kinds = {kind for way in offered for kind in way.teams}
        found: dict[str, None] = {}
        for team in self.programme.situation.teams.values():
            for kind in team.kinds:
                why = kind in kinds and rights.why_not(team, kind, activity.where.district)
                if why:
                    found[why] = None
            if len(found) >= REASONS_GIVEN:
                break
        return f": {'; '.join(list(found)[:REASONS_GIVEN])}" if found else ""

    def settle_continuing(self) -> None:
        """Keep as under way only what its teams can really go on with from the first day."""
        waiting = {then for first, then in self.waits if first not in self.fallen}
        for name, statement in list(self.continues.items()):
            if statement.from_on is not None and name in waiting:
                del self.continues[name]
                if not self.ways.get(name) and name not in self.fallen:
                    self._no_team(self.activities[name], ())
                continue
            if statement.from_on is None and self._barred_only_by_road(name):
                del self.fallen[name]
            activity = self.activities.get(name)
            if activity is None or name in self.fallen:
                del self.continues[name]
                continue
            why_not = self._stopped(name) or self._why_not_continued(statement, activity)
            if why_not:
                del self.continues[name]
                self.set_aside(_not_continued(statement, why_not))
                if not self.ways.get(name):
                    self._no_team(activity, ())

    def _stopped(self, name: str) -> str:
        """Why work that is under way is stopped for now; empty when it is not."""
        held = self.not_before.get(name)
        return held.because if held is not None and held.rule == "stop_work" else ""

    def _why_not_continued(self, statement: Continues, activity: Activity) -> str:
        """What keeps an activity from going on as it stands; empty for nothing."""
        roles = [(team, kind) for kind, teams in statement.teams.items() for team in teams]
        for team, kind in roles:
            part = next(iter(self.parts_of(team)), None)
            if part is None or kind not in part.kinds:
                return f"team {team} takes no part as {kind}{self.why_not(team, kind, activity)}"
            if not self.may_work(part, activity):
                return f"team {team} may not work there{self.why_not(team, kind, activity)}"
            self._part_on[activity.id, team] = part.name
            for other, _ in roles:
                if (team, other) in self.apart:
                    return self.apart[team, other].because
        return self._stays_too_short(statement, activity)

    def why_not(self, team: str, kind: str, activity: Activity) -> str:
        known = self.programme.situation.teams.get(team)
        if known is None or kind not in known.kinds:
            return ""
        why = Rights(self.programme).why_not(known, kind, activity.where.district)
        return f": {why}" if why else ""

    def _stays_too_short(self, statement: Continues, activity: Activity) -> str:
        """
        Why a team is not there to the end of what is under way; empty when it is.

        Where what a team may do changes before that and this is not touched by it,
        the parts of its time before and after become one.
        """
        _, end = self.begin(statement, activity)
        for kind, teams in statement.teams.items():
            for team in teams:
                part = self._part(activity.id, team)
                while not self.lasts(part, end):
                    joined = self._joined(part, kind, activity)
                    if joined is None:
                        ends = "; ".join(each.text for each in part.ends)
                        return ends or "its teams leave before it is done"
                    part = joined
        return ""

    def lasts(self, part: Present, end: int) -> bool:
        calendar = self.programme.situation.calendar
        return part.to_on is None or end <= calendar.step_after(part.to_on)

    def _joined(self, part: Present, kind: str, activity: Activity) -> Present | None:
        """A part and the next as one that may do only what both may; ``None`` if not this work."""
        parts = self.parts_of(part.team)
        after = next(
            (p for p in parts if part.to_on and p.from_on == part.to_on + timedelta(days=1)), None
        )
        if after is None or kind not in after.kinds or not self.may_work(after, activity):
            return None
        joined = replace(
            part,
            kinds=tuple(each for each in part.kinds if each in after.kinds),
            districts=common(part.districts, after.districts),
            to_on=after.to_on,
            ends=after.ends,
        )
        del self.present[after.name]
        self.present[part.name] = joined
        return joined

    def parts_of(self, team: str) -> list[Present]:
        """The parts of a team's time, in order; empty for a team that takes no part."""
        return [part for part in self.present.values() if part.team == team]

    def part_covering(
        self, team: str, kind: str, activity: Activity, start: int, finish: int
    ) -> Present | None:
        """The part of a team's time in which it may do an activity as a kind from step to step."""
        calendar = self.programme.situation.calendar
        for part in self.parts_of(team):
            begun = part.from_on is None or calendar.step_of(part.from_on) <= start
            may = kind in part.kinds and self.may_work(part, activity)
            if begun and may and self.lasts(part, finish):
                return part
        return None

    def _part(self, activity: str, team: str) -> Present:
        return self.present[self._part_on.get((activity, team), team)]

    def names_of(self, statement: Continues) -> dict[str, list[str]]:
        """Names in the problem of the teams of what is under way, by kind."""
        return {
            kind: [self._part(statement.activity, team).name for team in teams]
            for kind, teams in statement.teams.items()
        }

    def _barred_only_by_road(self, name: str) -> bool:
        """Teams that stand on a site have reached it, whatever the map of roads says."""
        return name in self.fallen and self.roots[self.fallen[name]].reason == "no-route"

    def begin(self, statement: Continues, activity: Activity) -> tuple[int, int]:
        """First and last step of what is under way: from the first step in which it progresses."""
        calendar = self.programme.situation.calendar
        parts = [self._part(activity.id, t) for ts in statement.teams.values() for t in ts]
        arrivals = [part.from_on for part in parts]
        days = (day for day in (*arrivals, statement.from_on) if day is not None)
        return self.progress(statement, activity, max([0, *map(calendar.step_of, days)]))

    def progress(self, statement: Continues, activity: Activity, step: int) -> tuple[int, int]:
        """First and last step of work that may begin at a step: from the first that progresses."""
        calendar = self.programme.situation.calendar
        stops = sorted(self._stops_of(statement, activity))
        left = steps_of(statement.days, calendar.steps_per_day)
        start = -1
        for begin, end in [*stops, (2**60, 2**60)]:
            if begin > step:
                start = step if start < 0 else start
                worked = min(left, begin - step)
                left -= worked
                step += worked
                if left == 0:
                    return start, step
            step = max(step, end)
        raise AssertionError("the last stop lies beyond every step")

    def _stops_of(self, statement: Continues, activity: Activity) -> Iterator[tuple[int, int]]:
        calendar = self.programme.situation.calendar
        names = {team for teams in statement.teams.values() for team in teams}
        for away in self.absences:
            if away.team in names:
                yield calendar.step_of(away.from_on), calendar.step_after(away.to_on)
        for stop in self.stops:
            here = stop.districts is None or activity.where.district in stop.districts
            if here and set(stop.kinds) & statement.teams.keys():
                yield stop.steps(calendar)

    def break_circles(self) -> None:
        """
        Leave no circle of waits.

        Where waits for roads close a circle, the place is taken as reached from
        this side; any other circle is set aside, with its members named.
        """
        circles = Circles(pair for pair, _ in self.live_waits())
        order: dict[tuple[str, str], int] = {}
        for circle in circles:
            order = order or {pair: number for number, pair in enumerate(self.waits)}
            pairs = sorted(circles.inside(circle), key=order.__getitem__)
            by_road = [
                pair for pair in pairs if all(w.rule == "access_first" for w in self.waits[pair])
            ]
            for pair in by_road:
                self.reached_anyway += self.waits.pop(pair)
            circles.take_away(by_road)
            if not by_road:
                circles.leave_out(circle)
                names = [self.activities[name].name for name in circle]
                first = self.activities[circle[0]]
                self.set_aside(
                    SetAside(
                        first.record_type, first.record_id, "waits-in-a-circle",
                        "these wait for each other in a circle: " + " -> ".join(names),
                        "Take one of them out of the list of what it comes after.",
                        tuple(circle), rule="chain_of_works",
                    )
                )  # fmt: skip

    def cascade(self) -> None:
        """Let fall what waits for something that fell, with the same root."""
        after: dict[str, list[str]] = {}
        for first, then in self.waits:
            if then not in self.continues:
                after.setdefault(first, []).append(then)
        queue = list(self.fallen)
        while queue:
            name = queue.pop(0)
            for then in after.get(name, ()):
                if then in self.activities and then not in self.fallen:
                    self.fallen[then] = self.fallen[name]
                    queue.append(then)

    def drop_benefits(self) -> None:
        """Drop benefits whose activity fell, or that need one that does not come."""
        for name, serves in self.serves.items():
            if serves.activity in self.fallen:
                self.lost.setdefault(name, self.fallen[serves.activity])
        circles = Circles((needed, name) for name, needed in self.needs)
        for circle in circles:
            names = [self.serves[n].name if n in self.serves else n for n in circle]
            self.set_aside(
                SetAside(
                    "needs", circle[0], "needs-in-a-circle",
                    "these need each other in a circle: " + " -> ".join(names),
                    "Correct the service dependencies.", benefits=tuple(circle),
                    rule="service_needs",
                )
            )  # fmt: skip
            pairs = list(circles.inside(circle))
            circles.take_away(pairs)
            for needed, name in pairs:
                del self.needs[name, needed]
        users: dict[str, list[str]] = {}
        for name, needed in self.needs:
            users.setdefault(needed, []).append(name)
            if needed not in self.serves and needed not in self.lost:
                self._need_without_plan(needed)
        queue = list(self.lost)
        while queue:
            gone = queue.pop(0)
            for user in users.get(gone, ()):
                if user not in self.lost:
                    self.lost[user] = self.lost[gone]
                    queue.append(user)

    def _need_without_plan(self, needed: str) -> None:
        asset = self.programme.situation.assets.get(needed.removeprefix("assets/"))
        name = asset.name if asset else needed
        self.set_aside(
            SetAside(
                "assets", asset.id if asset else needed, "not-in-plan",
                f"{name} does not serve and nothing on record brings it back",
                "Record its position, and works for it.", benefits=(needed,),
                rule="service_needs",
            )
        )  # fmt: skip


def _not_continued(statement: Continues, because: str) -> SetAside:
    return SetAside(
        "tasks", statement.task, "not-continued",
        f"task order {statement.task} cannot go on and its work is planned anew: {because}",
        "Correct the task order, or the record of the team.",
        rule="active_tasks_continue",
    )  # fmt: skip


def steps_of(days: float, steps_per_day: int) -> int:
    return max(1, math.ceil(days * steps_per_day - 1e-9))
