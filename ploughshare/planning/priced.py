"""What was asked of a plan, and what it costs: in service-days, and community by community."""

from dataclasses import dataclass
from datetime import date

from ploughshare.planning import wording
from ploughshare.planning.items import Item

RELEASE, WORKS = "survey and clearance", "works"

KINDS_OF = {RELEASE: frozenset({"nts", "ts", "clearance"}), WORKS: frozenset({"works"})}
"""Kinds of activity of the work that a share of an operator is of."""


@dataclass(frozen=True, slots=True)
class Telling:
    """
    How a plan's days and amounts are told.

    Parameters
    ----------
    start
        Its first day, from which days are believed.
    steps_per_day
        Steps of a working day.
    unit
        What its objective counts: ``service-days``, or ``weighted days``.
    loose
        Types and ids of records that nobody may rely on to come on a day.
    """

    start: date
    steps_per_day: int
    unit: str
    loose: frozenset[tuple[str, str]] = frozenset()

    def day(self, when: date, record_type: str, record_id: str) -> str:
        """The day on which a record is planned to come, as far as it is believed."""
        firm = (record_type, record_id) not in self.loose
        return wording.believed(when, self.start, firm=firm)

    def amount(self, objective: int) -> str:
        """An objective, or what two differ by, in days; without its sign."""
        return wording.amount(abs(objective) / self.steps_per_day)


@dataclass(frozen=True, slots=True)
class Shift:
    """
    What another plan changes for one community: the benefits that come later there, or sooner.

    Parameters
    ----------
    community, district
        Names; ``community`` is empty where none is on record.
    benefits
        How many they are.
    weight
        People they count, once for each service.
    days
        Working days later, or sooner: the mean by weight. Above 0.
    most_days
        Working days of the one that moves furthest.
    """

    community: str
    district: str
    benefits: int
    weight: int
    days: float
    most_days: float


@dataclass(frozen=True, slots=True)
class PlannedWish:
    """
    Something that comes first because somebody asked.

    Parameters
    ----------
    record_type, record_id, name
        The asset, works or hazardous area.
    on, without_on
        Day from which it serves (works: on which they are done; an area: on which it is released)
        by this plan, and by the plan that nobody forces.
    sooner_days
        Working days between them; negative for later.
    brought
        Names of the benefits it needs that come sooner with it.
    held_by
        What it waits for longest, in words, and whether anything could bring it sooner.
    """

    record_type: str
    record_id: str
    name: str
    on: date
    without_on: date
    sooner_days: float
    brought: tuple[str, ...] = ()
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class OtherDay:
    """
    A later day for what comes first, at a lower price.

    Parameters
    ----------
    on
        Sooner than in the plan that nobody forces all the same.
    objective
        Of a plan with that day, which no search has bettered yet: its price is at most that.
    """

    on: date
    objective: int


@dataclass(frozen=True, slots=True)
class PutFirst:
    """
    What it costs that something comes first, because somebody asked.

    Parameters
    ----------
    by
        Who asked.
    wishes
        What comes first.
    free_objective
        Objective of the plan that nobody forces: the same work, teams and true weights.
    later, sooner
        Communities that slip, and that gain; most people times days first.
    breaks
        Ids of task orders whose promise the other plan keeps and this one does not.
    instead
        Later days at lower prices, soonest first; none where several things come first.
    """

    by: str
    wishes: tuple[PlannedWish, ...]
    free_objective: int
    later: tuple[Shift, ...] = ()
    sooner: tuple[Shift, ...] = ()
    breaks: tuple[str, ...] = ()
    instead: tuple[OtherDay, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedMustDo:
    """
    What becomes of something that a published decision says must be done by a day.

    Parameters
    ----------
    id, decision
        The row of priorities, and the decision it stands in.
    record_type, record_id, name
        The asset, works or hazardous area.
    due_on
        Day by which it must be done.
    planned_on, without_on
        Day by this plan, and by the plan that nobody forces; ``None`` where it is not planned.
    kept
        Whether it is done by then.
    days_missed
        Working days by which it is missed; 0 where it is kept or not planned.
    price
        What keeping it alone adds to the objective of the plan that nobody forces.
    why
        Why it is not planned, or done already; empty where it is planned.
    """

    id: str
    decision: str
    record_type: str
    record_id: str
    name: str
    due_on: date
    planned_on: date | None
    without_on: date | None
    kept: bool
    days_missed: float = 0.0
    price: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlannedShare:
    """
    What becomes of a share of the work that a published decision asks for.

    Parameters
    ----------
    id, decision
        The row of priorities, and the decision it stands in.
    district
        Name of the district, or of what holds several; empty where the share is an operator's
        everywhere.
    from_on, to_on
        First and last day of the time it is for.
    wanted, planned, without
        Least share of the team-days worked in that time, what this plan gives, and what the plan
        gives that nobody forces; 0 to 1.
    kept
        Whether it is reached.
    price
        What reaching for it alone adds to the objective of the plan that nobody forces.
    operator
        Name of the operator; empty for a share of a district.
    work
        Which work it is of; empty for all.
    teams
        Ids of the operator's teams.
    """

    id: str
    decision: str
    district: str
    from_on: date
    to_on: date
    wanted: float
    planned: float
    without: float
    kept: bool
    price: int = 0
    operator: str = ""
    work: str = ""
    teams: tuple[str, ...] = ()

    def counts(self, item: Item) -> bool:
        """Whether an item is work of the operator's in the time that the share is for."""
        in_time = item.start_on <= self.to_on and self.from_on <= item.finish_on
        of_sort = item.activity_kind in KINDS_OF.get(self.work, ())
        return in_time and of_sort and any(role.team in self.teams for role in item.teams)


@dataclass(frozen=True, slots=True)
class PlannedPriorities:
    """
    What becomes of the priorities of published decisions, and what all of them together cost.

    Parameters
    ----------
    must_do, shares
        In the order of the records.
    free_objective
        Objective of the plan that nobody forces: the same work, teams and true weights.
    objective
        Objective of the plan that keeps them, before anything else is put first.
    later, sooner
        Communities that slip, and that gain; most people times days first.
    """

    must_do: tuple[PlannedMustDo, ...]
    shares: tuple[PlannedShare, ...]
    free_objective: int
    objective: int
    later: tuple[Shift, ...] = ()
    sooner: tuple[Shift, ...] = ()

    @property
    def kept(self) -> int:
        """How many of all of them are kept."""
        return sum(row.kept for row in self.must_do) + sum(row.kept for row in self.shares)
