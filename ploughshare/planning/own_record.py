"""Intrinsic value: what a piece of work serves by its own record, apart from what waits behind it."""

from ploughshare.planning.activities import Activity
from ploughshare.planning.formulate import Draft


def weight_of_own_record(draft: Draft) -> dict[str, int]:
    """
    Weight of the benefits of its own record that cannot come before an activity is done.

    The record is the hazardous area, or the asset, also of works on it. So the survey of an area
    counts the people exposed to it, and works those of their asset, though both come with a later
    activity. Activities without such a benefit are absent.
    """
    before: dict[str, list[str]] = {}
    for first, then in draft.waits:
        if _record(draft, first) == _record(draft, then):
            before.setdefault(then, []).append(first)
    found: dict[str, int] = {}
    for serves in draft.benefits.values():
        reached = {serves.activity: None}
        queue = [serves.activity]
        for name in queue:
            new = [each for each in before.get(name, ()) if each not in reached]
            reached |= dict.fromkeys(new)
            queue += new
        for name in reached:
            found[name] = found.get(name, 0) + serves.weight
    return found


def _record(draft: Draft, name: str) -> tuple[str, str]:
    activity: Activity = draft.activities[name]
    if activity.record_type == "works":
        return "assets", draft.programme.situation.works[activity.record_id].asset
    return activity.record_type, activity.record_id
