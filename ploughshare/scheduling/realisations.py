"""Realisations: what becomes of a schedule when work takes shorter or longer than planned.

The policy is fixed: every team does the activities of the schedule in its order, in their modes
and with the same partners, and each starts as early as predecessors, teams, stand-downs and
absences then allow. Nobody replans, which makes late dates a little later than they would be. Only
durations are drawn; trips, lags, arrivals, stand-downs and absences stay as they are.
"""

import math
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ploughshare.scheduling.draft import as_draft
from ploughshare.scheduling.frozen import frozen
from ploughshare.scheduling.pauses import mode_kinds
from ploughshare.scheduling.policy import PLANNED, Policy, draw_steps, follow, policy_of
from ploughshare.scheduling.problem import Ints, Problem, Reals
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.tables import tables

QUANTILES = (0.05, 0.5, 0.8, 0.95)
_BLOCK = 2_000
_MOST = 2.0**61


@dataclass(frozen=True, slots=True)
class Lognormal:
    """
    Factors whose logarithm is normal: median 1, mean ``exp(sigma ** 2 / 2)``.

    Parameters
    ----------
    sigma
        Standard deviation of the logarithm, 0 or more; 0.3 puts two thirds of the factors between
        0.74 and 1.35. A number, or one per activity.
    """

    sigma: float | Reals

    def __post_init__(self) -> None:
        if not (np.isfinite(self.sigma).all() and np.greater_equal(self.sigma, 0).all()):
            raise ValueError("sigma is 0 or more.")

    def draw(self, random: np.random.Generator, n: int) -> Reals:
        """Return one factor per activity."""
        factors: Reals = np.exp(self.sigma * random.standard_normal(n))
        return factors


@dataclass(frozen=True, slots=True)
class Triangular:
    """
    Factors from ``low`` to ``high``, most often near 1; mean ``(low + 1 + high) / 3``.

    Parameters
    ----------
    low, high
        ``0 <= low <= 1 <= high``. Numbers, or one per activity.
    """

    low: float | Reals
    high: float | Reals

    def __post_init__(self) -> None:
        ordered = np.greater_equal(self.low, 0) & np.less_equal(self.low, 1)
        ordered = ordered & np.greater_equal(self.high, 1) & np.isfinite(self.high)
        if not np.all(ordered):
            raise ValueError("low lies between 0 and 1, high at 1 or above.")

    def draw(self, random: np.random.Generator, n: int) -> Reals:
        """Return one factor per activity."""
        u = random.random(n)
        low, high = np.asarray(self.low), np.asarray(self.high)
        width = high - low
        below = u * width < 1 - low
        factors: Reals = np.where(
            below,
            low + np.sqrt(u * width * (1 - low)),
            high - np.sqrt((1 - u) * width * (high - 1)),
        )
        return factors


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """
    How durations differ from what was planned.

    Parameters
    ----------
    own
        Where each activity's own factor is drawn from.
    common
        Standard deviation of the logarithm of one more factor per kind of team and realisation, of
        median 1, for what makes all work of a kind slower or faster at once. An activity of several
        kinds gets the geometric mean of theirs, one without teams none.
    """

    own: Lognormal | Triangular
    common: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.common < np.inf:
            raise ValueError("common is 0 or more.")


@dataclass(frozen=True, slots=True, eq=False)
class Realisations:
    """
    Dates over many realisations of one policy.

    A quantile ``q`` is the least step by which at least that share of the realisations is served,
    and for the objective the least value not exceeded in that share; nothing is interpolated.

    Parameters
    ----------
    quantiles
        Shares, as asked for.
    planned
        Step of each benefit with the durations of the plan. Shape ``(n_benefits,)``.
    steps, mean
        Step of each benefit at each quantile and on average. Shapes ``(n_benefits, n_quantiles)``
        and ``(n_benefits,)``.
    planned_objective
        With the durations of the plan; not above that of the schedule.
    objectives
        Objective of each realisation, in their order. Shape ``(count,)``.
    objective_quantiles, objective_mean
        Of ``objectives``. Shape ``(n_quantiles,)``, and a number.
    overstayed
        Activities in each realisation that finish after one of their teams was to leave. The dates
        are those with the team staying on. Shape ``(count,)``.
    """

    quantiles: tuple[float, ...]
    planned: Ints
    steps: Ints
    mean: Reals
    planned_objective: int
    objectives: Ints
    objective_quantiles: Ints
    objective_mean: float
    overstayed: Ints


class Realised(NamedTuple):
    """One realisation: working steps, start and finish of each activity, and who overstayed."""

    steps: Ints
    start: Ints
    finish: Ints
    overstayed: int


