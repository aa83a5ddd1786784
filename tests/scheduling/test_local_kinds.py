"""Kinds told apart by where and for whom teams may work: no schedule is lost, and limits see it."""

import numpy as np
import pytest

from ploughshare.scheduling.bounds import lower_bound, recheck
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.local_kinds import local_kinds
from ploughshare.scheduling.problem import NONE, Problem
from ploughshare.scheduling.solve import Stop, solve
from ploughshare.scheduling.tables import openness, tables
from tests.scheduling import drawn, small_problems
from tests.scheduling.exhaustive import optimum
from tests.scheduling.small_problems import benefit, problem, team, works

SEEDS = range(7_000, 7_040)


def two_zones(**of_team: object) -> Problem:
    """Six works in the north, for which only one of two teams may be had."""
    activities = [works(f"w{n}", 10, zone="north") for n in range(6)]
    return problem(
        teams=[team("N", zone="north", zones=["north"]), team("S", zone="south", **of_team)],
        activities=activities,
        benefits=[benefit(f"w{n}", 1) for n in range(6)],
    )


def test_a_team_that_may_not_work_there_does_not_help_the_limit() -> None:
    """One after the other: 10 + 20 + ... + 60, of which prices prove nearly all."""
    alone, both = two_zones(zones=["south"]), two_zones()

    assert not local_kinds(both).needed
    assert lower_bound(both).value <= 2 * (10 + 20 + 30)
    assert 195 < lower_bound(alone).value <= 210


def test_who_may_do_the_work_may_do_it_after_the_split() -> None:
    split = 0
    for seed in SEEDS:
        posed = small_problems.drawn(seed, 20, 8)
        for most in (0, 2, 48):
            kinds = local_kinds(posed, most)
            other = kinds.split(posed)
            split += kinds.needed
            assert other.n_kinds == len(kinds.kind) if kinds.needed else other is posed
            assert not kinds.needed or other.n_kinds <= posed.n_kinds + most
            which, may = openness(posed)
            of = owners(posed.mode_start)[owners(posed.demand_start)]
            before = may[which[of]] & posed.team_kinds.T[posed.demand_kind]
            after = may[which[of]] & other.team_kinds.T[other.demand_kind]
            assert np.array_equal(before, after)
            if kinds.needed and most == 48:
                # Nothing is merged: exactly those who may do the work serve as its kind.
                assert np.array_equal(before, other.team_kinds.T[other.demand_kind])
    assert split > 40


def test_activities_are_alike_where_the_same_teams_may_do_them() -> None:
    """Openness against its definition: same zone and groups, same number; and who may, team by team."""
    for seed in SEEDS:
        posed = small_problems.drawn(seed, 20, 8)
        which, may = openness(posed)
        rows = [
            (int(posed.zone[j]), bool(posed.any_group[j]),
             () if posed.any_group[j] else tuple(posed.group_allowed[j].tolist()))
            for j in range(posed.n_activities)
        ]  # fmt: skip
        assert which.tolist() == [sorted(set(rows)).index(row) for row in rows]
        for (zone, any_group, allowed), able in zip(sorted(set(rows)), may, strict=True):
            for m in range(posed.n_teams):
                group = int(posed.team_group[m])
                there = posed.team_to[m] > posed.team_from[m]
                in_zone = zone == NONE or posed.team_zones[m, zone]
                of_group = any_group or (group != NONE and allowed[group])
                assert able[m] == (there and in_zone and of_group)


@pytest.mark.parametrize("most", [1, 48])
def test_no_limit_passes_the_optimum(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ploughshare.scheduling.bounds.local_kinds", lambda of: local_kinds(of, most)
    )
    split = 0
    for seed in SEEDS:
        posed = drawn.problem(seed, 4)
        split += local_kinds(posed, most).needed
        best = optimum(posed)
        assert best is not None
        bound = lower_bound(posed, dates=4, price_steps=4, time_steps=12)
        assert bound.value <= best, seed
        assert recheck(posed, bound)
    assert split > 10


def test_a_split_problem_has_the_same_schedules() -> None:
    for seed in SEEDS[:6]:
        posed = drawn.problem(seed, 4)
        other = local_kinds(posed).split(posed)

        assert (
            tables(other).network.mode[:, 3].tolist() == tables(posed).network.mode[:, 3].tolist()
        )
        assert solve(other, stop=Stop(iterations=40)).schedule.objective == optimum(posed)
