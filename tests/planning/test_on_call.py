"""Calls to disposal teams in finished plans, counted again from positions in metres."""

import math
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest

from ploughshare.fields import date_in, texts_in
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.conftest import so_many
from tests.planning.small_region import MONDAY, Region

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


def test_the_plan_counts_the_crews_that_count_on_a_disposal_team_at_once() -> None:
    """Three schools on a field and one far off, two crews: two at once, with one team for disposal."""
    region = Region().hazard("field", 0, 0, status="closed").team("E", "eod")
    region.team("B", "building").team("C", "building")
    for n, x in enumerate((0, 10, 20, 5000)):
        region.asset(f"S{n}", x, 0, people_served=10).works(f"W{n}", f"S{n}", 10)
    made = plan(region.situation(), stop=STOP).plan
    (row,) = [row for row in made.assumptions if "count on a disposal" in row.what]
    assert row.what == (
        "crews at work at once that count on a disposal team on call, at most, with 1 team to answer"
    )
    assert (row.value, row.used, row.moves) == ("2", 3, 30)


def random_region(seed: int) -> Region:
    """Works on released fields in three districts, with disposal teams for one, two or all of them."""
    dice = Random(f"answers/{seed}")
    region = Region()
    for n, name in enumerate(("A", "B", "C")):
        x = 4000 * n
        region.district(name, x - 2000, -2000, x + 2000, 2000)
        region.hazard(f"field {name}", x, 0, 900, status="closed")
        for k in range(dice.randint(1, 6)):
            region.asset(f"{name}{k}", x + dice.randint(-300, 300), 0, people_served=9)
            crews = dice.randint(1, 2)
            region.works(f"W{name}{k}", f"{name}{k}", dice.randint(2, 20), crews=crews)
    for n in range(dice.randint(1, 4)):
        places = tuple(p for p in ("A", "B", "C") if dice.random() < 0.5)
        begin = MONDAY + timedelta(days=dice.randint(0, 40))
        end = begin + timedelta(days=dice.randint(5, 90))
        region.team(f"E{n}", "eod", places=places,
                    from_on=begin if dice.random() < 0.4 else None,
                    to_on=end if dice.random() < 0.3 else None)  # fmt: skip
    for n in range(8):
        region.team(f"C{n}", "building")
    per_team = float(dice.randint(1, 3))
    return region.add("figures", "F", metric="works.crews_per_disposal_team", value=per_team,
                      low=per_team, high=per_team, unit="crews")  # fmt: skip


def _who_answer(region: Region, here: tuple[str, ...]) -> int:
    """The fewest disposal teams there at once for some districts; 0 where one of them has none."""
    spans = []
    served: set[str] = set()
    for record in region.records["teams"]:
        values = record.values
        places = set(texts_in(values, "places")) or {"A", "B", "C"}
        if "eod" in texts_in(values, "kinds"):
            served |= places
            if places & set(here):
                first, last = date_in(values, "from_on"), date_in(values, "to_on")
                spans.append((first or MONDAY, last or date.max))
    if not spans or not served >= set(here):
        return 0
    begin, end = min(first for first, _ in spans), max(last for _, last in spans)
    days = (begin + timedelta(days=n) for n in range(300))
    return max(1, min(sum(a <= d <= b for a, b in spans) for d in days if d <= end))


@pytest.mark.parametrize(
    "seeds", [range(so_many(7, 2)), pytest.param(range(12), marks=pytest.mark.soak)]
)
def test_no_more_crews_are_at_work_than_disposal_teams_answer_for_in_random_regions(
    seeds: range,
) -> None:
    """
    Counted for every set of districts, by the records alone.

    Those who may work in one of them answer for all crews there; of those that come and go the
    fewest that are there at once count, as long as one has come and one is still to leave.
    """
    full = 0
    for seed in seeds:
        region = random_region(seed)
        per_team = int(region.situation().figure("works.crews_per_disposal_team"))
        items = [item for item in plan(region.situation(), stop=STOP).plan.items if item.teams]
        for size in (1, 2, 3):
            for here in combinations("ABC", size):
                answer = _who_answer(region, here)
                for item in items if answer else ():
                    crews = sum(
                        len(i.teams)
                        for i in items
                        if i.activity[1] in here and i.start <= item.start < i.finish
                    )
                    assert crews <= per_team * answer, f"region {seed}: {crews} crews in {here}"
                    full += crews == per_team * answer
    assert full > 20


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
