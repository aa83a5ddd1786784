"""Verify who does what: items, modes, teams, zones and groups."""

from collections.abc import Iterator

from ploughshare.scheduling.problem import NONE, Problem
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.violation import Placed, Violation


def placed_items(
    problem: Problem, document: ScheduleDocument
) -> tuple[dict[int, Placed], list[Violation]]:
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
    placed: dict[int, Placed] = {}
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

    def number(self, j: int, item: ScheduleItem, found: list[Violation]) -> Placed:
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
        return Placed(j, name, item.mode, steps, kinds, teams, item.start, item.finish)

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


def who_may(problem: Problem, placed: dict[int, Placed]) -> Iterator[Violation]:
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
