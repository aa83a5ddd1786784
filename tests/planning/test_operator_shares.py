"""Shares of the work by operator: asked for by a decision, priced, and counted again by hand."""

import json
from datetime import date, timedelta
from importlib.resources import files
from random import Random

import jsonschema
import pytest

from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes, plan_document
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.priced import PlannedShare
from ploughshare.planning.summary import lines
from ploughshare.scheduling.solve import Stop
from tests.conftest import so_many
from tests.planning.small_region import MONDAY, Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=40)


def two_operators() -> Region:
    """North Field has two teams, South Field one; eight areas, to be cleared by hand or by machine."""
    region = Region().whole()
    region.add("organisations", "N", name="North Field").add(
        "organisations", "S", name="South Field"
    )
    for name, owner in (("M1", "N"), ("M2", "N"), ("M3", "S")):
        region.team(name, "manual", organisation=owner)
    for n in range(8):
        region.hazard(f"H{n}", 400 * n, 0, 60, hazard_type="cha", evidence="direct",
                      people_exposed=10 * (n + 1))  # fmt: skip
    return decided(region)


def decided(region: Region) -> Region:
    return region.add(
        "decisions", "DE-1", title="Priorities", authority="the authority", reference="Gazette 12",
        published_on=date(2026, 2, 16), safety=1, land=0, service=1,
    )  # fmt: skip


def asked(region: Region, operator: str, percent: float, **values: str | date) -> Region:
    return region.add("priorities", "PR-1", decision="DE-1", kind="share", organisation=operator,
                      share_percent=percent, **values)  # fmt: skip


def share_in(made: Plan) -> PlannedShare:
    assert made.priorities is not None
    (row,) = made.priorities.shares
    return row


def recounted(region: Region, made: Plan, operator: str, first: date, last: date) -> float:
    """The share of an operator in team-days of survey and clearance, from the plan file and records."""
    owner = {r.id: r.values.get("organisation") for r in region.records["teams"]}
    calendar = made.calendar
    begin, end = calendar.step_of(first), calendar.step_after(last)
    own = whole = 0
    for item in plan_document(made)["items"]:
        steps = min(item["finish"], end) - max(item["start"], begin)
        if item["kind"] in {"nts", "ts", "clearance"} and steps > 0:
            for team in (team for teams in item["teams"].values() for team in teams):
                whole += steps
                own += steps * (owner[team] == operator)
    return own / whole if whole else 0.0


def test_an_operator_gets_its_share_of_survey_and_clearance_at_a_printed_price() -> None:
    """With one team of three it does a third of its own accord; a half is asked for."""
    region = asked(two_operators(), "S", 45.0, to_on=date(2026, 7, 31))
    made = plan(region.situation(), stop=STOP).plan
    row = share_in(made)
    assert row.without < 0.45 <= row.planned
    assert row.kept
    assert (row.operator, row.work, row.district) == ("South Field", "survey and clearance", "")
    assert row.price == made.objective - made.priorities.free_objective > 0  # type: ignore[union-attr]
    assert row.planned == recounted(region, made, "S", row.from_on, row.to_on)
    text = "\n".join(lines(made))
    assert (
        "of the team-days of survey and clearance from Mon 2 Mar 2026 to Fri 31 Jul 2026 for "
        "South Field"
    ) in text
    (item, *_) = [item for item in made.items if "M3" in {role.team for role in item.teams}]
    told = "\n".join(Answer(made, item.activity).lines())
    assert (
        "PR-1: 45 % of the team-days of survey and clearance for South Field, as"
        in told.replace("\u202f", " ")
    )
    (other, *_) = [item for item in made.items if "M1" in {role.team for role in item.teams}]
    assert "PR-1" not in "\n".join(Answer(made, other.activity).lines())
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made


def test_a_share_that_an_operator_has_anyway_costs_nothing() -> None:
    made = plan(asked(two_operators(), "S", 5.0).situation(), stop=STOP).plan
    row = share_in(made)
    assert (row.kept, row.price, row.planned) == (True, 0, row.without)


def test_a_share_that_nobody_can_reach_is_missed_and_a_plan_is_made() -> None:
    """South Field may clear nothing any more after the second week."""
    region = asked(two_operators(), "S", 90.0, to_on=date(2026, 7, 31))
    region.add("accreditations", "A", organisation="S", permit="accreditation", kinds=("manual",),
               to_on=date(2026, 3, 20))  # fmt: skip
    made = plan(region.situation(), stop=STOP).plan
    row = share_in(made)
    assert not row.kept
    assert len([item for item in made.items if item.activity_kind == "clearance"]) == 8


def test_an_operator_that_only_builds_has_a_share_of_works_in_a_district() -> None:
    region = decided(Region().district("W", -9000, -9000, 9000, 9000))
    region.add("organisations", "B", name="Roof and Sons")
    region.team("C1", "building").team("C2", "building", organisation="B").team("M", "manual")
    region.hazard("ditch", 3000, 0, 60, hazard_type="cha", evidence="direct", people_exposed=9)
    for n in range(6):
        region.asset(f"S{n}", 200 * n, 0, people_served=100).works(f"roof {n}", f"S{n}")
    made = plan(asked(region, "B", 60.0, district="W").situation(), stop=STOP).plan
    row = share_in(made)
    assert (row.operator, row.district, row.work) == ("Roof and Sons", "district W", "works")
    assert row.kept
    assert row.without < 0.6
    assert "of the team-days of works" in "\n".join(lines(made))


@pytest.mark.parametrize(
    "seeds", [range(so_many(6, 2)), pytest.param(range(12), marks=pytest.mark.soak)]
)
def test_shares_by_operator_are_what_they_are_told_to_be_in_random_regions(seeds: range) -> None:
    kept = missed = 0
    for seed in seeds:
        dice = Random(f"operators/{seed}")
        region = decided(Region().whole())
        owners = ("N", "S", "T")[: dice.randint(2, 3)]
        for owner in owners:
            region.add("organisations", owner, name=f"operator {owner}")
            for n in range(dice.randint(1, 2)):
                kinds = dice.choice((("manual",), ("manual", "bac"), ("nts", "manual")))
                region.team(f"{owner}{n}", *kinds, organisation=owner)
        region.team("survey", "nts", organisation="N")
        for n in range(dice.randint(4, 9)):
            sure = {"hazard_type": "cha", "evidence": "direct"} if dice.random() < 0.7 else {}
            region.hazard(f"H{n}", dice.randint(-4000, 4000), dice.randint(-4000, 4000),
                          dice.choice((40, 70)), people_exposed=dice.randint(1, 300), **sure)  # fmt: skip
        begin = MONDAY + timedelta(days=dice.randint(0, 30))
        end = begin + timedelta(days=dice.randint(30, 200))
        whose = dice.choice(owners)
        asked(region, whose, dice.choice((20.0, 40.0, 60.0)), from_on=begin, to_on=end)
        made = plan(region.situation(), stop=Stop(iterations=5)).plan
        row = share_in(made)
        assert row.planned == recounted(region, made, whose, row.from_on, row.to_on)
        assert row.kept == (row.planned >= row.wanted)
        assert row.kept or row.without < row.wanted
        kept += row.kept
        missed += not row.kept
    assert kept > missed
