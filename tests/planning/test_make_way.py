"""What leads to a goal is done first, and only what stands in its way goes elsewhere."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from ploughshare.errors import Negative
from ploughshare.planning.goals import Goal, goal_steps
from ploughshare.planning.make_way import made_way
from ploughshare.planning.plan import plan
from ploughshare.planning.priced import PutFirst, Telling
from ploughshare.planning.put_first import lines
from ploughshare.planning.replan import replan
from ploughshare.planning.wishes import Wish, wishes
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from tests.conftest import so_many
from tests.planning.random_rights import random_region
from tests.planning.small_region import MONDAY, Region
from tests.scheduling import random_joint_rules
from tests.scheduling.random_problems import random_problem

pytestmark = pytest.mark.usefixtures("brief_proof")

FEW = Stop(iterations=8)


def any_problem(seed: int) -> Problem:
    """A small random problem: fixed items, absences and last days; every other with joint rules."""
    if seed % 2:
        return random_joint_rules.problem(seed)
    return problem_from_document(random_problem(Random(seed)))


@pytest.mark.parametrize("seed", range(so_many(80, 8)))
def test_way_is_made_by_a_valid_schedule_in_which_nothing_asked_for_comes_later(seed: int) -> None:
    """Whatever is asked for, by its earliest step or half way to it: all is verified, fixed items too."""
    problem = any_problem(seed)
    try:
        before = solve(problem, stop=FEW).schedule
    except Negative:
        return
    laid_out, alone = tables(problem), earliest(problem).finish
    dice = Random(seed)
    for _ in range(4):
        ends = dice.sample(range(problem.n_activities), dice.randint(1, 2))
        first, now = int(alone[ends].max()), int(before.finish[ends].max())
        for due in (first, (first + now) // 2):
            made = made_way(laid_out, before, [(ends, due)])
            if made is not None:
                require_valid(problem, replace(made, bound=0))
                assert made.finish[ends].max() <= max(now, due)
                assert made.finish[ends].max() >= first


def test_there_is_mostly_room_for_what_is_pushed_aside() -> None:
    """Else nothing would ever be brought forward."""
    tried = found = sooner = 0
    for seed in range(so_many(40, 6)):
        problem = any_problem(seed)
        try:
            before = solve(problem, stop=FEW).schedule
        except Negative:
            continue
        last = int(before.finish.argmax())
        first = int(earliest(problem).finish[last])
        if first < before.finish[last]:
            tried += 1
            made = made_way(tables(problem), before, [([last], first)])
            found += made is not None
            sooner += made is not None and bool(made.finish[last] < before.finish[last])
    assert tried > so_many(20, 2)
    assert found > tried / 2
    assert sooner > so_many(3, -1)


def queue() -> Region:
    """One crew with three pieces of work, and one that leaves after two weeks, with one of its own."""
    region = Region().team("C", "building").team("D", "power")
    for name, people in (("first", 900), ("second", 500), ("third", 20)):
        region.asset(name, 0, 0, people_served=people, service_state="out_of_service")
        region.works(f"works {name}", name, 10)
    return region


def told(situation: Region, name: str) -> PutFirst:
    held = situation.situation()
    made = plan(held, stop=FEW, first=wishes(held, [name], "The Minister"), by="The Minister").plan
    assert made.put_first is not None
    return made.put_first


def test_the_answer_says_what_holds_a_wish() -> None:
    """Ten days of its own work are left, which nothing shortens; the rest made way."""
    row = told(queue(), "third")
    (wish,) = row.wishes
    assert wish.sooner_days == 20
    assert wish.held_by.endswith("nothing could bring it sooner")


@pytest.mark.parametrize("seed", range(so_many(6, 1)))
def test_no_wish_comes_later_than_without_it_in_random_regions(seed: int) -> None:
    """Rights, grants and orders hold: the plan passes the check, and what is asked for is never later."""
    situation = random_region(seed).situation()
    free = plan(situation, stop=FEW).plan
    benefits = [row for row in free.benefits if row.record_type in {"assets", "hazards"}]
    for row in sorted(benefits, key=lambda row: -row.step)[:2]:
        asked = (Wish(row.record_type, row.record_id, row.name),)
        made = plan(situation, stop=FEW, first=asked, by="The Minister").plan
        assert made.put_first is not None
        (wish,) = made.put_first.wishes
        assert wish.on <= wish.without_on
        assert wish.sooner_days >= 0
        days = [other.on for other in made.put_first.instead]
        prices = [other.objective for other in made.put_first.instead]
        assert days == sorted(days)
        assert all(wish.on < day < wish.without_on for day in days)
        assert prices == sorted(prices, reverse=True)


def test_other_days_are_told_with_their_price() -> None:
    row = told(queue(), "third")
    text = "\n".join(lines(row, row.free_objective, Telling(MONDAY, 4, "service-days")))
    assert "waits for: " in text
    for other in row.instead:
        assert other.objective >= row.free_objective
    assert ("instead: " in text) == bool(row.instead)


def test_an_issued_order_keeps_its_day_when_something_else_comes_first() -> None:
    """The field is ordered for Monday a week on; the yard, asked for first, is cleared around it."""
    region = Region().team("M", "manual")
    for name, people in (("field", 300), ("yard", 10)):
        region.hazard(name, 300, 0, 40, hazard_type="cha", evidence="direct", people_exposed=people)
    before = region.situation()
    last = plan(before, stop=FEW).plan
    (item,) = (i for i in last.items if i.activity == "field.clearance")
    issued = region.order("T1", "field", "issued", teams=("M",)).situation()
    asked = wishes(issued, ["yard"], "The Minister")
    new = replan(issued, last, stop=FEW, first=asked, by="The Minister").planned.plan
    (kept,) = (i for i in new.items if i.activity == "field.clearance")
    assert (kept.start_on, kept.teams) == (item.start_on, item.teams)


def test_a_goal_is_counted_with_what_it_needs() -> None:
    problem = any_problem(0)
    finish = np.arange(problem.n_activities) + 1
    goals = [Goal(name) for name in problem.activity_ids]
    assert goal_steps(problem, goals, finish) == tuple(finish.tolist())


def test_nothing_is_changed_where_all_is_in_time() -> None:
    """A goal that is met already leaves the schedule as it is."""
    problem = any_problem(2)
    before: Schedule = solve(problem, stop=FEW).schedule
    made = made_way(tables(problem), before, [([0], int(before.finish[0]))])
    assert made is not None
    assert np.array_equal(made.start, before.start)
    assert np.array_equal(made.team, before.team)
