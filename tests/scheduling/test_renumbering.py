"""A renumbered problem is the same problem, and nobody sees the numbers of the search."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from ploughshare.scheduling import annealing
from ploughshare.scheduling.annealing import Annealing
from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.change import change_table, held, price_of
from ploughshare.scheduling.draft import Draft, as_draft, as_schedule
from ploughshare.scheduling.exchange import (
    problem_from_document,
    schedule_document,
    schedule_from_document,
)
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.problem_arrays import problem_document
from ploughshare.scheduling.renumbering import (
    Numbering,
    along_chains,
    inverse,
    renumbered,
    renumbered_change,
    renumbered_draft,
    renumbered_tables,
)
from ploughshare.scheduling.solve import ChangePrice, Solution, Stop, solve
from ploughshare.scheduling.tables import SLOTS, SUCCS, Tables, tables
from ploughshare.scheduling.verify import require_valid, violations
from ploughshare.scheduling.warm_start import start_of_schedule
from tests.conftest import so_many
from tests.scheduling.random_joint_rules import with_joint_rules
from tests.scheduling.random_problems import random_problem

pytestmark = pytest.mark.usefixtures("brief_proof")

MORE_THAN_EXACT = 45
"""Activities: too many for constraint programming, so that only the search is at work."""


def drawn(seed: int, n: int = 14) -> Problem:
    """Draw a problem of version 1, of version 2 with roads, or with joint rules too."""
    rng = Random(seed)
    document: dict[str, Any] = random_problem(rng, n, 6, version=1 + (seed % 3 > 0))
    return problem_from_document(with_joint_rules(rng, document) if seed % 3 == 2 else document)


def any_numbering(seed: int, posed: Problem) -> Numbering:
    random = np.random.default_rng(seed)
    return Numbering(random.permutation(posed.n_activities), random.permutation(posed.n_benefits))


def planned(posed: Problem) -> tuple[Tables, Draft, int] | None:
    """Return tables, and the first plan in the order of time; ``None`` where many rounds fail."""
    laid_out = tables(posed)
    for number, (value, draft) in enumerate(rounds(laid_out)):
        if value is not None:
            return laid_out, as_draft(laid_out, as_schedule(laid_out, draft, value)), value
        if number > 20:
            break
    return None


def all_planned(many: int, n: int = 14) -> list[tuple[Tables, Draft, int]]:
    found = [planned(drawn(seed, n)) for seed in range(many)]
    return [each for each in found if each is not None]


def same(one: Draft, other: Draft) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_old_numbers_come_back() -> None:
    for seed in range(60):
        posed = drawn(seed)
        numbering = any_numbering(seed, posed)
        other = renumbered(posed, numbering)
        assert renumbered(other, inverse(numbering)) == posed
        assert other.activity_ids == tuple(posed.activity_ids[j] for j in numbering.activity)
        assert by_name(other) == by_name(posed)


def by_name(posed: Problem) -> dict[str, Any]:
    """Write a problem, so that nothing in it is a number, with its activities and benefits by name."""
    written = dict(problem_document(posed))
    for key in ("activities", "benefits"):
        written[key] = sorted(written.get(key, []), key=lambda each: str(each["id"]))
    return written


def test_the_verifier_says_the_same_of_a_schedule_by_either_numbers() -> None:
    """The names in the schedule are what both have in common: with and without faults."""
    faults = 0
    for seed, (laid_out, draft, value) in enumerate(all_planned(so_many(60, 20))):
        posed = laid_out.problem
        other = renumbered(posed, any_numbering(seed, posed))
        document = schedule_document(as_schedule(laid_out, draft, value), posed)
        require_valid(other, schedule_from_document(document, other))
        items = list(document.items)
        late = Random(seed).randrange(len(items))
        by = Random(seed).choice([-1, 1, 2])
        item = items[late]
        items[late] = replace(item, start=item.start + by, finish=item.finish + by)
        broken = replace(document, items=tuple(items))
        found = [sorted(each.rule for each in violations(p, broken)) for p in (posed, other)]
        assert found[0] == found[1]
        faults += len(found[0]) > 0
    assert faults > 5


def test_drafts_come_back_and_cost_the_same() -> None:
    for seed, (laid_out, draft, value) in enumerate(all_planned(so_many(60, 20))):
        numbering = any_numbering(seed, laid_out.problem)
        ice = frozen(laid_out, draft)
        elsewhere = renumbered_tables(ice, numbering)
        moved = renumbered_draft(ice, draft, numbering)
        assert objective(elsewhere.benefits, moved.finish) == value
        require_valid(elsewhere.problem, as_schedule(elsewhere, moved, value))
        assert same(renumbered_draft(elsewhere, moved, inverse(numbering)), draft)


def test_tables_of_a_renumbered_problem_are_those_of_a_problem_with_these_numbers() -> None:
    for seed in range(30):
        posed = drawn(seed)
        if posed.has_joint_rules:
            continue
        laid_out = tables(posed)
        numbering = any_numbering(seed, posed)
        expected = tables(renumbered(posed, numbering))
        found = renumbered_tables(laid_out, numbering)
        for part in ("network", "crews", "benefits", "travel", "working"):
            for a, b in zip(getattr(found, part), getattr(expected, part), strict=True):
                assert np.array_equal(a, b)
        assert np.array_equal(found.topological, expected.topological)


def test_what_a_search_holds_back_is_held_back_elsewhere_too() -> None:
    """Through the inverse, all of the tables are what they were."""
    for seed, (laid_out, draft, value) in enumerate(all_planned(so_many(30, 12))):
        schedule = as_schedule(laid_out, draft, value)
        change = change_table(start_of_schedule(schedule), ChangePrice(9, 2, 60))
        before = held(frozen(laid_out, draft), change, draft.start)
        numbering = any_numbering(seed, laid_out.problem)
        elsewhere = renumbered_tables(before, numbering)
        after = renumbered_tables(elsewhere, inverse(numbering))
        for name in ("activity", "mode", "demand", "pred", "fixed", "entry"):
            old, new = getattr(before.network, name), getattr(after.network, name)
            assert np.array_equal(old, new), name
        for a, b in zip(before.crews, elsewhere.crews, strict=True):
            assert np.array_equal(a, b)
        back = renumbered_change(renumbered_change(change, numbering), inverse(numbering))
        assert all(np.array_equal(a, b) for a, b in zip(back, change, strict=True))
        moved = renumbered_draft(before, draft, numbering)
        price = price_of(elsewhere, renumbered_change(change, numbering), moved)
        assert price == price_of(before, change, draft)


def test_each_chain_lies_together_in_the_order_of_time() -> None:
    for laid_out, draft, _ in all_planned(so_many(30, 12)):
        numbering = along_chains(laid_out, draft)
        elsewhere = renumbered_tables(frozen(laid_out, draft), numbering)
        moved = renumbered_draft(frozen(laid_out, draft), draft, numbering)
        slot = elsewhere.network.activity[:, SLOTS]
        assert (np.diff(elsewhere.network.activity[:, SUCCS]) >= 0).all()
        first = [
            int(moved.crew[slot[j]]) if size else None
            for j, size in enumerate(np.diff(as_schedule(elsewhere, moved, 0).team_start))
        ]
        runs = [j for j in range(len(first)) if j == 0 or first[j] != first[j - 1]]
        assert len(runs) == len(set(first))
        for a, b in zip(runs, [*runs[1:], len(first)], strict=True):
            assert (np.diff(moved.start[a:b]) >= 0).all()
        assert (np.diff(elsewhere.problem.benefit_activity) >= 0).all()


@pytest.fixture
def _renumbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renumber however small the problem, and part its teams as on a large one."""
    monkeypatch.setattr(annealing, "RENUMBERED", 0)
    monkeypatch.setattr(annealing, "TOGETHER", 0)


