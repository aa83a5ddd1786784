"""What a ``restoration-problem`` document must fulfil before it becomes arrays.

In the order of the contract: keys and types, references, cycles (and then meaning, in
``problem_meaning``). The first breach is refused with its place and the remedy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ploughshare.errors import InputRefused
from ploughshare.scheduling.json_shapes import (
    Integer,
    ListOf,
    MapOf,
    Number,
    OrNull,
    Point,
    Record,
    Shape,
    Text,
)
from ploughshare.scheduling.strict_json import Path, refused, show

_steps = Integer()
_name = Text()
_names = ListOf(Text())
_interval = ListOf(Integer(), length=2)
_point = Point()

VERSIONS = (1, 2)
FIRST, SECOND = "restoration-problem/1", "restoration-problem/2"
"""The versions of the format that this program reads and writes."""


_predecessors = ListOf(Record({"id": _name}, {"lag": _steps}, owner=""))


def _problem(
    *, place: Mapping[str, Shape], waits: Mapping[str, Shape], more: Mapping[str, Shape]
) -> Record:
    """Keys and types, with what a version adds to all places, to activities, and to the problem."""
    return Record(
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
                        **place,
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
                        **place,
                        "groups": _names,
                        "earliest": _steps,
                        "after": _predecessors,
                        **waits,
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
            **more,
        },
    )


PROBLEM = _problem(place={}, waits={}, more={})
"""Keys and types of ``restoration-problem/1``."""

PROBLEM_2 = _problem(
    place={"area": _name},
    waits={"after_any": ListOf(_predecessors)},
    more={
        "roads": ListOf(
            Record({"areas": ListOf(Text(), length=2), "mobility": _name, "steps": _steps})
        ),
        "limits": ListOf(
            Record(
                {"id": _name, "activities": _names, "at_once": Integer(least=1)}, {"kinds": _names}
            )
        ),
        "apart": ListOf(Record({"id": _name, "these": _names, "those": _names})),
    },
)
"""Keys and types of ``restoration-problem/2``."""

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
        kinds=positions(document["kinds"], ("kinds",), "kind"),
        mobilities={name: i for i, name in enumerate(sorted(travel, key=_default_first))},
        teams=ids_of(document["teams"], "teams"),
        activities=ids_of(document["activities"], "activities"),
        benefits=ids_of(document.get("benefits", []), "benefits"),
    )
    for i, between in enumerate(document.get("between", [])):
        once(between["zones"], ("between", i, "zones"), "zone")
    for i, road in enumerate(document.get("roads", [])):
        once(road["areas"], ("roads", i, "areas"), "area")
        if road["mobility"] not in names.mobilities:
            raise unknown(road["mobility"], "travel class", ("roads", i, "mobility"), "")
    _check_teams(document["teams"], names)
    for i, standdown in enumerate(document.get("standdowns", [])):
        positions(standdown["kinds"], ("standdowns", i, "kinds"), "kind", within=names.kinds)
        once(standdown.get("zones", ()), ("standdowns", i, "zones"), "zone")
    _check_activities(document["activities"], names)
    modes = [len(activity["modes"]) for activity in document["activities"]]
    check_fixed(document.get("fixed", []), modes, names)
    _check_benefits(document.get("benefits", []), names)
    return names


def _default_first(name: str) -> bool:
    return name != "default"


def ids_of(records: Sequence[Document], key: str) -> dict[str, int]:
    """Number the ids of a list, each of which may stand there once."""
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


def once(names: Sequence[str], path: Path, what: str, owner: str = "") -> None:
    """Refuse a name that stands in a list twice."""
    if len(names) < 2 or len(set(names)) == len(names):
        return
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            raise refused(
                (*path, i), f"the {what} {show(name)} is named twice.", "Name it once.", owner
            )
        seen.add(name)


def positions(
    names: Sequence[str],
    path: Path,
    what: str,
    within: dict[str, int] | None = None,
    owner: str = "",
) -> dict[str, int]:
    """Positions of names that may occur once, in ``within`` or in their own list."""
    once(names, path, what, owner)
    if within is None:
        return {name: i for i, name in enumerate(names)}
    for i, name in enumerate(names):
        if name not in within:
            raise unknown_kind(name, (*path, i), owner)
    return within


def unknown_kind(name: str, path: Path, owner: str) -> InputRefused:
    """Return the refusal of a kind that the file does not declare."""
    return refused(
        path,
        f"the kind {show(name)} is not declared.",
        'Add it to "kinds" at the top of the file, or name one that is there.',
        owner,
        kind=name,
    )


def unknown(name: str, what: str, path: Path, owner: str) -> InputRefused:
    """Return the refusal of a name that nothing has."""
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
        positions(team["kinds"], ("teams", i, "kinds"), "kind", names.kinds, owner)
        once(team.get("zones", ()), ("teams", i, "zones"), "zone", owner)
        mobility = team.get("mobility", "default")
        if mobility not in names.mobilities:
            raise unknown(mobility, "travel class", ("teams", i, "mobility"), owner)


def _check_activities(activities: Sequence[Document], names: Names) -> None:
    known, kinds = names.activities, names.kinds
    for i, activity in enumerate(activities):
        owner = activity["id"]
        if "groups" in activity:
            once(activity["groups"], ("activities", i, "groups"), "group", owner)
        if "after" in activity:
            _check_predecessors(activity["after"], ("activities", i, "after"), owner, known)
        for k, each in enumerate(activity.get("after_any", ())):
            _check_predecessors(each, ("activities", i, "after_any", k), owner, known)
        for k, mode in enumerate(activity["modes"]):
            for kind in mode.get("teams", ()):
                if kind not in kinds:
                    path = ("activities", i, "modes", k, "teams", kind)
                    raise unknown_kind(kind, path, owner)


def _check_predecessors(
    listed: Sequence[Document], path: Path, owner: str, known: Mapping[str, int]
) -> None:
    before = [each["id"] for each in listed]
    for k, name in enumerate(before):
        if name not in known:
            raise unknown(name, "activity", (*path, k, "id"), owner)
    once(before, path, "predecessor", owner)


def check_fixed(fixed: Sequence[Document], mode_count: Sequence[int], names: Names) -> None:
    """Check the references of fixed items, given how many modes each activity has."""
    for i, item in enumerate(fixed):
        owner = item["activity"]
        if owner not in names.activities:
            raise unknown(owner, "activity", ("fixed", i, "activity"), "")
        modes = mode_count[names.activities[owner]]
        if item["mode"] >= modes:
            raise refused(
                ("fixed", i, "mode"),
                f"there is no mode {item['mode']}; the activity has {modes}.",
                f"Modes are counted from 0: write at most {modes - 1}.",
                owner,
            )
        for kind, teams in item["teams"].items():
            if kind not in names.kinds:
                raise unknown_kind(kind, ("fixed", i, "teams", kind), owner)
            for k, team in enumerate(teams):
                if team not in names.teams:
                    raise unknown(team, "team", ("fixed", i, "teams", kind, k), owner)
    once([item["activity"] for item in fixed], ("fixed",), "activity")


def _check_benefits(benefits: Sequence[Document], names: Names) -> None:
    for i, benefit in enumerate(benefits):
        owner = benefit["id"]
        if benefit["activity"] not in names.activities:
            raise unknown(benefit["activity"], "activity", ("benefits", i, "activity"), owner)
        needs = benefit.get("needs", ())
        for k, name in enumerate(needs):
            if name not in names.benefits:
                raise unknown(name, "benefit", ("benefits", i, "needs", k), owner)
        once(needs, ("benefits", i, "needs"), "benefit", owner)


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
    if cycle:
        raise cycle_refused(cycle, ids, (key, cycle[0], field), verb)


def cycle_refused(cycle: list[int], ids: Sequence[str], path: Path, verb: str) -> InputRefused:
    """Return the refusal of a cycle: each named one waits for, or needs, the next."""
    named = [ids[i] for i in cycle]
    shown = [show(name) for name in named]
    if len(shown) > 12:
        shown[8:-2] = [f"... {len(shown) - 10} more ..."]
    chain = f" {verb} ".join([*shown, shown[0]])
    return refused(
        path,
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
