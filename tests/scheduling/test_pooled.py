"""Where teams of a kind can stand in for each other, their pool gives the answer."""

from typing import Any

import pytest

from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.pooled import can_be_pooled
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables

Document = dict[str, Any]


def document() -> Document:
    """Forty-four jobs for six equal teams, half asking for two, and an end that waits for all."""
    jobs: list[Document] = [
        {
            "id": f"j{j}",
            "at": [0, 0],
            "modes": [{"steps": 1 + j % 3, "teams": {"a": 1 + j % 2}}],
            **({"after": [{"id": f"j{j - 9}", "lag": j % 2}]} if j % 4 == 3 and j > 9 else {}),
        }
        for j in range(44)
    ]
    end = {"id": "end", "at": [0, 0], "modes": [{"steps": 0}]}
    end["after"] = [{"id": each["id"]} for each in jobs]
    pace = {"detour": 1.0, "km_per_step": 1.0, "camp_move_km": 9.0, "camp_move_steps": 0}
    return {
        "format": "restoration-problem/1",
        "steps_per_day": 1,
        "kinds": ["a", "b"],
        "travel": {"default": pace},
        "teams": [{"id": f"t{m}", "kinds": ["a"], "at": [0, 0]} for m in range(6)],
        "activities": [*jobs, end],
        "benefits": [{"id": "done", "activity": "end", "weight": 1}],
    }


def test_a_makespan_is_proved_optimal_at_what_the_teams_can_carry() -> None:
    posed = problem_from_document(document())
    work = sum((1 + j % 3) * (1 + j % 2) for j in range(44))

    schedule = solve(posed, stop=Stop(iterations=100)).schedule

    assert schedule.objective == schedule.bound == -(-work // 6)


def test_pools_give_the_same_answer_again() -> None:
    posed = problem_from_document(document())
    one, other = (solve(posed, stop=Stop(iterations=20)).schedule for _ in range(2))
    assert (one.start == other.start).all()
    assert (one.team == other.team).all()


def far(posed: Document) -> None:
    posed["activities"][3]["at"] = [1, 0]


def late(posed: Document) -> None:
    posed["teams"][0]["from"] = 2


def leaving(posed: Document) -> None:
    posed["teams"][0]["to"] = 90


def away(posed: Document) -> None:
    posed["teams"][0]["away"] = [[1, 2]]


def versatile(posed: Document) -> None:
    posed["teams"][0]["kinds"] = ["a", "b"]


def paused(posed: Document) -> None:
    posed["standdowns"] = [{"kinds": ["a"], "from": 1, "to": 2}]


def reserved(posed: Document) -> None:
    posed["activities"][0]["groups"] = ["g"]
    posed["teams"][0]["group"] = "g"


def begun(posed: Document) -> None:
    item = {"activity": "j0", "mode": 0, "teams": {"a": ["t0"]}, "start": 0}
    posed["fixed"] = [item]


@pytest.mark.parametrize("change", [far, late, leaving, away, versatile, paused, reserved, begun])
def test_whatever_tells_teams_apart_forbids_pooling(change: Any) -> None:
    posed = document()
    assert can_be_pooled(tables(problem_from_document(posed)))
    change(posed)
    assert not can_be_pooled(tables(problem_from_document(posed)))
