"""A folder of files: which layer of which file is what, in the order of import."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, InputRefused, PloughError
from ploughshare.imports.formats import endings
from ploughshare.imports.protocol import ReadOptions
from ploughshare.usecases.import_file import SURE_OF_TYPE, ImportSettings, proposals


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """
    One layer of one file in a folder, and what it looks like.

    Parameters
    ----------
    record_type
        Empty where it is not plain.
    confidence
        0 to 1.
    problem
        Why it cannot be read; empty for nothing.
    one_of_several
        Whether the file has other layers.
    missing
        Fields that every row must have and no column gives.
    """

    path: Path
    layer: str
    record_type: str
    confidence: float
    problem: str = ""
    one_of_several: bool = False
    missing: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it can be imported without a word from anybody."""
        return bool(self.record_type) and not self.problem and not self.missing

    @property
    def command(self) -> str:
        """The line that imports it; dots stand for what must be filled in."""
        named = self.one_of_several or self.layer != self.path.stem
        words = ["import", str(self.path), "--as", self.record_type or "TYPE"]
        words += ["--layer", self.layer] if named else []
        for name in self.missing:
            words += ["--set", f"{name}=..."]
        return "plough " + shlex.join(words)

    @property
    def line(self) -> str:
        """It as one line: its command and how sure that is, or what is wrong with it."""
        if self.problem:
            return f"# {self.path.name}: {self.problem}"
        sure = f"{self.confidence:.2f}" if self.record_type else "not plain"
        return f"{self.command}   # {sure}"


@dataclass(frozen=True, slots=True)
class ToImport:
    """
    What a call asks for.

    Parameters
    ----------
    layers
        Files, each with how it is imported, in that order.
    left
        Layers of folders that are not plain, and are left to the person.
    """

    layers: tuple[tuple[Path, ImportSettings], ...]
    left: tuple[FolderEntry, ...] = ()


def look_into(folder: Path, options: ReadOptions | None = None) -> list[FolderEntry]:
    """Every layer of every file of a folder, in the order in which they are best imported."""
    entries: list[FolderEntry] = []
    read = endings()
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        if path.suffix.lower() not in read:
            continue
        try:
            looked_at = proposals(path, options)
            for layer, guesses in looked_at:
                best = guesses[0] if guesses and guesses[0].confidence >= SURE_OF_TYPE else None
                entries.append(
                    FolderEntry(
                        path,
                        layer.name,
                        best.record_type.name if best else "",
                        best.confidence if best else 0.0,
                        "" if layer.rows != 0 else f"{layer.name} has no rows",
                        one_of_several=len(looked_at) > 1,
                        missing=best.missing if best else (),
                    )
                )
        except PloughError as error:
            entries.append(FolderEntry(path, "", "", 0.0, error.message))
    # Words and sources first: what other files say is read by them.
    order = {name: place for place, name in enumerate(("vocabulary", "sources"))}
    for name in RECORD_TYPES:
        order.setdefault(name, len(order))
    return sorted(entries, key=lambda each: (order.get(each.record_type, len(order)), each.path))


def to_import(paths: Sequence[Path], settings: ImportSettings, *, yes: bool) -> ToImport:
    """
    The imports that a call asks for: of each file, and of all plain layers of a folder.

    Raises
    ------
    CallError
        A folder was given without ``yes``, or nothing in it is plain: the message is the list
        of commands to run.
    InputRefused
        A folder holds nothing that is read.
    """
    layers: list[tuple[Path, ImportSettings]] = []
    left: list[FolderEntry] = []
    for path in paths:
        if not path.is_dir():
            layers.append((path, settings))
            continue
        entries = look_into(path, ReadOptions(settings.mapping.encoding, settings.limits))
        if not entries:
            raise InputRefused(f"{path} holds no file that is read.", remedy="Name the files.")
        plain = [each for each in entries if each.is_plain]
        if not yes or not plain:
            lines = "\n       ".join(each.line for each in entries)
            raise CallError(
                f"{path} holds {len(entries)} layers. These commands import them:\n       {lines}",
                remedy="Correct what is wrong, and run them; or import what is plain with --yes.",
                commands=[each.command for each in entries if not each.problem],
            )
        layers += [
            (each.path, replace(settings, record_type=each.record_type, layer=each.layer))
            for each in plain
        ]
        left += [each for each in entries if not each.is_plain]
    return ToImport(tuple(layers), tuple(left))
