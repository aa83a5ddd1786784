"""Proven limits on problems small enough to solve in the head."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from ploughshare.scheduling import timed_search
from ploughshare.scheduling.bounds import improving_bounds, lower_bound, recheck
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.problem import Problem
from tests.scheduling import drawn
from tests.scheduling.exhaustive import optimum

TRAVEL = {"detour": 1.0, "km_per_step": 10.0, "camp_move_km": 50.0, "camp_move_steps": 4}


def problem(**parts: Any) -> Problem:
    document: dict[str, Any] = {
        "format": "restoration-problem/1",
        "steps_per_day": 10,
        "kinds": ["dig", "build"],
        "travel": {"default": TRAVEL},
        "teams": [{"id": "D", "kinds": ["dig"], "at": [0, 0]}],
        "activities": [],
    }
    return problem_from_document(document | parts)


def works(name: str, steps: int, at: tuple[float, float] = (0, 0), **more: Any) -> dict[str, Any]:
    return {"id": name, "at": list(at), "modes": [{"steps": steps, "teams": {"dig": 1}}], **more}


def benefit(activity: str, weight: int, **more: Any) -> dict[str, Any]:
    return {"id": f"b-{activity}", "activity": activity, "weight": weight, **more}


def test_two_works_of_one_team_cannot_both_be_first() -> None:
    """
    5 steps for 10 people, then 20 steps for 1: at best 5 x 10 + 25 x 1. The limit
    sees team time only in shares, so a part of the second may count too early.
    """
    posed = problem(
        activities=[works("short", 5), works("long", 20)],
        benefits=[benefit("short", 10), benefit("long", 1)],
    )
    assert 70 < lower_bound(posed).value <= 75


def test_the_first_trip_counts_and_the_camp_move_only_if_nothing_lies_between() -> None:
    """60 km are 6 steps and a camp move of 4, which a stop at 40 km would save."""
    far = works("far", 1, at=(60, 0))
    alone = problem(activities=[far], benefits=[benefit("far", 1)])
    between = problem(
        activities=[far, works("between", 0, at=(40, 0))], benefits=[benefit("far", 1)]
    )
    assert lower_bound(alone).value == 11
    assert lower_bound(between).value == 7


def test_standdown_and_absence_lengthen_what_no_other_team_can_do() -> None:
    """10 steps from 0 pass a stand-down of 5 and an absence of 3."""
    posed = problem(
        teams=[{"id": "D", "kinds": ["dig"], "at": [0, 0], "away": [[12, 15]]}],
        standdowns=[{"kinds": ["dig"], "from": 2, "to": 7}],
        activities=[works("w", 10)],
        benefits=[benefit("w", 1)],
    )
    assert earliest(posed).finish[0] == 18
    assert lower_bound(posed).value == 18


def test_the_second_of_two_teams_asked_for_is_awaited() -> None:
    posed = problem(
        teams=[
            {"id": "A", "kinds": ["dig"], "at": [0, 0]},
            {"id": "B", "kinds": ["dig"], "at": [0, 0], "from": 30},
        ],
        activities=[{"id": "w", "at": [0, 0], "modes": [{"steps": 4, "teams": {"dig": 2}}]}],
        benefits=[benefit("w", 1)],
    )
    assert lower_bound(posed).value == 34


def test_needs_and_lags_are_waited_for() -> None:
    posed = problem(
        activities=[works("pump", 7), works("home", 1, after=[{"id": "pump", "lag": 3}])],
        benefits=[
            benefit("home", 1),
            {"id": "b-pump", "activity": "pump", "weight": 5, "needs": ["b-home"]},
        ],
    )
    assert lower_bound(posed).value == 6 * 11


def test_a_problem_without_weight_has_the_bound_nought() -> None:
    posed = problem(activities=[works("w", 3)], benefits=[benefit("w", 0)])
    assert lower_bound(posed).value == 0
    assert lower_bound(problem(activities=[works("w", 3)])).value == 0


def many() -> Problem:
    """Twelve works of one team, with a chain and a shared first work."""
    activities = [works("first", 4)] + [
        works(f"w{i}", 3 + i, at=(i, 2 * i), after=[{"id": "first"}]) for i in range(12)
    ]
    return problem(
        activities=activities, benefits=[benefit(f"w{i}", 5 + 3 * (i % 4)) for i in range(12)]
    )


def test_the_records_prove_the_bound_again_and_a_forged_one_is_found_out() -> None:
    from dataclasses import replace

    posed = many()
    bound = lower_bound(posed)
    assert bound.method == "prices at every step"
    assert recheck(posed, bound)
    assert not recheck(posed, replace(bound, value=bound.value + 1))
    assert not recheck(posed, replace(bound, limit=bound.limit - 1))


def test_the_limit_never_falls_and_the_same_call_gives_the_same_bound() -> None:
    posed = many()
    one, two = lower_bound(posed), lower_bound(posed)
    assert one.value == two.value
    assert (np.diff(one.limit) >= 0).all()
    assert one.limit[-1] == posed.weight.sum()


@pytest.mark.parametrize("seconds", [0.0, 3.0])
def test_a_clock_that_has_run_out_leaves_at_least_the_critical_path(seconds: float) -> None:
    ticks = iter(range(10_000))
    stopped = lower_bound(many(), seconds=seconds, clock=lambda: float(next(ticks)))
    assert stopped.value >= lower_bound(many(), dates=0).value
    assert recheck(many(), stopped)


def test_each_bound_is_better_than_the_one_before_and_can_be_proved_again() -> None:
    posed = many()
    bounds = list(improving_bounds(posed, time_steps=30))
    values = [bound.value for bound in bounds]
    assert values == sorted(set(values))
    assert [b.method for b in bounds[:2]] == ["critical path", "prices by date"]
    assert bounds[-1].method == "prices at every step"
    assert all(recheck(posed, bound) for bound in bounds)


def test_cut_off_anywhere_the_bounds_before_are_the_same() -> None:
    whole = [bound.value for bound in improving_bounds(many(), time_steps=12)]
    for asked in range(0, 120, 7):
        left = [True] * asked
        cut = improving_bounds(many(), time_steps=12, go_on=partial(_take, left))
        *before, last = [bound.value for bound in cut]
        assert before == whole[: len(before)]
        assert last <= whole[-1]


def _take(left: list[bool]) -> bool:
    return bool(left) and left.pop()


def test_the_bounds_end_by_themselves_when_prices_hardly_move() -> None:
    *_, last = improving_bounds(problem(activities=[works("w", 5)], benefits=[benefit("w", 2)]))
    assert last.value == 10


def test_with_cells_made_finer_on_the_way_the_bounds_hold_and_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timed_search, "ROUGH_CELLS", 6)
    monkeypatch.setattr(timed_search, "FINER_AFTER", 5)
    for seed in range(2200, 2240):
        posed = drawn.problem(seed, most=4)
        best = optimum(posed)
        assert best is not None
        for bound in improving_bounds(posed, dates=3, price_steps=3, time_steps=16):
            assert bound.value <= best, seed
        assert recheck(posed, bound)
