"""Where teams of a kind can stand in for each other, their pool gives the answer."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ploughshare.scheduling.breeding import draw_orders, hanging, justify_all
from ploughshare.scheduling.draft import Draft, as_schedule
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.justification import pool_of_teams, starts_of
from ploughshare.scheduling.pooled import breed_pooled, can_be_pooled, counts_by_its_last_date
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from tests.conftest import so_many

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


def crossing() -> Document:
    """Sixty jobs in crossing chains for teams of two kinds, so that orders matter."""
    return drawn_pool(np.random.default_rng(7), 60, 2)


def drawn_pool(random: np.random.Generator, n: int, kinds: int) -> Document:
    """So many jobs for interchangeable teams, each after up to two others, and an end."""
    names = [f"k{k}" for k in range(kinds)]
    count = [int(random.integers(1, 4)) for _ in names]
    posed = document()
    posed["kinds"] = names
    posed["teams"] = [
        {"id": f"{name}-{m}", "kinds": [name], "at": [0, 0]}
        for name, teams in zip(names, count, strict=True)
        for m in range(teams)
    ]
    jobs: list[Document] = []
    for j in range(n - 1):
        asked = {
            name: int(random.integers(1, teams + 1))
            for name, teams in zip(names, count, strict=True)
            if random.random() < 0.7
        }
        steps = int(random.integers(1, 9))
        job: Document = {
            "id": f"j{j}",
            "at": [0, 0],
            "earliest": int(random.integers(0, 3)),
            "modes": [{"steps": steps, "teams": asked}],
        }
        before = {int(random.integers(max(j - 9, 0), j)) for _ in range(2)} if j else set()
        job["after"] = [{"id": f"j{i}", "lag": int(random.integers(0, 2))} for i in sorted(before)]
        jobs.append(job)
    end = {"id": "end", "at": [0, 0], "modes": [{"steps": 0}]}
    end["after"] = [{"id": each["id"]} for each in jobs]
    posed["activities"] = [*jobs, end]
    return posed


def test_a_makespan_is_proved_optimal_at_what_the_teams_can_carry() -> None:
    posed = problem_from_document(document())
    work = sum((1 + j % 3) * (1 + j % 2) for j in range(44))

    schedule = solve(posed, stop=Stop(iterations=100)).schedule

    assert schedule.objective == schedule.bound == -(-work // 6)


@pytest.mark.usefixtures("brief_proof")
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


def test_what_is_bred_beats_the_dispatched_plan() -> None:
    posed = problem_from_document(crossing())
    laid_out = tables(posed)
    first = next(value for value, _ in rounds(laid_out) if value is not None)
    found: list[int] = []

    def goes_on(born: int, better: Draft | None) -> bool:
        if better is not None:
            require_valid(posed, as_schedule(laid_out, better, int(better.finish.max())))
            found.append(int(better.finish.max()))
        births.append(born)
        return len(births) < so_many(60, 12)

    births: list[int] = []
    breed_pooled(laid_out, None, births=20_000, workers=1, seed=1, goes_on=goes_on)

    assert found == sorted(found, reverse=True)
    assert found[-1] < first


@pytest.mark.usefixtures("brief_proof")
def test_breeding_is_the_same_for_any_number_of_workers() -> None:
    posed = problem_from_document(crossing())
    one, other = (
        solve(posed, stop=Stop(iterations=so_many(2_000, 200), workers=workers), seed=3).schedule
        for workers in (1, 2)
    )
    assert (one.start == other.start).all()
    assert (one.team == other.team).all()


def test_steps_too_many_to_count_one_by_one_are_planned_without_breeding() -> None:
    posed = crossing()
    for job in posed["activities"]:
        job["modes"][0]["steps"] *= 10**9
    schedule = solve(problem_from_document(posed), stop=Stop(iterations=8)).schedule
    assert schedule.objective >= 10**9


def test_only_a_makespan_of_everything_is_bred() -> None:
    assert counts_by_its_last_date(problem_from_document(document()))
    two = document()
    two["benefits"].append({"id": "early", "activity": "j0", "weight": 1})
    assert not counts_by_its_last_date(problem_from_document(two))
    part = document()
    part["activities"][-1]["after"].pop()
    assert not counts_by_its_last_date(problem_from_document(part))


@given(st.integers(0, 10_000))
@settings(max_examples=so_many(60, 20))
def test_justified_orders_keep_predecessors_and_teams(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, kinds = int(random.integers(2, 12)), int(random.integers(1, 4))
    posed = problem_from_document(drawn_pool(random, n, kinds))
    teams = pool_of_teams(posed, posed.mode_start[:-1], posed.earliest)
    orders, lasts = np.empty((3, n), np.int64), np.empty(3, np.int64)
    draw_orders(random, teams, hanging(teams), orders)
    plain = [int((starts_of(teams, order) + teams.steps).max()) for order in orders]
    justify_all(teams, orders, lasts)
    for order, last, before in zip(orders, lasts, plain, strict=True):
        start = starts_of(teams, order)
        finish = start + teams.steps
        assert finish.max() == last <= before
        assert (start >= posed.earliest).all()
        for j in range(n):
            those = slice(posed.pred_start[j], posed.pred_start[j + 1])
            assert (finish[posed.pred[those]] + posed.pred_lag[those] <= start[j]).all()
        for step in range(int(last)):
            busy = (start <= step) & (step < finish)
            assert (teams.need[busy].sum(axis=0) <= teams.teams).all()
