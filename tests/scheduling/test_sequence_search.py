"""Local moves keep every rule, and the dates and the objective they leave are those from scratch."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest

from ploughshare.scheduling import annealing, sequence_search
from ploughshare.scheduling.annealing import Annealing
from ploughshare.scheduling.benefits import benefit_steps, objective
from ploughshare.scheduling.chains import (
    AFTER,
    BEFORE,
    FINISH,
    NEXT,
    OWNER,
    PREV,
    START,
    STEPS,
    TEAM,
    Chains,
    chains_of,
    draft_of,
    settle,
)
from ploughshare.scheduling.delay_prices import set_delay_prices
from ploughshare.scheduling.draft import Draft, as_draft, as_schedule, copied
from ploughshare.scheduling.exchange import problem_from_document, schedule_from_document
from ploughshare.scheduling.hilbert import along_hilbert_curve
from ploughshare.scheduling.iterated_weights import rounds
from ploughshare.scheduling.landmarks import APART, landmark_room, note_landmarks
from ploughshare.scheduling.moves import GROUP_EARLIER, GROUP_LATER, MOVE_KINDS, TAILS
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.sequence_search import Sequences
from ploughshare.scheduling.surroundings import surroundings
from ploughshare.scheduling.tables import FIXED, Tables, tables
from ploughshare.scheduling.verify import require_valid
from tests.scheduling.random_problems import KINDS, random_problem
from tests.scheduling.small_problems import benefit, problem, team, works


def dispatched(
    seed: int, *, steady: bool = False, instant: bool = False, alike: bool = False
) -> tuple[Tables, Draft] | None:
    """
    Draw a problem and dispatch it; ``None`` where that fails at first.

    Perhaps without pauses, perhaps with two of three activities that take no time at one place,
    perhaps with teams that stand in for each other, though not all until the end.
    """
    rng = Random(seed)
    document = random_problem(rng, 14, rng.randint(3, 5))
    if alike:
        for team in document["teams"]:
            team |= {"kinds": KINDS, "group": "state", "mobility": "heavy"}
            team.pop("zones", None)
    if steady or alike:
        document |= {"standdowns": [], "fixed": []}
        for team in document["teams"]:
            team.pop("away", None)
    if instant:
        document |= {"fixed": [], "between": []}
        for each in [*document["activities"], *document["teams"]]:
            each["at"] = [0, 0]
        for j, activity in enumerate(document["activities"]):
            for mode in activity["modes"]:
                mode["steps"] *= j % 3 == 0
    laid_out = tables(problem_from_document(document))
    for number, (value, draft) in enumerate(rounds(laid_out)):
        if value is not None:
            return laid_out, copied(draft)
        if number > 20:
            return None
    raise AssertionError("rounds never end")


def all_dispatched(many: int, **kind: bool) -> Iterator[tuple[Tables, Draft]]:
    """Those of so many drawn problems that can be dispatched."""
    return (drawn for seed in range(many) if (drawn := dispatched(seed, **kind)) is not None)


def started(laid_out: Tables, draft: Draft) -> tuple[Chains, int]:
    chains = chains_of(laid_out, draft)
    chains.served[:] = benefit_steps(laid_out.problem, draft.finish)
    return chains, objective(laid_out.benefits, draft.finish)


DRAWN = list(all_dispatched(60))


def test_most_problems_are_dispatched() -> None:
    assert len(DRAWN) > 50


@pytest.fixture(params=["all", "groups"])
def _moves(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All kinds of moves, or only those of groups, which are rare among small problems."""
    if request.param == "groups":
        groups = {GROUP_EARLIER, GROUP_LATER}
        shares = tuple(0.5 if kind in groups else 0.0 for kind in range(MOVE_KINDS))
        monkeypatch.setattr(sequence_search, "SHARES", shares)


@pytest.mark.usefixtures("_moves")
@pytest.mark.parametrize("heat", [0.0, 300.0])
def test_after_many_moves_dates_and_objective_are_those_from_scratch(heat: float) -> None:
    changed = 0
    for number, (laid_out, draft) in enumerate(DRAWN):
        chains, value = started(laid_out, draft)
        search = Sequences(laid_out, surroundings(laid_out), chains, value)
        free = np.flatnonzero(laid_out.network.activity[:-1, FIXED] < 0)
        search.run(free, np.full(200, heat), np.random.default_rng(number))
        changed += search.value != value
        dates, served = chains.node.copy(), chains.served.copy()
        sequence = settle(laid_out, chains)
        assert sequence is not None
        n = len(sequence)
        assert (chains.node[:n, : FINISH + 1] == dates[:n, : FINISH + 1]).all()
        finish = chains.node[:n, FINISH].copy()
        assert (served == benefit_steps(laid_out.problem, finish)).all()
        assert search.value == objective(laid_out.benefits, finish)
        schedule = as_schedule(laid_out, draft_of(laid_out, chains, sequence), search.value)
        require_valid(laid_out.problem, schedule)
    assert changed > len(DRAWN) // 4


