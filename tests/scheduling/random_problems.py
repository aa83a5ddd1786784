"""Small random problems that use every feature of ``restoration-problem``.

Each can be solved: every activity's first mode can be done by teams that stay to the
end, may go anywhere and belong to the group that every activity admits.
"""

import math
from random import Random
from typing import Any

Document = dict[str, Any]

KINDS = ["probe", "dig", "lift"]
ZONES = ["north", "south", "island"]
AREAS = ["left bank", "right bank", "hills"]
TRAVEL: Document = {
    "default": {"detour": 1.3, "km_per_step": 10.0, "camp_move_km": 25.0, "camp_move_steps": 3},
    "heavy": {"detour": 1.6, "km_per_step": 6.5, "camp_move_km": 12.0, "camp_move_steps": 5},
}


def random_problem(
    rng: Random, n_activities: int = 5, n_teams: int = 4, version: int = 1
) -> Document:
    """
    Draw a problem that has a feasible schedule.

    Parameters
    ----------
    rng
        The same state gives the same problem.
    n_activities
        From 1 on; up to 5 ``exhaustive.optimum`` is quick.
    n_teams
        At least 2. The first two stay to the end and may go anywhere.
    version
        Of the format. A problem of version 2 is one of version 1 with more.
    """
    places = [[rng.randint(0, 300) / 10, rng.randint(0, 300) / 10] for _ in range(3)]
    zones = ZONES[: rng.randint(1, 3)]
    document: Document = {
        "format": "restoration-problem/1",
        "name": "drawn at random",
        "steps_per_day": 4,
        "start_date": rng.choice(["2026-03-02", None]),
        "kinds": KINDS,
        "travel": TRAVEL,
        "between": _between(rng, zones),
        "teams": [_team(rng, i, places, zones) for i in range(n_teams)],
        "standdowns": [_standdown(rng, zones) for _ in range(rng.randint(0, 2))],
        "activities": [_activity(rng, j, places, zones) for j in range(n_activities)],
        "benefits": _benefits(rng, n_activities),
    }
    if version == 2:
        document |= {"format": "restoration-problem/2", "roads": _roads(rng, document)}
    document["fixed"] = _fixed(rng, document) if rng.random() < 0.4 else []
    return document


def _between(rng: Random, zones: list[str]) -> list[Document]:
    pairs = [[a, b] for i, a in enumerate(zones) for b in zones[:i]]
    return [{"zones": pair, "steps": rng.randint(0, 6)} for pair in pairs if rng.random() < 0.7]


def _roads(rng: Random, document: Document) -> list[Document]:
    """Put most places into areas, and draw by how much longer the roads between these are."""
    for place in (*document["teams"], *document["activities"]):
        if rng.random() < 0.8:
            place["area"] = rng.choice(AREAS)
    pairs = [[a, b] for i, a in enumerate(AREAS) for b in AREAS[:i]]
    return [
        {"areas": pair, "mobility": name, "steps": rng.randint(1, 9)}
        for name in TRAVEL
        for pair in pairs
        if rng.random() < 0.6
    ]


def _team(rng: Random, i: int, places: list[list[float]], zones: list[str]) -> Document:
    team: Document = {"id": f"t{i}", "at": rng.choice([*places, [15.0, 15.0]]), "group": "state"}
    team["kinds"] = [KINDS[:2], KINDS[2:]][i] if i < 2 else rng.sample(KINDS, rng.randint(1, 3))
    if rng.random() < 0.4:
        team["zone"] = rng.choice(zones)
    if rng.random() < 0.4:
        team["mobility"] = "heavy"
    if rng.random() < 0.4:
        team["from"] = rng.randint(1, 12)
    if rng.random() < 0.4:
        start = rng.randint(0, 15)
        team["away"] = [[start, start + rng.randint(1, 6)], [start + 9, start + 12]]
    if i < 2:
        return team
    team["group"] = rng.choice(["state", "partner"])
    if rng.random() < 0.2:
        del team["group"]
    if rng.random() < 0.5:
        team["to"] = rng.randint(10, 40)
    if rng.random() < 0.4:
        team["zones"] = rng.sample(zones, rng.choice([0, 1, 1, len(zones)]))
    return team


def _standdown(rng: Random, zones: list[str]) -> Document:
    start = rng.randint(0, 25)
    standdown: Document = {"kinds": rng.sample(KINDS, rng.randint(1, 2)), "from": start}
    standdown["to"] = start + rng.randint(1, 8)
    if rng.random() < 0.6:
        standdown["zones"] = rng.sample(zones, rng.randint(0, len(zones)))
    return standdown


