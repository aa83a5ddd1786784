"""What a new plan changes against the last one: team by team, and for whom later or earlier."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from ploughshare.planning import wording
from ploughshare.planning.items import Item, PlannedBenefit, PlannedPromise
from ploughshare.planning.plan import Plan

WEEKS = 4
"""Weeks from the new plan's first day that are compared team by team."""

DAYS_KEPT = 1
"""Working days by which a start may move and the assignment still counts as kept."""

What = Literal["new", "moved", "taken over", "given away", "no longer planned", "done"]


@dataclass(frozen=True, slots=True)
class WorkChange:
    """
    One piece of work that is not as it was for a team.

    Parameters
    ----------
    what
        ``new``: the last plan did not have it. ``moved``: on another day. ``taken over``,
        ``given away``: other teams did it, will do it. ``no longer planned``: left out.
        ``done``: nothing is left to do.
    was_on, now_on
        First day in the last plan and in the new one.
    days
        Working days later; negative for earlier; 0 where one of the days is missing.
    teams
        Names of those who did it, or will do it, instead.
    order
        Task order it is done under; empty for none.
    because
        Why it is on its day now, or why it is left out.
    """

    activity: str
    name: str
    what: What
    was_on: date | None
    now_on: date | None
    days: int
    teams: tuple[str, ...]
    order: str
    because: str


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A team with what stays as it was for it, counted, and what does not."""

    team: str
    name: str
    same: int
    changes: tuple[WorkChange, ...]


@dataclass(frozen=True, slots=True)
class BenefitChange:
    """
    Something that serves people on another day than in the last plan.

    ``days`` are working days later, negative for earlier; ``now_on`` is ``None`` and
    ``days`` 0 where the new plan no longer brings it.
    """

    id: str
    name: str
    family: str
    district: str
    weight: int
    was_on: date
    now_on: date | None
    days: int


@dataclass(frozen=True, slots=True)
class PlanChange:
    """
    A new plan against the last one.

    Parameters
    ----------
    from_on, to_on
        Weeks that are compared team by team, both days included.
    teams
        Every team with work in these weeks in one of the two; those with most changes first.
    under_way
        Pieces of work under way that go on.
    orders, orders_kept, orders_on_their_day
        Issued orders of the last plan; those that keep their teams; and also their day.
    orders_not_kept
        A sentence for each of the others.
    new_ground
        A sentence for each hazardous area that the last plan knew nothing of.
    orders_lapsing
        A sentence for each order that lapses in these weeks and before its work is done.
    assignments, assignments_kept
        Other work that the last plan begins in these weeks and that is still to be done; and
        what of it keeps its teams and begins within a working day of when it did.
    promises_broken
        Promises that the new plan does not keep.
    kept_before
        Task orders of those among them that the last plan kept.
    later, earlier, no_longer
        Benefits, those that mean most people times days first.
    """

    from_on: date
    to_on: date
    teams: tuple[TeamChange, ...]
    under_way: int
    orders: int
    orders_kept: int
    orders_on_their_day: int
    orders_not_kept: tuple[str, ...]
    assignments: int
    assignments_kept: int
    promises_broken: tuple[PlannedPromise, ...]
    kept_before: tuple[str, ...]
    later: tuple[BenefitChange, ...]
    earlier: tuple[BenefitChange, ...]
    no_longer: tuple[BenefitChange, ...]
    orders_lapsing: tuple[str, ...] = ()
    new_ground: tuple[str, ...] = ()

    @property
    def teams_unchanged(self) -> int:
        """Teams for which nothing is other than it was."""
        return sum(not team.changes for team in self.teams)

    @property
    def kept_share(self) -> float:
        """Share of the assignments that are kept; 1 where there are none."""
        return self.assignments_kept / self.assignments if self.assignments else 1.0

    def document(self) -> dict[str, Any]:
        """The report as JSON values; dates are ``date``."""
        return asdict(self) | {
            "teams_unchanged": self.teams_unchanged,
            "kept_share": self.kept_share,
        }


def plan_change(
    last: Plan,
    new: Plan,
    *,
    orders: Mapping[str, str],
    issued: Mapping[str, Collection[str]],
    known: Container[str],
    lapsing: Iterable[str] = (),
) -> PlanChange:
    """
    Compare two plans.

    Parameters
    ----------
    orders
        Task order of each activity that has one, issued or under way.
    issued
        Activities whose order is issued and not begun, each with the teams that it names.
    known
        Activities and benefits that are still to come, planned or not.
    lapsing
        A sentence for each order that lapses before its work is done.
    """
    compared = _Compared(last, new, orders, issued, known)
    benefits = list(compared.benefits())
    broken = tuple(promise for promise in new.promises if not promise.kept)
    kept_before = {promise.task for promise in last.promises if promise.kept}
    return PlanChange(
        from_on=compared.from_on,
        to_on=compared.to_on,
        teams=compared.teams(),
        under_way=sum(item.continues for item in new.items),
        **compared.kept(),
        promises_broken=broken,
        kept_before=tuple(p.task for p in broken if p.task in kept_before),
        later=tuple(b for b in benefits if b.now_on is not None and b.days > 0),
        earlier=tuple(b for b in benefits if b.now_on is not None and b.days < 0),
        no_longer=tuple(b for b in benefits if b.now_on is None),
        orders_lapsing=tuple(lapsing),
        new_ground=tuple(compared.new_ground()),
    )


@dataclass(frozen=True)
class _Compared:
    """Two plans, joined by activity and by benefit."""

    last: Plan
    new: Plan
    orders: Mapping[str, str]
    issued: Mapping[str, Collection[str]]
    known: Container[str]

    @property
    def from_on(self) -> date:
        return self.new.calendar.start

    @property
    def to_on(self) -> date:
        return self.from_on + timedelta(weeks=WEEKS, days=-1)

    @cached_property
    def was(self) -> Mapping[str, Item]:
        return {item.activity: item for item in self.last.items if item.teams}

    @cached_property
    def now(self) -> Mapping[str, Item]:
        return {item.activity: item for item in self.new.items if item.teams}

    def days(self, was: date, now: date) -> int:
        """Working days from a day, or from the first one of the new plan, to another."""
        calendar = self.new.calendar
        return calendar.working_days_before(now) - calendar.working_days_before(was)

    def _within(self, item: Item) -> bool:
        return item.start_on <= self.to_on and item.finish_on >= self.from_on

    def teams(self) -> tuple[TeamChange, ...]:
        """Every team with work in the weeks that are compared."""
        names: dict[str, str] = {}
        work: dict[str, dict[str, None]] = {}
        for item in (*self.now.values(), *self.was.values()):
            if self._within(item):
                for role in item.teams:
                    names.setdefault(role.team, role.name)
                    work.setdefault(role.team, {})[item.activity] = None
        found = []
        for team, activities in work.items():
            changes = [change for name in activities if (change := self._change(team, name))]
            changes.sort(key=lambda c: (c.now_on or c.was_on or date.max, c.activity))
            same = len(activities) - len(changes)
            found.append(TeamChange(team, names[team], same, tuple(changes)))
        return tuple(sorted(found, key=lambda t: (-len(t.changes), t.team)))

    def _change(self, team: str, name: str) -> WorkChange | None:
        """What is other than it was about a piece of work for a team; ``None`` for nothing."""
        was, now = self.was.get(name), self.now.get(name)
        was_here = was is not None and any(role.team == team for role in was.teams)
        now_here = now is not None and any(role.team == team for role in now.teams)
        if now is None:
            what: What = "no longer planned" if name in self.known else "done"
            return self._row(what, was, None, ())
        if was is None:
            return self._row("new", None, now, ())
        if was_here and now_here:
            moved = self.days(was.start_on, now.start_on)
            return self._row("moved", was, now, ()) if moved else None
        if now_here:
            return self._row("taken over", was, now, tuple(role.name for role in was.teams))
        return self._row("given away", was, now, tuple(role.name for role in now.teams))

    def _row(
        self, what: What, was: Item | None, now: Item | None, teams: tuple[str, ...]
    ) -> WorkChange:
        item = now or was
        assert item is not None
        left_out = [] if now else self._left_out(item)
        return WorkChange(
            activity=item.activity,
            name=item.name,
            what=what,
            was_on=was.start_on if was else None,
            now_on=now.start_on if now else None,
            days=self.days(was.start_on, now.start_on) if was and now else 0,
            teams=teams,
            order=self.orders.get(item.activity, ""),
            because=_held_by(now) if now else (left_out[0] if left_out else ""),
        )

    def _left_out(self, item: Item) -> list[str]:
        return [
            row.text
            for row in self.new.not_planned
            if item.record_id == row.record_id or item.record_id in row.holds_up
        ]

    def new_ground(self) -> Iterator[str]:
        """What becomes of hazardous areas that the last plan knew nothing of."""
        known = {name for item in self.last.items for _, name in item.grounds}
        known |= {name for row in self.last.not_planned for name in (row.record_id, *row.holds_up)}
        first: dict[str, Item] = {}
        for item in self.now.values():
            for record_type, name in item.grounds:
                if record_type == "hazards" and name not in known:
                    first.setdefault(name, item)
        for name, item in first.items():
            who = wording.listed(role.name for role in item.teams)
            when = wording.on_believed(item.start_on, self.from_on)
            yield f"{name}: {item.name} by {who} {when}"
        for row in self.new.not_planned:
            if row.record_type == "hazards" and row.record_id not in known:
                yield f"{row.record_id}: not planned, {row.text}"

    def kept(self) -> dict[str, Any]:
        """How much of what people already work by stays."""
        orders = [name for name in self.was if name in self.issued]
        refused = {row.record_id: row.text for row in self.new.not_planned
                   if row.reason == "not-kept"}  # fmt: skip
        same = [name for name in orders if self._as_ordered(name)]
        others = [
            name
            for name, item in self.was.items()
            if item.start_on <= self.to_on
            and name in self.known
            and name not in self.issued
            and not (name in self.now and self.now[name].continues)
        ]
        return {
            "orders": len(orders),
            "orders_kept": len(same),
            "orders_on_their_day": sum(self._moved(name) == 0 for name in same),
            "orders_not_kept": tuple(refused.values()),
            "assignments": len(others),
            "assignments_kept": sum(
                self._same_teams(name) and abs(self._moved(name)) <= DAYS_KEPT for name in others
            ),
        }

    def _as_ordered(self, name: str) -> bool:
        """Whether the teams that an order names do it; those of the last plan where it names none."""
        named = set(self.issued[name])
        now = self.now.get(name)
        teams = {role.team for role in now.teams} if now else set()
        return teams == named if named else self._same_teams(name)

    def _same_teams(self, name: str) -> bool:
        now = self.now.get(name)
        return now is not None and set(now.teams) == set(self.was[name].teams)

    def _moved(self, name: str) -> int:
        return self.days(self.was[name].start_on, self.now[name].start_on)

    def benefits(self) -> Iterator[BenefitChange]:
        """Benefits that come on another day or no more; most people times days first."""
        now = {benefit.id: benefit for benefit in self.new.benefits}
        coming = [b for b in self.last.benefits if b.on >= self.from_on]
        rows = [
            self._benefit(was, now.get(was.id))
            for was in coming
            if was.id in now or was.id in self.known or was.record_id in self._without
        ]
        changed = [row for row in rows if row.days or (row.now_on is None and row.weight)]
        yield from sorted(changed, key=lambda b: (-abs(b.weight * (b.days or 1)), b.id))

    @cached_property
    def _without(self) -> frozenset[str]:
        """Records that the new plan leaves out."""
        rows = self.new.not_planned
        return frozenset(name for row in rows for name in (row.record_id, *row.holds_up))

    def _benefit(self, was: PlannedBenefit, now: PlannedBenefit | None) -> BenefitChange:
        return BenefitChange(
            was.id, was.name, was.family, was.district, was.weight, was.on,
            now.on if now else None, self.days(was.on, now.on) if now else 0,
        )  # fmt: skip


def _held_by(item: Item) -> str:
    """What holds an item on its day: the last reason that is more than a way."""
    texts = [reason.text for reason in item.because if reason.rule != "travel"]
    return texts[-1] if texts else item.because[-1].text
