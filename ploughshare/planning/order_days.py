"""Days of issued orders around which the last plan can be carried over, found before any search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.last_plan import LastPlan, Late
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Kept, Statement

ROUNDS = 4
"""Most times that orders are put off: one that is put off may stand in the way of another."""


@dataclass
class OrderDays:
    """
    Statements of a programme, with issued orders on days on which they can begin.

    Such a day is that of the last plan. An order for which there is no room on it takes the day from
    which all that it waits for is done, and other work of its teams goes around it. Where it cannot
    begin then either, it takes its turn: the first day on which it can begin when everybody does what
    the last plan says in the order it says. What there is no time for otherwise is left to the search.

    Parameters
    ----------
    said
        What rules say, orders included.
    """

    last: LastPlan
    programme: Programme
    said: Sequence[Statement]

    def find(self) -> None:
        """Put off orders that must be."""
        for _ in range(ROUNDS):
            draft = formulate(self.programme, self.said)
            late = self.last.carried(draft)
            later = {n: s for n, each in late.items() if (s := _later(draft, n, each)) is not None}
            if not later:
                return
            self.said = [
                replace(s, start=later[s.activity])
                if isinstance(s, Kept) and s.activity in later
                else s
                for s in self.said
            ]


def _later(draft: Draft, name: str, late: Late) -> int | None:
    """
    The next step to try for an order: when all before it is done, else its turn.

    ``None`` where neither is later than the step that it has.
    """
    start = draft.kept[name].start
    found = late.ready if late.ready > start else late.begins
    return found if found > start else None
