"""Settle statements against each other: what can be planned, and what falls away with what."""

from collections.abc import Iterable

from ploughshare.planning.programme import Programme
from ploughshare.planning.settle_alternatives import settle_alternatives
from ploughshare.planning.settle_any_road import reach_by_any_road
from ploughshare.planning.settle_circles import break_circles, cascade, drop_benefits
from ploughshare.planning.settle_under_way import settle_continuing
from ploughshare.planning.settle_ways import add_days, drop_teams, drop_ways
from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import Statement


def settle(programme: Programme, statements: Iterable[Statement]) -> Settlement:
    """Take all statements about a programme and settle them, in the only order that works."""
    said = Settlement(programme)
    for statement in statements:
        said.take(statement)
    add_days(said)
    drop_teams(said)
    drop_ways(said)
    settle_continuing(said)
    break_circles(said)
    reach_by_any_road(said)
    cascade(said)
    settle_alternatives(said)
    drop_benefits(said)
    return said
