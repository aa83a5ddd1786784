"""What limits a programme: where the waiting goes, and which teams are never idle."""

import numpy as np

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.rights_that_end import sentences
from ploughshare.planning.weighing import days_word
from ploughshare.scheduling.bindings import Link, last_links
from ploughshare.scheduling.problem import NONE

SENTENCES = 4
"""Most sentences about where the waiting goes."""

LEAST_SHARE = 0.04
"""A smaller share of the waiting is not worth a sentence."""

SERVED_SHARE = 0.75
"""Idleness is looked at up to the day on which this share of the weight is served."""

LEAD = {
    "task_orders_take_their_time": "tasking",
    "works_are_prepared_first": "preparation",
    "inspected_before_hand_over": "release",
    "authority_accepts_survey": "release",
}
"""What fills days before a start or after work, by the rule that says so; other rules name the
day itself."""

OTHER = {
    "travel": "travel of teams",
    "arrival": "arrival of teams",
    "rights": "days before a permit or grant changes what a team may do",
    "pause": "stand-downs, short days and leave",
    "earliest": "days before which works cannot begin",
    "tasking": "task orders, clearance plans and pre-start visits still to come",
    "preparation": "design, permits, procurement and mobilisation of works",
    "release": "completion reports, corrective action, acceptance and hand-over",
    "lag": "curing and drying",
    "fixed": "work under way today",
}
"""What fills a chain besides the work of other activities, by kind of link; two kinds in two."""


def limits(explanation: Explanation) -> tuple[str, ...]:
    """Sentences that say what limits the programme, most telling first."""
    return (*_waiting(explanation), *_busy(explanation), *sentences(explanation))


def _waiting(explanation: Explanation) -> list[str]:
    """
    Shares of the missing service by what fills the chain that holds it.

    Each benefit's time is the chain of the activity that fixes it, and that
    activity itself; each step counts with the benefit's weight.
    """
    totals = _chain_totals(explanation)
    problem, steps = explanation.draft.problem, explanation.benefit_steps
    spent: dict[str, float] = {}
    for b in range(problem.n_benefits):
        fixing = b
        while (holder := explanation.held_by(fixing)) is not None:
            fixing = holder
        j = int(problem.benefit_activity[fixing])
        for what, count in totals[j].items():
            spent[what] = spent.get(what, 0.0) + count * float(problem.weight[b])
    whole = float(problem.weight @ steps)
    unit = days_word(explanation.draft.programme.weighing.decision)
    largest = sorted(spent.items(), key=lambda pair: -pair[1])[:SENTENCES]
    return [
        f"{wording.share(amount, whole)} of the missing {unit} are spent on {what}."
        for what, amount in largest
        if whole and amount >= LEAST_SHARE * whole
    ]


def _chain_totals(explanation: Explanation) -> list[dict[str, int]]:
    """Steps by what fills them, from step 0 to the finish of each activity."""
    schedule, problem = explanation.schedule, explanation.draft.problem
    n = problem.n_activities
    totals: list[dict[str, int] | None] = [None] * n
    for j in range(n):
        stack = [j]
        while stack:
            top = stack[-1]
            onward = schedule.bindings[top].activity
            if onward != NONE and totals[onward] is None:
                stack.append(onward)
                continue
            stack.pop()
            own = dict(totals[onward] or {}) if onward != NONE else {}
            for link in last_links(problem, schedule, schedule.bindings[top], top):
                if link.kind in OTHER:
                    _add(own, OTHER[_what(explanation, link, top)], link.end - link.begin)
            _add(own, _work_of(explanation, top), int(schedule.finish[top] - schedule.start[top]))
            totals[top] = own
    return [total or {} for total in totals]


def _what(explanation: Explanation, link: Link, j: int) -> str:
    """
    What fills a link before an activity.

    Of days before a start, whether a task order was still to come or works to be prepared; of
    days after work, whether its ground was still to be handed over; of an arrival or a pause,
    whether the team was there and what it may do changed.
    """
    if link.kind == "pause":
        return "rights" if explanation.right_begins(j, link.begin) else link.kind
    if link.kind == "lag":
        return LEAD.get(explanation.lag(link.activity, j).rule, link.kind)
    if link.kind == "arrival":
        name = explanation.draft.problem.team_ids[link.team]
        return "rights" if explanation.draft.present[name].begins else link.kind
    activity = explanation.draft.problem.activity_ids[link.activity]
    held = explanation.draft.not_before.get(activity)
    if link.kind != "earliest" or held is None:
        return link.kind
    return LEAD.get(held.rule, link.kind)


def _add(totals: dict[str, int], what: str, steps: int) -> None:
    if steps > 0:
        totals[what] = totals.get(what, 0) + steps


def _work_of(explanation: Explanation, j: int) -> str:
    """What an activity is, with the kind of team that does it."""
    activity = explanation.draft.activities[explanation.draft.problem.activity_ids[j]]
    kinds = sorted({explanation.draft.kind(k) for _, k in explanation.roles(j)})
    by = wording.listed(wording.teams_of(kind) for kind in kinds)
    noun = {"nts": "survey", "ts": "survey", "clearance": "clearance", "works": "works",
            "control": "quality control"}  # fmt: skip
    if activity.kind == "control" and not by:
        return "quality control without an inspecting team"
    return f"{noun.get(activity.kind, 'work')} by {by}" if by else "waiting"


def _busy(explanation: Explanation) -> list[str]:
    """The teams that are at work most of their time while most of the service comes back."""
    problem, schedule = explanation.draft.problem, explanation.schedule
    until = _served_by(explanation)
    if until == 0:
        return []
    worked = np.zeros(problem.n_teams)
    for j in range(problem.n_activities):
        span = min(int(schedule.finish[j]), until) - min(int(schedule.start[j]), until)
        for team, _ in explanation.roles(j):
            worked[team] += span
    there = np.maximum(0, np.minimum(problem.team_to, until) - problem.team_from)
    groups: dict[tuple[str, ...], list[int]] = {}
    for team in np.flatnonzero(there).tolist():
        kinds = explanation.draft.present[problem.team_ids[team]].kinds
        groups.setdefault(kinds, []).append(team)
    shares = [(worked[few].sum() / there[few].sum(), kinds) for kinds, few in groups.items()]
    if not shares:
        return []
    most, busiest = max(shares)
    calendar = explanation.draft.programme.situation.calendar
    day = wording.believed(calendar.last_day_of(until), calendar.start)
    who = wording.listed(wording.teams_of(kind) for kind in busiest)
    as_what = f"teams that serve as {who}" if len(busiest) > 1 else who
    return [
        f"Until {day}, when {SERVED_SHARE:.0%} is back, {as_what} are at work "
        f"{min(1.0, most):.0%} of their time; nobody is busier."
    ]


def _served_by(explanation: Explanation) -> int:
    """Step at which ``SERVED_SHARE`` of the weight is served."""
    weight = explanation.draft.problem.weight
    order = np.argsort(explanation.benefit_steps, kind="stable")
    reached = np.cumsum(weight[order])
    if not len(reached) or reached[-1] == 0:
        return 0
    first = int(np.searchsorted(reached, SERVED_SHARE * reached[-1]))
    return int(explanation.benefit_steps[order[min(first, len(order) - 1)]])
