"""A plan people already work by: what is kept of it, and what changing it costs."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from ploughshare.errors import InputRefused
from ploughshare.scheduling import annealing
from ploughshare.scheduling.annealing import Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.change import ChangePrice, change_table, held, price_of
from ploughshare.scheduling.draft import as_draft, as_schedule, copied
from ploughshare.scheduling.exchange import (
    problem_from_document,
    read_schedule,
    schedule_document,
    schedule_from_document,
    write_schedule,
)
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.repair import repaired
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import Start, start_of_document, start_of_schedule
from tests.conftest import so_many
from tests.scheduling.random_problems import random_problem
from tests.scheduling.small_problems import benefit, problem, team, works

pytestmark = pytest.mark.usefixtures("brief_proof")

FIRST = Stop(iterations=8)
MANY = 45
"""Activities: too many for constraint programming, so that only the search is at work."""
HUGE = ChangePrice(10**7, 10**6)


def random_document(seed: int, n: int = MANY) -> dict[str, Any]:
    return random_problem(Random(seed), n, 8)


def planned(document: dict[str, Any]) -> tuple[Problem, Schedule, ScheduleDocument]:
    posed = problem_from_document(document)
    schedule = solve(posed, stop=FIRST).schedule
    return posed, schedule, read_schedule(write_schedule(schedule, posed))


def data_changed(document: dict[str, Any], rng: Random) -> dict[str, Any]:
    """Other durations and earliest steps, an activity gone and a new one, a team that leaves."""
    other = dict(document)
    fixed = {item["activity"] for item in document.get("fixed", [])}
    waited_for = {p["id"] for a in document["activities"] for p in a.get("after", [])}
    served = {each["activity"] for each in document.get("benefits", [])}
    activities = []
    gone = False
    for activity in document["activities"]:
        name = activity["id"]
        if not gone and name not in fixed | waited_for | served:
            gone = True
            continue
        changed = dict(activity)
        if name not in fixed and rng.random() < 0.3:
            changed["modes"] = [
                {**mode, "steps": mode["steps"] + rng.randint(0, 2)} for mode in activity["modes"]
            ]
        activities.append(changed)
    activities.append({**activities[0], "id": "new one", "after": []})
    return {**other, "activities": activities}


def price_from_files(
    old: ScheduleDocument, new: ScheduleDocument, price: ChangePrice
) -> tuple[int, int, int]:
    """Work out from two files alone: price, crew members, steps."""

    def crew(teams: Mapping[str, tuple[str, ...]]) -> set[tuple[str, str]]:
        return {(kind, each) for kind, names in teams.items() for each in names}

    now = {item.activity: item for item in new.items}
    members = steps = 0
    for item in old.items:
        counts = price.before_step is None or item.start < price.before_step
        if counts and item.activity in now:
            before, after = crew(item.teams), crew(now[item.activity].teams)
            members += max(len(after - before), len(before - after))
            steps += abs(now[item.activity].start - item.start)
    return price.team_change * members + price.step_moved * steps, members, steps


def told(schedule: Schedule) -> dict[str, Any]:
    change = schedule.solver["change"]
    assert isinstance(change, dict)
    return change


@pytest.mark.parametrize("seed", range(so_many(6, 3)))
def test_nothing_moves_where_nothing_changed_and_the_price_is_huge(seed: int) -> None:
    posed, old, _ = planned(random_document(seed))

    new = solve(posed, stop=Stop(iterations=30), seed=1, start=old, price=HUGE).schedule

    assert told(new)["price"] == told(new)["changed"] == 0
    assert new.start.tolist() == old.start.tolist()
    assert new.mode.tolist() == old.mode.tolist()
    assert new.objective == old.objective


@pytest.mark.parametrize("seed", range(so_many(12, 4)))
def test_the_price_is_what_both_files_say(seed: int) -> None:
    """Also after data, activities and the order of the teams in a crew have changed."""
    document = random_document(seed)
    _, old_schedule, old = planned(document)
    posed = problem_from_document(data_changed(document, Random(seed)))
    price = ChangePrice(40, 3, (None, 20, int(np.median(old_schedule.start)))[seed % 3])
    start = start_of_document(old, posed)

    new = solve(posed, stop=Stop(iterations=20), start=start, price=price).schedule

    require_valid(posed, new)
    by_hand = price_from_files(old, schedule_document(new, posed), price)
    assert (told(new)["price"], told(new)["crew_members"], told(new)["steps"]) == by_hand
    for item, given in zip(posed.fixed_activity, posed.fixed_begin, strict=True):
        assert new.start[item] == given


def test_a_price_keeps_more_than_no_price() -> None:
    kept = {True: 0, False: 0}
    for seed in range(so_many(8, 3)):
        document = random_document(seed)
        _, _, old = planned(document)
        posed = problem_from_document(data_changed(document, Random(seed)))
        start = start_of_document(old, posed)
        for priced in (True, False):
            price = ChangePrice(10**5, 10**4) if priced else None
            new = solve(posed, stop=Stop(iterations=20), start=start, price=price).schedule
            _, members, steps = price_from_files(
                old, schedule_document(new, posed), ChangePrice(1, 1)
            )
            kept[priced] += members + steps
    assert kept[True] < 0.8 * kept[False]


@pytest.mark.parametrize("seed", range(4))
def test_without_a_price_a_start_is_only_where_the_search_begins(seed: int) -> None:
    posed, old, document = planned(random_document(seed))
    laid_out = tables(posed)
    draft, kept = repaired(laid_out, start_of_document(document, posed))

    assert draft is not None
    assert kept[np.setdiff1d(np.arange(posed.n_activities), posed.fixed_activity)].all()
    assert draft.start.tolist() == old.start.tolist()
    again = as_draft(laid_out, old)
    assert draft.sequence.tolist() == again.sequence.tolist()
    new = solve(posed, stop=FIRST, start=old).schedule
    assert new.objective <= old.objective
    assert "change" not in new.solver


@pytest.mark.parametrize("apart", [False, True])
def test_the_search_adds_up_objective_and_price(
    apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What moves have added up is what the plan they leave costs, counted from scratch."""
    if apart:
        monkeypatch.setattr(annealing, "TOGETHER", 0)
    changed = 0
    for seed in range(so_many(10, 3)):
        posed, old, _ = planned(random_document(seed))
        laid_out = tables(posed)
        change = change_table(start_of_schedule(old), ChangePrice(9, 2, 60))
        draft = as_draft(laid_out, old)
        search = Annealing(laid_out, draft, seed=seed, change=change)
        for _ in range(3):
            search.run(np.full(300, 30.0))
            sums = [each.value for each in search._searches]
            assert sums == [search._worth(each.chains) for each in search._searches]
        best = search.best
        worth = objective(laid_out.benefits, best.finish) + price_of(laid_out, change, best)
        assert search.value == worth
        changed += price_of(laid_out, change, best) > 0
        require_valid(posed, as_schedule(laid_out, best, objective(laid_out.benefits, best.finish)))
    assert changed


