"""``plough init``, ``show``, ``history``, ``check``, ``findings``, ``undo``, ``backup``,
``restore`` and ``export``: the registry."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ploughshare.cli.options import (
    DEFAULT_REGISTRY,
    AuthorOption,
    JsonOption,
    RegistryOption,
    author_name,
)
from ploughshare.cli.output import say, say_json, tell

if TYPE_CHECKING:
    from ploughshare.registry.registry import Registry

SHOWN = 40
"""Findings printed as text before the rest is counted; ``--json`` prints all."""


class FailOn(StrEnum):
    """Severities from the mildest."""

    note = "note"
    doubt = "doubt"
    block = "block"


TypeOption = Annotated[
    str | None,
    typer.Option("--as", metavar="TYPE", help="Record type, as in 'plough import --as TYPE'."),
]


@contextmanager
def opened(path: Path, *, write: bool = False) -> "Iterator[Registry]":
    """An open registry; tells when it was brought up to date."""
    from ploughshare.registry.registry import Registry

    with Registry.open(path, write=write) as registry:
        if registry.backup_before_upgrade is not None:
            tell(
                f"{path} was brought up to date; before that it was copied to "
                f"{registry.backup_before_upgrade}."
            )
        yield registry


def init(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The registry to make.")],
    name: Annotated[str, typer.Option(help="Name of the region.")],
    region: Annotated[
        str,
        typer.Option(
            metavar="BOX_OR_FILE",
            help="WEST,SOUTH,EAST,NORTH in degrees, or a file with the outline.",
        ),
    ],
    invented: Annotated[
        bool, typer.Option("--invented", help="The region is made up; every output says so.")
    ] = False,
    author: AuthorOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    Make a registry for a region of operation.

    Examples:

        plough init region.plough --name "Dobrel district" --region 34.2,51.0,35.1,51.4

        plough init region.plough --name Dobrel --region outline.geojson
    """
    from ploughshare.usecases.create import create

    with create(
        path, name=name, region=region, invented=invented, author=author_name(author)
    ) as registry:
        bounds = registry.region.bounds
        head = registry.head_hash()
    if as_json:
        say_json(
            {
                "registry": str(path),
                "name": name,
                "invented": invented,
                "region": list(bounds),
                "head": head,
            }
        )
        return
    west, south, east, north = bounds
    say(
        f"{path} is ready for {name}: longitude {west:g} to {east:g}, latitude {south:g} to "
        f"{north:g}."
    )
    tell(f"next: plough import FILE --registry {path}")


def show(
    record_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A record; without it, an overview.")
    ] = None,
    type_name: TypeOption = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Show what the registry holds, the records of one type, or one record.

    Examples:

        plough show

        plough show --as hazards

        plough show HA-12

        plough show 12 --as assets --json
    """
    from ploughshare.cli import registry_text as text
    from ploughshare.usecases.records import listed, overview
    from ploughshare.usecases.records import show as show_record

    with opened(registry) as kept:
        if record_id is None and type_name is not None:
            records = listed(kept, type_name)
            lines = [text.listed_line(record) for record in records]
            if as_json:
                rows = [{"id": each.id, "values": dict(each.values)} for each in records]
                say_json({"record_type": type_name, "records": rows})
            else:
                say(f"{len(lines):,} {type_name}")
                _say_limited(lines, type_name)
            return
        if record_id is None:
            seen = overview(kept)
            if as_json:
                say_json(text.overview_json(seen))
                return
            lines = list(text.overview_lines(seen))
        else:
            found = show_record(kept, record_id, type_name)
            if as_json:
                say_json({"records": [text.shown_json(each) for each in found]})
                return
            lines = [line for each in found for line in text.shown_lines(each)]
    for line in lines:
        say(line)


def history(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="A record.")],
    type_name: TypeOption = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Tell who changed a record, when, why, and from which source.

    Example:

        plough history HA-12
    """
    from ploughshare.cli import registry_text as text
    from ploughshare.usecases.history import history as steps_of

    with opened(registry) as kept:
        steps = steps_of(kept, record_id, type_name)
    if as_json:
        say_json({"id": record_id, "versions": [text.step_json(step) for step in steps]})
        return
    before = ""
    for step in steps:
        name = step.stored.record.record_type
        if name != before:
            say(f"{record_id} ({name})")
            before = name
        for line in text.step_lines(step):
            say(line)


def check(
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="End with exit code 1 when a finding is as grave as this."),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="A hash printed earlier, which must still be there."),
    ] = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> int:
    """
    Check that every row is as it was written, and that records fit together.

    Ends with exit code 1 when a row was altered, removed or added by other means than
    Ploughshare.

    Examples:

        plough check

        plough check --fail-on doubt --json
    """
    from ploughshare.cli import registry_text as text
    from ploughshare.findings import SEVERITIES
    from ploughshare.usecases.check import check as check_registry

    with opened(registry) as kept:
        checked = check_registry(kept, expected_head=head)
    counts = checked.counts()
    if as_json:
        say_json(text.checked_json(checked, {each: counts[each] for each in SEVERITIES}))
    else:
        _say_limited([text.finding_line(each) for each in checked.found], "findings")
        state = "every row is as it was written" if checked.intact else "NOT INTACT, see above"
        say(f"changes: {checked.changes:,}; {state}")
        summed = ", ".join(f"{counts[each]:,} {each}" for each in reversed(SEVERITIES))
        say(f"findings: {summed}; quarantined rows: {checked.quarantined:,}")
        say(f"head {checked.head}")
    failed = fail_on is not None and checked.reaches(fail_on.value)
    return int(failed or not checked.intact)


