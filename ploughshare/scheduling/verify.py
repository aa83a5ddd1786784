"""Verify a schedule against its problem, from the definitions alone.

In the order of section 1 of ``docs/reference/planning-problem.md``. Nothing here is
shared with the code that builds schedules: a mistake made there cannot be repeated
here. Plain Python integers, so that no step is too large to be judged.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ploughshare.errors import InvalidSchedule
from ploughshare.scheduling.problem import NEVER, NONE, Problem
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument, ScheduleItem

RULES: Mapping[str, str] = {
    "another-problem": "The schedule names the hash of the problem.",
    "unknown-activity": "Every item is an activity of the problem.",
    "doubled-activity": "No activity is done twice.",
    "missing-activity": "Every activity is done.",
    "unknown-mode": "The mode is one of the activity's.",
    "wrong-kind": "Teams serve as kinds that the mode asks for.",
    "too-few-teams": "Each kind has as many teams as the mode asks for, not fewer.",
    "too-many-teams": "Each kind has as many teams as the mode asks for, not more.",
    "doubled-team": "The teams of an activity are distinct.",
    "unknown-team": "Every team is one of the problem's.",
    "unfit-team": "A team serves as one of its kinds.",
    "forbidden-zone": "A team works in its zones only.",
    "forbidden-group": "An activity is done by the groups it admits.",
    "before-earliest": "No activity starts before its earliest step, none before step 0.",
    "before-predecessor": "No activity starts before a predecessor's finish plus the lag.",
    "idle-start": "An activity with steps starts on a working step.",
    "wrong-finish": "The finish is the smallest step after the last working step needed.",
    "before-arrival": "No activity starts before its teams arrive.",
    "overlap": "A team does one activity at a time.",
    "after-leaving": "A team's activities finish by the step it leaves.",
    "fixed-changed": "Fixed items stand unchanged.",
    "wrong-objective": "The objective is the weighted sum of benefit steps.",
    "wrong-bound": "The bound lies between 0 and the objective.",
}
"""Every rule a schedule can break, as it reads when it is kept."""


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One rule broken in one place.

    Parameters
    ----------
    rule
        A key of ``RULES``.
    message
        A sentence that names activity, team and steps.
    facts
        What the message was made from: names and numbers.
    """

    rule: str
    message: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item whose activity exists: numbers where the problem has them."""

    activity: int
    name: str
    mode: int
    steps: int
    kinds: tuple[int, ...]
    teams: tuple[int, ...]
    start: int
    finish: int


def violations(problem: Problem, document: ScheduleDocument) -> list[Violation]:
    """
    List every rule that a schedule breaks; empty when it is valid.

    An item that names something unknown is left out of the rules that would need
    it, and of an activity given twice the first item counts.
    """
    placed, found = _placed(problem, document)
    found.extend(_who_may(problem, placed))
    found.extend(_not_before(problem, placed))
    found.extend(_working_steps(problem, placed))
    found.extend(_journeys(problem, placed))
    found.extend(_leaving(problem, placed))
    found.extend(_fixed(problem, document))
    found.extend(_sums(problem, placed, document))
    return found


def require_valid(problem: Problem, schedule: Schedule) -> None:
    """
    Raise when a schedule breaks a rule.

    Raises
    ------
    InvalidSchedule
        With the first violations in the message and how many there are.
    """
    found = violations(problem, _in_names(problem, schedule))
    if found:
        first = " ".join(each.message for each in found[:3])
        raise InvalidSchedule(
            f"The schedule breaks its problem's rules {len(found)} times: {first}",
            remedy="This is a fault in the program, not in your data: please report it.",
            violations=[each.message for each in found[:100]],
            rules=sorted({each.rule for each in found}),
        )


def _in_names(problem: Problem, schedule: Schedule) -> ScheduleDocument:
    def named(names: tuple[str, ...], i: int) -> str:
        return names[i] if 0 <= i < len(names) else f"number {i}"

    mode, start, finish = (x.tolist() for x in (schedule.mode, schedule.start, schedule.finish))
    first, team, kind = (
        x.tolist() for x in (schedule.team_start, schedule.team, schedule.team_kind)
    )
    items: list[ScheduleItem] = []
    for j in schedule.order.tolist():
        teams: dict[str, tuple[str, ...]] = {}
        for k in range(first[j], first[j + 1]):
            serving_as = named(problem.kinds, kind[k])
            teams[serving_as] = (*teams.get(serving_as, ()), named(problem.team_ids, team[k]))
        name = named(problem.activity_ids, j)
        items.append(ScheduleItem(name, mode[j], teams, start[j], finish[j]))
    return ScheduleDocument(problem.sha256, schedule.objective, schedule.bound, tuple(items))


def _placed(
    problem: Problem, document: ScheduleDocument
) -> tuple[dict[int, _Placed], list[Violation]]:
    """Number the items; report what has no number, and who is too few, too many or doubled."""
    found: list[Violation] = []
    if problem.sha256 and document.problem_sha256 != problem.sha256:
        found.append(
            Violation(
                "another-problem",
                "The schedule was made for another problem: the hashes differ.",
                {"schedule": document.problem_sha256, "problem": problem.sha256},
            )
        )
    numbers = {name: j for j, name in enumerate(problem.activity_ids)}
    demands = _Demands(problem)
    placed: dict[int, _Placed] = {}
    for item in document.items:
        j = numbers.get(item.activity, NONE)
        if j == NONE:
            message = f"There is no activity {item.activity} in the problem."
            found.append(Violation("unknown-activity", message, {"activity": item.activity}))
        elif j in placed:
            message = f"Activity {item.activity} stands in the schedule more than once."
            found.append(Violation("doubled-activity", message, {"activity": item.activity}))
        else:
            placed[j] = demands.number(j, item, found)
    for j, name in enumerate(problem.activity_ids):
        if j not in placed:
            message = f"Activity {name} is missing from the schedule."
            found.append(Violation("missing-activity", message, {"activity": name}))
    return placed, found


class _Demands:
    """What the modes ask for, in names, to hold items against."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.teams = {name: t for t, name in enumerate(problem.team_ids)}
        self.kinds = {name: k for k, name in enumerate(problem.kinds)}
        self.mode_start = problem.mode_start.tolist()
        self.mode_steps = problem.mode_steps.tolist()
        self.start = problem.demand_start.tolist()
        self.kind = problem.demand_kind.tolist()
        self.count = problem.demand_count.tolist()

    def number(self, j: int, item: ScheduleItem, found: list[Violation]) -> _Placed:
        name, modes = item.activity, self.mode_start[j + 1] - self.mode_start[j]
        steps, kinds = NONE, ()
        if 0 <= item.mode < modes:
            m = self.mode_start[j] + item.mode
            steps = self.mode_steps[m]
            asked = range(self.start[m], self.start[m + 1])
            kinds = tuple(self.kind[k] for k in asked)
            found.extend(self._counts(item, {self.kind[k]: self.count[k] for k in asked}))
        else:
            message = f"Activity {name} has {modes} modes; there is no mode {item.mode}."
            facts = {"activity": name, "mode": item.mode, "modes": modes}
            found.append(Violation("unknown-mode", message, facts))
        teams = tuple(self._known_teams(item, found))
        return _Placed(j, name, item.mode, steps, kinds, teams, item.start, item.finish)

    def _counts(self, item: ScheduleItem, asked: dict[int, int]) -> Iterator[Violation]:
        for kind, named in item.teams.items():
            if named and self.kinds.get(kind, NONE) not in asked:
                yield Violation(
                    "wrong-kind",
                    f"Mode {item.mode} of activity {item.activity} asks for no {kind}, "
                    f"but {', '.join(named)} is to serve as it.",
                    {"activity": item.activity, "mode": item.mode, "kind": kind},
                )
        for number, count in asked.items():
            kind = self.problem.kinds[number]
            there = len(item.teams.get(kind, ()))
            if there != count:
                yield Violation(
                    "too-few-teams" if there < count else "too-many-teams",
                    f"Mode {item.mode} of activity {item.activity} asks for {count} {kind}; "
                    f"the schedule names {there}.",
                    {"activity": item.activity, "kind": kind, "asked": count, "named": there},
                )

    def _known_teams(self, item: ScheduleItem, found: list[Violation]) -> Iterator[int]:
        """Each known team once; and whether it can serve as the kind it is named for."""
        seen: set[str] = set()
        for kind, named in item.teams.items():
            for name in named:
                t = self.teams.get(name, NONE)
                facts = {"activity": item.activity, "team": name}
                if t == NONE:
                    message = f"Activity {item.activity} names team {name}, which does not exist."
                    found.append(Violation("unknown-team", message, facts))
                    continue
                k = self.kinds.get(kind, NONE)
                if k == NONE or not self.problem.team_kinds[t, k]:
                    message = f"Team {name} cannot serve as {kind} on activity {item.activity}."
                    found.append(Violation("unfit-team", message, {**facts, "kind": kind}))
                if name in seen:
                    message = f"Team {name} is named twice on activity {item.activity}."
                    found.append(Violation("doubled-team", message, facts))
                else:
                    seen.add(name)
                    yield t