def test_an_activity_is_kept_where_it_was_though_it_could_begin_earlier() -> None:
    """The work before it takes less time than it did: whoever was told a day may keep it."""

    def posed(steps: int) -> Problem:
        activities = [works("1", steps), works("2", 3, after=[{"id": "1"}])]
        return problem(activities=activities, benefits=[benefit("2", 10)])

    old = solve(posed(9), stop=FIRST).schedule
    dear, cheap = (
        solve(posed(4), stop=FIRST, start=old, price=ChangePrice(0, price)).schedule
        for price in (11, 9)
    )

    assert dear.start.tolist() == [0, 9]
    assert (dear.bindings[1].kind, dear.bindings[1].until) == ("kept", 9)
    assert cheap.start.tolist() == [0, 4]
    assert told(cheap)["price"] == 9 * 5
    assert cheap.objective == 10 * 7


def test_what_can_no_longer_be_done_as_it_was_is_given_to_others() -> None:
    """A team has gone, another must leave early: the rest keeps its place."""
    activities = [works(str(j), 5) for j in range(6)]
    benefits = [benefit(str(j), 10) for j in range(6)]
    teams = [team(name) for name in ("one", "two", "three")]
    before = problem(teams=teams, activities=activities, benefits=benefits)
    old = solve(before, stop=FIRST).schedule
    document = read_schedule(write_schedule(old, before))
    teams = [team("one"), team("two", to=6)]
    after = problem(teams=teams, activities=activities, benefits=benefits)

    draft, kept = repaired(tables(after), start_of_document(document, after))

    assert draft is not None
    by_two = [item.activity for item in document.items if item.teams["dig"] == ("two",)]
    by_one = [item.activity for item in document.items if item.teams["dig"] == ("one",)]
    assert kept.sum() == len(by_one) + 1
    assert all(kept[after.activity_ids.index(name)] for name in by_one)
    assert sum(bool(kept[after.activity_ids.index(name)]) for name in by_two) == 1
    new = solve(after, stop=FIRST, start=start_of_document(document, after)).schedule
    require_valid(after, new)


def begun_at(schedule: Schedule, start: list[int], finish: list[int]) -> Start:
    return replace(start_of_schedule(schedule), start=np.array(start), finish=np.array(finish))


def test_work_that_now_lasts_too_long_makes_way_for_a_fixed_start() -> None:
    fixed = [{"activity": "2", "mode": 0, "teams": {"dig": ["D"]}, "start": 6}]
    old = solve(problem(activities=[works("1", 5), works("2", 5)]), stop=FIRST).schedule
    longer = problem(activities=[works("1", 9), works("2", 5)], fixed=fixed)

    draft, _ = repaired(tables(longer), begun_at(old, [0, 5], [5, 10]))

    assert draft is not None
    assert draft.start.tolist() == [11, 6]


def test_a_start_that_cannot_be_mended_is_left_aside() -> None:
    activities = [works("1", 5), works("2", 5)]
    old = solve(problem(activities=activities), stop=FIRST).schedule
    after = problem(activities=activities, teams=[team("D", to=7)])

    draft, _ = repaired(tables(after), start_of_schedule(old))

    assert draft is None


def test_holding_is_given_up_where_a_team_would_leave_too_early() -> None:
    posed, old, _ = planned(random_document(3))
    laid_out = tables(posed)
    draft = as_draft(laid_out, old)
    change = change_table(start_of_schedule(old), HUGE)
    late = copied(draft)

    assert retime(held(laid_out, change, change.start), late) < 0
    assert late.start.tolist() == old.start.tolist()


def test_a_start_must_have_something_in_common_and_nothing_twice() -> None:
    posed, _, document = planned(random_document(1, 6))
    twice = ScheduleDocument("", 0, 0, (document.items[0], document.items[0]))
    with pytest.raises(InputRefused, match="stands there twice"):
        start_of_document(twice, posed)
    strange = problem(activities=[works("other", 1)])
    with pytest.raises(InputRefused, match="none of the 1 activities"):
        start_of_document(document, strange)
    assert schedule_from_document(document, posed).objective == document.objective


def test_a_price_needs_a_start() -> None:
    posed = problem_from_document(random_document(1, 6))
    with pytest.raises(ValueError, match="needs the schedule"):
        solve(posed, stop=FIRST, price=HUGE)
