"""What a ``restoration-problem/1`` document must fulfil before it becomes arrays.

In the order of the contract: keys and types, references, cycles, meaning. The first
breach is refused with its place and the remedy.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ploughshare.errors import InputRefused
from ploughshare.scheduling.strict_json import (
    LARGEST_INTEGER,
    Integer,
    ListOf,
    MapOf,
    Number,
    OrNull,
    Path,
    Record,
    Text,
    place,
    refused,
    show,
)

LARGEST_COORDINATE = 1e6
"""Kilometres."""

LARGEST_TABLE = 25_000_000
"""Cells of the largest table by two names (team and zone, zone and zone, ...)."""

_steps = Integer()
_name = Text()
_names = ListOf(Text())
_interval = ListOf(Integer(), length=2)
_point = ListOf(Number(), length=2)

PROBLEM = Record(
    {
        "format": Text(),
        "steps_per_day": Integer(least=1),
        "kinds": _names,
        "travel": MapOf(
            Record(
                {
                    "detour": Number(),
                    "km_per_step": Number(),
                    "camp_move_km": Number(),
                    "camp_move_steps": _steps,
                }
            )
        ),
        "teams": ListOf(
            Record(
                {"id": _name, "kinds": _names, "at": _point},
                {
                    "zone": _name,
                    "mobility": _name,
                    "group": _name,
                    "zones": _names,
                    "from": _steps,
                    "to": OrNull(_steps),
                    "away": ListOf(_interval),
                },
            )
        ),
        "activities": ListOf(
            Record(
                {
                    "id": _name,
                    "at": _point,
                    "modes": ListOf(Record({"steps": _steps}, {"teams": MapOf(_steps)})),
                },
                {
                    "zone": _name,
                    "groups": _names,
                    "earliest": _steps,
                    "after": ListOf(Record({"id": _name}, {"lag": _steps}, owner="")),
                },
            )
        ),
    },
    {
        "name": Text(empty=True),
        "start_date": OrNull(Text()),
        "between": ListOf(Record({"zones": ListOf(Text(), length=2), "steps": _steps})),
        "standdowns": ListOf(
            Record({"kinds": _names, "from": _steps, "to": _steps}, {"zones": _names})
        ),
        "fixed": ListOf(
            Record(
                {"activity": _name, "mode": _steps, "teams": MapOf(_names), "start": _steps},
                owner="activity",
            )
        ),
        "benefits": ListOf(
            Record({"id": _name, "activity": _name, "weight": _steps}, {"needs": _names})
        ),
    },
)
"""Keys and types of ``restoration-problem/1``."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Position of every name that may be referred to."""

    kinds: dict[str, int]
    mobilities: dict[str, int]
    teams: dict[str, int]
    activities: dict[str, int]
    benefits: dict[str, int]


def check_references(document: Document) -> Names:
    """
    Number all names and check that every reference finds one.

    Raises
    ------
    InputRefused
        An id given twice, an unknown id, a kind that is not declared, something
        named twice in one list.
    """
    travel = document["travel"]
    if "default" not in travel:
        raise refused(
            ("travel",),
            'the class "default" is missing.',
            "Add it: teams use it unless they name one.",
        )
    names = Names(
        kinds=_positions(document["kinds"], ("kinds",), "kind"),
        mobilities={name: i for i, name in enumerate(sorted(travel, key=_default_first))},
        teams=_ids(document["teams"], "teams"),
        activities=_ids(document["activities"], "activities"),
        benefits=_ids(document.get("benefits", []), "benefits"),
    )
    for i, between in enumerate(document.get("between", [])):
        _once(between["zones"], ("between", i, "zones"), "zone")
    _check_teams(document["teams"], names)
    for i, standdown in enumerate(document.get("standdowns", [])):
        _positions(standdown["kinds"], ("standdowns", i, "kinds"), "kind", within=names.kinds)
        _once(standdown.get("zones", ()), ("standdowns", i, "zones"), "zone")
    _check_activities(document["activities"], names)
    _check_fixed(document, names)
    _check_benefits(document.get("benefits", []), names)
    return names


def _default_first(name: str) -> bool:
    return name != "default"


def _ids(records: Sequence[Document], key: str) -> dict[str, int]:
    found = {record["id"]: i for i, record in enumerate(records)}
    if len(found) < len(records):
        seen: dict[str, int] = {}
        for i, record in enumerate(records):
            first = seen.setdefault(record["id"], i)
            if first != i:
                raise refused(
                    (key, i, "id"),
                    f"{show(record['id'])} is already the id of {key}[{first}].",
                    "Give each its own id.",
                    record["id"],
                )
    return found


