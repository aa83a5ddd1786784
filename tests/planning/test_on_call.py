"""Calls to disposal teams in finished plans, counted again from positions in metres."""

import math
from random import Random

import pytest

from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=2)
BUFFER = {"school": 50, "house": 15}


def test_works_take_the_days_of_the_calls_that_are_to_be_expected() -> None:
    """Sixty works of all sizes beside six squares; each is measured by hand."""
    dice = Random("on call")
    region = Region().team("E", "eod", "manual").team("C", "building").team("D", "debris")
    squares = []
    for n in range(6):
        x, y, closed = 1000 * n, dice.randint(-300, 300), n % 2 == 0
        squares.append((x, y, dice.choice(("cluster", "ap_mine")), closed))
        region.hazard(f"H{n}", x, y, 60, contamination=squares[-1][2], hazard_type="cha",
                      evidence="direct", status="closed" if closed else "open")  # fmt: skip
    known = {}
    for n in range(60):
        kind, trade = dice.choice(tuple(BUFFER)), dice.choice(("building", "debris"))
        square = dice.choice(squares)
        x, y = square[0] + dice.randint(-120, 120), square[1] + dice.randint(-120, 120)
        days = dice.randint(1, 90)
        region.asset(f"S{n}", x, y, kind=kind).works(f"W{n}", f"S{n}", days, trade=trade)
        known[f"W{n}"] = (x, y, kind, trade, days)
    document = plan_document(plan(region.situation(), stop=STOP).plan)
    at = {item["activity"]: item for item in document["items"] if item["kind"] == "works"}
    assert len(at) == 60
    called = 0
    for name, (x, y, kind, trade, days) in known.items():
        near = []
        for sx, sy, what, closed in squares:
            away = math.hypot(max(0, abs(x - sx) - 30), max(0, abs(y - sy) - 30))
            if away <= BUFFER[kind]:
                near.append((what, closed))
        struck = trade == "debris" and any(what == "cluster" for what, _ in near)
        calls = days / (15 if struck else 60) * 0.5 if near else 0
        briefing = 0.25 if any(not closed for _, closed in near) else 0
        steps = math.ceil((days + calls + briefing) * 4 - 1e-9)
        assert at[name]["finish"] - at[name]["start"] == steps, name
        assert ("besides" in at[name]) == bool(near), name
        called += bool(near)
    assert 10 < called < 50


def test_the_plan_counts_the_works_that_count_on_a_disposal_team_at_once() -> None:
    """Three schools on a field and one far off, two crews: two at once, with one team for disposal."""
    region = Region().hazard("field", 0, 0, status="closed").team("E", "eod")
    region.team("B", "building").team("C", "building")
    for n, x in enumerate((0, 10, 20, 5000)):
        region.asset(f"S{n}", x, 0, people_served=10).works(f"W{n}", f"S{n}", 10)
    made = plan(region.situation(), stop=STOP).plan
    (row,) = [row for row in made.assumptions if "count on a disposal" in row.what]
    assert row.what == (
        "works under way at once that count on a disposal team, at most, with 1 team to answer; how "
        "many one can answer for is not planned"
    )
    assert (row.value, row.used, row.moves) == ("2", 3, 30)


def test_the_plan_says_where_nobody_on_record_answers() -> None:
    region = Region().hazard("field", 0, 0, status="closed").team("B", "building")
    region.asset("school", 0, 0, people_served=250).works("roof", "school", 60)
    made = plan(region.situation(), stop=STOP).plan
    (row,) = [row for row in made.assumptions if "disposal team on record" in row.what]
    assert row.what == (
        "no disposal team on record may be called to these works, and others answer in the most "
        "days: works roof"
    )
    assert (row.value, row.used, row.moves) == ("2 days", 1, 250)
    text = "\n".join(Answer(made, "roof").lines())
    assert "besides    a disposal team on call, 2 working days for what may be found" in text
