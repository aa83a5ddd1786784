"""``plough import``, ``template`` and ``dictionary``: files in, and what they should look like."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ploughshare.cli.options import (
    DEFAULT_REGISTRY,
    AuthorOption,
    JsonOption,
    RegistryOption,
    author_name,
)
from ploughshare.cli.output import error_document, exit_code, say, say_json, tell
from ploughshare.cli.registry_commands import FailOn, opened
from ploughshare.errors import CallError, InputRefused, PloughError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ploughshare.imports.mapping import ColumnMapping
    from ploughshare.imports.propose import Proposal
    from ploughshare.usecases.import_file import ImportResult, ImportSettings
    from ploughshare.usecases.import_folder import FolderEntry


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files, or one folder of files.")
    ],
    record_type: Annotated[
        str, typer.Option("--as", metavar="TYPE", help="Record type: hazards, assets, damage ...")
    ] = "",
    layer: Annotated[
        str, typer.Option(help="Layer or sheet; a part of its name that only one has is enough.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="What columns, words, units and dates mean."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Value of rows that have none."),
    ] = None,
    crs: Annotated[
        str, typer.Option(metavar="EPSG:N", help="Coordinate system, where the file is wrong.")
    ] = "",
    dates: Annotated[str, typer.Option(metavar="dmy|mdy", help="Order of days and months.")] = "",
    decimal: Annotated[str, typer.Option(metavar=", or .", help="Decimal mark of numbers.")] = "",
    encoding: Annotated[str, typer.Option(help="Encoding of texts, for example cp1251.")] = "",
    id_prefix: Annotated[
        str, typer.Option(help="Put before every id of the file, where ids would collide.")
    ] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="A repair or conflict to accept, such as swap-axes."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell everything, write nothing.")] = (
        False
    ),
    yes: Annotated[bool, typer.Option("--yes", help="Take what is proposed without asking.")] = (
        False
    ),
    write_mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="Write the mapping that was used, and keep it."),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="End with exit code 1 when a finding is as grave as this."),
    ] = None,
    registry: RegistryOption = DEFAULT_REGISTRY,
    author: AuthorOption = "",
    as_json: JsonOption = False,
) -> int:
    """
    Import files: each row ends accepted, repaired, quarantined or unchanged.

    Reads GeoPackage, shapefile (also zipped), GeoJSON, KML, CSV and Excel. Columns are mapped
    by their names and contents; what is not certain is asked. Nothing is dropped, and one
    file is one change, which 'plough undo' takes back.

    Examples:

        plough import minefields.zip --as hazards

        plough import survey.csv --as hazards --set status=open --dates dmy

        plough import grid.gpkg --layer lines --as assets --mapping grid.toml --dry-run
    """
    from ploughshare.usecases.import_file import import_file
    from ploughshare.usecases.import_folder import to_import

    settings = _settings(
        _mapping(
            mapping,
            set_ or [],
            crs=crs,
            dates=dates,
            decimal=decimal,
            encoding=encoding,
            id_prefix=id_prefix,
        ),
        record_type=record_type,
        layer=layer,
        accept=accept or [],
        guess_type=yes,
    )
    who = author_name(author)
    results: list[ImportResult] = []
    refused: list[tuple[Path, PloughError]] = []
    with opened(registry, write=not dry_run) as kept:
        wanted = to_import(files, settings, yes=yes)
        for path, each in wanted.layers:
            try:
                result = import_file(
                    kept,
                    path,
                    each,
                    author=who,
                    dry_run=dry_run,
                    confirm=None if not _confirms(yes) else _confirmed(path, yes=yes),
                    progress=_progress,
                )
            except (CallError, InputRefused) as error:
                if len(wanted.layers) == 1:
                    raise
                refused.append((path, error))
                continue
            results.append(result)
            if not as_json:
                _say_result(result)
    if write_mapping is not None:
        _keep_mapping(write_mapping, results)
    if as_json:
        say_json(_document(results, refused, wanted.left))
    elif len(wanted.layers) > 1:
        say()
        say(f"all: {_equation(_totals(results))}")
    _tell_not_imported(refused, wanted.left)
    return exit_code(refused[0][1]) if refused else int(_failed(results, fail_on))


def _settings(
    mapping: "ColumnMapping",
    *,
    record_type: str,
    layer: str,
    accept: list[str],
    guess_type: bool,
) -> "ImportSettings":
    from ploughshare.imports.judge import JudgeOptions
    from ploughshare.usecases.import_file import ImportSettings

    accepted = frozenset(accept)
    JudgeOptions(accepted)  # refuses unknown names before any file is opened
    return ImportSettings(record_type, layer, mapping, accepted, guess_type)


def _mapping(path: Path | None, given: list[str], **said: str) -> "ColumnMapping":
    """A mapping file with what the command line says on top of it."""
    from dataclasses import replace

    from ploughshare.imports.mapping import (
        DATE_ORDERS,
        DECIMALS,
        ColumnMapping,
        read_mapping,
        require_one_of,
    )

    require_one_of("dates", said["dates"], DATE_ORDERS)
    require_one_of("decimal", said["decimal"], DECIMALS)
    mapping = read_mapping(path) if path else ColumnMapping()
    values = dict(mapping.set)
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise CallError(f"--set {each!r} says no value.", remedy="Write --set FIELD=VALUE.")
        values[name.strip()] = value.strip()
    stated = {name: text for name, text in said.items() if text}
    return replace(mapping, set=values, **stated)  # type: ignore[arg-type]


def _confirms(yes: bool) -> bool:
    """Whether doubtful mappings are taken or asked for, rather than refused."""
    return yes or (sys.stdin.isatty() and sys.stderr.isatty())


def _confirmed(path: Path, *, yes: bool) -> "Any":
    """Asks once, on a terminal, whether a doubtful mapping is right."""

    def confirm(proposal: "Proposal") -> None:
        if yes or not proposal.doubtful:
            return
        for line in _mapping_lines(proposal):
            tell(line)
        if not typer.confirm(f"Import {path.name} with this mapping?", err=True):
            raise CallError(
                "The mapping was not confirmed; nothing was imported.",
                remedy="Correct it in a --mapping file.",
            )

    return confirm


def _progress(stage: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{stage} ...\r")
        sys.stderr.flush()


def _say_result(result: "ImportResult") -> None:
    from ploughshare.cli.import_text import finding_lines, ground_line

    batch = result.batch
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[K")
    say()
    layer = f", layer {batch.layer}" if batch.layer not in ("", Path(batch.file).stem) else ""
    say(f"{batch.file}{layer}, as {batch.record_type}")
    for line in _mapping_lines(result.proposal):
        say(line)
    for line in finding_lines(batch.findings):
        say(line)
    if line := ground_line(batch):
        say(line)
    say(_equation(batch.counts))
    if result.dry_run:
        say("Nothing was written: this was a dry run.")
    elif result.changeset is None:
        say("Nothing was written: all of it is on record already.")
    else:
        say(f"Written as change {result.changeset}.")


def _mapping_lines(proposal: "Proposal") -> "Iterable[str]":
    from ploughshare.cli.import_text import mapping_lines

    return mapping_lines(proposal)


def _equation(counts: dict[str, int]) -> str:
    return (
        f"{counts['rows']:,} rows = {counts['accepted']:,} accepted + "
        f"{counts['repaired']:,} repaired + {counts['quarantined']:,} quarantined + "
        f"{counts['unchanged']:,} unchanged"
    )


def _totals(results: "list[ImportResult]") -> dict[str, int]:
    totals = dict.fromkeys(("rows", "accepted", "repaired", "quarantined", "unchanged"), 0)
    for result in results:
        for name, count in result.batch.counts.items():
            totals[name] += count
    return totals


def _document(
    results: "list[ImportResult]",
    refused: "Sequence[tuple[Path, PloughError]]",
    left: "Sequence[FolderEntry]",
) -> dict[str, Any]:
    """One JSON document: of the one file, or the sums, each file, and what was not imported."""
    from ploughshare.cli.import_text import result_json

    if len(results) == 1 and not refused and not left:
        return result_json(results[0])
    return {
        **_totals(results),
        "files": [result_json(result) for result in results],
        "refused": [{"file": str(path), **error_document(error)} for path, error in refused],
        "left": [
            {"file": str(each.path), "layer": each.layer, "problem": each.problem,
             "command": "" if each.problem else each.command}
            for each in left
        ],
    }  # fmt: skip


def _tell_not_imported(
    refused: "Sequence[tuple[Path, PloughError]]", left: "Sequence[FolderEntry]"
) -> None:
    """What of several files is not in the registry, each with what to do."""
    if refused:
        tell(f"not imported, since they were refused: {len(refused)}")
    for path, error in refused:
        tell(f"  {path}: {error.message}")
        if error.remedy:
            tell(f"    -> {error.remedy}")
    if left:
        tell(f"not imported, since it is not plain what they are: {len(left)}")
    for each in left:
        tell(f"  {each.line}")


def _keep_mapping(path: Path, results: "list[ImportResult]") -> None:
    if len(results) != 1:
        raise CallError(
            "--write-mapping writes the mapping of one file.", remedy="Import one file at a time."
        )
    path.write_text(results[0].proposal.mapping.as_toml(), encoding="utf-8")
    tell(f"mapping written to {path}")


def _failed(results: "list[ImportResult]", fail_on: FailOn | None) -> bool:
    from ploughshare.findings import SEVERITIES

    if fail_on is None:
        return False
    grave = SEVERITIES[SEVERITIES.index(fail_on.value) :]
    return any(finding.severity in grave for result in results for finding in result.batch.findings)


def template(
    record_type: Annotated[str, typer.Argument(metavar="TYPE", help="hazards, assets, teams ...")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="A .csv or .xlsx file to write.")],
    example: Annotated[
        bool, typer.Option("--example", help="Fill in one example row, to be replaced.")
    ] = False,
) -> None:
    """
    Write an empty table with the columns of a record type, ready to be filled in.

    Examples:

        plough template hazards --out hazards.xlsx

        plough template teams --out teams.csv --example
    """
    from ploughshare.usecases.templates import write_template

    write_template(record_type, out, example=example)
    say(f"written to {out}; import it with: plough import {out} --as {record_type}")


def dictionary(
    out: Annotated[Path, typer.Option(metavar="FILE.md", help="The page to write.")],
) -> None:
    """
    Write the data dictionary as a page: every record type, field and allowed value.

    Example:

        plough dictionary --out data-dictionary.md
    """
    from ploughshare.usecases.templates import data_dictionary_page

    out.write_text(data_dictionary_page(), encoding="utf-8", newline="\n")
    say(f"written to {out}")


def register(app: typer.Typer) -> None:
    """Add the commands that bring files in."""
    app.command("import", rich_help_panel="Registry")(import_)
    for command in (template, dictionary):
        app.command(rich_help_panel="Registry")(command)
