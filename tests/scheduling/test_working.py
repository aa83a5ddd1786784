"""Working steps against counting them one by one."""

from random import Random

import numpy as np

from ploughshare.scheduling.working import Working, finish_of, start_of, working_table
from tests.scheduling.small_problems import drawn


def works_at(working: Working, calendar: int, crew: list[int], step: int) -> bool:
    a, b = working.first_pause[calendar : calendar + 2]
    if any(low <= step < high for low, high, _ in working.pause[a:b]):
        return False
    return not any(
        low <= step < high
        for m in crew
        for low, high in working.away[working.first_away[m] : working.first_away[m + 1]]
    )


def test_finishes_are_those_of_counting_step_by_step() -> None:
    rng = Random(3)
    for seed in range(30):
        problem = drawn(seed)
        working = working_table(problem)
        for _ in range(10):
            mode = rng.randrange(problem.n_modes)
            calendar = int(working.calendar[mode])
            crew = rng.sample(range(problem.n_teams), 2)
            ready, steps = rng.randrange(60), rng.randrange(1, 20)

            members = np.array(crew, np.int64)
            start = start_of(*working[1:], calendar, members, 2, ready)
            finish = finish_of(*working[1:], calendar, members, 2, start, steps)

            counted = ready
            while not works_at(working, calendar, crew, counted):
                counted += 1
            assert start == counted
            left = steps
            while left:
                left -= works_at(working, calendar, crew, counted)
                counted += 1
            assert finish == counted
