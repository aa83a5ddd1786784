"""Prices of team time: the best ones for a date, and what any prices prove."""

from copy import copy
from dataclasses import dataclass

import numpy as np

from ploughshare.scheduling.capacity import TeamTime, team_time
from ploughshare.scheduling.closure import ClosureSolver, fold
from ploughshare.scheduling.compiled import compiled
from ploughshare.scheduling.heads import Heads, least_steps_after
from ploughshare.scheduling.problem import Flags, Ints, Problem, Reals
from ploughshare.scheduling.timed_graph import timed_graph
from ploughshare.scheduling.trips import least_last_trips

LARGEST_SUM = 2**50
"""Weights are scaled so that their sum stays below this: exact in 64-bit integers and doubles."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    Prices of team time that limit the weight in service at every step up to a date.

    Parameters
    ----------
    date
        Last step the record speaks about.
    prices
        Price of one team step of each resource in each window, in scaled weight,
        not falling from window to window. Shape ``(n_resources, n_windows)``.
    paid
        Most scaled weight, net of priced team time, that any set of benefits in
        reach by ``date`` can pay. At a step ``t <= date`` the weight in service is
        at most ``paid`` plus the price of all team time until ``t``.
    """

    date: int
    prices: Ints
    paid: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one set of prices gives at one date: the limit, and the cut it teaches."""

    record: Record
    limit: int
    weight: int
    usage: Reals


class Pricing:
    """All of a problem that the pricing of team time needs, computed once."""

    def __init__(self, problem: Problem, heads: Heads, windows: int) -> None:
        self.problem, self.heads = problem, heads
        self.total = int(problem.weight.sum())
        self.scale = max(1, LARGEST_SUM // max(1, self.total))
        self.most = self.total * self.scale + 1
        self.time: TeamTime = team_time(problem, heads)
        self._after = least_steps_after(problem, heads)
        graph = fold(problem, heads)
        self._holder = graph.holder
        self._solver = ClosureSolver(problem, graph)
        self.timed_graph = timed_graph(problem, heads)
        self.fixed = np.zeros(problem.n_activities, np.bool_)
        self.fixed[problem.fixed_activity] = True
        of_mode = np.repeat(np.arange(problem.n_activities), np.diff(problem.mode_start))
        demand_mode = np.repeat(np.arange(problem.n_modes), np.diff(problem.demand_start))
        self.trip = least_last_trips(problem)[of_mode[demand_mode], problem.demand_kind]
        start = heads.mode_start[demand_mode]
        self.windows = self._choose_windows(windows)
        self._given_before_windows = self.time.until(self.windows)
        self._work_window = self._window_of(start)
        self._trip_window = self._window_of(start - self.trip)

    def with_time(self, time: TeamTime) -> "Pricing":
        """Return the pricing of the same problem with other team time, heads and trips kept."""
        other = copy(self)
        other.time = time
        other._given_before_windows = time.until(self.windows)
        return other

    def _choose_windows(self, count: int) -> Ints:
        """Choose windows over the first half of the critical path, where prices still rise."""
        half = int(self.heads.benefit.max(initial=0)) // 2
        return np.unique(half * np.arange(count, dtype=np.int64) // count)

    def _window_of(self, step: Ints) -> Ints:
        return np.maximum(np.searchsorted(self.windows, step, side="right") - 1, 0)

    def time_by_window(self, date: int) -> Ints:
        """Return the team time of each cell in each window, until a date."""
        edges = np.minimum(np.append(self.windows, date), date)
        return np.diff(self.time.until(edges), axis=1)

    def cell_prices(self, prices: Ints) -> Ints:
        """Return the price of each cell: the highest of the resources it serves."""
        served = np.where(self.time.serves[:, :, None], prices[None], 0)
        return np.asarray(served.max(axis=1, initial=0), np.int64)

    def evaluate(self, prices: Ints, date: int) -> Evaluation:
        """Price every activity, find the best closure, and say what follows."""
        problem, heads = self.problem, self.heads
        cost, mode = _costs(
            date,
            prices,
            self.most,
            self._holder,
            self.fixed,
            problem.mode_start,
            problem.mode_steps,
            heads.mode_usable,
            heads.mode_finish,
            self._after,
            problem.demand_start,
            problem.demand_kind,
            problem.demand_count,
            self.trip,
            self._trip_window,
            self._work_window,
        )
        weight = np.where(heads.benefit <= date, problem.weight, 0)
        paid, chosen = self._solver.best(cost, weight * self.scale, self.most)
        n = problem.n_activities
        usage = _usage(
            prices.shape[0],
            prices.shape[1],
            chosen[:n] & ~self.fixed,
            mode,
            problem.mode_steps,
            problem.demand_start,
            problem.demand_kind,
            problem.demand_count,
            self.trip,
            self._trip_window,
            self._work_window,
        )
        record = Record(date, prices, paid)
        limit = int(self.limit_until(record, np.array([date]))[0])
        return Evaluation(record, limit, int(weight[chosen[n:]].sum()), usage)

    def limit_until(self, record: Record, steps: Ints) -> Ints:
        """
        Return the most weight in service at each step not after the record's date.

        Exact integers, rounded down, because weights are whole.
        """
        price = self.cell_prices(record.prices)
        more = np.diff(price, axis=1, prepend=0)
        given = self.time.until(steps)
        value = np.full(len(steps), record.paid, np.int64)
        rough = np.full(len(steps), float(record.paid))
        for window, before in enumerate(self._given_before_windows.T):
            since = np.maximum(given - before[:, None], 0)
            value += more[:, window] @ since
            rough += more[:, window].astype(np.float64) @ since.astype(np.float64)
        # Where a sum might have passed 64 bits the limit is the whole weight.
        known = np.where(rough < 2.0**61, value, self.most)
        return np.asarray(np.minimum(known // self.scale, self.total), np.int64)


@compiled
def _costs(
    date: int,
    prices: Ints,
    most: int,
    holder: Ints,
    fixed: Flags,
    mode_first: Ints,
    steps: Ints,
    usable: Flags,
    mode_finish: Ints,
    after: Ints,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    trip: Ints,
    trip_window: Ints,
    work_window: Ints,
) -> tuple[Ints, Ints]:
    """Return the least cost of each activity at most ``most``, and the mode it is had by."""
    n = len(mode_first) - 1
    n_kinds = prices.shape[0] // 2
    cost, mode = np.zeros(n, np.int64), np.full(n, -1, np.int64)
    for j in range(n):
        if holder[j] < 0:
            continue
        cost[j] = most
        for m in range(mode_first[j], mode_first[j + 1]):
            if not usable[m] or mode_finish[m] + after[j] > date:
                continue
            total = 0
            if not fixed[j]:
                for d in range(demand_start[m], demand_start[m + 1]):
                    k, count = demand_kind[d], demand_count[d]
                    on_trip = prices[k, trip_window[d]]
                    at_work = prices[k, work_window[d]] + prices[n_kinds + k, work_window[d]]
                    rough = float(trip[d]) * on_trip + float(steps[m]) * at_work
                    if rough * count >= most:
                        total = most
                    else:
                        part = count * (trip[d] * on_trip + steps[m] * at_work)
                        total = min(most, total + part)
            if mode[j] < 0 or total < cost[j]:
                cost[j], mode[j] = total, m
    return cost, mode


@compiled
def _usage(
    n_resources: int,
    n_windows: int,
    chosen: Flags,
    mode: Ints,
    steps: Ints,
    demand_start: Ints,
    demand_kind: Ints,
    demand_count: Ints,
    trip: Ints,
    trip_window: Ints,
    work_window: Ints,
) -> Reals:
    """Return the team steps the chosen activities use of each resource in each window."""
    usage = np.zeros((n_resources, n_windows))
    for j in range(len(chosen)):
        m = mode[j]
        if not chosen[j] or m < 0:
            continue
        for d in range(demand_start[m], demand_start[m + 1]):
            k = demand_kind[d]
            used = float(demand_count[d]) * steps[m]
            usage[k, trip_window[d]] += float(demand_count[d]) * trip[d]
            usage[k, work_window[d]] += used
            usage[n_resources // 2 + k, work_window[d]] += used
    return usage
