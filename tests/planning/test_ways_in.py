"""Where several roads lead to a site, work waits for whichever is opened first."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ploughshare.errors import NoScheduleFound
from ploughshare.fields import Value
from ploughshare.planning import ways_in
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.replan import replan
from ploughshare.planning.rules import statements
from ploughshare.planning.statements import SetAside
from ploughshare.planning.unplaced import set_aside
from ploughshare.planning.ways_in import WaysIn
from ploughshare.scheduling.bounds import lower_bound
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


def test_a_way_that_no_search_could_open_is_left_to_what_lies_on_it() -> None:
    """What is left on it may be done without teams, and the way is open all the same."""
    draft = draft_of(village_between_two_bridges())
    (milestone,) = draft.alternatives
    found = NoScheduleFound("left", activities=[milestone, "verge.clearance"])
    (row,) = set_aside(draft, found)
    assert isinstance(row, SetAside)
    assert row.activities == ("verge.clearance",)


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


def checked(
    seed: int, factor: float = 2.0, *, banks: bool = False
) -> tuple[Region, dict[str, Any]]:
    region = other_ways_count(random_region(seed, banks=banks), factor)
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


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_teams_get_to_all_work_beyond_hazardous_banks(factor: float) -> None:
    for seed in (3, 8, 20):
        checked(seed, factor, banks=True)


@pytest.mark.parametrize("seed", [311, 389])
def test_a_site_that_only_those_who_stand_there_have_reached_is_not_left_to_others(
    seed: int,
) -> None:
    """A team that stands on an area beyond broken bridges may not go on, and nobody else gets there."""
    checked(seed, banks=True)


@pytest.mark.soak
def test_teams_get_to_all_work_in_a_thousand_random_regions() -> None:
    for seed in range(1000):
        checked(seed, banks=bool(seed % 2))


def waited_for(draft: Draft) -> dict[str, set[str]]:
    """What each activity waits for, directly and behind others, by plain waits."""
    before: dict[str, set[str]] = {}
    for first, then in draft.waits:
        before.setdefault(then, set()).add(first)
    found: dict[str, set[str]] = {}

    def of(name: str) -> set[str]:
        if name not in found:
            found[name] = before.get(name, set()).union(*map(of, before.get(name, ())))
        return found[name]

    return {name: of(name) for name in draft.activities}


def asks_for_more(with_others: Draft, without: Draft) -> list[str]:
    """What a problem with other ways asks for that the one without does not."""
    found, asked = [], waited_for(without)
    by_way: dict[str, set[str]] = {n: set() for n in with_others.activities if n not in asked}
    for first, then in with_others.waits:
        if first in by_way:
            by_way[first].add(then)
    for first, then in with_others.waits:
        if first not in by_way:
            reached = by_way.get(then, {then})
            found += [f"{name} waits for {first}" for name in reached if first not in asked[name]]
    for milestone, either in with_others.alternatives.items():
        for name in by_way[milestone]:
            if not any(asked[name].issuperset(each) for each in either.sets):
                found.append(f"{name} waits for one of {either.sets}")
    return found


def without_ways(draft: Draft) -> dict[str, Any]:
    """A problem without its ways, and without who waits for whom."""
    document = json.loads(draft.data)
    document["activities"] = [
        {key: value for key, value in activity.items() if key not in {"after", "after_any"}}
        for activity in document["activities"]
        if not activity["id"].startswith("ways/")
    ]
    return {key: value for key, value in document.items() if key != "format"}


def is_a_relaxation(region: Region) -> int:
    """How many milestones there are, in a problem that asks for nothing more than without them."""
    without = draft_of(other_ways_count(region, 1.0))
    with_others = draft_of(other_ways_count(region, 2.0))
    fallen = {name for name in with_others.fallen if not name.startswith("ways/")}
    assert fallen <= without.fallen.keys()
    if fallen < without.fallen.keys():
        return 0
    assert asks_for_more(with_others, without) == []
    assert without_ways(with_others) == without_ways(without)
    bounds = [lower_bound(draft.problem, dates=0).value for draft in (with_others, without)]
    assert bounds[0] <= bounds[1]
    return len(with_others.alternatives)


def test_every_plan_that_opens_the_ways_chosen_beforehand_is_one_with_other_ways_too() -> None:
    """Hospitals on one side and hazardous banks on the other make waits run in circles."""
    milestones = [is_a_relaxation(random_region(seed, banks=True)) for seed in range(40)]
    assert sum(map(bool, milestones)) > 3, milestones


@pytest.mark.soak
def test_every_plan_is_one_with_other_ways_too_in_a_thousand_regions() -> None:
    for seed in range(1000):
        is_a_relaxation(random_region(seed, banks=True))


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
