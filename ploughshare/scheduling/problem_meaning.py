"""What the numbers of a ``restoration-problem`` document must fulfil.

The last of the checks: ranges, and that every table and every sum formed from a
problem fits.
"""

import math
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import chain

from ploughshare.errors import InputRefused
from ploughshare.scheduling.problem_checks import Document
from ploughshare.scheduling.strict_json import LARGEST_INTEGER, Path, place, refused, show

LARGEST_COORDINATE = 1e6
"""Kilometres."""

LARGEST_TABLE = 25_000_000
"""Cells of the largest table by two names (team and zone, zone and zone, ...)."""


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
    between, roads = document.get("between", []), document.get("roads", [])
    _check_pairs("between", [(each["zones"], "zones", "") for each in between])
    _check_pairs("roads", [(each["areas"], "areas", each["mobility"]) for each in roads])
    for i, team in enumerate(document["teams"]):
        path = ("teams", i)
        if not team["kinds"]:
            raise _empty((*path, "kinds"), "kind", team["id"])
        for k, (start, end) in enumerate(team.get("away", ())):
            _check_interval(start, end, (*path, "away", k), team["id"])
    for i, standdown in enumerate(document.get("standdowns", [])):
        _check_interval(standdown["from"], standdown["to"], ("standdowns", i), "")
    for i, activity in enumerate(document["activities"]):
        if not activity["modes"]:
            raise _empty(("activities", i, "modes"), "mode", activity["id"])
    for key in ("teams", "activities"):
        _check_places(document[key], key)
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


def _check_places(records: Sequence[Document], key: str) -> None:
    low, high = -LARGEST_COORDINATE, LARGEST_COORDINATE
    places = [record["at"] for record in records]
    if all(low <= x <= high and low <= y <= high for x, y in places):
        return
    for i, (x, y) in enumerate(places):
        if max(abs(x), abs(y)) > LARGEST_COORDINATE:
            raise refused(
                (key, i, "at"),
                f"[{show(x)}, {show(y)}] lies outside the plane.",
                "Coordinates are kilometres between -1,000,000 and 1,000,000.",
                records[i]["id"],
            )


def _empty(path: Path, what: str, owner: str) -> InputRefused:
    return refused(path, "the list is empty.", f"Name at least one {what}.", owner)


def _check_interval(start: int, end: int, path: Path, owner: str) -> None:
    if start >= end:
        raise refused(
            path,
            f"it ends at step {end}, not after its start at step {start}.",
            "The end is the first step after the interval: write a larger one.",
            owner,
        )


def _check_pairs(key: str, listed: Sequence[tuple[Sequence[str], str, str]]) -> None:
    """Refuse a pair of names that is listed twice, of roads for the same class of mobility."""
    seen: dict[tuple[frozenset[str], str], int] = {}
    for i, (names, what, mobility) in enumerate(listed):
        first = seen.setdefault((frozenset(names), mobility), i)
        if first != i:
            of_class = f" for {show(mobility)}" if mobility else ""
            raise refused(
                (key, i),
                f"the {what} {' and '.join(map(show, names))} "
                f"are already a pair{of_class} in {place((key, first))}.",
                "Keep one of the two; the order of the names does not matter.",
            )


def _named_by_places(document: Document, key: str) -> set[str]:
    """Zones or areas in which a base or an activity lies."""
    both = (document["teams"], document["activities"])
    return {record[key] for records in both for record in records if key in record}


def _check_tables(document: Document) -> None:
    teams, activities = len(document["teams"]), len(document["activities"])
    standdowns = len(document.get("standdowns", []))
    kinds, classes = len(document["kinds"]), len(document["travel"])
    zones, areas = (len(_named_by_places(document, key)) for key in ("zone", "area"))
    groups = {team["group"] for team in document["teams"] if "group" in team}
    for activity in document["activities"]:
        groups.update(activity.get("groups", ()))
    tables = {
        "teams and kinds": teams * kinds,
        "teams and zones": teams * zones,
        "stand-downs and kinds": standdowns * kinds,
        "stand-downs and zones": standdowns * zones,
        "zones and zones": zones * zones,
        "areas and areas": areas * areas * classes,
        "places in zones and areas": _spots(document) ** 2 * classes,
        "activities and groups": activities * len(groups),
    }
    for name, cells in tables.items():
        if cells > LARGEST_TABLE:
            raise InputRefused(
                f"The file would need a table of {name} with {cells} cells.",
                remedy=f"At most {LARGEST_TABLE} are accepted: use fewer zones, areas, groups or "
                "kinds.",
                cells=cells,
            )


def _spots(document: Document) -> int:
    """Pairs of a zone and an area in which a place lies; 0 where no roads are listed."""
    if not document.get("roads"):
        return 0
    both = (document["teams"], document["activities"])
    return len({(r.get("zone"), r.get("area")) for records in both for r in records})


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
    work = lags = 0
    for activity in activities:
        modes, after = activity["modes"], activity.get("after")
        alternatives = activity.get("after_any")
        work += modes[0]["steps"] if len(modes) == 1 else max(mode["steps"] for mode in modes)
        if after or alternatives:
            listed = [*(after or ()), *chain.from_iterable(alternatives or ())]
            lags += max([each.get("lag", 0) for each in listed])
    places = [record["at"] for records in (teams, activities) for record in records]
    zones, areas = (_named_by_places(document, key) for key in ("zone", "area"))
    trip = longest_trip(document, places, zones, areas)
    return latest + stopped + work + lags + len(activities) * trip


def _largest(steps: Iterable[int]) -> int:
    return max(steps, default=0)


def longest_trip(
    document: Document,
    places: Sequence[Sequence[float]],
    zones: AbstractSet[str],
    areas: AbstractSet[str],
) -> int:
    """Steps from one corner of the region to the other in the slowest class, at least."""
    teams = document["teams"]
    if not teams:
        return 0
    x, y = [at[0] for at in places], [at[1] for at in places]
    across = math.hypot(max(x) - min(x), max(y) - min(y))
    river = _largest(
        between["steps"]
        for between in document.get("between", [])
        if zones >= set(between["zones"])
    )
    roads = _largest(
        road["steps"] for road in document.get("roads", []) if areas >= set(road["areas"])
    )
    return (
        river
        + roads
        + _largest(
            _trip(document["travel"][name], across)
            for name in {team.get("mobility", "default") for team in teams}
        )
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
