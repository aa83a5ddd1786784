"""Local kinds: a kind of team, told apart by which teams of it may do the work.

Where teams may work in some zones only, or some activities admit some groups only, the time of one
team cannot stand in for that of another, though both are of one kind. The limits on plans price team
time by kind. So a kind that some activities may only have from some of its teams is split: each
activity asks for the local kind of its own teams, and a team serves as all local kinds in which it may
work. Any schedule of the problem is one of the split problem and costs the same, so what no schedule
of the split problem can beat, none of the problem can.

Where there would be too many, those whose teams are most alike become one, which any of their teams
may serve as. That can only allow more schedules.
"""

from dataclasses import dataclass, replace

import numpy as np

from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import Flags, Ints, Problem, Reals
from ploughshare.scheduling.tables import openness

MOST_KINDS = 48
"""Local kinds beside one of each kind, at most: each has a price at every step."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalKinds:
    """
    How kinds are split.

    Parameters
    ----------
    of
        Local kind of kind ``k`` asked for by an activity of openness ``o`` (as ``openness`` numbers
        them); -1 where none asks. Shape ``(n_kinds, n_openness)``.
    kind
        Kind of each local kind. Shape ``(n_local,)``.
    needed
        Whether a split changes anything.
    """

    of: Ints
    kind: Ints
    needed: bool

    def split(self, problem: Problem) -> Problem:
        """
        Return a problem with its kinds split; the same problem where that changes nothing.

        It must have the same activities as the one the split was made for, and may have other teams.
        """
        if not self.needed:
            return problem
        which, may = openness(problem)
        serves = np.zeros((problem.n_teams, len(self.kind)), np.bool_)
        for k, o in zip(*np.nonzero(self.of >= 0), strict=True):
            serves[:, self.of[k, o]] |= problem.team_kinds[:, k] & may[o]
        of_mode = owners(problem.mode_start)[owners(problem.demand_start)]
        of_fixed = problem.fixed_activity[owners(problem.fixed_start)]
        return replace(
            problem,
            kinds=tuple(f"{problem.kinds[k]} {n}" for n, k in enumerate(self.kind)),
            team_kinds=serves,
            demand_kind=self.of[problem.demand_kind, which[of_mode]],
            fixed_kind=np.maximum(self.of[problem.fixed_kind, which[of_fixed]], 0),
            standdown_kinds=problem.standdown_kinds[:, self.kind],
        )


def local_kinds(problem: Problem, most: int = MOST_KINDS) -> LocalKinds:
    """Tell the kinds of a problem apart by the teams that may do the work."""
    which, may = openness(problem)
    asked = np.zeros((problem.n_kinds, len(may)), np.bool_)
    of_mode = owners(problem.mode_start)[owners(problem.demand_start)]
    asked[problem.demand_kind, which[of_mode]] = True
    teams: list[Flags] = []
    of = np.full(asked.shape, -1, np.int64)
    kind: list[int] = []
    for k in range(problem.n_kinds):
        known: dict[bytes, int] = {}
        for o in np.flatnonzero(asked[k]):
            able = problem.team_kinds[:, k] & may[o]
            key = able.tobytes()
            if key not in known:
                known[key] = len(kind)
                kind.append(k)
                teams.append(able)
            of[k, o] = known[key]
    alive = problem.team_to > problem.team_from
    whole = all(
        (able == problem.team_kinds[:, k] & alive).all()
        for k, able in zip(kind, teams, strict=True)
    )
    if whole:
        return LocalKinds(of, np.array(kind, np.int64), needed=False)
    merged = _merged(np.array(teams), np.array(kind), len(set(kind)) + most)
    first, new = np.unique(merged, return_inverse=True)
    of = np.where(of >= 0, new.reshape(-1)[of], -1)
    return LocalKinds(of, np.array(kind, np.int64)[first], needed=True)


def _merged(teams: Flags, kind: Ints, most: int) -> Ints:
    """Return with which local kind each goes together, so that at most so many are left."""
    stands_for = np.arange(len(kind))
    teams = teams.astype(np.float64)
    shared = teams @ teams.T
    size = np.diag(shared).copy()
    either: Reals = size[:, None] + size[None, :] - shared
    like = np.where(either > 0, shared / np.maximum(either, 1.0), 1.0)
    like[kind[:, None] != kind[None, :]] = -1.0
    like[np.tril_indices(len(kind))] = -1.0
    for _ in range(len(kind) - most):
        a, b = np.unravel_index(int(like.argmax()), like.shape)
        if like[a, b] < 0:
            break
        stands_for[stands_for == b] = a
        teams[a] = np.maximum(teams[a], teams[b])
        like[b], like[:, b] = -1.0, -1.0
        left = np.unique(stands_for)
        left = left[(kind[left] == kind[a]) & (left != a)]
        both = teams[left] @ teams[a]
        together = teams[left].sum(axis=1) + teams[a].sum() - both
        alike = np.where(together > 0, both / np.maximum(together, 1.0), 1.0)
        like[np.minimum(left, a), np.maximum(left, a)] = alike
    return stands_for
