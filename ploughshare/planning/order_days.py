"""Days of issued orders around which the last plan can be carried over, found before any search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ploughshare.errors import Negative
from ploughshare.planning.formulate import formulate
from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Kept, Otherwise, SetAside, Statement
from ploughshare.planning.unplaced import behind, set_aside, unplaced

ROUNDS = 12
"""Most times that something is set aside to carry the last plan over."""

TRIES = 2
"""Times that single orders are put off before all are that must be."""


@dataclass
class OrderDays:
    """
    Statements of a programme, with issued orders on days on which they can begin.

    Such a day is that of the last plan. An order that leaves no room for other work on
    it takes the first day on which it can begin when everybody does what the last plan
    says in the order it says.

    Parameters
    ----------
    said
        What rules say, orders included.
    aside
        What has no time left even where no order is kept.
    """

    last: LastPlan
    programme: Programme
    said: Sequence[Statement]
    aside: list[SetAside | Otherwise] = field(default_factory=list)

    def find(self) -> None:
        """Set aside what has no time, and put off orders that must be."""
        if self._in_the_way(()) == []:
            return
        others = [s for s in self.said if not isinstance(s, Kept)]
        for _ in range(ROUNDS):
            draft = formulate(self.programme, others, self.aside)
            try:
                schedule = self.last.carried(draft)
            except Negative as found:
                self.aside += set_aside(draft, found)
                continue
            if schedule is not None:
                numbered = zip(draft.problem.activity_ids, schedule.start.tolist(), strict=True)
                self._put_off(dict(numbered))
            return
        self.aside = []

    def _put_off(self, first: Mapping[str, int]) -> None:
        """Put off orders to the steps at which they begin in a schedule that needs none of them."""
        for _ in range(TRIES):
            names = self._in_the_way(self.aside)
            if not names:
                return
            self._begin(first, names)
        self._begin(first, [s.activity for s in self.said if isinstance(s, Kept)])

    def _begin(self, first: Mapping[str, int], names: Sequence[str]) -> None:
        self.said = [
            replace(s, start=max(s.start, first[s.activity]))
            if isinstance(s, Kept) and s.activity in names and s.activity in first
            else s
            for s in self.said
        ]

    def _in_the_way(self, aside: Sequence[Statement]) -> list[str]:
        """Kept orders that leave no room for what waits or for themselves; all if none is named."""
        draft = formulate(self.programme, self.said, aside)
        try:
            self.last.carried(draft)
        except Negative as found:
            names = [name for name in behind(draft, unplaced(found)) if name in draft.kept]
            return names or list(draft.kept)
        return []
