"""Sites that the last plan sends people to, and that stay reached as long as nothing new bars them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.access import access_first
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import FirstOf, Statement, Wait
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

    ways = {id(wait): way for wait, way in _by_road(said)}
    past = {way for way in ways.values() if went_past(way)}
    before = _as_then(last, programme.situation)
    if past and before is not None:
        then = (replace(s, rule=RULE) for s in access_first(Programme(Terrain(before))))
        past &= {way for _, way in _by_road(tuple(then))}
    for s in said:
        yield replace(s, reached=True) if isinstance(s, Wait) and ways.get(id(s)) in past else s


_Way = tuple[str, frozenset[frozenset[str]]]
"""An activity, and the sets of which one opens the way to it."""


def _by_road(said: Sequence[Statement]) -> Iterator[tuple[Wait, _Way]]:
    """Waits for roads, each with what opens them."""
    either = {
        s.milestone.id: frozenset(map(frozenset, s.sets)) for s in said if isinstance(s, FirstOf)
    }
    for s in said:
        if isinstance(s, Wait) and s.rule == RULE:
            yield s, (s.then, either.get(s.first, frozenset({frozenset({s.first})})))


def _as_then(last: LastPlan, situation: Situation) -> Situation | None:
    """Today's records without what bars ways only since the last plan; ``None`` for nothing."""
    hazards = {name: h for name, h in situation.hazards.items() if name in last.records}
    roads = {name: last.roads.get(name, link) for name, link in situation.roads.items()}
    new = [h for name, h in situation.hazards.items() if name not in hazards and h.is_open]
    if not new and roads == situation.roads:
        return None
    return replace(situation, hazards=hazards, roads=roads)
