"""What comes first because somebody asked, and what that costs, on regions held in the head."""

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest

from ploughshare.errors import CallError
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes, plan_document
from ploughshare.planning.formulate import formulate
from ploughshare.planning.goals import Goal, goal_steps
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.pressed_problem import alone, before, with_limits, with_weights
from ploughshare.planning.priced import PutFirst
from ploughshare.planning.replan import replan
from ploughshare.planning.rules import statements
from ploughshare.planning.situation import Situation
from ploughshare.planning.summary import lines
from ploughshare.planning.wishes import wishes
from ploughshare.scheduling.benefits import benefit_steps
from ploughshare.scheduling.exchange import problem_document, problem_from_document
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region
from tests.scheduling import random_joint_rules

STOP = Stop(iterations=8)

pytestmark = pytest.mark.usefixtures("brief_proof")


def two_schools() -> Region:
    """One crew; a school of 900 ten days away from use, one of 20 thirty days away."""
    region = Region().team("C", "building")
    region.add("places", "N", name="Northby", level="settlement")
    region.add("places", "S", name="Southby", level="settlement")
    region.asset("large", 0, 0, people_served=900, place="N", service_state="out_of_service")
    region.asset("small", 0, 0, people_served=20, place="S", service_state="out_of_service")
    return region.works("roof", "large", 10).works("walls", "small", 30)


def home_and_its_needs() -> Region:
    """One crew of every trade; a large school, and a home that needs a pump that needs a station."""
    region = Region().team("C", "building", "water", "power")
    region.asset("large", 0, 0, people_served=900, service_state="out_of_service")
    region.works("roof", "large", 40)
    for name, kind, trade in (("station", "substation", "power"), ("pump", "pump", "water")):
        region.asset(name, 0, 0, kind=kind, people_served=1, service_state="out_of_service")
        region.works(f"new {name}", name, 10, trade=trade)
    region.asset("home", 0, 0, kind="house", people_served=4, service_state="out_of_service")
    region.works("door", "home", 2)
    return region.need("home", "pump").need("pump", "station")


def forced(situation: Situation, *names: str) -> tuple[Plan, PutFirst]:
    made = plan(situation, stop=STOP, first=wishes(situation, names, "The Minister"),
                by="The Minister").plan  # fmt: skip
    assert made.put_first is not None
    return made, made.put_first


def test_what_is_put_first_comes_first_at_a_price_that_adds_up() -> None:
    """The small school takes thirty days first: 900 people wait thirty days longer, 20 ten less."""
    situation = two_schools().situation()
    free = plan(situation, stop=STOP).plan
    made, told = forced(situation, "small")

    assert [item.record_id for item in made.items if item.teams] == ["walls", "roof"]
    assert (told.free_objective, made.bound) == (free.objective, free.bound)
    (north,), (south,) = told.later, told.sooner
    assert (north.community, north.weight, south.community, south.weight) == (
        "Northby", 900, "Southby", 20,
    )  # fmt: skip
    assert (north.days, south.days) == (30, 10)
    price = made.service_days(made.objective - told.free_objective)
    assert price == 900 * 30 - 20 * 10
    (wish,) = told.wishes
    assert (wish.record_type, wish.name, wish.sooner_days) == ("assets", "the school small", 10)
    text = "\n".join(lines(made))
    assert "First, as asked by The Minister: the school small (small)" in text
    assert "price: 26,800 service-days more are missing" in text
    assert "    Northby: 30 working days later for 900 people" in text
    assert "    Southby: 10 working days sooner for 20 people" in text
    assert "comes first, as asked by The Minister" in "\n".join(Answer(made, "small").lines())
    assert "as asked by" not in "\n".join(Answer(made, "large").lines())


