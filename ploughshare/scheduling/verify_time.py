"""Verify when: earliest steps, predecessors, working steps, journeys, leaving dates."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from ploughshare.scheduling.problem import NEVER, NONE, Problem
from ploughshare.scheduling.violation import Placed, Violation


def not_before(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    earliest, first = problem.earliest.tolist(), problem.pred_start.tolist()
    before, lags = problem.pred.tolist(), problem.pred_lag.tolist()
    for j, item in placed.items():
        if item.start < earliest[j]:
            yield Violation(
                "before-earliest",
                f"Activity {item.name} starts at step {item.start}, "
                f"before its earliest step {earliest[j]}.",
                {"activity": item.name, "start": item.start, "earliest": earliest[j]},
            )
        for k in range(first[j], first[j + 1]):
            other = placed.get(before[k])
            if other is not None and item.start < other.finish + lags[k]:
                lag = f" and the lag is {lags[k]} steps" if lags[k] else ""
                yield Violation(
                    "before-predecessor",
                    f"Activity {item.name} starts at step {item.start}, but its predecessor "
                    f"{other.name} finishes at step {other.finish}{lag}.",
                    {
                        "activity": item.name,
                        "start": item.start,
                        "predecessor": other.name,
                        "finish": other.finish,
                        "lag": lags[k],
                    },
                )


class _Pauses:
    """Disjoint intervals in which nothing progresses, in order."""

    def __init__(self, intervals: list[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(intervals):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def around(self, step: int) -> tuple[int, int] | None:
        """The interval that covers a step, or the next one after it."""
        i = bisect_right(self.ends, step)
        return (self.starts[i], self.ends[i]) if i < len(self.starts) else None


def working_steps(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    zone = problem.zone.tolist()
    away = [_absences(problem, t) for t in range(problem.n_teams)]
    known: dict[tuple[tuple[int, ...], int], _Pauses] = {}
    for j, item in placed.items():
        if item.steps == NONE:
            continue
        key = (item.kinds, zone[j])
        if key not in known:
            known[key] = _standdowns(problem, *key)
        sources = [each for each in (known[key], *(away[t] for t in item.teams)) if each.starts]
        facts: dict[str, str | int] = {
            "activity": item.name,
            "start": item.start,
            "finish": item.finish,
        }
        if item.steps and _next_working(sources, item.start) != item.start:
            yield Violation(
                "idle-start",
                f"Activity {item.name} starts at step {item.start}, "
                "when a stand-down or an absence stops it.",
                facts,
            )
        finish = _finish(sources, item.start, item.steps)
        if item.finish != finish:
            yield Violation(
                "wrong-finish",
                f"Activity {item.name} starts at step {item.start} and needs {item.steps} "
                f"working steps: it finishes at step {finish}, not {item.finish}.",
                {**facts, "expected": finish},
            )


def _absences(problem: Problem, t: int) -> _Pauses:
    listed = problem.away[problem.away_start[t] : problem.away_start[t + 1]].tolist()
    return _Pauses([(start, end) for start, end in listed])


def _standdowns(problem: Problem, kinds: tuple[int, ...], zone: int) -> _Pauses:
    """Those that cover one of the kinds in a zone (``NONE``: only those without zones)."""
    listed: list[tuple[int, int]] = []
    for s, (start, end) in enumerate(problem.standdown.tolist()):
        everywhere = problem.standdown_everywhere[s]
        here = everywhere or (zone != NONE and problem.standdown_zones[s, zone])
        if here and any(problem.standdown_kinds[s, k] for k in kinds):
            listed.append((start, end))
    return _Pauses(listed)


def _next_working(sources: list[_Pauses], step: int) -> int:
    """The first step from ``step`` on that no source covers."""
    moved = True
    while moved:
        moved = False
        for each in sources:
            pause = each.around(step)
            if pause is not None and pause[0] <= step:
                step = pause[1]
                moved = True
    return step


def _finish(sources: list[_Pauses], step: int, left: int) -> int:
    """The smallest step such that ``left`` working steps lie between ``step`` and it."""
    while left:
        step = _next_working(sources, step)
        coming = (each.around(step) for each in sources)
        done = min([left, *(pause[0] - step for pause in coming if pause is not None)])
        step += done
        left -= done
    return step


def journeys(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    """Each team's activities by start and finish, ties in the order of the items."""
    days: dict[int, list[Placed]] = defaultdict(list)
    for item in placed.values():
        for t in item.teams:
            days[t].append(item)
    roads = _Roads(problem)
    for t in sorted(days):
        team = problem.team_ids[t]
        last: Placed | None = None
        for item in sorted(days[t], key=lambda each: (each.start, each.finish)):
            free = int(problem.team_from[t]) if last is None else last.finish
            trip = roads.steps(t, NONE if last is None else last.activity, item.activity)
            if item.start < free + trip:
                yield _too_soon(team, last, item, free, trip)
            last = item


