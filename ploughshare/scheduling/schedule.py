"""Schedule: bare starts, modes and teams, and what they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ploughshare.scheduling.problem import Ints, equal_fields

BindingKind = Literal[
    "start",
    "earliest",
    "precedence",
    "apart",
    "limit",
    "team",
    "travel",
    "arrival",
    "standdown",
    "absence",
    "fixed",
    "kept",
]


@dataclass(frozen=True, slots=True)
class Binding:
    """
    The constraint that holds an activity's start where it is.

    Parameters
    ----------
    kind
        ``start``: begins at step 0. ``earliest``: its own earliest step.
        ``precedence``: a predecessor's finish plus lag, or that of an alternative. ``apart``:
        what it is kept apart from was under way until then. ``limit``: a limit was full, and
        the other activity was the first to make room. ``team``: a team was busy
        with another activity until then (and travelled from it). ``travel`` or
        ``arrival``: a team's first trip, or the step it arrives. ``standdown``,
        ``absence``: the first working step after one. ``fixed``: given. ``kept``: where it was
        before a change of plans, though it could begin earlier.
    activity
        Index of the other activity (``precedence``, ``apart``, ``limit``, ``team``), else ``-1``.
    team
        Index of the team that binds (``team``, ``travel``, ``arrival``,
        ``absence``), else ``-1``.
    until
        Step at which the constraint by itself would have allowed the start
        (before any stand-down or absence pushed it on).
    """

    kind: BindingKind
    activity: int = -1
    team: int = -1
    until: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """
    Every activity once: its mode, its teams, its start and finish.

    Parameters
    ----------
    mode
        Mode of each activity, counted within the activity. Shape ``(n_activities,)``.
    start, finish
        Steps. Shape ``(n_activities,)``.
    team_start, team, team_kind
        Teams of each activity and the kind each serves as: those of activity
        ``j`` are ``team[team_start[j]:team_start[j + 1]]``.
    order
        Activities in the order of ``items``: ties on a team are broken by it.
        Shape ``(n_activities,)``.
    objective
        Sum of weight times benefit step.
    bound
        A number no feasible schedule can beat.
    bindings
        What holds each start, or empty when nobody asked.
    """

    mode: Ints
    start: Ints
    finish: Ints
    team_start: Ints
    team: Ints
    team_kind: Ints
    order: Ints
    objective: int
    bound: int = 0
    bindings: tuple[Binding, ...] = ()
    solver: Mapping[str, object] = field(default_factory=dict)
    history: tuple[Mapping[str, object], ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schedule) and equal_fields(self, other)

    def __hash__(self) -> int:
        return hash((len(self.mode), self.objective, self.bound))

    @property
    def gap(self) -> float | None:
        """``(objective - bound) / bound``; ``None`` when the bound is 0 and the objective not."""
        if self.bound == 0:
            return 0.0 if self.objective == 0 else None
        return (self.objective - self.bound) / self.bound


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """One activity of a schedule file, in its own names: nothing about it is checked yet."""

    activity: str
    mode: int
    teams: Mapping[str, tuple[str, ...]]
    start: int
    finish: int
    binding: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ScheduleDocument:
    """
    A schedule file: well formed, but not compared with its problem.

    ``ploughshare.scheduling.verify`` says whether it is true.
    """

    problem_sha256: str
    objective: int
    bound: int
    items: tuple[ScheduleItem, ...]
    solver: Mapping[str, object] = field(default_factory=dict)
    history: tuple[Mapping[str, object], ...] = ()
