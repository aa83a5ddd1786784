"""``plough report``."""

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
    TimeLimitOption,
    author_name,
)
from ploughshare.cli.output import say, say_json, tell
from ploughshare.errors import CallError

if TYPE_CHECKING:
    from ploughshare.scheduling.solve import Stop


def report(
    kind: Annotated[
        str,
        typer.Argument(
            help="plan-book, map, backlog, cost, progress, ready-for-works, weekly-tasking, "
            "founding-question."
        ),
    ],
    out: Annotated[Path, typer.Option(help="File or folder to write.")],
    plan_name: Annotated[
        str | None,
        typer.Option("--plan", help="Plan file or id [default: the last plan of record]."),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Map only: the plan's picture of that day."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="Weekly tasking and progress: an earlier plan, as file or id, to compare with."
        ),
    ] = None,
    time_limit: TimeLimitOption = None,
    iterations: IterationsOption = None,
    author: AuthorOption = "",
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Print a plan as a book or by operator and ministry, or draw the map of the region.

    The file is written as a whole or not at all. All but the map need a plan: where the
    registry keeps none, one is made first and kept as the plan of record. All but
    the book and the map are a workbook where the file's name ends in .xlsx. Weekly tasking is one
    file for each operator where --out names a folder, empty or to be made.

    The founding question is one page on what the reported deminers and builders would change, if
    all came, half, a fifth, or six months later. It plans four scenarios, in 240 seconds or those
    of --time-limit, and keeps none; --author answers for what they assume.

    Examples:

        plough report plan-book --out plan.pdf

        plough report map --out map.svg --on 2026-12-31

        plough report ready-for-works --out ready.pdf

        plough report weekly-tasking --out monday.pdf --since last.json

        plough report weekly-tasking --out monday

            help="plan-book, map, backlog, cost, progress, ready-for-works, weekly-tasking, "
            "founding-question."
    """
    from ploughshare.planning.wording import counted
    from ploughshare.registry.registry import Registry
    from ploughshare.reports.kinds import report_of
    from ploughshare.reports.report import InParts, suffixes_of
    from ploughshare.usecases.files import require_empty, require_place, write_files
    from ploughshare.usecases.report import make_report

    chosen = report_of(kind)
    endings = suffixes_of(chosen)
    in_parts = isinstance(chosen, InParts) and chosen.in_parts and not out.suffix
    if in_parts:
        require_empty(out)
    else:
        require_place(out)
    if not in_parts and out.suffix.lower() not in endings:
        raise CallError(
            f"{out.name} does not end in {' or '.join(endings)}, as a file of {chosen.name} does.",
            remedy=f"Name it {out.with_suffix(chosen.suffix).name}.",
        )
    if chosen.needs_plan and plan_name is None:
        _plan_first(registry)
    with Registry.open(registry) as opened:
        made = make_report(
            chosen,
            opened,
            plan_name=plan_name,
            made_on=datetime.now().date(),
            on=None if on is None else on.date(),
            since=since,
            suffix=out.suffix.lower(),
            in_parts=in_parts,
            owner=author_name(author),
            stop=_stop(time_limit, iterations),
            progress=lambda said: tell(f"{chosen.name}: {said} ..."),
        )
    sizes = {name: len(data) for name, data in write_files(out, made.files)}
    for warning in made.warnings:
        tell(f"note: {warning}")
    if as_json:
        say_json(
            {
                "report": chosen.name,
                "file": str(out),
                "bytes": sum(sizes.values()),
                **({"files": list(sizes)} if in_parts else {}),
                "plan": made.plan_id or plan_name or "",
                "warnings": list(made.warnings),
            }
        )
        return
    many = f" in {counted(len(sizes), 'file')}" if in_parts else ""
    say(f"Wrote {out}: {chosen.title}{many}, {sum(sizes.values()) / 1000:,.0f} kB.")


def _stop(time_limit: float | None, iterations: int | None) -> "Stop | None":
    """When the searches of a report end; ``None`` for what the report takes by itself."""
    from ploughshare.cli.stopping import stop_from

    return None if time_limit is None and iterations is None else stop_from(time_limit, iterations)


def _plan_first(path: Path) -> None:
    """Make a plan of record where the registry keeps none."""
    from ploughshare.cli.progress import ProgressLine
    from ploughshare.cli.stopping import stop_from
    from ploughshare.registry.registry import Registry
    from ploughshare.usecases.plan import make_plan, working_calendar

    with Registry.open(path) as opened:
        if any(kept.of_record for kept in opened.plans()):
            return
    tell("No plan is kept yet: making one that begins today.")
    stop = stop_from(None, None)
    line = ProgressLine(stop.seconds)
    with Registry.open(path, write=True) as opened:
        try:
            kept = make_plan(
                opened, calendar=working_calendar(datetime.now().date()), author=author_name(""),
                stop=stop, progress=line,
            )  # fmt: skip
        finally:
            line.done()
    tell(f"Kept as plan {kept.id}, the plan of record.")
