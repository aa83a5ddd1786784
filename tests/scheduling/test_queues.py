"""The teams of a kind in the order in which they are free."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.scheduling.queues import FREE, new_state, sort_in
from ploughshare.scheduling.tables import TEAMS, tables
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
        sort_in(
            crews.team, crews.team_queue, crews.queue_kind, crews.kind, state.team, state.by_free, m
        )
        for k in range(len(crews.kind) - 1):
            those = slice(int(crews.kind[k, TEAMS]), int(crews.kind[k + 1, TEAMS]))
            assert sorted(state.by_free[those]) == sorted(crews.kind_team[those])
            free = state.team[state.by_free[those], FREE]
            assert (np.diff(free) >= 0).all()
