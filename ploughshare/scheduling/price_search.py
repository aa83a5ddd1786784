"""Search for good prices at one date: cutting planes in a box around the best so far."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ploughshare.scheduling.prices import Evaluation, Pricing
from ploughshare.scheduling.problem import Ints, Reals

TOLERANCE = 1e-4
"""Share of the total weight below which a promised improvement is not pursued."""

CUTS_KEPT = 80
"""Evaluations at earlier dates that are still learnt from."""

FIRST_BOX, SMALLEST_BOX, LARGEST_BOX = 0.5, 1e-4, 16.0


class PriceSearch:
    """Finds prices whose limit is small, date by date; each date learns from the others."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing
        end = max(int(pricing.heads.benefit.max()), int(pricing.windows[-1])) + 1
        final = pricing.time.until(np.array([end]))[:, 0].astype(np.float64)
        per_resource = (pricing.time.serves * final[:, None]).sum(axis=0)
        # Prices are searched in units in which all team time costs about all weight.
        self._unit = pricing.total / np.maximum(per_resource, 1.0)
        self._model = _Model(pricing, self._unit)

    def best_at(
        self, date: int, guess: Ints, steps: int, out_of_time: Callable[[], bool]
    ) -> Evaluation:
        """
        Return the best evaluation found in at most ``steps`` evaluations.

        Parameters
        ----------
        date
            The step at which the weight in service is to be limited.
        guess
            Prices to start from, those of a neighbouring date.
        """
        best = self._evaluate(guess, date)
        if steps <= 1:
            return best
        self._model.turn_to(date)
        total, box = self._pricing.total, FIRST_BOX
        tried = 1
        while tried < steps and not out_of_time():
            promised, prices = self._model.solve(best.record.prices, box)
            hoped = best.limit - promised
            if hoped <= TOLERANCE * total:
                if box >= LARGEST_BOX:
                    break
                box *= 8
                continue
            one = self._evaluate(prices, date)
            tried += 1
            gained = (best.limit - one.limit) / hoped
            if gained > 0.1:
                best = one
            if gained > 0.5:
                box = min(LARGEST_BOX, 2 * box)
            elif gained < 0.25:
                box = max(SMALLEST_BOX, box / 3)
        return best

    def _evaluate(self, prices: Ints, date: int) -> Evaluation:
        result = self._pricing.evaluate(prices, date)
        self._model.learn(date, result.weight, result.usage)
        return result


class _Model:
    """
    What past evaluations say about all prices: a linear programme that never forgets.

    The limit is the price of all team time plus the best closure's net weight, and every
    closure seen so far is a line below the latter. All amounts are shares of the total.
    """

    def __init__(self, pricing: Pricing, unit: Reals) -> None:
        from ortools.linear_solver import pywraplp

        self._pricing, self._unit = pricing, unit
        self._solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self._infinity = self._solver.infinity()
        self._shape = (2 * pricing.problem.n_kinds, len(pricing.windows))
        self._price: dict[tuple[int, int], Any] = {}
        for r in np.flatnonzero(pricing.time.serves.any(axis=0)).tolist():
            for w in range(self._shape[1]):
                self._price[r, w] = self._solver.NumVar(0.0, self._infinity, "")
                if w:
                    self._solver.Add(self._price[r, w] >= self._price[r, w - 1])
        self._paid = self._solver.NumVar(0.0, self._infinity, "")
        self._cells = [
            [self._cell_price(np.flatnonzero(serves), w) for w in range(self._shape[1])]
            for serves in pricing.time.serves
        ]
        self._cuts: list[tuple[int, float, Any]] = []

    def _cell_price(self, served: Ints, window: int) -> tuple[Any, float]:
        """A variable for the highest price among a cell's resources, and its unit."""
        unit = float(self._unit[served[0]])
        if len(served) == 1:
            return self._price[int(served[0]), window], unit
        highest = self._solver.NumVar(0.0, self._infinity, "")
        for r in served.tolist():
            self._solver.Add(highest >= self._price[r, window] * float(self._unit[r] / unit))
        return highest, unit

    def turn_to(self, date: int) -> None:
        """Minimise for a date, and use what is true at it: closures seen there or before."""
        objective = self._solver.Objective()
        objective.Clear()
        objective.SetMinimization()
        objective.SetCoefficient(self._paid, 1.0)
        amount: dict[int, float] = {}
        variables: dict[int, Any] = {}
        for prices, row in zip(self._cells, self._pricing.time_by_window(date), strict=True):
            for (variable, unit), steps in zip(prices, row.tolist(), strict=True):
                i = variable.index()
                variables[i] = variable
                amount[i] = amount.get(i, 0.0) + steps * unit / self._pricing.total
        for i, coefficient in amount.items():
            objective.SetCoefficient(variables[i], coefficient)
        valid = sorted((cut[0], n) for n, cut in enumerate(self._cuts) if cut[0] <= date)
        used = {n for _, n in valid[-CUTS_KEPT:]}
        for n, (_, least, row) in enumerate(self._cuts):
            row.SetLb(least if n in used else -self._infinity)

    def learn(self, date: int, weight: int, usage: Reals) -> None:
        """Add the closure an evaluation found."""
        least = weight / self._pricing.total
        row = self._solver.Constraint(least, self._infinity)
        row.SetCoefficient(self._paid, 1.0)
        for r, w in zip(*(axis.tolist() for axis in np.nonzero(usage)), strict=True):
            if (r, w) in self._price:
                used = float(usage[r, w] * self._unit[r]) / self._pricing.total
                row.SetCoefficient(self._price[r, w], used)
        self._cuts.append((date, least, row))

    def solve(self, around: Ints, box: float) -> tuple[float, Ints]:
        """Return the least limit promised in a box around some prices, and where."""
        scale = float(self._pricing.scale)
        for (r, w), variable in self._price.items():
            middle = float(around[r, w]) / scale / self._unit[r]
            variable.SetBounds(max(0.0, middle - box), middle + box)
        if self._solver.Solve() != self._solver.OPTIMAL:
            return float("inf"), around
        found = np.zeros(self._shape)
        for (r, w), variable in self._price.items():
            found[r, w] = variable.solution_value() * self._unit[r] * scale
        whole = np.clip(np.rint(found), 0, float(self._pricing.most)).astype(np.int64)
        return (
            self._solver.Objective().Value() * self._pricing.total,
            np.maximum.accumulate(whole, axis=1),
        )
