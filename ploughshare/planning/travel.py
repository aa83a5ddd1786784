"""Travel: how fast teams move, in the steps of a plan."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ploughshare.planning.situation import Situation

CLASSES: Mapping[str, str] = {"default": "travel", "heavy": "travel.heavy"}
"""Classes of mobility, and what the names of their figures begin with."""

SLACK = 1e-6
"""Kilometres and steps that rounding may add, as the definition of a trip has it."""


@dataclass(frozen=True, slots=True)
class Mobility:
    """
    How a class of teams moves.

    Parameters
    ----------
    detour
        Road distance over straight line, 1 or more.
    km_per_step
        Above 0.
    camp_move_km, camp_move_steps
        A trip longer than this takes so many steps more.
    """

    detour: float
    km_per_step: float
    camp_move_km: float
    camp_move_steps: int

    def steps(self, road_km: float) -> int:
        """Steps of a trip of so many kilometres by road."""
        camp = self.camp_move_steps if road_km > self.camp_move_km + SLACK else 0
        return math.ceil(road_km / self.km_per_step - SLACK) + camp

    @property
    def row(self) -> dict[str, Any]:
        """It as a problem has it."""
        return {
            "detour": self.detour,
            "km_per_step": self.km_per_step,
            "camp_move_km": self.camp_move_km,
            "camp_move_steps": self.camp_move_steps,
        }


def mobilities(situation: Situation) -> dict[str, Mobility]:
    """How each class of teams moves, by its name; by day the figures, here by step."""
    figure, spd = situation.figure, situation.calendar.steps_per_day
    return {
        name: Mobility(
            detour=figure("travel.detour"),
            km_per_step=figure(f"{prefix}.km_per_day") / spd,
            camp_move_km=figure(f"{prefix}.camp_move_km"),
            camp_move_steps=max(1, math.ceil(figure(f"{prefix}.camp_move_days") * spd - 1e-9)),
        )
        for name, prefix in CLASSES.items()
    }