def _who_may(problem: Problem, placed: dict[int, _Placed]) -> Iterator[Violation]:
    zone, group = problem.zone.tolist(), problem.team_group.tolist()
    any_group = problem.any_group.tolist()
    for item in placed.values():
        j = item.activity
        if zone[j] == NONE and any_group[j]:
            continue
        for t in item.teams:
            team = problem.team_ids[t]
            facts = {"activity": item.name, "team": team}
            if zone[j] != NONE and not problem.team_zones[t, zone[j]]:
                where = problem.zones[zone[j]]
                message = (
                    f"Team {team} may not work in zone {where}, where activity {item.name} lies."
                )
                yield Violation("forbidden-zone", message, {**facts, "zone": where})
            if not any_group[j] and (group[t] == NONE or not problem.group_allowed[j, group[t]]):
                whose = "no group" if group[t] == NONE else f"group {problem.groups[group[t]]}"
                message = f"Team {team} is of {whose}, which activity {item.name} does not admit."
                yield Violation("forbidden-group", message, facts)


def _not_before(problem: Problem, placed: dict[int, _Placed]) -> Iterator[Violation]:
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


def _working_steps(problem: Problem, placed: dict[int, _Placed]) -> Iterator[Violation]:
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


def _journeys(problem: Problem, placed: dict[int, _Placed]) -> Iterator[Violation]:
    """Each team's activities by start and finish, ties in the order of the items."""
    days: dict[int, list[_Placed]] = defaultdict(list)
    for item in placed.values():
        for t in item.teams:
            days[t].append(item)
    roads = _Roads(problem)
    for t in sorted(days):
        team = problem.team_ids[t]
        last: _Placed | None = None
        for item in sorted(days[t], key=lambda each: (each.start, each.finish)):
            free = int(problem.team_from[t]) if last is None else last.finish
            trip = roads.steps(t, NONE if last is None else last.activity, item.activity)
            if item.start < free + trip:
                yield _too_soon(team, last, item, free, trip)
            last = item


