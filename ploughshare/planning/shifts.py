"""Who slips and who gains: two schedules of the same work side by side, community by community."""

from collections.abc import Iterable, Iterator

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.priced import Shift

NOWHERE = "no community on record"

NAMED = 10
"""Communities named one by one; the rest are counted."""

Moves = dict[tuple[str, str], list[tuple[int, float]]]


def shifts(free: Explanation, now: Explanation) -> tuple[tuple[Shift, ...], tuple[Shift, ...]]:
    """
    Communities whose benefits come later than in a free schedule, and whose come sooner.

    Both are schedules of one draft. A community with some of each stands in both lists; people
    times days of the first list less those of the second are what the two objectives differ by.
    """
    steps_per_day = now.draft.programme.situation.calendar.steps_per_day
    before = {benefit.id: benefit.step for benefit in free.benefits()}
    later: Moves = {}
    sooner: Moves = {}
    for benefit in now.benefits():
        days = (benefit.step - before[benefit.id]) / steps_per_day
        if days and benefit.weight:
            community = now.settlement(benefit.record_type, benefit.record_id)
            side = later if days > 0 else sooner
            where = (community, benefit.district)
            side.setdefault(where, []).append((benefit.weight, abs(days)))
    return _rows(later), _rows(sooner)


def _rows(moves: Moves) -> tuple[Shift, ...]:
    rows = [
        Shift(
            community, district, len(moved), sum(weight for weight, _ in moved),
            sum(weight * days for weight, days in moved) / sum(weight for weight, _ in moved),
            max(days for _, days in moved),
        )
        for (community, district), moved in moves.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda r: (-r.weight * r.days, r.district, r.community)))


def lines(rows: Iterable[Shift], word: str) -> Iterator[str]:
    """A list of communities in words; ``word`` is ``later`` or ``sooner``."""
    listed = list(rows)
    if not listed:
        yield f"  {word}: nobody"
        return
    count = "1 community" if len(listed) == 1 else f"{len(listed):,} communities"
    yield f"  {word}: {count} (people counted once for each service)"
    yield from (f"    {sentence(row, word)}" for row in listed[:NAMED])
    if len(listed) > NAMED:
        rest = listed[NAMED:]
        people = sum(row.weight for row in rest)
        yield f"    and {len(rest):,} more, with {people:,} people"


def sentence(row: Shift, word: str) -> str:
    """``Dobrel: 12 working days later for 1,200 people``."""
    most = f" (at most {wording.days(row.most_days)})" if row.most_days > row.days * 1.05 else ""
    where = ", ".join(part for part in (row.community or NOWHERE, row.district) if part)
    return f"{where}: {wording.days(row.days)} {word}{most} for {row.weight:,} people"
