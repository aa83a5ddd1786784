"""Annealing: two sequence searches beside each other, and what they find put together.

On a large problem the teams are parted in halves, in another way every round. Each search changes
the chains of its half only, on a copy of its own; then both changes are put together and every
date is set anew. On a small problem both search the whole. How many of the two run at a time
changes nothing about what they find. The largest problems are renumbered for them.
"""

from concurrent.futures import Executor

import numpy as np

from ploughshare.scheduling.benefits import benefit_steps, objective
from ploughshare.scheduling.chains import (
    FINISH,
    SIZE,
    TEAM,
    Chains,
    chains_of,
    draft_of,
    overwrite_chains,
    renew_pauses,
    settle,
)
from ploughshare.scheduling.change import Change, no_change, price_in_chains
from ploughshare.scheduling.draft import Draft
from ploughshare.scheduling.flat_lists import owners
from ploughshare.scheduling.problem import Flags, Ints, Reals
from ploughshare.scheduling.renumbering import (
    Numbering,
    along_chains,
    inverse,
    places,
    renumbered_change,
    renumbered_draft,
    renumbered_tables,
)
from ploughshare.scheduling.sequence_search import Sequences
from ploughshare.scheduling.surroundings import surroundings
from ploughshare.scheduling.tables import FIXED, SLOTS, Tables

HALVES = 2
TOGETHER = 3_000
"""Activities up to which both searches work on the whole problem."""
RENUMBERED = 20_000
"""Activities from which both searches work on renumbered ones; at 10,000 less is gained by it."""


