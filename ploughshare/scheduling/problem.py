"""Problem: what must be done, in what order, with what. Flat integer arrays."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 2**61
"""The step at which a team leaves that never leaves. Larger than any reachable step."""

NONE = -1
"""No zone, no group: the index that stands for an absent name."""


def equal_fields(one: "DataclassInstance", other: "DataclassInstance") -> bool:
    """Whether two instances of one dataclass agree in all fields that are compared."""
    for each in fields(one):
        if not each.compare:
            continue
        a, b = getattr(one, each.name), getattr(other, each.name)
        same = np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        if not same:
            return False
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    A restoration scheduling problem, as ``restoration-problem`` defines it, of any version.

    Everything is numbered from 0 in file order. Lists of lists are stored as
    ``X_start`` (n + 1 offsets) and flat ``X``: the entries of ``i`` are
    ``X[X_start[i]:X_start[i + 1]]``. Time is counted in steps.

    Parameters
    ----------
    kinds, zones, groups, mobilities
        Names. ``zones`` are those that hold a base or an activity and ``groups`` those
        of teams and activities, in order of first appearance, teams first; a zone
        that is only listed changes nothing. ``mobilities[0]`` is ``"default"``.
    activity_ids, team_ids, benefit_ids
        Names as in the file.
    detour, km_per_step, camp_move_km, camp_move_steps
        Travel by mobility class. Shape ``(n_mobilities,)``.
    between
        Extra steps between two zones, symmetric, 0 where the pair is not listed.
        Shape ``(n_zones, n_zones)``.
    areas, area, team_area, roads
        Names of areas that hold a base or an activity, as with zones; the area of each
        activity and each base, or ``NONE``; and extra steps between two areas for each class
        of mobility, symmetric. Shapes ``(n_activities,)``, ``(n_teams,)`` and
        ``(n_mobilities, n_areas, n_areas)``. Version 1 knows none.
    team_at, team_zone, team_mobility, team_group, team_from, team_to
        Base in km, zone or ``NONE``, class, group or ``NONE``, first step, last
        step by which all work is finished (``NEVER`` when absent). Shapes
        ``(n_teams, 2)`` and ``(n_teams,)``.
    team_kinds
        Which kinds a team can serve as. Shape ``(n_teams, n_kinds)``.
    team_zones
        Zones a team may work in, all true when the file names none. Shape
        ``(n_teams, n_zones)``. An activity without a zone is open to all.
    away_start, away
        Absences ``[from, to)`` of each team. Shape ``(n_away, 2)``.
    standdown_kinds, standdown_zones, standdown_everywhere, standdown
        Stand-downs: kinds stopped, zones, whether everywhere, ``[from, to)``.
        Shapes ``(n, n_kinds)``, ``(n, n_zones)``, ``(n,)``, ``(n, 2)``.
    at, zone, earliest
        Place in km, zone or ``NONE``, first step. Shapes ``(n_activities, 2)``
        and ``(n_activities,)``.
    any_group, group_allowed
        Whether an activity is open to all teams, and else to which groups.
        Shapes ``(n_activities,)`` and ``(n_activities, n_groups)``.
    pred_start, pred, pred_lag
        Predecessors of each activity and the lag after their finish.
    mode_start, mode_steps
        Modes of each activity and the working steps each takes. Modes are
        numbered through the whole problem.
    demand_start, demand_kind, demand_count
        Teams of each kind a mode asks for (counts above 0 only).
    fixed_activity, fixed_mode, fixed_begin
        Fixed items; ``fixed_mode`` counts within the activity. Shape
        ``(n_fixed,)``.
    fixed_start, fixed_team, fixed_kind
        Teams named by each fixed item and the kind each serves as.
    benefit_activity, weight, need_start, need
        Activity each benefit hangs on, its weight, and the benefits it needs.
    limit_ids, apart_ids
        Names as in the file.
    limit_at_once, limit_kinds, limit_start, limit_activity
        Teams that each limit lets work at once, the kinds that count, and the activities
        it holds for. Shapes ``(n_limits,)`` and ``(n_limits, n_kinds)``.
    these_start, these, those_start, those
        The two lists of activities that each entry of ``apart`` keeps from overlapping.
    set_activity, set_start, set_pred, set_lag
        Alternative sets of predecessors: whose each is, ascending, and what is in it.
    sha256
        Of the uncompressed bytes the problem was read from or written as.
    """

    name: str
    steps_per_day: int
    start_date: date | None
    kinds: tuple[str, ...]
    zones: tuple[str, ...]
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    mobilities: tuple[str, ...]
    activity_ids: tuple[str, ...]
    team_ids: tuple[str, ...]
    benefit_ids: tuple[str, ...]

    detour: Reals
    km_per_step: Reals
    camp_move_km: Reals
    camp_move_steps: Ints
    between: Ints
    roads: Ints

    team_at: Reals
    team_zone: Ints
    team_area: Ints
    team_mobility: Ints
    team_group: Ints
    team_from: Ints
    team_to: Ints
    team_kinds: Flags
    team_zones: Flags
    away_start: Ints
    away: Ints

    standdown_kinds: Flags
    standdown_zones: Flags
    standdown_everywhere: Flags
    standdown: Ints

    at: Reals
    zone: Ints
    area: Ints
    earliest: Ints
    any_group: Flags
    group_allowed: Flags
    pred_start: Ints
    pred: Ints
    pred_lag: Ints

    mode_start: Ints
    mode_steps: Ints
    demand_start: Ints
    demand_kind: Ints
    demand_count: Ints

    fixed_activity: Ints
    fixed_mode: Ints
    fixed_begin: Ints
    fixed_start: Ints
    fixed_team: Ints
    fixed_kind: Ints

    benefit_activity: Ints
    weight: Ints
    need_start: Ints
    need: Ints

    limit_ids: tuple[str, ...]
    limit_at_once: Ints
    limit_kinds: Flags
    limit_start: Ints
    limit_activity: Ints
    apart_ids: tuple[str, ...]
    these_start: Ints
    these: Ints
    those_start: Ints
    those: Ints
    set_activity: Ints
    set_start: Ints
    set_pred: Ints
    set_lag: Ints

    sha256: str = field(default="", compare=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and equal_fields(self, other)

    def __hash__(self) -> int:
        return hash((self.name, self.n_activities, self.n_teams, self.n_benefits))

    @property
    def n_activities(self) -> int:
        return len(self.activity_ids)

    @property
    def n_teams(self) -> int:
        return len(self.team_ids)

    @property
    def n_benefits(self) -> int:
        return len(self.benefit_ids)

    @property
    def n_modes(self) -> int:
        return len(self.mode_steps)

    @property
    def n_kinds(self) -> int:
        return len(self.kinds)

    @property
    def n_limits(self) -> int:
        return len(self.limit_ids)

    @property
    def n_apart(self) -> int:
        return len(self.apart_ids)

    @property
    def n_sets(self) -> int:
        return len(self.set_activity)

    @property
    def has_joint_rules(self) -> bool:
        """Whether activities are tied together by more than predecessors and teams."""
        return self.n_limits + self.n_apart + self.n_sets > 0
