"""Limits, what is kept apart, and alternatives: searched, proved and explained."""

import json
import tracemalloc
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import numpy as np
import pytest

from ploughshare.errors import Infeasible, NoScheduleFound
from ploughshare.scheduling import search as whole_search
from ploughshare.scheduling import small_problems, standing
from ploughshare.scheduling.annealing import Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.bindings import bindings, links
from ploughshare.scheduling.bounds import lower_bound
from ploughshare.scheduling.carry import carried
from ploughshare.scheduling.chains import draft_of, settle
from ploughshare.scheduling.draft import as_draft, as_schedule
from ploughshare.scheduling.exact import can_solve_exactly, solve_exactly
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.joint import joint_table
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.realisations import Lognormal, Uncertainty, realisations
from ploughshare.scheduling.reorder import reordered
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import ChangePrice, Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import start_of_schedule
from tests.conftest import so_many
from tests.scheduling.exhaustive import optimum
from tests.scheduling.random_joint_rules import problem as drawn
from tests.scheduling.random_joint_rules import with_joint_rules
from tests.scheduling.random_problems import random_problem
from tests.scheduling.small_problems import benefit, problem, team, works
from tests.scheduling.test_random_problems import cheaper

Document = dict[str, Any]


def second(**parts: Any) -> Problem:
    """A problem of version 2: two teams that dig, at one place."""
    teams = [team("D"), team("E")]
    return problem(format="restoration-problem/2", **{"teams": teams, **parts})


def solved(posed: Problem, iterations: int = 30) -> Schedule:
    return solve(posed, stop=Stop(iterations=iterations)).schedule


def without_exact_answers(patch: pytest.MonkeyPatch) -> None:
    """Leave small problems to the search, and prove no more than the critical path."""
    patch.setattr(small_problems, "can_solve_exactly", lambda posed: False)
    patch.setattr(standing, "lower_bound", partial(lower_bound, dates=0))


def test_no_more_teams_work_at_once_than_a_limit_lets() -> None:
    """Three works of 5 steps for two teams; the first two share a limit of one team."""
    three = [works("a", 5), works("b", 5), works("c", 5)]
    benefits = [benefit("a", 9), benefit("b", 8), benefit("c", 1)]
    limit: Document = {"id": "pit", "activities": ["a", "b"], "at_once": 1}
    free = second(activities=three, benefits=benefits)
    limited = second(activities=three, benefits=benefits, limits=[limit])

    assert solved(free).start.tolist() == [0, 0, 5]
    assert solved(limited).start.tolist() == [0, 5, 0]

    bound = solved(limited).bindings[1]
    assert (bound.kind, bound.activity, bound.until) == ("limit", 0, 5)

    limit["kinds"] = ["lift"]
    assert solved(second(activities=three, benefits=benefits, limits=[limit])).start.tolist() == [
        *(0, 0, 5),
    ]


def test_a_mode_of_more_teams_than_a_limit_lets_is_not_chosen() -> None:
    """Two teams would take 2 steps, one takes 5; where only the two are asked for, nobody can."""
    modes = [{"steps": 5, "teams": {"dig": 1}}, {"steps": 2, "teams": {"dig": 2}}]
    limit = {"id": "pit", "activities": ["a"], "at_once": 1}
    either = works("a", 5)
    either["modes"] = modes
    weight = [benefit("a", 1)]

    assert solved(second(activities=[either], benefits=weight)).objective == 2
    posed = second(activities=[either], benefits=weight, limits=[limit])
    assert solved(posed).objective == 5

    either["modes"] = modes[1:]
    posed = second(activities=[either], benefits=weight, limits=[limit])
    with pytest.raises(Infeasible, match="brings 2 teams within limit pit, which lets 1 at once"):
        solved(posed)


