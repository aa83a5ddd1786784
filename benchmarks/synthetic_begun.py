"""Work in progress and issued orders: the fixed items of an instance of version 1."""

import math
from typing import Any

from numpy.random import Generator

Document = dict[str, Any]

NEAR = 40
"""Places among which a team's work in progress lies at the nearest."""
SHARE = 0.2
"""Share of the teams that stay which have work in progress or an order."""


def begin_work(problem: Document, n_places: int, rng: Generator) -> list[Document]:
    """
    Put some teams that stay on a piece of work of its own, and return the fixed items.

    Half goes on today, half is ordered for later; each begins at a working step at or after the
    team's arrival. One of the first ``n_places`` activities, at the same place, waits for it.
    """
    activities: list[Document] = problem["activities"]
    places = rng.permutation(n_places).tolist()
    fixed: list[Document] = []
    for m, team in enumerate(problem["teams"]):
        stays = "to" not in team and team["from"] == 0
        works_alone = team["kinds"][0] not in {"mechanical", "dogs"}
        if not (stays and works_alone and (m == 0 or rng.random() < SHARE)):
            continue
        near = min(places[:NEAR], key=lambda j: math.dist(team["at"], activities[j]["at"]))
        places.remove(near)
        here = activities[near]
        if "zone" in here and here["zone"] not in team.get("zones", [here["zone"]]):
            continue
        mode = {"steps": int(rng.integers(10, 201)), "teams": {team["kinds"][0]: 1}}
        begun: Document = {"id": f"w{m}", "at": here["at"], "modes": [mode]}
        if "zone" in here:
            begun["zone"] = here["zone"]
        activities.append(begun)
        here.setdefault("after", []).append({"id": begun["id"]})
        ordered_for = int(rng.integers(1, 61)) if rng.random() < 0.5 else 0
        fixed.append(_item(problem, team, begun, ordered_for))
    return fixed


def _item(problem: Document, team: Document, begun: Document, ordered_for: int) -> Document:
    start = _arrival(problem, team, begun) + ordered_for
    while _is_stopped(problem, team, begun, start):
        start += 1
    crew = {team["kinds"][0]: [team["id"]]}
    return {"activity": begun["id"], "mode": 0, "teams": crew, "start": start}


def _arrival(problem: Document, team: Document, activity: Document) -> int:
    """The step at which a team that sets out from its base at once is there."""
    travel = problem["travel"][team.get("mobility", "default")]
    (xa, ya), (xb, yb) = team["at"], activity["at"]
    km = travel["detour"] * math.sqrt((xa - xb) ** 2 + (ya - yb) ** 2)
    steps = math.ceil(km / travel["km_per_step"] - 1e-6)
    steps += travel["camp_move_steps"] if km > travel["camp_move_km"] + 1e-6 else 0
    ends = {team["zone"], activity.get("zone")}
    rivers = (pair["steps"] for pair in problem["between"] if set(pair["zones"]) == ends)
    return int(steps + sum(rivers))


def _is_stopped(problem: Document, team: Document, activity: Document, step: int) -> bool:
    """Whether a stand-down or leave covers a step."""
    away = any(a <= step < b for a, b in team.get("away", []))
    return away or any(
        each["from"] <= step < each["to"]
        and team["kinds"][0] in each["kinds"]
        and ("zones" not in each or activity.get("zone") in each["zones"])
        for each in problem["standdowns"]
    )
