"""Try an import: everything that an import would do but writing, and what it must be told before."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from ploughshare.errors import CallError, InputRefused, PloughError
from ploughshare.imports.batch import ImportBatch
from ploughshare.imports.propose import Guess, Proposal
from ploughshare.imports.protocol import Layer, ReadOptions
from ploughshare.registry.registry import Registry
from ploughshare.usecases.import_file import ImportResult, ImportSettings, import_file, proposals


@dataclass(frozen=True, slots=True)
class Tried:
    """
    What came of a try.

    Parameters
    ----------
    layers
        Layers of the file, each with the record types it may hold, best first.
    result
        Every row with its end; ``None`` where something must be said first.
    question
        What that is: ``"layer"``, ``"record type"``, ``"columns"`` or ``"other"``; empty for nothing.
    message, remedy
        The same in words.
    missing
        Fields that need a column, or one value for all rows.
    """

    layers: tuple[tuple[Layer, tuple[Guess, ...]], ...]
    result: ImportResult | None
    question: str = ""
    message: str = ""
    remedy: str = ""
    missing: tuple[str, ...] = ()


def try_import(
    registry: Registry,
    path: Path,
    settings: ImportSettings,
    *,
    progress: Callable[[str], None] | None = None,
) -> Tried:
    """
    Map and judge a file, and write nothing; a doubtful mapping is shown, not refused.

    Raises
    ------
    InputRefused
        No layer of the file can be read.
    """
    options = ReadOptions(settings.mapping.encoding, settings.limits)
    layers = tuple((layer, tuple(guesses)) for layer, guesses in proposals(path, options))
    try:
        result = import_file(
            registry,
            path,
            settings,
            author="",
            dry_run=True,
            confirm=_show,
            progress=progress,
        )
    except (CallError, InputRefused) as error:
        named = error.facts.get("missing")
        missing = tuple(map(str, named)) if isinstance(named, list) else ()
        question = _question(error, settings, several=len(layers) > 1)
        return Tried(layers, None, question, error.message, error.remedy, missing)
    return Tried(layers, result)


def fingerprint(batch: ImportBatch) -> str:
    """What two readings of a file have in common if they would write the same."""
    told = {
        "of": [batch.file, batch.layer, batch.record_type, batch.importer],
        "counts": batch.counts,
        "mapping": batch.mapping.as_document(),
        "records": [
            [row, each.id, each.values, each.geometry.wkb_hex if each.geometry else ""]
            for row, each in zip(batch.record_rows, batch.records, strict=True)
        ],
        "quarantined": [[each.row, each.rule, each.reason] for each in batch.quarantined],
        "findings": [asdict(each) for each in batch.findings],
    }
    text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _show(proposal: Proposal) -> None:
    """Whoever tries sees the mapping with how far it is believed, and decides then."""


def _question(error: PloughError, settings: ImportSettings, *, several: bool) -> str:
    if "missing" in error.facts:
        return "columns"
    if "layers" in error.facts or (several and not settings.layer):
        return "layer"
    return "other" if settings.record_type else "record type"