def test_it_brings_along_what_it_needs() -> None:
    """Station and pump are built before the large school, though they serve nobody else."""
    made, told = forced(home_and_its_needs().situation(), "home")

    done = [item.record_id for item in made.items if item.teams]
    assert done[-1] == "roof"
    (wish,) = told.wishes
    assert wish.brought == ("the pump pump back in use", "the substation station back in use")
    assert wish.on == max(b.on for b in made.benefits if b.record_id in {"home", "pump", "station"})


def test_works_bring_along_what_their_asset_needs_and_areas_are_released_first() -> None:
    situation = home_and_its_needs().situation()
    made, _ = forced(situation, "door")
    assert [item.record_id for item in made.items if item.teams][-1] == "roof"

    region = Region().team("M", "manual")
    for name, people in (("field", 0), ("yard", 500)):
        region.hazard(name, 300, 0, 40, hazard_type="cha", evidence="direct", people_exposed=people)
    made, told = forced(region.situation(), "field")
    released = [item.record_id for item in made.items if item.activity_kind == "handover"]
    assert released == ["field", "yard"]
    assert told.wishes[0].record_type == "hazards"


def test_a_plan_with_a_wish_is_written_and_read_and_keeps_its_schema() -> None:
    made, _ = forced(two_schools().situation(), "small")
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made
    document = Answer(made, "small").document()
    assert document["put_first"] == [
        {
            "id": "small", "by": "The Minister", "on": made.put_first.wishes[0].on.isoformat(),
            "without_on": made.put_first.wishes[0].without_on.isoformat(),
            "price": made.objective - made.put_first.free_objective,
        }
    ] if made.put_first else False  # fmt: skip


def test_what_comes_first_anyway_has_no_price() -> None:
    made, told = forced(two_schools().situation(), "large")
    assert (told.later, told.sooner, told.free_objective) == ((), (), made.objective)
    text = "\n".join(lines(made))
    assert "as in the plan that nobody forces: no sooner day was found" in text
    assert "price: none: as many service-days are missing" in text


def test_what_is_not_planned_cannot_come_first_and_the_refusal_says_what_would_help() -> None:
    region = two_schools()
    region.asset("mill", 0, 0, kind="industry", service_state="out_of_service", people_served=9)
    region.asset("shop", 0, 0, kind="market", service_state="in_service", people_served=9)
    situation = region.situation()
    with pytest.raises(
        CallError, match=r"not planned, because .* no works are recorded"
    ) as refused:
        forced(situation, "mill")
    assert refused.value.remedy == "Record works with trade and quantity."
    with pytest.raises(CallError, match="it serves already"):
        forced(situation, "shop")


def test_names_are_taken_as_people_write_them_and_never_guessed_between_two() -> None:
    situation = two_schools().situation()

    def meant(text: str) -> list[str]:
        return [wish.record_id for wish in wishes(situation, [text], "A. Chief")]

    assert meant("small") == meant("The School Small") == meant("assets/small") == ["small"]
    assert meant("ool smal") == meant("the scool small") == ["small"]
    with pytest.raises(CallError, match="2 records fit 'the school'") as refused:
        meant("the school")
    assert "assets/large (the school large); assets/small" in refused.value.remedy
    with pytest.raises(CallError, match="No asset, works or hazardous area is like 'bridge'"):
        meant("bridge")
    with pytest.raises(CallError, match="a named person's decision"):
        wishes(situation, ["small"], " ")
    assert wishes(situation, [], "") == ()


