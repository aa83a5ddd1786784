"""Reading and writing whole files: never half, and with errors that name them."""

import gzip
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ploughshare.errors import StorageError


def read_bytes(path: Path) -> bytes:
    """
    All bytes of a file.

    Raises
    ------
    StorageError
        When it is missing, a folder, or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StorageError(f"There is no file {path}.", remedy="Check the path.") from None
    except IsADirectoryError:
        raise StorageError(f"{path} is a folder.", remedy="Name a file in it.") from None
    except OSError as error:
        if path.is_dir():
            raise StorageError(f"{path} is a folder.", remedy="Name a file in it.") from None
        raise StorageError(f"{path} cannot be read: {error.strerror}.") from None


def require_place(path: Path) -> None:
    """
    Refuse a file that could not be written, before the work that makes it.

    Raises
    ------
    StorageError
        When it is a folder, or its folder is missing.
    """
    if path.is_dir():
        raise StorageError(f"{path} is a folder.", remedy="Name a file in it.")
    if not path.parent.is_dir():
        raise StorageError(f"There is no folder {path.parent}.", remedy="Make it, or name another.")


def require_empty(folder: Path) -> None:
    """
    Refuse a folder that holds anything, or could not be made, before the work that fills it.

    Raises
    ------
    StorageError
        When it is a file or not empty, or when the folder it would lie in is missing.
    """
    if folder.is_dir():
        if any(folder.iterdir()):
            raise StorageError(
                f"The folder {folder} is not empty, and files of before would be taken for new.",
                remedy="Name an empty one, or one that is not there yet.",
            )
        return
    require_place(folder)
    if folder.exists():
        raise StorageError(f"{folder} is a file.", remedy="Name a folder.")


def write_files(path: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """
    Write files one by one into a folder, made where it is missing; one without a name is the path.

    Yields each name and its bytes when they are written.
    """
    for name, data in files:
        if name:
            try:
                path.mkdir(exist_ok=True)
            except OSError as error:
                raise StorageError(f"{path} cannot be made: {error.strerror}.") from None
        write_bytes(path / name if name else path, data)
        yield name, data


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of these bytes; see ``write_parts``."""
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """
    Write a file as a whole, part by part: beside its place first, then moved there.

    A name that ends in ``.gz`` is compressed, always to the same bytes.

    Raises
    ------
    StorageError
        When the folder is missing or cannot be written; an old file is left as it was.
    """
    if path.suffix == ".gz":
        parts = [gzip.compress(b"".join(parts), mtime=0)]
    try:
        if path.is_dir():
            raise StorageError(f"{path} is a folder.", remedy="Name a file in it.")
        beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with beside.open("wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except FileNotFoundError:
        raise StorageError(
            f"There is no folder {path.parent}.", remedy="Make it, or name another."
        ) from None
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from None