def _once(names: Sequence[str], path: Path, what: str, owner: str = "") -> None:
    if len(names) > 1 and len(set(names)) < len(names):
        i = next(i for i, name in enumerate(names) if name in names[:i])
        raise refused(
            (*path, i), f"the {what} {show(names[i])} is named twice.", "Name it once.", owner
        )


def _positions(
    names: Sequence[str],
    path: Path,
    what: str,
    within: dict[str, int] | None = None,
    owner: str = "",
) -> dict[str, int]:
    """Positions of names that may occur once, in ``within`` or in their own list."""
    _once(names, path, what, owner)
    if within is None:
        return {name: i for i, name in enumerate(names)}
    for i, name in enumerate(names):
        if name not in within:
            raise _unknown_kind(name, (*path, i), owner)
    return within


def _unknown_kind(name: str, path: Path, owner: str) -> InputRefused:
    return refused(
        path,
        f"the kind {show(name)} is not declared.",
        'Add it to "kinds" at the top of the file, or name one that is there.',
        owner,
        kind=name,
    )


def _unknown(name: str, what: str, path: Path, owner: str) -> InputRefused:
    return refused(
        path,
        f"there is no {what} {show(name)}.",
        f"Correct the spelling (ids are compared letter by letter) or add the {what}.",
        owner,
        unknown=name,
    )


def _check_teams(teams: Sequence[Document], names: Names) -> None:
    for i, team in enumerate(teams):
        owner = team["id"]
        _positions(team["kinds"], ("teams", i, "kinds"), "kind", names.kinds, owner)
        _once(team.get("zones", ()), ("teams", i, "zones"), "zone", owner)
        mobility = team.get("mobility", "default")
        if mobility not in names.mobilities:
            raise _unknown(mobility, "travel class", ("teams", i, "mobility"), owner)


def _check_activities(activities: Sequence[Document], names: Names) -> None:
    known, kinds = names.activities, names.kinds
    for i, activity in enumerate(activities):
        owner = activity["id"]
        if "groups" in activity:
            _once(activity["groups"], ("activities", i, "groups"), "group", owner)
        if "after" in activity:
            before = [each["id"] for each in activity["after"]]
            for k, name in enumerate(before):
                if name not in known:
                    raise _unknown(name, "activity", ("activities", i, "after", k, "id"), owner)
            _once(before, ("activities", i, "after"), "predecessor", owner)
        for k, mode in enumerate(activity["modes"]):
            for kind in mode.get("teams", ()):
                if kind not in kinds:
                    path = ("activities", i, "modes", k, "teams", kind)
                    raise _unknown_kind(kind, path, owner)


def _check_fixed(document: Document, names: Names) -> None:
    fixed = document.get("fixed", [])
    for i, item in enumerate(fixed):
        owner = item["activity"]
        if owner not in names.activities:
            raise _unknown(owner, "activity", ("fixed", i, "activity"), "")
        modes = len(document["activities"][names.activities[owner]]["modes"])
        if item["mode"] >= modes:
            raise refused(
                ("fixed", i, "mode"),
                f"there is no mode {item['mode']}; the activity has {modes}.",
                f"Modes are counted from 0: write at most {modes - 1}.",
                owner,
            )
        for kind, teams in item["teams"].items():
            if kind not in names.kinds:
                raise _unknown_kind(kind, ("fixed", i, "teams", kind), owner)
            for k, team in enumerate(teams):
                if team not in names.teams:
                    raise _unknown(team, "team", ("fixed", i, "teams", kind, k), owner)
    _once([item["activity"] for item in fixed], ("fixed",), "activity")


def _check_benefits(benefits: Sequence[Document], names: Names) -> None:
    for i, benefit in enumerate(benefits):
        owner = benefit["id"]
        if benefit["activity"] not in names.activities:
            raise _unknown(benefit["activity"], "activity", ("benefits", i, "activity"), owner)
        needs = benefit.get("needs", ())
        for k, name in enumerate(needs):
            if name not in names.benefits:
                raise _unknown(name, "benefit", ("benefits", i, "needs", k), owner)
        _once(needs, ("benefits", i, "needs"), "benefit", owner)