def test_a_problem_with_goals_is_what_its_file_says() -> None:
    """The home, with the pump it needs, by step 100 and as early as it can."""
    programme = home_and_its_needs().programme()
    draft = formulate(programme, tuple(statements(programme)))
    problem = draft.problem
    (home,) = (s for s in draft.benefits.values() if s.record_id == "home")
    j, pump = problem.activity_ids.index(home.activity), problem.benefit_ids.index("pump")
    weighed = with_weights(problem, [(j, [pump], 0), (j, [pump], 100)], 5000)
    limited = with_limits(problem, [([j, problem.benefit_activity[pump]], 100), ([j], 8)])

    kept = np.unique([*before(problem, [j, int(problem.benefit_activity[pump])])])
    part, brought = alone(problem, kept)
    assert {problem.benefit_ids[b] for b in brought} == {"home", "pump"}

    for made in (weighed, limited, part):
        assert problem_from_document(problem_document(made)) == made
    assert weighed.n_activities == problem.n_activities + 1
    assert weighed.weight[-3:].tolist() == [0, 5000, 5000]
    schedule = priority_list(problem)
    last = max(
        schedule.finish[problem.activity_ids.index(name)]
        for name in ("door", "new pump", "new station")
    )
    assert goal_steps(problem, [Goal(home.activity, ("pump",))], schedule.finish) == (last,)
    late = priority_list(weighed)
    assert benefit_steps(weighed, late.finish)[-2:].tolist() == [
        max(late.finish[j], benefit_steps(weighed, late.finish)[pump], due) for due in (0, 100)
    ]


def test_a_new_plan_puts_first_what_is_asked_for_and_keeps_the_rest_of_the_last() -> None:
    situation = two_schools().situation()
    last = plan(situation, stop=STOP).plan
    asked = wishes(situation, ["small"], "The Minister")
    made = replan(situation, last, stop=STOP, first=asked, by="The Minister")
    new = made.planned.plan

    assert new.put_first is not None
    assert new.put_first.free_objective == last.objective
    assert [item.record_id for item in new.items if item.teams] == ["walls", "roof"]
    assert [row.name for row in made.change.later] == ["the school large back in use"]


def test_an_item_tells_whom_it_serves_itself_and_who_waits_behind_it() -> None:
    """
    A verge on the road to a village of 900, with 40 people beside it.

    Its survey and clearance serve the 40 by its hand-over; the village waits behind all of them.
    """
    region = Region().road("T1", (0, 0), (6000, 0)).team("M", "manual", "building", "nts")
    region.hazard("verge", 2000, 0, 30, people_exposed=40)
    region.asset("pump", 5000, 20, kind="pump", people_served=900).works("new pump", "pump")
    made = plan(region.situation(), stop=STOP).plan

    at = {item.activity: item for item in made.items}
    for item in at.values():
        if item.record_id == "verge":
            assert (item.serves_itself, item.waits_behind) == (40, 900)
    assert (at["new pump"].serves_itself, at["new pump"].waits_behind) == (900, 0)
    text = "\n".join(Answer(made, "verge").lines())
    assert "serves 40 people itself; 900 wait behind it, counted once for each service" in text
    older = plan_document(made)
    rows = [{k: v for k, v in row.items() if k not in {"serves_itself", "waits_behind"}}
            for row in older["items"]]  # fmt: skip
    read = plan_from_bytes(json.dumps({**older, "items": rows}).encode())
    first = replace(made.items[0], serves_itself=made.items[0].value)
    assert read.items[0] == first


@pytest.mark.parametrize("seed", range(6))
def test_what_does_not_go_together_is_left_of_a_problem_of_some_activities(seed: int) -> None:
    """Limits and pairs keep those of their activities that are there; whole alternatives stay."""
    drawn = random_joint_rules.problem(seed)
    everything = np.arange(drawn.n_activities)
    some = np.array(sorted({0, *drawn.fixed_activity.tolist()}))
    for kept in (some, everything):
        part, _ = alone(drawn, kept)
        for listed in (part.limit_activity, part.these, part.those, part.set_pred):
            assert (kept[listed] < drawn.n_activities).all()
        assert len(part.limit_start) == drawn.n_limits + 1
        assert part.set_start[-1] == len(part.set_pred)
        assert problem_document(part)["format"] == (
            "restoration-problem/2"
            if part.has_joint_rules or part.areas
            else "restoration-problem/1"
        )
    assert part.limit_activity.tolist() == drawn.limit_activity.tolist()
    assert part.set_pred.tolist() == drawn.set_pred.tolist()
