"""The time-indexed bound: team time has a price at every step, and precedence keeps its lengths.

After R. H. Moehring, A. S. Schulz, F. Stork and M. Uetz, Solving project scheduling
problems by minimum cut computations, Management Science 49 (2003).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.closure_flow import ClosureFlow
from ploughshare.scheduling.heads import Heads
from ploughshare.scheduling.pauses import Pauses, standdown_pauses
from ploughshare.scheduling.prices import Pricing
from ploughshare.scheduling.problem import NONE, Ints, Problem, Reals
from ploughshare.scheduling.timed_cells import Counts, phases, slots_needed, working_steps
from ploughshare.scheduling.timed_costs import choose_back, work_through
from ploughshare.scheduling.timed_graph import BRANCH

LARGEST_SUM = 2**48
"""Weights are scaled so that total weight times horizon stays below this."""

LARGEST_PRICE = 2**51
"""Price of presence over the whole horizon that costs stay exact with."""

FEWEST_DELAYS, MOST_FLOW_NODES = 30, 400_000
"""Ranges of delay that are always told apart, and nodes of the flow up to which more are."""

VISITS_PER_CALL = 20_000_000
"""Nodes times cells worked through before there is a look whether to go on."""

MOST_CALENDAR_STEPS = 50_000_000
"""Working steps counted for all calendars together, beyond which pauses are not looked at."""


@dataclass(frozen=True, slots=True)
class TimedEvaluation:
    """What prices by time prove, and how far use and capacity are apart at each."""

    value: int
    exact: float
    excess: Reals


def cells_and_scale(problem: Problem, heads: Heads, horizon: int, per_cell: int) -> tuple[int, int]:
    """Return how many cells of so many steps there are, and what prices are multiplied by."""
    last = max(int(heads.finish.max(initial=0)), int(heads.benefit.max(initial=0)))
    # Beyond the last cell nothing is known, so every head must lie before it.
    cells = max(-(-horizon // per_cell), last // per_cell + 2)
    total = int(problem.weight.sum()) * cells * per_cell
    return cells, max(1, LARGEST_SUM // max(1, total))


def exact_prices(prices: Ints, steps: int) -> Ints:
    """Return prices as they count over so many steps: so high at most that costs stay exact."""
    return np.minimum(prices, LARGEST_PRICE // steps)


class TimedPricing:
    """
    All of a problem that the time-indexed bound needs, computed once.

    Parameters
    ----------
    horizon
        Steps for which team time can have a price; longer if an activity's or
        benefit's head lies beyond. What happens later costs nothing but waiting.
    per_cell
        Steps in a cell of time.
    delays
        Ranges of delay told apart in the core; fewer where the core is large.
    """

    def __init__(self, pricing: Pricing, horizon: int, per_cell: int, delays: int) -> None:
        problem, heads = self.problem, self.heads = pricing.problem, pricing.heads
        self.horizon, self.per_cell, self.delays = horizon, per_cell, delays
        self._head = np.concatenate((heads.finish, heads.benefit))
        self.cells, self.scale = cells_and_scale(problem, heads, horizon, per_cell)
        self.most = int(problem.weight.sum()) * self.cells * per_cell * self.scale + 1
        self.time, self._trip, self._fixed = pricing.time, pricing.trip, pricing.fixed
        self.graph = pricing.timed_graph
        calendars, self._calendar_of = standdown_pauses(problem)
        steps = self.cells * per_cell
        if not len(calendars.interval) or (len(calendars.start) - 1) * steps > MOST_CALENDAR_STEPS:
            calendars, steps = Pauses(np.zeros_like(calendars.start), calendars.interval[:0]), 0
        self._calendars = calendars
        self._working = working_steps(calendars.start, calendars.interval, steps)
        self._demand_mode = np.repeat(np.arange(problem.n_modes), np.diff(problem.demand_start))
        graph = self.graph
        self._rows = slots_needed(graph.order, graph.role, graph.into, problem.n_activities)
        self._phase = phases(
            per_cell,
            graph.order,
            graph.role,
            graph.into,
            graph.gap,
            self._head,
            graph.length[: problem.n_activities],
            graph.core,
            graph.arcs,
            graph.offset,
        )
        size = len(graph.role)
        self._core_place = np.zeros(size, np.int64)
        self._core_place[graph.core] = np.arange(len(graph.core))
        branches = np.flatnonzero(graph.role == BRANCH)
        self._branch_place = np.zeros(size, np.int64)
        self._branch_place[branches] = np.arange(len(branches))
        self._picks: tuple[Counts, Counts] | None = None
        fewer = min(delays, max(FEWEST_DELAYS, MOST_FLOW_NODES // max(1, len(graph.core))))
        spread = np.arange(fewer + 1) / fewer
        self.delay = np.unique(np.rint(spread**1.5 * self.cells).astype(np.int64))
        size = len(graph.core) * (len(self.delay) - 1)
        self._flow = ClosureFlow(size, self._arcs())
        edges = np.arange(self.cells + 1) * per_cell
        self.given = np.diff(self.time.until(edges), axis=1)

    def _arcs(self) -> Ints:
        """Say what asks for what: each node by each delay, and so by each later one."""
        graph, delay, per = self.graph, self.delay, self.per_cell
        n, inner = len(graph.core), len(self.delay) - 1
        node = np.arange(n * inner).reshape(n, inner)
        phase = self._phase[graph.core]
        first = -((phase - self._head[graph.core]) // per)
        asks, asked = graph.arcs[:, 0, None], graph.arcs[:, 1, None]
        last_step = per * (first[asks] + delay[None, 1:] - 1) + phase[asks]
        until = 1 - np.floor_divide(phase[asked] - last_step + graph.offset[:, None], per)
        bucket = np.searchsorted(delay, until - first[asked])
        bucket = np.maximum(bucket, 1)
        real = bucket <= inner
        from_node = node[asks[:, 0]][real]
        to_node = (asked * inner + bucket - 1)[real]
        chains = np.stack((node[:, :-1].ravel(), node[:, 1:].ravel()), axis=1)
        return np.concatenate((chains, np.stack((from_node, to_node), axis=1)))

    def evaluate(
        self,
        prices: Ints,
        *,
        excess: bool = False,
        rough: bool = False,
        go_on: Callable[[], bool] = lambda: True,
    ) -> TimedEvaluation | None:
        """
        Bound the objective with given prices of a step of presence.

        Parameters
        ----------
        prices
            Scaled, not negative, by kind and cell. Shape ``(n_kinds, cells)``.
        excess
            Whether to tell, too, by how much team time asked for passes what there is.
        rough
            Take every start and date to be the last of its cell. What is returned
            is then about right and serves to find prices, but it proves nothing.
        go_on
            Asked between compiled calls; when it says no, nothing is returned.
        """
        prices = exact_prices(prices, self.cells * self.per_cell)
        graph, inner = self.graph, len(self.delay)
        buckets = np.zeros((len(graph.core), inner), np.int64)
        bucket_cell = np.zeros((len(graph.core), inner), np.int64)
        picks = self._memory_of_picks(excess)
        paid, cost = self._paid(prices), 0
        memory = np.zeros((self._rows[2], self.cells + 1))
        stretch = max(1, VISITS_PER_CALL // self.cells)
        for begin in range(0, len(graph.order), stretch):
            if begin and not go_on():
                return None
            nodes = graph.order[begin : begin + stretch]
            cost += self._work_through(
                nodes, paid, excess, rough, memory, buckets, bucket_cell, *picks
            )
        bucket = np.zeros(0, np.int64)
        if len(graph.core):
            # Chosen by a delay, a node costs what it does then and not what it does later.
            best = self._flow.best(np.diff(buckets, axis=1).ravel(), go_on)
            if best is None:
                return None
            saved, early = best
            cost += int(buckets[:, -1].sum()) - saved
            bucket = inner - 1 - early.reshape(-1, inner - 1).sum(axis=1)
        cell = self._cell_prices(prices)
        spent = sum(
            int(p) * int(g) for p, g in zip(cell.ravel(), self.given.ravel(), strict=True) if p
        )
        value = -((spent - cost) // self.scale)
        exact = (cost - spent) / self.scale
        if not excess:
            return TimedEvaluation(value, exact, np.zeros((0, 0)))
        chosen = np.zeros(len(graph.role), np.int64)
        chosen[graph.core] = bucket_cell[np.arange(len(bucket)), bucket]
        start, mode = choose_back(
            self.per_cell,
            graph.order,
            graph.role,
            graph.into,
            graph.gap,
            self._phase,
            graph.length[: self.problem.n_activities],
            chosen,
            picks[0],
            self._branch_place,
            picks[1],
        )
        return TimedEvaluation(value, exact, self._usage(start, mode) - self._given(prices))

    def _memory_of_picks(self, kept: bool) -> tuple[Counts, Counts]:
        if not kept:
            return np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32)
        if self._picks is None:
            n_branches = int((self.graph.role == BRANCH).sum())
            self._picks = (
                np.full((self.problem.n_activities, self.cells + 1), NONE, np.int32),
                np.full((max(1, n_branches), self.cells + 1), NONE, np.int32),
            )
        return self._picks

    def _paid(self, prices: Ints) -> Reals:
        """Return the price of all steps before each, the steps of a cell one below the other."""
        per = self.per_cell
        paid = np.zeros((len(prices), per, self.cells + 2))
        before = np.zeros((len(prices), self.cells + 2))
        before[:, 1:-1] = np.cumsum(prices * per, axis=1)
        before[:, -1] = before[:, -2]
        padded = np.pad(prices, ((0, 0), (0, 2)))
        paid[:] = before[:, None, :] + np.arange(per)[None, :, None] * padded[:, None, :]
        return paid

    def _work_through(
        self,
        nodes: Ints,
        paid: Reals,
        keep: bool,
        rough: bool,
        memory: Reals,
        buckets: Ints,
        bucket_cell: Ints,
        pick: Counts,
        branch_pick: Counts,
    ) -> int:
        problem, heads, graph = self.problem, self.heads, self.graph
        return int(
            work_through(
                nodes,
                paid,
                np.ascontiguousarray(paid.swapaxes(1, 2)).reshape(len(paid), -1),
                float(self.most),
                keep,
                rough,
                graph.role,
                graph.into,
                graph.gap,
                self._phase,
                graph.length,
                self._rows[0],
                self._rows[1],
                memory,
                self._core_place,
                self.delay,
                self._head,
                problem.weight * self.scale,
                self._fixed,
                heads.possible,
                problem.mode_start,
                problem.mode_steps,
                heads.mode_usable,
                heads.mode_start,
                heads.mode_finish,
                problem.demand_start,
                problem.demand_kind,
                problem.demand_count,
                self._trip,
                self._calendar_of,
                self._calendars.start,
                self._calendars.interval,
                *self._working,
                self._branch_place,
                buckets,
                bucket_cell,
                pick,
                branch_pick,
            )
        )

    def _cell_prices(self, prices: Ints) -> Ints:
        serves = self.time.serves[:, : self.problem.n_kinds]
        dearest = [prices[kinds].max(axis=0, initial=0) for kinds in serves]
        return np.array(dearest, np.int64).reshape(len(serves), -1)

    def _usage(self, start: Ints, mode: Ints) -> Reals:
        """Team steps used by kind and cell, roughly: starts are taken at the cell's last step."""
        problem = self.problem
        change = np.zeros((problem.n_kinds, self.cells * self.per_cell + 1))
        at_work = np.flatnonzero((start >= 0) & ~self._fixed)
        of = np.full(problem.n_modes, -1, np.int64)
        of[problem.mode_start[at_work] + mode[at_work]] = start[at_work]
        demand_at = of[self._demand_mode]
        used = demand_at >= 0
        m = self._demand_mode[used]
        of_mode = np.repeat(np.arange(problem.n_activities), np.diff(problem.mode_start))[m]
        within = (self._phase[of_mode] - self.graph.length[of_mode]) % self.per_cell
        begin = np.maximum(demand_at[used] * self.per_cell + within, self.heads.mode_start[m])
        end = begin + problem.mode_steps[m]
        begin = np.maximum(begin - self._trip[used], 0)
        kind, count = problem.demand_kind[used], problem.demand_count[used]
        last = change.shape[1] - 1
        np.add.at(change, (kind, np.minimum(begin, last)), count)
        np.subtract.at(change, (kind, np.minimum(end, last)), count)
        steps = np.cumsum(change, axis=1)[:, :-1]
        return np.asarray(steps.reshape(problem.n_kinds, self.cells, self.per_cell).sum(axis=2))

    def _given(self, prices: Ints) -> Reals:
        """Team steps given by cell, each cell's to the dearest kind it serves."""
        serves = self.time.serves[:, : self.problem.n_kinds]
        given = np.zeros(prices.shape)
        for cell, kinds in enumerate(serves):
            able = np.flatnonzero(kinds)
            if len(able):
                dearest = able[prices[able].argmax(axis=0)]
                np.add.at(given, (dearest, np.arange(self.cells)), self.given[cell])
        return given