def check_cycles(document: Document, names: Names) -> None:
    """
    Check that nothing waits for itself.

    Raises
    ------
    InputRefused
        A cycle in ``after`` or in ``needs``, with the names along it.
    """
    after = [
        [names.activities[each["id"]] for each in activity.get("after", ())]
        for activity in document["activities"]
    ]
    _refuse_cycle(after, list(names.activities), "activities", "after", "waits for")
    needs = [
        [names.benefits[name] for name in benefit.get("needs", ())]
        for benefit in document.get("benefits", [])
    ]
    _refuse_cycle(needs, list(names.benefits), "benefits", "needs", "needs")


def _refuse_cycle(before: list[list[int]], ids: list[str], key: str, field: str, verb: str) -> None:
    cycle = find_cycle(before)
    if not cycle:
        return
    named = [ids[i] for i in cycle]
    shown = [show(name) for name in named]
    if len(shown) > 12:
        shown[8:-2] = [f"... {len(shown) - 10} more ..."]
    chain = f" {verb} ".join([*shown, shown[0]])
    raise refused(
        (key, cycle[0], field),
        f"a cycle: {chain}.",
        "Drop one of these links.",
        named[0],
        cycle=named,
    )


def find_cycle(before: Sequence[Sequence[int]]) -> list[int]:
    """
    Find nodes of which each lists the next in ``before`` and the last the first.

    Returns an empty list when there is no cycle. Nodes are peeled off in
    topological order (Kahn 1962); what is left holds a cycle upstream.
    """
    waiting = [len(each) for each in before]
    after: list[list[int]] = [[] for _ in before]
    for node, each in enumerate(before):
        for other in each:
            after[other].append(node)
    ready = [node for node, count in enumerate(waiting) if count == 0]
    while ready:
        for node in after[ready.pop()]:
            waiting[node] -= 1
            if waiting[node] == 0:
                ready.append(node)
    node = next((node for node, count in enumerate(waiting) if count), -1)
    if node < 0:
        return []
    seen: dict[int, int] = {}
    while node not in seen:
        seen[node] = len(seen)
        node = next(other for other in before[node] if waiting[other])
    return list(seen)[seen[node] :]


def check_meaning(document: Document) -> None:
    """
    Check ranges, and that every sum the solver forms fits its integers.

    Raises
    ------
    InputRefused
        A coordinate out of range, an empty list of kinds or modes, an interval that
        ends before it starts, a pair of zones listed twice, a table or an objective
        too large.
    """
    _check_date(document.get("start_date"))
    for name, travel in document["travel"].items():
        if travel["detour"] < 1:
            raise refused(("travel", name, "detour"), "is less than 1.", "Write 1 or more.")
        if travel["km_per_step"] <= 0:
            raise refused(
                ("travel", name, "km_per_step"), "is not above 0.", "Write a speed above 0."
            )
    _check_between(document.get("between", []))
    for i, team in enumerate(document["teams"]):
        path = ("teams", i)
        _check_place(team["at"], path, team["id"])
        _check_some(team["kinds"], (*path, "kinds"), "kind", team["id"])
        for k, (start, end) in enumerate(team.get("away", ())):
            _check_interval(start, end, (*path, "away", k), team["id"])
    for i, standdown in enumerate(document.get("standdowns", [])):
        _check_interval(standdown["from"], standdown["to"], ("standdowns", i), "")
    for i, activity in enumerate(document["activities"]):
        _check_place(activity["at"], ("activities", i), activity["id"])
        _check_some(activity["modes"], ("activities", i, "modes"), "mode", activity["id"])
    _check_tables(document)
    _check_horizon(document)


def _check_date(text: str | None) -> None:
    if text is None:
        return
    wrong = refused(
        ("start_date",),
        f"{show(text)} is not a date.",
        "Write year, month and day as in 2026-03-02, or null.",
    )
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise wrong
    try:
        date.fromisoformat(text)
    except ValueError:
        raise wrong from None


def _check_place(at: Sequence[float], path: Path, owner: str) -> None:
    x, y = at
    if not (-LARGEST_COORDINATE <= x <= LARGEST_COORDINATE) or not (
        -LARGEST_COORDINATE <= y <= LARGEST_COORDINATE
    ):
        raise refused(
            (*path, "at"),
            f"[{show(x)}, {show(y)}] lies outside the plane.",
            "Coordinates are kilometres between -1,000,000 and 1,000,000.",
            owner,
        )


def _check_some(values: Sequence[object], path: Path, what: str, owner: str) -> None:
    if not values:
        raise refused(path, "the list is empty.", f"Name at least one {what}.", owner)


