"""Files that were sent for import, kept in a folder beside the registry until each is decided."""

import json
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import time

from ploughshare.errors import CallError, InputRefused, NoSuchRecord, PloughError
from ploughshare.imports.formats import endings
from ploughshare.imports.protocol import MEGABYTE
from ploughshare.usecases.files import read_bytes, write_bytes

MOST_BYTES = 200 * MEGABYTE
"""Of one file; larger ones are imported on the command line."""

MOST_FILES = 20
"""Undecided at a time."""

LONGEST_NAME = 120
DAY_SECONDS = 86_400

DETAILS = ".received"
"""Who sent a file and when; written last, it says that the file is whole. No file is called so."""


FORBIDDEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


class TooLarge(PloughError):
    """What was sent has more bytes than are taken."""

    code = "too-large"


@dataclass(frozen=True, slots=True)
class Received:
    """
    A file that was sent.

    Parameters
    ----------
    id
        For example ``"F-3b0c5d1e7a92"``.
    name
        As its sender calls it.
    bytes
        How many it has.
    sha256
        Of its bytes, as the registry will name them.
    account
        Who sent it.
    at
        When, UTC.
    """

    id: str
    name: str
    bytes: int
    sha256: str
    account: str
    at: datetime


async def receive(registry: Path, name: str, account: str, parts: AsyncIterator[bytes]) -> Received:
    """
    Keep a file as it comes in.

    Raises
    ------
    CallError
        Its name is none, or too many files are undecided.
    InputRefused
        Files with such an ending are not read.
    TooLarge
        It has more than ``MOST_BYTES``.
    """
    name = _name(name)
    _clear(_folder(registry))
    if len(files(registry)) >= MOST_FILES:
        raise CallError(
            f"{MOST_FILES} files wait for a decision already.",
            remedy="Import some of them, or discard them.",
        )
    file_id = f"F-{secrets.token_hex(6)}"
    place = _folder(registry) / file_id
    place.mkdir(mode=0o700)
    try:
        size, digest = await _write(place / name, parts)
        received = Received(file_id, name, size, digest, account, datetime.now(UTC))
        told = {**asdict(received), "at": received.at.isoformat()}
        write_bytes(place / DETAILS, json.dumps(told, ensure_ascii=False).encode())
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return received


async def _write(path: Path, parts: AsyncIterator[bytes]) -> tuple[int, str]:
    """Write what comes in; return its size and digest."""
    size, digest = 0, sha256()
    with path.open("wb") as file:
        async for part in parts:
            size += len(part)
            if size > MOST_BYTES:
                raise too_large(path.name)
            digest.update(part)
            file.write(part)
    if size == 0:
        raise InputRefused(f"{path.name} is empty: 0 bytes.", remedy="Send it again.")
    return size, digest.hexdigest()


def too_large(name: str) -> TooLarge:
    """The error for a file of more than ``MOST_BYTES``."""
    return TooLarge(
        f"{name} has more than {MOST_BYTES // MEGABYTE} MB, which is the most that is taken here.",
        remedy="Import it with 'plough import' where the registry is, or split it.",
    )


def files(registry: Path) -> list[Received]:
    """Files that wait for a decision, newest first."""
    found = [_details(place) for place in _folder(registry).iterdir()]
    return sorted((each for each in found if each), key=lambda each: each.at, reverse=True)


def one(registry: Path, file_id: str) -> Received:
    """A file that waits. Raises ``NoSuchRecord``."""
    place = _folder(registry) / file_id
    found = _details(place) if re.fullmatch("F-[0-9a-f]{12}", file_id) else None
    if found is None:
        raise NoSuchRecord(
            f"No file {file_id} waits for a decision.", remedy="It was decided. Send it again."
        )
    return found


def file_of(registry: Path, file_id: str) -> Path:
    """Where the bytes of a waiting file lie. Raises ``NoSuchRecord``."""
    return _folder(registry) / file_id / one(registry, file_id).name


def discard(registry: Path, file_id: str) -> None:
    """Forget a file; of an import, the registry keeps the bytes. Raises ``NoSuchRecord``."""
    place = _folder(registry) / one(registry, file_id).id
    (place / DETAILS).unlink()
    shutil.rmtree(place, ignore_errors=True)


def _folder(registry: Path) -> Path:
    found = registry.with_name(f"{registry.name}.received")
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def _clear(folder: Path) -> None:
    """Delete what is left of files that never arrived whole."""
    for place in folder.iterdir():
        if not (place / DETAILS).exists() and place.stat().st_mtime < time() - DAY_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


def _details(place: Path) -> Received | None:
    file = place / DETAILS
    if not file.exists():
        return None
    told = json.loads(read_bytes(file))
    return Received(**{**told, "at": datetime.fromisoformat(told["at"])})


def _name(given: str) -> str:
    """A name under which the file can lie anywhere: no folders, and nothing a system forbids."""
    last = re.split(r"[/\\]", given)[-1]
    stem, dot, ending = last.rpartition(".")
    stem = re.sub(r"[^\w \-().,+]", "_", stem).strip(" .")[:LONGEST_NAME]
    suffix = f"{dot}{ending}".lower()
    if not stem:
        raise CallError("The file has no name.", remedy="Send its name with it: name=....")
    if suffix not in endings():
        raise InputRefused(
            f"Files that end in {suffix[:12] or 'nothing'} are not read here.",
            remedy=f"Those are: {', '.join(sorted(endings()))}. Zip a shapefile with its parts.",
        )
    return f"{'_' if FORBIDDEN.fullmatch(stem) else ''}{stem}{suffix}"
