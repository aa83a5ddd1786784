"""What a search could not place: set aside, so that the rest can be planned."""

from collections.abc import Sequence

import numpy as np

from ploughshare.errors import Negative
from ploughshare.planning.formulate import Draft
from ploughshare.planning.statements import Otherwise, SetAside
from ploughshare.scheduling.infeasible import listed
from ploughshare.scheduling.left_undone import LeftUndone
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import ScheduleDocument

ENDS_GIVEN = 2
"""Most permits and grants named for work that could not be finished in time."""


def in_kinds(draft: Draft, message: str) -> str:
    """A message of the kernel with kinds of team as people know them, whatever the problem calls them."""
    for name in sorted(draft.serving.kinds, key=len, reverse=True):
        message = message.replace(name, draft.serving.kinds[name])
    return message


def _rights_end(draft: Draft, activity: str) -> str:
    """Permits and grants that end for teams of the kinds an activity asks for."""
    kinds = {kind for way in draft.ways.get(activity, ()) for kind in way.teams}
    ends = {
        each.text: each.day
        for present in draft.present.values()
        for right in present.rights
        if right.kind in kinds
        for each in right.ends
    }
    first = sorted(ends, key=lambda text: (ends[text], text))[:ENDS_GIVEN]
    return "; ".join(first)


def set_aside(draft: Draft, found: Negative) -> list[SetAside | Otherwise]:
    """
    Set aside what a search could not place; raises ``found`` where it names nothing.

    What has a way that is left where no teams can do it is done that way.
    """
    named = [name for name in unplaced(found) if name in draft.activities]
    # A way is open with what lies on it, of which something is named as well: that may be done
    # without teams.
    names = [name for name in named if name not in draft.alternatives] or named
    if not names:
        raise found
    # The message is about all of them; of many it says nothing about each.
    message = f": {in_kinds(draft, found.message).rstrip('.')}" if len(names) == 1 else ""
    rows: list[SetAside | Otherwise] = []
    for name in names:
        # The kernel knows when teams leave, and nothing of what ends for them before that.
        ends = _rights_end(draft, name)
        why = f": {ends}" if ends else message
        if name in draft.otherwise and all(way.teams for way in draft.ways[name]):
            rows.append(Otherwise(name, f"no team that may do it stays long enough{why}"))
            continue
        activity = draft.activities[name]
        row = SetAside(
            activity.record_type, activity.record_id, "no-time",
            f"{activity.name} cannot be finished while teams that may do it are there"
            f"{why}",
            "Extend their last day, or what permits and pays for them, or add teams.", (name,),
            rule="who_may_work",
        )  # fmt: skip
        rows.append(row)
    return rows


def unplaced(found: Negative) -> Sequence[str]:
    """Activities that a search could not place, by id."""
    names = found.facts.get("activities", ())
    return [str(name) for name in names] if isinstance(names, list | tuple) else []


def left_of(problem: Problem, placed: ScheduleDocument) -> LeftUndone:
    """What a schedule of a part of the work leaves undone, as the kernel would name it."""
    there = {item.activity for item in placed.items}
    ids = problem.activity_ids
    waits = np.array([name not in there for name in ids], np.bool_)
    left = np.flatnonzero(waits).tolist()
    first = [
        ids[j]
        for j in left
        if not waits[problem.pred[problem.pred_start[j] : problem.pred_start[j + 1]]].any()
    ]
    found = LeftUndone(
        f"No schedule found: {listed(first)} could not be placed while their teams are there.",
        remedy="Let teams stay longer, add teams, or search longer.",
        activities=first,
        unplaced=[ids[j] for j in left],
    )
    found.placed = placed
    return found


def behind(draft: Draft, names: Sequence[str]) -> list[str]:
    """Activities and all that waits for them, each once."""
    after: dict[str, list[str]] = {}
    for first, then in draft.waits:
        after.setdefault(first, []).append(then)
    found = dict.fromkeys(names)
    queue = list(found)
    while queue:
        new = [then for then in after.get(queue.pop(), ()) if then not in found]
        found |= dict.fromkeys(new)
        queue += new
    return list(found)
