"""What holds each start, and that the reasons leave no step unexplained."""

import pytest

from ploughshare.scheduling.bindings import Link, bindings, followers, links
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve
from tests.conftest import so_many
from tests.scheduling.small_problems import benefit, drawn, problem, team, works

pytestmark = pytest.mark.usefixtures("brief_proof")


def solved(posed: Problem) -> Schedule:
    return solve(posed, stop=Stop(iterations=3)).schedule


def held(posed: Problem, name: str) -> tuple[str, str, str, int]:
    """Kind, other activity, team and until of what holds an activity."""
    schedule = solved(posed)
    binding = schedule.bindings[posed.activity_ids.index(name)]
    other = posed.activity_ids[binding.activity] if binding.activity >= 0 else ""
    by = posed.team_ids[binding.team] if binding.team >= 0 else ""
    return binding.kind, other, by, binding.until


def test_work_that_begins_at_once_is_held_by_nothing() -> None:
    assert held(problem(activities=[works("a", 5)]), "a") == ("start", "", "", 0)


def test_the_second_of_two_waits_for_the_first_and_its_lag() -> None:
    curing = works("b", 5, after=[{"id": "a", "lag": 7}])

    assert held(problem(activities=[works("a", 5), curing]), "b") == ("precedence", "a", "", 12)


def test_a_team_that_was_elsewhere_binds_with_its_trip() -> None:
    """D digs 5 steps at home, then goes 20 km in 2 steps."""
    posed = problem(
        activities=[works("a", 5), works("b", 5, (20, 0))],
        benefits=[benefit("a", 9), benefit("b", 1)],
    )

    assert held(posed, "b") == ("team", "a", "D", 7)


def test_first_trip_and_arrival_bind_when_there_is_nothing_before() -> None:
    late = [team("D", **{"from": 6})]

    assert held(problem(activities=[works("a", 5, (20, 0))]), "a") == ("travel", "", "D", 2)
    assert held(problem(teams=late, activities=[works("a", 5)]), "a") == ("arrival", "", "D", 6)


def test_a_stand_down_stands_between_what_allowed_the_start_and_the_start() -> None:
    posed = problem(
        activities=[works("a", 5, earliest=3)],
        standdowns=[{"kinds": ["dig"], "from": 2, "to": 10}],
    )
    schedule = solved(posed)

    assert held(posed, "a") == ("earliest", "", "", 3)
    assert links(posed, schedule, schedule.bindings, 0) == (
        Link(0, 3, "earliest", 0),
        Link(3, 10, "pause", 0),
    )


def test_a_fixed_start_is_its_own_reason() -> None:
    given = {"activity": "a", "mode": 0, "teams": {"dig": ["D"]}, "start": 4}

    assert held(problem(activities=[works("a", 5)], fixed=[given]), "a") == ("fixed", "", "", 4)


def test_the_time_before_every_start_is_told_without_a_gap() -> None:
    for seed in range(so_many(20, 3)):
        posed = drawn(seed, 45)
        schedule = solved(posed)
        for j in range(posed.n_activities):
            told = links(posed, schedule, schedule.bindings, j)
            ends = [0, *(link.end for link in told)]
            assert [link.begin for link in told] == ends[:-1]
            assert ends[-1] == schedule.start[j]
            assert all(link.begin < link.end for link in told)


def test_every_activity_is_held_by_one_that_lists_it() -> None:
    posed = drawn(2, 45)
    reasons = bindings(posed, solved(posed))

    start, held_by = followers(posed, reasons)

    for i in range(posed.n_activities):
        for j in held_by[start[i] : start[i + 1]]:
            assert reasons[j].activity == i
    assert len(held_by) == sum(reason.activity >= 0 for reason in reasons)


@pytest.mark.parametrize("kind", ["precedence", "team"])
def test_random_schedules_show_this_binding(kind: str) -> None:
    assert any(b.kind == kind for b in solved(drawn(3, 45)).bindings)
