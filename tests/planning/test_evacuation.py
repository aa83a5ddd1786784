"""Nobody works where casualties do not reach a hospital in time, as far as anybody can tell."""

from dataclasses import replace
from typing import Any

import pytest

from ploughshare.fields import Value
from ploughshare.planning.document import plan_document
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.planning.evacuation_checker import breaches, left_out_within_reach
from tests.planning.random_evacuation import random_region
from tests.planning.small_region import Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=2)


def checked(seed: int) -> tuple[Region, dict[str, Any]]:
    region = random_region(seed)
    made = plan_document(plan(region.situation(), stop=STOP).plan)
    found = breaches(region.records, made)
    assert not found, f"region {seed}: {found[:3]}"
    left_out = left_out_within_reach(region.records, made)
    assert not left_out, f"region {seed}: {left_out}"
    return region, made


def test_casualties_reach_their_hospital_in_random_regions() -> None:
    """Enough areas are planned, left out, and wait for a way to their hospital."""
    planned = left_out = waiting = 0
    for seed in range(9):
        _, made = checked(seed)
        planned += sum(item["kind"] == "clearance" for item in made["items"])
        left_out += sum(row["reason"] == "no-way-out" for row in made["not_planned"])
        waiting += sum("casualties are taken to" in str(item["because"]) for item in made["items"])
    assert min(planned, left_out, waiting) > 5, (planned, left_out, waiting)


@pytest.mark.soak
def test_casualties_reach_their_hospital_in_a_thousand_random_regions() -> None:
    for seed in range(1000):
        checked(seed)


def test_the_checker_finds_each_breach() -> None:
    """The same plan, judged by records in which somebody closed a road or took back a permission."""
    region = Region().road("T1", (0, 0), (20_000, 0), road_class="local").team("M", "manual")
    region.district("D", -9000, -9000, 40_000, 9000, hospital="H")
    region.asset("H", 20_000, 100, kind="clinic", name="H", service_state="in_service")
    region.hazard("field", 1000, 150, hazard_type="cha", evidence="direct")
    region.add("figures", "limit", metric="evacuation.limit_min", value=40.0, low=10.0, high=120.0,
               unit="min")  # fmt: skip
    made = plan_document(plan(region.situation(), stop=STOP).plan)
    assert breaches(region.records, made) == []

    def judged(record_type: str, **values: Value) -> list[str]:
        first, *rest = region.records[record_type]
        changed = replace(first, values={**first.values, **values})
        return breaches({**region.records, record_type: [changed, *rest]}, made)

    assert "no road to H is open" in judged("roads", passability="blocked")[0]
    assert "minutes to H are too many" in judged("roads", road_class="track")[0]
    assert "are too many" in judged("places", evacuation_min=41.0)[0]
    assert "H is out of service" in judged("assets", service_state="out_of_service")[0]
    assert "M has no medic" in judged("teams", medics=0)[0]
    bridge = Region().asset("B", 9000, 0, kind="bridge", service_state="out_of_service")
    with_bridge = [*region.records["assets"], *bridge.records["assets"]]
    found = breaches({**region.records, "assets": with_bridge}, made)
    assert "no road to H is open" in found[0]


def test_what_nobody_recorded_about_casualties_is_told() -> None:
    """Two areas without a hospital, one whose hospital is only a name, and a team of unknown medics."""
    region = Region().team("M", "manual", "ts", "nts")
    region.district("D", -9000, -9000, 0, 9000).district("E", 0, -9000, 9000, 9000, hospital="X")
    region.hazard("a", -3000, 0).hazard("b", -4000, 0).hazard("c", 3000, 0)
    rows = {row.what: row for row in plan(region.situation(), stop=STOP).plan.assumptions}
    unnamed = rows[
        "areas for which nobody recorded a hospital for casualties, taken as within reach of one: "
        "area a; area b"
    ]
    assert (unnamed.value, unnamed.high, unnamed.used) == ("120 min", "not planned", 2)
    (named,) = (row for what, row in rows.items() if "is neither an asset" in what)
    assert (named.what.endswith(": area c"), named.used) == (True, 1)
    (medics,) = (row for what, row in rows.items() if "medics" in what)
    assert (medics.value, medics.used) == ("1 teams", 1)