@pytest.mark.usefixtures("_renumbered")
def test_an_annealing_hands_out_plans_in_the_numbers_it_was_given() -> None:
    better = 0
    for seed, (laid_out, draft, value) in enumerate(all_planned(so_many(30, 9))):
        search = Annealing(frozen(laid_out, draft), draft, seed=seed)
        assert same(search.best, draft) and search.value == value
        for _ in range(3):
            search.run(np.geomspace(50.0, 1.0, 60))
        search.tidy(np.arange(laid_out.problem.n_activities), 20)
        best = search.best
        assert objective(laid_out.benefits, best.finish) == search.value
        require_valid(laid_out.problem, as_schedule(laid_out, best, search.value))
        better += search.value < value
    assert better > 3


@pytest.mark.usefixtures("_renumbered")
@pytest.mark.parametrize("seed", range(so_many(9, 3)))
def test_plans_of_renumbered_searches_keep_every_rule_for_any_number_of_workers(seed: int) -> None:
    posed = drawn(seed, MORE_THAN_EXACT)
    first = solve(posed, stop=Stop(iterations=12, workers=1), seed=seed)
    again = solve(posed, stop=Stop(iterations=12, workers=2), seed=seed)
    assert parts(first) == parts(again)
    price = ChangePrice(team_change=9, step_moved=2, before_step=60)
    replanned = solve(posed, stop=Stop(iterations=12), start=first.schedule, price=price).schedule
    require_valid(posed, replanned)
    assert replanned.objective <= first.schedule.objective


def parts(solution: Solution) -> tuple[object, ...]:
    made = solution.schedule
    arrays = (made.mode, made.start, made.team, made.team_kind, made.order)
    return (made.objective, made.bound, *(each.tolist() for each in arrays))
