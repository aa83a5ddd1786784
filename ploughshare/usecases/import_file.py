"""Import a file: read a layer, map it, judge every row, and write it as one change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.dictionary import record_type as find_record_type
from ploughshare.errors import CallError, InputRefused
from ploughshare.fields import Record, RecordType
from ploughshare.findings import Finding
from ploughshare.imports.batch import ImportBatch, SetAside
from ploughshare.imports.judge import JudgeOptions, judge
from ploughshare.imports.known import NAMED_BY, Known, Names
from ploughshare.imports.mapping import ID, ColumnMapping, check_mapping, code_of
from ploughshare.imports.open_file import OpenFile, open_file
from ploughshare.imports.propose import CONFIDENT, Guess, Proposal, guess, propose
from ploughshare.imports.protocol import Layer, Limits, ReadOptions, Table
from ploughshare.imports.words import words_of_registry
from ploughshare.registry.change import Change
from ploughshare.registry.kept import ImportRun, Origin, Put, QuarantinedRow, StoredRecord
from ploughshare.registry.registry import Registry

SURE_OF_TYPE = 0.6
"""A record type is proposed as the only one from this confidence on."""

Confirm = Callable[[Proposal], None]
Progress = Callable[[str], None]
Require = Callable[[ImportBatch], None]


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """
    What a person says about an import.

    Parameters
    ----------
    record_type
        As in ``--as``; empty to propose one.
    layer
        Name of the layer, or a part of it that only one has; empty for the only one.
    mapping
        What is known of columns, words, units and dates.
    accept
        Repairs and conflicts that are accepted, out of ``ploughshare.imports.judge.ACCEPTABLE``.
    guess_type
        Take the record type the layer looks like, where that is plain.
    limits
        Where reading stops.
    """

    record_type: str = ""
    layer: str = ""
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    accept: frozenset[str] = frozenset()
    guess_type: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """
    What an import did.

    Parameters
    ----------
    batch
        Every row with its end, and the findings.
    proposal
        How columns were mapped, and how far that was believed.
    changeset
        Number of the change in the registry; ``None`` when nothing was written.
    dry_run
        Nothing was to be written.
    """

    batch: ImportBatch
    proposal: Proposal
    changeset: int | None
    dry_run: bool


def import_file(
    registry: Registry,
    path: Path,
    settings: ImportSettings,
    *,
    author: str,
    dry_run: bool = False,
    confirm: Confirm | None = None,
    progress: Progress | None = None,
    require: Require | None = None,
    job: str = "",
) -> ImportResult:
    """
    Import one layer of a file as one change of the registry.

    Parameters
    ----------
    registry
        Open for writing, unless ``dry_run``.
    confirm
        Called with the mapping before it is used; raises ``CallError`` to stop. Without it,
        a mapping with a confidence below ``CONFIDENT`` stops.
    progress
        Called with the name of each stage.
    require
        Called with what is about to be written, within the change; what it raises writes nothing.
    job
        Who asked, where it was a job; it stands in the source of the change.

    Raises
    ------
    CallError
        Layer, record type or mapping must be stated or confirmed.
    InputRefused
        The file cannot be right; nothing was written.
    """
    tell = progress or (lambda _: None)
    _require_other_file(registry, path)
    mapping = settings.mapping
    with open_file(path, ReadOptions(mapping.encoding, settings.limits)) as opened:
        layer = _layer(opened, settings.layer or mapping.layer)
        tell(f"reading {path.name}")
        table = opened.read(layer)
        record_type = _record_type(table, settings.record_type or mapping.record_type, settings)
        given = _prepared(mapping, record_type, table)
        with registry.snapshot():
            words = words_of_registry(registry.records("vocabulary"), record_type.name)
            proposal = propose(table, record_type, given, words)
            stored = {each.record.id: each for each in registry.stored_records(record_type.name)}
            _require_columns(table, proposal, known_ids=bool(stored))
            (confirm or require_confident)(proposal)
            known = _known(registry, record_type, stored, words, table)
        options = JudgeOptions(settings.accept, tell)
        batch = judge(table, proposal.mapping, known, options)
        if opened.skipped:
            batch = replace(batch, findings=(*batch.findings, _skipped(opened, record_type)))
        if dry_run:
            return ImportResult(batch, proposal, None, dry_run=True)
        tell("writing")
        changeset = _write(registry, opened, batch, stored, author, require, job)
    return ImportResult(batch, proposal, changeset, dry_run=False)


def require_confident(proposal: Proposal) -> None:
    """Raise ``CallError`` for a mapping of which a part must be confirmed."""
    if not proposal.doubtful:
        return
    lines = "; ".join(
        f"{match.field} from {' or '.join(map(repr, match.columns))} ({match.confidence:.2f}: "
        f"{match.because})"
        for match in proposal.doubtful
    )
    raise CallError(
        f"Part of the mapping is below {CONFIDENT} and must be confirmed: {lines}.",
        remedy="Confirm it with --yes, or correct it in a --mapping file "
        "(--write-mapping FILE.toml writes one to start from).",
        doubtful=[match.field for match in proposal.doubtful],
    )


def proposals(path: Path, options: ReadOptions | None = None) -> list[tuple[Layer, list[Guess]]]:
    """The layers of a file, each with the record types it may hold, best first."""
    with open_file(path, options) as opened:
        return list(_looked_at(opened))


def _looked_at(opened: OpenFile) -> Iterator[tuple[Layer, list[Guess]]]:
    for layer in opened.layers:
        if layer.rows == 0:
            yield layer, []
            continue
        yield layer, guess(opened.read(layer), RECORD_TYPES.values())


def layer_line(layer: Layer, guesses: list[Guess]) -> str:
    """One layer in words: its name, rows, shapes, and what it looks like."""
    rows = "?" if layer.rows is None else f"{layer.rows:,}"
    kind = f" {layer.geometry}" if layer.geometry else ""
    best = guesses[0] if guesses else None
    looks = f", looks like {best.record_type.name} ({best.confidence:.2f})" if best else ""
    return f"{layer.name}: {rows}{kind} rows{looks}"


def _require_other_file(registry: Registry, path: Path) -> None:
    """The live registry is never opened by anything but the store, not even to look at it."""
    if path.exists() and registry.path.exists() and path.samefile(registry.path):
        raise CallError(
            f"{path} is the registry itself.", remedy="Name the file that is to be imported."
        )


def _layer(opened: OpenFile, wanted: str) -> Layer:
    if wanted:
        return opened.layer(wanted)
    if len(opened.layers) == 1:
        return opened.layers[0]
    lines = "\n       ".join(layer_line(*each) for each in _looked_at(opened))
    raise CallError(
        f"{opened.name} has {len(opened.layers)} layers:\n       {lines}",
        remedy="Choose one with --layer (a part of its name that only one has is enough).",
        layers=[layer.name for layer in opened.layers],
    )


def _record_type(table: Table, wanted: str, settings: ImportSettings) -> RecordType:
    if wanted:
        return find_record_type(wanted)
    guesses = guess(table, RECORD_TYPES.values())[:3]
    words = ", or ".join(f"{each.record_type.name} ({each.confidence:.2f})" for each in guesses)
    sure = bool(guesses) and guesses[0].confidence >= SURE_OF_TYPE
    if sure and settings.guess_type:
        return guesses[0].record_type
    raise CallError(
        f"{table.file}, layer {table.layer}, looks like {words or 'nothing that is known here'}.",
        remedy=f"State it with --as {guesses[0].record_type.name}"
        f"{', or take it with --yes' if sure else ''}."
        if guesses
        else f"State it with --as, one of: {', '.join(RECORD_TYPES)}.",
    )


def _prepared(mapping: ColumnMapping, record_type: RecordType, table: Table) -> ColumnMapping:
    """A mapping with codes for the values that were set, checked against the layer."""
    prepared = replace(mapping, record_type=record_type.name, layer=table.layer)
    check_mapping(prepared, table.columns)
    codes: dict[str, str] = {}
    for name, value in prepared.set.items():
        each = record_type[name]
        several = each.kind == "choices"
        parts = value.split(";") if several else [value]
        codes[name] = ";".join(code_of(each, part.strip()) for part in parts)
    return replace(prepared, set=codes)


def _require_columns(table: Table, proposal: Proposal, *, known_ids: bool) -> None:
    missing = list(proposal.missing)
    if known_ids and ID in proposal.mapping.columns:
        # Records that are known keep their place and what they must have.
        missing = [each for each in missing if "position" not in each]
    if not missing:
        return
    found = ", ".join(table.columns) or "no columns at all"
    fields = [name for name in missing if name in proposal.record_type]
    example = f"--set {fields[0]}=..." if fields else "--mapping"
    raise InputRefused(
        f"{table.file}, layer {table.layer}, has no column for {' and none for '.join(missing)}. "
        f"Its columns are: {found}.",
        remedy=f"Name the column in a --mapping file, or give all rows one value with {example}.",
        missing=missing,
        found=list(table.columns),
    )


def _known(
    registry: Registry,
    record_type: RecordType,
    stored: Mapping[str, StoredRecord],
    words: Mapping[str, Mapping[str, str]],
    table: Table,
) -> Known:
    records = {record_id: each.record for record_id, each in stored.items()}
    wanted = {each.refers_to for each in record_type if each.refers_to} - {record_type.name}
    names = {name: Names.of(registry.records_in_short(name, NAMED_BY)) for name in wanted}
    names[record_type.name] = Names.of(records.values())
    runs = registry.import_runs()
    return Known(
        region=registry.region,
        records=records,
        edited=dict(_edited(registry, record_type.name, stored.values())),
        names=names,
        words=words,
        of_this_file=frozenset(_of_this_file(runs, record_type.name, stored, table)),
    )


def _edited(
    registry: Registry, name: str, stored: Iterable[StoredRecord]
) -> Iterator[tuple[str, Record]]:
    """Records that a person wrote last, with what an import said before."""
    for each in stored:
        if each.origin is not None:
            continue
        imported = [
            version.record
            for version in registry.history(each.record.id, name)
            if version.origin is not None
        ]
        yield each.record.id, imported[-1] if imported else Record(name, each.record.id, {})


def _of_this_file(
    runs: Iterable[ImportRun], name: str, stored: Mapping[str, StoredRecord], table: Table
) -> Iterator[str]:
    raws = {
        run.raw
        for run in runs
        if run.in_force
        and (run.file, run.layer, run.record_type) == (table.file, table.layer, name)
    }
    for record_id, each in stored.items():
        origin = each.origin
        if origin is not None and origin.file in raws and origin.layer == table.layer:
            yield record_id


def _skipped(opened: OpenFile, record_type: RecordType) -> Finding:
    names = ", ".join(opened.skipped[:5])
    return Finding(
        "files-not-read",
        "note",
        f"{len(opened.skipped)} files of the archive are not read: {names}"
        f"{' ...' if len(opened.skipped) > 5 else ''}.",
        file=opened.name,
        record_type=record_type.name,
    )


def _write(
    registry: Registry,
    opened: OpenFile,
    batch: ImportBatch,
    stored: Mapping[str, StoredRecord],
    author: str,
    require: Require | None,
    job: str,
) -> int | None:
    """Write a batch as one change; ``None`` where the same import is on record already."""
    main = next((raw for raw in opened.raw if raw.path.suffix.lower() == ".shp"), opened.raw[0])
    document = batch.mapping.as_document()
    if not batch.records and _imported_already(registry, main.sha256, batch):
        return None
    reason = f"Import of {batch.file} as {batch.record_type}"
    source = f"{batch.file} ({job})" if job else batch.file
    with registry.change(author=author, reason=reason, source=source, kind="import") as change:
        if require is not None:
            require(batch)
        for raw in opened.raw:
            if change.keep_raw(raw.name, raw.path.read_bytes()) != raw.sha256:
                raise InputRefused(
                    f"{raw.name} was changed by another program while it was read.",
                    remedy="Close it there, and import it again.",
                )
        change.put_many(_puts(batch, stored, main.sha256))
        _record(change, batch, main.sha256, document)
        return change.number


def _imported_already(registry: Registry, sha256: str, batch: ImportBatch) -> bool:
    """Whether an import in force made the same of these bytes, whatever the file was called."""
    wanted = _only(batch.file, batch.layer), batch.record_type
    runs = {
        run.number
        for run in registry.import_runs(raw=sha256)
        if run.in_force and (_only(run.file, run.layer), run.record_type) == wanted
    }
    set_aside: dict[int, set[int]] = {number: set() for number in runs}
    for kept in registry.quarantined():
        if kept.import_run.number in runs:
            set_aside[kept.import_run.number].add(kept.row.row)
    return {row.row for row in batch.quarantined} in set_aside.values()


def _only(file: str, layer: str) -> str:
    """A layer's name; empty for that of a file's only layer, which is named after the file."""
    return "" if layer == Path(file).stem else layer


def _puts(batch: ImportBatch, stored: Mapping[str, StoredRecord], sha256: str) -> Iterator[Put]:
    for record, row in zip(batch.records, batch.record_rows, strict=True):
        before = stored.get(record.id)
        origin = Origin(sha256, batch.layer, row, batch.importer)
        yield Put(record, before.version if before else None, origin)


def _record(
    change: Change, batch: ImportBatch, sha256: str, document: Mapping[str, object]
) -> None:
    change.record_import(
        raw=sha256,
        file=batch.file,
        layer=batch.layer,
        record_type=batch.record_type,
        importer=batch.importer,
        mapping=document,
        rows=batch.rows,
        accepted=batch.accepted,
        repaired=len(batch.repaired),
        unchanged=len(batch.unchanged),
        findings=batch.findings,
        quarantine=map(_kept, batch.quarantined),
    )


def _kept(row: SetAside) -> QuarantinedRow:
    return QuarantinedRow(row.row, f"{row.rule}: {row.reason}", row.values, row.shape)
