"""Days of issued orders around which the last plan can be carried over, found before any search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ploughshare.planning.formulate import formulate
from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Kept, Statement

ROUNDS = 4
"""Most times that orders are put off: one that is put off may stand in the way of another."""


@dataclass
class OrderDays:
    """
    Statements of a programme, with issued orders on days on which they can begin.

    Such a day is that of the last plan. An order for which there is no room on it takes the
    first day on which it can begin when everybody does what the last plan says in the order it
    says. What there is no time for otherwise is left to the search.

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
            begins, late = self.last.carried(draft)
            names = frozenset(late).intersection(draft.kept)
            if not names:
                return
            self.said = [
                replace(s, start=max(s.start, begins[s.activity]))
                if isinstance(s, Kept) and s.activity in names
                else s
                for s in self.said
            ]
