"""
Reorder: what joint rules come to in a schedule, changed for the better.

Local moves keep, as predecessors, which of two that are kept apart comes first, who makes room for
whom within a limit, and which alternative is waited for. Here the order itself is changed: one of
such a pair goes before the other, with all it waits for or all that waits for it; or something that
would make another alternative whole comes earlier. Then every date is set anew, and what is not
worse is kept.
"""

import numpy as np

from ploughshare.scheduling.benefits import objective
from ploughshare.scheduling.draft import Draft, copied
from ploughshare.scheduling.frozen import (
    AFTER,
    ALTERNATIVE,
    BEFORE,
    WAIT,
    WHY,
    arcs_of,
)
from ploughshare.scheduling.left_shift import retime
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.tables import Tables

LONGEST_WAY = 3_000
"""Places in the order that something is moved by, at most."""
_PAIRS, _TIGHT = 0.75, 0.8
"""Share of tries with a pair, where there are alternatives too; of these, with one that is tight."""


def reordered(
    tables: Tables, draft: Draft, *, tries: int, random: np.random.Generator
) -> Draft | None:
    """
    Return the best schedule that so many changes of the order make of one, or the schedule itself.

    ``None`` where joint rules make no pairs and there are no alternatives.

    Parameters
    ----------
    draft
        A feasible schedule, its sequence in the order of time. Not changed.
    """
    best, value = draft, objective(tables.benefits, draft.finish)
    order = _Order(tables, best)
    if not len(order.pairs) + len(order.alternatives):
        return None
    for _ in range(tries):
        sequence = order.changed(random)
        if sequence is None:
            continue
        trial = copied(best)
        trial.sequence[:] = sequence
        if retime(tables, trial) >= 0:
            continue
        new = objective(tables.benefits, trial.finish)
        if new <= value:
            best, value = trial, new
            order = _Order(tables, best)
    return best


class _Order:
    """The order of a schedule, what waits for what, and the pairs that joint rules make."""

    def __init__(self, tables: Tables, draft: Draft) -> None:
        problem = tables.problem
        arcs = arcs_of(tables, draft)
        chosen = arcs[:, WHY] == ALTERNATIVE
        self.sequence: list[int] = draft.sequence.tolist()
        self.place = np.empty(len(self.sequence), np.int64)
        self.place[draft.sequence] = np.arange(len(self.sequence))
        self.first, self.pred = problem.pred_start, problem.pred
        self.waited_for: dict[int, list[int]] = {}
        for i, j in arcs[chosen][:, [BEFORE, AFTER]].tolist():
            self.waited_for.setdefault(j, []).append(i)
        self.pairs: Ints = arcs[~chosen][:, [BEFORE, AFTER]]
        tight = draft.finish[arcs[:, BEFORE]] + arcs[:, WAIT] == draft.start[arcs[:, AFTER]]
        self.tight: Ints = arcs[~chosen & tight][:, [BEFORE, AFTER]]
        self.alternatives = problem.set_pred

    def changed(self, random: np.random.Generator) -> list[int] | None:
        """Return the order with one change, drawn by lot; ``None`` where that one cannot be."""
        if len(self.pairs) and (not len(self.alternatives) or random.random() < _PAIRS):
            likely = len(self.tight) and random.random() < _TIGHT
            pairs = self.tight if likely else self.pairs
            before, after = pairs[random.integers(len(pairs))].tolist()
            if random.random() < 0.5:
                return self._earlier(after, int(self.place[before]))
            return self._later(before, int(self.place[after]))
        if not len(self.alternatives):
            return None
        j = int(self.alternatives[random.integers(len(self.alternatives))])
        return self._earlier(j, int(random.integers(self.place[j] + 1)))

    def _preds(self, j: int) -> list[int]:
        own: list[int] = self.pred[self.first[j] : self.first[j + 1]].tolist()
        return own + self.waited_for.get(j, [])

    def _earlier(self, j: int, place: int) -> list[int] | None:
        """Put an activity, and what it waits for, at a place before its own."""
        last = int(self.place[j])
        if last - place > LONGEST_WAY:
            return None
        ahead = {j}
        for at in range(last, place - 1, -1):
            if self.sequence[at] in ahead:
                ahead.update(self._preds(self.sequence[at]))
        if place < last and self.sequence[place] in ahead:
            return None
        between = self.sequence[place : last + 1]
        moved = [i for i in between if i in ahead] + [i for i in between if i not in ahead]
        return self.sequence[:place] + moved + self.sequence[last + 1 :]

    def _later(self, j: int, place: int) -> list[int] | None:
        """Put an activity, and what waits for it, behind a place after its own."""
        first = int(self.place[j])
        if place - first > LONGEST_WAY:
            return None
        behind = {j}
        for at in range(first + 1, place + 1):
            if not behind.isdisjoint(self._preds(self.sequence[at])):
                behind.add(self.sequence[at])
        if self.sequence[place] in behind:
            return None
        between = self.sequence[first : place + 1]
        moved = [i for i in between if i not in behind] + [i for i in between if i in behind]
        return self.sequence[:first] + moved + self.sequence[place + 1 :]
