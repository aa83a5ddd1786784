"""Open a file of any known format: its layers, its tables, and its bytes for the record."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ploughshare.errors import CallError, InputRefused, StorageError
from ploughshare.imports.containers import (
    is_archive,
    is_workbook,
    looks_like,
    read_head,
    unpack,
)
from ploughshare.imports.formats import OWN, importers
from ploughshare.imports.geofiles import Shapefile
from ploughshare.imports.protocol import (
    MEGABYTE,
    Importer,
    Layer,
    ReadOptions,
    Table,
    require_rows,
)
from ploughshare.imports.shapefile_set import siblings

REFUSED = {
    ".kmz": "Unpack it (it is a zip archive) and import the .kml in it.",
    ".xls": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx or CSV.",
    ".gdb": "Export the layer as a GeoPackage.",
    ".mdb": "Export the tables as CSV.",
    ".accdb": "Export the tables as CSV.",
    ".rar": "Unpack it, and import what is in it.",
    ".7z": "Unpack it, and import what is in it.",
    ".dbf": "Give the .shp of the shapefile, with all its files in one folder.",
    ".prj": "Give the .shp of the shapefile, with all its files in one folder.",
    ".cpg": "Give the .shp of the shapefile, with all its files in one folder.",
}
"""What to do instead, by the ending of formats that are not read."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """Bytes as they were received, which the registry keeps."""

    name: str
    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One file that can be read: as given, or unpacked from an archive."""

    path: Path
    name: str
    importer: Importer


