"""Circles are broken, and what waits for something that fell away falls with it."""

from itertools import chain

from ploughshare.planning.circles import Circles
from ploughshare.planning.settle_alternatives import open_sets
from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import (
    SetAside,
)

BY_ROAD = frozenset({"access_first", "heavy_teams_need_roads_that_carry_them"})
"""Rules whose waits are dropped where they close a circle."""


def break_circles(said: Settlement) -> None:
    """
    Leave no circle of waits.

    Where waits for roads close a circle, the place is taken as reached from
    this side; any other circle is set aside, with its members named.
    """
    circles = Circles(pair for pair, _ in said.live_waits())
    order: dict[tuple[str, str], int] = {}
    for circle in circles:
        order = order or {pair: number for number, pair in enumerate(said.waits)}
        pairs = sorted(circles.inside(circle), key=order.__getitem__)
        by_road = [pair for pair in pairs if all(wait.rule in BY_ROAD for wait in said.waits[pair])]
        for pair in by_road:
            said.reached_anyway += said.waits.pop(pair)
        circles.take_away(by_road)
        if not by_road:
            circles.leave_out(circle)
            names = [said.activities[name].name for name in circle]
            first = said.activities[circle[0]]
            said.set_aside(
                SetAside(
                    first.record_type, first.record_id, "waits-in-a-circle",
                    "these wait for each other in a circle: " + " -> ".join(names),
                    "Take one of them out of the list of what it comes after.",
                    tuple(circle), rule="chain_of_works",
                )
            )  # fmt: skip


def cascade(said: Settlement) -> None:
    """Let fall what waits for something that fell, with the same root."""
    after: dict[str, list[str]] = {}
    for (first, then), waits in said.waits.items():
        if then not in said.continues and not all(wait.if_planned for wait in waits):
            after.setdefault(first, []).append(then)
    in_sets: dict[str, list[str]] = {}
    for milestone, either in said.alternatives.items():
        for name in chain.from_iterable(either.sets):
            in_sets.setdefault(name, []).append(milestone)
    queue = list(said.fallen)
    while queue:
        name = queue.pop(0)
        barred = (each for each in in_sets.get(name, ()) if not open_sets(said, each))
        for then in (*after.get(name, ()), *barred):
            if then in said.activities and then not in said.fallen:
                said.fallen[then] = said.fallen[name]
                queue.append(then)


def drop_benefits(said: Settlement) -> None:
    """Drop benefits whose activity fell, or that need one that does not come."""
    for name, serves in said.serves.items():
        if serves.activity in said.fallen:
            said.lost.setdefault(name, said.fallen[serves.activity])
    circles = Circles((needed, name) for name, needed in said.needs)
    for circle in circles:
        names = [said.serves[n].name if n in said.serves else n for n in circle]
        said.set_aside(
            SetAside(
                "needs", circle[0], "needs-in-a-circle",
                "these need each other in a circle: " + " -> ".join(names),
                "Correct the service dependencies.", benefits=tuple(circle),
                rule="service_needs",
            )
        )  # fmt: skip
        pairs = list(circles.inside(circle))
        circles.take_away(pairs)
        for needed, name in pairs:
            del said.needs[name, needed]
    users: dict[str, list[str]] = {}
    for name, needed in said.needs:
        users.setdefault(needed, []).append(name)
        if needed not in said.serves and needed not in said.lost:
            _need_without_plan(said, needed)
    queue = list(said.lost)
    while queue:
        gone = queue.pop(0)
        for user in users.get(gone, ()):
            if user not in said.lost:
                said.lost[user] = said.lost[gone]
                queue.append(user)


def _need_without_plan(said: Settlement, needed: str) -> None:
    asset = said.programme.situation.assets.get(needed.removeprefix("assets/"))
    name = asset.name if asset else needed
    said.set_aside(
        SetAside(
            "assets", asset.id if asset else needed, "not-in-plan",
            f"{name} does not serve and nothing on record brings it back",
            "Record its position, and works for it.", benefits=(needed,),
            rule="service_needs",
        )
    )  # fmt: skip
