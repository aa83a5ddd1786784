"""One call that plans and proves."""

import pytest

from ploughshare.errors import Infeasible, Interrupted, NoScheduleFound
from ploughshare.scheduling.solve import Progress, Stop, solve
from ploughshare.scheduling.verify import require_valid
from tests.scheduling.small_problems import benefit, drawn, problem, team, works


def test_random_problems_get_checked_schedules_with_bounds() -> None:
    for seed in range(60):
        posed = drawn(seed)
        schedule = solve(posed, stop=Stop(iterations=5)).schedule
        require_valid(posed, schedule)
        assert 0 <= schedule.bound <= schedule.objective
        assert len(schedule.bindings) == posed.n_activities


def test_the_same_iterations_and_seed_give_the_same_schedule() -> None:
    first, again = (solve(drawn(5, 40), stop=Stop(iterations=12), seed=3) for _ in range(2))

    assert first.schedule.objective == again.schedule.objective
    assert first.schedule.bound == again.schedule.bound
    assert (first.schedule.start == again.schedule.start).all()
    assert (first.schedule.team == again.schedule.team).all()


def test_a_schedule_to_begin_from_is_never_made_worse() -> None:
    posed = drawn(8, 30)
    good = solve(posed, stop=Stop(iterations=40)).schedule

    again = solve(posed, stop=Stop(iterations=1), start=good).schedule

    assert again.objective <= good.objective


def test_an_interruption_keeps_the_best_schedule() -> None:
    def interrupt(told: Progress) -> None:
        if told.best is not None and told.phase == "searching":
            raise KeyboardInterrupt

    schedule = solve(drawn(1), stop=Stop(iterations=50), progress=interrupt).schedule

    assert schedule.solver["stop"] == "interrupted"
    assert schedule.bound <= schedule.objective


def test_an_interruption_before_there_is_a_schedule_says_so() -> None:
    def interrupt(told: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        solve(drawn(1), stop=Stop(iterations=50), progress=interrupt)


def test_a_search_needs_a_limit() -> None:
    with pytest.raises(ValueError, match="limit"):
        Stop()


def test_work_of_nobody_is_infeasible_by_name() -> None:
    lifting = {"id": "a", "at": [0, 0], "modes": [{"steps": 3, "teams": {"lift": 1}}]}

    with pytest.raises(Infeasible, match=r"activity a .* 1 of kind lift, 0 serve"):
        solve(problem(activities=[lifting]), stop=Stop(iterations=1))


def test_work_in_a_zone_no_team_may_enter_is_infeasible_by_name() -> None:
    with pytest.raises(Infeasible, match="in zone north") as told:
        solve(
            problem(teams=[team("D", zones=[])], activities=[works("a", 3, zone="north")]),
            stop=Stop(iterations=1),
        )
    assert told.value.facts["activities"] == ["a"]


def test_a_team_that_leaves_is_kept_for_what_only_it_can_do() -> None:
    """
    D leaves at 10. E could do everything but "a", which is worth least and needs D.
    """
    teams = [team("D", **{"to": 10}, group="one"), team("E", group="two")]
    activities = [works("a", 9, groups=["one"]), works("b", 9), works("c", 9)]
    posed = problem(
        teams=teams, activities=activities, benefits=[benefit("b", 90), benefit("c", 80)]
    )

    schedule = solve(posed, stop=Stop(iterations=10)).schedule

    assert schedule.finish[0] <= 10


def test_work_left_by_a_team_that_goes_is_named() -> None:
    posed = problem(teams=[team("D", **{"to": 10})], activities=[works("a", 6), works("b", 6)])

    with pytest.raises((NoScheduleFound, Infeasible), match=r"D|team time") as told:
        solve(posed, stop=Stop(iterations=4))
    assert told.value.facts["activities"]


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
