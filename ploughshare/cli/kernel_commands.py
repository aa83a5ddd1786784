"""``plough solve`` and ``plough verify``: the kernel alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ploughshare.cli.options import JsonOption
from ploughshare.cli.output import say, say_json
from ploughshare.cli.progress import ProgressLine
from ploughshare.cli.team_values_text import value_lines
from ploughshare.errors import CallError

if TYPE_CHECKING:
    from ploughshare.scheduling.solve import ChangePrice

VIOLATIONS_SHOWN = 50
HIGHEST_PRICE = 10**9
"""So that the price of a million activities moved by a million steps can still be counted."""


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
    start: Annotated[
        Path | None,
        typer.Option(help="Schedule to begin from, perhaps of an earlier state of the problem."),
    ] = None,
    price_team_change: Annotated[
        int, typer.Option(min=0, max=HIGHEST_PRICE, help="Price of a crew member changed.")
    ] = 0,
    price_step_moved: Annotated[
        int, typer.Option(min=0, max=HIGHEST_PRICE, help="Price of a step a start is moved by.")
    ] = 0,
    before_step: Annotated[
        int | None,
        typer.Option(min=0, help="Only what started before this step has a price [default: all]."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=2, help="Threads that search [default: as many as cores, up to 2]."
        ),
    ] = None,
    teams_value: Annotated[
        bool,
        typer.Option(
            "--value-of-teams",
            help="Also say what one more team of each kind would change; takes some seconds more.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """
    Solve a scheduling problem and write its schedule.

    The schedule is verified before it is written. Ctrl-C keeps the best so far.

    With --start and prices a plan that people already work by is changed as little as is worth
    it. The objective is told without the price.

    Examples:

        plough solve problem.json.gz --out schedule.json --time-limit 60

        plough solve j120.sm --out schedule.json --iterations 2000 --seed 1

        plough solve changed.json --out new.json --start schedule.json --price-team-change 5000
        --price-step-moved 100 --before-step 200

        plough solve problem.json.gz --out schedule.json --value-of-teams
    """
    from ploughshare.cli.stopping import stop_from
    from ploughshare.usecases.kernel import solve_file, value_of_teams

    stop = stop_from(time_limit, iterations, workers)
    price = _price(start, price_team_change, price_step_moved, before_step)
    line = ProgressLine(None if iterations is not None else stop.seconds)
    try:
        posed, solution = solve_file(
            problem, out, stop=stop, seed=seed, start=start, price=price, progress=line
        )
    finally:
        line.done()
    schedule = solution.schedule
    result = {
        "objective": schedule.objective,
        "bound": schedule.bound,
        "gap": schedule.gap,
        "items": len(schedule.start),
        "out": str(out),
        "solver": dict(schedule.solver),
    }
    change = schedule.solver.get("change")
    if isinstance(change, dict):
        result["change"] = change
    value = value_of_teams(posed, solution) if teams_value else None
    if value is not None:
        result["one_more_team"] = value
    if as_json:
        say_json(result)
        return
    gap = "" if schedule.gap is None else f", within {schedule.gap:.2%} of it"
    say(f"{len(schedule.start):,} activities placed; the schedule is checked and in {out}")
    say(f"objective {schedule.objective:,}; no schedule below {schedule.bound:,}{gap}")
    if isinstance(change, dict):
        say(
            f"change {change['price']:,}: other than before {change['changed']:,} of "
            f"{change['counted']:,} activities; crew members {change['crew_members']:,}, "
            f"steps {change['steps']:,}"
        )
    for text in value_lines(value) if value is not None else ():
        say(text)


def _price(
    start: Path | None, team_change: int, step_moved: int, before_step: int | None
) -> "ChangePrice | None":
    """Read the options of a price on change; ``None`` without a price."""
    from ploughshare.scheduling.solve import ChangePrice

    priced = team_change > 0 or step_moved > 0
    if priced and start is None:
        raise CallError(
            "--price-team-change and --price-step-moved need the schedule that is changed.",
            remedy="Give it with --start.",
        )
    if before_step is not None and not priced:
        raise CallError(
            "--before-step says what has a price, and there is none.",
            remedy="Give --price-team-change or --price-step-moved too.",
        )
    return ChangePrice(team_change, step_moved, before_step) if priced else None


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
