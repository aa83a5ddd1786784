"""The restoration curve: weight in service by step, planned, at most, and by priority list."""

from functools import cached_property

import numpy as np

from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import CurvePoint
from ploughshare.planning.left_out import counts_left_out
from ploughshare.planning.services import people_of
from ploughshare.planning.terrain import serves_today
from ploughshare.planning.weighing import family_of, size_ha
from ploughshare.scheduling.benefits import served_curve
from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.problem import Ints
from ploughshare.scheduling.schedule import Schedule


class Curves:
    """
    The curves of one plan.

    Parameters
    ----------
    explanation
        The schedule and its draft.
    bound
        The proven limit by date.
    listed
        The work done by highest priority first; ``None`` where that list cannot be done.
    """

    def __init__(self, explanation: Explanation, bound: Bound, listed: Schedule | None) -> None:
        self._explanation = explanation
        self._bound = bound
        self._listed = listed
        self._problem = explanation.draft.problem

    @cached_property
    def served_today(self) -> int:
        """What counts on the first day: assets that serve and lack nothing they need."""
        programme = self._explanation.draft.programme
        assets = programme.situation.assets
        in_part = sum(
            self._counts(name, programme.people_in_parts(name, people_of(assets[name])[0])[0], None)
            for name in programme.in_part_today
        )
        return in_part + sum(
            self._counts(asset.id, people_of(asset)[0], size_ha(programme.terrain, asset.id))
            for asset in assets.values()
            if serves_today(asset) and asset.id not in programme.restoration
        )

    def _counts(self, name: str, people: int, hectares: float | None) -> int:
        """What an asset's people, or its hectares of land, count."""
        programme = self._explanation.draft.programme
        return programme.weighing.of(family_of(programme.situation.assets[name]), people, hectares)

    @cached_property
    def served_in_all(self) -> int:
        """What counts today, is planned, or is kept waiting by what is not planned."""
        return (
            self.served_today
            + int(self._problem.weight.sum())
            + counts_left_out(self._explanation.draft)
        )

    def planned(self) -> tuple[CurvePoint, ...]:
        """The plan's own curve."""
        return self._of(self._explanation.schedule)

    def limit(self) -> tuple[CurvePoint, ...]:
        """The most any plan can have in service."""
        dates, limit = self._bound.dates.tolist(), self._bound.limit.tolist()
        begins = [0, *(date + 1 for date in dates)]
        weights = [*limit, int(self._problem.weight.sum())]
        return self._points(np.array(begins), np.array(weights))

    @property
    def priority_objective(self) -> int | None:
        return None if self._listed is None else self._listed.objective

    def priority_first(self) -> tuple[CurvePoint, ...]:
        """The curve of the priority list."""
        return () if self._listed is None else self._of(self._listed)

    def _of(self, schedule: Schedule) -> tuple[CurvePoint, ...]:
        steps, served = served_curve(self._problem, schedule.finish)
        return self._points(np.concatenate([[0], steps]), np.concatenate([[0], served]))

    def _points(self, steps: Ints, weights: Ints) -> tuple[CurvePoint, ...]:
        """Points with today's service added; of points on one step the last counts."""
        calendar = self._explanation.draft.programme.situation.calendar
        latest = dict(zip(steps.tolist(), weights.tolist(), strict=True))
        return tuple(
            CurvePoint(step, calendar.last_day_of(step), self.served_today + weight)
            for step, weight in latest.items()
        )