def _too_soon(team: str, last: _Placed | None, item: _Placed, free: int, trip: int) -> Violation:
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
        self.between = problem.between
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
        return travel


def _leaving(problem: Problem, placed: dict[int, _Placed]) -> Iterator[Violation]:
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


def _fixed(problem: Problem, document: ScheduleDocument) -> Iterator[Violation]:
    items: dict[str, ScheduleItem] = {}
    if len(problem.fixed_activity):
        for item in document.items:
            items.setdefault(item.activity, item)
    for f, j in enumerate(problem.fixed_activity.tolist()):
        name = problem.activity_ids[j]
        if name not in items:
            continue
        item = items[name]
        listed = range(problem.fixed_start[f], problem.fixed_start[f + 1])
        given = Counter(
            (problem.kinds[problem.fixed_kind[k]], problem.team_ids[problem.fixed_team[k]])
            for k in listed
        )
        found = Counter((kind, team) for kind, teams in item.teams.items() for team in teams)
        mode, start = int(problem.fixed_mode[f]), int(problem.fixed_begin[f])
        if (item.mode, item.start) != (mode, start) or given != found:
            teams = ", ".join(f"{team} as {kind}" for kind, team in sorted(given)) or "no team"
            yield Violation(
                "fixed-changed",
                f"Activity {name} is fixed to mode {mode}, step {start}, {teams}; "
                f"the schedule has mode {item.mode}, step {item.start}, or other teams.",
                {"activity": name, "mode": mode, "start": start},
            )


def _sums(
    problem: Problem, placed: dict[int, _Placed], document: ScheduleDocument
) -> Iterator[Violation]:
    objective = _objective(problem, placed)
    if objective is not None and document.objective != objective:
        yield Violation(
            "wrong-objective",
            f"The objective is {objective}; the schedule says {document.objective}.",
            {"expected": objective, "objective": document.objective},
        )
    if not 0 <= document.bound <= document.objective:
        yield Violation(
            "wrong-bound",
            f"The bound {document.bound} does not lie between 0 and "
            f"the objective {document.objective}.",
            {"bound": document.bound, "objective": document.objective},
        )


def _objective(problem: Problem, placed: dict[int, _Placed]) -> int | None:
    """Sum of weights times benefit steps; none when an activity of a benefit is missing."""
    activity = problem.benefit_activity.tolist()
    if any(j not in placed for j in activity):
        return None
    reached = [placed[j].finish for j in activity]
    first, need = problem.need_start.tolist(), problem.need.tolist()
    waiting = [first[b + 1] - first[b] for b in range(len(reached))]
    needed_by: dict[int, list[int]] = defaultdict(list)
    for b in range(len(reached)):
        for k in range(first[b], first[b + 1]):
            needed_by[need[k]].append(b)
    ready = [b for b, count in enumerate(waiting) if count == 0]
    while ready:
        other = ready.pop()
        for b in needed_by[other]:
            reached[b] = max(reached[b], reached[other])
            waiting[b] -= 1
            if waiting[b] == 0:
                ready.append(b)
    weights: list[int] = problem.weight.tolist()
    return sum(weight * step for weight, step in zip(weights, reached, strict=True))
