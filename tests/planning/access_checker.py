"""
Finds work that nobody can get to: on its first day no road to it from a base is open.

It shares nothing with the rule: like the checker of ways to hospitals it reads the values of records
and the JSON of a plan, and draws its own map of roads.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from shapely import Point

from tests.planning.evacuation_checker import Map, Records, gone_at, map_of

BANK_M = 30.0
TAKEN_AS_REACHED = "sites taken as reached"


def unreached(records: Records, plan: Mapping[str, Any]) -> list[str]:
    """What a plan begins although no base reaches it on that day over roads that are open."""
    if any(row["what"].startswith(TAKEN_AS_REACHED) for row in plan["assumptions"]):
        return []
    return list(_unreached(records, plan))


def _unreached(records: Records, plan: Mapping[str, Any]) -> Iterator[str]:
    ground = map_of(records)
    # Teams that stand on a site have reached it, and from there others go on.
    at_work = [item["place"] for item in plan["items"] if item["continues"]]
    bases = [ground.shape(team.geometry) for team in records["teams"]]
    bases += [ground.shape(Point(place["lon"], place["lat"])) for place in at_work]
    works = {r.id: str(r.values["asset"]) for r in records.get("works", ())}
    bridges = {
        r.id: ground.shape(r.geometry) for r in records["assets"] if r.values["kind"] == "bridge"
    }
    for item in plan["items"]:
        if item["teams"] and not item["continues"]:
            own = works.get(item["record"]["id"], item["record"]["id"])
            site = ground.shape(Point(item["place"]["lon"], item["place"]["lat"]))
            gone = gone_at(records, plan, item["start"])
            if item["record"]["type"] == "hazards":
                # An area on the ground of a bridge is reached with the bridge.
                gone |= {name for name, at in bridges.items() if at.distance(site) < BANK_M}
            if not any(_leads_there(ground, site, base, own, gone) for base in bases):
                yield f"{item['activity']} at step {item['start']}: no road from a base is open"


def _leads_there(ground: Map, site: Point, base: Point, own: str, gone: set[str]) -> bool:
    return math.isfinite(ground.minutes(site, base, own, gone - {own}, []))
