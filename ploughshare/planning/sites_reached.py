"""Sites that the last plan sends people to, and that stay reached as long as nothing new bars them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules.access import access_first
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import Statement, Wait
from ploughshare.planning.terrain import Terrain


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

    def went_past(wait: Wait) -> bool:
        first, then = finish.get(wait.first), start.get(wait.then)
        return first is not None and then is not None and then < min(first, last.priced)

    past = {
        (s.first, s.then)
        for s in said
        if isinstance(s, Wait) and s.rule == "access_first" and went_past(s)
    }
    before = _as_then(last, programme.situation)
    if past and before is not None:
        past &= {(w.first, w.then) for w in access_first(Programme(Terrain(before)))}
    for s in said:
        reached = isinstance(s, Wait) and s.rule == "access_first" and (s.first, s.then) in past
        yield replace(s, reached=True) if isinstance(s, Wait) and reached else s


def _as_then(last: LastPlan, situation: Situation) -> Situation | None:
    """Today's records without what bars ways only since the last plan; ``None`` for nothing."""
    hazards = {name: h for name, h in situation.hazards.items() if name in last.records}
    roads = {name: last.roads.get(name, link) for name, link in situation.roads.items()}
    new = [h for name, h in situation.hazards.items() if name not in hazards and h.is_open]
    if not new and roads == situation.roads:
        return None
    return replace(situation, hazards=hazards, roads=roads)
