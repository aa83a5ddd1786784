"""Teams of a queue in the order in which they are free, and crews that are kept."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.scheduling.candidates import EAST, LEAST, NORTH, ONLY, RESTS, WHOM
from ploughshare.scheduling.index_rules import empty_ranking, even_split, rank_by
from ploughshare.scheduling.mustering import muster
from ploughshare.scheduling.queues import (
    FREE,
    IDLE,
    NEXT_ITEM,
    PLACE,
    SINCE,
    STAMP,
    State,
    new_state,
    sort_in,
)
from ploughshare.scheduling.tables import (
    CALENDAR,
    ITEMS,
    MODES,
    RANKS,
    SIZE,
    STEPS,
    USABLE,
    tables,
)
from tests.scheduling.drawn import problem


@given(st.integers(1, 1_000))
def test_teams_stay_in_the_order_in_which_they_are_free(seed: int) -> None:
    laid_out = tables(problem(seed, 12))
    crews, random = laid_out.crews, np.random.default_rng(seed)
    state = new_state(laid_out.network, crews)
    state.team[:, FREE] = laid_out.problem.team_from
    n_teams = len(state.team)
    for _ in range(40):
        m = int(random.integers(n_teams))
        state.team[m, FREE] += int(random.integers(0, 5))
        sort_in(crews.team, crews.team_queue, crews.first_member, state.team, state.by_free, m)
        for q in range(len(crews.queue_kind)):
            those = slice(int(crews.first_member[q]), int(crews.first_member[q + 1]))
            assert sorted(state.by_free[those]) == sorted(crews.member[those])
            free = state.team[state.by_free[those], FREE]
            assert (np.diff(free) >= 0).all()


@given(st.integers(1, 1_000))
def test_a_crew_that_is_kept_is_the_one_that_mustering_anew_would_choose(seed: int) -> None:
    laid_out = tables(problem(seed, 12))
    ranking = empty_ranking(laid_out, 3.0)
    rank_by(laid_out, ranking, even_split(laid_out))
    crews, random = laid_out.crews, np.random.default_rng(seed)
    modes = [
        (j, mode)
        for j in range(laid_out.problem.n_activities)
        for mode in range(*laid_out.network.activity[j : j + 2, MODES])
        if laid_out.network.mode[mode, SIZE] > 1
    ]
    state = new_state(laid_out.network, crews)
    anew = new_state(laid_out.network, crews)
    for each in (state, anew):
        each.team[:, FREE] = laid_out.problem.team_from
        each.team[:, PLACE] = laid_out.problem.n_activities + np.arange(len(each.team))
        each.team[:, NEXT_ITEM] = crews.team[:-1, ITEMS]
        each.team[:, IDLE] = 1

    def mustered(of: State, j: int, mode: int) -> tuple[int, ...] | None:
        args = (laid_out.network, crews, laid_out.travel, laid_out.working, ranking.keep)
        return tuple(of.span[:3]) if muster(*args, of, j, mode) else None

    for _ in range(20 if modes else 0):
        j, mode = modes[int(random.integers(len(modes)))]
        anew.kept[:] = 0
        found = mustered(state, j, mode)
        # The way itself may be a shorter one of a team that comes as soon.
        assert found == mustered(anew, j, mode)
        m = int(random.integers(len(state.team)))
        finish = int(state.team[m, FREE] + random.integers(0, 5))
        for each in (state, anew):
            each.team[m, FREE], each.team[m, SINCE] = finish, each.counter[STAMP]
            sort_in(crews.team, crews.team_queue, crews.first_member, each.team, each.by_free, m)


@given(st.integers(1, 1_000))
def test_the_row_of_an_activity_says_what_its_modes_say(seed: int) -> None:
    laid_out = tables(problem(seed, 12))
    given, crews, network = laid_out.problem, laid_out.crews, laid_out.network
    ranking = empty_ranking(laid_out, 3.0)
    rank_by(laid_out, ranking, even_split(laid_out))
    for kind in range(given.n_kinds):
        for row in ranking.outline[slice(*crews.kind[kind : kind + 2, RANKS])]:
            j = int(row[WHOM])
            modes = range(*network.activity[j : j + 2, MODES])
            asking = [
                mode
                for mode in modes
                if network.mode[mode, USABLE]
                and kind in given.demand_kind[slice(*given.demand_start[mode : mode + 2])]
            ]
            assert (row[[EAST, NORTH]] == given.at[j]).all()
            assert row[LEAST] == network.mode[asking, STEPS].min()
            if row[ONLY] >= 0:
                assert [int(row[ONLY])] == asking
                assert network.mode[asking, SIZE] == 1
                assert row[RESTS] == network.mode[asking[0], CALENDAR]
            elif len(asking) == 1:
                assert network.mode[asking[0], SIZE] > 1 or not ranking.open_mode[asking[0]]
