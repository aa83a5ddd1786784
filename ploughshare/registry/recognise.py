"""What a file is, before it is trusted: a registry, something else, or out of reach."""

import sqlite3
from pathlib import Path, PurePath

from ploughshare import __version__
from ploughshare.errors import InputRefused, PloughError, RegistryTooNew, StorageError

APPLICATION_ID = int.from_bytes(b"PLGH", "big")
"""Stands in the header of every registry, where SQLite keeps it for its users."""

GEOPACKAGE_IDS = frozenset(int.from_bytes(word, "big") for word in (b"GPKG", b"GP10", b"GP11"))

NETWORK_KINDS = frozenset({"nfs", "nfs4", "cifs", "smbfs", "smb3", "fuse.sshfs", "afs", "afpfs"})
"""File systems on which several machines see one file but not each other's shared memory."""

MOUNTS = Path("/proc/mounts")


def require_registry(connection: sqlite3.Connection, path: Path) -> None:
    """
    Refuse a file that is not a registry, saying what it looks like.

    Asks SQLite and nobody else: opening and closing a live file by other means
    drops the locks this process holds on it.
    """
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise unreadable(error, path) from error
    if application == APPLICATION_ID:
        return
    if application in GEOPACKAGE_IDS or "gpkg_contents" in tables:
        raise _refusal(path, "is a GeoPackage", f"Read it with 'plough import {path.name}'.")
    what = "is an SQLite file of another program" if tables else "is an empty file"
    raise _refusal(path, what, "Name the registry, or make one with 'plough init'.")


def unreadable(error: sqlite3.Error, path: Path) -> PloughError:
    """What SQLite says about a file it cannot use, in words for the person who asked."""
    text = str(error)
    if "not a database" in text:
        remedy = "Name the registry, or make one with 'plough init'."
        return _refusal(path, "is not an SQLite file", remedy)
    if "locked" in text or "busy" in text:
        return StorageError(
            f"{path} is being written by another program.",
            remedy="Wait until it has finished, then try again. Nothing was changed.",
        )
    if "readonly" in text:
        return StorageError(
            f"{path} cannot be written: the file or its folder is read-only.",
            remedy="Change its permissions, or copy it with 'plough backup'.",
        )
    if "full" in text:
        return StorageError(
            f"The disk that holds {path} is full; nothing of this change was kept.",
            remedy="Free some space and try again.",
        )
    if "malformed" in text or "corrupt" in text:
        return StorageError(
            f"{path} is damaged: {text}.",
            remedy="Restore the last backup with 'plough restore', and keep the damaged file.",
        )
    if "unable to open" in text:
        return StorageError(
            f"{path} cannot be opened: SQLite must be able to write its folder, even to read.",
            remedy="Check the path and the permissions of the folder.",
        )
    return StorageError(f"{path}: {text}.", remedy=_disk_remedy(path))


def _disk_remedy(path: Path) -> str:
    if network_kind(path):
        return "It lies on a network share; copy it to a disk of this machine."
    return "Check the disk, then run 'plough check'."


def _refusal(path: Path, what: str, remedy: str) -> InputRefused:
    return InputRefused(f"{path} {what}, not a registry.", remedy=remedy, path=str(path))


def require_known_schema(found: str, known: str, path: Path) -> None:
    """Refuse a registry whose schema is later than the last this program knows."""
    if found > known:
        raise RegistryTooNew(
            f"{path} was written by a later version of the program: its schema is {found}, "
            f"and Ploughshare {__version__} knows schemas up to {known}.",
            remedy="Install a later version of Ploughshare. The file was not touched.",
            found=found,
            known=known,
        )


def require_local(path: Path) -> None:
    """Refuse a path on a network share, where SQLite cannot keep its promises."""
    kind = network_kind(path)
    if kind:
        raise StorageError(
            f"{path} lies on a network share ({kind}), where a registry can lose what it wrote.",
            remedy="Keep it on a disk of this machine, and put backups on the share.",
            kind=kind,
        )


def network_kind(path: Path) -> str:
    """The kind of network share a path lies on; empty for a local disk or when unknown."""
    mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    return share_of(path.absolute(), mounts)


def share_of(path: PurePath, mounts: str) -> str:
    """
    As ``network_kind``, from the text of ``/proc/mounts``.

    A Windows path that begins with ``\\\\`` names a share by itself.
    """
    if path.drive.startswith("\\\\"):
        return "Windows share"
    points = [line.split(" ")[1:3] for line in mounts.splitlines() if line.count(" ") >= 2]
    above = [(len(point), kind) for point, kind in points if path.is_relative_to(_unescaped(point))]
    kind = max(above, default=(0, ""))[1]
    return kind if kind in NETWORK_KINDS else ""


def _unescaped(point: str) -> str:
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
