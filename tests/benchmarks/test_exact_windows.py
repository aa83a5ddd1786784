"""The benchmark of exact windows: its programme holds the plan that it is to better."""

import pytest

from benchmarks.exact_windows import main, nearest, posed
from benchmarks.synthetic import content
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.solve import Stop, solve


@pytest.mark.usefixtures("brief_proof")
def test_the_plan_itself_is_an_answer_and_a_poor_one_is_bettered() -> None:
    from ortools.sat.python import cp_model

    problem = read_problem(content("v0", 100, 1))
    plan = solve(problem, stop=Stop(iterations=1)).schedule
    window = posed(problem, plan, nearest(problem, plan, 3, 12))
    for j in range(problem.n_activities):
        window.model.add(window.start[j] == int(plan.start[j]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1

    assert solver.status_name(solver.solve(window.model)) == "OPTIMAL"
    assert round(solver.objective_value) == plan.objective

    values = []
    for centre in range(0, problem.n_activities, 20):
        window = posed(problem, plan, nearest(problem, plan, centre, 8))
        solver.parameters.max_deterministic_time = 2.0
        solver.solve(window.model)
        values.append(round(solver.objective_value))
    assert max(values) <= plan.objective
    assert min(values) < plan.objective


def test_it_says_how_many_windows_were_better(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "--size 100 --first 1 --windows 1 --activities 4 --seconds 1"

    assert main(asked.split()) == 0

    assert "1 windows of 4 activities, 1 s each: 1 with a plan" in capsys.readouterr().out
