"""What does not go together, as it stands between the activities that are planned."""

from collections.abc import Iterator
from dataclasses import replace

from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import AtOnce, Separated


def live_separations(said: Settlement) -> Iterator[Separated]:
    """
    What is kept apart of what is planned.

    Of two that both stand where they are, under way or kept with their day, nobody is moved.
    """
    for statement in said.separated:
        these, those = _planned(said, statement.these), _planned(said, statement.those)
        stands = tuple(name for name in these if _stands(said, name))
        moves = tuple(name for name in these if name not in stands)
        open_ones = tuple(name for name in those if not _stands(said, name))
        if moves and those:
            yield replace(statement, these=moves, those=those)
        if stands and open_ones:
            name = f"{statement.name}, under way" if moves and those else statement.name
            yield replace(statement, name=name, these=stands, those=open_ones)


def live_limits(said: Settlement) -> Iterator[AtOnce]:
    """
    Limits that can be passed, each with room for every activity and for what stands.

    Neither so few teams pass one, each of which does one thing at a time, nor so few activities.
    """
    serving: dict[tuple[str, ...], int] = {}
    for statement in said.at_once:
        if statement.kinds not in serving:
            serving[statement.kinds] = _serving(said, statement.kinds)
        names = _planned(said, statement.activities)
        crews: dict[str, list[int]] = {}
        standing = 0
        for name in names:
            if _stands(said, name):
                goes_on = said.continues.get(name) or said.kept[name]
                standing += statement.counted(goes_on.teams)
            else:
                crews[name] = [statement.counted(way.teams) for way in said.ways.get(name, ())]
        least = [min(sizes) for sizes in crews.values() if sizes]
        teams = max([statement.teams, standing, *least])
        most = standing + sum(max(sizes, default=0) for sizes in crews.values())
        if teams < min(most, serving[statement.kinds]):
            yield replace(statement, activities=names, teams=teams)


def _serving(said: Settlement, kinds: tuple[str, ...]) -> int:
    """How many teams serve as one of some kinds."""
    return len({each.team for each in said.present.values() if {*each.kinds} & {*kinds}})


def _planned(said: Settlement, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name in said.activities and name not in said.fallen)


def _stands(said: Settlement, name: str) -> bool:
    return name in said.continues or name in said.kept
