"""
Finds works on ground that is cleared less deep than they need, and methods that do not reach it.

It shares nothing with the rules: it reads the values of records and the JSON of a plan.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ploughshare.fields import Record

Records = Mapping[str, list[Record]]

NEEDS = {("school", "rebuild"): 80, ("water_main", "repair"): 120, ("road", "repair"): 30,
         ("power_line", "repair"): 20}  # fmt: skip
SHALLOW = {"debris", "emergency", "temporary"}


def needed(records: Records, works: str) -> float:
    """Depth that works need, in cm."""
    values = next(r.values for r in records["works"] if r.id == works)
    asset = next(r.values for r in records["assets"] if r.id == values["asset"])
    if values.get("depth_cm") is not None:
        return float(str(values["depth_cm"]))
    kind, type_ = str(asset["kind"]), str(values.get("works_type", "repair"))
    return 0 if type_ in SHALLOW else NEEDS.get((kind, type_), 0)


def too_shallow(records: Records, plan: Mapping[str, Any]) -> Iterator[str]:
    """Every works and every method that the depth of a plan does not allow, in words."""
    items = {item["activity"]: item for item in plan["items"]}
    for item in plan["items"]:
        if item["kind"] == "clearance" and "dogs" in item["teams"] and item["depth_cm"] > 20:
            yield f"dogs search {item['activity']} to {item['depth_cm']} cm"
        if item["kind"] != "works":
            continue
        need = needed(records, item["record"]["id"])
        for before in (items[name] for name in item["waits_for"]):
            same = (
                other
                for other in plan["items"]
                if other["kind"] == "clearance"
                and other["record"] == before["record"]
                and before.get("lot") in {None, other.get("lot")}
            )
            for clearance in same if before["kind"] == "handover" else ():
                if clearance["depth_cm"] < need:
                    yield (
                        f"{item['activity']} needs {need} cm, and {clearance['activity']} is "
                        f"cleared to {clearance['depth_cm']} cm"
                    )