def _too_soon(team: str, last: Placed | None, item: Placed, free: int, trip: int) -> Violation:
    facts: dict[str, str | int] = {
        "team": team,
        "activity": item.name,
        "start": item.start,
        "free": free,
        "travel": trip,
    }
    if last is not None:
        facts["previous"] = last.name
        if item.start < free:
            return Violation(
                "overlap",
                f"Team {team} works on {last.name} from step {last.start} to {free} "
                f"and on {item.name} from step {item.start}.",
                facts,
            )
    origin = "is there from" if last is None else f"finishes {last.name} at"
    return Violation(
        "before-arrival",
        f"Team {team} {origin} step {free} and travels {trip} steps: it reaches {item.name} "
        f"at step {free + trip}, which starts at step {item.start}.",
        facts,
    )


class _Roads:
    """Travel exactly as the definition says, in IEEE double precision."""

    def __init__(self, problem: Problem) -> None:
        self.at, self.zone = problem.at.tolist(), problem.zone.tolist()
        self.base, self.base_zone = problem.team_at.tolist(), problem.team_zone.tolist()
        self.area, self.base_area = problem.area.tolist(), problem.team_area.tolist()
        self.between, self.roads = problem.between, problem.roads
        self.mobility = problem.team_mobility.tolist()
        self.classes = [
            (
                float(problem.detour[m]),
                float(problem.km_per_step[m]),
                float(problem.camp_move_km[m]),
                int(problem.camp_move_steps[m]),
            )
            for m in problem.team_mobility.tolist()
        ]

    def steps(self, t: int, origin: int, site: int) -> int:
        """Steps of team ``t`` from an activity's place, or its base (``NONE``), to another."""
        xa, ya = self.base[t] if origin == NONE else self.at[origin]
        xb, yb = self.at[site]
        zone_a = self.base_zone[t] if origin == NONE else self.zone[origin]
        zone_b = self.zone[site]
        travel = 0
        if xa != xb or ya != yb:
            detour, km_per_step, camp_move_km, camp_move_steps = self.classes[t]
            d = detour * math.sqrt((xa - xb) * (xa - xb) + (ya - yb) * (ya - yb))
            travel = math.ceil(d / km_per_step - 1e-6)
            if d > camp_move_km + 1e-6:
                travel += camp_move_steps
        if NONE not in (zone_a, zone_b) and zone_a != zone_b:
            travel += int(self.between[zone_a, zone_b])
        area_a = self.base_area[t] if origin == NONE else self.area[origin]
        area_b = self.area[site]
        if NONE not in (area_a, area_b) and area_a != area_b:
            travel += int(self.roads[self.mobility[t], area_a, area_b])
        return travel


def leaving(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
    leaves = problem.team_to.tolist()
    for item in placed.values():
        for t in item.teams:
            if leaves[t] != NEVER and item.finish > leaves[t]:
                team = problem.team_ids[t]
                yield Violation(
                    "after-leaving",
                    f"Activity {item.name} finishes at step {item.finish}, "
                    f"after team {team} leaves at step {leaves[t]}.",
                    {"activity": item.name, "team": team, "finish": item.finish, "to": leaves[t]},
                )