@dataclass(frozen=True, slots=True)
class OpenFile:
    """
    A file that can be imported.

    Parameters
    ----------
    path
        As the person gave it.
    found
        The layers in it, each with the file that holds it: itself, or one of an archive.
    raw
        What was received: the file itself, or all files of a shapefile.
    sha256
        Digest of ``raw``: of the one file, or of the digests of several.
    options
        What the person said about reading it.
    skipped
        Names of files in an archive that are not read.
    """

    path: Path
    found: tuple[tuple[_Part, Layer], ...]
    raw: tuple[RawFile, ...]
    sha256: str
    options: ReadOptions
    skipped: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers of the file."""
        return tuple(layer for _, layer in self.found)

    def layer(self, wanted: str) -> Layer:
        """
        The layer of that name, or the only one whose name contains it.

        Raises
        ------
        CallError
            None or several fit; the message lists them.
        """
        layers = self.layers
        exact = [layer for layer in layers if layer.name == wanted]
        close = [layer for layer in layers if wanted.casefold() in layer.name.casefold()]
        for found in (exact, close):
            if len(found) == 1:
                return found[0]
        names = "; ".join(layer.name for layer in (close or layers))
        raise CallError(
            f"{self.name} has {'several layers' if close else 'no layer'} named {wanted!r}.",
            remedy=f"Choose one with --layer: {names}.",
            layers=[layer.name for layer in layers],
        )

    def read(self, layer: Layer) -> Table:
        """All rows of a layer. Raises ``InputRefused`` for a layer that cannot be read."""
        for part, found in self.found:
            if found == layer:
                table = part.importer.read(part.path, layer.name, self.options)
                require_rows(table.n_rows, layer.name, self.name)
                return replace(table, file=self.name)
        raise CallError(f"{self.name} has no layer {layer.name!r}.")


@contextmanager
def open_file(path: Path, options: ReadOptions | None = None) -> Iterator[OpenFile]:
    """
    Open a file for import; what an archive holds is unpacked and deleted again afterwards.

    Raises
    ------
    StorageError
        There is no such file.
    InputRefused
        Its format is not read, its content is not what its name says, or it is damaged.
    """
    options = options or ReadOptions()
    _check_there(path, options)
    with tempfile.TemporaryDirectory(prefix="plough-", ignore_cleanup_errors=True) as folder:
        skipped: tuple[str, ...] = ()
        if is_archive(path) and not is_workbook(path) and path.suffix.lower() != ".kmz":
            parts, skipped = _archive_parts(path, Path(folder), options)
        else:
            parts = (_Part(path, path.name, _importer(path, importers())),)
        raw = _raw_files(path, parts)
        found = tuple(
            (part, layer) for part in parts for layer in part.importer.layers(part.path, options)
        )
        yield OpenFile(path, found, raw, _digest(raw), options, skipped)


def _check_there(path: Path, options: ReadOptions) -> None:
    if not path.exists():
        raise StorageError(f"There is no file {path}.", remedy="Check the name and the folder.")
    if path.is_dir():
        raise CallError(f"{path} is a folder.", remedy="Name the files in it.")
    size = path.stat().st_size
    if size == 0:
        raise InputRefused(f"{path.name} is empty: 0 bytes.", remedy="Fetch or send it again.")
    if size > options.limits.file_bytes:
        raise InputRefused(
            f"{path.name} has {size / MEGABYTE:,.0f} MB; at most "
            f"{options.limits.file_bytes / MEGABYTE:,.0f} MB are read.",
            remedy="Cut the region of operation out of it first.",
        )


def _importer(path: Path, known: tuple[Importer, ...]) -> Importer:
    """
    The importer for a file, by content first and name second. A format of another package is
    asked first about files with an ending of its own: it may be JSON or text underneath.
    """
    head = read_head(path)
    suffix = path.suffix.lower()
    named = next((each for each in known if suffix in each.suffixes), None)
    asked = known if named is None or named in OWN else (named, *known)
    found = next((each for each in asked if each.recognises(path, head)), None)
    if found is not None and (named is None or named is found):
        return found
    if suffix in REFUSED:
        raise InputRefused(f"{path.name}: {suffix} is not read.", remedy=REFUSED[suffix])
    words = looks_like(head)
    if found is not None and named is not None:
        raise InputRefused(
            f"{path.name} is named like {named.title} but its content is {found.title}.",
            remedy=f"Rename it to end in {found.suffixes[0]}, if you trust where it comes from.",
        )
    if named is not None:
        raise InputRefused(
            f"{path.name} is named like {named.title} but its content is {words}.",
            remedy="Fetch it again. A download that failed often leaves a web page behind.",
        )
    endings = ", ".join(each.suffixes[0] for each in known)
    database = words == "an SQLite database"
    raise InputRefused(
        f"{path.name} is {words}{' but no GeoPackage' if database else ''}; it is not read.",
        remedy=f"Formats that are read: {endings} and .zip.",
    )


def _archive_parts(
    path: Path, folder: Path, options: ReadOptions
) -> tuple[tuple[_Part, ...], tuple[str, ...]]:
    """The readable files of an archive, and the names of the others."""
    members = unpack(path, folder, options.limits)
    stems = {
        (member.path.parent, member.path.stem.lower())
        for member in members
        if member.path.suffix.lower() == ".shp"
    }
    known = importers()
    parts: list[_Part] = []
    skipped: list[str] = []
    for member in members:
        suffix = member.path.suffix.lower()
        of_shapefile = (member.path.parent, member.path.stem.lower()) in stems
        if of_shapefile and suffix not in (".shp", ".kmz", ".kml", ".geojson", ".csv"):
            continue
        if any(suffix in each.suffixes for each in known) and suffix != ".txt":
            parts.append(_Part(member.path, member.name, _importer(member.path, known)))
        else:
            skipped.append(member.name)
    if not parts:
        raise InputRefused(
            f"{path.name} holds no file that is read: "
            f"{', '.join(skipped[:8]) or 'it is empty'}{' ...' if len(skipped) > 8 else ''}.",
            remedy="A shapefile needs at least .shp, .shx and .dbf.",
        )
    return tuple(parts), tuple(skipped)


def _raw_files(path: Path, parts: tuple[_Part, ...]) -> tuple[RawFile, ...]:
    alone = len(parts) == 1 and parts[0].path == path
    if alone and isinstance(parts[0].importer, Shapefile):
        return tuple(_raw(each) for _, each in sorted(siblings(path).items()))
    return (_raw(path),)


def _raw(path: Path) -> RawFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return RawFile(path.name, path, digest, path.stat().st_size)


def _digest(raw: tuple[RawFile, ...]) -> str:
    if len(raw) == 1:
        return raw[0].sha256
    lines = "".join(f"{each.path.suffix.lower()} {each.sha256}\n" for each in raw)
    return hashlib.sha256(lines.encode()).hexdigest()
