"""Nobody digs in ground that was cleared for a plough, in finished plans of random regions."""

from random import Random

import pytest

from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.planning.depth_checker import needed, too_shallow
from tests.planning.small_region import Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=2)


def random_ground(seed: int) -> Region:
    """Areas of all sizes and depths, some closed, with works of all kinds on and beside them."""
    dice = Random(f"depth/{seed}")
    region = Region().team("M", "manual", "bac").team("D", "dogs").team("X", "mechanical")
    region.team("B", "building").team("W", "water").team("R", "roads").team("P", "power")
    for n in range(6):
        closed = dice.random() < 0.3
        region.hazard(
            f"H{n}", 1000 * n, 0, dice.choice((30.0, 90.0, 250.0)), hazard_type="cha",
            evidence="direct", contamination=dice.choice(("ap_mine", "cluster", "mixed")),
            depth_cm=dice.choice((None, 13, 20, 50, 150)), status="closed" if closed else "open",
            product=dice.choice(("cleared", "cancelled")) if closed else None,
        )  # fmt: skip
        for m in range(dice.randint(1, 3)):
            kind, trade = dice.choice((
                ("school", "building"), ("water_main", "water"), ("road", "roads"),
                ("power_line", "power"),
            ))  # fmt: skip
            x, y = 1000 * n + dice.randint(-120, 120), dice.randint(-120, 120)
            region.asset(f"S{n}{m}", x, y, kind=kind, people_served=dice.randint(1, 900))
            type_ = dice.choice(
                ("repair", "emergency", "rebuild" if kind == "school" else "repair")
            )
            region.works(f"W{n}{m}", f"S{n}{m}", 5, trade=trade, works_type=type_,
                         depth_cm=dice.choice((None, None, None, 60)))  # fmt: skip
    return region


def test_nobody_digs_deeper_than_was_cleared() -> None:
    """Enough works dig, and some are left out for the depth that was reached before."""
    dug = left_out = 0
    for seed in range(12):
        region = random_ground(seed)
        document = plan_document(plan(region.situation(), stop=STOP).plan)
        assert list(too_shallow(region.records, document)) == [], seed
        works = [item for item in document["items"] if item["kind"] == "works"]
        dug += sum(needed(region.records, w["record"]["id"]) > 20 for w in works)
        rows = [r for r in document["not_planned"] if r["reason"] == "not-deep-enough"]
        assert all(needed(region.records, r["record"]["id"]) > 13 for r in rows)
        left_out += len(rows)
    assert dug > 30, dug
    assert left_out > 5, left_out


def test_the_checker_finds_shallow_ground_and_dogs_that_do_not_reach_it() -> None:
    region = Region().whole().hazard("ditch", 0, 0, 40, hazard_type="cha", evidence="direct")
    region.asset("main", 0, 0, kind="water_main", people_served=9).team("M", "manual")
    region.works("pipe", "main", 5, trade="water").team("W", "water")
    made = plan(region.situation(), stop=STOP).plan
    document = plan_document(made)
    assert list(too_shallow(region.records, document)) == []
    clearance = next(item for item in document["items"] if item["kind"] == "clearance")
    assert (clearance["depth_cm"], clearance["depth_for"]) == (120, "the water_main main")
    text = "\n".join(Answer(made, "ditch.clearance").lines())
    assert "depth      120 cm, as the water_main main needs it" in text
    clearance["depth_cm"] = 100
    assert list(too_shallow(region.records, document)) == [
        "pipe needs 120 cm, and ditch.clearance is cleared to 100 cm"
    ]
    clearance["teams"] = {"dogs": ["D"]}
    assert len(list(too_shallow(region.records, document))) == 2