def test_limits_are_laid_out_in_the_room_of_what_lies_within_them() -> None:
    """A number for each of 400 limits and each of 800 activities would take 2.5 MB."""
    pairs = [[f"a{i}", f"b{i}"] for i in range(400)]
    limits = [{"id": names[0], "activities": names, "at_once": 1} for names in pairs]
    posed = second(activities=[works(name, 1) for each in pairs for name in each], limits=limits)

    tracemalloc.start()
    joint = joint_table(posed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(joint.limit) == 400
    assert peak < 500_000


def test_what_is_kept_apart_never_overlaps_and_goes_in_the_better_order() -> None:
    """The long work could begin first; but more hangs on the short one, which comes at step 3."""
    both = [works("long", 10), works("short", 2, earliest=3)]
    benefits = [benefit("long", 1), benefit("short", 5)]
    apart = [{"id": "dust", "these": ["long"], "those": ["short"]}]

    schedule = solved(second(activities=both, benefits=benefits, apart=apart))

    assert schedule.start.tolist() == [5, 3]
    bound = schedule.bindings[0]
    assert (bound.kind, bound.activity, bound.until) == ("apart", 1, 5)
    assert schedule.bindings[1].kind == "earliest"


def test_what_takes_no_time_may_fall_into_what_it_is_kept_apart_from() -> None:
    both = [works("long", 10), works("visit", 0, earliest=3)]
    apart = [{"id": "dust", "these": ["long"], "those": ["visit"]}]
    benefits = [benefit("long", 1), benefit("visit", 1)]

    assert solved(second(activities=both, benefits=benefits, apart=apart)).start.tolist() == [0, 3]


def test_one_alternative_is_enough() -> None:
    """The roof waits for the north road, of 9 steps, or the south road, of 4 and a lag of 3."""
    roof = works("roof", 1, after_any=[[{"id": "north"}], [{"id": "south", "lag": 3}]])
    roads = [works("north", 9), works("south", 4)]

    schedule = solved(second(activities=[roof, *roads], benefits=[benefit("roof", 1)]))

    assert schedule.start[0] == 7
    bound = schedule.bindings[0]
    assert (bound.kind, bound.activity, bound.until) == ("precedence", 2, 7)


def test_work_in_an_alternative_is_begun_for_what_waits_for_it() -> None:
    """One team: only the road that is chosen is done before the roof, the other afterwards."""
    roof = works("roof", 1, after_any=[[{"id": "north"}], [{"id": "south"}]])
    roads = [works("north", 9), works("south", 4)]
    more = [works("later", 5)]
    posed = second(
        teams=[team("D")],
        activities=[roof, *roads, *more],
        benefits=[benefit("roof", 5), benefit("later", 1)],
    )

    assert solved(posed).start.tolist() == [4, 10, 0, 5]


def test_a_road_may_be_cleared_from_either_end() -> None:
    """Four stretches, each after a neighbour or from its end; the east end opens at step 20."""
    names = ["west", "b", "c", "east"]
    stretches = [works("west", 3), works("b", 3), works("c", 3), works("east", 3, earliest=20)]
    for i in (1, 2):
        stretches[i]["after_any"] = [[{"id": names[i - 1]}], [{"id": names[i + 1]}]]
    benefits = [benefit(name, 1) for name in names]

    assert solved(second(activities=stretches, benefits=benefits)).start.tolist() == [0, 3, 6, 20]


def test_fixed_items_keep_joint_rules_among_themselves() -> None:
    both = [works("a", 5), works("b", 5)]
    fixed = [
        {"activity": "a", "mode": 0, "teams": {"dig": ["D"]}, "start": 0},
        {"activity": "b", "mode": 0, "teams": {"dig": ["E"]}, "start": 4},
    ]
    apart = [{"id": "dust", "these": ["a"], "those": ["b"]}]
    limits = [{"id": "pit", "activities": ["a", "b"], "at_once": 1}]

    with pytest.raises(Infeasible, match="dust keeps it apart from b, which is fixed from step 4"):
        solved(second(activities=both, fixed=fixed, apart=apart))
    with pytest.raises(Infeasible, match="limit pit lets 1 teams at once, and 2 are fixed there"):
        solved(second(activities=both, fixed=fixed, limits=limits))
    fixed[1]["start"] = 5
    posed = second(activities=both, fixed=fixed, limits=limits, apart=apart)
    assert solved(posed).start.tolist() == [0, 5]


def test_what_is_planned_goes_around_what_is_fixed() -> None:
    """The pit is taken at steps 6 to 10: short work fits before that, long work comes after it."""
    activities = [works("fixed", 5), works("short", 6), works("long", 7)]
    fixed = [{"activity": "fixed", "mode": 0, "teams": {"dig": ["D"]}, "start": 6}]
    limits = [{"id": "pit", "activities": ["fixed", "short", "long"], "at_once": 1}]
    benefits = [benefit("short", 1), benefit("long", 1)]

    posed = second(activities=activities, fixed=fixed, limits=limits, benefits=benefits)

    assert solved(posed).start.tolist() == [6, 0, 11]


@pytest.mark.parametrize(
    "seeds", [range(so_many(20, 10)), pytest.param(range(20, 3_000), marks=pytest.mark.soak)]
)
def test_small_problems_are_solved_to_the_optimum(seeds: range) -> None:
    """Two to four activities; the optimum by trying everything, where there is one."""
    reached = 0
    for seed in seeds:
        posed = drawn(seed, 4)
        best = optimum(posed)
        if best is None:
            with pytest.raises((Infeasible, NoScheduleFound)):
                solved(posed, 20)
            reached += 1
            continue
        schedule = solved(posed, 40)
        assert schedule.bound <= best <= schedule.objective, seed
        reached += schedule.objective == best
    assert reached >= 0.95 * len(seeds)


@pytest.mark.parametrize(
    "seeds", [range(so_many(20, 10)), pytest.param(range(20, 3_000), marks=pytest.mark.soak)]
)
def test_the_search_alone_keeps_every_rule_and_comes_near(
    seeds: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_exact_answers(monkeypatch)
    reached = found = 0
    for seed in seeds:
        posed = drawn(seed, 4)
        best = optimum(posed)
        try:
            schedule = solved(posed, 30)
        except NoScheduleFound:
            continue
        assert best is not None, seed
        assert best <= schedule.objective, seed
        found += 1
        reached += schedule.objective == best
    assert found >= 0.9 * len(seeds)
    assert reached >= 0.85 * found


@pytest.mark.parametrize(
    "seeds", [range(so_many(20, 10)), pytest.param(range(20, 3_000), marks=pytest.mark.soak)]
)
def test_no_bound_is_above_the_optimum(seeds: range) -> None:
    for seed in seeds:
        posed = drawn(seed, 4)
        best = optimum(posed)
        if best is None:
            continue
        assert lower_bound(posed).value <= best, seed
        exact = solve_exactly(posed)
        assert not exact.infeasible, seed
        assert exact.bound <= best, seed


def larger(seed: int, n: int = 45) -> Problem:
    """Too large for constraint programming."""
    rng = Random(seed)
    return problem_from_document(with_joint_rules(rng, random_problem(rng, n, 8)))


@pytest.mark.usefixtures("brief_proof")
@pytest.mark.parametrize(
    "seeds", [range(so_many(8, 2)), pytest.param(range(8, 200), marks=pytest.mark.soak)]
)
def test_larger_problems_get_checked_schedules_whose_dates_are_explained(seeds: range) -> None:
    """``solve`` verifies; each start is held by one thing, and the stretches before it add up."""
    for seed in seeds:
        posed = larger(seed)
        assert not can_solve_exactly(posed)
        schedule = solved(posed, 12)
        require_valid(posed, schedule)
        held = bindings(posed, schedule)
        for j in range(posed.n_activities):
            step = 0
            for link in links(posed, schedule, held, j):
                assert link.begin == step
                step = link.end
            assert step == schedule.start[j]


def parts(schedule: Schedule) -> tuple[object, ...]:
    arrays = (schedule.mode, schedule.start, schedule.team, schedule.team_kind, schedule.order)
    return (schedule.objective, schedule.bound, *(each.tolist() for each in arrays))


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_gives_the_same_schedule_for_any_number_of_workers(seed: int) -> None:
    one, two = (
        solve(larger(seed), stop=Stop(iterations=30, workers=workers), seed=seed).schedule
        for workers in (1, 2)
    )

    assert parts(one) == parts(two)


def keeps_every_rule(posed: Problem, schedule: Schedule) -> bool:
    finish, steps = schedule.finish, schedule.finish[posed.benefit_activity].copy()
    for b in tables(posed).benefits.order:
        needed = posed.need[posed.need_start[b] : posed.need_start[b + 1]]
        steps[b] = max([int(finish[posed.benefit_activity[b]]), *steps[needed].tolist()])
    require_valid(posed, replace(schedule, objective=int(steps @ posed.weight)))
    return True


@pytest.mark.usefixtures("brief_proof")
def test_whatever_keeps_the_frozen_predecessors_keeps_the_joint_rules() -> None:
    """Wherever local moves of any loss lead on the frozen problem."""
    for seed in range(so_many(4, 2)):
        posed = larger(seed, 25)
        schedule = solved(posed, 6)
        laid_out = tables(posed)
        draft = as_draft(laid_out, schedule)
        ice = frozen(laid_out, draft)
        assert not ice.problem.has_joint_rules
        annealing = Annealing(ice, draft, seed=seed)
        for _ in range(4):
            annealing.run(np.full(300, 1e9))
            for search in annealing._searches:
                sequence = settle(ice, search.chains)
                assert sequence is not None
                moved = draft_of(ice, search.chains, sequence)
                assert keeps_every_rule(posed, as_schedule(laid_out, moved, 0))


@pytest.mark.usefixtures("brief_proof")
def test_the_order_is_changed_for_the_better_only() -> None:
    gained = 0
    # Of these the order of the first three gains.
    for seed in (5, 6, 8, 0, 1, 2, 3, 4, 7, 9)[: so_many(10, 3)]:
        posed = larger(seed, 20)
        laid_out = tables(posed)
        draft = as_draft(laid_out, solved(posed, 1))
        value = objective(laid_out.benefits, draft.finish)

        again = reordered(laid_out, draft, tries=60, random=np.random.default_rng(seed))

        assert again is not None
        new = objective(laid_out.benefits, again.finish)
        assert keeps_every_rule(posed, as_schedule(laid_out, again, new))
        assert new <= value
        gained += new < value
    assert gained >= 2


@pytest.mark.usefixtures("brief_proof")
def test_dates_that_slip_keep_order_limits_and_alternatives() -> None:
    """Every drawn realisation of a schedule keeps the joint rules: durations are those drawn."""
    for seed in range(so_many(4, 1)):
        posed = larger(seed, 15)
        schedule = solved(posed, 6)
        found = realisations(
            posed, schedule, Uncertainty(Lognormal(0.4)), count=20, seed=seed, workers=1
        )
        assert found.planned_objective <= schedule.objective


@pytest.mark.usefixtures("brief_proof")
def test_the_list_and_an_old_plan_keep_the_rules() -> None:
    for seed in range(so_many(3, 1)):
        posed = larger(seed, 20)
        schedule = solved(posed, 6)
        with_prices = solve(
            posed,
            stop=Stop(iterations=6),
            start=schedule,
            price=ChangePrice(team_change=5, step_moved=2),
        )
        require_valid(posed, with_prices.schedule)
        assert with_prices.schedule.objective <= schedule.objective
        try:
            require_valid(posed, priority_list(posed))
            found = carried(posed, start_of_schedule(schedule))
            assert found is not None
            require_valid(posed, found[0])
            assert found[1] == ()
        except NoScheduleFound:
            continue


def test_an_old_plan_is_the_start_of_a_new_one() -> None:
    """The limit is new: of two that worked beside each other one has to wait."""
    three = [works("a", 5), works("b", 5), works("c", 5)]
    benefits = [benefit("a", 9), benefit("b", 8), benefit("c", 1)]
    old = solved(second(activities=three, benefits=benefits))
    limit = {"id": "pit", "activities": ["a", "b"], "at_once": 1}
    posed = second(activities=three, benefits=benefits, limits=[limit])

    found = carried(posed, start_of_schedule(old))
    assert found is not None
    schedule, _ = found

    require_valid(posed, schedule)
    assert sorted(schedule.start.tolist()[:2]) == [0, 5]


@pytest.mark.usefixtures("brief_proof")
def test_of_an_old_plan_that_cannot_be_mended_as_a_whole_stays_what_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The old plan is planned around, as far as it keeps the rules, and nothing is planned from nothing."""
    kept = counted = 0
    for seed in range(so_many(4, 1)):
        posed = larger(seed)
        old = solved(posed, 8)
        nothing = (None, np.zeros(posed.n_activities, np.bool_))
        monkeypatch.setattr(whole_search, "repaired", lambda *_, found=nothing: found)
        price = ChangePrice(team_change=10**7, step_moved=10**6)
        new = solve(posed, stop=Stop(iterations=12), start=old, price=price).schedule
        kept += int((new.start == old.start).sum())
        counted += posed.n_activities
    assert kept > 0.9 * counted


@pytest.mark.parametrize("seed", range(6))
def test_nothing_cheaper_than_the_optimum_keeps_the_rules(seed: int) -> None:
    """Two activities: every mode, every naming of teams and every start up to step 20."""
    rng = Random(seed)
    document = with_joint_rules(rng, random_problem(rng, n_activities=2, n_teams=3))
    posed = problem_from_document(json.loads(json.dumps(document)))
    best = optimum(posed)
    assert best is not None
    assert cheaper(document, posed, best) == []