class Draws:
    """
    The factors of every realisation of a problem.

    Those of realisation ``number`` depend on seed and number alone, and an activity's own factor on
    its place in the file: schedules of one problem are compared under the same luck.
    """

    def __init__(
        self, problem: Problem, schedule: Schedule, uncertainty: Uncertainty, seed: int
    ) -> None:
        self._n, self._uncertainty, self._seed = problem.n_activities, uncertainty, seed
        asked = mode_kinds(problem)[problem.mode_start[:-1] + schedule.mode]
        alike, which = np.unique(asked, axis=0, return_inverse=True)
        self._shares = alike / np.maximum(alike.sum(axis=1, keepdims=True), 1)
        self._which = which.reshape(-1)

    def factors(self, number: int) -> Reals:
        """Return the factors of one realisation. Shape ``(n_activities,)``."""
        random = np.random.default_rng([self._seed, number])
        kinds = random.standard_normal(self._shares.shape[1])
        factors = self._uncertainty.own.draw(random, self._n)
        if self._uncertainty.common > 0:
            common = np.exp(self._uncertainty.common * (self._shares @ kinds))
            factors *= common[self._which]
        return factors


def realised(policy: Policy, factors: Reals) -> Realised:
    """Return the dates of one realisation, by activity."""
    n = len(policy.sequence)
    steps, start, finish = (np.zeros(n, np.int64) for _ in range(3))
    draw_steps(policy, factors, steps)
    served = np.zeros(len(policy.benefits.weight), np.int64)
    overstayed = follow(policy, steps, start, finish, served)
    of_activity = np.argsort(policy.sequence)
    return Realised(steps[of_activity], start[of_activity], finish[of_activity], int(overstayed))


def realisations(
    problem: Problem,
    schedule: Schedule,
    uncertainty: Uncertainty,
    *,
    count: int = 1_000,
    seed: int = 0,
    workers: int | None = None,
    quantiles: Sequence[float] = QUANTILES,
) -> Realisations:
    """
    Follow a schedule's policy under many draws of the durations.

    A drawn duration is the planned one times its factor, rounded to steps, at least 1; what takes
    no time takes none. A fixed item starts at its step, or as soon after it as what comes before
    it is done. Memory grows by 8 bytes per benefit and realisation.

    Parameters
    ----------
    schedule
        Keeps the rules of the problem.
    count
        Realisations, 1 or more. The first of them are the same for any count.
    workers
        Threads. ``None``: as many as there are cores. The answer is the same for any number.
    quantiles
        Shares above 0 and up to 1.

    Raises
    ------
    ValueError
        For a schedule that breaks a rule, a number out of its range, or factors so large that
        their dates cannot be counted.
    """
    workers = workers or os.cpu_count() or 1
    if count < 1 or workers < 1 or not all(0 < q <= 1 for q in quantiles):
        raise ValueError("count and workers are 1 or more, quantiles above 0 and up to 1.")
    laid_out = tables(problem)
    # What is kept apart or limited keeps its order, and each alternative stays the one it was.
    policy = policy_of(frozen(laid_out, as_draft(laid_out, schedule)), schedule)
    draws = Draws(problem, schedule, uncertainty, seed)
    served = np.zeros((count, problem.n_benefits), np.int64)
    overstayed = np.zeros(count, np.int64)
    largest, stopped = _largest_factor(policy), threading.Event()

    def work(first: int) -> None:
        steps, start, finish = (np.zeros(problem.n_activities, np.int64) for _ in range(3))
        for number in range(first, count, workers):
            if stopped.is_set():
                return
            factors = draws.factors(number)
            if factors.max(initial=0.0) > largest:
                raise ValueError("A factor is so large that dates cannot be counted any more.")
            draw_steps(policy, factors, steps)
            overstayed[number] = follow(policy, steps, start, finish, served[number])

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(work, first) for first in range(workers)]
        try:
            for each in running:
                each.result()
        finally:
            stopped.set()
    return _summary(policy, problem.weight, served, overstayed, tuple(quantiles))


def _largest_factor(policy: Policy) -> float:
    """Return a factor up to which dates and objective fit their integers whatever is drawn."""
    work = int(policy.node[:-1, PLANNED].sum()) + len(policy.sequence)
    return _MOST / (work * max(int(policy.benefits.weight.sum()), 1) + 1)


def _summary(
    policy: Policy, weight: Ints, served: Ints, overstayed: Ints, quantiles: tuple[float, ...]
) -> Realisations:
    n, n_benefits = len(policy.sequence), len(weight)
    planned, start, finish = (
        np.zeros(n_benefits, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
    )
    follow(policy, policy.node[:-1, PLANNED].copy(), start, finish, planned)
    objectives = served @ weight
    steps = np.zeros((n_benefits, len(quantiles)), np.int64)
    for first in range(0, n_benefits, _BLOCK):
        block = slice(first, first + _BLOCK)
        steps[block] = _at_quantiles(np.ascontiguousarray(served[:, block].T), quantiles)
    return Realisations(
        quantiles=quantiles,
        planned=planned,
        steps=steps,
        mean=served.mean(axis=0),
        planned_objective=int(planned @ weight),
        objectives=objectives,
        objective_quantiles=_at_quantiles(objectives, quantiles),
        objective_mean=float(objectives.mean()),
        overstayed=overstayed,
    )


def _at_quantiles(values: Ints, quantiles: tuple[float, ...]) -> Ints:
    """Return the least value not exceeded by each share of the values along the last axis."""
    count = values.shape[-1]
    # Less a trifle, since 0.55 * 100 is a little more than 55 in floating point.
    ranks = [max(math.ceil(q * count - 1e-9), 1) - 1 for q in quantiles]
    ordered: Ints = np.sort(values, axis=-1)[..., ranks]
    return ordered
