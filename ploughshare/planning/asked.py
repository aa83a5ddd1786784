"""What is asked of a plan besides the fewest days missing, one after the other, each at its price."""

from collections.abc import Sequence
from dataclasses import dataclass

from ploughshare.planning.goals import Course
from ploughshare.planning.items import TakenOff
from ploughshare.planning.place import Placed
from ploughshare.planning.priced import PlannedPriorities, PutFirst
from ploughshare.planning.priorities import keep_priorities, priorities_asked
from ploughshare.planning.put_first import put_first
from ploughshare.planning.situation import Situation
from ploughshare.planning.wishes import Wish


@dataclass(frozen=True, slots=True)
class Prices:
    """What taking teams off, priorities and wishes change; ``None`` where nobody asked for it."""

    taken_off: TakenOff | None = None
    priorities: PlannedPriorities | None = None
    put_first: PutFirst | None = None


def searches_after(situation: Situation, first: Sequence[Wish]) -> int:
    """How many searches follow the one that nobody forces, of those that are known before it."""
    return bool(priorities_asked(situation)) + bool(first)


def as_asked(
    free: Placed, course: Course, first: Sequence[Wish], by: str, price: TakenOff | None = None
) -> tuple[Placed, Prices]:
    """The same work placed as published decisions and wishes ask for."""
    placed, priorities, standing = keep_priorities(free, course, left=int(bool(first)))
    wished = None
    if first:
        placed, wished = put_first(placed, first, by, course, standing)
    return placed, Prices(price, priorities, wished)
