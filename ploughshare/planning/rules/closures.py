"""Rules about closures: areas that nobody enters and roads that nobody drives on for a time."""

from collections.abc import Iterator
from datetime import timedelta

from ploughshare.planning.closed_areas import closed_area, holds_for_all, inside, is_closed_area
from ploughshare.planning.closed_roads import ClosedRoads, Why
from ploughshare.planning.load_classes import HEAVY
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import NotBefore, Stopped
from ploughshare.skills import TEAM_KINDS

DAY = timedelta(days=1)

WITHOUT: dict[Why, str] = {
    "no road": "no other open road leads there",
    "no way out": "casualties reach no hospital in time over other roads",
    "too weak": "no other road there carries heavy teams",
}
"""What is missing while roads are closed."""


def closed_areas_are_not_entered(programme: Programme) -> Iterator[NotBefore | Stopped]:
    """
    Nobody works in a closed area before it is open again.

    The authority, the military or an investigation closes a village or the ground around it. A
    stand-down whose cause is a closed area, and whose places lie inside districts, holds for the
    sites in their outlines and for those whose record names them. What is closed to everybody on
    the plan's first day begins when the closure is over, under way or not. Where the closure
    begins later, or is one of only some kinds of team, these make no progress there on its days.

    Source: the stand-downs on record.
    """
    situation = programme.situation
    for stop in situation.stand_downs:
        if is_closed_area(situation, stop):
            because = closed_area(situation, stop)
            activities = tuple(activity.id for activity in inside(programme, stop))
            if holds_for_all(stop) and stop.from_on <= situation.calendar.start:
                for name in activities:
                    yield NotBefore(name, stop.to_on + DAY, because)
            elif activities:
                yield Stopped(stop.kinds, None, stop.from_on, stop.to_on, because,
                              activities=frozenset(activities))  # fmt: skip


def closed_roads_are_not_driven(programme: Programme) -> Iterator[NotBefore | Stopped]:
    """
    Nobody works where the only road there is closed.

    A pass is closed in winter, a ford at high water, a bridge while it is repaired. A stand-down may
    name such roads, and closes them from its first to its last day to every kind of team; a
    closed area closes those that lead through its outline. A site is cut off meanwhile where no
    other road leads there from a base, or only past hazards and damaged links that need not be
    opened before work begins there. So is a hazardous area from which casualties reach no
    hospital in time over other roads, and a site for the kinds that heavy teams serve as where
    no other road carries them. Works on a closed road or its bridge, and on the ground of
    these, go on. What is cut off on the plan's first day begins when the
    closure is over, under way or not; what is cut off later makes no progress on these days. Two
    closures at the same time may cut off what neither does alone. The days that trips take do
    not grow by a detour.

    Source: the stand-downs on record; practice.
    """
    start = programme.situation.calendar.start
    heavy = [team for team in programme.situation.teams.values() if team.mobility == HEAVY]
    heavy_kinds = tuple(dict.fromkeys(kind for team in heavy for kind in team.kinds))
    for cut in ClosedRoads(programme).cut_off():
        because = f"{cut.what}, and {WITHOUT[cut.why]}"
        names = [activity.id for site in cut.sites for activity in programme.work_at(site)]
        kinds = heavy_kinds if cut.why == "too weak" else tuple(TEAM_KINDS.codes)
        if cut.from_on <= start and cut.why != "too weak":
            for name in names:
                yield NotBefore(name, cut.to_on + DAY, because)
        elif names:
            yield Stopped(kinds, None, cut.from_on, cut.to_on, because, activities=frozenset(names))