def _activity(rng: Random, j: int, places: list[list[float]], zones: list[str]) -> Document:
    activity: Document = {"id": f"a{j}", "at": rng.choice(places)}
    if rng.random() < 0.6:
        activity["zone"] = rng.choice(zones)
    if rng.random() < 0.3:
        activity["groups"] = rng.choice([["state"], ["partner", "state"]])
    if rng.random() < 0.3:
        activity["earliest"] = rng.randint(1, 15)
    before = rng.sample(range(j), min(j, rng.choice([0, 0, 0, 1, 1, 2])))
    if before:
        activity["after"] = [
            {"id": f"a{i}", "lag": rng.randint(1, 4)} if rng.random() < 0.4 else {"id": f"a{i}"}
            for i in before
        ]
    activity["modes"] = _modes(rng)
    return activity


def _modes(rng: Random) -> list[Document]:
    shape = rng.random()
    if shape < 0.06:
        return [{"steps": 0}]
    if shape < 0.12:
        return [{"steps": rng.randint(1, 6), "teams": {}}]
    if shape < 0.2:
        return [{"steps": 0, "teams": {rng.choice(KINDS): 1}}]
    first = rng.choice([{kind: 1} for kind in KINDS] + [{"dig": 1, "lift": 1}])
    modes: list[Document] = [{"steps": rng.randint(2, 9), "teams": first}]
    if rng.random() < 0.5:
        kind = rng.choice(KINDS)
        modes.append({"steps": rng.randint(0, 6), "teams": {kind: rng.choice([1, 2, 2, 9])}})
    if rng.random() < 0.3:
        modes.append({"steps": rng.randint(1, 5), "teams": {"probe": 1, "lift": 1, "dig": 0}})
    return modes


def _benefits(rng: Random, n_activities: int) -> list[Document]:
    benefits: list[Document] = []
    for b in range(rng.randint(2, n_activities + 1)):
        benefit: Document = {
            "id": f"b{b}",
            "activity": f"a{rng.randrange(n_activities)}",
            "weight": rng.choice([0, rng.randint(1, 9), rng.randint(10, 99)]),
        }
        needs = [f"b{i}" for i in range(b) if rng.random() < 0.8 / b]
        if needs:
            benefit["needs"] = needs
        benefits.append(benefit)
    benefits[-1]["weight"] = rng.randint(1, 50)
    rng.shuffle(benefits)
    return benefits


def _fixed(rng: Random, document: Document) -> list[Document]:
    """Fix the first mode of up to two activities that wait for nobody, each on its own teams."""
    fixed: list[Document] = []
    free = document["teams"][:2]
    for activity in document["activities"]:
        if "after" in activity or len(fixed) == 2:
            continue
        mode = activity["modes"][0]
        named = _named(mode, free)
        if named is None:
            continue
        teams = [team for team in free if any(team["id"] in ids for ids in named.values())]
        free = [team for team in free if team not in teams]
        arrivals = [team.get("from", 0) + _trip(document, team, activity) for team in teams]
        start = max([activity.get("earliest", 0), *arrivals]) + rng.choice(
            [0, 0, rng.randint(1, 5)]
        )
        while mode["steps"] and _stopped(document, activity, mode, teams, start):
            start += 1
        fixed.append({"activity": activity["id"], "mode": 0, "teams": named, "start": start})
    return fixed


def _named(mode: Document, free: list[Document]) -> dict[str, list[str]] | None:
    named: dict[str, list[str]] = {}
    for kind in mode.get("teams", {}):
        team = next((each for each in free if kind in each["kinds"]), None)
        if team is None:
            return None
        named[kind] = [team["id"]]
    return named


def _trip(document: Document, team: Document, activity: Document) -> int:
    """Steps from a team's base to an activity."""
    travel = document["travel"][team.get("mobility", "default")]
    steps = 0
    if team["at"] != activity["at"]:
        (xa, ya), (xb, yb) = team["at"], activity["at"]
        km = travel["detour"] * math.sqrt((xa - xb) ** 2 + (ya - yb) ** 2)
        steps = math.ceil(km / travel["km_per_step"] - 1e-6)
        steps += travel["camp_move_steps"] if km > travel["camp_move_km"] + 1e-6 else 0
    ends = {team.get("zone"), activity.get("zone")}
    river: int = sum(pair["steps"] for pair in document["between"] if set(pair["zones"]) == ends)
    ends, mobility = {team.get("area"), activity.get("area")}, team.get("mobility", "default")
    by_road: int = sum(
        road["steps"]
        for road in document.get("roads", [])
        if set(road["areas"]) == ends and road["mobility"] == mobility
    )
    return steps + river + by_road


def _stopped(
    document: Document, activity: Document, mode: Document, teams: list[Document], step: int
) -> bool:
    """Whether a stand-down or an absence covers a step of the activity."""
    away = any(a <= step < b for team in teams for a, b in team.get("away", []))
    kinds = {kind for kind, count in mode.get("teams", {}).items() if count}
    return away or any(
        each["from"] <= step < each["to"]
        and kinds & set(each["kinds"])
        and ("zones" not in each or activity.get("zone") in each["zones"])
        for each in document["standdowns"]
    )