def test_rests_of_chains_belong_to_their_teams_after_exchanges_made_and_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only = tuple(float(kind == TAILS) for kind in range(MOVE_KINDS))
    monkeypatch.setattr(sequence_search, "SHARES", only)
    monkeypatch.setattr(sequence_search, "LEAST_SHARE", 1.0)
    given = 0
    for number, (laid_out, draft) in enumerate(all_dispatched(60, alike=True)):
        chains, value = started(laid_out, draft)
        before = chains.link[:, TEAM].copy()
        search = Sequences(laid_out, surroundings(laid_out), chains, value)
        free = np.flatnonzero(laid_out.network.activity[:-1, FIXED] < 0)
        search.run(free, np.full(100, 300.0), np.random.default_rng(number))
        link = chains.link
        given += int((link[:, TEAM] != before).any())
        for head in range(len(link) - laid_out.problem.n_teams, len(link)):
            row = head
            while row >= 0:
                assert link[row, TEAM] == link[head, TEAM]
                row = link[row, NEXT]
    assert given > 30


@pytest.mark.usefixtures("_moves")
def test_what_takes_no_time_never_makes_chains_run_in_a_circle() -> None:
    for number, (laid_out, draft) in enumerate(all_dispatched(120, instant=True)):
        chains, value = started(laid_out, draft)
        search = Sequences(laid_out, surroundings(laid_out), chains, value)
        everything = np.arange(laid_out.problem.n_activities)
        for _ in range(4):
            search.run(everything, np.full(100, 1e3), np.random.default_rng(number))
            assert settle(laid_out, chains) is not None


@pytest.mark.parametrize("apart", [True, False])
def test_annealing_keeps_the_rules_and_does_not_depend_on_the_number_of_threads(
    apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annealing, "TOGETHER", 0 if apart else 1_000)
    better = 0
    with ThreadPoolExecutor(2) as pool:
        for laid_out, draft in DRAWN[:30]:
            alone = Annealing(laid_out, draft, seed=1)
            beside = Annealing(laid_out, draft, seed=1, pool=pool)
            before = alone.value
            for _ in range(4):
                for each in (alone, beside):
                    each.run(np.geomspace(50.0, 1.0, 60))
            assert alone.value == beside.value <= before
            for mine, other in zip(alone.best, beside.best, strict=True):
                assert (mine == other).all()
            require_valid(laid_out.problem, as_schedule(laid_out, alone.best, alone.value))
            better += alone.value < before
    assert better > 5


