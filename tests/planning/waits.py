"""Which activity waits for which."""

from collections.abc import Iterable

from ploughshare.planning.statements import Statement, Wait


def pairs(said: Iterable[Statement]) -> set[tuple[str, str]]:
    return {(each.first, each.then) for each in said if isinstance(each, Wait)}
