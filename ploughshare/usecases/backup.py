"""Back up a registry, and make one from a backup."""

from dataclasses import dataclass
from pathlib import Path

from ploughshare.errors import StorageError
from ploughshare.registry.backup import back_up as _back_up
from ploughshare.registry.backup import restore as _restore


@dataclass(frozen=True, slots=True)
class Copied:
    """
    A backup or a restored registry, checked.

    Parameters
    ----------
    path
        The file.
    head
        Hash of its last change: whoever has it can tell later that nothing was cut off.
    changes
        How many changes it holds.
    aside
        Where a registry that was replaced is kept.
    """

    path: Path
    head: str
    changes: int
    aside: Path | None = None


def back_up(path: Path, target: Path) -> Copied:
    """
    Copy the registry as it is at one moment into a new file, while others may write.

    Raises ``StorageError`` when the target exists or the registry is not intact.
    """
    _require_folder(target)
    result = _back_up(path, target)
    return Copied(target, result.head, result.changes)


def restore(backup: Path, path: Path, *, replace: bool = False) -> Copied:
    """
    Make the registry at ``path`` from a backup that is intact.

    Raises ``StorageError`` when ``path`` exists, unless ``replace``: then what was there is
    put aside.
    """
    _require_folder(path)
    result, aside = _restore(backup, path, replace=replace)
    return Copied(path, result.head, result.changes, aside)


def _require_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise StorageError(f"There is no folder {path.parent}.", remedy="Make it first.")
