"""The work of an import's two jobs: a try that writes nothing, and the writing of what it has shown."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ploughshare.errors import CallError, StaleVersion
from ploughshare.imports.batch import ImportBatch
from ploughshare.imports.judge import JudgeOptions
from ploughshare.imports.mapping import ColumnMapping
from ploughshare.registry.jobs import Job
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.solve import Progress
from ploughshare.usecases.files import write_bytes
from ploughshare.usecases.import_file import ImportSettings, import_file
from ploughshare.usecases.jobs import left_by, source_of
from ploughshare.usecases.try_import import fingerprint, try_import
from ploughshare.web import drafts, received
from ploughshare.web.asked import AcceptedImportAsked, ImportAsked, MappingAsked, read
from ploughshare.web.import_models import outcome, shapes

OUTCOME, SHAPES = ".import.json", ".shapes.json"
"""Endings of the files that a try leaves."""

Said = Callable[[Progress], None]


def try_file(registry: Registry, job: Job, asked: ImportAsked, said: Said) -> Mapping[str, Any]:
    """
    Try a file that waits, and leave what came of it.

    The result has no values of the file: whoever may see jobs sees it.
    """
    path = received.file_of(registry.path, asked.file)
    tried = try_import(registry, path, settings_of(asked), progress=_stages(said))
    into = drafts.folder(registry.path)
    result: dict[str, Any] = {"question": tried.question}
    if tried.result is not None:
        batch = tried.result.batch
        write_bytes(into / f"{job.id}{SHAPES}", json.dumps(shapes(tried.result)).encode())
        result |= {**batch.counts, "fingerprint": fingerprint(batch)}
    told = outcome(path.name, tried).model_dump_json()
    write_bytes(into / f"{job.id}{OUTCOME}", told.encode())
    return result


def write_file(
    registry: Registry,
    job: Job,
    asked: AcceptedImportAsked,
    said: Said,
    require_wanted: Callable[[], None],
) -> Mapping[str, Any]:
    """
    Write what a try has shown, once, and forget the file: its bytes are in the registry then.

    Raises
    ------
    StaleVersion
        The registry was changed so that the file comes out otherwise now; nothing was written.
    """
    first = registry.jobs.job(asked.tried)
    tried = tried_import(registry, asked)
    left = left_by(registry, job)
    if left is None:
        shown = first.result["fingerprint"]

        def require(batch: ImportBatch) -> None:
            require_wanted()
            if fingerprint(batch) != shown:
                raise StaleVersion(
                    f"{batch.file} comes out otherwise than it was shown: records were changed "
                    "meanwhile. Nothing was written.",
                    remedy="Try the file again, look at what it gives now, and import that.",
                )

        written = import_file(
            registry,
            received.file_of(registry.path, tried.file),
            settings_of(tried),
            author=job.account,
            confirm=lambda _: None,
            progress=_stages(said),
            require=require,
            job=source_of(job),
        )
        batch = written.batch
        left = {
            "changeset": written.changeset,
            "file": batch.file,
            "layer": batch.layer,
            "record_type": batch.record_type,
            **batch.counts,
        }
    received.discard(registry.path, tried.file)
    return left


def tried_import(registry: Registry, asked: AcceptedImportAsked) -> ImportAsked:
    """
    What a try was asked for.

    Raises
    ------
    CallError
        The job is no try that could be written.
    NoSuchRecord
        There is no such job.
    """
    job = registry.jobs.job(asked.tried)
    if job.kind != "import" or job.state != "done" or "fingerprint" not in job.result:
        raise CallError(
            f"Job {job.id} has tried no file that could be imported.",
            remedy="Try the file, and answer what it asks.",
        )
    found = read(dict(job.arguments))
    assert isinstance(found, ImportAsked)
    return found


def settings_of(asked: ImportAsked) -> ImportSettings:
    """
    What a person says about an import, as the use case takes it.

    Raises
    ------
    CallError
        It accepts what cannot be accepted.
    """
    accepted = frozenset(asked.accept)
    JudgeOptions(accepted)
    return ImportSettings(
        asked.record_type, asked.layer, _mapping(asked.mapping), accepted, guess_type=True
    )


def _mapping(asked: MappingAsked) -> ColumnMapping:
    columns = {name: tuple(columns) for name, columns in asked.columns.items()}
    return ColumnMapping(**{**asked.model_dump(), "columns": columns})


def _stages(said: Said) -> Callable[[str], None]:
    begun = datetime.now(UTC)

    def tell(stage: str) -> None:
        said(Progress("import", (datetime.now(UTC) - begun).total_seconds(), text=stage))

    return tell


def left_of(registry: Path, job_id: str, suffix: str) -> Path:
    """Where a file lies that a try has left."""
    return drafts.folder(registry) / f"{job_id}{suffix}"
