"""Who else could have done a piece of work, and why none of them does it earlier."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from shapely import Point

from ploughshare.land.hazards import TaskOrder
from ploughshare.planning import wording
from ploughshare.planning.items import Item
from ploughshare.planning.orders import lot_of
from ploughshare.planning.plan import Plan
from ploughshare.planning.presence import Present
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Rights
from ploughshare.planning.rules.workforce import who_may_work
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import SetAside
from ploughshare.planning.terrain import Terrain
from ploughshare.planning.travel import mobilities
from ploughshare.skills import RELEASE_KINDS
from ploughshare.workforce.teams import Team

OF_ITS_TEAM = frozenset({"team_busy", "travel", "who_may_work", "leave_is_leave", "stand_downs"})
"""Rules of a last reason that hold a start because of its own team: another might be earlier."""

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude, in km."""

Rank = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Other:
    """
    A team that serves as what a piece of work needs, and does not do it.

    Parameters
    ----------
    team, name, kind
        Id and name of the team, and what it would serve as.
    may
        Whether it may do it at all.
    why
        Why it does not do it earlier, or may not do it, as what follows its name and a
        colon.
    """

    team: str
    name: str
    kind: str
    may: bool
    why: str


@dataclass(frozen=True)
class WhoElse:
    """
    The teams beside those of a plan, by the rules and the schedule.

    Parameters
    ----------
    plan
        The plan.
    situation
        Who is on record, with permits, grants, absences and task orders: ``READS``. What else is on
        record has no part in it.
    """

    plan: Plan
    situation: Situation

    def of(self, item: Item) -> tuple[Other, ...]:
        """
        Every other team on record that serves as what an item needs, the nearest to it first.

        Those that are free come first, then those that are at work or away by the day until
        which they are, then those that may not do it. Of work under way there are none: its
        teams stay.
        """
        if item.continues:
            return ()
        own = {role.team for role in item.teams}
        found: dict[str, tuple[Rank, Other]] = {}
        for kind in dict.fromkeys(role.kind for role in item.teams):
            for team in self.situation.teams.values():
                if kind in team.kinds and team.id not in own and team.id not in found:
                    rank, why = self._why(team, kind, item)
                    found[team.id] = rank, Other(team.id, team.name, kind, rank[0] < 2, why)
        ordered = sorted(found.values(), key=lambda pair: (pair[0], pair[1].team))
        return tuple(other for _, other in ordered)

    @cached_property
    def _programme(self) -> Programme:
        return Programme(Terrain(self.situation))

    @cached_property
    def _rights(self) -> Rights:
        return Rights(self._programme)

    @cached_property
    def _present(self) -> tuple[Mapping[str, Present], Mapping[str, SetAside]]:
        """Each team that takes part, and why another takes no part at all."""
        present: dict[str, Present] = {}
        aside: dict[str, SetAside] = {}
        for said in who_may_work(self._programme):
            if isinstance(said, Present):
                present[said.team] = said
            else:
                aside[said.record_id] = said
        return present, aside

    @cached_property
    def _line(self) -> Mapping[str, list[Item]]:
        """What each team does, in order."""
        found: dict[str, list[Item]] = {}
        for item in self.plan.items:
            for role in item.teams:
                found.setdefault(role.team, []).append(item)
        return found

    @cached_property
    def _at(self) -> Mapping[str, Item]:
        return {item.activity: item for item in self.plan.items}

    def _why(self, team: Team, kind: str, item: Item) -> tuple[Rank, str]:
        """Where it stands among the others, and why it does not do the item."""
        why = self._may_not(team, kind, item)
        if why:
            return (2, 0), why.removeprefix(f"{team.name} ")
        begin = self._ready(item)
        for text, until in (*self._not_there(team, kind, item), *self._away(team, begin, item)):
            return (1, until), text
        return self._at_work(team, begin, item)

    def _ready(self, item: Item) -> int:
        """The step from which another team might begin it, by what it waits for."""
        if item.because[-1].rule not in OF_ITS_TEAM:
            return item.start
        before = (self._at[name].finish for name in item.waits_for if name in self._at)
        return max(before, default=0)

    def _may_not(self, team: Team, kind: str, item: Item) -> str:
        """What keeps it from the item for good: rights, an order, inspection of its own work."""
        present, aside = self._present
        if team.id not in present:
            return aside[team.id].because if team.id in aside else "takes no part"
        district = self._district(item)
        if not present[team.id].may(kind, district):
            return self._rights.why_not(team, kind, district) or "may not work there"
        issued = [order for order in self._orders(item) if order.organisation]
        if issued and team.organisation not in {order.organisation for order in issued}:
            return f"task order {issued[0].id} is issued to {self._named(issued[0].organisation)}"
        if item.activity_kind == "control":
            return self._inspects_itself(team, item)
        return ""

    def _district(self, item: Item) -> str:
        (where,) = self._programme.terrain.where([Point(item.lon, item.lat)])
        return where.district if where else ""

    def _orders(self, item: Item) -> Iterator[TaskOrder]:
        """Task orders in force for an item."""
        for order in self.situation.tasks.values():
            same = (order.hazard or order.works) == item.record_id
            lot = not order.lot or item.lot == f"{order.hazard}.{lot_of(order)}"
            if order.in_force and same and lot and order.activity == item.activity_kind:
                yield order

    def _inspects_itself(self, team: Team, item: Item) -> str:
        """Nobody inspects what his own organisation surveyed or cleared, or might have."""
        teams = self.situation.teams
        clears = any(
            other.organisation == team.organisation and set(other.kinds) & set(RELEASE_KINDS)
            for other in teams.values()
        )
        return f"{self._named(team.organisation)} also surveys or clears" if clears else ""

    def _named(self, organisation: str) -> str:
        known = self.situation.organisations.get(organisation)
        return known.name if known else organisation or "an organisation not on record"

    def _not_there(self, team: Team, kind: str, item: Item) -> Iterator[tuple[str, int]]:
        """That it is there later, or not long enough, with the step until which that holds."""
        calendar = self.plan.calendar
        present, district = self._present[0][team.id], self._district(item)
        rights = [r for r in present.rights if r.holds(kind, district, r.days)]
        later: list[tuple[int, str]] = []
        for right in rights:
            begin, end = right.from_on or present.from_on, right.to_on or present.to_on
            first = 0 if begin is None else calendar.step_of(begin)
            last = math.inf if end is None else calendar.step_after(end)
            if first <= item.start and item.finish <= last:
                return
            if begin is not None and first > item.start:
                why = right.begins or present.begins
                later.append((first, why or f"there from {wording.day(begin)} on"))
        if later:
            step, begins = min(later)
            yield begins, step
            return
        ends = [end.text for right in rights for end in right.ends]
        left = present.to_on
        leaves = f"leaves on {wording.day(left)}" if left else "not there long enough"
        yield f"{ends[-1] if ends else leaves}, before it would be done", item.finish

    def _away(self, team: Team, begin: int, item: Item) -> Iterator[tuple[str, int]]:
        """An absence between the step it might begin and the one at which it is begun."""
        calendar = self.plan.calendar
        for absence in self.situation.absences:
            if absence.team == team.id:
                first, after = calendar.step_of(absence.from_on), calendar.step_after(absence.to_on)
                if first <= item.start < after or begin <= first < item.start <= after:
                    yield f"away until {self._day(after)} ({absence.reason})", after

    def _at_work(self, team: Team, begin: int, item: Item) -> tuple[Rank, str]:
        """What it does meanwhile, by the schedule."""
        line = self._line.get(team.id, [])
        busy = [x for x in line if x.start < item.finish and x.finish > begin]
        now = next((x for x in busy if x.start <= item.start < x.finish), None)
        if now is not None:
            return (1, now.finish), f"at work on {now.name} until {self._day(now.finish)}"
        before = [x for x in busy if x.finish <= item.start]
        after = next((x for x in busy if x.start > item.start), None)
        if after is not None:
            goes = f"begins {after.name} {self._on(after.start)}, before this would be done"
            return (1, after.finish), goes
        if before:
            last = before[-1]
            done = f"at work on {last.name} until {self._day(last.finish)}"
            if last.finish + self._way(last, item, team) >= item.start:
                return (1, last.finish), f"{done}, and comes no earlier from there"
            return (0, last.finish), f"{done}, then free: the search found nothing better with it"
        if begin >= item.start:
            return (0, begin), "free, and could begin no earlier either"
        return (0, begin), f"free {self._on(begin)}: the search found nothing better with it"

    def _way(self, last: Item, item: Item, team: Team) -> int:
        """Steps of a team's way from its last task at least: roads may be longer than that."""
        ways = mobilities(self.situation)[team.mobility]
        east = (item.lon - last.lon) * math.cos(math.radians(item.lat))
        km = KM_PER_DEGREE * math.hypot(item.lat - last.lat, east)
        return ways.steps(ways.detour * km)

    def _day(self, step: int) -> str:
        calendar = self.plan.calendar
        return wording.believed(calendar.last_day_of(step), calendar.start)

    def _on(self, step: int) -> str:
        calendar = self.plan.calendar
        return wording.on_believed(calendar.day_of(step), calendar.start)


READS = ("places", "organisations", "accreditations", "grants", "teams", "availability", "tasks",
         "figures", "contributions", "steps", "sources")  # fmt: skip
"""Record types that say who else could do a piece of work."""