def test_a_whole_chain_of_works_is_moved_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two teams, two villages: only both works of one, put first together, help the larger one."""
    shares = tuple(float(kind == GROUP_EARLIER) for kind in range(MOVE_KINDS))
    monkeypatch.setattr(sequence_search, "SHARES", shares)
    activities = []
    items = []
    for village, begin in (("a", 0), ("b", 5)):
        dig, build = f"dig {village}", f"build {village}"
        wait = {"after": [{"id": dig}], "modes": [{"steps": 5, "teams": {"lift": 1}}]}
        activities += [works(dig, 5), works(build, 5) | wait]
        items += [
            ScheduleItem(dig, 0, {"dig": ("D",)}, begin, begin + 5),
            ScheduleItem(build, 0, {"lift": ("L",)}, begin + 5, begin + 10),
        ]
    posed = problem(
        teams=[team("D"), team("L", kinds=["lift"])],
        activities=activities,
        benefits=[benefit("build a", 1), benefit("build b", 100)],
    )
    schedule = schedule_from_document(ScheduleDocument("", 1510, 0, tuple(items)), posed)
    require_valid(posed, schedule)
    laid_out = tables(posed)
    chains, value = started(laid_out, as_draft(laid_out, schedule))
    search = Sequences(laid_out, surroundings(laid_out), chains, value)

    search.run(np.array([3]), np.zeros(50), np.random.default_rng(0))

    assert value == schedule.objective
    assert search.value == 15 + 100 * 10


def test_tidying_makes_nothing_worse() -> None:
    for laid_out, draft in DRAWN[:20]:
        each = Annealing(laid_out, draft, seed=0)
        before, spread = each.value, draft.finish.sum()
        idle = np.flatnonzero(laid_out.network.activity[:-1, FIXED] < 0)
        each.tidy(idle, 100)
        assert each.value < before or (each.value == before and each.best.finish.sum() <= spread)


def test_a_circle_of_chains_is_seen() -> None:
    work = {"at": [0, 0], "modes": [{"steps": 2, "teams": {"a": 1}}]}
    pace = {"detour": 1.0, "km_per_step": 1.0, "camp_move_km": 9.0, "camp_move_steps": 0}
    problem = problem_from_document(
        {
            "format": "restoration-problem/1",
            "steps_per_day": 1,
            "kinds": ["a"],
            "travel": {"default": pace},
            "teams": [{"id": "A", "kinds": ["a"], "at": [0, 0]}],
            "activities": [{"id": "1", **work}, {"id": "2", "after": [{"id": "1"}], **work}],
        }
    )
    laid_out = tables(problem)
    chains, _ = started(laid_out, copied(next(draft for _, draft in rounds(laid_out))))
    assert settle(laid_out, chains) is not None
    # The second activity first: rows 0 and 1 are the two, row 2 is the head of the only chain.
    for row, before, after in ((2, -1, 1), (1, 2, 0), (0, 1, -1)):
        chains.link[row, [PREV, NEXT]] = before, after
        chains.link[row, [BEFORE, AFTER]] = before, after
    assert settle(laid_out, chains) is None


def test_a_delay_costs_at_least_its_price() -> None:
    priced = 0
    for laid_out, draft in filter(None, (dispatched(seed, steady=True) for seed in range(20))):
        problem = laid_out.problem
        chains, value = started(laid_out, draft)
        n = problem.n_activities
        price, parent = np.zeros(n), np.zeros(n, np.int64)
        set_delay_prices(
            laid_out.network, laid_out.benefits, chains,
            np.argsort(chains.node[:n, START], kind="stable"),
            np.zeros(problem.n_benefits), price, parent,
        )  # fmt: skip
        for j in range(n):
            later = Chains(*(each.copy() for each in chains))
            later.node[j, STEPS] += 1
            if price[j] > 0 and settle(laid_out, later) is not None:
                priced += 1
                assert objective(laid_out.benefits, later.node[:n, FINISH].copy()) >= (
                    value + price[j]
                )
    assert priced > 10


def test_neighbours_on_the_curve_are_neighbours_on_the_ground() -> None:
    side = 8
    grid = np.array([(x, y) for x in range(side) for y in range(side)], float)
    order = along_hilbert_curve(grid)
    assert sorted(order.tolist()) == list(range(side * side))
    steps = np.abs(np.diff(grid[order], axis=0)).sum(axis=1)
    assert (steps == 1).all()


def test_a_curve_through_nothing_or_one_place() -> None:
    assert along_hilbert_curve(np.zeros((0, 2))).tolist() == []
    assert along_hilbert_curve(np.full((3, 2), 5.0)).tolist() == [0, 1, 2]


def test_landmarks_change_nothing_but_the_way_there(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(8)
    names = [f"a{i}" for i in range(90)]
    activities = [
        works(
            name,
            rng.randint(0, 6),
            (rng.randint(0, 30), rng.randint(0, 30)),
            after=[{"id": before} for before in rng.sample(names[:i], min(i, rng.randint(0, 2)))],
        )
        for i, name in enumerate(names)
    ]
    laid_out = tables(
        problem(
            teams=[team("t1"), team("t2"), team("t3")],
            activities=activities,
            benefits=[benefit(name, rng.randint(1, 9)) for name in names],
        )
    )
    found = []
    for note in (note_landmarks, lambda chains, landmarks: None):
        monkeypatch.setattr(sequence_search, "note_landmarks", note)
        chains, value = started(laid_out, copied(next(rounds(laid_out))[1]))
        search = Sequences(laid_out, surroundings(laid_out), chains, value)
        search.run(np.arange(90), np.full(3_000, 30.0), np.random.default_rng(1))
        assert search.value != value
        found.append((search.value, chains.link.tolist()))
    assert found[0] == found[1]


def test_landmarks_are_some_rows_of_their_chain() -> None:
    laid_out, draft = max(DRAWN, key=lambda pair: len(pair[1].crew))
    chains, _ = started(laid_out, draft)
    n_teams = laid_out.problem.n_teams
    landmarks = landmark_room(len(chains.link) - n_teams, n_teams)
    note_landmarks(chains, landmarks)
    expected = []
    for head in range(len(chains.link) - n_teams, len(chains.link)):
        rows = [head]
        while chains.link[rows[-1], NEXT] >= 0:
            rows.append(chains.link[rows[-1], NEXT])
        expected += rows[APART::APART]
    noted = landmarks.first[-1]
    assert landmarks.row[:noted].tolist() == expected and noted > 0
    owner = chains.link[landmarks.row[:noted], OWNER]
    assert landmarks.step[:noted].tolist() == chains.node[owner, START].tolist()
