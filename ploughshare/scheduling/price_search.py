"""Search for good prices at one date: cutting planes in a box around the best so far."""

from collections.abc import Callable

import numpy as np

from ploughshare.scheduling.prices import Evaluation, Pricing
from ploughshare.scheduling.problem import Ints, Reals

TOLERANCE = 1e-4
"""Share of the total weight below which a promised improvement is not pursued."""

CUTS_KEPT = 80
"""Cuts of earlier evaluations the linear programme holds at most."""

SMALLEST_BOX, LARGEST_BOX = 1e-4, 16.0


class PriceSearch:
    """Finds prices whose limit is small, date by date; each date learns from the others."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing
        self._cuts: list[tuple[int, float, Reals]] = []
        self._active = self._active_resources()
        final = pricing.time.until(np.array([self._far()]))[:, 0].astype(np.float64)
        per_resource = (pricing.time.serves * final[:, None]).sum(axis=0)
        # Prices are searched in units in which all team time costs about all weight.
        self._unit = pricing.total / np.maximum(per_resource, 1.0)

    def _far(self) -> int:
        return int(max(self._pricing.heads.benefit.max(), self._pricing.windows[-1])) + 1

    def _active_resources(self) -> Ints:
        return np.flatnonzero(self._pricing.time.serves.any(axis=0))

    def best_at(
        self,
        date: int,
        guess: Ints,
        steps: int,
        out_of_time: Callable[[], bool],
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
        box = 0.5
        for _ in range(2 * steps):
            if steps <= 1 or out_of_time():
                break
            promised, prices = self._master(date, best, box)
            if best.limit - promised <= TOLERANCE * self._pricing.total:
                if box >= LARGEST_BOX:
                    break
                box = box * 8
                continue
            steps -= 1
            tried = self._evaluate(prices, date)
            gained = (best.limit - tried.limit) / (best.limit - promised)
            if gained > 0.1:
                best = tried
            if gained > 0.5:
                box = min(LARGEST_BOX, 2 * box)
            elif gained < 0.25:
                box = max(SMALLEST_BOX, box / 3)
        return best

    def _evaluate(self, prices: Ints, date: int) -> Evaluation:
        result = self._pricing.evaluate(prices, date)
        self._cuts.append((date, float(result.weight), result.usage))
        return result

    def _master(self, date: int, best: Evaluation, box: float) -> tuple[float, Ints]:
        """Minimise the model of the limit in a box; return its value and its prices."""
        from ortools.linear_solver import pywraplp

        solver = pywraplp.Solver.CreateSolver("GLOP")
        pricing, unit = self._pricing, self._unit
        total, scale = float(pricing.total), float(pricing.scale)
        windows = range(best.record.prices.shape[1])
        price = {}
        for r in self._active:
            for w in windows:
                middle = float(best.record.prices[r, w]) / scale / unit[r]
                price[r, w] = solver.NumVar(max(0.0, middle - box), middle + box, "")
                if w:
                    solver.Add(price[r, w] >= price[r, w - 1])
        objective = solver.Objective()
        for cell, row in enumerate(pricing.time_by_window(date)):
            served = np.flatnonzero(pricing.time.serves[cell])
            for w in windows:
                if not row[w]:
                    continue
                if len(served) == 1:
                    r = served[0]
                    objective.SetCoefficient(
                        price[r, w],
                        objective.GetCoefficient(price[r, w]) + row[w] * unit[r] / total,
                    )
                    continue
                highest = solver.NumVar(0.0, solver.infinity(), "")
                for r in served:
                    solver.Add(highest >= price[r, w] * (unit[r] / unit[served[0]]))
                objective.SetCoefficient(highest, row[w] * unit[served[0]] / total)
        paid = solver.NumVar(0.0, solver.infinity(), "")
        objective.SetCoefficient(paid, 1.0)
        objective.SetMinimization()
        for cut_date, weight, usage in self._useful_cuts(date):
            assert cut_date <= date
            row = solver.Constraint(weight / total, solver.infinity())
            row.SetCoefficient(paid, 1.0)
            for r, w in zip(*np.nonzero(usage), strict=True):
                if (r, w) in price:
                    row.SetCoefficient(price[r, w], usage[r, w] * unit[r] / total)
        if solver.Solve() != solver.OPTIMAL:
            return float(best.limit), best.record.prices
        found = np.zeros(best.record.prices.shape)
        for (r, w), variable in price.items():
            found[r, w] = variable.solution_value() * unit[r] * scale
        whole = np.minimum(np.rint(found), float(pricing.most)).astype(np.int64)
        return objective.Value() * total, np.maximum.accumulate(np.maximum(whole, 0), axis=1)

    def _useful_cuts(self, date: int) -> list[tuple[int, float, Reals]]:
        """Cuts learnt at this date or before: what was in reach then is in reach now."""
        valid = [cut for cut in self._cuts if cut[0] <= date]
        return sorted(valid, key=lambda cut: cut[0])[-CUTS_KEPT:]
