"""``plough solve`` and ``plough verify``: the kernel alone."""

from pathlib import Path
from typing import Annotated

import typer

from ploughshare.cli.options import JsonOption
from ploughshare.cli.output import say, say_json
from ploughshare.cli.progress import ProgressLine

VIOLATIONS_SHOWN = 50


def solve(
    problem: Annotated[Path, typer.Argument(help="restoration-problem/1 (.json, .json.gz) or .sm")],
    out: Annotated[Path, typer.Option(help="Where to write the schedule.")],
    time_limit: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds from the start of the process [default: 60]."),
    ] = None,
    iterations: Annotated[
        int | None, typer.Option(min=0, help="Iterations: the same schedule on every run.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the search.")] = 0,
    start: Annotated[Path | None, typer.Option(help="Schedule to begin from.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=2, help="Threads that search [default: as many as cores, up to 2]."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """
    Solve a scheduling problem and write its schedule.

    The schedule is verified before it is written. Ctrl-C keeps the best so far.

    Examples:

        plough solve problem.json.gz --out schedule.json --time-limit 60

        plough solve j120.sm --out schedule.json --iterations 2000 --seed 1
    """
    from ploughshare.cli.stopping import stop_from
    from ploughshare.usecases.kernel import solve_file

    stop = stop_from(time_limit, iterations, workers)
    line = ProgressLine(None if iterations is not None else stop.seconds)
    try:
        _, schedule = solve_file(problem, out, stop=stop, seed=seed, start=start, progress=line)
    finally:
        line.done()
    result = {
        "objective": schedule.objective,
        "bound": schedule.bound,
        "gap": schedule.gap,
        "items": len(schedule.start),
        "out": str(out),
        "solver": dict(schedule.solver),
    }
    if as_json:
        say_json(result)
        return
    gap = "" if schedule.gap is None else f", within {schedule.gap:.2%} of it"
    say(f"{len(schedule.start):,} activities placed; the schedule is checked and in {out}")
    say(f"objective {schedule.objective:,}; no schedule below {schedule.bound:,}{gap}")


def verify(
    problem: Annotated[Path, typer.Argument(help="The problem file.")],
    schedule: Annotated[Path, typer.Argument(help="The schedule file.")],
    as_json: JsonOption = False,
) -> int:
    """
    Check a schedule against its problem, from the definitions alone.

    Prints every violation and exits 1 if there is one, else prints ok.

    Example:

        plough verify problem.json.gz schedule.json
    """
    from ploughshare.usecases.kernel import verify_files

    found = verify_files(problem, schedule)
    if as_json:
        say_json(
            {
                "ok": not found,
                "violations": [
                    {"rule": v.rule, "message": v.message, "facts": dict(v.facts)} for v in found
                ],
            }
        )
        return 1 if found else 0
    for violation in found[:VIOLATIONS_SHOWN]:
        say(f"{violation.rule}: {violation.message}")
    if len(found) > VIOLATIONS_SHOWN:
        say(f"and {len(found) - VIOLATIONS_SHOWN:,} more violations")
    if not found:
        say("ok")
    return 1 if found else 0
