"""Shares of the work by district: how much of it lies there in a stretch of time."""

from ploughshare.planning.formulate import Draft
from ploughshare.planning.place import Placed
from ploughshare.pledges.decisions import Priority


def share_of_work(placed: Placed, row: Priority) -> float:
    """
    Share of the team-days in the time of a priority that are spent in its district, 0 to 1.

    Each team of an activity counts from its start to its finish, pauses included. 0 where nobody
    works in that time.
    """
    draft, schedule = placed.draft, placed.schedule
    calendar = draft.programme.situation.calendar
    first, last = row.days(calendar.start)
    begin, end = calendar.step_of(first), calendar.step_after(last)
    inside = districts_of(draft, row.district)
    there = whole = 0
    crews = (schedule.team_start[1:] - schedule.team_start[:-1]).tolist()
    times = zip(schedule.start.tolist(), schedule.finish.tolist(), crews, strict=True)
    for name, (start, finish, crew) in zip(draft.problem.activity_ids, times, strict=True):
        spent = max(0, min(finish, end) - max(start, begin)) * crew
        whole += spent
        if spent and draft.activities[name].where.district in inside:
            there += spent
    return there / whole if whole else 0.0


def towards(draft: Draft, place: str, factor: int) -> dict[str, int]:
    """The factor for each benefit of the districts that a place stands for, by its id."""
    inside = districts_of(draft, place)
    return {
        name: factor
        for name, serves in draft.benefits.items()
        if draft.activities[serves.activity].where.district in inside
    }


def districts_of(draft: Draft, place: str) -> frozenset[str]:
    """Ids of the districts that a place stands for."""
    return frozenset(draft.programme.terrain.districts_of((place,)) or ())
