"""The kernel alone: solve a problem file, verify a schedule file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import (
    read_problem,
    read_schedule,
    write_schedule,
)
from ploughshare.scheduling.marginal_teams import marginal_teams
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.psplib import read_psplib
from ploughshare.scheduling.solve import ChangePrice, Progress, Solution, Stop, solve
from ploughshare.scheduling.strict_json import require_size, without_collector
from ploughshare.scheduling.verify import Violation, violations
from ploughshare.scheduling.warm_start import start_of_document
from ploughshare.usecases.files import read_bytes, require_place, write_bytes


def read_problem_file(path: Path) -> Problem:
    """A problem from a ``restoration-problem/1`` file, plain or gzip, or a PSPLIB ``.sm`` file."""
    data = _read(path)
    with _named(path):
        if path.suffix.lower() in {".sm", ".mm"}:
            return read_psplib(data, path.stem)
        return read_problem(data)


def _read(path: Path) -> bytes:
    """All bytes of a file, and none if there are more than any reader accepts."""
    if path.is_file():
        with _named(path):
            require_size(path.stat().st_size)
    return read_bytes(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Puts the file's name before what is wrong with it: a call names several."""
    try:
        yield
    except InputRefused as wrong:
        raise type(wrong)(
            f"{path.name}: {wrong.message}", remedy=wrong.remedy, **wrong.facts
        ) from wrong


def solve_file(
    path: Path,
    out: Path,
    *,
    stop: Stop,
    seed: int = 0,
    start: Path | None = None,
    price: ChangePrice | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Problem, Solution]:
    """
    Solve the problem in a file and write its schedule.

    ``start`` names a schedule to begin from, perhaps of an earlier state of the problem, and
    ``price`` what it costs to leave it.
    """
    require_place(out)
    problem = read_problem_file(path)
    begin = None
    if start is not None:
        data = _read(start)
        with _named(start), without_collector():
            begin = start_of_document(read_schedule(data), problem)
    solution = solve(problem, stop=stop, seed=seed, start=begin, price=price, progress=progress)
    with without_collector():
        write_bytes(out, write_schedule(solution.schedule, problem))
    return problem, solution


def value_of_teams(problem: Problem, solution: Solution) -> dict[str, object]:
    """What one more team of each kind would change, as JSON values; see ``MarginalTeam``."""
    found = marginal_teams(problem, solution.schedule, solution.bound)
    return {
        "limit": found.proved,
        "method": found.method,
        "kinds_of_team_not_tried": found.left_out,
        "teams": [
            {
                "kinds": [problem.kinds[k] for k in value.kind.kinds],
                "mobility": problem.mobilities[value.kind.mobility],
                "teams": len(value.kind.teams),
                "like": problem.team_ids[value.kind.typical],
                "lowest": value.lowest,
                "highest": value.highest,
                "limit_fall": value.limit_fall,
                "starts_held": value.held,
                "why_nothing": value.why_nothing,
            }
            for value in found.values
        ],
    }


def verify_files(problem: Path, schedule: Path) -> list[Violation]:
    """Every rule that the schedule in one file breaks of the problem in another."""
    posed, data = read_problem_file(problem), _read(schedule)
    with _named(schedule):
        return violations(posed, read_schedule(data))
