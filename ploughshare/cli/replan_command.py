"""``plough replan``: the next plan, with what it changes told before it is accepted."""

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from ploughshare.planning.measures import Measure


def replan(
    last: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PLAN",
            help="The last plan: a file or an id [default: the plan of record].",
        ),
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day of the new plan [default: today]."),
    ] = None,
    rest_days: Annotated[
        str | None,
        typer.Option(help="Days of the week on which nobody works [default: as in the last plan]."),
    ] = None,
    time_limit: TimeLimitOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    recall: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TASK[=REASON]", help="Take an order back from its teams and its day."
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
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who recalls an order, or asks for --first.")
    ] = "",
    stops: Annotated[
        list[str] | None,
        typer.Option(
            "--stop",
            metavar="KIND:ID[=REASON]",
            help="Stop work: hazard:ID, works:ID, team:ID or method:KIND.",
        ),
    ] = None,
    close_road: Annotated[
        list[str] | None, typer.Option(metavar="ROAD[=REASON]", help="Close a road link.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why, for each of these that gives no reason of its own after '='.")
    ] = "",
    from_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day of a stop [default: that of the plan]."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Last day of a stop [default: until further notice]."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the new plan to this file.")] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Keep the new plan as the plan of record.")
    ] = False,
    author: AuthorOption = "",
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Plan again from the last plan, and say team by team what changes.

    Work under way goes on. Issued orders keep their teams and their day. Other work of the next
    four weeks is changed only where that is worth a price. Nothing is kept until you accept it:
    with --accept, or when asked on a terminal.

    An order is taken back only by a named person. After an accident, --stop replans around a site,
    a team or a method, and --close-road around a road.

    Examples:

        plough replan

        plough replan --from last-week.json --start 2026-03-09 --out next.json

        plough replan --recall TO-12 --by "A. Chief"

        plough replan --first AS-7 --by "Minister of Health"

        plough replan --stop hazard:HA-88 --reason "accident" --until 2026-03-20

        plough replan --stop method:mechanical=mud --close-road "RD-7=under water"

        plough replan --accept --author "A. Planner"
    """
    from ploughshare.cli.stopping import stop_from
    from ploughshare.planning import put_first
    from ploughshare.planning.document import plan_parts
    from ploughshare.planning.plan_change_text import lines
    from ploughshare.planning.scenarios.terms import plain
    from ploughshare.usecases.files import require_place, write_parts
    from ploughshare.usecases.replan import accept as keep
    from ploughshare.usecases.replan import make_draft

    stop = stop_from(time_limit, iterations)
    if out is not None:
        require_place(out)
    measures = _measures(recall or [], by, stops or [], close_road or [], reason, (from_on, until))
    line = ProgressLine(None if iterations is not None else stop.seconds)
    try:
        draft = make_draft(
            registry,
            last=last,
            start=(start or datetime.now()).date(),
            rest_days=rest_days,
            stop=stop,
            seed=seed,
            measures=measures,
            first=tuple(first or ()),
            by=by,
            progress=line,
        )
    finally:
        line.done()
    plan, change = draft.replanned.planned.plan, draft.replanned.change
    if out is not None:
        write_parts(out, plan_parts(plan))
    if not as_json:
        if measures:
            say("In force for this plan only:")
        for measure in measures:
            say(f"  {measure.text}")
        if plan.put_first:
            told = put_first.lines(plan.put_first, plan.objective, plan.telling)
            for text in told:
                say(text)
            say()
        for text in lines(change):
            say(text)
        say()
    kept = None
    if accept or (not as_json and _asked()):
        kept = keep(registry, draft, author=author_name(author))
    if as_json:
        say_json(
            {
                "plan": kept,
                "accepted": kept is not None,
                "items": len(plan.items),
                "objective": plan.objective,
                "bound": plan.bound,
                "gap": plan.gap,
                "put_first": plain(asdict(plan.put_first)) if plan.put_first else None,
                "change": change.document(),
            }
        )
    elif kept is not None:
        say(f"Accepted as plan {kept}, the plan of record; checked.")
        for measure in measures:
            say(f"Not on record yet ({measure.text}): {measure.record}.")
    else:
        say("Not accepted: the last plan is still the plan of record.")
        tell("Accept it with --accept; --iterations makes the same plan again.")


def _measures(
    recalls: list[str], by: str, stops: list[str], roads: list[str], reason: str,
    days: tuple[datetime | None, datetime | None],
) -> "list[Measure]":  # fmt: skip
    """The options of stops, closed roads and recalls as measures."""
    from ploughshare.planning.measures import STOPS, Measure

    if recalls and not by.strip():
        raise CallError("An order is recalled by a named person.", remedy="Give --by NAME.")
    found = [
        Measure("recall", task, why or reason, by=by.strip())
        for task, _, why in (text.partition("=") for text in recalls)
    ]
    found += [
        Measure("road", road, why or reason)
        for road, _, why in (text.partition("=") for text in roads)
    ]
    first, last = (day.date() if day is not None else None for day in days)
    if not stops and (first or last):
        raise CallError("--from-on and --until say when a stop holds.", remedy="Give --stop too.")
    for text in stops:
        word, _, rest = text.partition(":")
        subject, _, why = rest.partition("=")
        if word not in STOPS or not subject:
            raise CallError(
                f"--stop {text!r} names nothing that can be stopped.",
                remedy="Write hazard:ID, works:ID, team:ID or method:KIND.",
            )
        found.append(Measure(STOPS[word], subject, why or reason, first, last))
    return found


def _asked() -> bool:
    """Whether a person at a terminal accepts the plan; nobody is asked elsewhere."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return typer.confirm("Accept it as the plan of record?", default=False)