def findings(
    quarantined: Annotated[
        bool, typer.Option("--quarantined", help="Rows that were not accepted, as they came.")
    ] = False,
    at_least: Annotated[FailOn, typer.Option(help="Leave out what is milder.")] = FailOn.note,
    about: Annotated[
        str | None, typer.Option(metavar="ID", help="Only findings about this record.")
    ] = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    List what imports found, gravest first, or the rows they set aside.

    Examples:

        plough findings --at-least doubt

        plough findings --quarantined --json
    """
    from ploughshare.cli import registry_text as text
    from ploughshare.usecases.check import open_findings

    with opened(registry) as kept:
        if quarantined:
            rows = list(kept.quarantined())
            if as_json:
                say_json({"quarantined": [text.quarantined_json(row) for row in rows]})
                return
            lines, what = [text.quarantined_line(row) for row in rows], "quarantined rows"
        else:
            found = list(open_findings(kept, at_least=at_least.value, record_id=about))
            if as_json:
                say_json({"findings": [text.kept_finding_json(each) for each in found]})
                return
            lines, what = [text.finding_line(each.finding) for each in found], "findings"
    _say_limited(lines, what)
    say(f"{len(lines):,} {what}")


def undo(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of the change.")],
    reason: Annotated[str, typer.Option(help="Why, for those who read the history.")],
    author: AuthorOption = "",
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Undo a whole change, for example the import of a wrong file.

    Nothing is deleted: a new change puts back what stood before. 'plough show' lists changes.

    Example:

        plough undo 7 --reason "File of another district"
    """
    from ploughshare.usecases.undo import undo as undo_change

    with opened(registry, write=True) as kept:
        done = undo_change(kept, change, author=author_name(author), reason=reason)
    if as_json:
        say_json(
            {
                "undone": done.undone,
                "change": done.number,
                "taken_off": done.taken_off,
                "put_back": done.put_back,
            }
        )
        return
    say(
        f"Change {done.undone} is undone by change {done.number}: {done.taken_off:,} records "
        f"taken off the list, {done.put_back:,} put back to what they were."
    )


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to make.")],
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Copy the registry into a file, also while others are writing, and check the copy.

    Example:

        plough backup 2026-03-02.plough
    """
    from ploughshare.usecases.backup import back_up

    copied = back_up(registry, target)
    if as_json:
        say_json({"backup": str(target), "head": copied.head, "changes": copied.changes})
        return
    say(f"{target} is intact; changes in it: {copied.changes:,}.")
    say(f"head {copied.head}")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put a registry that is there aside, under a new name."),
    ] = False,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Make the registry from a backup, after checking it.

    Examples:

        plough restore 2026-03-02.plough --registry restored.plough

        plough restore 2026-03-02.plough --replace
    """
    from ploughshare.usecases.backup import restore as restore_registry

    copied = restore_registry(source, registry, replace=replace)
    if as_json:
        say_json(
            {
                "registry": str(registry),
                "head": copied.head,
                "changes": copied.changes,
                "aside": str(copied.aside) if copied.aside else None,
            }
        )
        return
    say(f"{registry} is intact; changes in it: {copied.changes:,}.")
    if copied.aside:
        say(f"What was there is now {copied.aside}.")


def export(
    target: Annotated[Path, typer.Argument(metavar="FILE.gpkg", help="The GeoPackage to write.")],
    public: Annotated[
        bool, typer.Option("--public", help="Only what is tagged public; hazards rounded outwards.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file that is there.")
    ] = False,
    registry: RegistryOption = DEFAULT_REGISTRY,
    as_json: JsonOption = False,
) -> None:
    """
    Write the records as a GeoPackage, for QGIS and other software.

    Examples:

        plough export region.gpkg

        plough export for-the-website.gpkg --public
    """
    from ploughshare.usecases.export import export as export_registry

    with opened(registry) as kept:
        written = export_registry(kept, target, public=public, replace=replace)
    if as_json:
        say_json(
            {
                "file": str(target),
                "layers": dict(written.layers),
                "left_out": list(written.left_out),
                "rounded": dict(written.rounded),
                "head": written.head,
            }
        )
        return
    for layer, count in written.layers.items():
        say(f"  {count:>9,}  {layer}")
    say(f"written to {target}")
    for layer, side in written.rounded.items():
        say(f"places of {layer} rounded outwards to cells of {side:g} degrees")
    if written.left_out:
        say(f"left out, not being public: {len(written.left_out)} fields; --json lists them")


def _say_limited(lines: list[str], what: str) -> None:
    for line in lines[:SHOWN]:
        say(line)
    if len(lines) > SHOWN:
        say(f"... and {len(lines) - SHOWN:,} more {what}; --json lists all of them")


def register(app: typer.Typer) -> None:
    """Add the commands of the registry."""
    for command in (init, show, history, findings, check, undo, backup, restore, export):
        app.command(rich_help_panel="Registry")(command)
