"""Where several roads lead to a site, work waits for whichever is opened first."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ploughshare.fields import Value
from ploughshare.planning import ways_in
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.replan import replan
from ploughshare.planning.rules import statements
from ploughshare.planning.ways_in import WaysIn
from ploughshare.scheduling.solve import Stop
from tests.planning.access_checker import unreached
from tests.planning.random_evacuation import random_region
from tests.planning.small_region import Region, other_ways_count, village_between_two_bridges

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=2)


def draft_of(region: Region) -> Draft:
    programme = region.programme()
    return formulate(programme, statements(programme))


def test_work_waits_for_the_bridge_or_for_the_verge_whichever_is_first() -> None:
    draft = draft_of(village_between_two_bridges())
    (either,) = draft.alternatives.values()
    assert set(either.sets) == {("verge.handover",), ("span",)}
    assert (either.milestone.id, "pipes") in draft.waits
    (row,) = (a for a in json.loads(draft.data)["activities"] if "after_any" in a)
    assert row["after_any"] == [[{"id": "verge.handover"}], [{"id": "span"}]]


def test_the_one_that_is_opened_first_is_named_with_the_other() -> None:
    region = village_between_two_bridges()
    made = plan(region.situation(), stop=STOP).plan
    item = {item.activity: item for item in made.items}
    first, other = ("span", "verge.handover")
    assert item[first].finish < item[other].finish
    assert item["pipes"].start < item[other].finish
    assert item["pipes"].waits_for == (first,)
    assert item["pipes"].instead == ("past area verge",)
    assert "pipes" in item[first].holds_up
    assert not any("ways/" in name for name in item)
    text = "\n".join(Answer(made, "pipes").lines())
    assert (
        "waits for the bridge bridge, or for a way there past area verge, whichever is opened first"
        in text
    )
    again = plan_from_bytes(json.dumps(plan_document(made)).encode())
    assert again.items == made.items


def test_what_held_a_start_names_both_ways() -> None:
    """Without bridge builders on the day the verge is first; then a pause holds nothing up."""
    region = village_between_two_bridges()
    region.records["works"].pop(0)
    region.works("span", "bridge", 30, trade="bridges", earliest_on=date(2027, 3, 1))
    made = plan(region.situation(), stop=STOP).plan
    (pipes,) = (item for item in made.items if item.activity == "pipes")
    assert pipes.waits_for == ("verge.handover",)
    assert pipes.because[-1].text == (
        "hand-over of area verge: the way there leads past area verge, or past the bridge bridge: "
        "whichever is opened first"
    )


def test_nothing_is_waited_for_where_another_way_is_open_today() -> None:
    region = village_between_two_bridges()
    region.records["hazards"].clear()
    draft = draft_of(region)
    assert not draft.alternatives
    assert not any(then == "pipes" for _, then in draft.waits)


def test_a_way_that_is_much_longer_or_past_the_same_is_none() -> None:
    region = other_ways_count(village_between_two_bridges(), 1.2)
    assert not WaysIn(region.programme()).apply
    region = village_between_two_bridges().hazard("gate", 0, 0, 30)
    region.records["teams"].clear()
    region.team("M", "manual", "building", "bridges", "nts", "ts", x=-2000)
    region.road("gate road", (-2000, 0), (0, 0))
    (either,) = draft_of(region).alternatives.values()
    assert all("gate.handover" not in names for names in either.sets), "each implies it"


def test_no_other_way_is_looked_for_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ways_in, "other_ways", lambda *_: pytest.fail("it was looked for"))
    draft = draft_of(other_ways_count(village_between_two_bridges(), 1.0))
    assert not draft.alternatives
    assert "pipes" in draft.activities


def test_of_two_ways_of_which_one_falls_away_the_other_is_waited_for() -> None:
    """Nobody builds bridges: the village is reached past the verge."""
    region = village_between_two_bridges()
    region.records["teams"].clear()
    region.team("M", "manual", "building")
    draft = draft_of(region)
    assert not draft.alternatives
    assert ("verge.handover", "ways/1") in draft.waits
    assert "pipes" in draft.activities
    region.records["teams"].clear()
    region.team("B", "building")
    draft = draft_of(region)
    assert "pipes" not in draft.activities


def test_two_villages_behind_the_same_obstacles_share_one_milestone() -> None:
    region = village_between_two_bridges()
    region.asset("well", 5100, 1020, kind="well", people_served=9).works("well works", "well")
    draft = draft_of(region)
    (milestone,) = draft.alternatives
    assert {then for first, then in draft.waits if first == milestone} == {"pipes", "well works"}


def test_a_bridge_that_carries_no_machine_opens_no_way_where_there_are_machines() -> None:
    region = village_between_two_bridges()
    assert WaysIn(region.programme()).apply
    region.team("P", "plant", mobility="heavy")
    region.records["assets"][0] = replace(
        region.records["assets"][0],
        values={**region.records["assets"][0].values, "load_class_t": 5.0},
    )
    assert not WaysIn(region.programme()).apply


def test_a_new_plan_keeps_a_site_that_the_last_reached_by_the_other_way() -> None:
    region = village_between_two_bridges()
    last = plan(region.situation(), stop=STOP).plan
    again = replan(region.situation(), last, stop=STOP).planned.plan
    start = {item.activity: item.start for item in again.items}
    assert start["pipes"] == {item.activity: item.start for item in last.items}["pipes"]


def checked(seed: int) -> tuple[Region, dict[str, Any]]:
    region = other_ways_count(random_region(seed))
    made = plan_document(plan(region.situation(), stop=STOP).plan)
    found = unreached(region.records, made)
    assert not found, f"region {seed}: {found[:3]}"
    return region, made


def test_teams_get_to_all_work_in_random_regions() -> None:
    """Enough work waits for the first of several ways."""
    either = work = 0
    for seed in range(10, 15):
        _, made = checked(seed)
        work += sum(bool(item["teams"]) for item in made["items"])
        either += sum("instead" in item for item in made["items"])
    assert work > 20, work
    assert either > 4, either


@pytest.mark.soak
def test_teams_get_to_all_work_in_a_thousand_random_regions() -> None:
    for seed in range(1000):
        checked(seed)


def test_the_checker_finds_work_that_nobody_can_get_to() -> None:
    """The same plan, judged by records in which both roads are blocked."""
    region = village_between_two_bridges()
    region.add("figures", "limit", metric="evacuation.limit_min", value=40.0, low=10.0, high=120.0,
               unit="min")  # fmt: skip
    for record in region.records["roads"]:
        record.values["road_class"] = "local"  # type: ignore[index]
    made = plan_document(plan(region.situation(), stop=STOP).plan)
    assert unreached(region.records, made) == []
    earlier = [
        {**item, "start": 0} if item["activity"] == "pipes" else item for item in made["items"]
    ]
    (found,) = unreached(region.records, {**made, "items": earlier})
    assert found == "pipes at step 0: no road from a base is open"
    blocked: Value = "blocked"
    roads = [
        replace(r, values={**r.values, "passability": blocked}) for r in region.records["roads"]
    ]
    hazards: list[Any] = []
    assert unreached({**region.records, "roads": roads, "hazards": hazards}, made)
