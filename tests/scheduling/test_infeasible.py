"""No schedule: every proof names what makes it so."""

from collections.abc import Iterator
from typing import Any

import pytest

from ploughshare.errors import Infeasible
from ploughshare.scheduling import search
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.solve import Stop, solve
from tests.scheduling.small_problems import benefit, problem, team, works


def refusal(posed: Problem) -> Infeasible:
    with pytest.raises(Infeasible) as told:
        solve(posed, stop=Stop(iterations=1))
    return told.value


def test_work_of_nobody() -> None:
    lifting = {"id": "a", "at": [0, 0], "modes": [{"steps": 3, "teams": {"lift": 1}}]}

    answer = refusal(problem(activities=[lifting]))

    assert "activity a has no usable mode" in answer.message
    assert "asks for 1 of kind lift, 0 serve as it" in answer.message


def test_work_in_a_zone_no_team_may_enter() -> None:
    answer = refusal(problem(teams=[team("D", zones=[])], activities=[works("a", 3, zone="north")]))

    assert "0 of them may work in zone north" in answer.message
    assert answer.facts["activities"] == ["a"]


def test_work_for_groups_that_have_no_team() -> None:
    answer = refusal(problem(activities=[works("a", 3, groups=["north star"])]))

    assert "in the allowed groups (north star)" in answer.message


def test_work_for_more_teams_than_there_are() -> None:
    big = {"id": "a", "at": [0, 0], "modes": [{"steps": 3, "teams": {"dig": 2}}]}

    assert "asks for 2 of kind dig, 1 serve as it" in refusal(problem(activities=[big])).message


def test_work_that_cannot_be_finished_before_the_last_team_leaves() -> None:
    """ "b" could begin at 4 and take 4, but D leaves at 6; "c" only waits for it."""
    lifting = {"at": [0, 0], "modes": [{"steps": 1, "teams": {"lift": 1}}]}
    posed = problem(
        teams=[team("D", to=6), {"id": "L", "kinds": ["lift"], "at": [0, 0]}],
        activities=[
            works("a", 4),
            works("b", 4, after=[{"id": "a"}]),
            {"id": "c", "after": [{"id": "b"}], **lifting},
        ],
    )

    answer = refusal(posed)

    assert "b cannot start before step 4 and cannot be finished by step 6" in answer.message
    assert answer.facts["activities"] == ["b"]


def test_more_work_than_the_teams_are_there_for() -> None:
    """12 steps of work, D is there for 10: leaving out "b", worth least, would do."""
    posed = problem(
        teams=[team("D", to=10)],
        activities=[works("a", 4), works("b", 4), works("c", 4)],
        benefits=[benefit("a", 5), benefit("b", 1), benefit("c", 9)],
    )

    answer = refusal(posed)

    assert "3 activities that only D may do take 12 team steps" in answer.message
    assert answer.facts["activities"] == ["b"]


def test_what_only_constraint_programming_can_prove() -> None:
    """D has time for both, 18 of 20 steps, but not for the trips between them."""
    posed = problem(
        teams=[team("D", to=20)], activities=[works("a", 9, (20, 0)), works("b", 9, (0, 20))]
    )

    assert "constraint programming proved" in refusal(posed).message


def fixed(**more: Any) -> dict[str, Any]:
    return {"activity": "a", "mode": 0, "teams": {"dig": ["D"]}, "start": 4} | more


@pytest.mark.parametrize(
    ("posed", "why"),
    [
        (
            problem(activities=[works("a", 3, earliest=9)], fixed=[fixed()]),
            "it may not start before step 9",
        ),
        (
            problem(
                activities=[works("b", 9), works("a", 3, after=[{"id": "b", "lag": 2}])],
                fixed=[fixed()],
            ),
            "b, which comes before it, cannot be finished before step 9 and the lag of 2",
        ),
        (
            problem(activities=[works("a", 3, (100, 0))], fixed=[fixed()]),
            "team D is free at its base at step 0 and cannot be there before step 14",
        ),
        (
            problem(
                activities=[works("a", 3), works("b", 5)],
                fixed=[fixed(), fixed(activity="b", start=5)],
            ),
            "team D is free at a at step 7",
        ),
        (
            problem(
                activities=[works("a", 3)],
                standdowns=[{"kinds": ["dig"], "from": 3, "to": 6}],
                fixed=[fixed()],
            ),
            "step 4 is no working step for it",
        ),
        (
            problem(
                teams=[team("D"), team("E")],
                activities=[works("a", 3)],
                fixed=[fixed(teams={"dig": ["D", "E"]})],
            ),
            "its mode asks for 1 of kind dig, 2 are named",
        ),
        (
            problem(teams=[team("D", to=6)], activities=[works("a", 3)], fixed=[fixed()]),
            "team D has left before it is finished",
        ),
        (
            problem(
                teams=[team("D", zones=["south"])],
                activities=[works("a", 3, zone="north")],
                fixed=[fixed()],
            ),
            "team D may not work in zone north",
        ),
    ],
)
def test_a_fixed_item_that_breaks_a_rule(posed: Problem, why: str) -> None:
    answer = refusal(posed)

    assert "fixed " in answer.message
    assert why in answer.message


def test_proofs_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the beginning, as there are fixed items, and not again when a round finds no schedule."""
    looked: list[object] = []

    def fail_first(*given: Any) -> Iterator[tuple[int | None, Draft]]:
        found = rounds(*given)
        yield None, next(found)[1]
        yield from found

    monkeypatch.setattr(search, "refuse_infeasible", looked.append)
    monkeypatch.setattr(search, "rounds", fail_first)

    posed = problem(
        activities=[works("a", 3), works("b", 5)], fixed=[fixed()], benefits=[benefit("b", 1)]
    )
    solve(posed, stop=Stop(iterations=3))

    assert len(looked) == 1
