"""One call that plans and proves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from ploughshare.errors import Interrupted, NoScheduleFound
from ploughshare.scheduling import iterated_weights, search
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Progress, Stop, solve
from ploughshare.scheduling.verify import require_valid
from tests.conftest import only_compiled, so_many
from tests.scheduling.exhaustive import optimum
from tests.scheduling.random_problems import random_problem
from tests.scheduling.small_problems import benefit, drawn, problem, team, works

MORE_THAN_EXACT = 45
"""Activities: too many for constraint programming, so that only the search is at work."""


@pytest.mark.parametrize("seeds", [range(20), pytest.param(range(40), marks=pytest.mark.soak)])
def test_small_problems_are_solved_to_the_optimum(seeds: range) -> None:
    """Every feature of the format, 4 or 5 activities; the optimum by trying everything."""
    reached = 0
    for seed in seeds:
        posed = problem_from_document(
            random_problem(Random(seed), 4 + seed % 2, version=1 + seed % 2)
        )
        best = optimum(posed)
        schedule = solve(posed, stop=Stop(iterations=60)).schedule
        assert best is not None
        assert schedule.bound <= best <= schedule.objective
        reached += schedule.objective == best
    assert reached >= 0.95 * len(seeds)


@pytest.mark.parametrize(
    "seeds", [range(so_many(8, 2)), pytest.param(range(8, 60), marks=pytest.mark.soak)]
)
def test_random_problems_get_checked_schedules_with_bounds_and_reasons(seeds: range) -> None:
    for seed in seeds:
        posed = drawn(seed, MORE_THAN_EXACT, 8, version=1 + seed % 2)
        schedule = solve(posed, stop=Stop(iterations=8)).schedule
        require_valid(posed, schedule)
        assert 0 <= schedule.bound <= schedule.objective
        assert len(schedule.bindings) == posed.n_activities


def parts(schedule: Schedule) -> tuple[object, ...]:
    arrays = (schedule.mode, schedule.start, schedule.team, schedule.team_kind, schedule.order)
    return (schedule.objective, schedule.bound, *(each.tolist() for each in arrays))


@pytest.mark.parametrize("n", [12, MORE_THAN_EXACT])
def test_the_same_iterations_and_seed_give_the_same_schedule(n: int) -> None:
    first, again = (solve(drawn(5, n), stop=Stop(iterations=12), seed=3) for _ in range(2))

    assert parts(first.schedule) == parts(again.schedule)


@only_compiled
def test_the_same_code_runs_uncompiled() -> None:
    """The inner loops are ordinary Python: without the compiler they give the same schedule."""
    asked = (
        "from tests.scheduling.small_problems import drawn\n"
        "from ploughshare.scheduling.solve import Stop, solve\n"
        "schedule = solve(drawn(4, 6), stop=Stop(iterations=3)).schedule\n"
        "print(schedule.objective, schedule.start.tolist(), schedule.team.tolist())\n"
    )

    def run(**more: str) -> str:
        command = [sys.executable, "-c", asked]
        env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | more
        done = subprocess.run(command, env=env, check=True, capture_output=True, encoding="utf-8")
        return done.stdout

    assert run(NUMBA_DISABLE_JIT="1") == run()


def test_a_schedule_to_begin_from_is_never_made_worse() -> None:
    posed = drawn(8, MORE_THAN_EXACT)
    good = solve(posed, stop=Stop(iterations=40)).schedule

    again = solve(posed, stop=Stop(iterations=1), start=good).schedule

    assert again.objective <= good.objective


def test_a_schedule_of_a_changed_problem_is_left_aside() -> None:
    before = problem(activities=[works("a", 5)], benefits=[benefit("a", 1)])
    after = problem(activities=[works("a", 5, earliest=9)], benefits=[benefit("a", 1)])
    old = solve(before, stop=Stop(iterations=1)).schedule

    assert solve(after, stop=Stop(iterations=1), start=old).schedule.start.tolist() == [9]


def test_work_nobody_waits_for_is_not_put_off() -> None:
    """Nothing hangs on "b", but D has nothing better to do after "a"."""
    posed = problem(
        activities=[works("a", 5), works("b", 5), works("c", 5, earliest=60)],
        benefits=[benefit("a", 5), benefit("c", 1)],
    )

    assert solve(posed, stop=Stop(iterations=50)).schedule.start.tolist() == [0, 5, 60]


def test_an_interruption_keeps_the_best_schedule() -> None:
    def interrupt(told: Progress) -> None:
        if told.best is not None and told.phase == "searching":
            raise KeyboardInterrupt

    schedule = solve(drawn(1), stop=Stop(iterations=50), progress=interrupt).schedule

    assert schedule.solver["stop"] == "interrupted"
    assert schedule.bound <= schedule.objective


@pytest.mark.parametrize("phase", ["searching", "bounding"])
def test_ctrl_c_is_noted_where_it_is_pressed_and_obeyed_where_nothing_is_half_done(
    phase: str,
) -> None:
    """Pressed in the middle of things: what runs goes on to a point where it can end."""
    went_on = False

    def press(told: Progress) -> None:
        nonlocal went_on
        if told.best is not None and told.phase == phase and not went_on:
            signal.raise_signal(signal.SIGINT)
            went_on = True

    posed = drawn(3, MORE_THAN_EXACT)
    schedule = solve(posed, stop=Stop(iterations=5_000), progress=press).schedule

    assert went_on
    assert schedule.solver["stop"] == "interrupted"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_reaches_constraint_programming() -> None:
    def press(told: Progress) -> None:
        if told.phase == "solving exactly":
            signal.raise_signal(signal.SIGINT)

    schedule = solve(drawn(1), stop=Stop(iterations=50), progress=press).schedule

    assert schedule.solver["stop"] == "interrupted"


def test_an_interruption_before_there_is_a_schedule_says_so() -> None:
    def interrupt(told: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        solve(drawn(1), stop=Stop(iterations=50), progress=interrupt)


def test_progress_tells_phases_best_and_bound() -> None:
    told: list[Progress] = []

    solution = solve(drawn(3, MORE_THAN_EXACT), stop=Stop(iterations=20), progress=told.append)

    assert {"beginning", "searching", "bounding"} <= {each.phase for each in told}
    assert told[-1].best == solution.schedule.objective
    assert told[-1].bound == solution.schedule.bound == solution.bound.value


def test_a_search_needs_a_limit() -> None:
    with pytest.raises(ValueError, match="limit"):
        Stop()


def test_a_search_by_the_clock_ends() -> None:
    schedule = solve(drawn(1, MORE_THAN_EXACT), stop=Stop(seconds=0.3)).schedule

    assert schedule.solver["stop"] == "time limit"


def test_a_team_that_leaves_is_kept_for_what_only_it_can_do() -> None:
    """D leaves at 10. E could do everything but "a", which is worth least and needs D."""
    teams = [team("D", to=10, group="one"), team("E", group="two")]
    activities = [works("a", 9, groups=["one"]), works("b", 9), works("c", 9)]
    posed = problem(
        teams=teams, activities=activities, benefits=[benefit("b", 90), benefit("c", 80)]
    )

    schedule = solve(posed, stop=Stop(iterations=10)).schedule

    assert schedule.finish[0] <= 10


def test_work_left_by_a_team_that_goes_is_named() -> None:
    """
    Both fit the 20 steps D is there, but not with the trips, 2 and 3 steps.
    Many other works keep this from being small enough for a proof.
    """
    many = [
        {"id": f"x{i}", "at": [0, 0], "modes": [{"steps": 1, "teams": {"lift": 1}}]}
        for i in range(MORE_THAN_EXACT)
    ]
    posed = problem(
        teams=[team("D", to=20), {"id": "L", "kinds": ["lift"], "at": [0, 0]}],
        activities=[works("a", 9, (20, 0)), works("b", 9, (0, 20)), *many],
    )

    with pytest.raises(NoScheduleFound, match="left too early: D") as told:
        solve(posed, stop=Stop(iterations=100))

    assert told.value.facts["activities"] in (["a"], ["b"])
    assert told.value.facts["teams"] == ["D"]


def test_teams_do_other_work_before_a_fixed_item_only_if_they_reach_it() -> None:
    """D must be at "a", 20 km away, at step 10: 2 steps of travel leave time for 8 of "b"."""
    given = {"activity": "a", "mode": 0, "teams": {"dig": ["D"]}, "start": 10}

    def started(steps: int) -> int:
        posed = problem(
            activities=[works("a", 5, (20, 0)), works("b", steps)],
            fixed=[given],
            benefits=[benefit("b", 5)],
        )
        return int(solve(posed, stop=Stop(iterations=2)).schedule.start[1])

    assert started(8) == 0
    assert started(9) == 17


def test_work_before_a_fixed_item_is_done_in_time() -> None:
    """ "p" must be done before "f" at 12, though "w" is worth more and D could do it first."""
    given = {"activity": "f", "mode": 0, "teams": {"lift": ["L"]}, "start": 12}
    lifting = {"at": [0, 0], "modes": [{"steps": 3, "teams": {"lift": 1}}]}
    posed = problem(
        teams=[team("D"), {"id": "L", "kinds": ["lift"], "at": [0, 0]}],
        activities=[works("p", 6), works("w", 9), {"id": "f", "after": [{"id": "p"}], **lifting}],
        fixed=[given],
        benefits=[benefit("w", 99)],
    )

    schedule = solve(posed, stop=Stop(iterations=20)).schedule

    assert schedule.start.tolist() == [0, 6, 12]


def test_two_teams_wait_for_each_other_when_a_mode_needs_both() -> None:
    """The lifter arrives at 6; D digs something short first and is not kept from "a" for it."""
    together = {"id": "a", "at": [0, 0], "modes": [{"steps": 10, "teams": {"dig": 1, "lift": 1}}]}
    posed = problem(
        teams=[team("D"), {"id": "L", "kinds": ["lift"], "at": [0, 0], "from": 6}],
        activities=[together, works("b", 5), works("c", 40)],
        benefits=[benefit("a", 50), benefit("b", 5), benefit("c", 5)],
    )

    schedule = solve(posed, stop=Stop(iterations=30)).schedule

    assert schedule.start.tolist() == [6, 0, 16]


@pytest.mark.usefixtures("brief_proof")
def test_iterated_weights_have_a_fair_number_of_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever share of the search is over when they begin: a poor start is not made up for."""
    counted = 0

    def counting(*words: Any) -> Iterator[Any]:
        nonlocal counted
        for each in iterated_weights.rounds(*words):
            counted += 1
            yield each

    monkeypatch.setattr(search, "rounds", counting)
    solve(drawn(3, so_many(200, 100), 8), stop=Stop(iterations=400))
    assert counted >= search.FEWEST_ROUNDS
