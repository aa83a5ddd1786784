"""The priority list; the values it is frozen with are in ``tests/benchmarks``."""

from ploughshare.errors import Negative
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.verify import require_valid
from tests.scheduling.small_problems import benefit, drawn, problem, team, works


def test_the_heaviest_comes_first_with_all_it_waits_for() -> None:
    posed = problem(
        activities=[works("a", 2), works("b", 3), works("c", 4, after=[{"id": "b"}])],
        benefits=[benefit("a", 1), benefit("c", 9)],
    )

    assert priority_list(posed).start.tolist() == [7, 0, 3]


def test_lists_of_random_problems_keep_all_rules() -> None:
    kept = 0
    for seed in range(30):
        posed = drawn(seed)
        try:
            schedule = priority_list(posed)
        except Negative:
            continue
        require_valid(posed, schedule)
        kept += 1
    assert kept >= 15


def test_a_list_to_compare_with_may_do_at_once_what_is_kept_apart() -> None:
    posed = problem(
        format="restoration-problem/2",
        teams=[team("D"), team("E")],
        activities=[works("dig", 4), works("build", 4)],
        apart=[{"id": "near", "these": ["dig"], "those": ["build"]}],
        benefits=[benefit("dig", 2), benefit("build", 1)],
    )
    assert sorted(priority_list(posed).start.tolist()) == [0, 4]
    assert priority_list(posed, keep=False).start.tolist() == [0, 0]
