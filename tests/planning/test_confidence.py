"""How far an item may be relied on: each case on the smallest plan that shows it."""

from dataclasses import replace
from datetime import date

from ploughshare.planning.confidence import FIRM, confidences, loose
from ploughshare.planning.items import Item
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.situation import Situation
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region


def planned(region: Region) -> tuple[Plan, Situation]:
    situation = region.situation()
    return plan(situation, stop=Stop(iterations=2)).plan, situation


def levels(region: Region) -> dict[str, str]:
    made, situation = planned(region)
    return {name: found.level for name, found in confidences(made, situation).items()}


def base() -> Region:
    """A road, a manual team and a survey team."""
    return Region().road("T", (0, 0), (9000, 0)).team("M", "manual").team("S", "nts")


def test_clearance_that_waits_only_for_its_order_is_firm() -> None:
    region = base().hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct")
    assert levels(region) == {"H.clearance": "firm"}


def test_what_comes_after_a_survey_is_provisional_whoever_ordered_it() -> None:
    """The survey itself is firm; the clearance after it is not, though its order is out."""
    region = base().hazard("H", 1000, 80, 40, evidence="indirect")
    region.order("TO", "H", "issued", issued_on=date(2026, 2, 2))
    made, situation = planned(region)
    found = confidences(made, situation)
    assert found["H.nts"] == FIRM
    assert found["H.clearance"].level == "provisional"
    assert found["H.clearance"].why == "the survey before it is not made yet"


def test_so_is_what_lies_behind_unsurveyed_ground_on_the_road() -> None:
    region = base().hazard("ON", 1000, 0, 30, evidence="indirect")
    region.hazard("BEHIND", 3000, 80, 30, hazard_type="cha", evidence="direct")
    found = levels(region)
    assert found["ON.nts"] == "firm"
    assert found["BEHIND.clearance"] in {"provisional", "outlook"}


def test_nobody_is_sent_onto_ground_that_is_not_handed_over() -> None:
    """The ditch is cleared; its hand-over is weeks away, but not four: the roof is provisional."""
    region = base().hazard("H", 1000, 80, 30, hazard_type="cha", evidence="direct",
                           status="completed")  # fmt: skip
    region.asset("A", 1000, 80, service_state="out_of_service").works("W", "A", 5)
    region.team("B", "building").team("Q", "qc", organisation="ORG-2")
    made, situation = planned(region)
    works = next(item for item in made.items if item.activity == "W")
    assert (works.start_on - made.calendar.start).days < 28
    found = confidences(made, situation)["W"]
    assert found.level == "provisional"
    assert found.why == "the hand-over of its ground is not signed yet"


def test_what_begins_after_four_weeks_is_outlook() -> None:
    region = base().hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct")
    made, situation = planned(region)
    late = replace(made, items=tuple(_on(item, date(2026, 3, 30)) for item in made.items))
    soon = replace(made, items=tuple(_on(item, date(2026, 3, 29)) for item in made.items))
    assert confidences(late, situation)["H.clearance"].level == "outlook"
    assert confidences(soon, situation)["H.clearance"] == FIRM


def test_nobody_may_rely_on_the_day_of_what_hangs_on_something_that_is_not_firm() -> None:
    """
    Of two assets without hazards one has a roof that nobody is contracted for; a house needs it.

    The third stands on ground that is cleared, and whose hand-over is to be signed.
    """
    region = base().hazard("H", 1000, 80, 30, hazard_type="cha", evidence="direct")
    for name, where in (("pump", 0), ("mill", 0), ("house", 0), ("barn", 1000)):
        region.asset(name, where, 80 if where else 0, service_state="out_of_service")
    region.works("new pump", "pump", 1, preparation="design")
    region.works("new mill", "mill", 1).works("new house", "house", 1).works("new barn", "barn", 1)
    made, _ = planned(region.need("house", "pump").team("B", "building"))
    found = loose(made.items, made.benefits)
    assert {("assets", name) for name in ("pump", "house", "barn")} <= found
    assert {("works", "new pump"), ("works", "new barn"), ("hazards", "H")} <= found
    assert not found & {("assets", "mill"), ("works", "new mill"), ("works", "new house")}


def _on(item: Item, day: date) -> Item:
    return replace(item, start_on=day)


def test_works_without_a_contract_are_provisional() -> None:
    """The tender of the first roof is nearly over, the second roof has a day on record."""
    region = base().asset("A", 1000, 50, service_state="out_of_service").works(
        "W", "A", 5, preparation="procurement", preparation_since=date(2025, 6, 2)
    )  # fmt: skip
    region.asset("B", 2000, 50, service_state="out_of_service").works(
        "V", "B", 5, preparation="procurement", prepared_on=date(2026, 3, 9)
    )  # fmt: skip
    region.team("C", "building")
    made, situation = planned(region)
    soon = replace(made, items=tuple(_on(item, date(2026, 3, 16)) for item in made.items))
    found = confidences(soon, situation)
    assert found["W"].why == "its builders are not contracted yet"
    assert found["V"] == FIRM


def test_an_order_that_lapses_first_needs_a_decision_and_work_under_way_goes_on() -> None:
    region = base().hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct")
    region.order("TO", "H", "issued", expires_on=date(2026, 3, 6))
    region.hazard("G", 2000, 80, 40, hazard_type="cha", evidence="direct").team("N", "manual")
    region.order("TP", "G", "active", teams=("N",), expires_on=date(2026, 2, 27))
    made, situation = planned(region)
    found = confidences(made, situation)
    assert found["H.clearance"].why == "its order lapses before it begins"
    assert found["G.clearance"] == FIRM


def test_milestones_and_hand_overs_are_nobodys_task() -> None:
    region = base().hazard("H", 1000, 80, 40, hazard_type="cha", evidence="direct")
    made, situation = planned(region)
    assert {item.activity for item in made.items} > set(confidences(made, situation))