def _check_interval(start: int, end: int, path: Path, owner: str) -> None:
    if start >= end:
        raise refused(
            path,
            f"it ends at step {end}, not after its start at step {start}.",
            "The end is the first step after the interval: write a larger one.",
            owner,
        )


def _check_between(listed: Sequence[Document]) -> None:
    seen: dict[frozenset[str], int] = {}
    for i, between in enumerate(listed):
        pair = frozenset(between["zones"])
        first = seen.setdefault(pair, i)
        if first != i:
            raise refused(
                ("between", i),
                f"the zones {' and '.join(map(show, between['zones']))} "
                f"are already a pair in {place(('between', first))}.",
                "Keep one of the two; the order of the names does not matter.",
            )


def _zones_of_places(document: Document) -> set[str]:
    both = (document["teams"], document["activities"])
    return {record["zone"] for records in both for record in records if "zone" in record}


def _check_tables(document: Document) -> None:
    teams, activities = len(document["teams"]), len(document["activities"])
    standdowns = len(document.get("standdowns", []))
    kinds, zones = len(document["kinds"]), len(_zones_of_places(document))
    groups = {team["group"] for team in document["teams"] if "group" in team}
    for activity in document["activities"]:
        groups.update(activity.get("groups", ()))
    tables = {
        "teams and kinds": teams * kinds,
        "teams and zones": teams * zones,
        "stand-downs and kinds": standdowns * kinds,
        "stand-downs and zones": standdowns * zones,
        "zones and zones": zones * zones,
        "activities and groups": activities * len(groups),
    }
    for name, cells in tables.items():
        if cells > LARGEST_TABLE:
            raise InputRefused(
                f"The file would need a table of {name} with {cells} cells.",
                remedy=f"At most {LARGEST_TABLE} are accepted: use fewer zones, groups or kinds.",
                cells=cells,
            )


def _check_horizon(document: Document) -> None:
    weight = sum(benefit["weight"] for benefit in document.get("benefits", []))
    horizon = latest_step(document)
    if max(weight, 1) * max(horizon, 1) > LARGEST_INTEGER:
        raise InputRefused(
            f"The weights add up to {show(weight)} and the work may last to step "
            f"{show(horizon)}: their product reaches 2^62, too large to count with.",
            remedy="Divide all weights by a common number, or use longer steps.",
            weight=weight,
            horizon=horizon,
        )


def latest_step(document: Document) -> int:
    """
    Bound the last finish of any schedule that never waits without a reason.

    The largest ``earliest``, ``from`` or fixed start, plus all stand-downs and
    absences, plus for each activity its longest mode, its longest lag and the
    longest trip there is.
    """
    teams, activities = document["teams"], document["activities"]
    fixed = document.get("fixed", [])
    latest: int = max(
        _largest(team.get("from", 0) for team in teams),
        _largest(activity.get("earliest", 0) for activity in activities),
        _largest(item["start"] for item in fixed),
    )
    stopped: int = sum(each["to"] - each["from"] for each in document.get("standdowns", []))
    stopped += sum(end - start for team in teams for start, end in team.get("away", ()))
    work: int = sum(max(mode["steps"] for mode in activity["modes"]) for activity in activities)
    lags: int = sum(
        max(each.get("lag", 0) for each in activity["after"])
        for activity in activities
        if activity.get("after")
    )
    return latest + stopped + work + lags + len(activities) * _longest_trip(document)


def _largest(steps: Iterable[int]) -> int:
    return max(steps, default=0)


def _longest_trip(document: Document) -> int:
    """Steps from one corner of the region to the other in the slowest class, at least."""
    teams = document["teams"]
    if not teams:
        return 0
    places = [record["at"] for records in (teams, document["activities"]) for record in records]
    x, y = [at[0] for at in places], [at[1] for at in places]
    across = math.hypot(max(x) - min(x), max(y) - min(y))
    zones = _zones_of_places(document)
    river = _largest(
        between["steps"]
        for between in document.get("between", [])
        if zones >= set(between["zones"])
    )
    return river + _largest(
        _trip(document["travel"][name], across)
        for name in {team.get("mobility", "default") for team in teams}
    )


def _trip(travel: Document, km: float) -> int:
    if km == 0:
        return 0
    road = travel["detour"] * km
    steps: float = road / travel["km_per_step"]
    if not math.isfinite(steps):
        return LARGEST_INTEGER + 1
    camp_move: int = travel["camp_move_steps"] if road > travel["camp_move_km"] + 1e-6 else 0
    return math.ceil(steps) + camp_move
