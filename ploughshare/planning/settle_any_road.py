"""By any road: what may be reached by several roads waits for the first that is opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ploughshare.planning.settlement import Settlement
from ploughshare.planning.statements import ByAnyRoad, FirstOf, Wait

Key = tuple[tuple[tuple[str, str], ...], tuple[frozenset[str], ...]]


def reach_by_any_road(said: Settlement) -> None:
    """
    Put what opens the first road in place of waits for the road chosen beforehand.

    Of that road nothing is asked for that is not waited for without other roads: where its waits
    closed a circle, what lies behind is taken as reached as well. So every plan that opens the roads
    chosen beforehand remains one.
    """
    if not said.by_any_road:
        return
    waited_for = _waited_for(said)
    own = _own_waits(said)
    dropped: dict[str, list[Wait]] = {}
    for wait in said.reached_anyway:
        dropped.setdefault(wait.then, []).append(wait)
    free: set[int] = set()
    known: dict[Key, str] = {}
    for name, statement in said.by_any_road.items():
        if name not in waited_for or name not in said.activities or name in said.continues:
            continue
        for pair in own.get(name, ()):
            left = [wait for wait in said.waits.pop(pair) if wait.rule != statement.rule]
            if left:
                said.waits[pair] = left
        always = tuple(row for row in statement.always if row[0] in waited_for[name])
        first_of = _with_chosen(statement, waited_for[name])
        if not _assumed(statement, waited_for[name]):
            free |= {id(wait) for wait in dropped.get(name, ()) if wait.rule == statement.rule}
        if first_of is None:
            _wait(said, name, always, statement.rule)
            continue
        key = always, tuple(map(frozenset, first_of.sets))
        if key not in known:
            milestone = known[key] = first_of.milestone.id
            said.activities[milestone] = first_of.milestone
            said.alternatives[milestone] = first_of
            _wait(said, milestone, always, statement.rule)
        _wait(said, name, ((known[key], "one way there is opened first"),), statement.rule)
    said.reached_anyway = [wait for wait in said.reached_anyway if id(wait) not in free]


def _wait(said: Settlement, then: str, rows: tuple[tuple[str, str], ...], rule: str) -> None:
    for first, because in rows:
        if first != then:
            said.waits.setdefault((first, then), []).append(Wait(first, then, because, rule=rule))


def _with_chosen(statement: ByAnyRoad, waited_for: frozenset[str]) -> FirstOf | None:
    """The roads, of the one chosen beforehand what is waited for; ``None`` for no choice."""
    either = statement.first_of
    if either is None:
        return None
    chosen = tuple(name for name in either.sets[0] if name in waited_for)
    if not chosen:
        return None
    sets = (chosen, *either.sets[1:])
    # Whoever has opened a road on which all lies that lies on another has opened that, too.
    kept = [n for n in range(len(sets)) if not any(_opens(sets, n, m) for m in range(len(sets)))]
    return replace(
        either,
        sets=tuple(sets[n] for n in kept),
        named=tuple(either.named[n] for n in kept),
        rule=statement.rule,
    )


def _opens(sets: Sequence[tuple[str, ...]], n: int, m: int) -> bool:
    """Whether set ``n`` is one too many beside set ``m``."""
    these, those = set(sets[n]), set(sets[m])
    return those < these or (those == these and m < n)


def _assumed(statement: ByAnyRoad, waited_for: frozenset[str]) -> bool:
    """Whether something that lies on the way is not waited for."""
    chosen = statement.first_of.sets[0] if statement.first_of else ()
    return any(name not in waited_for for name in (*chosen, *(n for n, _ in statement.always)))


def _own_waits(said: Settlement) -> Mapping[str, list[tuple[str, str]]]:
    """Pairs of waits of what is reached by any road that are by the same rule."""
    found: dict[str, list[tuple[str, str]]] = {}
    for pair, waits in said.waits.items():
        statement = said.by_any_road.get(pair[1])
        if statement is not None and any(wait.rule == statement.rule for wait in waits):
            found.setdefault(pair[1], []).append(pair)
    return found


def _waited_for(said: Settlement) -> Mapping[str, frozenset[str]]:
    """
    What of that which opens roads each activity waits for, directly or behind others.

    What is under way waits for nothing. Members of circles and what lies behind them are left out.
    """
    asked = {name: number for number, name in enumerate(dict.fromkeys(_openers(said)))}
    names = list(asked)
    after: dict[str, list[str]] = {}
    waiting = dict.fromkeys(said.activities, 0)
    for first, then in said.waits:
        if then not in said.continues and first in waiting and then in waiting:
            after.setdefault(first, []).append(then)
            waiting[then] += 1
    behind = dict.fromkeys(said.activities, 0)
    queue = [name for name, count in waiting.items() if not count]
    found: dict[str, frozenset[str]] = {}
    while queue:
        name = queue.pop()
        if name in said.by_any_road:
            found[name] = frozenset(_named(behind[name], names))
        passed = behind.pop(name) | (1 << asked[name] if name in asked else 0)
        for then in after.get(name, ()):
            behind[then] |= passed
            waiting[then] -= 1
            if not waiting[then]:
                queue.append(then)
    return found


def _openers(said: Settlement) -> Iterator[str]:
    for statement in said.by_any_road.values():
        yield from (name for name, _ in statement.always)
        for each in statement.first_of.sets if statement.first_of else ():
            yield from each


def _named(bits: int, names: list[str]) -> Iterator[str]:
    while bits:
        low = bits & -bits
        yield names[low.bit_length() - 1]
        bits ^= low
