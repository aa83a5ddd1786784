"""Peers get the problem that we get, and their schedules keep every rule."""

import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import peer_cp_sat, peer_pyjobshop, peers
from benchmarks.peer import PEERS, schedule_file
from benchmarks.peer import main as ask
from benchmarks.peer_answers import Answer, decoded
from benchmarks.peers import Limits, Row, arguments, makespans, table
from ploughshare.scheduling.exchange import write_problem
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.verify import require_valid
from ploughshare.usecases.kernel import verify_files
from tests.scheduling.exhaustive import optimum
from tests.scheduling.small_problems import benefit, problem, team, works

needs_pyjobshop = pytest.mark.skipif(
    find_spec("pyjobshop") is None, reason=f"PyJobShop is {peer_pyjobshop.MISSING}"
)


def two_villages() -> Problem:
    """
    D digs near its base. E comes at step 6, lifts too, and leaves at step 30. The pump is far;
    the home needs it; the mill can be dug or lifted.
    """
    either = [{"steps": 9, "teams": {"dig": 1}}, {"steps": 4, "teams": {"lift": 1}}]
    return problem(
        teams=[
            team("D"),
            {"id": "E", "kinds": ["lift"], "at": [40, 0], "from": 6, "to": 30},
        ],
        activities=[
            works("road", 3),
            works("pump", 4, (60, 0), after=[{"id": "road"}]),
            works("home", 2, (10, 0)),
            {"id": "mill", "at": [55, 0], "modes": either, "earliest": 2},
        ],
        benefits=[
            benefit("pump", 5),
            benefit("home", 8, needs=["b-pump"]),
            benefit("mill", 6),
        ],
    )


@pytest.mark.parametrize(
    "peer",
    [
        peer_cp_sat.faithful,
        pytest.param(peer_pyjobshop.faithful, marks=needs_pyjobshop),
    ],
)
def test_a_faithful_model_is_the_problem_itself(peer: Any) -> None:
    """Late arrival, leaving, trips, the first trip, modes, needs: the optimum is the same."""
    posed = two_villages()

    answer: Answer = peer(posed, 30.0, 1)

    least = optimum(posed)
    assert answer.relaxed == least
    assert answer.bound == least
    assert answer.schedule is not None
    assert answer.schedule.objective == least
    require_valid(posed, answer.schedule)


@pytest.mark.parametrize(
    "peer", [peer_cp_sat.pool, pytest.param(peer_pyjobshop.pool, marks=needs_pyjobshop)]
)
def test_a_pool_is_given_to_teams_that_travel(peer: Any) -> None:
    """The pool knows no distances: its own figure is lower, its schedule keeps them."""
    posed = two_villages()

    answer: Answer = peer(posed, 30.0, 1)

    assert answer.schedule is not None
    require_valid(posed, answer.schedule)
    least = optimum(posed)
    assert least is not None
    assert answer.relaxed is not None
    assert answer.relaxed < least <= answer.schedule.objective


@pytest.mark.parametrize(
    "peer", [peer_cp_sat.pool, pytest.param(peer_pyjobshop.pool, marks=needs_pyjobshop)]
)
def test_a_pool_leaves_nothing_out_where_all_is_at_one_place(peer: Any) -> None:
    """Two diggers and four works of which one takes both: a makespan, as in PSPLIB."""
    both = [{"steps": 3, "teams": {"dig": 2}}]
    posed = problem(
        teams=[team("A"), team("B")],
        activities=[
            works("w", 4),
            works("x", 2),
            works("y", 3, after=[{"id": "x"}]),
            {"id": "z", "at": [0, 0], "modes": both},
            {"id": "end", "at": [0, 0], "modes": [{"steps": 0}]}
            | {"after": [{"id": each} for each in "wyz"]},
        ],
        benefits=[benefit("end", 1)],
    )

    answer: Answer = peer(posed, 30.0, 1)

    assert answer.schedule is not None
    assert answer.relaxed == answer.bound == answer.schedule.objective == 8


def test_starts_that_no_team_could_keep_are_still_put_in_order() -> None:
    """Everything at step 0, which nobody can: the road is placed before the pump all the same."""
    posed = two_villages()
    modes = np.array([True, True, True, True, False])
    schedule = decoded(posed, np.zeros(4, np.int64), modes)
    assert schedule is not None
    require_valid(posed, schedule)


def test_a_model_of_too_many_trips_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    posed = two_villages()
    assert peer_cp_sat.legs_of(posed) == 4 * 4 + 1
    monkeypatch.setattr(peer_cp_sat, "MOST_LEGS", 10)
    assert peer_cp_sat.faithful(posed, 1.0, 1).note == "not built: 17 trips between activities"


def test_a_peer_writes_an_answer_and_a_schedule(tmp_path: Path) -> None:
    posed, out = tmp_path / "p.json", tmp_path / "a.json"
    posed.write_bytes(write_problem(two_villages()))

    ask(["cp-sat-pool", str(posed), "--time-limit", "20", "--workers", "1", "--out", str(out)])

    answer = json.loads(out.read_text(encoding="utf-8"))
    assert answer["relaxed"] < answer["objective"]
    assert not verify_files(posed, schedule_file(out))


def test_peers_stand_beside_ours_on_the_same_file(tmp_path: Path) -> None:
    posed = tmp_path / "p.json"
    posed.write_bytes(write_problem(two_villages()))

    rows = list(peers.compare(posed, "villages", ["cp-sat-faithful"], Limits(20.0, 20.0, 1)))

    assert [row.peer for row in rows] == ["priority list", "plough", "cp-sat-faithful"]
    assert rows[1].objective == rows[2].objective == optimum(two_villages())
    assert [line[4] for line in table(rows)][1:] == ["1.000", "1.000"]
    peers.keep(rows, Limits(20.0, 20.0, 1), tmp_path / "bench")
    assert "cp-sat-faithful" in (tmp_path / "bench" / "peers.md").read_text(encoding="utf-8")


def row(peer: str, objective: int | None) -> Row:
    return Row("j1", peer, None, objective, None, 100, 1.0, None, None, "")


def test_makespans_are_told_above_the_best_known() -> None:
    rows = [row("a", 105), replace(row("a", 100), instance="j2"), row("b", None)]
    assert list(makespans(rows)) == [
        ["a", "2 of 2", "2.50 %", "5.00 %", "1"],
        ["b", "0 of 1", "", "", "0"],
    ]


def test_a_quick_look_asks_pools_only_and_all_are_asked_else() -> None:
    assert set(arguments(["--quick"]).peers) < set(PEERS)
    assert set(arguments([]).peers) == set(PEERS)
    assert arguments(["--time-limit", "9"]).time_limit == 9
