"""Which activity waits for which."""

from collections.abc import Iterable

from ploughshare.planning.statements import Wait


def pairs(waits: Iterable[Wait]) -> set[tuple[str, str]]:
    return {(wait.first, wait.then) for wait in waits}
