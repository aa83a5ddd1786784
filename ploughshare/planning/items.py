"""What a plan says about each piece of work, each benefit and each thing left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Family = Literal["safety", "land", "service"]
"""Families of benefit. They are shown apart; weights between them are a published decision."""

Level = Literal["firm", "provisional", "outlook"]
"""How far a piece of work may be relied on; see ``planning/confidence.py``."""

Part = Literal["", "first", "rest"]
"""Of what a record gives: all of it, what comes first, or the rest that follows."""


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One link of the chain that holds a start: what filled the steps between two dates.

    Parameters
    ----------
    begin, end
        Steps, ``begin <= end``. Links of a chain are contiguous.
    rule
        Name of the planning rule, or of the kernel's constraint.
    ref
        Id of the activity, team or record it points to; empty for none.
    text
        The sentence for people.
    """

    begin: int
    end: int
    rule: str
    ref: str
    text: str

    def document(self) -> dict[str, object]:
        """The link as JSON values, as it stands in the plan file."""
        return {
            "from": self.begin, "to": self.end, "rule": self.rule, "ref": self.ref,
            "text": self.text,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamRole:
    """One team on one item, and the kind it serves as."""

    team: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Item:
    """
    One planned activity.

    Parameters
    ----------
    activity
        Id as in the problem and the schedule.
    name
        What is done where, in a few words.
    activity_kind
        ``nts``, ``ts``, ``clearance``, ``control``, ``handover``, ``works`` or ``milestone``.
    record_type, record_id
        The record it is done for.
    place, district
        Names of the settlement and district; empty when unknown.
    lon, lat
        Where, in degrees WGS 84.
    teams
        Who, and as what; empty for milestones and waiting.
    start, finish
        Steps.
    start_on, finish_on
        First and last day.
    because
        Chain of reasons from step 0 to ``start``; never empty.
    waits_for, holds_up
        Ids of activities directly before and after it.
    instead
        What lies on each other way to it: whichever way is opened first, work begins. Empty where
        it has one way, or the way is open today.
    value
        Weight per step of its own benefits.
    inherited_value
        Weight per step of all benefits that cannot come before it is done.
    serves_itself
        Of that, the benefits of its own record: the people its asset serves, or who are exposed to
        its area. The rest waits behind it.
    continues
        Whether it is under way already.
    preparation
        How works are prepared from step 0 on, beside what ``because`` tells; empty where that
        tells it, or nothing is left to prepare.
    lot
        Id of the lot of its hazardous area that it is done on; empty for all of it.
    areas
        Ids of the hazardous areas that it surveys, where it is a visit to a community; else empty.
    besides
        What some of its days are for besides its own work, each as what follows "with".
    depth_cm, depth_for
        Depth to which its ground is cleared, in cm, and the name of the asset that needs it so
        deep, empty where the ground itself does; ``None`` for all but clearance and its control.
    ready_on
        *Ready for works*: day on which its ground is handed over. Of works, that of the last
        ground they wait for, their own or on the way; ``None`` where no hazard is in the way.
    confidence, not_firm
        How far it may be relied on, and why it is not firm; ``None`` and empty where no team does it,
        and in plans of earlier versions.
    """

    activity: str
    name: str
    activity_kind: str
    record_type: str
    record_id: str
    place: str
    district: str
    lon: float
    lat: float
    teams: tuple[TeamRole, ...]
    start: int
    finish: int
    start_on: date
    finish_on: date
    because: tuple[Reason, ...]
    waits_for: tuple[str, ...] = ()
    holds_up: tuple[str, ...] = ()
    value: int = 0
    inherited_value: int = 0
    continues: bool = False
    preparation: tuple[Reason, ...] = ()
    lot: str = ""
    areas: tuple[str, ...] = ()
    ready_on: date | None = None
    besides: tuple[str, ...] = ()
    depth_cm: float | None = None
    depth_for: str = ""
    serves_itself: int = 0
    instead: tuple[str, ...] = ()
    confidence: Level | None = None
    not_firm: str = ""

    @property
    def grounds(self) -> tuple[tuple[str, str], ...]:
        """Types and ids of the records that it is done on: of a visit, all areas that it surveys."""
        if self.areas:
            return tuple(("hazards", name) for name in self.areas)
        return ((self.record_type, self.record_id),)

    @property
    def waits_behind(self) -> int:
        """Weight of the benefits of other records that cannot come before it is done."""
        return self.inherited_value - self.serves_itself


@dataclass(frozen=True, slots=True)
class PlannedLot:
    """
    A part of a hazardous area that is planned and released on its own.

    Parameters
    ----------
    id
        Unlike that of any other lot of the plan.
    hazard
        Id of its hazardous area.
    m2
        Its area; the lots of an area add up to the area.
    needed_by
        What waits for it: ``assets/`` or ``roads/`` and the id; empty for nothing.
    activity
        Id of the activity with which it is released.
    """

    id: str
    hazard: str
    m2: int
    needed_by: tuple[str, ...]
    activity: str


@dataclass(frozen=True, slots=True)
class PlannedBenefit:
    """
    Something that serves people again, and when.

    Parameters
    ----------
    id
        As in the problem.
    name
        What comes back.
    family
        Safety, land or service.
    record_type, record_id, asset_kind
        The record; the kind is empty for a hazardous area.
    district
        Name of the district; empty when unknown.
    weight
        People it serves (or who live with it), the counting unit of its family.
    own_step, step
        When its own work is done, and when it serves: after all it needs does too.
    on
        Day of ``step``.
    needs
        Ids of the benefits it needs.
    held_by
        Id of the need that fixes ``step``; empty when its own work does.
    activity
        Id of the activity it comes with.
    part
        Whether it is all that the record gives, what it gives first, or the rest.
    hectares
        Of a field that comes back; ``None`` for all else, and where its size is unknown.
    counts
        What it counts in the objective: what a published decision says, else its weight.
    as_of
        Day for which its people were given; ``None`` when unknown.
    """

    id: str
    name: str
    family: Family
    record_type: str
    record_id: str
    asset_kind: str
    district: str
    weight: int
    own_step: int
    step: int
    on: date
    needs: tuple[str, ...] = ()
    held_by: str = ""
    activity: str = ""
    part: Part = ""
    hectares: float | None = None
    counts: int = 0
    as_of: date | None = None


def records_back(benefits: Iterable[PlannedBenefit]) -> int:
    """Number of records that benefits are of: what serves in part first counts once."""
    return len({(benefit.record_type, benefit.record_id) for benefit in benefits})


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """
    Something the plan leaves out, why, and what waits for it.

    Parameters
    ----------
    record_type, record_id, name
        What is left out.
    reason
        Stable code, for example ``"no-route"``.
    text
        The sentence for people.
    remedy
        What would bring it into the plan.
    holds_up
        Ids of records left out because this one is.
    weight
        Weight of the benefits that stay away because of it.
    """

    record_type: str
    record_id: str
    name: str
    reason: str
    text: str
    remedy: str
    holds_up: tuple[str, ...] = ()
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Assumption:
    """
    A value the plan used because no record gave one, or a figure with its range.

    Parameters
    ----------
    what
        What was assumed, in a few words.
    value, low, high
        As printed, with unit.
    source
        Who says so.
    used
        How many records it was used for.
    moves
        Weight of the benefits that depend on it; the list is sorted by it.
    """

    what: str
    value: str
    low: str
    high: str
    source: str
    used: int
    moves: int


SAID = "said for this plan"
"""Source of an assumption that is a measure of the day: a stop, a closed road, an order recalled."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Weight in service from ``step`` (``on``) until the next point."""

    step: int
    on: date
    weight: int


@dataclass(frozen=True, slots=True)
class PlannedPromise:
    """
    What becomes of a promise that somebody was given with a task order.

    Parameters
    ----------
    task
        Id of the task order.
    record_type, record_id, name
        What it is for, and what is done in a few words.
    promised_to, promised_on
        Whom it was promised to (empty when unknown), and by which day.
    activity
        Id of the activity that keeps it; empty when it is not planned.
    planned_on
        Day on which that is done; ``None`` when it is not planned.
    kept
        Whether that is the day promised or earlier.
    why
        Why it is not planned; empty when it is.
    """

    task: str
    record_type: str
    record_id: str
    name: str
    promised_to: str
    promised_on: date
    activity: str
    planned_on: date | None
    kept: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """
    A milestone of an undertaking.

    Parameters
    ----------
    due_on, met_on, planned_on
        Day by which it is to be met, on which it was, and on which the plan meets it;
        ``None`` for none.
    kept
        Whether that is in time; ``None`` where nothing tells yet.
    """

    name: str
    due_on: date | None
    met_on: date | None
    planned_on: date | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class PlannedUndertaking:
    """
    What becomes of something undertaken in an agreement.

    Parameters
    ----------
    id, agreement, what, party, term
        The undertaking, and the title of the agreement.
    due_on, ends_on
        Day by which it is to be done, and with which it lapses; ``None`` when unknown.
    planned_on
        Day by which all it is about is done; ``None`` when that is not planned.
    kept
        Whether that is in time; ``None`` where no day is given or no schedule shows it.
    why
        Why it has no planned day; empty where it has, or nothing of it is left to do.
    contributions
        Ids of contributions with teams that hang on it.
    milestones
        Its milestones.
    lapses
        Sentences that say what is left undone when it lapses, or when its people leave.
    """

    id: str
    agreement: str
    what: str
    party: str
    term: str
    due_on: date | None
    ends_on: date | None
    planned_on: date | None
    kept: bool | None
    why: str = ""
    contributions: tuple[str, ...] = ()
    milestones: tuple[PlannedMilestone, ...] = ()
    lapses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenOff:
    """
    What it changes that teams were taken off begun work, because somebody asked.

    Parameters
    ----------
    tasks
        Ids of the task orders whose teams were taken off.
    kept_objective
        Objective of the plan that keeps them there, searched with the same seed and
        stopping rule. It compares with the plan's own where both plan the same benefits.
    lost, won
        Ids of benefits that only the other plan has, and that only this one has.
    breaks
        Ids of task orders whose promise the other plan keeps and this one does not.
    """

    tasks: tuple[str, ...]
    kept_objective: int
    lost: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneMoreTeam:
    """
    What one more team of a kind would change: an estimate, never a promise.

    Weight times steps of missing service, as the plan's objective; positive is better.

    Parameters
    ----------
    kinds, mobility
        What such teams serve as, and their class of travel: together the kind of team.
    teams
        Teams of the kind in the plan.
    like
        Id of the team that the further one is like: base, area, absences, last day. It is
        there from the first day.
    lowest
        What a schedule with it saves while all others keep their order.
    highest
        The most that was found where they change it, less what the same search finds
        without the team; at least ``lowest``.
    limit_fall
        By how much the proven limit falls at its own prices, at most.
    starts_held
        Items of the plan that begin when they do because of such a team.
    why_nothing
        Why it changes nothing; empty where it does.
    """

    kinds: tuple[str, ...]
    mobility: str
    teams: int
    like: str
    lowest: int
    highest: int
    limit_fall: int
    starts_held: int
    why_nothing: str = ""
