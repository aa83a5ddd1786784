"""A schedule taken up again: nothing changed gives it back; what is held up lets others go on."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.carry import carried
from ploughshare.scheduling.draft import as_schedule
from ploughshare.scheduling.exchange import problem_from_document
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.repair import repaired
from ploughshare.scheduling.resume import resumed
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from ploughshare.scheduling.warm_start import Start, start_of_document, start_of_schedule
from tests.conftest import so_many
from tests.scheduling.small_problems import benefit, problem, team, works
from tests.scheduling.test_replanning import data_changed, planned, random_document

pytestmark = pytest.mark.usefixtures("brief_proof")

FIRST = Stop(iterations=8)


def taken_up(posed: Problem, start: Start) -> Schedule | None:
    laid_out = tables(posed)
    draft, stuck = resumed(laid_out, start)
    assert (draft is None) == (stuck >= 0)
    if draft is None:
        return None
    return as_schedule(laid_out, draft, objective(laid_out.benefits, draft.finish))


@pytest.mark.parametrize("seed", range(so_many(12, 100)))
def test_where_nothing_changed_the_schedule_comes_out_as_it_was(seed: int) -> None:
    posed, old, _ = planned(random_document(seed))
    new = taken_up(posed, start_of_schedule(old))
    assert new is not None
    require_valid(posed, new)
    assert (new.mode.tolist(), new.team.tolist()) == (old.mode.tolist(), old.team.tolist())
    assert (new.start <= old.start).all()


@pytest.mark.parametrize("seed", range(so_many(12, 100)))
def test_what_comes_out_of_other_data_keeps_every_rule(seed: int) -> None:
    document = random_document(seed)
    _, _, old = planned(document)
    after = problem_from_document(data_changed(document, Random(seed)))
    new = taken_up(after, start_of_document(old, after))
    if new is not None:
        require_valid(after, new)


def test_a_team_does_meanwhile_what_is_ready() -> None:
    """Work 2 now waits for 1, which takes long; team E does 3 before it, not after."""
    teams = [team("D"), team("E", kinds=["lift"])]
    lift: dict[str, Any] = {"modes": [{"steps": 5, "teams": {"lift": 1}}]}
    parts = [works("1", 5), works("2", 5, **lift), works("3", 5, **lift)]
    before = problem(activities=parts, teams=teams, benefits=[benefit("2", 9), benefit("3", 1)])
    old = solve(before, stop=FIRST).schedule
    assert old.start.tolist() == [0, 0, 5]
    waits = works("2", 5, **lift, after=[{"id": "1"}])
    after = problem(
        activities=[works("1", 50), waits, works("3", 5, **lift)], teams=teams,
        benefits=[benefit("2", 9), benefit("3", 1)],
    )  # fmt: skip
    new = taken_up(after, start_of_schedule(old))
    assert new is not None
    assert new.start.tolist()[1:] == [50, 0]


def test_a_team_stays_for_longer_rather_than_that_nothing_is_carried_over() -> None:
    """The only team leaves in the middle of the second work; what is carried over does both."""
    activities = [works("1", 5), works("2", 5)]
    old = solve(problem(activities=activities), stop=FIRST).schedule
    after = problem(activities=activities, teams=[team("D", to=7)])
    found = carried(after, start_of_schedule(old))
    assert found is not None
    assert found[0].start.tolist() == old.start.tolist()
    assert found[1] == ()


def test_a_fixed_start_that_cannot_be_kept_is_named_and_begins_when_it_can() -> None:
    """What the fixed work waits for takes 30 steps, no longer 5."""
    fixed = [{"activity": "3", "mode": 0, "teams": {"dig": ["D"]}, "start": 10}]
    before = problem(activities=[works("1", 5), works("2", 5), works("3", 5)])
    old = replace(start_of_schedule(solve(before, stop=FIRST).schedule),
                  start=np.array([0, 5, 10]), finish=np.array([5, 10, 15]))  # fmt: skip
    parts = [works("1", 30), works("2", 5), works("3", 5, after=[{"id": "1"}])]
    after = problem(activities=parts, fixed=fixed)
    found = carried(after, old)
    assert found is not None
    assert found[1] == ("3",)
    assert found[0].start[2] >= 30


def test_what_is_brought_forward_keeps_no_team_from_what_can_begin_before_it() -> None:
    """
    The fixed lift waits for 2, which is delivered at step 20: its team does 1 and 4 before that.
    """
    fixed = [{"activity": "3", "mode": 0, "teams": {"lift": ["L"]}, "start": 30}]
    teams = [team("D"), team("L", kinds=["lift"])]
    lift: dict[str, Any] = {"modes": [{"steps": 5, "teams": {"lift": 1}}], "after": [{"id": "2"}]}
    parts = [works("1", 9), works("4", 9), works("2", 9, earliest=20), works("3", 5, **lift)]
    after = problem(activities=parts, teams=teams, fixed=fixed)
    free = problem(activities=parts, teams=teams)
    old = replace(start_of_schedule(solve(free, stop=FIRST).schedule),
                  start=np.array([0, 9, 30, 45]), finish=np.array([9, 18, 39, 50]))  # fmt: skip
    draft, _ = repaired(tables(after), old)
    assert draft is not None
    assert draft.start.tolist() == [0, 9, 20, 30]
