"""What is under way: with which teams it goes on, and from which step to which."""

from collections.abc import Iterable, Iterator

from ploughshare.planning.activities import Activity
from ploughshare.planning.presence import ALWAYS
from ploughshare.planning.serving import common_days
from ploughshare.planning.settle_ways import no_team, why_not
from ploughshare.planning.settlement import Settlement, steps_of
from ploughshare.planning.statements import (
    Continues,
    SetAside,
    Wait,
)

STOPS_WORK = frozenset({"stop_work", "closed_areas_are_not_entered", "closed_roads_are_not_driven"})
"""Rules of which the first day holds for what is under way as well."""

LEAVES = "its teams leave before it is done"


def settle_continuing(said: Settlement) -> None:
    """Keep as under way only what its teams can really go on with from the first day."""
    waiting = {
        then
        for (first, then), waits in said.waits.items()
        if first not in said.fallen and not _is_open_today(said, then, waits)
    }
    for name, statement in list(said.continues.items()):
        if statement.from_on is not None and name in waiting:
            del said.continues[name]
            if not said.ways.get(name) and name not in said.fallen:
                no_team(said, said.activities[name], ())
            continue
        barred = None
        if statement.from_on is None and _barred_only_by_road(said, name):
            barred = said.fallen.pop(name)
        activity = said.activities.get(name)
        if activity is None or name in said.fallen:
            del said.continues[name]
            continue
        because = _stopped(said, name) or _why_not_continued(said, statement, activity)
        if because:
            del said.continues[name]
            said.set_aside(_not_continued(statement, because))
            if barred is not None:
                # Only those who stand there have reached it.
                said.fallen[name] = barred
            elif not said.ways.get(name):
                no_team(said, activity, ())


def _is_open_today(said: Settlement, name: str, waits: Iterable[Wait]) -> bool:
    """Whether waits are for a road to what is reached by another today."""
    other = said.by_any_road.get(name)
    if other is None or other.always or other.first_of is not None:
        return False
    return all(wait.rule == other.rule for wait in waits)


def _stopped(said: Settlement, name: str) -> str:
    """Why work that is under way is stopped for now; empty when it is not."""
    held = said.not_before.get(name)
    return held.because if held is not None and held.rule in STOPS_WORK else ""


def _why_not_continued(said: Settlement, statement: Continues, activity: Activity) -> str:
    """What keeps an activity from going on as it stands; empty for nothing."""
    roles = [(team, kind) for kind, teams in statement.teams.items() for team in teams]
    for team, kind in roles:
        present = said.present.get(team)
        if present is None or kind not in present.kinds:
            return f"team {team} takes no part as {kind}{why_not(said, team, kind, activity)}"
        if not said.may_work(present, kind, activity):
            return f"team {team} may not work there{why_not(said, team, kind, activity)}"
        for other, _ in roles:
            if (team, other) in said.apart:
                return said.apart[team, other].because
    return _stays_too_short(said, statement, activity, roles)


def _stays_too_short(
    said: Settlement, statement: Continues, activity: Activity, roles: list[tuple[str, str]]
) -> str:
    """Why a team may not do what is under way to its end; empty when it may."""
    start, end = span(said, statement, activity)
    days = ALWAYS
    for team, kind in roles:
        right = said.right_to(team, kind, activity, start, end)
        if right is None:
            begun = said.right_to(team, kind, activity, start, start)
            if begun is None:
                return f"team {team} takes no part as {kind} yet"
            return "; ".join(each.text for each in begun.ends) or LEAVES
        days = common_days(days, right.days) or days
    said.within[activity.id] = days
    return ""


def _barred_only_by_road(said: Settlement, name: str) -> bool:
    """Teams that stand on a site have reached it, whatever the map of roads says."""
    return name in said.fallen and said.roots[said.fallen[name]].reason == "no-route"


def span(said: Settlement, statement: Continues, activity: Activity) -> tuple[int, int]:
    """First and last step of what is under way: from the first step in which it progresses."""
    calendar = said.programme.situation.calendar
    arrivals = [said.present[team].from_on for ts in statement.teams.values() for team in ts]
    days = (day for day in (*arrivals, statement.from_on) if day is not None)
    return span_from(said, statement, activity, max([0, *map(calendar.step_of, days)]))


def span_from(
    said: Settlement, statement: Continues, activity: Activity, step: int
) -> tuple[int, int]:
    """First and last step of work that may begin at a step: from the first that progresses."""
    calendar = said.programme.situation.calendar
    stops = sorted(_stops_of(said, statement, activity))
    left = steps_of(statement.days, calendar.steps_per_day)
    start = -1
    for begin, end in [*stops, (2**60, 2**60)]:
        if begin > step:
            start = step if start < 0 else start
            worked = min(left, begin - step)
            left -= worked
            step += worked
            if left == 0:
                return start, step
        step = max(step, end)
    raise AssertionError("the last stop lies beyond every step")


def _stops_of(
    said: Settlement, statement: Continues, activity: Activity
) -> Iterator[tuple[int, int]]:
    calendar = said.programme.situation.calendar
    names = {team for teams in statement.teams.values() for team in teams}
    for away in said.absences:
        if away.team in names:
            yield calendar.step_of(away.from_on), calendar.step_after(away.to_on)
    for stop in said.stops:
        if stop.concerns(activity) and set(stop.kinds) & statement.teams.keys():
            yield stop.steps(calendar)


def _not_continued(statement: Continues, because: str) -> SetAside:
    return SetAside(
        "tasks", statement.task, "not-continued",
        f"task order {statement.task} cannot go on and its work is planned anew: {because}",
        "Correct the task order, or the record of the team.",
        rule="active_tasks_continue",
    )  # fmt: skip
