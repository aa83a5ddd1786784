"""What a file is by its first bytes, and how an archive is unpacked without trusting it."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ploughshare.errors import InputRefused, PloughError
from ploughshare.imports.protocol import MEGABYTE, Limits

HEAD_BYTES = 4_096

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PAR1", "a Parquet file"),
)
"""Formats by their first bytes."""


def looks_like(head: bytes) -> str:
    """What the first bytes of a file are, in words; empty when nothing tells."""
    for signature, words in SIGNATURES:
        if head.startswith(signature):
            return words
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text:
        return "an empty file" if not head else "a blank file"
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if text.startswith((b"<?xml", b"<")):
        return "an XML file"
    if text.startswith((b"{", b"[")):
        return "a JSON file"
    if b"\x00" in head:
        return "a binary file of no format that is known here"
    return "a text file"


def read_head(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive, also with stray bytes before it or cut off."""
    if b"PK\x03\x04" not in read_head(path):
        return False
    return path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook: a zip archive that holds one."""
    try:
        with open_archive(path) as archive:
            names = archive.namelist()
    except InputRefused:
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name there, and where it was unpacked to."""

    name: str
    path: Path


def unpack(path: Path, folder: Path, limits: Limits) -> tuple[Member, ...]:
    """
    Unpack an archive into an empty folder.

    Files are written under numbered folders with the last part of their name only, so that
    no name in the archive can reach outside. Sizes are counted while unpacking: what the
    archive says about itself is not believed.

    Raises
    ------
    InputRefused
        The archive is cut off, damaged, locked by a password, or unpacks to more than
        the limits allow.
    """
    with open_archive(path) as archive:
        return _unpack_members(path, archive, folder, limits)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip archive; whatever goes wrong while it is read becomes ``InputRefused``."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (PloughError, MemoryError):
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as damaged:
        raise InputRefused(
            f"{path.name} is a zip archive that is cut off or damaged ({damaged}).",
            remedy="Fetch or send it again, and compare its size with the original.",
        ) from damaged
    except Exception as damaged:
        # Damaged archives make zipfile raise a dozen other classes, some of them accidents.
        raise InputRefused(
            f"{path.name} is a zip archive that is damaged ({type(damaged).__name__}).",
            remedy="Fetch or send it again, and compare its size with the original.",
        ) from damaged


def _unpack_members(
    path: Path, archive: zipfile.ZipFile, folder: Path, limits: Limits
) -> tuple[Member, ...]:
    entries = [entry for entry in archive.infolist() if not _is_folder(entry)]
    if len(entries) > limits.members:
        raise InputRefused(
            f"{path.name} holds {len(entries):,} files; at most {limits.members:,} are unpacked.",
            remedy="Unpack it by hand, and import the files that matter.",
        )
    members: list[Member] = []
    homes: dict[PurePosixPath, Path] = {}
    unpacked = 0
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if "__MACOSX" in name.parts or name.name.startswith("."):
            continue
        _check_entry(path, entry)
        home = homes.setdefault(name.parent, folder / str(len(homes)))
        home.mkdir(exist_ok=True)
        target = home / _plain_name(name.name)
        unpacked += _unpack_one(archive, entry, target, limits, before=unpacked)
        members.append(Member(str(name), target))
    return tuple(members)


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.endswith(("/", "\\")) or not entry.filename


def _check_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise InputRefused(
            f"{path.name} is locked by a password.",
            remedy="Unpack it with the password, and import what is in it.",
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputRefused(
            f"{path.name} is packed by a method that is not read here.",
            remedy="Unpack it by hand, and import what is in it.",
        )


def _plain_name(name: str) -> str:
    """A file name without characters that some system forbids."""
    return "".join("_" if letter in '<>:"|?*\x00' else letter for letter in name)[-150:] or "_"


def _unpack_one(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    target: Path,
    limits: Limits,
    *,
    before: int,
) -> int:
    """Unpack one file in pieces, and stop as soon as it grows beyond the limits."""
    size = 0
    with archive.open(entry) as packed, target.open("wb") as file:
        while piece := packed.read(MEGABYTE):
            size += len(piece)
            ratio = size / max(entry.compress_size, 1)
            if before + size > limits.unpacked_bytes or (
                size > 10 * MEGABYTE and ratio > limits.ratio
            ):
                name, megabytes = Path(str(archive.filename)).name, (before + size) / MEGABYTE
                raise InputRefused(
                    f"{name} grows to more than {megabytes:,.0f} MB when unpacked "
                    f"({entry.filename[:80]!r} {ratio:,.0f} to 1).",
                    remedy="That is no ordinary map file. Ask its sender what it is; if it is "
                    "genuine, unpack it by hand.",
                )
            file.write(piece)
    return size
