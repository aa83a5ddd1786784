"""A folder of files: which layer of which file is what, in the order of the dictionary."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, InputRefused, PloughError
from ploughshare.imports.formats import endings
from ploughshare.imports.protocol import ReadOptions
from ploughshare.usecases.import_file import SURE_OF_TYPE, ImportSettings, proposals


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """One layer of one file in a folder, and what it looks like; empty where that is not plain."""

    path: Path
    layer: str
    record_type: str
    confidence: float
    problem: str = ""

    @property
    def command(self) -> str:
        """The line that imports it."""
        layer = ["--layer", self.layer] if self.layer != self.path.stem else []
        return "plough " + shlex.join(
            ["import", str(self.path), "--as", self.record_type or "TYPE", *layer]
        )


def look_into(folder: Path, options: ReadOptions | None = None) -> list[FolderEntry]:
    """Every layer of every file of a folder, in the order in which they are best imported."""
    entries: list[FolderEntry] = []
    read = endings()
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        if path.suffix.lower() not in read:
            continue
        try:
            for layer, guesses in proposals(path, options):
                best = guesses[0] if guesses and guesses[0].confidence >= SURE_OF_TYPE else None
                name = best.record_type.name if best else ""
                confidence = best.confidence if best else 0.0
                problem = "" if layer.rows != 0 else f"{layer.name} has no rows"
                entries.append(FolderEntry(path, layer.name, name, confidence, problem))
        except PloughError as error:
            entries.append(FolderEntry(path, "", "", 0.0, error.message))
    order = {name: place for place, name in enumerate(RECORD_TYPES)}
    return sorted(entries, key=lambda each: (order.get(each.record_type, len(order)), each.path))


def folder_imports(
    paths: Sequence[Path], settings: ImportSettings, *, yes: bool
) -> Iterator[tuple[Path, ImportSettings]]:
    """
    The imports that a call asks for: of each file, or of all layers of a folder.

    Raises
    ------
    CallError
        A folder was given without ``yes``: the message is the list of commands to run.
    """
    for path in paths:
        if not path.is_dir():
            yield path, settings
            continue
        entries = look_into(path, ReadOptions(settings.mapping.encoding, settings.limits))
        if not entries:
            raise InputRefused(f"{path} holds no file that is read.", remedy="Name the files.")
        plain = [each for each in entries if each.record_type and not each.problem]
        if not yes or not plain:
            lines = "\n       ".join(_line(each) for each in entries)
            raise CallError(
                f"{path} holds {len(entries)} layers. These commands import them:\n       {lines}",
                remedy="Correct what is wrong, and run them; or import what is plain with --yes.",
                commands=[each.command for each in entries if not each.problem],
            )
        for each in plain:
            yield each.path, replace(settings, record_type=each.record_type, layer=each.layer)


def _line(entry: FolderEntry) -> str:
    if entry.problem:
        return f"# {entry.path.name}: {entry.problem}"
    sure = f"{entry.confidence:.2f}" if entry.record_type else "not plain"
    return f"{entry.command}   # {sure}"
