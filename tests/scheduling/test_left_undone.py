"""What a search could not place is named, and what it did place is a schedule of the rest."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from ploughshare.errors import Infeasible
from ploughshare.scheduling import iterated_weights, small_problems
from ploughshare.scheduling.dispatch import dispatch
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.left_undone import LeftUndone
from ploughshare.scheduling.repair import repaired
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.warm_start import start_of_document
from tests.scheduling.random_problems import random_problem

pytestmark = pytest.mark.usefixtures("brief_proof")

ONCE = Stop(iterations=3)


@pytest.fixture(autouse=True)
def only_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in larger problems, nobody proves that no schedule exists."""
    monkeypatch.setattr(small_problems, "can_solve_exactly", lambda posed: False)


def hurried(seed: int) -> dict[str, Any]:
    """Draw a problem whose teams all leave soon, and that gives nothing."""
    document = random_problem(Random(seed), 14, 5) | {"fixed": []}
    for team in document["teams"]:
        team["to"] = team.get("from", 0) + 25
        team.pop("away", None)
    return document


def left_at_first() -> Iterator[dict[str, Any]]:
    """Draw those of sixty problems in which the first dispatch leaves work undone."""
    for seed in range(60):
        document = hurried(seed)
        value, _ = next(iterated_weights.rounds(tables(problem_from_document(document))))
        if value is None:
            yield document


def without(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return a problem without some activities and without what hangs on them."""
    activities = [a for a in document["activities"] if a["id"] not in names]
    for activity in activities:
        activity["after"] = [a for a in activity.get("after", ()) if a["id"] not in names]
    lost = {b["id"] for b in document["benefits"] if b["activity"] in names}
    kept = [b for b in document["benefits"] if b["id"] not in lost]
    for benefit in kept:
        benefit["needs"] = [need for need in benefit.get("needs", ()) if need not in lost]
    return document | {"activities": activities, "benefits": kept}


def test_what_was_placed_is_a_schedule_of_the_rest() -> None:
    tried = 0
    for document in left_at_first():
        try:
            solve(problem_from_document(document), stop=ONCE)
            continue
        except LeftUndone as found:
            left = {str(name) for name in found.facts["unplaced"]}  # type: ignore[attr-defined]
            placed = found.placed
        except Infeasible:
            continue
        if not left or len(left) == len(document["activities"]):
            continue
        tried += 1
        assert {item.activity for item in placed.items}.isdisjoint(left)
        assert len(placed.items) + len(left) == len(document["activities"])
        rest = problem_from_document(without(document, left))
        draft, kept = repaired(tables(rest), start_of_document(placed, rest))
        assert draft is not None and kept.all()
        for item in placed.items:
            j = rest.activity_ids.index(item.activity)
            assert draft.finish[j] <= item.finish
    assert tried >= 5


def test_a_search_without_a_schedule_gives_up_after_so_many_failures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def counted(*given: Any) -> int:
        calls.append(1)
        return dispatch(*given)

    monkeypatch.setattr(iterated_weights, "dispatch", counted)
    for document in left_at_first():
        calls.clear()
        try:
            solve(problem_from_document(document), stop=Stop(iterations=400), failures=4)
        except LeftUndone:
            assert len(calls) == 4
            return
        except Infeasible:
            continue
    raise AssertionError("no problem was left undone")
