"""Undo a whole change, for example the import of a wrong file."""

from ploughshare.registry.registry import Registry
from ploughshare.registry.reversal import Reversal


def undo(registry: Registry, number: int, *, author: str, reason: str) -> Reversal:
    """
    Undo the change of that number by a new one; the history shows both.

    Raises
    ------
    StaleVersion
        Later changes touched the same records; the message lists them.
    CallError
        The change has no records, or was undone already.
    NoSuchRecord
        No change has that number.
    """
    return registry.undo(number, author=author, reason=reason)
