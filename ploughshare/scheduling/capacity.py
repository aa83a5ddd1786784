"""Team time: how many steps the teams can give, between dates, to which kinds."""

from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.pauses import merged, mode_kinds
from ploughshare.scheduling.problem import NEVER, Flags, Ints, Problem


@dataclass(frozen=True, slots=True)
class TeamTime:
    """
    Team time in cells: steps of teams that could then serve as the same kinds.

    A resource is a kind counted in one of two ways: ``k`` is time present, in which
    teams work and travel; ``n_kinds + k`` is time in which work as kind ``k`` can
    progress somewhere. A cell's time is used by its resources together, not by each.

    Parameters
    ----------
    serves
        Resources each cell's time can be used as. Shape ``(n_cells, n_resources)``.
    step, given, teams
        By cell: the steps at which the number of its teams changes, the team steps
        given until then, and the number of teams from then on.
    """

    serves: Flags
    step: tuple[Ints, ...]
    given: tuple[Ints, ...]
    teams: tuple[Ints, ...]

    def until(self, steps: Ints) -> Ints:
        """Return the team steps of each cell in ``[0, step)``. Shape ``(n_cells, n_steps)``."""
        total = np.zeros((len(self.step), len(steps)), np.int64)
        for cell, step in enumerate(self.step):
            place = np.searchsorted(step, steps, side="right") - 1
            passed = self.teams[cell][place] * (steps - step[place])
            total[cell] = np.where(place >= 0, self.given[cell][place] + passed, 0)
        return total


def _summed(spans: Ints) -> tuple[Ints, Ints, Ints]:
    """Return where the number of intervals open changes, the steps until then, the number then."""
    edges = np.concatenate((spans[:, 0], spans[spans[:, 1] < NEVER, 1]))
    change = np.ones(len(edges), np.int64)
    change[len(spans) :] = -1
    step, which = np.unique(edges, return_inverse=True)
    count = np.zeros(len(step), np.int64)
    np.add.at(count, which.reshape(-1), change)
    teams = np.cumsum(count)
    given = np.concatenate((np.zeros(1, np.int64), np.cumsum(teams[:-1] * np.diff(step))))
    return step, given, teams


def team_time(problem: Problem, heads: Heads) -> TeamTime:
    """
    Return the time teams can give to activities that are not fixed.

    Fixed items take their teams away while they last. Progress is counted apart
    from presence only where there are absences or stand-downs at all.
    """
    busy = _fixed_spans(problem, heads)
    cells: dict[bytes, list[Ints]] = {}
    _add_presence(problem, busy, cells)
    if len(problem.away) or len(problem.standdown):
        _add_progress(problem, busy, cells)
    keys = sorted(cells)
    shape = (-1, 2 * problem.n_kinds)
    serves = np.array([np.frombuffer(key, np.bool_) for key in keys], np.bool_).reshape(shape)
    spans = [np.concatenate(cells[key]) for key in keys]
    used = [cell for cell, each in enumerate(spans) if len(each)]
    summed = [_summed(spans[cell]) for cell in used]
    step, given, teams = (tuple(each[i] for each in summed) for i in range(3))
    return TeamTime(serves[used], step, given, teams)


def _fixed_spans(problem: Problem, heads: Heads) -> list[list[Ints]]:
    """Return for each team the spans its fixed items take."""
    busy: list[list[Ints]] = [[] for _ in range(problem.n_teams)]
    for f, j in enumerate(problem.fixed_activity):
        span = np.array([[problem.fixed_begin[f], heads.finish[j]]], np.int64)
        for team in problem.fixed_team[problem.fixed_start[f] : problem.fixed_start[f + 1]]:
            busy[team].append(span)
    return busy


def without(whole: tuple[int, int], taken: Ints) -> Ints:
    """Return what is left of an interval when sorted, disjoint intervals are taken out."""
    edges = np.concatenate(([whole[0]], taken.ravel(), [whole[1]])).clip(*whole).reshape(-1, 2)
    return np.asarray(edges[edges[:, 0] < edges[:, 1]], np.int64)


def _present(problem: Problem, team: int) -> tuple[int, int]:
    begin = int(problem.team_from[team])
    return begin, max(begin, int(problem.team_to[team]))


def _add_presence(problem: Problem, busy: list[list[Ints]], cells: dict[bytes, list[Ints]]) -> None:
    nothing = np.zeros(problem.n_kinds, np.bool_)
    for team in np.flatnonzero(problem.team_kinds.any(axis=1)).tolist():
        serves = np.concatenate((problem.team_kinds[team], nothing)).tobytes()
        taken = merged(np.concatenate([np.zeros((0, 2), np.int64), *busy[team]]))
        cells.setdefault(serves, []).append(without(_present(problem, team), taken))


def _add_progress(problem: Problem, busy: list[list[Ints]], cells: dict[bytes, list[Ints]]) -> None:
    edges = np.unique(np.concatenate((np.zeros(1, np.int64), problem.standdown.ravel())))
    closed = _closed(problem, edges)
    asked = _asked(problem)
    open_by_zones: dict[bytes, Flags] = {}
    nothing = np.zeros(problem.n_kinds, np.bool_)
    until = np.append(edges[1:], NEVER)
    for team in range(problem.n_teams):
        zones = np.append(problem.team_zones[team], True)
        key = zones.tobytes()
        if key not in open_by_zones:
            open_by_zones[key] = (~closed & asked & zones).any(axis=2)
        works = open_by_zones[key] & problem.team_kinds[team]
        away = problem.away[problem.away_start[team] : problem.away_start[team + 1]]
        here = without(_present(problem, team), merged(np.concatenate([away, *busy[team]])))
        for span in range(len(edges)):
            if not works[span].any():
                continue
            part = here.clip(edges[span], until[span])
            part = part[part[:, 0] < part[:, 1]]
            if len(part):
                serves = np.concatenate((nothing, works[span])).tobytes()
                cells.setdefault(serves, []).append(part)


def _closed(problem: Problem, edges: Ints) -> Flags:
    """Whether a kind stands down in a zone (last: no zone) from each edge to the next."""
    shape = (len(edges), problem.n_kinds, len(problem.zones) + 1)
    closed = np.zeros(shape, np.bool_)
    for s, (begin, end) in enumerate(problem.standdown):
        everywhere = bool(problem.standdown_everywhere[s])
        zones = np.append(problem.standdown_zones[s] | everywhere, everywhere)
        closed[(edges >= begin) & (edges < end)] |= problem.standdown_kinds[s][:, None] & zones
    return closed


def _asked(problem: Problem) -> Flags:
    """Whether a kind is asked for in a zone (last: no zone). Shape ``(n_kinds, n_zones + 1)``."""
    asked = np.zeros((problem.n_kinds, len(problem.zones) + 1), np.bool_)
    zone = np.repeat(problem.zone, np.diff(problem.mode_start))
    mode, kind = np.nonzero(mode_kinds(problem))
    asked[kind, zone[mode]] = True
    return asked
