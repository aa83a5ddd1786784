"""What people already work by stays where it still can, and everything else is planned around it."""

from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

import numpy as np
import pytest

from ploughshare.scheduling.change import ChangePrice
from ploughshare.scheduling.draft import as_schedule
from ploughshare.scheduling.exchange import problem_from_document, write_schedule
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Start, Stop, solve
from ploughshare.scheduling.staying import around_what_stays
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_document, start_of_schedule
from tests.conftest import so_many
from tests.scheduling.small_problems import benefit, problem, team, works
from tests.scheduling.test_replanning import data_changed, planned, random_document

pytestmark = pytest.mark.usefixtures("brief_proof")

FIRST = Stop(iterations=8)
STEPS = (None, 4, 20)
"""Steps before which all stays that can: none, few, and many."""


def changed(document: dict[str, Any], seed: int) -> dict[str, Any]:
    """Other data, and also later first days, a team that is ill, and new waits."""
    rng = Random(seed)
    other = data_changed(document, rng)
    fixed = {item["activity"] for item in document.get("fixed", [])}
    activities = other["activities"]
    for n, activity in enumerate(activities[:-1]):
        if activity["id"] in fixed:
            continue
        if rng.random() < 0.1:
            activity["earliest"] = activity.get("earliest", 0) + rng.randint(1, 20)
        before = {p["id"] for p in activity.get("after", [])}
        free = [a["id"] for a in activities[:n] if a["id"] not in before]
        if free and rng.random() < 0.1:
            activity["after"] = [*activity.get("after", []), {"id": rng.choice(free)}]
    ill = rng.randrange(2, len(other["teams"]))
    teams = [dict(each) for each in other["teams"]]
    teams[ill]["away"] = [[0, 12]]
    return {**other, "teams": teams}


def held_in(laid_out: Problem, start: Start, posed: Problem) -> list[int]:
    """Activities that stay; each with its crew, and at most a day after its old start."""
    given = set(posed.fixed_activity.tolist())
    found = []
    for f, j in enumerate(laid_out.fixed_activity.tolist()):
        if j in given:
            continue
        found.append(j)
        crew = laid_out.fixed_team[laid_out.fixed_start[f] : laid_out.fixed_start[f + 1]]
        assert sorted(crew) == sorted(start.team[start.crew_start[j] : start.crew_start[j + 1]])
        assert start.known[j]
        assert laid_out.fixed_mode[f] == start.mode[j]
        later = laid_out.fixed_begin[f] - start.start[j]
        assert 0 <= later <= posed.steps_per_day
    return found


@pytest.mark.parametrize("seed", range(so_many(20, 60)))
def test_where_nothing_changed_all_that_counts_stays_and_nothing_gets_worse(seed: int) -> None:
    posed, old, _ = planned(random_document(seed))
    start, before = start_of_schedule(old), STEPS[seed % 3]

    around = around_what_stays(tables(posed), start, before)

    counted = set(range(posed.n_activities) if before is None else
                  np.flatnonzero(old.start < before).tolist())  # fmt: skip
    stays = set() if around is None else set(held_in(around.problem, start, posed))
    assert counted - set(posed.fixed_activity.tolist()) <= stays
    if around is not None:
        where = around.problem.fixed_activity
        assert around.problem.fixed_begin.tolist() == old.start[where].tolist()
    price = ChangePrice(10**7, 10**6, before)
    new = solve(posed, stop=FIRST, start=old, price=price).schedule
    assert new.objective <= old.objective
    told = new.solver["change"]
    assert isinstance(told, dict)
    assert told["price"] == 0


@pytest.mark.parametrize("seed", range(so_many(40, 60)))
def test_what_is_planned_around_what_stays_keeps_every_rule(seed: int) -> None:
    """Of the problem as it is, and of the one in which all that stays is fixed."""
    document = random_document(seed)
    _, _, old = planned(document)
    posed = problem_from_document(changed(document, seed))
    laid_out, start = tables(posed), start_of_document(old, posed)
    around = around_what_stays(laid_out, start, STEPS[seed % 3])
    if around is None:
        return
    held_in(around.problem, start, posed)
    for value, draft in islice(rounds(around), 4):
        if value is None:
            continue
        made = as_schedule(laid_out, draft, value)
        require_valid(posed, made)
        require_valid(around.problem, made)
        for item, begin in zip(posed.fixed_activity, posed.fixed_begin, strict=True):
            assert made.start[item] == begin


@pytest.mark.parametrize("seed", range(so_many(8, 3)))
def test_any_number_of_threads_plans_the_same_around_it(seed: int) -> None:
    document = random_document(seed)
    _, _, old = planned(document)
    posed = problem_from_document(changed(document, seed))
    start, price = start_of_document(old, posed), ChangePrice(40, 3, 20)
    made = [
        solve(posed, stop=Stop(iterations=30, workers=workers), start=start, price=price).schedule
        for workers in (1, 2, 1)
    ]
    require_valid(posed, made[0])
    one, two, again = (write_schedule(replace(each, solver={}, history=()), posed) for each in made)
    assert one == two == again


def held_starts(posed: Problem, old: Schedule, before: int | None) -> dict[str, int]:
    around = around_what_stays(tables(posed), start_of_schedule(old), before)
    if around is None:
        return {}
    names = (posed.activity_ids[j] for j in around.problem.fixed_activity)
    return dict(zip(names, around.problem.fixed_begin.tolist(), strict=True))


def test_work_that_takes_longer_loses_its_team_the_next_work_and_no_more() -> None:
    """The second would begin nearly two days late, and is planned anew; the others stay."""
    numbers = ("1", "2", "3", "4")
    old = solve(problem(activities=[works(n, 20) for n in numbers]), stop=FIRST).schedule
    first, _, third, fourth = (numbers[j] for j in np.argsort(old.start))
    longer = problem(activities=[works(n, 38 if n == first else 20) for n in numbers])
    assert held_starts(longer, old, None) == {first: 0, third: 40, fourth: 60}
    assert held_starts(longer, old, 60) == {first: 0, third: 40}


def test_what_begins_less_than_a_day_late_stays_and_is_held_there() -> None:
    parts = [works("1", 8), works("2", 8, after=[{"id": "1"}])]
    old = solve(problem(activities=parts), stop=FIRST).schedule
    longer = problem(activities=[works("1", 9), parts[1]])
    assert held_starts(longer, old, None) == {"1": 0, "2": 9}


def test_what_waits_for_work_that_does_not_stay_is_planned_anew_with_it() -> None:
    teams = [team("D"), team("E", kinds=["lift"])]
    lift: dict[str, Any] = {"modes": [{"steps": 5, "teams": {"lift": 1}}], "after": [{"id": "1"}]}
    before = problem(activities=[works("1", 5), works("2", 5, **lift)], teams=teams)
    old = solve(before, stop=FIRST).schedule
    late = problem(activities=[works("1", 5, earliest=19), works("2", 5, **lift)], teams=teams)
    assert held_starts(before, old, None) == {"1": 0, "2": 5}
    assert held_starts(late, old, None) == {}


def test_what_a_fixed_item_waits_for_stays_however_late_it_is() -> None:
    fixed = [{"activity": "3", "mode": 0, "teams": {"dig": ["D"]}, "start": 30}]
    parts = [works("1", 5), works("2", 5), works("3", 5, after=[{"id": "2"}])]
    posed = problem(activities=parts, benefits=[benefit("1", 9)], fixed=fixed)
    old = solve(posed, stop=FIRST).schedule
    assert held_starts(posed, old, 1) == {"3": 30, "1": 0, "2": int(old.start[1])}
