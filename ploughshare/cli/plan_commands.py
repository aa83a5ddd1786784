"""``plough plan`` and ``plough explain``."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ploughshare.cli.options import (
    DEFAULT_REGISTRY,
    AuthorOption,
    IterationsOption,
    JsonOption,
    RegistryOption,
    SeedOption,
    TimeLimitOption,
    author_name,
)
from ploughshare.cli.output import say, say_json, tell
from ploughshare.cli.progress import ProgressLine
from ploughshare.errors import CallError


def plan(
    out: Annotated[Path | None, typer.Option(help="Also write the plan to this file.")] = None,
    problem_out: Annotated[
        Path | None, typer.Option(help="Also write the problem (.json or .json.gz).")
    ] = None,
    schedule_out: Annotated[Path | None, typer.Option(help="Also write the schedule.")] = None,
    start: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day of the plan [default: today]."),
    ] = None,
    rest_days: Annotated[
        str, typer.Option(help="Days of the week on which nobody works.")
    ] = "sat,sun",
    time_limit: TimeLimitOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    take_off: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TASK",
            help="Take the teams off this task order; the price is printed. May be repeated.",
        ),
    ] = None,
    first: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ASSET",
            help="Put this asset, works or hazardous area first, by id or name; the price is "
            "printed. May be repeated.",
        ),
    ] = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who asks for --first.")] = "",
    scenario: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="in-country, committed, as-announced, or FILE.toml; only the first can become "
            "the plan of record.",
        ),
    ] = "in-country",
    author: AuthorOption = "",
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Plan the restoration: what first, by whom, when, and why.

    The plan is checked, kept in the registry as the plan of record, and summed up.
    Ctrl-C keeps the best plan so far.

    With --scenario, people who are only promised are counted as if they came. Every assumption
    about them is printed with its owner, and what they need and nobody promised. Such a plan is
    kept under the scenario's name and is never the plan of record.

    Examples:

        plough plan --start 2026-03-02 --time-limit 60 --out plan.json

        plough plan --iterations 200 --registry region.plough

        plough plan --take-off TO-003

        plough plan --first AS-7 --by "Minister of Health"

        plough plan --scenario as-announced --out announced.json
    """
    from ploughshare.cli.stopping import stop_from
    from ploughshare.planning.scenarios.terms import plain
    from ploughshare.planning.summary import lines
    from ploughshare.registry.registry import Registry
    from ploughshare.usecases.files import require_place, write_bytes, write_parts
    from ploughshare.usecases.plan import make_plan, working_calendar
    from ploughshare.usecases.scenario import make_scenario_plan, scenario_named

    assumed = scenario_named(scenario, author_name(author))
    if assumed is not None and take_off:
        raise CallError("No team is taken off for a scenario.", remedy="Leave out --take-off.")
    if first and (assumed is not None or take_off):
        raise CallError(
            "What comes first is priced against the plan of record alone.",
            remedy="Leave out --scenario and --take-off, or --first.",
        )
    stop = stop_from(time_limit, iterations)
    calendar = working_calendar((start or datetime.now()).date(), rest_days)
    for path in (out, problem_out, schedule_out):
        if path is not None:
            require_place(path)
    line = ProgressLine(None if iterations is not None else stop.seconds)
    with Registry.open(registry, write=True) as opened:
        try:
            if assumed is None:
                kept = make_plan(
                    opened, calendar=calendar, author=author_name(author), stop=stop, seed=seed,
                    progress=line, take_off=tuple(take_off or ()), first=tuple(first or ()), by=by,
                )  # fmt: skip
            else:
                kept = make_scenario_plan(
                    opened, assumed, calendar=calendar, author=author_name(author), stop=stop,
                    seed=seed, progress=line,
                )  # fmt: skip
        finally:
            line.done()
        if out is not None:
            write_parts(out, opened.plan_parts(kept.id))
    made = kept.planned
    for path, data in ((problem_out, made.problem), (schedule_out, made.schedule)):
        if path is not None:
            write_bytes(path, data)
    if as_json:
        say_json(
            {
                "plan": kept.id,
                "scenario": made.plan.scenario,
                "of_record": made.plan.of_record,
                "items": len(made.plan.items),
                "benefits": made.plan.n_benefits,
                "not_planned": len(made.plan.left_out),
                "objective": made.plan.objective,
                "bound": made.plan.bound,
                "gap": made.plan.gap,
                "priority_objective": made.plan.priority_objective,
                "promises": len(made.plan.promises),
                "promises_kept": sum(promise.kept for promise in made.plan.promises),
                "taken_off": asdict(made.plan.taken_off) if made.plan.taken_off else None,
                "put_first": plain(asdict(made.plan.put_first)) if made.plan.put_first else None,
                "situation": made.plan.situation,
            }
        )
        return
    for text in lines(made.plan):
        say(text)
    say()
    what = "the plan of record" if made.plan.of_record else f"of scenario {made.plan.scenario}"
    missing = " Not yet planned with:" if made.plan.not_yet_planned else ""
    say(f"Kept as plan {kept.id}, {what}; checked.{missing}")
    for rule in made.plan.not_yet_planned:
        say(f"  {rule}")
    which = "" if made.plan.of_record else f" --plan {kept.id}"
    tell(f"next: plough explain ITEM{which} --registry {registry}")


def explain(
    item: Annotated[
        str, typer.Argument(help="Id of a hazard, works, asset, team, activity or benefit.")
    ],
    plan_name: Annotated[
        str | None,
        typer.Option("--plan", help="Plan file or id [default: the last plan of record]."),
    ] = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Say why something is planned when it is: its reasons, its teams and who else could do it, and
    what waits. Of a plan in a file, which knows no other teams, the latter is left out.

    Examples:

        plough explain HA-12

        plough explain AS-7 --plan plan.json
    """
    from ploughshare.planning.answer import Answer
    from ploughshare.planning.scenarios.text import warning
    from ploughshare.usecases.plan import load_plan, load_who_may, open_for_plan, out_of_date

    with open_for_plan(registry, plan_name) as opened:
        kept = load_plan(opened, plan_name)
        if opened is not None and (behind := out_of_date(opened, plan_name)):
            tell(f"note: {behind}")
        known = None if opened is None else load_who_may(opened, plan_name, kept)
        answer = Answer(kept, item, known)
    if as_json:
        say_json({**answer.document(), **({} if kept.of_record else {"scenario": kept.scenario})})
        return
    if not kept.of_record:
        say(warning(kept.scenario))
    for text in answer.lines():
        say(text)
