"""What other installed packages offer under an entry point group of ours."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from ploughshare.errors import StorageError


def offered(group: str) -> Iterator[object]:
    """
    What every installed package offers under a group, each made by calling the entry point.

    Raises
    ------
    StorageError
        A package cannot be loaded; the message names it and what it offers.
    """
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        try:
            yield point.load()()
        except Exception as wrong:  # whatever another package's code raises
            raise _broken(point, wrong) from wrong


def _broken(point: EntryPoint, wrong: Exception) -> StorageError:
    package = point.dist.name if point.dist else point.module
    return StorageError(
        f"The package {package} offers {point.name!r} ({point.group}), which cannot be loaded: "
        f"{type(wrong).__name__}: {wrong}.",
        remedy=f"Install a version of {package} that fits this program, or uninstall it.",
    )
