"""Sites that the last plan sends people to, and that stay reached as long as nothing new bars them."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.access import access_first
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import ByAnyRoad, FirstOf, Statement, Wait
from ploughshare.planning.terrain import Terrain

RULE = "access_first"


def sites_reached(
    last: LastPlan, programme: Programme, said: Sequence[Statement]
) -> Iterator[Statement]:
    """
    Where the last plan sends people in the next four weeks, they get there as it says.

    Where roads wait for each other in a circle, which waits are dropped depends on what
    is done already. Without this rule a site that is reached by the last plan might
    suddenly wait for a road that takes a year, although nothing has happened there. What
    is new on the map does bar the way: a hazardous area, or a road that was closed.
    """
    start = {item.activity: last.step(item.start) for item in last.items}
    finish = {item.activity: last.step(item.finish) for item in last.items}

    def went_past(way: _Way) -> bool:
        then, sets = way
        opened = [max(finish[n] for n in names) for names in sets if names <= finish.keys()]
        return bool(opened) and then in start and start[then] < min(*opened, last.priced)

    past = {way for way in _by_road(said) if went_past(way)}
    before = _as_then(last, programme.situation)
    if past and before is not None:
        then = (replace(s, rule=RULE) for s in access_first(Programme(Terrain(before))))
        past &= set(_by_road(tuple(then)))
    several = _several(said)
    for s in said:
        if isinstance(s, Wait) and s.rule == RULE:
            way = s.then, several.get((s.first, s.then), _alone(s.first))
            yield replace(s, reached=True) if way in past else s
        elif isinstance(s, ByAnyRoad):
            yield from (_without(s, name, past) for name in s.activities)
        else:
            yield s


_Sets = frozenset[frozenset[str]]
_Way = tuple[str, _Sets]
"""An activity, and the sets of which one opens the way to it."""


def _by_road(said: Sequence[Statement]) -> Iterator[_Way]:
    """Each activity with what opens a way to it."""
    several = _several(said)
    for s in said:
        if isinstance(s, Wait) and s.rule == RULE:
            yield s.then, several.get((s.first, s.then), _alone(s.first))
        elif isinstance(s, ByAnyRoad):
            for name in s.activities:
                yield from ((name, _alone(first)) for first, _ in s.always)
                if s.first_of is not None:
                    yield name, _sets(s.first_of)


def _several(said: Sequence[Statement]) -> Mapping[tuple[str, str], _Sets]:
    """What else opens the way, by an activity on the way chosen beforehand and what it leads to."""
    return {
        (first, name): _sets(s.first_of)
        for s in said
        if isinstance(s, ByAnyRoad) and s.first_of is not None
        for first in s.first_of.sets[0]
        for name in s.activities
    }


def _sets(first_of: FirstOf) -> _Sets:
    return frozenset(map(frozenset, first_of.sets))


def _alone(name: str) -> _Sets:
    return frozenset({frozenset({name})})


def _without(statement: ByAnyRoad, name: str, past: Container[_Way]) -> ByAnyRoad:
    """What opens the ways to one activity, without what the last plan went past."""
    first_of = statement.first_of
    return replace(
        statement,
        activities=(name,),
        always=tuple(row for row in statement.always if (name, _alone(row[0])) not in past),
        first_of=None if first_of and (name, _sets(first_of)) in past else first_of,
    )


def _as_then(last: LastPlan, situation: Situation) -> Situation | None:
    """Today's records without what bars ways only since the last plan; ``None`` for nothing."""
    hazards = {name: h for name, h in situation.hazards.items() if name in last.records}
    roads = {name: last.roads.get(name, link) for name, link in situation.roads.items()}
    new = [h for name, h in situation.hazards.items() if name not in hazards and h.is_open]
    if not new and roads == situation.roads:
        return None
    return replace(situation, hazards=hazards, roads=roads)
