"""Plans as answers of the server tell them."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class PlanLine(BaseModel):
    """
    A kept plan.

    ``contains_assumed_capacity`` says that people are counted who are only promised; such a plan is
    one of a scenario, and never the plan of record. ``current`` is the last plan of record. ``author``
    and ``note`` are those of the change that kept it, for whoever may see the history. Every kept
    plan was checked against the problem that it solves.
    """

    id: str
    made_at: datetime
    scenario: str
    of_record: bool
    current: bool
    contains_assumed_capacity: bool
    author: str
    note: str


class LeftOut(BaseModel):
    """What is not planned for one reason: its code and words, how much, and the people who wait."""

    reason: str
    words: str
    records: int
    weight: int


class NotPlannedRow(BaseModel):
    """Something that the plan leaves out, why, and what would bring it in."""

    record_type: str
    record_id: str
    name: str
    reason: str
    text: str
    remedy: str
    holds_up: list[str]
    weight: int


class NotPlannedRows(BaseModel):
    """A part of what is not planned; ``count`` is of all."""

    count: int
    rows: list[NotPlannedRow]


class PlanSummary(PlanLine):
    """
    What a plan comes to.

    ``objective`` and ``bound`` are weight times steps without service, of which a working day
    has ``steps_per_day``; no plan can have less than ``bound``. ``service_days`` is the objective in
    days. ``records_changed`` says that records changed after the plan; ``behind`` says how, for whoever
    may see the history.
    """

    region: str
    invented: bool
    start: date
    rest_days: list[int]
    steps_per_day: int
    last_day: date | None
    items: int
    benefits: int
    teams: int
    objective: int
    bound: int
    gap: float | None
    service_days: float
    least_service_days: float
    counted_in: str
    served_today: int
    served_in_all: int
    promises: int
    promises_kept: int
    limits: list[str]
    not_planned: int
    not_planned_by_reason: list[LeftOut]
    not_yet_planned: list[str]
    measures: list[str]
    solver: dict[str, Any]
    records_changed: bool
    behind: str


class Curve(BaseModel):
    """Weight in service from each day on; days are counted from the plan's ``start``."""

    days: list[int]
    weights: list[int]


class Curves(BaseModel):
    """
    The restoration curve of a plan, of the list by highest priority first, and the proven limit.

    No plan can be above ``limit``. Weight is people, counted once for each service, or what a
    published decision counts.
    """

    plan: str
    start: date
    served_today: int
    served_in_all: int
    planned: Curve
    highest_priority_first: Curve
    limit: Curve


class Link(BaseModel):
    """One reason that holds a start, for so many steps; those of a chain add up to the start."""

    begin: int
    end: int
    begin_on: date
    days: float
    rule: str
    ref: str
    text: str


class OtherTeam(BaseModel):
    """A team that serves as what a piece of work needs, and why it does not do it earlier."""

    team: str
    name: str
    kind: str
    may: bool
    why: str


class ItemExplained(BaseModel):
    """One planned piece of work, and why it begins when it does."""

    activity: str
    name: str
    start: int
    finish: int
    start_on: date
    finish_on: date
    teams: list[str]
    who_else: list[OtherTeam]
    confidence: str | None
    not_firm: str
    depth_cm: float | None
    besides: list[str]
    waits_for: list[str]
    holds_up: list[str]
    instead: list[str]
    serves_itself: int
    waits_behind: int
    ready_on: date | None
    because: list[Link]
    preparation: list[Link]


class Explained(BaseModel):
    """
    What a plan says about one name, as ``plough explain`` does.

    ``sentence`` is for works and fields, and says what they wait for. ``lines`` is all of it in plain
    text. ``not_planned`` tells of what is left out why, and what would bring it in.
    """

    plan: str
    scenario: str
    contains_assumed_capacity: bool
    name: str
    sentence: str
    items: list[ItemExplained]
    benefits: list[dict[str, Any]]
    must_do: list[dict[str, Any]]
    shares: list[dict[str, Any]]
    put_first: list[dict[str, Any]]
    not_planned: list[dict[str, Any]]
    lines: list[str]


class NeighbourShown(BaseModel):
    """
    A record before or after another one: who it is, and by when the plan is done with it.

    ``people`` are those whom it serves, counted once for each service, or who live with it.
    ``by_service`` says that it is its service that is waited for, not the ground or the way.
    """

    type: str
    title: str
    id: str
    label: str
    on: date
    people: int
    by_service: bool


class NeighboursShown(BaseModel):
    """At most so many neighbours as were asked for; ``count`` is of all."""

    count: int
    rows: list[NeighbourShown]


class Around(BaseModel):
    """
    What a record waits for, the last to be done first, and what waits for it, most people first.

    ``waiting_people`` is of all that waits behind it, directly or not.
    """

    plan: str
    waits_for: NeighboursShown
    holds_up: NeighboursShown
    waiting_people: int


class Compared(BaseModel):
    """
    What plan ``b`` changes against plan ``a``; positive where it is better.

    Human-days are people times the working days by which a service comes sooner. Of ``benefits``, most
    gained first, only the first and the last are given where there are more than ``most``;
    ``count`` is of all.
    """

    a: dict[str, Any]
    b: dict[str, Any]
    human_days: float
    by_service: list[dict[str, Any]]
    by_community: list[dict[str, Any]]
    by_date: list[dict[str, Any]]
    count: int
    benefits: list[dict[str, Any]]
