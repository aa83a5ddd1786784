"""Realisations keep every rule of the problem with the durations drawn, and depend on luck alone."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from ploughshare.errors import InvalidSchedule
from ploughshare.scheduling.benefits import benefit_steps, objective_of
from ploughshare.scheduling.draft import Draft, as_draft, as_schedule, copied
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.policy import Policy, policy_of
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.realisations import (
    Draws,
    Lognormal,
    Realised,
    Triangular,
    Uncertainty,
    realisations,
    realised,
)
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.verify import require_valid
from tests.scheduling.small_problems import benefit, drawn, problem, team, works

WIDE = Uncertainty(Lognormal(0.5), common=0.3)


def scheduled(posed: Problem) -> Schedule | None:
    """Return the first schedule that dispatching finds."""
    laid_out = tables(posed)
    for number, (value, draft) in enumerate(rounds(laid_out)):
        if value is not None:
            shifted: Draft = copied(draft)
            assert retime(laid_out, shifted) < 0
            return as_schedule(laid_out, shifted, objective_of(posed, shifted.finish))
        if number > 20:
            return None
    raise AssertionError("rounds never end")


def examples() -> Iterator[tuple[Problem, Schedule]]:
    for seed in range(40):
        posed = drawn(seed)
        schedule = scheduled(posed)
        if schedule is not None:
            yield posed, schedule


EXAMPLES = list(examples())


def with_durations(
    posed: Problem, schedule: Schedule, policy: Policy, one: Realised
) -> tuple[Problem, Schedule]:
    """Return the problem that a realisation poses, and the realisation as its schedule."""
    mode_steps = posed.mode_steps.copy()
    mode_steps[posed.mode_start[:-1] + schedule.mode] = one.steps
    harder = replace(
        posed, mode_steps=mode_steps, fixed_begin=one.start[posed.fixed_activity], sha256=""
    )
    return harder, replace(
        schedule,
        start=one.start,
        finish=one.finish,
        order=policy.sequence,
        objective=objective_of(harder, one.finish),
        bound=0,
    )


def test_most_problems_have_a_schedule() -> None:
    assert len(EXAMPLES) > 30


def test_every_realisation_keeps_the_rules_but_for_teams_that_stay_longer() -> None:
    kept = broken = 0
    for posed, schedule in EXAMPLES:
        policy = policy_of(tables(posed), schedule)
        for own in (Lognormal(0.5), Triangular(0.5, 2.0)):
            draws = Draws(posed, schedule, Uncertainty(own, common=0.3), seed=7)
            for number in range(3):
                one = realised(policy, draws.factors(number))
                assert (one.start[posed.fixed_activity] >= posed.fixed_begin).all()
                harder, as_it_went = with_durations(posed, schedule, policy, one)
                if one.overstayed:
                    broken += 1
                    with pytest.raises(InvalidSchedule) as refused:
                        require_valid(harder, as_it_went)
                    assert refused.value.facts["rules"] == ["after-leaving"]
                else:
                    kept += 1
                    require_valid(harder, as_it_went)
    assert kept > 100
    assert broken > 10


def test_with_the_durations_of_the_plan_the_dates_are_those_of_the_plan() -> None:
    for posed, schedule in EXAMPLES:
        one = realised(policy_of(tables(posed), schedule), np.ones(posed.n_activities))
        assert (one.start == schedule.start).all()
        assert (one.finish == schedule.finish).all()
        assert one.overstayed == 0
        certain = realisations(posed, schedule, Uncertainty(Triangular(1.0, 1.0)), count=3)
        steps = benefit_steps(posed, schedule.finish)
        assert (certain.planned == steps).all()
        assert (certain.steps == steps[:, None]).all()
        assert certain.objectives.tolist() == [schedule.objective] * 3


def test_a_schedule_with_idle_time_is_followed_without() -> None:
    posed = problem(activities=[works("A", 3), works("B", 2)], benefits=[benefit("B", 1)])
    schedule = scheduled(posed)
    assert schedule is not None
    later = replace(schedule, start=schedule.start + 5, finish=schedule.finish + 5)
    one = realised(policy_of(tables(posed), later), np.ones(2))
    assert (one.start == schedule.start).all()


def test_any_number_of_workers_and_any_count_see_the_same_realisations() -> None:
    posed, schedule = EXAMPLES[0]
    alone, beside = (
        realisations(posed, schedule, WIDE, count=40, seed=3, workers=workers) for workers in (1, 2)
    )
    assert len(set(alone.objectives.tolist())) > 10
    for name in ("steps", "mean", "objectives", "objective_quantiles", "overstayed"):
        assert (getattr(alone, name) == getattr(beside, name)).all()
    fewer = realisations(posed, schedule, WIDE, count=11, seed=3)
    assert (fewer.objectives == alone.objectives[:11]).all()
    other = realisations(posed, schedule, WIDE, count=11, seed=4)
    assert (fewer.objectives != other.objectives).any()


def test_quantiles_are_realisations_that_occurred() -> None:
    posed, schedule = EXAMPLES[1]
    found = realisations(posed, schedule, WIDE, count=20, quantiles=(0.05, 0.5, 0.55, 1.0))
    ordered = sorted(found.objectives.tolist())
    assert found.objective_quantiles.tolist() == [ordered[i] for i in (0, 9, 10, 19)]
    assert (np.diff(found.steps, axis=1) >= 0).all()
    assert found.objective_mean == pytest.approx(sum(ordered) / 20)


def test_activities_of_one_kind_share_its_luck_and_others_have_their_own() -> None:
    """Two dig, one lifts, one does both, and one is left to dry."""
    lift, both, nobody = {"lift": 1}, {"dig": 1, "lift": 1}, dict[str, int]()
    modes = [{"steps": 5, "teams": teams} for teams in ({"dig": 1}, {"dig": 1}, lift, both, nobody)]
    posed = problem(
        teams=[team("D"), team("L", kinds=["lift"])],
        activities=[works(str(i), 5, modes=[mode]) for i, mode in enumerate(modes)],
    )
    schedule = scheduled(posed)
    assert schedule is not None
    draws = Draws(posed, schedule, Uncertainty(Lognormal(0.0), common=0.4), seed=1)
    first, second, lifted, together, dried = draws.factors(0).tolist()
    assert first == second != lifted
    assert together == pytest.approx((first * lifted) ** 0.5)
    assert dried == 1


def test_factors_have_the_shape_that_was_asked_for() -> None:
    random = np.random.default_rng(1)
    lognormal = np.log(Lognormal(0.3).draw(random, 20_000))
    assert abs(lognormal.mean()) < 0.01
    assert abs(lognormal.std() - 0.3) < 0.01
    triangular = Triangular(0.7, 1.6).draw(random, 20_000)
    assert triangular.min() >= 0.7
    assert triangular.max() <= 1.6
    assert abs(triangular.mean() - 3.3 / 3) < 0.01
    # The share below the most likely value is (1 - 0.7) / (1.6 - 0.7).
    assert abs((triangular < 1).mean() - 1 / 3) < 0.01
    apart = Triangular(np.array([1.0, 0.5]), np.array([1.0, 0.5 + 0.5])).draw(random, 2)
    assert apart[0] == 1
    assert 0.5 <= apart[1] <= 1


def test_each_activity_may_have_a_range_of_its_own() -> None:
    posed, schedule = EXAMPLES[2]
    sigma = np.zeros(posed.n_activities)
    sigma[0] = 0.5
    factors = Draws(posed, schedule, Uncertainty(Lognormal(sigma)), seed=1).factors(0)
    assert factors[0] != 1
    assert (factors[1:] == 1).all()


def test_what_cannot_be_drawn_is_refused() -> None:
    posed, schedule = EXAMPLES[0]
    for refused in (
        lambda: Lognormal(-0.1),
        lambda: Triangular(1.1, 1.2),
        lambda: Triangular(0.5, 0.9),
        lambda: Uncertainty(Lognormal(0.1), common=-1.0),
        lambda: realisations(posed, schedule, WIDE, count=0),
        lambda: realisations(posed, schedule, WIDE, quantiles=(0.0,)),
        lambda: realisations(posed, schedule, Uncertainty(Triangular(1.0, 1e30)), count=1),
    ):
        with pytest.raises(ValueError):
            refused()


def test_a_schedule_whose_teams_leave_too_early_is_no_policy() -> None:
    posed = problem(activities=[works("A", 3)], benefits=[benefit("A", 1)])
    schedule = scheduled(posed)
    assert schedule is not None
    laid_out = tables(replace(posed, team_to=np.array([2])))
    assert len(as_draft(laid_out, schedule).sequence) == 1
    with pytest.raises(ValueError, match="keeps the rules"):
        policy_of(laid_out, schedule)
