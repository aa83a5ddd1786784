"""Statements: what rules say about the work, each with its reason.

A rule reads the programme and yields statements; ``formulate`` turns them into a
problem. The rule's name is added when it is read, so that it travels with the
statement to the sentence that explains a date.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning import wording
from ploughshare.planning.activities import Activity
from ploughshare.planning.items import Family, Part
from ploughshare.planning.presence import ALWAYS, Days, Present
from ploughshare.planning.terrain import Where


@dataclass(frozen=True, slots=True)
class Wait:
    """
    One activity starts only when another has finished, and ``lag_days`` have passed.

    Parameters
    ----------
    reached
        Whether the site of ``then`` is taken as reached all the same.
    parts
        What fills the lag, part by part: working days and the sentence. Empty where
        something cures or dries.
    uses
        Figures that the lag was made from.
    if_planned
        Whether ``then`` is planned also where ``first`` is not.
    """

    first: str
    then: str
    because: str
    lag_days: int = 0
    rule: str = ""
    reached: bool = False
    parts: tuple[tuple[int, str], ...] = ()
    uses: tuple[str, ...] = ()
    if_planned: bool = False


@dataclass(frozen=True, slots=True)
class FirstOf:
    """
    A milestone is reached when all of one of several sets of activities have finished.

    Parameters
    ----------
    milestone
        What waits for whichever of them is done first.
    sets
        Activities by id, two sets or more.
    named
        What each of them is, in words.
    because
        Why, up to where they are named: ``the way there leads``.
    """

    milestone: Activity
    sets: tuple[tuple[str, ...], ...]
    named: tuple[str, ...]
    because: str
    rule: str = ""

    def waits_for(self, chosen: int) -> tuple[Wait, ...]:
        """The waits for one of the sets, each with the sentence that names the others."""
        others = wording.listed((n for i, n in enumerate(self.named) if i != chosen), "or")
        first = f", or {others}: whichever is opened first" if others else ""
        because = f"{self.because} {self.named[chosen]}{first}"
        return tuple(
            Wait(each, self.milestone.id, because, rule=self.rule) for each in self.sets[chosen]
        )


@dataclass(frozen=True, slots=True)
class ByAnyRoad:
    """
    Activities are reached by whichever road is opened first, in place of the one chosen beforehand.

    Once no waits run in a circle it takes the place of their waits by the same rule, and asks for
    nothing on the road chosen beforehand that these did not lead to.

    Parameters
    ----------
    activities
        What is reached.
    always
        Activities that are done whichever road is taken, each with the sentence that says why.
    first_of
        What opens each road besides, that of the road chosen beforehand first; ``None`` where
        nothing else does.
    """

    activities: tuple[str, ...]
    always: tuple[tuple[str, str], ...]
    first_of: FirstOf | None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way to do an activity: so many working days of so many teams together.

    ``uses`` names the figures and rates the days were made from. ``otherwise`` marks the
    way that is left where no teams can do it any other way. All of it lies within ``within``, on all
    of which days its teams have the right to it.
    """

    activity: str
    days: float
    teams: Mapping[str, int]
    because: str
    uses: tuple[str, ...] = ()
    otherwise: bool = False
    rule: str = ""
    within: Days = ALWAYS


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An activity may also be done the way that is left where no teams can do it."""

    activity: str
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Besides:
    """
    Each way to do an activity takes so many working days more.

    Parameters
    ----------
    because
        What these days are for, as what follows "with": ``set-up of the site, 1 working day``.
    uses
        Figures that they were made from.
    shared
        Whether several teams of one kind share them; else they all spend them.
    of_own
        So many times the days of the way itself, added to ``days``.
    kind
        Only where teams of this kind take part; empty for any.
    """

    activity: str
    days: float
    because: str
    uses: tuple[str, ...] = ()
    shared: bool = False
    of_own: float = 0.0
    kind: str = ""
    rule: str = ""

    def concerns(self, teams: Mapping[str, object]) -> bool:
        """Whether it is about a way of teams by kind."""
        return not self.kind or self.kind in teams

    def days_of(self, own: float, teams: Mapping[str, int]) -> float:
        """Working days besides ``own``, those of the way itself, of so many teams by kind."""
        if not self.concerns(teams):
            return 0.0
        more = self.days + self.of_own * own
        return more / max(teams.values(), default=1) if self.shared else more


@dataclass(frozen=True, slots=True)
class Continues:
    """
    An activity goes on with these teams from the first day.

    With ``from_on`` it is not yet begun: its teams are mobilising and begin on that day
    or as soon after it as they work, unless something it waits for is open.
    """

    activity: str
    days: float
    teams: Mapping[str, tuple[str, ...]]
    because: str
    task: str = ""
    uses: tuple[str, ...] = ()
    from_on: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """
    An issued order stays with its teams and its day of the last plan.

    Parameters
    ----------
    teams
        Teams by the kind they serve as.
    wanted, start
        Steps of the plan that is made: its day of the last plan, and the day it begins on.
    task
        The order.
    """

    activity: str
    teams: Mapping[str, tuple[str, ...]]
    wanted: int
    start: int
    because: str
    task: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class OnlyBy:
    """Only teams of these groups may do an activity."""

    activity: str
    groups: tuple[str, ...]
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class NotBefore:
    """
    An activity starts on a day or later. ``uses`` names the figures the day was made from.

    Parameters
    ----------
    parts
        What fills the time up to the day, part by part: the day before which each is over,
        and its sentence. Empty where ``because`` says it all.
    anew
        Whether it is counted from the first day of whatever plan is made, for want of a record.
    """

    activity: str
    day: date
    because: str
    uses: tuple[str, ...] = ()
    parts: tuple[tuple[date, str], ...] = ()
    anew: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """Two teams never share a task."""

    team: str
    other: str
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Halted:
    """A team takes no part, or nobody serves as some kinds: empty team and kinds are all."""

    team: str
    kinds: tuple[str, ...]
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """A team is away, both days included."""

    team: str
    from_on: date
    to_on: date
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """
    Kinds of team make no progress, both days included; ``None`` districts are everywhere.

    Parameters
    ----------
    last_steps
        So many steps at the end of the last day only; 0 for whole days.
    uses
        Figures that it was made from.
    activities
        Only on these, by id; ``None`` for all in the districts.
    """

    kinds: tuple[str, ...]
    districts: tuple[str, ...] | None
    from_on: date
    to_on: date
    because: str
    last_steps: int = 0
    uses: tuple[str, ...] = ()
    activities: frozenset[str] | None = None
    rule: str = ""

    def concerns(self, activity: Activity) -> bool:
        """Whether teams of its kinds stop on an activity."""
        if self.activities is not None:
            return activity.id in self.activities
        return self.districts is None or activity.where.district in self.districts

    def steps(self, calendar: WorkingCalendar) -> tuple[int, int]:
        """Its first step, and the step after its last."""
        end = calendar.step_after(self.to_on)
        return (end - self.last_steps if self.last_steps else calendar.step_of(self.from_on)), end


@dataclass(frozen=True, slots=True)
class Roads:
    """
    From one area of the road graph to another a trip takes longer than a straight line says.

    Parameters
    ----------
    areas
        Name of the area of each place that lies in one.
    more
        Steps by which such a trip is longer, 1 or more, by class of mobility and pair of areas.
    """

    areas: Mapping[Where, str]
    more: Mapping[tuple[str, str, str], int]
    rule: str = ""

    def between(self, mobility: str, place: Where, other: Where) -> int:
        """Steps by which a trip from place to place is longer."""
        a, b = self.areas.get(place, ""), self.areas.get(other, "")
        return self.more.get((mobility, a, b), 0) or self.more.get((mobility, b, a), 0)


@dataclass(frozen=True, slots=True)
class Serves:
    """
    A benefit comes with an activity. ``uses`` names defaults its weight was made from.

    ``part`` says which part of what the record gives it is, where it gives some of it first.

    Parameters
    ----------
    weight
        People, the counting unit of its family.
    hectares
        Of a field that comes back; ``None`` for all else, and where its size is unknown.
    counts
        What it counts in the sum that a plan makes small; ``None`` for its weight.
    as_of
        Day for which its people were given; ``None`` when unknown.
    """

    benefit: str
    activity: str
    name: str
    family: Family
    weight: int
    record_type: str
    record_id: str
    because: str
    uses: tuple[str, ...] = ()
    part: Part = ""
    hectares: float | None = None
    counts: int | None = None
    as_of: date | None = None
    rule: str = ""

    @property
    def counted(self) -> int:
        """What it counts in the sum that a plan makes small."""
        return self.weight if self.counts is None else self.counts


@dataclass(frozen=True, slots=True)
class Needs:
    """A benefit comes only with another; ``needs`` may also name an asset that is left out."""

    benefit: str
    needs: str
    because: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class SetAside:
    """
    A record is left out of the plan, with its reason and what would bring it in.

    Parameters
    ----------
    reason
        Stable code.
    activities
        Activities that fall away with it.
    benefits
        Benefits that fall away with it.
    """

    record_type: str
    record_id: str
    reason: str
    because: str
    remedy: str
    activities: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Separated:
    """
    None of some activities is under way while one of some others is; which comes first is open.

    Parameters
    ----------
    name
        Its name in the problem.
    uses
        Figures that it rests on.
    """

    name: str
    these: tuple[str, ...]
    those: tuple[str, ...]
    because: str
    uses: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """
    So many teams of some kinds work on some activities at once, not more.

    Where every way to do one of them takes more teams than that, so many as the least of them; and
    what is under way goes on.

    Parameters
    ----------
    name
        Its name in the problem.
    uses
        Figures that it rests on.
    """

    name: str
    activities: tuple[str, ...]
    teams: int
    kinds: tuple[str, ...]
    because: str
    uses: tuple[str, ...] = ()
    rule: str = ""

    def counted(self, teams: Mapping[str, Collection[str]] | Mapping[str, int]) -> int:
        """How many of some teams by kind, given by name or number, are of its kinds."""
        of_kind = (teams.get(kind, 0) for kind in self.kinds)
        return sum(each if isinstance(each, int) else len(each) for each in of_kind)


Statement = (
    Wait
    | ByAnyRoad
    | Way
    | Otherwise
    | Besides
    | Continues
    | Kept
    | OnlyBy
    | NotBefore
    | Present
    | Apart
    | Halted
    | Away
    | Stopped
    | Roads
    | Serves
    | Needs
    | Separated
    | AtOnce
    | SetAside
)
