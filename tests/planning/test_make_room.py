"""What only leaving teams can do is done in time where more people wait for it."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest

from ploughshare.errors import InvalidSchedule
from ploughshare.planning.held_places import HeldPlaces
from ploughshare.planning.make_room import room_made
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.pressed_problem import alone
from ploughshare.planning.unplaced import left_of, unplaced
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.left_undone import not_found
from ploughshare.scheduling.problem import NEVER, Problem
from ploughshare.scheduling.schedule import ScheduleDocument
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_document, start_of_schedule
from tests.conftest import so_many
from tests.planning.small_region import Region
from tests.scheduling import random_joint_rules
from tests.scheduling.random_problems import random_problem

pytestmark = pytest.mark.usefixtures("brief_proof")

FEW = Stop(iterations=8)


def region(last: date) -> Region:
    """
    A road that the hospital waits for, and a field that six sheds wait for; one crew for both.

    Builders stay; those who clear have a last day.
    """
    held = Region().team("M", "manual", to_on=last).team("C", "building")
    for name, x in (("road", 900), ("field", -900)):
        held.hazard(name, x, 0, 40, hazard_type="cha", evidence="direct", people_exposed=0)
    held.asset("hospital", 900, 0, people_served=900).works("wards", "hospital", 5)
    for n in range(6):
        held.asset(f"shed {n}", -900, 0, kind="other", people_served=10)
        held.works(f"door {n}", f"shed {n}", 2)
    return held


def left_out(made: Plan) -> set[str]:
    return {row.record_id for row in made.not_planned if row.reason == "no-time"}


def test_of_two_areas_the_one_is_left_out_that_fewer_people_wait_for() -> None:
    """Six doors and one ward wait: more pieces of work for the field, more people for the road."""
    assert left_out(plan(region(date(2026, 5, 1)).situation(), stop=FEW).plan) == set()

    made = plan(region(date(2026, 4, 3)).situation(), stop=FEW).plan

    assert left_out(made) == {"field"}
    assert "wards" in {item.record_id for item in made.items}


def any_problem(seed: int) -> Problem:
    """A small random problem from which every other team leaves early; every other with joint rules."""
    made = random_joint_rules.problem(seed) if seed % 2 else None
    problem = made or problem_from_document(random_problem(Random(seed)))
    early = np.where(np.arange(problem.n_teams) % 2, NEVER, problem.team_from + 14)
    return replace(problem, team_to=np.minimum(problem.team_to, early), sha256="")


def left_undone(problem: Problem) -> ScheduleDocument | None:
    """What one dispatch does place, where it leaves something."""
    laid_out = tables(problem)
    value, draft = next(rounds(laid_out))
    left = draft.mode < 0
    return not_found(laid_out, draft).placed if value is None and left.any() else None


def broken(problem: Problem, placed: ScheduleDocument) -> bool:
    """Whether the schedule of a part of the work breaks a rule."""
    there = {item.activity for item in placed.items}
    part, _ = alone(
        problem, np.array([j for j, name in enumerate(problem.activity_ids) if name in there])
    )
    places = HeldPlaces(tables(part), start_of_document(placed, part))
    try:
        require_valid(part, replace(places.schedule(), bound=0))
    except InvalidSchedule:
        return True
    return False


def weight(problem: Problem, placed: ScheduleDocument) -> int:
    """What those benefits weigh that a schedule of a part of the work serves."""
    there = {item.activity for item in placed.items}
    served: set[int] = set()
    for b in tables(problem).benefits.order.tolist():
        needs = problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
        if problem.activity_ids[problem.benefit_activity[b]] in there and served.issuperset(needs):
            served.add(b)
    return int(problem.weight[list(served)].sum())


def test_room_is_made_by_a_valid_schedule_of_a_part_of_the_work_that_serves_more() -> None:
    """In random problems from which teams leave, with fixed items, absences and joint rules."""
    tried = better = 0
    for seed in range(so_many(300, 60)):
        problem = any_problem(seed)
        placed = left_undone(problem)
        if placed is None or not placed.items or broken(problem, placed):
            continue
        tried += 1
        made = room_made(tables(problem), placed)
        if made is not None:
            better += 1
            assert not broken(problem, made)
            assert weight(problem, made) >= weight(problem, placed)
            there = {item.activity for item in made.items}
            names = unplaced(left_of(problem, made))
            assert names == [] or there.isdisjoint(names)
    assert tried > so_many(20, 2)
    assert better > so_many(5, -1)


def test_nothing_is_moved_where_no_team_leaves() -> None:
    problem = problem_from_document(random_problem(Random(2)))
    problem = replace(problem, team_to=np.full_like(problem.team_to, NEVER), sha256="")
    placed = solve(problem, stop=FEW).schedule
    places = HeldPlaces(tables(problem), start_of_schedule(placed))
    assert room_made(tables(problem), places.document()) is None