class Annealing:
    """
    An annealing that is run in rounds.

    Parameters
    ----------
    draft
        Where to begin: a left-shifted schedule. Not changed.
    seed
        Of the random numbers; the same seed and rounds give the same result.
    pool
        Where both searches run at once; without, one runs after the other.
    change
        What changes of an old plan cost beside the objective; by default nothing.

    Attributes
    ----------
    value
        The objective of the best plan so far, with the price of its changes.
    """

    def __init__(
        self,
        tables: Tables,
        draft: Draft,
        *,
        seed: int,
        pool: Executor | None = None,
        change: Change | None = None,
    ) -> None:
        self._change = no_change(len(draft.mode)) if change is None else change
        self._numbering: Numbering | None = None
        if tables.problem.n_activities >= RENUMBERED:
            self._numbering = along_chains(tables, draft)
            self._change = renumbered_change(self._change, self._numbering)
            draft = renumbered_draft(tables, draft, self._numbering)
            tables = renumbered_tables(tables, self._numbering)
        self._tables, self._pool, self._seed, self._rounds = tables, pool, seed, 0
        self._best, self._sequence = chains_of(tables, draft), draft.sequence.copy()
        self._best.served[:] = benefit_steps(tables.problem, draft.finish)
        self.value = self._worth(self._best)
        self._current, self._value = _copied(self._best), self.value
        around = surroundings(tables)
        self._searches = [
            Sequences(
                tables,
                around._replace(mine=around.mine.copy()),
                _copied(self._best),
                self.value,
                self._change._replace(members=self._change.members.copy()),
            )
            for _ in range(HALVES)
        ]
        self._free = tables.network.activity[:-1, FIXED] < 0
        self._owner = owners(tables.network.activity[:, SLOTS])
        self._apart = tables.problem.n_activities > TOGETHER

    def _worth(self, chains: Chains) -> int:
        """Return the objective of a plan, with the price of its changes."""
        finish = chains.node[: len(self._change.start), FINISH].copy()
        price = price_in_chains(self._tables.network, chains, self._change)
        return objective(self._tables.benefits, finish) + price

    @property
    def best(self) -> Draft:
        """The best plan so far, in the numbers of the draft it began from."""
        best = draft_of(self._tables, self._best, self._sequence)
        if self._numbering is None:
            return best
        return renumbered_draft(self._tables, best, inverse(self._numbering))

    def run(self, heat: Reals) -> None:
        """Try one move in each search per entry of ``heat``, a loss accepted once in e times."""
        self._rounds += 1
        random = np.random.default_rng([self._seed, self._rounds])
        if self._apart:
            self._run_apart(random, heat)
        else:
            self._each([np.flatnonzero(self._free)] * HALVES, random, heat)
            for search in self._searches:
                self._offer(search.chains, search.value)

    def tidy(self, idle: Ints, moves: int) -> None:
        """
        Move activities on which nothing hangs, so that as much as possible is finished early.

        From the best plan on, without heat: the objective stays as it is or gets better.
        """
        search = self._searches[0]
        if self._numbering is not None:
            idle = places(self._numbering.activity)[idle]
        overwrite_chains(search.chains, self._best)
        search.value = self.value
        search.around.mine[:] = True
        search.run(idle, np.zeros(moves), np.random.default_rng(self._seed))
        self._offer(search.chains, search.value, also_equal=True)

    def _each(self, movable: list[Ints], random: np.random.Generator, heat: Reals) -> None:
        """Run both searches, each with random numbers of its own."""
        jobs = list(zip(self._searches, movable, random.spawn(HALVES), strict=True))
        if self._pool is None:
            for search, those, own in jobs:
                search.run(those, heat, own)
            return
        running = [self._pool.submit(search.run, those, heat, own) for search, those, own in jobs]
        for each in running:
            each.result()

    def _run_apart(self, random: np.random.Generator, heat: Reals) -> None:
        """Let each search change its half of the teams, and put both changes together."""
        first = self._half(random)
        crews = self._crews_in(first)
        size = self._current.node[: len(self._free), SIZE]
        nobody = random.random(len(size)) < 0.5
        inside = np.where(size == 0, nobody, crews == size) & self._free
        outside = np.where(size == 0, ~nobody, crews == 0) & self._free
        for search, mine in zip(self._searches, (first, ~first), strict=True):
            overwrite_chains(search.chains, self._current)
            search.value = self._value
            search.around.mine[:] = mine
        self._each([np.flatnonzero(inside), np.flatnonzero(outside)], random, heat)
        self._put_together(first, outside)

    def _half(self, random: np.random.Generator) -> Flags:
        """Part the teams by a line across the region, those of each kind in equal parts."""
        problem, link = self._tables.problem, self._current.link
        used = self._used()
        team, at = link[: len(used), TEAM][used], problem.at[self._owner[used]]
        count = np.bincount(team, minlength=problem.n_teams)
        mean = np.column_stack(
            [np.bincount(team, weights=at[:, axis], minlength=problem.n_teams) for axis in (0, 1)]
        )
        place = np.where(count[:, None] > 0, mean / np.maximum(count, 1)[:, None], problem.team_at)
        angle = 2 * np.pi * random.random()
        along = place @ np.array([np.cos(angle), np.sin(angle)])
        kind = problem.team_kinds.argmax(axis=1)
        first = np.zeros(problem.n_teams, np.bool_)
        for k in range(problem.n_kinds):
            teams = np.flatnonzero(kind == k)
            teams = teams[np.argsort(along[teams], kind="stable")]
            half = (len(teams) + int(random.random() < 0.5)) // 2
            first[teams[:half]] = True
        return first

    def _used(self) -> Flags:
        """Which slots are in use, of all slots."""
        first = self._tables.network.activity[:-1, SLOTS]
        size = self._current.node[: len(first), SIZE]
        within = np.arange(len(self._owner)) - first[self._owner]
        return np.asarray(within < size[self._owner], np.bool_)

    def _crews_in(self, teams: Flags) -> Ints:
        """Count the crew of each activity that belongs to some teams."""
        used = self._used()
        team = self._current.link[: len(used), TEAM][used]
        return np.bincount(
            self._owner[used], weights=teams[team], minlength=len(self._free)
        ).astype(np.int64)

    def _put_together(self, first: Flags, outside: Flags) -> None:
        """Take what each search has made of its half, or the better one where both do not go."""
        a, b = self._searches
        n, n_slots = len(outside), len(self._owner)
        current = self._current
        team = current.link[:, TEAM].copy()
        used = self._used()
        from_b = np.zeros(len(team), np.bool_)
        from_b[:n_slots] = np.where(
            outside[self._owner] | ~used,
            outside[self._owner],
            ~first[np.maximum(team[:n_slots], 0)],
        )
        from_b[n_slots:] = ~first
        overwrite_chains(current, a.chains)
        current.link[from_b] = b.chains.link[from_b]
        current.node[:n][outside] = b.chains.node[:n][outside]
        renew_pauses(self._tables, current)
        sequence = settle(self._tables, current)
        if sequence is None:
            better = min(self._searches, key=lambda search: search.value)
            overwrite_chains(current, better.chains)
            sequence = settle(self._tables, current)
        if sequence is None:
            # Not known to happen; what was found before is not given up for it.
            overwrite_chains(current, self._best)
            sequence = self._sequence
        current.served[:] = benefit_steps(self._tables.problem, current.node[:n, FINISH])
        self._value = self._worth(current)
        self._offer(current, self._value, sequence)

    def _offer(
        self, chains: Chains, value: int, sequence: Ints | None = None, *, also_equal: bool = False
    ) -> None:
        """Keep a plan if it is the best so far."""
        if value > self.value or (value == self.value and not also_equal):
            return
        overwrite_chains(self._best, chains)
        if sequence is None:
            sequence = settle(self._tables, self._best)
        assert sequence is not None
        self.value, self._sequence = value, sequence


def _copied(chains: Chains) -> Chains:
    return Chains(*(each.copy() for each in chains))
