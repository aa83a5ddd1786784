"""Verify a schedule against its problem, from the definitions alone.

In the order of section 1 of ``docs/reference/planning-problem.md``. Nothing here, in
``verify_items``, ``verify_time`` and ``verify_joint`` is shared with the code that builds schedules: a
mistake made there cannot be repeated here. Plain Python integers, so that no step is
too large to be judged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ploughshare.errors import InvalidSchedule
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument, ScheduleItem
from ploughshare.scheduling.strict_json import without_collector
from ploughshare.scheduling.verify_items import placed_items, who_may
from ploughshare.scheduling.verify_joint import after_any, kept_apart, within_limits
from ploughshare.scheduling.verify_time import journeys, leaving, not_before, working_steps
from ploughshare.scheduling.violation import RULES, Placed, Violation

__all__ = ["RULES", "Violation", "require_valid", "violations"]


def violations(problem: Problem, document: ScheduleDocument) -> list[Violation]:
    """
    List every rule that a schedule breaks; empty when it is valid.

    An item that names something unknown is left out of the rules that would need
    it, and of an activity given twice the first item counts.
    """
    placed, found = placed_items(problem, document)
    found.extend(who_may(problem, placed))
    found.extend(not_before(problem, placed))
    found.extend(after_any(problem, placed))
    found.extend(working_steps(problem, placed))
    found.extend(journeys(problem, placed))
    found.extend(leaving(problem, placed))
    found.extend(within_limits(problem, placed, document))
    found.extend(kept_apart(problem, placed))
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
    with without_collector():
        found = violations(problem, _in_names(problem, schedule))
    if found:
        first = " ".join(each.message for each in found[:3])
        raise InvalidSchedule(
            f"The schedule breaks its problem's rules {len(found)} times: {first}",
            remedy="Solve the problem again; if this program made the schedule, please report it.",
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
    problem: Problem, placed: dict[int, Placed], document: ScheduleDocument
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


def _objective(problem: Problem, placed: dict[int, Placed]) -> int | None:
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
